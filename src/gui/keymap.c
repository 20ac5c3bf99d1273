// Letters by what is printed on them, signs by what they type, since which keys make a sign depends on the layout ("/" is typed
// with Shift in half of Europe). Digits by either: on a French keyboard the key that has the 1 types "&". With Ctrl nothing
// can be relied on to be typed, so there the key's plain sign counts.
#include "gui/keymap.h"

#include "view/ui/keys.h"

#include <string.h>

static const struct {
    SDL_Keycode from;
    uint32_t to;
} named[] = {
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
    { SDLK_AC_BACK, KEY_BACK },
    { SDLK_AC_FORWARD, KEY_FORWARD },
    { SDLK_SPACE, ' ' },
};

// The key pad: what it is without NumLock (with it digits are typed), and what it is with Ctrl.
static const struct {
    SDL_Keycode from;
    uint32_t plain, control;
} pad[] = {
    { SDLK_KP_0, 0, '0' },
    { SDLK_KP_1, KEY_END, '1' },
    { SDLK_KP_2, KEY_DOWN, '2' },
    { SDLK_KP_3, KEY_PAGE_DOWN, '3' },
    { SDLK_KP_4, KEY_LEFT, '4' },
    { SDLK_KP_5, 0, '5' },
    { SDLK_KP_6, KEY_RIGHT, '6' },
    { SDLK_KP_7, KEY_HOME, '7' },
    { SDLK_KP_8, KEY_UP, '8' },
    { SDLK_KP_9, KEY_PAGE_UP, '9' },
    { SDLK_KP_PERIOD, KEY_DELETE, 0 },
    { SDLK_KP_PLUS, 0, '+' },
    { SDLK_KP_MINUS, 0, '-' },
};

static bool is_latin_letter(SDL_Keycode sym) { return sym >= 'a' && sym <= 'z'; }
static bool is_digit(SDL_Keycode sym) { return sym >= '0' && sym <= '9'; }

static uint32_t pad_key(size_t row, Uint16 mod)
{
    if (mod & (KMOD_CTRL | KMOD_GUI))
        return pad[row].control;
    return mod & KMOD_NUM ? 0 : pad[row].plain;
}

// What an American keyboard has there; 0: neither letter nor digit.
static uint32_t by_place(SDL_Scancode place, bool letters)
{
    if (place == SDL_SCANCODE_0)
        return '0';
    if (place >= SDL_SCANCODE_1 && place <= SDL_SCANCODE_9)
        return '1' + (uint32_t)(place - SDL_SCANCODE_1);
    if (letters && place >= SDL_SCANCODE_A && place <= SDL_SCANCODE_Z)
        return 'a' + (uint32_t)(place - SDL_SCANCODE_A);
    return 0;
}

uint32_t keymap_key(SDL_Keysym keysym, bool latin)
{
    static const char signs[] = "+-=_?/.,"; // that mean something
    const bool control = keysym.mod & (KMOD_CTRL | KMOD_GUI);
    const SDL_Keycode sym = keysym.sym;
    if (keysym.mod & KMOD_ALT)
        return sym == SDLK_LEFT ? KEY_BACK : sym == SDLK_RIGHT ? KEY_FORWARD : 0;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].from == sym)
            return named[i].to;
    if (sym >= SDLK_F1 && sym <= SDLK_F12)
        return KEY_F1 + (uint32_t)(sym - SDLK_F1);
    for (size_t i = 0; i < sizeof pad / sizeof *pad; i++)
        if (pad[i].from == sym)
            return pad_key(i, keysym.mod);
    if (is_latin_letter(sym))
        return (uint32_t)sym;
    const bool typed = keysym.mod & KMOD_SHIFT && !control; // digits with Shift are signs, or the other way round
    if (is_digit(sym))
        return typed ? 0 : (uint32_t)sym;
    if (sym > ' ' && sym < 0x80 && strchr(signs, (char)sym))
        return !control ? 0 : sym == '=' ? '+' : (uint32_t)sym; // the plus sign is mostly on the key of the equals sign
    const uint32_t key = by_place(keysym.scancode, !latin && (control || sym >= 0x80));
    if (key == 0 && control && sym > ' ' && sym < 0x80)
        return (uint32_t)sym; // any other sign
    return typed && key <= '9' ? 0 : key;
}

uint32_t keymap_own_letter(SDL_Keysym keysym)
{
    const bool letter = keysym.sym > 0xa0 && !(keysym.sym & SDLK_SCANCODE_MASK) && !(keysym.mod & KMOD_ALT);
    return letter ? (uint32_t)keysym.sym : 0;
}

bool keymap_is_latin(void) { return is_latin_letter(SDL_GetKeyFromScancode(SDL_SCANCODE_A)); }

// Where letters are where they are on an American keyboard, they are called what is printed there.
void keymap_letters(struct keymap *keys)
{
    const bool latin = keymap_is_latin();
    for (int i = 0; i < 26; i++) {
        const SDL_Keycode sym = SDL_GetKeyFromScancode((SDL_Scancode)(SDL_SCANCODE_A + i));
        keys->letters[i] = !latin && sym >= 0x80 && !(sym & SDLK_SCANCODE_MASK) ? (uint32_t)sym : 0;
    }
}

bool keymap_counts_typed(uint32_t character)
{
    return character > ' ' && character < 0x7f && !is_latin_letter((SDL_Keycode)(character | 0x20));
}
