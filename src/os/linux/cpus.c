// The cpus we may use on Linux: the affinity mask, which already respects cpusets, taskset and containers.
#include "os/cpus.h"

#include <sched.h>

// The largest number of cpus a kernel can be built for (CONFIG_NR_CPUS); a shorter mask than the kernel's own is
// refused.
#define KERNEL_CPUS_MAX 8192

static void read_affinity(struct os_cpus *cpus)
{
    static unsigned long words[KERNEL_CPUS_MAX / (8 * sizeof(unsigned long))];
    cpu_set_t *mask = (cpu_set_t *)(void *)words;
    if (sched_getaffinity(0, sizeof words, mask) != 0)
        return;
    for (int id = 0; id < KERNEL_CPUS_MAX && cpus->count < OS_CPUS_MAX; id++)
        if (CPU_ISSET_S((size_t)id, sizeof words, mask))
            cpus->ids[cpus->count++] = id;
}

const struct os_cpus *os_cpus_allowed(void)
{
    static struct os_cpus cpus;
    if (cpus.count == 0) {
        read_affinity(&cpus);
        if (cpus.count == 0) { // a sandbox that forbids the question: we run somewhere, so that cpu is allowed
            int here = sched_getcpu();
            cpus.ids[0] = here < 0 ? 0 : here;
            cpus.count = 1;
        }
    }
    return &cpus;
}

int os_cpu_now(void) { return sched_getcpu(); }
