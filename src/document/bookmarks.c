// Every change is made to the lines of the file as it is at that moment.
#include "document/bookmarks.h"

#include "base/text.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- a list --------------------------------------------------------------------------------------------------------

static bool is_same(const struct bookmark *a, const struct bookmark *b)
{
    return a->ns == b->ns && !strcmp(a->text, b->text);
}

int bookmarks_add(struct bookmarks *notes, const struct bookmark *note)
{
    int at = notes->count;
    if (at == BOOKMARKS_MOST)
        return -1;
    while (at > 0 && notes->list[at - 1].ns > note->ns)
        at--;
    memmove(&notes->list[at + 1], &notes->list[at], (size_t)(notes->count - at) * sizeof *notes->list);
    notes->list[at] = *note;
    notes->count++;
    return at;
}

void bookmarks_drop(struct bookmarks *notes, int number)
{
    notes->count--;
    memmove(&notes->list[number], &notes->list[number + 1], (size_t)(notes->count - number) * sizeof *notes->list);
}

int bookmarks_at(const struct bookmarks *notes, uint64_t ns)
{
    for (int i = 0; i < notes->count; i++)
        if (notes->list[i].ns == ns)
            return i;
    return -1;
}

// Those of a list that another has not, as often as it has not.
static struct bookmarks *without(const struct bookmarks *list, const struct bookmarks *other)
{
    struct bookmarks *rest = malloc(sizeof *rest);
    if (!rest)
        return NULL;
    *rest = *list;
    for (int i = 0; i < other->count; i++)
        for (int k = 0; k < rest->count; k++)
            if (is_same(&rest->list[k], &other->list[i])) {
                bookmarks_drop(rest, k);
                break;
            }
    return rest;
}

// ---- a line --------------------------------------------------------------------------------------------------------

static size_t line_length(const char *text, const char *end)
{
    const char *feed = memchr(text, '\n', (size_t)(end - text));
    return (size_t)((feed ? feed : end) - text);
}

static bool says_nothing(const char *line, size_t length)
{
    while (length > 0 && (*line == ' ' || *line == '\t' || *line == '\r')) {
        line++;
        length--;
    }
    return length == 0 || *line == '#';
}

static bool read_line(const char *line, size_t length, struct bookmark *note)
{
    enum {
        TIME_BYTES = 64
    };
    char time[TIME_BYTES];
    size_t end = 0;
    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' '))
        length--;
    while (end < length && line[end] != ' ' && line[end] != '\t')
        end++;
    if (end >= TIME_BYTES)
        return false;
    memcpy(time, line, end);
    time[end] = '\0';
    while (end < length && (line[end] == ' ' || line[end] == '\t'))
        end++;
    const size_t words = length - end;
    if (words >= BOOKMARK_BYTES || memchr(line, '\0', length) || !text_read_duration(time, &note->ns))
        return false;
    memcpy(note->text, line + end, words);
    note->text[words] = '\0';
    return utf8_is_plain_text(note->text);
}

// In milliseconds, with as many places as there are.
static void write_line(FILE *out, const struct bookmark *note)
{
    char part[16];
    int places = snprintf(part, sizeof part, "%06" PRIu64, note->ns % 1000000);
    while (places > 0 && part[places - 1] == '0')
        part[--places] = '\0';
    fprintf(out, "%" PRIu64 "%s%sms%s%s\n", note->ns / 1000000, places > 0 ? "." : "", part, note->text[0] ? " " : "",
            note->text);
}

// ---- a file's text -------------------------------------------------------------------------------------------------

struct bookmarks_unread bookmarks_read(struct bookmarks *notes, const char *text, size_t bytes)
{
    struct bookmarks_unread unread = { 0 };
    const char *end = text + bytes;
    for (size_t line = 1; text < end; line++) {
        const size_t length = line_length(text, end);
        struct bookmark note = { 0 };
        if (says_nothing(text, length))
            ;
        else if (!read_line(text, length, &note))
            unread.line = unread.line ? unread.line : line;
        else if (bookmarks_add(notes, &note) < 0)
            unread.more = true;
        text += length + 1;
    }
    return unread;
}

// The lines of the text, but for those of notes that are gone: each takes the first like it.
static void put_kept(FILE *out, const char *text, const char *end, struct bookmarks *gone)
{
    while (text < end) {
        const size_t length = line_length(text, end);
        struct bookmark note = { 0 };
        bool drop = false;
        if (!says_nothing(text, length) && read_line(text, length, &note))
            for (int i = 0; i < gone->count && !drop; i++)
                if (is_same(&gone->list[i], &note)) {
                    bookmarks_drop(gone, i);
                    drop = true;
                }
        if (!drop) {
            fwrite(text, 1, length, out);
            fputc('\n', out);
        }
        text += length + 1;
    }
}

char *bookmarks_edit(const char *text, size_t bytes, const struct bookmarks *before, const struct bookmarks *now,
                     size_t *edited)
{
    struct bookmarks *gone = without(before, now), *come = without(now, before);
    char *result = NULL;
    FILE *out = gone && come ? open_memstream(&result, edited) : NULL;
    if (out) {
        put_kept(out, text, text + bytes, gone);
        for (int i = 0; i < come->count; i++)
            write_line(out, &come->list[i]);
        const bool failed = ferror(out);
        if (fclose(out) != 0 || failed) {
            free(result);
            result = NULL;
        }
    }
    free(gone);
    free(come);
    return result;
}
