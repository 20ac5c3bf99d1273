// truth: both.in lost=0 pairs=no guarded=lock
// truth: both.out lost=0 pairs=no guarded=lock
#include "../truth.h"

static struct {
    int in, out; // in one word of memory, each with a lock of its own
} both;
static pthread_mutex_t in_lock = PTHREAD_MUTEX_INITIALIZER, out_lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *number)
{
    for (int i = 0; i < TIMES; i++) {
        pthread_mutex_t *mine = (i + (long)number) % 2 ? &in_lock : &out_lock;
        pthread_mutex_lock(mine);
        if (mine == &in_lock)
            both.in += 2;
        else
            both.out -= 3;
        pthread_mutex_unlock(mine);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("both.in", both.in, (long)THREADS * TIMES);
    tell("both.out", both.out, (long)THREADS * TIMES / 2 * -3);
    return 0;
}
