package dev.threadstore.cold.fs;

import dev.threadstore.cold.ColdKeyRule;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where things lie below the root:
 *
 * <pre>
 * .threadstore-cold                       the marker, see {@link StoreRoot}
 * .staging/&lt;owner&gt;-&lt;count&gt;                 files being written, see {@link Staging}
 * &lt;depth&gt;/&lt;segment&gt;/…/&lt;segment&gt;            the object of the key &lt;segment&gt;/…/&lt;segment&gt;
 * </pre>
 *
 * <p>{@code depth} is the number of segments of the key, so {@code acme/user-42/pins/x} is the file
 * {@code 4/acme/user-42/pins/x}. It is there because {@code a} and {@code a/b} are both legal keys,
 * and no file can be a folder too: in the tree of depth 4 exactly what lies 4 levels down is a
 * file.
 *
 * <p>A segment is its own file name, except that a leading {@code .} is written {@code +}. Hidden
 * names thus never are objects, and file systems put hidden files of their own between ours ({@code
 * .nfs…} for a deleted file that is still open). Whatever else has a name that no segment has is
 * ignored too.
 */
final class Layout {
  private static final Pattern DEPTH = Pattern.compile("[1-9][0-9]{0,2}");

  private final Path root;

  Layout(Path root) {
    this.root = root;
  }

  /** The file of a legal key's object. */
  Path fileOf(String key) {
    String[] segments = key.split("/", -1);
    Path path = tree(segments.length);
    for (String segment : segments) {
      path = child(path, segment);
    }
    return path;
  }

  /** The folder below which lie the objects whose keys have so many segments. */
  Path tree(int depth) {
    return root.resolve(Integer.toString(depth));
  }

  /** The depths of which there is a tree, in any order. */
  List<Integer> depths() throws IOException {
    List<Integer> depths = new ArrayList<>();
    for (String name : names(root)) {
      if (DEPTH.matcher(name).matches()) {
        depths.add(Integer.valueOf(name));
      }
    }
    return depths;
  }

  /** The segments that the entries of a folder stand for, in any order. */
  static List<String> segments(Path folder) throws IOException {
    List<String> segments = new ArrayList<>();
    for (String name : names(folder)) {
      segmentOf(name).ifPresent(segments::add);
    }
    return segments;
  }

  /** The entry of a folder that stands for a legal segment. */
  static Path child(Path folder, String segment) {
    return folder.resolve(segment.startsWith(".") ? "+" + segment.substring(1) : segment);
  }

  /** The folder of something below the root. */
  static Path parent(Path belowRoot) {
    return Objects.requireNonNull(belowRoot.getParent(), "what is below a root has a parent");
  }

  private static Optional<String> segmentOf(String name) {
    String segment = name.startsWith("+") ? "." + name.substring(1) : name;
    return name.startsWith(".") || !ColdKeyRule.isLegalSegment(segment)
        ? Optional.empty()
        : Optional.of(segment);
  }

  private static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }
}
