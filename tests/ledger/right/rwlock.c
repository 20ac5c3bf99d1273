// truth: counter lost=0 pairs=no guarded=lock
#include "../truth.h"

static long counter;
static _Atomic long seen;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++) {
        pthread_rwlock_wrlock(&lock);
        counter++;
        pthread_rwlock_unlock(&lock);
        pthread_rwlock_rdlock(&lock);
        seen += counter > 0;
        pthread_rwlock_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
