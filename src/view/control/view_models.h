// What the views keep of their own between two pictures, and the keys. Large (some 400 kB), and copied as a whole only, with the model.
#ifndef VIEW_CONTROL_VIEW_MODELS_H
#define VIEW_CONTROL_VIEW_MODELS_H

#include "view/compare/compare_model.h"
#include "view/home/home_model.h"
#include "view/ledger/ledger_model.h"
#include "view/model/model.h"
#include "view/schedules/schedules_model.h"
#include "view/sides/sides.h"
#include "view/timeline/timeline_model.h"

struct view_models {
    struct timeline_model timeline;
    struct ledger_model ledger;
    struct schedules_model schedules;
    struct compare_model compare;
    struct home_model home;
    struct keymap keys;
    struct sides_model sides;
};

// The model has these from here on; they stay the caller's and must outlive it.
static inline void view_models_join(struct model *model, struct view_models *models)
{
    model->timeline = &models->timeline;
    model->ledger = &models->ledger;
    model->schedules = &models->schedules;
    model->compare = &models->compare;
    model->home = &models->home;
    model->keys = &models->keys;
    sides_join(model, &models->sides);
}

// A copy of the model with parts of its own; models: as above.
static inline struct model view_models_copy(const struct model *model, struct view_models *models)
{
    struct model copy = *model;
    *models = (struct view_models){ *model->timeline, *model->ledger, *model->schedules, *model->compare,
                                    *model->home,     *model->keys,   *model->sides };
    view_models_join(&copy, models);
    return copy;
}

#endif
