/* The Lua scripts: one inline each, one step each. Staging is left out: it is private to its owner. */

#define is_clean (arch == stamp)

inline clear_head() {
  phase = ABSENT; token = 0; aim = 0; stamp = 0; epoch = 0;
  base = 0; basestamp = 0; arch = 0; flushing = 0; whole = 0
}

/* gate.lua, where nothing is hot */
inline ask_gate(op) {
  if
  :: gate == 0 -> new_gate(); gate = value
  :: else
  fi;
  mygate[op] = gate
}

/* install.lua for a hydrate */
inline install_snapshot(g, n) {
  if
#ifdef INSTALL_WITHOUT_GATE
  :: phase == ABSENT ->
#else
  :: phase == ABSENT && gate == g ->
#endif
    phase = LIVE;
    stamp = content[n]; base = n; basestamp = content[n]; arch = content[n];
    new_epoch();
    epoch = value;
#ifndef INSTALL_KEEPS_GATE
    gate = 0;
#endif
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* install.lua for a thread created afresh on entry n, or restored */
inline install_new(op, g, list, n, restored) {
  if
  :: phase == LIVE -> recall(stamp, op); result = (result -> OK : MOVED)
#ifdef INSTALL_WITHOUT_GATE
  :: phase == ABSENT ->
#else
  :: phase == ABSENT && gate == g ->
#endif
    promise_once(op);
    promise(1, rolledback || restored || thread == NOTHING); /* never two threads under one id */
    thread = list;
    next_stamp(0, op, list);
    hroot[h] = n;
    phase = LIVE;
    stamp = h; epoch = h; base = n;
    basestamp = (n == 0 -> 0 : content[n]);
    arch = 0;
#ifndef INSTALL_KEEPS_GATE
    gate = 0;
#endif
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* install.lua over a live copy; it must still build on entry b, and will on entry n */
inline install_over(op, list, b, n) {
  recall(stamp, op);
  if
  :: result -> result = OK
  :: !result && base != b -> result = MOVED
  :: else ->
    promise_once(op);
    thread = list;
    next_stamp(stamp, op, list);
    stamp = h;
#ifndef REPLACE_KEEPS_EPOCH
    epoch = h;
#endif
    whole = 0;
    if
#ifdef REPLACE_FORGETS_FLUSHES
    :: true -> flushing = 0
#else
    :: n != b -> flushing = 0; base = n; basestamp = content[n]; arch = 0
#endif
    :: else
    fi;
    gate = 0;
    result = OK
  fi;
  promise_nothing_lost()
}

/* append.lua */
inline append_message(nonce, m) {
  if
#ifdef APPEND_UNSEEN
  :: true ->
#else
  :: !has(hlist[stamp], m) ->
#endif
    promise(2, !has(hlist[stamp], m));
    value = hlist[stamp] | m << 2 * length(hlist[stamp]);
    thread = value;
    next_stamp(stamp, nonce, value);
    stamp = h
  :: else
  fi;
  promise_nothing_lost()
}

/* truncate.lua */
inline truncate_from(op, m) {
#ifdef TRUNCATE_FORGETS_ITSELF
  result = 0;
#else
  recall(stamp, op);
#endif
  if
  :: !result && has(hlist[stamp], m) ->
    promise_once(op);
    i = position(hlist[stamp], m);
    value = first(hlist[stamp], i);
    thread = value;
#ifndef TRUNCATE_KEEPS_FLUSHES
    h = 1;
    do
    :: h < H ->
      if
      :: whole & bit(h) && length(hlist[h]) > i -> whole = whole & ~bit(h)
      :: else
      fi;
      h++
    :: else -> break
    od;
#endif
    next_stamp(stamp, op, value);
    stamp = h;
#ifndef TRUNCATE_KEEPS_EPOCH
    epoch = h
#endif
  :: else
  fi;
  promise_nothing_lost()
}

/* begin_flush.lua, of a copy with changes */
inline begin_flush() {
#ifndef FLUSH_NOT_NOTED
  if
  :: !(flushing & bit(stamp)) -> flushing = flushing | bit(stamp); whole = whole | bit(stamp)
  :: else
  fi
#else
  skip
#endif
}

/* commit_flush.lua */
inline commit_flush(n, s, release) {
  if
  :: phase == ABSENT -> result = OK
  :: phase == DELETING || phase == FORKING -> result = MOVED
#ifdef COMPARE_VERSIONS
  :: phase == LIVE && !(arch == s && base == n) && base != n - 1 -> result = MOVED
#else
#ifdef FLUSH_NOT_NOTED
  :: phase == LIVE && !(arch == s && base == n) && (stamp != s || base != n - 1) -> result = MOVED
#else
  :: phase == LIVE && !(arch == s && base == n) && (!(flushing & bit(s)) || base != n - 1) ->
    result = MOVED
#endif
#endif
  :: else ->
    if
    :: !(arch == s && base == n) ->
      base = n; basestamp = s; arch = s; flushing = 0; whole = 0
    :: else
    fi;
#ifdef RELEASE_UNSEEN
    result = OK;
    if
    :: release -> promise_archived(); clear_head(); result = OK
#else
#ifdef COMPARE_VERSIONS
    version(s);
    i = value;
    version(stamp);
    if
    :: i != value -> result = CHANGED
#else
    if
    :: stamp != s -> result = CHANGED
#endif
    :: stamp == s && release -> promise_archived(); clear_head(); result = OK
#ifdef COMPARE_VERSIONS
    :: i == value && stamp != s && release -> promise_archived(); clear_head(); result = OK
#endif
#endif
    :: else -> result = OK
    fi
  fi;
  promise_nothing_lost()
}

/* drop.lua; only a clean copy if asked so */
inline drop(s, only_clean) {
  if
  :: phase == ABSENT -> result = OK
  :: phase == LIVE && stamp == s && (!only_clean || is_clean) ->
    promise_archived();
    clear_head();
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* rebase.lua */
inline rebase(s, oldbase, n) {
  if
#ifdef REBASE_FORGETS_FLUSHES
  :: phase == LIVE && stamp == s ->
    flushing = 0;
    whole = 0;
#else
  :: phase == LIVE && stamp == s && base == oldbase ->
    if
    :: n != base -> flushing = 0; whole = 0
    :: else
    fi;
#endif
    base = n;
    basestamp = (n == 0 -> 0 : content[n]);
    arch = 0;
    resolved = true;
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* seal.lua; e: the epoch that is meant, or 0; g: the gate that is meant, or 0 */
inline seal(t, e, g, n) {
  if
  :: phase == DELETING && token == t -> result = OK
#ifdef SEAL_WITHOUT_EPOCH
  :: phase == LIVE || (phase == ABSENT && g != 0 && gate == g) ->
#else
  :: (phase == LIVE && epoch == e) || (phase == ABSENT && g != 0 && gate == g) ->
#endif
    if
    :: thread != NOTHING -> promise_once((t - 1) % (OPS - 1) + 1); thread = NOTHING
    :: else
    fi;
    aim = (phase == LIVE -> base + 1 : n);
    phase = DELETING;
    token = t;
#ifndef DELETE_KEEPS_GATE
    gate = 0;
#endif
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* aim.lua */
inline note_aim(t, from, to) {
  if
  :: phase == DELETING && token == t && aim == from -> aim = to
  :: else
  fi
}

/* begin_fork.lua */
inline begin_fork(t, g, n) {
  if
  :: phase == FORKING && token == t && aim == n -> result = OK
  :: phase == ABSENT && gate == g ->
    phase = FORKING;
    token = t;
    aim = n;
    gate = 0;
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* finish.lua */
inline finish_deletion(t) {
  if
#ifdef FINISH_ANY_PHASE
  :: phase != ABSENT ->
#else
  :: phase == DELETING && token == t ->
#endif
    clear_head();
#ifndef DELETE_KEEPS_GATE
    gate = 0;
#endif
    over = over | bit(t)
  :: else
  fi;
  promise_nothing_lost()
}

inline finish_fork(t, n) {
  if
  :: phase == FORKING && token == t && aim == n -> clear_head(); gate = 0
  :: else
  fi;
  promise_nothing_lost()
}
