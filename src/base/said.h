// The sentences of a report in another language than English.
//
// Reports are printed line by line, by many rooms, so their English stands where it is made, as a printf format that the compiler
// checks; it is also the key by which another language has its own (assets/texts/NAME_report.def; as gettext does it). There the
// parts may stand in another order: "%2$s". What a language does not have is said in English. A language is this thread's, and
// English unless a report was asked for in another: JSON and messages stay English.
#ifndef BASE_SAID_H
#define BASE_SAID_H

#include "base/language.h"

#include <stdbool.h>
#include <stddef.h>

// From here on this thread says it in that language; returns the one before, which whoever changed it brings back.
enum language said_in(enum language language);

// That text as this thread says it; never NULL, and static unless it is the English itself.
const char *said(const char *english) __attribute__((format_arg(1)));

// A noun with its measure word, as it stands behind a number: "update" is "次更新"; NULL: as in English (base/text.h).
const char *said_counted(const char *noun);

// A name that the program itself gives a resource, by the LOCK rows of assets/texts: "read lock" is "读锁"; NULL: it is none of these.
const char *said_name(const char *english);

// Marks English of a table that said() is given later.
#define SAID(english) english

// What a language has, one by one, to be held against the English: false behind the last.
struct said_pair {
    const char *english, *own;
    bool counted; // a noun behind a number
};
bool said_pair_at(enum language language, size_t number, struct said_pair *pair);

#endif
