// Goes through the text once, by value.
#include "page/cut.h"

#include "base/utf8.h"

#include <string.h>

struct cut {
    FILE *out;
    const char *at;
    size_t elements, bytes, left_out;
    int silent; // > 0: what is gone through is left out
};

static void put(struct cut *cut, const char *from, size_t bytes)
{
    if (!cut->silent)
        fwrite(from, 1, bytes, cut->out);
}

static void copy_sign(struct cut *cut) { put(cut, cut->at++, 1); }

// Behind the quote that ends a text.
static const char *after_text(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        at += *at == '\\' && at[1];
    return *at ? at + 1 : at;
}

// As much of a text as may stay, not ending within a character or an escape.
static size_t kept_of(const char *text, size_t limit)
{
    size_t kept = 0;
    while (text[kept] && kept < limit) {
        uint32_t character;
        const size_t one = text[kept] != '\\' ? utf8_read(text + kept, &character) : text[kept + 1] == 'u' ? 6 : 2;
        if (kept + one > limit)
            break;
        kept += one;
    }
    return kept;
}

static void copy_text(struct cut *cut, bool whole)
{
    const char *after = after_text(cut->at);
    const size_t length = (size_t)(after - cut->at);
    if (whole || length <= cut->bytes + 2) {
        put(cut, cut->at, length);
    } else {
        put(cut, cut->at, 1 + kept_of(cut->at + 1, cut->bytes));
        put(cut, "\xe2\x80\xa6\"", 4);
        cut->left_out += !cut->silent;
    }
    cut->at = after;
}

static void copy_value(struct cut *cut);

static void copy_members(struct cut *cut)
{
    copy_sign(cut);
    while (*cut->at && *cut->at != '}') {
        copy_text(cut, true);
        copy_sign(cut); // :
        copy_value(cut);
        if (*cut->at == ',')
            copy_sign(cut);
    }
    copy_sign(cut);
}

static void copy_elements(struct cut *cut)
{
    size_t count = 0;
    copy_sign(cut);
    for (; *cut->at && *cut->at != ']'; count++) {
        const bool out = count >= cut->elements;
        cut->left_out += out && !cut->silent;
        cut->silent += out;
        if (*cut->at == ',' && count > 0)
            copy_sign(cut);
        copy_value(cut);
        cut->silent -= out;
    }
    copy_sign(cut);
}

static void copy_value(struct cut *cut)
{
    if (*cut->at == '{')
        copy_members(cut);
    else if (*cut->at == '[')
        copy_elements(cut);
    else if (*cut->at == '"')
        copy_text(cut, false);
    else
        while (*cut->at && !strchr(",]}\n", *cut->at))
            copy_sign(cut);
}

size_t cut_json(FILE *out, const char *json, size_t elements, size_t bytes)
{
    struct cut cut = { .out = out, .at = json, .elements = elements, .bytes = bytes };
    copy_value(&cut);
    return cut.left_out;
}

void cut_put_safely(FILE *out, const char *json, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        const unsigned char sign = (unsigned char)json[i];
        if (sign == '<' || sign == '>' || sign == '&')
            fprintf(out, "\\u%04x", sign);
        else if (i + 2 < bytes &&
                 (memcmp(json + i, "\xe2\x80\xa8", 3) == 0 || memcmp(json + i, "\xe2\x80\xa9", 3) == 0))
            fprintf(out, "\\u%04x", 0x2028 + ((unsigned char)json[i += 2] == 0xa9));
        else
            fputc(sign, out);
    }
}
