// A tab a view, from the table of views.
#include "view/window/tabs.h"

#include "view/control/views.h"
#include "view/model/model.h"
#include "view/window/parts.h"

static const char *tab_key(struct frame *frame, int view, enum tab_saying saying)
{
    return saying == TABS_NAMES ? "" : ui_key(frame, ACTION_VIEW, view);
}

static const char *tab_name(const struct frame *frame, int view, enum tab_saying saying)
{
    const bool shown = saying != TABS_NUMBERS || frame->model->view == (enum view)view;
    return shown ? text_of(frame->language, view_rows[view]->title) : "";
}

static float tab_width(struct frame *frame, int view, enum tab_saying saying)
{
    const float body = frame->scale.type[TYPE_BODY];
    const char *name = tab_name(frame, view, saying), *key = tab_key(frame, view, saying);
    const float words = draw_text_width(frame->list, name, ui_bold(frame, TYPE_BODY, TEXT_MAIN));
    const float number = draw_text_width(frame->list, key, ui_text(frame, *name ? TYPE_SMALL : TYPE_BODY, TEXT_FAINT));
    return words + number + (*key && *name ? body * 0.55f : 0) + body * (saying == TABS_ALL ? 1.3f : 1.0f);
}

static float tab_gap(const struct frame *frame) { return 5 * frame->scale.u; }

float tabs_width(struct frame *frame, enum tab_saying saying)
{
    float width = tab_gap(frame) * (VIEW_TAB_COUNT - 1);
    for (int i = 0; i < VIEW_TAB_COUNT; i++)
        width += tab_width(frame, i, saying);
    return width;
}

// What is shown has nothing for it. Before the first run all may be yet to come.
static bool is_lacking(const struct frame *frame, enum view view)
{
    return (frame->document || view_tells_settings(view)) && !view_can_show(view, frame->model, frame->document);
}

void tabs_draw(struct frame *frame, struct rect room, enum tab_saying saying)
{
    for (int i = 0; i < VIEW_TAB_COUNT; i++) {
        const bool lacks = is_lacking(frame, (enum view)i);
        ui_tab(frame, rect_cut_left(&room, tab_width(frame, i, saying)), tab_key(frame, i, saying),
               tab_name(frame, i, saying),
               (struct ui_press){
                   .id = ui_id("tab", i),
                   .group = ui_group("tabs"),
                   .action = ACTION_VIEW,
                   .argument = i,
                   .tip = text_of(frame->language,
                                  lacks ? view_reason_of((enum view)i, frame->document).why : view_rows[i]->tip),
                   .disabled = lacks,
                   .chosen = frame->model->view == (enum view)i,
               });
        rect_cut_left(&room, tab_gap(frame));
    }
}
