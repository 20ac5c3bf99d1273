// truth: object->references lost=0 pairs=no guarded=atomic
#include "../truth.h"

struct object {
    _Atomic int references;
    int value;
};

static struct object *object;
static _Atomic int freed;

static void give_back(struct object *of)
{
    if (atomic_fetch_sub_explicit(&of->references, 1, memory_order_acq_rel) == 1) {
        free(of);
        freed++;
    }
}

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++) {
        atomic_fetch_add_explicit(&object->references, 1, memory_order_relaxed);
        give_back(object);
    }
    give_back(object);
    return NULL;
}

int main(void)
{
    object = (struct object *)malloc(sizeof *object);
    if (!object)
        return 9;
    object->references = THREADS;
    object->value = 1;
    run_threads(work);
    tell("freed", freed, 1);
    return 0;
}
