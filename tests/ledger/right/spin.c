// truth: counter lost=0 pairs=no guarded=lock
#include "../truth.h"

static long counter;
static pthread_spinlock_t lock;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++) {
        pthread_spin_lock(&lock);
        counter += 2;
        pthread_spin_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    run_threads(work);
    tell("counter", counter, 2L * THREADS * TIMES);
    return 0;
}
