// Keys, pointer and text.
//
// A key that means something by itself (keymap.h) counts when it goes down, and what it then types is no key any more; any other
// counts by the sign that it types.
#include "gui/input.h"

#include "base/utf8.h"
#include "gui/display.h"
#include "gui/keymap.h"
#include "gui/lens.h"

#include <limits.h>

static bool press(struct app *app, uint32_t key, bool control, bool shift)
{
    struct wishes wishes = { 0 };
    const bool meant =
        control_key(app_model(app), app_ui(app), app_document(app), (struct key_press){ key, control, shift }, &wishes);
    app_grant(app, &wishes);
    return meant;
}

static bool key_down(struct input_state *state, struct app *app, const SDL_KeyboardEvent *event)
{
    const Uint16 mod = event->keysym.mod;
    const bool control = mod & (KMOD_CTRL | KMOD_GUI), shift = mod & KMOD_SHIFT;
    const uint32_t own = keymap_own_letter(event->keysym);
    const bool is_own = own && keymap_of_press(app_model(app)->keys, own, control, shift, UINT_MAX);
    const uint32_t key = is_own ? own : keymap_key(event->keysym, keymap_is_latin());
    // SDL calls the keys of a French digit row digits: one that means nothing may still type a sign that does.
    state->key_counted = key != 0 && press(app, key, control, shift);
    return state->key_counted;
}

// With Ctrl signs are typed, too, by some desktops.
static bool text(struct input_state *state, struct app *app, const char *utf8)
{
    const SDL_Keymod mod = SDL_GetModState();
    const bool counted = state->key_counted || mod & KMOD_LALT, control = mod & (KMOD_CTRL | KMOD_GUI);
    uint32_t character;
    bool meant = false;
    state->key_counted = false;
    if (!counted && utf8_read(utf8, &character) > 0 && keymap_counts_typed(character))
        meant = press(app, character, control, false);
    if (app_ui(app)->editing && !control) {
        control_text(app_model(app), app_ui(app), utf8);
        return true;
    }
    return meant;
}

static bool point(struct app *app, struct pointer_event event)
{
    struct wishes wishes = { 0 };
    const SDL_Keymod mod = SDL_GetModState();
    event.shift = mod & KMOD_SHIFT;
    event.control = mod & (KMOD_CTRL | KMOD_GUI);
    const bool changed = control_pointer(app_model(app), app_ui(app), app_document(app), event, &wishes);
    app_grant(app, &wishes);
    return changed;
}

// In the window's pixels; and on the sheet that it shows a part of.
static struct point in_window(const struct input_state *state, int x, int y)
{
    return point_at((float)x * state->px_per_point, (float)y * state->px_per_point);
}

static struct point at(const struct input_state *state, struct app *app, int x, int y)
{
    const struct point point = in_window(state, x, y), lens = app_ui(app)->lens.at;
    return point_at(point.x + lens.x, point.y + lens.y);
}

static bool button(const struct input_state *state, struct app *app, const SDL_MouseButtonEvent *event)
{
    const bool down = event->type == SDL_MOUSEBUTTONDOWN;
    if (down && event->button == SDL_BUTTON_RIGHT)
        return point(app, (struct pointer_event){ .kind = POINTER_MENU, .at = at(state, app, event->x, event->y) });
    if (down && (event->button == SDL_BUTTON_X1 || event->button == SDL_BUTTON_X2))
        return press(app, event->button == SDL_BUTTON_X1 ? KEY_BACK : KEY_FORWARD, false, false);
    if (event->button != SDL_BUTTON_LEFT)
        return false;
    const enum pointer_kind kind = !down ? POINTER_UP : event->clicks == 2 ? POINTER_DOUBLE : POINTER_DOWN;
    return point(app, (struct pointer_event){ .kind = kind, .at = at(state, app, event->x, event->y) });
}

static bool wheel(const struct input_state *state, struct app *app, const SDL_MouseWheelEvent *event)
{
    int x, y;
    SDL_GetMouseState(&x, &y);
    const float sign = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
    return point(app, (struct pointer_event){ .kind = POINTER_WHEEL,
                                              .at = at(state, app, x, y),
                                              .wheel_x = sign * event->preciseX,
                                              .wheel_y = sign * event->preciseY });
}

// Two fingers apart by the height of the touch pad are as much as twenty notches.
#define NOTCHES_PER_PINCH 20.0f

static bool pinch(const struct input_state *state, struct app *app, const SDL_MultiGestureEvent *event)
{
    int x, y;
    SDL_GetMouseState(&x, &y);
    if (event->dDist == 0)
        return false;
    return point(app, (struct pointer_event){ .kind = POINTER_WHEEL,
                                              .at = at(state, app, x, y),
                                              .wheel_y = event->dDist * NOTCHES_PER_PINCH });
}

bool input_take(struct input_state *state, struct app *app, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_KEYDOWN:
        return key_down(state, app, &event->key);
    case SDL_TEXTINPUT:
        return text(state, app, event->text.text);
    case SDL_MOUSEMOTION:
        lens_follow(app_ui(app), in_window(state, event->motion.x, event->motion.y));
        return point(app, (struct pointer_event){ .kind = POINTER_MOVE,
                                                  .at = at(state, app, event->motion.x, event->motion.y) });
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return button(state, app, &event->button);
    case SDL_MOUSEWHEEL:
        return wheel(state, app, &event->wheel);
    case SDL_MULTIGESTURE:
        return pinch(state, app, &event->mgesture);
    case SDL_DROPFILE:
        app_drop(app, event->drop.file, display_control_is_held(SDL_GetWindowFromID(event->drop.windowID)));
        SDL_free(event->drop.file);
        return true;
    default:
        return false;
    }
}
