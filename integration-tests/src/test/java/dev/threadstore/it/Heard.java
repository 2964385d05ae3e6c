package dev.threadstore.it;

import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TruncateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** Remembers what a store tells its listeners. */
final class Heard implements ThreadListener {

  /**
   * Something that was told.
   *
   * @param what the event
   * @param thread with which thread it happened
   * @param detail what came with it
   * @param by the thread of this JVM on which it was told
   */
  record News(String what, ThreadRef thread, Object detail, Thread by) {}

  private final LinkedBlockingQueue<News> all = new LinkedBlockingQueue<>();

  /** What was told since this was last asked, in order. */
  List<News> news() {
    List<News> taken = new ArrayList<>();
    all.drainTo(taken);
    return taken;
  }

  /** The events alone. */
  List<String> events() {
    return news().stream().map(News::what).toList();
  }

  private void add(String what, ThreadRef thread, Object detail) {
    all.add(new News(what, thread, detail, Thread.currentThread()));
  }

  @Override
  public void onCreated(ThreadRef thread, ChangeResult result) {
    add("created", thread, result);
  }

  @Override
  public void onForked(ThreadRef thread, Lineage lineage) {
    add("forked", thread, lineage);
  }

  @Override
  public void onAppended(ThreadRef thread, AppendResult result) {
    add("appended", thread, result);
  }

  @Override
  public void onTruncated(ThreadRef thread, TruncateResult result) {
    add("truncated", thread, result);
  }

  @Override
  public void onReplaced(ThreadRef thread, ChangeResult result) {
    add("replaced", thread, result);
  }

  @Override
  public void onRestored(ThreadRef thread, long snapshot, ChangeResult result) {
    add("restored " + snapshot, thread, result);
  }

  @Override
  public void onHydrated(ThreadRef thread, HydrateResult result, Duration took) {
    add("hydrated", thread, result);
  }

  @Override
  public void onFlushed(ThreadRef thread, FlushResult result, Duration took) {
    add("flushed", thread, result);
  }

  @Override
  public void onDeleted(ThreadRef thread, DeleteResult result) {
    add("deleted", thread, result);
  }

  @Override
  public void onConflict(ThreadRef thread, ArchiveConflictException conflict) {
    add("conflict", thread, conflict);
  }
}
