// The commands: one table (commands.def), one file each. A command reads its arguments, makes the layers meet, prints, and returns the
// program's exit status.
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include "base/status.h"

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

// Runs the command that the words name, the program's own name not among them; without one, the window.
int command_choose(int count, char **words);

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

#endif
