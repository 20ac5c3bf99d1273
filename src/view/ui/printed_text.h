// What a task printed, made fit to be shown: its bytes may be any.
#ifndef VIEW_UI_PRINTED_TEXT_H
#define VIEW_UI_PRINTED_TEXT_H

#include "view/ui/ui.h"

// One print of the document's console as one line of plain text in the arena: what is not plain is "?", what breaks a line a
// space, what is longer than can be read is cut. Cost of a look at all prints before it where `bytes_before` is not known
// (SIZE_MAX): else that many bytes of the console's text come before it.
const char *printed_text(struct frame *frame, size_t print, size_t bytes_before);

// How many bytes of the console's text come before a print.
size_t printed_bytes_before(const struct frame *frame, size_t print);

#endif
