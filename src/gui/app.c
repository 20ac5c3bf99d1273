// Wishes, children and recordings.
#include "gui/app.h"

#include "base/arena.h"
#include "base/text.h"
#include "gui/picture.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/passing.h"
#include "report/comparison.h"
#include "report/report.h"
#include "schedules/reduce.h"
#include "schedules/retrace.h"
#include "view/compare_feed.h"
#include "view/sentence.h"

#include <SDL.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PAST_MOST = 8, // as many as the model has room for
    PAST_FILE = -1,
    PAST_COMPARED = -2,
    WORDS_BYTES = 1024,
    OUTPUT_BYTES = 1024,
};

// A recording being read and understood, in a thread of its own.
struct opening {
    SDL_Thread *thread; // NULL: none
    SDL_atomic_t done;
    char path[PATH_MAX];
    struct document *document;
    struct status status;
    const struct app_desktop *desktop;
    int past; // of the run it is; PAST_FILE, PAST_COMPARED
};

struct app {
    struct app_desktop desktop;
    struct model model;
    struct ui ui;
    struct document *document;
    char shown[PATH_MAX]; // where it came from
    struct opening opening;
    char waiting[PATH_MAX]; // to be opened next; empty: nothing
    int waiting_past;
    struct os_child child;
    uint64_t child_since_ns;
    char child_file[PATH_MAX];
    char child_out[OUTPUT_BYTES], child_err[OUTPUT_BYTES];
    size_t child_out_bytes, child_err_bytes;
    bool cancelled;
    struct experiment child_experiment;
    struct os_child compare;
    char compare_out[OUTPUT_BYTES], compare_err[OUTPUT_BYTES];
    size_t compare_out_bytes, compare_err_bytes;
    bool compare_stopped;            // on demand
    struct os_passing_folder folder; // of the passing recordings
    int runs;                        // made so far: names their files
    int past_numbers[PAST_MOST];
    bool over;
};

// ---- messages ------------------------------------------------------------------------------------------------------

static void say(struct app *app, bool bad, const char *text)
{
    snprintf(app->model.message, sizeof app->model.message, "%s", text);
    app->model.message_bad = bad;
    app->model.message_age_s = 0;
}

// With one part filled in; NULL: none.
static void say_words(struct app *app, bool bad, enum text_id id, const char *part)
{
    struct arena arena = ARENA_EMPTY;
    say(app, bad, text_fill(&arena, app->model.language, id, &part, part ? 1 : 0));
    arena_finish(&arena);
}

static void say_status(struct app *app, struct status status)
{
    if (!status_is_ok(status))
        say(app, true, status.message);
}

// ---- opening -------------------------------------------------------------------------------------------------------

static struct status build(const char *path, struct document *document)
{
    struct recording recording = { 0 };
    const struct status status = recording_read(&recording, path);
    return status_is_ok(status) ? document_build(document, &recording) : status;
}

static int open_in_thread(void *context)
{
    struct opening *opening = context;
    opening->status = build(opening->path, opening->document);
    SDL_AtomicSet(&opening->done, 1);
    opening->desktop->wake(opening->desktop->context);
    return 0;
}

static void start_opening(struct app *app, const char *path, int past)
{
    struct opening *opening = &app->opening;
    if (opening->thread) {
        snprintf(app->waiting, sizeof app->waiting, "%s", path);
        app->waiting_past = past;
        return;
    }
    snprintf(opening->path, sizeof opening->path, "%s", path);
    opening->document = calloc(1, sizeof *opening->document);
    opening->desktop = &app->desktop;
    opening->past = past;
    SDL_AtomicSet(&opening->done, 0);
    opening->thread = opening->document ? SDL_CreateThread(open_in_thread, "open", opening) : NULL;
    if (!opening->thread) {
        free(opening->document);
        opening->document = NULL;
        say_words(app, true, TEXT_SAID_NO_MEMORY_ID, NULL);
    }
}

void app_open(struct app *app, const char *path) { start_opening(app, path, PAST_FILE); }

static void show_document(struct app *app, struct document *document, const char *path)
{
    if (app->document) {
        document_finish(app->document);
        free(app->document);
    }
    app->document = document;
    snprintf(app->shown, sizeof app->shown, "%s", path);
    control_new_document(&app->model, document);
}

// True if an opening has ended, well or not.
static bool end_opening(struct app *app)
{
    struct opening *opening = &app->opening;
    if (!opening->thread || !SDL_AtomicGet(&opening->done))
        return false;
    SDL_WaitThread(opening->thread, NULL);
    opening->thread = NULL;
    if (status_is_ok(opening->status)) {
        show_document(app, opening->document, opening->path);
        app->model.past_run_shown = opening->past;
        if (opening->past == PAST_FILE)
            config_add_recent(&app->model, opening->path);
    } else {
        say_status(app, opening->status);
        free(opening->document);
    }
    opening->document = NULL;
    if (app->waiting[0]) {
        char next[PATH_MAX];
        strcpy(next, app->waiting);
        app->waiting[0] = '\0';
        start_opening(app, next, app->waiting_past);
    }
    return true;
}

// ---- runs ----------------------------------------------------------------------------------------------------------

static void run_file(const struct app *app, int number, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/run-%d.rl", app->folder.path, number);
}

static void drop_run(const struct app *app, int number)
{
    char path[PATH_MAX];
    run_file(app, number, path);
    unlink(path);
}

// The words of a command line that runs this experiment, parted in place.
static int split_words(char *text, const char **words, int most)
{
    int count = 0;
    for (char *word = strtok(text, " "); word && count < most; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

// Starts a run as a child. schedule: NULL, or the moves that are to be made.
static void start_run(struct app *app, const struct experiment *experiment, const char *schedule)
{
    enum {
        WORDS_MOST = 64
    };
    char text[WORDS_BYTES];
    const char *words[WORDS_MOST] = { "run", "--lines", "--save", app->child_file };
    int count = 4;
    if (app->child.process)
        return;
    app->model.asked = app->child_experiment = *experiment;
    app->model.asked.scheduled = schedule ? SCHEDULE_DRIVEN : SCHEDULE_FREE; // as the recording will say
    run_file(app, ++app->runs, app->child_file);
    if (!settings_words(experiment, text, sizeof text)) {
        say_words(app, true, TEXT_SAID_TOO_LONG_ID, NULL);
        return;
    }
    if (schedule) {
        words[count++] = "--schedule";
        words[count++] = schedule;
    }
    words[count + split_words(text, words + count, WORDS_MOST - count - 1)] = NULL;
    const struct status status = os_child_start(&app->child, words);
    if (!status_is_ok(status)) {
        say_status(app, status);
        return;
    }
    app->child_since_ns = os_now_ns();
    app->child_out_bytes = app->child_err_bytes = 0;
    app->cancelled = false;
    app->model.running = RUN_BUSY;
    app->model.run_updates = 0;
    app->model.run_updates_in_all = experiment_updates(&app->child_experiment);
    app->model.run_elapsed_ns = 0;
}

void app_run(struct app *app) { start_run(app, &app->model.settings.experiment, NULL); }

// Along the desk's moves.
static void run_schedule(struct app *app)
{
    const struct desk *desk = &app->model.schedules.desk;
    start_run(app, &desk->experiment, desk->moves);
    if (app->model.running == RUN_BUSY)
        app->model.view = VIEW_STAGE; // where it is about to be seen
}

// Keeps what has come, the last of it where it is too much.
static void read_end(int *end, char *buffer, size_t *bytes)
{
    for (;;) {
        if (*bytes >= OUTPUT_BYTES - 1) {
            memmove(buffer, buffer + OUTPUT_BYTES / 2, *bytes - OUTPUT_BYTES / 2);
            *bytes -= OUTPUT_BYTES / 2;
        }
        const int got = os_child_read(end, buffer + *bytes, OUTPUT_BYTES - 1 - *bytes);
        if (got <= 0)
            break;
        *bytes += (size_t)got;
    }
    buffer[*bytes] = '\0';
}

// The last whole line of progress.
static void read_progress(struct app *app)
{
    uint64_t done, in_all, elapsed;
    read_end(&app->child.out, app->child_out, &app->child_out_bytes);
    char *end = strrchr(app->child_out, '\n');
    if (!end)
        return;
    *end = '\0';
    const char *line = strrchr(app->child_out, '\n');
    if (sscanf(line ? line + 1 : app->child_out, "%" SCNu64 " %" SCNu64 " %" SCNu64, &done, &in_all, &elapsed) == 3) {
        app->model.run_updates = done;
        app->model.run_updates_in_all = in_all;
    }
    app->child_out_bytes = 0;
}

static void remember_run(struct app *app)
{
    struct model *model = &app->model;
    struct arena arena = ARENA_EMPTY;
    if (model->past_run_count == PAST_MOST)
        drop_run(app, app->past_numbers[PAST_MOST - 1]);
    else
        model->past_run_count++;
    memmove(&app->past_numbers[1], &app->past_numbers[0], (PAST_MOST - 1) * sizeof app->past_numbers[0]);
    memmove(&model->past_runs[1], &model->past_runs[0], (PAST_MOST - 1) * sizeof model->past_runs[0]);
    app->past_numbers[0] = app->runs;
    const char *sentence = sentence_text(&arena, model->language, &app->child_experiment, SENTENCE_SHORT_FORMULA);
    // Cut between characters.
    size_t bytes = strlen(sentence);
    bytes = bytes < sizeof model->past_runs[0] ? bytes : sizeof model->past_runs[0] - 1;
    while (bytes > 0 && (sentence[bytes] & 0xc0) == 0x80)
        bytes--;
    memcpy(model->past_runs[0], sentence, bytes);
    model->past_runs[0][bytes] = '\0';
    arena_finish(&arena);
}

// What a child said when it failed: the last line of its errors, without the program's name.
static const char *error_line(char *errors, size_t *bytes)
{
    static const char prefix[] = "raceledger: ";
    while (*bytes > 0 && errors[*bytes - 1] == '\n')
        errors[--*bytes] = '\0';
    const char *line = strrchr(errors, '\n');
    line = line ? line + 1 : errors;
    return strncmp(line, prefix, sizeof prefix - 1) == 0 ? line + sizeof prefix - 1 : line;
}

static const char *last_error(struct app *app) { return error_line(app->child_err, &app->child_err_bytes); }

// A run that was stopped by its deadline, or lost a worker, has a recording all the same: it is shown, and the message says so.
static void end_run(struct app *app)
{
    char text[256];
    const bool recorded = access(app->child_file, R_OK) == 0;
    if (app->cancelled)
        say(app, false, text_of(app->model.language, TEXT_SAID_CANCELLED_ID));
    else if (app->child.signal && !recorded) {
        snprintf(text, sizeof text, "%d (%s)", app->child.signal, strsignal(app->child.signal));
        say_words(app, true, TEXT_SAID_RUN_SIGNAL_ID, text);
    } else if (!recorded || app->child.code != 0)
        say(app, true, *last_error(app) ? last_error(app) : text_of(app->model.language, TEXT_SAID_RUN_FAILED_ID));
    if (recorded && !app->cancelled) {
        remember_run(app);
        start_opening(app, app->child_file, 0);
    } else {
        unlink(app->child_file);
    }
}

// True if something changed.
static bool tend_child(struct app *app)
{
    if (!app->child.process)
        return false;
    read_progress(app);
    read_end(&app->child.err, app->child_err, &app->child_err_bytes);
    app->model.run_elapsed_ns = os_now_ns() - app->child_since_ns;
    if (!os_child_ended(&app->child))
        return true;
    read_end(&app->child.err, app->child_err, &app->child_err_bytes);
    end_run(app);
    os_child_finish(&app->child);
    app->model.running = RUN_IDLE;
    return true;
}

// ---- the comparison ------------------------------------------------------------------------------------------------

// What a page's runs are kept as.
static void compared_file(const struct app *app, enum compare_page page, int row, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s-%d.rl", app->folder.path, compare_pages[page].stem, row);
}

static void drop_compared(const struct app *app, enum compare_page page)
{
    char path[PATH_MAX];
    for (int i = 0; i < compare_pages[page].files; i++) {
        compared_file(app, page, i, path);
        unlink(path);
    }
}

// Rows as the command has them, with nothing in them yet.
static bool empty_rows(struct compare_model *compare, const struct experiment *experiment)
{
    struct comparison comparison;
    if (!comparison_init(&comparison, experiment, 1))
        return false;
    _Static_assert((int)COMPARISON_ROWS <= (int)COMPARE_ROWS, "the model has room for every row");
    const struct experiment *rows[COMPARISON_ROWS];
    comparison_experiments(&comparison, rows);
    compare_empty(compare, rows, COMPARISON_ROWS);
    comparison_finish(&comparison);
    return true;
}

// The words that start the page's runs; `text` is what they stand in. False where they do not fit.
static bool guards_words(struct app *app, const char **words, char *text, size_t bytes)
{
    const struct experiment *experiment = &app->model.settings.experiment;
    words[0] = "compare";
    words[4] = "--repeat";
    return settings_words(experiment, text, bytes) && empty_rows(&app->model.compare, experiment);
}

static bool matrix_words(struct app *app, const char **words, char *text, size_t bytes)
{
    const struct experiment experiment = matrix_experiment(&app->model.settings.experiment);
    char interval[TEXT_NUMBER_BYTES];
    words[0] = "gil-matrix";
    words[4] = "--runs";
    matrix_empty(&app->model.compare, &experiment);
    const int length =
        snprintf(text, bytes, " --switch-interval %s", text_duration_exact(interval, experiment.switch_interval_ns));
    return settings_words(&experiment, text + length, bytes - (size_t)length);
}

static void start_comparison(struct app *app)
{
    enum {
        WORDS_MOST = 64
    };
    struct compare_model *compare = &app->model.compare;
    const bool matrix = compare->page == PAGE_MATRIX;
    char text[WORDS_BYTES], repeat[16];
    const char *words[WORDS_MOST] = { NULL, "--lines", "--save-runs", app->folder.path, NULL, repeat };
    if (app->compare.process)
        return;
    snprintf(repeat, sizeof repeat, "%d", matrix ? compare->matrix.repeat : compare->repeat);
    if (!(matrix ? matrix_words : guards_words)(app, words, text, sizeof text)) {
        say_words(app, true, TEXT_SAID_NO_MEMORY_ID, NULL);
        return;
    }
    words[6 + split_words(text, words + 6, WORDS_MOST - 7)] = NULL;
    drop_compared(app, compare->page);
    const struct status status = os_child_start(&app->compare, words);
    app->compare_out_bytes = app->compare_err_bytes = 0;
    compare->running = status_is_ok(status);
    compare->running_page = compare->page;
    say_status(app, status);
}

// Hands on the whole lines that have come, and keeps the rest. True if there were any.
static bool read_lines(struct app *app)
{
    struct compare_model *compare = &app->model.compare;
    bool any = false;
    for (;;) {
        const int got = os_child_read(&app->compare.out, app->compare_out + app->compare_out_bytes,
                                      OUTPUT_BYTES - 1 - app->compare_out_bytes);
        if (got <= 0)
            return any;
        app->compare_out_bytes += (size_t)got;
        app->compare_out[app->compare_out_bytes] = '\0';
        char *line = app->compare_out, *end;
        for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            *end = '\0';
            any = true;
            if (!compare_pages[compare->running_page].feed(compare, line))
                say_words(app, true, TEXT_SAID_BAD_LINE_ID, NULL);
        }
        app->compare_out_bytes -= (size_t)(line - app->compare_out);
        memmove(app->compare_out, line, app->compare_out_bytes);
        if (app->compare_out_bytes >= OUTPUT_BYTES - 1)
            app->compare_out_bytes = 0;
    }
}

// True if something changed.
static bool tend_comparison(struct app *app)
{
    if (!app->compare.process)
        return false;
    const bool ended = os_child_ended(&app->compare), more = read_lines(app);
    read_end(&app->compare.err, app->compare_err, &app->compare_err_bytes);
    if (ended) {
        if (app->model.compare.running && (app->compare.signal || app->compare.code != 0) && !app->compare_stopped)
            say(app, true,
                *app->compare_err ? error_line(app->compare_err, &app->compare_err_bytes)
                                  : text_of(app->model.language, TEXT_SAID_COMPARE_FAILED_ID));
        os_child_finish(&app->compare);
        app->model.compare.running = false;
    }
    return ended || more;
}

// The run of a row or a cell that was kept.
static void open_compared(struct app *app, int64_t argument)
{
    char path[PATH_MAX];
    const struct compare_model *compare = &app->model.compare;
    const int64_t page = argument >> 32, row = argument >> 16 & 0xffff;
    const bool kept = page == PAGE_MATRIX ? row < MATRIX_CELLS && compare->matrix.cells[row].kept
                                          : row < compare->row_count && compare->rows[row].saved[0];
    if (page < 0 || page >= PAGE_COUNT || !kept)
        return;
    compared_file(app, (enum compare_page)page, (int)row, path);
    app->model.view = VIEW_STAGE;
    start_opening(app, path, PAST_COMPARED);
}

// ---- files ---------------------------------------------------------------------------------------------------------

// A name that is not taken, in the folder the program was started from, or, where nothing may be written there, at home.
static bool free_name(char path[PATH_MAX], const char *ending)
{
    char here[PATH_MAX], stamp[32];
    const char *home = getenv("HOME");
    const time_t now = time(NULL);
    struct tm parts;
    if (!localtime_r(&now, &parts) || !strftime(stamp, sizeof stamp, "%Y-%m-%d-%H%M%S", &parts))
        strcpy(stamp, "run");
    if (!getcwd(here, sizeof here) || access(here, W_OK) != 0)
        snprintf(here, sizeof here, "%s", home ? home : "/tmp");
    for (int i = 1; i < 1000; i++) {
        const int length = i == 1 ? snprintf(path, PATH_MAX, "%s/race-%s%s", here, stamp, ending)
                                  : snprintf(path, PATH_MAX, "%s/race-%s-%d%s", here, stamp, i, ending);
        if (length < PATH_MAX && access(path, F_OK) != 0)
            return true;
    }
    return false;
}

static void save(struct app *app)
{
    char path[PATH_MAX];
    if (!app->document || !free_name(path, ".rl")) {
        say(app, true, text_of(app->model.language, TEXT_NO_RUN_YET_ID));
        return;
    }
    const struct status status = recording_save(&app->document->recording, path);
    if (!status_is_ok(status)) {
        say_status(app, status);
        return;
    }
    config_add_recent(&app->model, path);
    say_words(app, false, TEXT_SAID_SAVED_ID, path);
}

static void take_picture(struct app *app)
{
    char path[PATH_MAX];
    if (!free_name(path, ".png"))
        return;
    struct model still = app->model;
    still.message[0] = '\0';
    still.open_setting = OPEN_NOTHING;
    struct status status = picture_write(&still, app->document, app->desktop.fonts, path);
    if (status_is_ok(status)) {
        say_words(app, false, TEXT_SAID_PICTURE_ID, path);
        strcpy(strrchr(path, '.'), ".svg");
        status = picture_write(&still, app->document, app->desktop.fonts, path);
    }
    say_status(app, status);
}

static void copy_results(struct app *app)
{
    char *text = NULL;
    size_t bytes = 0;
    struct account account;
    if (!app->document)
        return;
    struct status status = account_build(&account, &app->document->recording);
    if (status_is_ok(status))
        figures_find_longest(&account.figures, &app->document->overwrites);
    FILE *out = status_is_ok(status) ? open_memstream(&text, &bytes) : NULL;
    if (out) {
        report_text(out, &account, false);
        fclose(out);
        app->desktop.set_clipboard(app->desktop.context, text);
        say(app, false, text_of(app->model.language, TEXT_SAID_COPIED_ID));
    }
    if (status_is_ok(status))
        account_finish(&account);
    say_status(app, status);
    free(text);
}

// A run that was driven is repeated by its schedule.
static void copy_command(struct app *app)
{
    enum {
        MOVES_MOST = 100000 // a word of a command line may have some more
    };
    char words[WORDS_BYTES];
    const struct document *document = app->document;
    const struct experiment *experiment = document ? document->recording.experiment : &app->model.settings.experiment;
    struct arena arena = ARENA_EMPTY;
    if (!settings_words(experiment, words, sizeof words))
        return;
    char *moves = document && experiment->scheduled == SCHEDULE_DRIVEN ? retrace(&document->order, MOVES_MOST) : NULL;
    const char *line =
        arena_printf(&arena, "raceledger run%s%s%s", words, moves ? " --schedule " : "", moves ? moves : "");
    if (line) {
        app->desktop.set_clipboard(app->desktop.context, line);
        say(app, false, text_of(app->model.language, TEXT_SAID_COPIED_COMMAND_ID));
    }
    arena_finish(&arena);
    free(moves);
}

// The view has said it already.
static void copy_reduced(struct app *app, int64_t collision)
{
    struct reduction reduction;
    const struct document *document = app->document;
    if (!document)
        return;
    const struct status status = reduction_make(&reduction, &document->overwrites, (size_t)collision);
    char *command = status_is_ok(status) ? reduction_command(&reduction) : NULL;
    if (command)
        app->desktop.set_clipboard(app->desktop.context, command);
    free(command);
    reduction_finish(&reduction);
    say_status(app, status);
}

static void paste(struct app *app)
{
    char *text = app->desktop.clipboard(app->desktop.context);
    if (text)
        control_text(&app->model, &app->ui, text);
    free(text);
}

// ---- wishes --------------------------------------------------------------------------------------------------------

static void open_past(struct app *app, int64_t index)
{
    char path[PATH_MAX];
    if (index < 0 || index >= app->model.past_run_count)
        return;
    run_file(app, app->past_numbers[index], path);
    start_opening(app, path, (int)index);
}

void app_grant(struct app *app, const struct wishes *wishes)
{
    if (wishes->flags & WISH_CANCEL && !(wishes->flags & WISH_COMPARE) && app->child.process) {
        app->cancelled = true;
        os_child_stop(&app->child);
    }
    if (wishes->flags & WISH_COMPARE && wishes->flags & WISH_CANCEL) {
        app->compare_stopped = true;
        os_child_stop(&app->compare);
    } else if (wishes->flags & WISH_COMPARE) {
        app->compare_stopped = false;
        start_comparison(app);
    }
    if (wishes->flags & WISH_OPEN_COMPARED)
        open_compared(app, wishes->argument);
    if (wishes->flags & WISH_RUN)
        app_run(app);
    if (wishes->flags & WISH_SCHEDULE)
        run_schedule(app);
    if (wishes->flags & WISH_SAVE)
        save(app);
    if (wishes->flags & WISH_PICTURE)
        take_picture(app);
    if (wishes->flags & WISH_COPY)
        copy_results(app);
    if (wishes->flags & WISH_COPY_COMMAND)
        copy_command(app);
    if (wishes->flags & WISH_COPY_FIELD)
        app->desktop.set_clipboard(app->desktop.context, app->ui.clip);
    if (wishes->flags & WISH_PASTE)
        paste(app);
    if (wishes->flags & WISH_COPY_REDUCED)
        copy_reduced(app, wishes->argument);
    if (wishes->flags & WISH_OPEN_RECENT && wishes->argument >= 0 && wishes->argument < app->model.recent_count)
        app_open(app, app->model.recent[wishes->argument]);
    if (wishes->flags & WISH_OPEN_RUN)
        open_past(app, wishes->argument);
    if (wishes->flags & WISH_FULLSCREEN)
        app->desktop.set_fullscreen(app->desktop.context, app->model.fullscreen);
    if (wishes->flags & WISH_QUIT)
        app->over = true;
}

bool app_tick(struct app *app, double seconds)
{
    const bool opened = end_opening(app), tended = tend_child(app), compared = tend_comparison(app);
    const bool tip = ui_tick(&app->ui, seconds);
    return control_tick(&app->model, app->document, seconds) || opened || tended || compared || tip;
}

bool app_is_busy(const struct app *app) { return app->child.process || app->compare.process || app->opening.thread; }
bool app_is_over(const struct app *app) { return app->over; }
struct model *app_model(struct app *app) { return &app->model; }
struct ui *app_ui(struct app *app) { return &app->ui; }
const struct document *app_document(const struct app *app) { return app->document; }

// ---- life ----------------------------------------------------------------------------------------------------------

struct status app_create(struct app **out, const struct app_desktop *desktop, int machine_cores)
{
    struct app *app = calloc(1, sizeof *app);
    *out = NULL;
    if (!app)
        return status_make(STATUS_FAILED, "not enough memory for the window");
    app->desktop = *desktop;
    app->child = app->compare = (struct os_child){ .out = -1, .err = -1 };
    app->ui.pointer = point_at(-1, -1);
    model_init(&app->model, machine_cores);
    app->model.past_run_shown = -1;
    const struct status status = os_passing_folder_make(&app->folder);
    if (!status_is_ok(status)) {
        free(app);
        return status;
    }
    *out = app;
    return status_ok();
}

void app_destroy(struct app *app)
{
    if (!app)
        return;
    os_child_finish(&app->child);
    os_child_finish(&app->compare);
    if (app->opening.thread) {
        SDL_WaitThread(app->opening.thread, NULL);
        document_finish(app->opening.document);
        free(app->opening.document);
    }
    if (app->document)
        document_finish(app->document);
    free(app->document);
    os_passing_folder_remove(&app->folder);
    free(app);
}
