// Asks the lab's view, then the lab.
#include "view/labs/lab_names.h"

#include "lab/lab.h"
#include "view/labs/lab_view.h"

const char *lab_title(enum language language, uint32_t lab)
{
    const struct lab_view *view = lab_view_of(lab);
    return view && view->title ? text_of(language, view->title) : lab_of(lab)->title;
}

const char *lab_about(enum language language, uint32_t lab)
{
    const struct lab_view *view = lab_view_of(lab);
    return view && view->sentence ? text_of(language, view->sentence) : "";
}

void lab_icon_draw(struct frame *frame, uint32_t lab, struct rect rect)
{
    const struct lab_view *view = lab_view_of(lab);
    if (view && view->icon)
        view->icon(frame, rect);
}

uint32_t lab_after(uint32_t lab)
{
    do
        lab++;
    while (lab < LAB_COUNT && !lab_of(lab));
    return lab < LAB_COUNT ? lab : LAB_NONE;
}
