// Which program each process ran when, so that what lies in its memory can be called by its name.
#ifndef RECORD_PROGRAMS_H
#define RECORD_PROGRAMS_H

#include "os/file.h"
#include "record/event.h"
#include "record/made.h"

#include <stddef.h>
#include <stdint.h>

struct programs;

struct programs *programs_new(void); // NULL when memory is short
void programs_free(struct programs *programs);

// That a process became a program, at a moment: it is looked at where it is still there, else at programs_look.
void programs_became(struct programs *programs, int32_t pid, uint64_t ns);

// Looks at those that could not be looked at yet: a program is loaded a moment after it was begun. Whether some still cannot.
bool programs_look(struct programs *programs);

// From now on programs_name answers for the images of these streams, and of no others. Before that it knows nothing.
void programs_settle(struct programs *programs, const struct made *made, const struct event_streams *streams);

// What stands at an address of an image; false: that is not known.
bool programs_name(const struct programs *programs, uint32_t image, uint64_t address, char *name, size_t name_bytes);

// The file that an image's program was of and in whose place another lies now, so that nothing has a name; NULL: there is none such.
const char *programs_replaced(const struct programs *programs, uint32_t image);

// The file that an image's program is of, as it was when it was run, and what is added to the addresses in it; false: that is not known.
bool programs_file(const struct programs *programs, uint32_t image, const char **path, struct os_file_mark *mark,
                   uint64_t *bias);

#endif
