// A container under a lock: what it stores within has nothing to do with what it loaded there in an earlier section, and loses
// nothing. So has a setter with what a getter loaded.
// truth: last lost=0 pairs=no guarded=lock
#include "../truth.h"

#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {
std::mutex lock;
std::deque<std::string> queue;
std::unordered_map<long, long> seen;
long last;

void set_last(long n)
{
    const std::lock_guard<std::mutex> guard(lock);
    last = n;
}

long get_last()
{
    const std::lock_guard<std::mutex> guard(lock);
    return last;
}

void put(long n)
{
    const std::lock_guard<std::mutex> guard(lock);
    queue.push_back(std::to_string(n));
    seen[n % 50] = n;
}

void take(long n)
{
    const std::lock_guard<std::mutex> guard(lock);
    if (!queue.empty())
        queue.pop_front();
    seen.erase(n * 7 % 50);
}

void work(long number)
{
    for (long i = 0; i < TIMES / 4; i++) {
        put(i * 13 + number);
        set_last(i * i + number * 31);
        take(i);
        if (get_last() < 0)
            abort();
    }
}
} // namespace

int main()
{
    std::vector<std::thread> threads;
    for (int t = 0; t < THREADS + 2; t++)
        threads.emplace_back(work, t);
    for (std::thread &thread : threads)
        thread.join();
    return queue.size() > 9;
}
