// Draws the window once into a list, and the list into a file.
#include "gui/picture.h"

#include "base/fault.h"
#include "gui/drawn.h"
#include "gui/player.h"
#include "gui/png.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool ends_in(const char *path, const char *ending)
{
    const size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcasecmp(path + length - tail, ending) == 0;
}

struct status picture_check_path(const char *path)
{
    return ends_in(path, ".png") || ends_in(path, ".svg") || ends_in(path, ".txt") || strcmp(path, PICTURE_OUT) == 0
               ? status_ok()
               : status_with(STATUS_USAGE, FAULT_PICTURE_NAME, part_text(path));
}

static struct status write_png(const struct draw_list *list, struct fonts *fonts, const char *path)
{
    struct canvas canvas = { 0 };
    struct status status = player_picture(fonts, list, &canvas);
    if (status_is_ok(status))
        status = png_write(&canvas, path);
    free(canvas.pixels);
    return status;
}

// What is printed, as a file.
static struct status write_printed(void (*print)(void *context, FILE *out), void *context, const char *path)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return status_named(path, status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY));
    print(context, out);
    const bool failed = ferror(out) | fclose(out);
    const struct os_piece piece = { text, bytes };
    const struct status status =
        failed ? status_named(path, status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY)) : os_file_write(path, &piece, 1);
    free(text);
    return status;
}

static void print_svg(void *context, FILE *out) { drawn_svg(context, out); }

static void print_words(void *context, FILE *out)
{
    struct drawn *drawn = context;
    window_tell(&drawn->frame, out);
}

struct status picture_write(const struct model *model, const struct document *document, struct fonts *fonts,
                            const char *path)
{
    struct drawn drawn;
    struct status status = picture_check_path(path);
    if (!status_is_ok(status))
        return status;
    status = drawn_make(&drawn, model, document, fonts);
    if (!status_is_ok(status))
        status = status_named(path, status);
    else if (strcmp(path, PICTURE_OUT) == 0)
        print_words(&drawn, stdout);
    else if (ends_in(path, ".png"))
        status = write_png(&drawn.list, fonts, path);
    else
        status = write_printed(ends_in(path, ".svg") ? print_svg : print_words, &drawn, path);
    drawn_finish(&drawn);
    return status;
}

struct status picture_text(const struct model *model, const struct document *document, struct fonts *fonts, char **text)
{
    struct drawn drawn;
    size_t bytes = 0;
    struct status status = drawn_make(&drawn, model, document, fonts);
    FILE *out = status_is_ok(status) ? open_memstream(text, &bytes) : NULL;
    if (out)
        print_words(&drawn, out);
    if (status_is_ok(status) && (!out || ferror(out) | fclose(out)))
        status = status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    drawn_finish(&drawn);
    return status;
}

// FNV-1a, over whole pixels.
static uint64_t sum_of(const struct canvas *canvas)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (int y = 0; y < canvas->height; y++) {
        const uint32_t *pixel = canvas->pixels + (size_t)y * canvas->stride;
        for (size_t x = 0; x < (size_t)canvas->width; x++)
            sum = (sum ^ (pixel[x] & 0xffffff)) * UINT64_C(1099511628211);
    }
    return sum;
}

struct status picture_signature(const struct model *model, const struct document *document, struct fonts *fonts,
                                uint64_t *signature)
{
    struct drawn drawn;
    struct canvas canvas = { 0 };
    struct status status = drawn_make(&drawn, model, document, fonts);
    if (status_is_ok(status))
        status = player_picture(fonts, &drawn.list, &canvas);
    if (status_is_ok(status))
        *signature = sum_of(&canvas);
    free(canvas.pixels);
    drawn_finish(&drawn);
    return status;
}
