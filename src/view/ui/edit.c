// A caret and an anchor: what lies between them is selected.
#include "view/ui/edit.h"

#include "base/utf8.h"

#include <string.h>

void edit_begin(struct ui *ui, uint32_t id, const char *text, uint32_t opener)
{
    const size_t bytes = utf8_cut(text, strlen(text) < sizeof ui->edit_text ? strlen(text) : sizeof ui->edit_text - 1);
    memcpy(ui->edit_text, text, bytes);
    ui->edit_text[bytes] = '\0';
    ui->editing = ui->focus = id;
    ui->edit_opener = opener;
    ui->edit_pointed = false;
    edit_select_all(ui);
}

void edit_stop(struct ui *ui)
{
    ui->editing = 0;
    ui->edit_text[0] = '\0';
    ui->edit_cursor = ui->edit_anchor = 0;
    ui->edit_opener = 0;
    ui->edit_pointed = false;
}

struct edit_range edit_selected(const struct ui *ui)
{
    return ui->edit_anchor < ui->edit_cursor ? (struct edit_range){ ui->edit_anchor, ui->edit_cursor }
                                             : (struct edit_range){ ui->edit_cursor, ui->edit_anchor };
}

void edit_select_all(struct ui *ui)
{
    ui->edit_anchor = 0;
    ui->edit_cursor = (int)strlen(ui->edit_text);
}

// ---- places --------------------------------------------------------------------------------------------------------

static bool is_continuation(char byte) { return ((unsigned char)byte & 0xc0) == 0x80; }

static int character_before(const char *text, int at)
{
    while (at > 0 && is_continuation(text[--at]))
        ;
    return at;
}

static int character_after(const char *text, int at)
{
    if (text[at])
        at++;
    while (is_continuation(text[at]))
        at++;
    return at;
}

static bool parts_words(char byte) { return byte == ' ' || byte == ','; }

// To the start of the word before, or the end of the one after.
static int word_from(const char *text, int at, int by)
{
    if (by < 0) {
        while (at > 0 && parts_words(text[at - 1]))
            at--;
        while (at > 0 && !parts_words(text[at - 1]))
            at--;
        return at;
    }
    while (text[at] && parts_words(text[at]))
        at++;
    while (text[at] && !parts_words(text[at]))
        at++;
    return at;
}

static int beside(const struct ui *ui, int by, bool word)
{
    if (word)
        return word_from(ui->edit_text, ui->edit_cursor, by);
    return by < 0 ? character_before(ui->edit_text, ui->edit_cursor) : character_after(ui->edit_text, ui->edit_cursor);
}

// ---- keys ----------------------------------------------------------------------------------------------------------

static void move_to(struct ui *ui, int at, bool keep_anchor)
{
    ui->edit_cursor = at;
    if (!keep_anchor)
        ui->edit_anchor = at;
}

// Without Shift an arrow leaves a selection at its end on that side.
static void step(struct ui *ui, int by, struct key_press press)
{
    const struct edit_range selected = edit_selected(ui);
    if (selected.from < selected.to && !press.shift && !press.control)
        move_to(ui, by < 0 ? selected.from : selected.to, false);
    else
        move_to(ui, beside(ui, by, press.control), press.shift);
}

static bool erase(struct ui *ui, struct edit_range range)
{
    memmove(ui->edit_text + range.from, ui->edit_text + range.to, strlen(ui->edit_text + range.to) + 1);
    move_to(ui, range.from, false);
    return range.from < range.to;
}

static enum edit_result erase_beside(struct ui *ui, int by, bool word)
{
    struct edit_range range = edit_selected(ui);
    if (range.from == range.to) {
        const int other = beside(ui, by, word);
        range = other < range.from ? (struct edit_range){ other, range.to } : (struct edit_range){ range.from, other };
    }
    return erase(ui, range) ? EDIT_CHANGED : EDIT_MOVED;
}

static void copy(struct ui *ui, enum edit_clipboard *clipboard)
{
    const struct edit_range range = edit_selected(ui);
    if (range.from == range.to)
        return; // what was copied before stays
    memcpy(ui->clip, ui->edit_text + range.from, (size_t)(range.to - range.from));
    ui->clip[range.to - range.from] = '\0';
    *clipboard = CLIPBOARD_TAKES;
}

static enum edit_result control_letter(struct ui *ui, struct key_press press, enum edit_clipboard *clipboard)
{
    switch (press.key) {
    case 'a':
        edit_select_all(ui);
        return EDIT_MOVED;
    case 'c':
        copy(ui, clipboard);
        return EDIT_MOVED;
    case 'x':
        copy(ui, clipboard);
        return erase(ui, edit_selected(ui)) ? EDIT_CHANGED : EDIT_MOVED;
    case 'v':
        *clipboard = CLIPBOARD_GIVES;
        return EDIT_MOVED;
    default:
        return EDIT_FOREIGN;
    }
}

enum edit_result edit_key(struct ui *ui, struct key_press press, enum edit_clipboard *clipboard)
{
    ui->edit_opener = 0;
    *clipboard = CLIPBOARD_LEFT;
    switch (press.key) {
    case KEY_LEFT:
        step(ui, -1, press);
        return EDIT_MOVED;
    case KEY_RIGHT:
        step(ui, +1, press);
        return EDIT_MOVED;
    case KEY_HOME:
        move_to(ui, 0, press.shift);
        return EDIT_MOVED;
    case KEY_END:
        move_to(ui, (int)strlen(ui->edit_text), press.shift);
        return EDIT_MOVED;
    case KEY_BACKSPACE:
        return erase_beside(ui, -1, press.control);
    case KEY_DELETE:
        return erase_beside(ui, +1, press.control);
    default:
        return press.control ? control_letter(ui, press, clipboard) : EDIT_FOREIGN;
    }
}

// ---- text ----------------------------------------------------------------------------------------------------------

// The part of the text that goes in: of one line, without control characters.
static size_t cleaned(char *clean, size_t most, const char *utf8)
{
    size_t length = 0;
    while (*utf8 && *utf8 != '\n' && *utf8 != '\r') {
        uint32_t character;
        const size_t bytes = utf8_read(utf8, &character);
        if (bytes == 0)
            break;
        if (character >= ' ' && character != 0x7f && !(character >= 0x80 && character < 0xa0) &&
            character != UTF8_REPLACEMENT) {
            if (length + bytes > most)
                break;
            memcpy(clean + length, utf8, bytes);
            length += bytes;
        }
        utf8 += bytes;
    }
    return length;
}

enum edit_result edit_insert(struct ui *ui, const char *utf8)
{
    char text[sizeof ui->edit_text];
    const struct edit_range selected = edit_selected(ui);
    const size_t present = strlen(ui->edit_text) - (size_t)(selected.to - selected.from);
    const size_t bytes = cleaned(text, sizeof ui->edit_text - 1 - present, utf8);
    if (bytes == 0)
        return EDIT_MOVED;
    erase(ui, selected);
    char *at = ui->edit_text + ui->edit_cursor;
    memmove(at + bytes, at, strlen(at) + 1);
    memcpy(at, text, bytes);
    move_to(ui, ui->edit_cursor + (int)bytes, false);
    return EDIT_CHANGED;
}
