// Tells what a task noted or printed, in a sentence: a function for each kind of note.
#include "view/stage/parts.h"

#include "analysis/ends.h"
#include "analysis/noted.h"
#include "view/labs/lab_view.h"
#include "view/ui/command_words.h"
#include "view/ui/printed_text.h"
#include "view/ui/waiting.h"
#include "view/ui/words.h"

// A note with the words that its sentence is made of.
struct said {
    const struct note *note;
    uint32_t task;
    uint64_t ns;
    const char *name, *resource; // who; of which resource, "" of none
};

static struct stage_caption plain(const char *first) { return (struct stage_caption){ first, "", false, NULL }; }

// ---- resources -----------------------------------------------------------------------------------------------------

// Who has the lock that is waited for; it may be dead.
static struct stage_caption with_holder(struct frame *frame, const struct said *said, const char *first)
{
    const struct document *document = frame->document;
    const int holder = states_holder(&document->states, document->recording.task_count, said->note->resource, said->ns);
    if (holder < 0)
        return plain(first);
    const bool dead = said->ns >= task_died_at(&document->states, (uint32_t)holder);
    return (struct stage_caption){
        first, FILL(dead ? TEXT_NOW_DEAD_HAS_IT_ID : TEXT_NOW_IT_HAS_IT_ID, words_name(frame, (uint32_t)holder)), dead,
        NULL
    };
}

static struct stage_caption tell_wait(struct frame *frame, const struct said *said)
{
    const struct note *note = said->note;
    if (frame->document->recording.resources[note->resource].kind == RESOURCE_CLOCK)
        return plain(FILL(TEXT_NOW_SLEEPS_ID, said->name));
    const char *first = FILL(TEXT_NOW_WAITS_ID, said->name,
                             words_waiting_long(frame, said->task, said->ns, note->resource, note->other));
    return resource_is_lock(&frame->document->recording.resources[note->resource]) ? with_holder(frame, said, first)
                                                                                   : plain(first);
}

static struct stage_caption tell_time_out(struct frame *frame, const struct said *said)
{
    const struct resource *resource = &frame->document->recording.resources[said->note->resource];
    if (resource->kind == RESOURCE_CLOCK)
        return plain(FILL(TEXT_NOW_SLEPT_ID, said->name));
    if (resource->kind == RESOURCE_GIL) // which it waits for still
        return with_holder(frame, said, FILL(TEXT_NOW_PATIENCE_ID, said->name, said->resource));
    const char *first = FILL(TEXT_NOW_GIVES_UP_ID, said->name);
    return resource_is_lock(resource) ? with_holder(frame, said, first) : plain(first);
}

// "{1} … the {2}." Of a condition: its sign is given, and has come.
static struct stage_caption tell_resource(struct frame *frame, const struct said *said)
{
    static const enum text_id texts[NOTE_KINDS] = {
        [NOTE_ACQUIRED] = TEXT_NOW_GOT_ID,       [NOTE_RELEASED] = TEXT_NOW_GIVES_BACK_ID,
        [NOTE_REQUESTED] = TEXT_NOW_REQUESTS_ID, [NOTE_HONOURED] = TEXT_NOW_HONOURS_ID,
        [NOTE_HANDED] = TEXT_NOW_GOES_ON_ID,
    };
    const bool given = said->note->kind == NOTE_RELEASED;
    if (frame->document->recording.resources[said->note->resource].kind == RESOURCE_CONDITION &&
        (given || said->note->kind == NOTE_ACQUIRED))
        return plain(FILL(given ? TEXT_NOW_SIGN_GIVEN_ID : TEXT_NOW_SIGN_CAME_ID, said->name,
                          words_resource(frame, said->note->resource)));
    return plain(FILL(texts[said->note->kind], said->name, said->resource));
}

// The wait that a task gave a GIL back for, by itself: its next note. NULL: it was asked for it, or does something else.
static const struct note *lets_go_for(const struct recording *recording, const struct said *said)
{
    const struct note *notes = recording->notes[said->task], *end = notes + recording->tasks[said->task].notes;
    const struct note *before = said->note > notes ? said->note - 1 : NULL, *next = said->note + 1;
    if (before && before->kind == NOTE_HONOURED && before->resource == said->note->resource)
        return NULL;
    return next < end && next->kind == NOTE_WAITS && next->resource != said->note->resource &&
                   noted_resource(recording, next)
               ? next
               : NULL;
}

static struct stage_caption tell_release(struct frame *frame, const struct said *said)
{
    const struct recording *recording = &frame->document->recording;
    const bool of_gil = recording->resources[said->note->resource].kind == RESOURCE_GIL;
    const struct note *next = of_gil ? lets_go_for(recording, said) : NULL;
    if (!next)
        return tell_resource(frame, said);
    if (recording->resources[next->resource].kind == RESOURCE_CLOCK)
        return plain(FILL(TEXT_NOW_LETS_GO_TO_SLEEP_ID, said->name, said->resource));
    return plain(FILL(TEXT_NOW_LETS_GO_ID, said->name, said->resource,
                      words_waiting_long(frame, said->task, said->ns, next->resource, next->other)));
}

static struct stage_caption tell_item(struct frame *frame, const struct said *said)
{
    const char *item = words_number(frame, said->note->other);
    return plain(
        FILL(said->note->kind == NOTE_PUT ? TEXT_NOW_PUTS_ID : TEXT_NOW_TAKES_ID, said->name, item, said->resource));
}

static struct stage_caption tell_question(struct frame *frame, const struct said *said)
{
    static const enum text_id texts[NOTE_QUESTIONS] = {
        [ASKED_EMPTY] = TEXT_NOW_ASKS_EMPTY_ID,
        [ASKED_FULL] = TEXT_NOW_ASKS_FULL_ID,
        [ASKED_ALIVE] = TEXT_NOW_ASKS_ALIVE_ID,
        [ASKED_SIZE] = TEXT_NOW_ASKS_SIZE_ID,
    };
    const enum note_question question = note_question(said->note->other);
    const uint32_t answer = note_answer(said->note->other);
    if (question >= NOTE_QUESTIONS)
        return plain("");
    const char *words = question == ASKED_SIZE ? words_number(frame, answer)
                                               : text_of(frame->language, answer ? TEXT_NOW_YES_ID : TEXT_NOW_NO_ID);
    if (question == ASKED_ALIVE)
        return plain(FILL(texts[question], said->name, words));
    return plain(FILL(texts[question], said->name, words_resource(frame, said->note->resource), words));
}

static struct stage_caption tell_refusal(struct frame *frame, const struct said *said)
{
    static const enum text_id texts[NOTE_REFUSALS] = {
        [REFUSED_EMPTY] = TEXT_NOW_REFUSED_EMPTY_ID,   [REFUSED_FULL] = TEXT_NOW_REFUSED_FULL_ID,
        [REFUSED_HELD] = TEXT_NOW_REFUSED_HELD_ID,     [REFUSED_NOT_HELD] = TEXT_NOW_REFUSED_NOT_HELD_ID,
        [REFUSED_CLOSED] = TEXT_NOW_REFUSED_CLOSED_ID, [REFUSED_OPEN] = TEXT_NOW_REFUSED_OPEN_ID,
        [REFUSED_SYSTEM] = TEXT_NOW_RAISES_SYSTEM_ID,
    };
    if (said->note->other >= NOTE_REFUSALS)
        return plain("");
    const char *first = FILL(texts[said->note->other], said->name, said->resource);
    return said->note->other == REFUSED_HELD ? with_holder(frame, said, first) : plain(first);
}

// ---- tasks ---------------------------------------------------------------------------------------------------------

static const struct task *other_task(const struct frame *frame, const struct said *said)
{
    const struct recording *recording = &frame->document->recording;
    return said->note->other < recording->task_count ? &recording->tasks[said->note->other] : NULL;
}

static struct stage_caption tell_start(struct frame *frame, const struct said *said)
{
    const struct task *other = other_task(frame, said);
    if (!other)
        return plain("");
    return plain(FILL(other->kind == TASK_PROCESS ? TEXT_NOW_FORKS_ID : TEXT_NOW_STARTS_ID, said->name, other->name));
}

static struct stage_caption tell_join(struct frame *frame, const struct said *said)
{
    const struct task *other = other_task(frame, said);
    if (!other)
        return plain("");
    if (other->kind == TASK_THREAD)
        return plain(FILL(TEXT_NOW_JOINS_ID, said->name, other->name));
    if (other->end == TASK_SIGNALED)
        return plain(FILL(TEXT_NOW_REAPS_KILLED_ID, said->name, other->name,
                          signal_words(frame->arena, frame->language, other->end_code)));
    return plain(FILL(TEXT_NOW_REAPS_ID, said->name, other->name,
                      words_number(frame, other->end == TASK_EXITED ? other->end_code : 0)));
}

static struct stage_caption tell_signal(struct frame *frame, const struct said *said)
{
    const struct task *other = other_task(frame, said);
    return plain(other ? FILL(TEXT_NOW_SIGNALS_ID, said->name,
                              signal_words(frame->arena, frame->language, said->note->resource), other->name)
                       : "");
}

static struct stage_caption tell_error(struct frame *frame, const struct said *said)
{
    static const enum text_id texts[NOTE_REFUSALS] = {
        [REFUSED_EMPTY] = TEXT_NOW_RAISES_EMPTY_ID,   [REFUSED_FULL] = TEXT_NOW_RAISES_FULL_ID,
        [REFUSED_HELD] = TEXT_NOW_RAISES_HELD_ID,     [REFUSED_NOT_HELD] = TEXT_NOW_RAISES_NOT_HELD_ID,
        [REFUSED_CLOSED] = TEXT_NOW_RAISES_CLOSED_ID, [REFUSED_OPEN] = TEXT_NOW_RAISES_OPEN_ID,
        [REFUSED_SYSTEM] = TEXT_NOW_RAISES_SYSTEM_ID,
    };
    const uint16_t error = said->note->other;
    return plain(FILL(error < NOTE_REFUSALS ? texts[error] : TEXT_NOW_RAISES_ID, said->name));
}

// ---- all -----------------------------------------------------------------------------------------------------------

static struct stage_caption tell_note(struct frame *frame, const struct tale_event *event)
{
    static struct stage_caption (*const tell[NOTE_KINDS])(struct frame *, const struct said *) = {
        [NOTE_WAITS] = tell_wait,         [NOTE_ACQUIRED] = tell_resource,  [NOTE_RELEASED] = tell_release,
        [NOTE_TIMED_OUT] = tell_time_out, [NOTE_REQUESTED] = tell_resource, [NOTE_HONOURED] = tell_resource,
        [NOTE_HANDED] = tell_resource,    [NOTE_PUT] = tell_item,           [NOTE_TOOK] = tell_item,
        [NOTE_ASKED] = tell_question,     [NOTE_REFUSED] = tell_refusal,    [NOTE_STARTED] = tell_start,
        [NOTE_JOINED] = tell_join,        [NOTE_SIGNALED] = tell_signal,    [NOTE_RAISED] = tell_error,
    };
    const struct recording *recording = &frame->document->recording;
    const struct note *note = tale_note(recording, event);
    const struct resource *resource = noted_resource(recording, note);
    const bool needs_one = note->kind <= NOTE_REFUSED; // of a file that nobody verified it may be missing
    if (note->kind >= NOTE_KINDS || !tell[note->kind] || (needs_one && !resource))
        return plain("");
    const struct said said = { .note = note,
                               .task = event->task,
                               .ns = event->ns,
                               .name = words_name(frame, event->task),
                               .resource = resource ? words_the_resource(frame, note->resource) : "" };
    return tell[note->kind](frame, &said);
}

struct stage_caption stage_told_caption(struct frame *frame, const struct tale_event *event)
{
    const struct lab_view *view = lab_view_of(frame->document->recording.plan->lab);
    struct lab_caption own;
    if (view && view->caption && view->caption(frame, event, &own))
        return (struct stage_caption){ own.first, own.second, own.bad, NULL };
    if (event->kind == TOLD_PRINT)
        return plain(
            FILL(TEXT_NOW_PRINTS_ID, words_name(frame, event->task), printed_text(frame, event->index, SIZE_MAX)));
    return tell_note(frame, event);
}

// ---- at the present ------------------------------------------------------------------------------------------------

// The last of the first `told` that has words: a lab's own note may have none. NULL: there is none.
static const struct tale_event *last_with_words(struct frame *frame, size_t told, struct stage_caption *caption)
{
    enum {
        LOOKED_AT = 32
    };
    for (size_t i = told, left = LOOKED_AT; i > 0 && left > 0; i--, left--) {
        const struct tale_event *event = &frame->document->tale.all[i - 1];
        *caption = stage_told_caption(frame, event);
        if (*caption->first)
            return event;
    }
    return NULL;
}

// The task that died last by then, after a moment; −1: none.
static int died_last(const struct document *document, uint64_t after_ns, uint64_t ns)
{
    int last = -1;
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        const uint64_t died = task_died_at(&document->states, t);
        if (died <= ns && died > after_ns) {
            after_ns = died;
            last = (int)t;
        }
    }
    return last;
}

struct stage_caption stage_tale_caption(struct frame *frame, const struct balance_present *present)
{
    const struct document *document = frame->document;
    const struct tale *tale = &document->tale;
    const bool hurried = stage_is_hurried(frame);
    const size_t beats = hurried ? tale_beats_until(tale, present->now.ns) : 0, told = !hurried ? present->now.told
                                                                                       : beats
                                                                                           ? tale->beats[beats - 1] + 1u
                                                                                           : 0;
    struct stage_caption caption;
    const struct tale_event *event = last_with_words(frame, told, &caption);
    const int dead = hurried ? -1 : died_last(document, event ? event->ns : 0, present->now.ns);
    if (dead >= 0) {
        const bool zombie = task_is_zombie_at(&document->states, &document->recording, (uint32_t)dead, present->now.ns);
        return plain(FILL(zombie ? TEXT_NOW_ZOMBIE_ID : TEXT_NOW_DEAD_ID, words_name(frame, (uint32_t)dead)));
    }
    return event ? caption : plain(text_of(frame->language, TEXT_NOW_BEGINS_ID));
}
