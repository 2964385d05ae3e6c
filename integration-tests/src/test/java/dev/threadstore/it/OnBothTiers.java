package dev.threadstore.it;

import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of races on one thread share: a Redis 7, a folder, and a thread that is not there. */
abstract class OnBothTiers {
  final ThreadRef ref = RedisFixture.newRef();
  @TempDir Path folder;
  BothTiers tiers;
  TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
    thread = tiers.store().thread(ref);
  }

  @AfterEach
  void close() {
    tiers.close();
  }
}
