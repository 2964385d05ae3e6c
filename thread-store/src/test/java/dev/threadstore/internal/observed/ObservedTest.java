package dev.threadstore.internal.observed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.model.Operation;
import dev.threadstore.model.OperationObserver;
import dev.threadstore.model.ThreadLabels;
import dev.threadstore.model.ThreadMessages;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.ThreadState;
import dev.threadstore.model.TieredThreadManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation that there is, is seen, and does what it did. */
class ObservedTest {
  private static final ThreadRef REF = new ThreadRef("space", "id");

  /** What does nothing but say where to go on. */
  private static final Set<String> NOT_OPERATIONS =
      Set.of("ref", "name", "thread", "messages", "state", "labels", "snapshots");

  private final List<String> seen = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<String> called = new ArrayList<>();
  private RuntimeException failure;
  private final Audience<OperationObserver> observers =
      new Audience<>(List.of(observer("first"), observer("second")));

  @ParameterizedTest
  @MethodSource("operations")
  void operation_succeeds_isSeenOnceAndDoneOnce(Method operation) throws Exception {
    invoke(operation);
    assertThat(called)
        .as("calls of what does the work")
        .containsExactly(call(operation, arguments(operation)));
    assertThat(seen)
        .containsExactly("first begins", "second begins", "second succeeds", "first succeeds");
    assertThat(operations.get(0).namespace()).isEqualTo("space");
    assertThat(operations.get(0).thread())
        .isEqualTo(
            operation.getDeclaringClass() == ThreadNamespace.class
                ? Optional.empty()
                : Optional.of(REF));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operation_throws_isSeenToFail(Method operation) {
    failure = new IllegalStateException("expected");
    assertThatThrownBy(() -> invoke(operation))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isSameAs(failure);
    assertThat(seen)
        .containsExactly(
            "first begins", "second begins", "second fails expected", "first fails expected");
  }

  static Stream<Method> operations() {
    return Stream.of(
            TieredThreadManager.class,
            ThreadMessages.class,
            ThreadState.class,
            ThreadLabels.class,
            ThreadSnapshots.class,
            ThreadNamespace.class)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> Modifier.isAbstract(method.getModifiers()) && !method.isBridge())
        .filter(ObservedTest::isOperation);
  }

  private static boolean isOperation(Method method) {
    return method.getDeclaringClass() != Object.class && !NOT_OPERATIONS.contains(method.getName());
  }

  private void invoke(Method operation) throws Exception {
    TieredThreadManager<?> worker = answering(TieredThreadManager.class);
    ThreadNamespace<?> namespace = answering(ThreadNamespace.class);
    TieredThreadManager<?> thread = new ObservedThread<>(worker, observers);
    List<Object> targets =
        List.of(
            thread,
            thread.messages(),
            thread.state(),
            thread.labels(),
            thread.snapshots(),
            new ObservedNamespace<>(namespace, observers));
    Object target =
        targets.stream()
            .filter(operation.getDeclaringClass()::isInstance)
            .findFirst()
            .orElseThrow();
    called.clear();
    operation.invoke(target, arguments(operation));
  }

  /** What does the work: notes each call of an operation. */
  private Object answer(Method method, Object[] arguments) {
    if (isOperation(method)) {
      called.add(call(method, arguments));
      if (failure != null) {
        throw failure;
      }
    }
    if (method.getReturnType() == ThreadRef.class) {
      return REF;
    }
    if (method.getName().equals("name")) {
      return "space";
    }
    return method.getReturnType().isInterface() && !List.class.equals(method.getReturnType())
        ? answering(method.getReturnType())
        : value(method.getReturnType());
  }

  private static String call(Method method, Object[] arguments) {
    return method.getName() + Arrays.toString(arguments == null ? new Object[0] : arguments);
  }

  private static Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(ObservedTest::value).toArray();
  }

  private static Object value(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    if (type == long.class) {
      return 8L;
    }
    if (type == int.class) {
      return 7;
    }
    return type == String.class ? "text" : null;
  }

  private <T> T answering(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer(method, arguments)));
  }

  private OperationObserver observer(String name) {
    return operation -> {
      operations.add(operation);
      seen.add(name + " begins");
      return new OperationObserver.End() {
        @Override
        public void succeeded() {
          seen.add(name + " succeeds");
        }

        @Override
        public void failed(Throwable failure) {
          seen.add(name + " fails " + failure.getMessage());
        }
      };
    };
  }
}
