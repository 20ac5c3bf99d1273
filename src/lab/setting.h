// A setting: one row says all there is to say of it: its option, its range, its default, how it is read and written, controlled
// and reported. Help, refusals, checks of what comes from a file and the limits of a control are made from the row.
//
// A lab's rows are one table in its folder (lab/lab_settings.h); those that labs have in common: lab/common_settings.h. Words
// made from them: lab/setting_words.h; reading and checking: lab/setting_read.h.
#ifndef LAB_SETTING_H
#define LAB_SETTING_H

#include "base/json.h"
#include "recording/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SETTING_TEXT_BYTES = 352, // for every value as it is written
    SETTING_WORDS_BYTES = 240,
    LAB_TASKS_MAX = TASKS_STARTED_MAX, // workers of a lab
};

enum setting_kind {
    SETTING_CHOICE,   // one of the names
    SETTING_COUNT,    // a whole number
    SETTING_DURATION, // nanoseconds
    SETTING_LIST,     // numbers, one a worker
    SETTING_SET,      // numbers of workers, kept as bits: bit 0 the first
    SETTING_DIGITS,   // a word of digits, fewer than `most`, kept as text; there is none by default
    SETTING_KINDS,
};

// The names there are; their numbers are 0 to count − 1. All but the first function may be NULL.
struct setting_choices {
    uint32_t count;
    const char *(*name)(uint32_t number);
    uint32_t (*listed)(uint32_t place); // which number stands there in a list, where not as they are numbered
    bool (*read)(const char *name, uint32_t *number); // takes other names, too
    const char *(*note)(uint32_t number);             // which other names those are; NULL: none
};

// What may be NULL, 0 or false may be left out of a row.
struct setting {
    const char *name;    // without the dashes: "switch-interval"
    const char *metavar; // "TIME"; NULL: no option, decided by the run itself
    const char *help;    // in one line; {range}, {usual}, and of a choice {1}, {2}: its names
    enum setting_kind kind;
    uint8_t rank;    // where it stands in help and JSON, among all rows
    bool of_variant; // chooses the lab's variant, or means something under some alone: first in a command line

    // Where it stands in the plan: the number, or of a list and of digits the first of `most` of them.
    uint16_t offset, bytes, most;
    uint64_t low, high; // both allowed; of a list, a set and digits each number. Of a choice they follow from the names
    bool of_machine;    // no higher than this machine's cpus
    uint64_t usual;     // the default
    const struct setting_choices *choices;
    const char *never; // what 0 is called, which low leaves out; NULL: 0 is a number like others
    const char *each;  // of a list: what one of it is called

    // ---- what depends on the other settings; NULL: nothing does

    // Puts the default there. late: once the rest is known; settings_finish does it where none was given.
    void (*fill)(struct plan *plan);
    bool late;
    // Whether it means something; whether it may be more than 0; whether it follows from another, and need not be said.
    bool (*means)(const struct plan *plan);
    bool (*there)(const struct plan *plan);
    bool (*implied)(const struct plan *plan);
    bool always_said; // in a command line, also where it is as usual
    bool once;        // of one run: whoever takes over its settings for the next leaves it
    // What is in force, where that is not what stands in the plan.
    uint64_t (*number)(const struct plan *plan);
    // The default in words, where it is more than a number.
    char *(*say_usual)(char words[SETTING_WORDS_BYTES]);
    // The setting that it goes along with where it is as usual: a change there puts the default here.
    const char *follows;

    // ---- JSON: its key; NULL: it is not reported. It stands in an object of its own, which is null where a part of it means
    // nothing, or among the plain ones. json_null: it is null itself where it means nothing; json_absent: it is then not there.
    const char *json, *json_object;
    bool json_null, json_absent;

    // ---- its control: less and more mean something, through these values, ended by a 0 that is not the first; without them
    // by one, or the next choice.
    bool steps;
    const uint64_t *ladder;
};

// Where a field stands in a plan, and a range of fields: of struct plan itself, or of a lab's own form of it (PLAN_FORM).
#define SETTING_AT(form, field) .offset = offsetof(form, field), .bytes = sizeof(((form *)NULL)->field)
#define SETTING_LIST_AT(form, field)                                                                                   \
    .offset = offsetof(form, field), .bytes = sizeof(((form *)NULL)->field[0]),                                        \
    .most = sizeof(((form *)NULL)->field) / sizeof(((form *)NULL)->field[0])

#define SETTING_US ((uint64_t)1000)
#define SETTING_MS (1000 * SETTING_US)
#define SETTING_S (1000 * SETTING_MS)
#define SETTING_HOUR (3600 * SETTING_S)

// The number in force in a plan: of a choice its number, of a set its bits. Of a list the first.
uint64_t setting_number(const struct setting *setting, const struct plan *plan);

// What stands in the plan; of a list, the number at that index, below `most`.
uint64_t setting_stored(const struct setting *setting, const struct plan *plan, int index);

// Puts a number there, which is in its range.
void setting_store(const struct setting *setting, struct plan *plan, int index, uint64_t number);

// Puts the default into the plan, as it is with the other settings there.
void setting_put_usual(const struct setting *setting, struct plan *plan);

// Whether two plans have the same there.
bool setting_same(const struct setting *setting, const struct plan *a, const struct plan *b);

// Whether it means something in that plan.
bool setting_means(const struct setting *setting, const struct plan *plan);

// Writes the value in force as setting_read takes it: exactly. Returns the text.
char *setting_write(const struct setting *setting, const struct plan *plan, char text[SETTING_TEXT_BYTES]);

// A number of the setting's kind, as it is written: "never", "5ms", "100000", of a set "1,3". Returns the text.
char *setting_write_number(const struct setting *setting, uint64_t number, char text[SETTING_TEXT_BYTES]);

// The lowest and the highest number that may be given on a machine of so many cpus: of a list and a set, of each.
void setting_limits(const struct setting *setting, int machine_cores, uint64_t *low, uint64_t *high);

// The name of a choice by its place in the list; NULL: there are no more.
const char *setting_choice_name(const struct setting *setting, int place);

// Which place the choice in force has.
int setting_choice_place(const struct setting *setting, const struct plan *plan);

// Writes key and value.
void setting_json(const struct setting *setting, const struct plan *plan, struct json *json);

#endif
