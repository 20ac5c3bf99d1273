// truth: box lost=0 pairs=no guarded=lock
// truth: sum lost=0 pairs=no
#define TIMES 300
#include "../truth.h"

static int box, full;
static long sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void give(int what)
{
    pthread_mutex_lock(&lock);
    while (full)
        pthread_cond_wait(&changed, &lock);
    box = what;
    full = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static int take(void)
{
    pthread_mutex_lock(&lock);
    while (!full)
        pthread_cond_wait(&changed, &lock);
    const int what = box;
    full = 0;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return what;
}

static void *work(void *number)
{
    for (int i = 1; i <= TIMES; i++)
        if (number)
            give(i);
        else
            sum += take();
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("sum", sum, (long)TIMES * (TIMES + 1) / 2);
    return 0;
}
