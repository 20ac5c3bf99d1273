// The kinds of rows are asked in turn what the word means to them, before the next picture.
#include "view/timeline/search.h"

#include "base/utf8.h"
#include "document/cell_playback.h"
#include "view/timeline/hits.h"
#include "view/timeline/places.h"
#include "view/timeline/rows.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// By time; at one time in the order of rows, so that it is the same every time.
static int by_time(const void *first, const void *second)
{
    const struct timeline_pick *a = first, *b = second;
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns ? -1 : 1;
    if (a->index != b->index)
        return a->index < b->index ? -1 : 1;
    return a->store < b->store ? -1 : a->store > b->store;
}

// ---- looking -------------------------------------------------------------------------------------------------------

static void find_notes(const struct timeline_model *timeline, const struct document *document,
                       struct timeline_hits *hits)
{
    for (int i = 0; i < timeline->bookmarks.count; i++) {
        const uint64_t ns = document_from_ns(document) + timeline->bookmarks.list[i].ns;
        if (strcasestr(timeline->bookmarks.list[i].text, timeline->search))
            timeline_hit_add(hits, &(struct timeline_pick){ .index = i, .from_ns = ns, .to_ns = ns, .store = -1 });
    }
}

// What stands in a row that the filter hides would be selected out of sight.
static bool is_hidden(const void *of, const struct timeline_pick *hit)
{
    const struct timeline_arrangement *arrangement = of;
    return hit->kind == &timeline_worker_row
               ? bit_set_has(&arrangement->hidden, (uint32_t)hit->index) &&
                     !bit_set_has(&arrangement->pinned, (uint32_t)hit->index)
               : hit->kind && bit_set_has(&arrangement->others_hidden, timeline_row_number(hit->kind, hit->index));
}

static void look(struct timeline_model *timeline, const struct document *document, uint64_t from_ns)
{
    struct timeline_hits *hits = &timeline->hits;
    hits->count = 0;
    hits->at = -1;
    hits->more = false;
    hits->from_ns = from_ns;
    hits->seen_ns = UINT64_MAX;
    hits->known = true;
    if (!timeline->search[0])
        return;
    hits->left_out = is_hidden;
    hits->of = &timeline->arrangement;
    for (int i = 0; timeline_row_kinds[i]; i++)
        if (timeline_row_kinds[i]->find)
            timeline_row_kinds[i]->find(document, timeline->search, hits);
    hits->left_out = NULL;
    hits->of = NULL;
    find_notes(timeline, document, hits);
    qsort(hits->list, (size_t)hits->count, sizeof *hits->list, by_time);
    while (hits->more && hits->count > 0 && hits->list[hits->count - 1].from_ns > hits->seen_ns)
        hits->count--; // what lies between was not looked at
}

void timeline_hits_renew(struct model *model, const struct document *document)
{
    if (!model->timeline->hits.known)
        look(model->timeline, document, 0);
}

// The first after a moment; with `back` the last before it. −1: none.
static int next_of(const struct timeline_hits *hits, uint64_t ns, bool back)
{
    int found = -1;
    for (int i = 0; i < hits->count; i++)
        if (back && hits->list[i].from_ns < ns)
            found = i;
        else if (!back && hits->list[i].from_ns > ns)
            return i;
    return found;
}

// The one that is gone to, from the one that was, or from the playhead. −1: none.
static int choose(const struct timeline_hits *hits, uint64_t now, int direction)
{
    const bool there = hits->at >= 0 && hits->at < hits->count && hits->list[hits->at].from_ns == now;
    const int next = there ? hits->at + direction : next_of(hits, now, direction < 0);
    if (next >= 0 && next < hits->count)
        return next;
    if (hits->more || hits->from_ns > 0)
        return -1; // what follows is to be looked for first
    return hits->count == 0 ? -1 : direction > 0 ? 0 : hits->count - 1;
}

enum {
    STRETCHES_MOST = 64, // that are looked through at one press
};

bool timeline_hits_go(struct model *model, const struct document *document, int direction)
{
    struct timeline_hits *hits = &model->timeline->hits;
    const uint64_t now = model->playback.ns;
    timeline_hits_renew(model, document);
    int to = choose(hits, now, direction);
    for (int i = 0; to < 0 && direction > 0 && hits->more && i < STRETCHES_MOST; i++) {
        look(model->timeline, document, hits->seen_ns > now ? hits->seen_ns : now);
        to = hits->count > 0 ? 0 : -1;
    }
    if (to < 0 && hits->from_ns > 0) {
        look(model->timeline, document, 0);
        to = direction < 0 ? next_of(hits, now, true) : hits->count > 0 ? 0 : -1;
    }
    if (to < 0)
        return false;
    const struct timeline_pick *hit = &hits->list[to];
    timeline_leave(model, WAY_JUMP, 0);
    if (hit->store >= 0 && !hit->load)
        playback_seek_store(&model->playback, document, hit->store);
    else
        playback_seek_ns(&model->playback, document, hit->from_ns);
    model->playback.playing = false;
    hits->at = to;
    model->timeline->pick = hit->kind ? *hit : (struct timeline_pick){ 0 };
    return true;
}

const char *timeline_hits_words(struct frame *frame)
{
    const struct timeline_hits *hits = &frame->model->timeline->hits;
    if (!frame->model->timeline->search[0] || !hits->known)
        return "";
    if (hits->count == 0 && !hits->more)
        return text_of(frame->language, TEXT_SEARCH_NONE_ID);
    const char *count = words_number(frame, hits->count),
               *all = hits->more ? FILL(TEXT_SEARCH_OR_MORE_ID, count) : count;
    return hits->at >= 0 && hits->from_ns == 0 ? FILL(TEXT_SEARCH_OF_ID, words_number(frame, hits->at + 1), all)
                                               : FILL(TEXT_SEARCH_FOUND_ID, all);
}

// ---- drawing -------------------------------------------------------------------------------------------------------

// The first one at or after a moment.
static int first_from(const struct timeline_hits *hits, uint64_t ns)
{
    int low = 0, high = hits->count;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (hits->list[middle].from_ns < ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void draw_mark(struct frame *frame, float x, float y, float half)
{
    const struct point sign[3] = { { x - half, y }, { x + half, y }, { x, y + 1.3f * half } };
    draw_polygon(frame->list, sign, 3, paint_solid(frame->theme->texts[TEXT_NOTE]),
                 stroke_solid(frame->theme->grounds[GROUND_PANEL], frame->scale.line_px));
}

static void draw_in_row(struct frame *frame, const struct timeline_layout *layout, const struct timeline_row *row)
{
    const struct timeline_hits *hits = &frame->model->timeline->hits;
    const float half = 4 * frame->scale.u;
    float done = layout->axis.x - 2 * half;
    for (int i = first_from(hits, layout->axis.from_ns); i < hits->count; i++) {
        const struct timeline_pick *hit = &hits->list[i];
        const float x = timeline_x(&layout->axis, hit->from_ns);
        frame->looked_at++;
        if (x > layout->axis.x + layout->axis.width)
            break;
        if (hit->kind != row->kind || hit->index != row->index || x < done + half)
            continue;
        draw_mark(frame, x, row->rect.y - half * 0.6f, half);
        done = x;
    }
}

void timeline_hits_draw(struct frame *frame, const struct timeline_layout *layout)
{
    if (!frame->model->timeline->search[0])
        return;
    for (int i = 0; i < layout->rows.count; i++)
        if (!rect_is_empty(timeline_row_seen(layout, i)))
            draw_in_row(frame, layout, &layout->rows.list[i]);
}

void timeline_hits_draw_all(struct frame *frame, const struct timeline_axis *axis, struct rect rect)
{
    const struct timeline_hits *hits = &frame->model->timeline->hits;
    const float width = fmaxf(floorf(1.5f * frame->scale.u), 1);
    float done = rect.x - 1;
    for (int i = first_from(hits, axis->from_ns); frame->model->timeline->search[0] && i < hits->count; i++) {
        const float x = floorf(timeline_x(axis, hits->list[i].from_ns));
        if (x > rect_right(rect))
            break;
        if (x < done)
            continue;
        draw_rect(frame->list, rect_of(x, rect.y, width, rect.height), paint_solid(frame->theme->texts[TEXT_NOTE]));
        done = x + width;
    }
}

// ---- the field -----------------------------------------------------------------------------------------------------

static const char *begin(struct model *model)
{
    model->view = VIEW_TIMELINE;
    return model->timeline->search;
}

static void typed(struct model *model, const char *utf8)
{
    struct timeline_model *timeline = model->timeline;
    const size_t bytes = strlen(utf8), most = sizeof timeline->search - 1;
    const size_t kept = bytes > most ? utf8_cut(utf8, most) : bytes;
    memcpy(timeline->search, utf8, kept);
    timeline->search[kept] = '\0';
    timeline->hits.known = false;
}

const struct view_search timeline_search = { begin, typed, ACTION_SEARCH };
