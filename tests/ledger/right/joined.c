// truth: total lost=0 pairs=no
#include "../truth.h"

static long total;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < TIMES; i++)
        total++;
    return NULL;
}

// One after the other: nothing but create and join keeps them apart.
int main(void)
{
    for (int i = 0; i < 4; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, NULL) != 0)
            return 9;
        pthread_join(thread, NULL);
        total += 10;
    }
    tell("total", total, 4L * TIMES + 40);
    return 0;
}
