// The folder of the recordings that live as long as the window, and the last runs in it.
//
// A run's file bears its number. The newest runs are kept, and with each a line for the menu; older ones are removed.
#ifndef GUI_PASSING_H
#define GUI_PASSING_H

#include "base/status.h"
#include "document/document.h"
#include "os/passing.h"
#include "view/compare/feed.h"
#include "view/model/model.h"

#include <limits.h>

struct passing {
    struct os_passing_folder folder;
    int runs;                              // made so far: the number of the last
    int numbers[8];                        // of the past runs in the model, newest first
    char commands[8][COMMAND_TYPED_BYTES]; // of each, where one was typed
};

// STATUS_FAILED where no folder can be made.
struct status passing_init(struct passing *passing);
void passing_finish(struct passing *passing); // removes all of it; a zeroed one is allowed

// The file of a run, of a page's row in the comparison.
void passing_run_file(const struct passing *passing, int number, char path[PATH_MAX]);
void passing_compared_file(const struct passing *passing, enum compare_page page, int row, char path[PATH_MAX]);
void passing_drop_compared(const struct passing *passing, enum compare_page page);

// The run with that number becomes the newest of the model's past runs; the oldest goes where there is no room. command: as it was
// typed, or empty: a run of the plan.
void passing_remember(struct passing *passing, struct model *model, int number, const struct plan *plan,
                      const char *command);

// What the run with that number was typed as; "": it is a lab's, or there no more.
const char *passing_command(const struct passing *passing, const struct model *model, int number);

// How it came out, beside its line: known once it is understood.
void passing_tell(const struct passing *passing, struct model *model, int number, const struct document *document);

// The place of a run among the past ones, from its number; −1: it is there no more.
int passing_index(const struct passing *passing, const struct model *model, int number);

#endif
