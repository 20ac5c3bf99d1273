// The JSON writer: documents compared byte for byte, and one read back by jq where it is installed.
#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

// snprintf, under both names the compiler may call it by, as it would be in a language with another decimal mark: which
// locales are installed differs from machine to machine.
static const char *decimal_mark;
static int marks_placed;

int __wrap_snprintf(char *text, size_t size_bytes, const char *format, ...) __attribute__((format(printf, 3, 4)));
int __wrap___snprintf_chk(char *text, size_t size_bytes, int flag, size_t room, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static int print_in_language(char *text, size_t size_bytes, const char *format, va_list arguments)
{
    int length = vsnprintf(text, size_bytes, format, arguments);
    char *point = strchr(text, '.');
    if (decimal_mark == NULL || point == NULL)
        return length;
    size_t mark_bytes = strlen(decimal_mark);
    assert_true((size_t)length + mark_bytes <= size_bytes);
    memmove(point + mark_bytes, point + 1, strlen(point + 1) + 1);
    for (size_t i = 0; i < mark_bytes; i++)
        point[i] = decimal_mark[i];
    marks_placed++;
    return length + (int)mark_bytes - 1;
}

int __wrap_snprintf(char *text, size_t size_bytes, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print_in_language(text, size_bytes, format, arguments);
    va_end(arguments);
    return length;
}

int __wrap___snprintf_chk(char *text, size_t size_bytes, int flag, size_t room, const char *format, ...)
{
    (void)flag;
    (void)room;
    va_list arguments;
    va_start(arguments, format);
    int length = print_in_language(text, size_bytes, format, arguments);
    va_end(arguments);
    return length;
}

struct document {
    struct json json;
    char *text;
    size_t size_bytes;
};

static struct json *document_begin(struct document *document)
{
    FILE *out = open_memstream(&document->text, &document->size_bytes);
    assert_non_null(out);
    json_init(&document->json, out);
    return &document->json;
}

static void document_expect(struct document *document, const char *expected)
{
    json_finish(&document->json);
    assert_int_equal(fclose(document->json.out), 0);
    assert_string_equal(document->text, expected);
    free(document->text);
}

static void a_value_alone_is_a_document(void **state)
{
    (void)state;
    struct document document;
    json_bool(document_begin(&document), true);
    document_expect(&document, "true\n");
    json_null(document_begin(&document));
    document_expect(&document, "null\n");
    json_string(document_begin(&document), "x");
    document_expect(&document, "\"x\"\n");
}

static void empty_ones(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_object_begin(json);
    json_object_end(json);
    document_expect(&document, "{}\n");
    json = document_begin(&document);
    json_array_begin(json);
    json_array_end(json);
    document_expect(&document, "[]\n");
}

static void commas_and_nesting(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_object_begin(json);
    json_key(json, "a");
    json_int(json, 1);
    json_key(json, "b");
    json_array_begin(json);
    json_array_begin(json);
    json_array_end(json);
    json_object_begin(json);
    json_key(json, "c");
    json_object_begin(json);
    json_object_end(json);
    json_key(json, "d");
    json_bool(json, false);
    json_object_end(json);
    json_uint(json, 2);
    json_null(json);
    json_array_end(json);
    json_key(json, "e");
    json_string(json, NULL);
    json_object_end(json);
    document_expect(&document, "{\"a\":1,\"b\":[[],{\"c\":{},\"d\":false},2,null],\"e\":null}\n");
}

static void deepest_nesting(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_array_begin(json);
    json_int(json, 7);
    json_int(json, 8);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_array_end(json);
    document_expect(&document, "[[[[[[[[[[[[[[[[7,8]]]]]]]]]]]]]]]]\n");
}

static void integers_at_their_ends(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_array_begin(json);
    json_int(json, INT64_MIN);
    json_int(json, INT64_MAX);
    json_int(json, 0);
    json_int(json, -672);
    json_uint(json, UINT64_MAX);
    json_uint(json, 0);
    json_array_end(json);
    document_expect(&document, "[-9223372036854775808,9223372036854775807,0,-672,18446744073709551615,0]\n");
}

static void doubles(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_array_begin(json);
    json_double(json, 1.97, 2);
    json_double(json, 0.5, 0);
    json_double(json, 1.5, 0);
    json_double(json, -0.25, 3);
    json_double(json, -0.0, 2);
    json_double(json, -0.001, 2);
    json_double(json, -0.006, 2);
    json_double(json, 0.1, 17);
    json_double(json, NAN, 2);
    json_double(json, INFINITY, 2);
    json_double(json, -INFINITY, 2);
    json_double(json, 1e20, 1);
    json_array_end(json);
    document_expect(&document, "[1.97,0,2,-0.250,0.00,0.00,-0.01,0.10000000000000001,null,null,null,"
                               "100000000000000000000.0]\n");
}

// As many digits as it takes to read the number back, and no more.
static void reals(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_array_begin(json);
    json_real(json, 0.1);
    json_real(json, 0.1 + 0.2);
    json_real(json, -2);
    json_real(json, 1e300);
    json_real(json, 5e-324);
    json_real(json, NAN);
    json_real(json, -INFINITY);
    json_array_end(json);
    document_expect(&document, "[0.1,0.30000000000000004,-2,1e+300,4.94065645841247e-324,null,null]\n");
}

static void largest_double(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_double(json, -1.7976931348623157e308, 17);
    json_finish(json);
    assert_int_equal(fclose(json->out), 0);
    assert_int_equal(strlen(document.text), 1 + 309 + 1 + 17 + 1);
    assert_true(strtod(document.text, NULL) == -1.7976931348623157e308);
    free(document.text);
}

// A language's own decimal mark must not reach the document, be it a comma or a character of two bytes.
static void the_point_does_not_depend_on_the_language(void **state)
{
    (void)state;
    static const char *const MARKS[] = { ",", "\u066B" };
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        struct document document;
        struct json *json = document_begin(&document);
        decimal_mark = MARKS[i];
        json_array_begin(json);
        json_double(json, -12.375, 3);
        json_double(json, 7.0, 0);
        json_double(json, -0.0, 1);
        json_double(json, 1234567.5, 1);
        json_array_end(json);
        decimal_mark = NULL;
        assert_true(marks_placed > 0);
        document_expect(&document, "[-12.375,7,0.0,1234567.5]\n");
    }
}

static void escapes(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_object_begin(json);
    json_key(json, "a\"b\\c");
    json_string(json, "\"\\/\b\f\n\r\t\x01\x1f\x7f é中😀\u200e\u202e\xc2\x9b");
    json_object_end(json);
    document_expect(&document,
                    "{\"a\\\"b\\\\c\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f é中😀\\u200e\\u202e\\u009b\"}\n");
}

static void invalid_utf8_is_replaced(void **state)
{
    (void)state;
    struct document document;
    struct json *json = document_begin(&document);
    json_array_begin(json);
    json_string(json, "a\xFFz");
    json_string(json, "\xC3");
    json_string(json, "\xE4\xB8!");
    json_string(json, "\xED\xA0\x80");
    json_string(json, "\xC0\xAF");
    json_string(json, "\xEF\xBF\xBD");
    json_array_end(json);
    document_expect(&document,
                    "[\"a\uFFFDz\",\"\uFFFD\",\"\uFFFD!\",\"\uFFFD\uFFFD\uFFFD\",\"\uFFFD\uFFFD\",\"\uFFFD\"]\n");
}

static void stream_errors_stay_in_the_stream(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL) {
        puts("skipped: no /dev/full here");
        skip();
    }
    setvbuf(full, NULL, _IONBF, 0);
    struct json json;
    json_init(&json, full);
    json_string(&json, "text");
    json_finish(&json);
    assert_true(ferror(full));
    fclose(full);
}

// Another program's reading of it: every control character, quotes and nesting come back as they went in.
static void jq_reads_it_back(void **state)
{
    (void)state;
    if (system("command -v jq >/dev/null") != 0) {
        puts("skipped: jq is not installed");
        skip();
    }
    char path[] = "/tmp/test_base_json_XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    struct json json;
    json_init(&json, fdopen(descriptor, "w"));
    json_object_begin(&json);
    json_key(&json, "all");
    json_array_begin(&json);
    for (int byte = 1; byte < 256; byte++)
        json_string(&json, (char[]){ (char)byte, '\0' });
    json_array_end(&json);
    json_key(&json, "share");
    json_double(&json, 0.428, 3);
    json_object_end(&json);
    json_finish(&json);
    assert_int_equal(fclose(json.out), 0);

    char command[400];
    snprintf(command, sizeof command,
             "jq -e '(.share == 0.428) and (.all | length == 255) and "
             "(.all[:127] == [range(1; 128) | [.] | implode]) and (.all[127:] | all(. == \"\\uFFFD\"))' <%s >/dev/null",
             path);
    int code = system(command);
    unlink(path);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_alone_is_a_document),
        cmocka_unit_test(empty_ones),
        cmocka_unit_test(commas_and_nesting),
        cmocka_unit_test(deepest_nesting),
        cmocka_unit_test(integers_at_their_ends),
        cmocka_unit_test(doubles),
        cmocka_unit_test(reals),
        cmocka_unit_test(largest_double),
        cmocka_unit_test(the_point_does_not_depend_on_the_language),
        cmocka_unit_test(escapes),
        cmocka_unit_test(invalid_utf8_is_replaced),
        cmocka_unit_test(stream_errors_stay_in_the_stream),
        cmocka_unit_test(jq_reads_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
