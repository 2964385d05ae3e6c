package dev.threadstore.internal.archive;

import dev.threadstore.fuzz.Problems;
import dev.threadstore.fuzz.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is taken for a pin is one when it is written again. */
public final class PinTarget implements Target {

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    Sealed.inputs(Golden.pin()).forEach(seeds::add);
    Sealed.inputs(Golden.segment()).forEach(seeds::add);
    Sealed.inputs(Golden.entry("tombstone")).forEach(seeds::add);
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    PinObject.Holder holder;
    try {
      holder = PinObject.read(Sealed.object(input));
    } catch (UnreadableObjectException e) {
      Problems.requireReadable(e);
      return;
    }
    try {
      PinObject.Holder again = PinObject.read(PinObject.write(holder.ref(), holder.number()));
      if (!again.equals(holder)) {
        throw new AssertionError(again + " instead of " + holder);
      }
    } catch (UnreadableObjectException e) {
      throw new AssertionError("what was read cannot be read again", e);
    }
  }
}
