// A program of many threads and processes in the window: rows by process that fold and scroll, figures of what is in sight,
// nothing over anything at any size.
#include "analysis/ends.h"
#include "support/recording_crowd.h"
#include "support/view_scene.h"
#include "view/timeline/arrange.h"
#include "view/timeline/processes.h"
#include "view/timeline/rows.h"
#include "view/timeline/stretch.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1366, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
};

static const struct crowd_plan few = { .tasks = 14,
                                       .processes = 3,
                                       .resources = 9,
                                       .records = 6000,
                                       .cpus = 4,
                                       .gil = true,
                                       .ring = true,
                                       .seed = 1 },
                               many = { .tasks = 600,
                                        .processes = 20,
                                        .resources = 40,
                                        .records = 60000,
                                        .cpus = 8,
                                        .seed = 2 };

struct stand {
    struct crowd_run *made;
    struct scene *scene;
};

static struct stand stand_on(struct crowd_run *made)
{
    struct stand stand = { .made = made };
    stand.scene = scene_of_recording(stand.made->recording);
    stand.scene->model.playback.playing = false;
    stand.scene->model.view = VIEW_TIMELINE;
    stand.scene->model.width_px = 1366;
    stand.scene->model.height_px = 768;
    return stand;
}

static struct stand stand_of(struct crowd_plan plan) { return stand_on(crowd_new(plan)); }

static void stand_close(struct stand *stand)
{
    scene_close(stand->scene);
    crowd_free(stand->made);
}

// ---- pictures --------------------------------------------------------------------------------------------------------

static void check(struct scene *scene, const char *what)
{
    scene_draw(scene);
    assert_false(scene->list.failed);
    if (draw_list_check_texts(&scene->list, stderr) != 0)
        fail_msg("%s at %d x %d, language %d, lecture %d", what, scene->model.width_px, scene->model.height_px,
                 (int)scene->model.language, scene->model.lecture);
}

static void sweep(struct scene *scene, const char *what)
{
    for (int shape = 0; shape < 2 * LANGUAGE_COUNT * SIZES; shape++) {
        scene->model.width_px = sizes[shape % SIZES].width;
        scene->model.height_px = sizes[shape % SIZES].height;
        scene->model.language = (enum language)(shape / SIZES % LANGUAGE_COUNT);
        scene->model.lecture = shape / SIZES >= LANGUAGE_COUNT;
        for (int view = VIEW_STAGE; view <= VIEW_TIMELINE; view++) {
            scene->model.view = (enum view)view;
            check(scene, what);
        }
    }
}

static void nothing_lies_over_anything(void **state)
{
    (void)state;
    const struct crowd_plan plans[] = {
        { .tasks = 1, .processes = 1, .resources = 5, .records = 200, .cpus = 1, .seed = 1 },
        { .tasks = 3, .processes = 1, .resources = 8, .records = 3000, .cpus = 2, .gil = true, .seed = 1 },
        few,
        { .tasks = 60, .processes = 60, .resources = 6, .records = 6000, .cpus = 2, .seed = 2 },
        many,
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct stand stand = stand_of(plans[i]);
        for (int share = 0; share <= 4; share += 2) {
            playback_seek_share(&stand.scene->model.playback, &stand.scene->document, share / 4.0);
            sweep(stand.scene, "folded as it begins");
        }
        timeline_fold(stand.scene->model.timeline, &stand.scene->document, -1);
        sweep(stand.scene, "folded or unfolded");
        stand_close(&stand);
    }
}

static const struct hit *hit_of(const struct scene *scene, const char *tip)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].tip && strcmp(scene->ui.hits[i].tip, tip) == 0)
            return &scene->ui.hits[i];
    return NULL;
}

// Where the kernel did not tell who ran, they stand between ready and running, and leave the arrows there free.
static int tokens_between(const struct scene *scene)
{
    const struct hit *ready = hit_of(scene, text_of(scene->model.language, TEXT_STATE_READY_TIP_ID)),
                     *running = hit_of(scene, text_of(scene->model.language, TEXT_STATE_RUNNING_TIP_ID));
    int count = 0;
    if (!ready || !running)
        return 0;
    const float row = ready->rect.y + ready->rect.height / 2, half = ready->rect.height * 0.23f;
    for (size_t i = 0; i < scene->ui.hit_count; i++) {
        const struct rect rect = scene->ui.hits[i].rect;
        const float x = rect.x + rect.width / 2, y = rect.y + rect.height / 2;
        if (fabsf(rect.width - rect.height) > 0.01f || rect.width > ready->rect.width * 0.7f ||
            x < rect_right(ready->rect) || x > running->rect.x || fabsf(y - row) > ready->rect.height / 2)
            continue;
        if (rect.y < row - half || rect_bottom(rect) > row + half || rect.x < rect_right(ready->rect) ||
            rect_right(rect) > running->rect.x)
            fail_msg("a token at %g, %g, %g wide, at %d x %d, language %d, lecture %d", (double)rect.x, (double)rect.y,
                     (double)rect.width, scene->model.width_px, scene->model.height_px, (int)scene->model.language,
                     scene->model.lecture);
        count++;
    }
    return count;
}

static void what_no_kernel_tells_of_leaves_the_arrows_free(void **state)
{
    (void)state;
    struct crowd_run *made = crowd_new(few);
    made->facts.states_source = STATES_PROGRAM;
    struct stand stand = stand_on(made);
    struct scene *scene = stand.scene;
    int seen = 0;
    scene->model.view = VIEW_STAGE;
    for (int shape = 0; shape < 2 * LANGUAGE_COUNT * SIZES; shape++) {
        scene->model.width_px = shape % SIZES ? sizes[shape % SIZES].width : 1280;
        scene->model.height_px = shape % SIZES ? sizes[shape % SIZES].height : 800;
        scene->model.language = (enum language)(shape / SIZES % LANGUAGE_COUNT);
        scene->model.lecture = shape / SIZES >= LANGUAGE_COUNT;
        for (int share = 0; share <= 10; share++) {
            playback_seek_share(&scene->model.playback, &scene->document, share / 10.0);
            scene_draw(scene);
            seen += tokens_between(scene);
        }
    }
    assert_true(seen > 20);
    stand_close(&stand);
}

// ---- rows ------------------------------------------------------------------------------------------------------------

static int rows_of_processes(const struct scene *scene)
{
    int count = 0;
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        count +=
            scene->ui.hits[i].action == ACTION_TIMELINE_FOLD && scene->ui.hits[i].argument < TIMELINE_FOLD_RESOURCES;
    return count;
}

static void a_process_folds_by_pointer_and_key(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    struct scene *scene = stand.scene;
    scene->model.width_px = 1920;
    scene->model.height_px = 2160;
    scene_draw(scene);
    assert_int_equal(rows_of_processes(scene), 3);
    const int named = scene_count_text(scene, "Thread-4");
    assert_true(named >= 2);
    for (int by_key = 0; by_key < 2; by_key++) {
        const struct hit *hit = ui_hit_of(&scene->ui, ui_id("timeline process", 1));
        assert_non_null(hit);
        assert_true(hit->focusable && hit->tip && strstr(hit->tip, "process 4"));
        if (by_key) {
            scene->ui.focus = hit->id;
            scene->ui.focus_visible = true;
            assert_true(scene_key(scene, KEY_ENTER, false, false));
        } else {
            scene_click(scene, rect_centre(hit->rect));
        }
        assert_int_equal(timeline_process_folded(scene->model.timeline, &scene->document, 1), !by_key);
        scene_draw(scene);
        assert_int_equal(rows_of_processes(scene), 3);
        assert_int_equal(scene_count_text(scene, "Thread-4"), by_key ? named : named - 1);
    }
    // All at once: away, and out again.
    for (int round = 0; round < 2; round++) {
        scene->ui.focus = 0;
        scene_key(scene, 'u', false, false);
        for (uint32_t p = 0; p < 3; p++)
            assert_int_equal(timeline_process_folded(scene->model.timeline, &scene->document, p), round == 0);
    }
    stand_close(&stand);
}

// A process is called by its name and number, the number once.
static void a_number_is_said_once(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    struct scene *scene = stand.scene;
    scene->model.width_px = 1920;
    scene->model.height_px = 2160;
    const uint32_t leader = crowd_leader(&scene->document.crowd, 1);
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "worker 4005"));
    strcpy(stand.made->tasks[leader].name, "worker 4005");
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "worker 4005"));
    assert_false(scene_says(scene, "4005 4005"));
    stand_close(&stand);
}

// ---- several interpreters ----------------------------------------------------------------------------------------------

// The locks become GILs, so many of them.
static struct stand with_gils(uint32_t gils)
{
    struct crowd_run *made = crowd_new(few);
    for (uint32_t i = 0; i < gils; i++) {
        struct resource *resource = &made->resources[CROWD_LOCKS + i];
        *resource = (struct resource){ .kind = RESOURCE_GIL, .sleeps = 1, .capacity = 1, .patience_ns = 5000000 };
        snprintf(resource->name, sizeof resource->name, "GIL %u", i + 1);
    }
    return stand_on(made);
}

static uint32_t gil_rows(struct scene *scene, bool *rest)
{
    struct timeline_rows rows = { .whole = true, .workers = few.tasks, .model = scene->model.timeline };
    uint32_t count = 0;
    *rest = false;
    assert_true(timeline_rows_make(&rows, &scene->arena, &scene->document));
    timeline_rows_collect(&rows, &scene->document);
    for (int i = 0; i < rows.count; i++) {
        count += rows.list[i].kind == &timeline_gil_row;
        *rest |= rows.list[i].kind == &timeline_rest_row;
        assert_true(
            rows.list[i].kind == &timeline_gil_row ||
            !patiences_of(&scene->document.gils, rows.list[i].kind == &timeline_lock_row ? rows.list[i].index : -1));
    }
    return count;
}

static void every_gil_has_a_row(void **state)
{
    (void)state;
    for (uint32_t gils = 1; gils <= few.resources - CROWD_LOCKS; gils++) {
        struct stand stand = with_gils(gils);
        struct scene *scene = stand.scene;
        bool rest;
        assert_int_equal(scene->document.gils.count, gils);
        for (uint32_t r = 0; r < few.resources; r++) {
            const struct patience *patience = patiences_of(&scene->document.gils, (int)r);
            assert_int_equal(patience != NULL, r >= CROWD_LOCKS && r < CROWD_LOCKS + gils);
            assert_true(!patience || patience->gil == (int)r);
        }
        // Past four they are folded, and it is said how many.
        assert_int_equal(gil_rows(scene, &rest), gils < 4 ? gils : 4);
        assert_true(rest || gils <= 4);
        scene->model.timeline->all_resources = true;
        assert_int_equal(gil_rows(scene, &rest), gils);
        scene->model.timeline->all_resources = false;
        sweep(scene, "several GILs");
        stand_close(&stand);
    }
}

// The rows that only a program's own run has, at any moment.
static void its_rows_have_words(void **state)
{
    (void)state;
    struct stand stand = stand_of(
        (struct crowd_plan){ .tasks = 9, .processes = 3, .resources = 30, .records = 1500, .cpus = 2, .seed = 3 });
    const struct document *document = &stand.scene->document;
    const uint64_t start = document_from_ns(document), end = document_to_ns(document);
    const struct timeline_axis axis = { start, end, 100, 1700 };
    struct timeline_rows rows = { .whole = true, .workers = 9, .model = stand.scene->model.timeline };
    bool process = false, rest = false;
    scene_draw(stand.scene);
    assert_true(timeline_rows_make(&rows, &stand.scene->arena, document));
    timeline_rows_collect(&rows, document);
    assert_int_equal(rows.upper, 12);
    for (int i = 0; i < rows.count; i++) {
        const struct timeline_row *row = &rows.list[i];
        process |= row->kind == &timeline_process_row;
        rest |= row->kind == &timeline_rest_row;
        assert_true(row->kind->explain(&stand.scene->frame, row)[0]);
        for (uint64_t ns = start; ns < end; ns += (end - start) / 30 + 1)
            assert_true(row->kind->words(&stand.scene->frame, &axis, row, ns)[0]);
    }
    assert_true(process && rest);
    stand_close(&stand);
}

static void many_begin_folded(void **state)
{
    (void)state;
    struct stand stand = stand_of(many);
    uint32_t folded = 0;
    for (uint32_t p = 0; p < many.processes; p++)
        folded += timeline_process_folded(stand.scene->model.timeline, &stand.scene->document, p);
    assert_int_equal(folded, many.processes - 1);
    stand_close(&stand);
}

// Folded or not a process has its own token beside its name: that of the task that leads it.
static void processes_are_told_apart_while_they_are_folded(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    struct scene *scene = stand.scene;
    scene->model.width_px = 1920;
    scene->model.height_px = 2160;
    for (int round = 0; round < 2; round++) {
        timeline_fold(scene->model.timeline, &scene->document, -1);
        scene_draw(scene);
        for (uint32_t p = 0; p < few.processes; p++) {
            const struct hit *name = ui_hit_of(&scene->ui, ui_id("timeline process", (int64_t)p));
            const uint32_t leader = crowd_leader(&scene->document.crowd, p);
            bool found = !name; // a process of one task has a row of that task alone
            for (size_t i = 0; i < scene->list.count && !found; i++)
                found = scene->list.commands[i].kind == DRAW_TEXT &&
                        rect_holds(name->rect, rect_centre(scene->list.commands[i].bounds)) &&
                        strcmp(scene->list.commands[i].words.utf8, words_token(&scene->frame, leader)) == 0;
            assert_true(found);
        }
    }
    assert_non_null(ui_hit_of(&scene->ui, ui_id("timeline process", 1)));
    stand_close(&stand);
}

// Resources that nobody waited for stand in one row, and come out of it when it is pressed.
static void what_nobody_waited_for_is_folded(void **state)
{
    (void)state;
    struct stand stand = stand_of(
        (struct crowd_plan){ .tasks = 2, .processes = 1, .resources = 20, .records = 900, .cpus = 2, .seed = 3 });
    struct scene *scene = stand.scene;
    scene->model.height_px = 2160;
    for (int open = 0; open < 3; open++) {
        int rows = 0, folded = 0;
        scene_draw(scene);
        for (uint32_t rank = 0; rank < 20; rank++) {
            const uint32_t resource = scene->document.crowd.most_waited[rank];
            const bool row = resource >= CROWD_PIPE && resource != CROWD_SLOTS,
                       waited = scene->document.crowd.waits[resource].count > 0;
            if (!row)
                continue;
            const int said = scene_count_text(scene, scene->document.recording.resources[resource].name);
            folded += said == 0;
            rows += said > 0;
            if (waited)
                assert_true(said > 0);
        }
        assert_true(open == 1 ? folded == 0 : folded > 3);
        assert_true(rows > 0);
        const struct hit *hit = ui_hit_of(&scene->ui, ui_id("timeline rest", 0));
        assert_non_null(hit);
        scene_click(scene, rect_centre(hit->rect));
    }
    stand_close(&stand);
}

// Of a command's recording how its GIL was found is told, and what it contradicts is.
static void how_the_gil_was_found_is_told(void **state)
{
    (void)state;
    struct crowd_run *made = crowd_new(few);
    struct found_gil gil = { .resource = CROWD_LOCKS,
                             .evidence = GIL_BY_CONDITION,
                             .version = "3.9.18",
                             .takes = 132,
                             .leaves = 131,
                             .waits = 64,
                             .timeouts = 61,
                             .interval_ns = 5000000 };
    made->recording.gils = &gil;
    made->recording.gil_count = 1;
    struct scene *scene = scene_of_recording(made->recording);
    scene->model.view = VIEW_TIMELINE;
    scene->model.playback.playing = false;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene_draw(scene);
    assert_true(scene_says(scene, "CPython 3.9.18") && scene_says(scene, "never held by two"));
    assert_true(scene_says(scene, "61 of 64 waits"));
    gil.contradictions = 2;
    scene_draw(scene);
    assert_false(scene_says(scene, "never held by two"));
    assert_true(scene_says(scene, "records were lost"));
    sweep(scene, "with a GIL that was found");
    const struct found_gil two[] = { gil, gil };
    scene->document.recording.gils = two;
    scene->document.recording.gil_count = 2;
    scene->model.language = LANGUAGE_EN;
    scene->model.lecture = false;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.view = VIEW_TIMELINE;
    scene_draw(scene);
    assert_true(scene_says(scene, "How GIL was found")); // by its name
    scene_close(scene);
    crowd_free(made);
}

// By every way there is, to the end and back, and never past either.
static void rows_scroll(void **state)
{
    (void)state;
    struct stand stand = stand_of(many);
    struct scene *scene = stand.scene;
    struct timeline_model *timeline = scene->model.timeline;
    timeline_fold(timeline, &scene->document, -1);
    timeline_fold(timeline, &scene->document, -1); // unfolds all
    scene_draw(scene);
    const struct hit *names = ui_hit_of(&scene->ui, ui_id("timeline labels", true)),
                     *rows = ui_hit_of(&scene->ui, ui_id("timeline rows", true)),
                     *bar = ui_hit_of(&scene->ui, ui_id("timeline bar", 0));
    assert_true(names && rows && bar);
    const int most = (int)names->argument;
    const struct rect along = bar->rect;
    assert_true(most > 200);
    for (int way = -1; way <= 1; way += 2) {
        const int end = way < 0 ? most : 0;
        const struct pointer_event turn = {
            .kind = POINTER_WHEEL, .at = rect_centre(rows->rect), .wheel_y = 2000.0f * (float)way, .control = true
        };
        const uint64_t from_ns = timeline->from_ns;
        control_pointer(&scene->model, &scene->ui, &scene->document, turn, &scene->wishes);
        assert_int_equal(timeline->scroll_rows, end);
        assert_true(timeline->from_ns == from_ns); // it does not zoom
    }
    for (int i = 0; i < 1000; i++)
        scene_key(scene, KEY_DOWN, false, false);
    assert_int_equal(timeline->scroll_rows, most);
    scene_key(scene, KEY_UP, false, false);
    assert_true(timeline->scroll_rows < most);
    scene_draw(scene);
    scene_point(scene, POINTER_DOWN, point_at(rect_centre(along).x, along.y + along.height / 2));
    assert_true(abs(timeline->scroll_rows - most / 2) < most / 10);
    scene_point(scene, POINTER_MOVE, point_at(rect_centre(along).x, along.y - 500));
    assert_int_equal(timeline->scroll_rows, 0);
    scene_point(scene, POINTER_MOVE, point_at(rect_centre(along).x, rect_bottom(along) + 500));
    scene_point(scene, POINTER_UP, point_at(rect_centre(along).x, rect_bottom(along) + 500));
    assert_int_equal(timeline->scroll_rows, most);
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    stand_close(&stand);
}

// What is out of sight costs nothing: the picture's list is no longer for ten times the tasks.
static void lists_are_bounded_by_what_is_in_sight(void **state)
{
    (void)state;
    size_t commands[2];
    for (int i = 0; i < 2; i++) {
        struct crowd_plan plan = many;
        plan.tasks = i ? TASKS_MAX : 400;
        plan.records = 120000;
        struct stand stand = stand_of(plan);
        stand.scene->model.view = VIEW_TIMELINE;
        scene_draw(stand.scene);
        commands[i] = stand.scene->list.count;
        stand_close(&stand);
    }
    if (commands[1] > 2 * commands[0])
        fail_msg("%zu commands for 400 tasks, %zu for 4096", commands[0], commands[1]);
}

// ---- figures ---------------------------------------------------------------------------------------------------------

static void figures_are_those_of_the_stretch(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    const struct document *document = &stand.scene->document;
    struct random random = { random_seed(4) };
    uint64_t forced = 0;
    for (int i = 0; i < 200; i++) {
        const uint64_t a = random_between(&random, document_from_ns(document), document_to_ns(document)),
                       b = random_between(&random, document_from_ns(document), document_to_ns(document)),
                       from = a < b ? a : b, to = a < b ? b : a;
        uint64_t running = 0, switches = 0;
        for (uint32_t t = 0; t < few.tasks; t++)
            for (size_t k = 0; k < document->states.workers[t].span_count; k++) {
                const struct state_span *span = &document->states.workers[t].spans[k];
                if (span->state == STATE_RUNNING && span->to_ns > from && span->from_ns < to)
                    running += (span->to_ns < to ? span->to_ns : to) - (span->from_ns > from ? span->from_ns : from);
            }
        if (to > from)
            assert_true(fabs(stretch_cores_busy(document, from, to) - (double)running / (double)(to - from)) < 1e-9);
        for (size_t k = 1; k < document->gils.all[0].turn_count; k++)
            switches += document->gils.all[0].turns[k] >= from && document->gils.all[0].turns[k] < to;
        const struct stretch_gil gil = stretch_gil_of(&document->gils.all[0], from, to);
        assert_true(gil.switches == switches && gil.forced <= switches);
        forced += gil.forced;
    }
    assert_true(forced > 0);
    stand_close(&stand);
}

// ---- the stage ---------------------------------------------------------------------------------------------------------

static void a_ring_is_said_while_it_is_closed(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    struct scene *scene = stand.scene;
    scene->model.view = VIEW_STAGE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene->model.language = (enum language)language;
        for (int end = 0; end < 2; end++) {
            playback_seek_share(&scene->model.playback, &scene->document, end ? 1 : 0.4);
            scene_draw(scene);
            assert_int_equal(scene_says(scene, language ? "死锁" : "deadlock of 2"), end);
            assert_true(scene_says_exactly(scene, text_of(scene->model.language, TEXT_WAITS_TITLE_ID)));
        }
    }
    stand_close(&stand);
}

// Also when those in it were killed, and only for them: who dies otherwise waits for nobody.
static void a_ring_is_said_of_those_who_were_killed_in_it(void **state)
{
    (void)state;
    struct crowd_run *made = crowd_new(few);
    for (int killed = 1; killed >= 0; killed--) {
        made->facts.ended = killed ? RUN_INTERRUPTED : RUN_COMPLETE;
        for (uint32_t t = 1; t <= 2; t++)
            made->tasks[t].finished_ns = made->facts.ended_ns - 1000;
        struct scene *scene = scene_of_recording(made->recording);
        scene->model.view = VIEW_STAGE;
        scene->model.width_px = 1920;
        scene->model.height_px = 1080;
        playback_seek_share(&scene->model.playback, &scene->document, 1);
        scene_draw(scene);
        assert_int_equal(scene_says(scene, "deadlock of 2"), killed);
        scene_close(scene);
    }
    crowd_free(made);
}

// Of what nobody ever waited for there is no panel.
static void without_waits_there_is_no_panel(void **state)
{
    (void)state;
    struct stand stand = stand_of(
        (struct crowd_plan){ .tasks = 1, .processes = 1, .resources = 5, .records = 200, .cpus = 1, .seed = 1 });
    stand.scene->model.view = VIEW_STAGE;
    scene_draw(stand.scene);
    assert_false(scene_says_exactly(stand.scene, text_of(LANGUAGE_EN, TEXT_WAITS_TITLE_ID)));
    stand_close(&stand);
}

// Every task that has been made is counted in one state.
static void states_gather_all(void **state)
{
    (void)state;
    struct stand stand = stand_of(many);
    struct scene *scene = stand.scene;
    scene->model.view = VIEW_STAGE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    for (int share = 1; share < 8; share++) {
        uint32_t counts[STATE_COUNT] = { 0 };
        playback_seek_share(&scene->model.playback, &scene->document, share / 8.0);
        scene_draw(scene);
        const uint64_t ns = scene->model.playback.ns;
        for (uint32_t t = 0; t < many.tasks; t++)
            if (stand.made->tasks[t].created_ns <= ns &&
                !task_is_zombie_at(&scene->document.states, &scene->document.recording, t, ns))
                counts[states_at(&scene->document.states.workers[t], ns)->state]++;
        for (int s = 0; s < STATE_COUNT; s++) {
            char number[16];
            snprintf(number, sizeof number, "%u", counts[s]);
            if (counts[s] > 0)
                assert_true(scene_says_exactly(scene, number));
        }
        assert_true(scene_says(scene, "threads stand in their processes"));
    }
    stand_close(&stand);
}

// A token has room for a few letters.
static void tokens_are_short(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    scene_draw(stand.scene);
    struct frame *frame = &stand.scene->frame;
    assert_string_equal(words_token(frame, 0), "P0");
    assert_string_equal(words_token(frame, 1), "T1");
    for (uint32_t t = 0; t < few.tasks; t++)
        assert_true(strlen(words_token(frame, t)) <= 5);
    stand_close(&stand);
}

// By waiting the tasks of all processes stand in one order, each with its process's name; by number by process, as before.
static void what_waited_longest_comes_first_of_all_processes(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    struct scene *scene = stand.scene;
    const struct document *document = &scene->document;
    const struct timeline_arrangement *arrangement = &scene->model.timeline->arrangement;
    uint64_t sums[64] = { 0 };
    int processes = 0;
    for (size_t i = 0; i < document->waits.count; i++)
        sums[document->waits.all[i].worker] += document->waits.all[i].to_ns - document->waits.all[i].from_ns;
    scene_act(scene, ACTION_TIMELINE_ORDER, ORDER_WAITING);
    scene_draw(scene);
    assert_true(timeline_arranged_across(arrangement, document));
    for (uint32_t i = 1; i < few.tasks; i++)
        assert_true(sums[arrangement->tasks[i - 1]] >= sums[arrangement->tasks[i]]);
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        processes += scene->ui.hits[i].action == ACTION_TIMELINE_ROW &&
                     timeline_row_kinds[scene->ui.hits[i].argument >> 32] == &timeline_process_row;
    assert_int_equal(processes, 0);
    const uint32_t task = document->crowd.tasks[document->crowd.processes[0].first + 1];
    // Where that is too long it is cut in its middle.
    const char *process = words_name(&scene->frame, crowd_leader(&document->crowd, 0));
    const char *begin = arena_printf(&scene->arena, "%s · ", words_name(&scene->frame, task));
    assert_true(scene_says(scene, begin));
    assert_true(scene_says(scene, strrchr(process, ' ') ? strrchr(process, ' ') : process));
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_act(scene, ACTION_TIMELINE_ORDER, ORDER_NUMBER);
    scene_draw(scene);
    assert_false(timeline_arranged_across(arrangement, document));
    stand_close(&stand);
}

// ---- the filter --------------------------------------------------------------------------------------------------------

static bool has_row(const struct scene *scene, const struct timeline_row_kind *kind, int index)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].action == ACTION_TIMELINE_ROW &&
            timeline_row_kinds[scene->ui.hits[i].argument >> 32] == kind &&
            (int)(uint32_t)scene->ui.hits[i].argument == index)
            return true;
    return false;
}

// A process's number brings all of its tasks and no other process; a lock's name that lock, though nobody waited for it.
static void the_filter_finds_processes_and_locks(void **state)
{
    (void)state;
    struct stand stand = stand_of(few);
    struct scene *scene = stand.scene;
    struct timeline_arrangement *arrangement = &scene->model.timeline->arrangement;
    const struct recording *recording = &scene->document.recording;
    const struct crowd *crowd = &scene->document.crowd;
    scene_draw(scene);
    for (uint32_t p = 0; p < crowd->process_count; p++) {
        snprintf(arrangement->filter, sizeof arrangement->filter, "%d",
                 (int)recording->tasks[crowd_leader(crowd, p)].pid);
        arrangement->known = false;
        scene_draw(scene);
        for (uint32_t t = 0; t < recording->task_count; t++)
            assert_int_equal(has_row(scene, &timeline_worker_row, (int)t), crowd->process_of[t] == p);
        for (uint32_t other = 0; other < crowd->process_count; other++)
            if (crowd->processes[other].count > 1)
                assert_int_equal(has_row(scene, &timeline_process_row, (int)other), other == p);
        for (uint32_t r = 0; r < recording->resource_count; r++)
            assert_false(has_row(scene, &timeline_lock_row, (int)r));
    }
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        if (!resource_is_lock(&recording->resources[r]) || recording->resources[r].kind == RESOURCE_GIL)
            continue;
        snprintf(arrangement->filter, sizeof arrangement->filter, "x,lock");
        arrangement->known = false;
        scene_draw(scene);
        assert_true(has_row(scene, &timeline_lock_row, (int)r));
        assert_false(has_row(scene, &timeline_worker_row, 0));
    }
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waited_longest_comes_first_of_all_processes),
        cmocka_unit_test(nothing_lies_over_anything),
        cmocka_unit_test(what_no_kernel_tells_of_leaves_the_arrows_free),
        cmocka_unit_test(a_process_folds_by_pointer_and_key),
        cmocka_unit_test(many_begin_folded),
        cmocka_unit_test(processes_are_told_apart_while_they_are_folded),
        cmocka_unit_test(rows_scroll),
        cmocka_unit_test(tokens_are_short),
        cmocka_unit_test(lists_are_bounded_by_what_is_in_sight),
        cmocka_unit_test(figures_are_those_of_the_stretch),
        cmocka_unit_test(a_ring_is_said_while_it_is_closed),
        cmocka_unit_test(what_nobody_waited_for_is_folded),
        cmocka_unit_test(how_the_gil_was_found_is_told),
        cmocka_unit_test(its_rows_have_words),
        cmocka_unit_test(every_gil_has_a_row),
        cmocka_unit_test(a_number_is_said_once),
        cmocka_unit_test(a_ring_is_said_of_those_who_were_killed_in_it),
        cmocka_unit_test(without_waits_there_is_no_panel),
        cmocka_unit_test(states_gather_all),
        cmocka_unit_test(the_filter_finds_processes_and_locks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
