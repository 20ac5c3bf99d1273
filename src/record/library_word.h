// What a person calls it that a library's function made: of std::vector<int>::push_back "vector", of std::make_shared<int> "make_shared".
#ifndef RECORD_LIBRARY_WORD_H
#define RECORD_LIBRARY_WORD_H

#include <stdbool.h>
#include <stddef.h>

// function: its full name, which may be cut. False: nobody calls it anything.
bool library_word(const char *function, char *word, size_t word_bytes);

#endif
