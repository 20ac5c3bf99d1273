// Started where there is something to do, joined as soon as that is done.
#include "commands/second.h"

#include "os/cpus.h"

static void run(void *argument)
{
    struct second *second = argument;
    second->work(second->argument);
    __atomic_store_n(&second->done, 1, __ATOMIC_RELEASE);
    os_word_wake(&second->done, 1);
}

static bool begin(struct beside *beside, void (*work)(void *argument), void *argument)
{
    struct second *second = (struct second *)beside;
    second->worker = (struct os_worker){ 0 };
    second->work = work;
    second->argument = argument;
    second->done = 0;
    const struct os_cpus *cpus = os_cpus_allowed();
    return status_is_ok(os_worker_start(&second->worker, OS_WORKER_THREAD, cpus->ids, cpus->count, run, second));
}

static bool ended(struct beside *beside, uint64_t patience_ns)
{
    struct second *second = (struct second *)beside;
    if (!__atomic_load_n(&second->done, __ATOMIC_ACQUIRE))
        os_word_wait(&second->done, 0, patience_ns);
    if (!__atomic_load_n(&second->done, __ATOMIC_ACQUIRE))
        return false;
    os_worker_join(&second->worker);
    return true;
}

struct beside *second_init(struct second *second)
{
    *second = (struct second){ .beside = { begin, ended } };
    return os_cpus_allowed()->count > 1 ? &second->beside : NULL;
}
