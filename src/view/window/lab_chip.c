// Which lab the next run is of: a chip in the header that names it, and under it a list of all of them. Choosing one runs it.
#include "lab/lab.h"
#include "view/labs/lab_names.h"
#include "view/model/model.h"
#include "view/window/command_sentence.h"
#include "view/window/parts.h"

static const char *label_of(const struct frame *frame)
{
    if (shown_command(frame))
        return text_of(frame->language, TEXT_RECORDED_ID);
    return lab_title(frame->language, frame->model->settings.plan.lab);
}

float lab_chip_width(const struct frame *frame) { return ui_chooser_width(frame, label_of(frame)); }

void lab_chip_draw(struct frame *frame, struct rect rect)
{
    ui_chooser(frame, rect, label_of(frame),
               (struct ui_press){
                   .id = ui_id("lab chip", 0),
                   .group = ui_group("sentence"),
                   .action = ACTION_SETTING,
                   .argument = OPEN_LABS,
                   .tip = text_of(frame->language, shown_command(frame) ? TEXT_RECORDED_TIP_ID : TEXT_LABS_TIP_ID),
                   .chosen = frame->model->open_setting == OPEN_LABS });
}

// ---- the list ------------------------------------------------------------------------------------------------------

static float row_width(const struct frame *frame, uint32_t lab)
{
    const float title =
                    draw_text_width(frame->list, lab_title(frame->language, lab), ui_bold(frame, TYPE_BODY, TEXT_MAIN)),
                about = draw_text_width(frame->list, lab_about(frame->language, lab),
                                        ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    return (title > about ? title : about) + 2 * frame->scale.pad_px * 0.85f + 2;
}

static void draw_row(struct frame *frame, struct rect rect, uint32_t lab, bool two)
{
    ui_card(frame, rect, lab_title(frame->language, lab), two ? lab_about(frame->language, lab) : NULL,
            (struct ui_press){ .id = ui_id("lab", lab),
                               .group = ui_group("labs"),
                               .action = ACTION_LAB,
                               .argument = lab,
                               .tip = two ? NULL : lab_about(frame->language, lab),
                               .chosen = !shown_command(frame) && frame->model->settings.plan.lab == lab });
}

void lab_popup_draw(struct frame *frame, struct rect anchor)
{
    const float body = frame->scale.type[TYPE_BODY], small = frame->scale.type[TYPE_SMALL],
                gap = frame->scale.gap_px / 2,
                room = frame->list->height_px - 2 * popup_pad(frame) - frame->scale.gap_px;
    float width = 0, height = 1.15f * (body + small) + 1.1f * body, count = 0;
    for (uint32_t lab = lab_after(LAB_NONE); lab; lab = lab_after(lab), count++)
        width = row_width(frame, lab) > width ? row_width(frame, lab) : width;
    const bool two = (height + gap) * count <= room; // lines a row
    height = two ? height : 2.1f * body;
    if ((height + gap) * count > room)
        height = room / count - gap;
    struct rect rest = popup_begin(frame, anchor, width, (height + gap) * count - gap);
    for (uint32_t lab = lab_after(LAB_NONE); lab; lab = lab_after(lab)) {
        draw_row(frame, rect_cut_top(&rest, height), lab, two);
        rect_cut_top(&rest, gap);
    }
}
