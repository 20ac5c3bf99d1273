// Fills the English pattern in and notes where its parts come to stand.
#include "base/fault.h"

#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char ELLIPSIS[] = "…";

static const char *const english[FAULT_COUNT] = {
#define TEXT(id, text)
#define LOCK(id, text)
#define FAULT(id, text) [FAULT_##id] = text,
#include "../assets/texts/en.def"
#undef FAULT
#undef LOCK
#undef TEXT
};

// Those of the system's words that other languages have.
static const struct {
    int error;
    enum fault fault;
} errors[] = {
    { ENOENT, FAULT_NO_FILE },    { EACCES, FAULT_DENIED },    { EPERM, FAULT_NOT_PERMITTED },
    { ENOSPC, FAULT_NO_SPACE },   { EROFS, FAULT_READ_ONLY },  { EDQUOT, FAULT_QUOTA },
    { EFBIG, FAULT_TOO_LARGE },   { ENOMEM, FAULT_NO_MEMORY }, { EAGAIN, FAULT_NOT_NOW },
    { EMFILE, FAULT_FILES_OPEN }, { EIO, FAULT_IO },
};

static enum fault fault_of_error(int error)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].error == error)
            return errors[i].fault;
    return FAULT_NONE;
}

struct filling {
    struct status *status;
    size_t length;
    bool full;
    char texts[FAULT_PARTS_MAX][sizeof((struct status *)NULL)->message]; // of the parts, plain
    uint8_t from[FAULT_PARTS_MAX], bytes[FAULT_PARTS_MAX];
};

static const char *words_of(const struct fault_part *part, char number[24])
{
    switch (part->kind) {
    case FAULT_PART_TEXT:
        return part->text;
    case FAULT_PART_NUMBER:
        snprintf(number, 24, "%llu", part->number);
        return number;
    case FAULT_PART_ERROR:
        return strerror(part->error); // thread-safe from glibc 2.32 on
    case FAULT_PART_FAULT:
        return english[part->fault];
    case FAULT_PART_STATUS:
        return part->status->message;
    }
    return "";
}

static void cut(char *text, size_t bytes)
{
    const size_t kept = utf8_cut(text, bytes - (sizeof ELLIPSIS - 1));
    memcpy(text + kept, ELLIPSIS, sizeof ELLIPSIS);
}

static void take_words(char *text, size_t size_bytes, const char *words)
{
    const size_t length = strlen(words);
    memcpy(text, words, length < size_bytes ? length + 1 : size_bytes - 1);
    if (length >= size_bytes) {
        text[size_bytes - 1] = '\0';
        cut(text, size_bytes - 1);
    }
    utf8_make_plain(text); // a file's name may hold a newline or a terminal's control sequence
}

// The number of a place for a part, from 0; −1: this is none.
static int place_of(const char *at)
{
    return at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}' ? at[1] - '1' : -1;
}

static size_t length_in_all(const char *pattern, const struct filling *filling)
{
    size_t length = 0;
    for (const char *at = pattern; *at; at += place_of(at) < 0 ? 1 : 3)
        length += place_of(at) < 0 ? 1 : strlen(filling->texts[place_of(at)]);
    return length;
}

// Where all of it does not fit, the longest of the texts is cut.
static void shorten(struct filling *filling, const char *pattern, const struct fault_part *parts, int count)
{
    const size_t room = sizeof filling->status->message - 1, length = length_in_all(pattern, filling);
    int longest = -1;
    for (int i = 0; i < count; i++)
        if (parts[i].kind == FAULT_PART_TEXT &&
            (longest < 0 || strlen(filling->texts[i]) > strlen(filling->texts[longest])))
            longest = i;
    if (length <= room || longest < 0)
        return;
    const size_t had = strlen(filling->texts[longest]), over = length - room;
    if (had > over + sizeof ELLIPSIS)
        cut(filling->texts[longest], had - over);
}

static void add(struct filling *filling, const char *text, size_t bytes)
{
    char *message = filling->status->message;
    const size_t room = sizeof filling->status->message - 1 - filling->length;
    const size_t taken = filling->full ? 0 : bytes <= room ? bytes : room;
    memcpy(message + filling->length, text, taken);
    filling->length += taken;
    message[filling->length] = '\0';
    if (taken == bytes || filling->full)
        return;
    cut(message, filling->length);
    filling->length = strlen(message);
    filling->full = true;
}

static void fill(struct filling *filling, const char *pattern)
{
    for (const char *at = pattern; *at; at += place_of(at) < 0 ? 1 : 3) {
        const int place = place_of(at);
        const size_t from = filling->length;
        if (place < 0)
            add(filling, at, 1);
        else
            add(filling, filling->texts[place], strlen(filling->texts[place]));
        if (place >= 0) {
            filling->from[place] = (uint8_t)(from < filling->length ? from : filling->length);
            filling->bytes[place] = (uint8_t)(filling->length > from ? filling->length - from : 0);
        }
    }
}

static void note(struct status *status, struct fault_span span)
{
    if (status->span_count < STATUS_SPANS)
        status->spans[status->span_count] = span;
    status->span_count++;
}

// The spans of a part that stands at `from`.
static void note_part(struct status *status, const struct fault_part *part, uint8_t from, uint8_t bytes)
{
    const struct status *inner = part->kind == FAULT_PART_STATUS && part->status->span_count ? part->status : NULL;
    const enum fault fault = part->kind == FAULT_PART_ERROR   ? fault_of_error(part->error)
                             : part->kind == FAULT_PART_FAULT ? part->fault
                                                              : FAULT_NONE;
    if (!inner)
        note(status, (struct fault_span){ .fault = (uint16_t)fault, .from = from, .bytes = bytes });
    for (int i = 0; inner && i < inner->span_count; i++) {
        struct fault_span span = inner->spans[i];
        const int most = span.from < bytes ? bytes - span.from : 0; // it may have been cut
        span.bytes = (uint8_t)(span.bytes < most ? span.bytes : most);
        span.from = (uint8_t)(from + (span.from < bytes ? span.from : bytes));
        note(status, span);
    }
}

struct status status_of_parts(enum status_kind kind, enum fault fault, const struct fault_part *parts, int count)
{
    struct status status = { .kind = kind };
    struct filling filling = { .status = &status };
    char number[24];
    assert(kind != STATUS_OK && fault > FAULT_NONE && fault < FAULT_COUNT && count <= FAULT_PARTS_MAX);
    for (int i = 0; i < count; i++)
        take_words(filling.texts[i], sizeof filling.texts[i], words_of(&parts[i], number));
    shorten(&filling, english[fault], parts, count);
    fill(&filling, english[fault]);
    note(&status, (struct fault_span){ (uint16_t)fault, 0, (uint8_t)filling.length, (uint8_t)count });
    for (int i = 0; i < count; i++)
        note_part(&status, &parts[i], filling.from[i], filling.bytes[i]);
    if (status.span_count > STATUS_SPANS)
        status.span_count = 0; // deeper than anything of ours: it stays English
    return status;
}

struct status status_fault(enum status_kind kind, enum fault fault) { return status_of_parts(kind, fault, NULL, 0); }

struct status status_named(const char *name, struct status status)
{
    return status_with(status.kind, FAULT_NAMED, part_text(name), part_status(&status));
}

struct status status_as(enum status_kind kind, struct status status)
{
    assert(kind != STATUS_OK && !status_is_ok(status));
    status.kind = kind;
    return status;
}

// ---- from process to process ---------------------------------------------------------------------------------------

// The sentence, a tab, and of each span four numbers.
char *fault_line(const struct status *status, char line[FAULT_LINE_BYTES])
{
    int length = snprintf(line, FAULT_LINE_BYTES, "%s", status->message);
    for (int i = 0; i < status->span_count; i++) {
        const struct fault_span *span = &status->spans[i];
        length += snprintf(line + length, (size_t)(FAULT_LINE_BYTES - length), "%c%u:%u:%u:%u", i ? ' ' : '\t',
                           span->fault, span->from, span->bytes, span->parts);
    }
    return line;
}

static bool read_span(const char **at, unsigned length, struct fault_span *span)
{
    unsigned fault, from, bytes, parts;
    int read = 0;
    if (sscanf(*at, "%u:%u:%u:%u%n", &fault, &from, &bytes, &parts, &read) != 4 || fault >= FAULT_COUNT ||
        from > length || bytes > length - from || parts > FAULT_PARTS_MAX)
        return false;
    *at += read;
    *span = (struct fault_span){ (uint16_t)fault, (uint8_t)from, (uint8_t)bytes, (uint8_t)parts };
    return true;
}

// Whether every span has the parts it claims, and none is left over.
static bool holds_together(const struct status *status)
{
    int wanted = 1;
    for (int i = 0; i < status->span_count; i++) {
        if (wanted == 0)
            return false;
        wanted += status->spans[i].parts - 1;
    }
    return wanted == 0;
}

struct status fault_of_line(const char *line)
{
    const char *tab = strchr(line, '\t');
    struct status status = status_make(STATUS_FAILED, "%.*s", tab ? (int)(tab - line) : (int)strlen(line), line);
    const unsigned length = (unsigned)strlen(status.message);
    bool right = tab != NULL;
    for (const char *at = tab ? tab + 1 : ""; right && *at; at += *at == ' ') {
        right = status.span_count < STATUS_SPANS && read_span(&at, length, &status.spans[status.span_count]);
        status.span_count += right;
    }
    if (!right || !holds_together(&status))
        status.span_count = 0;
    return status;
}
