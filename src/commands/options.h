// Reading a command line: one table of a command's own options, and the settings of an experiment where it takes them.
#ifndef COMMANDS_OPTIONS_H
#define COMMANDS_OPTIONS_H

#include "base/status.h"
#include "lab/settings.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    OPTION_TIMES = 16,
};

struct option {
    const char *name;    // without dashes
    const char *metavar; // NULL: a switch, takes no value; ends in "...": may be given up to OPTION_TIMES times
    const char *help; // where the value is one of some words it begins with them: "dark or light (dark)", "a, b or c"
    const char *
        *value; // where the value goes (the first NULL of an array of OPTION_TIMES and one); a switch gets its own name
};

// A count that goes less far for a command than its row says.
struct option_limit {
    const char *name;
    uint64_t most;
};

struct options {
    const char *command;        // whose they are
    const struct option *table; // ended by a NULL name
    struct settings *settings;  // NULL: no settings here
    const char *const
        *without; // of these the ones that the command refuses, ended by NULL: its help names them not. NULL: none
    const struct option_limit *limits; // ended by a NULL name. NULL: none
    const char **file;                 // where the one plain word goes; NULL: none is allowed
    const char **second;               // where another one goes; NULL: none is allowed
    int *
        rest; // where the words of another program begin: after "--", or with the first that is no option; NULL: none come
    const char *note; // what --help says besides; NULL: nothing
    bool help;        // --help was given, and answered
    bool ended;       // "--" was given, and no rest is expected: what follows are plain words
};

// "--name VALUE" and "--name=VALUE"; "-o" is short for "--output" and "-h" for "--help", which is answered at once. STATUS_USAGE
// with the line to print. What comes after "--" is no option, whatever it begins with.
struct status options_read(struct options *options, int count, char **words);

// The setting's row as it is for the command.
struct setting options_setting(const struct options *options, const struct setting *setting);

// Whether the help, the man page and the shells name that setting.
bool options_name_setting(const struct options *options, const struct setting *setting);

// From now on --help prints nothing: the hearer gets the options instead; NULL: it prints again. No two threads at once.
void options_hear(void (*hearer)(const struct options *options, void *context), void *context);

// Of ways to print the same thing at most one is given: NULL where one was not, else its option's name. STATUS_USAGE names two.
struct status options_one_of(const char *const *given, int count);

#endif
