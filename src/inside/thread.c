// Threads: made, begun, joined, ended. A thread's first step is ours: it tells that it has begun, and goes on to the program's
// function. What that is waits in a place of a table meanwhile, since nothing may be allocated; where all places are taken the
// thread begins unseen, and is known from the first thing it tells.
#include "inside/inside.h"
#include "inside/interpreter.h"
#include "inside/real.h"

enum {
    STARTS = 1024,
};

struct start {
    void *(*_Atomic function)(void *); // NULL: free
    void *argument;
    uint64_t heard; // what was answered to HEARD_CREATES
};

static struct start starts[STARTS];
static _Atomic uint32_t next_start;

static struct start *start_take(void *(*function)(void *), void *argument, uint64_t heard)
{
    for (unsigned i = 0; i < STARTS; i++) {
        struct start *start = &starts[atomic_fetch_add_explicit(&next_start, 1, memory_order_relaxed) % STARTS];
        void *(*nothing)(void *) = NULL;
        if (atomic_load_explicit(&start->function, memory_order_relaxed) == NULL &&
            atomic_compare_exchange_strong(&start->function, &nothing, function)) {
            start->argument = argument;
            start->heard = heard;
            return start;
        }
    }
    return NULL;
}

static void start_free(struct start *start) { atomic_store_explicit(&start->function, NULL, memory_order_release); }

static void *begin(void *taken)
{
    struct start *start = taken;
    void *(*function)(void *) = atomic_load_explicit(&start->function, memory_order_acquire);
    void *argument = start->argument;
    const uint64_t heard = start->heard;
    start_free(start);
    hear(HEARD_BEGINS, number(pthread_self()), heard);
    put(LEFT_BEGAN, number(pthread_self()), 0);
    void *result = function(argument);
    put(LEFT_RETURNED, number(pthread_self()), 0);
    return result;
}

INTERPOSED int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                              void *argument)
{
    interpreter_tell();
    const uint64_t heard = hear(HEARD_CREATES, NULL, 0);
    struct start *start = start_take(function, argument, heard);
    const int error = start ? real_of(pthread_create)(thread, attributes, begin, start)
                            : real_of(pthread_create)(thread, attributes, function, argument);
    if (error != 0 && start)
        start_free(start);
    hear(HEARD_CREATED, number(error == 0 ? *thread : 0), heard);
    put(LEFT_CREATED, number(error == 0 ? *thread : 0), (uint32_t)error);
    return error;
}

INTERPOSED _Noreturn void pthread_exit(void *result)
{
    put(LEFT_RETURNED, number(pthread_self()), 0);
    real_of(pthread_exit)(result);
    __builtin_unreachable();
}

INTERPOSED int pthread_detach(pthread_t thread)
{
    const int error = real_of(pthread_detach)(thread);
    if (error == 0)
        put(LEFT_DETACHED, number(thread), 0);
    return error;
}

static struct wait join_begin(pthread_t thread)
{
    put(LEFT_JOIN_WAITS, number(thread), 0);
    return wait_begin(LEFT_JOINED, number(thread));
}

static int join_end(pthread_t thread, int error, struct wait outer)
{
    wait_end(outer);
    if (error == 0)
        hear(HEARD_JOINED, number(thread), 0);
    put(LEFT_JOINED, number(thread), (uint32_t)error);
    return error;
}

INTERPOSED int pthread_join(pthread_t thread, void **result)
{
    const struct wait outer = join_begin(thread);
    return join_end(thread, real_of(pthread_join)(thread, result), outer);
}

INTERPOSED int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *until)
{
    const struct wait outer = join_begin(thread);
    return join_end(thread, real_of(pthread_timedjoin_np)(thread, result, until), outer);
}

INTERPOSED int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock, const struct timespec *until)
{
    const struct wait outer = join_begin(thread);
    return join_end(thread, real_of(pthread_clockjoin_np)(thread, result, clock, until), outer);
}

INTERPOSED int pthread_tryjoin_np(pthread_t thread, void **result)
{
    const int error = real_of(pthread_tryjoin_np)(thread, result);
    if (error == 0) {
        hear(HEARD_JOINED, number(thread), 0);
        put(LEFT_JOINED, number(thread), 0);
    }
    return error;
}
