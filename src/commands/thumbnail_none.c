// raceledger thumbnail, where the program was built without the window and what draws it.
#include "commands/command.h"
#include "commands/options.h"

#include <stdio.h>

int command_thumbnail(int count, char **words)
{
    static const struct option table[] = { { 0 } };
    struct options options = { .command = "thumbnail",
                               .table = table,
                               .note = "This program was built without the window; it makes no pictures." };
    if (status_is_ok(options_read(&options, count < 1 ? count : 1, words)) && options.help)
        return command_end(EXIT_DONE);
    fputs("raceledger: thumbnail: this program was built without the window; build it without HEADLESS=1\n", stderr);
    return EXIT_NO_DISPLAY;
}
