// truth: total lost=0 pairs=no guarded=lock
#include "../truth.h"

static _Thread_local long own;
static long total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++)
        own++;
    pthread_mutex_lock(&lock);
    total += own;
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("total", total, (long)THREADS * TIMES);
    return 0;
}
