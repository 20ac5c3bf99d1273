// Throttled time from the control groups' cpu.stat, stolen time from /proc/stat.
#include "os/taken.h"

#include "os/cpus.h"
#include "os/linux/group.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_US UINT64_C(1000)

static void take_group(void *context, const char *folder, int version)
{
    struct os_taken *taken = context;
    uint64_t value;
    const bool first = version == 1;
    if (!group_read_number(folder, "cpu.stat", first ? "throttled_time " : "throttled_usec ", &value))
        return;
    taken->throttled_known = true;
    taken->throttled_ns += first ? value : value * NS_PER_US;
}

static bool is_ours(unsigned id)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    for (int i = 0; i < cpus->count; i++)
        if ((unsigned)cpus->ids[i] == id)
            return true;
    return false;
}

// A line is cpuN and then user, nice, system, idle, iowait, irq, softirq, steal … in clock ticks.
static void take_stolen(struct os_taken *taken)
{
    char line[512];
    const long per_s = sysconf(_SC_CLK_TCK);
    FILE *file = fopen("/proc/stat", "re");
    if (file == NULL)
        return;
    while (per_s > 0 && fgets(line, sizeof line, file) != NULL && strncmp(line, "cpu", 3) == 0) {
        unsigned id;
        uint64_t steal;
        if (sscanf(line, "cpu%u %*u %*u %*u %*u %*u %*u %*u %" SCNu64, &id, &steal) != 2 || !is_ours(id))
            continue;
        taken->stolen_known = true;
        taken->stolen_ns += steal * (NS_PER_S / (uint64_t)per_s);
    }
    (void)fclose(file); // nothing was written
}

struct os_taken os_taken_now(void)
{
    struct os_taken taken = { .throttled_known = false };
    groups_visit("cpu", take_group, &taken);
    take_stolen(&taken);
    return taken;
}

static uint64_t less(uint64_t to, uint64_t from) { return to > from ? to - from : 0; }

struct os_taken os_taken_between(const struct os_taken *from, const struct os_taken *to)
{
    return (struct os_taken){
        .throttled_known = from->throttled_known && to->throttled_known,
        .stolen_known = from->stolen_known && to->stolen_known,
        .throttled_ns = less(to->throttled_ns, from->throttled_ns),
        .stolen_ns = less(to->stolen_ns, from->stolen_ns),
    };
}
