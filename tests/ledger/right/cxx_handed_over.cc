// What threads give each other through a queue under a mutex, through futures, and through shared pointers.
#include "../truth.h"

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>

namespace {
struct parcel {
    long value;
    std::string text = "a text that is longer than what fits inside";
    explicit parcel(long number) : value(number) {}
};

std::queue<std::unique_ptr<parcel>> parcels;
std::mutex lock;
std::condition_variable came;

void send()
{
    for (long i = 0; i < 100; i++) {
        auto sent = std::make_unique<parcel>(i);
        {
            const std::lock_guard<std::mutex> guard(lock);
            parcels.push(std::move(sent));
        }
        came.notify_one();
    }
}

long receive()
{
    long sum = 0;
    for (int i = 0; i < 100; i++) {
        std::unique_lock<std::mutex> guard(lock);
        came.wait(guard, [] { return !parcels.empty(); });
        const auto got = std::move(parcels.front());
        parcels.pop();
        guard.unlock();
        sum += got->value;
    }
    return sum;
}
} // namespace

int main()
{
    std::thread sender(send);
    auto received = std::async(std::launch::async, receive);
    tell("received", received.get(), 4950);
    sender.join();
    auto shared = std::make_shared<parcel>(7);
    std::thread reader([shared] {
        if (shared->value != 7)
            exit(1);
    });
    shared.reset();
    reader.join();
    return 0;
}
