// Picks the command.
#include "commands/command.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return command_window(0, NULL);
    for (const struct command *command = commands; command->name; command++) {
        if (strcmp(argv[1], command->name) == 0)
            return command->run(argc - 2, argv + 2);
    }
    fprintf(stderr, "raceledger: %s: there is no such command; raceledger --help lists them\n", argv[1]);
    return EXIT_USAGE;
}
