// How the cards of the home stand. Inside the home only.
#ifndef VIEW_HOME_PARTS_H
#define VIEW_HOME_PARTS_H

#include "view/home/items.h"
#include "view/looks/scale.h"

// How many recordings stand side by side in a room so wide; and how many labs, above them, in a window so high: in two rows of
// large cards where these fit.
int home_seen_columns(struct scale scale, float width_px);
int home_columns(struct scale scale, float width_px, float window_px, const struct home_items *items);

// How high the card of a command is, when it says all: its name, what is recorded, and the field; and with name and field alone.
float home_command_px(struct scale scale, bool whole);

// Which card lies in that way of the one (enum home_way): the same where none does.
int home_neighbour(const struct home_items *items, int at, int way, int columns, int seen_columns);

#endif
