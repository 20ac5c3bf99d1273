// The foot of the home: what its keys do, as much of it as there is room for.
#include "view/window/parts.h"

void home_foot_draw(struct frame *frame, struct rect bar)
{
    static const struct {
        enum text_id words;
        enum action action;
        int64_t argument;
    } hints[] = {
        { TEXT_HOME_HINT_OPEN_ID, ACTION_HOME_ENTER, 0 }, { TEXT_HOME_HINT_BACK_ID, ACTION_CANCEL, 0 },
        { TEXT_HOME_HINT_SEARCH_ID, ACTION_SEARCH, 0 },   { TEXT_HOME_HINT_FILES_ID, ACTION_OPEN, 0 },
        { TEXT_HOME_HINT_DROP_ID, ACTION_NONE, 0 },
    };
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    float x = WINDOW_SIDE * frame->scale.u;
    const float end = rect_right(bar) - x;
    style.along = ALONG_MIDDLE;
    draw_rect(frame->list, bar, paint_solid(frame->theme->grounds[GROUND_BAR]));
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        const char *hint =
            ui_key_and(frame, hints[i].action, hints[i].argument, text_of(frame->language, hints[i].words));
        const bool field = hints[i].action == ACTION_SEARCH; // a lecture shows none
        if ((field && frame->scale.lecture) || x + draw_text_width(frame->list, hint, style) > end)
            continue;
        x = rect_right(draw_text(frame->list, point_at(x, rect_centre(bar).y), hint, style)) + style.size_px * 1.6f;
    }
}
