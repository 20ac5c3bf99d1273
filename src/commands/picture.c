// raceledger picture: what the window would show of a recording, or of a run made now, as a file. Needs no display.
#include "commands/command.h"
#include "commands/options.h"
#include "commands/picture_at.h"
#include "commands/picture_real.h"
#include "commands/progress.h"
#include "commands/rounds.h"

#include "base/text.h"
#include "document/build.h"
#include "document/followed.h"
#include "gui/picture.h"
#include "gui/written.h"
#include "lab/lab.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/file.h"
#include "os/memory.h"
#include "os/signals.h"
#include "run/run.h"
#include "view/compare/variants_feed.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/schedules/prepare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    struct settings settings;
    struct model model;
    struct view_models models; // the model's
    struct picture_at at;
    const char *font, *file, *view, *when, *span, *size, *theme, *language, *lecture, *zoom, *page, *repeat, *lines,
        *moves, *beside, *variable, *output;
    struct picture_real real;       // of --page real
    enum schedules_listing listing; // of --page
    int listing_variant;
};

// "stage, timeline … or compare".
static const char *view_names(void)
{
    static char names[128];
    size_t length = 0;
    for (int i = 0; i < VIEW_COUNT; i++)
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s",
                                   i == 0               ? ""
                                   : i < VIEW_COUNT - 1 ? ", "
                                                        : " or ",
                                   view_rows[i]->name);
    return names;
}

// Of an option that means something in one view alone.
static struct status check_view(const struct request *request, const struct view_row *view, const char *option)
{
    return view_rows[request->model.view] == view
               ? status_ok()
               : status_make(STATUS_USAGE, "--%s: means something with --view %s only", option, view->name);
}

static struct status read_view(struct request *request)
{
    for (int i = 0; request->view && i < VIEW_COUNT; i++) {
        if (strcmp(request->view, view_rows[i]->name) == 0) {
            request->model.view = (enum view)i;
            return status_ok();
        }
    }
    return request->view ? status_make(STATUS_USAGE, "--view %s: must be %s", request->view, view_names())
                         : status_ok();
}

static struct status read_size(struct request *request)
{
    char extra;
    int width = 1920, height = 1080;
    if (request->size &&
        (sscanf(request->size, "%5dx%5d%c", &width, &height, &extra) != 2 || width < PICTURE_SIDE_MIN ||
         height < PICTURE_SIDE_MIN || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX))
        return status_make(STATUS_USAGE, "--size %s: must be WIDTHxHEIGHT in pixels, each %d to %d: 1920x1080",
                           request->size, PICTURE_SIDE_MIN, PICTURE_SIDE_MAX);
    request->model.width_px = width;
    request->model.height_px = height;
    return status_ok();
}

static struct status read_looks(struct request *request)
{
    struct model *model = &request->model;
    const char *locale = getenv("LC_ALL");
    if (request->theme && strcmp(request->theme, "light") != 0 && strcmp(request->theme, "dark") != 0)
        return status_make(STATUS_USAGE, "--theme %s: must be dark or light", request->theme);
    if (request->theme)
        model->theme = strcmp(request->theme, "light") == 0 ? THEME_LIGHT : THEME_DARK;
    model->language = language_from_locale(locale && *locale ? locale : getenv("LANG"));
    if (request->language && !language_from_name(request->language, &model->language))
        return status_make(STATUS_USAGE, "--lang %s: must be en or zh", request->language);
    if (request->zoom) {
        char *end;
        model->zoom = strtof(request->zoom, &end);
        if (end == request->zoom || *end || !(model->zoom >= ZOOM_MIN && model->zoom <= ZOOM_MAX))
            return status_make(STATUS_USAGE, "--zoom %s: must be a number from %g to %g", request->zoom,
                               (double)ZOOM_MIN, (double)ZOOM_MAX);
    }
    model->lecture = request->lecture != NULL;
    return status_ok();
}

// Of the schedules: what is scheduled, and in which order or arrangement.
static struct status read_listing(struct request *request)
{
    static const struct {
        const char *name;
        enum schedules_listing listing;
        int variant;
    } listings[] = { { "balance", LISTING_BALANCE, 0 },
                     { "two-locks", LISTING_TWO, 0 },
                     { "two-locks-same", LISTING_TWO, 1 },
                     { "philosophers", LISTING_PHILOSOPHERS, PHILOSOPHERS_ALL_RIGHT },
                     { "philosophers-one-left", LISTING_PHILOSOPHERS, PHILOSOPHERS_ONE_LEFT },
                     { "philosophers-waiter", LISTING_PHILOSOPHERS, PHILOSOPHERS_WAITER } };
    for (size_t i = 0; i < sizeof listings / sizeof *listings; i++) {
        if (strcmp(request->page, listings[i].name) == 0) {
            request->listing = listings[i].listing;
            request->listing_variant = listings[i].variant;
            return status_ok();
        }
    }
    return status_make(STATUS_USAGE,
                       "--page %s: must be balance, two-locks, two-locks-same, philosophers, philosophers-one-left or "
                       "philosophers-waiter",
                       request->page);
}

static struct status read_page(struct request *request)
{
    if (!request->page)
        return status_ok();
    if (view_rows[request->model.view] == &view_schedules)
        return read_listing(request);
    const struct status status = check_view(request, &view_compare, "page");
    if (!status_is_ok(status))
        return status;
    for (int i = 0; i < PAGE_VARIANTS; i++) {
        if (strcmp(request->page, compare_pages[i].name) == 0) {
            request->model.compare->page = (enum compare_page)i;
            return status_ok();
        }
    }
    return status_make(STATUS_USAGE, "--page %s: must be guards, matrix or real", request->page);
}

static int *repeat_of(struct compare_model *model)
{
    return model->page == PAGE_MATRIX ? &model->matrix.repeat : &model->repeat;
}

// Of the page that has two runs and no lines.
static struct status check_real(const struct request *request)
{
    const bool real = view_rows[request->model.view] == &view_compare && request->model.compare->page == PAGE_REAL;
    if (real && (request->repeat || request->lines))
        return status_make(STATUS_USAGE, "--%s: --page real has one run of each; --beside tells where they are kept",
                           request->repeat ? "repeat" : "lines");
    return request->beside && !real
               ? status_make(STATUS_USAGE, "--beside: means something with --view compare --page real only")
               : status_ok();
}

static struct status read_repeat(struct request *request)
{
    const struct status wrong = check_real(request);
    int *asked = repeat_of(request->model.compare);
    uint64_t repeat = (uint64_t)*asked;
    if (!status_is_ok(wrong))
        return wrong;
    if (request->repeat && (!text_read_count(request->repeat, &repeat) || repeat > COMPARE_RUNS_MAX))
        return status_make(STATUS_USAGE, "--repeat %s: must be a whole number from 0 to %d", request->repeat,
                           COMPARE_RUNS_MAX);
    if (request->repeat || request->lines) {
        const struct status status = check_view(request, &view_compare, request->repeat ? "repeat" : "lines");
        if (!status_is_ok(status))
            return status;
    }
    if (request->repeat && request->lines)
        return status_make(STATUS_USAGE, "--repeat %s: no runs are made with --lines", request->repeat);
    *asked = (int)repeat;
    return status_ok();
}

// The timeline's part about the playhead, moved where it would reach past the run.
static void show_span(struct request *request, const struct document *document)
{
    const uint64_t start = document_from_ns(document), end = document_to_ns(document), at = request->model.playback.ns;
    uint64_t span = 0;
    if (!request->span || !text_read_duration(request->span, &span) || span == 0 || span >= end - start)
        return;
    uint64_t from = at > start + span / 2 ? at - span / 2 : start;
    from = from + span > end ? end - span : from;
    request->model.timeline->from_ns = from;
    request->model.timeline->to_ns = from + span;
}

// Whether what the view shows besides a recording is made with that setting.
static bool view_takes(const struct request *request, const char *setting)
{
    static const struct {
        const struct view_row *view;
        const char *setting;
    } takes[] = {
        { &view_schedules, "iterations" },
        { &view_compare, "iterations" },
        { &view_compare, "timing" },
        { &view_compare, "switch-interval" },
    };
    const struct view_row *view = view_rows[request->model.view];
    if (view == &view_compare && request->model.compare->page != PAGE_MATRIX)
        return false; // the guards are compared in the recording's own experiment
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++)
        if (takes[i].view == view && strcmp(takes[i].setting, setting) == 0)
            return true;
    return false;
}

// A recording has settings of its own.
static struct status check_settings(const struct request *request)
{
    const struct settings *settings = &request->settings;
    const struct setting *row;
    for (int i = 0; request->file && (row = settings_row(settings->lab, i)); i++)
        if (row->name && settings_given(settings, row->name) && !view_takes(request, row->name))
            return status_make(STATUS_USAGE, "--%s: %s has settings of its own, this one would change nothing",
                               row->name, request->file);
    return status_ok();
}

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    char shown[160];
    snprintf(shown, sizeof shown, "%s (%s)", view_names(), view_rows[0]->name);
    const struct option table[] = {
        { "output", "FILE", "the picture, .png or .svg; also -o FILE", &request->output },
        { "view", "NAME", shown, &request->view },
        { "at", "WHEN", "1.5ms, 50%, start, end, lost:N, collision:N, or beat:N.B of collision N (50%)",
          &request->when },
        { "span", "TIME", "of the timeline only so much, about that moment (all)", &request->span },
        { "size", "WxH", "pixels (1920x1080)", &request->size },
        { "theme", "NAME", "dark or light (dark)", &request->theme },
        { "lang", "NAME", "en or zh (as LANG has it)", &request->language },
        { "font", "FILE", "a font file that comes before the system's", &request->font },
        { "zoom", "FACTOR", "of all type, 0.5 to 3 (1)", &request->zoom },
        { "page", "NAME",
          "with --view compare: guards, matrix of programs and Pythons, or real, a CPython beside its model (guards); "
          "with --view schedules: balance, two-locks, philosophers … (balance)",
          &request->page },
        { "repeat", "N", "with --view compare: runs of each, 0 to 1000 (20; of the matrix 5)", &request->repeat },
        { "lines", "FILE",
          "with --view compare: runs that were made before, as compare --lines or gil-matrix --lines printed them",
          &request->lines },
        { "beside", "FOLDER", "with --page real: runs that were made before, as compare-real --save-runs kept them",
          &request->beside },
        { "moves", "DIGITS", "with --view schedules: made so far, who makes each (none)", &request->moves },
        { "variable", "NAME", "of a command whose loads and stores were seen: whose history (the one that lost most)",
          &request->variable },
        { "lecture", NULL, "as in a lecture hall: large type, no controls", &request->lecture },
        { 0 },
    };
    const int cores = os_cpus_allowed()->count;
    settings_init(&request->settings, &balance_settings, cores);
    model_init(&request->model, &request->models, cores);
    struct options options = {
        .command = "picture", .table = table, .settings = &request->settings, .file = &request->file
    };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    uint64_t ns;
    if (!request->output)
        return status_make(STATUS_USAGE, "picture: needs -o FILE, the picture to write");
    status = picture_at_read(&request->at, request->when ? request->when : "50%");
    if (!status_is_ok(status))
        return status;
    if (request->span && (!text_read_duration(request->span, &ns) || ns == 0))
        return status_make(STATUS_USAGE, "--span %s: must be a time with its unit, above 0: 5ms", request->span);
    status = picture_check_path(request->output);
    if (status_is_ok(status))
        status = read_view(request);
    if (status_is_ok(status))
        status = read_page(request);
    if (status_is_ok(status))
        status = read_repeat(request);
    if (status_is_ok(status))
        status = read_size(request);
    if (status_is_ok(status))
        status = read_looks(request);
    if (status_is_ok(status))
        status = check_settings(request);
    return status_is_ok(status) ? settings_finish(&request->settings, os_memory_available()) : status;
}

static struct status get_recording(const struct request *request, struct recording *recording)
{
    if (request->file)
        return recording_read(recording, request->file);
    struct progress progress = { 0 };
    const struct run_options options = { .progress = progress_show, .context = &progress };
    struct status status = os_signals_init();
    if (status_is_ok(status))
        status = run_plan(recording, &request->settings.plan, &options);
    progress_clear(&progress);
    if (status_is_ok(status) && recording->facts->ended == RUN_INTERRUPTED) {
        recording_close(recording);
        return status_make(STATUS_INTERRUPTED, "interrupted");
    }
    return status;
}

// The text's lines, each with its end; the text is cut into them.
static struct status feed_lines(struct compare_model *model, const char *path, char *text)
{
    char line[256];
    int number = 0;
    while (*text) {
        const size_t length = strcspn(text, "\n") + (strchr(text, '\n') != NULL);
        const bool fits = snprintf(line, sizeof line, "%.*s", (int)length, text) < (int)sizeof line;
        number++;
        text += length;
        if (!fits || !compare_pages[model->page].feed(model, line))
            return status_make(STATUS_BAD_FILE, "%s: line %d is none of %s --lines, or out of order", path, number,
                               model->page == PAGE_MATRIX ? "gil-matrix" : "compare");
    }
    return status_ok();
}

static struct status read_lines(struct compare_model *model, const char *path)
{
    enum {
        LINES_MOST_BYTES = 16 << 20
    };
    char *text;
    size_t bytes;
    struct status status = os_file_read_whole(path, LINES_MOST_BYTES, &text, &bytes);
    if (!status_is_ok(status))
        return status_make(STATUS_BAD_FILE, "%s", status.message);
    status = strlen(text) == bytes ? feed_lines(model, path, text)
                                   : status_make(STATUS_BAD_FILE, "%s: a zero byte stands in it", path);
    free(text);
    return status;
}

// A page of the comparison's view, and what fills it.
struct filling {
    struct compare_model *model;
    struct comparison *comparison;
    struct gil_matrix *matrix;
};

static struct status fill_row(void *context, int row, const struct account *account)
{
    const struct filling *filling = context;
    comparison_add(&filling->comparison->rows[row], account);
    const struct compare_line line = rounds_line(filling->comparison, row, account, false);
    compare_take(filling->model, &line);
    return status_ok();
}

static struct status fill_cell(void *context, int number, const struct account *account)
{
    const struct filling *filling = context;
    const struct status status = gil_matrix_add(gil_matrix_cell(filling->matrix, number), account);
    if (status_is_ok(status)) {
        const struct compare_line line = rounds_cell_line(filling->matrix, number, account, false);
        matrix_take(filling->model, &line);
    }
    return status;
}

static struct status make_runs(const struct rounds *rounds)
{
    const struct status status = os_signals_init();
    return status_is_ok(status) ? rounds_run(rounds) : status;
}

static struct status compare_guards(struct request *request, const struct experiment *experiment)
{
    struct compare_model *model = request->model.compare;
    struct comparison comparison;
    if (!comparison_init(&comparison, experiment, model->repeat))
        return status_make(STATUS_FAILED, "not enough memory for a comparison");
    const struct experiment *rows[COMPARISON_ROWS_MAX];
    struct filling filling = { .model = model, .comparison = &comparison };
    comparison_experiments(&comparison, rows);
    compare_empty(model, rows, comparison.row_count);
    const struct rounds rounds = {
        .experiments = rows, .rows = comparison.row_count, .repeat = model->repeat, .ran = fill_row, .context = &filling
    };
    const struct status status = request->lines ? read_lines(model, request->lines) : make_runs(&rounds);
    if (request->lines)
        model->repeat = model->rounds_done;
    comparison_finish(&comparison);
    return status;
}

static struct status compare_matrix(struct request *request, const struct experiment *recorded)
{
    struct compare_model *model = request->model.compare;
    struct experiment experiment = matrix_experiment(recorded);
    if (settings_given(&request->settings, "iterations")) {
        experiment.iterations = settings_experiment(&request->settings)->iterations;
        experiment.timing = settings_experiment(&request->settings)->timing;
    }
    if (settings_given(&request->settings, "switch-interval"))
        experiment.switch_interval_ns = settings_experiment(&request->settings)->switch_interval_ns;
    struct gil_matrix *matrix = gil_matrix_create(&experiment, PROGRAM_COUNT, PYTHON_COUNT, model->matrix.repeat);
    if (!matrix)
        return status_make(STATUS_FAILED, "not enough memory for the matrix");
    const struct experiment *cells[GIL_MATRIX_CELLS];
    struct filling filling = { .model = model, .matrix = matrix };
    gil_matrix_experiments(matrix, cells);
    matrix_empty(model, &experiment);
    const struct rounds rounds = { .experiments = cells,
                                   .rows = GIL_MATRIX_CELLS,
                                   .repeat = model->matrix.repeat,
                                   .no_kernel_records = true,
                                   .ran = fill_cell,
                                   .context = &filling };
    const struct status status = request->lines ? read_lines(model, request->lines) : make_runs(&rounds);
    if (request->lines)
        model->matrix.repeat = model->matrix.cells[0].done;
    free(matrix);
    return status;
}

// So many runs of each variant, in turns.
static struct status run_variants(struct compare_model *model)
{
    struct variants_model *variants = &model->variants;
    struct status status = os_signals_init();
    for (int i = 0; status_is_ok(status) && i < variants->repeat * variants->row_count; i++) {
        const int row = i % variants->row_count;
        struct recording recording = { 0 };
        status = run_plan(&recording, &variants->rows[row].plan, &(struct run_options){ .no_kernel_records = true });
        if (!status_is_ok(status))
            break;
        const struct lab *lab = lab_of(variants->lab);
        const struct variant_line line = { row, i / variants->row_count, true, false,
                                           lab->outcome ? lab->outcome(&recording) : 0 };
        if (recording.facts->ended == RUN_INTERRUPTED)
            status = status_make(STATUS_INTERRUPTED, "interrupted");
        else
            variants_take(model, &line);
        recording_close(&recording);
    }
    return status;
}

static struct status compare_variants(struct request *request)
{
    struct compare_model *model = request->model.compare;
    model->variants.repeat = model->repeat;
    variants_empty(model, &request->model.settings);
    if (!request->lines)
        return run_variants(model);
    const struct status status = read_lines(model, request->lines);
    model->variants.repeat = model->variants.rounds_done > 0 ? model->variants.rounds_done : 1;
    return status;
}

// Fills the comparison's view in, with runs made now or before.
static struct status compare(struct request *request, const struct experiment *experiment)
{
    struct compare_model *model = request->model.compare;
    view_prepare(&request->model, NULL);
    if (model->page == PAGE_REAL)
        return picture_real_fill(&request->real, &request->model, request->beside);
    if (*repeat_of(model) == 0)
        return status_ok();
    if (model->page == PAGE_VARIANTS)
        return compare_variants(request);
    return (model->page == PAGE_MATRIX ? compare_matrix : compare_guards)(request, experiment);
}

// What was asked for, where the settings have it.
static struct status choose_listing(struct request *request)
{
    struct schedules_model *schedules = request->model.schedules;
    schedules_choose(&request->model, request->listing);
    if (schedules->listing != request->listing)
        return status_make(STATUS_USAGE, "--page %s: the recording is of the lab %s", request->page,
                           lab_of(request->model.settings.plan.lab)->name);
    schedules->locks.variant[request->listing] = request->listing_variant;
    return status_ok();
}

static struct status prepare_locks(struct request *request)
{
    struct locks_desk *desk = &request->model.schedules->locks;
    if (request->moves && strlen(request->moves) > LOCKING_MOVES_MAX)
        return status_make(STATUS_USAGE, "--moves %.20s…: at most %d moves", request->moves, LOCKING_MOVES_MAX);
    snprintf(desk->moves, sizeof desk->moves, "%s", request->moves ? request->moves : "");
    schedules_prepare(&request->model);
    const size_t made = strlen(desk->moves);
    if (request->moves && request->moves[made])
        return status_make(STATUS_USAGE, "--moves %s: move %zu is not possible", request->moves, made + 1);
    return status_ok();
}

// The desk of the recording's guard and workers, some moves on; iterations as they were given, 1 otherwise.
static struct status prepare_schedules(struct request *request, const struct experiment *experiment)
{
    struct model *model = &request->model;
    (void)experiment;
    const struct status status = request->page ? choose_listing(request) : status_ok();
    if (!status_is_ok(status))
        return status;
    if (!settings_experiment(&model->settings))
        return prepare_locks(request);
    const uint32_t most = desk_iterations_max(settings_experiment(&model->settings)->count);
    if (settings_given(&request->settings, "iterations")) {
        if (settings_experiment(&request->settings)->iterations > most)
            return status_make(STATUS_USAGE, "--iterations %" PRIu64 ": the schedules view shows 1 to %u of %u workers",
                               settings_experiment(&request->settings)->iterations, most,
                               settings_experiment(&model->settings)->count);
        model->schedules->iterations = (uint32_t)settings_experiment(&request->settings)->iterations;
    }
    if (model->schedules->listing != LISTING_BALANCE)
        return prepare_locks(request);
    if (request->moves && strlen(request->moves) > DESK_MOVES_MAX)
        return status_make(STATUS_USAGE, "--moves %.20s…: at most %d moves", request->moves, DESK_MOVES_MAX);
    snprintf(model->schedules->moves, sizeof model->schedules->moves, "%s", request->moves ? request->moves : "");
    schedules_prepare(model);
    const size_t made = strlen(model->schedules->moves);
    if (request->moves && request->moves[made])
        return status_make(STATUS_USAGE, "--moves %s: move %zu is not possible", request->moves, made + 1);
    return status_ok();
}

// What views show besides the recording.
static const struct {
    const struct view_row *view;
    struct status (*fill)(struct request *request, const struct experiment *experiment); // NULL: it is another lab's
} fillings[] = {
    { &view_schedules, prepare_schedules },
    { &view_compare, compare },
};

static struct status fill_view(struct request *request)
{
    const bool shown = view_can_show(request->model.view, &request->model, NULL);
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++)
        if (fillings[i].view == view_rows[request->model.view] && shown)
            return fillings[i].fill(request, settings_experiment(&request->model.settings));
    return status_ok();
}

// Where no font has the language: an error where it was asked for; where it follows from LANG, the picture is in English.
static struct status settle_language(struct request *request, struct fonts *fonts)
{
    struct model *model = &request->model;
    const struct language_row *row = &languages[model->language];
    const char *without = written_without(fonts, model->language);
    model->languages_missing = written_missing(fonts);
    if (!without)
        return status_ok();
    if (request->language)
        return status_make(STATUS_FAILED, "--lang %s: %s has no %s; install %s, or give --font FILE", row->name,
                           without, row->english, row->font);
    command_failed(status_make(STATUS_FAILED, "%s has no %s, the picture is in %s; install %s, or give --font FILE",
                               without, row->english, languages[LANGUAGE_EN].english, row->font));
    model->language = LANGUAGE_EN;
    return status_ok();
}

static struct status draw(struct request *request, const struct document *document, struct fonts *fonts)
{
    struct model *model = &request->model;
    model->settings = request->settings;
    if (experiment_of(&document->recording))
        model->settings.plan = *document->recording.plan;
    const enum view asked = model->view;
    control_new_document(model, document);
    model->view = asked; // also where it can only say why it shows nothing
    struct status status = picture_at_seek(&request->at, &request->model.playback, document);
    show_span(request, document);
    if (status_is_ok(status))
        status = fill_view(request);
    if (status_is_ok(status))
        status = picture_write(model, document, fonts, request->output);
    return status;
}

static struct status follow_variable(struct document *document, const char *name)
{
    const int64_t variable = document_variable_named(document, name);
    if (document->sums.count == 0)
        return status_make(STATUS_USAGE, "--variable %s: the recording has no loads and stores of variables", name);
    if (variable < 0)
        return status_make(STATUS_USAGE,
                           "--variable %s: no variable that several threads touched is called so, as %s is", name,
                           document->sums.rows[0].name);
    return document_follow(document, (uint32_t)variable);
}

// Nothing has to be run for it.
static bool is_home_alone(const struct request *request) { return request->model.view == VIEW_HOME && !request->file; }

static struct status make_picture(struct request *request)
{
    struct fonts *fonts = NULL;
    struct recording recording = { 0 };
    struct document *document = calloc(1, sizeof *document);
    if (!document)
        return status_make(STATUS_FAILED, "not enough memory");
    struct status status = written_fonts(&fonts, request->font); // before a run is made for nothing
    if (status_is_ok(status))
        status = settle_language(request, fonts);
    if (status_is_ok(status) && is_home_alone(request)) {
        status = picture_write(&request->model, NULL, fonts, request->output);
    } else {
        if (status_is_ok(status))
            status = get_recording(request, &recording);
        if (status_is_ok(status))
            status = document_build(document, &recording);
        if (status_is_ok(status) && request->variable)
            status = follow_variable(document, request->variable);
        if (status_is_ok(status))
            status = draw(request, document, fonts);
    }
    if (fonts)
        fonts_destroy(fonts);
    document_finish(document);
    free(document);
    return status;
}

int command_picture(int count, char **words)
{
    bool helped = false;
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        return command_failed(status_make(STATUS_FAILED, "not enough memory"));
    struct status status = read_request(request, count, words, &helped);
    int code = EXIT_DONE;
    if (status_is_ok(status) && !helped)
        status = make_picture(request);
    if (status.kind == STATUS_INTERRUPTED)
        code = os_signals_reraise(os_signals_pending());
    else if (!status_is_ok(status))
        code = command_failed(status);
    picture_real_finish(&request->real);
    free(request);
    return code == EXIT_DONE ? command_end(EXIT_DONE) : code;
}
