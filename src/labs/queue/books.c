// What became of each item, counted from what the tasks noted and, at the end, from what truly was in the pipe.
#include "labs/queue/queue.h"

#include "base/json.h"
#include "base/said.h"

#include <inttypes.h>
#include <stdio.h>

// Items by what was noted of them.
struct counts {
    uint32_t put, fed, piped, got;
    uint64_t got_items[(QUEUE_NUMBERS + 63) / 64], piped_items[(QUEUE_NUMBERS + 63) / 64];
};

static void mark(uint64_t *items, uint32_t item) { items[item / 64] |= UINT64_C(1) << (item % 64); }

static bool has(const uint64_t *items, uint32_t item) { return items[item / 64] >> (item % 64) & 1; }

static void count_note(struct counts *counts, const struct note *note, uint32_t items)
{
    if (note->other >= items) // the sentinel is none
        return;
    if (note->kind == NOTE_PUT && note->resource == QUEUE_BUFFER)
        counts->put++;
    if (note->kind == NOTE_TOOK && note->resource == QUEUE_BUFFER)
        counts->fed++;
    if (note->kind == NOTE_PUT && note->resource == QUEUE_PIPE) {
        counts->piped++;
        mark(counts->piped_items, note->other);
    }
    if (note->kind == NOTE_TOOK && note->resource == QUEUE_PIPE) {
        counts->got++;
        mark(counts->got_items, note->other);
    }
}

static void count(struct counts *counts, const struct recording *recording, uint64_t until_ns)
{
    const uint32_t items = queue_items(queue_plan_of(recording->plan));
    *counts = (struct counts){ 0 };
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const uint64_t notes = program_lab_notes_until(recording, t, until_ns);
        for (uint64_t i = 0; i < notes; i++)
            count_note(counts, &recording->notes[t][i], items);
    }
}

// Items that went into the pipe and that nobody has got: at the end those that were found there.
static uint32_t in_pipe(const struct recording *recording, const struct counts *counts, uint64_t until_ns)
{
    const struct queue_shared *shared = program_lab_shared(recording);
    uint32_t there = 0;
    for (uint32_t i = 0; i < queue_items(queue_plan_of(recording->plan)); i++)
        there +=
            until_ns == UINT64_MAX ? queue_left(shared, i) : has(counts->piped_items, i) && !has(counts->got_items, i);
    return there;
}

void queue_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books)
{
    const uint32_t items = queue_items(queue_plan_of(recording->plan));
    struct counts counts;
    count(&counts, recording, until_ns);
    const uint32_t pipe = in_pipe(recording, &counts, until_ns);
    // Out of the buffer and neither read nor in the pipe: with the feeder, or gone with a task that was killed.
    const uint32_t seen = pipe + counts.got, hand = counts.fed > seen ? counts.fed - seen : 0;
    const bool over = until_ns == UINT64_MAX || until_ns >= recording->facts->ended_ns;
    const uint8_t left = over ? BOOKS_BAD : BOOKS_OPEN;
    *books = (struct lab_books){
        .whole = { SAID("items"), items, BOOKS_GOOD, NULL },
        .parts = { { SAID("got"), counts.got, BOOKS_GOOD, NULL },
                   { "in_pipe", pipe, left, SAID("in the pipe") },
                   { "in_hand", hand, left, SAID("on the way") },
                   { "in_buffer", counts.put - counts.fed, left, SAID("in the buffer") },
                   { SAID("never_put"), items - counts.put, left, NULL } },
        .part_count = 5,
    };
}

// ---- outcome --------------------------------------------------------------------------------------------------------

// How the two questions of the variant were answered.
static enum queue_answers answers(const struct recording *recording)
{
    int full = -1, empty = -1;
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->kind == NOTE_ASKED && note_question(note->other) == ASKED_FULL)
                full = note_answer(note->other) == 1;
            if (note->kind == NOTE_ASKED && note_question(note->other) == ASKED_EMPTY)
                empty = note_answer(note->other) == 1;
        }
    if (full < 0 || empty < 0)
        return QUEUE_NOT_ASKED;
    return full ? (empty ? QUEUE_FULL_AND_EMPTY : QUEUE_FULL) : (empty ? QUEUE_EMPTY : QUEUE_NEITHER);
}

// Items got, twice over; 1 more where the run did not end by itself. Of the variant that asks: the answers.
uint32_t queue_outcome(const struct recording *recording)
{
    struct counts counts;
    if (queue_plan_of(recording->plan)->variant == QUEUE_BOTH_TRUE)
        return answers(recording);
    count(&counts, recording, UINT64_MAX);
    return 2 * counts.got + (recording->facts->ended == RUN_DEADLINE);
}

char *queue_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    static const char *const names[QUEUE_ANSWERS] = {
        [QUEUE_FULL] = SAID("full, and not empty"),       [QUEUE_FULL_AND_EMPTY] = SAID("full and empty at once"),
        [QUEUE_NOT_ASKED] = SAID("it was not asked"),     [QUEUE_EMPTY] = SAID("not full, and empty"),
        [QUEUE_NEITHER] = SAID("neither full nor empty"),
    };
    const struct queue_plan *form = queue_plan_of(plan);
    if (form->variant == QUEUE_BOTH_TRUE)
        snprintf(name, LAB_OUTCOME_BYTES, "%s", outcome < QUEUE_ANSWERS ? said(names[outcome]) : "");
    else
        snprintf(name, LAB_OUTCOME_BYTES, said("%" PRIu32 " of %" PRIu32 " read%s"), outcome / 2, queue_items(form),
                 outcome % 2 ? said(", then waits for ever") : "");
    return name;
}

static bool lock_left_held(const struct recording *recording)
{
    const struct queue_shared *shared = program_lab_shared(recording);
    return program_lock_holder(&shared->read_lock) >= 0;
}

// ---- why ------------------------------------------------------------------------------------------------------------

static const char *why_answered(enum queue_answers answers)
{
    if (answers == QUEUE_NOT_ASKED)
        return said("It ended before it was asked.");
    if (answers == QUEUE_FULL_AND_EMPTY || answers == QUEUE_EMPTY)
        return said("full() asks the semaphore, empty() the pipe: the item was still on its way between the two.");
    return said("The feeder had put the item into the pipe before empty() looked.");
}

char *queue_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    const struct queue_plan *plan = queue_plan_of(recording->plan);
    const bool hangs = recording->facts->ended == RUN_DEADLINE;
    struct lab_books books;
    queue_books(recording, UINT64_MAX, &books);
    const uint64_t got = books.parts[0].value;
    const char *text = said("Every item was read.");
    if (plan->variant == QUEUE_BOTH_TRUE)
        text = why_answered(answers(recording));
    else if (plan->variant == QUEUE_JOIN_FIRST && hangs)
        text = said("The producer is joined before anybody reads: the pipe or the queue is full, so its feeder waits "
                    "for ever.");
    else if (plan->variant == QUEUE_KILLED_READER && lock_left_held(recording))
        text = said("The reader was ended while it held the read lock: nobody gives it back, so nobody can read.");
    else if (plan->variant == QUEUE_BLOCKING && hangs)
        text = said("The reader waits for an item that nobody puts: get() without end.");
    else if (hangs && got < queue_items(plan))
        text = said("The consumer left before everything was put: the producer waits for a free place for ever.");
    else if (hangs)
        text = said("It did not end by itself.");
    else if (plan->variant == QUEUE_AS_WRITTEN && got < queue_items(plan))
        text = said("The pipe was empty when the consumer asked, though more was to come: empty() says nothing of what "
                    "follows.");
    else if (got < queue_items(plan))
        text = said("The consumer gave up before everything was put.");
    snprintf(sentence, LAB_SENTENCE_BYTES, "%s", text);
    return sentence;
}

void queue_figures(const struct recording *recording, struct json *json)
{
    const struct queue_shared *shared = program_lab_shared(recording);
    const uint32_t capacity = queue_plan_of(recording->plan)->capacity, free = atomic_load(&shared->bound.value);
    struct counts counts;
    count(&counts, recording, UINT64_MAX);
    json_key_uint(json, "got", counts.got);
    json_key_uint(json, "qsize", free < capacity ? capacity - free : 0);
    json_key_uint(json, "pipe_bytes", shared->left_bytes);
    const int holder = program_lock_holder(&shared->read_lock);
    json_key_string(json, "read_lock_held_by",
                    holder >= 0 && holder < (int)recording->task_count ? recording->tasks[holder].name : NULL);
}
