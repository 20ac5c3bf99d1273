// truth: balance lost=any pairs=yes guarded=some
#include "../truth.h"

static long balance;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void deposit(long n)
{
    pthread_mutex_lock(&lock);
    balance += n;
    pthread_mutex_unlock(&lock);
}

static void withdraw(long n)
{
    balance -= n; // no lock
}

static void *work(void *number)
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        deposit((long)number + 5);
        withdraw((long)number + 5);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("balance", balance, 0);
    return 0;
}
