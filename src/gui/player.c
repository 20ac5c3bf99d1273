// The window's surface is painted into directly where it is made of the 32-bit pixels the raster paints, which is
// what every desktop gives; otherwise a canvas of our own is painted and SDL converts it. Wayland has no such surface: there
// the canvas is shown by way of a texture. (The surface that SDL makes of one by itself is as large as the window in points.)
//
// SDL drops the surface whenever the window changes and makes a new one, empty, often at the same address and of the same size.
// So the surface itself is marked: one that has no mark has nothing painted on it yet.
#include "gui/player.h"

#include "os/clock.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct player {
    SDL_Window *window;
    struct raster *raster;
    SDL_Surface *surface; // the window's, as last seen
    int width, height, pitch;
    SDL_Surface *own;       // ours, where the window's pixels are of another kind, or there are none
    SDL_Renderer *renderer; // where there are none; else NULL
    SDL_Texture *texture;
    SDL_Rect *rects;
    size_t rect_room;
    bool is_spoilt;
};

void player_prepare(void) { SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); }

static bool has_pixels(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return !driver || strcmp(driver, "wayland") != 0;
}

struct player *player_create(SDL_Window *window, struct fonts *fonts)
{
    assert(window);
    struct player *player = calloc(1, sizeof *player);
    struct raster *raster = player ? raster_create(fonts) : NULL;
    if (!raster) {
        free(player);
        return NULL;
    }
    player->window = window;
    player->raster = raster;
    player->is_spoilt = true;
    if (!has_pixels() && !(player->renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED))) {
        player_destroy(player);
        return NULL;
    }
    return player;
}

void player_destroy(struct player *player)
{
    if (player) {
        raster_destroy(player->raster);
        SDL_FreeSurface(player->own);
        if (player->renderer)
            SDL_DestroyRenderer(player->renderer); // and its texture
        free(player->rects);
        free(player);
    }
}

void player_size(struct player *player, int *width_px, int *height_px)
{
    *width_px = *height_px = 0;
    if (player->renderer)
        SDL_GetRendererOutputSize(player->renderer, width_px, height_px);
    else
        SDL_GetWindowSizeInPixels(player->window, width_px, height_px);
}

void player_spoilt(struct player *player) { player->is_spoilt = true; }

static bool is_our_kind(const SDL_Surface *surface)
{
    return surface->format->BytesPerPixel == 4 && surface->format->Rmask == 0xff0000 &&
           surface->format->Gmask == 0xff00 && surface->format->Bmask == 0xff && surface->pitch % 4 == 0;
}

static bool is_known(const struct player *player, const SDL_Surface *surface)
{
    return surface->userdata == player && surface->w == player->width && surface->h == player->height &&
           surface->pitch == player->pitch;
}

// Ours, of the size that the texture then has. NULL: SDL_GetError() says why.
static SDL_Surface *textured(struct player *player)
{
    int width, height;
    player_size(player, &width, &height);
    if (!player->own || player->own->w != width || player->own->h != height) {
        SDL_FreeSurface(player->own);
        SDL_DestroyTexture(player->texture);
        player->own = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
        player->texture =
            SDL_CreateTexture(player->renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING, width, height);
        player->is_spoilt = true;
    }
    if (player->is_spoilt)
        raster_forget(player->raster);
    return player->texture ? player->own : NULL;
}

// Looks at the window's surface anew; gives the surface to paint on.
static SDL_Surface *target(struct player *player)
{
    if (player->renderer)
        return textured(player);
    SDL_Surface *surface = SDL_GetWindowSurface(player->window);
    if (!surface)
        return NULL;
    if (!is_known(player, surface))
        player->is_spoilt = true;
    player->surface = surface;
    surface->userdata = player;
    player->width = surface->w;
    player->height = surface->h;
    player->pitch = surface->pitch;
    if (player->is_spoilt)
        raster_forget(player->raster);
    if (is_our_kind(surface))
        return surface;
    if (!player->own || player->own->w != surface->w || player->own->h != surface->h) {
        SDL_FreeSurface(player->own);
        player->own = SDL_CreateRGBSurfaceWithFormat(0, surface->w, surface->h, 32, SDL_PIXELFORMAT_RGB888);
        raster_forget(player->raster);
    }
    return player->own;
}

static bool rects_from(struct player *player, const struct raster_changes *changes)
{
    if (changes->count > player->rect_room) {
        free(player->rects);
        player->rect_room = changes->count * 2;
        player->rects = calloc(player->rect_room, sizeof *player->rects);
        if (!player->rects) {
            player->rect_room = 0;
            return false;
        }
    }
    for (size_t i = 0; i < changes->count; i++) {
        struct raster_area area = changes->areas[i];
        player->rects[i] = (SDL_Rect){ area.x, area.y, area.width, area.height };
    }
    return true;
}

// 0, or −1 where SDL_GetError() says why not.
static int show_texture(struct player *player, const struct raster_changes *changes, bool all)
{
    const SDL_Surface *own = player->own;
    int result = all ? SDL_UpdateTexture(player->texture, NULL, own->pixels, own->pitch) : 0;
    for (size_t i = 0; i < changes->count && !all && result == 0; i++) {
        const SDL_Rect rect = player->rects[i];
        const char *pixels = (const char *)own->pixels + rect.y * own->pitch + rect.x * (int)sizeof(uint32_t);
        result = SDL_UpdateTexture(player->texture, &rect, pixels, own->pitch);
    }
    if (result == 0)
        result = SDL_RenderCopy(player->renderer, player->texture, NULL, NULL);
    SDL_RenderPresent(player->renderer);
    return result;
}

static int show_surface(struct player *player, const struct raster_changes *changes, bool all)
{
    for (size_t i = 0; player->own && i < changes->count && !all; i++) {
        SDL_Rect to = player->rects[i];
        SDL_BlitSurface(player->own, &player->rects[i], player->surface, &to);
    }
    if (player->own && all)
        SDL_BlitSurface(player->own, NULL, player->surface, NULL);
    return all ? SDL_UpdateWindowSurface(player->window)
               : SDL_UpdateWindowSurfaceRects(player->window, player->rects, (int)changes->count);
}

// Sends what changed, or everything after the pixels were spoilt, to the screen.
static struct status show(struct player *player, const struct raster_changes *changes)
{
    bool all = player->is_spoilt || !rects_from(player, changes);
    if (!all && changes->count == 0)
        return status_ok();
    const int result = player->renderer ? show_texture(player, changes, all) : show_surface(player, changes, all);
    if (result != 0)
        return status_make(STATUS_FAILED, "cannot show the picture: %s", SDL_GetError());
    player->is_spoilt = false;
    return status_ok();
}

struct status player_show(struct player *player, const struct draw_list *list, struct player_frame *frame)
{
    *frame = (struct player_frame){ 0 };
    SDL_Surface *surface = target(player);
    if (!surface)
        return status_make(STATUS_FAILED, "cannot draw in the window: %s", SDL_GetError());
    if (surface->w != (int)list->width_px || surface->h != (int)list->height_px) {
        frame->misfit = true;
        return status_ok();
    }
    uint64_t start = os_now_ns();
    struct canvas canvas = { surface->pixels, (size_t)surface->pitch / 4, surface->w, surface->h };
    struct raster_changes changes;
    struct status status = raster_draw(player->raster, &canvas, list, &changes);
    if (!status_is_ok(status))
        return status;
    uint64_t painted = os_now_ns();
    status = show(player, &changes);
    *frame = (struct player_frame){
        .areas = changes.count, .pixels = changes.pixels, .paint_ns = painted - start, .show_ns = os_now_ns() - painted
    };
    return status;
}

struct status player_picture(struct fonts *fonts, const struct draw_list *list, struct canvas *canvas)
{
    size_t width = (size_t)list->width_px, height = (size_t)list->height_px;
    *canvas = (struct canvas){ malloc(width * height * sizeof *canvas->pixels), width, (int)width, (int)height };
    struct raster *raster = raster_create(fonts);
    struct raster_changes changes;
    struct status status = canvas->pixels && raster ? raster_draw(raster, canvas, list, &changes)
                                                    : status_make(STATUS_FAILED, "out of memory for a picture");
    raster_destroy(raster);
    if (!status_is_ok(status)) {
        free(canvas->pixels);
        *canvas = (struct canvas){ 0 };
    }
    return status;
}
