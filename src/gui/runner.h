// The experiment that runs, or the command that is recorded: a child that does it and leaves the recording among the passing ones.
//
// The first run of a window is to show what the program is about. Where it lost nothing though nothing guarded it, it is made
// again, a few times; those before stay among the past runs.
#ifndef GUI_RUNNER_H
#define GUI_RUNNER_H

#include "gui/child.h"
#include "gui/passing.h"

enum {
    RUNNER_TRIES = 5
};

struct runner {
    struct child child;
    struct plan plan;                  // of a lab's run
    char command[COMMAND_TYPED_BYTES]; // of a command that is recorded, as it was typed; empty: a lab's run
    char program[PATH_MAX]; // of a C program that is checked: what is made of it, and goes with its end; empty: none
    bool compiles;          // and is on its way
    bool checks;            // that is what the run is for
    struct waker waker;
    uint64_t since_ns;
    int number;     // of the run that is or was made
    bool cancelled; // on demand
    int tries;      // of this series; 0: it is none
};

enum runner_end {
    RUNNER_GOES_ON,
    RUNNER_RECORDED, // its file is there, whatever stopped it
    RUNNER_FAILED,   // there is none; the model's message says why, unless it was cancelled
};

// Starts a run of a lab's plan. schedule: NULL, or the moves that are to be made. A refusal becomes the model's message. in_series:
// it may be made again by running_again.
void runner_start(struct runner *runner, struct passing *passing, struct model *model, const struct plan *plan,
                  const char *schedule, bool in_series, struct waker waker);

// Runs and records a command that was typed; where that is a C or C++ source (or several, then words for the program), it is
// compiled first so that its loads and stores are seen, and what was made of it is left nowhere. False: its words cannot be told apart, or it does not start; the model's message says
// why. The command may still prove not to be there.
bool runner_record(struct runner *runner, struct passing *passing, struct model *model, const char *command,
                   struct waker waker);

// A command is asked to end: what it has done until then is recorded. Asked again it is ended. A run is given up.
void runner_cancel(struct runner *runner);

// At the end of the window: what runs goes with it.
void runner_finish(struct runner *runner);
bool runner_works(const struct runner *runner);

// Looks after it: progress, and its end, which is told once. *deadline then tells whether the deadline stopped it.
enum runner_end runner_tend(struct runner *runner, struct passing *passing, struct model *model, bool *deadline);

// Whether a run that came out so is to be made again: one of a series that could have lost something and did not.
bool runner_wants_another(const struct runner *runner, const struct document *document);

// What the series comes to, once its last run is shown: "Run 3: the first two lost nothing". Nothing where the first did lose.
void runner_say_series(struct runner *runner, struct model *model, bool lost);

#endif
