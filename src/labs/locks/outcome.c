// What a run came to, and why: read off its notes, the rings that closed, and who had what at the end.
#include "labs/locks/locks.h"

#include "analysis/wait_graph.h"
#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---- what is read off ------------------------------------------------------------------------------------------------

struct reading {
    const struct recording *recording;
    struct arena memory;
    const struct wait_ring *rings;
    size_t ring_count;
    const struct wait_ring *ring; // the one to tell of: still closed at the end, or else the first; NULL: none
    // A wait at the end for what nobody will give back; −1: there is none.
    int waiter, lock, dead_holder;
};

static bool is_stopped(const struct recording *recording)
{
    return recording->facts->ended == RUN_DEADLINE || recording->facts->ended == RUN_INTERRUPTED;
}

// Whether it was over before the run was ended.
static bool is_dead(const struct task *task) { return task->finished_ns != 0 || task->end == TASK_SIGNALED; }

static void find_dead_holder(struct reading *reading)
{
    const struct recording *recording = reading->recording;
    struct wait_graph graph;
    reading->waiter = reading->lock = reading->dead_holder = -1;
    if (!is_stopped(recording) || !wait_graph_at(&graph, recording, UINT64_MAX, &reading->memory))
        return;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const int lock = graph.waits[t].resource;
        if (lock < 0 || lock >= (int)locks_count(recording->plan))
            continue;
        const int holder = locks_holder_at_end(recording, (uint32_t)lock);
        if (holder < 0 || !is_dead(&recording->tasks[holder]))
            continue;
        reading->waiter = (int)t;
        reading->lock = lock;
        reading->dead_holder = holder;
        return;
    }
}

static void reading_begin(struct reading *reading, const struct recording *recording)
{
    *reading = (struct reading){ .recording = recording };
    wait_rings_find(recording, &reading->memory, &reading->rings, &reading->ring_count);
    for (size_t i = 0; i < reading->ring_count; i++)
        if (!reading->ring || reading->rings[i].opened_ns == UINT64_MAX)
            reading->ring = &reading->rings[i];
    find_dead_holder(reading);
}

static void reading_end(struct reading *reading) { arena_finish(&reading->memory); }

// The first note of that kind of a resource below `resources`, with that in `other` where it is not −1; NULL: there is none.
static const struct note *find(const struct recording *recording, enum note_kind kind, uint32_t resources, int other,
                               uint32_t *task)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->kind != kind || note->resource >= resources || (other >= 0 && note->other != other))
                continue;
            if (task)
                *task = t;
            return note;
        }
    return NULL;
}

static const struct note *find_of_locks(const struct recording *recording, enum note_kind kind, int other,
                                        uint32_t *task)
{
    return find(recording, kind, locks_count(recording->plan), other, task);
}

// Somebody's release of what it had not taken itself.
static const struct note *find_release_by_another(const struct recording *recording, uint32_t *task)
{
    for (*task = 0; *task < recording->task_count; ++*task) {
        uint64_t has = 0;
        for (uint64_t i = 0; i < recording->tasks[*task].notes; i++) {
            const struct note *note = &recording->notes[*task][i];
            if (note->resource >= locks_count(recording->plan))
                continue;
            const uint64_t bit = UINT64_C(1) << note->resource;
            if (note->kind == NOTE_ACQUIRED)
                has |= bit;
            if (note->kind == NOTE_RELEASED && !(has & bit))
                return note;
            if (note->kind == NOTE_RELEASED)
                has &= ~bit;
        }
    }
    return NULL;
}

// Whether every task took its locks in the order of their numbers.
static bool order_was_kept(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        uint64_t has = 0;
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->resource >= locks_count(recording->plan))
                continue;
            const uint64_t bit = UINT64_C(1) << note->resource;
            if ((note->kind == NOTE_ACQUIRED || note->kind == NOTE_WAITS) && has >= bit)
                return false;
            if (note->kind == NOTE_ACQUIRED)
                has |= bit;
            if (note->kind == NOTE_RELEASED)
                has &= ~bit;
        }
    }
    return true;
}

static bool copy_was_locked(const struct recording *recording)
{
    const struct note *note = find(recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, NULL);
    return note && note->other > 0;
}

// ---- outcome ---------------------------------------------------------------------------------------------------------

static enum locks_outcome outcome_of(const struct reading *reading)
{
    const struct recording *recording = reading->recording;
    uint32_t task;
    if (reading->ring && reading->ring->opened_ns == UINT64_MAX)
        return LOCKS_DEADLOCK;
    if (reading->dead_holder >= 0)
        return LOCKS_FOREVER;
    if (is_stopped(recording))
        return LOCKS_LATE;
    if (find(recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, NULL))
        return copy_was_locked(recording) ? LOCKS_COPY_LOCKED : LOCKS_COPY_FREE;
    if (find_release_by_another(recording, &task))
        return LOCKS_GIVEN_BY_ANOTHER;
    if (reading->ring)
        return LOCKS_RING_OPENED;
    if (find_of_locks(recording, NOTE_REFUSED, REFUSED_NOT_HELD, NULL))
        return LOCKS_RAISED;
    if (find_of_locks(recording, NOTE_REFUSED, REFUSED_HELD, NULL))
        return LOCKS_REFUSED;
    return find_of_locks(recording, NOTE_TIMED_OUT, -1, NULL) ? LOCKS_TIMED_OUT : LOCKS_DONE;
}

uint32_t locks_outcome(const struct recording *recording)
{
    struct reading reading;
    reading_begin(&reading, recording);
    const enum locks_outcome outcome = outcome_of(&reading);
    reading_end(&reading);
    return outcome;
}

static const char *error_name(const struct plan *plan)
{
    return plan->kind == WORKERS_PROCESSES ? "ValueError" : "RuntimeError";
}

char *locks_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    static const char *const names[LOCKS_OUTCOMES] = {
        [LOCKS_DONE] = "done, every lock was given back",
        [LOCKS_DEADLOCK] = "deadlock",
        [LOCKS_RING_OPENED] = "deadlock, until a wait gave up",
        [LOCKS_FOREVER] = "waits for ever",
        [LOCKS_LATE] = "stopped before it was done",
        [LOCKS_GIVEN_BY_ANOTHER] = "given back by another",
        [LOCKS_REFUSED] = "refused at once",
        [LOCKS_TIMED_OUT] = "gave up waiting",
        [LOCKS_COPY_LOCKED] = "the copy is locked for good",
        [LOCKS_COPY_FREE] = "the copy is free",
    };
    snprintf(name, LAB_OUTCOME_BYTES, "%s",
             outcome == LOCKS_RAISED    ? error_name(plan)
             : outcome < LOCKS_OUTCOMES ? names[outcome]
                                        : "");
    return name;
}

// ---- why -------------------------------------------------------------------------------------------------------------

static const char *task_name(const struct reading *reading, uint32_t task)
{
    return reading->recording->tasks[task].name;
}

static const char *resource_name(const struct reading *reading, uint32_t resource)
{
    return reading->recording->resources[resource].name;
}

// Since the program began.
static char *moment(const struct reading *reading, uint64_t ns, char text[TEXT_NUMBER_BYTES])
{
    const uint64_t from = reading->recording->tasks[0].created_ns;
    return text_duration(text, ns > from ? ns - from : 0);
}

static char *span(uint64_t from, uint64_t to, char text[TEXT_NUMBER_BYTES])
{
    return text_duration(text, to > from ? to - from : 0);
}

// The links of a ring: who closed it stands first, the next link's task has what it waits for.
// The lab's names are short; their fields are not.
static void say_ring(const struct reading *reading, char *sentence)
{
    const struct wait_ring *ring = reading->ring;
    const struct wait_link *closer = &ring->links[0], *other = &ring->links[ring->length - 1];
    char who[100], at[TEXT_NUMBER_BYTES], after[TEXT_NUMBER_BYTES];
    if (ring->length == 2)
        snprintf(who, sizeof who, "%.7s has %.9s and waits for %.9s, %.7s has %.9s and waits for %.9s",
                 task_name(reading, other->task), resource_name(reading, closer->resource),
                 resource_name(reading, other->resource), task_name(reading, closer->task),
                 resource_name(reading, other->resource), resource_name(reading, closer->resource));
    else
        snprintf(who, sizeof who, "%" PRIu32 " tasks wait for one another in a ring", ring->length);
    const bool open = ring->opened_ns != UINT64_MAX;
    snprintf(sentence, LAB_SENTENCE_BYTES, "%s: %.7s's wait for %.9s closed it %.15s after the start; %s, %.15s later.",
             who, task_name(reading, closer->task), resource_name(reading, closer->resource),
             moment(reading, ring->closed_ns, at),
             open                                               ? "a wait that gave up opened it"
             : reading->recording->facts->ended == RUN_DEADLINE ? "only the deadline ended it"
                                                                : "only a signal ended it",
             span(ring->closed_ns, open ? ring->opened_ns : reading->recording->facts->ended_ns, after));
}

static void say_dead_holder(const struct reading *reading, char *sentence)
{
    const struct task *holder = &reading->recording->tasks[reading->dead_holder];
    const char *lock = resource_name(reading, (uint32_t)reading->lock);
    const char *waiter = task_name(reading, (uint32_t)reading->waiter);
    if (holder->end == TASK_SIGNALED)
        snprintf(
            sentence, LAB_SENTENCE_BYTES,
            "%s was killed while it had the %s: it is held by a dead process, nobody gives it back, and %s waits for "
            "ever.",
            holder->name, lock, waiter);
    else
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "%s ended without giving the %s back: nobody else does, and %s waits for ever.", holder->name, lock,
                 waiter);
}

static void say_another(const struct reading *reading, char *sentence)
{
    struct arena memory = ARENA_EMPTY;
    struct wait_graph graph;
    uint32_t task;
    const struct recording *recording = reading->recording;
    const struct note *note = find_release_by_another(recording, &task);
    const uint64_t ns = recording_ns(recording, note->ticks);
    const bool known = wait_graph_at(&graph, recording, ns - 1, &memory) && graph.holders[note->resource] >= 0;
    snprintf(sentence, LAB_SENTENCE_BYTES,
             "%s gave back the %s that %s had taken: whoever has not taken it may release it as well, as a semaphore.",
             task_name(reading, task), resource_name(reading, note->resource),
             known ? task_name(reading, (uint32_t)graph.holders[note->resource]) : "another");
    arena_finish(&memory);
}

static void say_timed_out(const struct reading *reading, char *sentence)
{
    uint32_t task = 0;
    char waited[TEXT_NUMBER_BYTES];
    const struct recording *recording = reading->recording;
    const struct note *note = find_of_locks(recording, NOTE_TIMED_OUT, -1, &task);
    uint64_t since = note->ticks;
    for (const struct note *at = note; at > recording->notes[task]; since = at->ticks)
        if ((--at)->kind == NOTE_WAITS && at->resource == note->resource) {
            since = at->ticks;
            break;
        }
    snprintf(sentence, LAB_SENTENCE_BYTES, "The %s was held for longer than %s would wait: it gave up after %s.",
             resource_name(reading, note->resource), task_name(reading, task),
             text_duration(waited, recording_span_ns(recording, note->ticks - since)));
}

static void say_refused(const struct reading *reading, char *sentence)
{
    uint32_t task = 0;
    const struct note *note = find_of_locks(reading->recording, NOTE_REFUSED, REFUSED_HELD, &task);
    snprintf(sentence, LAB_SENTENCE_BYTES,
             "The %s was held: acquire(False) came back at once, and %s went on without it.",
             resource_name(reading, note->resource), task_name(reading, task));
}

static void say_copy(const struct reading *reading, char *sentence)
{
    const struct note *note = find(reading->recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, NULL);
    if (note->other > 0 && note->other <= reading->recording->task_count)
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "%s held the lock at the fork. The child's copy says so for ever: %s is not in the child, and what it "
                 "gives "
                 "back is the original.",
                 task_name(reading, note->other - 1u), task_name(reading, note->other - 1u));
    else
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "Nobody held the lock at the moment of the fork: the child's copy was free.");
}

static void say_done(const struct reading *reading, char *sentence)
{
    const struct recording *recording = reading->recording;
    const uint32_t variant = locks_plan_of(recording->plan)->variant;
    const char *text = "Every lock that was taken was given back.";
    if (find(recording, NOTE_RAISED, 1, LOCKS_ERROR_IN_WORK, NULL))
        text = "The error went through finally, which gave the lock back: nobody has to wait for ever.";
    else if (variant == LOCKS_PHILOSOPHERS && locks_plan_of(recording->plan)->arrangement == LOCKS_WAITER)
        text = "One seat was always free, so somebody at the table could take both forks.";
    else if (locks_count(recording->plan) > 1)
        text = order_was_kept(recording)
                   ? "Everybody took the locks in one order, the lower number first: so no ring can close."
                   : "No ring closed this time: the waits did not meet. The next run may end otherwise.";
    snprintf(sentence, LAB_SENTENCE_BYTES, "%s", text);
}

char *locks_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    struct reading reading;
    reading_begin(&reading, recording);
    switch (outcome_of(&reading)) {
    case LOCKS_DEADLOCK:
    case LOCKS_RING_OPENED:
        say_ring(&reading, sentence);
        break;
    case LOCKS_FOREVER:
        say_dead_holder(&reading, sentence);
        break;
    case LOCKS_GIVEN_BY_ANOTHER:
        say_another(&reading, sentence);
        break;
    case LOCKS_REFUSED:
        say_refused(&reading, sentence);
        break;
    case LOCKS_TIMED_OUT:
        say_timed_out(&reading, sentence);
        break;
    case LOCKS_RAISED:
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "The lock was given back twice. The second release() found it free, and that is a %s.",
                 error_name(recording->plan));
        break;
    case LOCKS_COPY_LOCKED:
    case LOCKS_COPY_FREE:
        say_copy(&reading, sentence);
        break;
    case LOCKS_LATE:
        snprintf(sentence, LAB_SENTENCE_BYTES, "It was stopped before it was done; nobody waited in a ring.");
        break;
    case LOCKS_DONE:
    case LOCKS_OUTCOMES:
        say_done(&reading, sentence);
        break;
    }
    reading_end(&reading);
    return sentence;
}

// ---- figures ---------------------------------------------------------------------------------------------------------

static uint64_t since_start(const struct recording *recording, uint64_t ns)
{
    return ns > recording->tasks[0].created_ns ? ns - recording->tasks[0].created_ns : 0;
}

static void write_ring(const struct reading *reading, struct json *json)
{
    const struct recording *recording = reading->recording;
    const struct wait_ring *ring = reading->ring;
    json_key(json, "ring");
    if (!ring) {
        json_null(json);
        return;
    }
    const bool open = ring->opened_ns != UINT64_MAX;
    json_object_begin(json);
    json_key_string(json, "closed_by", task_name(reading, ring->links[0].task));
    json_key_uint(json, "closed_ns", since_start(recording, ring->closed_ns));
    json_key_uint(json, "noticed_ns", since_start(recording, open ? ring->opened_ns : recording->facts->ended_ns));
    json_key_string(json, "noticed_by",
                    open                                      ? "timeout"
                    : recording->facts->ended == RUN_DEADLINE ? "deadline"
                                                              : "signal");
    json_key(json, "waits");
    json_array_begin(json);
    for (uint32_t i = 0; i < ring->length; i++) {
        json_object_begin(json);
        json_key_string(json, "task", task_name(reading, ring->links[i].task));
        json_key_string(json, "for", resource_name(reading, ring->links[i].resource));
        json_key_string(json, "held_by", task_name(reading, ring->links[(i + 1) % ring->length].task));
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_lock(const struct reading *reading, uint32_t lock, struct json *json)
{
    const struct recording *recording = reading->recording;
    const int holder = locks_holder_at_end(recording, lock);
    json_object_begin(json);
    json_key_string(json, "name", resource_name(reading, lock));
    json_key_uint(json, "taken", locks_taken(recording, lock));
    json_key_string(json, "held_by", holder < 0 ? NULL : task_name(reading, (uint32_t)holder));
    json_key_bool(json, "holder_is_dead", holder >= 0 && is_dead(&recording->tasks[holder]));
    json_object_end(json);
}

// The share of its time up to the fork that the thread held the lock; < 0: there was no such time.
static double held_share(const struct recording *recording)
{
    uint32_t child = 0;
    const struct note *copied = find(recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, &child);
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
    struct reading reading;
    uint64_t gave_up = 0;
    reading_begin(&reading, recording);
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
    if (locks_plan_of(recording->plan)->variant == LOCKS_FORK_WHILE_HELD) {
        const double share = held_share(recording);
        json_key_bool(json, "copy_locked", copy_was_locked(recording));
        json_key(json, "held_share");
        if (share < 0)
            json_null(json);
        else
            json_double(json, share, 4);
    }
    reading_end(&reading);
}
