// Places are worked out by place_within, a pure function; the rest asks SDL and the window manager.
//
// How wide a frame is drawn is known only after the window is up. So it is made with room for an ordinary one, and put
// right once when the true one is known. While the window manager is at work sizes and flags come one by one and do not fit
// each other: a place is remembered when nothing has changed for a while.
#include "gui/place.h"

#include "gui/dpi.h"
#include "os/clock.h"

#include <string.h>

enum {
    WIDTH = 1456,
    HEIGHT = 819, // the sheet the views are designed on
    WIDTH_LEAST = 640,
    HEIGHT_LEAST = 400,
    GRIP = 120,     // of the title bar that must be within reach, along and
    GRIP_DOWN = 24, // down
    STILL_MS = 200,
};

#define ZOOM_AT_START_MAX 1.5f // above it the views have no room left

static const struct place_frame usual_frame = { 4, 32, 4, 8 };

// ---- where it may stand --------------------------------------------------------------------------------------------

static int overlap(SDL_Rect one, SDL_Rect other)
{
    SDL_Rect both;
    return SDL_IntersectRect(&one, &other, &both) ? both.w * both.h : 0;
}

static SDL_Rect title_of(struct window_place place, struct place_frame frame)
{
    return (SDL_Rect){ place.x, place.y, place.width + frame.left + frame.right, GRIP_DOWN };
}

// The room that most of the title bar stands in, else most of the window, else the first.
static SDL_Rect room_of(struct window_place place, struct place_frame frame, const SDL_Rect *rooms, int count)
{
    SDL_Rect rect = title_of(place, frame);
    for (int whole = 0; whole < 2; whole++) {
        int best = -1, most = 0;
        for (int i = 0; i < count; i++) {
            if (overlap(rect, rooms[i]) > most) {
                most = overlap(rect, rooms[i]);
                best = i;
            }
        }
        if (best >= 0)
            return rooms[best];
        rect.h = place.height + frame.top + frame.bottom;
    }
    return rooms[0];
}

static bool is_in_reach(struct window_place place, struct place_frame frame, SDL_Rect room)
{
    const SDL_Rect title = title_of(place, frame);
    SDL_Rect both;
    return SDL_IntersectRect(&title, &room, &both) && both.w >= GRIP && both.h >= GRIP_DOWN;
}

static int within(int value, int low, int high)
{
    return value > high ? (high > low ? high : low) : value < low ? low : value;
}

struct window_place place_within(struct window_place wanted, struct place_frame frame, const SDL_Rect *rooms, int count)
{
    const SDL_Rect room = room_of(wanted, frame, rooms, count);
    const int across = frame.left + frame.right, down = frame.top + frame.bottom;
    struct window_place place = wanted;
    place.width = within(wanted.width, 1, room.w - across);
    place.height = within(wanted.height, 1, room.h - down);
    if (place.width == wanted.width && place.height == wanted.height && is_in_reach(place, frame, room))
        return place;
    place.x = within(place.x, room.x, room.x + room.w - place.width - across);
    place.y = within(place.y, room.y, room.y + room.h - place.height - down);
    return place;
}

float place_density(float dots_per_inch)
{
    const float halves = dots_per_inch / 48;
    if (!(halves >= 3 && halves <= 8)) // under 144 it is an ordinary screen, above 384 no monitor
        return 1;
    return halves < 6 ? (float)(int)halves / 2 : 3;
}

// ---- opening -------------------------------------------------------------------------------------------------------

enum {
    ROOMS_MOST = 8
};

static int usable_rooms(SDL_Rect rooms[ROOMS_MOST])
{
    int count = 0;
    for (int i = 0; i < SDL_GetNumVideoDisplays() && count < ROOMS_MOST; i++)
        count += SDL_GetDisplayUsableBounds(i, &rooms[count]) == 0;
    if (count == 0)
        rooms[count++] = (SDL_Rect){ 0, 0, WIDTH, HEIGHT };
    return count;
}

// In the middle of the first display, as large as designed, or larger where its pixels are finer.
static struct window_place first_place(SDL_Rect room, float density)
{
    struct window_place place = { .width = (int)(WIDTH * density), .height = (int)(HEIGHT * density) };
    place.width = within(place.width, 1, room.w - usual_frame.left - usual_frame.right);
    place.height = within(place.height, 1, room.h - usual_frame.top - usual_frame.bottom);
    place.x = room.x + (room.w - place.width - usual_frame.left - usual_frame.right) / 2;
    place.y = room.y + (room.h - place.height - usual_frame.top - usual_frame.bottom) / 2;
    return place;
}

SDL_Window *place_open(struct placement *place, const struct window_place *last, const char *title, float *zoom)
{
    SDL_Rect rooms[ROOMS_MOST];
    const int count = usable_rooms(rooms);
    const bool known = last->width > 0;
    const float density = place_density(dpi_of_desktop());
    const struct window_place at =
        known ? place_within(*last, usual_frame, rooms, count) : first_place(rooms[0], density);
    const float asked = density * HEIGHT / (float)at.height;
    *place = (struct placement){ .kept = at };
    *zoom = density > 1 && asked > 1 ? (asked < ZOOM_AT_START_MAX ? asked : ZOOM_AT_START_MAX) : 1;
    place->window =
        SDL_CreateWindow(title, at.x, at.y, at.width, at.height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (place->window)
        SDL_SetWindowMinimumSize(place->window, WIDTH_LEAST, HEIGHT_LEAST);
    if (place->window && known && last->maximized)
        SDL_MaximizeWindow(place->window);
    place_changed(place);
    return place->window;
}

// ---- remembering ---------------------------------------------------------------------------------------------------

static struct place_frame frame_of(SDL_Window *window)
{
    struct place_frame frame = { 0 };
    SDL_GetWindowBordersSize(window, &frame.top, &frame.left, &frame.bottom, &frame.right);
    return frame;
}

void place_remember(struct placement *place)
{
    const Uint32 flags = SDL_GetWindowFlags(place->window);
    const struct place_frame frame = frame_of(place->window);
    if (flags & (SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_MINIMIZED))
        return;
    place->kept.maximized = flags & SDL_WINDOW_MAXIMIZED;
    if (place->kept.maximized)
        return;
    SDL_GetWindowPosition(place->window, &place->kept.x, &place->kept.y);
    place->kept.x -= frame.left;
    place->kept.y -= frame.top;
    SDL_GetWindowSize(place->window, &place->kept.width, &place->kept.height);
}

// Once, with the frame it has: where that is larger than an ordinary one the window gets smaller.
static void fit(struct placement *place)
{
    SDL_Rect rooms[ROOMS_MOST];
    const int count = usable_rooms(rooms);
    const struct place_frame frame = frame_of(place->window);
    const struct window_place fits = place_within(place->kept, frame, rooms, count);
    place->fitted = true;
    if (fits.width != place->kept.width || fits.height != place->kept.height)
        SDL_SetWindowSize(place->window, fits.width, fits.height);
    if (fits.x != place->kept.x || fits.y != place->kept.y)
        SDL_SetWindowPosition(place->window, fits.x + frame.left, fits.y + frame.top);
}

void place_changed(struct placement *place) { place->changed_ns = os_now_ns(); }

void place_settle(struct placement *place)
{
    const Uint32 other = SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_MINIMIZED | SDL_WINDOW_MAXIMIZED;
    if (!place->changed_ns || os_now_ns() - place->changed_ns < STILL_MS * UINT64_C(1000000))
        return;
    place->changed_ns = 0;
    place_remember(place);
    if (!place->fitted && !(SDL_GetWindowFlags(place->window) & other))
        fit(place);
}

void place_set_fullscreen(struct placement *place, bool on)
{
    const Uint32 flags = SDL_GetWindowFlags(place->window);
    const bool is_on = flags & SDL_WINDOW_FULLSCREEN;
    if (on && !is_on) // as it was last time, where the window manager has not got round to it yet
        place->maximized_before = flags & SDL_WINDOW_MAXIMIZED || (place->changed_ns && place->kept.maximized);
    SDL_SetWindowFullscreen(place->window, on ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
    if (!on && is_on && place->maximized_before)
        SDL_MaximizeWindow(place->window);
}
