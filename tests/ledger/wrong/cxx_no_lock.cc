// truth: hits lost=any pairs=yes guarded=nothing
#include "../truth.h"

#include <thread>

static long hits;

int main()
{
    auto work = [] {
        meet(2);
        for (int i = 0; i < TIMES; halfway(i++))
            hits += 5;
    };
    std::thread one(work), two(work);
    one.join();
    two.join();
    tell("hits", hits, 10L * TIMES);
    return 0;
}
