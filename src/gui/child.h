// This very program at work in a process of its own, told by command-line words and heard line by line.
//
// Its end is waited for in a thread that does nothing else, so that the window wakes the moment it comes.
#ifndef GUI_CHILD_H
#define GUI_CHILD_H

#include "base/status.h"
#include "gui/job.h"
#include "os/child.h"

enum {
    CHILD_OUTPUT_BYTES = 1024,
    CHILD_WORDS_BYTES = 1024,
    CHILD_WORDS_MAX = OS_CHILD_WORDS_MAX
};

struct child {
    struct os_child os; // process 0: none
    struct job *watch;  // waits for its end; NULL: the window has to look
    char out[CHILD_OUTPUT_BYTES], err[CHILD_OUTPUT_BYTES];
    size_t out_bytes, err_bytes;
};

#define CHILD_NONE ((struct child){ .os = { .out = -1, .err = -1 } })

// Starts it with these words (count of them), then those in the text, parted by spaces (which is written into).
struct status child_start(struct child *child, const char *const *words, int count, char *text, struct waker waker);

// A recorder: the command that it runs, and all that this starts, end with it when it is stopped. text: NULL: no more words.
struct status child_start_recorder(struct child *child, const char *const *words, int count, char *text,
                                   struct waker waker);

bool child_works(const struct child *child); // also when it has ended and child_finish has not been called

// The next whole line it has written, without its end; NULL: none now. Valid until the next call.
char *child_line(struct child *child, char buffer[CHILD_OUTPUT_BYTES]);

// Whether it has ended: os.code and os.signal then tell how.
bool child_ended(struct child *child);

// What it said when it failed, the last line of its errors; of success: nothing.
struct status child_error(struct child *child);

// Of a compiler: the first line of its errors, as far as they are kept, that names one; else as child_error.
struct status child_compiler_error(struct child *child);

void child_stop(struct child *child); // asks it to end

// Asks a recorder to end, and again, waiting some tenths of a second each time: killed with its recorder alone a command would go
// on.
void child_ask_twice(struct child *child);
void child_finish(struct child *child); // ends it, if need be the hard way

#endif
