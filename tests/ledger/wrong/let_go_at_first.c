// truth: balance lost=1 pairs=no let_go=yes guarded=lock
#include "../truth.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long balance;

// The first one has the balance alone as it looks, and stores when another one has come: its lock was let go in between.
static void *first(void)
{
    pthread_mutex_lock(&lock);
    const long seen = balance;
    pthread_mutex_unlock(&lock);
    meet_at(0, 2);
    meet_at(1, 2);
    pthread_mutex_lock(&lock);
    balance = seen + 1;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void *second(void)
{
    meet_at(0, 2);
    pthread_mutex_lock(&lock);
    balance = balance + 2;
    pthread_mutex_unlock(&lock);
    meet_at(1, 2);
    return NULL;
}

static void *work(void *number) { return number ? second() : first(); }

int main(void)
{
    run_threads(work);
    tell("balance", balance, 3);
    return 0;
}
