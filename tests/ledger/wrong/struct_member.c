// truth: bank.total lost=any pairs=yes guarded=nothing
#include "../truth.h"

static struct {
    char name[12];
    short low;
    long total;
} bank;

static void *work(void *number)
{
    (void)number;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        bank.total -= 9;
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("bank.total", bank.total, -9L * THREADS * TIMES);
    return 0;
}
