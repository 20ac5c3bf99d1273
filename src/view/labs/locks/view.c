// The locks' captions and their verdict in words.
#include "view/labs/locks/view.h"

#include "labs/locks/reading.h"
#include "labs/locks/schedules.h"
#include "view/labs/locks/picture.h"
#include "view/ui/words.h"

static const char *name_of(const struct frame *frame, uint32_t task)
{
    return frame->document->recording.tasks[task].name;
}

// ---- captions --------------------------------------------------------------------------------------------------------

// The wait that closes a ring.
static bool tell_closing(struct frame *frame, const struct tale_event *event, const struct note *note,
                         struct lab_caption *caption)
{
    struct locks_reading reading;
    locks_reading_begin(&reading, &frame->document->recording);
    const struct wait_ring *ring = NULL;
    for (size_t i = 0; i < reading.ring_count; i++)
        if (reading.rings[i].links[0].task == event->task &&
            reading.rings[i].closed_ns == recording_ns(reading.recording, note->ticks))
            ring = &reading.rings[i];
    if (ring) {
        caption->first =
            FILL(TEXT_LAB_LOCKS_WAITS_FOR_ID, name_of(frame, event->task), words_the_resource(frame, note->resource),
                 name_of(frame, ring->links[1 % ring->length].task));
        caption->second = FILL(TEXT_LAB_LOCKS_CLOSES_ID, words_number(frame, ring->length));
        caption->bad = true;
    }
    locks_reading_end(&reading);
    return ring != NULL;
}

static void tell_copy(struct frame *frame, const struct tale_event *event, const struct note *note,
                      struct lab_caption *caption)
{
    const uint32_t holder = note->other;
    const bool held = holder > 0 && holder <= frame->document->recording.task_count;
    const char *name = name_of(frame, event->task);
    caption->bad = held;
    caption->first = held ? FILL(TEXT_LAB_LOCKS_COPIED_HELD_ID, name, name_of(frame, holder - 1))
                          : FILL(TEXT_LAB_LOCKS_COPIED_FREE_ID, name);
    caption->second = held ? FILL(TEXT_LAB_LOCKS_NOT_IN_ID, name_of(frame, holder - 1), name) : "";
}

static bool tell_release_by_another(struct frame *frame, const struct note *note, struct lab_caption *caption)
{
    uint32_t task;
    int holder;
    const struct note *found = locks_find_release_by_another(&frame->document->recording, &task, &holder);
    if (found != note || holder < 0)
        return false;
    caption->first = FILL(TEXT_LAB_LOCKS_ANOTHER_ID, name_of(frame, task), words_the_resource(frame, note->resource),
                          name_of(frame, (uint32_t)holder));
    caption->second = text_of(frame->language, TEXT_LAB_LOCKS_ANYBODY_ID);
    caption->bad = false;
    return true;
}

static bool caption(struct frame *frame, const struct tale_event *event, struct lab_caption *caption)
{
    const struct recording *recording = &frame->document->recording;
    if (event->kind != TOLD_NOTE)
        return false;
    const struct note *note = tale_note(recording, event);
    const bool of_lock = note->resource < locks_count(recording->plan);
    *caption = (struct lab_caption){ "", "", false };
    switch (note->kind) {
    case NOTE_WAITS:
        return of_lock && tell_closing(frame, event, note, caption);
    case NOTE_RELEASED:
        return of_lock && tell_release_by_another(frame, note, caption);
    case NOTE_OWN:
        tell_copy(frame, event, note, caption);
        return true;
    case NOTE_RAISED:
        caption->first = FILL(TEXT_LAB_LOCKS_ERROR_ID, name_of(frame, event->task));
        return note->other == LOCKS_ERROR_IN_WORK;
    default:
        return false;
    }
}

// ---- the verdict -----------------------------------------------------------------------------------------------------

static const char *say_ring(struct frame *frame, const struct locks_reading *reading)
{
    const struct wait_ring *ring = reading->ring;
    const bool open = ring->opened_ns != UINT64_MAX;
    const uint64_t to_ns = open ? ring->opened_ns : reading->recording->facts->ended_ns;
    return FILL(open ? TEXT_LAB_LOCKS_WHY_OPENED_ID : TEXT_LAB_LOCKS_WHY_DEADLOCK_ID,
                name_of(frame, ring->links[0].task), words_the_resource(frame, (int)ring->links[0].resource),
                words_time(frame, to_ns > ring->closed_ns ? to_ns - ring->closed_ns : 0));
}

static const char *say_for_ever(struct frame *frame, const struct locks_reading *reading)
{
    const bool killed = reading->recording->tasks[reading->dead_holder].end == TASK_SIGNALED;
    return FILL(killed ? TEXT_LAB_LOCKS_WHY_KILLED_ID : TEXT_LAB_LOCKS_WHY_FORGOT_ID,
                name_of(frame, (uint32_t)reading->dead_holder), name_of(frame, (uint32_t)reading->waiter));
}

static const char *say_note(struct frame *frame, const struct locks_reading *reading, enum text_id id,
                            enum note_kind kind, int other)
{
    uint32_t task = 0;
    (void)locks_find_of_locks(reading->recording, kind, other, &task);
    return FILL(id, name_of(frame, task));
}

static const char *say_copy(struct frame *frame, const struct locks_reading *reading)
{
    const struct note *copy = locks_find_copy(reading->recording);
    if (copy->other == 0 || copy->other > reading->recording->task_count)
        return text_of(frame->language, TEXT_LAB_LOCKS_WHY_FREE_ID);
    return FILL(TEXT_LAB_LOCKS_WHY_COPY_ID, name_of(frame, copy->other - 1u));
}

static const char *say_done(struct frame *frame, const struct locks_reading *reading)
{
    const struct locks_plan *plan = locks_plan_of(reading->recording->plan);
    enum text_id id = TEXT_LAB_LOCKS_WHY_DONE_ID;
    if (locks_find(reading->recording, NOTE_RAISED, 1, LOCKS_ERROR_IN_WORK, NULL))
        id = TEXT_LAB_LOCKS_WHY_FINALLY_ID;
    else if (plan->variant == LOCKS_PHILOSOPHERS && plan->arrangement == LOCKS_WAITER)
        id = TEXT_LAB_LOCKS_WHY_WAITER_ID;
    else if (locks_is_driven(reading->recording->plan) && !locks_order_was_kept(reading->recording))
        id = TEXT_LAB_LOCKS_WHY_DRIVEN_ID;
    else if (locks_count(reading->recording->plan) > 1)
        id = locks_order_was_kept(reading->recording) ? TEXT_LAB_LOCKS_WHY_ORDER_ID : TEXT_LAB_LOCKS_WHY_LUCK_ID;
    return text_of(frame->language, id);
}

static const char *say_why(struct frame *frame, const struct locks_reading *reading)
{
    switch (locks_outcome_of(reading)) {
    case LOCKS_DEADLOCK:
    case LOCKS_RING_OPENED:
        return say_ring(frame, reading);
    case LOCKS_FOREVER:
        return say_for_ever(frame, reading);
    case LOCKS_GIVEN_BY_ANOTHER:
        return text_of(frame->language, TEXT_LAB_LOCKS_ANYBODY_ID);
    case LOCKS_REFUSED:
        return say_note(frame, reading, TEXT_LAB_LOCKS_WHY_REFUSED_ID, NOTE_REFUSED, REFUSED_HELD);
    case LOCKS_TIMED_OUT:
        return say_note(frame, reading, TEXT_LAB_LOCKS_WHY_GAVE_UP_ID, NOTE_TIMED_OUT, -1);
    case LOCKS_RAISED:
        return FILL(TEXT_LAB_LOCKS_WHY_TWICE_ID,
                    reading->recording->plan->kind == WORKERS_PROCESSES ? "ValueError" : "RuntimeError");
    case LOCKS_COPY_LOCKED:
    case LOCKS_COPY_FREE:
        return say_copy(frame, reading);
    case LOCKS_LATE:
        return text_of(frame->language, TEXT_LAB_LOCKS_WHY_LATE_ID);
    case LOCKS_DONE:
    case LOCKS_OUTCOMES:
        break;
    }
    return say_done(frame, reading);
}

static bool verdict(struct frame *frame, struct lab_caption *verdict)
{
    const struct recording *recording = &frame->document->recording;
    struct locks_reading reading;
    struct locking_counts counts;
    locks_reading_begin(&reading, recording);
    const enum locks_outcome outcome = locks_outcome_of(&reading);
    const bool about_rings = outcome == LOCKS_DEADLOCK || outcome == LOCKS_DONE;
    *verdict = (struct lab_caption){ say_why(frame, &reading), "", outcome == LOCKS_DEADLOCK };
    if (about_rings && locks_schedules(recording->plan, &counts))
        verdict->second =
            FILL(counts.deadlocked ? TEXT_LAB_LOCKS_SCHEDULES_ID : TEXT_LAB_LOCKS_NO_SCHEDULE_ID,
                 words_number(frame, (int64_t)counts.schedules), words_number(frame, (int64_t)counts.deadlocked));
    locks_reading_end(&reading);
    return true;
}

// ---- the row ---------------------------------------------------------------------------------------------------------

static const struct lab_part_name parts[] = {
    { "taken", TEXT_LAB_LOCKS_PART_TAKEN_ID, 0 },
    { "released", TEXT_LAB_LOCKS_PART_RELEASED_ID, 0 },
    { "held", TEXT_LAB_LOCKS_PART_HELD_ID, 0 },
    { "gone_with_its_process", TEXT_LAB_LOCKS_PART_GONE_ID, 0 },
    { NULL, 0, 0 },
};

const struct lab_view locks_view = {
    .title = TEXT_LAB_LOCKS_TITLE_ID,
    .sentence = TEXT_LAB_LOCKS_SENTENCE_ID,
    .icon = locks_icon_draw,
    .picture = locks_picture_draw,
    .picture_share = 0.74f,
    .picture_title = TEXT_LAB_LOCKS_TITLE_ID,
    .picture_note = TEXT_LAB_LOCKS_PICTURE_NOTE_ID,
    .caption = caption,
    .verdict = verdict,
    .parts = parts,
};
