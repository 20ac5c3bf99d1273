// Status values. The message lives inside the value, so that a failure can be told even when memory is what failed.
#include "base/status.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char ELLIPSIS[] = "…";

// Formats into size_bytes of text; what does not fit is cut at a whole character and marked.
static void write_cut(char *text, size_t size_bytes, const char *format, va_list arguments)
{
    int length = vsnprintf(text, size_bytes, format, arguments);
    assert(length >= 0);
    if (length >= 0 && (size_t)length < size_bytes)
        return;
    size_t cut = utf8_cut(text, size_bytes - sizeof ELLIPSIS);
    memcpy(text + cut, ELLIPSIS, sizeof ELLIPSIS);
}

struct status status_ok(void) { return (struct status){ .kind = STATUS_OK }; }

struct status status_make(enum status_kind kind, const char *format, ...)
{
    assert(kind != STATUS_OK);
    struct status status = { .kind = kind };
    va_list arguments;
    va_start(arguments, format);
    write_cut(status.message, sizeof status.message, format, arguments);
    va_end(arguments);
    utf8_make_plain(status.message); // a file's name may hold a newline or a terminal's control sequence
    return status;
}

struct status status_errno(enum status_kind kind, int error_number, const char *format, ...)
{
    assert(kind != STATUS_OK);
    struct status status = { .kind = kind };
    // Where the whole is too long it is our words that are cut, not the system's. strerror is thread-safe from
    // glibc 2.32 on.
    char tail[sizeof status.message / 2];
    snprintf(tail, sizeof tail, ": %s", strerror(error_number));
    size_t tail_bytes = strlen(tail);

    va_list arguments;
    va_start(arguments, format);
    write_cut(status.message, sizeof status.message - tail_bytes, format, arguments);
    va_end(arguments);
    strcat(status.message, tail);
    utf8_make_plain(status.message); // a file's name may hold a newline or a terminal's control sequence
    return status;
}
