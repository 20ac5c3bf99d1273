// What the commands tell of themselves: each is asked for its help, and instead of printing it hands over the table that it would have
// printed. So pages and completion are made of the very rows that read the command line.
#ifndef COMMANDS_TOLD_H
#define COMMANDS_TOLD_H

#include "commands/command.h"
#include "commands/options.h"

enum {
    TOLD_OPTIONS_MAX = 96,
    TOLD_WORDS_BYTES = 512,
};

// What a plain word behind the command is.
enum told_plain {
    PLAIN_NONE,
    PLAIN_RECORDING,
    PLAIN_FILES,
    PLAIN_PROGRAM, // and what follows it
    PLAIN_COMMAND,
};

// A way to call the program: "run", or "run queue", which has options of its own.
struct told_call {
    const struct command *command;
    const char *word;              // "queue"; NULL: none
    const struct options *options; // NULL: it has none, as where it was built without the window
    enum told_plain plain;
    bool same; // the options are those of the command without the word
};

struct told_option {
    const char *name, *metavar; // as in struct option
    const char *help;
    bool of_settings;
    char choices[TOLD_WORDS_BYTES]; // the words that its value can be, with spaces between; empty: it can be others
    char words[SETTING_WORDS_BYTES];
};

typedef void told_hearer(const struct told_call *call, void *context);

// Hears every way to call the command: alone, then with each word that may stand behind it. All they point to lasts for the one call.
// No two threads at once.
void told_command(const struct command *command, told_hearer *hearer, void *context);

// Its options in the order of its help, one after the other in the caller's room; returns how many. Without options 0.
int told_options(const struct told_call *call, struct told_option options[TOLD_OPTIONS_MAX]);

// The words with which the help of an option begins where it lists what its value can be, "dark or light (dark)", "a, b or c: …", with
// spaces between; empty where it lists none. Returns them.
char *told_choices(const char *help, char choices[TOLD_WORDS_BYTES]);

// Where it is a command of its own and no option, as --help and --version are.
bool told_is_command(const struct command *command);

#endif
