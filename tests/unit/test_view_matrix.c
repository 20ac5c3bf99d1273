// The comparison's page of programs and versions: its lines, its layout, its words, and what pressing a cell asks for.
#include "../support/view_scene.h"

#include "labs/balance/python/listing.h"
#include "labs/balance/report/gil_matrix.h"
#include "labs/balance/settings.h"
#include "view/compare/feed.h"
#include "view/compare/matrix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UPDATES 240000

enum {
    RUNS = 5
};

static const struct {
    int width, height;
} sizes[] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 2560, 1080 }, { 768, 1024 }, { 3840, 2160 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes
};

static const struct program *listing_at(int number)
{
    return listing_of((enum program_id)(number / MATRIX_COLUMNS), python_by_age[number % MATRIX_COLUMNS]);
}

// The n-th run of a cell that does all its listing allows; but for one cell in seven, which has lost nothing so far.
static struct compare_line line_of(int number, int run)
{
    const struct program *listing = listing_at(number);
    const bool loses = program_can_lose(listing) && number % 7 != 1;
    return (struct compare_line){
        .row = number,
        .run = run,
        .wrong = loses && program_can_end_wrong(listing) && run < RUNS - 1,
        .saved = run == 0,
        .updates = UPDATES * (uint64_t)(run + 1),
        .lost = loses ? (uint64_t)(1 + number * 1000) * (uint64_t)(run + 1) : 0,
        .ns_per_update = 250,
        .cores_busy = 1,
        .blocked_share = -1,
        .relative = -1,
    };
}

static struct scene *matrix_scene(int runs)
{
    struct scene *scene = scene_open(GUARD_NONE, 5);
    scene->model.view = VIEW_COMPARE;
    scene->model.compare->page = PAGE_MATRIX;
    const struct experiment experiment = matrix_experiment(settings_experiment(&scene->model.settings));
    matrix_empty(scene->model.compare, &experiment);
    for (int i = 0; i < runs * MATRIX_CELLS; i++) {
        const struct compare_line line = line_of(i % MATRIX_CELLS, i / MATRIX_CELLS);
        assert_true(matrix_take(scene->model.compare, &line));
    }
    return scene;
}

static void lines_come_back(void **state)
{
    (void)state;
    struct compare_model *model = calloc(1, sizeof *model);
    for (int i = 0; i < RUNS * MATRIX_CELLS; i++) {
        const struct compare_line line = line_of(i % MATRIX_CELLS, i / MATRIX_CELLS);
        const struct matrix_cell *cell = &model->matrix.cells[line.row];
        const int wrong = cell->wrong;
        char *text = NULL;
        size_t bytes = 0;
        FILE *out = open_memstream(&text, &bytes);
        assert_non_null(out);
        compare_line_print(out, &line);
        fclose(out);
        assert_true(matrix_feed(model, text));
        assert_false(matrix_feed(model, text)); // it has come already
        free(text);
        assert_int_equal(cell->done, line.run + 1);
        assert_int_equal(cell->wrong, wrong + line.wrong);
        assert_int_equal(cell->updates, line.updates);
        assert_int_equal(cell->lost, line.lost);
        assert_true(cell->kept);
        assert_int_equal(model->matrix.runs_done, i + 1);
    }
    static const char *const wrong[] = { "",
                                         "48 0 0 0 10 5 1 1 1 1 0",
                                         "-1 0 0 0 10 5 1 1 1 1 0",
                                         "0 9 0 0 10 5 1 1 1 1 0",
                                         "0 5 0 2 10 5 1 1 1 1 0",
                                         "0 5 0 0 10 11 1 1 1 1 0",
                                         "0 5 0 0 10 5 1 1 1 1 0 0" };
    const struct compare_model before = *model;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (matrix_feed(model, wrong[i]))
            fail_msg("\"%s\" was taken", wrong[i]);
    assert_memory_equal(model, &before, sizeof before);
    assert_true(matrix_feed(model, "0 5 0 0 480000 5 1 1 1 1 0\n"));
    free(model);
}

// What the command numbers is what the page shows at that number, lock and all.
static void cells_are_the_commands(void **state)
{
    (void)state;
    struct settings settings;
    settings_init(&settings, &balance_settings, 4);
    struct gil_matrix *matrix = gil_matrix_create(settings_experiment(&settings), PROGRAM_COUNT, PYTHON_COUNT, 1);
    assert_non_null(matrix);
    assert_int_equal((int)GIL_MATRIX_CELLS, (int)MATRIX_CELLS);
    for (int i = 0; i < MATRIX_CELLS; i++) {
        const struct experiment *experiment = &gil_matrix_cell(matrix, i)->experiment;
        assert_ptr_equal(listing_of((enum program_id)experiment->program, (enum python_version)experiment->python),
                         listing_at(i));
        assert_int_equal(experiment->guard, experiment->program == PROGRAM_LOCK ? GUARD_GIL_MUTEX : GUARD_GIL);
    }
    free(matrix);
}

// As many updates in all, whatever the workers: the matrix is done in as long.
static void it_is_as_long_with_many_workers(void **state)
{
    (void)state;
    for (uint32_t count = 1; count <= WORKERS_MAX; count++) {
        struct settings settings;
        settings_init(&settings, &balance_settings, 4);
        experiment_to_change(&settings)->count = count;
        assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
        const struct experiment experiment = matrix_experiment(settings_experiment(&settings));
        assert_int_equal(experiment.count, count);
        assert_in_range(experiment_updates(&experiment), UPDATES - 2 * count, UPDATES);
        assert_int_equal(experiment.switch_interval_ns, 50000);
        assert_memory_equal(experiment.amounts, settings_experiment(&settings)->amounts, sizeof experiment.amounts);
    }
}

static void check(struct scene *scene, const char *what)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    const struct model *model = &scene->model;
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed || scene->ui.hits_dropped > 0)
        fail_msg("%s, %dx%d, %s, zoom %.2f%s: %zu texts wrong\n%s", what, model->width_px, model->height_px,
                 languages[model->language].name, (double)model->zoom, model->lecture ? ", lecture" : "", wrong,
                 complaints);
    free(complaints);
}

static void check_hits(const struct scene *scene)
{
    const struct ui *ui = &scene->ui;
    for (size_t i = 0; i < ui->hit_count; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct hit *a = &ui->hits[i], *b = &ui->hits[k];
            if (a->id == b->id || (a->kind != HIT_AREA && b->kind != HIT_AREA &&
                                   rects_meet(rect_inset(a->rect, 0.5f), rect_inset(b->rect, 0.5f))))
                fail_msg("hits of actions %d and %d meet, %dx%d, zoom %.2f", (int)a->action, (int)b->action,
                         scene->model.width_px, scene->model.height_px, (double)scene->model.zoom);
        }
    }
}

static void everywhere(struct scene *scene, const char *what)
{
    static const float zooms[] = { 0.67f, 0.8f, 1, 1.5f };
    for (int i = 0; i < SIZES * 4 * 2 * LANGUAGE_COUNT; i++) {
        scene->model.width_px = sizes[i % SIZES].width;
        scene->model.height_px = sizes[i % SIZES].height;
        scene->model.zoom = zooms[i / SIZES % 4];
        scene->model.lecture = i / SIZES / 4 % 2;
        scene->model.language = (enum language)(i / SIZES / 8);
        check(scene, what);
        check_hits(scene);
    }
    scene->model.lecture = false;
}

static void it_fits(void **state)
{
    (void)state;
    for (int runs = 0; runs <= RUNS; runs += RUNS) {
        struct scene *scene = matrix_scene(runs);
        everywhere(scene, runs ? "all runs" : "no runs");
        scene->model.compare->running = true;
        scene->model.compare->running_page = PAGE_MATRIX;
        everywhere(scene, "running");
        scene->model.compare->running_page = PAGE_GUARDS;
        everywhere(scene, "running elsewhere");
        scene->model.compare->running = false;
        for (int i = 0; i < MATRIX_CELLS; i += 11) {
            scene->ui.focus = ui_id("matrix cell", i);
            scene->ui.focus_visible = true;
            everywhere(scene, "a cell has the keyboard");
        }
        scene_close(scene);
    }
}

static void figures_of_many_runs_fit(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(1);
    scene->model.compare->matrix.repeat = COMPARE_RUNS_MAX;
    for (int i = 0; i < MATRIX_CELLS; i++)
        scene->model.compare->matrix.cells[i] =
            (struct matrix_cell){ .done = COMPARE_RUNS_MAX, .wrong = COMPARE_RUNS_MAX, .updates = 10, .lost = 10 };
    everywhere(scene, "1000 runs");
    scene_close(scene);
}

// Cells, names, versions, signs and shades: whatever is said has its words, where it stands.
static void every_word_and_figure_has_a_tip(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        bool all; // there is room for the whole legend
    } windows[] = { { 1920, 1080, true }, { 1080, 1920, true }, { 1366, 768, true }, { 768, 1366, false } };
    for (int i = 0; i < 4 * LANGUAGE_COUNT; i++) {
        struct scene *scene = matrix_scene(RUNS);
        scene->model.width_px = windows[i % 4].width;
        scene->model.height_px = windows[i % 4].height;
        scene->model.language = (enum language)(i / 4);
        scene_draw(scene);
        const struct rect body = scene->frame.body;
        size_t checked = 0;
        for (size_t c = 0; c < scene->list.count; c++) {
            const struct draw_command *command = &scene->list.commands[c];
            const struct point at = rect_centre(command->bounds);
            if (command->kind != DRAW_TEXT || !rect_holds(body, at))
                continue;
            const struct hit *hit = ui_words_at(&scene->ui, at);
            if (!hit || !hit->tip || !*hit->tip)
                fail_msg("%dx%d: \"%s\" has no tip", windows[i % 4].width, windows[i % 4].height, command->words.utf8);
            checked++;
        }
        assert_true(checked > (windows[i % 4].all ? 2 * MATRIX_CELLS : MATRIX_CELLS));
        scene_close(scene);
    }
}

// A tall window is used: its rows are higher, up to squares, and the words stay with them.
static void a_tall_window_has_taller_rows(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(RUNS);
    scene->model.width_px = 1080;
    scene->model.height_px = 1920;
    check(scene, "tall");
    const struct rect first = ui_hit_of(&scene->ui, ui_id("matrix cell", 0))->rect,
                      last = ui_hit_of(&scene->ui, ui_id("matrix cell", MATRIX_CELLS - 1))->rect;
    assert_true(first.height > 0.9f * first.width && first.height < 1.1f * first.width);
    assert_true(rect_bottom(last) < rect_bottom(scene->frame.body));
    assert_true(rect_bottom(last) - first.y > scene->frame.body.height * 0.55f);
    scene_close(scene);
}

static void tips_stay_in_the_picture(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(RUNS);
    for (int i = 0; i < SIZES * LANGUAGE_COUNT; i++) {
        scene->model.width_px = sizes[i % SIZES].width;
        scene->model.height_px = sizes[i % SIZES].height;
        scene->model.language = (enum language)(i / SIZES);
        scene_draw(scene);
        for (int cell = 0; cell < MATRIX_CELLS; cell++) {
            const struct hit *hit = ui_hit_of(&scene->ui, ui_id("matrix cell", cell));
            assert_non_null(hit);
            scene_point(scene, POINTER_MOVE, rect_centre(hit->rect));
            check(scene, "tip");
        }
        scene_point(scene, POINTER_LEAVE, point_at(-1, -1));
    }
    scene_close(scene);
}

static const struct hit *hit_of_cell(struct scene *scene, int number)
{
    scene_draw(scene);
    const struct hit *hit = ui_hit_of(&scene->ui, ui_id("matrix cell", number));
    if (!hit)
        fail_msg("cell %d cannot be pressed", number);
    return hit;
}

static void expect_cell_opened(const struct scene *scene, int number)
{
    assert_true(scene_asked(scene, WISH_OPEN_COMPARED));
    assert_int_equal(scene->wishes.list[0].compared.page, PAGE_MATRIX);
    assert_int_equal(scene->wishes.list[0].compared.row, number);
}

static void pressing_a_cell_opens_its_run(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(1);
    for (int i = 0; i < MATRIX_CELLS; i++) {
        scene->model.compare->matrix.cells[i].kept = i % 2;
        scene_click(scene, rect_centre(hit_of_cell(scene, i)->rect));
        if (i % 2)
            expect_cell_opened(scene, i);
        else
            assert_int_equal(scene->wishes.count, 0);
    }
    scene_close(scene);
}

static void expect_focus(const struct scene *scene, int number)
{
    for (int i = 0; i < MATRIX_CELLS; i++)
        if (scene->ui.focus == ui_id("matrix cell", i))
            assert_int_equal(i, number);
    assert_int_equal(scene->ui.focus, ui_id("matrix cell", number));
}

static void arrows_go_from_cell_to_cell(void **state)
{
    (void)state;
    static const struct {
        uint32_t key;
        int to;
    } presses[] = {
        { KEY_RIGHT, 1 },
        { KEY_DOWN, 1 + MATRIX_COLUMNS },
        { KEY_DOWN, 1 + 2 * MATRIX_COLUMNS },
        { KEY_LEFT, 2 * MATRIX_COLUMNS },
        { KEY_UP, MATRIX_COLUMNS },
        { KEY_UP, 0 },
        { KEY_UP, 0 }, // and no further
        { KEY_LEFT, MATRIX_CELLS - 1 },
        { KEY_DOWN, MATRIX_CELLS - 1 },
        { KEY_RIGHT, 0 },
    };
    struct scene *scene = matrix_scene(1);
    const uint64_t events = scene->model.playback.events;
    scene_draw(scene);
    for (int i = 0; i < 60 && scene->ui.focus != ui_id("matrix cell", 0); i++)
        scene_key(scene, KEY_TAB, false, false);
    expect_focus(scene, 0);
    for (size_t i = 0; i < sizeof presses / sizeof *presses; i++) {
        scene_draw(scene);
        assert_true(scene_key(scene, presses[i].key, false, false));
        expect_focus(scene, presses[i].to);
        assert_true(scene_key(scene, KEY_ENTER, false, false));
        expect_cell_opened(scene, presses[i].to);
    }
    assert_int_equal(scene->model.playback.events, events);
    scene_close(scene);
}

// The sentence of a cell agrees with what gil-matrix holds its runs against.
static void tips_say_what_the_listing_allows(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(RUNS);
    for (int i = 0; i < MATRIX_CELLS; i++) {
        const struct program *listing = listing_at(i);
        const char *tip = hit_of_cell(scene, i)->tip;
        const char *word = !program_can_lose(listing)       ? "Cannot lose"
                           : program_can_end_wrong(listing) ? "Can lose"
                                                            : "Loses but ends at 0";
        if (!strstr(tip, word) || !strstr(tip, "runs ended wrong") || !strstr(tip, "Press to open"))
            fail_msg("cell %d: no \"%s\" in \"%s\"", i, word, tip);
    }
    scene_close(scene);
}

static int shows(const struct scene *scene, const char *text)
{
    int times = 0;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_TEXT && strcmp(command->words.utf8, text) == 0)
            times++;
    }
    return times;
}

static void what_is_run_is_said(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(0);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene_draw(scene);
    assert_true(shows(scene, "Runs of each: 5  ·  2 threads · 60\u00a0000  ·  switch interval 50 µs"));
    assert_true(shows(scene, "cannot lose") && shows(scene, "can lose") && shows(scene, "can lose, ends at 0"));
    assert_int_equal(shows(scene, "0"), 1); // in the legend: of what has not run there are no figures
    scene_close(scene);
}

static void tabs_turn_the_page(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(1);
    for (int page = 0; page < PAGE_VARIANTS; page++) {
        scene_draw(scene);
        const struct hit *tab = ui_hit_of(&scene->ui, ui_id("compare page", page));
        assert_non_null(tab);
        scene_click(scene, rect_centre(tab->rect));
        assert_int_equal(scene->model.compare->page, page);
        const int rows = scene->model.compare->repeat, cells = scene->model.compare->matrix.repeat;
        scene_act(scene, ACTION_COMPARE_REPEAT, 1);
        assert_true((scene->model.compare->repeat > rows) == (page == PAGE_GUARDS));
        assert_true((scene->model.compare->matrix.repeat > cells) == (page == PAGE_MATRIX));
    }
    scene_act(scene, ACTION_COMPARE_PAGE, PAGE_VARIANTS);
    assert_int_equal(scene->model.compare->page, PAGE_REAL);
    scene_close(scene);
}

// Only one page's runs are made at a time; the other page can neither start nor stop them.
static void the_start_button_is_its_pages(void **state)
{
    (void)state;
    struct scene *scene = matrix_scene(1);
    scene->model.compare->running = true;
    for (int page = 0; page < PAGE_VARIANTS; page++) {
        scene->model.compare->running_page = (enum compare_page)page;
        scene_draw(scene);
        const struct hit *start = ui_hit_of(&scene->ui, ui_id("compare start", 0));
        assert_non_null(start);
        scene_click(scene, rect_centre(start->rect));
        assert_int_equal(scene->wishes.count, page == PAGE_MATRIX);
        assert_true(page != PAGE_MATRIX || scene_asked(scene, WISH_STOP_COMPARING));
    }
    scene_close(scene);
}

static void words_can_be_read_on_every_shade(void **state)
{
    (void)state;
    for (int kind = 0; kind < THEME_COUNT; kind++) {
        const struct theme *theme = theme_get((enum theme_kind)kind);
        for (int i = 0; i <= 100; i++) {
            const double contrast = colour_contrast(theme->texts[TEXT_MAIN], matrix_shade(theme, i / 100.0));
            if (contrast < 4.5)
                fail_msg("theme %d, %d %% lost: contrast %.2f", kind, i, contrast);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_back),
        cmocka_unit_test(cells_are_the_commands),
        cmocka_unit_test(it_is_as_long_with_many_workers),
        cmocka_unit_test(it_fits),
        cmocka_unit_test(figures_of_many_runs_fit),
        cmocka_unit_test(every_word_and_figure_has_a_tip),
        cmocka_unit_test(a_tall_window_has_taller_rows),
        cmocka_unit_test(tips_stay_in_the_picture),
        cmocka_unit_test(pressing_a_cell_opens_its_run),
        cmocka_unit_test(arrows_go_from_cell_to_cell),
        cmocka_unit_test(tips_say_what_the_listing_allows),
        cmocka_unit_test(what_is_run_is_said),
        cmocka_unit_test(tabs_turn_the_page),
        cmocka_unit_test(the_start_button_is_its_pages),
        cmocka_unit_test(words_can_be_read_on_every_shade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
