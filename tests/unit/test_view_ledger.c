// The ledger's picture: what it says is what a slow simulation of the run says, nothing that matters is folded away, and all
// of it has its place, for thousands of schedules.
#include "../support/built_streams.h"
#include "../support/overwrites_truth.h"
#include "../support/view_scene.h"

#include "base/text.h"
#include "document/beats.h"
#include "document/build.h"
#include "document/cell_playback.h"
#include "labs/balance/story.h"
#include "view/ledger/excerpt.h"
#include "view/ledger/parts.h"
#include "view/ledger/picks.h"
#include "view/ui/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

static const int sizes[][2] = { { 1024, 768 },  { 1366, 768 }, { 1456, 819 }, { 1920, 1080 },
                                { 3840, 2160 }, { 768, 1024 }, { 1080, 1920 } };
enum {
    SIZES = sizeof sizes / sizeof *sizes
};

// ---- scenes --------------------------------------------------------------------------------------------------------

static struct scene *scene_of_script(const struct build *plan, const char *script)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->built = build_script(plan, script);
    if (plan->experiment.timing == TIMING_SAMPLED)
        built_to_streams(scene->built);
    struct recording recording = scene->built->recording;
    if (!status_is_ok(document_build(&scene->document, &recording)))
        fail_msg("no document of %s", script);
    model_init(&scene->model, &scene->models, 4);
    scene->ui.pointer = point_at(-1, -1);
    control_new_document(&scene->model, &scene->document);
    scene->model.view = VIEW_LEDGER;
    scene->model.playback.playing = false;
    return scene;
}

static void resize(struct scene *scene, int width, int height)
{
    scene->model.width_px = width;
    scene->model.height_px = height;
}

static void look_at(struct scene *scene, int64_t number)
{
    scene_act(scene, ACTION_SELECT_COLLISION, balance_story(&scene->document)->overwrites.by_time[number]);
    scene_draw(scene);
}

// All texts of the picture one behind the other: sentences stay together where their lines are broken.
static char *all_texts(const struct scene *scene)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT)
            fprintf(out, "%s ", scene->list.commands[i].words.utf8);
    fclose(out);
    return text;
}

static bool says(const struct scene *scene, const char *part)
{
    char *text = all_texts(scene);
    const bool found = strstr(text, part) != NULL;
    free(text);
    return found;
}

static void check_texts(struct scene *scene, const char *line)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    const struct model *model = &scene->model;
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed || scene->ui.hits_dropped > 0)
        fail_msg("%s, %dx%d, %s, zoom %.1f, lecture %d: %zu texts wrong\n%s", line, model->width_px, model->height_px,
                 languages[model->language].name, (double)model->zoom, model->lecture, wrong, complaints);
    free(complaints);
}

static struct scene *random_scene(uint64_t seed, char *line, size_t line_bytes)
{
    struct random random = { random_seed(0) + seed };
    const uint32_t workers = 2 + (uint32_t)random_below(&random, 3),
                   iterations = 1 + (uint32_t)random_below(&random, 6);
    const struct build plan = {
        .seed = seed,
        .experiment = { .guard = GUARD_NONE, .count = workers, .timing = seed % 3 ? TIMING_FULL : TIMING_OFF },
        .prompt = seed % 2,
    };
    char script[4 * 4 * 6 + 1];
    random_script(script, &random, workers, iterations);
    snprintf(line, line_bytes, "seed %llu, schedule %s", (unsigned long long)seed, script);
    return scene_of_script(&plan, script);
}

// ---- what is written -----------------------------------------------------------------------------------------------

// The sentence as it must be, from the simulation: who wrote over how many updates of whom, and what it had read.
static void truth_of(const struct slow *slow, int64_t at, char *text, size_t bytes)
{
    unsigned lost = 0;
    uint64_t of = 0;
    char whom[64] = "", number[TEXT_NUMBER_BYTES];
    for (size_t v = 0; v < slow->stores; v++) {
        if (slow->last_in[v] + 1 != at)
            continue;
        lost++;
        of |= UINT64_C(1) << version_worker(slow->versions[v]);
    }
    if (__builtin_popcountll(of) > 2)
        snprintf(whom, sizeof whom, "%d threads", __builtin_popcountll(of));
    for (unsigned w = 0; !*whom && w < 4; w++)
        if (of >> w & 1)
            snprintf(whom, sizeof whom, of >> (w + 1) ? "T%u and T%d" : "T%u", w + 1,
                     of >> (w + 1) ? 64 - __builtin_clzll(of) : 0);
    const unsigned who = version_worker(slow->versions[at]) + 1;
    text_grouped(number, slow->read[at]);
    if (lost == 1)
        snprintf(text, bytes, "T%u writes over 1 update of %s it had read %s, and did not know of it", who, whom,
                 number);
    else
        snprintf(text, bytes, "T%u writes over %u updates of %s it had read %s, and knew of none of them", who, lost,
                 whom, number);
}

static void what_is_written_is_true(void **state)
{
    (void)state;
    enum {
        SCHEDULES = 1200
    };
    static struct slow slow;
    unsigned seen = 0;
    for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
        char line[160], truth[200];
        struct scene *scene = random_scene(seed, line, sizeof line);
        const struct document *document = &scene->document;
        resize(scene, 1920, 1080);
        slow_of(&slow, &document->recording, &balance_story(document)->order);
        for (size_t n = 0; n < balance_story(document)->ledger.collision_count; n++, seen++) {
            look_at(scene, (int64_t)n);
            const uint32_t collision = balance_story(document)->overwrites.by_time[n];
            truth_of(&slow, (int64_t)overwrites_settling(&balance_story(document)->overwrites, collision)->position,
                     truth, sizeof truth);
            if (!says(scene, truth)) {
                char *texts = all_texts(scene);
                fail_msg("%s, collision %zu: not written: %s\n%s", line, n, truth, texts);
            }
        }
        scene_close(scene);
    }
    assert_true(seen > SCHEDULES);
}

// At every size, in both languages, in a lecture and zoomed, wherever the playhead is.
static void all_of_it_has_its_place(void **state)
{
    (void)state;
    static const float zooms[] = { 0.8f, 1, 1, 1, 1.5f };
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        char line[160];
        struct random random = { random_seed(1) + seed };
        struct scene *scene = random_scene(seed, line, sizeof line);
        const int *size = sizes[random_below(&random, SIZES)];
        resize(scene, size[0], size[1]);
        scene->model.language = (enum language)random_below(&random, LANGUAGE_COUNT);
        scene->model.lecture = random_below(&random, 4) == 0;
        scene->model.zoom = zooms[random_below(&random, sizeof zooms / sizeof *zooms)];
        playback_seek_event(&scene->model.playback, &scene->document,
                            random_below(&random, order_event_count(&balance_story(&scene->document)->order) + 1));
        scene_draw(scene);
        check_texts(scene, line);
        scene_close(scene);
    }
}

// Longer runs of more workers, guarded ones among them.
static void runs_of_every_kind_have_their_place(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 80; seed++) {
        struct build plan = build_plan(seed, 6000);
        char line[BUILT_LINE_BYTES];
        plan.switches = true;
        struct scene *scene = scene_of(&plan);
        struct random random = { random_seed(2) + seed };
        scene->model.view = VIEW_LEDGER;
        for (int i = 0; i < 6; i++) {
            const int *size = sizes[random_below(&random, SIZES)];
            resize(scene, size[0], size[1]);
            scene->model.lecture = i == 5;
            scene->model.language = (enum language)(i % 2);
            playback_seek_share(&scene->model.playback, &scene->document, (double)random_below(&random, 101) / 100);
            scene_draw(scene);
            check_texts(scene, built_line(scene->built, line));
        }
        scene_close(scene);
    }
}

// ---- what is folded ------------------------------------------------------------------------------------------------

static int64_t slow_first_lost(const struct document *document, uint32_t collision, int64_t after)
{
    for (int64_t p = after + 1; p < (int64_t)balance_story(document)->order.stores; p++)
        if (order_is_lost(&balance_story(document)->order, (uint64_t)p) &&
            ledger_collision_of(&balance_story(document)->ledger,
                                order_version(&balance_story(document)->order, (uint64_t)p)) == collision)
            return p;
    return -1;
}

static void must_show(struct scene *scene, int64_t position, const char *what)
{
    if (!ui_hit_of(&scene->ui, ui_id("store", position)))
        fail_msg("%s (store %lld) is folded away at %dx%d, lecture %d", what, (long long)position,
                 scene->model.width_px, scene->model.height_px, scene->model.lecture);
}

static struct scene *long_scene(uint64_t seed, uint32_t workers)
{
    const struct build plan = {
        .experiment = { .guard = GUARD_NONE, .iterations = 400, .count = workers, .timing = TIMING_FULL },
        .seed = seed,
        .burst = 40,
        .switches = true,
    };
    struct scene *scene = scene_of(&plan);
    scene->model.view = VIEW_LEDGER;
    scene->model.playback.playing = false;
    return scene;
}

static void folds_hide_nothing_that_matters(void **state)
{
    (void)state;
    static const uint32_t counts[] = { 2, 3, 8, 63 };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct scene *scene = long_scene(i + 1, counts[i]);
        const struct document *document = &scene->document;
        const size_t all = balance_story(document)->ledger.collision_count, step = all / 60 + 1;
        assert_true(all > 5);
        for (size_t n = 0; n < all; n += step) {
            resize(scene, sizes[n % SIZES][0], sizes[n % SIZES][1]);
            scene->model.lecture = n % 5 == 0;
            scene->model.zoom = n % 4 == 3 ? 1.5f : 1;
            look_at(scene, (int64_t)n);
            const struct ledger_focus focus = ledger_focus_of(document, &scene->model);
            assert_int_equal(focus.number, n);
            const uint32_t collision = (uint32_t)focus.collision;
            must_show(scene, focus.fork_at, "the fork");
            must_show(scene, focus.overwriter.parent, "what the overwriter had read");
            must_show(scene, slow_first_lost(document, collision, focus.fork_at), "the first lost store");
            must_show(scene, focus.overwriter.position - 1, "the last lost store");
            must_show(scene, focus.overwriter.position, "the overwriter");
        }
        scene_close(scene);
    }
}

// Rows follow each other without a gap from the fork to behind the overwriter, whatever is folded or opened.
static void rows_leave_no_gap(void **state)
{
    (void)state;
    struct scene *scene = long_scene(7, 2);
    const struct document *document = &scene->document;
    for (size_t n = 0; n < balance_story(document)->ledger.collision_count; n++) {
        scene_act(scene, ACTION_SELECT_COLLISION, balance_story(document)->overwrites.by_time[n]);
        const struct ledger_focus focus = ledger_focus_of(document, &scene->model);
        for (int rows = 6; rows < 20; rows++) {
            struct excerpt excerpt;
            excerpt_of_collision(&excerpt, document, &focus, scene->model.ledger, rows, rows);
            assert_true(excerpt.count > 0 && excerpt.rows[0].from == focus.fork_at);
            for (int i = 0; i < excerpt.count; i++) {
                const struct excerpt_row *row = &excerpt.rows[i];
                assert_true(row->fold ? row->to - row->from > 1 : row->to == row->from + 1);
                assert_true(i == 0 || excerpt.rows[i - 1].to == row->from);
                for (int64_t p = row->from; p < row->to; p++)
                    assert_int_equal(excerpt_find(&excerpt, p), i);
            }
            assert_true(excerpt.below > 0 || excerpt.rows[excerpt.count - 1].to > focus.overwriter.position);
            assert_int_equal(excerpt_find(&excerpt, focus.fork_at - 1), -1);
        }
    }
    scene_close(scene);
}

static void picks_cover_what_they_span(void **state)
{
    (void)state;
    struct random random = { random_seed(3) };
    for (int round = 0; round < 2000; round++) {
        struct picks picks = { .count = 0 };
        struct piece pieces[PIECES_MOST];
        const int rows = 3 + (int)random_below(&random, 30);
        for (int i = 0; i < 60; i++) {
            const int64_t number = (int64_t)random_below(&random, 1 + (uint64_t)round) - 1;
            const int before = picks_rows(&picks);
            if (picks_add(&picks, number, rows))
                assert_true(picks_rows(&picks) <= rows);
            else
                assert_int_equal(picks_rows(&picks), before);
        }
        const int count = picks_pieces(&picks, pieces);
        for (int i = 0; i < count; i++) {
            assert_true(pieces[i].to > pieces[i].from && (i == 0 || pieces[i].from == pieces[i - 1].to));
            assert_true(!pieces[i].fold || pieces[i].to - pieces[i].from > 1);
        }
        assert_int_equal(pieces[0].from, picks.all[0]);
        assert_int_equal(pieces[count - 1].to, picks.all[picks.count - 1] + 1);
    }
}

// Steps that are shown and steps that folds count are together all from the fork to the overwriting store.
static void slow_motion_counts_every_step(void **state)
{
    (void)state;
    struct scene *scene = long_scene(11, 3);
    const struct document *document = &scene->document;
    for (size_t n = 0; n < balance_story(document)->ledger.collision_count; n += 3) {
        resize(scene, sizes[n % SIZES][0], sizes[n % SIZES][1]);
        look_at(scene, (int64_t)n);
        const struct ledger_focus focus = ledger_focus_of(document, &scene->model);
        const uint64_t first = focus.fork_at < 0
                                   ? 0
                                   : order_event_of_store(&balance_story(document)->order, (uint64_t)focus.fork_at) + 1,
                       last =
                           order_event_of_store(&balance_story(document)->order, (uint64_t)focus.overwriter.position);
        uint64_t counted = 0;
        for (size_t i = 0; i < scene->ui.hit_count; i++)
            counted += scene->ui.hits[i].action == ACTION_SEEK_EVENT;
        for (size_t i = 0; i < scene->list.count; i++) {
            const struct draw_command *command = &scene->list.commands[i];
            unsigned long long hidden;
            if (command->kind == DRAW_TEXT && strstr(command->words.utf8, " more") &&
                !strstr(command->words.utf8, "more of") && sscanf(command->words.utf8, "… %llu more", &hidden) == 1)
                counted += hidden;
        }
        assert_non_null(ui_hit_of(&scene->ui, ui_id("motion step", (int64_t)last)));
        if (counted != last - first + 1)
            fail_msg("collision %zu at %dx%d: %llu steps of %llu", n, scene->model.width_px, scene->model.height_px,
                     (unsigned long long)counted, (unsigned long long)(last - first + 1));
    }
    scene_close(scene);
}

static bool turn_wheel(struct scene *scene, int by)
{
    const struct hit *area = ui_hit_of(&scene->ui, ui_id("ledger rows", 0));
    assert_non_null(area);
    const struct pointer_event event = { .kind = POINTER_WHEEL,
                                         .at = point_at(area->rect.x + 2, area->rect.y + 2),
                                         .wheel_y = (float)by };
    return control_pointer(&scene->model, &scene->ui, &scene->document, event, &scene->wishes);
}

// A press opens a fold; the rows then scroll; a press on the link folds all again.
static void folds_open_and_scroll(void **state)
{
    (void)state;
    struct scene *scene = long_scene(5, 2);
    const struct document *document = &scene->document;
    const uint32_t worst = balance_story(document)->worst.lists[WORST_BY_SIZE][0];
    resize(scene, 1456, 819);
    scene_act(scene, ACTION_SELECT_COLLISION, worst);
    scene_draw(scene);
    const struct hit *fold = NULL;
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        fold = scene->ui.hits[i].action == ACTION_LEDGER_UNFOLD ? &scene->ui.hits[i] : fold;
    assert_non_null(fold);
    const int64_t at = fold->argument;
    assert_null(ui_hit_of(&scene->ui, ui_id("store", at)));
    scene_click(scene, rect_centre(fold->rect));
    bool seen = false;
    for (int i = 0; i < 200 && !seen; i++) {
        scene_draw(scene);
        check_texts(scene, "unfolded");
        seen = ui_hit_of(&scene->ui, ui_id("store", at)) != NULL;
        turn_wheel(scene, -1);
    }
    assert_true(seen);
    while (turn_wheel(scene, -1)) // to the end: the first turn back is seen
        scene_draw(scene);
    assert_true(turn_wheel(scene, 1));
    scene_draw(scene);
    const struct hit *link = ui_hit_of(&scene->ui, ui_id("fold all", 0));
    assert_non_null(link);
    scene_click(scene, rect_centre(link->rect));
    scene_draw(scene);
    assert_null(ui_hit_of(&scene->ui, ui_id("fold all", 0)));
    assert_null(ui_hit_of(&scene->ui, ui_id("store", at)));
    scene_close(scene);
}

// ---- what was told wrongly -----------------------------------------------------------------------------------------

// T1's 5 stands before T2's 8, which T1 then writes over with what it had read: 5 − 5.
static void the_heir_is_not_the_overwriter(void **state)
{
    (void)state;
    const struct build plan = { .seed = 1,
                                .experiment = { .guard = GUARD_NONE, .timing = TIMING_FULL },
                                .prompt = true };
    struct scene *scene = scene_of_script(&plan, "12112122");
    resize(scene, 1920, 1080);
    look_at(scene, 0);
    assert_true(says(scene, "T1 writes over 1 update of T2 it had read 5, and did not know of it"));
    assert_true(says(scene, "5 − 5 = 0"));
    assert_true(says(scene, "1 update lost, net +8"));
    assert_true(says(scene, "T1 over T2"));
    scene_close(scene);
}

static void untimed_is_said(void **state)
{
    (void)state;
    const struct build plan = { .seed = 1, .experiment = { .guard = GUARD_NONE, .timing = TIMING_OFF } };
    struct scene *scene = scene_of_script(&plan, "1212");
    resize(scene, 1920, 1080);
    look_at(scene, 0);
    assert_true(says(scene, "not timed"));
    assert_false(says(scene, " ns"));
    scene_close(scene);
}

// Between stamps: every figure of time is an about one, in words, or behind ~ and +.
static void what_lies_between_stamps_is_about(void **state)
{
    (void)state;
    const struct build plan = { .seed = 1, .experiment = { .guard = GUARD_NONE, .timing = TIMING_SAMPLED } };
    struct scene *scene = scene_of_script(&plan, "1222222221");
    assert_true(scene->document.cell.about && !scene->document.cell.timed);
    resize(scene, 1920, 1080);
    look_at(scene, 0);
    assert_true(scene_says_exactly(scene, "held") && says(scene, "~+"));
    assert_false(says(scene, "held ~")); // the column's head says what its figures are
    for (size_t i = 0; i < scene->list.count; i++) {
        const bool words = scene->list.commands[i].kind == DRAW_TEXT;
        const char *text = words ? scene->list.commands[i].words.utf8 : "";
        const char *unit = strstr(text, " ns");
        if (unit && !strstr(text, "about ") && !strchr(text, '~') && strcmp(text, "+0 ns") != 0)
            fail_msg("\"%s\" as if it had been measured", text);
    }
    scene->model.language = LANGUAGE_ZH;
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "读写间隔"));
    scene_close(scene);
}

// PageDown leads through the beats, and the panel says which.
static void beats_are_said(void **state)
{
    (void)state;
    struct scene *scene = long_scene(5, 2);
    resize(scene, 1920, 1080);
    playback_jump(&scene->model.playback, &scene->document, -1);
    for (int i = 0; i < 8; i++) {
        char beat[24];
        scene_key(scene, KEY_PAGE_DOWN, false, false);
        scene_draw(scene);
        const enum story_beat now = story_beat_at(&scene->document, &scene->model.playback, NULL);
        snprintf(beat, sizeof beat, "beat %d of 4", (int)now);
        assert_true(now != BEAT_NONE && says(scene, beat));
    }
    scene_close(scene);
}

// ---- nothing lost --------------------------------------------------------------------------------------------------

static bool any_lost_mark(const struct scene *scene)
{
    const struct colour lost = theme_get(scene->model.theme)->marks[MARK_LOST];
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind != DRAW_TEXT && command->paint.fill.a == 255 && !memcmp(&command->paint.fill, &lost, 3))
            return true;
    }
    return false;
}

// It says why, shows the stores round the playhead, and calls nothing stale.
static void nothing_lost_says_why(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        uint8_t python, memory;
        uint32_t count;
        const char *why;
    } runs[] = {
        { GUARD_MUTEX, PYTHON_3_12, MEMORY_SHARED, 2, "Between lock and unlock only one thread can be inside" },
        { GUARD_SPIN, PYTHON_3_12, MEMORY_SHARED, 3, "Between lock and unlock only one thread can be inside" },
        { GUARD_ATOMIC, PYTHON_3_12, MEMORY_SHARED, 2, "are one step of the machine" },
        { GUARD_GIL, PYTHON_3_12, MEMORY_SHARED, 2, "nothing can be lost here" },
        { GUARD_GIL_MUTEX, PYTHON_3_9, MEMORY_SHARED, 2, "Between lock and unlock only one thread can be inside" },
        { GUARD_NONE, PYTHON_3_12, MEMORY_PRIVATE, 2, "Every process has a balance of its own" },
        { GUARD_NONE, PYTHON_3_12, MEMORY_PRIVATE, 5, "Every process has a balance of its own" },
        { GUARD_NONE, PYTHON_3_12, MEMORY_SHARED, 1, "One thread alone has nobody to race with" },
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        const struct build plan = {
            .experiment = { .guard = (uint8_t)runs[i].guard,
                            .python = runs[i].python,
                            .memory = runs[i].memory,
                            .workers = runs[i].memory == MEMORY_PRIVATE ? WORKERS_PROCESSES : WORKERS_THREADS,
                            .count = runs[i].count,
                            .iterations = 100,
                            .timing = TIMING_FULL },
            .seed = i + 1,
            .burst = 5,
            .switches = true,
        };
        struct scene *scene = scene_of(&plan);
        scene->model.view = VIEW_LEDGER;
        resize(scene, 1920, 1080);
        for (int at = 0; at <= 4; at++) {
            playback_seek_share(&scene->model.playback, &scene->document, at / 4.0);
            scene_draw(scene);
            if (!says(scene, runs[i].why))
                fail_msg("run %zu does not say: %s", i, runs[i].why);
            assert_false(any_lost_mark(scene));
            const int64_t position = playback_position(&scene->model.playback, &scene->document);
            if (runs[i].memory == MEMORY_SHARED || position >= 0)
                must_show(scene, position, "the playhead's store");
        }
        scene_close(scene);
    }
}

// ---- the worst -----------------------------------------------------------------------------------------------------

// However large the figures are, they do not run together.
static void large_figures_have_their_place(void **state)
{
    (void)state;
    struct scene *scene = long_scene(5, 2);
    struct document *document = &scene->document;
    for (size_t i = 0; i < balance_story(document)->ledger.collision_count; i++) {
        balance_story(document)->ledger.collisions[i].size = UINT32_MAX - (uint32_t)i;
        balance_story(document)->ledger.collisions[i].net = i % 2 ? INT32_MIN : INT32_MAX;
    }
    char largest[TEXT_NUMBER_BYTES];
    text_grouped(largest, UINT32_MAX);
    for (int i = 0; i < SIZES * 8; i++) {
        resize(scene, sizes[i % SIZES][0], sizes[i % SIZES][1]);
        scene->model.ledger->sort = i / SIZES % 4;
        scene->model.language = (enum language)(i / SIZES / 4);
        scene_draw(scene);
        check_texts(scene, "large figures");
        assert_true(scene->model.ledger->sort != 0 || says(scene, largest));
    }
    scene_close(scene);
}

static void heads_sort(void **state)
{
    (void)state;
    struct scene *scene = long_scene(5, 2);
    const struct document *document = &scene->document;
    resize(scene, 1920, 1080);
    for (int sort = 0; sort < 4; sort++) {
        scene_draw(scene);
        const struct hit *head = ui_hit_of(&scene->ui, ui_id("worst head", sort));
        assert_non_null(head);
        if (sort > 0)
            scene_click(scene, rect_centre(head->rect));
        scene_draw(scene);
        const uint32_t first = sort == 2   ? balance_story(document)->overwrites.by_time[0]
                               : sort == 1 ? balance_story(document)->worst.lists[WORST_BY_NET][0]
                               : sort == 3 ? balance_story(document)->worst.lists[WORST_BY_HELD][0]
                                           : balance_story(document)->worst.lists[WORST_BY_SIZE][0];
        const struct hit *row = ui_hit_of(&scene->ui, ui_id("worst", first));
        assert_non_null(row);
        for (size_t i = 0; i < scene->ui.hit_count; i++)
            if (scene->ui.hits[i].action == ACTION_SELECT_COLLISION)
                assert_true(scene->ui.hits[i].rect.y >= row->rect.y);
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_true),
        cmocka_unit_test(all_of_it_has_its_place),
        cmocka_unit_test(runs_of_every_kind_have_their_place),
        cmocka_unit_test(folds_hide_nothing_that_matters),
        cmocka_unit_test(rows_leave_no_gap),
        cmocka_unit_test(picks_cover_what_they_span),
        cmocka_unit_test(slow_motion_counts_every_step),
        cmocka_unit_test(folds_open_and_scroll),
        cmocka_unit_test(the_heir_is_not_the_overwriter),
        cmocka_unit_test(untimed_is_said),
        cmocka_unit_test(what_lies_between_stamps_is_about),
        cmocka_unit_test(beats_are_said),
        cmocka_unit_test(nothing_lost_says_why),
        cmocka_unit_test(large_figures_have_their_place),
        cmocka_unit_test(heads_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
