// Locks, semaphores and events that a program's tasks share, in the lab's memory: each knows its resource, and all that is
// done with it is noted there.
//
// They behave as Python's do on Linux: a lock may be given back by any task, waiters are woken in no promised order, and
// nobody gives back what a dead task held. Zeroed and given its resource's number, each is ready for use: free, 0, not set.
#ifndef PROGRAM_SYNC_H
#define PROGRAM_SYNC_H

#include "program/program.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct program_lock {
    // The holder's index + 1, or 0: free; above it how often it was taken; PROGRAM_LOCK_WAITED where somebody may sleep. One
    // word, so that whoever reads it when all are gone knows both for certain.
    _Atomic uint32_t word;
    uint8_t resource;
    uint8_t reserved[3];
};

#define PROGRAM_LOCK_HOLDER UINT32_C(0xFF)
#define PROGRAM_LOCK_TAKEN UINT32_C(0x7FFFFF00)
#define PROGRAM_LOCK_TAKEN_ONE UINT32_C(0x100)
#define PROGRAM_LOCK_WAITED UINT32_C(0x80000000)

// Takes it, waiting so long at most (0: not at all, which is noted as a refusal; PROGRAM_FOREVER). False: it did not get it.
bool program_lock_take(struct self *self, struct program_lock *lock, uint64_t timeout_ns);

// Gives it back, whoever holds it. False, noted as a refusal: nobody held it.
bool program_lock_give(struct self *self, struct program_lock *lock);

// Who holds it: a task's index, alive or dead; −1: nobody.
int program_lock_holder(const struct program_lock *lock);

// How often it was taken, modulo 2^23.
uint32_t program_lock_taken(const struct program_lock *lock);

struct program_semaphore {
    _Atomic uint32_t value;   // free places
    _Atomic uint32_t waiters; // that may sleep
    uint32_t bound;           // the most that value may be; 0: no bound
    uint8_t resource;
    uint8_t reserved[3];
};

// As of a lock: takes one, puts one back.
bool program_semaphore_take(struct self *self, struct program_semaphore *semaphore, uint64_t timeout_ns);
bool program_semaphore_give(struct self *self, struct program_semaphore *semaphore);

// A moment that tasks wait for: once set it stays set. Waiting for it is noted where it has to be waited for.
struct program_event {
    _Atomic uint32_t set;
    uint8_t resource;
    uint8_t reserved[3];
};

bool program_event_await(struct self *self, struct program_event *event, uint64_t timeout_ns);
void program_event_set(struct self *self, struct program_event *event);

#endif
