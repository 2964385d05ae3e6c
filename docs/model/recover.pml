/* All processes stop, wherever they are; one comes, ends what is under way, and flushes. */
proctype Recover() {
  byte n, s, b, a, t, list, tries;
  bool mine;
#ifdef ADOPT_BY_OLD_HEAD
  short known;
#endif
  stopped = true;
  if
  :: phase == FORKING ->
    complete_fork()
  :: atomic { phase == DELETING -> t = token; a = aim; s = stamp }
look:
    complete();
gone:
    skip
  :: not_busy
  fi;
begin:
  flush(true);
done:
  promise(5, phase == ABSENT); /* no dead end */
  seen(RECOVERED)
}
