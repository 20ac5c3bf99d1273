// The home's cards with a field: what each says, and how they are drawn. Inside the home only.
#ifndef VIEW_HOME_FIELDS_H
#define VIEW_HOME_FIELDS_H

#include "view/home/home_model.h"
#include "view/ui/ui.h"

struct home_field_row {
    enum text_id title, line, brief; // what is done with what is typed; the same where there is little room
    enum text_id hint, tip;          // of the field
    enum text_id button, button_tip;
    void (*draw_icon)(struct frame *frame, struct rect rect);
};

extern const struct home_field_row home_fields[HOME_FIELDS];

// A card. whole: with its picture and what it is for; else name and field alone, side by side.
void home_field_draw(struct frame *frame, struct rect rect, enum home_field field, bool chosen, bool whole);

#endif
