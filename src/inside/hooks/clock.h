// What puts accesses in order and tells which were not: what it keeps with a task, a variable and a seat, and what it is told. A
// seat is what one task has with one variable.
//
// Each access is counted in an entry: of a variable, by a task, at a place, of a kind, under a set of locks (books_access). With an
// entry stands the task's tick at its last access, and so its order to any access that comes (order.h). Which pairs of places an
// entry's accesses belong to is worked out anew only when something changed: the variable has a stamp that changes with any
// entry's tick, the task one that changes with its clock. As long as both stand, an access is a count and nothing else, in
// programs that race as well.
//
// All of it is called with the variable's turn held by the task, so that nothing of the variable or the seat changes meanwhile.
// It may not take a turn, block, or call a function of libc that could be interposed.
#ifndef INSIDE_HOOKS_CLOCK_H
#define INSIDE_HOOKS_CLOCK_H

#include "inside/books_layout.h"
#include "inside/hooks/books.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/locksets.h"
#include "inside/hooks/order.h"

#include <stdbool.h>
#include <stdint.h>

struct way;

// As in recording/variables.h.
enum touch_kind {
    TOUCH_LOAD = 1,
    TOUCH_STORE = 2,
    TOUCH_ATOMIC_LOAD = 3,
    TOUCH_ATOMIC_STORE = 4,
    TOUCH_ATOMIC_BOTH = 5,
    TOUCH_KINDS,
};

enum {
    CLOCK_RECENT = 4,  // of a seat's entries: two of loads, two of others
    CLOCK_FLUSH = 256, // a power of two: so many accesses of an entry at most are not in its pairs yet
    CLOCK_PAIRS = 64,  // of a variable
};

struct clock_task {
    uint32_t number, image; // the task's
    struct order_task order;
    struct lock_task locks;
};

struct clock_variable {
    uint32_t stamp, left;            // left: its block in the books
    struct clock_seat *seats;        // of all that have touched it
    struct books_accesses *accesses; // the newest block
    uint32_t used, room;             // of its entries
    uint8_t mask;                    // which bytes of its word it is, as bits
    struct clock_variable
        *beside;           // the next of those of its word that share bytes, round in a ring; NULL: there are none
    uint8_t plain, atomic; // there were such accesses
    uint8_t all;           // whom an access follows must be asked of all entries: there are pairs, or both of the above
    uint8_t pair_count;
    // While all stores are in order: the last, and who has loaded since.
    uint32_t store_slot, store_tick;
    struct clock_seat *readers;
    struct books_pair **pair; // CLOCK_PAIRS
};

struct clock_seat {
    uint32_t recent[CLOCK_RECENT]; // by number, 0: none; the newer one of two first
    struct books_access *first;    // of all of the seat's, by own_next
    struct clock_seat *next, *next_reader;
    uint32_t task, slot;        // the task's number, 0 before it has touched the variable; and where its clock is
    uint32_t tick[TOUCH_KINDS]; // of the last access of each kind
    bool reads;                 // is among the readers
};

// What order_makes gave the maker of the calling thread, while it begins; 0: nobody knows who made it.
extern _Thread_local uint32_t clock_made __attribute__((tls_model("initial-exec"), visibility("hidden")));

// The task begins; its struct is zeroed. Before anything else is told of it.
void clock_task_begin(struct clock_task *task, uint32_t number, uint32_t image);

// Where the recent ones of a kind begin.
static inline unsigned clock_recent(enum touch_kind kind) { return kind % 2 ? 0 : CLOCK_RECENT / 2; }

static inline struct books_access *clock_entry(uint32_t number)
{
    return (struct books_access *)((char *)books_head + BOOKS_HEAD_BYTES + (uint64_t)(number - 1) * BOOKS_BLOCK_BYTES);
}

static inline bool clock_is_of(const struct books_access *entry, const struct clock_task *task, enum touch_kind kind,
                               uintptr_t place)
{
    return entry->place == place && entry->kind == kind && entry->locks == task->locks.number;
}

// Counts an access where nothing changed since the last one of its entry; false: clock_access must.
static inline bool clock_again(const struct clock_task *task, const struct clock_variable *variable,
                               const struct clock_seat *seat, enum touch_kind kind, uintptr_t place)
{
    const uint32_t *recent = &seat->recent[clock_recent(kind)];
    struct books_access *entry = clock_entry(recent[0]);
    if (recent[0] == 0)
        return false;
    if (unlikely(!clock_is_of(entry, task, kind, place))) {
        entry = clock_entry(recent[1]);
        if (recent[1] == 0 || !clock_is_of(entry, task, kind, place))
            return false;
    }
    if (entry->own_stamp != variable->stamp || entry->own_task_stamp != task->order.stamp ||
        entry->count % CLOCK_FLUSH == 0)
        return false;
    entry->count++;
    return true;
}

// Before each access. place: the address to which the hook returns. All of them zeroed before the first time, but for `left`.
void clock_access(struct clock_task *task, struct clock_variable *variable, struct clock_seat *seat,
                  enum touch_kind kind, uintptr_t place);

// The first access of the task whose word it was alone until now, before any other of the variable's. The turn is another's.
void clock_first(struct clock_variable *variable, struct clock_seat *seat, const struct way *first);

// The two share some of their bytes: an access of one is held against those of the other too.
void clock_overlap(struct clock_variable *one, struct clock_variable *other);

// After an atomic access was done, with the turn still held. order: as in C11. kind: a compare-exchange that failed was a load.
void clock_atomic_done(struct clock_task *task, uintptr_t address, enum touch_kind kind, int order);

// Of a word that nobody watches: before the access, and after it.
void clock_atomic_before(struct clock_task *task, uintptr_t address, enum touch_kind kind, int order);
void clock_atomic_after(struct clock_task *task, uintptr_t address, enum touch_kind kind, int order);

// Who had its turn was killed, in the middle of any of these perhaps.
void clock_repair(struct clock_variable *variable);

// Its memory is given back, or the process ends.
void clock_variable_end(struct clock_variable *variable);

#endif
