// Draws the window once into a list, and the list into a file.
#include "gui/picture.h"

#include "base/fault.h"
#include "gui/player.h"
#include "gui/png.h"
#include "labs/balance/experiment.h"
#include "os/file.h"
#include "view/labs/sentence.h"
#include "view/shapes/svg.h"
#include "view/window/window.h"

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
    return ends_in(path, ".png") || ends_in(path, ".svg")
               ? status_ok()
               : status_make(STATUS_USAGE, "%s: a picture's name must end in .png or .svg", path);
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

static struct status write_svg(const struct draw_list *list, const char *title, const char *path)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return status_named(path, status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY));
    svg_write(list, title, out);
    const bool failed = ferror(out) | fclose(out);
    const struct os_piece piece = { text, bytes };
    const struct status status =
        failed ? status_named(path, status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY)) : os_file_write(path, &piece, 1);
    free(text);
    return status;
}

// What a picture is made from.
struct drawn {
    struct arena arena;
    struct ui *ui;
    struct draw_list list;
    struct frame frame;
};

static struct status draw(struct drawn *drawn, const struct model *model, const struct document *document,
                          struct fonts *fonts)
{
    drawn->arena = ARENA_EMPTY;
    drawn->ui = calloc(1, sizeof *drawn->ui);
    if (!drawn->ui)
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    drawn->ui->pointer = point_at(-1, -1);
    draw_list_init(&drawn->list, &drawn->arena, fonts_metrics(fonts), model->width_px, model->height_px,
                   theme_get(model->theme)->grounds[GROUND_PAGE]);
    frame_init(&drawn->frame, &drawn->list, drawn->ui, document, model);
    window_draw(&drawn->frame);
    return drawn->list.failed ? status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY) : status_ok();
}

static void finish(struct drawn *drawn)
{
    arena_finish(&drawn->arena);
    free(drawn->ui);
}

struct status picture_write(const struct model *model, const struct document *document, struct fonts *fonts,
                            const char *path)
{
    struct drawn drawn;
    struct status status = picture_check_path(path);
    if (!status_is_ok(status))
        return status;
    status = draw(&drawn, model, document, fonts);
    const struct plan *shown = document ? document->recording.plan : &model->settings.plan;
    if (!status_is_ok(status))
        status = status_named(path, status);
    else if (ends_in(path, ".svg"))
        status =
            write_svg(&drawn.list,
                      lab_words_of(shown->lab) ? sentence_text(&drawn.arena, model->language, shown, SENTENCE_WHOLE)
                                               : "Race Ledger",
                      path);
    else
        status = write_png(&drawn.list, fonts, path);
    finish(&drawn);
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
    struct status status = draw(&drawn, model, document, fonts);
    if (status_is_ok(status))
        status = player_picture(fonts, &drawn.list, &canvas);
    if (status_is_ok(status))
        *signature = sum_of(&canvas);
    free(canvas.pixels);
    finish(&drawn);
    return status;
}
