// What is made when it is first needed: C++ itself sees to it that it is made once, before anybody uses it.
#include "../truth.h"

#include <string>
#include <thread>
#include <vector>

namespace {
struct settings {
    long numbers[8];
    std::string name = "a text that is longer than what fits inside";
    settings()
    {
        for (long i = 0; i < 8; i++)
            numbers[i] = i;
    }
};

const settings &our_settings()
{
    static const settings made;
    return made;
}
} // namespace

int main()
{
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++)
        threads.emplace_back([] {
            meet(4);
            for (int i = 0; i < 50; i++)
                if (our_settings().numbers[i % 8] != i % 8 || our_settings().name.size() != 43)
                    exit(1);
        });
    for (std::thread &thread : threads)
        thread.join();
    return 0;
}
