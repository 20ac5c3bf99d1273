// What a pool's run came to, and why: who did how many, what was lost, what hangs.
#include "labs/pool/pool.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    SHOWN = 4, // of the workers, the busiest first
    SHOWN_BITS = 7,
    MORE_BIT = SHOWN * SHOWN_BITS, // another did some as well
    LOST_SHIFT = MORE_BIT + 1,
    LOST_MOST = 3, // or more
    HANGS_BIT = 31,
};

_Static_assert(POOL_TASKS_MAX < 1 << SHOWN_BITS, "a worker's tasks fit into an outcome");

static bool is_worker(const struct recording *recording, uint32_t task)
{
    return task > 0 && recording->tasks[task].kind == TASK_PROCESS;
}

static uint32_t all_did(const struct pool_tally *tally)
{
    uint32_t sum = 0;
    for (uint32_t t = 0; t < POOL_MADE_MAX; t++)
        sum += tally->did[t];
    return sum;
}

static bool was_raised(const struct recording *recording, enum pool_error error)
{
    for (uint64_t i = 0; i < recording->tasks[0].notes; i++)
        if (recording->notes[0][i].kind == NOTE_RAISED && recording->notes[0][i].other == error)
            return true;
    return false;
}

// ---- outcome --------------------------------------------------------------------------------------------------------

// The workers' counts, the highest first; those behind the last shown in one.
static void rank(const struct recording *recording, const struct pool_tally *tally, uint32_t ranked[SHOWN + 1])
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        uint32_t count = is_worker(recording, t) ? tally->did[t] : 0;
        for (uint32_t at = 0; at < SHOWN; at++)
            if (count > ranked[at]) {
                const uint32_t pushed = ranked[at];
                ranked[at] = count;
                count = pushed;
            }
        ranked[SHOWN] += count;
    }
}

uint32_t pool_outcome(const struct recording *recording)
{
    const struct pool_plan *plan = pool_plan_of(recording->plan);
    const uint32_t hangs = recording->facts->ended == RUN_DEADLINE;
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    if (plan->variant == POOL_JOIN_BEFORE_CLOSE)
        return hangs << HANGS_BIT | (uint32_t)was_raised(recording, POOL_ERROR_RUNNING) << SHOWN_BITS | all_did(&tally);
    uint32_t ranked[SHOWN + 1] = { 0 }, outcome = 0;
    const uint32_t lost = pool_count(tally.lost, plan->given);
    rank(recording, &tally, ranked);
    for (uint32_t at = 0; at < SHOWN; at++)
        outcome = outcome << SHOWN_BITS | ranked[at];
    return outcome | (uint32_t)(ranked[SHOWN] > 0) << MORE_BIT | (lost < LOST_MOST ? lost : LOST_MOST) << LOST_SHIFT |
           hangs << HANGS_BIT;
}

static const char *hangs_of(uint32_t outcome) { return outcome >> HANGS_BIT ? ", then waits for ever" : ""; }

static uint32_t shown_of(uint32_t outcome, uint32_t at)
{
    return outcome >> (SHOWN - 1 - at) * SHOWN_BITS & ((1u << SHOWN_BITS) - 1);
}

char *pool_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    const struct pool_plan *form = pool_plan_of(plan);
    if (form->variant == POOL_JOIN_BEFORE_CLOSE) {
        snprintf(name, LAB_OUTCOME_BYTES, "%s, %" PRIu32 " of %" PRIu32 " done%s",
                 outcome >> SHOWN_BITS & 1 ? "ValueError at once" : "no error", outcome & ((1u << SHOWN_BITS) - 1),
                 form->given, hangs_of(outcome));
        return name;
    }
    const uint32_t lost = outcome >> LOST_SHIFT & LOST_MOST;
    int at = 0;
    for (uint32_t i = 0; i < SHOWN && (i < form->processes || shown_of(outcome, i) > 0); i++)
        at += snprintf(name + at, LAB_OUTCOME_BYTES - (size_t)at, "%s%" PRIu32, i ? " / " : "", shown_of(outcome, i));
    at += snprintf(name + at, LAB_OUTCOME_BYTES - (size_t)at, "%s", outcome >> MORE_BIT & 1 ? " / ..." : "");
    if (lost > 0)
        at += snprintf(name + at, LAB_OUTCOME_BYTES - (size_t)at, ", %" PRIu32 "%s lost", lost,
                       lost == LOST_MOST ? " or more" : "");
    snprintf(name + at, LAB_OUTCOME_BYTES - (size_t)at, "%s", hangs_of(outcome));
    return name;
}

// ---- why ------------------------------------------------------------------------------------------------------------

// Whoever died with a lock that others then waited for: a task's index, −1 nobody.
static int dead_holder(const struct recording *recording, const struct program_lock *lock)
{
    const int holder = program_lock_holder(lock);
    return holder > 0 && holder < (int)recording->task_count && recording->tasks[holder].end == TASK_SIGNALED ? holder
                                                                                                              : -1;
}

static uint32_t first_of(const bool *set, uint32_t count)
{
    uint32_t at = 0;
    while (at < count && !set[at])
        at++;
    return at;
}

static void say_lost(char *sentence, const struct recording *recording, const struct pool_tally *tally)
{
    const struct pool_plan *plan = pool_plan_of(recording->plan);
    const uint32_t task = first_of(tally->lost, plan->given);
    const char *worker = recording->tasks[tally->taken[task] - 1].name;
    const char *end = recording->facts->ended == RUN_DEADLINE     ? "its result is waited for without end"
                      : was_raised(recording, POOL_ERROR_TIMEOUT) ? "get() gave up"
                                                                  : "nobody asked for its result";
    snprintf(sentence, LAB_SENTENCE_BYTES,
             "%s died with task %" PRIu32
             " in its hands. The pool replaces the worker, and nobody does the task again: %s.",
             worker, task, end);
}

static void say_failed(char *sentence, const struct recording *recording, const struct pool_tally *tally)
{
    const uint32_t given = pool_plan_of(recording->plan)->given;
    uint32_t task = 0;
    while (task + 1 < given && tally->result[task] != POOL_FAILED)
        task++;
    snprintf(sentence, LAB_SENTENCE_BYTES, "Task %" PRIu32 " raised ValueError. It was packed into its result%s", task,
             tally->read[task] ? ", and get() raised it again."
                               : ", printed nothing, and nobody called get(): nobody heard of it.");
}

static void say_shared(char *sentence, const struct recording *recording, const struct pool_tally *tally)
{
    const struct pool_plan *plan = pool_plan_of(recording->plan);
    const uint32_t at_once = pool_at_once(recording);
    uint32_t ranked[SHOWN + 1] = { 0 };
    rank(recording, tally, ranked);
    if (plan->variant == POOL_APPLY && at_once == 1)
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "apply() waits for each result before the next task is given: never were two tasks in work at once.");
    else if (ranked[0] == plan->given && plan->given > 1 && plan->processes > 1)
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "One worker did all %" PRIu32 ": it was back at the queue each time before another had taken one.",
                 plan->given);
    else
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 "Whoever was done took the next task: up to %" PRIu32 " of %" PRIu32 " workers had one at once.",
                 at_once, plan->processes);
}

static void say_raised(char *sentence, const struct recording *recording)
{
    (void)recording;
    snprintf(
        sentence, LAB_SENTENCE_BYTES,
        "join() before close() raises ValueError at once: the pool is still running. The program's end terminates its "
        "workers, whatever is left to do.");
}

char *pool_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    const struct pool_plan *plan = pool_plan_of(recording->plan);
    const struct pool_shared *shared = program_lab_shared(recording);
    const int reader = dead_holder(recording, &shared->read_lock), writer = dead_holder(recording, &shared->write_lock);
    const bool hangs = recording->facts->ended == RUN_DEADLINE;
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    if (hangs && (reader >= 0 || writer >= 0))
        snprintf(sentence, LAB_SENTENCE_BYTES, "%s was killed while it held the %s lock: nobody gives it back, so %s.",
                 recording->tasks[reader >= 0 ? reader : writer].name, reader >= 0 ? "read" : "write",
                 reader >= 0 ? "no worker gets a task" : "no result arrives");
    else if (was_raised(recording, POOL_ERROR_RUNNING))
        say_raised(sentence, recording);
    else if (pool_count(tally.lost, plan->given) > 0)
        say_lost(sentence, recording, &tally);
    else if (hangs)
        snprintf(sentence, LAB_SENTENCE_BYTES, "The deadline came before all tasks were done.");
    else if (tally.failed > 0)
        say_failed(sentence, recording, &tally);
    else
        say_shared(sentence, recording, &tally);
    return sentence;
}
