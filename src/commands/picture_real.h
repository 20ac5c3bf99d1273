// A picture of the comparison's page of a real CPython: both runs, made now or kept before.
#ifndef COMMANDS_PICTURE_REAL_H
#define COMMANDS_PICTURE_REAL_H

#include "base/status.h"
#include "document/document.h"
#include "labs/balance/beside.h"
#include "view/model/model.h"

// Empty: zeroed. It stays where it is while the model shows it.
struct picture_real {
    struct document documents[BESIDE_PARTS];
};

// Fills the page in. folder: where compare-real kept them; NULL: they are made, with the interpreter that is found here.
struct status picture_real_fill(struct picture_real *picture, struct model *model, const char *folder);
void picture_real_finish(struct picture_real *picture);

#endif
