// A look that changes, as while a window is dragged larger, is waited for: pictures are made when it has been the same for a while.
#include "gui/scene_shots.h"

#include "base/fault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STILL_S 0.15

static bool same_look(const struct scene_look *a, const struct scene_look *b)
{
    return a->width_px == b->width_px && a->height_px == b->height_px && a->small_width == b->small_width &&
           a->small_height == b->small_height && a->theme == b->theme && a->language == b->language &&
           a->zoom == b->zoom && a->lecture == b->lecture && a->machine_cores == b->machine_cores;
}

static void free_pictures(struct scene_shots *shots)
{
    for (int i = 0; shots->pictures && i < SCENES_MOST; i++)
        free((void *)shots->pictures->list[i].pixels.list);
    free(shots->pictures);
    shots->pictures = NULL;
}

static void stop(struct scene_shots *shots)
{
    child_finish(&shots->child);
    free(shots->order);
    shots->order = NULL;
    if (shots->file[0])
        unlink(shots->file);
    shots->file[0] = '\0';
}

void scene_shots_finish(struct scene_shots *shots)
{
    stop(shots);
    free_pictures(shots);
    shots->begun = false;
    shots->still_s = 0;
}

// ---- starting --------------------------------------------------------------------------------------------------------

static void fail(struct scene_shots *shots, int number, struct status why)
{
    shots->pictures->list[number].state = SCENE_PICTURE_NONE;
    shots->pictures->list[number].why = why;
    shots->order->wanted[number] = false;
}

static void fail_all(struct scene_shots *shots, struct status why)
{
    for (int i = 0; i < shots->order->count; i++)
        if (shots->order->wanted[i])
            fail(shots, i, why);
}

// The next one from there on that is still wanted; −1: none.
static int next_wanted(const struct scene_order *order)
{
    for (int i = 0; i < order->count; i++)
        if (order->wanted[(order->first + i) % order->count])
            return (order->first + i) % order->count;
    return -1;
}

static struct status write_order(struct scene_shots *shots, const struct scene_shots_wish *wish)
{
    const struct scene_order *order = shots->order;
    FILE *file = fopen(wish->file, "we");
    if (!file)
        return status_with(STATUS_FAILED, FAULT_NOT_READ, part_error(errno));
    snprintf(shots->file, sizeof shots->file, "%s", wish->file);
    const size_t count = (size_t)order->count, size = sizeof wish->scenes->list[0];
    const bool written =
        fwrite(order, sizeof *order, 1, file) == 1 && fwrite(wish->scenes->list, size, count, file) == count;
    const bool closed = fclose(file) == 0;
    return closed && written ? status_ok() : status_with(STATUS_FAILED, FAULT_NOT_READ, part_error(errno));
}

// From the first wanted scene on. What it cannot be started for is every scene's.
static void start(struct scene_shots *shots, const struct scene_shots_wish *wish)
{
    const char *words[] = { "window", "--scenes", wish->file };
    shots->reached = next_wanted(shots->order);
    if (shots->reached < 0)
        return;
    shots->order->first = shots->reached;
    struct status status = write_order(shots, wish);
    if (status_is_ok(status))
        status = child_start(&shots->child, words, 3, NULL, wish->waker);
    if (!status_is_ok(status))
        fail_all(shots, status);
}

static void begin(struct scene_shots *shots, const struct scene_shots_wish *wish)
{
    shots->begun = true;
    shots->order = calloc(1, sizeof *shots->order);
    if (!shots->order)
        return;
    *shots->order = (struct scene_order){
        .bytes = sizeof *shots->order, .look = *wish->look, .count = wish->scenes->count, .first = wish->first
    };
    snprintf(shots->order->talk, sizeof shots->order->talk, "%s", wish->talk);
    snprintf(shots->order->font, sizeof shots->order->font, "%s", wish->font ? wish->font : "");
    for (int i = 0; i < wish->scenes->count; i++)
        shots->order->wanted[i] = *wish->scenes->list[i].recording && wish->look->small_height > 0;
    start(shots, wish);
}

// ---- what comes ------------------------------------------------------------------------------------------------------

static struct status take_pixels(struct scene_shots *shots, int number)
{
    const struct scene_look *look = &shots->order->look;
    const size_t count = (size_t)look->small_width * (size_t)look->small_height;
    uint32_t *list = malloc(count * sizeof *list);
    FILE *file = list ? fopen(shots->file, "re") : NULL;
    const bool read = file && fseek(file, scene_picture_at(shots->order, number), SEEK_SET) == 0 &&
                      fread(list, sizeof *list, count, file) == count;
    if (file)
        (void)fclose(file);
    if (!read) {
        free(list);
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    }
    struct scene_picture *picture = &shots->pictures->list[number];
    picture->pixels = (struct pixels){ list, look->small_width, look->small_height, ++shots->marks };
    picture->state = SCENE_PICTURE_MADE;
    shots->order->wanted[number] = false;
    return status_ok();
}

// "3", or "3 why it is not drawn".
static void take_line(struct scene_shots *shots, const char *line)
{
    char *end;
    const long number = strtol(line, &end, 10);
    if (end == line || number < 0 || number >= shots->order->count || !shots->order->wanted[number])
        return;
    const struct status status = *end == ' ' ? fault_of_line(end + 1) : take_pixels(shots, (int)number);
    if (!status_is_ok(status))
        fail(shots, (int)number, status);
}

static bool shows_the_same(const struct talk_scene *a, const struct talk_scene *b)
{
    return strcmp(a->recording, b->recording) == 0 && strcmp(a->below, b->below) == 0;
}

// It has ended: well, or at a scene. All scenes of what that one shows would end it.
static void go_on(struct scene_shots *shots, const struct scene_shots_wish *wish)
{
    const int at = next_wanted(shots->order);
    child_finish(&shots->child);
    if (at < 0)
        return;
    for (int i = 0; i < shots->order->count; i++)
        if (shots->order->wanted[i] && shows_the_same(&wish->scenes->list[i], &wish->scenes->list[at]))
            fail(shots, i, status_fault(STATUS_FAILED, FAULT_TOO_MUCH_TO_DRAW));
    start(shots, wish);
}

static bool tend(struct scene_shots *shots, const struct scene_shots_wish *wish)
{
    char buffer[CHILD_OUTPUT_BYTES];
    bool changed = false;
    if (!child_works(&shots->child))
        return false;
    const bool ended = child_ended(&shots->child); // looked at first: nothing more comes behind it
    for (const char *line; (line = child_line(&shots->child, buffer)); changed = true)
        take_line(shots, line);
    if (ended)
        go_on(shots, wish);
    return changed || ended;
}

bool scene_shots_tend(struct scene_shots *shots, const struct scene_shots_wish *wish, double seconds)
{
    if (shots->pictures && same_look(&shots->look, wish->look)) {
        shots->still_s += seconds;
        if (!shots->begun && shots->still_s >= STILL_S)
            begin(shots, wish);
        return tend(shots, wish);
    }
    const bool fresh = !shots->pictures; // the page has just been opened: nobody drags anything
    scene_shots_finish(shots);
    shots->pictures = calloc(1, sizeof *shots->pictures);
    shots->look = *wish->look;
    if (shots->pictures && fresh)
        begin(shots, wish);
    return true;
}

bool scene_shots_work(const struct scene_shots *shots)
{
    return child_works(&shots->child) || (shots->pictures && !shots->begun);
}
