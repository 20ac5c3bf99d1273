// Any text given as a count or a duration: read or refused without harm, and what was read is read again from its own
// exact form. UTF-8 that is cut anywhere stays in its bounds.
#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_duration(const char *text)
{
    uint64_t ns = 0, again = 1;
    if (!text_read_duration(text, &ns))
        return;
    char buffer[TEXT_NUMBER_BYTES];
    if (ns > INT64_MAX || !text_read_duration(text_duration_exact(buffer, ns), &again) || again != ns)
        abort();
    text_duration(buffer, ns);
}

static void check_utf8(const char *text, size_t length)
{
    uint32_t character;
    size_t characters = 0, at = 0, step;
    while ((step = utf8_read(text + at, &character)) > 0) {
        at += step;
        characters++;
        if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
            abort();
    }
    if (at != length || text_columns(text) > 2 * characters)
        abort();
    for (size_t limit = 0; limit <= length; limit++) {
        size_t cut = utf8_cut(text, limit);
        if (cut > limit || limit - cut > 3)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    char *text = malloc(size_bytes + 1);
    if (text == NULL)
        return 0;
    if (size_bytes > 0)
        memcpy(text, data, size_bytes);
    text[size_bytes] = '\0';
    uint64_t count;
    if (text_read_count(text, &count)) {
        char buffer[TEXT_NUMBER_BYTES];
        text_bytes(buffer, count);
        text_grouped(buffer, (int64_t)count);
    }
    check_duration(text);
    check_utf8(text, strlen(text));
    free(text);
    return 0;
}
