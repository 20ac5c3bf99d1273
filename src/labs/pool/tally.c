// What became of each given task: told by what the tasks of the recording noted and, at the end, from what truly was in
// the pipes, in the workers' hands and among the results.
#include "labs/pool/pool.h"

#include <stddef.h>

uint32_t pool_count(const bool *set, uint32_t count)
{
    uint32_t yes = 0;
    for (uint32_t i = 0; i < count; i++)
        yes += set[i];
    return yes;
}

// ---- from the notes -------------------------------------------------------------------------------------------------

static void count_own(struct pool_tally *tally, const struct note *note)
{
    if (note->resource == POOL_OWN_READ)
        tally->read[note->other] = true;
    if (note->resource != POOL_OWN_DONE && note->resource != POOL_OWN_FAILED)
        return;
    tally->done += note->resource == POOL_OWN_DONE;
    tally->failed += note->resource == POOL_OWN_FAILED;
    tally->result[note->other] = note->resource == POOL_OWN_DONE ? POOL_DONE : POOL_FAILED;
}

static void count_note(struct pool_tally *tally, const struct note *note, uint32_t task, uint32_t given)
{
    if (note->other >= given) // the end is none
        return;
    if (note->kind == NOTE_PUT && note->resource == POOL_QUEUE)
        tally->given[note->other] = true;
    if (note->kind == NOTE_TOOK && note->resource == POOL_TASKS)
        tally->taken[note->other] = task + 1;
    if (note->kind == NOTE_PUT && note->resource == POOL_TASKS)
        tally->sent[note->other] = true;
    if (note->kind == NOTE_PUT && note->resource == POOL_RESULTS)
        tally->put[note->other] = true;
    if (note->kind == NOTE_OWN)
        count_own(tally, note);
}

// ---- from what was there at the end ---------------------------------------------------------------------------------

// A task of the recording that was killed between doing a thing and noting it has done it all the same.
static void see_end(struct pool_tally *tally, const struct recording *recording)
{
    const struct pool_shared *shared = program_lab_shared(recording);
    const uint32_t given = pool_plan_of(recording->plan)->given;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const uint32_t number = shared->hands[t].number;
        if (number >= 1 && number <= given)
            tally->taken[number - 1] = t + 1;
    }
    for (uint32_t i = 0; i < given; i++) {
        tally->put[i] |= pool_has(shared->in_results, i);
        tally->result[i] = POOL_NO_RESULT;
    }
    tally->done = tally->failed = 0;
    for (uint32_t at = 0; at < POOL_TASKS_MAX + 2; at++) {
        const struct pool_message *message = &shared->arrived[at];
        if (message->number < 1 || message->number > given)
            continue;
        tally->done += !message->failed;
        tally->failed += message->failed != 0;
        tally->result[message->number - 1] = message->failed ? POOL_FAILED : POOL_DONE;
    }
}

// ---- both -----------------------------------------------------------------------------------------------------------

// Whom the run's end stopped was alive.
static bool is_dead(const struct recording *recording, uint32_t task, uint64_t until_ns)
{
    return recording->tasks[task].end != TASK_STOPPED && recording->tasks[task].joined_ns <= until_ns;
}

void pool_tally(struct pool_tally *tally, const struct recording *recording, uint64_t until_ns)
{
    const uint32_t given = pool_plan_of(recording->plan)->given;
    *tally = (struct pool_tally){ 0 };
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const uint64_t notes = program_lab_notes_until(recording, t, until_ns);
        for (uint64_t i = 0; i < notes; i++)
            count_note(tally, &recording->notes[t][i], t, given);
    }
    if (until_ns == UINT64_MAX)
        see_end(tally, recording);
    for (uint32_t i = 0; i < given; i++) {
        const uint32_t worker = tally->taken[i];
        tally->put[i] |= tally->result[i] != POOL_NO_RESULT;
        if (worker > 0 && tally->put[i])
            tally->did[worker - 1]++;
        tally->lost[i] = worker > 0 && !tally->put[i] && is_dead(recording, worker - 1, until_ns);
    }
}

// ---- at the same time -----------------------------------------------------------------------------------------------

// When a worker took a task, and until when it worked at it: it set out to put the result, or died. 0: never. That the result was
// put is noted too late for this: who waited for it may have gone on by then.
struct stretch {
    uint64_t from_ns, to_ns;
};

static void find_stretches(const struct recording *recording, uint32_t worker, struct stretch stretches[POOL_TASKS_MAX])
{
    struct stretch *stretch = NULL;
    for (uint64_t i = 0; i < recording->tasks[worker].notes; i++) {
        const struct note *note = &recording->notes[worker][i];
        const uint64_t ns = recording_ns(recording, note->ticks);
        if (note->kind == NOTE_TOOK && note->resource == POOL_TASKS) {
            stretch = note->other < POOL_TASKS_MAX ? &stretches[note->other] : NULL;
            if (stretch)
                *stretch = (struct stretch){ ns, recording->tasks[worker].joined_ns };
        } else if (stretch && note->kind == NOTE_AT && note->other == POOL_STEP_PUT) {
            stretch->to_ns = ns;
            stretch = NULL;
        }
    }
}

uint32_t pool_at_once(const struct recording *recording)
{
    struct stretch stretches[POOL_TASKS_MAX] = { { 0 } };
    uint32_t most = 0;
    for (uint32_t t = 1; t < recording->task_count; t++)
        find_stretches(recording, t, stretches);
    for (uint32_t i = 0; i < POOL_TASKS_MAX; i++) {
        const uint64_t from = stretches[i].from_ns;
        uint32_t with = 0; // tasks in work when this one began, itself among them
        for (uint32_t other = 0; from > 0 && other < POOL_TASKS_MAX; other++)
            with += stretches[other].from_ns > 0 && stretches[other].from_ns <= from && stretches[other].to_ns >= from;
        most = with > most ? with : most;
    }
    return most;
}

// ---- one task of the recording --------------------------------------------------------------------------------------

bool pool_doing(const struct recording *recording, uint32_t worker, uint64_t ns, struct pool_doing *doing)
{
    const uint64_t notes = program_lab_notes_until(recording, worker, ns);
    *doing = (struct pool_doing){ 0 };
    for (uint64_t i = notes; i-- > 0;) {
        const struct note *note = &recording->notes[worker][i];
        if (note->kind == NOTE_PUT && note->resource == POOL_RESULTS)
            return false;
        doing->raised |= note->kind == NOTE_RAISED;
        if (note->kind != NOTE_TOOK || note->resource != POOL_TASKS)
            continue;
        doing->number = note->other;
        doing->since_ns = recording_ns(recording, note->ticks);
        return note->other < pool_plan_of(recording->plan)->given;
    }
    return false;
}

bool pool_was_raised(const struct recording *recording, enum pool_error error)
{
    for (uint64_t i = 0; i < recording->tasks[0].notes; i++)
        if (recording->notes[0][i].kind == NOTE_RAISED && recording->notes[0][i].other == error)
            return true;
    return false;
}
