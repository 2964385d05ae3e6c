package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the file system says of a regular file, from one look.
 *
 * @param size in bytes
 * @param links how many names it has
 * @param changed when its inode last changed, by the file system's clock. Giving an object its name
 *     is such a change, so this is never before its creation. (The time of modification is: a
 *     writer may be stopped for a day between writing a file and naming it, and the object would be
 *     born old enough for garbage collection.)
 */
record FileFacts(long size, int links, Instant changed) {

  /**
   * Looks at a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is nothing
   * @throws FileSystemException if it is something else than a regular file
   */
  static FileFacts of(Path file) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(
            file, "unix:size,nlink,ctime,isRegularFile", LinkOption.NOFOLLOW_LINKS);
    if (!Boolean.TRUE.equals(found.get("isRegularFile"))) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return new FileFacts(
        fact(found, "size", Long.class),
        fact(found, "nlink", Integer.class),
        fact(found, "ctime", FileTime.class).toInstant());
  }

  private static <T> T fact(Map<String, Object> found, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(found.get(name), name));
  }
}
