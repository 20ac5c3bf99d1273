// The menu: the last runs and files to go back to, what can be done with this run, how everything looks.
#include "view/model/model.h"
#include "view/sides/sides_model.h"
#include "view/ui/words.h"
#include "view/window/parts.h"

#include <string.h>

struct entry {
    const char *label;
    enum action action;
    int64_t argument;
    bool chosen, disabled;
};

enum {
    SHOWN_MOST = 5,
    ROW_MOST = 4
};

struct menu {
    struct frame *frame;
    struct rect rest;
    bool measuring;
    int shown;           // runs and files, at most
    float width, height; // what is needed
    uint32_t group;
};

static void widen(struct menu *menu, float width) { menu->width = width > menu->width ? width : menu->width; }

static void add_title(struct menu *menu, enum text_id id)
{
    struct frame *frame = menu->frame;
    const char *title = text_of(frame->language, id);
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    const float line = draw_text_lines(frame->list, style).line_px * 1.3f,
                above = menu->height > 0 ? frame->scale.gap_px : 0;
    widen(menu, draw_text_width(frame->list, title, style));
    menu->height += line + above;
    if (menu->measuring)
        return;
    rect_cut_top(&menu->rest, above);
    const struct rect row = rect_cut_top(&menu->rest, line);
    style.along = ALONG_MIDDLE;
    style.place = row;
    draw_text(frame->list, point_at(row.x, rect_centre(row).y), title, style);
}

static void add_hint(struct menu *menu, enum text_id id)
{
    struct frame *frame = menu->frame;
    const char *hint = text_of(frame->language, id);
    const struct text_style style = ui_text(frame, TYPE_LABEL, TEXT_FAINT);
    const float height = ui_paragraph_height(frame, menu->width, hint, style);
    menu->height += height;
    if (!menu->measuring)
        ui_paragraph(frame, rect_cut_top(&menu->rest, height), hint, style);
}

// A line that can be pressed, cut where it is too long: these texts are the user's own.
static void add_line(struct menu *menu, const char *text, enum action action, int index, bool chosen)
{
    struct frame *frame = menu->frame;
    const float height = ui_row_height(frame) * 0.85f;
    menu->height += height;
    if (menu->measuring)
        return;
    struct rect row = rect_cut_top(&menu->rest, height);
    const struct rect below = rect_cut_right(&row, height);
    const uint32_t id = ui_id(action == ACTION_OPEN_RUN ? "past run" : "recent", index);
    const bool lit = chosen || ui_look_of(frame, id) != UI_PLAIN;
    struct text_style style = ui_text(frame, TYPE_LABEL, lit ? TEXT_MAIN : TEXT_SOFT);
    if (lit)
        draw_box(frame->list, rect_inset(row, 1), frame->scale.radius_px / 2,
                 paint_solid(frame->theme->grounds[chosen ? GROUND_SELECTED : GROUND_HOVER]), stroke_none());
    style.along = ALONG_MIDDLE;
    style.max_px = row.width - frame->scale.pad_px;
    draw_text(frame->list, point_at(row.x + frame->scale.pad_px / 2, rect_centre(row).y), text, style);
    ui_focus_ring(frame, row, frame->scale.radius_px / 2, id);
    ui_hit(frame, (struct hit){
                      .rect = row,
                      .id = id,
                      .group = menu->group,
                      .columns = 2,
                      .kind = HIT_PRESS,
                      .focusable = true,
                      .action = action,
                      .argument = index,
                  });
    ui_icon(frame, below, ICON_BELOW,
            (struct ui_press){
                .id = ui_part(id, 1),
                .group = menu->group,
                .columns = 2,
                .action = ACTION_OPEN_BELOW,
                .argument = listed_argument(
                    (struct listed_one){ action == ACTION_OPEN_RUN ? LISTED_RUNS : LISTED_RECENT, index }),
                .tip = FILL(TEXT_OPEN_BELOW_TIP_ID, KEY_CONTROL_NAME),
                .disabled = !frame->document,
            });
}

static float entry_width(const struct menu *menu, const struct entry *entry)
{
    return ui_button_width(menu->frame, entry->label);
}

// Buttons side by side, as many to a line as fit.
static void add_buttons(struct menu *menu, const struct entry *entries, int count)
{
    struct frame *frame = menu->frame;
    const float gap = frame->scale.gap_px / 2, height = ui_row_height(frame);
    float most = 0;
    for (int i = 0; i < count; i++)
        most = entry_width(menu, &entries[i]) > most ? entry_width(menu, &entries[i]) : most;
    widen(menu, 2 * most + gap);
    for (int i = 0; i < count; i += 2) {
        menu->height += height + (i ? gap : 0);
        if (menu->measuring)
            continue;
        rect_cut_top(&menu->rest, i ? gap : 0);
        struct rect row = rect_cut_top(&menu->rest, height);
        const float width = (row.width - gap) / 2;
        for (int k = i; k < count && k < i + 2; k++) {
            ui_button(frame, rect_cut_left(&row, width), entries[k].label,
                      (struct ui_press){
                          .id = ui_id("menu entry", argument_of((int)entries[k].action, (int)entries[k].argument)),
                          .group = menu->group,
                          .action = entries[k].action,
                          .argument = entries[k].argument,
                          .chosen = entries[k].chosen,
                          .disabled = entries[k].disabled,
                      });
            rect_cut_left(&row, gap);
        }
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static void add_runs(struct menu *menu)
{
    const struct model *model = menu->frame->model;
    add_title(menu, TEXT_MENU_RUNS_ID);
    if (model->past_run_count == 0)
        add_hint(menu, TEXT_MENU_NO_RUNS_ID);
    for (int i = 0; i < model->past_run_count && i < menu->shown; i++)
        add_line(menu, model->past_runs[i], ACTION_OPEN_RUN, i, i == model->past_run_shown);
    menu->group++;
    add_title(menu, TEXT_MENU_FILES_ID);
    if (model->recent_count == 0)
        add_hint(menu, TEXT_MENU_NO_FILES_ID);
    for (int i = 0; i < model->recent_count && i < menu->shown; i++)
        add_line(menu, base_name(model->recent[i]), ACTION_OPEN_RECENT, i, false);
    menu->group++;
    const enum language language = menu->frame->language;
    const struct entry entries[] = {
        { text_of(language, TEXT_MENU_OPEN_ID), ACTION_OPEN, 0, false, false },
        { text_of(language, TEXT_MENU_WINDOW_ID), ACTION_WINDOW, 0, false, false },
    };
    add_buttons(menu, entries, sizeof entries / sizeof *entries);
    menu->group++;
}

static void add_deeds(struct menu *menu)
{
    const struct frame *frame = menu->frame;
    const bool none = !frame->document;
    const struct entry entries[] = {
        { text_of(frame->language, TEXT_MENU_SAVE_ID), ACTION_SAVE, 0, false, none },
        { text_of(frame->language, TEXT_MENU_SAVE_AS_ID), ACTION_SAVE_AS, 0, false, none },
        { text_of(frame->language, TEXT_MENU_PICTURE_ID), ACTION_PICTURE, 0, false, false },
        { text_of(frame->language, TEXT_MENU_ANIMATE_ID), ACTION_ANIMATE, 0, false, none },
        { text_of(frame->language, TEXT_MENU_BESIDE_ID), ACTION_BESIDE, 0, frame->model->sides->lower != NULL, none },
        { text_of(frame->language, TEXT_MENU_COPY_ID), ACTION_COPY, 0, false, none },
        { text_of(frame->language, TEXT_MENU_COPY_VIEW_ID), ACTION_COPY_VIEW, 0, false, none },
        { text_of(frame->language, TEXT_MENU_COPY_COMMAND_ID), ACTION_COPY_COMMAND, 0, false, none },
    };
    add_title(menu, TEXT_MENU_DO_ID);
    add_buttons(menu, entries, sizeof entries / sizeof *entries);
    menu->group++;
}

static void add_looks(struct menu *menu)
{
    const struct frame *frame = menu->frame;
    const struct model *model = frame->model;
    const struct entry entries[] = {
        { text_of(frame->language, model->theme == THEME_DARK ? TEXT_MENU_LIGHT_ID : TEXT_MENU_DARK_ID), ACTION_THEME,
          0, false, false },
        { text_of(frame->language, TEXT_MENU_CONTRAST_ID), ACTION_THEME, THEME_CONTRAST, model->theme == THEME_CONTRAST,
          false },
        { text_of(frame->language, TEXT_MENU_MOTION_ID), ACTION_MOTION, 0, model->reduced_motion, false },
        { text_of(frame->language, TEXT_MENU_LECTURE_ID), ACTION_LECTURE, 0, model->lecture, false },
        { text_of(frame->language, TEXT_MENU_SETTINGS_ID), ACTION_SETTING, OPEN_SETTINGS, false, false },
    };
    add_title(menu, TEXT_MENU_DISPLAY_ID);
    add_buttons(menu, entries, sizeof entries / sizeof *entries);
}

static void fill(struct menu *menu)
{
    menu->height = 0;
    menu->group = ui_group("menu");
    add_runs(menu);
    add_deeds(menu);
    add_looks(menu);
}

void menu_draw(struct frame *frame, struct rect anchor)
{
    struct menu menu = { .frame = frame, .measuring = true, .shown = SHOWN_MOST };
    const float room = frame->list->height_px - 2 * popup_pad(frame) - frame->scale.gap_px;
    fill(&menu); // the width first: hints break by it
    fill(&menu);
    while (menu.height > room && menu.shown > 1) {
        menu.shown--;
        fill(&menu);
    }
    menu.measuring = false;
    menu.rest = popup_begin(frame, anchor, menu.width, menu.height);
    fill(&menu);
}
