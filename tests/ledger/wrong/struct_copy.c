// truth: state.sum lost=any pairs=yes
#include "../truth.h"

struct state {
    long sum, times;
};

static struct state state;

static void *work(void *unused)
{
    (void)unused;
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        struct state mine = state; // read whole, written whole
        mine.sum += 2;
        mine.times++;
        state = mine;
    }
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("state.sum", state.sum, 2L * THREADS * TIMES);
    tell("state.times", state.times, (long)THREADS * TIMES);
    return 0;
}
