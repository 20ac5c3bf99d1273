// Tries one row after the other. Parts are translated in turn: "race.rl: cannot open …" holds a sentence of its own.
#include "view/texts/faults.h"

#include <string.h>

enum {
    PARTS_MOST = 4,
    DEPTH_MOST = 4
};

static const enum text_id rows[] = {
#define TEXT(id, text)
#define LOCK(id, text)
#define FAULT(id, text) TEXT_FAULT_##id##_ID,
#include "../assets/texts/en.def"
#undef LOCK
#undef FAULT
#undef TEXT
};

struct parts {
    const char *from[PARTS_MOST];
    size_t bytes[PARTS_MOST];
    int count;
};

static bool is_part(const char *at) { return at[0] == '{' && at[1] >= '1' && at[1] < '1' + PARTS_MOST && at[2] == '}'; }

// How much of the pattern stands before its next part or its end.
static size_t plain_bytes(const char *pattern)
{
    size_t bytes = 0;
    while (pattern[bytes] && !is_part(pattern + bytes))
        bytes++;
    return bytes;
}

// Where the plain words come next; NULL: nowhere.
static const char *find(const char *text, const char *words, size_t bytes)
{
    for (; strlen(text) >= bytes; text++)
        if (memcmp(text, words, bytes) == 0)
            return text;
    return NULL;
}

// Parts stand in the English in their order, each as short as can be, the last as long.
static bool fits(const char *pattern, const char *text, struct parts *parts)
{
    size_t plain = plain_bytes(pattern);
    parts->count = 0;
    if (strncmp(text, pattern, plain) != 0)
        return false;
    text += plain;
    pattern += plain;
    while (*pattern) {
        pattern += 3;
        plain = plain_bytes(pattern);
        const bool ends = !pattern[plain];
        const size_t left = strlen(text);
        const char *next = !ends          ? find(text, pattern, plain)
                           : left < plain ? NULL
                                          : find(text + left - plain, pattern, plain);
        if (!next || next == text)
            return false;
        parts->from[parts->count] = text;
        parts->bytes[parts->count++] = (size_t)(next - text);
        text = next + plain;
        pattern += plain;
    }
    return *text == '\0';
}

static const char *translate(struct arena *arena, enum language language, const char *english, int depth);

// NOLINTNEXTLINE(misc-no-recursion): DEPTH_MOST deep
static const char *fill(struct arena *arena, enum language language, enum text_id id, const struct parts *parts,
                        int depth)
{
    const char *filled[PARTS_MOST];
    for (int i = 0; i < parts->count; i++) {
        char *part = arena_get(arena, parts->bytes[i] + 1);
        if (!part)
            return text_of(language, id);
        memcpy(part, parts->from[i], parts->bytes[i]);
        part[parts->bytes[i]] = '\0';
        filled[i] = translate(arena, language, part, depth + 1);
    }
    return text_fill(arena, language, id, filled, parts->count);
}

// NOLINTNEXTLINE(misc-no-recursion): DEPTH_MOST deep
static const char *translate(struct arena *arena, enum language language, const char *english, int depth)
{
    struct parts parts;
    for (size_t i = 0; depth < DEPTH_MOST && i < sizeof rows / sizeof *rows; i++)
        if (fits(text_of(LANGUAGE_EN, rows[i]), english, &parts))
            return fill(arena, language, rows[i], &parts, depth);
    return english;
}

const char *fault_text(struct arena *arena, enum language language, const char *english)
{
    return language == LANGUAGE_EN ? english : translate(arena, language, english, 0);
}
