// Finds the lines, has them put into the keymap and says what was refused.
#include "gui/config_keys.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include "view/ui/chords.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "key."

enum {
    LINES_MOST = 128,
};

struct key_lines {
    struct key_change changes[LINES_MOST];
    int lines[LINES_MOST]; // numbers in the file
    int count;
};

bool config_keys_line(const char *line) { return strncmp(line, PREFIX, strlen(PREFIX)) == 0; }

static char *trimmed(char *text)
{
    text += strspn(text, " \t\r");
    size_t bytes = strlen(text);
    while (bytes > 0 && strchr(" \t\r", text[bytes - 1]))
        text[--bytes] = '\0';
    return text;
}

static void add_line(struct key_lines *found, char *line, int number)
{
    if (found->count == LINES_MOST)
        return;
    char *equals = strchr(line, '=');
    if (equals)
        *equals = '\0';
    found->lines[found->count] = number;
    found->changes[found->count++] =
        (struct key_change){ .name = trimmed(line + strlen(PREFIX)), .chords = equals ? trimmed(equals + 1) : "" };
}

static const char *refusal_words(struct arena *arena, enum language language, const char *where,
                                 const struct key_change *change)
{
    static const enum text_id words[] = {
        [KEY_NO_COMMAND] = TEXT_KEYS_NO_COMMAND_ID,
        [KEY_NO_KEY] = TEXT_KEYS_NO_KEY_ID,
        [KEY_STAYS] = TEXT_KEYS_STAYS_ID,
        [KEY_TAKEN] = TEXT_KEYS_TAKEN_ID,
        [KEY_MANY] = TEXT_KEYS_MANY_ID,
    };
    const char *line = arena_printf(arena, PREFIX "%s = %s", change->name, change->chords);
    const char *parts[] = { where, line ? line : "", change->chord, change->taken_by ? change->taken_by : "" };
    return text_fill(arena, language, words[change->refusal], parts, 4);
}

static const char *place_words(struct arena *arena, enum language language, const char *path, int line)
{
    char number[TEXT_NUMBER_BYTES];
    const char *parts[] = { path, text_grouped(number, line) };
    return text_fill(arena, language, TEXT_KEYS_LINE_ID, parts, 2);
}

static void tell(struct arena *arena, enum language language, const char *path, const struct key_lines *found,
                 char *message, size_t message_bytes)
{
    bool first = true;
    for (int i = 0; i < found->count; i++) {
        if (found->changes[i].refusal == KEY_GRANTED)
            continue;
        char *words = arena_printf(
            arena, "%s",
            refusal_words(arena, language, place_words(arena, language, path, found->lines[i]), &found->changes[i]));
        if (!words)
            continue;
        utf8_make_plain(words);
        fprintf(stderr, "raceledger: %s\n", words);
        const size_t bytes = strlen(words);
        if (first)
            snprintf(message, message_bytes, "%.*s",
                     (int)(bytes < message_bytes ? bytes : utf8_cut(words, message_bytes - 1)), words);
        first = false;
    }
}

void config_keys_read(struct keymap *keymap, enum language language, const char *path, const char *text, char *message,
                      size_t message_bytes)
{
    struct key_lines found = { .count = 0 };
    struct arena arena = ARENA_EMPTY;
    char *rest = arena_printf(&arena, "%s", text);
    int number = 0;
    for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
        number++;
        if (config_keys_line(line))
            add_line(&found, line, number);
    }
    keymap_change(keymap, found.changes, found.count);
    tell(&arena, language, path, &found, message, message_bytes);
    arena_finish(&arena);
}
