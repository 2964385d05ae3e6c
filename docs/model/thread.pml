/*
 * A thread in two tiers, and what several processes may do to it at once. README.md explains it.
 * A -D chooses one of scenarios.pml, another may break a rule; `check` knows them all.
 */
#include "scenarios.pml"
#ifndef LOST
#define LOST 0
#endif
#ifndef WITNESS
#define WITNESS 0
#endif

#include "state.pml"
#include "archive.pml"
#include "scripts.pml"
#include "faults.pml"
#include "operations.pml"
#include "recover.pml"

/* How it begins: a thread of some messages that was created, and flushed if asked for. */
inline begin_hot(list) {
  hn = 1; hnonce[1] = NOBODY; hlist[1] = list;
  phase = LIVE; stamp = 1; epoch = 1;
  thread = list
}

inline begin_archived(list) {
  hn = 1; hnonce[1] = NOBODY; hlist[1] = list;
  newest = 1; kind[1] = SNAPSHOT; content[1] = 1;
  thread = list
}

init {
  atomic {
    START;
    SCENARIO
  }
}
