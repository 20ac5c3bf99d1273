// Tooltips: when they come and go, and where they stand.
//
// Beside the pointer, below, above or at a side of what they explain: the first place that lies over neither that nor what the
// view wants clear; where there is none, the one that covers least.
#include "view/ui/ui.h"
#include "view/ui/words.h"

#include <math.h>

// ---- coming and going ----------------------------------------------------------------------------------------------

const struct hit *ui_words_at(const struct ui *ui, struct point point)
{
    for (size_t i = ui->hit_count; i-- > 0;)
        if (rect_holds(ui->hits[i].rect, point))
            return &ui->hits[i];
    return NULL;
}

void ui_explain(struct frame *frame, struct rect rect, const char *tip)
{
    // What says something has a place: that is its name.
    const uint64_t place = (uint64_t)(uint32_t)lrintf(rect.x) << 32 | (uint32_t)lrintf(rect.y);
    if (tip && *tip)
        ui_hit(frame,
               (struct hit){ .rect = rect, .id = ui_id("explained", (int64_t)place), .kind = HIT_TIP, .tip = tip });
}

void ui_keep_clear(struct frame *frame, struct rect rect)
{
    struct ui *ui = frame->ui;
    if (ui->clear_count < UI_CLEAR_MAX)
        ui->clear[ui->clear_count++] = rect;
}

#define STIR_PX 4 // within an area, so much of a move brings the words back

bool ui_point(struct ui *ui, struct point at)
{
    const struct hit *hit = ui_words_at(ui, at);
    const uint32_t id = hit ? hit->id : 0;
    const bool stirred =
        hit && hit->kind == HIT_AREA && (fabsf(at.x - ui->tip_at.x) > STIR_PX || fabsf(at.y - ui->tip_at.y) > STIR_PX);
    const bool other = id != ui->tip;
    ui->pointer = at;
    if (other || stirred) {
        ui->tip = id;
        ui->tip_at = at;
        ui->tip_age_s = 0;
        ui->tip_gone = false;
    }
    return other;
}

bool ui_dismiss_tip(struct ui *ui)
{
    const bool shown = ui->tip_shown;
    ui->tip_gone = true;
    ui->tip_shown = false;
    return shown;
}

bool ui_tick(struct ui *ui, double seconds)
{
    if (!ui->tip_shown)
        return false;
    ui->tip_age_s += seconds;
    return ui->tip_age_s >= UI_TIP_S && ui_dismiss_tip(ui);
}

// ---- where ---------------------------------------------------------------------------------------------------------

static float held(float value, float least, float most)
{
    return value > most ? (most > least ? most : least) : value > least ? value : least;
}

static float area_of(struct rect rect) { return rect_is_empty(rect) ? 0 : rect.width * rect.height; }

static float covers(const struct ui *ui, struct rect box, struct rect explained)
{
    float covered = area_of(rect_overlap(box, explained));
    for (int i = 0; i < ui->clear_count; i++)
        covered += area_of(rect_overlap(box, ui->clear[i]));
    return covered;
}

static struct rect tip_place(const struct frame *frame, struct rect by, struct point at, float width, float height)
{
    const float gap = frame->scale.gap_px / 2, beside = 8 * frame->scale.u;
    const float below = rect_bottom(by) + gap, above = by.y - gap - height;
    const float right = rect_right(by) + gap, left = by.x - gap - width, middle = at.y - height / 2;
    const struct point places[] = { { at.x + beside, below },
                                    { at.x + beside, above },
                                    { at.x - beside - width, below },
                                    { at.x - beside - width, above },
                                    { right, middle },
                                    { left, middle },
                                    { right, below },
                                    { left, below },
                                    { right, above },
                                    { left, above } };
    struct rect best = rect_of(0, 0, width, height);
    float least = INFINITY;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct rect box = rect_of(held(places[i].x, gap, frame->list->width_px - gap - width),
                                        held(places[i].y, gap, frame->list->height_px - gap - height), width, height);
        const float covered = covers(frame->ui, box, by);
        if (covered < least) {
            best = box;
            least = covered;
        }
    }
    return best;
}

void ui_note(struct frame *frame, struct rect by, struct point at, const char *text)
{
    const float pad = frame->scale.pad_px / 2;
    const struct text_style style = ui_text(frame, TYPE_LABEL, TEXT_MAIN);
    float widest = 320 * frame->scale.u;
    widest = widest < frame->list->width_px * 0.8f ? widest : frame->list->width_px * 0.8f;
    const float natural = draw_text_width(frame->list, text, style) + 1;
    const float width = natural < widest ? natural : widest;
    const float height = ui_paragraph_height(frame, width, text, style);
    const struct rect box = tip_place(frame, by, at, width + 2 * pad, height + 2 * pad);
    draw_layer_begin(frame->list);
    draw_box(frame->list, box, frame->scale.radius_px / 2, paint_solid(frame->theme->grounds[GROUND_TIP]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    ui_paragraph(frame, rect_inset(box, pad), text, style);
}

// What can be pressed says which key does the same; a button that needs no other words says that alone.
static const char *tip_of(struct frame *frame, const struct hit *hit)
{
    const bool acts = (hit->kind == HIT_PRESS || hit->kind == HIT_FIELD) && hit->focusable && !hit->disabled;
    const char *words = hit->tip ? hit->tip : "", *key = acts ? ui_key(frame, hit->action, hit->argument) : "";
    return *words && *key ? FILL(TEXT_WORDS_AND_KEY_ID, words, key) : *words ? words : key;
}

void ui_tooltip(struct frame *frame)
{
    struct ui *ui = frame->ui;
    const struct hit *hit = ui_hit_of(ui, ui->tip);
    const char *tip = hit && !ui->pressed && !ui->tip_gone ? tip_of(frame, hit) : "";
    ui->tip_shown = *tip;
    if (!ui->tip_shown)
        return;
    // The words of an area, or of something large, are about the place under the pointer, not about the whole of it.
    const struct point at = hit->kind == HIT_AREA ? ui->pointer : ui->tip_at;
    const float half = 10 * frame->scale.u, large = 160 * frame->scale.u;
    struct rect by = hit->rect;
    if (hit->kind == HIT_AREA || by.height > large)
        by = rect_of(at.x - half, at.y - half, 2 * half, 2 * half);
    ui_note(frame, by, at, tip);
}
