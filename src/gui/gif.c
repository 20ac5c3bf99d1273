// A GIF through giflib. Each picture is the smallest rectangle that holds what changed, and in it what did not change is see-through:
// so nothing flickers, and each may have colours of its own.
//
// Colours: up to 255 for each picture's changed pixels. Where there are more (the soft edges of letters), they are chosen one by one:
// first the most frequent, then always the one that all its pixels are furthest from, distance times number; the others become the
// nearest chosen. So large grounds are exact, and a small mark of another colour keeps it. giflib's own median cut keeps five bits
// of each and would change every ground.
#include "gui/animation_format.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLOURS = 255, // and one that shows what was there
    CLEAR = 255,
    BITS = 8,
    UNIT_MS = 10, // GIF counts hundredths of a second
};

struct encoder {
    GifFileType *gif;
    uint8_t *bytes;
    size_t count, room;
    uint32_t *changed; // colours of changed pixels, sorted; room for all
    GifByteType *row;
};

// ---- colours ---------------------------------------------------------------------------------------------------------

struct colours {
    uint32_t *colour; // sorted
    uint32_t *number, *distance;
    GifByteType *index; // of the chosen one that stands for it
    size_t count;
    GifColorType chosen[COLOURS];
    int chosen_count;
};

static int by_colour(const void *a, const void *b)
{
    const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

static uint32_t distance(uint32_t one, uint32_t other)
{
    const int red = (int)(one >> 16 & 255) - (int)(other >> 16 & 255),
              green = (int)(one >> 8 & 255) - (int)(other >> 8 & 255), blue = (int)(one & 255) - (int)(other & 255);
    return (uint32_t)(red * red + green * green + blue * blue);
}

// The colour that is to be chosen next; count: all are met.
static size_t next_colour(const struct colours *colours)
{
    size_t next = colours->count;
    uint64_t most = 0;
    for (size_t i = 0; i < colours->count; i++) {
        const uint64_t error = (uint64_t)colours->distance[i] * colours->number[i];
        if (error > most) {
            most = error;
            next = i;
        }
    }
    return next;
}

static void choose(struct colours *colours)
{
    for (size_t next; colours->chosen_count < COLOURS && (next = next_colour(colours)) < colours->count;) {
        const uint32_t colour = colours->colour[next];
        const int index = colours->chosen_count++;
        colours->chosen[index] =
            (GifColorType){ (GifByteType)(colour >> 16), (GifByteType)(colour >> 8), (GifByteType)colour };
        for (size_t i = 0; i < colours->count; i++) {
            const uint32_t away = distance(colours->colour[i], colour);
            if (away < colours->distance[i]) {
                colours->distance[i] = away;
                colours->index[i] = (GifByteType)index;
            }
        }
    }
}

static bool begin_colours(struct colours *colours, size_t room)
{
    *colours = (struct colours){ .colour = malloc((room + 1) * sizeof(uint32_t)),
                                 .number = malloc((room + 1) * sizeof(uint32_t)),
                                 .distance = malloc((room + 1) * sizeof(uint32_t)),
                                 .index = malloc(room + 1) };
    return colours->colour && colours->number && colours->distance && colours->index;
}

static void drop_colours(struct colours *colours)
{
    free(colours->colour);
    free(colours->number);
    free(colours->distance);
    free(colours->index);
}

// Of pixels, which are sorted for it.
static bool find_colours(struct colours *colours, uint32_t *pixels, size_t count)
{
    qsort(pixels, count, sizeof *pixels, by_colour);
    size_t different = count > 0;
    for (size_t i = 1; i < count; i++)
        different += pixels[i] != pixels[i - 1];
    if (!begin_colours(colours, different))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || pixels[i] != pixels[i - 1]) {
            colours->colour[colours->count] = pixels[i];
            colours->number[colours->count] = 0;
            colours->distance[colours->count] = 3 * 256 * 256;
            colours->index[colours->count++] = 0;
        }
        colours->number[colours->count - 1]++;
    }
    choose(colours);
    return true;
}

static GifByteType index_of(const struct colours *colours, uint32_t colour)
{
    const uint32_t *found = bsearch(&colour, colours->colour, colours->count, sizeof *found, by_colour);
    return colours->index[found - colours->colour];
}

// ---- what changed ----------------------------------------------------------------------------------------------------

static uint32_t pixel_at(const struct canvas *canvas, int x, int y)
{
    return canvas->pixels[(size_t)y * canvas->stride + (size_t)x] & 0xffffff;
}

static bool is_changed(const struct canvas *picture, const struct canvas *before, int x, int y)
{
    return !before || pixel_at(picture, x, y) != pixel_at(before, x, y);
}

// The rectangle of what changed, and the colours there into `changed`: how many pixels.
static size_t gather(const struct canvas *picture, const struct canvas *before, struct raster_area *area,
                     uint32_t *changed)
{
    int left = picture->width, top = picture->height, right = 0, bottom = 0;
    size_t count = 0;
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            if (!is_changed(picture, before, x, y))
                continue;
            changed[count++] = pixel_at(picture, x, y);
            left = x < left ? x : left;
            right = x + 1 > right ? x + 1 : right;
            top = y < top ? y : top;
            bottom = y + 1;
        }
    *area =
        count > 0 ? (struct raster_area){ left, top, right - left, bottom - top } : (struct raster_area){ 0, 0, 1, 1 };
    return count;
}

// ---- the file --------------------------------------------------------------------------------------------------------

static int take(GifFileType *gif, const GifByteType *data, int length)
{
    struct encoder *encoder = gif->UserData;
    const size_t wanted = encoder->count + (size_t)length;
    if (wanted > encoder->room) {
        const size_t room = wanted * 2;
        uint8_t *more = realloc(encoder->bytes, room);
        if (!more)
            return 0;
        encoder->bytes = more;
        encoder->room = room;
    }
    memcpy(encoder->bytes + encoder->count, data, (size_t)length);
    encoder->count = wanted;
    return length;
}

static void drop(void *context)
{
    struct encoder *encoder = context;
    if (encoder->gif)
        EGifCloseFile(encoder->gif, NULL);
    free(encoder->bytes);
    free(encoder->changed);
    free(encoder->row);
    free(encoder);
}

// Played again and again.
static bool put_loop(GifFileType *gif)
{
    static const GifByteType forever[] = { 1, 0, 0 };
    return EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) && EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") &&
           EGifPutExtensionBlock(gif, sizeof forever, forever) && EGifPutExtensionTrailer(gif);
}

static void *begin(int width, int height)
{
    struct encoder *encoder = calloc(1, sizeof *encoder);
    int error;
    if (!encoder)
        return NULL;
    encoder->changed = malloc((size_t)width * (size_t)height * sizeof *encoder->changed);
    encoder->row = malloc((size_t)width);
    if (encoder->changed && encoder->row)
        encoder->gif = EGifOpen(encoder, take, &error);
    if (encoder->gif) {
        EGifSetGifVersion(encoder->gif, true);
        if (EGifPutScreenDesc(encoder->gif, width, height, BITS, 0, NULL) && put_loop(encoder->gif))
            return encoder;
    }
    drop(encoder);
    return NULL;
}

static bool put_control(GifFileType *gif, uint64_t ms, uint64_t until_ms)
{
    const GraphicsControlBlock control = { .DisposalMode = DISPOSE_DO_NOT,
                                           .DelayTime = (int)(until_ms / UNIT_MS - ms / UNIT_MS),
                                           .TransparentColor = CLEAR };
    GifByteType packed[4];
    return EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, (int)EGifGCBToExtension(&control, packed), packed);
}

static bool put_rows(struct encoder *encoder, const struct canvas *picture, const struct canvas *before,
                     struct raster_area area, const struct colours *colours)
{
    for (int y = area.y; y < area.y + area.height; y++) {
        for (int x = 0; x < area.width; x++)
            encoder->row[x] = is_changed(picture, before, area.x + x, y)
                                  ? index_of(colours, pixel_at(picture, area.x + x, y))
                                  : CLEAR;
        if (!EGifPutLine(encoder->gif, encoder->row, area.width))
            return false;
    }
    return true;
}

static bool add(void *context, const struct canvas *picture, const struct canvas *before, uint64_t ms,
                uint64_t until_ms)
{
    struct encoder *encoder = context;
    struct raster_area area;
    struct colours colours = { 0 };
    ColorMapObject *map = GifMakeMapObject(1 << BITS, NULL);
    const size_t changed = gather(picture, before, &area, encoder->changed);
    bool done = map && find_colours(&colours, encoder->changed, changed);
    if (done) {
        memcpy(map->Colors, colours.chosen, sizeof colours.chosen);
        done = put_control(encoder->gif, ms, until_ms) &&
               EGifPutImageDesc(encoder->gif, area.x, area.y, area.width, area.height, false, map) &&
               put_rows(encoder, picture, before, area, &colours);
    }
    drop_colours(&colours);
    GifFreeMapObject(map);
    return done;
}

static size_t bytes_of(const void *context)
{
    const struct encoder *encoder = context;
    return encoder->count;
}

static bool end(void *context, uint64_t until_ms, uint8_t **bytes, size_t *count)
{
    struct encoder *encoder = context;
    (void)until_ms;
    const bool done = EGifCloseFile(encoder->gif, NULL);
    encoder->gif = NULL;
    *bytes = done ? encoder->bytes : NULL;
    *count = encoder->count;
    if (done)
        encoder->bytes = NULL;
    return done;
}

const struct animation_format animation_gif = { ".gif", NULL, begin, add, bytes_of, end, drop };
