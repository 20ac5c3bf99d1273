// A counting sort by task keeps the order of time in each.
#include "record/came_in.h"

#include <stdlib.h>

static bool is_one(const struct switch_record *record, uint32_t tasks)
{
    return record->kind == SWITCH_IN && record->task < tasks;
}

bool came_in_build(struct came_in *came_in, const struct switch_record *switches, size_t count, uint32_t tasks)
{
    *came_in = (struct came_in){ .first = calloc((size_t)tasks + 2, sizeof *came_in->first), .tasks = tasks };
    if (!came_in->first)
        return false;
    for (size_t i = 0; i < count; i++)
        if (is_one(&switches[i], tasks))
            came_in->first[switches[i].task + 2u]++;
    for (uint32_t t = 0; t < tasks; t++)
        came_in->first[t + 2u] += came_in->first[t + 1u];
    came_in->ns = malloc((came_in->first[tasks + 1u] + 1) * sizeof *came_in->ns);
    if (!came_in->ns) {
        came_in_free(came_in);
        return false;
    }
    // What is filled in at [task + 1] ends where the next one's begins.
    for (size_t i = 0; i < count; i++)
        if (is_one(&switches[i], tasks))
            came_in->ns[came_in->first[switches[i].task + 1u]++] = switches[i].ns;
    return true;
}

void came_in_free(struct came_in *came_in)
{
    free(came_in->ns);
    free(came_in->first);
    *came_in = (struct came_in){ 0 };
}

uint64_t came_in_after(const struct came_in *came_in, uint32_t task, uint64_t ns)
{
    if (task >= came_in->tasks)
        return 0;
    size_t low = came_in->first[task], high = came_in->first[task + 1u];
    const size_t end = high;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (came_in->ns[middle] <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end ? came_in->ns[low] : 0;
}
