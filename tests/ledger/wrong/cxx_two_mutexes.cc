// truth: total lost=any pairs=yes guarded=no-common
#include "../truth.h"

#include <mutex>
#include <thread>

static long total;
static std::mutex one_lock, two_lock;

static void work(std::mutex *lock)
{
    meet(2);
    for (int i = 0; i < TIMES; halfway(i++)) {
        const std::lock_guard<std::mutex> guard(*lock);
        total++;
    }
}

int main()
{
    std::thread one(work, &one_lock), two(work, &two_lock);
    one.join();
    two.join();
    tell("total", total, 2L * TIMES);
    return 0;
}
