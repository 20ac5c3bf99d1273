// Labs on the command line: those that a command names as its first word.
#ifndef COMMANDS_LABS_H
#define COMMANDS_LABS_H

#include "lab/lab.h"

#include <stdbool.h>

// The lab that the first word names, which is taken from the words; NULL: it is an option, or there is none. The balance is
// what a command means that names none. STATUS_USAGE where the word names nothing.
struct status labs_take(const struct lab **lab, int *count, char ***words);

// raceledger run LAB and raceledger compare LAB, of a lab with a program; the words behind the lab's name.
int labs_run(const struct lab *lab, int count, char **words);
int labs_compare(const struct lab *lab, int count, char **words);

// Runs every variant of every lab with a program once, and checks its books: of raceledger --headless. Prints what
// came of each where it is to tell. An exit status.
int labs_check(bool tell);

#endif
