// The table of commands, and what all of them share.
#include "commands/command.h"

#include <stdio.h>

const struct command commands[] = {
    { "run", "[options]", "Run the experiment once and report what happened.", command_run },
    { "show", "FILE [options]", "Report on a saved recording, or list who wrote over whom in it.", command_show },
    { "compare", "[options]", "Run every guard many times, side by side.", command_compare },
    { "explore", "[options]", "Count every schedule there is, and how each ends.", command_explore },
    { "reduce", "FILE [options]", "Cut a recorded collision to its fewest context switches.", command_reduce },
    { "window", "[FILE | options]", "The window, which raceledger alone opens, too.", command_window },
    { "picture", "[FILE | options] -o FILE", "A view of a recording, or of a run made now, as PNG or SVG.",
      command_picture },
    { "gil-matrix", "[options]", "Run every program on every version of CPython, or list their bytecodes.",
      command_gil_matrix },
    { "--headless", "", "A short comparison that fails unless every guard behaves as its kind must.",
      command_headless },
    { "--help", "", "This page. Every command has its own --help.", command_help },
    { "--version", "", "The program's version.", command_version },
    { NULL, NULL, NULL, NULL },
};

int command_failed(struct status status)
{
    fprintf(stderr, "raceledger: %s\n", status.message);
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
