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

// The name of a theme of GTK: dark or light, and whether it has more contrast.
void desktop_hear_theme(struct desktop_said *said, const char *name);

void desktop_hear_animations(struct desktop_said *said, bool on);

// What is not said is as the other has it.
void desktop_fill(struct desktop_said *said, const struct desktop_said *other);

// less: what was said elsewhere, or NULL. It chooses between dark and light where the first has no preference; more contrast or less motion
// either can ask for.
struct desktop_looks desktop_looks_of(const struct desktop_said *said, const struct desktop_said *less);

// The group of settings that it is one of, as the portal calls it; from 0.
const char *desktop_group(int setting);

#endif
