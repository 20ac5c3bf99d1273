// truth: flags.{low,high} doubt=yes pairs=yes
#include "../truth.h"

static struct {
    unsigned low : 12, high : 12; // neighbours in one word: whoever writes one writes the other
} flags;

static void *work(void *number)
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        if (number)
            flags.low++;
        else
            flags.high++;
    return NULL;
}

int main(void)
{
    run_threads(work);
    printf("low %u, high %u\n", flags.low, flags.high);
    return 0;
}
