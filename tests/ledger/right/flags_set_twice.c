// truth: done lost=0 pairs=no guarded=atomic
// truth: state lost=0 pairs=no guarded=atomic
// truth: first lost=0 pairs=no guarded=atomic
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
} node;
static struct node *_Atomic first = &node;

static void set(_Atomic bool *flag, bool value) { atomic_store_explicit(flag, value, memory_order_release); }

static void *work(void *unused)
{
    const bool was_done = atomic_load(&done);
    const int was = atomic_load(&state);
    const struct node *had = atomic_load(&first);
    meet(THREADS);
    if (!was_done)
        set(&done, true);
    if (was == IDLE)
        atomic_store(&state, BUSY);
    struct node *const none = had->next;
    atomic_store(&first, none); // twice the same
    return unused;
}

int main(void)
{
    run_threads(work);
    tell("done", done && state == BUSY && !first, 1);
    return 0;
}
