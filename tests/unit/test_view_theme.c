// Colours against the contrast rules of WCAG 2.1, computed here from its definition.
#include "view/looks/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

// Of the theme that is for more contrast as WCAG's next level has it.
static double text_ratio(const struct theme *theme) { return theme->kind == THEME_CONTRAST ? 7 : 4.5; }
static double mark_ratio(const struct theme *theme) { return theme->kind == THEME_CONTRAST ? 4.5 : 3; }

static double channel(uint8_t byte)
{
    const double share = byte / 255.0;
    return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour colour)
{
    return 0.2126 * channel(colour.r) + 0.7152 * channel(colour.g) + 0.0722 * channel(colour.b);
}

static double contrast(struct colour a, struct colour b)
{
    const double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void check(const char *what, int role, int ground, struct colour a, struct colour b, double least)
{
    if (a.a == 255 && b.a == 255 && contrast(a, b) >= least)
        return;
    fail_msg("%s %d on ground %d: %.2f : 1, should be %.1f", what, role, ground, contrast(a, b), least);
}

static void the_ratio_is_the_rules(void **state)
{
    (void)state;
    assert_true(fabs(colour_contrast(COLOUR(0x000000), COLOUR(0xffffff)) - 21) < 1e-6);
    assert_true(fabs(colour_contrast(COLOUR(0x767676), COLOUR(0xffffff)) - 4.54) < 0.01); // the known grey
    for (uint32_t i = 0; i < 4096; i += 7) {
        const struct colour a = COLOUR(i * 4099 & 0xffffff), b = COLOUR((i * 65537 + 77) & 0xffffff);
        assert_true(fabs(colour_contrast(a, b) - contrast(a, b)) < 1e-6);
    }
}

static void texts_can_be_read(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        unsigned seen = 0;
        for (int i = 0; i < TEXT_COUNT; i++) {
            const struct theme_pairs *pairs = &theme_text_pairs[i];
            seen |= 1u << pairs->role;
            assert_true(pairs->grounds != 0);
            for (int ground = 0; ground < GROUND_COUNT; ground++) {
                if (pairs->grounds & 1u << ground)
                    check("text", (int)pairs->role, ground, theme->texts[pairs->role], theme->grounds[ground],
                          text_ratio(theme));
            }
        }
        assert_int_equal(seen, (1u << TEXT_COUNT) - 1);
        check("the Run button's text", 0, 0, theme->run_text, theme->run_ground, text_ratio(theme));
    }
}

static void marks_can_be_seen(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        for (int i = 0; i < MARK_COUNT; i++) {
            const struct theme_pairs *pairs = &theme_mark_pairs[i];
            assert_true(pairs->grounds != 0);
            for (int ground = 0; ground < GROUND_COUNT; ground++) {
                if (pairs->grounds & 1u << ground)
                    check("mark", (int)pairs->role, ground, theme->marks[pairs->role], theme->grounds[ground],
                          mark_ratio(theme));
            }
        }
    }
}

// A state's area stands out by its fill, or by the outline round it.
static void states_can_be_seen(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        for (int i = 0; i < STATE_COUNT; i++) {
            const struct state_look *look = &theme->states[i];
            for (int ground = 0; ground < GROUND_COUNT; ground++) {
                if (!(theme_state_grounds & 1u << ground))
                    continue;
                const struct colour best = look->edge.a == 255 ? look->edge : look->fill;
                check("state", i, ground, best, theme->grounds[ground], mark_ratio(theme));
            }
            if (look->pattern == PATTERN_SOLID)
                check("the text on state", i, 0, look->text, look->fill, text_ratio(theme));
        }
    }
}

static bool same(struct colour a, struct colour b) { return memcmp(&a, &b, sizeof a) == 0; }

// Two states that differ in colour alone would be one to some.
static void states_differ_without_colour(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        for (int a = 0; a < STATE_COUNT; a++) {
            for (int b = 0; b < a; b++) {
                const struct state_look *x = &theme->states[a], *y = &theme->states[b];
                const bool differ = x->pattern != y->pattern || x->dashed != y->dashed ||
                                    (x->edge.a == 0) != (y->edge.a == 0) || contrast(x->fill, y->fill) >= 1.5;
                if (!differ)
                    fail_msg("states %d and %d have one pattern and one outline", a, b);
            }
        }
    }
}

static void workers_can_be_seen(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        for (int i = 0; i < SHAPE_COUNT; i++) {
            const struct worker_look *look = &theme->workers[i];
            assert_int_equal(look->shape, i);
            check("the name in worker", i, 0, theme->on_worker, look->fill, text_ratio(theme));
            check("code on the tint of worker", i, 0, theme->texts[TEXT_MAIN], look->tint, text_ratio(theme));
            for (int ground = 0; ground < GROUND_COUNT; ground++) {
                if (!(theme_worker_grounds & 1u << ground))
                    continue;
                check("the text of worker", i, ground, look->text, theme->grounds[ground], text_ratio(theme));
                const double seen = fmax(contrast(look->fill, theme->grounds[ground]),
                                         contrast(theme->outline, theme->grounds[ground]));
                if (seen < mark_ratio(theme))
                    fail_msg("worker %d on ground %d: %.2f : 1, should be %g", i, ground, seen, mark_ratio(theme));
            }
        }
        for (int i = 0; i < 3 * SHAPE_COUNT; i++)
            assert_ptr_equal(theme_worker(theme, i), &theme->workers[i % SHAPE_COUNT]);
    }
}

// What a worker did is drawn on panels in its colour: a white worker's, too, is seen on a white one.
static void what_workers_did_can_be_seen(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        const struct colour panel = theme->grounds[GROUND_PANEL];
        for (int i = 0; i < SHAPE_COUNT; i++) {
            const bool outlined = theme_worker_stroke(theme, i, 1).width_px > 0;
            assert_true(contrast(theme_worker_line(theme, i), panel) >= 1.5);
            assert_true(outlined || contrast(theme_worker(theme, i)->fill, panel) >= 1.5);
            assert_true(!outlined || contrast(theme->outline, panel) >= mark_ratio(theme));
        }
    }
}

static void names_find_them(void **state)
{
    (void)state;
    enum theme_kind found = THEME_COUNT;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        assert_true(theme_from_name(theme_get((enum theme_kind)kind)->name, &found));
        assert_int_equal(found, kind);
        assert_non_null(strstr(THEME_NAMES, theme_get((enum theme_kind)kind)->name));
    }
    assert_false(theme_from_name("blue", &found));
}

static void themes_differ(void **state)
{
    (void)state;
    const struct theme *dark = theme_get(THEME_DARK), *light = theme_get(THEME_LIGHT);
    assert_true(luminance(dark->grounds[GROUND_PANEL]) < 0.1 && luminance(light->grounds[GROUND_PANEL]) > 0.7);
    for (int i = 0; i < TEXT_COUNT; i++)
        assert_false(same(dark->texts[i], light->texts[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ratio_is_the_rules),
        cmocka_unit_test(texts_can_be_read),
        cmocka_unit_test(marks_can_be_seen),
        cmocka_unit_test(states_can_be_seen),
        cmocka_unit_test(states_differ_without_colour),
        cmocka_unit_test(workers_can_be_seen),
        cmocka_unit_test(what_workers_did_can_be_seen),
        cmocka_unit_test(names_find_them),
        cmocka_unit_test(themes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
