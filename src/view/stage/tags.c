// A tag at the token of each worker that has read the balance and not yet written: the value it carries, red once somebody
// has written since.
//
// A tag stands where it covers nothing: beside its token, above it, or as near as there is room. Where room is short the
// value goes before "stale by 1", which is what there is to learn, and a fresh value, which the panel beside says as well,
// goes altogether.
#include "labs/balance/experiment.h"
#include "view/looks/marks.h"
#include "view/stage/parts.h"
#include "view/ui/words.h"

#include <math.h>

struct tag {
    const char *text;
    struct text_style style;
    struct rect rect;
    bool stale;
};

// Places to try first: right of the token, left, and above it.
static struct rect near_place(const struct tag *tag, struct point token, float token_px, int number)
{
    const float beside = token_px * 0.6f, over = token_px * -0.3f;
    const float x = number < 2 ? beside : over,
                y = token.y - token_px * 0.6f - tag->rect.height * (number < 2 ? 0.5f : 1);
    return rect_of(number % 2 == 0 ? token.x + x : token.x - x - tag->rect.width, y, tag->rect.width, tag->rect.height);
}

static bool find_near(const struct machine *machine, struct tag *tag, struct point token)
{
    enum {
        PLACES = 4
    };
    for (int i = 0; i < PLACES; i++) {
        tag->rect = near_place(tag, token, machine->token_px, i);
        if (machine_is_clear(machine, tag->rect))
            return true;
    }
    return false;
}

// Anywhere in the room, as near to the token as can be.
static bool find_anywhere(const struct machine *machine, struct tag *tag, struct point token)
{
    const struct rect room = machine->room;
    const float step_x = tag->rect.height * 0.7f, step_y = tag->rect.height * 0.3f;
    struct rect best = tag->rect;
    float least = INFINITY;
    if (step_x < 1)
        return false;
    for (float y = room.y; y + tag->rect.height <= rect_bottom(room); y += step_y) {
        for (float x = room.x; x + tag->rect.width <= rect_right(room); x += step_x) {
            const struct rect rect = rect_of(x, y, tag->rect.width, tag->rect.height);
            const float across = fmaxf(fmaxf(x - token.x, token.x - rect_right(rect)), 0),
                        away = hypotf(across, rect_centre(rect).y - token.y);
            if (away < least && machine_is_clear(machine, rect)) {
                least = away;
                best = rect;
            }
        }
    }
    tag->rect = best;
    return least < INFINITY;
}

static void measure(struct frame *frame, struct tag *tag)
{
    tag->rect.width = draw_text_width(frame->list, tag->text, tag->style) + 16 * frame->scale.u;
    tag->rect.height = ceilf(draw_text_lines(frame->list, tag->style).line_px * 1.02f);
}

static void draw_tag(struct frame *frame, const struct tag *tag, struct point token, float token_px)
{
    const struct theme *theme = frame->theme;
    const struct colour line = tag->stale ? theme->marks[MARK_LOST] : theme->marks[MARK_CURVE];
    const struct rect rect = tag->rect;
    const float width = frame->scale.stroke_px * 0.75f, side = rect_centre(rect).x > token.x ? 1 : -1,
                out = token_px * 0.36f;
    const struct point to = point_at(fminf(fmaxf(token.x + side * out, rect.x + width), rect_right(rect) - width),
                                     rect_centre(rect).y < token.y ? rect_bottom(rect) - width : rect.y + width);
    draw_line(frame->list, point_at(token.x + side * out, token.y + (rect_centre(rect).y < token.y ? -out : out)), to,
              stroke_solid(line, width));
    draw_box(frame->list, rect, 4 * frame->scale.u, paint_solid(theme->grounds[tag->stale ? GROUND_LOST : GROUND_WELL]),
             tag->stale ? stroke_dashed(line, width, 4 * frame->scale.u, 3 * frame->scale.u)
                        : stroke_solid(line, width));
    struct text_style style = tag->style;
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, rect_centre(rect), tag->text, style);
}

// Smaller type and fewer words until there is a place; near places first.
static bool find_place(struct frame *frame, const struct machine *machine, struct tag *tag, struct point token,
                       const char *const forms[3])
{
    const float whole = frame->scale.type[TYPE_BODY], least = frame->scale.type[TYPE_SMALL];
    for (int anywhere = 0; anywhere < (tag->stale ? 2 : 1); anywhere++) {
        for (int form = 0; form < 3 && forms[form]; form++) {
            for (tag->style.size_px = whole; tag->style.size_px >= least; tag->style.size_px -= 1) {
                tag->text = forms[form];
                measure(frame, tag);
                if (anywhere ? find_anywhere(machine, tag, token) : find_near(machine, tag, token))
                    return true;
            }
        }
    }
    return false;
}

static void put_tag(struct frame *frame, struct machine *machine, const struct balance_present *present,
                    uint32_t worker, struct point token)
{
    const bool stale = present->behind[worker] > 0;
    const char *value = words_number(frame, present->held[worker]),
               *behind = words_number(frame, (int64_t)present->behind[worker]);
    const char *forms[3] = { value };
    if (stale) {
        forms[1] = FILL(TEXT_STAGE_STALE_BY_ID, behind);
        forms[0] = FILL(TEXT_STAGE_TAG_STALE_ID, value, forms[1]);
        forms[2] = FILL(TEXT_STAGE_STALE_SHORT_ID, behind);
    }
    struct tag tag = { .style = ui_mono(frame, TYPE_BODY, stale ? TEXT_LOST : TEXT_MAIN), .stale = stale };
    tag.style.face = FACE_MONO_BOLD;
    tag.style.figures = false;
    if (!find_place(frame, machine, &tag, token, forms))
        return;
    draw_tag(frame, &tag, token, machine->token_px);
    ui_explain(frame, tag.rect, text_of(frame->language, stale ? TEXT_WORD_STALE_TIP_ID : TEXT_STAGE_TAG_TIP_ID));
    machine_take(machine, tag.rect);
}

void stage_tags_draw(struct frame *frame, struct machine *machine, const struct balance_present *present,
                     const struct point *at)
{
    const uint32_t count = frame->document->recording.task_count;
    const float half = machine->token_px / 2;
    for (uint32_t w = 0; w < count; w++)
        machine_take(machine, rect_of(at[w].x - half, at[w].y - half, 2 * half, 2 * half));
    // The stale ones first: theirs are the places. Where it goes too fast for single events, values would only flicker.
    for (int fresh = 0; fresh < 2 && !present->now.fast; fresh++) {
        for (uint32_t w = 0; w < count; w++)
            if (present_holds(present, w) && (present->behind[w] == 0) == fresh)
                put_tag(frame, machine, present, w, at[w]);
    }
}
