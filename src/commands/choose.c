// Which command a command line means. The first word names it; without one the window opens, also for a file to show
// in it, as a file manager calls the program, and for options of its own. Any other word is a mistake, and what is
// like it is suggested.
#include "base/near.h"
#include "commands/command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// By their place in the table.
static int (*const functions[])(int count, char **words) = {
#define COMMAND(function, name, usage, help) command_##function,
#include "commands/commands.def"
#undef COMMAND
};

static const struct command *command_named(const char *name)
{
    for (const struct command *command = commands; command->name; command++)
        if (strcmp(name, command->name) == 0)
            return command;
    return NULL;
}

static int unknown(const char *word)
{
    char near[256] = "";
    for (const struct command *command = commands; command->name; command++) {
        const size_t length = strlen(near);
        if (near_is(word, command->name))
            snprintf(near + length, sizeof near - length, "%s%s", length ? " or " : "did you mean ", command->name);
    }
    return command_failed(status_make(STATUS_USAGE, "%s: there is no such command and no such file; %s",
                                      *word ? word : "''",
                                      *near ? strcat(near, "?") : "raceledger --help lists the commands"));
}

int command_choose(int count, char **words)
{
    struct stat facts;
    command_chosen_by(command_choose);
    if (count > 0 && strcmp(words[0], "--fault-parts") == 0) { // of the window's own children
        command_tell_parts();
        count--;
        words++;
    }
    if (count == 0)
        return command_window(0, NULL);
    const char *first = strcmp(words[0], "-h") == 0 ? "--help" : words[0];
    const struct command *command = command_named(first);
    if (command)
        return functions[command - commands](count - 1, words + 1);
    if (first[0] == '-' || stat(first, &facts) == 0)
        return command_window(count, words);
    return unknown(first);
}
