// What is taken and given back here is stamped inside the mutex (or, of a semaphore, after having it and before giving it), so
// the order of the stamps is the order in which it happened. A take is stamped where the second condition is signalled:
// before that whoever waits for the switch cannot go on, so that it is never seen to go on before.
//
// Contradictions come from records that were lost. The last take before one is known, the end of that hold is not: it ends where it
// began. A leave with no take before it says nothing, and neither does the wait before it.
#include "record/gil_replay.h"

#include "record/gil_interval.h"

#include <errno.h>
#include <stdlib.h>

enum {
    NOBODY = -1
};

// What a thread is at.
struct lane {
    bool waits;
    size_t waits_note;      // where its wait's beginning is noted
    uint64_t switches_seen; // when its patience began anew
    bool handing;           // it let go with a request outstanding
    bool just_let_go;       // and has been nowhere else since
};

struct course {
    struct gil_replay *replay;
    size_t room;
    struct lane *lanes; // by stream, the image's first being 0
    size_t first;
    int64_t holder, last_taker; // streams
    uint64_t held_ns;           // since when
    bool copied;                // the holder had it before the image began, and has not taken it in it yet
    bool asked;
    uint64_t waiting; // threads
    bool done;        // false: memory is short
};

static void add_note(struct course *course, uint64_t ns, uint32_t stream, enum note_kind kind, uint32_t other)
{
    struct gil_replay *replay = course->replay;
    if (replay->note_count == course->room) {
        const size_t room = course->room ? course->room * 2 : 256;
        struct gil_note *notes = realloc(replay->notes, room * sizeof *notes);
        course->done &= notes != NULL;
        if (!notes)
            return;
        replay->notes = notes;
        course->room = room;
    }
    replay->notes[replay->note_count++] =
        (struct gil_note){ .ns = ns, .stream = stream, .other = other, .kind = (uint8_t)kind };
}

static struct lane *lane_of(struct course *course, uint32_t stream) { return &course->lanes[stream - course->first]; }

static uint32_t number_of(int64_t stream) { return stream == NOBODY ? 0 : (uint32_t)stream + 1; }

// The end of the present hold is not known.
static void forget_hold(struct course *course)
{
    if (course->holder != NOBODY)
        add_note(course, course->held_ns, (uint32_t)course->holder, NOTE_RELEASED, 0);
    course->holder = NOBODY;
}

static void contradict(struct course *course)
{
    course->replay->gil.contradictions++;
    forget_hold(course);
}

static void end_wait(struct course *course, struct lane *lane)
{
    course->waiting -= lane->waits;
    lane->waits = false;
}

static void on_waits(struct course *course, const struct gil_op *op)
{
    struct lane *lane = lane_of(course, op->stream);
    if (course->holder == (int64_t)op->stream)
        contradict(course);
    course->replay->gil.waits++;
    lane->switches_seen = course->replay->gil.switches;
    lane->handing = false;
    if (lane->waits)
        return;
    lane->waits = true;
    lane->waits_note = course->replay->note_count;
    course->waiting++;
    add_note(course, op->ns, op->stream, NOTE_WAITS, number_of(course->holder));
}

static void on_woke(struct course *course, const struct gil_op *op)
{
    struct gil *gil = &course->replay->gil;
    if (op->value != ETIMEDOUT)
        return;
    gil->timeouts++;
    if (course->holder == NOBODY || course->holder == (int64_t)op->stream)
        return;
    add_note(course, op->ns, op->stream, NOTE_TIMED_OUT, number_of(course->holder));
    if (lane_of(course, op->stream)->switches_seen != gil->switches)
        return;
    gil->requests++;
    course->asked = true;
    add_note(course, op->ns, op->stream, NOTE_REQUESTED, number_of(course->holder));
}

static void begin_hold(struct course *course, uint32_t stream, uint64_t ns)
{
    add_note(course, ns, stream, NOTE_ACQUIRED, 0);
    course->holder = course->last_taker = (int64_t)stream;
    course->held_ns = ns;
    course->asked = false;
}

static void on_takes(struct course *course, const struct gil_op *op)
{
    struct gil *gil = &course->replay->gil;
    gil->takes++;
    if (course->copied && course->holder == (int64_t)op->stream) {
        course->copied = false; // a fork's child makes its copy anew, and takes what it has
        return;
    }
    if (course->holder != NOBODY)
        contradict(course);
    gil->switches += course->last_taker != NOBODY && course->last_taker != (int64_t)op->stream;
    end_wait(course, lane_of(course, op->stream));
    lane_of(course, op->stream)->handing = false;
    begin_hold(course, op->stream, op->ns);
}

// Its take was lost: since when it had it is not known, nor how long it waited for it.
static void on_odd_leave(struct course *course, const struct gil_op *op)
{
    struct lane *lane = lane_of(course, op->stream);
    contradict(course);
    if (lane->waits)
        course->replay->notes[lane->waits_note].kind = 0;
    end_wait(course, lane);
    course->last_taker = (int64_t)op->stream;
    course->asked = false;
}

static void on_leaves(struct course *course, const struct gil_op *op)
{
    struct gil *gil = &course->replay->gil;
    gil->leaves++;
    course->copied = false;
    if (course->holder != (int64_t)op->stream) {
        on_odd_leave(course, op);
        return;
    }
    gil->forced += course->asked;
    lane_of(course, op->stream)->handing = course->asked;
    lane_of(course, op->stream)->just_let_go = true;
    if (course->asked && op->next == 0)
        add_note(course, op->ns, op->stream, NOTE_HONOURED, 0);
    add_note(course, op->ns, op->stream, NOTE_RELEASED, course->waiting > 0);
    if (course->done)
        course->replay->notes[course->replay->note_count - 1].next = op->next;
    course->holder = NOBODY;
}

static void on_goes_on(struct course *course, const struct gil_op *op)
{
    struct lane *lane = lane_of(course, op->stream);
    if (lane->handing && course->last_taker != (int64_t)op->stream)
        add_note(course, op->ns, op->stream, NOTE_HANDED, number_of(course->last_taker));
    lane->handing = false;
}

static void on_ends(struct course *course, const struct gil_op *op)
{
    if (course->holder != (int64_t)op->stream)
        return;
    add_note(course, op->ns, op->stream, NOTE_RELEASED, 0);
    course->holder = NOBODY;
}

static void on_made_thread(struct course *course, const struct gil_op *op)
{
    const bool holds = course->holder == (int64_t)op->stream;
    *(holds ? &course->replay->made_holding : &course->replay->made_not_holding) += 1;
}

static void on_elsewhere(struct course *course, const struct gil_op *op)
{
    struct lane *lane = lane_of(course, op->stream);
    if (course->holder == (int64_t)op->stream)
        return;
    *(lane->just_let_go ? &course->replay->others_between : &course->replay->others_astray) += 1;
    lane->just_let_go = false;
}

static void (*const on_op[])(struct course *course, const struct gil_op *op) = {
    [GIL_OP_WAITS] = on_waits,
    [GIL_OP_WOKE] = on_woke,
    [GIL_OP_TAKES] = on_takes,
    [GIL_OP_LEAVES] = on_leaves,
    [GIL_OP_GOES_ON] = on_goes_on,
    [GIL_OP_ENDS] = on_ends,
    [GIL_OP_MADE_THREAD] = on_made_thread,
    [GIL_OP_ELSEWHERE] = on_elsewhere,
};

// By stream; those of a stream stay in their order, and those without a kind go.
static bool sort_notes(struct gil_replay *replay, const struct gil_image *image)
{
    size_t *at = calloc(image->count + 1, sizeof *at);
    struct gil_note *sorted = malloc((replay->note_count + 1) * sizeof *sorted);
    const bool done = at && sorted;
    for (size_t i = 0; done && i < replay->note_count; i++)
        at[replay->notes[i].stream - image->first + 1] += replay->notes[i].kind != 0;
    for (size_t s = 0; done && s < image->count; s++)
        at[s + 1] += at[s];
    for (size_t i = 0; done && i < replay->note_count; i++)
        if (replay->notes[i].kind)
            sorted[at[replay->notes[i].stream - image->first]++] = replay->notes[i];
    if (done) {
        replay->note_count = image->count ? at[image->count - 1] : 0;
        free(replay->notes);
        replay->notes = sorted;
        sorted = NULL;
    }
    free(at);
    free(sorted);
    return done;
}

static bool play(struct course *course, const struct gil_ops *ops)
{
    struct gil_merge merge;
    if (!gil_merge_begin(&merge, ops))
        return false;
    for (const struct gil_op *op = gil_merge_next(&merge); op && course->done; op = gil_merge_next(&merge))
        on_op[op->kind](course, op);
    gil_merge_finish(&merge);
    return course->done;
}

bool gil_replay_make(struct gil_replay *replay, const struct gil_place *place, const struct gil_ops *ops,
                     const struct event_streams *streams, const struct gil_image *image)
{
    *replay = (struct gil_replay){ .gil = { .image = image->number,
                                            .shape = place->shape,
                                            .mutex = place->mutex,
                                            .condition = place->condition,
                                            .switch_mutex = place->switch_mutex,
                                            .switch_condition = place->switch_condition } };
    struct course course = { .replay = replay,
                             .lanes = calloc(image->count + 1, sizeof *course.lanes),
                             .first = image->first,
                             .holder = NOBODY,
                             .last_taker = NOBODY,
                             .copied = place->had,
                             .done = true };
    bool done = course.lanes != NULL;
    if (done && place->had)
        begin_hold(&course, (uint32_t)image->first, image->from_ns);
    done = done && play(&course, ops);
    if (done && course.holder != NOBODY && streams->streams[course.holder].dropped)
        forget_hold(&course); // its leave may be among them
    done = done && course.done && sort_notes(replay, image);
    done = done && (place->shape == GIL_OF_SEMAPHORE || gil_interval_of(&replay->gil.interval_ns, ops));
    free(course.lanes);
    return done;
}

void gil_replay_finish(struct gil_replay *replay)
{
    free(replay->notes);
    *replay = (struct gil_replay){ 0 };
}
