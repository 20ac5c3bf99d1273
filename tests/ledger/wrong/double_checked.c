// truth: shared pairs=yes
#define THREADS 4
#include "../truth.h"

struct thing {
    int value;
};

static struct thing *shared; // not atomic: whoever finds it may find it half made
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int made, sum;

static struct thing *get(void)
{
    if (!shared) {
        pthread_mutex_lock(&lock);
        if (!shared) {
            struct thing *thing = (struct thing *)malloc(sizeof *thing);
            if (!thing)
                exit(9);
            thing->value = 4;
            shared = thing;
            made++;
        }
        pthread_mutex_unlock(&lock);
    }
    return shared;
}

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < 50; i++) {
        sum += get()->value;
        if (i == 0)
            meet(THREADS);
    }
    return NULL;
}

int main(void)
{
    shared = NULL;
    run_threads(work);
    tell("made", made, 1);
    tell("sum", sum, 4L * THREADS * 50);
    return 0;
}
