// Waits stand in a queue in the order in which they began; each drain looks at those whose 2 ms are over. A table by tid tells
// whether a thread is still in the wait it is there for.
#include "record/sleepers.h"

#include <stdbool.h>
#include <stdlib.h>

#define LONG_NS 2000000u

enum {
    SLOTS_START = 1024, // powers of two
    FOUND_MOST = 1 << 20,
};

struct slot {
    int32_t tid;       // 0: free
    uint64_t since_ns; // 0: it runs, or could
};

struct waiting {
    uint64_t since_ns;
    int32_t tid;
};

struct sleepers {
    struct slot *slots;
    size_t slot_count, slots_used;
    struct waiting *queue; // from `first` on
    size_t queue_count, queue_capacity, first;
    struct long_wait *found;
    size_t found_count, found_capacity;
    uint64_t seen_ns; // records up to there were looked at
};

static bool grow(void **array, size_t *capacity, size_t count, size_t element_bytes)
{
    if (count < *capacity)
        return true;
    const size_t larger = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(*array, larger * element_bytes);
    if (!grown)
        return false;
    *array = grown;
    *capacity = larger;
    return true;
}

struct sleepers *sleepers_new(void)
{
    struct sleepers *sleepers = calloc(1, sizeof *sleepers);
    if (!sleepers)
        return NULL;
    sleepers->slots = calloc(SLOTS_START, sizeof *sleepers->slots);
    sleepers->slot_count = SLOTS_START;
    if (!sleepers->slots) {
        free(sleepers);
        return NULL;
    }
    return sleepers;
}

void sleepers_free(struct sleepers *sleepers)
{
    if (!sleepers)
        return;
    free(sleepers->slots);
    free(sleepers->queue);
    free(sleepers->found);
    free(sleepers);
}

// ---- by tid ---------------------------------------------------------------------------------------------------------

static struct slot *slot_in(struct slot *slots, size_t count, int32_t tid)
{
    size_t at = ((uint32_t)tid * UINT32_C(2654435761)) & (count - 1);
    while (slots[at].tid != 0 && slots[at].tid != tid)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static void make_room(struct sleepers *sleepers)
{
    const size_t larger = sleepers->slot_count * 2;
    struct slot *slots = calloc(larger, sizeof *slots);
    if (!slots)
        return; // fuller, and slower; never full, see slot_of
    for (size_t i = 0; i < sleepers->slot_count; i++)
        if (sleepers->slots[i].tid)
            *slot_in(slots, larger, sleepers->slots[i].tid) = sleepers->slots[i];
    free(sleepers->slots);
    sleepers->slots = slots;
    sleepers->slot_count = larger;
}

// NULL: there is no room for one more.
static struct slot *slot_of(struct sleepers *sleepers, int32_t tid)
{
    if (sleepers->slots_used * 2 >= sleepers->slot_count)
        make_room(sleepers);
    struct slot *slot = slot_in(sleepers->slots, sleepers->slot_count, tid);
    if (slot->tid == 0) {
        if (sleepers->slots_used + 1 >= sleepers->slot_count)
            return NULL;
        slot->tid = tid;
        sleepers->slots_used++;
    }
    return slot;
}

// ---- looking --------------------------------------------------------------------------------------------------------

static void take_record(struct sleepers *sleepers, const struct os_switch *record)
{
    if (record->kind == OS_SWITCH_LOST || record->tid <= 0)
        return;
    struct slot *slot = slot_of(sleepers, record->tid);
    if (!slot)
        return;
    slot->since_ns = 0;
    if (record->kind != OS_SWITCH_OUT_WAIT ||
        !grow((void **)&sleepers->queue, &sleepers->queue_capacity, sleepers->queue_count, sizeof *sleepers->queue))
        return;
    slot->since_ns = record->ns;
    sleepers->queue[sleepers->queue_count++] = (struct waiting){ record->ns, record->tid };
}

static void ask(struct sleepers *sleepers, const struct waiting *waiting)
{
    struct long_wait found = { .since_ns = waiting->since_ns, .tid = waiting->tid };
    const struct slot *slot = slot_of(sleepers, waiting->tid);
    if (!slot || slot->since_ns != waiting->since_ns || sleepers->found_count >= FOUND_MOST)
        return;
    if (os_target_call(waiting->tid, waiting->tid, &found.call) && found.call.number >= 0 &&
        grow((void **)&sleepers->found, &sleepers->found_capacity, sleepers->found_count, sizeof *sleepers->found)) {
        if (found.call.on_file)
            found.file = os_target_file(waiting->tid, (int)found.call.argument);
        sleepers->found[sleepers->found_count++] = found;
    }
}

// What stands before `first` goes when it is half of the queue.
static void shorten(struct sleepers *sleepers)
{
    if (sleepers->first < 1024 || sleepers->first * 2 < sleepers->queue_count)
        return;
    for (size_t i = sleepers->first; i < sleepers->queue_count; i++)
        sleepers->queue[i - sleepers->first] = sleepers->queue[i];
    sleepers->queue_count -= sleepers->first;
    sleepers->first = 0;
}

void sleepers_look(struct sleepers *sleepers, const struct os_switches *switches, uint64_t now_ns)
{
    size_t count = 0;
    const struct os_switch *records = os_switches_so_far(switches, &count);
    size_t from = count;
    while (from > 0 && records[from - 1].ns > sleepers->seen_ns)
        from--;
    for (size_t i = from; i < count; i++)
        take_record(sleepers, &records[i]);
    sleepers->seen_ns = count ? records[count - 1].ns : sleepers->seen_ns;
    while (sleepers->first < sleepers->queue_count && sleepers->queue[sleepers->first].since_ns + LONG_NS <= now_ns)
        ask(sleepers, &sleepers->queue[sleepers->first++]);
    shorten(sleepers);
}

const struct long_wait *sleepers_found(const struct sleepers *sleepers, size_t *count)
{
    *count = sleepers->found_count;
    return sleepers->found;
}
