// Goes through the text once, by value.
#include "page/cut.h"

#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

struct cut {
    FILE *out;
    const char *at;
    size_t elements, bytes, left_out;
    int depth, silent;                // of what is open; of the list whose elements are left out from here on, 0: none
    bool is_list[JSON_DEPTH_MAX + 1]; // by depth, from 1
    size_t count[JSON_DEPTH_MAX + 1]; // elements begun
    bool after_key;
};

static void put(struct cut *cut, const char *from, size_t bytes)
{
    if (cut->silent == 0)
        fwrite(from, 1, bytes, cut->out);
}

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
        cut->left_out += cut->silent == 0;
    }
    cut->at = after;
}

static void open_one(struct cut *cut)
{
    put(cut, cut->at, 1);
    cut->depth++;
    cut->is_list[cut->depth] = *cut->at == '[';
    cut->count[cut->depth] = 0;
    cut->after_key = false;
}

static void close_one(struct cut *cut)
{
    if (cut->silent == cut->depth)
        cut->silent = 0;
    put(cut, cut->at, 1);
    cut->depth--;
}

// Another member or element comes.
static void go_on(struct cut *cut)
{
    cut->after_key = false;
    const bool too_many = cut->is_list[cut->depth] && ++cut->count[cut->depth] >= cut->elements;
    if (too_many && cut->silent == 0)
        cut->silent = cut->depth;
    cut->left_out += too_many && cut->silent == cut->depth;
    put(cut, cut->at, 1);
}

static void copy_sign(struct cut *cut)
{
    if (*cut->at == '{' || *cut->at == '[')
        open_one(cut);
    else if (*cut->at == '}' || *cut->at == ']')
        close_one(cut);
    else if (*cut->at == ',')
        go_on(cut);
    else if (*cut->at != '\n')
        put(cut, cut->at, 1);
    cut->after_key |= *cut->at == ':';
    cut->at++;
}

size_t cut_json(FILE *out, const char *json, size_t elements, size_t bytes)
{
    struct cut cut = { .out = out, .at = json, .elements = elements, .bytes = bytes };
    while (*cut.at)
        if (*cut.at == '"')
            copy_text(&cut, !cut.is_list[cut.depth] && !cut.after_key);
        else
            copy_sign(&cut);
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
