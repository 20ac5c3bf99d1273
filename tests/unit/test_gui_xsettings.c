// What a settings daemon of X tells, made up: in both orders of bytes, cut anywhere, and what is no such thing.
#include "gui/xsettings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct made {
    bool big;
    unsigned char bytes[512];
    size_t size;
};

static void put(struct made *made, uint32_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        made->bytes[made->size++] = (unsigned char)(number >> 8 * (made->big ? bytes - 1 - i : i));
}

static void put_text(struct made *made, const char *text)
{
    memcpy(made->bytes + made->size, text, strlen(text));
    made->size += (strlen(text) + 3) / 4 * 4;
}

static void put_head(struct made *made, uint32_t kind, const char *name)
{
    put(made, kind, 1);
    put(made, 0, 1);
    put(made, (uint32_t)strlen(name), 2);
    put_text(made, name);
    put(made, 7, 4);
}

static void put_number(struct made *made, const char *name, int number)
{
    put_head(made, 0, name);
    put(made, (uint32_t)number, 4);
}

static void put_named_text(struct made *made, const char *name, const char *text)
{
    put_head(made, 1, name);
    put(made, (uint32_t)strlen(text), 4);
    put_text(made, text);
}

static struct made start(bool big, uint32_t count)
{
    struct made made = { .big = big };
    put(&made, big, 1);
    put(&made, 0, 3);
    put(&made, 3, 4);
    put(&made, count, 4);
    return made;
}

static struct made all(bool big)
{
    struct made made = start(big, 5);
    put_named_text(&made, "Gtk/FontName", "Sans 10");
    put_number(&made, "Gtk/EnableAnimations", 0);
    put_head(&made, 2, "Net/Colour");
    put(&made, 1, 4);
    put(&made, 2, 4);
    put_named_text(&made, "Net/ThemeName", "Adwaita-dark");
    put_number(&made, "Xft/DPI", 144 * 1024);
    return made;
}

// From a block of just that size, so that a sanitizer sees what is read beside it.
static bool read_of(const void *bytes, size_t size, struct xsettings *settings)
{
    void *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    const bool good = xsettings_read(copy, size, settings);
    free(copy);
    return good;
}

static void what_is_told_is_read_in_both_orders(void **state)
{
    (void)state;
    for (int big = 0; big < 2; big++) {
        const struct made made = all(big);
        struct xsettings settings;
        assert_true(read_of(made.bytes, made.size, &settings));
        assert_string_equal(settings.theme, "Adwaita-dark");
        assert_true(settings.has_animations && !settings.animations && settings.dpi == 144);
    }
}

static void says_nothing(const void *bytes, size_t size)
{
    struct xsettings settings;
    assert_false(read_of(bytes, size, &settings));
    assert_true(settings.animations && !settings.has_animations && settings.dpi == 0);
    assert_string_equal(settings.theme, "");
}

static void what_is_cut_or_wrong_says_nothing(void **state)
{
    (void)state;
    struct made made = all(false);
    for (size_t size = 0; size < made.size; size++)
        says_nothing(made.bytes, size);
    made.bytes[0] = 2; // no order
    says_nothing(made.bytes, made.size);
    made = all(false);
    made.bytes[12] = 3; // no kind
    says_nothing(made.bytes, made.size);
    made = start(false, UINT32_MAX);
    put_number(&made, "Gtk/EnableAnimations", 0);
    says_nothing(made.bytes, made.size);
    made = start(false, 1); // a text that is longer than all there is
    put_head(&made, 1, "Net/ThemeName");
    put(&made, UINT32_MAX, 4);
    says_nothing(made.bytes, made.size);
}

static void what_does_not_fit_or_has_no_sense_is_left_out(void **state)
{
    (void)state;
    char name[100];
    struct xsettings settings;
    struct made made = start(true, 3);
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    put_number(&made, name, 0);
    put_named_text(&made, "Net/ThemeName", name);
    put_number(&made, "Xft/DPI", -1);
    assert_true(read_of(made.bytes, made.size, &settings));
    assert_string_equal(settings.theme, "");
    assert_true(settings.animations && !settings.has_animations && settings.dpi == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_read_in_both_orders),
        cmocka_unit_test(what_is_cut_or_wrong_says_nothing),
        cmocka_unit_test(what_does_not_fit_or_has_no_sense_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
