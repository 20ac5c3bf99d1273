// A recording that cannot be read leaves all as it is.
#include "gui/below.h"

#include "gui/config.h"
#include "gui/say.h"
#include "gui/seen.h"
#include "view/sides/sides.h"
#include "view/sides/sides_model.h"

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

void below_open(struct below *below, const char *path, int from, struct model *model)
{
    if (!opening_start(&below->opening, path, from))
        say_words(model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

bool below_comes(const struct below *below) { return below->coming || opening_works(&below->opening); }

static void put_away(struct below *below, struct model *model)
{
    sides_close(model);
    shown_release(below->shown);
    below->shown = NULL;
}

void below_close(struct below *below, struct model *model)
{
    opening_give_up(&below->opening);
    shown_release(below->coming);
    below->coming = NULL;
    if (below->shown)
        put_away(below, model);
}

void below_turn(struct below *below, struct model *model)
{
    opening_give_up(&below->opening);
    if (below->shown)
        put_away(below, model);
    else if (below->before.path[0])
        below_open(below, below->before.path, below->before.from, model);
    else
        say_words(model, false, TEXT_SAID_NONE_BEFORE_ID, NULL, 0);
}

void below_upper(struct below *below, struct model *model, const struct document *upper, const char *path, int from)
{
    if (strcmp(below->now.path, path) != 0)
        below->before = below->now;
    snprintf(below->now.path, sizeof below->now.path, "%s", path);
    below->now.from = from;
    if (below->shown)
        sides_show(model, upper, &below->shown->document, "");
    sides_name(model, SIDE_UPPER, from == FROM_FILE ? path : "");
}

// It is told of by the lower model, which then has said what is to be said.
void below_read_notes(struct below *below, struct model *model)
{
    struct model *lower = sides_lower(model);
    companion_open(&below->companion, lower, below->path, below->from != FROM_FILE);
    sides_take_back(model);
}

void below_keep_notes(struct below *below, struct model *model)
{
    struct model *lower = sides_lower(model);
    companion_keep(&below->companion, lower);
    sides_take_back(model);
}

bool below_tend_notes(struct below *below, struct model *model, double seconds)
{
    if (!below->shown)
        return false;
    const bool changed = companion_tend(&below->companion, sides_lower(model), seconds);
    sides_take_back(model);
    return changed;
}

static void show(struct below *below, struct model *model, const struct document *upper)
{
    const bool of_file = below->from == FROM_FILE;
    struct shown *old = below->shown;
    below->shown = below->coming;
    below->coming = NULL;
    below->documents++;
    sides_show(model, upper, &below->shown->document, of_file ? below->path : "");
    below_read_notes(below, model);
    shown_release(old);
    if (!sides_shown(model))
        model->view = VIEW_TIMELINE;
    if (!of_file)
        return;
    config_add_recent(model, below->path);
    seen_add(model, below->path, &below->shown->document);
}

bool below_tend(struct below *below, struct model *model, const struct document *upper)
{
    struct opened opened;
    const bool came = opening_take(&below->opening, &opened);
    if (came) {
        say_status(model, opened.status);
        if (!status_is_ok(opened.status) && opened.from == FROM_FILE)
            seen_refused(model, opened.path);
        shown_release(below->coming);
        below->coming = opened.shown;
        snprintf(below->path, sizeof below->path, "%s", opened.path);
        below->from = opened.from;
    }
    if (!below->coming || !upper)
        return came;
    show(below, model, upper);
    return true;
}
