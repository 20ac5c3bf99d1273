// Tells the present event in a sentence, and what it does to the others.
#include "view/stage/parts.h"

#include "base/text.h"
#include "document/playback.h"
#include "lab/lab.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/labs/lab_view.h"
#include "view/model/model.h"
#include "view/ui/cell_words.h"
#include "view/ui/waiting.h"
#include "view/ui/words.h"

#include <stdio.h>
#include <string.h>

static struct stage_caption plain(const char *first) { return (struct stage_caption){ first, "", false, NULL }; }

// ---- states and locks ----------------------------------------------------------------------------------------------

// Whether the worker, asleep for no lock, is at the point of its loop where it waits for input.
static bool is_at_input(const struct frame *frame, const struct balance_present *present)
{
    const struct experiment *experiment = experiment_of(&frame->document->recording);
    if (!experiment)
        return false;
    const uint64_t made = present->made[present->now.worker], every = 2 * experiment->io_every;
    return guard_of(experiment)->bytecode && every > 0 && experiment->io_workers >> present->now.worker & 1 &&
           made > 0 && made % every == 0 && !present_holds(present, present->now.worker);
}

// What a worker sleeps for; NULL where it is not known.
static const char *asleep(struct frame *frame, const struct balance_present *present, const struct state_span *span)
{
    const struct document *document = frame->document;
    const struct worker_states *worker = &document->states.workers[present->now.worker];
    const char *name = words_name(frame, present->now.worker);
    if (span->lock > 0 && !resource_is_lock(&document->recording.resources[span->lock - 1]))
        return FILL(TEXT_NOW_SLEEPS_FOR_ID, name,
                    words_waiting_long(frame, present->now.worker, span->from_ns, span->lock - 1u, span->holder));
    if (span->lock > 0 && span->holder > 0)
        return FILL(TEXT_NOW_STATE_BLOCKED_ON_ID, name, words_name(frame, span->holder - 1u),
                    words_the_resource(frame, span->lock - 1));
    if (span->lock > 0)
        return FILL(TEXT_NOW_SLEEPS_LOCK_ID, name, words_the_resource(frame, span->lock - 1));
    if (document->tale.count > 0) // whose tasks gather at no line
        return NULL;
    if (worker->activity_count > 0 && activity_at(worker, present->now.ns)->activity == ACTIVITY_STARTING)
        return FILL(TEXT_NOW_SLEEPS_LINE_ID, name);
    const struct experiment *experiment = experiment_of(&document->recording);
    if (experiment && experiment->scheduled == SCHEDULE_DRIVEN)
        return FILL(TEXT_NOW_SLEEPS_TURN_ID, name);
    return is_at_input(frame, present) ? FILL(TEXT_NOW_SLEEPS_INPUT_ID, name) : NULL;
}

// Before the first load, between two things that are told: how far the workers have come.
static struct stage_caption start_caption(struct frame *frame, const struct balance_present *present)
{
    const struct recording *recording = &frame->document->recording;
    const uint32_t count = recording->task_count;
    const char *all = words_number(frame, count);
    uint32_t started = 0, there = 0;
    for (uint32_t w = 0; w < count; w++) {
        const struct task *facts = &recording->tasks[w];
        started += facts->started_ns > 0 && facts->started_ns <= present->now.ns;
        there += facts->entered_ns > 0 && facts->entered_ns <= present->now.ns;
    }
    const char *text = text_of(frame->language, TEXT_NOW_LINE_NONE_ID);
    if (present->now.ns >= recording->facts->released_ns)
        text = text_of(frame->language, TEXT_NOW_OFF_ID);
    else if (there == count)
        text = FILL(TEXT_NOW_LINE_ALL_ID, all);
    else if (there > 0)
        text = FILL(TEXT_NOW_LINE_ID, words_number(frame, there), all);
    else if (started > 0)
        text = FILL(TEXT_NOW_LINE_STARTED_ID, words_number(frame, started), all);
    return plain(text);
}

// Before all are let go it is on its way to the line, whatever it sleeps for there.
static struct stage_caption sleep_caption(struct frame *frame, const struct balance_present *present,
                                          const struct state_span *span)
{
    const char *text = asleep(frame, present, span);
    if (!text && frame->document->tale.count == 0 && present->now.ns < frame->document->recording.facts->released_ns)
        return start_caption(frame, present);
    if (!text)
        text = FILL(TEXT_NOW_STATE_BLOCKED_ID, words_name(frame, present->now.worker));
    return plain(text);
}

static struct stage_caption state_caption(struct frame *frame, const struct balance_present *present)
{
    static const enum text_id texts[STATE_COUNT] = {
        [STATE_NEW] = TEXT_NOW_STATE_NEW_ID,         [STATE_READY] = TEXT_NOW_STATE_READY_ID,
        [STATE_RUNNING] = TEXT_NOW_STATE_RUNNING_ID, [STATE_BLOCKED] = TEXT_NOW_STATE_BLOCKED_ID,
        [STATE_DEAD] = TEXT_NOW_STATE_DEAD_ID,       [STATE_ALIVE] = TEXT_NOW_STATE_ALIVE_ID,
    };
    const struct state_span *span = states_at(&frame->document->states.workers[present->now.worker], present->now.ns);
    enum text_id text = texts[span->state];
    if (span->state == STATE_BLOCKED)
        return sleep_caption(frame, present, span);
    if (span->state == STATE_RUNNING && span->cpu < 0)
        text = TEXT_NOW_STATE_ALIVE_ID;
    if (span->state == STATE_ALIVE && frame->document->states.from_kernel)
        text = TEXT_NOW_STATE_UNSEEN_ID;
    if (span->state == STATE_READY && span->preempted)
        text = TEXT_NOW_STATE_PREEMPTED_ID;
    return plain(FILL(text, words_name(frame, present->now.worker), words_number(frame, span->cpu)));
}

static struct stage_caption lock_caption(struct frame *frame, const struct balance_present *present)
{
    const struct activity_span *now =
        activity_at(&frame->document->states.workers[present->now.worker], present->now.ns);
    const char *name = words_name(frame, present->now.worker), *lock = words_the_resource(frame, now->lock - 1);
    struct stage_caption caption = plain("");
    if (now->activity == ACTIVITY_HOLDING) {
        caption.first = FILL(TEXT_NOW_GOT_ID, name, lock);
        caption.second = FILL(TEXT_NOW_GOT_AFTER_ID, words_time(frame, now[-1].to_ns - now[-1].from_ns));
        return caption;
    }
    caption.first = now->holder > 0 ? FILL(TEXT_NOW_WANTS_ID, name, lock, words_name(frame, now->holder - 1u))
                                    : FILL(TEXT_NOW_WANTS_ONLY_ID, name, lock);
    if (!frame->document->recording.resources[now->lock - 1].sleeps)
        caption.second = text_of(frame->language, TEXT_NOW_SPINS_ID);
    return caption;
}

// What the lab says of its run, in the window's language where there are words for it; NULL: it says nothing.
static const char *said_by_lab(struct frame *frame, const struct lab_view *view)
{
    const struct recording *recording = &frame->document->recording;
    const struct lab *lab = lab_of(recording->plan->lab);
    char english[LAB_SENTENCE_BYTES];
    if (!lab || !lab->sentence)
        return NULL;
    lab->sentence(recording, english);
    for (const enum text_id *known = view ? view->sentences : NULL; known && *known; known++)
        if (strcmp(english, text_of(LANGUAGE_EN, *known)) == 0)
            return text_of(frame->language, *known);
    return arena_printf(frame->arena, "%s", english);
}

// A command whose recording ended before it did, or is being recorded yet.
static bool still_runs(const struct frame *frame)
{
    const struct recorded_command *command = frame->document->recording.command;
    return command && command->end == COMMAND_RUNNING;
}

static struct stage_caption variable_end_caption(struct frame *frame)
{
    const struct cell_history *cell = &frame->document->cell;
    const char *name = frame->document->variable->history.variable->name;
    return (struct stage_caption){
        .first = FILL(TEXT_NOW_END_VARIABLE_ID, name, words_cell(frame, cell->stores - 1)),
        .second =
            FILL(TEXT_NOW_END_LOST_ID, words_number(frame, (int64_t)cell->lost), words_number(frame, cell->stores)),
        .lost = true,
    };
}

static struct stage_caption end_caption(struct frame *frame)
{
    const struct lab_view *view = lab_view_of(frame->document->recording.plan->lab);
    const char *said = said_by_lab(frame, view);
    struct lab_caption verdict;
    if (lab_was_refused(lab_of(frame->document->recording.plan->lab), &frame->document->recording))
        return plain(text_of(frame->language, TEXT_NOW_REFUSED_RUN_ID));
    if (view && view->verdict && view->verdict(frame, &verdict))
        return (struct stage_caption){ verdict.first, verdict.second, verdict.bad, NULL };
    if (said)
        return plain(said);
    if (frame->document->variable && frame->document->cell.lost > 0)
        return variable_end_caption(frame);
    if (!balance_story(frame->document))
        return plain(text_of(frame->language, still_runs(frame) ? TEXT_NOW_STILL_RUNS_ID : TEXT_NOW_END_RUN_ID));
    const struct run_figures *figures = &balance_story(frame->document)->figures;
    const char *final = words_number(frame, figures->final), *expected = words_number(frame, figures->expected);
    struct stage_caption caption = { FILL(TEXT_NOW_END_ID, final, expected), "", figures->lost > 0, NULL };
    caption.second = figures->lost ? FILL(TEXT_NOW_END_LOST_ID, words_number(frame, (int64_t)figures->lost),
                                          words_number(frame, (int64_t)figures->updates))
                                   : text_of(frame->language, TEXT_NOW_END_NONE_ID);
    return caption;
}

// What the program does comes first: who merely became ready or got a cpu is said beside it, once one can read that.
static struct stage_caption tale_caption(struct frame *frame, const struct balance_present *present)
{
    struct stage_caption caption = stage_tale_caption(frame, present);
    if (present->now.kind != PRESENT_STATE || stage_is_hurried(frame))
        return caption;
    const struct state_span *span = states_at(&frame->document->states.workers[present->now.worker], present->now.ns);
    if (span->state != STATE_DEAD)
        caption.beside = state_caption(frame, present).first;
    return caption;
}

struct stage_caption stage_caption_of(struct frame *frame, const struct balance_present *present)
{
    struct stage_caption caption;
    if (playback_at_end(&frame->model->playback, frame->document))
        return end_caption(frame);
    if (present->now.fast && present->now.events > 0)
        return stage_total_caption(frame);
    if (stage_beat_caption(frame, present, &caption)) {
        caption.beside = stage_cell_beside(frame);
        return caption;
    }
    if (frame->document->tale.count > 0 && present->now.kind != PRESENT_EVENT)
        return tale_caption(frame, present);
    switch (present->now.kind) {
    case PRESENT_STATE:
        return state_caption(frame, present);
    case PRESENT_LOCK:
        return lock_caption(frame, present);
    case PRESENT_EVENT:
        return stage_cell_caption(frame);
    case PRESENT_TOLD: // of a tale alone
    case PRESENT_NOTHING:
        break;
    }
    return start_caption(frame, present);
}

// ---- drawing -------------------------------------------------------------------------------------------------------

float stage_caption_height(const struct frame *frame)
{
    const struct font_lines lines = draw_text_lines(frame->list, ui_text(frame, TYPE_CAPTION, TEXT_MAIN));
    return 3 * lines.line_px + 1.3f * frame->scale.pad_px;
}

// Its lines one below the other, in the styles they are set in.
struct lines {
    const char *text[3];
    struct text_style style[3];
};

enum {
    FIRST,
    SECOND,
    BESIDE,
};

static struct lines lines_of(const struct frame *frame, const struct stage_caption *caption)
{
    return (struct lines){
        .text = { caption->first, caption->second, caption->beside ? caption->beside : "" },
        .style = { ui_text(frame, TYPE_CAPTION, TEXT_MAIN),
                   ui_bold(frame, TYPE_CAPTION, caption->lost ? TEXT_LOST : TEXT_MAIN),
                   ui_text(frame, frame->scale.lecture ? TYPE_BODY : TYPE_LABEL, TEXT_FAINT) },
    };
}

static float height_of(const struct frame *frame, const struct lines *lines, float width_px, int count)
{
    float height = 0;
    for (int i = 0; i < count; i++)
        if (*lines->text[i])
            height += ui_paragraph_height(frame, width_px, lines->text[i], lines->style[i]);
    return height;
}

static float pad_of(const struct frame *frame) { return frame->scale.pad_px * 0.6f; }

float stage_caption_whole_height(struct frame *frame, const struct balance_present *present, float width_px)
{
    const struct stage_caption caption = stage_caption_of(frame, present);
    const struct lines lines = lines_of(frame, &caption);
    return height_of(frame, &lines, width_px - 2.8f * pad_of(frame), BESIDE) + 2 * pad_of(frame) + 1;
}

void stage_caption_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    const struct stage_caption caption = stage_caption_of(frame, present);
    const float pad = pad_of(frame);
    draw_box(frame->list, rect, frame->scale.radius_px * 0.7f, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    struct rect inner = rect_of(rect.x + pad * 1.4f, rect.y + pad, rect.width - 2.8f * pad, rect.height - 2 * pad);
    struct lines lines = lines_of(frame, &caption);
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] : lines.style[FIRST].size_px * 0.45f;
    float height = height_of(frame, &lines, inner.width, BESIDE);
    for (; height > inner.height && lines.style[FIRST].size_px - 1 >= least;
         height = height_of(frame, &lines, inner.width, BESIDE)) {
        lines.style[FIRST].size_px -= 1;
        lines.style[SECOND].size_px -= 1;
    }
    // Where only one has room, what it leads to is told.
    if (height > inner.height && *caption.second)
        lines.text[FIRST] = "";
    if (height_of(frame, &lines, inner.width, BESIDE + 1) > inner.height)
        lines.text[BESIDE] = "";
    for (int i = FIRST; i <= BESIDE; i++)
        if (*lines.text[i])
            rect_cut_top(&inner, ui_paragraph(frame, inner, lines.text[i], lines.style[i]).height);
}
