// Keys of many layouts: letters by their print, signs by what they type, digits by either, and where no letter is Latin, by place.
#include "gui/keymap.h"
#include "view/ui/actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

// A key of a layout: where it is, what it types plainly, and what it must be taken for.
static const struct {
    const char *layout;
    SDL_Scancode place;
    SDL_Keycode sym;
    Uint16 mod;
    bool latin;
    uint32_t key;
} table[] = {
    { "us", SDL_SCANCODE_L, 'l', 0, true, 'l' },
    { "us", SDL_SCANCODE_1, '1', 0, true, '1' },
    { "us", SDL_SCANCODE_SLASH, '/', KMOD_LSHIFT, true, 0 }, // types "?"
    { "us", SDL_SCANCODE_MINUS, '-', 0, true, 0 },
    { "us", SDL_SCANCODE_MINUS, '-', KMOD_LCTRL, true, '-' },
    { "us", SDL_SCANCODE_EQUALS, '=', KMOD_LCTRL, true, '+' },
    { "us", SDL_SCANCODE_EQUALS, '=', KMOD_LCTRL | KMOD_LSHIFT, true, '+' },
    { "us", SDL_SCANCODE_SEMICOLON, ';', 0, true, 0 },
    { "us", SDL_SCANCODE_F10, SDLK_F10, 0, true, KEY_F10 },
    { "us", SDL_SCANCODE_F11, SDLK_F11, 0, true, KEY_F11 },
    { "us", SDL_SCANCODE_LEFT, SDLK_LEFT, KMOD_LALT, true, KEY_BACK },
    { "us", SDL_SCANCODE_RIGHT, SDLK_RIGHT, KMOD_LALT, true, KEY_FORWARD },
    { "us", SDL_SCANCODE_M, SDLK_m, KMOD_LALT, true, 0 },
    // letters change places
    { "fr", SDL_SCANCODE_Q, 'a', 0, true, 'a' },
    { "de", SDL_SCANCODE_Z, 'y', 0, true, 'y' },
    { "fr", SDL_SCANCODE_SEMICOLON, 'm', 0, true, 'm' },
    { "fr", SDL_SCANCODE_M, ',', 0, true, 0 },
    // digits are typed with Shift
    { "fr", SDL_SCANCODE_1, '&', 0, true, '1' },
    { "fr", SDL_SCANCODE_2, 0xe9, 0, true, '2' },
    { "fr", SDL_SCANCODE_2, 0xe9, KMOD_LSHIFT, true, 0 }, // types "2"
    { "fr", SDL_SCANCODE_6, '-', 0, true, 0 },
    { "fr", SDL_SCANCODE_6, '-', KMOD_LCTRL, true, '-' },
    { "fr", SDL_SCANCODE_0, 0xe0, KMOD_LCTRL, true, '0' },
    { "de", SDL_SCANCODE_RIGHTBRACKET, '+', KMOD_LCTRL, true, '+' },
    { "de", SDL_SCANCODE_7, '7', KMOD_LSHIFT, true, 0 }, // types "/"
    { "de", SDL_SCANCODE_SEMICOLON, 0xf6, 0, true, 0 },
    // no Latin letters
    { "ru", SDL_SCANCODE_L, 0x434, 0, false, 'l' },
    { "ru", SDL_SCANCODE_Q, 0x439, KMOD_LCTRL, false, 'q' },
    { "gr", SDL_SCANCODE_Q, ';', KMOD_LCTRL, false, 'q' },
    { "gr", SDL_SCANCODE_Q, ';', 0, false, 0 },
    { "ru", SDL_SCANCODE_1, '1', 0, false, '1' },
    // Dvorak: Ctrl and the sign where Q would be must not quit
    { "dvorak", SDL_SCANCODE_Q, '\'', KMOD_LCTRL, true, '\'' },
    // the key pad
    { "pad", SDL_SCANCODE_KP_1, SDLK_KP_1, KMOD_NUM, true, 0 }, // types "1"
    { "pad", SDL_SCANCODE_KP_1, SDLK_KP_1, 0, true, KEY_END },
    { "pad", SDL_SCANCODE_KP_4, SDLK_KP_4, 0, true, KEY_LEFT },
    { "pad", SDL_SCANCODE_KP_PLUS, SDLK_KP_PLUS, 0, true, 0 },
    { "pad", SDL_SCANCODE_KP_PLUS, SDLK_KP_PLUS, KMOD_LCTRL, true, '+' },
    { "pad", SDL_SCANCODE_KP_0, SDLK_KP_0, KMOD_LCTRL | KMOD_NUM, true, '0' },
    { "pad", SDL_SCANCODE_KP_ENTER, SDLK_KP_ENTER, 0, true, KEY_ENTER },
};

static void keys_are_what_is_meant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const SDL_Keysym keysym = { .scancode = table[i].place, .sym = table[i].sym, .mod = table[i].mod };
        const uint32_t key = keymap_key(keysym, table[i].latin);
        if (key != table[i].key)
            fail_msg("%s: place %d, sign %x, modifiers %x is key %x instead of %x", table[i].layout, table[i].place,
                     (unsigned)table[i].sym, table[i].mod, key, table[i].key);
    }
}

static void signs_and_digits_count_as_typed(void **state)
{
    (void)state;
    for (const char *sign = "?/+-=_.,0123456789"; *sign; sign++)
        assert_true(keymap_counts_typed((uint32_t)*sign));
    for (const char *letter = "azAZ "; *letter; letter++)
        assert_false(keymap_counts_typed((uint32_t)*letter));
    assert_false(keymap_counts_typed(0xe9));
    assert_false(keymap_counts_typed('\r'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_what_is_meant),
        cmocka_unit_test(signs_and_digits_count_as_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
