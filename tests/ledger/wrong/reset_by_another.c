// truth: counter pairs=yes guarded=nothing
#include "../truth.h"

static long counter;

static void *work(void *number)
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        if (number)
            counter++;
        else if (i % 100 == 0)
            counter = 0; // an assignment: loses nothing by itself
    return NULL;
}

int main(void)
{
    run_threads(work);
    printf("ends %ld\n", counter);
    return 0;
}
