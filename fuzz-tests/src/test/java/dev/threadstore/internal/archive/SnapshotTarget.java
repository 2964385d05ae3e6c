package dev.threadstore.internal.archive;

import dev.threadstore.fuzz.Problems;
import dev.threadstore.fuzz.Target;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.SegmentRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is taken for an entry can be written again, and its numbers add up. */
public final class SnapshotTarget implements Target {

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    Golden.entries().forEach(entry -> Sealed.inputs(entry).forEach(seeds::add));
    seeds.add(beyondAllPositions());
    return seeds;
  }

  /** Found here: the last position plus one was a negative number, and so was the length. */
  private static byte[] beyondAllPositions() throws IOException {
    String content =
        String.join("\n", Sealed.lines(Golden.entry("with-segments")))
            .replace("\"last\":199", "\"last\":" + Long.MAX_VALUE)
            .replace("\"length\":202", "\"length\":" + (Long.MIN_VALUE + 2))
            .replace("\"inline\":{\"first\":200", "\"inline\":{\"first\":" + Long.MIN_VALUE);
    return Sealed.input(content);
  }

  @Override
  public void read(byte[] input) {
    ArchiveEntry entry;
    try {
      entry = SnapshotReader.read(Golden.REF, Golden.NUMBER, Sealed.object(input));
    } catch (UnreadableObjectException e) {
      Problems.requireReadable(e);
      return;
    }
    entry.snapshot().ifPresent(SnapshotTarget::requireSound);
    byte[] again = SnapshotWriter.write(entry);
    try {
      ArchiveEntry same = SnapshotReader.read(Golden.REF, Golden.NUMBER, again);
      if (!same.position().equals(entry.position())) {
        throw new AssertionError("written again it is another entry: " + same.position());
      }
    } catch (UnreadableObjectException e) {
      throw new AssertionError("what was read cannot be read again", e);
    }
  }

  private static void requireSound(Snapshot snapshot) {
    long position = 0;
    for (SegmentRef segment : snapshot.segments().refs()) {
      if (segment.first() != position || segment.last() < position) {
        throw new AssertionError("gap or overlap: " + snapshot.segments());
      }
      position = segment.last() + 1;
    }
    long length = snapshot.image().length();
    if (position < 0 || length != position + snapshot.inline().size()) {
      throw new AssertionError("length " + length + ", in segments " + position);
    }
  }
}
