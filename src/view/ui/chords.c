// Reads chords and fits changes into a keymap.
//
// Whether a chord is free depends on all other lines: so all are put in, and as long as two commands clash over a key the later
// line of them is left out and all is done anew.
#include "view/ui/chords.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

// ---- reading -------------------------------------------------------------------------------------------------------

static const struct {
    const char *name;
    uint32_t key;
} called[] = {
    { "Space", ' ' },
    { "Left", KEY_LEFT },
    { "←", KEY_LEFT },
    { "Right", KEY_RIGHT },
    { "→", KEY_RIGHT },
    { "Up", KEY_UP },
    { "↑", KEY_UP },
    { "Down", KEY_DOWN },
    { "↓", KEY_DOWN },
    { "Home", KEY_HOME },
    { "End", KEY_END },
    { "PageUp", KEY_PAGE_UP },
    { "PageDown", KEY_PAGE_DOWN },
    { "Enter", KEY_ENTER },
    { "Esc", KEY_ESCAPE },
    { "Tab", KEY_TAB },
    { "Backspace", KEY_BACKSPACE },
    { "Delete", KEY_DELETE },
    { "Alt+Left", KEY_BACK },
    { "Alt+←", KEY_BACK },
    { "Alt+Right", KEY_FORWARD },
    { "Alt+→", KEY_FORWARD },
    { "F1", KEY_F1 },
    { "F2", KEY_F2 },
    { "F3", KEY_F3 },
    { "F4", KEY_F4 },
    { "F5", KEY_F5 },
    { "F6", KEY_F6 },
    { "F7", KEY_F7 },
    { "F8", KEY_F8 },
    { "F9", KEY_F9 },
    { "F10", KEY_F10 },
    { "F11", KEY_F11 },
    { "F12", KEY_F12 },
    { "−", '-' },
};

// A single character that is typed by a key of its own; 0: it is none.
static uint32_t character_of(const char *text)
{
    uint32_t character;
    const size_t bytes = utf8_read(text, &character);
    if (bytes == 0 || text[bytes] || character <= ' ' || character >= KEY_LEFT || !utf8_is_plain(character))
        return 0;
    return key_small(character);
}

static uint32_t key_called(const char *name)
{
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        if (strcasecmp(called[i].name, name) == 0)
            return called[i].key;
    return character_of(name);
}

bool chord_read(const char *chord, struct key_binding *row)
{
    static const char control[] = "Ctrl+", shift[] = "Shift+";
    row->control = row->shift = false;
    for (;;) {
        bool *with = NULL;
        size_t bytes = 0;
        if (strncasecmp(chord, control, sizeof control - 1) == 0) {
            with = &row->control;
            bytes = sizeof control - 1;
        } else if (strncasecmp(chord, shift, sizeof shift - 1) == 0) {
            with = &row->shift;
            bytes = sizeof shift - 1;
        }
        if (!with || *with)
            break;
        *with = true;
        chord += bytes;
    }
    row->key = key_called(chord);
    row->shift = row->shift && !key_is_sign(row->key); // it only chooses the sign
    return row->key != 0 && !((row->key == KEY_BACK || row->key == KEY_FORWARD) && (row->control || row->shift));
}

// ---- changing ------------------------------------------------------------------------------------------------------

static bool stays(uint32_t key) { return key == KEY_ENTER || key == KEY_ESCAPE || key == KEY_TAB; }

static bool same_chord(const struct key_binding *one, const struct key_binding *other)
{
    return one->key == other->key && one->control == other->control && one->shift == other->shift;
}

static int first_row(const struct keymap *keymap, const char *name)
{
    int row = 0;
    while (row < keymap->count && strcmp(keymap->rows[row].name, name) != 0)
        row++;
    return row;
}

static void refuse(struct key_change *change, enum key_refusal refusal, const char *chord, const char *taken_by)
{
    change->refusal = refusal;
    snprintf(change->chord, sizeof change->chord, "%s", chord);
    change->taken_by = taken_by;
}

// The rows that the command is to have, made of its first; how many. Refuses what cannot be.
static int read_chords(struct key_change *change, const struct key_binding *first,
                       struct key_binding rows[KEY_CHORDS_MOST])
{
    int count = 0;
    if (strcasecmp(change->chords, "none") == 0)
        return 0;
    const char *at = change->chords + strspn(change->chords, " ");
    if (!*at)
        refuse(change, KEY_NO_KEY, "", NULL);
    while (*at && change->refusal == KEY_GRANTED) {
        const size_t bytes = strcspn(at, " ");
        char chord[KEY_NAME_BYTES];
        snprintf(chord, sizeof chord, "%.*s", (int)(bytes < sizeof chord ? bytes : sizeof chord - 1), at);
        struct key_binding row = *first;
        bool again = false;
        if (bytes >= sizeof chord || !chord_read(chord, &row))
            refuse(change, KEY_NO_KEY, chord, NULL);
        else if (stays(row.key))
            refuse(change, KEY_STAYS, chord, NULL);
        for (int i = 0; i < count; i++)
            again = again || same_chord(&rows[i], &row);
        if (change->refusal == KEY_GRANTED && !again && count == KEY_CHORDS_MOST)
            refuse(change, KEY_MANY, chord, NULL);
        else if (!again)
            rows[count++] = row;
        at += bytes;
        at += strspn(at, " ");
    }
    return count;
}

static void put_in(struct keymap *keymap, struct key_change *change)
{
    struct key_binding rows[KEY_CHORDS_MOST + 1]; // what is refused may come on top
    const int first = first_row(keymap, change->name);
    int end = first;
    if (first == keymap->count) {
        refuse(change, KEY_NO_COMMAND, "", NULL);
        return;
    }
    while (end < keymap->count && strcmp(keymap->rows[end].name, change->name) == 0)
        end++;
    if (stays(keymap->rows[first].key)) {
        refuse(change, KEY_STAYS, "", NULL);
        return;
    }
    const int count = read_chords(change, &keymap->rows[first], rows);
    if (change->refusal == KEY_GRANTED && keymap->count - (end - first) + count > KEYS_MOST)
        refuse(change, KEY_MANY, "", NULL);
    if (change->refusal != KEY_GRANTED)
        return;
    memmove(&keymap->rows[first + count], &keymap->rows[end], (size_t)(keymap->count - end) * sizeof *rows);
    memcpy(&keymap->rows[first], rows, (size_t)count * sizeof *rows);
    keymap->count += count - (end - first);
}

// The last line that gave a command its keys; −1: it has those it comes with.
static int line_of(const struct key_change *changes, int count, const char *name)
{
    int line = -1;
    for (int i = 0; i < count; i++)
        if (changes[i].refusal == KEY_GRANTED && strcmp(changes[i].name, name) == 0)
            line = i;
    return line;
}

// Refuses a line over which two commands clash; false: all can be.
static bool refuse_one(const struct keymap *keymap, struct key_change *changes, int count)
{
    for (int i = 0; i < keymap->count; i++) {
        for (int k = 0; k < i; k++) {
            const struct key_binding *one = &keymap->rows[k], *other = &keymap->rows[i];
            if (!same_chord(one, other) || !(one->modes & other->modes))
                continue;
            const int of_one = line_of(changes, count, one->name), of_other = line_of(changes, count, other->name);
            if (of_one < 0 && of_other < 0)
                continue;
            char name[KEY_NAME_BYTES];
            refuse(&changes[of_one > of_other ? of_one : of_other], KEY_TAKEN,
                   key_binding_name(name, keymap, one, LANGUAGE_EN), of_one > of_other ? other->name : one->name);
            return true;
        }
    }
    return false;
}

static void as_it_comes(struct keymap *keymap)
{
    memcpy(keymap->rows, key_bindings, (size_t)key_binding_count * sizeof *key_bindings);
    keymap->count = key_binding_count;
}

void keymap_change(struct keymap *keymap, struct key_change *changes, int count)
{
    for (int i = 0; i < count; i++) { // each by itself
        changes[i].refusal = KEY_GRANTED;
        as_it_comes(keymap);
        put_in(keymap, &changes[i]);
    }
    do {
        as_it_comes(keymap);
        for (int i = 0; i < count; i++)
            if (line_of(changes, count, changes[i].name) == i) // the last of several for one command
                put_in(keymap, &changes[i]);
    } while (refuse_one(keymap, changes, count));
}
