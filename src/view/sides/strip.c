// A column a figure that one of them has. What one of them lacks has a dash, and no difference.
#include "view/sides/strip.h"

#include "base/text.h"
#include "view/model/model.h"
#include "view/sides/sides.h"
#include "view/ui/words.h"

#include <math.h>

enum unit {
    UNIT_COUNT,
    UNIT_SHARE,
    UNIT_NS
};

static const struct {
    enum text_id label, tip;
    enum unit unit;
    bool loss; // more of it is worse for the books
} columns[SIDES_FIGURES] = {
    [SIDES_UPDATES] = { TEXT_SIDES_UPDATES_ID, TEXT_SIDES_UPDATES_TIP_ID, UNIT_COUNT, false },
    [SIDES_LOST] = { TEXT_SIDES_LOST_ID, TEXT_SIDES_LOST_TIP_ID, UNIT_COUNT, true },
    [SIDES_LOST_SHARE] = { TEXT_SIDES_LOST_SHARE_ID, TEXT_SIDES_LOST_SHARE_TIP_ID, UNIT_SHARE, true },
    [SIDES_TIME] = { TEXT_SIDES_TIME_ID, TEXT_SIDES_TIME_TIP_ID, UNIT_NS, false },
    [SIDES_PER_UPDATE] = { TEXT_SIDES_PER_UPDATE_ID, TEXT_SIDES_PER_UPDATE_TIP_ID, UNIT_NS, false },
    [SIDES_WAITING] = { TEXT_SIDES_WAITING_ID, TEXT_SIDES_WAITING_TIP_ID, UNIT_NS, false },
    [SIDES_SWITCHES] = { TEXT_SIDES_SWITCHES_ID, TEXT_SIDES_SWITCHES_TIP_ID, UNIT_COUNT, false },
};

enum {
    LINES = 4, // names, the upper one, the lower one, the difference
};

// ---- words ---------------------------------------------------------------------------------------------------------

static const char *time_words(struct frame *frame, double ns)
{
    char text[TEXT_NUMBER_BYTES];
    if (ns >= 100 || ns <= 0)
        return words_time(frame, (uint64_t)(ns + 0.5));
    const char *copy = arena_printf(frame->arena, "%s ns", text_decimal(text, ns));
    return copy ? copy : "";
}

static const char *value_words(struct frame *frame, enum sides_figure figure, double value)
{
    char text[TEXT_NUMBER_BYTES];
    if (isnan(value))
        return "–";
    if (columns[figure].unit == UNIT_NS)
        return time_words(frame, value);
    if (columns[figure].unit == UNIT_COUNT)
        return words_number(frame, (int64_t)value);
    const char *copy = arena_printf(frame->arena, "%s", text_percent(text, value));
    return copy ? copy : "";
}

// With its sign; times also as a factor. Of shares in points: a share of a share would mislead.
static const char *difference_words(struct frame *frame, enum sides_figure figure, double upper, double lower)
{
    const double by = lower - upper;
    const char *sign = by > 0 ? "+" : by < 0 ? "−" : "±";
    char text[TEXT_NUMBER_BYTES];
    if (isnan(by))
        return "";
    if (columns[figure].unit == UNIT_COUNT)
        return by == 0 ? "±0" : words_signed(frame, (int64_t)by);
    if (columns[figure].unit == UNIT_SHARE)
        return FILL(TEXT_SIDES_POINTS_ID, sign, text_decimal(text, fabs(by) * 100));
    const char *ns = time_words(frame, fabs(by));
    const bool factor = upper > 0 && lower >= 2 * upper;
    const char *copy = factor ? arena_printf(frame->arena, "%s%s  ×%s", sign, ns, text_decimal(text, lower / upper))
                              : arena_printf(frame->arena, "%s%s", sign, ns);
    return copy ? copy : "";
}

static const char *name_of(struct frame *frame, int side)
{
    return sides_short_name(frame->arena, frame->language, frame->model, frame->document, side);
}

static bool has(const struct sides_model *sides, int figure)
{
    return !isnan(sides->figures[SIDE_UPPER][figure]) || !isnan(sides->figures[SIDE_LOWER][figure]);
}

// ---- the strip -----------------------------------------------------------------------------------------------------

static float line_of(const struct frame *frame) { return frame->scale.type[TYPE_SMALL] * 1.45f; }

float sides_strip_height(const struct frame *frame) { return LINES * line_of(frame) + frame->scale.pad_px * 0.9f; }

static void draw_names(struct frame *frame, struct rect room)
{
    struct text_style name = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    rect_cut_top(&room, line_of(frame));
    name.foreign = true;
    ui_explain(frame, rect_of(room.x, room.y, room.width, 2 * line_of(frame)),
               text_of(frame->language, TEXT_SIDES_CLOCK_ID));
    for (int side = 0; side < SIDES; side++)
        words_fit_end(frame, rect_cut_top(&room, line_of(frame)), name_of(frame, side), name, false);
    const struct rect last = rect_cut_top(&room, line_of(frame));
    words_fit_end(frame, last, text_of(frame->language, TEXT_SIDES_DIFFERENCE_ID),
                  ui_bold(frame, TYPE_SMALL, TEXT_MAIN), false);
    ui_explain(frame, last, FILL(TEXT_SIDES_DIFFERENCE_TIP_ID, name_of(frame, SIDE_LOWER), name_of(frame, SIDE_UPPER)));
}

static void draw_column(struct frame *frame, struct rect room, enum sides_figure figure)
{
    const struct sides_model *sides = frame->model->sides;
    const double upper = sides->figures[SIDE_UPPER][figure], lower = sides->figures[SIDE_LOWER][figure];
    const float line = line_of(frame);
    ui_explain(frame, room, text_of(frame->language, columns[figure].tip));
    words_fit_end(frame, rect_cut_top(&room, line), text_of(frame->language, columns[figure].label),
                  ui_text(frame, TYPE_SMALL, TEXT_FAINT), true);
    for (int side = 0; side < SIDES; side++) {
        const double value = sides->figures[side][figure];
        words_fit_end(frame, rect_cut_top(&room, line), value_words(frame, figure, value),
                      ui_mono(frame, TYPE_SMALL, columns[figure].loss && value > 0 ? TEXT_LOST : TEXT_MAIN), true);
    }
    const bool lacks = isnan(upper) || isnan(lower);
    const struct text_style style =
        lacks ? ui_text(frame, TYPE_SMALL, TEXT_FAINT) : ui_bold(frame, TYPE_SMALL, TEXT_MAIN);
    const char *only = text_of(frame->language, isnan(lower) ? TEXT_SIDES_ONLY_UPPER_ID : TEXT_SIDES_ONLY_LOWER_ID);
    words_fit_end(frame, rect_cut_top(&room, line), lacks ? only : difference_words(frame, figure, upper, lower), style,
                  true);
}

void sides_strip_draw(struct frame *frame, struct rect rect)
{
    const struct sides_model *sides = frame->model->sides;
    const float pad = frame->scale.pad_px;
    int count = 0;
    draw_box(frame->list, rect, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_PANEL]),
             stroke_none());
    struct rect room = rect_between(rect.x + pad, rect.y + pad * 0.45f, rect_right(rect) - pad, rect_bottom(rect));
    for (int i = 0; i < SIDES_FIGURES; i++)
        count += has(sides, i);
    draw_names(frame, rect_cut_left(&room, room.width * 0.16f));
    const float width = room.width / (float)(count > 0 ? count : 1), least = 9 * frame->scale.type[TYPE_SMALL];
    for (int i = 0; i < SIDES_FIGURES; i++) {
        if (!has(sides, i))
            continue;
        struct rect column = rect_cut_left(&room, width < least * 1.6f ? width : least * 1.6f);
        rect_cut_left(&column, frame->scale.gap_px * 0.7f);
        draw_column(frame, column, (enum sides_figure)i);
    }
    const struct rect line =
        rect_of(rect.x + pad, rect.y + pad * 0.45f + 3 * line_of(frame), rect.width - 2 * pad, frame->scale.line_px);
    draw_rect(frame->list, line, paint_solid(frame->theme->trims[TRIM_GRID]));
}

void sides_strip_tell(struct frame *frame, FILE *out)
{
    const struct sides_model *sides = frame->model->sides;
    for (int i = 0; i < SIDES_FIGURES; i++) {
        const double upper = sides->figures[SIDE_UPPER][i], lower = sides->figures[SIDE_LOWER][i];
        const enum sides_figure figure = (enum sides_figure)i;
        if (!has(sides, i))
            continue;
        fprintf(out, "%s: %s %s, %s %s", text_of(frame->language, columns[i].label), name_of(frame, SIDE_UPPER),
                value_words(frame, figure, upper), name_of(frame, SIDE_LOWER), value_words(frame, figure, lower));
        fprintf(out, isnan(upper) || isnan(lower) ? "\n" : "  (%s)\n", difference_words(frame, figure, upper, lower));
    }
}
