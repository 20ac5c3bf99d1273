// The field in which the name of a file is typed, where the desktop has no dialog for that: under it the names that begin so.
#include "view/model/file_kinds.h"
#include "view/ui/words.h"
#include "view/window/parts.h"

#include <math.h>

static float title_height(const struct frame *frame) { return frame->scale.type[TYPE_LABEL] * 1.9f; }
static float line_height(const struct frame *frame) { return ui_row_height(frame) * 0.85f; }

// What is wrong with what was entered, or what the keys do.
static const char *said_of(struct frame *frame)
{
    const struct file_field *file = &frame->model->file;
    static const enum text_id wrongs[] = {
        [FILE_RIGHT] = TEXT_FILE_KEYS_OPEN_ID,     [FILE_IS_THERE] = TEXT_FILE_IS_THERE_ID,
        [FILE_NOT_THERE] = TEXT_FILE_NOT_THERE_ID, [FILE_NO_FOLDER] = TEXT_FILE_NO_FOLDER_ID,
        [FILE_NO_FILE] = TEXT_FILE_NO_FILE_ID,     [FILE_NO_NAME] = TEXT_FILE_NO_NAME_ID,
    };
    const bool keys = file->wrong == FILE_RIGHT && file_kinds[file->asked].saves;
    return text_of(frame->language, keys ? TEXT_FILE_KEYS_SAVE_ID : wrongs[file->wrong]);
}

static void draw_name(struct frame *frame, struct rect row, int number)
{
    const struct file_field *file = &frame->model->file;
    const uint32_t id = ui_id("file name", number);
    const bool chosen = file->chosen == number, lit = chosen || ui_look_of(frame, id) != UI_PLAIN;
    struct text_style style = ui_text(frame, TYPE_BODY, lit ? TEXT_MAIN : TEXT_SOFT);
    if (lit)
        draw_box(frame->list, row, frame->scale.radius_px / 2,
                 paint_solid(frame->theme->grounds[chosen ? GROUND_SELECTED : GROUND_HOVER]), stroke_none());
    style.along = ALONG_MIDDLE;
    style.foreign = true;
    style.max_px = row.width - frame->scale.pad_px;
    draw_text(frame->list, point_at(row.x + frame->scale.pad_px / 2, rect_centre(row).y), file->names[number], style);
    ui_focus_ring(frame, row, frame->scale.radius_px / 2, id);
    ui_press_hit(
        frame, row,
        (struct ui_press){ .id = id, .group = ui_group("file names"), .action = ACTION_FILE_NAME, .argument = number });
}

static void draw_field(struct frame *frame, struct rect rect)
{
    ui_field(frame, rect, frame->model->file.typed, NULL,
             (struct ui_press){ .id = ui_id("file field", 0), .action = ACTION_FILE_TYPE });
}

void file_popup_draw(struct frame *frame)
{
    const struct file_field *file = &frame->model->file;
    const float width = fminf(560 * frame->scale.u * (frame->scale.lecture ? 1.4f : 1), frame->list->width_px * 0.8f),
                gap = frame->scale.gap_px / 2, field = ui_row_height(frame) * 1.1f, line = line_height(frame);
    const char *said = said_of(frame), *more = FILL(TEXT_FILE_MORE_ID, words_number(frame, file->more));
    const struct text_style title = ui_bold(frame, TYPE_LABEL, TEXT_SOFT),
                            words = ui_text(frame, TYPE_LABEL, file->wrong ? TEXT_LOST : TEXT_FAINT),
                            faint = ui_text(frame, TYPE_LABEL, TEXT_FAINT);
    const float foot = ui_paragraph_height(frame, width, said, words),
                names = line * (float)(file->name_count + (file->more > 0));
    const float height = title_height(frame) + field + gap + names + (names > 0 ? gap : 0) + foot;
    const float x = (frame->list->width_px - width) / 2, y = frame->list->height_px * 0.16f;
    struct rect room = popup_begin(frame, rect_of(x, y, width, 1), width, height);
    words_fit_end(frame, rect_cut_top(&room, title_height(frame)),
                  text_of(frame->language, file_kinds[file->asked].title), title, false);
    draw_field(frame, rect_cut_top(&room, field));
    rect_cut_top(&room, gap);
    for (int i = 0; i < file->name_count; i++)
        draw_name(frame, rect_cut_top(&room, line), i);
    if (file->more > 0) {
        struct rect row = rect_cut_top(&room, line);
        rect_cut_left(&row, frame->scale.pad_px / 2);
        words_fit_end(frame, row, more, faint, false);
    }
    rect_cut_top(&room, names > 0 ? gap : 0);
    ui_paragraph(frame, room, said, words);
}
