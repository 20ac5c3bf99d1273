// truth: heap_counter.c:22 lost=any pairs=yes guarded=nothing
#include "../truth.h"

struct bank {
    long opened, total;
};

static struct bank *bank;

static void *work(void *unused)
{
    (void)unused;
    struct bank *mine = bank;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++))
        mine->total += 2;
    return NULL;
}

int main(void)
{
    bank = (struct bank *)malloc(sizeof *bank);
    if (!bank)
        return 9;
    bank->opened = bank->total = 0;
    run_threads(work);
    tell("heap_counter.c:22", bank->total, 2L * THREADS * TIMES);
    free(bank);
    return 0;
}
