// truth: counter lost=any pairs=yes guarded=no-common
#include "../truth.h"

static long counter;
static pthread_mutex_t locks[THREADS] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER };

static void *work(void *number)
{
    pthread_mutex_t *mine = &locks[(long)number]; // each its own
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        pthread_mutex_lock(mine);
        counter++;
        pthread_mutex_unlock(mine);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, (long)THREADS * TIMES);
    return 0;
}
