// Keeps the list of what can be hit, and gives widgets and views their styles.
#include "view/ui/ui.h"

#include <math.h>
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
    ui->clear_count = 0;
    ui->lower = false;
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

#define LOWER 0x5bd1e995u // makes another id of an id, and the first again of that

static uint32_t other_of(uint32_t id) { return id && id != LOWER ? id ^ LOWER : id; }

// What is pointed at, pressed … while the lower one is drawn is looked for under the ids that it has then.
static void turn_ids(struct ui *ui)
{
    uint32_t *const ids[] = { &ui->hover, &ui->focus, &ui->pressed, &ui->tip, &ui->editing };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        *ids[i] = other_of(*ids[i]);
}

void ui_lower_begin(struct ui *ui)
{
    turn_ids(ui);
    ui->lower = true;
    ui->lower_from = ui->hit_count;
}

void ui_lower_end(struct ui *ui)
{
    turn_ids(ui);
    ui->lower = false;
    for (size_t i = ui->lower_from; i < ui->hit_count; i++) {
        ui->hits[i].id = other_of(ui->hits[i].id);
        ui->hits[i].group = other_of(ui->hits[i].group);
        ui->hits[i].lower = true;
    }
}

void ui_upper_begin(struct ui *ui) { ui->upper_from = ui->hit_count; }

void ui_upper_end(struct ui *ui)
{
    for (size_t i = ui->upper_from; i < ui->hit_count; i++)
        ui->hits[i].upper = true;
}

uint32_t ui_id_in_other(uint32_t id) { return other_of(id); }

const struct hit *ui_hit_of(const struct ui *ui, uint32_t id)
{
    for (size_t i = ui->hit_count; id && i-- > 0;)
        if (ui->hits[i].id == id)
            return &ui->hits[i];
    return NULL;
}

const struct hit *ui_hit_at(const struct ui *ui, struct point point)
{
    for (size_t i = ui->hit_count; i-- > 0;)
        if (ui->hits[i].kind != HIT_TIP && rect_holds(ui->hits[i].rect, point))
            return &ui->hits[i];
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

bool ui_has_ring(const struct ui *ui, uint32_t id)
{
    return ui->editing ? ui->editing == id : ui->focus_visible && ui->focus == id;
}

void ui_chosen_mark(struct frame *frame, struct rect rect)
{
    const float high = fmaxf(floorf(frame->scale.stroke_px * 1.5f), 2), in = frame->scale.radius_px;
    draw_rect(frame->list, rect_of(rect.x + in, rect_bottom(rect) - high, rect.width - 2 * in, high),
              paint_solid(frame->theme->marks[MARK_ACCENT]));
}

void ui_focus_ring(struct frame *frame, struct rect rect, float radius_px, uint32_t id)
{
    if (!ui_has_ring(frame->ui, id))
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

const char *ui_key(struct frame *frame, enum action action, int64_t argument)
{
    char name[KEY_NAME_BYTES];
    const struct key_binding *binding =
        frame->keys ? keymap_of_action(frame->keys, action, argument, frame->key_modes) : NULL;
    const char *key =
        binding ? arena_printf(frame->arena, "%s", key_binding_name(name, frame->keys, binding, frame->language)) : "";
    return key ? key : "";
}

const char *ui_key_said(struct frame *frame, enum action action, int64_t argument)
{
    const char *key = ui_key(frame, action, argument);
    return *key ? key : "–";
}

const char *ui_key_and(struct frame *frame, enum action action, int64_t argument, const char *words)
{
    const char *const parts[] = { ui_key(frame, action, argument), words };
    return *parts[0] ? text_fill(frame->arena, frame->language, TEXT_KEY_AND_WORDS_ID, parts, 2) : words;
}
