// truth: seats lost=any pairs=no guarded=lock let_go=yes
#include "../truth.h"

static int seats = 2 * TIMES;
static _Atomic int sold;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int free_seats(void)
{
    pthread_mutex_lock(&lock);
    const int now = seats;
    pthread_mutex_unlock(&lock);
    return now;
}

static void set_seats(int now)
{
    pthread_mutex_lock(&lock);
    seats = now;
    pthread_mutex_unlock(&lock);
}

// Every access has the lock, and yet two may sell the same seat: what was read is old when it is written.
static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        const int now = free_seats();
        set_seats(now - 1);
        sold++;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("seats", seats, 2 * TIMES - sold);
    return 0;
}
