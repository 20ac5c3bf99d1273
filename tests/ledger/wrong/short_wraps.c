// truth: counter lost=any pairs=yes guarded=nothing
#include "../truth.h"

static short counter;

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        counter += 20;
    return NULL;
}

int main(void)
{
    run_threads(work);
    printf("ends %d\n", counter); // wraps round: what is lost is right modulo 65536
    return 0;
}
