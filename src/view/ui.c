// Keeps the list of what can be hit, and gives widgets and views their styles.
#include "view/ui.h"

#include "view/model.h"

#include <string.h>

uint32_t ui_id(const char *name, int64_t number)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); // FNV-1a
    for (const char *at = name; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    for (int i = 0; i < 64; i += 8)
        hash = (hash ^ ((uint64_t)number >> i & 255)) * UINT64_C(0x100000001b3);
    const uint32_t id = (uint32_t)(hash ^ hash >> 32);
    return id ? id : 1;
}

uint32_t ui_part(uint32_t id, int part) { return ui_id("part", (int64_t)id << 16 | part); }

void ui_begin(struct ui *ui)
{
    ui->hit_count = 0;
    ui->hits_dropped = 0;
    ui->over = 0;
}

void ui_hit(struct frame *frame, struct hit hit)
{
    struct ui *ui = frame->ui;
    hit.rect = rect_overlap(hit.rect, frame->list->clips[frame->list->depth].rect);
    if (rect_is_empty(hit.rect))
        return;
    if (ui->hit_count == UI_HITS_MAX) {
        ui->hits_dropped++;
        return;
    }
    ui->hits[ui->hit_count++] = hit;
}

const struct hit *ui_hit_of(const struct ui *ui, uint32_t id)
{
    for (size_t i = ui->hit_count; id && i-- > 0;) {
        if (ui->hits[i].id == id)
            return &ui->hits[i];
    }
    return NULL;
}

const struct hit *ui_hit_at(const struct ui *ui, struct point point)
{
    for (size_t i = ui->hit_count; i-- > 0;) {
        if (rect_holds(ui->hits[i].rect, point))
            return &ui->hits[i];
    }
    return NULL;
}

double ui_drag_share(const struct hit *hit, struct point pointer)
{
    const double share = (double)(pointer.x - hit->rect.x) / (double)hit->rect.width;
    return share > 0 ? (share < 1 ? share : 1) : 0; // a NaN gives 0
}

enum ui_look ui_look_of(const struct frame *frame, uint32_t id)
{
    const struct ui *ui = frame->ui;
    if (ui->hover != id)
        return UI_PLAIN;
    return ui->pressed == id ? UI_PRESSED : ui->pressed ? UI_PLAIN : UI_HOVER;
}

void ui_focus_ring(struct frame *frame, struct rect rect, float radius_px, uint32_t id)
{
    if (frame->ui->focus != id || !frame->ui->focus_visible)
        return;
    const float width = frame->scale.stroke_px;
    draw_box(frame->list, rect_inset(rect, -width), radius_px + width, paint_none(),
             stroke_solid(frame->theme->marks[MARK_FOCUS], width));
}

static struct text_style style_of(const struct frame *frame, enum face face, enum type_size size, enum text_role role)
{
    return (struct text_style){
        .face = face,
        .size_px = frame->scale.type[size],
        .colour = frame->theme->texts[role],
    };
}

struct text_style ui_text(const struct frame *frame, enum type_size size, enum text_role role)
{
    return style_of(frame, FACE_REGULAR, size, role);
}

struct text_style ui_bold(const struct frame *frame, enum type_size size, enum text_role role)
{
    return style_of(frame, FACE_BOLD, size, role);
}

struct text_style ui_mono(const struct frame *frame, enum type_size size, enum text_role role)
{
    struct text_style style = style_of(frame, FACE_MONO, size, role);
    style.figures = true;
    return style;
}

// Below what it explains, or above where there is no room; never past the picture.
static struct rect tooltip_place(const struct frame *frame, struct rect hit, float width, float height)
{
    const float gap = frame->scale.gap_px / 2;
    const float pointer = frame->ui->pointer.x;
    const float across = hit.width > 4 * width ? pointer : rect_centre(hit).x;
    float x = across - width / 2, y = rect_bottom(hit) + gap;
    if (y + height + gap > frame->list->height_px)
        y = hit.y - gap - height;
    if (y < gap) // so tall that it leaves no room on either side: beside the pointer
        y = frame->ui->pointer.y + 2 * gap;
    if (y + height + gap > frame->list->height_px)
        y = frame->list->height_px - gap - height;
    x = x + width + gap > frame->list->width_px ? frame->list->width_px - gap - width : x;
    return rect_of(x > gap ? x : gap, y > gap ? y : gap, width, height);
}

void ui_note(struct frame *frame, struct rect by, const char *text)
{
    const float pad = frame->scale.pad_px / 2;
    const struct text_style style = ui_text(frame, TYPE_LABEL, TEXT_MAIN);
    float widest = 320 * frame->scale.u;
    widest = widest < frame->list->width_px * 0.8f ? widest : frame->list->width_px * 0.8f;
    const float natural = draw_text_width(frame->list, text, style) + 1;
    const float width = natural < widest ? natural : widest;
    const float height = ui_paragraph_height(frame, width, text, style);
    const struct rect box = tooltip_place(frame, by, width + 2 * pad, height + 2 * pad);
    draw_layer_begin(frame->list);
    draw_box(frame->list, box, frame->scale.radius_px / 2, paint_solid(frame->theme->grounds[GROUND_TIP]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    ui_paragraph(frame, rect_inset(box, pad), text, style);
}

void ui_tooltip(struct frame *frame)
{
    const struct hit *hit = ui_hit_of(frame->ui, frame->ui->hover);
    if (!hit || !hit->tip || !*hit->tip || frame->ui->pressed)
        return;
    // An area's words are about the place under the pointer, not about the whole of it.
    const struct point pointer = frame->ui->pointer;
    const float half = 10 * frame->scale.u;
    ui_note(frame, hit->kind == HIT_AREA ? rect_of(pointer.x, pointer.y - half, 0, 2 * half) : hit->rect, hit->tip);
}
