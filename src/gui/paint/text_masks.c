// SDL2_ttf gives a string as a white picture whose alpha is the coverage, as tall as the font's lines. Most of that
// is empty: only the box that holds ink is kept, a byte a pixel.
#include "gui/paint/text_masks.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct box {
    int left, top, right, bottom;
};

static const uint32_t *row_of(const SDL_Surface *surface, int y)
{
    return (const uint32_t *)(const void *)((const uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch);
}

static struct box ink_box(const SDL_Surface *surface)
{
    struct box box = { surface->w, surface->h, 0, 0 };
    for (int y = 0; y < surface->h; y++) {
        const uint32_t *row = row_of(surface, y);
        for (int x = 0; x < surface->w; x++) {
            if (row[x] >> 24) {
                box.left = x < box.left ? x : box.left;
                box.right = x + 1 > box.right ? x + 1 : box.right;
                box.top = y < box.top ? y : box.top;
                box.bottom = y + 1;
            }
        }
    }
    return box;
}

// Where the first letter reaches left of the origin, SDL2_ttf moves the whole string right by as much.
static int moved_right(TTF_Font *font, const char *utf8)
{
    uint32_t first;
    int left = 0, right, low, high, advance;
    if (utf8_read(utf8, &first) == 0 || TTF_GlyphMetrics32(font, first, &left, &right, &low, &high, &advance) != 0)
        return 0;
    return left < 0 ? -left : 0;
}

#define MIDDLE_DOT 0xb7u
#define MIDDLE_DOT_UTF8 "\xc2\xb7"
#define NARROW_DOT 0xff65u
#define NARROW_DOT_UTF8 "\xef\xbd\xa5"

static int advance_of(TTF_Font *font, uint32_t character)
{
    int left, right, low, high, advance;
    return TTF_GlyphMetrics32(font, character, &left, &right, &low, &high, &advance) == 0 ? advance : 0;
}

uint32_t text_mask_narrow(TTF_Font *font, uint32_t character)
{
    bool narrow = character == MIDDLE_DOT && TTF_GlyphIsProvided32(font, NARROW_DOT) &&
                  advance_of(font, NARROW_DOT) < advance_of(font, MIDDLE_DOT);
    return narrow ? NARROW_DOT : character;
}

// The text with narrow dots, on the heap; NULL where it stays as it is.
static char *narrowed(TTF_Font *font, const char *utf8)
{
    const char *dot = strstr(utf8, MIDDLE_DOT_UTF8);
    char *copy = dot && text_mask_narrow(font, MIDDLE_DOT) != MIDDLE_DOT ? malloc(strlen(utf8) * 2 + 1) : NULL;
    char *end = copy;
    for (; copy && dot; dot = strstr(utf8, MIDDLE_DOT_UTF8)) {
        end = mempcpy(end, utf8, (size_t)(dot - utf8));
        end = mempcpy(end, NARROW_DOT_UTF8, strlen(NARROW_DOT_UTF8));
        utf8 = dot + strlen(MIDDLE_DOT_UTF8);
    }
    if (copy)
        strcpy(end, utf8);
    return copy;
}

int text_mask_width(TTF_Font *font, const char *utf8)
{
    int width = 0, height;
    char *copy = narrowed(font, utf8);
    if (*utf8 == 0 || TTF_SizeUTF8(font, copy ? copy : utf8, &width, &height) != 0)
        width = 0;
    free(copy);
    return width;
}

int text_mask_fit(TTF_Font *font, const char *utf8, int max_px)
{
    int width, characters = 0;
    char *copy = narrowed(font, utf8);
    if (*utf8 == 0 || TTF_MeasureUTF8(font, copy ? copy : utf8, max_px, &width, &characters) != 0)
        characters = 0;
    free(copy);
    return characters;
}

struct owned_mask text_mask_make(TTF_Font *font, const char *utf8)
{
    struct owned_mask owned = { 0 };
    char *copy = narrowed(font, utf8);
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font, copy ? copy : utf8, (SDL_Color){ 255, 255, 255, 255 });
    free(copy);
    if (!surface)
        return owned;
    struct box box = ink_box(surface);
    if (box.right > box.left && surface->format->BytesPerPixel == 4) {
        size_t width = (size_t)(box.right - box.left), height = (size_t)(box.bottom - box.top);
        owned.memory = malloc(width * height);
        for (size_t y = 0; owned.memory && y < height; y++) {
            const uint32_t *row = row_of(surface, box.top + (int)y) + box.left;
            for (size_t x = 0; x < width; x++)
                owned.memory[y * width + x] = (uint8_t)(row[x] >> 24);
        }
        if (owned.memory) {
            owned.bytes = width * height;
            owned.mask = (struct text_mask){
                owned.memory, width,      box.left - moved_right(font, utf8), box.top - TTF_FontAscent(font),
                (int)width,   (int)height
            };
        }
    }
    SDL_FreeSurface(surface);
    return owned;
}

void text_mask_free(struct owned_mask *owned)
{
    free(owned->memory);
    *owned = (struct owned_mask){ 0 };
}
