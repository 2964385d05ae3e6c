/* What Redis and the cold store hold of one thread, and what must be true of it at every moment. */

/* A promise of docs/guarantees.md, by its number; `check` reads the number in what Spin prints. */
#define promise(g, x) assert((x) || g == 0)

/* What should be reachable: a run that asks for it must fail here. */
#define seen(what) assert(WITNESS != what)
#define HYDRATED 1
#define ADOPTED 2
#define ADOPTED_EARLIER 3
#define CHANGED_MEANWHILE 4
#define DROPPED_AS_DELETED 5
#define CONFLICT 6
#define OWN_TOMBSTONE_FOUND 7
#define COMPLETED_BY_ANOTHER 8
#define FENCED 9
#define WENT_BACK 10
#define RAN_AGAIN 11
#define RECOVERED 12

/* An operation is known by a number from 1, which is its nonce too. Message ids are 1, 2, 3. */
#define OPS 6
#define bit(n) (1 << (n))
#define NOBODY 15 /* writer token of an entry that nobody will ask for again */

/*
 * Histories. A stamp is a number of this table: the history that came before and the nonce of one
 * more change. The same two always give the same stamp, different ones never do, as with a hash.
 * A list of messages is one byte, two bits a message, the first one lowest.
 */
#define H 12
byte hn, hprev[H], hnonce[H], hlist[H];
byte hroot[H]; /* of a history that begins here: the entry that it was created on */

#define has(list, m) (((list) & 3) == (m) || ((list) >> 2 & 3) == (m) || ((list) >> 4 & 3) == (m))
#define length(list) ((list) == 0 -> 0 : ((list) < 4 -> 1 : ((list) < 16 -> 2 : 3)))
#define position(list, m) (((list) & 3) == (m) -> 0 : (((list) >> 2 & 3) == (m) -> 1 : 2))
#define first(list, n) ((list) & ((1 << 2 * (n)) - 1))

/* Redis: the head (the log is hlist[stamp]) and the gate. */
#define ABSENT 0
#define LIVE 1
#define DELETING 2
#define FORKING 3
byte phase, token, aim; /* a fork's number is kept as its aim */
byte stamp, epoch, base, basestamp, arch, gate;
short flushing; /* stamps at which flushes were begun */
short whole;    /* those of them of which no message was cut since */

/* The cold store: entries from number 1. */
#define ENTRIES 7
#define SNAPSHOT 1
#define TOMBSTONE 2
byte newest, kind[ENTRIES], content[ENTRIES]; /* a snapshot's stamp, a tombstone's writer token */
byte sealedat[ENTRIES];                       /* a tombstone's sealed stamp */

/* Values that operations remember; new gates and epochs differ from all of them. */
byte mygate[OPS], myepoch[OPS];

/* One earlier state of Redis, put back at most once. */
bool rolledback;
#ifdef ROLLBACK
byte o_phase, o_token, o_aim, o_stamp, o_epoch, o_base, o_basestamp, o_arch, o_gate;
short o_flushing, o_whole;
#endif

/* One script that was sent and runs again later. */
#ifdef REPLAY
byte copies = 1, copied, copy_w, copy_x, copy_y, copy_z;
#endif

byte lost = LOST; /* answers of scripts that may be lost */
bool resolved;    /* somebody has asked to keep the hot copy of two */
bool stopped;     /* all processes are dead; only Recover goes on */

/* Results of scripts, read in the same step. */
#define OK 1
#define MOVED 2
#define CHANGED 3
byte result, value;

/* For use within one step. */
hidden byte h, i;

/*
 * What users were told. `thread` is what a single copy of the thread would hold; each change sets
 * it where it takes effect, nothing else may.
 */
#define NOTHING 255
byte thread = NOTHING;
short took_effect; /* operations that may do so only once */
short over;        /* deletions that are finished */

#define archived_thread \
  (newest == 0 -> NOTHING : (kind[newest] == TOMBSTONE -> NOTHING : hlist[content[newest]]))
#define visible_thread \
  (phase == LIVE -> hlist[stamp] : (phase == DELETING -> NOTHING : archived_thread))

/* G1, G7, G10: both tiers together show exactly what users were told. */
inline promise_nothing_lost() {
  promise(1, rolledback || visible_thread == thread)
}

/* An operation whose answer was lost is sent again, but takes effect once. */
inline promise_once(op) {
  promise(2, rolledback || !(took_effect & bit(op)));
  took_effect = took_effect | bit(op)
}

/* G4: a copy goes only if that exact version is in the archive. */
inline promise_archived() {
  result = 0;
  i = 1;
  do
  :: i <= newest ->
    if
    :: kind[i] == SNAPSHOT && content[i] == stamp -> result = 1
    :: kind[i] == TOMBSTONE && sealedat[i] == stamp -> result = 1
    :: else
    fi;
    i++
  :: else -> break
  od;
  promise(4, result)
}

/* G5: whoever writes the snapshot after the newest entry had built on that entry. */
inline promise_built_on_newest(s) {
  h = s;
  do
  :: kind[newest] == SNAPSHOT && h == content[newest] -> break
  :: !(kind[newest] == SNAPSHOT && h == content[newest]) && hprev[h] == 0 ->
    promise(5, hroot[h] == newest);
    break
  :: else -> h = hprev[h]
  od
}

/* The stamp of a history after one more change. The result is in h. */
inline next_stamp(before, nonce, list) {
  h = 1;
  do
  :: h <= hn && hprev[h] == before && hnonce[h] == nonce ->
    assert(hlist[h] == list); /* equal stamps, equal histories */
    break
  :: h <= hn && !(hprev[h] == before && hnonce[h] == nonce) -> h++
  :: else ->
    hn++;
    assert(hn < H);
    hprev[h] = before;
    hnonce[h] = nonce;
    hlist[h] = list;
    break
  od
}

/* Whether a history holds the change with a nonce: the ring, which moves with the thread. */
inline recall(s, nonce) {
  h = s;
  result = 0;
  do
  :: h != 0 && hnonce[h] == nonce -> result = 1; break
  :: h != 0 && hnonce[h] != nonce -> h = hprev[h]
  :: else -> break
  od;
  h = 0
}

/* How many changes a history has: the version number. */
inline version(s) {
  h = s;
  value = 0;
  do
  :: h != 0 -> h = hprev[h]; value++
  :: else -> break
  od;
  h = 0
}

/* What an earlier state of Redis or a script on its way remembers. */
#ifdef ROLLBACK
#ifdef REPLAY
#define kept_gate(v) (o_gate == v || copy_x == v || copy_y == v)
#define kept_epoch(v) (o_epoch == v || copy_x == v)
#else
#define kept_gate(v) (o_gate == v)
#define kept_epoch(v) (o_epoch == v)
#endif
#else
#ifdef REPLAY
#define kept_gate(v) (copy_x == v || copy_y == v)
#define kept_epoch(v) (copy_x == v)
#else
#define kept_gate(v) false
#define kept_epoch(v) false
#endif
#endif

/* A gate that nobody remembers. */
inline new_gate() {
  value = 1;
  i = 0;
  do
  :: i < OPS && mygate[i] == value -> value++; i = 0
  :: i < OPS && mygate[i] != value -> i++
  :: i == OPS && kept_gate(value) -> value++; i = 0
  :: i == OPS && !kept_gate(value) -> break
  od
}

/* An epoch that nobody remembers. */
inline new_epoch() {
  value = H;
  i = 0;
  do
  :: i < OPS && myepoch[i] == value -> value++; i = 0
  :: i < OPS && myepoch[i] != value -> i++
  :: i == OPS && kept_epoch(value) -> value++; i = 0
  :: i == OPS && !kept_epoch(value) -> break
  od
}

