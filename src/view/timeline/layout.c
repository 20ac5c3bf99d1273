// As many rows as fit, as high as there is room for. Where in the long one not even the lowest fit, those of the foot stay and the
// others scroll; the short one leaves out who comes last.
#include "view/timeline/layout.h"

#include "view/model/together.h"
#include "view/timeline/timeline_model.h"

#include <math.h>

#define LOW_WEIGHT 0.45f // of the lowest kind of row

static float weights_of(const struct timeline_layout *layout)
{
    float weights = 0;
    for (int i = 0; i < layout->rows.count; i++)
        weights += layout->rows.list[i].kind->weight;
    return weights;
}

// A row of a worker so high, high enough that with the gap names one below the other do not touch.
static float height_of(const struct timeline_row_kind *kind, float height, float named)
{
    return fmaxf(floorf(height * kind->weight), named);
}

static float heights_of(const struct timeline_layout *layout, float height, float named)
{
    float all = 0;
    for (int i = 0; i < layout->rows.count; i++)
        all += height_of(layout->rows.list[i].kind, height, named);
    return all;
}

// All of them, as high as there is room within limits, the balance taking what is left. False: not even the lowest fit.
static bool place_all(struct timeline_layout *layout, const struct frame *frame, float least)
{
    // Rows grow with the height of a tall window.
    const float u = frame->scale.u, gap = (layout->map.height > 0 ? 7 : 5) * u,
                tall = fminf(layout->plots.height / 13, 96 * u),
                most = fmaxf((frame->scale.lecture ? 90 : 52) * u, tall);
    const float room = layout->plots.height - gap * (float)layout->rows.count, share = room / weights_of(layout),
                named = ceilf(frame->scale.type[TYPE_SMALL] * 1.25f - gap);
    float height = floorf(share < least ? least : share > most ? most : share);
    while (height > least && heights_of(layout, height, named) > room)
        height -= 1;
    const float spare = room - heights_of(layout, height, named);
    layout->moving = layout->plots;
    layout->pinned = layout->scroll = layout->scroll_most = 0;
    layout->scroll_seen = layout->rows.count;
    layout->cut = false;
    layout->content = layout->plots.height - spare;
    float y = layout->plots.y;
    for (int i = 0; i < layout->rows.count; i++) {
        struct timeline_row *row = &layout->rows.list[i];
        const float more = row->kind->takes_spare && spare > 0 ? spare * 0.9f : 0;
        row->rect =
            rect_of(layout->plots.x, y, layout->plots.width, floorf(height_of(row->kind, height, named) + more));
        y += row->rect.height + gap;
    }
    return spare >= 0;
}

// A row that has a name of its own beside it.
static float named_least(const struct frame *frame)
{
    const float scale = frame->scale.lecture ? 1.6f : 1;
    return frame->document->crowd.process_count > 0
               ? fmaxf(17 * frame->scale.u * scale, frame->scale.type[TYPE_SMALL] * 1.25f)
               : 17 * frame->scale.u * scale;
}

#define FOREIGN_FOOT_U 64 // of a row that takes what is left, where others stand above it

static float foot_height(const struct timeline_row *row, const struct frame *frame, float scale)
{
    const float wanted = row->kind->foot_u > 0 ? row->kind->foot_u : FOREIGN_FOOT_U,
                height = wanted * frame->scale.u * scale;
    return frame->document->crowd.process_count > 0 ? fmaxf(height, named_least(frame)) : height;
}

// From the last up: each as high as it wants to be, or all that is left.
static void place_foot(struct timeline_layout *layout, const struct frame *frame, struct rect foot, float scale)
{
    for (int i = layout->rows.count; i-- > layout->rows.count - layout->pinned;) {
        struct timeline_row *row = &layout->rows.list[i];
        const bool fixed = row->kind->foot_u > 0 || frame->document->crowd.process_count > 0;
        row->rect = fixed ? rect_cut_bottom(&foot, foot_height(row, frame, scale)) : foot;
        rect_cut_bottom(&foot, 6 * frame->scale.u);
    }
}

enum {
    LOCKS_PINNED = 2, // of a program that was recorded, those that were waited for longest; of its GILs as many
};

// What may stand at the foot at the most: so many of locks and GILs, and without so many of all that would come first.
struct foot {
    int most, without;
};

// Whether it would stay at the foot, where before it so many of its kind do.
static bool is_pinned(const struct timeline_row_kind *kind, bool foreign, int before, int most)
{
    if (!foreign)
        return kind->at_foot;
    return kind->foreign_foot && ((kind != &timeline_lock_row && kind != &timeline_gil_row) || before < most);
}

// What those want that stay there.
static float foot_wanted(const struct timeline_layout *layout, const struct frame *frame, float scale, struct foot foot)
{
    const bool foreign = frame->document->crowd.process_count > 0;
    const struct timeline_row_kind *last = NULL;
    float height = 0;
    int before = 0, number = 0;
    for (int i = 0; i < layout->rows.count; i++) {
        const struct timeline_row *row = &layout->rows.list[i];
        before = row->kind == last ? before + 1 : 0;
        last = row->kind;
        if (is_pinned(row->kind, foreign, before, foot.most) && number++ >= foot.without)
            height += foot_height(row, frame, scale) + 6 * frame->scale.u;
    }
    return height;
}

// Which rows stay at the foot: they are the last ones then. Of locks and GILs fewer, then of all, where they would have no height
// there: what has no room scrolls with the others. Returns the height that they want.
static float pin_rows(struct timeline_layout *layout, const struct frame *frame, float scale, float room)
{
    const bool foreign = frame->document->crowd.process_count > 0;
    struct timeline_row *pinned = arena_get_array(frame->arena, (size_t)layout->rows.count + 1, sizeof *pinned);
    const struct timeline_row_kind *last = NULL;
    struct foot foot = { .most = LOCKS_PINNED };
    int kept = 0, before = 0, number = 0;
    while (foot.most > 0 && foot_wanted(layout, frame, scale, foot) > room)
        foot.most--;
    while (foreign && foot_wanted(layout, frame, scale, foot) > room)
        foot.without++;
    const float height = foot_wanted(layout, frame, scale, foot);
    for (int i = 0; pinned && i < layout->rows.count; i++) {
        const struct timeline_row row = layout->rows.list[i];
        before = row.kind == last ? before + 1 : 0;
        last = row.kind;
        if (is_pinned(row.kind, foreign, before, foot.most) && number++ >= foot.without)
            pinned[layout->pinned++] = row;
        else
            layout->rows.list[kept++] = row;
    }
    for (int i = 0; i < layout->pinned; i++)
        layout->rows.list[kept + i] = pinned[i];
    if (layout->pinned == 0)
        return 0;
    return foreign ? height + 6 * frame->scale.u : 104 * frame->scale.u * scale;
}

// Those that were pinned on top, above the others; they take no more than a part of the room, the last ones get low.
static void place_top(struct timeline_layout *layout, float named, float gap)
{
    const int count = layout->rows.top;
    const float most = layout->moving.height * 0.5f / (float)(count > 0 ? count : 1) - gap,
                height = floorf(fminf(named * 1.3f, fmaxf(most, 2)));
    for (int i = 0; i < count; i++) {
        layout->rows.list[i].rect = rect_of(layout->plots.x, layout->moving.y, layout->plots.width, height);
        rect_cut_top(&layout->moving, height + gap);
    }
    if (count > 0)
        rect_cut_top(&layout->moving, 2 * gap);
}

// Rows that scroll, before they are placed: those of workers, then others as high as their names.
struct moving {
    int workers, count;
    float height, named, gap;
};

static float height_in(const struct moving *moving, int i)
{
    return i < moving->workers ? moving->height : moving->named;
}

// How many fit into the room, from one of them on.
static int fit_from(const struct moving *moving, int first, float room)
{
    int count = 0;
    float y = 0;
    while (first + count < moving->count && y + height_in(moving, first + count) <= room)
        y += height_in(moving, first + count++) + moving->gap;
    return count;
}

// The first of the last that fit.
static int first_of_last(const struct moving *moving, float room)
{
    int first = moving->count;
    float y = 0;
    while (first > 0 && y + height_in(moving, first - 1) <= room)
        y += height_in(moving, --first) + moving->gap;
    return first < moving->count || first == 0 ? first : moving->count - 1;
}

// No row is cut in two: as many as fit are in sight, from the one on that was scrolled to, and share the room.
static void place_moving(struct timeline_layout *layout, struct moving moving, int scrolled)
{
    const float room = layout->moving.height;
    const int at_first = fit_from(&moving, 0, room);
    if (at_first < moving.count && at_first > 0 && at_first <= moving.workers)
        moving.height = floorf((room + moving.gap) / (float)at_first - moving.gap);
    layout->scroll_most = at_first < moving.count ? first_of_last(&moving, room) : 0;
    layout->scroll = scrolled < layout->scroll_most ? scrolled : layout->scroll_most;
    layout->scroll_seen = fit_from(&moving, layout->scroll, room);
    layout->cut = layout->scroll_seen == 0;
    layout->content = 0;
    float y = layout->moving.y;
    for (int i = 0; i < layout->scroll; i++)
        y -= height_in(&moving, i) + moving.gap;
    for (int i = 0; i < moving.count; i++) {
        struct rect *row = &layout->rows.list[layout->rows.top + i].rect;
        *row = rect_of(layout->plots.x, y, layout->plots.width, height_in(&moving, i));
        y += row->height + moving.gap;
        layout->content += row->height + moving.gap;
        if (layout->scroll_most > 0 && i + 1 == layout->scroll + layout->scroll_seen)
            layout->moving.height = rect_bottom(*row) - layout->moving.y;
    }
    layout->scroll_seen = layout->cut && moving.count > 0 ? 1 : layout->scroll_seen;
}

// More than fit: low rows close together, and scrolled where even these are too many.
static void place_many(struct timeline_layout *layout, const struct frame *frame, float least)
{
    const float u = frame->scale.u, gap = 2 * u, scale = frame->scale.lecture ? 1.6f : 1;
    layout->pinned = 0;
    layout->moving = layout->plots;
    const float foot_most = layout->plots.height * 0.4f, wanted_foot = pin_rows(layout, frame, scale, foot_most);
    const int top = layout->rows.top, others = layout->rows.count - layout->pinned - top;
    struct rect foot = rect_cut_bottom(&layout->moving, fminf(wanted_foot, foot_most));
    place_top(layout, named_least(frame), gap);
    // Locks and cpus stay high enough for their names.
    const int workers = layout->rows.upper - top;
    const float named = named_least(frame), more = (named + gap) * (float)(others - workers);
    const float room = (layout->moving.height - more) / (float)(workers > 0 ? workers : 1) - gap;
    const float height = floorf(room > least ? room : least);
    place_moving(layout, (struct moving){ workers, others, height, floorf(named), gap },
                 frame->model->timeline->scroll_rows);
    rect_cut_top(&foot, 6 * u);
    place_foot(layout, frame, foot, scale);
}

// Beside the tasks' rows.
static void place_folds(struct timeline_layout *layout)
{
    // Where the filter has left none of them, beside all.
    const int upper = layout->rows.upper > 0 ? layout->rows.upper : layout->rows.count;
    const struct timeline_row *last = &layout->rows.list[upper > 0 ? upper - 1 : 0];
    if (upper == 0)
        return;
    const float first = layout->rows.list[0].rect.y,
                top = layout->rows.top > 0 ? first : fmaxf(first, layout->moving.y),
                foot = fmaxf(fminf(rect_bottom(last->rect), rect_bottom(layout->moving)), layout->moving.y);
    struct rect *const folds[] = { &layout->folds.before, &layout->folds.after };
    for (int i = 0; i < 2; i++)
        *folds[i] = rect_of(folds[i]->x, top, folds[i]->width, foot > top ? foot - top : 0);
}

// In the short one no more than have room for sure do not.
static uint32_t workers_at_most(const struct timeline_layout *layout, const struct frame *frame, float least)
{
    const uint32_t count = frame->document->recording.task_count;
    const float fit = layout->plots.height / least + 1;
    return layout->rows.whole || (float)count < fit ? count : (uint32_t)fit;
}

#define WORDS_U 20 // units that a row needs for words in it

// Of processes, how many tasks there are without the threads that help them, as far as those were made last.
static uint32_t without_helpers(const struct recording *recording)
{
    uint32_t count = recording->task_count;
    while (recording->plan->kind == WORKERS_PROCESSES && count > 2 && recording->tasks[count - 1].kind == TASK_THREAD)
        count--;
    return count;
}

// The short one leaves helpers out rather than what all do.
static void leave_helpers_out(struct timeline_layout *layout, const struct frame *frame, float least)
{
    const struct document *document = frame->document;
    if (document->tale.count == 0 || layout->rows.workers < document->recording.task_count ||
        layout->rows.list[0].rect.height >= WORDS_U * frame->scale.u)
        return;
    layout->rows.workers = without_helpers(&document->recording);
    timeline_rows_collect(&layout->rows, document);
    place_all(layout, frame, least);
}

// Under the ruler, of a run in which something stands out.
static struct rect cut_story(const struct frame *frame, struct rect *room)
{
    const float height = frame->scale.type[TYPE_SMALL] * 1.7f;
    if (frame->model->timeline->story.count == 0 || height > room->height * 0.12f)
        return rect_of(0, 0, 0, 0);
    return rect_cut_top(room, height);
}

// Beside another recording as if one of them had: both begin at the same place.
static bool has_long_names(const struct frame *frame)
{
    return frame->document->crowd.process_count > 0 || together_shown(frame->model);
}

bool timeline_lay_out(struct timeline_layout *layout, const struct frame *frame, struct rect room, bool whole)
{
    const struct document *document = frame->document;
    // Names that programs gave are longer than T1.
    const float u = frame->scale.u,
                label = frame->scale.type[TYPE_SMALL] * (has_long_names(frame) ? (whole ? 10.6f : 8.0f) : 6.2f);
    const struct together *together = &frame->model->together;
    const bool sides = together_shown(frame->model), // one for both, and in a lecture the rows come first
        mapped = whole && (!sides || (together->lower && !frame->scale.lecture));
    if (mapped)
        layout->map = rect_cut_bottom(&room, (frame->scale.lecture ? 34 : 26) * u);
    else
        layout->map = rect_of(0, 0, 0, 0);
    if (mapped)
        rect_cut_bottom(&room, 8 * u);
    layout->labels = rect_cut_left(&room, label < room.width * 0.25f ? label : room.width * 0.25f);
    if (mapped) {
        const struct rect map = layout->map;
        layout->map = rect_between(room.x, map.y, rect_right(room), rect_bottom(map));
    }
    layout->folds = timeline_folds_of(frame, &room);
    layout->ruler = rect_cut_top(&room, frame->scale.type[TYPE_SMALL] * 1.7f);
    layout->story = whole ? cut_story(frame, &room) : rect_of(0, 0, 0, 0);
    layout->room = layout->plots = room;
    layout->seen = timeline_axis_of(frame->model, document, room);
    layout->axis = timeline_axis_within(&layout->seen, document);
    if (layout->axis.to_ns < layout->seen.to_ns)
        layout->plots.width = layout->axis.width;
    layout->rows.whole = whole;
    layout->rows.model = frame->model->timeline;
    const float named = frame->scale.type[TYPE_SMALL] / 0.44f; // high enough for a name that can be read from afar
    const float line =
        frame->scale.type[TYPE_SMALL] * 1.25f - 5 * u; // with the gap, names one below the other do not touch
    const bool foreign = document->crowd.process_count > 0;
    float least = frame->scale.lecture ? named : whole ? 20 * u : fmaxf(14 * u, line);
    if (foreign && !whole) // its low rows have names, too
        least = fmaxf(least, line / LOW_WEIGHT);
    layout->rows.workers = workers_at_most(layout, frame, least);
    if (!timeline_rows_make(&layout->rows, frame->arena, document))
        return false;
    layout->rows.count = layout->rows.upper = layout->rows.top = layout->pinned = 0;
    layout->scroll = layout->scroll_most = layout->scroll_seen = 0;
    if (layout->plots.width < 2 * u) { // it had ended
        layout->axis.to_ns = layout->axis.from_ns;
        return true;
    }
    for (;;) {
        timeline_rows_collect(&layout->rows, document);
        if (place_all(layout, frame, least) || (!whole && layout->rows.workers == 1))
            break;
        if (!whole) {
            layout->rows.workers--;
            continue;
        }
        place_many(layout, frame, frame->scale.lecture ? named : foreign ? named_least(frame) : 9 * u);
        break;
    }
    if (!whole && !foreign)
        leave_helpers_out(layout, frame, least);
    place_folds(layout);
    return true;
}
