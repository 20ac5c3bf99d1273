// What every part of the schedules view draws from. Inside that view only.
#ifndef VIEW_SCHEDULES_SHEET_H
#define VIEW_SCHEDULES_SHEET_H

#include "schedules/desk.h"
#include "view/ui/ui.h"

struct schedules_sheet {
    const struct desk *desk;
    struct course course;
    struct walk walk; // where the moves have led
    unsigned enabled; // who can move
    bool over;        // nobody can
};

#endif
