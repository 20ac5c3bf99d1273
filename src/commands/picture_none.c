// raceledger picture, where the program was built without the window and what draws it.
#include "commands/command.h"

#include <stdio.h>

int command_picture(int count, char **words)
{
    (void)count;
    (void)words;
    fputs("raceledger: picture: this program was built without the window; build it without HEADLESS=1\n", stderr);
    return EXIT_NO_DISPLAY;
}
