// truth: hits lost=0 pairs=no guarded=atomic
#include "../truth.h"

#include <thread>

static std::atomic<long> hits{ 0 };

int main()
{
    auto work = [] {
        for (int i = 0; i < TIMES; i++)
            ++hits;
    };
    std::thread one(work), two(work);
    one.join();
    two.join();
    tell("hits", hits.load(), 2L * TIMES);
    return 0;
}
