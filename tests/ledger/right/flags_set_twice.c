// truth: done lost=0 pairs=no guarded=atomic
// truth: state lost=0 pairs=no guarded=atomic
// truth: first lost=0 pairs=no guarded=lock
#include "../truth.h"

#include <stdbool.h>

enum state {
    IDLE,
    BUSY
};

static _Atomic bool done;
static _Atomic int state;
static struct node {
    struct node *next;
} node, *first = &node;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void set(_Atomic bool *flag, bool value) { atomic_store_explicit(flag, value, memory_order_release); }

static void *work(void *unused)
{
    const bool was_done = atomic_load(&done);
    const int was = atomic_load(&state);
    pthread_mutex_lock(&lock);
    const struct node *had = first;
    pthread_mutex_unlock(&lock);
    meet(THREADS);
    if (!was_done)
        set(&done, true);
    if (was == IDLE)
        atomic_store(&state, BUSY);
    struct node *const none = had->next;
    pthread_mutex_lock(&lock);
    first = none; // twice the same
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    run_threads(work);
    tell("done", done && state == BUSY && !first, 1);
    return 0;
}
