// A draw list as lines of text.
#ifndef VIEW_SHAPES_DUMP_H
#define VIEW_SHAPES_DUMP_H

#include "view/shapes/command.h"

#include <stdio.h>

// One line a command, the same text for the same list on every machine: for golden files and for reading.
void draw_list_dump(const struct draw_list *list, FILE *out);

#endif
