// Every word of the interface, in every language: one table, assets/texts.def.
//
// A row is TEXT(NAME, "English", "中文"). Patterns hold their parts as {1}, {2} …, in whatever order the language
// wants. A missing translation does not compile.
#ifndef VIEW_TEXTS_H
#define VIEW_TEXTS_H

#include "base/arena.h"

#include <stdbool.h>

enum language {
    LANGUAGE_EN,
    LANGUAGE_ZH,
    LANGUAGE_COUNT
};

enum text_id {
#define TEXT(name, en, zh) TEXT_##name##_ID,
#include "../assets/texts.def"
#undef TEXT
    TEXT_ID_COUNT
};

// The text itself; never NULL.
const char *text_of(enum language language, enum text_id id);

// A pattern with its parts filled in, in the arena: text_fill(arena, LANGUAGE_EN, TEXT_OVERWROTE_ID, (const char
// *[]){ "T1", "T2" }, 2). When memory is short the pattern itself.
const char *text_fill(struct arena *arena, enum language language, enum text_id id, const char *const *parts,
                      int part_count);

// "en", "zh"; from a LANG value such as zh_CN.UTF-8: zh, anything else: en.
const char *language_name(enum language language);
bool language_from_name(const char *name, enum language *language);
enum language language_from_locale(const char *locale); // NULL: en

#endif
