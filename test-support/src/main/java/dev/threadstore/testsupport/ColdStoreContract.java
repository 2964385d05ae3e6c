package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/**
 * The executable form of {@link ColdStore}: whoever writes one, or wraps one, extends this class
 * and runs it with JUnit Jupiter.
 *
 * <pre>{@code
 * class MyColdStoreTest extends ColdStoreContract {
 *   @TempDir Path folder;
 *
 *   @Override
 *   public ColdStore open() {
 *     return new MyColdStore(folder);
 *   }
 * }
 * }</pre>
 *
 * <p>Not covered, since it takes a power cut: durability. Nor is what the contract leaves to the
 * backend: limits of size beyond {@link #largeObjectSize()}, and how a store fails.
 *
 * <p>JUnit makes an object for each test, so a subclass keeps the place of one test in a field.
 */
public abstract class ColdStoreContract
    implements CreateContract,
        DeleteContract,
        KeyContract,
        ListContract,
        RaceContract,
        ReadStartContract {
  private final List<ColdStore> opened = new CopyOnWriteArrayList<>();

  /** For subclasses. */
  protected ColdStoreContract() {}

  /**
   * Opens the store under test. The first call of a test finds an empty place; further ones open
   * the same place once more, as another process would. Each result is closed after the test.
   *
   * @return a store that no other test uses
   */
  @Override
  public abstract ColdStore open();

  /**
   * How many threads race each other.
   *
   * @return 8, unless overridden
   */
  @Override
  public int racers() {
    return 8;
  }

  /**
   * How many races there are in a test. Racing writers find a faulty store by luck: the more, the
   * better.
   *
   * @return 50, unless overridden
   */
  @Override
  public int races() {
    return 50;
  }

  /**
   * The size of the object that is large.
   *
   * @return 20 MB, unless overridden
   */
  @Override
  public int largeObjectSize() {
    return 20_000_000;
  }

  /**
   * By how much the store's clock and its resolution may make an age differ from what this process
   * measured.
   *
   * @return 2 s, unless overridden
   */
  @Override
  public Duration clockTolerance() {
    return Duration.ofSeconds(2);
  }

  @Override
  public final ColdStore newHandle() {
    ColdStore store = open();
    opened.add(store);
    return store;
  }

  @AfterEach
  final void closeHandles() {
    opened.forEach(ColdStore::close);
  }
}
