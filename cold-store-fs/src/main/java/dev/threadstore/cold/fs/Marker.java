package dev.threadstore.cold.fs;

import dev.threadstore.cold.ColdStoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that says that a folder is a cold store, in which layout, and which one. One line:
 *
 * <pre>threadstore-cold-store layout=1 id=5f0c1f4e-8d0e-4b43-9d43-3a4b8f2f5b11</pre>
 *
 * @param id never changes; tells this store from another one that is mounted in its place
 */
record Marker(UUID id) {
  private static final String FILE = ".threadstore-cold";
  private static final String LAYOUT = "1";
  private static final Pattern LINE =
      Pattern.compile("threadstore-cold-store layout=(\\d+) ?(.*)\n", Pattern.DOTALL);

  static Path fileIn(Path root) {
    return root.resolve(FILE);
  }

  /**
   * Reads the marker of a root.
   *
   * @return empty if there is none
   * @throws ColdStoreException if it is of another layout, or no marker at all
   */
  static Optional<Marker> read(Path root) throws IOException {
    Path file = fileIn(root);
    String text;
    try {
      // Latin 1 decodes anything, so that a foreign file is reported as one.
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new ColdStoreException("not a marker of a cold store: file=`" + file + "`", null);
    }
    if (!LAYOUT.equals(line.group(1))) {
      throw new ColdStoreException(
          "cold store has an unknown layout: file=`%s` found=`%s` supported=`%s`"
              .formatted(file, line.group(1), LAYOUT),
          null);
    }
    try {
      return Optional.of(new Marker(UUID.fromString(line.group(2).replaceFirst("^id=", ""))));
    } catch (IllegalArgumentException e) {
      throw new ColdStoreException("not a marker of a cold store: file=`" + file + "`", e);
    }
  }

  byte[] bytes() {
    return ("threadstore-cold-store layout=" + LAYOUT + " id=" + id + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
