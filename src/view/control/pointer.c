// The pointer: what it points at, presses, drags and turns.
#include "view/control/control.h"
#include "view/control/parts.h"

#include "view/ui/edit.h"

static void drag(const struct input *input, const struct hit *hit, struct point at)
{
    if (!hit->disabled)
        control_act(input->model, input->document, hit->action, (int64_t)(ui_drag_share(hit, at) * 1e6 + 0.5),
                    input->wishes);
}

static bool area(const struct input *input, const struct hit *hit, struct pointer_event event, bool pressed)
{
    const struct hit *words = ui_words_at(input->ui, event.at), *part = words && words->kind == HIT_TIP ? words : NULL;
    const struct area_input given = { hit, part, event, pressed, input->ui->pressed_at };
    return sides_shown(input->model) ? halves_pointer(input->model, input->document, given)
                                     : views_pointer(input->model, input->document, given);
}

static const struct hit *area_at(const struct ui *ui, struct point at)
{
    for (size_t i = ui->hit_count; i-- > focus_first_hit(ui);)
        if (ui->hits[i].kind == HIT_AREA && rect_holds(ui->hits[i].rect, at))
            return &ui->hits[i];
    return NULL;
}

// Where in the text that is only the picture can tell.
static void point_caret(struct ui *ui, struct point at, bool extends)
{
    ui->edit_pointed = true;
    ui->edit_extends = extends;
    ui->edit_at_px = at.x;
}

static bool pointer_moved(const struct input *input, struct pointer_event event)
{
    struct ui *ui = input->ui;
    const struct hit *hit = ui_hit_at(ui, event.at), *held = ui_hit_of(ui, ui->pressed);
    const uint32_t before = ui->hover;
    ui->hover = hit ? hit->id : 0;
    bool changed = ui_point(ui, event.at) || before != ui->hover || input->model->spotlight;
    if (held && held->kind == HIT_DRAG) {
        drag(input, held, event.at);
        return true;
    }
    if (held && held->kind == HIT_FIELD && ui->editing == held->id && event.at.x != ui->pressed_at.x) {
        point_caret(ui, event.at, true);
        return true;
    }
    if (held && held->kind == HIT_AREA)
        return area(input, held, event, true) || changed;
    if (!ui->pressed && hit && hit->kind == HIT_AREA)
        changed = area(input, hit, event, false) || changed;
    return changed;
}

static void pointer_went_down(const struct input *input, struct pointer_event event)
{
    struct ui *ui = input->ui;
    const struct hit *hit = ui_hit_at(ui, event.at);
    const uint32_t id = hit ? hit->id : 0;
    ui_dismiss_tip(ui);
    if (ui->editing && ui->editing != id)
        field_leave(input);
    ui->focus_visible = false;
    ui->pressed = id;
    ui->pressed_at = event.at;
    if (!hit || hit->disabled)
        return;
    if (hit->focusable)
        ui->focus = id;
    if (hit->kind == HIT_DRAG)
        drag(input, hit, event.at);
    else if (hit->kind == HIT_FIELD && ui->editing == id)
        point_caret(ui, event.at, event.shift);
    else if (hit->kind == HIT_AREA)
        area(input, hit, event, true);
}

static void pointer_went_up(const struct input *input, struct pointer_event event)
{
    struct ui *ui = input->ui;
    const struct hit *hit = ui_hit_at(ui, event.at), *held = ui_hit_of(ui, ui->pressed);
    ui->pressed = 0;
    if (held && held->kind == HIT_AREA)
        area(input, held, event, false);
    else if (held && hit && hit->id == held->id && ui->editing != hit->id)
        input_press(input, hit, event.control);
}

bool control_pointer(struct model *model, struct ui *ui, const struct document *document, struct pointer_event event,
                     struct wishes *wishes)
{
    model->drawn_zoom = ui->zoom;
    const struct input input = { model, ui, document, wishes };
    const struct hit *hit = area_at(ui, event.at);
    switch (event.kind) {
    case POINTER_MOVE:
        return pointer_moved(&input, event);
    case POINTER_DOWN:
        pointer_moved(&input, event);
        pointer_went_down(&input, event);
        return true;
    case POINTER_UP:
        pointer_moved(&input, event);
        pointer_went_up(&input, event);
        return true;
    case POINTER_WHEEL: {
        const bool dismissed = ui_dismiss_tip(ui);
        return talk_wheel(&input, event.wheel_y) || (hit && area(&input, hit, event, false)) || dismissed;
    }
    case POINTER_DOUBLE: {
        const struct hit *top = ui_hit_at(ui, event.at);
        if (top && top->kind == HIT_AREA)
            return area(&input, top, event, false);
        pointer_went_down(&input, event);
        if (top && ui->editing == top->id) {
            edit_select_all(ui);
            ui->edit_pointed = false;
            ui->pressed = 0; // it stays selected while the pointer still moves
        }
        return true;
    }
    case POINTER_MENU: {
        const struct hit *top = ui_hit_at(ui, event.at);
        ui_dismiss_tip(ui);
        field_leave(&input);
        if (top && top->kind == HIT_AREA)
            area(&input, top, event, false);
        return true;
    }
    case POINTER_LEAVE:
        ui->pointer = point_at(-1, -1);
        ui->hover = ui->tip = 0;
        return true;
    }
    return false;
}
