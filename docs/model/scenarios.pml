/*
 * The scenarios: how the thread begins, who does what at once, what may go wrong. Every process may
 * come at any time, at any pace, or stop for ever between any two steps. Each is searched
 * exhaustively.
 */

/* Two flushes race each other and an append; one releases. */
#ifdef FLUSH
#define LOST 1
#define START begin_hot(1)
#define SCENARIO run Flush(true); run Flush(false); run Append(1, 2); run Append(2, 3); run Recover()
#endif

/* Two hydrates, an append, a flush that releases; copies expire, gates are lost. */
#ifdef HYDRATE
#define START begin_archived(1)
#define SCENARIO \
  run Hydrate(1, false); run Hydrate(2, false); run Append(3, 2); run Flush(true); run Expire(2)
#endif

/* The check at the start of a session, while others flush and append. */
#ifdef CHECK
#define START begin_hot(1)
#define SCENARIO \
  run Hydrate(1, true); run Flush(false); run Flush(false); run Append(2, 2); run Append(3, 3)
#endif

/* Messages are cut and replaced while a flush reads them in two steps. */
#ifdef CUT
#define LOST 1
#define START begin_hot(9) /* messages 1, 2 */
#define SCENARIO \
  run Truncate(1, 2); run Append(2, 3); run Append(3, 2); run Load(4); run Flush(true); \
  run Flush(true); run Recover()
#endif

#ifdef REPLACE
#define LOST 1
#define START begin_hot(9)
#define SCENARIO \
  run Replace(1, 3); run Append(2, 2); run Load(3); run Flush(true); run Flush(false); run Recover()
#endif

/* The first snapshot is restored, while others append, flush, release and hydrate. */
#ifdef RESTORE
#define LOST 1
#define START begin_archived(1)
#define SCENARIO \
  run Restore(1, 1); run Append(2, 2); run Hydrate(3, false); run Flush(true); run Flush(true); \
  run Recover()
#endif

/* A thread with changes is deleted while it is flushed; the id is used again. */
#ifdef DELETE
#define LOST 1
#define START begin_hot(1)
#define SCENARIO \
  run Delete(1); run Create(2, 2); run Flush(true); run Complete()
#endif

/* An archived thread is deleted while it is hydrated; the id is used again. */
#ifdef DELETE_ARCHIVED
#define LOST 1
#define START begin_archived(1)
#define SCENARIO \
  run Delete(1); run Create(2, 2); run Hydrate(3, false); run Complete(); run Expire(1)
#endif

/* Two creates of one id, and a delete. */
#ifdef CREATE
#define LOST 1
#define START skip
#define SCENARIO \
  run Create(1, 1); run Create(2, 2); run Delete(3); run Flush(true); run Complete()
#endif

/* An archived thread is forked onto an id that others create, append to and delete. */
#ifdef FORK
#define LOST 1
#define START skip
#define SCENARIO \
  run Fork(1, 1); run Create(2, 2); run Flush(true); run Delete(3); run Complete()
#endif

/* Redis goes back while flushes and appends are under way. */
#ifdef GOES_BACK
#define ROLLBACK
#define START begin_hot(1)
#define SCENARIO \
  run Flush(true); run Flush(false); run Append(1, 2); run Append(2, 3); run Rollback(); \
  run Recover()
#endif

/* Redis goes back while an archived thread is deleted and created afresh. */
#ifdef DELETE_GOES_BACK
#define ROLLBACK
#define START begin_archived(1)
#define SCENARIO \
  run Delete(1); run Create(2, 2); run Flush(true); run Complete(); run Rollback()
#endif

/* Redis goes back while a thread with changes is deleted and flushed. */
#ifdef DELETE_HOT_GOES_BACK
#define ROLLBACK
#define START begin_hot(1)
#define SCENARIO \
  run Delete(1); run Create(2, 2); run Flush(true); run Complete(); run Rollback(); run Recover()
#endif

/* Redis goes back while an archived thread is forked onto an id that is also created. */
#ifdef FORK_GOES_BACK
#define ROLLBACK
#define START skip
#define SCENARIO \
  run Fork(1, 1); run Create(2, 2); run Flush(true); run Complete(); run Rollback(); run Recover()
#endif

/* A script of a deletion runs again, late; so does one of a create. */
#ifdef DELETE_RUNS_AGAIN
#define REPLAY
#define LOST 1
#define START begin_hot(1)
#define SCENARIO \
  run Delete(1); run Create(2, 2); run Append(3, 3); run Flush(true); run Complete(); run Replay()
#endif

/* Both: Redis goes back, and a script runs again. */
#ifdef DELETE_BACK_AND_AGAIN
#define ROLLBACK
#define REPLAY
#define START begin_hot(1)
#define SCENARIO run Delete(1); run Create(2, 2); run Complete(); run Rollback(); run Replay()
#endif

/* A script of a flush or a change runs again, late. */
#ifdef FLUSH_RUNS_AGAIN
#define REPLAY
#define START begin_hot(9)
#define SCENARIO \
  run Flush(true); run Flush(true); run Truncate(1, 2); run Append(2, 2); run Hydrate(3, false); \
  run Replay(); run Recover()
#endif

/* A script of a fork runs again, late. */
#ifdef FORK_RUNS_AGAIN
#define REPLAY
#define START skip
#define SCENARIO run Fork(1, 1); run Create(2, 2); run Flush(true); run Complete(); run Replay()
#endif

/* The hot copy is kept although there is no conflict. */
#ifdef RESOLVE
#define REPLAY
#define START begin_hot(1)
#define SCENARIO \
  run KeepHot(1); run Flush(false); run Flush(true); run Append(3, 2); run Replay(); \
  run Recover()
#endif
