// Drawn when the second, the scene or its beat changes; otherwise nothing is done.
//
// Its window, once made, is hidden and shown again until the end: on Wayland SDL 2 still hears of one that it has destroyed
// from libdecor, which draws frames there, and falls over it.
#include "gui/presenter.h"

#include "base/arena.h"
#include "gui/player.h"
#include "gui/say.h"
#include "os/clock.h"
#include "view/lecture/presenter.h"
#include "view/window/window.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    WIDTH = 960,
    HEIGHT = 600,
};

// What the picture hangs on.
struct told {
    const struct scenes *scenes;
    int scene, step, hour, minute, width, height;
    uint64_t talk_s;
    enum theme_kind theme;
    enum language language;
};

struct presenter {
    SDL_Window *window;
    struct player *player;
    struct ui ui;
    struct arena arena;
    struct told told;
    bool shown, spoilt;
};

// The first display that the window is not on; else its own.
static int other_display(SDL_Window *beside)
{
    const int own = SDL_GetWindowDisplayIndex(beside);
    for (int i = 0; i < SDL_GetNumVideoDisplays(); i++)
        if (i != own)
            return i;
    return own < 0 ? 0 : own;
}

static struct presenter *make(struct fonts *fonts, const char *title, int place)
{
    struct presenter *presenter = calloc(1, sizeof *presenter);
    if (!presenter)
        return NULL;
    presenter->arena = ARENA_EMPTY;
    presenter->ui.pointer = point_at(-1, -1);
    presenter->window =
        SDL_CreateWindow(title, place, place, WIDTH, HEIGHT, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    presenter->player = presenter->window ? player_create(presenter->window, fonts) : NULL;
    if (presenter->player)
        return presenter;
    presenter_close(presenter);
    return NULL;
}

void presenter_close(struct presenter *presenter)
{
    if (!presenter)
        return;
    if (presenter->player)
        player_destroy(presenter->player);
    if (presenter->window)
        SDL_DestroyWindow(presenter->window);
    arena_finish(&presenter->arena);
    free(presenter);
}

static void show_beside(struct presenter **presenter, SDL_Window *beside, struct fonts *fonts, const char *title)
{
    const int place = (int)SDL_WINDOWPOS_CENTERED_DISPLAY((unsigned)other_display(beside));
    if (!*presenter) {
        *presenter = make(fonts, title, place);
    } else {
        SDL_SetWindowTitle((*presenter)->window, title);
        SDL_SetWindowPosition((*presenter)->window, place, place);
        SDL_ShowWindow((*presenter)->window);
        player_spoilt((*presenter)->player);
    }
    if (*presenter)
        (*presenter)->shown = (*presenter)->spoilt = true;
}

static struct told told_now(struct presenter *presenter, const struct model *model)
{
    struct told told;
    struct tm parts = { 0 };
    const time_t now = time(NULL);
    memset(&told, 0, sizeof told); // it is compared as a whole
    localtime_r(&now, &parts);
    player_size(presenter->player, &told.width, &told.height);
    told.scenes = model->talk.scenes;
    told.scene = model->talk.scene;
    told.step = model->talk.step;
    told.hour = parts.tm_hour;
    told.minute = parts.tm_min;
    told.talk_s = (os_now_ns() - model->talk.began_ns) / 1000000000;
    told.theme = model->theme;
    told.language = model->language;
    return told;
}

static void show(struct presenter *presenter, const struct model *model, const struct document *document,
                 struct fonts *fonts, const struct told *told)
{
    struct draw_list list;
    struct frame frame;
    struct player_frame shown;
    arena_reset(&presenter->arena);
    draw_list_init(&list, &presenter->arena, fonts_metrics(fonts), told->width, told->height,
                   theme_get(model->theme)->grounds[GROUND_PAGE]);
    frame_init(&frame, &list, &presenter->ui, document, model);
    frame.scale = scale_for(told->width, told->height, 1, false);
    presenter_draw(&frame, (struct presenter_clock){ told->hour, told->minute, told->talk_s });
    if (!list.failed)
        player_show(presenter->player, &list, &shown);
}

void presenter_tend(struct presenter **presenter, struct model *model, const struct document *document,
                    SDL_Window *beside, struct fonts *fonts)
{
    const bool wanted = model->presenter && model->talk.scenes, shown = *presenter && (*presenter)->shown;
    if (!wanted && shown) {
        (*presenter)->shown = false;
        SDL_HideWindow((*presenter)->window);
    } else if (wanted && !shown) {
        show_beside(presenter, beside, fonts, text_of(model->language, TEXT_PRESENTER_TITLE_ID));
        model->presenter = *presenter;
        if (!*presenter)
            say(model, true, SDL_GetError());
    }
    if (!*presenter || !(*presenter)->shown)
        return;
    const struct told told = told_now(*presenter, model);
    if (told.width < 1 || told.height < 1 ||
        (!(*presenter)->spoilt && !memcmp(&told, &(*presenter)->told, sizeof told)))
        return;
    (*presenter)->told = told;
    (*presenter)->spoilt = false;
    show(*presenter, model, document, fonts, &told);
}

// The number of the window that it happened in; 0: of keys and what is no window's.
static Uint32 window_of(const SDL_Event *event)
{
    switch (event->type) {
    case SDL_WINDOWEVENT:
        return event->window.windowID;
    case SDL_MOUSEMOTION:
        return event->motion.windowID;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return event->button.windowID;
    case SDL_MOUSEWHEEL:
        return event->wheel.windowID;
    default:
        return 0;
    }
}

bool presenter_takes(struct presenter *presenter, struct model *model, const SDL_Event *event)
{
    const Uint32 window = window_of(event);
    if (!presenter || window == 0 || window != SDL_GetWindowID(presenter->window))
        return false;
    if (event->type == SDL_WINDOWEVENT && event->window.event == SDL_WINDOWEVENT_CLOSE)
        model->presenter = false;
    else if (event->type == SDL_WINDOWEVENT) {
        player_spoilt(presenter->player);
        presenter->spoilt = true;
    }
    return true;
}
