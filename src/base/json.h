// Writes one JSON document (RFC 8259) to a stdio stream, commas, escapes and nesting kept right.
//
// Errors of the stream stay in the stream (ferror); the caller looks once, at the end. Not thread-safe.
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH_MAX 16

struct json {
    FILE *out;
    int depth;
    bool first[JSON_DEPTH_MAX + 1]; // nothing written yet at this depth
    bool after_key;
};

void json_init(struct json *json, FILE *out);

void json_object_begin(struct json *json);
void json_object_end(struct json *json);
void json_array_begin(struct json *json);
void json_array_end(struct json *json);

// The key of the next value inside an object.
void json_key(struct json *json, const char *key);

void json_string(struct json *json, const char *utf8); // NULL writes null; invalid UTF-8 becomes U+FFFD
void json_int(struct json *json, int64_t value);
void json_uint(struct json *json, uint64_t value);
void json_double(struct json *json, double value, int decimals); // fixed decimals; NaN and infinity write null
void json_real(struct json *json,
               double value); // as many digits as it takes to read it back; NaN and infinity write null
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

// Where one value is to be written by whoever has it as JSON already.
FILE *json_written(struct json *json);

// A key and its value.
void json_key_string(struct json *json, const char *key, const char *utf8);
void json_key_int(struct json *json, const char *key, int64_t value);
void json_key_uint(struct json *json, const char *key, uint64_t value);
void json_key_bool(struct json *json, const char *key, bool value);

// The closing newline, after the document's one value is closed (asserted).
void json_finish(struct json *json);

// A key with a number, null where it is not known.
void json_key_uint_if(struct json *json, const char *key, bool known, uint64_t value);

// A string alone, quoted and escaped, for who writes JSON piece by piece.
void json_write_string(FILE *out, const char *utf8);

#endif
