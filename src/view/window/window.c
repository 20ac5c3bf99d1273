// The whole picture: parts from the outside in, then what lies over them.
#include "view/window/window.h"

#include "document/document.h"
#include "view/control/views.h"
#include "view/labs/sentence.h"
#include "view/lecture/question.h"
#include "view/lecture/scenes_page.h"
#include "view/model/model.h"
#include "view/shapes/lines.h"
#include "view/sides/halves.h"
#include "view/sides/sides.h"
#include "view/sides/strip.h"
#include "view/ui/words.h"
#include "view/window/command_sentence.h"
#include "view/window/parts.h"
#include "view/window/shown.h"

#include "base/text.h"
#include "lab/lab.h"

// What runs a program's threads are one by one.
static bool has_processes_alone(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (recording->tasks[t].kind != TASK_PROCESS)
            return false;
    return true;
}

// What is on the screen is the run, or in views that need none what can be run.
static enum language spoken(const struct document *document, const struct model *model)
{
    const bool settings = !document || view_tells_settings(model->view);
    const struct plan *plan = settings ? &model->settings.plan : document->recording.plan;
    const bool processes =
        plan->lab != LAB_NONE ? plan->kind == WORKERS_PROCESSES : has_processes_alone(&document->recording);
    return text_spoken(model->language, processes);
}

void frame_init(struct frame *frame, struct draw_list *list, struct ui *ui, const struct document *document,
                const struct model *model)
{
    ui_begin(ui);
    *frame = (struct frame){
        .list = list,
        .arena = list->arena,
        .theme = theme_get(model->theme),
        .scale = scale_for(model->width_px, model->height_px, model->zoom, model->lecture),
        .language = spoken(document, model),
        .ui = ui,
        .document = document,
        .model = model,
        .keys = model->keys,
        .key_modes = model_key_modes_bare(model),
    };
}

// ---- instead of a view ---------------------------------------------------------------------------------------------

static void draw_bar(struct frame *frame, struct rect bar, double share)
{
    const float corner = bar.height / 2;
    draw_box(frame->list, bar, corner, paint_solid(frame->theme->trims[TRIM_TRACK]), stroke_none());
    bar.width *= (float)(share > 0 ? (share < 1 ? share : 1) : 0);
    draw_box(frame->list, bar, corner, paint_solid(frame->theme->marks[MARK_ACCENT]), stroke_none());
}

// The two lines of what is being waited for, or of what to do.
static void say_nothing_yet(struct frame *frame, const char *lines[2])
{
    const struct model *model = frame->model;
    char buffer[TEXT_NUMBER_BYTES];
    const char *part = text_duration(buffer, model->run_elapsed_ns);
    lines[0] = model->running != RUN_BUSY ? text_of(frame->language, TEXT_NO_RUN_YET_ID)
               : model->to_record[0]      ? FILL(TEXT_RECORDING_NOW_ID, model->to_record)
                                          : text_of(frame->language, TEXT_RUNNING_ID);
    lines[1] = model->running == RUN_BUSY ? text_fill(frame->arena, frame->language, TEXT_RUNNING_FOR_ID, &part, 1)
                                          : FILL(TEXT_PRESS_R_ID, ui_key_said(frame, ACTION_RUN, 0));
    if (model->running != RUN_READING)
        return;
    part = text_grouped(buffer, (int64_t)model->run_updates_in_all);
    lines[0] = text_of(frame->language, model->run_stopped ? TEXT_READING_STOPPED_ID : TEXT_READING_ID);
    lines[1] = model->run_updates_in_all > 0
                   ? text_fill(frame->arena, frame->language, TEXT_READING_UPDATES_ID, &part, 1)
                   : "";
}

// A line and what it comes from in the middle of the room; how high one is.
static float draw_instead(struct frame *frame, struct rect room, const char *const lines[2])
{
    const float line = frame->scale.type[TYPE_HEAD] * 1.8f, y = rect_centre(room).y;
    struct text_style head = ui_bold(frame, TYPE_HEAD, TEXT_MAIN), words = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    head.across = words.across = ACROSS_CENTRE;
    head.along = words.along = ALONG_MIDDLE;
    head.foreign = true; // it may have a command in it
    if (!words_shrink(frame, lines[0], &head, room.width))
        head.max_px = room.width;
    draw_text(frame->list, point_at(rect_centre(room).x, y - line), lines[0], head);
    ui_paragraph(frame, rect_between(room.x, y - 0.5f * line, rect_right(room), rect_bottom(room)), lines[1], words);
    return line;
}

// There is nothing to show yet.
static void draw_nothing_yet(struct frame *frame)
{
    const struct model *model = frame->model;
    const struct rect room = ui_panel(frame, frame->body, NULL, NULL);
    const char *lines[2];
    say_nothing_yet(frame, lines);
    const float line = draw_instead(frame, room, lines), y = rect_centre(room).y;
    if (model->running != RUN_IDLE && model->run_updates_in_all > 0)
        draw_bar(frame, rect_of(rect_centre(room).x - room.width / 6, y + line, room.width / 3, 6 * frame->scale.u),
                 (double)model->run_updates / (double)model->run_updates_in_all);
}

static void draw_view(struct frame *frame)
{
    const enum view view = frame->model->view;
    const struct view_reason reason = view_reason_of(view, frame->document);
    const char *const words[] = { text_of(frame->language, reason.what), text_of(frame->language, reason.why) };
    if (frame->document && sides_shown(frame->model))
        sides_draw(frame, view_rows[view]->draw);
    else if (view_can_show(view, frame->model, frame->document))
        view_rows[view]->draw(frame);
    else if (frame->document || view_tells_settings(view))
        draw_instead(frame, ui_panel(frame, frame->body, NULL, NULL), words);
    else
        draw_nothing_yet(frame);
}

// ---- lecture -------------------------------------------------------------------------------------------------------

static void draw_command_line(struct frame *frame, struct rect room)
{
    int length = SENTENCE_WHOLE;
    while (length < SENTENCE_NUMBERS && command_sentence_width(frame, (enum sentence_length)length) > room.width)
        length++;
    command_sentence_draw(frame, room, (enum sentence_length)length);
}

float lecture_line_height(const struct frame *frame) { return frame->scale.type[TYPE_BODY] * 1.9f; }

void lecture_line_draw(struct frame *frame, struct rect *rest)
{
    const float side = WINDOW_SIDE * frame->scale.u;
    struct rect bar = rect_cut_top(rest, lecture_line_height(frame));
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const struct plan *shown = shown_plan(frame);
    const char *text = "";
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    if (shown_command(frame) && question_is_open(frame)) { // without how it ended
        style.foreign = true;
        words_fit_end(frame, rect_of(side, bar.y, bar.width - 2 * side, bar.height), shown_command(frame)->text, style,
                      false);
        return;
    }
    if (shown_command(frame)) {
        draw_command_line(frame, rect_of(side, bar.y, bar.width - 2 * side, bar.height));
        return;
    }
    for (int length = SENTENCE_WHOLE; length < SENTENCE_LENGTHS; length++) {
        text = no_lab_sentence(frame)
                   ? no_lab_sentence(frame)
                   : sentence_text(frame->arena, frame->language, shown, (enum sentence_length)length);
        if (draw_text_width(frame->list, text, style) <= bar.width - 2 * side)
            break;
    }
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(side, rect_centre(bar).y), text, style);
}

// Everything but a disc round the pointer is dimmed.
static void draw_spotlight(struct frame *frame)
{
    const struct point at = frame->ui->pointer;
    const float radius = 150 * frame->scale.u, reach = 2 * (frame->list->width_px + frame->list->height_px);
    if (!rect_holds(rect_of(0, 0, frame->list->width_px, frame->list->height_px), at))
        return;
    draw_layer_begin(frame->list);
    draw_disc(frame->list, at, radius + reach, paint_none(), stroke_solid(colour_faded(COLOUR(0x000000), 150), reach));
}

// ---- messages ------------------------------------------------------------------------------------------------------

void message_draw(struct frame *frame, float foot_px)
{
    const struct model *model = frame->model;
    if (!model->message[0])
        return;
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const float pad = frame->scale.pad_px, side = ui_row_height(frame);
    float widest = frame->list->width_px - 2 * (pad + frame->scale.gap_px) - side;
    widest = widest < 640 * frame->scale.u ? widest : 640 * frame->scale.u;
    const float natural = draw_text_width(frame->list, model->message, style) + 1;
    const float width = natural < widest ? natural : widest;
    const float height = ui_paragraph_height(frame, width, model->message, style);
    const float whole = width + 2 * pad + side;
    const struct rect box =
        rect_of((frame->list->width_px - whole) / 2, foot_px - frame->scale.gap_px - height - pad, whole, height + pad);
    draw_layer_begin(frame->list);
    draw_box(frame->list, box, frame->scale.radius_px, paint_solid(frame->theme->grounds[GROUND_TIP]),
             stroke_solid(frame->theme->marks[model->message_bad ? MARK_LOST : MARK_LINE], frame->scale.stroke_px));
    ui_paragraph(frame, rect_of(box.x + pad, box.y + pad / 2, width, height), model->message, style);
    ui_icon(frame, rect_of(rect_right(box) - side - pad / 4, box.y + (box.height - side) / 2, side, side), ICON_CLOSE,
            (struct ui_press){
                .id = ui_id("message", 0), .action = ACTION_DISMISS, .tip = text_of(frame->language, TEXT_CLOSE_ID) });
}

// ---- room ----------------------------------------------------------------------------------------------------------

// Units of the sheet that a view has use for: with less it can show nothing; with less than is good the row of cards is folded.
enum {
    VIEW_LEAST_WIDTH = 600,
    VIEW_LEAST_HEIGHT = 330,
    VIEW_GOOD_HEIGHT = 430
};

static bool shows_cards(const struct frame *frame) { return !frame->cards_folded && !shown_command(frame); }

// What is left for the view at the frame's scale.
static float view_height(struct frame *frame)
{
    const float width = frame->list->width_px;
    return frame->list->height_px - header_height(frame, width) - transport_height(frame, width) -
           (shows_cards(frame) ? variant_row_height(frame, width) : 0) - 2 * frame->scale.gap_px;
}

static bool view_has_room(struct frame *frame)
{
    const float u = frame->scale.u;
    frame->cards_folded = false;
    if (view_height(frame) < VIEW_GOOD_HEIGHT * u)
        frame->cards_folded = true;
    return view_height(frame) >= VIEW_LEAST_HEIGHT * u &&
           frame->list->width_px - 2 * WINDOW_SIDE * u >= VIEW_LEAST_WIDTH * u;
}

// The user's zoom, or the largest below it that leaves the view its room; never less than the design's own size.
static void settle_zoom(struct frame *frame)
{
    const struct model *model = frame->model;
    float zoom = model->zoom;
    while (!view_has_room(frame) && zoom > 1) {
        zoom = zoom_step(zoom, -1);
        frame->scale = scale_for(model->width_px, model->height_px, zoom, model->lecture);
    }
    frame->ui->zoom = zoom;
    frame->ui->zoom_held = zoom < model->zoom;
}

// ---- together ------------------------------------------------------------------------------------------------------

// What the views have open: of two recordings that of the one in which something is selected or noted; the notes are of both.
static void draw_over_view(struct frame *frame)
{
    const struct model *model = frame->model;
    const bool both = frame->document && sides_shown(model),
               lower = both && model->open_setting == OPEN_SELECTED && model->sides->timeline.pick.kind,
               noting = both && model->open_setting == OPEN_NOTE;
    struct frame of;
    if (noting && sides_frame(&of, frame, model->sides->noting)) { // its field is the window's
        views_draw_over(&of);
    } else if (both && !lower && sides_frame_beside(&of, frame, SIDE_UPPER)) {
        views_draw_over(&of);
    } else if (!lower) {
        views_draw_over(frame);
    } else if (sides_frame(&of, frame, SIDE_LOWER)) {
        ui_lower_begin(frame->ui);
        views_draw_over(&of);
        ui_lower_end(frame->ui);
    }
}

// What lies over every view.
static void draw_over(struct frame *frame, struct rect anchor)
{
    const struct model *model = frame->model;
    if (model->help)
        help_draw(frame);
    else if (model->open_setting == OPEN_FILE)
        file_popup_draw(frame);
    else if (model->open_setting == OPEN_SCENES)
        scenes_page_draw(frame);
    else if (model->open_setting == OPEN_MENU)
        menu_draw(frame, anchor);
    else if (model->open_setting >= 0 || model->open_setting == OPEN_SETTINGS)
        settings_popup_draw(frame, anchor);
    else
        draw_over_view(frame);
}

// Of two recordings the bar is that of the one that leads, with the marks of both.
static void draw_transport(struct frame *frame, struct rect foot, void (*draw)(struct frame *frame, struct rect foot))
{
    struct frame of;
    if (frame->document && sides_shown(frame->model) && sides_frame_beside(&of, frame, sides_lead(frame->model)))
        draw(&of, foot);
    else
        draw(frame, foot);
}

static void draw_desk(struct frame *frame, struct rect rest)
{
    settle_zoom(frame);
    const struct model *model = frame->model;
    const float side = WINDOW_SIDE * frame->scale.u, gap = frame->scale.gap_px;
    struct rect anchor = rect_of(0, 0, 1, 1);
    header_draw(frame, &rest, &anchor);
    if (shows_cards(frame))
        variant_row_draw(frame, &rest, &anchor);
    const struct rect foot = rect_cut_bottom(&rest, transport_height(frame, rest.width));
    frame->body = rect_between(rest.x + side, rest.y + gap, rect_right(rest) - side, foot.y - gap);
    draw_view(frame);
    draw_transport(frame, foot, transport_draw);
    message_draw(frame, foot.y);
    if (!model->help && model->open_setting == OPEN_LABS)
        lab_popup_draw(frame, anchor);
    else if (!model->help && !shown_command(frame) &&
             model->open_setting == (frame->cards_folded ? OPEN_CARDS : OPEN_MORE_CARDS))
        variant_popup_draw(frame, anchor);
    else
        draw_over(frame, anchor);
}

static void draw_home(struct frame *frame, struct rect rest)
{
    settle_zoom(frame);
    const float side = WINDOW_SIDE * frame->scale.u, gap = frame->scale.gap_px;
    struct rect anchor = rect_of(0, 0, 1, 1);
    home_header_draw(frame, &rest, &anchor);
    const struct rect foot = rect_cut_bottom(&rest, frame->scale.type[TYPE_BODY] * 3.4f);
    frame->body = rect_between(rest.x + side, rest.y, rect_right(rest) - side, foot.y - gap);
    view_rows[VIEW_HOME]->draw(frame);
    home_foot_draw(frame, foot);
    message_draw(frame, foot.y);
    draw_over(frame, anchor);
}

#define LECTURE_MOST 1.5f // its type is large by itself

static void draw_lecture(struct frame *frame, struct rect rest)
{
    const float gap = frame->scale.gap_px;
    const struct model *model = frame->model;
    // A sheet that is larger than the window has all in its place; without one the type alone gets larger.
    const float most = frame->ui->lens.is_there ? 1 : LECTURE_MOST;
    frame->ui->zoom = model->zoom < most ? model->zoom : most;
    frame->ui->zoom_held = model->zoom > most;
    frame->scale = scale_for(model->width_px, model->height_px, frame->ui->zoom, true);
    lecture_line_draw(frame, &rest);
    const struct rect foot = rect_cut_bottom(&rest, lecture_foot_height(frame));
    frame->body = rect_inset(rest, gap);
    draw_view(frame);
    draw_transport(frame, foot, lecture_foot_draw);
    message_draw(frame, foot.y);
    if (frame->model->help)
        help_draw(frame);
    else if (frame->model->open_setting == OPEN_FILE)
        file_popup_draw(frame);
    else if (frame->model->open_setting == OPEN_SCENES)
        scenes_page_draw(frame);
    else
        draw_over_view(frame);
}

// Nothing of the run that a view, the header or the transport might tell; no message, which may tell how a run ended.
static void draw_question(struct frame *frame, struct rect rest)
{
    const struct model *model = frame->model;
    float zoom = model->zoom;
    // Asked of the window, not of the sheet, whose size comes of the answer.
    const float sheet = frame->ui->lens.factor > 1 ? frame->ui->lens.factor : 1;
    const int width = (int)(rest.width / sheet), height = (int)(rest.height / sheet);
    for (;; zoom = zoom_step(zoom, -1)) {
        frame->scale = scale_for(width, height, zoom, model->lecture);
        const struct rect room = rect_of(0, 0, (float)width, (float)height * 0.98f - lecture_line_height(frame));
        if (zoom <= 1 || question_has_room(frame, room))
            break;
    }
    frame->scale = scale_for(model->width_px, model->height_px, zoom, model->lecture);
    frame->ui->zoom = zoom;
    frame->ui->zoom_held = zoom < model->zoom;
    lecture_line_draw(frame, &rest);
    frame->body = rest;
    question_draw(frame, rest);
    if (frame->model->help)
        help_draw(frame);
}

// A field that is no longer in the picture has lost the keyboard.
static void follow_field(struct ui *ui)
{
    if (ui->editing && !ui_hit_of(ui, ui->editing))
        ui->editing = 0;
}

// What has gone from the picture no longer has the keyboard; whatever opened what lay over the view has it again.
static void follow_focus(struct ui *ui)
{
    const bool over = ui->over > 0;
    if (over && !ui->was_over)
        ui->opener = ui->focus;
    if (ui->focus && !ui_hit_of(ui, ui->focus)) {
        const bool back = !over && ui->opener && ui_hit_of(ui, ui->opener);
        ui->again = ui->again || ui->focus_visible;
        ui->focus = back ? ui->opener : 0;
    }
    ui->was_over = over;
}

// What lies under the pointer may have come, gone or moved with this picture.
static void follow_pointer(struct ui *ui)
{
    const struct hit *hit = ui_hit_at(ui, ui->pointer);
    const struct hit *words = ui_words_at(ui, ui->pointer);
    const uint32_t hover = hit ? hit->id : 0, tip = words ? words->id : 0;
    ui->again = hover != ui->hover || tip != ui->tip;
    ui->hover = hover;
    if (tip != ui->tip)
        ui->tip_at = ui->pointer;
    ui->tip = tip;
}

void window_draw(struct frame *frame)
{
    const struct rect all = rect_of(0, 0, frame->list->width_px, frame->list->height_px);
    if (frame->model->blank) {
        draw_rect(frame->list, all, paint_solid(COLOUR(0x000000)));
        follow_pointer(frame->ui);
        return;
    }
    if (question_is_open(frame))
        draw_question(frame, all);
    else if (frame->model->view == VIEW_HOME)
        draw_home(frame, all);
    else if (frame->model->lecture)
        draw_lecture(frame, all);
    else
        draw_desk(frame, all);
    if (frame->model->spotlight)
        draw_spotlight(frame);
    ui_tooltip(frame);
    follow_field(frame->ui);
    follow_pointer(frame->ui);
    follow_focus(frame->ui);
}

static void tell_both(struct frame *frame, FILE *out)
{
    const struct view_row *view = view_rows[frame->model->view];
    struct frame of;
    fputc('\n', out);
    sides_strip_tell(frame, out);
    for (int side = 0; side < SIDES; side++) {
        if (!sides_frame(&of, frame, side))
            return;
        fprintf(out, "\n%s\n", of.model->together.title);
        if (view->tell)
            view->tell(&of, out);
    }
}

void window_tell(struct frame *frame, FILE *out)
{
    const enum view view = frame->model->view;
    draw_list_lines(frame->list, out);
    if (!question_is_open(frame) && frame->document && sides_shown(frame->model)) {
        tell_both(frame, out);
        return;
    }
    if (!question_is_open(frame) && view_rows[view]->tell && frame->document &&
        view_can_show(view, frame->model, frame->document)) {
        fputc('\n', out);
        view_rows[view]->tell(frame, out);
    }
}
