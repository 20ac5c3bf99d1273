// How the cards of the home stand. Inside the home only.
#ifndef VIEW_HOME_PARTS_H
#define VIEW_HOME_PARTS_H

#include "view/home/items.h"
#include "view/looks/scale.h"

// How many recordings stand side by side in a room so wide; and how many labs, above them, in a window so high: in two rows of
// large cards where these fit.
int home_seen_columns(struct scale scale, float width_px);
int home_columns(struct scale scale, float width_px, float window_px, const struct home_items *items);

// The same of cards with a field: beside each other where they have room. And how high one is, when it says all: its name, what it
// is for, and the field; and with name and field alone.
int home_field_columns(struct scale scale, float width_px, const struct home_items *items);
float home_field_px(struct scale scale, bool whole);

// How many of each kind stand side by side.
struct home_grid {
    int labs, fields, seen;
};

// Which card lies in that way of the one (enum home_way): the same where none does.
int home_neighbour(const struct home_items *items, int at, int way, struct home_grid columns);

#endif
