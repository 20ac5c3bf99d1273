// The timeline's folded rows against sums taken span by span, and its zoom against itself.
#include "base/text.h"
#include "document/overview.h"
#include "view/timeline/lock.h"
#include "view/timeline/measure.h"
#include "view/timeline/parts.h"
#include "view/timeline/rows.h"
#include "view/ui/words.h"

#include "../support/random.h"
#include "../support/view_scene.h"
#include "document/build.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEED 91

static struct scene *scene_for(uint64_t seed)
{
    const struct build plan = { .experiment = { .guard = seed % 2 ? GUARD_MUTEX : GUARD_NONE,
                                                .iterations = 300,
                                                .count = 3,
                                                .timing = TIMING_FULL },
                                .seed = seed,
                                .burst = 7,
                                .switches = true };
    return scene_of(&plan);
}

static uint64_t overlap(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    const uint64_t from = a > c ? a : c, to = b < d ? b : d;
    return to > from ? to - from : 0;
}

enum {
    KINDS = STATE_COUNT + 1
};

// Time of each state of a worker within a stretch, span by span.
static void states_within(const struct worker_states *worker, uint64_t from, uint64_t to, uint64_t sums[KINDS])
{
    memset(sums, 0, KINDS * sizeof *sums);
    for (size_t i = 0; i < worker->span_count; i++)
        sums[worker->spans[i].state == STATE_BLOCKED && !worker->spans[i].lock ? TRACK_BLOCKED_ELSE
                                                                               : worker->spans[i].state] +=
            overlap(worker->spans[i].from_ns, worker->spans[i].to_ns, from, to);
}

static void folds_tell_what_fills_most(void **state)
{
    (void)state;
    struct random random = { random_seed(SEED) };
    for (uint64_t seed = 0; seed < 6; seed++) {
        struct scene *scene = scene_for(SEED + seed);
        const struct document *document = &scene->document;
        const uint64_t start = document_from_ns(document), length = document_to_ns(document) - start;
        for (int round = 0; round < 400; round++) {
            const uint32_t w = (uint32_t)random_below(&random, 3);
            const uint64_t from = start + random_below(&random, length),
                           to = from + 1 + random_below(&random, length / 4 + 1);
            uint64_t sums[KINDS], all = 0, most = 0, filled;
            states_within(&document->states.workers[w], from, to, sums);
            const struct track *track = &document->overview.states[w];
            const int kind = track_most(track, from, to, &filled);
            size_t near = (size_t)random_below(&random, track->count + 1);
            assert_int_equal(track_most_near(track, &near, from, to, NULL), kind);
            assert_int_equal(near, track_find(track, to));
            for (int i = 0; i < KINDS; i++) {
                all += sums[i];
                most = sums[i] > most ? sums[i] : most;
            }
            assert_int_equal(filled, all);
            if (most == 0)
                assert_int_equal(kind, -1);
            else
                assert_int_equal(sums[kind], most);
        }
        scene_close(scene);
    }
}

static void cpus_show_who_ran(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED);
    const struct document *document = &scene->document;
    const struct overview *overview = &document->overview;
    uint64_t shown = 0;
    assert_true(overview->cpu_count > 0);
    for (int row = 0; row < overview->cpu_count; row++) {
        const struct track *track = &overview->cpus[row];
        for (size_t i = 0; i < track->count; i++) {
            const struct track_span *span = &track->spans[i];
            const struct state_span *from = &document->states.workers[span->extra].spans[span->source];
            assert_int_equal(from->state, STATE_RUNNING);
            assert_int_equal(from->cpu, overview->cpu_ids[row]);
            assert_true(span->from_ns >= from->from_ns && span->to_ns <= from->to_ns && span->from_ns < span->to_ns);
            assert_true(i == 0 || track->spans[i - 1].to_ns <= span->from_ns);
            shown += span->to_ns - span->from_ns;
        }
    }
    assert_true(shown > 0);
    scene_close(scene);
}

static void measures_add_up(void **state)
{
    (void)state;
    struct random random = { random_seed(SEED) };
    struct scene *scene = scene_for(SEED);
    const struct document *document = &scene->document;
    const uint64_t start = document_from_ns(document), end = document_to_ns(document);
    for (int round = 0; round < 200; round++) {
        const uint64_t a = start + random_below(&random, end - start), b = a + random_below(&random, end - a + 1);
        const struct timeline_measure measure = timeline_measure_of(document, a, b);
        uint64_t updates = 0, lost = 0, switches = 0;
        for (uint64_t p = 0; p < balance_story(document)->order.stores; p++) {
            const bool in =
                order_ns(&balance_story(document)->order, p) > a && order_ns(&balance_story(document)->order, p) <= b;
            updates += in;
            lost += in && order_is_lost(&balance_story(document)->order, p);
        }
        for (size_t i = 0; i < document->recording.switch_count; i++)
            switches += document->recording.switches[i].ns >= a && document->recording.switches[i].ns < b;
        assert_int_equal(measure.ns, b - a);
        assert_int_equal(measure.updates, updates);
        assert_int_equal(measure.lost, lost);
        assert_int_equal(measure.switches, switches);
    }
    scene_close(scene);
}

// All lost updates are on the scrub bar, at either pace and any width.
static void no_lost_update_vanishes(void **state)
{
    (void)state;
    struct scene *lossy = scene_for(SEED + 1);
    uint32_t lost[700];
    for (int columns = 1; columns < 700; columns += 37) {
        for (int even = 0; even < 2; even++) {
            uint64_t sum = 0;
            density_columns(&balance_story(&lossy->document)->density, even, columns, lost);
            for (int i = 0; i < columns; i++)
                sum += lost[i];
            assert_int_equal(sum, balance_story(&lossy->document)->figures.lost);
        }
    }
    assert_true(balance_story(&lossy->document)->figures.lost > 0);
    scene_close(lossy);
}

static const struct hit *area_of(const struct scene *scene, enum action action)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].kind == HIT_AREA && scene->ui.hits[i].action == action)
            return &scene->ui.hits[i];
    return NULL;
}

// What is under the pointer stays there while the wheel turns; a double click shows all of it again.
static void the_wheel_zooms_about_the_pointer(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED);
    scene->model.view = VIEW_TIMELINE;
    scene->model.playback.playing = false;
    scene_draw(scene);
    const struct rect rows = area_of(scene, ACTION_TIMELINE_AREA)->rect;
    for (int i = 0; i < 30; i++) {
        const struct timeline_axis before = timeline_axis_of(&scene->model, &scene->document, rows);
        const float x = rows.x + rows.width * (float)(i % 7 + 2) / 11;
        const struct pointer_event event = { .kind = POINTER_WHEEL,
                                             .at = point_at(x, rect_centre(rows).y),
                                             .wheel_y = i < 20 ? 1 : -1 };
        const uint64_t ns = timeline_ns(&before, x);
        control_pointer(&scene->model, &scene->ui, &scene->document, event, &scene->wishes);
        const struct timeline_axis after = timeline_axis_of(&scene->model, &scene->document, rows);
        assert_true(after.from_ns >= document_from_ns(&scene->document) &&
                    after.to_ns <= document_to_ns(&scene->document));
        const double moved = (double)timeline_x(&after, ns) - (double)x,
                     pixel = (double)(after.to_ns - after.from_ns) / (double)rows.width;
        if (i < 20 && (moved > 2 + 2 / pixel || moved < -2 - 2 / pixel))
            fail_msg("turn %d: what was under the pointer moved by %.1f px", i, moved);
        scene_draw(scene);
    }
    const struct pointer_event twice = { .kind = POINTER_DOUBLE, .at = rect_centre(rows) };
    control_pointer(&scene->model, &scene->ui, &scene->document, twice, &scene->wishes);
    assert_int_equal(scene->model.timeline->to_ns, 0);
    scene_close(scene);
}

static struct scene *scene_of_length(uint64_t iterations)
{
    const struct build plan = { .experiment = { .guard = GUARD_NONE, .iterations = iterations, .timing = TIMING_FULL },
                                .seed = SEED,
                                .burst = 7,
                                .switches = true };
    return scene_of(&plan);
}

// The most that the timeline looks at for a picture, at any zoom about the middle of the run.
static uint64_t most_looked_at(struct scene *scene)
{
    const uint64_t start = document_from_ns(&scene->document), length = document_to_ns(&scene->document) - start;
    uint64_t most = 0;
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    for (uint64_t part = 1; part <= length / 100; part *= 2) {
        scene->model.timeline->from_ns = start + (length - length / part) / 2;
        scene->model.timeline->to_ns = scene->model.timeline->from_ns + length / part;
        scene_draw(scene);
        most = scene->frame.looked_at > most ? scene->frame.looked_at : most;
    }
    scene->model.timeline->from_ns = scene->model.timeline->to_ns = 0;
    return most;
}

// By its own count of marks and spans looked at. (Of ten million the bench says it.)
static void a_picture_costs_by_pixels_not_by_updates(void **state)
{
    (void)state;
    struct scene *brief = scene_of_length(2500), *lengthy = scene_of_length(50000);
    const uint64_t few = most_looked_at(brief), many = most_looked_at(lengthy);
    assert_true(few > 500);
    if (2 * many > 3 * few)
        fail_msg("%llu for 10 000 updates, %llu for 200 000", (unsigned long long)few, (unsigned long long)many);
    scene_close(brief);
    scene_close(lengthy);
}

// However many events there are, a picture has no more in it than its pixels ask for.
static void pictures_are_bounded_by_pixels(void **state)
{
    (void)state;
    struct scene *scene = scene_of_length(100000);
    for (int view = 0; view < VIEW_COUNT; view++) {
        scene->model.view = (enum view)view;
        scene->model.width_px = 1920;
        scene->model.height_px = 1080;
        scene_draw(scene);
        assert_false(scene->list.failed);
        if (scene->list.count > 8000)
            fail_msg("view %d: %zu commands", view, scene->list.count);
    }
    scene_close(scene);
}

// ---- the GIL's row -------------------------------------------------------------------------------------------------

static struct scene *gil_scene(enum python_version python, uint32_t workers, uint64_t iterations)
{
    const struct build plan = { .experiment = { .guard = GUARD_GIL,
                                                .python = (uint8_t)python,
                                                .iterations = iterations,
                                                .count = workers,
                                                .timing = TIMING_FULL },
                                .seed = SEED,
                                .burst = 9,
                                .switches = true };
    return scene_of(&plan);
}

static const char *gil_words(struct scene *scene, const struct timeline_axis *axis, uint64_t ns)
{
    const struct timeline_row row = { &timeline_gil_row, scene->document.gils.all[0].gil, rect_of(0, 0, 1000, 60) };
    return row.kind->words(&scene->frame, axis, &row, ns);
}

// Pointed at from near enough every request says how long its worker had waited, and how soon it was honoured.
static void a_request_tells_its_figures(void **state)
{
    (void)state;
    struct scene *scene = gil_scene(PYTHON_3_9, 2, 300);
    const struct document *document = &scene->document;
    const struct patience *patience = &document->gils.all[0];
    size_t told = 0;
    scene_draw(scene);
    for (size_t i = 0; i < patience->request_count; i++) {
        const struct gil_request *request = &patience->requests[i];
        if (!request->honoured_ns || request->asked_ns < document_from_ns(document) + 20)
            continue;
        char waited[TEXT_NUMBER_BYTES], honoured[TEXT_NUMBER_BYTES];
        const struct timeline_axis axis = { request->asked_ns - 20, request->asked_ns + 20, 0, 1000 };
        const char *words = gil_words(scene, &axis, request->asked_ns),
                   *should = text_fill(
                       &scene->arena, LANGUAGE_EN, TEXT_TIMELINE_TIP_ASKED_ID,
                       (const char *[]){ request->waiter ? "T2" : "T1", text_duration(waited, request->waited_ns),
                                         request->holder == 1 ? "T1" : "T2",
                                         text_duration(honoured, request->honoured_ns - request->asked_ns) },
                       4);
        assert_string_equal(words, should);
        told++;
    }
    assert_true(told > 10);
    // From far away they are counted.
    const struct timeline_axis all = { document_from_ns(document), document_to_ns(document), 0, 10 };
    const uint64_t middle_ns = patience->requests[patience->request_count / 2].asked_ns;
    assert_non_null(strstr(gil_words(scene, &all, middle_ns), " requests within "));
    scene_close(scene);
}

// The pointer over the row finds the request, and what it is told has room.
static void the_pointer_finds_a_request(void **state)
{
    (void)state;
    struct scene *scene = gil_scene(PYTHON_3_9, 2, 300);
    const struct patience *patience = &scene->document.gils.all[0];
    const struct gil_request *request = &patience->requests[patience->request_count / 2];
    scene->model.view = VIEW_TIMELINE;
    scene->model.playback.playing = false;
    scene->model.timeline->from_ns = request->asked_ns - 50;
    scene->model.timeline->to_ns = request->asked_ns + 50;
    scene_draw(scene);
    const struct rect rows = area_of(scene, ACTION_TIMELINE_AREA)->rect;
    int found = 0;
    for (float y = rows.y + 2; y < rect_bottom(rows); y += 4) {
        scene->ui.pointer = point_at(rows.x + rows.width / 2, y);
        scene_draw(scene);
        scene_draw(scene);
        found += scene_says(scene, " asked");
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    }
    if (found < 3 || found > 20)
        fail_msg("found at %d heights", found);
    scene_close(scene);
}

// Nothing near, nobody waiting: what was to be said of the holder. With somebody waiting, for how long.
static void a_wait_tells_how_far_it_has_counted(void **state)
{
    (void)state;
    struct scene *scene = gil_scene(PYTHON_3_12, 3, 300);
    const struct patience *patience = &scene->document.gils.all[0];
    size_t told = 0, quiet = 0;
    scene_draw(scene);
    const uint64_t start = document_from_ns(&scene->document), end = document_to_ns(&scene->document);
    for (uint64_t ns = start; ns < end; ns += (end - start) / 500 + 1) {
        const struct timeline_axis axis = { ns, ns + 1, 0, 1000 };
        bool waits = false;
        for (int w = 0; w < 3; w++) {
            const size_t at = countdown_find(patience->countdowns[w], patience->countdown_count[w], ns);
            waits |= at < patience->countdown_count[w] && patience->countdowns[w][at].from_ns <= ns;
        }
        const struct timeline_row row = { &timeline_gil_row, scene->document.gils.all[0].gil, rect_of(0, 0, 1000, 60) };
        const char *words = gil_words(scene, &axis, ns), *held = timeline_lock_words(&scene->frame, &axis, &row, ns);
        if (strncmp(words, held, strlen(held)) != 0)
            continue; // a mark
        assert_int_equal(strstr(words, " has counted ") != NULL, waits);
        told += waits;
        quiet += !waits;
    }
    assert_true(told > 0 && quiet > 0);
    scene_close(scene);
}

// Every kind has words for each of its rows at any moment, and those that stay at the foot come last.
static void every_kind_of_row_is_whole(void **state)
{
    (void)state;
    struct scene *scene = gil_scene(PYTHON_3_9, 3, 300);
    const uint64_t start = document_from_ns(&scene->document), end = document_to_ns(&scene->document);
    const struct timeline_axis axis = { start, end, 100, 1700 };
    struct timeline_rows rows = { .whole = true, .workers = 3 };
    bool seen[16] = { false }, foot = false;
    scene_draw(scene);
    assert_true(timeline_rows_make(&rows, &scene->arena, &scene->document));
    timeline_rows_collect(&rows, &scene->document);
    for (int i = 0; i < rows.count; i++) {
        struct timeline_row *row = &rows.list[i];
        row->rect = rect_of(100, 300, 1700, 60);
        assert_true(row->kind->weight > 0 && row->kind->draw && row->kind->label);
        assert_true(row->kind->explain(&scene->frame, row)[0]);
        for (uint64_t ns = start; ns < end; ns += (end - start) / 20 + 1)
            assert_true(row->kind->words(&scene->frame, &axis, row, ns)[0]);
        assert_true(!foot || row->kind->at_foot);
        foot = row->kind->at_foot;
        for (int k = 0; timeline_row_kinds[k]; k++)
            seen[k] |= timeline_row_kinds[k] == row->kind;
    }
    for (int k = 0; timeline_row_kinds[k]; k++)
        if (timeline_row_kinds[k] != &timeline_lock_row && // the program has none of its own
            timeline_row_kinds[k] != &timeline_level_row && timeline_row_kinds[k] != &timeline_prints_row &&
            timeline_row_kinds[k] != &timeline_process_row && // nor does it stand by process
            timeline_row_kinds[k] != &timeline_rest_row)      // nor are any folded
            assert_true(seen[k]);
    scene_close(scene);
}

// The row is drawn from what is in sight, at any zoom and with many waiters.
static void the_gils_row_is_bounded_by_pixels(void **state)
{
    (void)state;
    static const enum python_version versions[] = { PYTHON_2_7, PYTHON_3_9 };
    size_t most = 0;
    for (size_t v = 0; v < 2; v++) {
        for (uint32_t workers = 2; workers <= 32; workers *= 4) {
            struct scene *scene = gil_scene(versions[v], workers, 20000 / workers);
            const uint64_t start = document_from_ns(&scene->document),
                           length = document_to_ns(&scene->document) - start;
            const struct timeline_row row = { &timeline_gil_row, 0, rect_of(100, 300, 1700, 60) };
            for (uint64_t part = 1; part <= length; part *= 3) {
                const uint64_t from = start + length / 3;
                const struct timeline_axis axis = { from, from + length / part / 2 + 1, 100, 1700 };
                scene_draw(scene);
                const size_t before = scene->list.count;
                row.kind->draw(&scene->frame, &axis, &row);
                const size_t drawn = scene->list.count - before;
                assert_false(scene->list.failed);
                assert_int_equal(scene->list.dropped, 0);
                most = drawn > most ? drawn : most;
                if (drawn > 1700 + 400 * workers)
                    fail_msg("%u workers, one part in %llu: %zu commands", workers, (unsigned long long)part, drawn);
            }
            scene_close(scene);
        }
    }
    assert_true(most > 200);
}

// States by name where there is room, and the heights of the balance: nobody has to guess what a colour or a peak is.
static void spans_and_heights_say_what_they_are(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED + 1);
    const struct document *document = &scene->document;
    char highest[TEXT_NUMBER_BYTES];
    struct balance_range range;
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.timeline->from_ns = document_from_ns(document);
    scene->model.timeline->to_ns = document_to_ns(document);
    scene_draw(scene);
    assert_true(
        order_balance_range(&balance_story(document)->order, 0, balance_story(document)->figures.updates, &range));
    assert_int_equal(scene_count_text(scene, text_grouped(highest, range.high)) > 0, range.high > 0);
    assert_true(scene_count_text(scene, "0") > 0);
    assert_true(scene_count_text(scene, "new") + scene_count_text(scene, "ready") + scene_count_text(scene, "dead") >
                0);
    scene_close(scene);
}

// On the stage there is no scrolling: the balance and the losses stay, and workers without a row are counted.
static void the_short_one_keeps_the_balance(void **state)
{
    (void)state;
    for (uint32_t count = 2; count <= 40; count += 19) {
        const struct build plan = {
            .experiment = { .guard = GUARD_NONE, .iterations = 20, .count = count, .timing = TIMING_FULL },
            .seed = SEED,
            .burst = 7,
            .switches = true
        };
        struct scene *scene = scene_of(&plan);
        int left_out = 0;
        scene->model.view = VIEW_STAGE;
        scene->model.width_px = 1920;
        scene->model.height_px = 1080;
        scene_draw(scene);
        for (int more = 1; more < (int)count; more++) {
            char text[16];
            snprintf(text, sizeof text, "+%d", more);
            left_out += scene_count_text(scene, text) > 0 && more > 8 ? more : 0;
        }
        assert_int_equal(left_out > 0, count > 12);
        assert_true(scene_count_text(scene, "balance") >= 2); // the panel's and the row's
        assert_true(scene_count_text(scene, "lost") >= 1 && scene_count_text(scene, "lost so far") == 1);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        scene_close(scene);
    }
}

// With more workers than there are rows for: the balance and the losses stay at the foot, the wheel over the names and a drag
// reach the last one, and no further.
static void many_rows_scroll(void **state)
{
    (void)state;
    const struct build plan = {
        .experiment = { .guard = GUARD_NONE, .iterations = 20, .count = WORKERS_MAX, .timing = TIMING_FULL },
        .seed = SEED,
        .burst = 7,
        .switches = true
    };
    struct scene *scene = scene_of(&plan);
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 1366;
    scene->model.height_px = 768;
    scene->model.playback.playing = false;
    for (int way = 0; way < 2; way++) {
        scene->model.timeline->scroll_rows = 0;
        scene_draw(scene);
        assert_true(scene_count_text(scene, "T1") > 0 && scene_count_text(scene, "balance") > 0 &&
                    scene_count_text(scene, "lost") > 0);
        assert_int_equal(scene_count_text(scene, "T61"), 0);
        const struct hit *names = ui_hit_of(&scene->ui, ui_id("timeline labels", true)),
                         *rows = ui_hit_of(&scene->ui, ui_id("timeline rows", true));
        const int most = (int)names->argument;
        const struct point at = rect_centre(names->rect), from = point_at(rect_centre(rows->rect).x, rows->rect.y + 9);
        assert_true(most > 0);
        for (int touch = 0; touch < 6; touch++) { // a touchpad turns by parts of a notch: together by three rows
            const struct pointer_event turn = { .kind = POINTER_WHEEL, .at = at, .wheel_y = -1 / 6.0f };
            control_pointer(&scene->model, &scene->ui, &scene->document, turn, &scene->wishes);
        }
        assert_in_range(scene->model.timeline->scroll_rows, 2, 3);
        if (way == 0) {
            const struct pointer_event turn = { .kind = POINTER_WHEEL, .at = at, .wheel_y = -100 };
            control_pointer(&scene->model, &scene->ui, &scene->document, turn, &scene->wishes);
        } else {
            scene_point(scene, POINTER_DOWN, from);
            scene_point(scene, POINTER_MOVE, point_at(from.x, from.y - 5000));
            scene_point(scene, POINTER_UP, point_at(from.x, from.y - 5000));
        }
        assert_int_equal(scene->model.timeline->scroll_rows, most);
        scene_draw(scene);
        assert_true(scene_count_text(scene, "T61") > 0 && scene_count_text(scene, "balance") > 0 &&
                    scene_count_text(scene, "lost") > 0);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    }
    scene_close(scene);
}

// No row is cut where rows scroll, wherever they are scrolled to: each is whole or out of sight, and what is in sight of how many is
// told above the names. The bar beside them has nothing over it.
static void rows_that_scroll_are_whole(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        bool lecture;
    } sizes[] = { { 1366, 768, false }, { 1024, 768, true }, { 1920, 1080, true }, { 3840, 2160, true } };
    const struct build plan = {
        .experiment = { .guard = GUARD_MUTEX, .iterations = 20, .count = WORKERS_MAX, .timing = TIMING_FULL },
        .seed = SEED,
        .burst = 7,
        .switches = true
    };
    struct scene *scene = scene_of(&plan);
    scene->model.view = VIEW_TIMELINE;
    scene->model.playback.playing = false;
    scene->document.extent.to_ns -= (scene->document.extent.to_ns - scene->document.extent.from_ns) / 8; // folded
    for (int i = 0; i < 4 * 3; i++) {
        scene->model.width_px = sizes[i / 3].width;
        scene->model.height_px = sizes[i / 3].height;
        scene->model.lecture = sizes[i / 3].lecture;
        scene->model.timeline->scroll_rows = (const int[]){ 0, 20, 1000 }[i % 3];
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        const struct hit *names = ui_hit_of(&scene->ui, ui_id("timeline labels", true)),
                         *bar = ui_hit_of(&scene->ui, ui_id("timeline bar", 0));
        assert_true(names && bar && bar->rect.height == names->rect.height);
        int first = 0, last = 0;
        float low = 1e9f, high = 0;
        for (size_t k = 0; k < scene->ui.hit_count; k++) {
            const struct hit *hit = &scene->ui.hits[k];
            const bool task =
                hit->action == ACTION_TIMELINE_ROW && timeline_row_kinds[hit->argument >> 32] == &timeline_worker_row;
            if (!task || rect_is_empty(hit->rect))
                continue;
            last = (int)(uint32_t)hit->argument + 1;
            first = first ? first : last;
            low = fminf(low, hit->rect.height);
            high = fmaxf(high, hit->rect.height);
        }
        if ((i % 3 < 2 && first == 0) || (first > 0 && high - low > 0.01f))
            fail_msg("%dx%d, scrolled to %d: %d to %d, %g to %g px high", sizes[i / 3].width, sizes[i / 3].height,
                     scene->model.timeline->scroll_rows, first, last, low, high);
        if (i % 3 == 0) { // of tasks alone; further down there are locks and cpus
            struct frame *frame = &scene->frame;
            char from[8], to[8];
            snprintf(from, sizeof from, "%d", first);
            snprintf(to, sizeof to, "%d", last);
            assert_true(scene_says(scene, FILL(TEXT_TIMELINE_ROWS_SEEN_ID, from, to, "6"))); // sixty-odd
        }
        assert_true(i % 3 < 2 || scene_count_text(scene, "cpu 0") > 0); // the last one
        for (size_t k = 0; k < scene->list.count; k++) {
            const struct draw_command *command = &scene->list.commands[k];
            if (command->kind == DRAW_BOX && command->bounds.width > 8 * scene->frame.scale.u &&
                command->bounds.width < bar->rect.x / 2)
                assert_true(
                    rect_is_empty(rect_overlap(command->bounds, rect_inset(bar->rect, bar->rect.width * 0.4f))));
        }
    }
    scene_close(scene);
}

static int bars(const struct scene *scene)
{
    int count = 0;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct paint *paint = &scene->list.commands[i].paint;
        count += paint->pattern == PATTERN_BARS &&
                 !memcmp(&paint->fill, &scene->frame.theme->states[STATE_BLOCKED].fill, sizeof paint->fill);
    }
    return count;
}

// Blocked for input does not look like blocked for a lock.
static void waits_of_another_kind_look_different(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED + 1);
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    for (int other = 0; other < 2; other++) {
        struct track_span *track = (struct track_span *)scene->document.overview.states[0].spans;
        for (size_t i = 0; i < scene->document.overview.states[0].count; i++)
            track[i].kind = other ? (int16_t)TRACK_BLOCKED_ELSE : (int16_t)STATE_BLOCKED;
        scene_draw(scene);
        assert_int_equal(bars(scene) > 0, other);
    }
    scene_close(scene);
}

// ---- the extent ----------------------------------------------------------------------------------------------------

// A run that was begun 5 ms before anything happened, and ended 3 ms after.
static struct scene *late_scene(void)
{
    struct scene *scene = scene_for(SEED + 1);
    struct built *built = scene->built;
    document_finish(&scene->document);
    built->facts.began_ns -= 5000000;
    built->facts.ended_ns += 3000000;
    built->tasks[0].created_ns = built->facts.began_ns;
    built->tasks[0].joined_ns = built->facts.ended_ns;
    struct recording recording = built->recording;
    assert_true(status_is_ok(document_build(&scene->document, &recording)));
    control_new_document(&scene->model, &scene->document);
    return scene;
}

// From the first load to the last store and a little; the rest is folded and told, Home and a press on a fold show it.
static void the_extent_is_where_updates_are_made(void **state)
{
    (void)state;
    struct scene *scene = late_scene();
    const struct document *document = &scene->document;
    const struct extent extent = document->extent;
    const uint64_t last = order_ns(&balance_story(document)->order, balance_story(document)->order.stores - 1);
    struct order_cursor cursor;
    assert_true(order_cursor_set(&cursor, &balance_story(document)->order, 0));
    const uint64_t first = order_cursor_event(&cursor)->ns;
    assert_true(extent.from_ns <= first && extent.to_ns >= last);
    assert_true(extent.to_ns - extent.from_ns <= (last - first) * 108 / 100 + 6);
    assert_true(extent.from_ns > document_from_ns(document) && extent.to_ns < document_to_ns(document));
    for (int view = VIEW_STAGE; view <= VIEW_TIMELINE; view++) {
        const bool whole = view == VIEW_TIMELINE;
        char before[TEXT_NUMBER_BYTES];
        scene->model.view = (enum view)view;
        scene->model.width_px = 1920;
        scene->model.height_px = 1080;
        *scene->model.timeline = (struct timeline_model){ 0 };
        scene->model.playback.playing = false;
        scene_draw(scene);
        const struct hit *rows = ui_hit_of(&scene->ui, ui_id("timeline rows", whole)),
                         *left = ui_hit_of(&scene->ui, ui_id("timeline fold", true)),
                         *right = ui_hit_of(&scene->ui, ui_id("timeline fold", false));
        assert_true(rows && left && right);
        assert_true(rect_right(left->rect) <= rows->rect.x && right->rect.x >= rect_right(rows->rect));
        assert_non_null(strstr(left->tip, text_duration(before, extent.from_ns - document_from_ns(document))));
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        scene_click(scene, rect_centre(left->rect));
        assert_true(timeline_shows_all(&scene->model, document));
        scene_draw(scene);
        assert_null(ui_hit_of(&scene->ui, ui_id("timeline fold", true)));
        scene_point(scene, POINTER_DOUBLE, rect_centre(ui_hit_of(&scene->ui, ui_id("timeline rows", whole))->rect));
        assert_false(timeline_shows_all(&scene->model, document));
        scene_key(scene, KEY_HOME, false, false);
        assert_true(timeline_shows_all(&scene->model, document));
        assert_int_equal(scene->model.playback.ns, document_from_ns(document));
    }
    scene_close(scene);
}

// Columns known beforehand say what is counted store by store.
static void columns_are_what_is_counted(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 4; seed++) {
        struct scene *scene = scene_for(SEED + seed);
        const struct document *document = &scene->document;
        const struct order *order = &balance_story(document)->order;
        for (int columns = 1; columns < 900; columns += 131) {
            uint64_t stores = 0, lost = 0;
            for (int i = 0; i < columns; i++) {
                const struct stretch stretch = density_stretch(&balance_story(document)->density, i, columns);
                const int32_t before = order_balance_at(order, (int64_t)stores - 1);
                struct balance_range range = { before, before };
                for (uint64_t p = stores; p < stores + stretch.stores; p++) {
                    const int32_t balance = order_balance_at(order, (int64_t)p);
                    range.low = balance < range.low ? balance : range.low;
                    range.high = balance > range.high ? balance : range.high;
                }
                assert_int_equal(stretch.lost, order_lost_between(order, stores, stores + stretch.stores));
                assert_int_equal(stretch.range.low, range.low);
                assert_int_equal(stretch.range.high, range.high);
                stores += stretch.stores;
                lost += stretch.lost;
                assert_int_equal(stretch.rest, balance_at_rest(order, (int64_t)stores - 1));
            }
            assert_int_equal(stores, order->stores);
            assert_int_equal(lost, balance_story(document)->figures.lost);
        }
        // Under a lock nobody is seen within an update at rest.
        for (uint64_t p = 0; experiment_of(&document->recording)->guard == GUARD_MUTEX && p < order->stores; p++)
            assert_int_equal(balance_at_rest(order, (int64_t)p), 0);
        scene_close(scene);
    }
}

// It stays legible, and what tells it from others of its kind is there.
static void a_long_name_keeps_its_end(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    const float small = scene->frame.scale.type[TYPE_SMALL];
    for (float room = 4 * small; room <= 14 * small; room += small) {
        const size_t from = scene->list.count;
        bool is_whole = false, has_end = false;
        timeline_name_draw(&scene->frame, rect_of(0, 0, room, 2 * small), "long_program_name 20425");
        for (size_t i = from; i < scene->list.count; i++) {
            const struct draw_command *command = &scene->list.commands[i];
            if (command->kind != DRAW_TEXT)
                continue;
            assert_true((float)command->words.look.size_px >= floorf(0.8f * small));
            is_whole |= strcmp(command->words.utf8, "long_program_name 20425") == 0;
            has_end |= strcmp(command->words.utf8, " 20425") == 0;
        }
        assert_int_equal(is_whole || room < 13 * small, true);
        assert_int_equal(is_whole || has_end || room < 7 * small, true);
    }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_tell_what_fills_most),
        cmocka_unit_test(cpus_show_who_ran),
        cmocka_unit_test(measures_add_up),
        cmocka_unit_test(the_short_one_keeps_the_balance),
        cmocka_unit_test(spans_and_heights_say_what_they_are),
        cmocka_unit_test(no_lost_update_vanishes),
        cmocka_unit_test(the_wheel_zooms_about_the_pointer),
        cmocka_unit_test(a_picture_costs_by_pixels_not_by_updates),
        cmocka_unit_test(pictures_are_bounded_by_pixels),
        cmocka_unit_test(a_request_tells_its_figures),
        cmocka_unit_test(the_pointer_finds_a_request),
        cmocka_unit_test(a_wait_tells_how_far_it_has_counted),
        cmocka_unit_test(every_kind_of_row_is_whole),
        cmocka_unit_test(the_gils_row_is_bounded_by_pixels),
        cmocka_unit_test(many_rows_scroll),
        cmocka_unit_test(rows_that_scroll_are_whole),
        cmocka_unit_test(waits_of_another_kind_look_different),
        cmocka_unit_test(the_extent_is_where_updates_are_made),
        cmocka_unit_test(columns_are_what_is_counted),
        cmocka_unit_test(a_long_name_keeps_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
