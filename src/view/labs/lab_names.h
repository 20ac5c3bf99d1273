// A lab's name and what it is about, what its tasks are at, in the window's language; and its small picture.
#ifndef VIEW_LABS_LAB_NAMES_H
#define VIEW_LABS_LAB_NAMES_H

#include "view/ui/ui.h"

#include <stdint.h>

// "Queue": as its view says it, or the lab's own English title.
const char *lab_title(enum language language, uint32_t lab);

// What it is about, in one short sentence; empty where its view says nothing.
const char *lab_about(enum language language, uint32_t lab);

// Draws its small picture into the rectangle; one of tasks in general where it has none.
void lab_icon_draw(struct frame *frame, uint32_t lab, struct rect rect);

// What a task of the document's run is at while it merely sleeps at a moment: "task 4"; NULL: nothing else is known of it.
const char *lab_asleep(struct frame *frame, uint32_t task, uint64_t ns);

// The lab after that one in every list of them, LAB_NONE: the first; LAB_NONE: there are no more.
uint32_t lab_after(uint32_t lab);

#endif
