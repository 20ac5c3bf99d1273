// What the programs of this folder share: they start some threads at once, and tell what a variable came to and what it should
// have come to.
//
// What must be found in each is told in its first lines, one variable a line, and read by check.py:
//   // truth: NAME key=value ...
//     lost=N | any        updates lost; any: it is a race, and none is required
//     pairs=yes | no      whether two accesses must be, or must not be, without an order
//     let_go=yes | no    whether a lock must be, or must not be, told as let go between the load and the store
//     let_go_known=yes | no    whether that must be known of all of its stores, or must not be
//     may=yes | no       whether stores must be, or must not be, told as such that may have nothing to do with what was loaded
//     places=own         all lines told are the program's own, none a library's header's
//     guarded=WORD        what guards it: a word of the report's guarded_by
//     doubt=yes | no      whether the books must claim nothing of it; no where nothing is said
//   // truth: exit=N      how it ends; 0 where nothing is said
#ifndef LEDGER_TRUTH_H
#define LEDGER_TRUTH_H

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __cplusplus
#include <atomic>
typedef std::atomic<int> truth_atomic;
#define TRUTH_RELAXED std::memory_order_relaxed
#define truth_add(to) (to).fetch_add(1, TRUTH_RELAXED)
#define truth_load(of) (of).load(TRUTH_RELAXED)
#else
#include <stdatomic.h>
typedef _Atomic int truth_atomic;
#define TRUTH_RELAXED memory_order_relaxed
#define truth_add(to) atomic_fetch_add_explicit(&(to), 1, TRUTH_RELAXED)
#define truth_load(of) atomic_load_explicit(&(of), TRUTH_RELAXED)
#endif

#ifndef THREADS
#define THREADS 2
#endif
#ifndef TIMES
#define TIMES 2000
#endif

static truth_atomic truth_here[2];

static inline void meet_at(int where, int all)
{
    truth_add(truth_here[where]);
    while (truth_load(truth_here[where]) < all)
        sched_yield();
}

// All threads come here before any goes on. Puts nothing in order: relaxed atomics do not.
static inline void meet(int all) { meet_at(0, all); }

// In a loop over TIMES: again in the middle of it, so that all threads certainly touch from then on what all have touched before.
static inline void halfway(int i)
{
    if (i == TIMES / 2)
        meet_at(1, THREADS);
}

static inline void run_threads(void *(*function)(void *))
{
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, function, (void *)i) != 0)
            exit(9);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

// NAME VALUE of RIGHT: value - right is what was lost, the other way round.
static inline void tell(const char *name, long long value, long long right)
{
    printf("%s %lld of %lld\n", name, value, right);
}

#endif
