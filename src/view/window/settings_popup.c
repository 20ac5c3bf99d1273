// The pop-up of a setting, of those that belong together, or of all: a row each with its title and its control.
#include "document/document.h"
#include "view/compare/real.h"
#include "view/model/model.h"
#include "view/model/setting_rows.h"
#include "view/ui/words.h"
#include "view/window/parts.h"
#include "view/window/shown.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct form {
    int rows[SETTING_GROUP_MAX];
    int count;
    float title_px, control_px, row_px, gap_px;
    bool dial;        // the dial of Pythons is among them: a real one can be set beside it
    const char *note; // under the rows; NULL: none
    bool wrong;
    float note_px; // its height
};

static const struct plan *next_run(const struct frame *frame) { return &frame->model->settings.plan; }

static const struct setting *setting_of(const struct frame *frame, int row)
{
    return settings_row(frame->model->settings.lab, row);
}

static const struct setting_row *words_of(const struct frame *frame, int row)
{
    return setting_row_of(frame->model->settings.lab, row);
}

static const char *shown(struct frame *frame, int row)
{
    char value[SETTING_TEXT_BYTES];
    const struct setting *setting = setting_of(frame, row);
    if (setting->never && setting_number(setting, next_run(frame)) == 0 &&
        frame->ui->editing != ui_id("setting field", row))
        return text_of(frame->language, words_of(frame, row)->never);
    const char *text = arena_printf(frame->arena, "%s", setting_write(setting, next_run(frame), value));
    return text ? text : "";
}

// What a choice is called; NULL: there are no more.
static const char *choice_label(const struct frame *frame, int row, int choice)
{
    const char *name = setting_choice_name(setting_of(frame, row), choice);
    const enum text_id label = choice < SETTING_CHOICES_MAX ? words_of(frame, row)->labels[choice] : 0;
    return name && label ? text_of(frame->language, label) : name;
}

static float control_width(struct frame *frame, int row)
{
    const struct setting *setting = setting_of(frame, row);
    const char *label;
    float width = 0;
    for (int i = 0; (label = choice_label(frame, row, i)) != NULL; i++) {
        const float one = ui_button_width(frame, label);
        if (setting->steps)
            width = width > one + 2 * ui_row_height(frame) ? width : one + 2 * ui_row_height(frame);
        else
            width += one + (i ? frame->scale.gap_px / 2 : 0);
    }
    const float least = 10 * frame->scale.type[TYPE_BODY];
    return width > least ? width : least;
}

// What may be typed into a row, in words.
static const char *range_words(struct frame *frame, int row)
{
    char low[SETTING_TEXT_BYTES], high[SETTING_TEXT_BYTES];
    if (setting_of(frame, row)->kind == SETTING_CHOICE)
        return NULL;
    setting_ends(&frame->model->settings, row, low, high);
    return text_fill(frame->arena, frame->language, words_of(frame, row)->range, (const char *[]){ low, high }, 2);
}

// The values there are, where they can be counted: "2.7, 3.9, 3.10".
static const char *choices_words(struct frame *frame, int row)
{
    const char *words = "", *label;
    for (int i = 0; (label = choice_label(frame, row, i)) != NULL; i++)
        words = i ? FILL(TEXT_EXPLAIN_COMMA_ID, words, label) : label;
    return words;
}

// Why the last value was refused. The settings' own words are a command line's: they name options.
static const char *wrong_words(struct frame *frame)
{
    const struct model *model = frame->model;
    const int row = model->setting_wrong_row;
    if (!words_of(frame, row))
        return text_of(frame->language, TEXT_SETTINGS_TOO_LARGE_ID);
    const bool choice = setting_of(frame, row)->kind == SETTING_CHOICE;
    return text_fill(
        frame->arena, frame->language, TEXT_SETTING_WRONG_ID,
        (const char *[]){ model->setting_typed, choice ? choices_words(frame, row) : range_words(frame, row) }, 2);
}

static int edited_row(const struct frame *frame, const struct form *form)
{
    for (int i = 0; i < form->count; i++)
        if (frame->ui->editing == ui_id("setting field", form->rows[i]))
            return form->rows[i];
    return form->count == 1 ? form->rows[0] : -1;
}

static bool is_dial(const struct frame *frame, int row) { return strcmp(setting_of(frame, row)->name, "python") == 0; }

static void measure(struct frame *frame, struct form *form)
{
    const struct model *model = frame->model;
    form->count = setting_group(&model->settings, model->open_setting, form->rows);
    if (form->count == 0) // a part of the run that is shown which the next would not have: all there are
        form->count = setting_group(&model->settings, OPEN_SETTINGS, form->rows);
    form->row_px = ui_row_height(frame);
    form->gap_px = frame->scale.gap_px / 2;
    for (int i = 0; i < form->count; i++) {
        const char *title = text_of(frame->language, words_of(frame, form->rows[i])->title);
        const float wide = draw_text_width(frame->list, title, ui_text(frame, TYPE_BODY, TEXT_SOFT));
        const float control = control_width(frame, form->rows[i]);
        form->title_px = wide > form->title_px ? wide : form->title_px;
        form->control_px = control > form->control_px ? control : form->control_px;
        form->dial = form->dial || is_dial(frame, form->rows[i]);
    }
    const int row = edited_row(frame, form);
    form->wrong = model->setting_wrong[0] != '\0';
    form->note = form->wrong ? wrong_words(frame) : row >= 0 ? range_words(frame, row) : NULL;
    if (!form->note && (!frame->document || next_run_differs(frame)))
        form->note = FILL(TEXT_RUN_TO_APPLY_ID, ui_key_said(frame, ACTION_RUN, 0));
}

// Rows, and the button below one of them.
static int lines_of(const struct form *form) { return form->count + form->dial; }

// Rows closer together where they would not all fit into the window, as long as they can be read.
static void tighten(const struct frame *frame, struct form *form)
{
    const float room = frame->list->height_px - frame->scale.gap_px - 2 * popup_pad(frame) - form->note_px;
    const float pitch = room / (float)lines_of(form);
    if (form->row_px + form->gap_px <= pitch)
        return;
    const float least = draw_text_lines(frame->list, ui_text(frame, TYPE_BODY, TEXT_MAIN)).line_px * 1.15f;
    form->gap_px = form->gap_px < pitch - least ? form->gap_px : frame->scale.line_px;
    form->row_px = floorf(pitch - form->gap_px > least ? pitch - form->gap_px : least);
}

static void draw_choices(struct frame *frame, struct rect rect, int row, uint32_t group)
{
    const int chosen = setting_choice_place(setting_of(frame, row), next_run(frame));
    const char *label;
    float natural = 0;
    int count = 0;
    for (; (label = choice_label(frame, row, count)) != NULL; count++)
        natural += ui_button_width(frame, label);
    const float gap = frame->scale.gap_px / 2, spare = (rect.width - natural - gap * (float)(count - 1)) / (float)count;
    for (int i = 0; i < count; i++) {
        label = choice_label(frame, row, i);
        ui_button(frame, rect_cut_left(&rect, ui_button_width(frame, label) + spare), label,
                  (struct ui_press){
                      .id = ui_id("setting choice", setting_pick_argument((struct setting_pick){ row, i })),
                      .group = group,
                      .action = ACTION_SETTING_PICK,
                      .argument = setting_pick_argument((struct setting_pick){ row, i }),
                      .chosen = chosen == i,
                  });
        rect_cut_left(&rect, gap);
    }
}

static void draw_number(struct frame *frame, struct rect rect, int row, uint32_t group)
{
    const uint32_t id = ui_id("setting field", row);
    const struct ui_press press = { .id = id, .group = group, .action = ACTION_SETTING_TYPE, .argument = row };
    if (!setting_of(frame, row)->steps)
        ui_field(frame, rect, shown(frame, row), NULL, press);
    else if (frame->ui->editing == id)
        ui_stepper_field(frame, rect, shown(frame, row), ACTION_SETTING_LESS, ACTION_SETTING_MORE, press);
    else
        ui_stepper(frame, rect, shown(frame, row), ACTION_SETTING_LESS, ACTION_SETTING_MORE, press);
}

static void draw_row(struct frame *frame, struct rect line, const struct form *form, int index)
{
    const int row = form->rows[index];
    const struct setting *setting = setting_of(frame, row);
    const uint32_t group = ui_id("settings", index);
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    const struct rect title = rect_cut_left(&line, form->title_px);
    style.place = rect_inset(title, -1);
    draw_text(frame->list, point_at(title.x, rect_centre(title).y),
              text_of(frame->language, words_of(frame, row)->title), style);
    rect_cut_left(&line, popup_pad(frame));
    if (setting->kind == SETTING_CHOICE && !setting->steps)
        draw_choices(frame, line, row, group);
    else
        draw_number(frame, line, row, group);
}

// What leads from the model to the real thing, where there is one; else why not.
static void draw_real(struct frame *frame, struct rect line)
{
    const char *label = text_of(frame->language, TEXT_REAL_COMPARE_ID),
               *missing = real_missing(frame->arena, frame->language, frame->model);
    const float natural = ui_button_width(frame, label);
    if (natural < line.width)
        line = rect_cut_right(&line, natural);
    ui_button(frame, line, label,
              (struct ui_press){ .id = ui_id("compare real", 0),
                                 .group = ui_group("compare real"),
                                 .action = ACTION_COMPARE_REAL,
                                 .tip = missing ? missing : real_start_tip(frame),
                                 .disabled = missing != NULL });
}

void settings_popup_draw(struct frame *frame, struct rect anchor)
{
    struct form form = { 0 };
    measure(frame, &form);
    const struct text_style note = ui_text(frame, TYPE_LABEL, form.wrong ? TEXT_LOST : TEXT_SOFT);
    const float width = form.title_px + popup_pad(frame) + form.control_px;
    if (form.note)
        form.note_px = ui_paragraph_height(frame, width, form.note, note) + form.gap_px;
    tighten(frame, &form);
    const float rows = (form.row_px + form.gap_px) * (float)lines_of(&form) - form.gap_px;
    struct rect rest = popup_begin(frame, anchor, width, rows + form.note_px);
    for (int i = 0; i < form.count; i++) {
        draw_row(frame, rect_cut_top(&rest, form.row_px), &form, i);
        if (is_dial(frame, form.rows[i])) {
            rect_cut_top(&rest, form.gap_px);
            draw_real(frame, rect_cut_top(&rest, form.row_px));
        }
        if (i + 1 < form.count)
            rect_cut_top(&rest, form.gap_px);
    }
    if (form.note) {
        rect_cut_top(&rest, form.gap_px);
        ui_paragraph(frame, rest, form.note, note);
    }
}
