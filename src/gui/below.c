// A recording that cannot be read leaves all as it is.
#include "gui/below.h"

#include "gui/say.h"
#include "view/sides/sides.h"

#include <stdio.h>
#include <string.h>

void below_init(struct below *below, struct waker waker) { *below = (struct below){ .opening.waker = waker }; }

void below_finish(struct below *below)
{
    opening_give_up(&below->opening);
    shown_release(below->coming);
    shown_release(below->shown);
    below->coming = below->shown = NULL;
}

void below_open(struct below *below, const char *path, struct model *model)
{
    if (!opening_start(&below->opening, path, FROM_FILE))
        say_words(model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

static void put_away(struct below *below, struct model *model)
{
    sides_close(model);
    shown_release(below->shown);
    below->shown = NULL;
}

void below_turn(struct below *below, struct model *model)
{
    opening_give_up(&below->opening);
    if (below->shown)
        put_away(below, model);
    else if (below->before.path[0])
        below_open(below, below->before.path, model);
    else
        say_words(model, false, TEXT_SAID_NONE_BEFORE_ID, NULL, 0);
}

void below_upper(struct below *below, struct model *model, const struct document *upper, const char *path, bool of_file)
{
    if (strcmp(below->now.path, path) != 0)
        below->before = below->now;
    snprintf(below->now.path, sizeof below->now.path, "%s", path);
    below->now.of_file = of_file;
    if (below->shown)
        sides_show(model, upper, &below->shown->document, "");
    sides_name(model, SIDE_UPPER, of_file ? path : "");
}

static void show(struct below *below, struct model *model, const struct document *upper)
{
    const bool of_run = strcmp(below->path, below->before.path) == 0 && !below->before.of_file;
    struct shown *old = below->shown;
    below->shown = below->coming;
    below->coming = NULL;
    sides_show(model, upper, &below->shown->document, of_run ? "" : below->path);
    shown_release(old);
    if (!sides_shown(model))
        model->view = VIEW_TIMELINE;
}

bool below_tend(struct below *below, struct model *model, const struct document *upper)
{
    struct opened opened;
    const bool came = opening_take(&below->opening, &opened);
    if (came) {
        say_status(model, opened.status);
        shown_release(below->coming);
        below->coming = opened.shown;
        snprintf(below->path, sizeof below->path, "%s", opened.path);
    }
    if (!below->coming || !upper)
        return came;
    show(below, model, upper);
    return true;
}
