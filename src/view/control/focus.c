// What has the keyboard: Tab goes through all that can have it, arrows through a group.
#include "view/control/parts.h"

static bool takes_focus(const struct hit *hit) { return hit->focusable && !hit->disabled; }

size_t focus_first_hit(const struct ui *ui) { return ui->over < ui->hit_count ? ui->over : 0; }

static const struct hit *focused(const struct ui *ui)
{
    const struct hit *hit = ui_hit_of(ui, ui->focus);
    return hit && hit >= ui->hits + focus_first_hit(ui) && takes_focus(hit) ? hit : NULL;
}

// To the next (+1) or previous (−1) control, round the ends; of the group only, where there is one.
bool focus_move(struct ui *ui, int by, uint32_t group)
{
    const struct hit *present = focused(ui);
    const size_t first = focus_first_hit(ui), count = ui->hit_count - first;
    size_t at = present ? (size_t)(present - ui->hits) - first : by > 0 ? count - 1 : 0;
    for (size_t i = 0; i < count; i++) {
        at = (at + (by > 0 ? 1 : count - 1)) % count;
        const struct hit *hit = &ui->hits[first + at];
        if (takes_focus(hit) && (group == 0 || hit->group == group)) {
            ui->focus = hit->id;
            ui->focus_visible = true;
            return true;
        }
    }
    return false;
}

// Up (−1) or down (+1) within the column of a table, and no further.
static void move_row(struct ui *ui, const struct hit *from, int by)
{
    int left = from->columns;
    for (ptrdiff_t at = from - ui->hits + by; at >= (ptrdiff_t)focus_first_hit(ui) && at < (ptrdiff_t)ui->hit_count;
         at += by) {
        const struct hit *hit = &ui->hits[at];
        if (hit->group != from->group || --left > 0)
            continue;
        if (takes_focus(hit))
            ui->focus = hit->id;
        return;
    }
}

// Arrows on the control that has the keyboard: a slider moves, a group is gone through.
bool focus_arrow(const struct input *input, struct key_press key)
{
    const struct hit *hit = input->ui->focus_visible ? focused(input->ui) : NULL;
    const bool on = key.key == KEY_RIGHT || key.key == KEY_DOWN, back = key.key == KEY_LEFT || key.key == KEY_UP;
    // Up and down go into what has just opened.
    if (!hit && input->ui->over && !key.control && (key.key == KEY_UP || key.key == KEY_DOWN))
        return focus_move(input->ui, on ? 1 : -1, 0);
    if (!hit || key.control || (!on && !back))
        return false;
    if (hit->kind == HIT_DRAG && hit->action == ACTION_SCRUB) {
        if (key.key == KEY_LEFT || key.key == KEY_RIGHT)
            return false; // the playhead's own keys
        input_perform(input, ACTION_MOMENT, on ? 1 : -1, 0);
        return true;
    }
    if (talk_arrow(input, hit, key))
        return true;
    const bool along = key.key == KEY_UP || key.key == KEY_DOWN;
    const uint32_t before = input->ui->focus;
    bool moved = true;
    if (hit->columns && along)
        move_row(input->ui, hit, on ? 1 : -1);
    else
        moved = hit->group && focus_move(input->ui, on ? 1 : -1, hit->group);
    // Of what lies over the view up and down reach all, from group to group.
    if (along && input->ui->over && input->ui->focus == before)
        moved = focus_move(input->ui, on ? 1 : -1, 0);
    return moved;
}

bool focus_press(const struct input *input, bool below)
{
    const struct hit *hit = input->ui->focus_visible ? focused(input->ui) : NULL;
    if (hit)
        input_press(input, hit, below);
    return hit != NULL;
}
