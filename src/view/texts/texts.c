// Looks words up, and fills patterns in.
#include "view/texts/texts.h"

#include "base/utf8.h"

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

// What stands for a place in the pattern, and how much of the pattern it takes up.
struct piece {
    const char *text;
    size_t bytes, taken;
};

// "{2?was|were}": one of two words, by whether part 2 is 1. Where it is none the piece stays.
static void choice_at(const char *at, const char *part, struct piece *piece)
{
    const char *bar = strchr(at, '|'), *end = strchr(at, '}');
    if (!bar || !end || bar > end)
        return;
    const bool one = strcmp(part, "1") == 0;
    piece->text = one ? at + 3 : bar + 1;
    piece->bytes = (size_t)((one ? bar : end) - piece->text);
    piece->taken = (size_t)(end + 1 - at);
}

static struct piece piece_at(const char *at, const char *const *parts, int part_count)
{
    struct piece piece = { at, 1, 1 };
    if (at[0] != '{' || at[1] < '1' || at[1] > '9' || at[1] - '1' >= part_count)
        return piece;
    const char *part = parts[at[1] - '1'];
    if (at[2] == '}')
        piece = (struct piece){ part, strlen(part), 3 };
    else if (at[2] == '?')
        choice_at(at, part, &piece);
    return piece;
}

static bool is_latin(char character)
{
    return (character >= '0' && character <= '9') || ((character | 0x20) >= 'a' && (character | 0x20) <= 'z');
}

static bool begins_chinese(const char *text)
{
    uint32_t character;
    return utf8_read(text, &character) > 0 && character >= 0x4e00 && character < 0xa000;
}

// Whether an ideograph and a Latin letter or figure meet at the end of what is written: Chinese is set with a space there.
static bool wants_space(const char *text, const char *end, struct piece piece)
{
    if (piece.bytes == 0 || end == text)
        return false;
    return is_latin(end[-1]) ? begins_chinese(piece.text)
                             : is_latin(piece.text[0]) && end - text >= 3 && begins_chinese(end - 3);
}

const char *text_fill(struct arena *arena, enum language language, enum text_id id, const char *const *parts,
                      int part_count)
{
    const char *pattern = text_of(language, id);
    size_t bytes = 0;
    for (const char *at = pattern; *at; at += piece_at(at, parts, part_count).taken)
        bytes += piece_at(at, parts, part_count).bytes + 1;
    char *text = arena_get(arena, bytes + 1);
    if (!text)
        return pattern;
    char *end = text;
    bool was_part = false;
    for (const char *at = pattern; *at;) {
        const struct piece piece = piece_at(at, parts, part_count);
        if ((was_part || piece.taken > 1) && wants_space(text, end, piece))
            *end++ = ' ';
        was_part = piece.taken > 1;
        memcpy(end, piece.text, piece.bytes);
        end += piece.bytes;
        at += piece.taken;
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
