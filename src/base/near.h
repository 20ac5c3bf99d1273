// How like two words are: for what was meant where somebody wrote a name that there is not. Pure functions.
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <stdbool.h>

// Whether a word that somebody wrote may have been meant to be the name: it is a part of it, or at most two letters (one, in
// short words) are missing, too many, wrong or swapped. Never of words shorter than 2 or longer than 95 bytes.
bool near_is(const char *word, const char *name);

// How many letters must be put in, left out, changed, or swapped with the next, to make one of the other; both at most 95 bytes long.
int near_edits(const char *a, const char *b);

#endif
