// A table a language, looked through from its beginning: a report has some hundred lines that ask.
#include "base/said.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

// clang-format off
#define LANGUAGE(id, ...) static const struct said_pair of_##id[] = {
#define SAYING(english, own) { english, own, false },
#define COUNTED(noun, own) { noun, own, true },
#define LANGUAGE_END { NULL, NULL, false } };
#include "../assets/languages.def"

static const struct said_pair *const all[LANGUAGE_COUNT] = {
#define LANGUAGE(id, ...) [LANGUAGE_##id] = of_##id,
#include "../assets/languages.def"
};
// clang-format on

enum name {
#define TEXT(id, text)
#define FAULT(id, text)
#define LOCK(id, text) NAME_##id,
#include "../assets/texts/en.def"
#undef LOCK
#undef FAULT
#undef TEXT
    NAME_COUNT
};

// clang-format off
static const char *const names[LANGUAGE_COUNT][NAME_COUNT] = {
#define LANGUAGE(id, ...) [LANGUAGE_##id] = {
#define LOCK(id, text) [NAME_##id] = text,
#define LANGUAGE_END },
#include "../assets/languages.def"
};
// clang-format on

static _Thread_local enum language speaks;

enum language said_in(enum language language)
{
    const enum language before = speaks;
    assert(language < LANGUAGE_COUNT);
    speaks = language;
    return before;
}

static const char *find(const char *english, bool counted)
{
    for (const struct said_pair *at = all[speaks]; at->english; at++)
        if (at->counted == counted && strcmp(at->english, english) == 0)
            return at->own;
    return NULL;
}

const char *said(const char *english)
{
    const char *own = find(english, false);
    return own ? own : english;
}

const char *said_counted(const char *noun) { return find(noun, true); }

const char *said_name(const char *english)
{
    for (int i = 0; i < NAME_COUNT; i++)
        if (strcmp(names[LANGUAGE_EN][i], english) == 0)
            return names[speaks][i];
    return NULL;
}

bool said_pair_at(enum language language, size_t number, struct said_pair *pair)
{
    assert(language < LANGUAGE_COUNT);
    for (size_t i = 0; i < number; i++)
        if (!all[language][i].english)
            return false;
    *pair = all[language][number];
    return pair->english != NULL;
}
