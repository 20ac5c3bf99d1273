// The document that is shown, kept as long as anybody still works on it.
//
// The window lets go of it when another comes; a job that writes it to a file may need it longer.
#ifndef GUI_SHOWN_H
#define GUI_SHOWN_H

#include "document/document.h"

#include <stdatomic.h>

struct shown {
    struct document document; // built, or zeroed
    atomic_int users;
};

struct shown *shown_create(void);              // of one user; NULL when memory is short
struct shown *shown_keep(struct shown *shown); // for one user more; from any thread that has it
void shown_release(struct shown *shown);       // the last one takes it apart; NULL is allowed

#endif
