// UTF-8 decoding. Table 3-7 of the Unicode standard says which second bytes may follow which first one; that single
// row per kind of first byte keeps out overlong forms, surrogates and numbers past U+10FFFF without a check of
// their own.
#include "base/utf8.h"

#include <string.h>

struct lead {
    unsigned char first, last;             // first bytes of this kind
    unsigned char second_low, second_high; // second bytes that may follow
    unsigned char length;
};

static const struct lead LEADS[] = {
    { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 }, { 0xE1, 0xEC, 0x80, 0xBF, 3 },
    { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 },
    { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
};

static bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

static const struct lead *lead_find(unsigned char byte)
{
    for (size_t i = 0; i < sizeof LEADS / sizeof *LEADS; i++)
        if (byte >= LEADS[i].first && byte <= LEADS[i].last)
            return &LEADS[i];
    return NULL;
}

size_t utf8_read(const char *text, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80) {
        *character = bytes[0];
        return bytes[0] != 0;
    }
    *character = UTF8_REPLACEMENT;
    const struct lead *lead = lead_find(bytes[0]);
    if (lead == NULL || bytes[1] < lead->second_low || bytes[1] > lead->second_high)
        return 1;

    uint32_t value = bytes[0] & (0x7Fu >> lead->length);
    for (size_t i = 1; i < lead->length; i++) {
        if (!is_continuation(bytes[i]))
            return i;
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    *character = value;
    return lead->length;
}

size_t utf8_cut(const char *text, size_t limit_bytes)
{
    size_t cut = limit_bytes;
    while (cut > 0 && limit_bytes - cut < 3 && is_continuation((unsigned char)text[cut]))
        cut--;
    // A run of continuations longer than any character has is no UTF-8: cut anywhere.
    return is_continuation((unsigned char)text[cut]) ? limit_bytes : cut;
}

bool utf8_is_plain(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } others[] = {
        { 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x061C, 0x061C },   { 0x200E, 0x200F },
        { 0x2028, 0x202E }, { 0x2066, 0x2069 }, { 0xFDD0, 0xFDEF },   { 0xFEFF, 0xFEFF },
        { 0xFFF9, 0xFFFB }, { 0xFFFD, 0xFFFD }, { 0xE0000, 0xE007F },
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (character >= others[i].first && character <= others[i].last)
            return false;
    return (character & 0xFFFE) != 0xFFFE; // the last two of every plane
}

bool utf8_is_plain_text(const char *text)
{
    uint32_t character;
    for (size_t length; (length = utf8_read(text, &character)) > 0; text += length)
        if (!utf8_is_plain(character))
            return false;
    return true;
}

void utf8_make_plain(char *text)
{
    char *to = text;
    uint32_t character;
    for (size_t length; (length = utf8_read(text, &character)) > 0; text += length) {
        if (utf8_is_plain(character)) {
            memmove(to, text, length);
            to += length;
        } else {
            *to++ = '?';
        }
    }
    *to = '\0';
}
