// Letters and strings drawn by SDL2_ttf, cut down to the pixels they touch, as masks of coverage.
#ifndef GUI_PAINT_TEXT_MASKS_H
#define GUI_PAINT_TEXT_MASKS_H

#include "gui/paint/mask.h"

#include <SDL_ttf.h>

// A mask and the heap memory it lies in; cover is NULL where nothing shows (a space) or memory was short.
struct owned_mask {
    struct text_mask mask;
    uint8_t *memory;
    size_t bytes;
};

// utf8 ends in a zero; left is as if the text began at x = 0.
struct owned_mask text_mask_make(TTF_Font *font, const char *utf8);
void text_mask_free(struct owned_mask *owned);

// The width such a text takes, and how many of its characters are at most max_px wide.
int text_mask_width(TTF_Font *font, const char *utf8);
int text_mask_fit(TTF_Font *font, const char *utf8, int max_px);

// What is set in place of a character. Fonts made for Chinese set the dot between words as wide as an ideograph, which tears
// Latin text apart; where such a font has the dot in half the width, too, that is taken.
uint32_t text_mask_narrow(TTF_Font *font, uint32_t character);

#endif
