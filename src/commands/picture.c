// raceledger picture: what the window would show of a recording, or of a run made now, as a file. Needs no display.
//
// Of many pictures at once (--signatures) fonts and what was read last are kept from one to the next.
#include "commands/command.h"
#include "commands/picture_compare.h"
#include "commands/picture_film.h"
#include "commands/picture_request.h"
#include "commands/picture_schedules.h"
#include "commands/progress.h"

#include "base/text.h"
#include "document/build.h"
#include "document/followed.h"
#include "gui/companion.h"
#include "gui/picture.h"
#include "gui/written.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/settings.h"
#include "os/file.h"
#include "os/signals.h"
#include "os/words.h"
#include "run/run.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/model/together.h"
#include "view/sides/sides.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_BYTES = 4096
};

// The timeline's part about the playhead, moved where it would reach past the run.
static void show_span(struct picture_request *request, const struct document *document)
{
    const struct extent whole = together_whole(&request->model, document);
    const uint64_t start = whole.from_ns, end = whole.to_ns, at = together_head_ns(&request->model);
    uint64_t span = 0;
    if (!request->span || !text_read_duration(request->span, &span) || span == 0 || span >= end - start)
        return;
    uint64_t from = at > start + span / 2 ? at - span / 2 : start;
    from = from + span > end ? end - span : from;
    request->model.timeline->from_ns = from;
    request->model.timeline->to_ns = from + span;
}

static struct status get_recording(const struct picture_request *request, struct recording *recording)
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

// What views show besides the recording.
static const struct {
    const struct view_row *view;
    struct status (*fill)(struct picture_request *request,
                          const struct experiment *experiment); // NULL: it is another lab's
} fillings[] = {
    { &view_schedules, picture_schedules_fill },
    { &view_compare, picture_compare_fill },
};

static struct status fill_view(struct picture_request *request)
{
    const bool shown = view_can_show(request->model.view, &request->model, NULL);
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++)
        if (fillings[i].view == view_rows[request->model.view] && shown)
            return fillings[i].fill(request, settings_experiment(&request->model.settings));
    return status_ok();
}

// Where no font has the language: an error where it was asked for; where it follows from LANG, the picture is in English.
static struct status settle_language(struct picture_request *request, struct fonts *fonts)
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

// Of two recordings a time is one of the clock of both, a share one of all that is seen of them; all else is the upper one's.
static struct status seek_both(struct picture_request *request, const struct document *document)
{
    struct model *model = &request->model;
    const struct moment_at *at = &request->at;
    const struct extent whole = together_whole(model, document);
    const struct sides_before before = sides_before(model);
    struct status status = status_ok();
    if (at->kind == AT_TIME || at->kind == AT_SHARE) {
        const uint64_t ns = at->kind == AT_TIME
                                ? model->together.zero_ns + at->ns
                                : whole.from_ns + (uint64_t)(at->share * (double)(whole.to_ns - whole.from_ns));
        model->together.head_ns = ns < whole.to_ns ? ns : whole.to_ns;
        playback_seek_ns(&model->playback, document, ns);
    } else {
        status = moment_at_seek(at, &model->playback, document);
    }
    model->playback.playing = false;
    sides_settle(model, document, SIDE_UPPER, before);
    return status;
}

// All that the picture shows is put into the model.
static struct status set_up(struct picture_request *request, const struct document *document,
                            const struct document *second)
{
    struct model *model = &request->model;
    model->settings = request->settings;
    if (experiment_of(&document->recording))
        model->settings.plan = *document->recording.plan;
    const enum view asked = model->view;
    control_new_document(model, document);
    model->view = asked; // also where it can only say why it shows nothing
    model->prediction = request->asked;
    if (second) {
        sides_show(model, document, second, request->second);
        sides_name(model, SIDE_UPPER, request->file);
    }
    struct status status =
        second ? seek_both(request, document) : moment_at_seek(&request->at, &request->model.playback, document);
    show_span(request, document);
    if (second)
        sides_settle(model, document, SIDE_UPPER, sides_before(model));
    if (request->file)
        companion_read(request->file, model, &model->timeline->bookmarks);
    if (second)
        companion_read(request->second, model, &model->sides->timeline.bookmarks);
    if (model->message[0])
        fprintf(stderr, "raceledger picture: %s\n", model->message);
    model->message[0] = '\0';
    if (status_is_ok(status))
        status = fill_view(request);
    if (status_is_ok(status))
        view_prepare(model, document);
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

// What pictures share.
struct studio {
    struct fonts *fonts;       // NULL: none yet
    struct document *document; // what was read or run last; NULL: nothing
    char file[FILE_BYTES];     // it was read from; empty: a run
    bool followed;             // another of its variables was chosen
    struct document *second;   // below it; NULL: none
};

static void forget(struct studio *studio)
{
    if (studio->document)
        document_finish(studio->document);
    free(studio->document);
    studio->document = NULL;
}

static void forget_second(struct studio *studio)
{
    if (studio->second)
        document_finish(studio->second);
    free(studio->second);
    studio->second = NULL;
}

static void close_studio(struct studio *studio)
{
    forget(studio);
    forget_second(studio);
    if (studio->fonts)
        fonts_destroy(studio->fonts);
}

// Nothing has to be run for it.
static bool is_home_alone(const struct picture_request *request)
{
    return request->model.view == VIEW_HOME && !request->file;
}

static bool has_document(const struct studio *studio, const struct picture_request *request)
{
    return studio->document && !studio->followed && request->file && strcmp(studio->file, request->file) == 0;
}

static struct status get_document(struct studio *studio, const struct picture_request *request)
{
    struct recording recording = { 0 };
    if (has_document(studio, request))
        return status_ok();
    forget(studio);
    studio->document = calloc(1, sizeof *studio->document);
    if (!studio->document)
        return status_make(STATUS_FAILED, "not enough memory");
    const char *file = request->file ? request->file : "";
    snprintf(studio->file, sizeof studio->file, "%s", strlen(file) < sizeof studio->file ? file : "");
    studio->followed = request->variable != NULL;
    const struct status status = get_recording(request, &recording);
    return status_is_ok(status) ? document_build(studio->document, &recording) : status;
}

static struct status get_second(struct studio *studio, const struct picture_request *request)
{
    struct recording recording = { 0 };
    forget_second(studio);
    if (!request->second)
        return status_ok();
    studio->second = calloc(1, sizeof *studio->second);
    if (!studio->second)
        return status_make(STATUS_FAILED, "not enough memory");
    const struct status status = recording_read(&recording, request->second);
    return status_is_ok(status) ? document_build(studio->second, &recording) : status;
}

// Puts into the model what the picture shows; *document: NULL where it shows no run.
static struct status prepare(struct studio *studio, struct picture_request *request, const struct document **document)
{
    struct status status = status_ok();
    *document = NULL;
    if (!studio->fonts)
        status = written_fonts(&studio->fonts, request->font); // before a run is made for nothing
    if (status_is_ok(status))
        status = settle_language(request, studio->fonts);
    if (!status_is_ok(status) || is_home_alone(request))
        return status;
    status = get_document(studio, request);
    if (status_is_ok(status) && request->variable)
        status = follow_variable(studio->document, request->variable);
    if (status_is_ok(status))
        status = get_second(studio, request);
    if (status_is_ok(status))
        status = set_up(request, studio->document, studio->second);
    *document = studio->document;
    return status;
}

static struct status make_picture(struct picture_request *request)
{
    struct studio studio = { 0 };
    const struct document *document;
    struct status status =
        !request->output
            ? status_make(STATUS_USAGE, "picture: needs -o FILE, the picture to write, or -o - for its words")
        : request->film.wanted ? film_check_path(request->output)
                               : picture_check_path(request->output);
    if (status_is_ok(status))
        status = prepare(&studio, request, &document);
    const int64_t collision = request->collision ? (int64_t)request->at.number - 1 : -1;
    if (status_is_ok(status) && request->film.wanted)
        status =
            picture_film_write(&request->film, &request->model, document, collision, studio.fonts, request->output);
    else if (status_is_ok(status))
        status = picture_write(&request->model, document, studio.fonts, request->output);
    close_studio(&studio);
    return status;
}

// ---- many ----------------------------------------------------------------------------------------------------------

static struct status sign_one(struct studio *studio, struct picture_request *request)
{
    const struct document *document;
    uint64_t signature;
    struct status status = prepare(studio, request, &document);
    if (status_is_ok(status))
        status = picture_signature(&request->model, document, studio->fonts, &signature);
    if (status_is_ok(status))
        printf("%016" PRIx64 "\n", signature);
    return status;
}

static struct status sign_line(struct studio *studio, const char *line)
{
    bool helped = false;
    struct os_words words;
    struct picture_request *request = calloc(1, sizeof *request);
    if (!request)
        return status_make(STATUS_FAILED, "not enough memory");
    struct status status = os_words_split(&words, line) == OS_WORDS_WELL
                               ? picture_request_read(request, (int)words.count, words.list, &helped)
                               : status_make(STATUS_USAGE, "its words cannot be told apart");
    if (status_is_ok(status) && (helped || request->signatures || request->font))
        status = status_make(STATUS_USAGE, "--help, --signatures and --font are for all pictures at once");
    if (status_is_ok(status))
        status = sign_one(studio, request);
    picture_real_finish(&request->real);
    os_words_free(&words);
    free(request);
    return status;
}

static struct status sign_all(struct picture_request *request)
{
    enum {
        LIST_MOST_BYTES = 1 << 20
    };
    char *text;
    size_t bytes;
    struct studio studio = { 0 };
    struct status status = os_file_read_whole(request->signatures, LIST_MOST_BYTES, &text, &bytes);
    if (!status_is_ok(status))
        return status;
    int number = 0;
    status = written_fonts(&studio.fonts, request->font);
    for (char *line = text; status_is_ok(status) && *line;) {
        char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
        *end = '\0';
        number++;
        status = sign_line(&studio, line);
        if (!status_is_ok(status))
            status = status_make(status.kind, "%s: line %d: %s", request->signatures, number, status.message);
        line = next;
    }
    close_studio(&studio);
    free(text);
    return status;
}

int command_picture(int count, char **words)
{
    bool helped = false;
    struct picture_request *request = calloc(1, sizeof *request);
    if (!request)
        return command_failed(status_make(STATUS_FAILED, "not enough memory"));
    struct status status = picture_request_read(request, count, words, &helped);
    int code = EXIT_DONE;
    if (status_is_ok(status) && !helped)
        status = request->signatures ? sign_all(request) : make_picture(request);
    if (status.kind == STATUS_INTERRUPTED)
        code = os_signals_reraise(os_signals_pending());
    else if (!status_is_ok(status))
        code = command_failed(status);
    picture_real_finish(&request->real);
    free(request);
    return code == EXIT_DONE ? command_end(EXIT_DONE) : code;
}
