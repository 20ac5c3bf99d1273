// truth: level lost=0 pairs=yes may=no places=own
// truth: chosen lost=0 pairs=yes may=no places=own
// truth: named lost=0 pairs=yes may=yes places=own
#include "../truth.h"

static int level, chosen, named;

static std::atomic<int> &atomic(int &word) { return reinterpret_cast<std::atomic<int> &>(word); }

// One has looked at all, and sets them after another one has set them otherwise, which it has not seen. A constant knows nothing of
// what was there: nothing is lost by it. Of a name nobody knows what it stands for.
static void *work(void *number)
{
    const int was = atomic(level).load() + atomic(chosen).load() + atomic(named);
    meet_at(0, THREADS);
    if (!number)
        level = chosen = named = 9;
    meet_at(1, THREADS);
    if (!number)
        return nullptr;
    const int found = was + 7;
    atomic(level).store(5);
    atomic(chosen) = 6;
    std::atomic_store(&atomic(named), found);
    return nullptr;
}

int main()
{
    run_threads(work);
    tell("level", level, 5);
    tell("chosen", chosen, 6);
    return 0;
}
