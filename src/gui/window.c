// The loop: wait for something, let the app have it, draw if something changed.
//
// Nothing is drawn that has not changed: while nothing moves the loop sleeps in SDL's wait.
#include "gui/window.h"

#include "document/playback.h"
#include "document/scenes.h"
#include "gui/app.h"
#include "gui/desktop.h"
#include "gui/display.h"
#include "gui/input.h"
#include "gui/keymap.h"
#include "gui/lens.h"
#include "gui/place.h"
#include "gui/player.h"
#include "gui/presenter.h"
#include "gui/title.h"
#include "gui/written.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/signals.h"
#include "view/compare/feed.h"
#include "view/control/views.h"
#include "view/labs/cards.h"
#include "view/model/scene_pictures.h"
#include "view/window/window.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME_MS = 16, // between two pictures while something moves
    BUSY_MS = 100, // between two looks at what runs in the background
    IDLE_MS = 400, // between two looks for a signal
    // Before the first run: so long nothing must have come from the desktop, which is still busy with the new window, and no
    // longer than that after the first picture.
    QUIET_MS = 40,
    QUIET_MOST_MS = 150,
    ANOTHER_BY = 36, // points that another window stands beside the last one
};

struct window {
    SDL_Window *sdl;
    struct player *player;
    struct presenter *presenter;
    struct fonts *fonts;
    struct app *app;
    struct arena arena;
    struct input_state input;
    struct placement place;
    Uint32 wake_event;
    FILE *trace;
    const char *font; // as asked for; NULL: the system's
    struct titled {
        uint64_t documents; // the last of so many
        enum language language;
        bool hidden;         // what came out
        char path[PATH_MAX]; // it may have been saved since
    } titled;
    uint64_t pictures, up_ns, heard_ns; // shown so far; when the first was; when the desktop last said something
    bool wanted;                        // a new picture
    bool runs_first;                    // the first run is to be started when the first picture is up
    bool over;
};

// ---- what the app needs --------------------------------------------------------------------------------------------

static void set_clipboard(void *context, const char *text)
{
    (void)context;
    SDL_SetClipboardText(text);
}

static char *clipboard(void *context)
{
    (void)context;
    char *text = SDL_GetClipboardText(), *copy = text ? strdup(text) : NULL;
    SDL_free(text);
    return copy;
}

static void set_fullscreen(void *context, bool on)
{
    struct window *window = context;
    place_set_fullscreen(&window->place, on);
}

static void handle(void *context, char text[DESKTOP_HANDLE_BYTES])
{
    const struct window *window = context;
    display_handle(window->sdl, text, DESKTOP_HANDLE_BYTES);
}

// A process of its own, so that whatever happens to one leaves the others alone. It begins as this one looks now.
static struct status new_window(void *context)
{
    struct window *window = context;
    const char *const words[] = { "window", "--home", "--another", window->font ? "--font" : NULL, window->font, NULL };
    place_remember(&window->place);
    const struct status kept = config_save(app_model(window->app), &window->place.kept);
    const struct status status = os_child_start_alone(words);
    return status_is_ok(status) ? kept : status;
}

static void wake(void *context)
{
    const struct window *window = context;
    SDL_Event event = { .type = window->wake_event };
    SDL_PushEvent(&event);
}

// ---- drawing -------------------------------------------------------------------------------------------------------

static const char *name_of_shown(const struct document *document)
{
    const struct lab *lab = document ? lab_of(document->recording.plan->lab) : NULL;
    return lab ? lab->name : document && document->recording.command ? "command" : "none";
}

// Of the talk's scenes, as far as they are there.
static int small_pictures(const struct model *model)
{
    int made = 0;
    for (int i = 0; model->talk.pictures && i < SCENES_MOST; i++)
        made += model->talk.pictures->list[i].state == SCENE_PICTURE_MADE;
    return made;
}

static void trace_picture(const struct window *window, const struct player_frame *frame)
{
    static const char *const paces[PACE_COUNT] = { "story", "event", "time" };
    const struct model *model = app_model(window->app);
    const struct document *document = app_document(window->app);
    const struct ui *ui = app_ui(window->app);
    if (!window->trace)
        return;
    fprintf(window->trace,
            "picture=%" PRIu64 " at_ms=%" PRIu64
            " view=%s size=%dx%d theme=%s less_motion=%d language=%s lecture=%d blank=%d help=%d running=%d "
            "playing=%d events=%" PRIu64 " ns=%" PRIu64 " updates=%" PRIu64 " guard=%u timeline=%" PRIu64 "-%" PRIu64
            " compared=%d zoom=%.2f speed=%d pace=%s spotlight=%d fullscreen=%d open=%d focus=%08" PRIx32
            " searching=%d past=%d moves=%s run=%" PRIu64 " areas=%zu pixels=%zu paint_ns=%" PRIu64 " show_ns=%" PRIu64
            " page=%s matrix=%d comparing=%d reading=%d read=%.2f runs=%d lost=%" PRIu64
            " beside=%d reducing=%d variants=%d real=%d lab=%s card=%d shown=%s asked=%d votes=%d scene=%d/%d.%d "
            "presenter=%d small=%d typed=%s "
            "message=%s\n",
            window->pictures, os_now_ns() / 1000000, view_rows[model->view]->name, model->width_px, model->height_px,
            theme_get(model->theme)->name, model->reduced_motion, languages[model->language].name, model->lecture,
            model->blank, model->help, model->running == RUN_BUSY, model->playback.playing, model->playback.events,
            model->playback.ns, document ? document->moments.lab.count / 2 : 0,
            document && experiment_of(&document->recording) ? experiment_of(&document->recording)->guard : 99,
            model->timeline->from_ns, model->timeline->to_ns, model->compare->rounds_done, (double)model->zoom,
            model->playback.speed, paces[model->playback.pace], model->spotlight, model->fullscreen,
            model->open_setting, ui->focus, ui->editing != 0, model->past_run_shown, model->schedules->moves,
            document ? document->recording.facts->began_unix_ns : 0, frame->areas, frame->pixels, frame->paint_ns,
            frame->show_ns, compare_pages[model->compare->page].name, model->compare->matrix.runs_done,
            model->compare->running, model->running == RUN_READING,
            model->run_updates_in_all ? (double)model->run_updates / (double)model->run_updates_in_all : 0,
            model->past_run_count, document ? balance_lost(document) : 0, model->sides->lower != NULL, model->reducing,
            model->compare->variants.rounds_done, model->compare->real.runs[BESIDE_REAL] != NULL,
            lab_of(model->settings.plan.lab)->name, card_of(&model->settings.plan), name_of_shown(document),
            model->prediction.stage, model->prediction.vote_count, model->talk.scenes ? model->talk.scene + 1 : 0,
            model->talk.scenes ? model->talk.scenes->count : 0, model->talk.step, model->presenter,
            small_pictures(model), model->open_setting == OPEN_FILE ? model->file.typed : "", model->message);
    fflush(window->trace);
}

// The frame's name follows what is shown.
static void set_title(struct window *window)
{
    struct titled *titled = &window->titled;
    const struct model *model = app_model(window->app);
    const bool hidden = model->prediction.stage == PREDICTION_ASKED;
    const char *path = app_path(window->app);
    if (app_documents(window->app) == titled->documents && model->language == titled->language &&
        hidden == titled->hidden && strcmp(path, titled->path) == 0)
        return;
    titled->documents = app_documents(window->app);
    titled->language = model->language;
    titled->hidden = hidden;
    snprintf(titled->path, sizeof titled->path, "%s", path);
    SDL_SetWindowTitle(window->sdl, title_of(&window->arena, model->language, app_document(window->app), path, hidden));
}

static struct status draw(struct window *window)
{
    struct model *model = app_model(window->app);
    struct ui *ui = app_ui(window->app);
    struct draw_list list;
    struct frame frame;
    struct player_frame shown;
    int width_points, height_points;
    struct window_size size;
    player_size(window->player, &size.width_px, &size.height_px);
    SDL_GetWindowSize(window->sdl, &width_points, &height_points);
    if (size.width_px < 1 || size.height_px < 1 || width_points < 1)
        return status_ok();
    lens_set(model, ui, size, lens_factor(model, ui));
    view_prepare(model, app_document(window->app));
    window->input.px_per_point = (float)size.width_px / (float)width_points;
    // What lies under the pointer may be known only once it has been laid out: then it is laid out again.
    for (int i = 0; i < 3; i++) {
        arena_reset(&window->arena);
        draw_list_init(&list, &window->arena, fonts_metrics(window->fonts), model->width_px, model->height_px,
                       theme_get(model->theme)->grounds[GROUND_PAGE]);
        frame_init(&frame, &list, ui, app_document(window->app), model);
        window_draw(&frame);
        const float factor = lens_factor(model, ui);
        if (!ui->again && fabsf(factor - ui->lens.factor) < 0.01f)
            break;
        lens_set(model, ui, size, factor);
    }
    lens_show(ui, size);
    if (ui->lens.factor > 1)
        draw_list_part(&list, ui->lens.at, size.width_px, size.height_px);
    if (list.failed)
        return status_make(STATUS_FAILED, "not enough memory for a picture");
    set_title(window);
    const struct status status = player_show(window->player, &list, &shown);
    window->wanted |= shown.misfit;
    if (window->pictures++ == 0)
        window->up_ns = os_now_ns();
    trace_picture(window, &shown);
    return status;
}

// ---- events --------------------------------------------------------------------------------------------------------

static void move_pointer(struct window *window, struct pointer_event event)
{
    struct wishes wishes = { 0 };
    control_pointer(app_model(window->app), app_ui(window->app), app_document(window->app), event, &wishes);
}

// The window has moved away under the pointer, or it was another size when it was pointed at.
static void find_pointer(struct window *window)
{
    int x, y, left, top;
    struct pointer_event event = { .kind = POINTER_LEAVE };
    if (SDL_GetMouseFocus() == window->sdl) {
        SDL_GetGlobalMouseState(&x, &y);
        SDL_GetWindowPosition(window->sdl, &left, &top);
        event.kind = POINTER_MOVE;
        event.at = point_at((float)(x - left) * window->input.px_per_point + app_ui(window->app)->lens.at.x,
                            (float)(y - top) * window->input.px_per_point + app_ui(window->app)->lens.at.y);
    }
    move_pointer(window, event);
}

static void take_window_event(struct window *window, const SDL_WindowEvent *event)
{
    switch (event->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_RESIZED:
    case SDL_WINDOWEVENT_MAXIMIZED:
        find_pointer(window);
        // fallthrough
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED:
    case SDL_WINDOWEVENT_DISPLAY_CHANGED:
        player_spoilt(window->player);
        // fallthrough
    case SDL_WINDOWEVENT_MOVED:
        place_changed(&window->place);
        window->wanted = true;
        break;
    case SDL_WINDOWEVENT_LEAVE:
        move_pointer(window, (struct pointer_event){ .kind = POINTER_LEAVE });
        window->wanted = true;
        break;
    case SDL_WINDOWEVENT_FOCUS_GAINED:
        keymap_letters(app_model(window->app)->keys);
        window->wanted = true;
        break;
    case SDL_WINDOWEVENT_CLOSE:
        window->over = true;
        break;
    default:
        break;
    }
}

static void take_event(struct window *window, const SDL_Event *event)
{
    if (event->type == SDL_QUIT)
        window->over = true;
    else if (presenter_takes(window->presenter, app_model(window->app), event))
        return;
    else if (event->type == SDL_WINDOWEVENT)
        take_window_event(window, &event->window);
    else if (event->type == SDL_KEYMAPCHANGED)
        keymap_letters(app_model(window->app)->keys);
    else if (input_take(&window->input, window->app, event))
        window->wanted = true;
}

// Waits at most that long for something to happen, then takes all that has.
static void take_events(struct window *window, int wait_ms)
{
    SDL_Event event;
    if (!SDL_WaitEventTimeout(&event, wait_ms))
        return;
    window->heard_ns = os_now_ns();
    do {
        take_event(window, &event);
    } while (SDL_PollEvent(&event));
}

// What the desktop has said of looks since the last time.
static void hear_desktop(struct window *window)
{
    struct desktop_looks looks;
    if (desktop_has_said(&looks) && control_desktop(app_model(window->app), looks))
        window->wanted = true;
}

static int wait_of(const struct window *window, bool moving, uint64_t drawn_ns)
{
    if (window->runs_first)
        return FRAME_MS;
    if (moving) {
        const uint64_t since_ms = (os_now_ns() - drawn_ns) / 1000000;
        return since_ms < FRAME_MS ? (int)(FRAME_MS - since_ms) : 0;
    }
    return app_is_busy(window->app) ? BUSY_MS : IDLE_MS;
}

// The first run is started when its first picture is up and the desktop is quiet: what opens a window takes the cpus that the
// run is to race on.
static void run_first(struct window *window, uint64_t now_ns)
{
    const uint64_t quiet_ns = now_ns - window->heard_ns, up_ns = now_ns - window->up_ns;
    if (!window->runs_first || window->pictures == 0)
        return;
    if (window->wanted || (quiet_ns < QUIET_MS * UINT64_C(1000000) && up_ns < QUIET_MOST_MS * UINT64_C(1000000)))
        return;
    window->runs_first = false;
    app_first_run(window->app);
    window->wanted = true;
}

static struct status loop(struct window *window)
{
    struct status status = status_ok();
    uint64_t before_ns = os_now_ns(), drawn_ns = before_ns;
    bool moving = true;
    while (status_is_ok(status) && !window->over && !app_is_over(window->app) && !os_signals_pending()) {
        take_events(window, wait_of(window, moving, drawn_ns));
        hear_desktop(window);
        const uint64_t now_ns = os_now_ns();
        window->wanted |= app_tick(window->app, (double)(now_ns - before_ns) / 1e9);
        before_ns = now_ns;
        place_settle(&window->place);
        // The pointer makes many events between two pictures.
        if (window->wanted && now_ns - drawn_ns >= (FRAME_MS - 2) * UINT64_C(1000000)) {
            drawn_ns = now_ns;
            window->wanted = false;
            status = draw(window);
        }
        run_first(window, now_ns);
        presenter_tend(&window->presenter, app_model(window->app), app_document(window->app), window->sdl,
                       window->fonts);
        const struct model *model = app_model(window->app);
        moving = window->wanted || (model->playback.playing && app_document(window->app)) || model->glide < 1;
    }
    return status;
}

// ---- opening and closing -------------------------------------------------------------------------------------------

static void set_looks(struct window *window, const struct window_request *request, struct window_place *last)
{
    struct model *model = app_model(window->app);
    char message[sizeof model->message];
    model->language = language_of_environment();
    config_load(model, last, message, sizeof message);
    if (message[0]) {
        strcpy(model->message, message);
        model->message_bad = true;
    }
    if (request->another && last->width > 0) {
        last->x += ANOTHER_BY;
        last->y += ANOTHER_BY;
        last->maximized = false;
    }
    if (request->theme)
        model->theme_chosen = theme_from_name(request->theme, &model->theme);
    hear_desktop(window);
    if (request->language)
        model->language_chosen = language_from_name(request->language, &model->language);
    model->languages_missing = written_missing(window->fonts);
    if (language_is_in(model->language, model->languages_missing)) { // no choice: what was chosen stays in the file
        model->language = model->remembered.language = LANGUAGE_EN;
        model->language_chosen = model->remembered.language_chosen;
    }
    model->settings = request->settings;
    model->lecture = model->fullscreen = request->lecture;
}

static struct status open_window(struct window *window, const struct window_request *request)
{
    const struct app_desktop desktop = { set_clipboard, clipboard, set_fullscreen,   handle,
                                         new_window,    window,    { wake, window }, request->font };
    window->font = request->font;
    struct status status = app_create(&window->app, &desktop, request->machine_cores);
    if (!status_is_ok(status))
        return status;
    struct window_place last = { 0 };
    float zoom;
    app_model(window->app)->zoom = 0; // not remembered
    app_ui(window->app)->lens.is_there = true;
    set_looks(window, request, &last);
    window->sdl = place_open(&window->place, &last, "Race Ledger", &zoom);
    if (app_model(window->app)->zoom == 0)
        app_model(window->app)->zoom = zoom;
    window->player = window->sdl ? player_create(window->sdl, window->fonts) : NULL;
    if (!window->player)
        return status_make(STATUS_FAILED, "cannot open a window: %s", SDL_GetError());
    if (request->trace && !(window->trace = fopen(request->trace, "w")))
        return status_make(STATUS_FAILED, "%s: cannot be written", request->trace);
    if (request->lecture)
        set_fullscreen(window, true);
    SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
    SDL_StartTextInput();
    keymap_letters(app_model(window->app)->keys);
    if (request->file)
        (request->follow ? app_follow : app_open)(window->app, request->file);
    if (request->second)
        app_open_below(window->app, request->second);
    window->runs_first = !request->file && !request->home;
    if (request->home)
        app_model(window->app)->view = VIEW_HOME;
    if (window->runs_first)
        app_model(window->app)->running = RUN_BUSY; // as good as
    window->wanted = true;
    return status_ok();
}

static void close_window(struct window *window)
{
    presenter_close(window->presenter);
    if (window->player)
        player_destroy(window->player);
    app_destroy(window->app);
    if (window->sdl)
        SDL_DestroyWindow(window->sdl);
    if (window->trace)
        fclose(window->trace);
    arena_finish(&window->arena);
}

struct status window_run(const struct window_request *request, bool *no_display)
{
    struct window window = { .arena = ARENA_EMPTY, .input.px_per_point = 1 };
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, request->lecture ? "0" : "1");
    SDL_SetHint(SDL_HINT_APP_NAME, "Race Ledger");
    struct status status = display_open();
    *no_display = !status_is_ok(status);
    if (*no_display) {
        SDL_Quit();
        return status;
    }
    player_prepare();
    window.wake_event = SDL_RegisterEvents(1);
    desktop_ask((struct waker){ wake, &window });
    status = written_fonts(&window.fonts, request->font);
    if (status_is_ok(status))
        status = open_window(&window, request);
    if (status_is_ok(status)) {
        status = loop(&window);
        place_remember(&window.place);
        const struct status kept = config_save(app_model(window.app), &window.place.kept);
        if (status_is_ok(status) && !status_is_ok(kept))
            fprintf(stderr, "raceledger: %s\n", kept.message);
    }
    desktop_unheard();
    close_window(&window);
    if (window.fonts)
        fonts_destroy(window.fonts);
    SDL_Quit();
    return status;
}
