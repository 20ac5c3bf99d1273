// truth: counter lost=any pairs=yes
#include "../truth.h"

static long counter;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        pthread_rwlock_rdlock(&lock); // to read, and yet it writes
        counter++;
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
