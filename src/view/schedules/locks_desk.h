// Locks alone on the scheduler's desk: what is known of them, and moves. Inside the schedules view only.
#ifndef VIEW_SCHEDULES_LOCKS_DESK_H
#define VIEW_SCHEDULES_LOCKS_DESK_H

#include "view/model/model.h"
#include "view/model/wishes.h"
#include "view/schedules/schedules_model.h"
#include "view/ui/ui.h"

// Works out what is shown, where that is not known yet: under a millisecond.
void locks_prepare(struct schedules_model *schedules);

void locks_act(struct model *model, enum action action, int64_t argument, struct wishes *wishes);

// The settings by which the lab `locks` takes the moves on the desk on real threads or processes: those of the window where
// they are its own, else its defaults. Without a move the first that is possible. False: it cannot be run so.
bool locks_desk_settings(const struct model *model, struct settings *settings);

#endif
