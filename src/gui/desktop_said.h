// What a desktop has said of how things are to look, and what follows from it.
#ifndef GUI_DESKTOP_SAID_H
#define GUI_DESKTOP_SAID_H

#include "view/model/model.h"

enum {
    DESKTOP_SETTINGS = 6
};
// By setting: 1 as the desktop has it, 0 if it has none.
struct desktop_said {
    double values[DESKTOP_SETTINGS];
    bool is_said[DESKTOP_SETTINGS];
};

// Takes one setting in; false: it is none of those that count.
bool desktop_hear(struct desktop_said *said, const char *group, const char *key, double value);

struct desktop_looks desktop_looks_of(const struct desktop_said *said);

// The group of settings that it is one of, as the portal calls it; from 0.
const char *desktop_group(int setting);

#endif
