// What the home keeps: its part of the model.
#ifndef VIEW_HOME_HOME_MODEL_H
#define VIEW_HOME_HOME_MODEL_H

struct home_model {
    int chosen;      // of the cards that are shown (view/home/items.h)
    char search[64]; // only cards that say this are
};

#endif
