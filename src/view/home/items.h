// The cards of the home: labs, then that of a command to record, then recordings that were seen last, as far as they say what is
// searched for.
#ifndef VIEW_HOME_ITEMS_H
#define VIEW_HOME_ITEMS_H

#include "view/model/model.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    HOME_LABS_MAX = 16,
    HOME_ITEMS_MAX = HOME_LABS_MAX + 1 + SEEN_MOST
};

struct home_item {
    uint32_t lab; // LAB_NONE: none
    bool command; // where a command is typed
    int seen;     // else: a recording's place in model.seen
};

struct home_items {
    struct home_item all[HOME_ITEMS_MAX];
    int count, labs, commands; // the first so many are labs, the next so many (none or one) are of a command
};

void home_items_of(struct home_items *items, const struct model *model);

// The one that is chosen; false: there is none.
bool home_chosen(const struct model *model, struct home_item *item);

#endif
