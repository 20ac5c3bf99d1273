// Image by image: where a GIL may be, what was done there, and whether that is what is done to a GIL.
//
// Whoever takes it gives it back, one at a time and nobody else: of all that threads did there next to nothing may contradict
// that, and only what a GIL's parts see may have been done to them. Of a semaphore that is not enough, for every
// mutual exclusion is like that: CPython 2.7 lets go before every wait for another semaphore and takes it again straight after, and
// threads are made by who has it. Where the records of that were thrown away it has to be enough that the image tells of a CPython 2.
#include "record/gil.h"

#include "base/fault.h"
#include "base/search.h"
#include "record/gil_replay.h"

#include <stdlib.h>
#include <string.h>

enum {
    ODD_ONE_IN = 16,   // of all takes and leaves so many may not fit: records may have been lost
    ASTRAY_ONE_IN = 5, // of the other semaphores that were got without it so many may not have been got in between
};

struct search {
    struct event_streams *streams;
    struct gils *gils;
    size_t room;
    struct gil_places places; // of the image that is looked at
    struct gil_ops ops[GIL_PLACES_MOST];
};

static bool get_room(struct search *search)
{
    struct gils *gils = search->gils;
    const size_t room = search->room ? search->room * 2 : 8;
    if (gils->count < search->room)
        return true;
    struct gil *all = realloc(gils->gils, room * sizeof *all);
    if (!all)
        return false;
    gils->gils = all;
    struct gil_note **notes = realloc(gils->notes, room * sizeof(struct gil_note *));
    if (!notes)
        return false;
    gils->notes = notes;
    size_t *counts = realloc(gils->note_counts, room * sizeof *counts);
    if (!counts)
        return false;
    gils->note_counts = counts;
    search->room = room;
    return true;
}

// ---- is it one? ----------------------------------------------------------------------------------------------------

static bool fits(const struct gil_replay *replay, const struct gil_place *place, const struct gil_ops *ops)
{
    const struct gil *gil = &replay->gil;
    if ((gil->contradictions + ops->misfits) * ODD_ONE_IN > gil->takes + gil->leaves)
        return false;
    if (place->copied)
        return gil->takes + gil->leaves > 0;
    return gil->takes > 0 && gil->leaves > 0;
}

static bool is_more_than_a_semaphore(const struct gil_replay *replay, const struct gil_image *image)
{
    const uint64_t others = replay->others_between + replay->others_astray,
                   made = replay->made_holding + replay->made_not_holding;
    if (replay->others_astray > others / ASTRAY_ONE_IN)
        return false;
    if (made == 0 && image->begins_late)
        return gil_image_is_of_two(image);
    return made > 0 && replay->made_holding >= replay->made_not_holding && replay->others_between > 0;
}

// Whether the image's memory was copied from one that had a GIL of a semaphore: then so has this one, though a new one, and no threads
// need have been made.
static bool descends(const struct search *search, const struct gil_image *image)
{
    for (size_t i = 0; i < search->gils->count; i++)
        if (search->gils->gils[i].image == image->parent && search->gils->gils[i].shape == GIL_OF_SEMAPHORE)
            return true;
    return false;
}

static bool is_gil(const struct search *search, const struct gil_replay *replay, size_t place,
                   const struct gil_image *image)
{
    return fits(replay, &search->places.all[place], &search->ops[place]) &&
           (search->places.all[place].shape == GIL_OF_CONDITION || is_more_than_a_semaphore(replay, image) ||
            descends(search, image));
}

// ---- one image -----------------------------------------------------------------------------------------------------

// A version is what fits, in characters that can be shown, up to the first space: "3.9.18".
static void set_version(struct gil *gil, const struct gil_image *image)
{
    for (size_t i = 0; i < image->version_bytes && i + 1 < sizeof gil->version; i++) {
        if (image->version[i] <= ' ' || image->version[i] > '~')
            return;
        gil->version[i] = image->version[i];
    }
}

// Takes the notes of the replay over.
static bool keep(struct search *search, struct gil_replay *replay, const struct gil_image *image)
{
    struct gils *gils = search->gils;
    if (!get_room(search))
        return false;
    set_version(&replay->gil, image);
    gils->gils[gils->count] = replay->gil;
    gils->notes[gils->count] = replay->notes;
    gils->note_counts[gils->count++] = replay->note_count;
    replay->notes = NULL;
    return true;
}

// Keeps the places that are GILs, all or the first, and forgets the others.
static bool judge(struct search *search, const struct gil_image *image, bool first_alone)
{
    struct gil_places *places = &search->places;
    size_t kept = 0;
    if (places->count == 0)
        return true; // most programs: they are not gone through again
    bool done = gil_ops_read(search->ops, places, search->streams, image);
    for (size_t i = 0; done && i < places->count && !(first_alone && kept); i++) {
        struct gil_replay replay;
        done = gil_replay_make(&replay, &places->all[i], &search->ops[i], search->streams, image);
        if (done && is_gil(search, &replay, i, image)) {
            done = keep(search, &replay, image);
            places->all[kept++] = places->all[i];
        }
        gil_replay_finish(&replay);
    }
    for (size_t i = 0; i < GIL_PLACES_MOST; i++)
        gil_ops_finish(&search->ops[i]);
    places->count = kept;
    return done;
}

// Whether a note had come when the image was forked, all being by stream and by time.
static bool came_before_fork(const void *notes, size_t index, const void *moment)
{
    const struct gil_note *note = (const struct gil_note *)notes + index;
    const struct gil_image *image = moment;
    return note->stream < image->forker || (note->stream == image->forker && note->ns <= image->forked_ns);
}

// Whether the thread that forked the image had the GIL then.
static bool had_by_forker(const struct gils *gils, size_t gil, const struct gil_image *image)
{
    const struct gil_note *notes = gils->notes[gil];
    size_t i = search_count(notes, gils->note_counts[gil], image, came_before_fork);
    while (i > 0 && notes[i - 1].kind != NOTE_ACQUIRED && notes[i - 1].kind != NOTE_RELEASED)
        i--;
    return i > 0 && notes[i - 1].stream == image->forker && notes[i - 1].kind == NOTE_ACQUIRED;
}

// What the image's parent had is where the image has its copies.
static void copy_places(struct search *search, const struct gil_image *image)
{
    for (size_t i = 0; i < search->gils->count && search->places.count < GIL_PLACES_MOST; i++) {
        const struct gil *gil = &search->gils->gils[i];
        if (gil->image == image->parent && gil->shape == GIL_OF_CONDITION)
            search->places.all[search->places.count++] =
                (struct gil_place){ .shape = gil->shape,
                                    .mutex = gil->mutex,
                                    .condition = gil->condition,
                                    .switch_mutex = gil->switch_mutex,
                                    .switch_condition = gil->switch_condition,
                                    .copied = true,
                                    .had = had_by_forker(search->gils, i, image) };
    }
}

static bool search_image(struct search *search, const struct gil_image *image)
{
    search->places.count = 0;
    copy_places(search, image);
    bool done = gil_conditions_of(&search->places, search->streams, image) && judge(search, image, false);
    if (done && search->places.count == 0)
        done = gil_semaphores_of(&search->places, search->streams, image) && judge(search, image, true);
    return done && (search->places.count == 0 || gil_ops_hide(&search->places, search->streams, image));
}

struct status gils_find(struct event_streams *streams, struct gils *gils)
{
    struct gil_images images = { 0 };
    struct search *search = calloc(1, sizeof *search);
    *gils = (struct gils){ 0 };
    bool done = search && gil_images_of(&images, streams);
    if (done)
        *search = (struct search){ .streams = streams, .gils = gils };
    for (size_t i = 0; done && i < images.count; i++)
        done = search_image(search, &images.all[i]);
    gil_images_finish(&images);
    free(search);
    if (done)
        return status_ok();
    gils_free(gils);
    return status_fault(STATUS_FAILED, FAULT_GIL_MEMORY);
}

void gils_free(struct gils *gils)
{
    for (size_t i = 0; i < gils->count; i++)
        free(gils->notes[i]);
    free(gils->gils);
    free(gils->notes);
    free(gils->note_counts);
    *gils = (struct gils){ 0 };
}
