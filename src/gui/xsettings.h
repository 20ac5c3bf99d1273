// XSETTINGS: what a desktop's settings daemon tells all programs on an X display (https://specifications.freedesktop.org/xsettings-spec).
// Xfce's, MATE's, Cinnamon's and GNOME's tell it, and xsettingsd.
#ifndef GUI_XSETTINGS_H
#define GUI_XSETTINGS_H

#include <stdbool.h>
#include <stddef.h>

struct xsettings {
    char theme[64];  // of GTK, "Net/ThemeName"; empty: not told
    bool animations; // "Gtk/EnableAnimations"; true also where it is not told
    bool has_animations;
    float dpi; // "Xft/DPI"; 0: not told
};

// Reads the daemon's property, anybody's bytes. False: it is not one that can be read to its end; then nothing is told.
bool xsettings_read(const void *bytes, size_t size, struct xsettings *settings);

// Asks the daemon of the display that SDL is on. False: there is none, or SDL is not on X.
bool xsettings_ask(struct xsettings *settings);

// Tells what the daemon says, now and whenever one of these changes; nothing told: there is none any more. Returns when there is no such
// display, or none any more.
void xsettings_follow(void (*hear)(const struct xsettings *settings));

#endif
