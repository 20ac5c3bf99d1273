// A setting in words, all made from its row: its range, its default, what would be right.
#ifndef LAB_SETTING_WORDS_H
#define LAB_SETTING_WORDS_H

#include "base/status.h"
#include "lab/setting.h"

// "1 to 63", "1us to 1s", "threads or processes". Returns the words.
char *setting_range(const struct setting *setting, char words[SETTING_WORDS_BYTES]);

// A lowest or highest number, as it is written there: "63", "1us", "0". Returns the text.
char *setting_write_end(const struct setting *setting, uint64_t number, char text[SETTING_TEXT_BYTES]);

// What a value must be, for who gave a wrong one: "a whole number from 1 to 63". Returns the words.
char *setting_right(const struct setting *setting, int machine_cores, char words[SETTING_WORDS_BYTES]);

// The line of help: values, range and default. Returns the words.
char *setting_help(const struct setting *setting, char words[SETTING_WORDS_BYTES]);

// The refusal of a value: "--NAME VALUE: must be WHAT".
struct status setting_must_be(const struct setting *setting, const char *value, const char *what);

#endif
