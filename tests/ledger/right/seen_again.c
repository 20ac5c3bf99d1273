// truth: total lost=0 pairs=no guarded=lock let_go=no
// truth: ready lost=0 pairs=no guarded=lock let_go=no
// truth: turns lost=0 pairs=no guarded=lock let_go=no
#include "../truth.h"

static int total, ready, turns;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static int count_turns(void)
{
    pthread_mutex_lock(&lock);
    const int now = turns;
    pthread_mutex_unlock(&lock);
    return now;
}

// What is stored goes by what was loaded under the same hold of the lock, whatever was seen before.
static void *work(void *number)
{
    for (int i = 0; i < TIMES / 10; i++) {
        if (count_turns() < 0)
            return NULL;
        pthread_mutex_lock(&lock);
        while (ready % THREADS != (int)(long)number)
            pthread_cond_wait(&changed, &lock);
        ready++;
        turns++;
        total += 2;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("total", total, 2L * THREADS * (TIMES / 10));
    return 0;
}
