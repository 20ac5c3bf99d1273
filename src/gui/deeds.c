// One table row a deed: what it does in the thread, what comes of it in the window.
#include "gui/deeds.h"

#include "base/arena.h"
#include "base/fault.h"
#include "gui/config.h"
#include "gui/film.h"
#include "gui/picture.h"
#include "gui/say.h"
#include "gui/seen.h"
#include "gui/written.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "os/clock.h"
#include "report/report.h"
#include "schedules/reduce.h"
#include "schedules/retrace.h"
#include "view/control/view_models.h"
#include "view/ledger/reduce.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LONG_NS UINT64_C(300000000) // what takes longer says so

// The model with what the views keep, which goes on meanwhile.
struct still {
    struct model model;
    struct view_models models;
};

struct deed_work {
    enum deed deed;
    struct job *job;
    struct shown *shown;                // NULL: none
    struct shown *beside[BESIDE_PARTS]; // of a picture
    struct shown *second;               // and of one of two recordings
    struct still *still;                // of a picture: how the window looks
    const char *font;
    enum language language;
    int64_t argument;
    char path[PATH_MAX]; // that is written
    char *text;          // for the clipboard
    struct reduction reduction;
    struct status status;
};

// ---- in the thread -------------------------------------------------------------------------------------------------

static void save(struct deed_work *work)
{
    work->status = recording_save(&work->shown->document.recording, work->path);
}

// With fonts of its own: the window's are of its thread alone.
static void take_picture(struct deed_work *work)
{
    struct fonts *fonts;
    work->status = written_fonts(&fonts, work->font);
    if (!status_is_ok(work->status))
        return;
    work->status = picture_write(&work->still->model, work->shown ? &work->shown->document : NULL, fonts, work->path);
    fonts_destroy(fonts);
}

static bool is_wanted(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    const struct deed_work *work = context;
    (void)done, (void)in_all, (void)elapsed_ns;
    return !job_is_unwanted(work->job);
}

static void animate(struct deed_work *work)
{
    const struct document *document = &work->shown->document;
    const struct model *model = &work->still->model;
    const struct film film = {
        .clip = film_clip_of(model, document), .fps = FILM_FPS, .keeps = true, .goes_on = is_wanted, .context = work
    };
    struct fonts *fonts;
    work->status = written_fonts(&fonts, work->font);
    if (!status_is_ok(work->status))
        return;
    work->status = film_write(model, document, fonts, &film, work->path);
    fonts_destroy(fonts);
}

static void copy_view(struct deed_work *work)
{
    struct fonts *fonts;
    work->status = written_fonts(&fonts, work->font);
    if (!status_is_ok(work->status))
        return;
    work->status = picture_text(&work->still->model, work->shown ? &work->shown->document : NULL, fonts, &work->text);
    fonts_destroy(fonts);
}

static void copy_results(struct deed_work *work)
{
    size_t bytes = 0;
    FILE *out = open_memstream(&work->text, &bytes);
    if (!out)
        return;
    work->status = report_recording(out, &work->shown->document.recording, false, false, work->language);
    fclose(out);
}

static void reduce(struct deed_work *work)
{
    work->status =
        reduction_make(&work->reduction, &balance_story(&work->shown->document)->overwrites, (size_t)work->argument);
}

// ---- what comes of it ----------------------------------------------------------------------------------------------

static void saved(struct deeds *deeds, struct deed_work *work, struct model *model)
{
    snprintf(deeds->saved, sizeof deeds->saved, "%s", work->path);
    config_add_recent(model, work->path);
    seen_add(model, work->path, &work->shown->document);
    say_words(model, false, TEXT_SAID_SAVED_ID, &(const char *){ work->path }, 1);
}

static void pictured(struct deeds *deeds, struct deed_work *work, struct model *model)
{
    (void)deeds;
    say_words(model, false, TEXT_SAID_PICTURE_ID, &(const char *){ work->path }, 1);
}

static void animated(struct deeds *deeds, struct deed_work *work, struct model *model)
{
    char name[PATH_MAX + 8];
    (void)deeds;
    film_name_first(name, sizeof name, work->path);
    say_words(model, false, TEXT_SAID_ANIMATED_ID, &(const char *){ name }, 1);
}

static void copied(struct deeds *deeds, struct deed_work *work, struct model *model)
{
    if (work->text)
        deeds->set_clipboard(deeds->clipboard_context, work->text);
    say_words(model, !work->text, work->text ? TEXT_SAID_COPIED_ID : TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

static void reduced(struct deeds *deeds, struct deed_work *work, struct model *model)
{
    if (ledger_reduced(model, &work->shown->document, work->status, &work->reduction))
        return;
    char *command = reduction_command(&work->reduction);
    if (command)
        deeds->set_clipboard(deeds->clipboard_context, command);
    free(command);
}

static const struct {
    void (*work)(struct deed_work *work);                                           // in the thread
    void (*done)(struct deeds *deeds, struct deed_work *work, struct model *model); // in the window, where it went well
    enum text_id meanwhile;                                                         // said where it takes long
    bool needs_shown, tells_failure, can_be_given_up;
    bool draws; // the window as it looks then
} table[] = {
    [DEED_SAVE] = { save, saved, TEXT_SAID_SAVING_ID, .needs_shown = true },
    [DEED_PICTURE] = { take_picture, pictured, TEXT_SAID_SAVING_ID, .draws = true },
    [DEED_ANIMATE] = { animate, animated, TEXT_SAID_SAVING_ID, .needs_shown = true, .can_be_given_up = true,
                       .draws = true },
    [DEED_COPY] = { copy_results, copied, TEXT_SAID_SAVING_ID, .needs_shown = true },
    [DEED_COPY_VIEW] = { copy_view, copied, TEXT_SAID_SAVING_ID, .draws = true },
    [DEED_REDUCE] = { reduce, reduced, TEXT_SAID_REDUCING_ID, .needs_shown = true, .tells_failure = true,
                      .can_be_given_up = true },
};

// ---- starting ------------------------------------------------------------------------------------------------------

static void run(struct job *job, void *context)
{
    struct deed_work *work = context;
    work->job = job;
    table[work->deed].work(work);
}

static void drop(void *context)
{
    struct deed_work *work = context;
    reduction_finish(&work->reduction);
    shown_release(work->shown);
    for (int i = 0; i < BESIDE_PARTS; i++)
        shown_release(work->beside[i]);
    shown_release(work->second);
    free(work->still);
    free(work->text);
    free(work);
}

bool deeds_free_name(char path[PATH_MAX], const char *ending)
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

// How the window looks, without what lies over it.
static struct still *still_of(const struct model *model)
{
    struct still *still = malloc(sizeof *still);
    if (!still)
        return NULL;
    still->model = view_models_copy(model, &still->models);
    still->model.message[0] = '\0';
    still->model.open_setting = OPEN_NOTHING;
    return still;
}

static struct deed_work *prepare(const struct deeds *deeds, enum deed deed, struct shown *shown,
                                 const struct model *model)
{
    struct deed_work *work = calloc(1, sizeof *work);
    if (!work)
        return NULL;
    work->deed = deed;
    work->font = deeds->font;
    work->language = model->language;
    work->shown = shown ? shown_keep(shown) : NULL;
    work->still = table[deed].draws ? still_of(model) : NULL;
    for (int i = 0; i < BESIDE_PARTS && table[deed].draws; i++)
        work->beside[i] = deeds->beside[i] ? shown_keep(deeds->beside[i]) : NULL;
    work->second = table[deed].draws && *deeds->second ? shown_keep(*deeds->second) : NULL;
    if (!table[deed].draws || work->still)
        return work;
    drop(work);
    return NULL;
}

struct deed_work *deeds_prepare(struct deeds *deeds, enum deed deed, struct shown *shown, struct model *model)
{
    if (table[deed].needs_shown && !shown) {
        say_words(model, true, TEXT_NO_RUN_YET_ID, NULL, 0);
        return NULL;
    }
    if (deed == DEED_ANIMATE && !film_can_show(model->view)) {
        say_status(model, status_fault(STATUS_FAILED, FAULT_NOTHING_MOVES));
        return NULL;
    }
    struct deed_work *work = prepare(deeds, deed, shown, model);
    if (!work)
        say_words(model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
    return work;
}

void deeds_drop(struct deed_work *work)
{
    if (work)
        drop(work);
}

static bool can_be_given_up(const struct deeds *deeds)
{
    return deeds->job && table[((struct deed_work *)job_context(deeds->job))->deed].can_be_given_up;
}

static void begin(struct deeds *deeds, struct deed_work *work, struct model *model)
{
    const struct job_kind kind = { "deed", run, drop, deeds->waker };
    deeds->since_ns = os_now_ns();
    deeds->job = job_start(&kind, work);
    if (!deeds->job)
        say_words(model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
    model->reducing = can_be_given_up(deeds); // the model knows what Esc would give up
}

static bool is_busy(struct deeds *deeds, struct model *model)
{
    if (deeds->job)
        say_words(model, false, TEXT_SAID_BUSY_ID, NULL, 0);
    return deeds->job;
}

void deeds_start(struct deeds *deeds, enum deed deed, struct shown *shown, struct model *model, int64_t argument)
{
    struct deed_work *work = is_busy(deeds, model) ? NULL : deeds_prepare(deeds, deed, shown, model);
    if (!work)
        return;
    work->argument = argument;
    begin(deeds, work, model);
}

void deeds_write(struct deeds *deeds, struct deed_work *work, struct model *model, const char *path)
{
    struct status status = status_ok();
    if (is_busy(deeds, model)) {
        drop(work);
        return;
    }
    snprintf(work->path, sizeof work->path, "%s", path);
    if (work->deed == DEED_ANIMATE)
        status = film_name_asked(work->path, sizeof work->path, path);
    else if (work->deed == DEED_PICTURE)
        status = picture_check_path(path);
    if (status_is_ok(status)) {
        begin(deeds, work, model);
        return;
    }
    drop(work);
    say_status(model, status);
}

// ---- looking after it ----------------------------------------------------------------------------------------------

bool deeds_work(const struct deeds *deeds) { return deeds->job; }

static bool tend(struct deeds *deeds, struct model *model, const struct shown *shown)
{
    struct deed_work *work = job_context(deeds->job);
    if (!job_is_done(deeds->job)) {
        const bool slow = os_now_ns() - deeds->since_ns > LONG_NS;
        if (slow && !model->message[0])
            say_words(model, false, table[work->deed].meanwhile, NULL, 0);
        return slow;
    }
    // What another document's collision comes to is of no use any more.
    const bool wanted = work->deed != DEED_REDUCE || work->shown == shown;
    if (wanted && (status_is_ok(work->status) || table[work->deed].tells_failure))
        table[work->deed].done(deeds, work, model);
    else if (wanted)
        say_status(model, work->status);
    if (work->shown != shown) // it is not the one that is shown that was saved
        deeds->saved[0] = '\0';
    job_finish(deeds->job);
    deeds->job = NULL;
    return true;
}

bool deeds_tend(struct deeds *deeds, struct model *model, const struct shown *shown)
{
    const bool changed = deeds->job && tend(deeds, model, shown);
    model->reducing = can_be_given_up(deeds);
    return changed;
}

bool deeds_give_up(struct deeds *deeds, struct model *model)
{
    if (!can_be_given_up(deeds))
        return false;
    model->reducing = false;
    job_give_up(deeds->job);
    deeds->job = NULL;
    say_words(model, false, TEXT_SAID_GIVEN_UP_ID, NULL, 0);
    return true;
}

void deeds_finish(struct deeds *deeds)
{
    if (can_be_given_up(deeds))
        job_give_up(deeds->job);
    else
        job_finish(deeds->job);
    deeds->job = NULL;
}

// Of a command only what was typed here: what a file says was run may be anything.
static const char *record_line(struct arena *arena, struct model *model)
{
    if (model->again[0])
        return arena_printf(arena, "raceledger record -- %s", model->again);
    say_words(model, false, TEXT_SAID_NOT_AGAIN_ID, NULL, 0);
    return NULL;
}

static void copy_line(const struct deeds *deeds, struct model *model, const char *line)
{
    if (!line)
        return;
    deeds->set_clipboard(deeds->clipboard_context, line);
    say_words(model, false, TEXT_SAID_COPIED_COMMAND_ID, NULL, 0);
}

// A run that was driven is repeated by its schedule.
void deeds_copy_command(const struct deeds *deeds, const struct shown *shown, struct model *model)
{
    enum {
        WORDS_BYTES = 1024,
        MOVES_MOST = 100000 // a word of a command line may have some more
    };
    char words[WORDS_BYTES];
    const struct document *document = shown ? &shown->document : NULL;
    const struct plan *plan = document ? document->recording.plan : &model->settings.plan;
    const struct lab *lab = lab_of(plan->lab);
    const struct experiment *experiment = plan_experiment(plan);
    struct arena arena = ARENA_EMPTY;
    if (document && document->recording.command) {
        copy_line(deeds, model, record_line(&arena, model));
        arena_finish(&arena);
        return;
    }
    if (!lab || !settings_words(lab->settings, plan, words, sizeof words))
        return;
    char *moves = document && experiment && experiment->scheduled == SCHEDULE_DRIVEN
                      ? retrace(&balance_story(document)->order, MOVES_MOST)
                      : NULL;
    const char *line =
        arena_printf(&arena, "raceledger run%s%s%s%s%s", experiment ? "" : " ", experiment ? "" : lab->name, words,
                     moves ? " --schedule " : "", moves ? moves : "");
    copy_line(deeds, model, line);
    arena_finish(&arena);
    free(moves);
}
