// What the caption tells of a collision, beat by beat; and, where it goes too fast for that, how far it has come.
#include "view/stage/parts.h"

#include "document/beats.h"
#include "document/cell_playback.h"
#include "view/model/model.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

#include <math.h>

// ---- the four beats ------------------------------------------------------------------------------------------------

// The collision with what its captions are made of.
struct told {
    struct story_collision collision;
    const struct cell_history *cell;
    struct cell_overwriter by;
    const char *name, *other; // the overwriter's task; that of the first lost update
    const char *read, *wrote; // by the overwriter
    struct amount other_change;
};

static struct told told_of(struct frame *frame, const struct story_collision *collision)
{
    const struct cell_history *cell = &frame->document->cell;
    const struct cell_overwrite settling = cell_settling(cell, collision->collision);
    const struct cell_overwriter by = cell_tell(cell, &settling);
    return (struct told){ .collision = *collision,
                          .cell = cell,
                          .by = by,
                          .name = words_name(frame, cell_task(cell, by.position)),
                          .other = words_name(frame, cell_task(cell, collision->first)),
                          .read = words_cell(frame, by.parent),
                          .wrote = words_cell(frame, by.position),
                          .other_change = cell_change(cell, collision->first) };
}

static struct stage_caption both_have_read(struct frame *frame, const struct told *told)
{
    struct stage_caption caption = { .second = text_of(frame->language, TEXT_BEAT_BLIND_ID) };
    const int64_t other_parent = cell_parent(told->cell, told->collision.first);
    if (other_parent == told->by.parent)
        caption.first = FILL(TEXT_BEAT_BOTH_SAME_ID, told->name, told->other, told->read);
    else
        caption.first = FILL(TEXT_BEAT_BOTH_ID, told->name, told->read, told->other, words_cell(frame, other_parent));
    return caption;
}

static struct stage_caption the_first_writes(struct frame *frame, const struct told *told)
{
    const int64_t first = told->collision.first;
    const char *other_read = words_cell(frame, cell_parent(told->cell, first));
    const char *sum =
        arena_printf(frame->arena, "%s %s %s", other_read, amount_is_below_0(told->other_change) ? "−" : "+",
                     words_amount_bare(frame, told->other_change));
    return (struct stage_caption){
        .first = FILL(TEXT_BEAT_WRITES_ID, told->other, sum ? sum : "", words_cell(frame, first)),
        .second = FILL(TEXT_BEAT_STALE_ID, told->name, told->read),
    };
}

// Was the overwriter off its cpu between its load and its store, for certain? It had loaded before the next store in the
// order, and nobody loads who is not running: so any time off that reaches past that store counts.
static bool was_taken_off(const struct document *document, const struct told *told)
{
    enum {
        LOOKED_AT = 256
    };
    const struct cell_overwriter *by = &told->by;
    const struct worker_states *task = &document->states.workers[cell_task(told->cell, by->position)];
    const uint64_t loaded_by_ns = told->cell->kind->ns(told->cell->of, by->parent + 1);
    if (!by->held_known || !document->states.from_kernel || task->span_count == 0)
        return false;
    const struct state_span *span = states_at(task, loaded_by_ns), *end = task->spans + task->span_count;
    for (int i = 0; i < LOOKED_AT && span < end && span->from_ns < by->stored_ns; i++, span++)
        if (span->state == STATE_READY && span->preempted && span->to_ns > loaded_by_ns)
            return true;
    return false;
}

static uint64_t writes_meanwhile(const struct told *told)
{
    return (uint64_t)(told->by.position - told->by.parent - 1);
}

// How it came that others could write between the overwriter's load and its store, where that is certain. Under a GIL
// nobody else runs before it has let go.
static const char *how_of(struct frame *frame, const struct told *told)
{
    const struct document *document = frame->document;
    const uint32_t taken = told->cell->kind->taken_before(told->cell->of, told->by.position);
    if (taken != PLACE_NOWHERE)
        return FILL(TEXT_BEAT_READ_GIL_AT_ID, told->name, told->read, document->recording.places[taken].instruction);
    if (recording_find_resource(&document->recording, RESOURCE_GIL) >= 0)
        return FILL(TEXT_BEAT_READ_GIL_ID, told->name, told->read);
    if (told->cell->kind->let_go && told->cell->kind->let_go(told->cell->of, told->by.position))
        return FILL(TEXT_BEAT_READ_LET_GO_ID, told->name, told->read);
    return was_taken_off(document, told) ? FILL(TEXT_BEAT_READ_OFF_ID, told->name, told->read)
                                         : FILL(TEXT_BEAT_READ_ID, told->name, told->read);
}

// What came between the overwriter's load and its store.
static const char *meanwhile(struct frame *frame, const struct told *told)
{
    const uint64_t writes = writes_meanwhile(told);
    if (writes == 1)
        return FILL(TEXT_BEAT_WROTE_ID, told->other, words_cell(frame, told->by.position - 1));
    if (frame->document->recording.task_count == 2)
        return FILL(TEXT_BEAT_WROTE_TIMES_ID, told->other, words_number(frame, (int64_t)writes));
    return FILL(TEXT_BEAT_WRITTEN_TIMES_ID, words_number(frame, (int64_t)writes));
}

static struct stage_caption the_stale_one_writes(struct frame *frame, const struct told *told)
{
    const uint64_t lost = cell_settling(told->cell, told->collision.collision).lost;
    // More than were written meanwhile: two lines of updates went on side by side, and one of them ends here.
    const enum text_id many = lost > writes_meanwhile(told) ? TEXT_BEAT_LINE_LOST_ID : TEXT_NOW_MANY_LOST_ID;
    struct stage_caption caption = {
        .first = FILL(TEXT_BEAT_THEN_ID, how_of(frame, told), meanwhile(frame, told)),
        .second = FILL(many, told->name, told->wrote, words_number(frame, (int64_t)lost)),
        .lost = true,
    };
    if (lost == 1)
        caption.second =
            FILL(TEXT_NOW_ONE_LOST_ID, told->name, told->wrote, told->other, words_amount(frame, told->other_change));
    return caption;
}

static struct stage_caption the_count(struct frame *frame, const struct told *told)
{
    const struct cell_collision collision = told->cell->kind->collision(told->cell->of, told->collision.collision);
    const char *lost = words_number(frame, (int64_t)collision.size);
    struct stage_caption caption = {
        .first = FILL(TEXT_BEAT_WROTE_OVER_ID, told->name, told->wrote, words_cell(frame, told->by.position - 1)),
        .second = FILL(TEXT_BEAT_LOST_EVEN_ID, lost),
        .lost = true,
    };
    if (collision.size == 1)
        caption.second = FILL(frame->document->variable ? TEXT_BEAT_LOST_ONE_VALUE_ID : TEXT_BEAT_LOST_ONE_ID,
                              told->other, words_amount(frame, told->other_change));
    else if (!amount_is_0(collision.net))
        caption.second = FILL(TEXT_BEAT_LOST_ID, lost, words_amount(frame, collision.net));
    return caption;
}

bool stage_beat_caption(struct frame *frame, const struct balance_present *present, struct stage_caption *caption)
{
    static struct stage_caption (*const tell[1 + BEATS])(struct frame *, const struct told *) = {
        [BEAT_READ] = both_have_read,
        [BEAT_WRITES] = the_first_writes,
        [BEAT_OVER] = the_stale_one_writes,
        [BEAT_COUNT] = the_count,
    };
    struct story_collision collision;
    const enum story_beat beat = story_beat_at(frame->document, &frame->model->playback, &collision);
    if (beat == BEAT_NONE)
        return false;
    // On the way from one beat to the next, what happens is told.
    if (!story_is_at(&collision, beat, &frame->model->playback) ||
        (!present->now.about && present->now.kind != PRESENT_EVENT))
        return false;
    const struct told told = told_of(frame, &collision);
    *caption = tell[beat](frame, &told);
    return true;
}

// ---- the heading ---------------------------------------------------------------------------------------------------

static const char *title_of(struct frame *frame, const struct story_collision *collision)
{
    const struct cell_history *cell = &frame->document->cell;
    if (collision->number == 0)
        return text_of(frame->language, TEXT_BEAT_FIRST_COLLISION_ID);
    if (collision->collision == cell->kind->worst(cell->of, CELL_WORST_SIZE, 0))
        return text_of(frame->language, TEXT_BEAT_WORST_COLLISION_ID);
    return FILL(TEXT_BEAT_COLLISION_ID, words_number(frame, collision->number + 1),
                words_number(frame, (int64_t)cell->collisions));
}

bool stage_heading_draw(struct frame *frame, const struct balance_present *present, struct rect line, struct rect *used)
{
    struct story_collision collision;
    const enum story_beat beat =
        present->now.fast ? BEAT_NONE : story_beat_at(frame->document, &frame->model->playback, &collision);
    if (beat == BEAT_NONE || stage_at_end(frame))
        return false;
    struct text_style title = ui_bold(frame, TYPE_STRONG, TEXT_MAIN), count = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
    const char *text = title_of(frame, &collision);
    const char *of = FILL(TEXT_BEAT_OF_ID, words_number(frame, beat), words_number(frame, BEATS));
    const float bar_px = floorf(4 * frame->scale.u), least_px = 70 * frame->scale.u,
                said_px = draw_text_width(frame->list, of, count), right_px = said_px > least_px ? said_px : least_px;
    if (!words_shrink(frame, text, &title, line.width - right_px - frame->scale.gap_px))
        return false;
    title.along = ALONG_MIDDLE;
    count.across = ACROSS_RIGHT;
    count.along = ALONG_MIDDLE;
    used[0] = draw_text(frame->list, point_at(line.x, rect_centre(line).y), text, title);
    draw_text(frame->list, point_at(rect_right(line), rect_centre(line).y), of, count);
    const struct rect track =
        rect_of(rect_right(line) - right_px, rect_centre(line).y + count.size_px * 0.85f, right_px, bar_px);
    draw_box(frame->list, track, bar_px / 2, paint_solid(frame->theme->trims[TRIM_TRACK]), stroke_none());
    draw_box(frame->list, rect_of(track.x, track.y, track.width * (float)beat / BEATS, track.height), bar_px / 2,
             paint_solid(frame->theme->marks[MARK_LOST]), stroke_none());
    used[1] = rect_between(track.x, line.y, rect_right(line), rect_bottom(track));
    return true;
}

// ---- how far it has come -------------------------------------------------------------------------------------------

struct stage_caption stage_total_caption(struct frame *frame)
{
    const struct cell_history *cell = &frame->document->cell;
    const int64_t position = playback_position(&frame->model->playback, frame->document);
    const uint64_t lost = cell->kind->lost_until(cell->of, position);
    const uint64_t faster = playback_times_faster(&frame->model->playback, frame->document);
    const char *updates = words_number(frame, position + 1);
    return (struct stage_caption){
        .first = lost > 0 ? FILL(TEXT_NOW_TOTAL_ID, updates, words_number(frame, (int64_t)lost))
                          : FILL(TEXT_NOW_TOTAL_NONE_ID, updates),
        .second = faster > 1 ? FILL(TEXT_NOW_FASTER_ID, words_number(frame, (int64_t)faster)) : "",
    };
}
