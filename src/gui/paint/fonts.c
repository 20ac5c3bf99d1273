// Two stores over SDL2_ttf: open fonts with their single letters, and strings.
//
// Strings lie in sets of four by their hash; the one used longest ago makes room. A string is measured when a view
// asks for its width and drawn when it is first shown, so what is only measured costs no mask. Where memory is
// short a text measures 0 wide or is not drawn; nothing else breaks.
#include "gui/paint/fonts.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "gui/paint/font_files.h"
#include "gui/paint/text_masks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS_MAX 256  // a power of two; per open font
#define LETTERS_FULL 192 // past this the letters start anew
#define WAYS 4
#define SETS (FONTS_STRINGS_MAX / WAYS)

struct letter {
    uint32_t character; // 0: free
    int advance_px;
    int shift_px; // a digit narrower than the widest is centred
    bool drawn;
    struct owned_mask mask;
};

struct open_font {
    TTF_Font *font; // NULL: free
    enum face face;
    int size_px;
    uint64_t used;
    struct font_lines lines;
    int digit_px; // of the widest digit
    struct letter *letters;
    size_t letter_count;
};

struct string {
    char *utf8; // NULL: free
    size_t bytes;
    uint64_t hash, used;
    struct text_look look;
    float width_px;
    bool drawn;
    struct owned_mask mask;
};

struct fonts {
    struct font_file files[FACE_COUNT];
    struct metrics metrics;
    uint64_t clock;
    struct open_font open[FONTS_OPEN_MAX];
    struct string strings[FONTS_STRINGS_MAX];
    struct fonts_stats stats;
};

static void letters_clear(struct open_font *open)
{
    for (size_t i = 0; i < LETTERS_MAX; i++) {
        text_mask_free(&open->letters[i].mask);
        open->letters[i] = (struct letter){ 0 };
    }
    open->letter_count = 0;
}

static void open_font_close(struct fonts *fonts, struct open_font *open)
{
    if (open->font) {
        letters_clear(open);
        free(open->letters);
        TTF_CloseFont(open->font);
        fonts->stats.fonts_open--;
        *open = (struct open_font){ 0 };
    }
}

static TTF_Font *file_open(const struct font_file *file, int size_px)
{
    TTF_Font *font = TTF_OpenFontIndex(file->path, size_px, file->index);
    if (font) {
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
        if (file->embolden)
            TTF_SetFontStyle(font, TTF_STYLE_BOLD);
    }
    return font;
}

static void glyph_heights(TTF_Font *font, uint32_t character, int *low, int *high, int *advance)
{
    int left, right;
    *low = *high = *advance = 0;
    if (TTF_GlyphIsProvided32(font, character))
        TTF_GlyphMetrics32(font, character, &left, &right, low, high, advance);
}

// Heights of what is really written, Latin letters and ideographs; the font's own ascent and descent leave room for
// far more and would hold lines of text apart that do not touch.
static void measure_lines(struct open_font *open)
{
    static const uint32_t tall[] = { 'H', 'd', 'l', 0x56fd }, deep[] = { 'p', 'g', 'j', 0x56fd };
    int ascent = 0, descent = 0, low, high, advance;
    for (size_t i = 0; i < sizeof tall / sizeof *tall; i++) {
        glyph_heights(open->font, tall[i], &low, &high, &advance);
        ascent = high > ascent ? high : ascent;
        glyph_heights(open->font, deep[i], &low, &high, &advance);
        descent = -low > descent ? -low : descent;
    }
    glyph_heights(open->font, 'H', &low, &high, &advance);
    float em = (float)open->size_px;
    open->lines = (struct font_lines){ .ascent_px = ascent > 0 ? (float)ascent : em,
                                       .descent_px = (float)descent,
                                       .cap_px = high > 0 ? (float)high : em * 0.7f,
                                       .line_px = em * 1.4f };
    for (uint32_t digit = '0'; digit <= '9'; digit++) {
        glyph_heights(open->font, digit, &low, &high, &advance);
        open->digit_px = advance > open->digit_px ? advance : open->digit_px;
    }
}

// The font for a face and size, opened if need be; NULL where that is refused.
static struct open_font *font_for(struct fonts *fonts, enum face face, int size_px)
{
    struct open_font *place = &fonts->open[0];
    fonts->clock++;
    for (size_t i = 0; i < FONTS_OPEN_MAX; i++) {
        struct open_font *open = &fonts->open[i];
        if (open->font && open->face == face && open->size_px == size_px) {
            open->used = fonts->clock;
            return open;
        }
        if (place->font && (!open->font || open->used < place->used))
            place = open;
    }
    struct open_font fresh = { .face = face, .size_px = size_px, .used = fonts->clock };
    fresh.letters = calloc(LETTERS_MAX, sizeof *fresh.letters);
    fresh.font = fresh.letters ? file_open(&fonts->files[face], size_px) : NULL;
    if (!fresh.font) {
        free(fresh.letters);
        return NULL;
    }
    measure_lines(&fresh);
    fonts->stats.fonts_closed_for_room += place->font != NULL;
    open_font_close(fonts, place);
    *place = fresh;
    fonts->stats.fonts_open++;
    fonts->stats.fonts_opened++;
    return place;
}

static bool is_digit(uint32_t character) { return character >= '0' && character <= '9'; }

static struct letter *letter_for(struct open_font *open, uint32_t character)
{
    if (open->letter_count >= LETTERS_FULL)
        letters_clear(open);
    size_t at = (character * 2654435761u >> 16) & (LETTERS_MAX - 1);
    while (open->letters[at].character && open->letters[at].character != character)
        at = (at + 1) & (LETTERS_MAX - 1);
    struct letter *letter = &open->letters[at];
    if (!letter->character) {
        int left, right, low, high;
        open->letter_count++;
        letter->character = character;
        uint32_t shown = text_mask_narrow(open->font, character);
        if (TTF_GlyphMetrics32(open->font, shown, &left, &right, &low, &high, &letter->advance_px) != 0)
            letter->advance_px = 0;
        if (is_digit(character)) {
            letter->shift_px = (open->digit_px - letter->advance_px) / 2;
            letter->advance_px = open->digit_px;
        }
    }
    return letter;
}

static void letter_draw(struct open_font *open, struct letter *letter, const char *utf8, size_t bytes)
{
    char text[8] = { 0 };
    assert(bytes < sizeof text);
    memcpy(text, utf8, bytes);
    letter->mask = text_mask_make(open->font, text);
    letter->drawn = true;
}

static float figures_width(struct open_font *open, const char *utf8, size_t bytes)
{
    int width = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t character;
        at += utf8_read(utf8 + at, &character);
        width += letter_for(open, character)->advance_px;
    }
    return (float)width;
}

static uint64_t hash_of(struct text_look look, const char *utf8, size_t bytes)
{
    uint64_t hash = (uint64_t)look.size_px << 8 | (uint64_t)look.face;
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ (unsigned char)utf8[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static void string_forget(struct fonts *fonts, struct string *string)
{
    if (string->utf8) {
        fonts->stats.strings--;
        fonts->stats.string_bytes -= string->mask.bytes;
        text_mask_free(&string->mask);
        free(string->utf8);
        *string = (struct string){ 0 };
    }
}

static bool string_make(struct fonts *fonts, struct string *string, struct text_look look, const char *utf8,
                        size_t bytes, uint64_t hash)
{
    struct open_font *open = font_for(fonts, look.face, look.size_px);
    char *copy = open ? malloc(bytes + 1) : NULL;
    if (!copy)
        return false;
    memcpy(copy, utf8, bytes);
    copy[bytes] = 0;
    *string = (struct string){ .utf8 = copy, .bytes = bytes, .hash = hash, .look = look };
    string->width_px = (float)text_mask_width(open->font, copy);
    fonts->stats.strings++;
    return true;
}

// The string as stored, measured if it was not there; NULL when that is refused.
static struct string *string_for(struct fonts *fonts, struct text_look look, const char *utf8, size_t bytes)
{
    uint64_t hash = hash_of(look, utf8, bytes);
    struct string *set = &fonts->strings[hash % SETS * WAYS], *place = set;
    for (struct string *string = set; string < set + WAYS; string++) {
        if (string->utf8 && string->hash == hash && string->bytes == bytes && string->look.face == look.face &&
            string->look.size_px == look.size_px && memcmp(string->utf8, utf8, bytes) == 0) {
            string->used = ++fonts->clock;
            return string;
        }
        if (place->utf8 && (!string->utf8 || string->used < place->used))
            place = string;
    }
    fonts->stats.strings_dropped_for_room += place->utf8 != NULL;
    string_forget(fonts, place);
    if (!string_make(fonts, place, look, utf8, bytes, hash))
        return NULL;
    place->used = ++fonts->clock;
    return place;
}

// Makes room once the masks have grown past their limit: first those not used for a while, then, should that not
// do, all others.
static void strings_trim(struct fonts *fonts, const struct string *keep)
{
    uint64_t ages[] = { FONTS_STRINGS_MAX, 0 };
    for (size_t pass = 0; pass < 2 && fonts->stats.string_bytes > FONTS_STRING_BYTES_MAX; pass++) {
        for (size_t i = 0; i < FONTS_STRINGS_MAX; i++) {
            struct string *string = &fonts->strings[i];
            if (string->utf8 && string != keep && fonts->clock - string->used >= ages[pass]) {
                fonts->stats.strings_dropped_for_room++;
                string_forget(fonts, string);
            }
        }
    }
}

static const struct text_mask *string_mask(struct fonts *fonts, struct string *string)
{
    if (!string->drawn) {
        struct open_font *open = font_for(fonts, string->look.face, string->look.size_px);
        if (!open)
            return NULL;
        string->mask = text_mask_make(open->font, string->utf8);
        string->drawn = true;
        fonts->stats.string_bytes += string->mask.bytes;
        strings_trim(fonts, string);
    }
    return string->mask.memory ? &string->mask.mask : NULL;
}

static float text_width(void *context, struct text_look look, const char *utf8, size_t bytes)
{
    struct fonts *fonts = context;
    if (look.figures) {
        struct open_font *open = font_for(fonts, look.face, look.size_px);
        return open ? figures_width(open, utf8, bytes) : 0;
    }
    const struct string *string = string_for(fonts, look, utf8, bytes);
    return string ? string->width_px : 0;
}

// Figures add up letter by letter; in strings neighbours move each other, so those are left to SDL2_ttf.
static size_t text_fit(void *context, struct text_look look, const char *utf8, size_t bytes, float max_px)
{
    struct open_font *open = font_for(context, look.face, look.size_px);
    if (!open || !(max_px > 0))
        return 0;
    int letters = look.figures ? 0 : text_mask_fit(open->font, utf8, max_px < 1e6f ? (int)max_px : 1000000);
    size_t at = 0;
    float width = 0;
    while (at < bytes) {
        uint32_t character;
        size_t length = utf8_read(utf8 + at, &character);
        if (look.figures)
            width += (float)letter_for(open, character)->advance_px;
        if (look.figures ? width > max_px : letters-- <= 0)
            break;
        at += length;
    }
    return at;
}

static struct font_lines text_lines(void *context, struct text_look look)
{
    const struct open_font *open = font_for(context, look.face, look.size_px);
    return open ? open->lines : (struct font_lines){ 0 };
}

void fonts_set_text(struct fonts *fonts, struct text_look look, const char *utf8, size_t bytes, text_sink *sink,
                    void *context)
{
    if (!look.figures) {
        struct string *string = string_for(fonts, look, utf8, bytes);
        const struct text_mask *mask = string ? string_mask(fonts, string) : NULL;
        if (mask)
            sink(context, mask, 0);
        return;
    }
    struct open_font *open = font_for(fonts, look.face, look.size_px);
    int x = 0;
    for (size_t at = 0; open && at < bytes;) {
        uint32_t character;
        size_t length = utf8_read(utf8 + at, &character);
        struct letter *letter = letter_for(open, character);
        if (!letter->drawn)
            letter_draw(open, letter, utf8 + at, length);
        if (letter->mask.memory)
            sink(context, &letter->mask.mask, x + letter->shift_px);
        x += letter->advance_px;
        at += length;
    }
}

bool fonts_have_text(struct fonts *fonts, enum face face, const char *utf8, uint32_t *missing)
{
    struct open_font *open = font_for(fonts, face, 16);
    for (uint32_t character; open && *utf8;) {
        utf8 += utf8_read(utf8, &character);
        if (character != '\n' && !TTF_GlyphIsProvided32(open->font, character)) {
            if (missing)
                *missing = character;
            return false;
        }
    }
    return open != NULL;
}

static struct status check_faces(struct fonts *fonts)
{
    for (int face = 0; face < FACE_COUNT; face++)
        if (!font_for(fonts, (enum face)face, 16))
            return status_with(STATUS_FAILED, FAULT_FONT, part_text(fonts->files[face].path));
    return status_ok();
}

struct status fonts_create(struct fonts **out, const char *file, const char *const *samples)
{
    *out = NULL;
    if (TTF_Init() != 0)
        return status_make(STATUS_FAILED, "SDL2_ttf: %s", TTF_GetError());
    struct fonts *fonts = calloc(1, sizeof *fonts);
    if (!fonts) {
        TTF_Quit();
        return status_fault(STATUS_FAILED, FAULT_OUT_OF_MEMORY);
    }
    fonts->metrics = (struct metrics){ text_width, text_fit, text_lines, fonts };
    struct status status = font_files_find(fonts->files, file, samples);
    if (status_is_ok(status))
        status = check_faces(fonts);
    if (!status_is_ok(status)) {
        fonts_destroy(fonts);
        return status;
    }
    *out = fonts;
    return status;
}

void fonts_destroy(struct fonts *fonts)
{
    if (!fonts)
        return;
    for (size_t i = 0; i < FONTS_STRINGS_MAX; i++)
        string_forget(fonts, &fonts->strings[i]);
    for (size_t i = 0; i < FONTS_OPEN_MAX; i++)
        open_font_close(fonts, &fonts->open[i]);
    font_files_free(fonts->files);
    free(fonts);
    TTF_Quit();
}

const struct metrics *fonts_metrics(struct fonts *fonts) { return &fonts->metrics; }

const char *fonts_without(struct fonts *fonts, const char *utf8)
{
    for (int face = 0; face < FACE_COUNT; face++)
        if (!fonts_have_text(fonts, (enum face)face, utf8, NULL))
            return fonts->files[face].path;
    return NULL;
}

const char *fonts_file(const struct fonts *fonts, enum face face, int *index)
{
    *index = fonts->files[face].index;
    return fonts->files[face].path;
}

struct fonts_stats fonts_stats(const struct fonts *fonts) { return fonts->stats; }
