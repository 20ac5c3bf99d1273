// A small plain text that stands beside a recording and that people write to as well: its bookmarks, a talk's scenes. It is read
// again before each change, so that what somebody else wrote meanwhile stays, and replaced as a whole or not at all; what becomes of
// it on the disk is looked at.
#ifndef GUI_KEPT_TEXT_H
#define GUI_KEPT_TEXT_H

#include "base/status.h"
#include "gui/watch.h"
#include "view/model/model.h"

#include <stddef.h>

enum {
    KEPT_TEXT_MOST = 1 << 20,                                // bytes of a file
    KEPT_TEXT_NAME = sizeof((struct model){ 0 }.notes_file), // bytes, with the zero
};

// The text, to be given to free(). missing: a file that is not there has none, which is no failure.
struct status kept_text_read(const char *path, bool missing, char **text, size_t *bytes);

// What it is changed to, in the heap, *edited bytes of it; of none: there is to be no file. *status where it cannot be so: nothing is
// written then.
typedef char *kept_text_change(void *context, const char *text, size_t bytes, size_t *edited, struct status *status);

struct status kept_text_edit(const char *path, kept_text_change *change, void *context);

// What of the file's name there is room for.
const char *kept_text_name(char name[KEPT_TEXT_NAME], const char *path);

// Says that something is the matter with the file: a text of its name and of what it is.
void kept_text_failed(struct model *model, enum text_id id, const char *path, struct status status);

#endif
