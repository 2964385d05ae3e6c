package dev.threadstore.internal.tier;

import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what moves between the tiers, and what somebody has to look after. */
public final class ThreadLog implements ThreadListener {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLog.class);

  @Override
  public void onHydrated(ThreadRef thread, HydrateResult result, Duration took) {
    LOG.debug("hydrated: thread=`{}` result=`{}` took=`{}`", thread, result, took);
  }

  @Override
  public void onFlushed(ThreadRef thread, FlushResult result, Duration took) {
    LOG.debug("flushed: thread=`{}` result=`{}` took=`{}`", thread, result, took);
  }

  @Override
  public void onDeleted(ThreadRef thread, DeleteResult result) {
    LOG.debug("deleted: thread=`{}` result=`{}`", thread, result);
  }

  @Override
  public void onConflict(ThreadRef thread, ArchiveConflictException conflict) {
    LOG.warn("{}", conflict.getMessage());
  }
}
