// Looks words up, and fills patterns in.
#include "view/texts.h"

#include <assert.h>
#include <string.h>

static const char *const texts[LANGUAGE_SPOKEN_COUNT][TEXT_ID_COUNT] = {
#define WORKER "thread"
#define WORKERS "threads"
#define TEXT(name, en, zh) [TEXT_##name##_ID] = en,
    [LANGUAGE_EN] = {
#include "../assets/texts.def"
    },
#undef TEXT
#undef WORKERS
#undef WORKER
#define WORKER "线程"
#define WORKERS "线程"
#define TEXT(name, en, zh) [TEXT_##name##_ID] = zh,
    [LANGUAGE_ZH] = {
#include "../assets/texts.def"
    },
#undef TEXT
#undef WORKERS
#undef WORKER
#define WORKER "process"
#define WORKERS "processes"
#define TEXT(name, en, zh) [TEXT_##name##_ID] = en,
    [LANGUAGE_EN_PROCESSES] = {
#include "../assets/texts.def"
    },
#undef TEXT
#undef WORKERS
#undef WORKER
#define WORKER "进程"
#define WORKERS "进程"
#define TEXT(name, en, zh) [TEXT_##name##_ID] = zh,
    [LANGUAGE_ZH_PROCESSES] = {
#include "../assets/texts.def"
    },
#undef TEXT
#undef WORKERS
#undef WORKER
};

static const char *const names[LANGUAGE_COUNT] = { "en", "zh" };

enum language text_spoken(enum language language, bool processes)
{
    assert(language < LANGUAGE_COUNT);
    return (enum language)(processes ? language + LANGUAGE_COUNT : language);
}

const char *text_of(enum language language, enum text_id id)
{
    assert(language < LANGUAGE_SPOKEN_COUNT && id < TEXT_ID_COUNT);
    return texts[language][id];
}

// Which part stands at the place in the pattern, from 0; −1: none.
static int part_at(const char *at, int part_count)
{
    if (at[0] != '{' || at[1] < '1' || at[1] > '9' || at[2] != '}')
        return -1;
    return at[1] - '1' < part_count ? at[1] - '1' : -1;
}

static size_t filled_bytes(const char *pattern, const char *const *parts, int part_count)
{
    size_t bytes = 0;
    for (const char *at = pattern; *at;) {
        const int part = part_at(at, part_count);
        bytes += part < 0 ? 1 : strlen(parts[part]);
        at += part < 0 ? 1 : 3;
    }
    return bytes;
}

const char *text_fill(struct arena *arena, enum language language, enum text_id id, const char *const *parts,
                      int part_count)
{
    const char *pattern = text_of(language, id);
    char *text = arena_get(arena, filled_bytes(pattern, parts, part_count) + 1);
    if (!text)
        return pattern;
    char *end = text;
    for (const char *at = pattern; *at;) {
        const int part = part_at(at, part_count);
        if (part < 0) {
            *end++ = *at++;
            continue;
        }
        const size_t length = strlen(parts[part]);
        memcpy(end, parts[part], length);
        end += length;
        at += 3;
    }
    *end = '\0';
    return text;
}

const char *language_name(enum language language)
{
    assert(language < LANGUAGE_COUNT);
    return names[language];
}

bool language_from_name(const char *name, enum language *language)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *language = (enum language)i;
            return true;
        }
    }
    return false;
}

enum language language_from_locale(const char *locale)
{
    return locale && strncmp(locale, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
}
