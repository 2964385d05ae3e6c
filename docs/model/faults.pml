/* What may go wrong beside the operations. A crash needs no process: one that never goes on is dead. */

/* Clean copies expire or are evicted, gates expire: `n` times. */
proctype Expire(byte n) provided (!stopped) {
  do
  :: atomic {
#ifdef DIRTY_EXPIRES
       n > 0 && phase == LIVE ->
#else
       n > 0 && phase == LIVE && is_clean ->
#endif
       n--;
       d_step { clear_head(); promise_nothing_lost() }
     }
  :: atomic { n > 0 && gate != 0 -> n--; gate = 0 }
  od
}

#ifdef ROLLBACK
/* Redis goes back to an earlier state, once: a failover, a restored backup. */
proctype Rollback() provided (!stopped) {
  d_step {
    o_phase = phase; o_token = token; o_aim = aim; o_stamp = stamp; o_epoch = epoch;
    o_base = base; o_basestamp = basestamp; o_arch = arch; o_gate = gate;
    o_flushing = flushing; o_whole = whole
  }
  d_step {
    phase = o_phase; token = o_token; aim = o_aim; stamp = o_stamp; epoch = o_epoch;
    base = o_base; basestamp = o_basestamp; arch = o_arch; gate = o_gate;
    flushing = o_flushing; whole = o_whole;
    o_phase = 0; o_token = 0; o_aim = 0; o_stamp = 0; o_epoch = 0;
    o_base = 0; o_basestamp = 0; o_arch = 0; o_gate = 0; o_flushing = 0; o_whole = 0;
    rolledback = true
  }
  seen(WENT_BACK)
}
#endif

#ifdef REPLAY
#define APPEND 1
#define TRUNCATE 2
#define INSTALL 3
#define COMMIT 4
#define DROP 5
#define REBASE 6
#define SEAL 7
#define AIM 8
#define FINISH 9
#define STUB 10

/* This script may run once more, at any time. */
#define keep_copy(script, w, x, y, z) \
  if :: copies > 0 -> \
    copies--; copied = script; copy_w = w; copy_x = x; copy_y = y; copy_z = z :: true fi

proctype Replay() provided (!stopped) {
  atomic {
    copied ->
    d_step {
      if
      :: copied == APPEND && phase == LIVE -> append_message(copy_w, copy_x)
      :: copied == TRUNCATE && phase == LIVE -> truncate_from(copy_w, copy_x)
      :: copied == INSTALL -> install_new(copy_w, copy_x, copy_y, copy_z, false)
      :: copied == COMMIT -> commit_flush(copy_w, copy_x, true)
      :: copied == DROP -> drop(copy_w, true)
      :: copied == REBASE -> rebase(copy_w, copy_x, copy_y)
      :: copied == SEAL -> seal(copy_w, copy_x, copy_y, copy_z)
      :: copied == AIM -> note_aim(copy_w, copy_x, copy_y)
      :: copied == FINISH -> finish_deletion(copy_w)
      :: copied == STUB -> begin_fork(copy_w, copy_x, copy_y)
      :: else
      fi;
      copied = 0; copy_w = 0; copy_x = 0; copy_y = 0; copy_z = 0; result = 0
    }
    seen(RAN_AGAIN)
  }
}
#else
#define keep_copy(script, w, x, y, z) skip
#endif
