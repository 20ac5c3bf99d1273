// truth: hits lost=any pairs=no guarded=atomic places=own
// truth: bank.total lost=any pairs=no guarded=atomic places=own
// truth: spare lost=any pairs=no guarded=atomic places=own
// truth: small lost=any pairs=no guarded=atomic places=own
#include "../truth.h"

#include <thread>

// What std::atomic does is told where the program had it done: by a member, an operator, a function beside it; within a class of its own.
struct account {
    std::atomic<long> total{ 0 };
    void put(long amount) { total = total + amount; }
};

static std::atomic<int> hits{ 0 };
static account bank;
static std::atomic<long> spare{ 0 };
static std::atomic<unsigned short> small{ 0 };

static void work()
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        hits.store(hits.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        bank.put(3);
        std::atomic_store(&spare, std::atomic_load(&spare) + 1);
        small = (unsigned short)(small + 1);
        small++;
    }
}

int main()
{
    std::thread one(work), two(work);
    one.join();
    two.join();
    tell("hits", hits, 2L * TIMES);
    tell("bank.total", bank.total, 6L * TIMES);
    tell("spare", spare, 2L * TIMES);
    return 0;
}
