// Started with no command: there is no window in this program yet, so it says how to go on.
#include "commands/command.h"
#include "commands/options.h"

#include <stdio.h>

int command_window(int count, char **words)
{
    static const struct option table[] = { { 0 } };
    struct options options = { .command = "window",
                               .table = table,
                               .note = "This program was built without the window." };
    if (status_is_ok(options_read(&options, count < 1 ? count : 1, words)) && options.help)
        return command_end(EXIT_DONE);
    fputs("raceledger: no window here: use raceledger run, or raceledger --help\n", stderr);
    return EXIT_NO_DISPLAY;
}
