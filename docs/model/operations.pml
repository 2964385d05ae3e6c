/*
 * The operations, one process each, step by step as the classes of internal.tier do them. Whoever
 * meets a deletion or a fork under way waits until Complete has ended it: in the code he does that
 * work himself, which is the same to everybody else.
 */

#define not_busy (phase == ABSENT || phase == LIVE)

/* The answer of the script before was lost: it is sent again. */
#define may_be_lost(label) if :: lost > 0 -> lost--; goto label :: true fi

/* ThreadManager.append */
proctype Append(byte op; byte m) provided (!stopped) {
send:
  atomic {
    phase == LIVE ->
    d_step { append_message(op, m) }
    keep_copy(APPEND, op, m, 0, 0);
    may_be_lost(send)
  }
}

/* ThreadManager.truncateFrom */
proctype Truncate(byte op; byte m) provided (!stopped) {
send:
  atomic {
    phase == LIVE ->
    d_step { truncate_from(op, m) }
    keep_copy(TRUNCATE, op, m, 0, 0);
    may_be_lost(send)
  }
}

/* Replacement.replaceAll */
proctype Replace(byte op; byte list) provided (!stopped) {
send:
  atomic {
    phase == LIVE ->
    d_step { install_over(op, list, base, base) }
    may_be_lost(send)
  }
}

/* Replacement.restore: of a snapshot that holds `list` */
proctype Restore(byte op; byte list) provided (!stopped) {
  byte n, b;
start:
  atomic {
    not_busy ->
    if
    :: phase == LIVE -> mygate[op] = 0; b = base
    :: else -> b = NOTHING; d_step { ask_gate(op) }
    fi
  }
  atomic {
    n = newest;
    if
    :: b == NOTHING && (n == 0 || kind[n] == TOMBSTONE) -> goto done
#ifndef RESTORE_RETRY_UNSEEN
    :: b == NOTHING && n > 0 && kind[n] == SNAPSHOT ->
      /* The newest snapshot may hold this very change. */
      d_step { recall(content[n], op) }
      if
      :: result -> goto done
      :: else
      fi
#endif
    :: else
    fi
  }
install:
  atomic {
    not_busy ->
    d_step {
      if
      :: b == NOTHING -> install_new(op, mygate[op], list, n, true)
      :: b != NOTHING && phase == LIVE -> install_over(op, list, b, n)
      :: else -> result = MOVED
      fi
    }
    if
    :: result == OK -> may_be_lost(install); goto done
    :: else -> goto start
    fi
  }
done:
  mygate[op] = 0
}

/* HotThread.readToEnd: two steps, the second only in the same epoch */
proctype Load(byte op) provided (!stopped) {
  byte s;
  atomic { phase == LIVE -> s = stamp; myepoch[op] = epoch }
  atomic {
    phase == LIVE && epoch == myepoch[op] ->
    /* What it returns is the thread at one revision. */
    promise(7, (first(hlist[s], 1) | first(hlist[stamp], length(hlist[s])) & ~3) == hlist[s]);
    myepoch[op] = 0
  }
}

/* Creation */
proctype Create(byte op; byte list) provided (!stopped) {
  byte n;
  byte looked = NOTHING;
start:
  atomic {
    not_busy ->
    if
    :: phase == LIVE ->
      /* The id is taken: by this very create, or by somebody else. */
      d_step { recall(stamp, op) }
#ifdef CREATE_RETRY_UNSEEN
      promise(2, !result); /* "exists already", says the create that made it */
#endif
      goto done
    :: else -> d_step { ask_gate(op) }
    fi
  }
  atomic {
#ifndef CREATE_WITHOUT_LOOKING
    if
    :: newest > 0 && kind[newest] == SNAPSHOT ->
      d_step { recall(content[newest], op) }
#ifdef CREATE_RETRY_UNSEEN
      promise(2, !result);
#endif
      goto done
    :: else
    fi;
#endif
    n = newest;
#ifndef CREATE_AGAIN_AFTER_DELETION
    if
    :: looked != NOTHING && looked != n -> goto done /* outcome unknown */
    :: else -> looked = n
    fi
#endif
  }
install:
  atomic {
    not_busy ->
    d_step { install_new(op, mygate[op], list, n, false) }
    keep_copy(INSTALL, op, mygate[op], list, n);
    if
    :: result == OK -> may_be_lost(install); goto done
    :: else -> goto start
    fi
  }
done:
  mygate[op] = 0
}

/* Hydration; with check, as at the start of a session */
proctype Hydrate(byte op; bool check) provided (!stopped) {
  byte n, s, b;
  short known;
  bool changed;
start:
#ifdef LOOK_BEFORE_GATE
  n = newest;
#endif
  if
  :: check -> n = newest
  :: else
  fi;
  atomic {
    not_busy ->
    if
    :: phase == LIVE && !check -> goto done
    :: phase == LIVE && check && n == base -> goto done
    :: phase == LIVE && check && n != base ->
      /* One step reads the head; the listing was before. */
      s = stamp; b = base; known = flushing | bit(stamp); changed = !is_clean;
      goto compare
    :: else -> d_step { ask_gate(op) }
    fi
  }
  atomic {
#ifndef LOOK_BEFORE_GATE
    n = newest;
#endif
    if
    :: n == 0 || kind[n] == TOMBSTONE -> goto done
    :: else
    fi
  }
  atomic {
    not_busy ->
    d_step { install_snapshot(mygate[op], n) }
    if
    :: result == OK -> seen(HYDRATED); goto done
    :: else -> goto start
    fi
  }
compare:
  atomic {
    n = newest;
    if
    :: n == b -> goto done
    :: !changed && n > b -> skip
    :: changed && n == b + 1 && kind[n] == SNAPSHOT && (known & bit(content[n])) -> goto done
    :: else -> goto judge
    fi
  }
  atomic {
    d_step { drop(s, true) }
    goto start
  }
judge:
  /* Read again after the entry: whoever wrote it has noted its stamp before. */
  atomic {
    if
    :: phase != LIVE || base != b -> goto start
#ifndef CHECK_JUDGES_BY_OLD_HEAD
    :: phase == LIVE && base == b && n == base + 1 && kind[n] == SNAPSHOT &&
       ((flushing | bit(stamp)) & bit(content[n])) -> goto done
#endif
    :: else -> promise(5, rolledback) /* conflict */
    fi
  }
done:
  mygate[op] = 0;
}

/* Flush, from begin to commit. The caller labels it `begin`, and names its end `done`. */
inline flush(release) {
  atomic {
    not_busy ->
    tries = tries + stopped;
    promise(5, tries <= 3); /* alone, it does not go on for ever */
    if
    :: phase == ABSENT -> goto done
    :: phase == LIVE && is_clean -> s = stamp; b = base; goto clean
    :: else ->
      d_step { begin_flush() }
      s = stamp;
      b = base;
#ifdef ADOPT_BY_OLD_HEAD
      known = flushing | bit(stamp);
#endif
      list = first(hlist[stamp], 1);
      mine = false
    fi
  }
  /* The number after b, if somebody has written it; his entry is judged below. */
  atomic {
    n = newest;
    if
    :: n == b -> skip
    :: n == b + 1 -> goto adopt
    :: else -> goto diverged
    fi
  }
  /* The rest of the messages, as long as none was cut since the begin. */
  atomic {
    if
    :: length(hlist[s]) > 1 ->
      if
      :: phase != LIVE -> goto begin
#ifndef CHUNKS_UNGUARDED
      :: phase == LIVE && !(whole & bit(s)) -> goto begin
      :: phase == LIVE && (whole & bit(s)) ->
#else
      :: phase == LIVE ->
#endif
        list = list | (first(hlist[stamp], length(hlist[s])) & ~3)
      fi
    :: else
    fi
  }
  atomic {
    n = b + 1;
#ifdef FLUSH_DOUBT_IS_SUCCESS
    if
    :: mine = true; goto commit
    :: true
    fi;
#endif
    d_step { create_snapshot(n, s, list) }
    if
    :: result == OK -> mine = true; goto commit
    :: else -> goto adopt
    fi
  }
adopt:
  atomic {
    not_busy ->
    if
    :: phase == ABSENT -> goto done
    :: phase == LIVE && base != b -> goto begin
    :: phase == LIVE && base == b && kind[n] == TOMBSTONE && sealedat[n] == stamp ->
      s = stamp;
      goto buried
#ifdef ADOPT_BY_NUMBER
    :: phase == LIVE && base == b && kind[n] == SNAPSHOT ->
      s = stamp
#else
#ifdef COMPARE_VERSIONS
    :: phase == LIVE && base == b && kind[n] == SNAPSHOT ->
      d_step { version(content[n]); i = value; version(stamp); result = (i == value) }
      if
      :: result -> s = content[n]
      :: else -> goto conflict
      fi
#else
#ifdef ADOPT_BY_OLD_HEAD
    :: phase == LIVE && base == b && kind[n] == SNAPSHOT && (known & bit(content[n])) ->
#else
    :: phase == LIVE && base == b && kind[n] == SNAPSHOT &&
       ((flushing | bit(stamp)) & bit(content[n])) ->
#endif
      seen(ADOPTED);
      if
      :: content[n] != stamp -> seen(ADOPTED_EARLIER)
      :: else
      fi;
      s = content[n]
#endif
#endif
    :: else -> goto conflict
    fi
  }
commit:
  atomic {
    d_step { commit_flush(n, s, release) }
    keep_copy(COMMIT, n, s, 0, 0);
    if
    :: result == OK -> goto done
    :: result == CHANGED && mine -> seen(CHANGED_MEANWHILE); goto done
    :: else -> goto begin
    fi
  }
clean:
  /* The snapshot that it believes in must still be there. */
  promise(4, newest >= b);
  atomic {
    if
    :: release ->
      d_step { drop(s, true) }
      keep_copy(DROP, s, 0, 0, 0);
      if
      :: result == OK -> skip
      :: else -> goto begin
      fi
    :: else
    fi;
    goto done
  }
buried:
  atomic {
    seen(DROPPED_AS_DELETED);
    d_step { drop(s, false) }
    goto done
  }
diverged:
  atomic {
    not_busy ->
    if
    :: phase == ABSENT -> goto done
    :: phase == LIVE && base != b -> goto begin
    :: else
    fi
  }
conflict:
  atomic {
    seen(CONFLICT);
    promise(5, rolledback); /* else nobody can have written there */
    if
    :: stopped -> n = newest; d_step { rebase(stamp, base, n) } goto begin /* resolve(keepHot) */
    :: else
    fi
  }
}

proctype Flush(bool release) provided (!stopped) {
  byte n, s, b, list, tries;
  bool mine;
#ifdef ADOPT_BY_OLD_HEAD
  short known;
#endif
begin:
  flush(release);
done:
  skip
}

/*
 * Deletion.complete, from a phase in t, a and s. The caller labels it `look`; if somebody else was
 * faster it goes to `gone`.
 */
inline complete() {
  atomic {
    n = newest;
#ifdef SEAL_BEFORE_LOOKING
    if
    :: a == 0 && s == 0 && (newest == 0 || kind[newest] == TOMBSTONE) -> goto end
    :: a == 0 && !(s == 0 && (newest == 0 || kind[newest] == TOMBSTONE)) -> goto above
    :: else
    fi;
#endif
#ifdef TOMBSTONE_NOT_NEEDED
    if
    :: n == 0 -> goto end
    :: else
    fi;
#endif
    d_step { own_tombstone(t, a) }
#ifdef AIM_UNSEEN
    value = 0;
    a = n + 1;
#endif
    if
    :: value == 0 && n >= a -> goto above
    :: value == 0 && n < a -> goto bury
    :: else -> goto end
    fi
  }
above:
  /* Somebody has written an entry where the tombstone was to stand. */
  atomic {
    d_step { note_aim(t, a, n + 1) }
    keep_copy(AIM, t, a, n + 1, 0);
    goto again
  }
bury:
  atomic {
#ifdef KEYS_BEFORE_TOMBSTONE
    d_step { finish_deletion(t) }
  }
  atomic {
#endif
    d_step { create_tombstone(a, t, s) }
    if
    :: result == OK -> goto end
    :: else -> d_step { own_tombstone(t, a) }
      if
      :: value == a -> goto end
      :: else -> goto again
      fi
    fi
  }
again:
  atomic {
    if
    :: phase == DELETING && token == t -> a = aim; goto look
    :: else -> goto gone
    fi
  }
end:
  atomic {
#ifdef TOMBSTONE_GOES
    /* The deletion leaves nothing, so its number is free again. */
    d_step {
      if
      :: phase == DELETING && token == t ->
        do
        :: newest > 0 -> kind[newest] = 0; content[newest] = 0; sealedat[newest] = 0; newest--
        :: else -> break
        od
      :: else
      fi
    }
#endif
    d_step { finish_deletion(t) }
    keep_copy(FINISH, t, 0, 0, 0)
  }
}

/* Deletion.delete; each attempt has a token of its own */
proctype Delete(byte op) provided (!stopped) {
  byte n, s, a, t, tries;
start:
  t = op + (OPS - 1) * tries;
  tries++;
  atomic {
    phase != FORKING ->
    if
    :: tries > 3 -> goto done /* kept changing */
    :: tries <= 3 && phase == LIVE -> myepoch[op] = epoch; a = base + 1; goto sealing
    :: tries <= 3 && phase == DELETING -> t = token; a = aim; s = stamp; goto look
    :: else -> myepoch[op] = 0; d_step { ask_gate(op) }
    fi
  }
#ifdef SEAL_BEFORE_LOOKING
  a = 0;
#else
  atomic {
    if
    :: newest == 0 || kind[newest] == TOMBSTONE -> goto done
    :: else -> a = newest + 1
    fi
  }
#endif
sealing:
  atomic {
    d_step { seal(t, myepoch[op], mygate[op], a) }
    keep_copy(SEAL, t, myepoch[op], mygate[op], a);
    if
    :: result == OK -> a = aim; s = stamp; may_be_lost(sealing); goto look
    :: else -> goto moved
    fi
  }
moved:
#ifndef DELETE_RETRY_UNSEEN
  /* Sealed, answer lost, completed by somebody else? */
  atomic {
    d_step { own_tombstone(t, a) }
    if
    :: value -> seen(OWN_TOMBSTONE_FOUND); goto done
    :: else
    fi
  }
#endif
  goto start;
look:
  complete();
  goto done;
gone:
  /* Somebody else has completed it, or Redis has gone back. */
  atomic {
    d_step { own_tombstone(t, 1) }
#ifdef GONE_IS_DONE
    promise(10, value);
#endif
    seen(COMPLETED_BY_ANOTHER);
    if
    :: value -> goto done
    :: else -> goto start
    fi
  }
done:
  atomic {
    mygate[op] = 0;
    myepoch[op] = 0
  }
}

/* What everybody does who meets a deletion or a fork under way. */
inline complete_fork() {
  atomic {
    phase == FORKING -> t = token; a = aim
  }
  /* After some patience, which may be over at any time. */
#ifndef FORK_NOT_FENCED
  atomic {
    if
    :: newest < a -> skip
    :: else -> goto decided
    fi
  }
  atomic {
    d_step { create_tombstone(a, NOBODY, 0) }
    seen(FENCED)
  }
#endif
decided:
  atomic { d_step { finish_fork(t, a) } }
}

proctype Complete() provided (!stopped) {
  byte n, s, a, t;
start:
  if
  :: phase == FORKING ->
    complete_fork()
  :: atomic { phase == DELETING -> t = token; a = aim; s = stamp }
  look:
  complete();
gone:
    skip
  fi;
  goto start
}

/* Fork.forkArchived, onto this thread; the source has been read before the stub is set */
proctype Fork(byte op; byte list) provided (!stopped) {
  byte n, tries;
start:
  atomic {
    not_busy ->
    if
    :: phase == LIVE || tries == 2 -> goto done /* exists already, or too many attempts */
    :: else -> d_step { ask_gate(op) }
    fi
  }
  atomic {
    if
    :: newest > 0 && kind[newest] == SNAPSHOT -> goto done
    :: else -> n = newest + 1
    fi
  }
stub:
  atomic {
    d_step { begin_fork(op, mygate[op], n) }
    keep_copy(STUB, op, mygate[op], n, 0);
    if
    :: result == OK -> may_be_lost(stub)
    :: else -> goto start
    fi
  }
  mygate[op] = 0;
#ifdef FORK_GIVES_UP_UNFENCED
  if
  :: d_step { finish_fork(op, n) } /* the source is not readable: nothing will be written */
    goto done
  :: true
  fi;
#endif
#ifdef DOUBT_IS_FAILURE
  if
  :: d_step { finish_fork(op, n) } /* no answer yet: taken for a failure */
  :: true
  fi;
#endif
  atomic {
    d_step { create_forked(op, n, list) }
    if
    :: result == OK -> skip
    :: else -> goto fenced
    fi
  }
  d_step { finish_fork(op, n) }
  goto done;
fenced:
  tries++;
  atomic { d_step { finish_fork(op, n) } }
  goto start;
done:
  mygate[op] = 0
}

/* ConflictResolution.keepHot, up to its flush */
proctype KeepHot(byte op) provided (!stopped) {
  byte s, b, n;
  atomic { phase == LIVE -> s = stamp; b = base }
  n = newest;
send:
  atomic {
    not_busy ->
    d_step { rebase(s, b, n) }
    keep_copy(REBASE, s, b, n, 0)
  }
}
