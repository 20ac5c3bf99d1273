// truth: count lost=0 pairs=no guarded=lock
// truth: sum lost=0 pairs=no guarded=lock
#define THREADS 4
#define TIMES 400
#include "../truth.h"

enum {
    ROOM = 4
};

static int slots[ROOM], head, count;
static long sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;

static void *work(void *number)
{
    const int puts = (long)number % 2;
    for (int i = 1; i <= TIMES; i++) {
        pthread_mutex_lock(&lock);
        if (puts) {
            while (count == ROOM)
                pthread_cond_wait(&not_full, &lock);
            slots[(head + count++) % ROOM] = i;
            pthread_cond_signal(&not_empty);
        } else {
            while (count == 0)
                pthread_cond_wait(&not_empty, &lock);
            sum += slots[head];
            head = (head + 1) % ROOM;
            count--;
            pthread_cond_signal(&not_full);
        }
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("sum", sum, (long)TIMES * (TIMES + 1) / 2 * (THREADS / 2));
    tell("count", count, 0);
    return 0;
}
