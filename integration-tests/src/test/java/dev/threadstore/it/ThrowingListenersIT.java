package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.IdleThread.Outcome;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.ThreadListener;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a listener or an observer throws reaches a caller, or the next listener. */
class ThrowingListenersIT {
  private final String namespace = "throwing-" + UUID.randomUUID();

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void operations_listenersAndObserversThrow_workAsWithoutThem(Class<? extends Throwable> type) {
    AtomicInteger thrown = new AtomicInteger();
    Heard heard = new Heard();
    try (TieredFixture fixture = new TieredFixture();
        ThreadStore<Note> store =
            fixture
                .redis
                .store()
                .coldStore(fixture.cold)
                .observer(throwing(OperationObserver.class, type, thrown))
                .observer(operation -> throwing(OperationObserver.End.class, type, thrown))
                .listener(throwing(ThreadListener.class, type, thrown))
                .listener(heard)
                .build()) {
      ThreadRef ref = new ThreadRef(namespace, "t");
      TieredThreadManager<Note> thread = store.thread(ref);
      thread.create();
      assertThat(thrown).as("observer, end, listener").hasValue(3);
      thread.append(Note.range("m", 0, 3));
      assertThat(thread.flush().outcome()).isEqualTo(FlushResult.Outcome.ARCHIVED);
      assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
      thread.fork(ref.sibling("fork"));
      assertThat(thread.delete().existed()).isTrue();
      assertThat(heard.events())
          .containsExactly("created", "appended", "flushed", "hydrated", "forked", "deleted");
    }
  }

  @Test
  void archiver_listenersThrow_worksAsWithoutThem() {
    AtomicInteger thrown = new AtomicInteger();
    AtomicInteger heard = new AtomicInteger();
    ArchiveListener second =
        new ArchiveListener() {
          @Override
          public void onThread(IdleThread thread) {
            heard.incrementAndGet();
          }
        };
    try (TieredFixture fixture = new TieredFixture();
        IdleArchiver archiver =
            IdleArchiver.builder(fixture.store)
                .namespace(namespace)
                .settings(IdleArchiverSettings.builder().idle(Duration.ZERO).build())
                .listener(throwing(ArchiveListener.class, StackOverflowError.class, thrown))
                .listener(second)
                .build()) {
      fixture.store.thread(new ThreadRef(namespace, "a")).create();
      fixture.store.thread(new ThreadRef(namespace, "b")).create();
      ArchiveReport report = archiver.runOnce();
      assertThat(report.count(Outcome.ARCHIVED)).isEqualTo(2);
      assertThat(thrown).hasValue(2);
      assertThat(heard).hasValue(2);
    }
  }

  /** Throws whatever it is called for. */
  private static <L> L throwing(
      Class<L> listener, Class<? extends Throwable> type, AtomicInteger count) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          count.incrementAndGet();
          throw type.getConstructor().newInstance();
        };
    return listener.cast(
        Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener}, handler));
  }
}
