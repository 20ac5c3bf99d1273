// Fills the comparison's view of a picture in.
#ifndef COMMANDS_PICTURE_COMPARE_H
#define COMMANDS_PICTURE_COMPARE_H

#include "commands/picture_request.h"

// With runs made now, or those of --lines or --beside. experiment: NULL: the recording is another lab's.
struct status picture_compare_fill(struct picture_request *request, const struct experiment *experiment);

#endif
