// Man pages of the program and of its commands, in mdoc, made of the commands' own tables.
#ifndef COMMANDS_MAN_H
#define COMMANDS_MAN_H

#include "commands/command.h"

#include <stdio.h>

// Writes raceledger(1).
void man_program(FILE *file);

// Writes raceledger-NAME(1) of a command that told_is_command.
void man_command(FILE *file, const struct command *command);

#endif
