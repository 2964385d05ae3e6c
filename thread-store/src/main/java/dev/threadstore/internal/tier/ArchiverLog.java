package dev.threadstore.internal.tier;

import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.IdleThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what an archiver could not do, for nobody else gets its exceptions. What others threw is
 * only logged for who asks for it: it may name content.
 */
public final class ArchiverLog implements ArchiveListener {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiverLog.class);

  @Override
  public void onThread(IdleThread thread) {
    thread
        .failure()
        .ifPresent(
            e -> {
              LOG.warn(
                  "cannot archive a thread now: thread=`{}` problem=`{}`",
                  thread.ref(),
                  IdleWork.problem(e));
              LOG.debug("cannot archive a thread now: thread=`{}`", thread.ref(), e);
            });
  }

  @Override
  public void onPass(ArchiveReport report) {
    LOG.debug("pass has ended: report=`{}`", report);
  }

  @Override
  public void onFailedPass(RuntimeException failure) {
    LOG.warn("pass has failed: problem=`{}`", IdleWork.problem(failure));
    LOG.debug("pass has failed", failure);
  }
}
