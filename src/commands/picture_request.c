// One row an option, then one function for each that says more than a word.
#include "commands/picture_request.h"

#include "commands/command.h"
#include "commands/options.h"

#include "base/text.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "view/compare/feed.h"
#include "view/control/control.h"
#include "view/control/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIDE_MIN = 320,  // pixels: below this no view can be read
    SIDE_MAX = 8192, // an 8K screen is 7680 wide
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

// The moment of a picture; of an animation, what it shows.
static struct status read_when(struct picture_request *request)
{
    const char *when = request->when ? request->when : "50%";
    uint64_t number = 1;
    if (request->collision && (!text_read_count(request->collision, &number) || number < 1))
        return status_make(STATUS_USAGE, "--collision %s: must be the number of a collision, from 1",
                           request->collision);
    if (request->collision && request->when)
        return status_make(STATUS_USAGE, "--at %s: --collision says when", request->when);
    const struct status status = picture_film_read(&request->film, request->output, request->when, request->collision);
    if (!status_is_ok(status))
        return status;
    if (!request->collision)
        return moment_at_read(&request->at, "--at", when);
    request->at = (struct moment_at){
        .kind = AT_COLLISION, .number = number, .option = "--collision", .text = request->collision
    };
    return status_ok();
}

// Of an option that means something in one view alone.
static struct status check_view(const struct picture_request *request, const struct view_row *view, const char *option)
{
    return view_rows[request->model.view] == view
               ? status_ok()
               : status_make(STATUS_USAGE, "--%s: means something with --view %s only", option, view->name);
}

static struct status read_view(struct picture_request *request)
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

// Two recordings stand one above the other where one is shown by time.
static struct status check_second(const struct picture_request *request)
{
    const enum view view = request->model.view;
    if (request->second && request->film.wanted)
        return status_make(STATUS_USAGE, "%s: an animation shows one recording", request->second);
    return !request->second || view == VIEW_STAGE || view == VIEW_TIMELINE
               ? status_ok()
               : status_make(STATUS_USAGE, "%s: a second recording is shown with --view stage or timeline only",
                             request->second);
}

static struct status read_size(struct picture_request *request)
{
    char extra;
    int width = request->film.wanted ? 1280 : 1920, height = request->film.wanted ? 720 : 1080;
    if (request->size && (sscanf(request->size, "%5dx%5d%c", &width, &height, &extra) != 2 || width < SIDE_MIN ||
                          height < SIDE_MIN || width > SIDE_MAX || height > SIDE_MAX))
        return status_make(STATUS_USAGE, "--size %s: must be WIDTHxHEIGHT in pixels, each %d to %d: 1920x1080",
                           request->size, SIDE_MIN, SIDE_MAX);
    request->model.width_px = width;
    request->model.height_px = height;
    return status_ok();
}

static struct status read_looks(struct picture_request *request)
{
    struct model *model = &request->model;
    if (request->theme && !theme_from_name(request->theme, &model->theme))
        return status_make(STATUS_USAGE, "--theme %s: must be " THEME_NAMES, request->theme);
    model->language = language_of_environment();
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
static struct status read_listing(struct picture_request *request)
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

static struct status read_ask(struct picture_request *request)
{
    static const struct {
        const char *name;
        struct prediction prediction;
    } rows[] = { { "choices", { .stage = PREDICTION_ASKED } },
                 { "blank", { .stage = PREDICTION_ASKED, .blank = true } },
                 { "revealed", { .stage = PREDICTION_REVEALED } } };
    for (size_t i = 0; request->ask && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(request->ask, rows[i].name) == 0) {
            request->asked = rows[i].prediction;
            return status_ok();
        }
    return request->ask ? status_make(STATUS_USAGE, "--ask %s: must be choices, blank or revealed", request->ask)
                        : status_ok();
}

static struct status read_page(struct picture_request *request)
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

int *picture_request_repeat(struct compare_model *model)
{
    return model->page == PAGE_MATRIX ? &model->matrix.repeat : &model->repeat;
}

// Of the page that has two runs and no lines.
static struct status check_real(const struct picture_request *request)
{
    const bool real = view_rows[request->model.view] == &view_compare && request->model.compare->page == PAGE_REAL;
    if (real && (request->repeat || request->lines))
        return status_make(STATUS_USAGE, "--%s: --page real has one run of each; --beside tells where they are kept",
                           request->repeat ? "repeat" : "lines");
    return request->beside && !real
               ? status_make(STATUS_USAGE, "--beside: means something with --view compare --page real only")
               : status_ok();
}

static struct status read_repeat(struct picture_request *request)
{
    const struct status wrong = check_real(request);
    int *asked = picture_request_repeat(request->model.compare);
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

// Whether what the view shows besides a recording is made with that setting.
static bool view_takes(const struct picture_request *request, const char *setting)
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
static struct status check_settings(const struct picture_request *request)
{
    const struct settings *settings = &request->settings;
    const struct setting *row;
    for (int i = 0; request->file && (row = settings_row(settings->lab, i)); i++)
        if (row->name && settings_given(settings, row->name) && !view_takes(request, row->name))
            return status_make(STATUS_USAGE, "--%s: %s has settings of its own, this one would change nothing",
                               row->name, request->file);
    return status_ok();
}

struct status picture_request_read(struct picture_request *request, int count, char **words, bool *helped)
{
    char shown[160];
    snprintf(shown, sizeof shown, "%s (%s)", view_names(), view_rows[0]->name);
    const struct option table[] = {
        { "output", "FILE",
          "the picture, .png or .svg, or .txt for what it says (- prints that); an animation, .webp or .gif, or its "
          "pictures one by one, as out-%04d.png or .svg; also -o FILE",
          &request->output },
        { "view", "NAME", shown, &request->view },
        { "at", "WHEN", "1.5ms, 50%, start, end, lost:N, collision:N, or beat:N.B of collision N (50%)",
          &request->when },
        { "collision", "N", "the same as --at collision:N; of an animation, which collision it shows step by step",
          &request->collision },
        { "from", "WHEN", "of an animation: where it begins, as --at (start)", &request->film.from_text },
        { "to", "WHEN", "of an animation: where it ends, as --at (end)", &request->film.to_text },
        { "pace", "PACE", "story, event or time, of an animation: by what it goes on (story)",
          &request->film.pace_text },
        { "length", "TIME", "of an animation: how long it plays, 500ms to 60s (by its pace)",
          &request->film.length_text },
        { "fps", "N", "of an animation: pictures a second, 1 to 50 (20)", &request->film.fps_text },
        { "span", "TIME", "of the timeline only so much, about that moment (all)", &request->span },
        { "size", "WxH", "pixels (1920x1080; of an animation 1280x720)", &request->size },
        { "theme", "NAME", THEME_NAMES " (dark)", &request->theme },
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
        { "ask", "HOW",
          "choices, blank or revealed: instead of the view the question what came out, or its answer (none)",
          &request->ask },
        { "signatures", "FILE",
          "of many pictures, the words for each on a line of FILE: no pictures, but a number for each, a line each, "
          "made of its pixels",
          &request->signatures },
        { "lecture", NULL, "as in a lecture hall: large type, no controls", &request->lecture },
        { 0 },
    };
    const int cores = os_cpus_allowed()->count;
    settings_init(&request->settings, &balance_settings, cores);
    model_init(&request->model, &request->models, cores);
    struct options options = { .command = "picture",
                               .table = table,
                               .settings = &request->settings,
                               .file = &request->file,
                               .second = &request->second };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    uint64_t ns;
    if (request->signatures)
        return status;
    status = read_when(request);
    if (!status_is_ok(status))
        return status;
    if (request->span && (!text_read_duration(request->span, &ns) || ns == 0))
        return status_make(STATUS_USAGE, "--span %s: must be a time with its unit, above 0: 5ms", request->span);
    status = read_view(request);
    if (status_is_ok(status))
        status = picture_film_check_view(&request->film, request->model.view);
    if (status_is_ok(status))
        status = check_second(request);
    if (status_is_ok(status))
        status = read_page(request);
    if (status_is_ok(status))
        status = read_ask(request);
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
