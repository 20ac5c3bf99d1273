// The commands: one table (commands.def), one file each. A command reads its arguments, makes the layers meet, prints, and returns the
// program's exit status.
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include "base/status.h"

#include <stdbool.h>

#define COMMAND_PROGRAM "the shared-balance race, run for real and accounted for" // what the program is, in a line

enum exit_status {
    EXIT_DONE = 0,
    EXIT_FAILED = 1, // or not as expected
    EXIT_USAGE = 2,
    EXIT_NO_DISPLAY = 3,
    EXIT_BAD_FILE = 4,
    EXIT_DEADLINE = 5, // 128 + n: ended by signal n
};

struct command {
    const char *name;
    const char *usage; // what may follow the name
    const char *help;  // one line
};

// Ended by a row with a NULL name.
extern const struct command commands[];

// Whether there is a command of that name.
bool command_is_one(const char *name);

// What the program's exit statuses mean. Ended by a row with a NULL status.
struct command_exit {
    const char *status, *meaning;
};
extern const struct command_exit command_exits[];

// Runs the command that the words name, the program's own name not among them; without one, the window.
int command_choose(int count, char **words);

// For a command that runs others, which command_choose knows: it says who it is, then they are run as it would run them.
void command_chosen_by(int (*choose)(int count, char **words));
int command_other(int count, char **words);

#define COMMAND(function, name, usage, help)                                                                           \
    int command_##function(int count, char **words); // the words after the name
#include "commands/commands.def"
#undef COMMAND

// From now on failures are told so that the window which started this process can tell them in its language (base/fault.h).
void command_tell_parts(void);

// Prints "raceledger: message" on stderr and returns the exit status for that kind of failure.
int command_failed(struct status status);

// Ends the output: an error of stdout, until now unseen, becomes exit status 1 and a line. Otherwise returns `code`.
int command_end(int code);

// Until it is no longer kept as often as it was, command_end leaves the output open: what a command ends is a part of more.
void command_keep_output(bool keep);

#endif
