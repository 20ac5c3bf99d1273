// A selection is kept as times, not as places, so that it stays what it was at any zoom.
#include "view/timeline/pick.h"

#include "base/clock_text.h"
#include "document/document.h"
#include "view/model/together.h"
#include "view/timeline/measure.h"
#include "view/timeline/row.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include <math.h>

#define NEAR_PX 4 // what is so near to the pointer is meant

const char *timeline_clock(struct frame *frame, uint64_t ns)
{
    char text[CLOCK_TEXT_BYTES];
    const char *copy = arena_printf(frame->arena, "%s",
                                    clock_text_from(text, together_zero_ns(frame->model, frame->document), ns,
                                                    together_clock_ns(frame->model, frame->document)));
    return copy ? copy : "";
}

// ---- what lies where -------------------------------------------------------------------------------------------------

bool timeline_pick_at(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                      float x, struct timeline_pick *pick)
{
    *pick = (struct timeline_pick){ .store = -1 };
    if (!row->kind->pick || !row->kind->pick(document, axis, row, x, pick)) {
        *pick = (struct timeline_pick){ 0 };
        return false;
    }
    pick->kind = row->kind;
    pick->index = row->index;
    return true;
}

bool timeline_pick_stores(const struct document *document, const struct timeline_axis *axis, float x,
                          struct timeline_pick *pick)
{
    const struct cell_history *cell = &document->cell;
    const uint64_t from = timeline_ns(axis, x - NEAR_PX), to = timeline_ns(axis, x + NEAR_PX);
    const int64_t before = cell->kind->position_at(cell->of, from), until = cell->kind->position_at(cell->of, to);
    if (until - before > 1) {
        *pick = (struct timeline_pick){ .from_ns = from, .to_ns = to, .store = -1 };
        return true;
    }
    if (until < 0) // before the first
        return false;
    const uint64_t ns = cell->kind->ns(cell->of, until);
    *pick = (struct timeline_pick){ .from_ns = ns, .to_ns = ns, .store = until };
    return true;
}

// ---- what there is to tell -------------------------------------------------------------------------------------------

void timeline_detail(struct timeline_details *details, int name, const char *value)
{
    if (!value || !value[0] || details->count == TIMELINE_DETAILS_MOST)
        return;
    details->list[details->count].name = text_of(details->frame->language, (enum text_id)name);
    details->list[details->count++].value = value;
}

// What a store left and who made it; −1 is what stood there at first.
static const char *written(struct frame *frame, int64_t position)
{
    const char *value = words_cell(frame, position);
    return position < 0
               ? FILL(TEXT_DETAIL_AT_FIRST_ID, value)
               : FILL(TEXT_DETAIL_BY_ID, value, words_name(frame, cell_task(&frame->document->cell, position)));
}

static void tell_load(struct timeline_details *details, const struct timeline_pick *pick)
{
    struct frame *frame = details->frame;
    const struct cell_history *cell = &frame->document->cell;
    const int64_t parent = cell_parent(cell, pick->store);
    details->title =
        FILL(TEXT_DETAIL_LOAD_ID, words_name(frame, cell_task(cell, pick->store)), words_cell(frame, parent));
    timeline_detail(details, TEXT_DETAIL_AT_ID,
                    words_when(frame, pick->store, true, timeline_clock(frame, pick->from_ns)));
    timeline_detail(details, TEXT_DETAIL_WRITTEN_ID, written(frame, parent));
    timeline_detail(
        details, TEXT_DETAIL_STORED_ID,
        FILL(TEXT_DETAIL_VALUE_AT_ID, words_cell(frame, pick->store),
             words_when(frame, pick->store, false, timeline_clock(frame, cell->kind->ns(cell->of, pick->store)))));
}

static void tell_lost(struct timeline_details *details, int64_t position)
{
    struct frame *frame = details->frame;
    const struct cell_history *cell = &frame->document->cell;
    const struct cell_overwrite overwrite =
        cell->kind->overwrite(cell->of, cell->kind->overwrite_of(cell->of, position));
    timeline_detail(details, TEXT_DETAIL_OVERWRITTEN_ID,
                    FILL(TEXT_DETAIL_WHO_AT_ID, words_name(frame, cell_task(cell, overwrite.position)),
                         words_when(frame, overwrite.position, false,
                                    timeline_clock(frame, cell->kind->ns(cell->of, overwrite.position)))));
}

static void tell_store(struct timeline_details *details, const struct timeline_pick *pick)
{
    struct frame *frame = details->frame;
    const struct cell_history *cell = &frame->document->cell;
    const int64_t position = pick->store;
    const bool lost = cell_is_lost(cell, position);
    uint64_t held_ns = 0;
    details->title = FILL(lost ? TEXT_DETAIL_STORE_LOST_ID : TEXT_DETAIL_STORE_ID,
                          words_name(frame, cell_task(cell, position)), words_cell(frame, position));
    timeline_detail(details, TEXT_DETAIL_AT_ID,
                    words_when(frame, position, false, timeline_clock(frame, pick->from_ns)));
    if (cell_reads(cell, position)) {
        timeline_detail(details, TEXT_DETAIL_COMPUTED_ID, words_sum(frame, position));
        timeline_detail(details, TEXT_DETAIL_READ_ID, written(frame, cell_parent(cell, position)));
    }
    if (lost)
        tell_lost(details, position);
    if (cell_holds(cell, position) && cell->kind->held(cell->of, position, &held_ns))
        timeline_detail(details, TEXT_DETAIL_HELD_ID, words_held(frame, position, held_ns));
    timeline_detail(details, TEXT_DETAIL_NUMBER_ID,
                    words_number(frame, (int64_t)cell->kind->number(cell->of, position) + 1));
}

// Of a stretch of pixels: how many there are in it, and what they came to.
static void tell_stretch(struct timeline_details *details, const struct timeline_pick *pick)
{
    struct frame *frame = details->frame;
    const struct cell_history *cell = &frame->document->cell;
    const struct timeline_measure measure = timeline_measure_of(frame->document, pick->from_ns, pick->to_ns);
    const int64_t last = cell->kind->position_at(cell->of, pick->to_ns);
    const char *updates = words_number(frame, (int64_t)measure.updates),
               *lost = words_cell_about(frame, words_number(frame, (int64_t)measure.lost));
    details->title = FILL(TEXT_TIMELINE_TIP_LOST_ID, lost, updates, words_time(frame, measure.ns));
    timeline_detail(details, TEXT_DETAIL_AT_ID, timeline_clock(frame, pick->from_ns));
    timeline_detail(details, TEXT_DETAIL_LENGTH_ID, words_time(frame, measure.ns));
    timeline_detail(details, TEXT_DETAIL_UPDATES_ID, updates);
    timeline_detail(details, TEXT_DETAIL_LOST_ID, lost);
    if (!cell->is_private) // each has one of its own, which none of the others left
        timeline_detail(details, TEXT_DETAIL_LEFT_ID, words_cell(frame, last));
}

void timeline_store_details(struct timeline_details *details, const struct timeline_pick *pick)
{
    const bool known = pick->store < details->frame->document->cell.stores;
    if (pick->store < 0)
        tell_stretch(details, pick);
    else if (known && pick->load)
        tell_load(details, pick);
    else if (known)
        tell_store(details, pick);
}

// What every span has: its words, when it was, and for how long.
static void tell_span(struct timeline_details *details, const struct timeline_axis *axis,
                      const struct timeline_pick *pick)
{
    struct frame *frame = details->frame;
    const struct timeline_row row = { pick->kind, pick->index, rect_of(axis->x, 0, axis->width, 1) };
    details->title = pick->kind->words(frame, axis, &row, pick->from_ns);
    timeline_detail(details, TEXT_DETAIL_AT_ID, timeline_clock(frame, pick->from_ns));
    if (pick->to_ns > pick->from_ns) {
        timeline_detail(details, TEXT_DETAIL_UNTIL_ID, timeline_clock(frame, pick->to_ns));
        timeline_detail(details, TEXT_DETAIL_LENGTH_ID, words_time(frame, pick->to_ns - pick->from_ns));
    }
}

void timeline_details_of(struct frame *frame, const struct timeline_axis *axis, const struct timeline_pick *pick,
                         struct timeline_details *details)
{
    *details = (struct timeline_details){ .frame = frame, .title = "" };
    if (pick->kind->tells_stores && (pick->store >= 0 || !pick->kind->detail)) {
        timeline_store_details(details, pick);
        return;
    }
    tell_span(details, axis, pick);
    if (pick->kind->detail)
        pick->kind->detail(details, pick);
}
