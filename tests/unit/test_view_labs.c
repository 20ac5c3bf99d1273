// What the window says of each lab and its settings: every option has its words, every plan its sentence, every lab its telling.
#include "view/labs/sentence.h"

#include "base/text.h"
#include "lab/lab.h"
#include "labs/balance/settings.h"
#include "labs/cost/cost.h"
#include "labs/locks/locks.h"
#include "view/labs/cards.h"
#include "view/labs/lab_names.h"
#include "view/labs/lab_view.h"
#include "view/labs/outcome_words.h"
#include "view/model/setting_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define CORES 4

static const struct setting_row *row_of(const struct lab_words *words, const char *name)
{
    const struct setting_row *row = words->rows;
    while (row->name && strcmp(row->name, name) != 0)
        row++;
    return row->name ? row : NULL;
}

static void check_row(const struct setting *setting, const struct setting_row *row)
{
    int labels = 0;
    while (labels < SETTING_CHOICES_MAX && row->labels[labels])
        labels++;
    if (!row->title)
        fail_msg("%s has no title", setting->name);
    if ((setting->kind == SETTING_CHOICE) != !row->range)
        fail_msg("%s: what may be typed is said of numbers alone, and of all", setting->name);
    if (!setting->never != !row->never)
        fail_msg("%s: never", setting->name);
    if (labels && (!setting->choices || (uint32_t)labels != setting->choices->count))
        fail_msg("%s has %d labels", setting->name, labels);
}

static void every_option_has_its_words(void **state)
{
    (void)state;
    for (uint32_t id = LAB_NONE + 1; id < LAB_COUNT; id++) {
        if (!lab_of(id))
            continue;
        const struct lab_settings *settings = lab_of(id)->settings;
        const struct lab_words *words = lab_words_of(id);
        if (!words)
            fail_msg("%s has no words", lab_of(id)->name);
        for (const struct setting *setting = settings->rows; setting->name; setting++) {
            const struct setting_row *row = row_of(words, setting->name);
            const bool wanted = setting->metavar && !setting->once && setting != settings_variants(settings);
            if (wanted == !row)
                fail_msg("%s, %s: %s", lab_of(id)->name, setting->name, row ? "has words" : "has no words");
            if (row)
                check_row(setting, row);
        }
        for (const struct setting_row *row = words->rows; row->name; row++)
            if (settings_named(settings, row->name) < 0)
                fail_msg("%s has no %s", lab_of(id)->name, row->name);
    }
    assert_null(lab_words_of(LAB_NONE));
    assert_null(lab_words_of(LAB_COUNT));
}

// Shorter, length by length, until nothing is left.
static void check_sentences(struct arena *arena, enum language language, const struct plan *plan)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    int before = SENTENCE_PARTS_MAX;
    for (int length = SENTENCE_WHOLE; length < SENTENCE_LENGTHS; length++) {
        const int count = sentence_parts(arena, language, plan, (enum sentence_length)length, parts);
        assert_in_range(count, length < SENTENCE_NOTHING, before);
        assert_int_equal(length == SENTENCE_NOTHING, count == 0);
        before = count;
        for (int i = 0; i < count; i++) {
            assert_true(*parts[i].text);
            assert_int_equal(!parts[i].tip, strcmp(parts[i].text, "·") == 0);
            assert_true(parts[i].row < 0 || parts[i].tip);
        }
    }
    assert_true(*lab_words_of(plan->lab)->variant(language, plan));
}

static void every_variant_has_its_sentence(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    for (uint32_t id = LAB_NONE + 1; id < LAB_COUNT; id++) {
        if (!lab_of(id))
            continue;
        const struct setting *variants = settings_variants(lab_of(id)->settings);
        for (int i = 0; variants && setting_choice_name(variants, i); i++) {
            struct settings settings;
            settings_init(&settings, lab_of(id)->settings, CORES);
            assert_true(status_is_ok(settings_set(&settings, "variant", setting_choice_name(variants, i))));
            assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
            for (int language = 0; language < LANGUAGE_COUNT; language++)
                check_sentences(&arena, (enum language)language, &settings.plan);
        }
    }
    arena_finish(&arena);
}

static void the_balance_is_said(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    char number[TEXT_NUMBER_BYTES], said[200];
    struct settings settings;
    settings_init(&settings, &balance_settings, 2);
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    snprintf(said, sizeof said, "No lock · 2 threads · %s × ( balance += n ; balance −= n ) · n = 5, 8 · 2 cores",
             text_grouped(number, 100000));
    assert_string_equal(sentence_text(&arena, LANGUAGE_EN, &settings.plan, SENTENCE_WHOLE), said);
    snprintf(said, sizeof said, "2 threads · %s × ( += n ; −= n )", text_grouped(number, 100000));
    assert_string_equal(sentence_without_variant(&arena, LANGUAGE_EN, &settings.plan, SENTENCE_SHORT), said);
    assert_string_equal(sentence_text(&arena, LANGUAGE_EN, &settings.plan, SENTENCE_NOTHING), "No lock");

    settings_init(&settings, &balance_settings, 1);
    assert_true(status_is_ok(settings_set(&settings, "python", "3.9")));
    assert_true(status_is_ok(settings_set(&settings, "count", "1")));
    assert_true(status_is_ok(settings_set(&settings, "workers", "processes")));
    assert_true(status_is_ok(settings_set(&settings, "iterations", "7")));
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    assert_string_equal(sentence_without_variant(&arena, LANGUAGE_EN, &settings.plan, SENTENCE_WHOLE),
                        "1 process · 7 × ( balance += n ; balance −= n ) · n = 5 · 1 core · Python 3.9");
    arena_finish(&arena);
}

// A plan of which the window has no words is no sentence, and has no controls.
static void what_has_no_words_is_not_said(void **state)
{
    (void)state;
    static const struct setting rows[] = { { .name = "size", .metavar = "N", .bytes = 4 }, { .name = NULL } };
    static const struct lab_settings nameless = { .lab = LAB_COUNT, .rows = rows };
    struct arena arena = ARENA_EMPTY;
    struct settings settings;
    int found[SETTING_GROUP_MAX];
    settings_init(&settings, &nameless, CORES);
    assert_string_equal(sentence_text(&arena, LANGUAGE_EN, &settings.plan, SENTENCE_WHOLE), "");
    assert_null(setting_row_of(&nameless, 0));
    assert_int_equal(setting_group(&settings, OPEN_SETTINGS, found), 0);
    arena_finish(&arena);
}

// Each is told throughout: what it is and is about, a line for each variant's card, what its runs come to.
static void every_lab_is_told(void **state)
{
    (void)state;
    for (uint32_t id = lab_after(LAB_NONE); id; id = lab_after(id)) {
        const struct lab_view *view = lab_view_of(id);
        const struct lab_telling *telling = lab_telling_of(id);
        if (!view || !view->title || !view->sentence || !view->icon)
            fail_msg("%s has no title, sentence or picture", lab_of(id)->name);
        if (!telling || (!telling->outcome && !telling->cards))
            fail_msg("what runs of %s come to is told in English alone", lab_of(id)->name);
        for (int card = 0; card < cards_count(id); card++)
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                const struct card words = card_words((enum language)language, id, card);
                if (!words.title || !*words.title || !words.line || !*words.line)
                    fail_msg("card %d of %s says nothing", card, lab_of(id)->name);
            }
    }
}

// What costs come to is said of the same figures as on paper.
static void costs_are_told_in_every_language(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    for (int variant = 0; variant < COST_VARIANTS; variant++) {
        struct settings settings;
        settings_init(&settings, &cost_settings, CORES);
        assert_true(status_is_ok(
            settings_set(&settings, "variant", setting_choice_name(settings_variants(&cost_settings), variant))));
        assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
        for (uint32_t outcome = 0; outcome < 60; outcome++) {
            char name[LAB_OUTCOME_BYTES];
            assert_string_equal(outcome_words(&arena, LANGUAGE_EN, &settings.plan, outcome),
                                cost_outcome_name(&settings.plan, outcome, name));
            assert_null(strstr(outcome_words(&arena, LANGUAGE_ZH, &settings.plan, outcome), " to "));
        }
    }
    arena_finish(&arena);
}

// Of two settings that exclude one another the one that was changed last stands.
static void what_is_changed_last_stands(void **state)
{
    (void)state;
    struct settings settings;
    bool whole;
    settings_init(&settings, &locks_settings, CORES);
    const int holder = settings_named(&locks_settings, "holder"), workers = settings_named(&locks_settings, "workers");
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    assert_true(status_is_ok(setting_put(&settings, workers, "threads", &whole)));
    assert_true(status_is_ok(setting_put(&settings, holder, "killed", &whole)));
    assert_int_equal(settings.plan.kind, WORKERS_PROCESSES);
    assert_true(status_is_ok(setting_put(&settings, workers, "threads", &whole)));
    assert_int_equal(settings.plan.kind, WORKERS_THREADS);
    assert_int_equal(locks_plan_of(&settings.plan)->holder, LOCKS_HOLDER_RETURNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_has_its_words),  cmocka_unit_test(every_variant_has_its_sentence),
        cmocka_unit_test(the_balance_is_said),         cmocka_unit_test(what_has_no_words_is_not_said),
        cmocka_unit_test(every_lab_is_told),           cmocka_unit_test(costs_are_told_in_every_language),
        cmocka_unit_test(what_is_changed_last_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
