// truth: bank.total lost=0 pairs=no guarded=lock
#include "../truth.h"

#include <mutex>
#include <thread>
#include <vector>

namespace {
struct account {
    long total = 0;
    std::mutex lock;
    void add(long n)
    {
        const std::lock_guard<std::mutex> guard(lock);
        total += n;
    }
};
account bank;
} // namespace

int main()
{
    std::vector<std::thread> threads;
    for (int t = 0; t < THREADS; t++)
        threads.emplace_back([] {
            for (int i = 0; i < TIMES; i++)
                bank.add(3);
        });
    for (std::thread &thread : threads)
        thread.join();
    tell("bank.total", bank.total, 3L * THREADS * TIMES);
    return 0;
}
