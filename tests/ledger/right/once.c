// truth: made lost=0 pairs=no
#define THREADS 4
#include "../truth.h"

static int made;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic int sum;

static void make(void) { made = 5; }

static void *work(void *unused)
{
    (void)unused;
    pthread_once(&once, make);
    sum += made;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("sum", sum, 20);
    return 0;
}
