// truth: total lost=1 pairs=yes guarded=nothing
// truth: on lost=1 pairs=yes guarded=nothing
#include "../truth.h"

#include <stdbool.h>

static int total = 5;
static bool on;

// Both write 6 over 5, and one of the two is lost; both turn it on, and it should be off again.
static void *work(void *unused)
{
    const int seen = total;
    bool was = on;
    meet(THREADS);
    total = seen + 1;
    was = !was;
    on = was ^ 0;
    return unused;
}

int main(void)
{
    run_threads(work);
    tell("total", total, 7);
    return 0;
}
