// truth: balance lost=0 pairs=no guarded=lock
// truth: turns lost=0 pairs=no guarded=atomic
#include "../truth.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long balance;
static _Atomic long turns;

// Main looks at both, and sets them, at the same lines before, between and after the times at which there are others.
static long sum(void)
{
    const long plain = *(long *)&turns;
    balance = balance + 1;
    return balance + plain;
}

static void *work(void *unused)
{
    for (int i = 0; i < TIMES; i++) {
        atomic_fetch_add(&turns, 1);
        pthread_mutex_lock(&lock);
        balance = balance + 1;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    for (int phase = 0; phase < 3; phase++) {
        for (int i = 0; i < 3; i++)
            sum();
        run_threads(work);
    }
    sum();
    tell("balance", balance, 3L * THREADS * TIMES + 10);
    tell("turns", turns, 3L * THREADS * TIMES);
    return 0;
}
