// Every word of the interface, in every language: assets/languages.def has a row a language, which names its file of texts.
//
// The ids are those of the English file. Patterns hold their parts as {1}, {2} …, in whatever order the language wants. A text
// that a language lacks does not compile, nor one of an id that there is not. WORKER and WORKERS in a text are what the workers
// are: "only one " WORKER " can be inside" is there once as a thread and once as a process, and who looks it up says which
// (text_spoken).
#ifndef VIEW_TEXTS_TEXTS_H
#define VIEW_TEXTS_TEXTS_H

#include "base/arena.h"
#include "base/language.h"

#include <stdbool.h>
#include <stdint.h>

struct language_row {
    const char *name;      // "zh": for --lang, for LANG and in the settings file
    const char *on_button; // as whoever speaks it calls it
    const char *english;   // "Chinese": in messages, which are English
    const char *between;   // what stands between two sentences
    const char *sample;    // what a font that has the language has; NULL: every font has
    const char *font;      // the package of such fonts
};

extern const struct language_row languages[LANGUAGE_COUNT];

enum text_id {
#define TEXT(id, text) TEXT_##id##_ID,
#define FAULT(id, text) TEXT(FAULT_##id, text)
#define LOCK(id, text) TEXT(LOCK_##id, text)
#include "../assets/texts/en.def"
#undef LOCK
#undef FAULT
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

// By the name of its row; from a LANG value: zh_CN.UTF-8 is zh, what no row begins is en. NULL: en.
bool language_from_name(const char *name, enum language *language);
enum language language_from_locale(const char *locale);

// The one that the environment asks for: the first of LC_ALL, LC_MESSAGES and LANG that is not empty, as POSIX has it.
enum language language_of_environment(void);

// Languages that no font here can write, a bit each: 1 << LANGUAGE_ZH. English is never among them.
typedef uint32_t language_set;

bool language_is_in(enum language language, language_set set);

// The one to go on to that can be written; the same again where there is no other.
enum language language_after(enum language language, language_set missing);

#endif
