package dev.threadstore.it.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the promises allow: to which versions a call can lead, given what its client was told. */
final class Rules {
  /** What a flush or hydrate says only of a thread that is there, with the length it then has. */
  private static final Set<String> OF_A_THREAD =
      Set.of(
          "ARCHIVED",
          "ALREADY_ARCHIVED",
          "CHANGED_MEANWHILE",
          "HYDRATED",
          "REFRESHED",
          "ALREADY_HOT");

  private final String thread;
  private final Past past;

  /** What a thread's history must be compared with. */
  interface Past {
    /** The versions at this revision that were seen of the thread itself. */
    List<Version> at(String revision);

    /** Whether the thread can have been there at some moment of a call. */
    boolean wasThere(Call call);

    /** The versions of the source that a fork can have seen. */
    List<Version> seenBy(Call fork);

    /** The versions that the archive can have in the place of what Redis has. */
    List<Version> lost();
  }

  Rules(String thread, Past past) {
    this.thread = thread;
    this.past = past;
  }

  /** Whether a call tells or changes anything about the thread. */
  boolean concern(Call call) {
    Reply reply = call.reply();
    if (call.ask() instanceof Ask.Fork fork) {
      if (isRefused(call, Reply.Reason.UNAVAILABLE)) {
        return false;
      }
      boolean told = !(reply instanceof Reply.Unknown);
      return fork.target().equals(thread)
          ? !isRefused(call, Reply.Reason.ABSENT) && !isRefused(call, Reply.Reason.INVALID)
          : fork.thread().equals(thread) && told && !isRefused(call, Reply.Reason.EXISTS);
    }
    if (call.ask() instanceof Ask.GoBack) {
      return true;
    }
    if (!call.ask().thread().equals(thread)
        || isRefused(call, Reply.Reason.INVALID)
        || (isRefused(call, Reply.Reason.UNAVAILABLE) && !takesSteps(call.ask()))
        || (call.ask().reads() && reply instanceof Reply.Unknown)) {
      return false;
    }
    if (reply instanceof Reply.Moved moved) {
      return OF_A_THREAD.contains(moved.outcome());
    }
    return !(reply instanceof Reply.Archived) && !(reply instanceof Reply.Sound);
  }

  /** What others may finish, or can be half done: a failure does not say that nothing was. */
  private static boolean takesSteps(Ask ask) {
    return ask instanceof Ask.Delete || ask instanceof Ask.Resolve;
  }

  /** The least number that the thread can have had before a call, if the reply says so. */
  OptionalLong numberBefore(Call call) {
    Reply reply = call.reply();
    if (reply instanceof Reply.Changed changed) {
      boolean cutNothing = call.ask() instanceof Ask.Truncate && changed.removed() == 0;
      return before(changed.revision(), cutNothing ? 0 : 1);
    } else if (reply instanceof Reply.Appended appended) {
      return before(appended.revision(), appended.added().isEmpty() ? 0 : 1);
    } else if (reply instanceof Reply.Messages messages) {
      return before(messages.revision(), 0);
    } else if (reply instanceof Reply.State state) {
      return before(state.revision(), 0);
    } else if (reply instanceof Reply.Known known) {
      return before(known.revision(), 0);
    } else if (reply instanceof Reply.Refused refused && refused.found() != null) {
      return before(refused.found(), 0);
    }
    return OptionalLong.empty();
  }

  private static OptionalLong before(String revision, int changes) {
    return OptionalLong.of(Version.numberOf(revision) - changes);
  }

  /**
   * The versions that the thread can have after a call took effect.
   *
   * @param before the version it took effect on
   * @return empty if the call cannot have met that version, or (with an unknown outcome) would have
   *     changed nothing; {@code before} itself if it changed nothing
   */
  List<Version> after(Call call, Version before) {
    if (call.ask() instanceof Ask.Resolve resolve && !resolve.keepHot()) {
      return keptCold(call, before);
    } else if (call.reply() instanceof Reply.Refused refused) {
      return refused(refused, call, before);
    } else if (call.ask() instanceof Ask.Create) {
      return before.isPresent()
          ? List.of()
          : told(call, before, Version.ABSENT.next(List.of(), null));
    } else if (call.ask() instanceof Ask.Fork fork) {
      return fork.target().equals(thread)
          ? forked(call, fork, before)
          : sourceOf(fork, before) ? List.of(before) : List.of();
    } else if (call.reply() instanceof Reply.Deleted deleted && !deleted.existed()) {
      return before.isPresent() ? List.of() : List.of(before);
    } else if (!before.isPresent()) {
      // Of several that delete it at once, each says that it was there.
      boolean deletedByOthers = call.reply() instanceof Reply.Deleted && past.wasThere(call);
      return deletedByOthers ? List.of(before) : List.of();
    } else if (call.ask() instanceof Ask.Delete) {
      return List.of(Version.ABSENT);
    } else if (call.ask().reads()) {
      return isWhole(call) ? read(call.reply(), before) : List.of();
    } else if (call.ask() instanceof Ask.Resolve && call.reply() instanceof Reply.Resolved kept) {
      return list(before.at(kept.revision()));
    } else if (call.ask() instanceof Ask.Resolve) {
      return List.of();
    }
    return changed(call, before);
  }

  /**
   * The copy in Redis goes, and the newest that the archive has is back: perhaps a deletion. Others
   * may have gone on from there before the reply says where the thread is.
   */
  private List<Version> keptCold(Call call, Version before) {
    if (call.reply() instanceof Reply.Resolved kept) {
      Set<Version> versions = new LinkedHashSet<>(past.at(kept.revision()));
      versions.addAll(past.lost());
      return List.copyOf(versions);
    } else if (call.reply() instanceof Reply.Refused refused) {
      return refused.reason() == Reply.Reason.ABSENT
          ? List.of(Version.ABSENT)
          : refused(refused, call, before);
    }
    return past.lost().stream().filter(version -> !version.equals(before)).toList();
  }

  /**
   * The version after a change whose answer was lost once, if it will be sent again and then does
   * not know that it was made: an append is known by its ids only, so what was cut in between is
   * added a second time; of a thread that was deleted in between nothing is known; and if that was
   * then created by somebody else, it is that one which is found.
   */
  List<Version> attempted(Call call, Version before) {
    if (!before.isPresent()) {
      return isRefused(call, Reply.Reason.EXISTS) ? after(call.unanswered(), before) : List.of();
    }
    boolean isForgotten =
        call.reply() instanceof Reply.Appended && expected(call.ask()).equals("any");
    boolean isGone = isRefused(call, Reply.Reason.ABSENT) && !call.ask().reads();
    return (isForgotten || isGone) && !(call.ask() instanceof Ask.Fork)
        ? after(call.unanswered(), before)
        : List.of();
  }

  private static List<Version> refused(Reply.Refused refused, Call call, Version before) {
    boolean fits =
        switch (refused.reason()) {
          case ABSENT -> !before.isPresent();
          case EXISTS -> before.isPresent();
          case INVALID ->
              call.ask() instanceof Ask.Fork fork && before.isPresent() && !sourceOf(fork, before);
          case CONFLICT -> before.isPresent() && !refused.found().equals(expected(call.ask()));
          case UNAVAILABLE, DIVERGED -> true;
        };
    if (!fits) {
      return List.of();
    }
    return refused.found() == null ? List.of(before) : list(before.at(refused.found()));
  }

  private List<Version> forked(Call call, Ask.Fork fork, Version before) {
    List<Version> versions = new ArrayList<>();
    if (!before.isPresent()) {
      for (Version source : past.seenBy(call)) {
        if (sourceOf(fork, source)) {
          Version made = source.forked(fork.count(), fork.withState());
          if (!versions.contains(made)) {
            versions.add(made);
          }
        }
      }
    }
    return versions;
  }

  private static boolean sourceOf(Ask.Fork fork, Version source) {
    return source.isPresent() && fork.count() <= source.messages().size();
  }

  /** Whether a tail is the newest messages, as many as were asked for. */
  private static boolean isWhole(Call call) {
    if (call.ask() instanceof Ask.Tail tail && call.reply() instanceof Reply.Messages read) {
      return read.first() == Math.max(0, read.length() - tail.count())
          && read.first() + read.messages().size() == read.length();
    }
    return true;
  }

  private static List<Version> read(Reply reply, Version before) {
    if (reply instanceof Reply.Messages read) {
      int first = (int) read.first();
      int end = first + read.messages().size();
      boolean fits =
          read.length() == before.messages().size()
              && end <= before.messages().size()
              && before.messages().subList(first, end).equals(read.messages());
      return fits ? list(before.at(read.revision())) : List.of();
    } else if (reply instanceof Reply.State state) {
      return Objects.equals(before.json(), state.json())
          ? list(before.at(state.revision()))
          : List.of();
    } else if (reply instanceof Reply.Known known) {
      return known.length() == before.messages().size()
          ? list(before.at(known.revision()))
          : List.of();
    } else if (reply instanceof Reply.Moved moved) {
      return moved.length() == before.messages().size() ? List.of(before) : List.of();
    }
    return List.of();
  }

  /** Changes of a thread that is there. */
  private List<Version> changed(Call call, Version unbound) {
    String expected = expected(call.ask());
    Optional<Version> met = expected.equals("any") ? Optional.of(unbound) : unbound.at(expected);
    if (met.isEmpty()) {
      return List.of();
    }
    Version before = met.get();
    if (call.ask() instanceof Ask.Append append) {
      Version.Appending found = before.append(append.messages());
      boolean fits =
          !(call.reply() instanceof Reply.Appended told)
              || (told.added().equals(found.added())
                  && told.known().equals(found.known())
                  && told.other().equals(found.other()));
      Version next = found.added().isEmpty() ? before : before.next(found.content(), before.json());
      return fits ? told(call, before, next) : List.of();
    } else if (call.ask() instanceof Ask.Truncate truncate) {
      int at = before.indexOf(truncate.id());
      int length = before.messages().size();
      boolean fits =
          !(call.reply() instanceof Reply.Changed told)
              || told.removed() == (at < 0 ? 0 : length - at);
      Version next =
          at < 0
              ? before
              : before.next(List.copyOf(before.messages().subList(0, at)), before.json());
      return fits ? told(call, before, next) : List.of();
    } else if (call.ask() instanceof Ask.Replace replace) {
      return told(call, before, before.next(replace.messages(), before.json()));
    } else if (call.ask() instanceof Ask.SaveState save) {
      boolean nothing = save.json() == null && before.json() == null;
      return told(call, before, nothing ? before : before.next(before.messages(), save.json()));
    } else if (call.ask() instanceof Ask.Restore restore) {
      List<Version> versions = new ArrayList<>();
      for (Version snapshot : past.at(restore.revision())) {
        versions.addAll(told(call, before, before.next(snapshot.messages(), snapshot.json())));
      }
      return versions;
    }
    throw new IllegalArgumentException(call.toString());
  }

  /** The next version, if the reply agrees with it; with an unknown one, if it is another. */
  private static List<Version> told(Call call, Version before, Version next) {
    if (call.reply() instanceof Reply.Changed changed) {
      return changed.length() == next.messages().size()
          ? list(next.at(changed.revision()))
          : List.of();
    } else if (call.reply() instanceof Reply.Appended appended) {
      return appended.length() == next.messages().size()
          ? list(next.at(appended.revision()))
          : List.of();
    }
    return next.equals(before) ? List.of() : List.of(next);
  }

  static String expected(Ask ask) {
    if (ask instanceof Ask.Append append) {
      return append.expected();
    } else if (ask instanceof Ask.Truncate truncate) {
      return truncate.expected();
    } else if (ask instanceof Ask.Replace replace) {
      return replace.expected();
    } else if (ask instanceof Ask.SaveState save) {
      return save.expected();
    } else if (ask instanceof Ask.Restore restore) {
      return restore.expected();
    } else if (ask instanceof Ask.Resolve resolve) {
      return resolve.expected();
    }
    return "any";
  }

  private static boolean isRefused(Call call, Reply.Reason reason) {
    return call.reply() instanceof Reply.Refused refused && refused.reason() == reason;
  }

  private static List<Version> list(Optional<Version> version) {
    return version.map(List::of).orElse(List.of());
  }
}
