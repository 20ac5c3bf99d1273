// libpng with our own writer to memory. libpng reports errors by longjmp, so everything that must survive one lies
// in a struct outside the function that calls setjmp.
#include "gui/png.h"

#include "base/fault.h"
#include "os/file.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVEL = 3, // of 0 … 9: at 6 a seventh shorter, and 1.6 times as long
};

struct sink {
    uint8_t *bytes;
    size_t count, room;
    uint8_t *row;
};

static void sink_write(png_structp png, png_bytep data, size_t count)
{
    struct sink *sink = png_get_io_ptr(png);
    if (sink->count + count > sink->room) {
        size_t room = (sink->count + count) * 2;
        uint8_t *bytes = realloc(sink->bytes, room);
        if (!bytes)
            png_error(png, "out of memory");
        sink->bytes = bytes;
        sink->room = room;
    }
    memcpy(sink->bytes + sink->count, data, count);
    sink->count += count;
}

static void sink_flush(png_structp png) { (void)png; }

static void write_rows(png_structp png, png_infop info, const struct canvas *canvas, struct sink *sink)
{
    png_set_write_fn(png, sink, sink_write, sink_flush);
    png_set_IHDR(png, info, (png_uint_32)canvas->width, (png_uint_32)canvas->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // What is drawn has few colours and flat areas: unfiltered it gets no longer than by libpng's own choice, in a quarter of the
    // time.
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_compression_level(png, LEVEL);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png, info);
    for (int y = 0; y < canvas->height; y++) {
        const uint32_t *pixel = canvas->pixels + (size_t)y * canvas->stride;
        for (size_t x = 0; x < (size_t)canvas->width; x++) {
            sink->row[3 * x] = (uint8_t)(pixel[x] >> 16);
            sink->row[3 * x + 1] = (uint8_t)(pixel[x] >> 8);
            sink->row[3 * x + 2] = (uint8_t)pixel[x];
        }
        png_write_row(png, sink->row);
    }
    png_write_end(png, NULL);
}

static void quiet_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void quiet_error(png_structp png, png_const_charp text)
{
    (void)text;
    png_longjmp(png, 1);
}

static bool encode(const struct canvas *canvas, struct sink *sink)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, quiet_error, quiet_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    volatile bool done = false;
    if (info && setjmp(png_jmpbuf(png)) == 0) {
        write_rows(png, info, canvas, sink);
        done = true;
    }
    png_destroy_write_struct(&png, &info);
    return done;
}

struct status png_encode(const struct canvas *canvas, uint8_t **bytes, size_t *count)
{
    struct sink sink = { .row = malloc((size_t)canvas->width * 3) };
    bool done = sink.row && encode(canvas, &sink);
    free(sink.row);
    if (!done) {
        free(sink.bytes);
        return status_with(STATUS_FAILED, FAULT_PIXELS_MEMORY, part_number((unsigned)canvas->width),
                           part_number((unsigned)canvas->height));
    }
    *bytes = sink.bytes;
    *count = sink.count;
    return status_ok();
}

struct status png_write(const struct canvas *canvas, const char *path)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    struct status status = png_encode(canvas, &bytes, &count);
    if (status_is_ok(status)) {
        struct os_piece piece = { bytes, count };
        status = os_file_write(path, &piece, 1);
        free(bytes);
    }
    return status;
}

struct status png_read(const char *path, struct canvas *canvas)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    *canvas = (struct canvas){ 0 };
    if (!png_image_begin_read_from_file(&image, path))
        return status_make(STATUS_BAD_FILE, "%s: %s", path, image.message);
    if (image.width > RASTER_SIDE_MAX || image.height > RASTER_SIDE_MAX) {
        png_image_free(&image);
        return status_make(STATUS_BAD_FILE, "%s: larger than %d × %d pixels", path, RASTER_SIDE_MAX, RASTER_SIDE_MAX);
    }
    size_t pixels = (size_t)image.width * image.height;
    uint8_t *bytes = malloc(pixels * 3);
    uint32_t *words = malloc(pixels * sizeof *words);
    image.format = PNG_FORMAT_RGB;
    bool done = bytes && words && png_image_finish_read(&image, NULL, bytes, 0, NULL);
    struct status status =
        done ? status_ok()
             : status_make(STATUS_BAD_FILE, "%s: %s", path, bytes && words ? image.message : "out of memory");
    png_image_free(&image);
    for (size_t i = 0; done && i < pixels; i++)
        words[i] = 0xff000000u | (uint32_t)bytes[3 * i] << 16 | (uint32_t)bytes[3 * i + 1] << 8 | bytes[3 * i + 2];
    free(bytes);
    if (!done) {
        free(words);
        return status;
    }
    *canvas = (struct canvas){ words, image.width, (int)image.width, (int)image.height };
    return status;
}
