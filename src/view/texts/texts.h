// Every word of the interface, in every language: one table, assets/texts.def.
//
// A row is TEXT(NAME, "English", "中文"). Patterns hold their parts as {1}, {2} …, in whatever order the language
// wants. A missing translation does not compile. WORKER and WORKERS in a row are what the workers are: "only one " WORKER
// " can be inside" is there once as a thread and once as a process, and who looks it up says which (text_spoken).
#ifndef VIEW_TEXTS_TEXTS_H
#define VIEW_TEXTS_TEXTS_H

#include "base/arena.h"

#include <stdbool.h>

enum language {
    LANGUAGE_EN,
    LANGUAGE_ZH,
    LANGUAGE_COUNT,
    LANGUAGE_EN_PROCESSES = LANGUAGE_COUNT, // as a frame speaks where the workers are processes; of threads else
    LANGUAGE_ZH_PROCESSES,
    LANGUAGE_SPOKEN_COUNT
};

enum text_id {
#define TEXT(name, en, zh) TEXT_##name##_ID,
#include "../assets/texts.def"
#undef TEXT
    TEXT_ID_COUNT
};

// The language as it speaks of workers of that kind.
enum language text_spoken(enum language language, bool processes);

// The text itself; never NULL. In a language as it is chosen, or as it is spoken.
const char *text_of(enum language language, enum text_id id);

// A pattern with its parts filled in, in the arena: text_fill(arena, LANGUAGE_EN, TEXT_OVERWROTE_ID, (const char
// *[]){ "T1", "T2" }, 2). "{1} {1?update was|updates were} lost" takes the first words where part 1 is "1". When memory is
// short the pattern itself. Where a part brings an ideograph beside a Latin letter or figure a space comes between.
const char *text_fill(struct arena *arena, enum language language, enum text_id id, const char *const *parts,
                      int part_count);

// "en", "zh"; from a LANG value such as zh_CN.UTF-8: zh, anything else: en.
const char *language_name(enum language language);
bool language_from_name(const char *name, enum language *language);
enum language language_from_locale(const char *locale); // NULL: en

#endif
