// Each is held against what its task noted just before; only what was not noted is told.
#include "record/long_waits.h"

#include "record/came_in.h"

#include <stdlib.h>
#include <string.h>

// Whether a task waited for something, by its own notes, at a moment or just after: what it does right before it leaves its
// cpu it may have stamped some microseconds before.
static bool waited(const struct task_notes *notes, const struct resource *resources, uint64_t ns)
{
    size_t low = 0, high = notes->count; // the first after the moment
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (notes->notes[middle].ticks <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    // At a GIL what comes between belongs to the wait.
    while (low > 0 && (notes->notes[low - 1].kind == NOTE_TIMED_OUT || notes->notes[low - 1].kind == NOTE_REQUESTED) &&
           resources[notes->notes[low - 1].resource].kind == RESOURCE_GIL)
        low--;
    return low > 0 && (notes->notes[low - 1].kind == NOTE_WAITS || notes->notes[low - 1].kind == NOTE_HONOURED);
}

// What the call waits for, and how the wait ends; OBJECT_NONE: nothing that can be named.
static int call_resource(struct objects *objects, const struct long_wait *wait, enum note_kind *end)
{
    const char *call = wait->call.name;
    *end = NOTE_ACQUIRED;
    if (!call)
        return OBJECT_NONE;
    if (strcmp(call, "sleep") == 0 && objects->clock != OBJECT_NONE) {
        *end = NOTE_TIMED_OUT;
        return objects->clock;
    }
    if (strcmp(call, "wait") == 0 && objects->joins != OBJECT_NONE) {
        *end = NOTE_TIMED_OUT;
        return objects->joins;
    }
    if (wait->file && strcmp(wait->file, "terminal") == 0 && strcmp(call, "read") == 0)
        return objects_call(objects, "input");
    if (wait->file && (strcmp(call, "read") == 0 || strcmp(call, "write") == 0))
        return objects_call(objects, wait->file);
    return objects_call(objects, call);
}

static bool add(struct task_notes *notes, uint64_t ns, enum note_kind kind, int resource)
{
    return task_notes_add(notes, (struct note){ .ticks = ns, .kind = (uint8_t)kind, .resource = (uint8_t)resource });
}

bool long_waits_tell(struct task_notes *notes, const struct long_wait *found, size_t count, const struct made *made,
                     struct objects *objects, const struct switch_record *switches, size_t switch_count)
{
    struct came_in came_in = { 0 };
    size_t *sorted = calloc(made->count + 1u, sizeof *sorted); // notes of each task before these
    bool enough = sorted && came_in_build(&came_in, switches, switch_count, made->count);
    for (uint32_t t = 0; enough && t < made->count; t++)
        sorted[t] = notes[t].count;
    for (size_t i = 0; enough && i < count; i++) {
        const int task = made_find(made, found[i].tid, found[i].since_ns);
        enum note_kind end;
        if (task < 0)
            continue;
        const struct task_notes before = { notes[task].notes, sorted[task], 0 };
        const int resource = waited(&before, objects->resources, found[i].since_ns)
                                 ? OBJECT_NONE
                                 : call_resource(objects, &found[i], &end);
        if (resource == OBJECT_NONE)
            continue;
        const uint64_t end_ns = came_in_after(&came_in, (uint32_t)task, found[i].since_ns);
        enough = add(&notes[task], found[i].since_ns, NOTE_WAITS, resource) &&
                 (!end_ns || add(&notes[task], end_ns, end, resource));
    }
    came_in_free(&came_in);
    free(sorted);
    return enough;
}
