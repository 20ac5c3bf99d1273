// How fast a picture is made: its list built by the view, the list painted; each for every view, by the size of the picture and
// the length of the run. The playhead moves from picture to picture as it does while playing.
#include "bench.h"

#include "document/build.h"
#include "document/playback.h"
#include "gui/paint/fonts.h"
#include "gui/paint/raster.h"
#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "run/run.h"
#include "support/recording_crowd.h"
#include "support/recording_variables.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/window/window.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FRAME_BAR_MS 16.7 // at 1920 × 1080
#define LARGE_BAR_MS 40.0 // at 3840 × 2160
#define LENGTH_BAR 1.5    // ten million updates against ten thousand
#define OPEN_BAR_MS 1000.0
#define CROWD_OPEN_BAR_MS 4000.0

enum {
    FRAMES = 40,
    SHORT_ITERATIONS = 2500,
    LONG_ITERATIONS = 2500000,
};

struct stand {
    struct document document;
    struct model model;
    struct view_models models; // the model's
    struct ui ui;
    struct arena arena;
    struct draw_list list;
    struct fonts *fonts;
    struct raster *raster;
    struct canvas canvas;
    uint64_t looked_at;       // by the timeline, for the picture that took most
    double list_ms, paint_ms; // of the slowest of a hundred, here: the slowest picture but the first
};

static double ms_since(uint64_t began_ns) { return (double)(os_now_ns() - began_ns) / 1e6; }

static bool record(struct recording *recording, uint64_t iterations)
{
    struct settings settings;
    const struct run_options options = { 0 };
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    experiment_to_change(&settings)->iterations = iterations;
    return status_is_ok(settings_finish(&settings, os_memory_available())) &&
           status_is_ok(run_plan(recording, &settings.plan, &options));
}

static bool open_stand(struct stand *stand, struct fonts *fonts, uint64_t iterations, double *build_ms)
{
    struct recording recording = { 0 };
    *stand = (struct stand){ .fonts = fonts, .ui.pointer = { -1, -1 } };
    if (!record(&recording, iterations))
        return false;
    const uint64_t began = os_now_ns();
    if (!status_is_ok(document_build(&stand->document, &recording)))
        return false;
    *build_ms = ms_since(began);
    model_init(&stand->model, &stand->models, os_cpus_allowed()->count);
    control_new_document(&stand->model, &stand->document);
    return true;
}

static void close_stand(struct stand *stand)
{
    document_finish(&stand->document);
    arena_finish(&stand->arena);
}

// Of a program's own run, which was made up.
static bool open_made(struct stand *stand, struct fonts *fonts, struct recording recording, double *build_ms)
{
    *stand = (struct stand){ .fonts = fonts, .ui.pointer = { -1, -1 } };
    const uint64_t began = os_now_ns();
    if (!status_is_ok(document_build(&stand->document, &recording)))
        return false;
    *build_ms = ms_since(began);
    model_init(&stand->model, &stand->models, os_cpus_allowed()->count);
    control_new_document(&stand->model, &stand->document);
    return true;
}

// One picture. False where memory is short.
static bool draw(struct stand *stand, double *list_ms, double *paint_ms)
{
    struct frame frame;
    struct raster_changes changes;
    uint64_t began = os_now_ns();
    arena_reset(&stand->arena);
    draw_list_init(&stand->list, &stand->arena, fonts_metrics(stand->fonts), stand->model.width_px,
                   stand->model.height_px, theme_get(stand->model.theme)->grounds[GROUND_PAGE]);
    frame_init(&frame, &stand->list, &stand->ui, &stand->document, &stand->model);
    window_draw(&frame);
    *list_ms = ms_since(began);
    stand->looked_at = frame.looked_at > stand->looked_at ? frame.looked_at : stand->looked_at;
    began = os_now_ns();
    const bool done = status_is_ok(raster_draw(stand->raster, &stand->canvas, &stand->list, &changes));
    *paint_ms = ms_since(began);
    return done && !stand->list.failed;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Pictures of a view while it plays; the medians go into the stand, and the slowest but one in a hundred is handed back.
static double play(struct stand *stand, enum view view, int width, int height)
{
    double lists[FRAMES], paints[FRAMES], wholes[FRAMES], slow = NAN;
    stand->model.view = view;
    stand->looked_at = 0;
    stand->model.width_px = width;
    stand->model.height_px = height;
    stand->canvas = (struct canvas){ calloc((size_t)width * (size_t)height, 4), (size_t)width, width, height };
    stand->raster = raster_create(stand->fonts);
    // By event: at story's pace it would stand still for most of the pictures.
    playback_seek_share(&stand->model.playback, &stand->document, 0.3);
    playback_set_pace(&stand->model.playback, &stand->document, PACE_EVENT);
    stand->model.playback.playing = true;
    bool done = stand->canvas.pixels && stand->raster;
    for (int i = -3; done && i < FRAMES; i++) {
        const int at = i < 0 ? 0 : i;
        playback_advance(&stand->model.playback, &stand->document, 1.0 / 60);
        done = draw(stand, &lists[at], &paints[at]);
        wholes[at] = lists[at] + paints[at];
    }
    if (done) {
        qsort(lists, FRAMES, sizeof *lists, by_value);
        qsort(paints, FRAMES, sizeof *paints, by_value);
        qsort(wholes, FRAMES, sizeof *wholes, by_value);
        stand->list_ms = lists[FRAMES / 2];
        stand->paint_ms = paints[FRAMES / 2];
        slow = wholes[FRAMES - 2];
    }
    raster_destroy(stand->raster);
    free(stand->canvas.pixels);
    return slow;
}

static void add(struct bench *bench, const char *view, const char *what, const char *unit, double figure, double bar)
{
    char name[BENCH_NAME_BYTES];
    snprintf(name, sizeof name, "%s: %s", view, what);
    bench_add(bench, (struct bench_row){ .name = name, .unit = unit, .figure = figure, .bar = bar });
}

static void measure(struct bench *bench, struct stand *brief, struct stand *lengthy)
{
    for (int view = VIEW_STAGE; view <= VIEW_LEDGER; view++) {
        if (!bench_wants(bench, view_rows[view]->name))
            continue;
        play(brief, (enum view)view, 1920, 1080);
        add(bench, view_rows[view]->name, "list, 10k updates", "ms", brief->list_ms, 0);
        add(bench, view_rows[view]->name, "painted, 10k updates", "ms", brief->paint_ms, 0);
        const double slow = play(lengthy, (enum view)view, 1920, 1080);
        add(bench, view_rows[view]->name, "list, 10M updates", "ms", lengthy->list_ms, 0);
        add(bench, view_rows[view]->name, "painted, 10M updates", "ms", lengthy->paint_ms, 0);
        add(bench, view_rows[view]->name, "slow picture, 1920x1080", "ms", slow, FRAME_BAR_MS);
        add(bench, view_rows[view]->name, "10M against 10k updates", "x",
            (lengthy->list_ms + lengthy->paint_ms) / (brief->list_ms + brief->paint_ms),
            view == VIEW_TIMELINE ? 0 : LENGTH_BAR);
        if (view == VIEW_TIMELINE) // by its own count: a clock is not to be relied on where it is under a millisecond
            add(bench, "timeline", "looked at, 10M against 10k", "x",
                (double)lengthy->looked_at / (double)brief->looked_at, LENGTH_BAR);
        add(bench, view_rows[view]->name, "slow picture, 3840x2160", "ms", play(lengthy, (enum view)view, 3840, 2160),
            LARGE_BAR_MS);
    }
}

// 4096 threads in 8 processes, 64 resources, a million notes and switch records.
static void measure_crowd(struct bench *bench, struct fonts *fonts)
{
    static const char name[] = "4096 threads";
    if (!bench_wants(bench, name))
        return;
    struct crowd_run *made = crowd_new((struct crowd_plan){
        .tasks = TASKS_MAX, .processes = 8, .resources = RESOURCES_MAX, .records = 1000000, .cpus = 8, .seed = 1 });
    struct stand *stand = calloc(1, sizeof *stand);
    double build_ms;
    if (stand && open_made(stand, fonts, made->recording, &build_ms)) {
        add(bench, name, "understood, of a million records", "ms", build_ms, CROWD_OPEN_BAR_MS);
        add(bench, name, "stage, slow picture, 1920x1080", "ms", play(stand, VIEW_STAGE, 1920, 1080), FRAME_BAR_MS);
        add(bench, name, "stage, list", "ms", stand->list_ms, 0);
        for (int unfolded = 0; unfolded < 2; unfolded++) {
            if (unfolded) // none is any more
                control_act(&stand->model, &stand->document, ACTION_TIMELINE_FOLD, -1, &(struct wishes){ 0 });
            add(bench, name, unfolded ? "timeline, unfolded, slow picture" : "timeline, folded, slow picture", "ms",
                play(stand, VIEW_TIMELINE, 1920, 1080), FRAME_BAR_MS);
            add(bench, name, unfolded ? "timeline, unfolded, list" : "timeline, folded, list", "ms", stand->list_ms, 0);
        }
        close_stand(stand);
    }
    free(stand);
    crowd_free(made);
}

// A million stores of one variable by four threads, half of them under a lock.
static void measure_variable(struct bench *bench, struct fonts *fonts)
{
    enum {
        ROUNDS = 125000 // of eight stores each
    };
    static const char name[] = "a variable's 1M stores";
    if (!bench_wants(bench, name))
        return;
    struct watched_run *made = watched_run_bank(1, ROUNDS);
    struct stand *stand = calloc(1, sizeof *stand);
    double build_ms;
    if (stand && open_made(stand, fonts, made->recording, &build_ms)) {
        add(bench, name, "understood", "ms", build_ms, OPEN_BAR_MS);
        for (int view = VIEW_STAGE; view <= VIEW_LEDGER; view++) {
            char what[64];
            snprintf(what, sizeof what, "%s, slow picture", view_rows[view]->name);
            add(bench, name, what, "ms", play(stand, (enum view)view, 1920, 1080), FRAME_BAR_MS);
        }
        add(bench, name, "ledger, list", "ms", stand->list_ms, 0);
        close_stand(stand);
    }
    free(stand);
    watched_run_free(made);
}

void bench_view(struct bench *bench)
{
    struct stand *brief = calloc(1, sizeof *brief), *lengthy = calloc(1, sizeof *lengthy);
    struct fonts *fonts = NULL;
    double brief_ms, lengthy_ms;
    bool wanted = false;
    for (int view = VIEW_STAGE; view <= VIEW_LEDGER; view++)
        wanted = wanted || bench_wants(bench, view_rows[view]->name);
    if (wanted && brief && lengthy && status_is_ok(fonts_create(&fonts, NULL, NULL)) &&
        open_stand(brief, fonts, SHORT_ITERATIONS, &brief_ms) &&
        open_stand(lengthy, fonts, LONG_ITERATIONS, &lengthy_ms)) {
        add(bench, "stage", "10M updates understood", "ms", lengthy_ms, OPEN_BAR_MS);
        measure(bench, brief, lengthy);
        close_stand(brief);
        close_stand(lengthy);
    }
    if ((fonts || status_is_ok(fonts_create(&fonts, NULL, NULL))) && fonts)
        measure_crowd(bench, fonts);
    if (fonts)
        measure_variable(bench, fonts);
    if (fonts)
        fonts_destroy(fonts);
    free(brief);
    free(lengthy);
}
