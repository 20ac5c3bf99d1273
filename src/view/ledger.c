// The ledger. A thin first version, being written.
#include "view/control.h"
#include "view/views.h"

void ledger_draw(struct frame *frame) { ui_panel(frame, frame->body, NULL, NULL); }
bool ledger_pointer(struct model *model, const struct document *document, struct area_input input)
{
    (void)model, (void)document, (void)input;
    return false;
}
void ledger_act(struct model *model, const struct document *document, enum action action, int64_t argument)
{
    (void)model, (void)document, (void)action, (void)argument;
}
