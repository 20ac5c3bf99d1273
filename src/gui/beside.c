// Two recordings on their way, and two that are shown.
#include "gui/beside.h"

#include "gui/say.h"
#include "view/compare/real_feed.h"

void beside_init(struct beside *beside, struct waker waker)
{
    *beside = (struct beside){ .reads = false };
    for (int i = 0; i < BESIDE_PARTS; i++)
        beside->openings[i].waker = waker;
}

static void release(struct shown *shown[BESIDE_PARTS])
{
    for (int i = 0; i < BESIDE_PARTS; i++) {
        shown_release(shown[i]);
        shown[i] = NULL;
    }
}

void beside_clear(struct beside *beside, struct model *model)
{
    (void)real_show(model->compare, NULL, NULL);
    release(beside->shown);
}

void beside_read(struct beside *beside, const struct passing *passing, struct model *model)
{
    char path[PATH_MAX];
    beside->reads = true;
    for (int i = 0; i < BESIDE_PARTS && beside->reads; i++) {
        passing_compared_file(passing, PAGE_REAL, i, path);
        beside->reads = opening_start(&beside->openings[i], path, FROM_COMPARED);
    }
    if (beside->reads)
        return;
    beside_give_up(beside);
    say_words(model, true, TEXT_SAID_NO_MEMORY_ID, NULL, 0);
}

// Takes one that has come. False: it could not be read.
static bool take(struct beside *beside, int part, struct model *model)
{
    struct opened opened;
    if (!opening_take(&beside->openings[part], &opened))
        return true;
    say_status(model, opened.status);
    beside->coming[part] = opened.shown;
    return status_is_ok(opened.status);
}

bool beside_tend(struct beside *beside, struct model *model)
{
    bool all = true;
    for (int i = 0; i < BESIDE_PARTS && beside->reads; i++) {
        if (!take(beside, i, model))
            beside_give_up(beside);
        all = all && beside->coming[i];
    }
    if (!beside->reads || !all)
        return beside->reads;
    beside_clear(beside, model);
    for (int i = 0; i < BESIDE_PARTS; i++) {
        beside->shown[i] = beside->coming[i];
        beside->coming[i] = NULL;
    }
    say_status(model, real_show(model->compare, &beside->shown[BESIDE_MODEL]->document,
                                &beside->shown[BESIDE_REAL]->document));
    beside->reads = false;
    return false;
}

void beside_give_up(struct beside *beside)
{
    for (int i = 0; i < BESIDE_PARTS; i++)
        opening_give_up(&beside->openings[i]);
    release(beside->coming);
    beside->reads = false;
}

void beside_finish(struct beside *beside)
{
    beside_give_up(beside);
    release(beside->shown);
}
