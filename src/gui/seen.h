// The recordings that were opened or saved last, as the home lists them.
#ifndef GUI_SEEN_H
#define GUI_SEEN_H

#include "document/document.h"
#include "view/model/model.h"

#include <stdio.h>

// Puts the recording in that file at the head of the model's list. Its names may come from anywhere: they are made plain.
void seen_add(struct model *model, const char *path, const struct document *document);

// Takes the one of that place off the list: it could not be opened.
void seen_drop(struct model *model, int index);

// One line of the settings file: path, title and what came of it, parted by tabs. False where it is none: no absolute path, or
// what is not plain. One whose file is not there any more is left out.
bool seen_read(struct model *model, const char *line);
void seen_write(FILE *out, const struct seen *seen);

#endif
