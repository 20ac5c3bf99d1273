// Fills the schedules' view of a picture in.
#ifndef COMMANDS_PICTURE_SCHEDULES_H
#define COMMANDS_PICTURE_SCHEDULES_H

#include "commands/picture_request.h"

// The desk of the recording's guard and workers, some moves on; iterations as they were given, 1 otherwise. experiment is not
// needed.
struct status picture_schedules_fill(struct picture_request *request, const struct experiment *experiment);

#endif
