// Fonts: every character the program writes is there, measures add up, numbers do not jump about, stores stay bounded.
#include "base/utf8.h"
#include "gui/written.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct fonts *fonts;

static int open_fonts(void **state)
{
    (void)state;
    return status_is_ok(written_fonts(&fonts, NULL)) ? 0 : -1;
}

static int close_fonts(void **state)
{
    (void)state;
    fonts_destroy(fonts);
    return 0;
}

static void every_text_can_be_written(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        if (written_without(fonts, (enum language)language)) {
            print_message("no %s font here: its texts are not looked at\n", languages[language].english);
            continue;
        }
        for (int id = 0; id < TEXT_ID_COUNT; id++) {
            for (int face = 0; face < FACE_COUNT; face++) {
                uint32_t missing = 0;
                const char *text = text_of((enum language)language, (enum text_id)id);
                if (!fonts_have_text(fonts, (enum face)face, text, &missing))
                    fail_msg("face %d has no U+%04X, of \"%s\"", face, missing, text);
            }
        }
    }
}

static float width(struct text_look look, const char *text, size_t bytes)
{
    const struct metrics *metrics = fonts_metrics(fonts);
    return metrics->width_px(metrics->context, look, text, bytes);
}

static const char *const samples[] = { "balance = balance + n",
                                       "T1 overwrote T2: 3 updates lost",
                                       "余额被覆盖了 3 次",
                                       "−1 234 567",
                                       "a · b · c",
                                       "WAVE To AV" };

// What fits is as long as it says, and one more character would not fit.
static void texts_fit_as_measured(void **state)
{
    (void)state;
    const struct metrics *metrics = fonts_metrics(fonts);
    for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
        for (int figures = 0; figures < 2; figures++) {
            const struct text_look look = { FACE_REGULAR, 17, figures };
            const size_t bytes = strlen(samples[s]);
            for (float most = 0; most < width(look, samples[s], bytes) + 20; most += 3.5f) {
                const size_t fits = metrics->fit(metrics->context, look, samples[s], bytes, most);
                uint32_t character;
                const size_t more = fits + (fits < bytes ? utf8_read(samples[s] + fits, &character) : 0);
                assert_true(fits <= bytes);
                if (width(look, samples[s], fits) > most + 1 ||
                    (more > fits && width(look, samples[s], more) < most - 1))
                    fail_msg("\"%.*s\" fits into %.1f px: it takes %.1f, with the next %.1f", (int)fits, samples[s],
                             (double)most, (double)width(look, samples[s], fits),
                             (double)width(look, samples[s], more));
            }
        }
    }
}

static void numbers_do_not_jump(void **state)
{
    (void)state;
    for (int face = 0; face < FACE_COUNT; face++) {
        for (int size = 9; size < 60; size += 7) {
            const struct text_look look = { (enum face)face, size, true };
            const float one = width(look, "1", 1);
            for (int digit = 0; digit <= 9; digit++)
                assert_true(width(look, &"0123456789"[digit], 1) == one);
            assert_true(fabsf(width(look, "1111111", 7) - width(look, "8808088", 7)) < 0.01f);
        }
    }
}

struct ink {
    int left, right, top, bottom;
    size_t pixels;
};

static void add_ink(void *context, const struct text_mask *mask, int dx)
{
    struct ink *ink = context;
    for (int y = 0; y < mask->height; y++) {
        for (int x = 0; x < mask->width; x++) {
            if (mask->cover[(size_t)y * mask->stride + (size_t)x] < 128)
                continue;
            const int at = mask->left + dx + x, row = mask->top + y;
            ink->left = ink->pixels && ink->left < at ? ink->left : at;
            ink->right = ink->pixels && ink->right > at ? ink->right : at;
            ink->top = ink->pixels && ink->top < row ? ink->top : row;
            ink->bottom = ink->pixels && ink->bottom > row ? ink->bottom : row;
            ink->pixels++;
        }
    }
}

// The letters that are painted take the room that was measured.
static void ink_is_where_it_was_measured(void **state)
{
    (void)state;
    const struct metrics *metrics = fonts_metrics(fonts);
    for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
        for (int face = 0; face < FACE_COUNT; face++) {
            for (int size = 10; size < 50; size += 9) {
                const struct text_look look = { (enum face)face, size, s == 3 };
                const size_t bytes = strlen(samples[s]);
                const struct font_lines lines = metrics->lines(metrics->context, look);
                struct ink ink = { 0 };
                fonts_set_text(fonts, look, samples[s], bytes, add_ink, &ink);
                assert_true(ink.pixels > 0);
                if (ink.left < -2 || (float)ink.right > width(look, samples[s], bytes) + 2 ||
                    (float)ink.top < -lines.ascent_px - (float)size * 0.3f ||
                    (float)ink.bottom > lines.descent_px + (float)size * 0.3f)
                    fail_msg("\"%s\" at %d px lies in %d … %d × %d … %d; %.1f wide was measured", samples[s], size,
                             ink.left, ink.right, ink.top, ink.bottom, (double)width(look, samples[s], bytes));
            }
        }
    }
}

static void count_masks(void *context, const struct text_mask *mask, int dx)
{
    (void)mask, (void)dx;
    ++*(size_t *)context;
}

static void stores_stay_bounded(void **state)
{
    (void)state;
    char text[32];
    size_t masks = 0;
    const struct text_look look = { FACE_REGULAR, 14, false };
    for (unsigned i = 0; i < 3 * FONTS_STRINGS_MAX; i++) {
        const size_t bytes = (size_t)snprintf(text, sizeof text, "string %u", i);
        fonts_set_text(fonts, look, text, bytes, count_masks, &masks);
    }
    for (int size = 6; size < 6 + 2 * FONTS_OPEN_MAX; size++)
        width((struct text_look){ FACE_BOLD, size, false }, "size", 4);
    const struct fonts_stats stats = fonts_stats(fonts);
    assert_int_equal(masks, 3 * FONTS_STRINGS_MAX);
    assert_true(stats.strings <= FONTS_STRINGS_MAX && stats.string_bytes <= FONTS_STRING_BYTES_MAX);
    assert_true(stats.fonts_open <= FONTS_OPEN_MAX && stats.strings_dropped_for_room > 0 &&
                stats.fonts_closed_for_room > 0);
}

static void a_font_that_is_none_is_named(void **state)
{
    (void)state;
    struct fonts *none = NULL;
    const struct status status = written_fonts(&none, __FILE__);
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_non_null(strstr(status.message, "test_gui_fonts.c"));
    assert_null(none);
}

// A file that is given is what is written with: figures and code too, where it is the one that has Chinese.
static void a_font_that_is_given_is_used(void **state)
{
    (void)state;
    struct fonts *given = NULL;
    int index = 0, given_index = 0;
    char file[512];
    snprintf(file, sizeof file, "%s", fonts_file(fonts, FACE_BOLD, &index));
    struct status status = written_fonts(&given, file);
    assert_true(status_is_ok(status));
    assert_string_equal(fonts_file(given, FACE_REGULAR, &given_index), file);
    assert_int_equal(given_index, index);
    assert_string_equal(fonts_file(given, FACE_BOLD, &given_index), file);
    assert_int_equal(given_index, index);
    assert_int_equal(written_missing(given), written_missing(fonts));
    fonts_destroy(given);
}

static void a_font_without_chinese_is_named(void **state)
{
    (void)state;
    static const char latin[] = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    struct fonts *given = NULL;
    if (access(latin, R_OK) != 0)
        skip();
    const struct status status = written_fonts(&given, latin);
    assert_true(status_is_ok(status));
    assert_true(language_is_in(LANGUAGE_ZH, written_missing(given)));
    assert_false(language_is_in(LANGUAGE_EN, written_missing(given)));
    assert_string_equal(written_without(given, LANGUAGE_ZH), latin);
    assert_null(written_without(given, LANGUAGE_EN));
    fonts_destroy(given);
}

// A pipe would never end, a folder is no font, and what is not there is said so.
static void a_font_that_is_no_file_is_refused(void **state)
{
    (void)state;
    struct fonts *none = NULL;
    static const char *const wrong[] = { "/dev/zero", "/", "/nowhere/font.ttf" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct status status = written_fonts(&none, wrong[i]);
        assert_int_equal(status.kind, STATUS_USAGE);
        assert_non_null(strstr(status.message, "--font"));
        assert_non_null(strstr(status.message, wrong[i]));
        assert_null(none);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_can_be_written),
        cmocka_unit_test(texts_fit_as_measured),
        cmocka_unit_test(numbers_do_not_jump),
        cmocka_unit_test(ink_is_where_it_was_measured),
        cmocka_unit_test(stores_stay_bounded),
        cmocka_unit_test(a_font_that_is_none_is_named),
        cmocka_unit_test(a_font_that_is_given_is_used),
        cmocka_unit_test(a_font_without_chinese_is_named),
        cmocka_unit_test(a_font_that_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
