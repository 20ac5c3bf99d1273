// Why it came out as it did: what the guard does and costs, what the version of CPython has to do with it, why nothing was
// lost where something could have been.
//
// Several sentences, the first the most important: where room is short type gets smaller, then the sentences shorter, then
// the last go.
#include "view/stage/parts.h"

#include "analysis/lock_totals.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/meetings.h"
#include "labs/balance/story.h"
#include "view/labs/balance/guards.h"
#include "view/stage/next_steps.h"
#include "view/ui/explain.h"
#include "view/ui/words.h"

enum {
    REASONS_MAX = 5,
};

struct reason {
    const char *text;
    enum text_role role;
};

struct reasons {
    struct reason list[REASONS_MAX];
    int count;
};

static const struct experiment *recorded(const struct frame *frame)
{
    return experiment_of(&frame->document->recording);
}

static void add(struct reasons *reasons, const char *text, enum text_role role)
{
    if (text && *text && reasons->count < REASONS_MAX)
        reasons->list[reasons->count++] = (struct reason){ text, role };
}

// ---- what a guard does ---------------------------------------------------------------------------------------------

// How it comes that updates are lost: nobody is kept out, or the lock let two in.
static const char *open_text(struct frame *frame)
{
    const struct run_figures *figures = &balance_story(frame->document)->figures;
    const enum text_id broken = guard_reason_lost(recorded(frame));
    if (figures->lost == 0)
        return NULL;
    if (broken)
        return FILL(broken, words_number(frame, (int64_t)figures->lost));
    return FILL(figures->lost == 1 ? TEXT_REASON_OPEN_ONE_ID : TEXT_REASON_OPEN_ID,
                words_number(frame, (int64_t)figures->collisions), words_number(frame, (int64_t)figures->lost));
}

static const char *guard_text(struct frame *frame)
{
    const struct experiment *experiment = recorded(frame);
    if (experiment->memory == MEMORY_PRIVATE)
        return FILL(TEXT_REASON_PRIVATE_ID, words_number(frame, experiment->count));
    const char *reason = guard_reason(frame->language, experiment);
    return reason ? reason : open_text(frame);
}

// ---- what it costs -------------------------------------------------------------------------------------------------

static uint64_t waits_of(const struct frame *frame)
{
    const struct recording *recording = &frame->document->recording;
    return lock_totals_of_kind(recording, true).contended + lock_totals_of_kind(recording, false).contended;
}

static uint64_t waited_ns(const struct frame *frame)
{
    const struct recording *recording = &frame->document->recording;
    return recording_span_ns(recording, lock_totals_of_kind(recording, true).wait_ticks +
                                            lock_totals_of_kind(recording, false).wait_ticks);
}

// Beside a run of this session without a guard and the same in everything else; without one, what was waited.
static const char *price_text(struct frame *frame)
{
    const struct experiment *experiment = recorded(frame);
    const struct unguarded *unguarded = &frame->model->unguarded;
    const uint64_t waits = waits_of(frame), wall_ns = balance_story(frame->document)->figures.usage.wall_ns;
    const char *number = words_number(frame, (int64_t)waits);
    if (experiment->guard == GUARD_NONE || frame->document->recording.facts->ended != RUN_COMPLETE)
        return NULL;
    if (unguarded_compares(unguarded, experiment)) {
        const char *now = words_time(frame, wall_ns), *before = words_time(frame, unguarded->wall_ns);
        const char *price =
            waits > 0 ? FILL(TEXT_REASON_PRICE_WAITS_ID, now, before, number) : FILL(TEXT_REASON_PRICE_ID, now, before);
        return unguarded->experiment.timing == experiment->timing ? price : FILL(TEXT_REASON_PRICE_TIMED_ID, price);
    }
    const char *waited = words_time(frame, waited_ns(frame));
    if (waits == 1)
        return FILL(TEXT_REASON_WAITED_ONE_ID, waited);
    return waits > 1 ? FILL(TEXT_REASON_WAITED_ID, number, waited) : NULL;
}

// What the recording itself did to the race, where somebody asked for a stamp at every update.
static const char *timing_text(const struct frame *frame)
{
    static const enum text_id texts[] = {
        [TIMING_EFFECT_RACE] = TEXT_REASON_TIMED_RACE_ID, [TIMING_EFFECT_ATOMIC] = TEXT_REASON_TIMED_ATOMIC_ID
    };
    const enum timing_effect effect = timing_effect_of(&frame->document->recording);
    return effect == TIMING_EFFECT_RACE || effect == TIMING_EFFECT_ATOMIC ? text_of(frame->language, texts[effect])
                                                                          : NULL;
}

// ---- together ------------------------------------------------------------------------------------------------------

static struct reasons reasons_of(struct frame *frame, enum explanation_length length)
{
    const struct document *document = frame->document;
    struct reasons reasons = { .count = 0 };
    const char *explanation = words_explanation(frame, recorded(frame), length);
    if (balance_story(document)->why.kind == WHY_CANCELLED)
        add(&reasons, words_why(frame), TEXT_LOST);
    add(&reasons, guard_text(frame), TEXT_MAIN);
    add(&reasons, explanation, TEXT_MAIN);
    // Where its switch points are the reason the explanation has said so.
    if (balance_story(document)->why.kind != WHY_CANCELLED &&
        !(explanation && balance_story(document)->why.kind == WHY_SWITCH_POINTS))
        add(&reasons, words_why(frame), TEXT_MAIN);
    add(&reasons, price_text(frame), TEXT_NOTE);
    add(&reasons, timing_text(frame), TEXT_NOTE);
    return reasons;
}

static struct text_style style_of(const struct frame *frame, float size_px, enum text_role role)
{
    struct text_style style =
        role == TEXT_MAIN ? ui_text(frame, TYPE_CAPTION, role) : ui_bold(frame, TYPE_CAPTION, role);
    style.size_px = size_px;
    return style;
}

static float height_of(const struct frame *frame, const struct reasons *reasons, float size_px, float width_px)
{
    float height = 0;
    for (int i = 0; i < reasons->count; i++)
        height += ui_paragraph_height(frame, width_px, reasons->list[i].text,
                                      style_of(frame, size_px, reasons->list[i].role)) +
                  (i > 0 ? size_px * 0.3f : 0);
    return height;
}

struct fitted {
    struct reasons reasons;
    float size_px, height;
};

// As much as fits, in the largest type with which it does; in the end the first sentence alone.
static struct fitted fit(struct frame *frame, float width_px, float height_px)
{
    const float whole = frame->scale.type[TYPE_CAPTION], least = frame->scale.type[TYPE_SMALL];
    struct fitted fitted = { .size_px = least };
    for (int length = EXPLANATION_WHOLE; length < EXPLANATION_LENGTHS; length++) {
        fitted.reasons = reasons_of(frame, (enum explanation_length)length);
        for (fitted.size_px = whole; fitted.size_px >= least; fitted.size_px -= 1) {
            fitted.height = height_of(frame, &fitted.reasons, fitted.size_px, width_px);
            if (fitted.height <= height_px)
                return fitted;
        }
    }
    fitted.size_px = least;
    while (fitted.reasons.count > 1) {
        fitted.reasons.count--;
        fitted.height = height_of(frame, &fitted.reasons, least, width_px);
        if (fitted.height <= height_px)
            break;
    }
    return fitted;
}

// ---- drawing -------------------------------------------------------------------------------------------------------

static float again_height(const struct frame *frame)
{
    return next_is_again(frame->document) && !frame->scale.lecture ? ui_row_height(frame) + frame->scale.pad_px * 0.4f
                                                                   : 0;
}

static float pad_of(const struct frame *frame) { return frame->scale.pad_px * 0.6f; }

float stage_reasons_height(struct frame *frame, float width_px, float most_px)
{
    const float around = 2 * pad_of(frame) + again_height(frame);
    const struct fitted fitted = fit(frame, width_px - 2.8f * pad_of(frame), most_px - around);
    return fitted.reasons.count && fitted.height + around <= most_px ? fitted.height + around + 1 : 0;
}

static void draw_again(struct frame *frame, struct rect row)
{
    static const enum next_step steps[] = { NEXT_AGAIN, NEXT_LONGER };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const struct next_row *next = &next_rows[steps[i]];
        const char *title = text_of(frame->language, next->title);
        const float width = ui_button_width(frame, title);
        if (width > row.width)
            return;
        const struct rect cell = rect_cut_left(&row, width);
        ui_button(frame, cell, title,
                  (struct ui_press){ .id = ui_id("again", (int64_t)i),
                                     .group = ui_group("run again"),
                                     .action = next->action,
                                     .argument = next->argument,
                                     .tip = text_of(frame->language, next->tip),
                                     .chosen = i == 0,
                                     .solid = true });
        rect_cut_left(&row, frame->scale.gap_px * 0.7f);
    }
}

void stage_reasons_draw(struct frame *frame, struct rect rect)
{
    const float pad = pad_of(frame), again = again_height(frame);
    draw_box(frame->list, rect, frame->scale.radius_px * 0.7f, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    struct rect inner = rect_of(rect.x + pad * 1.4f, rect.y + pad, rect.width - 2.8f * pad, rect.height - 2 * pad);
    if (again > 0 && inner.height > 2 * again) {
        struct rect row = rect_cut_bottom(&inner, again);
        draw_again(frame, rect_cut_bottom(&row, ui_row_height(frame)));
    }
    const struct fitted fitted = fit(frame, inner.width, inner.height);
    for (int i = 0; i < fitted.reasons.count; i++) {
        const struct reason *reason = &fitted.reasons.list[i];
        const struct rect used =
            ui_paragraph(frame, inner, reason->text, style_of(frame, fitted.size_px, reason->role));
        rect_cut_top(&inner, used.height + fitted.size_px * 0.3f);
    }
}
