// truth: counter lost=0 pairs=no guarded=lock
#define THREADS 16
#define TIMES 200
#include "../truth.h"

static unsigned counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; i++) {
        pthread_mutex_lock(&lock);
        counter += 7;
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("counter", counter, 7L * THREADS * TIMES);
    return 0;
}
