// Looks words up, and fills patterns in.
#include "view/texts/texts.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const char *const texts[LANGUAGE_SPOKEN_COUNT][TEXT_ID_COUNT] = {
#define LANGUAGE(id, ...) [LANGUAGE_##id] = {
#define TEXT(id, text) [TEXT_##id##_ID] = text,
#define LANGUAGE_END },
#define OF_KIND(thread, process) thread
#include "../assets/languages.def"
#undef OF_KIND
#define LANGUAGE(id, ...) [LANGUAGE_##id + LANGUAGE_COUNT] = {
#define TEXT(id, text) [TEXT_##id##_ID] = text,
#define LANGUAGE_END },
#define OF_KIND(thread, process) process
#include "../assets/languages.def"
#undef OF_KIND
};

// For the compiler alone: a switch a language, so that it names the ids that the language has no text of.
#pragma GCC diagnostic error "-Wswitch"
#define LANGUAGE(id, ...) __attribute__((unused)) static void id##_is_whole(enum text_id id) { switch (id) {
#define TEXT(id, text) case TEXT_##id##_ID:
#define LANGUAGE_END case TEXT_ID_COUNT: break; } }
#include "../assets/languages.def"
// clang-format on

const struct language_row languages[LANGUAGE_COUNT] = {
#define LANGUAGE(id, ...) [LANGUAGE_##id] = { __VA_ARGS__ },
#include "../assets/languages.def"
};

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

bool language_from_name(const char *name, enum language *language)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(name, languages[i].name) == 0) {
            *language = (enum language)i;
            return true;
        }
    }
    return false;
}

enum language language_from_locale(const char *locale)
{
    for (int i = 0; locale && i < LANGUAGE_COUNT; i++) {
        const size_t length = strlen(languages[i].name);
        if (strncmp(locale, languages[i].name, length) == 0 && !is_latin(locale[length]))
            return (enum language)i;
    }
    return LANGUAGE_EN;
}

enum language language_of_environment(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale && *locale)
            return language_from_locale(locale);
    }
    return LANGUAGE_EN;
}

bool language_is_in(enum language language, language_set set) { return set >> language & 1; }

enum language language_after(enum language language, language_set missing)
{
    assert(!language_is_in(LANGUAGE_EN, missing));
    do
        language = (enum language)((language + 1) % LANGUAGE_COUNT);
    while (language_is_in(language, missing));
    return language;
}
