// The worker processes of a pool, and what they share with the threads of the main process: messages through the two pipes.
#ifndef LABS_POOL_WORKERS_H
#define LABS_POOL_WORKERS_H

#include "labs/pool/pool.h"
#include "program/program.h"

static inline const struct pool_plan *pool_plan_of_self(const struct self *self)
{
    return pool_plan_of(program_plan(self));
}

static inline struct pool_shared *pool_shared_of(const struct self *self) { return program_shared(self); }

// What a message is called in notes.
uint16_t pool_number(const struct pool_message *message);

// Makes a worker for a place in the pool; its name has the number of workers there were. False: it cannot be made.
bool pool_make_worker(struct self *self, uint32_t place, uint32_t number);

// Puts a result, or the end of them, with the write lock.
void pool_put_result(struct self *self, struct pool_message message);

#endif
