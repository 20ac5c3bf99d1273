// What a recording could have had besides, and how it is had.
#ifndef RECORD_HINT_H
#define RECORD_HINT_H

#include "recording/recording.h"

enum hint {
    HINT_NONE,
    HINT_BUILD,    // nobody could hear its loads and stores: built by raceledger cc its recording would have books
    HINT_NO_BOOKS, // it is built so, but what hears them could not begin
};

// Of somebody's own program in C or C++, with threads; all others have none. words: the command's.
enum hint hint_of_books(const struct recording *recording, char *const *words);

#endif
