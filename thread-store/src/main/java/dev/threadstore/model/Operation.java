package dev.threadstore.model;

import java.util.Locale;
import java.util.Optional;

/**
 * One call of an operation, as an {@link OperationObserver} sees it.
 *
 * @param kind what is done
 * @param namespace the namespace in which it is done
 * @param thread the thread with which it is done; empty for an operation on the namespace
 */
public record Operation(Kind kind, String namespace, Optional<ThreadRef> thread) {

  /** The operations of threads and namespaces. */
  public enum Kind {
    /** {@link ThreadManager#create()} and {@link ThreadManager#create(java.util.Map)}. */
    CREATE,
    /** {@link ThreadManager#createIfAbsent}. */
    CREATE_IF_ABSENT,
    /** {@link ThreadManager#exists}. */
    EXISTS,
    /** {@link ThreadManager#info}. */
    INFO,
    /** {@link ThreadManager#append(java.util.List, Revision)}. */
    APPEND,
    /** {@link ThreadManager#load}. */
    LOAD,
    /** Any of the methods of {@link ThreadMessages} that read pages. */
    READ,
    /** {@link ThreadMessages#find}. */
    FIND,
    /** {@link ThreadMessages#count}. */
    COUNT,
    /** {@link ThreadManager#truncateFrom}. */
    TRUNCATE,
    /** {@link ThreadManager#replaceAll}. */
    REPLACE,
    /** {@link ThreadState#load} and {@link ThreadState#loadJson}. */
    LOAD_STATE,
    /** {@link ThreadState#save} and {@link ThreadState#saveJson}. */
    SAVE_STATE,
    /** {@link ThreadState#delete}. */
    DELETE_STATE,
    /** {@link ThreadLabels#load}. */
    LOAD_LABELS,
    /** {@link ThreadLabels#put} and {@link ThreadLabels#remove}. */
    LABEL,
    /** {@link TieredThreadManager#fork(ThreadRef, ForkPoint, ForkState)}. */
    FORK,
    /** {@link ThreadManager#delete}. */
    DELETE,
    /** {@link TieredThreadManager#purge}. */
    PURGE,
    /** {@link TieredThreadManager#hydrate(Freshness)}. */
    HYDRATE,
    /** {@link TieredThreadManager#flush(AfterFlush)}. */
    FLUSH,
    /** {@link TieredThreadManager#flushIfIdle}. */
    FLUSH_IF_IDLE,
    /** {@link TieredThreadManager#keepHot}. */
    KEEP_HOT,
    /** {@link TieredThreadManager#resolve}. */
    RESOLVE,
    /** {@link ThreadSnapshots#history}. */
    HISTORY,
    /** {@link ThreadSnapshots#restore}. */
    RESTORE,
    /** {@link ThreadSnapshots#collect} and {@link ThreadSnapshots#collectable}. */
    COLLECT,
    /** {@link ThreadSnapshots#verify}. */
    VERIFY,
    /**
     * {@link ThreadNamespace#list}, {@link ThreadNamespace#find}, {@link ThreadNamespace#hot},
     * {@link ThreadNamespace#archived} and {@link ThreadNamespace#stored}.
     */
    LIST,
    /** {@link ThreadNamespace#flushIdle}. */
    FLUSH_IDLE;

    /**
     * A name for meters and traces.
     *
     * @return the name in lower case, such as {@code save_state}
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether it works on the hot copy, and so hydrates an archived thread first.
     *
     * @return true for reads and changes of messages and state
     */
    public boolean usesHotCopy() {
      return switch (this) {
        case APPEND,
            LOAD,
            READ,
            FIND,
            COUNT,
            TRUNCATE,
            REPLACE,
            LOAD_STATE,
            SAVE_STATE,
            DELETE_STATE,
            LABEL ->
            true;
        default -> false;
      };
    }
  }
}
