// truth: balance lost=1 pairs=no let_go=yes let_go_known=no guarded=lock
#include "../truth.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long balance;

static long get(void)
{
    pthread_mutex_lock(&lock);
    const long seen = balance;
    pthread_mutex_unlock(&lock);
    return seen;
}

static void put(long value)
{
    pthread_mutex_lock(&lock);
    balance = value;
    pthread_mutex_unlock(&lock);
}

// The first one has had the balance alone for long as another one comes: where it had looked last, and under what, nobody has seen.
static void *first(void)
{
    for (int i = 0; i < 3; i++)
        put(get() + 1);
    const long seen = get();
    meet_at(0, 2);
    meet_at(1, 2);
    put(seen + 1);
    for (int i = 0; i < 5; i++)
        put(get() + 1);
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
    tell("balance", balance, 11);
    return 0;
}
