package dev.threadstore.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** How much memory this thread asks for, held or not. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** The bytes that work allocates. */
  public static long of(Callable<?> work) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    var unused = work.call();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
