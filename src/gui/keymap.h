// Which key of the program's a key of the keyboard is, whatever is printed on it.
#ifndef GUI_KEYMAP_H
#define GUI_KEYMAP_H

#include "view/ui/keys.h"

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

// With Alt there are KEY_BACK and KEY_FORWARD alone. A lower-case letter, a digit, a sign with Ctrl, an enum key; 0: what it types counts, if it types anything. latin: the layout
// has Latin letters (keymap_is_latin); where it has not, letters are where they are on an American keyboard.
uint32_t keymap_key(SDL_Keysym keysym, bool latin);

// A letter that is not Latin, or has an accent, as it is printed; 0: it is none. Where it is a command's, it is not what its place makes it.
uint32_t keymap_own_letter(SDL_Keysym keysym);

// Of the layout that is chosen now.
bool keymap_is_latin(void);

// What the letters of the layout that is chosen now are called.
void keymap_letters(struct keymap *keys);

// Whether a typed character counts as a key of its own: signs and digits, which one key or another types.
bool keymap_counts_typed(uint32_t character);

#endif
