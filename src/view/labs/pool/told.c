// A task's way through the pool, told note by note; at the end why it came out so, by the reason that the lab found.
#include "view/labs/pool/told.h"

#include "labs/pool/pool.h"
#include "view/ui/words.h"

#include <signal.h>

// A note, and the words its sentence is made of.
struct moment {
    const struct note *note;
    uint32_t task;
    uint64_t ns;
    const char *name, *number;
};

static bool say(struct lab_caption *caption, const char *first, const char *second, bool bad)
{
    *caption = (struct lab_caption){ first, second, bad };
    return true;
}

// ---- what comes and goes ---------------------------------------------------------------------------------------------

// Puts and takes of the queue and the pipes: a task's, or the end of them.
static bool tell_item(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    static const enum text_id texts[][2] = {
        // of a task, of the end
        [POOL_QUEUE * 2] = { TEXT_POOL_NOW_GIVES_ID, TEXT_POOL_NOW_GIVES_ID },
        [POOL_QUEUE * 2 + 1] = { TEXT_POOL_NOW_FETCHES_ID, TEXT_POOL_NOW_FETCHES_ID },
        [POOL_TASKS * 2] = { TEXT_POOL_NOW_SENDS_ID, TEXT_POOL_NOW_ENDS_TASKS_ID },
        [POOL_TASKS * 2 + 1] = { TEXT_POOL_NOW_TAKES_ID, TEXT_POOL_NOW_NO_MORE_ID },
        [POOL_RESULTS * 2] = { TEXT_POOL_NOW_PUTS_ID, TEXT_POOL_NOW_ENDS_RESULTS_ID },
        [POOL_RESULTS * 2 + 1] = { TEXT_POOL_NOW_READS_ID, TEXT_POOL_NOW_NO_MORE_RESULTS_ID },
    };
    const uint32_t row = moment->note->resource * 2u + (moment->note->kind == NOTE_TOOK);
    if (row >= sizeof texts / sizeof *texts || !texts[row][0])
        return false;
    return say(caption, FILL(texts[row][moment->note->other == POOL_NUMBER_END], moment->name, moment->number), "",
               false);
}

// Whether somebody called get() for it in the end.
static bool is_read(const struct recording *recording, uint16_t number)
{
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    return number < POOL_TASKS_MAX && tally.read[number];
}

static bool is_failed(const struct recording *recording, uint16_t number)
{
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    return number < POOL_TASKS_MAX && tally.result[number] == POOL_FAILED;
}

static bool tell_own(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    const uint16_t number = moment->note->other;
    switch (moment->note->resource) {
    case POOL_OWN_DONE:
        return say(caption, FILL(TEXT_POOL_NOW_ARRIVES_ID, moment->number), "", false);
    case POOL_OWN_FAILED:
        if (is_read(&frame->document->recording, number))
            return say(caption, FILL(TEXT_POOL_NOW_ERROR_ARRIVES_ID, moment->number), "", false);
        return say(caption, FILL(TEXT_POOL_NOW_ERROR_ARRIVES_ID, moment->number),
                   text_of(frame->language, TEXT_POOL_NOW_NOBODY_ASKS_ID), true);
    case POOL_OWN_READ:
        if (is_failed(&frame->document->recording, number))
            return say(caption, FILL(TEXT_POOL_NOW_GET_RAISES_AGAIN_ID, moment->number),
                       text_of(frame->language, TEXT_POOL_NOW_HEARD_ID), true);
        return say(caption, FILL(TEXT_POOL_NOW_GETS_ID, moment->number), "", false);
    default:
        return false;
    }
}

// ---- errors and ends -------------------------------------------------------------------------------------------------

static bool tell_error(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    const struct recording *recording = &frame->document->recording;
    struct pool_doing doing;
    switch (moment->note->other) {
    case POOL_ERROR_VALUE:
        if (!pool_doing(recording, moment->task, moment->ns, &doing))
            return false;
        return say(caption, FILL(TEXT_POOL_NOW_RAISES_ID, moment->name, words_number(frame, doing.number)),
                   text_of(frame->language,
                           is_read(recording, doing.number) ? TEXT_POOL_NOW_PACKED_ID : TEXT_POOL_NOW_PACKED_UNREAD_ID),
                   true);
    case POOL_ERROR_RUNNING:
        return say(caption, text_of(frame->language, TEXT_POOL_NOW_JOIN_RAISES_ID),
                   text_of(frame->language, TEXT_POOL_NOW_CLOSE_FIRST_ID), true);
    case POOL_ERROR_TIMEOUT:
        return say(caption, text_of(frame->language, TEXT_POOL_NOW_GET_RAISES_ID), "", true);
    default:
        return false;
    }
}

// Whoever is killed with a task takes it along, and with a lock keeps it.
static bool tell_kill(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    const struct recording *recording = &frame->document->recording;
    const uint32_t victim = moment->note->other;
    struct pool_doing doing;
    struct pool_tally tally;
    if (moment->note->resource != SIGKILL || victim >= recording->task_count)
        return false;
    if (pool_dead_reader(recording) == (int)victim)
        return say(caption, FILL(TEXT_POOL_NOW_KILLS_ID, moment->name, words_name(frame, victim)),
                   text_of(frame->language, TEXT_POOL_NOW_KEEPS_LOCK_ID), true);
    if (!pool_doing(recording, victim, moment->ns, &doing))
        return false;
    pool_tally(&tally, recording, UINT64_MAX);
    if (!tally.lost[doing.number])
        return false;
    return say(caption, FILL(TEXT_POOL_NOW_KILLS_ID, moment->name, words_name(frame, victim)),
               FILL(TEXT_POOL_NOW_LOSES_ID, words_number(frame, doing.number)), true);
}

// The thread that makes workers anew looks for dead ones.
static bool tell_look(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    const struct task *task = &frame->document->recording.tasks[moment->task];
    if (moment->note->resource != POOL_ENDS || task->kind != TASK_THREAD)
        return false;
    return say(
        caption,
        FILL(moment->note->kind == NOTE_WAITS ? TEXT_POOL_NOW_WATCHES_ID : TEXT_POOL_NOW_ALL_ALIVE_ID, moment->name),
        "", false);
}

// A task of the pool is to sleep for a while: that it sleeps is that it is at its task, and then it is done with it.
static bool tell_task(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    struct pool_doing doing;
    if (moment->note->resource != POOL_CLOCK ||
        !pool_doing(&frame->document->recording, moment->task, moment->ns, &doing))
        return false;
    return say(caption,
               FILL(moment->note->kind == NOTE_WAITS ? TEXT_POOL_NOW_WORKS_ID : TEXT_POOL_NOW_WORKED_ID, moment->name,
                    words_number(frame, doing.number)),
               "", false);
}

static bool tell_start(struct frame *frame, const struct moment *moment, struct lab_caption *caption)
{
    const struct recording *recording = &frame->document->recording;
    const uint32_t made = moment->note->other;
    if (recording->tasks[moment->task].kind != TASK_THREAD || made >= recording->task_count)
        return false;
    return say(caption, FILL(TEXT_POOL_NOW_REPLACES_ID, moment->name, words_name(frame, made)), "", false);
}

bool pool_caption(struct frame *frame, const struct tale_event *event, struct lab_caption *caption)
{
    if (event->kind != TOLD_NOTE)
        return false;
    const struct note *note = tale_note(&frame->document->recording, event);
    const struct moment moment = { note, event->task, event->ns, words_name(frame, event->task),
                                   words_number(frame, note->other) };
    switch (note->kind) {
    case NOTE_PUT:
    case NOTE_TOOK:
        return tell_item(frame, &moment, caption);
    case NOTE_WAITS:
    case NOTE_TIMED_OUT:
        return tell_task(frame, &moment, caption) || tell_look(frame, &moment, caption);
    case NOTE_OWN:
        return tell_own(frame, &moment, caption);
    case NOTE_RAISED:
        return tell_error(frame, &moment, caption);
    case NOTE_SIGNALED:
        return tell_kill(frame, &moment, caption);
    case NOTE_STARTED:
        return tell_start(frame, &moment, caption);
    default:
        return false;
    }
}

// ---- the end ---------------------------------------------------------------------------------------------------------

bool pool_verdict(struct frame *frame, struct lab_caption *verdict)
{
    static const enum text_id texts[POOL_REASONS] = {
        [POOL_WHY_READ_LOCK] = TEXT_POOL_WHY_READ_LOCK_ID,  [POOL_WHY_WRITE_LOCK] = TEXT_POOL_WHY_WRITE_LOCK_ID,
        [POOL_WHY_RUNNING] = TEXT_POOL_WHY_RUNNING_ID,      [POOL_WHY_LOST_HANGS] = TEXT_POOL_WHY_LOST_HANGS_ID,
        [POOL_WHY_LOST_GAVE_UP] = TEXT_POOL_WHY_GAVE_UP_ID, [POOL_WHY_LOST] = TEXT_POOL_WHY_LOST_ID,
        [POOL_WHY_DEADLINE] = TEXT_POOL_WHY_DEADLINE_ID,    [POOL_WHY_ENDED] = TEXT_POOL_WHY_ENDED_ID,
        [POOL_WHY_FAILED] = TEXT_POOL_WHY_FAILED_ID,        [POOL_WHY_FAILED_READ] = TEXT_POOL_WHY_FAILED_READ_ID,
        [POOL_WHY_APPLY] = TEXT_POOL_WHY_APPLY_ID,          [POOL_WHY_ONE_DID_ALL] = TEXT_POOL_WHY_ONE_DID_ALL_ID,
        [POOL_WHY_SHARED] = TEXT_POOL_WHY_SHARED_ID,
    };
    struct pool_why why;
    pool_why(&frame->document->recording, &why);
    const char *number = words_number(frame, why.number);
    verdict->first = why.worker ? FILL(texts[why.reason], words_name(frame, why.worker), number)
                                : FILL(texts[why.reason], number, words_number(frame, why.of));
    verdict->second = "";
    verdict->bad = false;
    return true;
}
