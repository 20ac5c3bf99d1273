// Why a pool's run came out as it did: one reason, the gravest that there is, read off the recording.
#include "labs/pool/pool.h"

#include "base/said.h"

#include <stdio.h>
#include <string.h>

// Whoever died with a lock: a task's index, −1 nobody.
static int dead_holder(const struct recording *recording, const struct program_lock *lock)
{
    const int holder = program_lock_holder(lock);
    return holder > 0 && holder < (int)recording->task_count && recording->tasks[holder].end == TASK_SIGNALED ? holder
                                                                                                              : -1;
}

int pool_dead_reader(const struct recording *recording)
{
    return dead_holder(recording, &((const struct pool_shared *)program_lab_shared(recording))->read_lock);
}

static uint32_t first_of(const bool *set, uint32_t count)
{
    uint32_t at = 0;
    while (at + 1 < count && !set[at])
        at++;
    return at;
}

// Whether a thread made a process: a worker in a dead one's place.
static bool was_replaced(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes && recording->tasks[t].kind == TASK_THREAD; i++)
            if (recording->notes[t][i].kind == NOTE_STARTED)
                return true;
    return false;
}

static void find_lost(const struct recording *recording, const struct pool_tally *tally, struct pool_why *why)
{
    const bool replaced = was_replaced(recording);
    why->number = first_of(tally->lost, pool_plan_of(recording->plan)->given);
    why->worker = tally->taken[why->number] - 1;
    why->reason = POOL_WHY_LOST;
    if (replaced && recording->facts->ended == RUN_DEADLINE)
        why->reason = POOL_WHY_LOST_HANGS;
    else if (replaced && pool_was_raised(recording, POOL_ERROR_TIMEOUT))
        why->reason = POOL_WHY_LOST_GAVE_UP;
}

static void find_failed(const struct recording *recording, const struct pool_tally *tally, struct pool_why *why)
{
    const uint32_t given = pool_plan_of(recording->plan)->given;
    while (why->number + 1 < given && tally->result[why->number] != POOL_FAILED)
        why->number++;
    why->reason = tally->read[why->number] ? POOL_WHY_FAILED_READ : POOL_WHY_FAILED;
}

static void find_shared(const struct recording *recording, const struct pool_tally *tally, struct pool_why *why)
{
    const struct pool_plan *plan = pool_plan_of(recording->plan);
    bool one = false;
    for (uint32_t t = 0; t < recording->task_count; t++)
        one |= tally->did[t] == plan->given;
    why->number = pool_at_once(recording);
    why->of = plan->processes;
    why->reason = POOL_WHY_SHARED;
    if (plan->variant == POOL_APPLY && why->number == 1)
        why->reason = POOL_WHY_APPLY;
    else if (one && plan->given > 1 && plan->processes > 1) {
        why->reason = POOL_WHY_ONE_DID_ALL;
        why->number = plan->given;
    }
}

void pool_why(const struct recording *recording, struct pool_why *why)
{
    const struct pool_shared *shared = program_lab_shared(recording);
    const int reader = pool_dead_reader(recording), writer = dead_holder(recording, &shared->write_lock);
    const bool hangs = recording->facts->ended == RUN_DEADLINE;
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    *why = (struct pool_why){ 0 };
    if (hangs && (reader >= 0 || writer >= 0)) {
        why->reason = reader >= 0 ? POOL_WHY_READ_LOCK : POOL_WHY_WRITE_LOCK;
        why->worker = (uint32_t)(reader >= 0 ? reader : writer);
    } else if (pool_was_raised(recording, POOL_ERROR_RUNNING)) {
        why->reason = POOL_WHY_RUNNING;
    } else if (pool_count(tally.lost, pool_plan_of(recording->plan)->given) > 0) {
        find_lost(recording, &tally, why);
    } else if (recording->facts->ended != RUN_COMPLETE) {
        why->reason = hangs ? POOL_WHY_DEADLINE : POOL_WHY_ENDED;
    } else if (tally.failed > 0) {
        find_failed(recording, &tally, why);
    } else {
        find_shared(recording, &tally, why);
    }
}

// ---- in words --------------------------------------------------------------------------------------------------------

// The parts: whom it is about, if anybody, then the numbers.
static const char *const sentences[POOL_REASONS] = {
    [POOL_WHY_READ_LOCK] =
        SAID("{1} was killed while it held the read lock: nobody gives it back, so no worker gets a task."),
    [POOL_WHY_WRITE_LOCK] =
        SAID("{1} was killed while it held the write lock: nobody gives it back, so no result arrives."),
    [POOL_WHY_RUNNING] =
        SAID("join() before close() raises ValueError at once: the pool still runs. The end of the program "
             "terminates its workers, whatever is left to do."),
    [POOL_WHY_LOST_HANGS] =
        SAID("{1} died with task {2} in its hands. The pool made another worker, but nobody does the task "
             "again: its result is waited for without end."),
    [POOL_WHY_LOST_GAVE_UP] =
        SAID("{1} died with task {2} in its hands. The pool made another worker, but nobody does the "
             "task again: get() gave up."),
    [POOL_WHY_LOST] = SAID("{1} died with task {2} in its hands, and nobody does the task again."),
    [POOL_WHY_DEADLINE] = SAID("The deadline came before all tasks were done."),
    [POOL_WHY_ENDED] = SAID("It was ended before all was over."),
    [POOL_WHY_FAILED] =
        SAID("Task {1} raised ValueError. It was packed into the result and printed nothing. Nobody called "
             "get(): nobody heard of it."),
    [POOL_WHY_FAILED_READ] =
        SAID("Task {1} raised ValueError. It was packed into the result, and get() raised it again."),
    [POOL_WHY_APPLY] =
        SAID("apply() waits for each result before the next task is given: never were two tasks in work at once."),
    [POOL_WHY_ONE_DID_ALL] =
        SAID("One worker did all {1} tasks: it was back at the queue each time before another had taken one."),
    [POOL_WHY_SHARED] = SAID("Whoever was done took the next task: up to {1} of {2} workers had one at the same time."),
};

char *pool_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    struct pool_why why;
    char number[16], of[16];
    pool_why(recording, &why);
    snprintf(number, sizeof number, "%u", (unsigned)why.number);
    snprintf(of, sizeof of, "%u", (unsigned)why.of);
    const char *const parts[] = { why.worker ? recording->tasks[why.worker].name : number, why.worker ? number : of };
    size_t length = 0;
    for (const char *from = said(sentences[why.reason]); *from && length + TASK_NAME_BYTES < LAB_SENTENCE_BYTES;
         from++) {
        if (*from != '{') {
            sentence[length++] = *from;
            continue;
        }
        const char *part = parts[from[1] - '1'];
        memcpy(sentence + length, part, strlen(part));
        length += strlen(part);
        from += 2;
    }
    sentence[length] = '\0';
    return sentence;
}
