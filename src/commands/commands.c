// What the commands are called, and what all of them share. What each does choose.c knows.
#include "commands/command.h"

#include "base/fault.h"
#include "commands/version.h"

#include <stdio.h>
#include <string.h>

const struct command commands[] = {
#define COMMAND(function, name, usage, help) { name, usage, help },
#include "commands/commands.def"
#undef COMMAND
    { NULL, NULL, NULL },
};

const struct command_exit command_exits[] = {
    { "0", "done" },
    { "1", "failed or not as expected" },
    { "2", "usage" },
    { "3", "no display" },
    { "4", "bad file" },
    { "5", "deadline" },
    { "128+n", "ended by signal n" },
    { NULL, NULL },
};

bool command_is_one(const char *name)
{
    const struct command *command = commands;
    while (command->name && strcmp(command->name, name) != 0)
        command++;
    return command->name;
}

static bool tells_parts;
static int keeps_output; // how often
static int (*chooser)(int count, char **words);

void command_chosen_by(int (*choose)(int count, char **words)) { chooser = choose; }

int command_other(int count, char **words) { return chooser(count, words); }

void command_tell_parts(void) { tells_parts = true; }

void command_keep_output(bool keep) { keeps_output += keep ? 1 : -1; }

// "--lang : must be …" shows no value: one that is empty or blank stands in quotes, whichever option it was given to.
static void print_failure(const char *message)
{
    const size_t name = strncmp(message, "--", 2) == 0 ? strcspn(message, " ") : 0,
                 blanks = name > 0 ? strspn(message + name, " ") : 0;
    if (blanks > 0 && message[name + blanks] == ':')
        fprintf(stderr, "raceledger: %.*s '%.*s'%s\n", (int)name, message, (int)blanks - 1, message + name + 1,
                message + name + blanks);
    else
        fprintf(stderr, "raceledger: %s\n", message);
}

int command_failed(struct status status)
{
    char line[FAULT_LINE_BYTES];
    print_failure(tells_parts ? fault_line(&status, line) : status.message);
    switch (status.kind) {
    case STATUS_USAGE:
        return EXIT_USAGE;
    case STATUS_BAD_FILE:
        return EXIT_BAD_FILE;
    case STATUS_OK:
    case STATUS_FAILED:
    case STATUS_INTERRUPTED:
        break;
    }
    return EXIT_FAILED;
}

int command_end(int code)
{
    if (keeps_output > 0)
        return code;
    // Closing tells what a full disk did to the last of the output; nothing is printed after it.
    const int failed = ferror(stdout) | fclose(stdout);
    if (!failed)
        return code;
    fputs("raceledger: standard output could not be written\n", stderr);
    return EXIT_FAILED;
}

int command_help(int count, char **words)
{
    (void)count;
    (void)words;
    puts("raceledger: " COMMAND_PROGRAM "\n");
    puts("usage: raceledger COMMAND [options]\n"
         "       raceledger [FILE] [options]   opens the window\n");
    for (const struct command *command = commands; command->name; command++)
        printf("  %-12s %s\n", command->name, command->help);
    fputs("\nExit status:", stdout);
    for (const struct command_exit *row = command_exits; row->status; row++)
        printf("%s%s %s%s", row[1].status ? " " : "\n", row->status, row->meaning, row[1].status ? "," : ".\n");
    return command_end(EXIT_DONE);
}

int command_version(int count, char **words)
{
    (void)count;
    (void)words;
    puts("raceledger " VERSION);
    return command_end(EXIT_DONE);
}
