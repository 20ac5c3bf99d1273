// The cards of the home: labs, then those with a field (a command to be recorded, a program to be checked), then recordings that
// were seen last, as far as they say what is searched for.
#ifndef VIEW_HOME_ITEMS_H
#define VIEW_HOME_ITEMS_H

#include "view/home/home_model.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    HOME_LABS_MAX = 16,
    HOME_PAST_MOST = 3, // the newest: the menu has more
    HOME_ITEMS_MAX = HOME_LABS_MAX + HOME_FIELDS + HOME_PAST_MOST + SEEN_MOST
};

struct home_item {
    uint32_t lab;          // LAB_NONE: none
    bool has_field;        // where something is typed
    enum home_field field; // what
    bool is_past;          // one of this window's runs
    int seen;              // of such a one its place in model.home.past_seen; else a recording's in model.seen
};

struct home_items {
    struct home_item all[HOME_ITEMS_MAX];
    int count, labs, fields; // the first so many are labs, the next so many have a field
};

void home_items_of(struct home_items *items, const struct model *model);

// The one that is chosen; false: there is none.
bool home_chosen(const struct model *model, struct home_item *item);

#endif
