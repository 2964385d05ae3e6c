package dev.threadstore.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which side stays when a hot copy and the archive have gone different ways. Immutable. */
public final class Resolution {
  private static final Resolution KEEP_HOT = new Resolution("keep-hot", null);
  private static final Resolution KEEP_COLD = new Resolution("keep-cold", null);

  private final String name;
  private final @Nullable ThreadRef target;

  private Resolution(String name, @Nullable ThreadRef target) {
    this.name = name;
    this.target = target;
  }

  /**
   * The hot copy becomes the next snapshot; what the archive had stays in its history.
   *
   * @return the resolution
   */
  public static Resolution keepHot() {
    return KEEP_HOT;
  }

  /**
   * The hot copy is dropped, with its unarchived changes, and the archive's newest snapshot is
   * hydrated.
   *
   * @return the resolution
   */
  public static Resolution keepCold() {
    return KEEP_COLD;
  }

  /**
   * The hot copy becomes a thread of its own; then as {@link #keepCold()}. Loses nothing.
   *
   * @param target the new thread
   * @return the resolution
   */
  public static Resolution forkHotTo(ThreadRef target) {
    return new Resolution("fork-hot-to", Objects.requireNonNull(target, "target"));
  }

  /**
   * Where {@link #forkHotTo} puts the hot copy.
   *
   * @return the new thread, or null for the other resolutions
   */
  public @Nullable ThreadRef target() {
    return target;
  }

  @Override
  public String toString() {
    return target == null ? name : name + " " + target;
  }
}
