package dev.threadstore.cold.fs;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.testsupport.ColdStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSystemColdStoreTest extends ColdStoreContract {
  @TempDir Path folder;

  @Override
  public ColdStore open() {
    return FileSystemColdStore.open(folder.resolve("store"));
  }
}
