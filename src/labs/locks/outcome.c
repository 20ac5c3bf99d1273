// What a run came to, and why: in words.
#include "labs/locks/reading.h"
#include "labs/locks/schedules.h"

#include "base/said.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---- outcome ---------------------------------------------------------------------------------------------------------

uint32_t locks_outcome(const struct recording *recording)
{
    struct locks_reading reading;
    locks_reading_begin(&reading, recording);
    const enum locks_outcome outcome = locks_outcome_of(&reading);
    locks_reading_end(&reading);
    return outcome;
}

static const char *error_name(const struct plan *plan)
{
    return plan->kind == WORKERS_PROCESSES ? "ValueError" : "RuntimeError";
}

char *locks_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    static const char *const names[LOCKS_OUTCOMES] = {
        [LOCKS_DONE] = SAID("done, every lock was given back"),
        [LOCKS_DEADLOCK] = SAID("deadlock"),
        [LOCKS_RING_OPENED] = SAID("deadlock, until a wait gave up"),
        [LOCKS_FOREVER] = SAID("waits for ever"),
        [LOCKS_LATE] = SAID("stopped before it was done"),
        [LOCKS_GIVEN_BY_ANOTHER] = SAID("given back by another"),
        [LOCKS_REFUSED] = SAID("refused at once"),
        [LOCKS_TIMED_OUT] = SAID("gave up waiting"),
        [LOCKS_COPY_LOCKED] = SAID("the copy is locked for good"),
        [LOCKS_COPY_FREE] = SAID("the copy is free"),
    };
    snprintf(name, LAB_OUTCOME_BYTES, "%s",
             outcome == LOCKS_RAISED    ? error_name(plan)
             : outcome < LOCKS_OUTCOMES ? said(names[outcome])
                                        : "");
    return name;
}

// ---- why -------------------------------------------------------------------------------------------------------------

static const char *task_name(const struct locks_reading *reading, uint32_t task)
{
    return reading->recording->tasks[task].name;
}

static const char *resource_name(const struct locks_reading *reading, uint32_t resource)
{
    const char *name = reading->recording->resources[resource].name, *own = said_name(name);
    return own ? own : name;
}

// Since the program began.
static char *moment(const struct locks_reading *reading, uint64_t ns, char text[TEXT_NUMBER_BYTES])
{
    return text_duration(text, recording_since_ns(reading->recording, ns));
}

static char *span(uint64_t from, uint64_t to, char text[TEXT_NUMBER_BYTES])
{
    return text_duration(text, to > from ? to - from : 0);
}

// The links of a ring: who closed it stands first, the next link's task has what it waits for.
// The lab's names are short; their fields are not.
static void say_ring(const struct locks_reading *reading, char *sentence)
{
    const struct wait_ring *ring = reading->ring;
    const struct wait_link *closer = &ring->links[0], *other = &ring->links[ring->length - 1];
    char who[160], at[TEXT_NUMBER_BYTES], after[TEXT_NUMBER_BYTES];
    if (ring->length == 2)
        snprintf(who, sizeof who, said("%.7s has %.9s and waits for %.9s, %.7s has %.9s and waits for %.9s"),
                 task_name(reading, other->task), resource_name(reading, closer->resource),
                 resource_name(reading, other->resource), task_name(reading, closer->task),
                 resource_name(reading, other->resource), resource_name(reading, closer->resource));
    else
        snprintf(who, sizeof who, said("%" PRIu32 " tasks wait for one another in a ring"), ring->length);
    const bool open = ring->opened_ns != UINT64_MAX;
    snprintf(sentence, LAB_SENTENCE_BYTES,
             said("%s: %.7s's wait for %.9s closed it %.15s after the start; %s, %.15s later."), who,
             task_name(reading, closer->task), resource_name(reading, closer->resource),
             moment(reading, ring->closed_ns, at),
             open                                               ? said("a wait that gave up opened it")
             : reading->recording->facts->ended == RUN_DEADLINE ? said("only the deadline ended it")
                                                                : said("only a signal ended it"),
             span(ring->closed_ns, open ? ring->opened_ns : reading->recording->facts->ended_ns, after));
}

static void say_dead_holder(const struct locks_reading *reading, char *sentence)
{
    const struct task *holder = &reading->recording->tasks[reading->dead_holder];
    const char *lock = resource_name(reading, (uint32_t)reading->lock);
    const char *waiter = task_name(reading, (uint32_t)reading->waiter);
    if (holder->end == TASK_SIGNALED)
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 said("%s was killed while it had the %s: it is held by a dead process, nobody gives it back, and %s "
                      "waits for "
                      "ever."),
                 holder->name, lock, waiter);
    else
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 said("%s ended without giving the %s back: nobody else does, and %s waits for ever."), holder->name,
                 lock, waiter);
}

static void say_another(const struct locks_reading *reading, char *sentence)
{
    uint32_t task;
    int holder;
    const struct note *note = locks_find_release_by_another(reading->recording, &task, &holder);
    snprintf(
        sentence, LAB_SENTENCE_BYTES,
        said("%s gave back the %s that %s had taken: whoever has not taken it may release it as well, as a semaphore."),
        task_name(reading, task), resource_name(reading, note->resource),
        holder >= 0 ? task_name(reading, (uint32_t)holder) : said("another"));
}

static void say_timed_out(const struct locks_reading *reading, char *sentence)
{
    uint32_t task = 0;
    char waited[TEXT_NUMBER_BYTES];
    const struct recording *recording = reading->recording;
    const struct note *note = locks_find_of_locks(recording, NOTE_TIMED_OUT, -1, &task);
    uint64_t since = note->ticks;
    for (const struct note *at = note; at > recording->notes[task]; since = at->ticks)
        if ((--at)->kind == NOTE_WAITS && at->resource == note->resource) {
            since = at->ticks;
            break;
        }
    snprintf(sentence, LAB_SENTENCE_BYTES, said("The %s was held for longer than %s would wait: it gave up after %s."),
             resource_name(reading, note->resource), task_name(reading, task),
             text_duration(waited, recording_span_ns(recording, note->ticks - since)));
}

static void say_refused(const struct locks_reading *reading, char *sentence)
{
    uint32_t task = 0;
    const struct note *note = locks_find_of_locks(reading->recording, NOTE_REFUSED, REFUSED_HELD, &task);
    snprintf(sentence, LAB_SENTENCE_BYTES,
             said("The %s was held: acquire(False) came back at once, and %s went on without it."),
             resource_name(reading, note->resource), task_name(reading, task));
}

static void say_copy(const struct locks_reading *reading, char *sentence)
{
    const struct note *note = locks_find_copy(reading->recording);
    if (note->other > 0 && note->other <= reading->recording->task_count)
        snprintf(
            sentence, LAB_SENTENCE_BYTES,
            said("%s held the lock at the fork. The child's copy says so for ever: %s is not in the child, and what it "
                 "gives "
                 "back is the original."),
            task_name(reading, note->other - 1u), task_name(reading, note->other - 1u));
    else
        snprintf(sentence, LAB_SENTENCE_BYTES,
                 said("Nobody held the lock at the moment of the fork: the child's copy was free."));
}

static void say_done(const struct locks_reading *reading, char *sentence)
{
    const struct recording *recording = reading->recording;
    const uint32_t variant = locks_plan_of(recording->plan)->variant;
    const char *text = said("Every lock that was taken was given back.");
    if (locks_find(recording, NOTE_RAISED, 1, LOCKS_ERROR_IN_WORK, NULL))
        text = said("The error went through finally, which gave the lock back: nobody has to wait for ever.");
    else if (variant == LOCKS_PHILOSOPHERS && locks_plan_of(recording->plan)->arrangement == LOCKS_WAITER)
        text = said("One seat was always free, so somebody at the table could take both forks.");
    else if (locks_is_driven(recording->plan) && !locks_order_was_kept(recording))
        text = said("In the order of steps that was asked for no ring closes; in another it may.");
    else if (locks_count(recording->plan) > 1)
        text = locks_order_was_kept(recording)
                   ? said("Everybody took the locks in one order, the lower number first: so no ring can close.")
                   : said("No ring closed this time: the waits did not meet. The next run may end otherwise.");
    snprintf(sentence, LAB_SENTENCE_BYTES, "%s", text);
}

// How many of all schedules of one round deadlock, behind the sentence where it is about that.
static void say_schedules(const struct plan *plan, char *sentence)
{
    struct locking_counts counts;
    char some[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES];
    const size_t length = strlen(sentence);
    if (!locks_schedules(plan, &counts))
        return;
    if (counts.deadlocked > 0)
        snprintf(sentence + length, LAB_SENTENCE_BYTES - length, said(" Of %s schedules of a round %s deadlock."),
                 text_grouped_ascii(all, (int64_t)counts.schedules),
                 text_grouped_ascii(some, (int64_t)counts.deadlocked));
    else
        snprintf(sentence + length, LAB_SENTENCE_BYTES - length,
                 said(" None of the %s schedules of a round deadlocks."),
                 text_grouped_ascii(all, (int64_t)counts.schedules));
}

char *locks_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    struct locks_reading reading;
    locks_reading_begin(&reading, recording);
    switch (locks_outcome_of(&reading)) {
    case LOCKS_DEADLOCK:
    case LOCKS_RING_OPENED:
        say_ring(&reading, sentence);
        say_schedules(recording->plan, sentence);
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
                 said("The lock was given back twice. The second release() found it free, and that is a %s."),
                 error_name(recording->plan));
        break;
    case LOCKS_COPY_LOCKED:
    case LOCKS_COPY_FREE:
        say_copy(&reading, sentence);
        break;
    case LOCKS_LATE:
        snprintf(sentence, LAB_SENTENCE_BYTES, said("It was stopped before it was done; nobody waited in a ring."));
        break;
    case LOCKS_DONE:
    case LOCKS_OUTCOMES:
        say_done(&reading, sentence);
        say_schedules(recording->plan, sentence);
        break;
    }
    locks_reading_end(&reading);
    return sentence;
}
