// truth: balance lost=any pairs=yes guarded=some
#include "../truth.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long balance;

// Main needs no lock before there are others, but it comes to the same line while they are there.
static void add(void) { balance = balance + 1; }

static void *work(void *unused)
{
    for (int i = 0; i < TIMES; i++) {
        if (i == TIMES / 2)
            meet(THREADS + 1);
        pthread_mutex_lock(&lock);
        balance = balance + 1;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < 3; i++)
        add();
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    meet(THREADS + 1);
    add();
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    add();
    tell("balance", balance, (long)THREADS * TIMES + 5);
    return 0;
}
