// A list with a place in it, as a browser keeps its pages.
#include "view/timeline/places.h"

#include "view/model/model.h"
#include "view/timeline/timeline_model.h"

#include <math.h>
#include <string.h>

#define ANCHOR_PX 4 // the pointer may move so far and it is still one zoom

static struct timeline_place present(const struct model *model)
{
    return (struct timeline_place){ model->timeline->from_ns, model->timeline->to_ns,
                                    playback_place(&model->playback) };
}

static bool is_same(const struct timeline_place *a, const struct timeline_place *b)
{
    return a->from_ns == b->from_ns && a->to_ns == b->to_ns && a->playhead.ns == b->playhead.ns &&
           a->playhead.events == b->playhead.events;
}

void timeline_leave(struct model *model, enum timeline_way way, float anchor_px)
{
    struct timeline_places *places = &model->timeline->places;
    const bool goes_on =
        way != WAY_JUMP && way == places->way && (way != WAY_ZOOM || fabsf(anchor_px - places->anchor_px) <= ANCHOR_PX);
    places->way = way;
    places->anchor_px = anchor_px;
    if (goes_on || way == WAY_NONE)
        return;
    if (places->at + 1 == TIMELINE_PLACES_MOST) {
        memmove(&places->list[0], &places->list[1], (TIMELINE_PLACES_MOST - 1) * sizeof places->list[0]);
        places->at--;
    }
    places->list[places->at++] = present(model);
    places->count = places->at;
}

bool timeline_go_back(struct model *model, const struct document *document, int by)
{
    struct timeline_places *places = &model->timeline->places;
    const struct timeline_place now = present(model);
    const int last = places->at < places->count ? places->count - 1 : places->at;
    int to = places->at + by;
    while (to >= 0 && to <= last && to != places->at && is_same(&places->list[to], &now))
        to += by;
    if (to < 0 || to > last || to == places->at)
        return false;
    places->list[places->at] = now;
    places->count = last + 1;
    places->at = to;
    places->way = WAY_NONE;
    const struct timeline_place place = places->list[to];
    model->timeline->from_ns = place.from_ns;
    model->timeline->to_ns = place.to_ns;
    playback_seek_ns(&model->playback, document, place.playhead.ns);
    playback_put(&model->playback, place.playhead);
    model->playback.playing = false;
    model->glide = 1;
    return true;
}
