// Chooses the beats of a tale.
//
// What is told alike is of one class: the kind of a note, with its resource and its answer. The first of each class tells what goes
// on; what comes once in a run is most often what it is about; errors, refusals and signals go before the traffic of queues, that
// before the taking and giving back of locks. Each further one of a class counts for less.
#include "document/tale_beats.h"

#include "analysis/noted.h"

#include <stdlib.h>

enum {
    CLASSES_MOST = 96, // what is of none of the first so many is not chosen
    ANSWER_YES = 1,
};

enum weight { // the lower the more telling
    WEIGHT_TROUBLE,
    WEIGHT_DEED,
    WEIGHT_TRAFFIC,
};

struct told_class {
    uint32_t key;
    uint32_t count, seen;
};

struct classes {
    struct told_class all[CLASSES_MOST];
    size_t count;
};

static uint32_t answer_of(const struct note *note)
{
    if (note->kind == NOTE_ASKED) {
        const enum note_question question = note_question(note->other);
        return (uint32_t)question << 1 | (question != ASKED_SIZE && note_answer(note->other) == ANSWER_YES);
    }
    return note->kind == NOTE_REFUSED || note->kind == NOTE_RAISED ? note->other : 0;
}

static uint32_t key_of(const struct recording *recording, const struct tale_event *event)
{
    if (event->kind == TOLD_PRINT)
        return 0;
    const struct note *note = tale_note(recording, event);
    const uint32_t resource =
        note->kind == NOTE_SIGNALED || noted_resource(recording, note) || note->kind == NOTE_OWN ? note->resource : 0;
    return (uint32_t)note->kind << 24 | resource << 16 | answer_of(note);
}

static enum weight weight_of(const struct recording *recording, const struct tale_event *event)
{
    static const uint8_t weights[NOTE_KINDS] = {
        [NOTE_WAITS] = WEIGHT_TRAFFIC,  [NOTE_ACQUIRED] = WEIGHT_TRAFFIC,  [NOTE_RELEASED] = WEIGHT_TRAFFIC,
        [NOTE_TIMED_OUT] = WEIGHT_DEED, [NOTE_REQUESTED] = WEIGHT_TRAFFIC, [NOTE_HONOURED] = WEIGHT_TRAFFIC,
        [NOTE_HANDED] = WEIGHT_TRAFFIC, [NOTE_PUT] = WEIGHT_DEED,          [NOTE_TOOK] = WEIGHT_DEED,
        [NOTE_ASKED] = WEIGHT_DEED,     [NOTE_REFUSED] = WEIGHT_TROUBLE,   [NOTE_STARTED] = WEIGHT_DEED,
        [NOTE_JOINED] = WEIGHT_DEED,    [NOTE_SIGNALED] = WEIGHT_TROUBLE,  [NOTE_RAISED] = WEIGHT_TROUBLE,
        [NOTE_OWN] = WEIGHT_DEED,
    };
    if (event->kind == TOLD_PRINT)
        return WEIGHT_DEED;
    const struct note *note = tale_note(recording, event);
    const struct resource *resource = noted_resource(recording, note);
    if (note->kind == NOTE_TIMED_OUT && resource &&
        (resource->kind == RESOURCE_CLOCK || resource->kind == RESOURCE_GIL))
        return WEIGHT_TRAFFIC; // it has slept as long as it wanted; an interval ran out
    return note->kind < NOTE_KINDS ? (enum weight)weights[note->kind] : WEIGHT_TRAFFIC;
}

static struct told_class *class_of(struct classes *classes, uint32_t key)
{
    for (size_t i = 0; i < classes->count; i++)
        if (classes->all[i].key == key)
            return &classes->all[i];
    if (classes->count == CLASSES_MOST)
        return NULL;
    classes->all[classes->count] = (struct told_class){ .key = key };
    return &classes->all[classes->count++];
}

// How little it tells, after those of its class before it; what comes once is worth the more.
static uint32_t rank_of(const struct recording *recording, const struct tale_event *event, struct told_class *class)
{
    const uint32_t weight = (uint32_t)weight_of(recording, event), once = class->count == 1 && weight > 0;
    return 4 * (class->seen++ + weight - once) + weight;
}

// Takes it among the chosen, of which the least telling, of those the last, goes.
static void choose(struct tale *tale, uint32_t *ranks, uint32_t event, uint32_t rank)
{
    size_t at = tale->beat_count;
    if (at == TALE_BEATS_MAX) {
        if (ranks[at - 1] <= rank)
            return;
        at--;
    } else {
        tale->beat_count++;
    }
    for (; at > 0 && ranks[at - 1] > rank; at--) {
        ranks[at] = ranks[at - 1];
        tale->beats[at] = tale->beats[at - 1];
    }
    ranks[at] = rank;
    tale->beats[at] = event;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void tale_choose_beats(struct tale *tale, const struct recording *recording)
{
    struct classes classes = { .count = 0 };
    uint32_t ranks[TALE_BEATS_MAX];
    tale->beat_count = 0;
    for (size_t i = 0; i < tale->count; i++) {
        struct told_class *class = class_of(&classes, key_of(recording, &tale->all[i]));
        if (class)
            class->count++;
    }
    for (size_t i = 0; i < tale->count && i <= UINT32_MAX; i++) {
        struct told_class *class = class_of(&classes, key_of(recording, &tale->all[i]));
        const bool last = i + 1 == tale->count; // what came to pass in the end
        if (class)
            choose(tale, ranks, (uint32_t)i, last ? 0 : rank_of(recording, &tale->all[i], class));
    }
    qsort(tale->beats, tale->beat_count, sizeof *tale->beats, by_number);
}
