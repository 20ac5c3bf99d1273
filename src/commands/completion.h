// Completion of what is typed in a shell, made of the commands' own tables.
#ifndef COMMANDS_COMPLETION_H
#define COMMANDS_COMPLETION_H

#include "base/status.h"

#include <stdio.h>

// Writes what bash, zsh or fish reads. STATUS_USAGE for another shell.
struct status completion_write(FILE *file, const char *shell);

#endif
