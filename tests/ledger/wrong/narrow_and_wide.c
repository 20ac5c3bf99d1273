// truth: both.whole doubt=yes pairs=yes
#include "../truth.h"

static union {
    unsigned whole;
    unsigned short half[2];
} both;

static void *work(void *number)
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        if (number)
            both.whole += 1u << 16;
        else
            both.half[0]++;
    return NULL;
}

int main(void)
{
    run_threads(work);
    printf("%x\n", both.whole);
    return 0;
}
