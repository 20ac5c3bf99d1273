// truth: done lost=0 pairs=no guarded=atomic
// truth: state lost=0 pairs=no guarded=atomic
// truth: spare lost=0 pairs=no guarded=atomic
// truth: chosen lost=0 pairs=no guarded=atomic
#include "../truth.h"

enum class state_of { idle, busy, ended };

static std::atomic<bool> done;
static std::atomic<state_of> state{ state_of::idle };
static int thing;
static std::atomic<int *> spare{ &thing };
static std::atomic<int> chosen;

// All have looked before any sets: they set what they find set, which loses nothing, though nobody sees in the library's header
// that it is a constant.
static void *work(void *unused)
{
    const bool was_done = done.load();
    const state_of was = state;
    int *const had = spare.load();
    const int had_chosen = chosen;
    meet(THREADS);
    if (!was_done)
        done.store(true);
    if (was == state_of::idle)
        state = state_of::busy;
    if (had)
        spare = nullptr;
    if (!had_chosen)
        chosen = 7;
    return unused;
}

int main()
{
    run_threads(work);
    tell("done", done && state == state_of::busy && !spare && chosen == 7, 1);
    return 0;
}
