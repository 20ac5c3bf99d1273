// truth: balance lost=any pairs=yes guarded=some
#define THREADS 3
#include "../truth.h"

static long balance;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        if (i % 10 != 9) {
            pthread_mutex_lock(&lock);
            balance += 3;
            pthread_mutex_unlock(&lock);
        } else {
            balance -= 27;
        }
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("balance", balance, 0);
    return 0;
}
