// truth: references lost=any pairs=yes guarded=nothing
#include "../truth.h"

static int references = 1;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        references++;
        references--;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("references", references, 1);
    return 0;
}
