// What the home keeps: its part of the model.
#ifndef VIEW_HOME_HOME_MODEL_H
#define VIEW_HOME_HOME_MODEL_H

#include "view/model/model.h"

// What is typed there: a command to be recorded, a C or C++ program to be checked.
enum home_field {
    HOME_COMMAND,
    HOME_PROGRAM,
    HOME_FIELDS
};

struct home_typed {
    char text[COMMAND_TYPED_BYTES];  // as far as it is typed
    char draft[COMMAND_TYPED_BYTES]; // what was typed before one of the last was recalled
    int recalled;                    // which of model.commands stands there; −1: none, what is typed
};

struct home_model {
    int chosen;      // of the cards that are shown (view/home/items.h)
    char search[64]; // only cards that say this are
    struct home_typed typed[HOME_FIELDS];
    struct seen past_seen[PAST_RUNS]; // of each of model.past_runs what came of it; empty titles: it is not known yet
};

#endif
