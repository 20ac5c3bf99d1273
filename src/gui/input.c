// Keys, pointer and text.
//
// A letter or a digit counts when its key goes down. A sign ("?", "+") counts when it comes as text, because which keys make
// it depends on the keyboard; with Ctrl no text comes, so there the key's plain sign counts.
#include "gui/input.h"

#include "base/utf8.h"

static const struct {
    SDL_Keycode from;
    uint32_t to;
} keys[] = {
    { SDLK_LEFT, KEY_LEFT },
    { SDLK_RIGHT, KEY_RIGHT },
    { SDLK_UP, KEY_UP },
    { SDLK_DOWN, KEY_DOWN },
    { SDLK_HOME, KEY_HOME },
    { SDLK_END, KEY_END },
    { SDLK_PAGEUP, KEY_PAGE_UP },
    { SDLK_PAGEDOWN, KEY_PAGE_DOWN },
    { SDLK_RETURN, KEY_ENTER },
    { SDLK_KP_ENTER, KEY_ENTER },
    { SDLK_ESCAPE, KEY_ESCAPE },
    { SDLK_TAB, KEY_TAB },
    { SDLK_BACKSPACE, KEY_BACKSPACE },
    { SDLK_DELETE, KEY_DELETE },
    { SDLK_F1, KEY_F1 },
    { SDLK_F5, KEY_F5 },
    { SDLK_F11, KEY_F11 },
    { SDLK_SPACE, ' ' },
};

static bool is_letter(uint32_t key) { return (key >= 'a' && key <= 'z') || (key >= '0' && key <= '9') || key == ' '; }

static uint32_t key_of(SDL_Keycode sym, bool control)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].from == sym)
            return keys[i].to;
    }
    const uint32_t key = sym > 0 && sym < 0x80 ? (uint32_t)sym : 0;
    return is_letter(key) || control ? key : 0;
}

static bool press(struct app *app, uint32_t key, SDL_Keymod mod)
{
    struct wishes wishes = { 0 };
    const struct key_press press = { key, mod & (KMOD_CTRL | KMOD_GUI), mod & KMOD_SHIFT };
    const bool meant = control_key(app_model(app), app_ui(app), app_document(app), press, &wishes);
    app_grant(app, &wishes);
    return meant;
}

static bool key_down(struct app *app, const SDL_KeyboardEvent *event)
{
    const bool control = event->keysym.mod & (KMOD_CTRL | KMOD_GUI);
    uint32_t key = key_of(event->keysym.sym, control);
    if (event->keysym.mod & KMOD_ALT || key == 0)
        return false;
    if (control && key == '=')
        key = '+'; // the plain key of the plus sign on most keyboards
    return press(app, key, (SDL_Keymod)event->keysym.mod);
}

static bool text(struct app *app, const char *utf8)
{
    uint32_t character;
    bool meant = false;
    if (utf8_read(utf8, &character) > 0 && !is_letter(character) && !(character >= 'A' && character <= 'Z'))
        meant = press(app, character, SDL_GetModState());
    if (app_ui(app)->editing) {
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

static struct point at(const struct input_state *state, int x, int y)
{
    return point_at((float)x * state->px_per_point, (float)y * state->px_per_point);
}

static bool button(const struct input_state *state, struct app *app, const SDL_MouseButtonEvent *event)
{
    if (event->button != SDL_BUTTON_LEFT)
        return false;
    const bool down = event->type == SDL_MOUSEBUTTONDOWN;
    const enum pointer_kind kind = !down ? POINTER_UP : event->clicks == 2 ? POINTER_DOUBLE : POINTER_DOWN;
    return point(app, (struct pointer_event){ .kind = kind, .at = at(state, event->x, event->y) });
}

static bool wheel(const struct input_state *state, struct app *app, const SDL_MouseWheelEvent *event)
{
    int x, y;
    SDL_GetMouseState(&x, &y);
    const float sign = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
    return point(app, (struct pointer_event){ .kind = POINTER_WHEEL,
                                              .at = at(state, x, y),
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
    return point(app, (struct pointer_event){
                          .kind = POINTER_WHEEL, .at = at(state, x, y), .wheel_y = event->dDist * NOTCHES_PER_PINCH });
}

bool input_take(struct input_state *state, struct app *app, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_KEYDOWN:
        return key_down(app, &event->key);
    case SDL_TEXTINPUT:
        return text(app, event->text.text);
    case SDL_MOUSEMOTION:
        return point(app,
                     (struct pointer_event){ .kind = POINTER_MOVE, .at = at(state, event->motion.x, event->motion.y) });
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return button(state, app, &event->button);
    case SDL_MOUSEWHEEL:
        return wheel(state, app, &event->wheel);
    case SDL_MULTIGESTURE:
        return pinch(state, app, &event->mgesture);
    case SDL_DROPFILE:
        app_open(app, event->drop.file);
        SDL_free(event->drop.file);
        return true;
    default:
        return false;
    }
}
