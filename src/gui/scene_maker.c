// The window is drawn in its own size, then made small: each pixel is the mean of those it stands for.
#include "gui/scene_maker.h"

#include "base/fault.h"
#include "document/build.h"
#include "gui/companion.h"
#include "gui/drawn.h"
#include "gui/player.h"
#include "gui/written.h"
#include "os/apart.h"
#include "view/control/control.h"
#include "view/control/scene_shown.h"
#include "view/control/views.h"
#include "view/sides/sides.h"
#include "view/sides/sides_model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_BYTES (UINT64_C(1) << 30)
#define TIME_NS UINT64_C(6000000000) // of cpu, a scene

struct maker {
    FILE *file;
    struct scene_order order;
    struct scenes *scenes;
    struct fonts *fonts;
    struct made_of {
        struct document *document; // of what was read last; NULL: nothing
        char recording[PATH_MAX];  // what that is
    } upper, lower;
    size_t folder_bytes; // of paths, that which this process is in
    struct model model;
    struct view_models models;
};

struct status scene_recording(const char *talk, const char *recording, char path[PATH_MAX])
{
    char beside[PATH_MAX];
    const char *slash = strrchr(talk, '/');
    const int folder = slash ? (int)(slash - talk) + 1 : 0;
    const int length = snprintf(beside, sizeof beside, "%.*s%s", folder, talk, recording);
    if (length >= PATH_MAX || !realpath(beside, path))
        return status_with(STATUS_FAILED, FAULT_NOT_READ, part_error(length >= PATH_MAX ? ENAMETOOLONG : errno));
    if (strncmp(path, talk, (size_t)folder) != 0)
        return status_with(STATUS_FAILED, FAULT_NOT_READ, part_error(EACCES));
    return status_ok();
}

static size_t pixels_of(const struct scene_look *look)
{
    return (size_t)look->small_width * (size_t)look->small_height;
}

long scene_picture_at(const struct scene_order *order, int number)
{
    const size_t before = sizeof *order + (size_t)order->count * sizeof(struct talk_scene);
    return (long)(before + (size_t)number * pixels_of(&order->look) * sizeof(uint32_t));
}

// ---- what a scene looks like -----------------------------------------------------------------------------------------

static void forget(struct made_of *of)
{
    if (of->document)
        document_finish(of->document);
    free(of->document);
    of->document = NULL;
}

static struct status read_recording(struct made_of *of, const char *path)
{
    struct recording recording = { 0 };
    if (of->document && strcmp(of->recording, path) == 0)
        return status_ok();
    forget(of);
    const struct status status = recording_read(&recording, path);
    if (!status_is_ok(status))
        return status;
    of->document = calloc(1, sizeof *of->document);
    if (!of->document) {
        recording_close(&recording);
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    }
    snprintf(of->recording, sizeof of->recording, "%s", path);
    const struct status built = document_build(of->document, &recording);
    if (!status_is_ok(built))
        forget(of);
    return built;
}

// What stands below, where something does.
static void put_below(struct maker *maker, int number)
{
    struct model *model = &maker->model;
    if (!*maker->scenes->list[number].below)
        return;
    sides_name(model, SIDE_UPPER, maker->upper.recording);
    sides_show(model, maker->upper.document, maker->lower.document, maker->lower.recording);
    companion_read(maker->lower.recording, model, &model->sides->timeline.bookmarks);
}

// As the window has it when it comes to this scene.
static void put(struct maker *maker, int number)
{
    const struct scene_look *look = &maker->order.look;
    struct model *model = &maker->model;
    model_init(model, &maker->models, look->machine_cores);
    model->width_px = look->width_px;
    model->height_px = look->height_px;
    model->theme = look->theme;
    model->language = look->language;
    model->zoom = look->zoom;
    model->lecture = look->lecture;
    struct document *document = maker->upper.document;
    control_new_document(model, document);
    companion_read(maker->upper.recording, model, &model->timeline->bookmarks);
    put_below(maker, number);
    (void)scene_shown(model, document, maker->scenes, number); // a moment it has not is said when it is shown
    model->message[0] = '\0';
    view_prepare(model, document);
}

// The mean of the pixels in a part of a row and so many rows of it.
static uint32_t mean(const struct canvas *canvas, int left, int top, int right, int bottom)
{
    uint64_t red = 0, green = 0, blue = 0;
    const uint64_t count = (uint64_t)(right - left) * (uint64_t)(bottom - top);
    for (int y = top; y < bottom; y++) {
        const uint32_t *row = canvas->pixels + (size_t)y * canvas->stride;
        for (int x = left; x < right; x++) {
            red += row[x] >> 16 & 255;
            green += row[x] >> 8 & 255;
            blue += row[x] & 255;
        }
    }
    return UINT32_C(0xff000000) | (uint32_t)((red + count / 2) / count) << 16 |
           (uint32_t)((green + count / 2) / count) << 8 | (uint32_t)((blue + count / 2) / count);
}

static int share(int place, int of, int large) { return (int)((int64_t)place * large / of); }
static int past(int from, int to) { return to > from ? to : from + 1; }

static void make_small(const struct canvas *canvas, const struct scene_look *look, uint32_t *small)
{
    const int width = look->small_width, height = look->small_height;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const int left = share(x, width, canvas->width), top = share(y, height, canvas->height);
            *small++ = mean(canvas, left, top, past(left, share(x + 1, width, canvas->width)),
                            past(top, share(y + 1, height, canvas->height)));
        }
}

static struct status draw(struct maker *maker, uint32_t *small)
{
    struct drawn drawn;
    struct canvas canvas = { 0 };
    struct status status = drawn_make(&drawn, &maker->model, maker->upper.document, maker->fonts);
    if (status_is_ok(status))
        status = player_picture(maker->fonts, &drawn.list, &canvas);
    if (status_is_ok(status))
        make_small(&canvas, &maker->order.look, small);
    free(canvas.pixels);
    drawn_finish(&drawn);
    return status;
}

static struct status make(struct maker *maker, int number, uint32_t *small)
{
    char path[PATH_MAX], below[PATH_MAX];
    const struct talk_scene *scene = &maker->scenes->list[number];
    struct status status = scene_recording(maker->order.talk, scene->recording, path);
    if (status_is_ok(status) && *scene->below)
        status = scene_recording(maker->order.talk, scene->below, below);
    if (status_is_ok(status) && !os_limit_here((struct os_apart_limits){ MEMORY_BYTES, TIME_NS }))
        status = status_fault(STATUS_FAILED, FAULT_TOO_MUCH_TO_DRAW);
    if (status_is_ok(status))
        status = read_recording(&maker->upper, path + maker->folder_bytes);
    if (status_is_ok(status) && *scene->below)
        status = read_recording(&maker->lower, below + maker->folder_bytes);
    if (!status_is_ok(status))
        return status;
    put(maker, number);
    return draw(maker, small);
}

// ---- all of them -----------------------------------------------------------------------------------------------------

// False: nothing can be written any more.
static bool make_one(struct maker *maker, int number, uint32_t *small)
{
    char line[FAULT_LINE_BYTES];
    const size_t count = pixels_of(&maker->order.look);
    const struct status status = make(maker, number, small);
    if (!status_is_ok(status))
        return printf("%d %s\n", number, fault_line(&status, line)) > 0 && fflush(stdout) == 0;
    return fseek(maker->file, scene_picture_at(&maker->order, number), SEEK_SET) == 0 &&
           fwrite(small, sizeof *small, count, maker->file) == count && fflush(maker->file) == 0 &&
           printf("%d\n", number) > 0 && fflush(stdout) == 0;
}

static bool read_order(struct maker *maker)
{
    struct scene_order *order = &maker->order;
    if (fread(order, sizeof *order, 1, maker->file) != 1 || order->bytes != sizeof *order || order->count < 1 ||
        order->count > SCENES_MOST || order->first < 0 || order->first >= order->count || pixels_of(&order->look) == 0)
        return false;
    const size_t count = (size_t)order->count;
    maker->scenes = calloc(1, sizeof *maker->scenes + count * sizeof maker->scenes->list[0]);
    if (maker->scenes)
        maker->scenes->count = order->count;
    return maker->scenes && fread(maker->scenes->list, sizeof maker->scenes->list[0], count, maker->file) == count;
}

// Into the talk's folder: what is wrong with a recording is said of its name there, before a class.
static void enter_folder(struct maker *maker)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(maker->order.talk, '/');
    const size_t bytes = slash ? (size_t)(slash - maker->order.talk) + 1 : 0;
    if (bytes == 0 || bytes >= sizeof folder)
        return;
    memcpy(folder, maker->order.talk, bytes);
    folder[bytes] = '\0';
    if (chdir(folder) == 0)
        maker->folder_bytes = bytes;
}

int scene_maker_run(const char *file)
{
    struct maker *maker = calloc(1, sizeof *maker);
    uint32_t *small = NULL;
    bool good = maker && (maker->file = fopen(file, "r+e")) && read_order(maker);
    if (good)
        good = status_is_ok(written_fonts(&maker->fonts, *maker->order.font ? maker->order.font : NULL));
    if (good)
        good = (small = calloc(pixels_of(&maker->order.look), sizeof *small));
    if (good)
        enter_folder(maker);
    for (int i = 0; good && i < maker->order.count; i++) {
        const int number = (maker->order.first + i) % maker->order.count;
        good = !maker->order.wanted[number] || make_one(maker, number, small);
    }
    free(small);
    if (maker) {
        forget(&maker->upper);
        forget(&maker->lower);
        if (maker->fonts)
            fonts_destroy(maker->fonts);
        if (maker->file)
            (void)fclose(maker->file);
        free(maker->scenes);
    }
    free(maker);
    return good ? 0 : 1;
}
