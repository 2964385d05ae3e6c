/* The cold store's part: an entry is created if its number is free, in one step. */

inline create_snapshot(n, s, list) {
  if
#ifdef STORE_OVERWRITES
  :: true ->
#else
  :: kind[n] == 0 ->
#endif
    assert(n < ENTRIES - 1);
    promise(5, kind[n] == 0 && n == newest + 1); /* immutable, numbered without gaps */
    promise(7, list == hlist[s]);                /* what the stamp says, no mixture */
    if
    :: !resolved -> promise_built_on_newest(s)
    :: else
    fi;
    newest = n;
    kind[n] = SNAPSHOT;
    content[n] = s;
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* The first snapshot of a fork, which no hot copy precedes. */
inline create_forked(op, n, list) {
  if
  :: kind[n] == 0 ->
    promise(5, n == newest + 1);
    promise_once(op);
    promise(1, rolledback || thread == NOTHING);
    thread = list;
    next_stamp(0, op, list);
    hroot[h] = n - 1;
    newest = n;
    kind[n] = SNAPSHOT;
    content[n] = h;
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

inline create_tombstone(n, t, sealed) {
  if
  :: kind[n] == 0 ->
    assert(n < ENTRIES - 1);
#ifndef TOMBSTONE_GOES
    promise(5, n == newest + 1);
#endif
    promise(10, t == NOBODY || !(over & bit(t))); /* a deletion that is finished buries nothing */
    newest = n;
    kind[n] = TOMBSTONE;
    content[n] = t;
    sealedat[n] = sealed;
    result = OK
  :: else -> result = MOVED
  fi;
  promise_nothing_lost()
}

/* The number of the tombstone that a deletion has written, at n or above; 0: none. */
inline own_tombstone(t, n) {
  value = 0;
  i = n;
  do
  :: i > 0 && i <= newest ->
    if
    :: kind[i] == TOMBSTONE && content[i] == t -> value = i
    :: else
    fi;
    i++
  :: else -> break
  od;
  i = 0
}
