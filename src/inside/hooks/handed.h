// Words that are handed from task to task in order: those of large objects of the heap, buffers mostly. None of them has a turn, a
// variable or books as long as that is so.
//
// Such a word is labelled with a lease: a task, at one tick of its clock. Only as long as the task's clock stands there do its hooks
// go the quick way; after its next tick they come the slow way once for each word, and label it anew. So all that a task did
// under a lease came before its clock went on. Who comes second and follows that tick (order.h) comes after all of it, takes
// the word over by one compare-and-swap, and waits for nobody. Who does not follow it may be in a race: then the word becomes
// watched, as any other (word.c), before the second one touches it, and stays so.
//
// Nothing that was lost is missed by that. Two updates of which one overwrites the other unseen are a load and a store of one task
// and a store of another in between. Either the three are in order, or two of them are not, and then the later of those two found
// a lease that it does not follow: the word is watched from then on, and who had it has its load in the shadow's `loaded`, as a word
// of one task's alone would. If they are in order the first task loaded the word under one lease, lost it to the other, got it
// back, and stores there what it has not loaded again. So with the word stands which tasks had loaded from it and not stored
// since when it was taken from them (`pending`). One of these gets a lease that is good for loads alone: each of its stores comes
// the slow way, where it is known whether those bytes were loaded or stored under the lease. If they were not, and what is stored
// is no constant, the word becomes watched, and as it cannot be told any more what was lost there, nothing is claimed of it.
#ifndef INSIDE_HOOKS_HANDED_H
#define INSIDE_HOOKS_HANDED_H

#include "inside/hooks/shadow.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct task;

struct lease {
    uint32_t task, tick; // task: number
};

// What is kept of a word that was handed on.
struct handed {
    uint32_t
        pending; // tasks that may store what they computed from what they loaded before it was taken from them, as bits
    uint8_t stored; // bytes that its task has stored under its lease, which is for loads alone
    uint8_t counted;
};

// As the shadow has it (shadow_holder): even, and one more for one that is good for loads alone.
static inline bool lease_is(uint32_t holder) { return holder & 0xff; }
static inline bool lease_is_for_loads(uint32_t holder) { return holder & 1; }

static inline uint32_t handed_bit(uint32_t task) { return UINT32_C(1) << task % 32; }

struct lease *lease_at(uint32_t holder);

// The task's lease of now; 0: it has none and gets none, since nothing is known of its order, or all are given away.
uint32_t lease_of(struct task *task);

// Whether words at the address are handed on; that those of an object are, or are not any more. It is larger than two pages.
bool handed_has(uintptr_t address);
void handed_memory(uintptr_t address, size_t bytes, bool has);

// Of a word; NULL: there is nothing, or no room.
struct handed *handed_of(uintptr_t word, bool make);

// The word, of which that was seen, is the task's now, under its lease of now. false: it does not follow what was done there, or it has
// no lease. Where somebody else was faster it says true, and the word is to be looked at anew.
bool handed_take(struct task *task, uintptr_t address, uint32_t seen);

#endif
