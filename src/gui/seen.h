// The recordings that were opened or saved last, as the home lists them.
#ifndef GUI_SEEN_H
#define GUI_SEEN_H

#include "document/document.h"
#include "view/model/model.h"

#include <stdio.h>

// Puts the recording in that file at the head of the model's list. Its names may come from anywhere: they are made plain.
void seen_add(struct model *model, const char *path, const struct document *document);

// What the recording is of, what came of it and when it was made.
void seen_tell(struct seen *seen, enum language language, const struct document *document);

// The file could not be read: the list says so from then on, until it can.
void seen_refused(struct model *model, const char *path);

// One line of the settings file: path, title and what came of it, parted by tabs. False where it is none: no absolute path, or
// what is not plain. One whose file is not there any more says so.
bool seen_read(struct model *model, const char *line);
void seen_write(FILE *out, const struct seen *seen);

// When one of them was made, a line of its own after it: seconds since 1970 and the path.
bool seen_read_began(struct model *model, const char *line);
void seen_write_began(FILE *out, const struct seen *seen);

#endif
