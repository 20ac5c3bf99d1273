// Each part of a place has a role, and a table says what an event of a role means. What needs more than the event itself, whether a
// section of the mutex did anything, and whether the second mutex was taken to look who had it last, is kept in a reader
// for each place while a stream is read.
#include "record/gil_ops.h"

#include "record/gil_tally.h"

#include <stdlib.h>

enum role {
    ROLE_MUTEX,
    ROLE_CONDITION,
    ROLE_SWITCH_MUTEX,
    ROLE_SWITCH_CONDITION,
    ROLE_SEMAPHORE,
    ROLES
};

enum {
    MISFIT = 255
};

// What an event of a part means: an op, a misfit, or (0) nothing by itself.
static const uint8_t meanings[ROLES][EVENT_KINDS] = {
    [ROLE_MUTEX] = { [EVENT_MUTEX_REFUSED] = MISFIT },
    [ROLE_CONDITION] = { [EVENT_COND_TIMED_WAITS] = GIL_OP_WAITS,
                         [EVENT_COND_WOKE] = GIL_OP_WOKE,
                         [EVENT_COND_SIGNALLED] = GIL_OP_LEAVES,
                         [EVENT_COND_WAITS] = MISFIT,
                         [EVENT_COND_BROADCAST] = MISFIT },
    [ROLE_SWITCH_MUTEX] = { [EVENT_MUTEX_REFUSED] = MISFIT },
    [ROLE_SWITCH_CONDITION] = { [EVENT_COND_SIGNALLED] = GIL_OP_TAKES,
                                [EVENT_COND_WOKE] = GIL_OP_GOES_ON,
                                [EVENT_COND_TIMED_WAITS] = MISFIT,
                                [EVENT_COND_BROADCAST] = MISFIT },
    [ROLE_SEMAPHORE] = { [EVENT_SEM_WAITS] = GIL_OP_WAITS,
                         [EVENT_SEM_GOT] = GIL_OP_TAKES,
                         [EVENT_SEM_POSTED] = GIL_OP_LEAVES },
};

// ---- who is what ---------------------------------------------------------------------------------------------------

struct part {
    uint32_t place;
    uint8_t role;
};

struct parts {
    struct gil_tally addresses;
    struct part of[GIL_PLACES_MOST * ROLES]; // by an address's number
};

static bool add_part(struct parts *parts, uint64_t address, size_t place, enum role role)
{
    if (!gil_tally_add(&parts->addresses, address, 0, 0))
        return false;
    parts->of[parts->addresses.count - 1] = (struct part){ (uint32_t)place, (uint8_t)role };
    return true;
}

static bool find_parts(struct parts *parts, const struct gil_places *places)
{
    bool done = true;
    for (size_t i = 0; done && i < places->count; i++) {
        const struct gil_place *place = &places->all[i];
        if (place->shape == GIL_OF_SEMAPHORE)
            done = add_part(parts, place->mutex, i, ROLE_SEMAPHORE);
        else
            done = add_part(parts, place->mutex, i, ROLE_MUTEX) &&
                   add_part(parts, place->condition, i, ROLE_CONDITION) &&
                   add_part(parts, place->switch_mutex, i, ROLE_SWITCH_MUTEX) &&
                   add_part(parts, place->switch_condition, i, ROLE_SWITCH_CONDITION);
    }
    return done;
}

// Whether the object of such an event is what the parts are: an address of a mutex, condition or semaphore.
static bool is_of_a_lock(uint8_t kind) { return kind >= EVENT_MUTEX_WAITS && kind <= EVENT_SEM_POSTED; }

// NULL: it is of none.
static const struct part *part_of(const struct parts *parts, const struct gil_places *places, const struct event *event)
{
    if (!is_of_a_lock(event->kind))
        return NULL;
    const int64_t at = gil_tally_find(&parts->addresses, event->object, 0, 0);
    return at >= 0 && event->ns >= places->all[parts->of[at].place].from_ns ? &parts->of[at] : NULL;
}

// ---- reading a stream ----------------------------------------------------------------------------------------------

// A place, as far as one stream has been read.
struct reader {
    bool inside, acted; // it has the mutex, and has signalled or waited meanwhile
    bool idled;         // it had the mutex and did nothing: only who is about to end does that
    uint64_t looks_ns;  // it has the second mutex, and has done nothing since; 0: not so
};

struct reading {
    struct gil_ops *ops; // of all places
    const struct gil_places *places;
    struct reader readers[GIL_PLACES_MOST];
    struct parts parts;
    uint32_t stream;
    uint64_t ns;            // never goes back
    struct gil_ops *let_go; // of the place that the thread let go last, and has done nothing since; NULL: of none
    size_t let_go_at;
};

static bool add_op(struct reading *reading, size_t place, enum gil_op_kind kind, uint64_t ns, uint32_t value)
{
    struct gil_ops *ops = &reading->ops[place];
    if (ops->count == ops->room) {
        const size_t room = ops->room ? ops->room * 2 : 256;
        struct gil_op *all = realloc(ops->all, room * sizeof *all);
        if (!all)
            return false;
        ops->all = all;
        ops->room = room;
    }
    ops->all[ops->count++] = (struct gil_op){ ns, reading->stream, value, (uint8_t)kind, 0 };
    reading->let_go = kind == GIL_OP_LEAVES ? ops : kind == GIL_OP_GOES_ON ? reading->let_go : NULL;
    reading->let_go_at = kind == GIL_OP_LEAVES ? ops->count - 1 : reading->let_go_at;
    return true;
}

// The mutexes of a place. What they tell is told late, so only for a sections' sake is it asked whether they were folded.
static bool read_mutex(struct reading *reading, const struct part *part, const struct event *event)
{
    struct reader *reader = &reading->readers[part->place];
    const uint64_t looks_ns = reader->looks_ns;
    reader->looks_ns = 0;
    if (part->role == ROLE_SWITCH_MUTEX && event->kind == EVENT_MUTEX_GOT)
        reader->looks_ns = reading->ns;
    else if (part->role == ROLE_SWITCH_MUTEX && event->kind == EVENT_MUTEX_RELEASED && looks_ns)
        return add_op(reading, part->place, GIL_OP_GOES_ON, looks_ns, 0);
    else if (part->role == ROLE_MUTEX && event->kind == EVENT_MUTEX_GOT)
        *reader = (struct reader){ .inside = true };
    else if (part->role == ROLE_MUTEX && event->kind == EVENT_MUTEX_RELEASED)
        *reader = (struct reader){ .idled = reader->inside && !reader->acted };
    return true;
}

static bool waits_under_another(const struct gil_place *place, const struct part *part, const struct event *event)
{
    const uint64_t mutex = part->role == ROLE_CONDITION ? place->mutex : place->switch_mutex;
    const bool waits = event->kind == EVENT_COND_WAITS || event->kind == EVENT_COND_TIMED_WAITS;
    return waits && event->second != 0 && event->second != mutex;
}

static bool read_part(struct reading *reading, const struct part *part, const struct event *event)
{
    struct reader *reader = &reading->readers[part->place];
    const uint8_t meaning = meanings[part->role][event->kind];
    const bool odd = meaning == MISFIT || waits_under_another(&reading->places->all[part->place], part, event);
    reading->ops[part->place].misfits += (uint64_t)reader->idled + odd;
    reader->idled = false;
    if (part->role == ROLE_MUTEX || part->role == ROLE_SWITCH_MUTEX)
        return read_mutex(reading, part, event);
    reader->acted = true;
    reader->looks_ns = 0;
    return meaning == 0 || meaning == MISFIT ||
           add_op(reading, part->place, (enum gil_op_kind)meaning, reading->ns, event->value);
}

static bool add_to_all(struct reading *reading, enum gil_op_kind kind, bool semaphores_alone)
{
    bool done = true;
    for (size_t i = 0; done && i < reading->places->count; i++)
        if (!semaphores_alone || reading->places->all[i].shape == GIL_OF_SEMAPHORE)
            done = reading->ns < reading->places->all[i].from_ns || add_op(reading, i, kind, reading->ns, 0);
    return done;
}

// What is of no place: it tells what a thread let go for, and tells GILs from other semaphores.
static bool read_other(struct reading *reading, const struct event *event)
{
    if (event->kind == 0 || event->kind == EVENT_MUTEX_AGAIN || event->kind == EVENT_INTERPRETER)
        return true;
    if (reading->let_go)
        reading->let_go->all[reading->let_go_at].next = event->kind;
    reading->let_go = NULL;
    if (event->kind == EVENT_CREATED && event->value == 0)
        return add_to_all(reading, GIL_OP_MADE_THREAD, true);
    return (event->kind != EVENT_SEM_GOT && !gil_waits_elsewhere(event)) || add_to_all(reading, GIL_OP_ELSEWHERE, true);
}

static bool read_stream(struct reading *reading, const struct event_stream *stream)
{
    bool done = true;
    for (size_t i = 0; i < reading->places->count; i++)
        reading->readers[i] = (struct reader){ 0 };
    reading->ns = 0;
    reading->let_go = NULL;
    for (size_t i = 0; done && i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        reading->ns = event->ns > reading->ns ? event->ns : reading->ns;
        const struct part *part = part_of(&reading->parts, reading->places, event);
        done = part ? read_part(reading, part, event) : read_other(reading, event);
    }
    const bool execs = stream->count && stream->events[stream->count - 1].kind == EVENT_EXECS;
    return done && (!execs || add_to_all(reading, GIL_OP_ENDS, false));
}

bool gil_ops_read(struct gil_ops *ops, const struct gil_places *places, const struct event_streams *streams,
                  const struct gil_image *image)
{
    for (size_t i = 0; i < places->count; i++)
        ops[i] = (struct gil_ops){ 0 };
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading)
        return false;
    reading->ops = ops;
    reading->places = places;
    bool done = find_parts(&reading->parts, places);
    for (size_t s = image->first; done && s < image->first + image->count; s++) {
        reading->stream = (uint32_t)s;
        done = read_stream(reading, &streams->streams[s]);
    }
    gil_tally_finish(&reading->parts.addresses);
    free(reading);
    return done;
}

void gil_ops_finish(struct gil_ops *ops)
{
    free(ops->all);
    *ops = (struct gil_ops){ 0 };
}

bool gil_ops_hide(const struct gil_places *places, struct event_streams *streams, const struct gil_image *image)
{
    struct parts *parts = calloc(1, sizeof *parts);
    const bool done = parts && find_parts(parts, places);
    for (size_t s = image->first; done && s < image->first + image->count; s++)
        for (size_t i = 0; i < streams->streams[s].count; i++)
            if (part_of(parts, places, &streams->streams[s].events[i]))
                streams->streams[s].events[i].kind = 0;
    if (parts)
        gil_tally_finish(&parts->addresses);
    free(parts);
    return done;
}

// ---- by time -------------------------------------------------------------------------------------------------------

static bool comes_before(const struct gil_merge *merge, size_t a, size_t b)
{
    const struct gil_op *left = &merge->ops->all[merge->heap[a].at], *right = &merge->ops->all[merge->heap[b].at];
    return left->ns != right->ns ? left->ns < right->ns : left->stream < right->stream;
}

static void sink(struct gil_merge *merge, size_t at)
{
    for (size_t child = 2 * at + 1; child < merge->count; child = 2 * at + 1) {
        if (child + 1 < merge->count && comes_before(merge, child + 1, child))
            child++;
        if (!comes_before(merge, child, at))
            return;
        const struct gil_lane lane = merge->heap[at];
        merge->heap[at] = merge->heap[child];
        merge->heap[child] = lane;
        at = child;
    }
}

bool gil_merge_begin(struct gil_merge *merge, const struct gil_ops *ops)
{
    size_t streams = 0;
    for (size_t i = 0; i < ops->count; i++)
        streams += i == 0 || ops->all[i].stream != ops->all[i - 1].stream;
    *merge = (struct gil_merge){ .ops = ops, .heap = malloc((streams + 1) * sizeof *merge->heap) };
    if (!merge->heap)
        return false;
    for (size_t i = 0; i < ops->count; i++) {
        if (i == 0 || ops->all[i].stream != ops->all[i - 1].stream)
            merge->heap[merge->count++].at = i;
        merge->heap[merge->count - 1].end = i + 1;
    }
    for (size_t i = merge->count; i-- > 0;)
        sink(merge, i);
    return true;
}

const struct gil_op *gil_merge_next(struct gil_merge *merge)
{
    if (merge->count == 0)
        return NULL;
    const struct gil_op *op = &merge->ops->all[merge->heap[0].at];
    if (++merge->heap[0].at == merge->heap[0].end)
        merge->heap[0] = merge->heap[--merge->count];
    sink(merge, 0);
    return op;
}

void gil_merge_finish(struct gil_merge *merge)
{
    free(merge->heap);
    *merge = (struct gil_merge){ 0 };
}
