// What the home keeps: its part of the model.
#ifndef VIEW_HOME_HOME_MODEL_H
#define VIEW_HOME_HOME_MODEL_H

#include "view/model/model.h"

struct home_model {
    int chosen;                        // of the cards that are shown (view/home/items.h)
    char search[64];                   // only cards that say this are
    char command[COMMAND_TYPED_BYTES]; // as far as it is typed
    char draft[COMMAND_TYPED_BYTES];   // what was typed before one of the last was recalled
    int recalled;                      // which of model.commands stands there; −1: none, what is typed
};

#endif
