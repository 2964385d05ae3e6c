package dev.threadstore.it.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions that a thread had in some explanation of its history, and when. */
final class Sightings {
  private final Map<Version, Window> windows = new LinkedHashMap<>();

  private record Window(long from, long to) {
    Window join(Window other) {
      return new Window(Math.min(from, other.from), Math.max(to, other.to));
    }
  }

  /** The thread can have been at a version from one moment to another. */
  void see(Version version, long from, long to) {
    windows.merge(version, new Window(from, to), Window::join);
  }

  /** Since when the thread can have been at a version that was seen. */
  long since(Version version) {
    return windows.get(version).from();
  }

  /** The versions at a revision; those whose stamp nobody was told can be at any. */
  List<Version> at(String revision) {
    List<Version> found = new ArrayList<>();
    for (Version version : windows.keySet()) {
      version.at(revision).filter(told -> !found.contains(told)).ifPresent(found::add);
    }
    return found;
  }

  /** The versions at which the thread can have been at some moment from one to another. */
  List<Version> during(long from, long to) {
    List<Version> found = new ArrayList<>();
    windows.forEach(
        (version, window) -> {
          if (window.from() <= to && window.to() >= from) {
            found.add(version);
          }
        });
    return found;
  }
}
