// The timeline. A thin first version, being written.
#include "view/control.h"
#include "view/views.h"

void timeline_draw(struct frame *frame) { ui_panel(frame, frame->body, NULL, NULL); }
void timeline_strip_draw(struct frame *frame, struct rect rect) { (void)frame, (void)rect; }
bool timeline_pointer(struct model *model, const struct document *document, struct area_input input)
{
    (void)model, (void)document, (void)input;
    return false;
}
void timeline_act(struct model *model, const struct document *document, enum action action, int64_t argument)
{
    (void)model, (void)document, (void)action, (void)argument;
}
void overview_lost_density(const struct document *document, bool even, int columns, uint32_t *lost)
{
    (void)document, (void)even;
    for (int i = 0; i < columns; i++)
        lost[i] = 0;
}
