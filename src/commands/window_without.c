// The commands that need the window or what draws it, in a program that was built without them: their help says so, and so do
// they.
#include "commands/command.h"
#include "commands/options.h"

#include <stdio.h>

static int without(const char *name, int count, char **words)
{
    static const struct option table[] = { { 0 } };
    struct options options = { .command = name,
                               .table = table,
                               .note = "This program was built without the window, and draws nothing." };
    if (status_is_ok(options_read(&options, count < 1 ? count : 1, words)) && options.help)
        return command_end(EXIT_DONE);
    fprintf(stderr,
            "raceledger: %s: this program was built without the window (HEADLESS=1); raceledger --help lists what is "
            "here\n",
            name);
    return EXIT_NO_DISPLAY;
}

int command_picture(int count, char **words) { return without("picture", count, words); }

int command_thumbnail(int count, char **words) { return without("thumbnail", count, words); }

int command_window(int count, char **words) { return without("window", count, words); }
