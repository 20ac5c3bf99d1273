// What the commands are called, and what all of them share. What each does choose.c knows.
#include "commands/command.h"

#include "base/fault.h"

#include <stdio.h>

const struct command commands[] = {
#define COMMAND(function, name, usage, help) { name, usage, help },
#include "commands/commands.def"
#undef COMMAND
    { NULL, NULL, NULL },
};

static bool tells_parts;

void command_tell_parts(void) { tells_parts = true; }

int command_failed(struct status status)
{
    char line[FAULT_LINE_BYTES];
    fprintf(stderr, "raceledger: %s\n", tells_parts ? fault_line(&status, line) : status.message);
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
    puts("raceledger: the shared-balance race, run for real and accounted for\n");
    puts("usage: raceledger COMMAND [options]\n"
         "       raceledger [FILE] [options]   opens the window\n");
    for (const struct command *command = commands; command->name; command++)
        printf("  %-12s %s\n", command->name, command->help);
    puts("\nExit status: 0 done, 1 failed or not as expected, 2 usage, 3 no display, 4 bad file, 5 deadline,\n"
         "128+n ended by signal n.");
    return command_end(EXIT_DONE);
}

int command_version(int count, char **words)
{
    (void)count;
    (void)words;
    puts("raceledger 0.1.0");
    return command_end(EXIT_DONE);
}
