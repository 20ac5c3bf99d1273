// Started with no command: there is no window in this program yet, so it says how to go on.
#include "commands/command.h"

#include <stdio.h>

int command_window(int count, char **words)
{
    (void)count;
    (void)words;
    fputs("raceledger: no window here: use raceledger run, or raceledger --help\n", stderr);
    return EXIT_NO_DISPLAY;
}
