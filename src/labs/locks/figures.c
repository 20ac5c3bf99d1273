// The lab's own figures in JSON.
#include "labs/locks/reading.h"
#include "labs/locks/schedules.h"

#include "base/json.h"
#include "base/said.h"
#include "recording/resource_said.h"

static void write_ring(const struct locks_reading *reading, struct json *json)
{
    const struct recording *recording = reading->recording;
    const struct wait_ring *ring = reading->ring;
    json_key(json, "ring");
    if (!ring) {
        json_null(json);
        return;
    }
    char name[RESOURCE_SAID_BYTES];
    const bool open = ring->opened_ns != UINT64_MAX;
    json_object_begin(json);
    json_key_string(json, "closed_by", recording->tasks[ring->links[0].task].name);
    json_key_uint(json, "closed_ns", recording_since_ns(recording, ring->closed_ns));
    json_key_uint(json, "noticed_ns",
                  recording_since_ns(recording, open ? ring->opened_ns : recording->facts->ended_ns));
    json_key_string(json, "noticed_by",
                    open                                      ? said("timeout")
                    : recording->facts->ended == RUN_DEADLINE ? said("deadline")
                                                              : said("signal"));
    json_key(json, "waits");
    json_array_begin(json);
    for (uint32_t i = 0; i < ring->length; i++) {
        json_object_begin(json);
        json_key_string(json, "task", recording->tasks[ring->links[i].task].name);
        json_key_string(json, "for", resource_said(name, recording, ring->links[i].resource));
        json_key_string(json, "held_by", recording->tasks[ring->links[(i + 1) % ring->length].task].name);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_lock(const struct locks_reading *reading, uint32_t lock, struct json *json)
{
    const struct recording *recording = reading->recording;
    const int holder = locks_holder_at_end(recording, lock);
    char name[RESOURCE_SAID_BYTES];
    json_object_begin(json);
    json_key_string(json, "name", resource_said(name, recording, lock));
    json_key_uint(json, "taken", locks_taken(recording, lock));
    json_key_string(json, "held_by", holder < 0 ? NULL : recording->tasks[holder].name);
    json_key_bool(json, "holder_is_dead", holder >= 0 && locks_is_dead(&recording->tasks[holder]));
    json_object_end(json);
}

// The share of its time up to the fork that the thread held the lock; < 0: there was no such time.
static double held_share(const struct recording *recording)
{
    uint32_t child = 0;
    const struct note *copied = locks_find(recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, &child);
    uint64_t from = 0, held = 0, taken = 0;
    for (uint64_t i = 0; copied && recording->task_count > 1 && i < recording->tasks[1].notes; i++) {
        const struct note *note = &recording->notes[1][i];
        if (note->ticks > copied->ticks)
            break;
        if (note->kind == NOTE_ACQUIRED && note->resource == LOCKS_ORIGINAL)
            taken = note->ticks;
        from = from ? from : taken;
        if (note->kind == NOTE_RELEASED && taken)
            held += note->ticks - taken;
        if (note->kind == NOTE_RELEASED)
            taken = 0;
    }
    if (taken)
        held += copied->ticks - taken;
    return from && copied->ticks > from ? (double)held / (double)(copied->ticks - from) : -1;
}

void locks_figures(const struct recording *recording, struct json *json)
{
    struct locks_reading reading;
    struct locking_counts counts;
    uint64_t gave_up = 0;
    locks_reading_begin(&reading, recording);
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            gave_up += recording->notes[t][i].kind == NOTE_TIMED_OUT &&
                       recording->notes[t][i].resource < locks_count(recording->plan);
    json_key_uint(json, "gave_up", gave_up);
    json_key_uint(json, "rings", reading.ring_count);
    write_ring(&reading, json);
    json_key(json, "locks");
    json_array_begin(json);
    for (uint32_t lock = 0; lock < locks_count(recording->plan); lock++)
        write_lock(&reading, lock, json);
    json_array_end(json);
    if (locks_schedules(recording->plan, &counts)) {
        json_key(json, "schedules_of_a_round");
        json_object_begin(json);
        json_key_uint(json, "all", counts.schedules);
        json_key_uint(json, "deadlocked", counts.deadlocked);
        json_object_end(json);
    }
    if (locks_plan_of(recording->plan)->variant == LOCKS_FORK_WHILE_HELD) {
        const double share = held_share(recording);
        const struct note *copy = locks_find_copy(recording);
        json_key_bool(json, "copy_locked", copy && copy->other > 0);
        json_key(json, "held_share");
        if (share < 0)
            json_null(json);
        else
            json_double(json, share, 4);
    }
    locks_reading_end(&reading);
}
