// UTF-8 as it is found: one character at a time, wrong bytes included. Pure functions.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
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

// Whether the character stands for itself wherever it is shown. Not so: what a terminal obeys (C0, DEL, C1), what turns
// the direction or hides its neighbours (bidirectional controls, annotations, tags, the byte order mark), what breaks a
// line (U+2028, U+2029), and what is none (noncharacters, UTF8_REPLACEMENT: it stands for bytes that are not UTF-8).
bool utf8_is_plain(uint32_t character);

bool utf8_is_plain_text(const char *text); // all of it

// Puts a "?" in the place of every character that is not plain; the text may become shorter.
void utf8_make_plain(char *text);

#endif
