// The JSON writer: a stack of "nothing written yet here" flags decides where commas go. Nothing is buffered and
// nothing can fail but the stream itself.
#include "base/json.h"

#include "base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DOUBLE_DECIMALS_MAX 17

void json_init(struct json *json, FILE *out)
{
    *json = (struct json){ .out = out };
    json->first[0] = true;
}

// The comma, if any, before a key or a value.
static void separate(struct json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    assert(json->depth > 0 || json->first[0]); // one value a document
    if (!json->first[json->depth])
        fputc(',', json->out);
    json->first[json->depth] = false;
}

static void begin(struct json *json, char bracket)
{
    separate(json);
    assert(json->depth < JSON_DEPTH_MAX);
    fputc(bracket, json->out);
    json->first[++json->depth] = true;
}

static void end(struct json *json, char bracket)
{
    assert(json->depth > 0 && !json->after_key);
    json->depth--;
    fputc(bracket, json->out);
}

void json_object_begin(struct json *json) { begin(json, '{'); }

void json_object_end(struct json *json) { end(json, '}'); }

void json_array_begin(struct json *json) { begin(json, '['); }

void json_array_end(struct json *json) { end(json, ']'); }

static void write_character(FILE *out, const char *bytes, size_t length, uint32_t character)
{
    static const char SHORT[] = "\"\"\\\\\bb\ff\nn\rr\tt"; // pairs: the character, the letter of its escape
    const char *pair = SHORT;
    while (*pair != '\0' && (uint32_t)*pair != character)
        pair += 2;
    if (*pair != '\0')
        fprintf(out, "\\%c", pair[1]);
    else if (character == UTF8_REPLACEMENT)
        fputs("\xEF\xBF\xBD", out);
    else if (character <= 0xFFFF && !utf8_is_plain(character)) // harmless where somebody just looks at it, too
        fprintf(out, "\\u%04" PRIx32, character);
    else
        fwrite(bytes, 1, length, out);
}

// How many bytes from there on stand for themselves: most of a text, written at once.
static size_t plain_bytes(const char *text)
{
    size_t length = 0;
    while (text[length] >= 0x20 && text[length] < 0x7F && text[length] != '"' && text[length] != '\\')
        length++;
    return length;
}

void json_write_string(FILE *out, const char *utf8)
{
    uint32_t character;
    size_t length;
    fputc('"', out);
    for (;;) {
        length = plain_bytes(utf8);
        fwrite(utf8, 1, length, out);
        utf8 += length;
        length = utf8_read(utf8, &character);
        if (length == 0)
            break;
        write_character(out, utf8, length, character);
        utf8 += length;
    }
    fputc('"', out);
}

void json_key(struct json *json, const char *key)
{
    assert(json->depth > 0 && !json->after_key);
    separate(json);
    json_write_string(json->out, key);
    fputc(':', json->out);
    json->after_key = true;
}

void json_string(struct json *json, const char *utf8)
{
    separate(json);
    if (utf8 == NULL)
        fputs("null", json->out);
    else
        json_write_string(json->out, utf8);
}

void json_int(struct json *json, int64_t value)
{
    separate(json);
    fprintf(json->out, "%" PRId64, value);
}

void json_uint(struct json *json, uint64_t value)
{
    separate(json);
    fprintf(json->out, "%" PRIu64, value);
}

void json_double(struct json *json, double value, int decimals)
{
    assert(decimals >= 0 && decimals <= DOUBLE_DECIMALS_MAX);
    separate(json);
    if (!isfinite(value)) {
        fputs("null", json->out);
        return;
    }
    char text[400]; // the largest double has 309 digits before the point
    int length = snprintf(text, sizeof text, "%.*f", decimals, value);
    // The locale may have put another mark, of several bytes even, where JSON wants a point.
    size_t whole = (size_t)(text[0] == '-');
    whole += strspn(text + whole, "0123456789");
    const char *shown = text[0] == '-' && text[strcspn(text, "123456789")] == '\0' ? text + 1 : text; // no "-0.00"
    fprintf(json->out, "%.*s", (int)(text + whole - shown), shown);
    if (decimals > 0)
        fprintf(json->out, ".%s", text + length - decimals);
}

void json_real(struct json *json, double value)
{
    enum {
        DIGITS_SURE = 15,
        DIGITS_MOST = 17
    };
    char text[64];
    separate(json);
    if (!isfinite(value)) {
        fputs("null", json->out);
        return;
    }
    for (int digits = DIGITS_SURE; digits <= DIGITS_MOST; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        const double read = strtod(text, NULL);
        if (!(read < value) && !(read > value))
            break;
    }
    const size_t whole = strspn(text, "-0123456789"), mark = strcspn(text + whole, "0123456789e");
    fprintf(json->out, "%.*s%s%s", (int)whole, text, mark ? "." : "", text + whole + mark);
}

void json_bool(struct json *json, bool value)
{
    separate(json);
    fputs(value ? "true" : "false", json->out);
}

void json_null(struct json *json)
{
    separate(json);
    fputs("null", json->out);
}

FILE *json_written(struct json *json)
{
    separate(json);
    return json->out;
}

void json_key_string(struct json *json, const char *key, const char *utf8)
{
    json_key(json, key);
    json_string(json, utf8);
}

void json_key_int(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_int(json, value);
}

void json_key_uint(struct json *json, const char *key, uint64_t value)
{
    json_key(json, key);
    json_uint(json, value);
}

void json_key_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}

void json_finish(struct json *json)
{
    assert(json->depth == 0 && !json->after_key && !json->first[0]);
    fputc('\n', json->out);
}

void json_key_uint_if(struct json *json, const char *key, bool known, uint64_t value)
{
    json_key(json, key);
    if (known)
        json_uint(json, value);
    else
        json_null(json);
}
