// Text for people: reading the numbers they write, writing the numbers they read.
//
// Formatters write into the caller's buffer (always ended by a zero) and return it, so that they can stand in a
// printf's arguments.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_NUMBER_BYTES 48 // enough for every formatter below

// Reads a whole number, with k (thousand) or M (million) if wished: "100000", "100k", "2M". No sign, no spaces, no
// fraction, nothing after. False where the text is not such a number or is past 64 bits; *value is then untouched.
bool text_read_count(const char *text, uint64_t *value);

// Reads a duration: a number and its unit, or several from large to small: "25ns", "5µs", "30s", "1m", "1h30m" (ns us
// ms s m h; µs is us, min is m). The last may have a fraction: "1.5us". "0" needs no unit. False where it is not one,
// or is no whole number of nanoseconds, or is past 63 bits.
bool text_read_duration(const char *text, uint64_t *ns);

// 400000 → "400 000": groups of three, parted by U+00A0 (no-break space); minus is U+2212 "−". For people; not for
// machines.
char *text_grouped(char buffer[TEXT_NUMBER_BYTES], int64_t value);

// The same with an explicit plus: "+5", "−8", "0".
char *text_signed(char buffer[TEXT_NUMBER_BYTES], int64_t value);

// The same with plain spaces and ASCII "-": for terminals, tables and captions that must copy well.
char *text_grouped_ascii(char buffer[TEXT_NUMBER_BYTES], int64_t value);

// 1958000 → "1.96 ms": three significant digits and the unit that fits, from "0 ns" to hours ("1 h 02 min").
char *text_duration(char buffer[TEXT_NUMBER_BYTES], uint64_t ns);

// The exact short form text_read_duration reads back: 5000000 → "5ms", 25 → "25ns", 1500 → "1500ns".
char *text_duration_exact(char buffer[TEXT_NUMBER_BYTES], uint64_t ns);

// The exact short form text_read_count reads back: 100000 → "100k", 2000000 → "2M", 63 → "63".
char *text_count_exact(char buffer[TEXT_NUMBER_BYTES], uint64_t count);

// 21.87 → "21.9", 23159.3 → "23 159", −0.01 → "0.0": one decimal where it says something, else as text_grouped_ascii. What is no number, or
// past 63 bits, is "–".
char *text_decimal(char buffer[TEXT_NUMBER_BYTES], double value);

// The same of a duration of less than a microsecond, "21.9 ns"; from there on as text_duration: 23159.3 → "23.2 µs".
char *text_duration_decimal(char buffer[TEXT_NUMBER_BYTES], double ns);

// A count with its noun: "1 update", "2 updates", "0 switches", "8 472 461 runs". noun: English, singular, 20 bytes or less; it is
// said as this thread says it (base/said.h).
char *text_counted(char buffer[TEXT_NUMBER_BYTES], uint64_t count, const char *noun);

// The same with its verb, in English: "1 update was", "2 updates were".
char *text_were(char buffer[TEXT_NUMBER_BYTES], uint64_t count, const char *noun);

// 0.428 → "42.8 %"; never "0.0 %" for more than nothing ("<0.1 %"), never "100.0 %" for less than all (">99.9 %").
char *text_percent(char buffer[TEXT_NUMBER_BYTES], double share);

// 4096 → "4.00 KiB", three significant digits, binary units.
char *text_bytes(char buffer[TEXT_NUMBER_BYTES], uint64_t bytes);

// Columns a UTF-8 text takes on a terminal: one a character, two for East Asian wide ones, none for combining ones.
size_t text_columns(const char *utf8);

#endif
