// The parts of the window round the views. Inside view only; views.h has what others call.
//
// Parts at the head cut the room they need off *rest, which is what is left for the next. All of it follows from
// what the texts measure in the present language and scale: where there is no room a part says less, in steps
// written down beside it, and never lets texts meet.
#ifndef VIEW_WINDOW_PARTS_H
#define VIEW_WINDOW_PARTS_H

#include "view/ui/ui.h"

// *anchor: what the open pop-up hangs from; left alone where none is.
void header_draw(struct frame *frame, struct rect *rest, struct rect *anchor);
void variant_row_draw(struct frame *frame, struct rect *rest, struct rect *anchor);
void home_header_draw(struct frame *frame, struct rect *rest, struct rect *anchor); // instead of it, at home
float header_height(struct frame *frame, float width_px);
float variant_row_height(const struct frame *frame, float width_px); // with the gap above it

// A button that names the lab, and all of them in a pop-up.
float lab_chip_width(const struct frame *frame);
void lab_chip_draw(struct frame *frame, struct rect rect);
void lab_popup_draw(struct frame *frame, struct rect anchor);

// The cards folded: a button that names the present one, and all of them in a pop-up.
float variant_chooser_width(const struct frame *frame);
void variant_chooser_draw(struct frame *frame, struct rect rect);
void variant_popup_draw(struct frame *frame, struct rect anchor);
// The room it needs is asked first: what stands above it comes first for the keyboard, and so is drawn first.
float transport_height(struct frame *frame, float width_px);
void transport_draw(struct frame *frame, struct rect bar);

// At home instead of the transport: what the keys do.
void home_foot_draw(struct frame *frame, struct rect bar);

// In a lecture: what is being shown in one line, and where in the run.
float lecture_line_height(const struct frame *frame);
void lecture_line_draw(struct frame *frame, struct rect *rest);
float lecture_foot_height(const struct frame *frame);
void lecture_foot_draw(struct frame *frame, struct rect bar);

// What lies over the view, on layers of its own.
void settings_popup_draw(struct frame *frame, struct rect anchor);
void file_popup_draw(struct frame *frame);
void menu_draw(struct frame *frame, struct rect anchor);
void help_draw(struct frame *frame);
void help_words_draw(struct frame *frame, struct rect room); // its first page
void message_draw(struct frame *frame, float foot_px);

#endif
