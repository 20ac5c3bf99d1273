// Copies, cuts and makes plain.
#include "view/ui/printed_text.h"

#include "base/utf8.h"
#include "document/document.h"

#include <string.h>

enum {
    SHOWN_MOST = 200, // bytes
};

size_t printed_bytes_before(const struct frame *frame, size_t print)
{
    const struct recording *recording = &frame->document->recording;
    size_t bytes = 0;
    for (size_t i = 0; i < print; i++)
        bytes += recording->console[i].bytes;
    return bytes;
}

const char *printed_text(struct frame *frame, size_t print, size_t bytes_before)
{
    const struct recording *recording = &frame->document->recording;
    const size_t at = bytes_before == SIZE_MAX ? printed_bytes_before(frame, print) : bytes_before;
    const size_t left = recording->console_bytes > at ? recording->console_bytes - at : 0,
                 bytes = recording->console[print].bytes < left ? recording->console[print].bytes : left,
                 most = bytes < SHOWN_MOST ? bytes : SHOWN_MOST;
    char *text = arena_get(frame->arena, most + 4);
    if (!text || most == 0)
        return "";
    memcpy(text, recording->console_text + at, most);
    size_t length = most;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    text[length] = '\0';
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0' || text[i] == '\n' || text[i] == '\t')
            text[i] = ' ';
    if (bytes > most)
        text[utf8_cut(text, length)] = '\0';
    utf8_make_plain(text);
    if (bytes > most)
        strcat(text, "…");
    return text;
}
