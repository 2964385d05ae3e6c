package dev.threadstore.internal.archive;

import dev.threadstore.fuzz.Problems;
import dev.threadstore.fuzz.Target;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.SegmentRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A segment gives as many messages as its reference uses, or is refused. The first byte: which. */
public final class SegmentTarget implements Target {
  /** The golden segment begins at 80 and has three messages. */
  private static final long[][] REFERENCES = {
    {80, 82},
    {80, 81},
    {80, 83},
    {80, 79},
    {80, 70},
    {80, Long.MAX_VALUE},
    {0, 0},
    {0, Long.MAX_VALUE},
    {Long.MIN_VALUE, Long.MAX_VALUE},
    {80, Long.MIN_VALUE}
  };

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] object : List.of(Golden.segment(), Golden.pin(), Golden.entry("base64"))) {
      for (int i = 0; i < REFERENCES.length; i++) {
        byte[] reference = {(byte) i};
        Sealed.inputs(object).forEach(input -> seeds.add(Sealed.concat(reference, input)));
      }
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    if (input.length == 0) {
      return;
    }
    long[] positions = REFERENCES[Math.floorMod(input[0], REFERENCES.length)];
    byte[] object = Sealed.object(Arrays.copyOfRange(input, 1, input.length));
    SegmentRef ref =
        new SegmentRef("key", positions[0], positions[1], ObjectEnvelope.sha256(object));
    try {
      List<MessageRecord> messages = SegmentObject.read(ref, object);
      if (messages.isEmpty() || messages.size() != ref.last() - ref.first() + 1) {
        throw new AssertionError(messages.size() + " messages for " + ref);
      }
    } catch (UnreadableObjectException e) {
      Problems.requireReadable(e);
    }
  }
}
