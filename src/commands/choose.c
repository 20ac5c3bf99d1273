// Which command a command line means. The first word names it; without one the window opens, also for a file to show
// in it, as a file manager calls the program, and for options of its own. Any other word is a mistake, and what is
// like it is suggested.
#include "commands/command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    NAME_BYTES = 32,
    EDITS_MOST = 2,
};

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

static int least(int a, int b) { return a < b ? a : b; }

// How many letters must be put in, left out, changed, or swapped with the next, to make one of the other. Both shorter than
// NAME_BYTES.
static int edits_between(const char *a, const char *b)
{
    int rows[3][NAME_BYTES + 1] = { 0 };
    int *before = rows[0], *above = rows[1], *row = rows[2];
    const size_t columns = strlen(b);
    for (size_t j = 0; j <= columns; j++)
        row[j] = (int)j;
    for (size_t i = 1; a[i - 1]; i++) {
        int *const spare = before;
        before = above;
        above = row;
        row = spare;
        row[0] = (int)i;
        for (size_t j = 1; j <= columns; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[columns];
}

static bool is_near(const char *word, const char *name)
{
    const size_t length = strlen(word);
    if (length < 2 || length >= NAME_BYTES)
        return false;
    return strstr(name, word) || edits_between(word, name) <= (length > 4 ? EDITS_MOST : 1);
}

static int unknown(const char *word)
{
    char near[256] = "";
    for (const struct command *command = commands; command->name; command++) {
        const size_t length = strlen(near);
        if (is_near(word, command->name))
            snprintf(near + length, sizeof near - length, "%s%s", length ? " or " : "did you mean ", command->name);
    }
    return command_failed(status_make(STATUS_USAGE, "%s: there is no such command and no such file; %s", word,
                                      *near ? strcat(near, "?") : "raceledger --help lists the commands"));
}

int command_choose(int count, char **words)
{
    struct stat facts;
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
