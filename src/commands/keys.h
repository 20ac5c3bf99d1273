// The keys of the window as the table has them, for help and the man page.
#ifndef COMMANDS_KEYS_H
#define COMMANDS_KEYS_H

#include "view/ui/keys.h"

#include <stdio.h>

#define KEYS_NOTE                                                                                                      \
    "A line \"key.play = P\" in the settings file, $XDG_CONFIG_HOME/raceledger/settings, gives a command another "     \
    "key, "                                                                                                            \
    "up to four with spaces between, or \"none\"."

struct keys_command {
    const char *name;
    char chords[4 * KEY_NAME_BYTES]; // "Ctrl+F /"
    const char *what;                // in English; of several in a row that share it the same
    enum key_part part;
};

// Every command that has a key, in the order of the table; returns how many.
int keys_commands(struct keys_command list[KEYS_MOST]);

void keys_print(FILE *file);

#endif
