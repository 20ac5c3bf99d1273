// truth: depth lost=0 pairs=no guarded=lock
#include "../truth.h"

static int depth;
static long deepest;
static pthread_mutex_t lock;

static void down(int levels)
{
    pthread_mutex_lock(&lock);
    depth++;
    if (depth > deepest)
        deepest = depth;
    if (levels > 1)
        down(levels - 1);
    depth--;
    pthread_mutex_unlock(&lock);
}

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES / 10; i++)
        down(3);
    return NULL;
}

int main(void)
{
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&lock, &kind);
    run_threads(work);
    tell("deepest", deepest, 3);
    tell("depth", depth, 0);
    return 0;
}
