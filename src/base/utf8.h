// UTF-8 as it is found: one character at a time, wrong bytes included. Pure functions.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xFFFDu

// Reads the character at text, which ends in a zero byte: its number into *character, and how many bytes it takes
// (1 to 4). At the end gives 0 and takes 0 bytes. What is not UTF-8 (stray or missing continuation, overlong,
// surrogate, past U+10FFFF) gives UTF8_REPLACEMENT and takes the bytes that belong together, as the Unicode
// standard (chapter 3.9) advises.
size_t utf8_read(const char *text, uint32_t *character);

// The longest length in bytes, at most limit_bytes, at which text (at least that long) can be cut between two
// characters.
size_t utf8_cut(const char *text, size_t limit_bytes);

#endif
