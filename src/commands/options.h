// Reading a command line: one table of a command's own options, and the settings of an experiment where it takes them.
#ifndef COMMANDS_OPTIONS_H
#define COMMANDS_OPTIONS_H

#include "base/status.h"
#include "experiment/settings.h"

#include <stdbool.h>

struct option {
    const char *name;    // without dashes
    const char *metavar; // NULL: a switch, takes no value
    const char *help;
    const char **value; // where the value goes; a switch gets its own name
};

struct options {
    const struct option *table; // ended by a NULL name
    struct settings *settings;  // NULL: no settings here
    const char **file;          // where the one plain word goes; NULL: none is allowed
    bool help;                  // --help was given
};

// "--name VALUE" and "--name=VALUE"; "-o" is short for "--output" and "-h" for "--help". STATUS_USAGE with the line to print.
struct status options_read(struct options *options, int count, char **words);

// What --help prints.
void options_print(const struct options *options, const char *command);

#endif
