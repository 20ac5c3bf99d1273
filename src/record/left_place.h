// Where what a program leaves is put: how much of it there may be, names that nobody guesses, the libraries beside.
#ifndef RECORD_LEFT_PLACE_H
#define RECORD_LEFT_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#define LEFT_PLACE_BYTES_LEAST (UINT64_C(1) << 20)

enum {
    LEFT_NAME_BYTES = 33,
};

// A name that nobody guesses.
bool left_place_name(char name[LEFT_NAME_BYTES]);

// How much may be left in the folder, no more than its file system has, in whole blocks.
uint64_t left_place_bytes(const char *folder, uint64_t most_bytes, uint64_t block_bytes);

// Puts a library there: a copy can be reached by who may not enter our own folders; where nothing may be executed a link must do.
bool left_place_library(const char *from, const char *to);

#endif
