// What a recording could have had besides, and how it is had.
#ifndef RECORD_HINT_H
#define RECORD_HINT_H

#include "recording/recording.h"

#include <stdbool.h>

// Whether the command was somebody's own program in C or C++, with threads, whose loads and stores nobody could hear: built by raceledger
// cc its recording would have books. words: the command's.
bool hint_of_books(const struct recording *recording, char *const *words);

#endif
