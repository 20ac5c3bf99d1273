// Builds the tracks, and folds them.
#include "document/overview.h"

#include "analysis/ends.h"
#include "base/fault.h"
#include "base/search.h"

#include <stdlib.h>
#include <string.h>

// ---- one track -----------------------------------------------------------------------------------------------------

static uint64_t length(const struct track_span *span) { return span->to_ns - span->from_ns; }

// Takes over the spans (in the arena, by time) and sums them up.
static bool track_make(struct track *track, struct arena *memory, const struct track_span *spans, size_t count,
                       int kinds)
{
    const size_t marks = count / TRACK_STRIDE + 1;
    uint64_t *sums = arena_get_array(memory, marks * (size_t)kinds, sizeof *sums), now[TRACK_KINDS_MAX] = { 0 };
    if (!sums)
        return false;
    for (size_t i = 0; i <= count; i++) {
        if (i % TRACK_STRIDE == 0)
            memcpy(sums + i / TRACK_STRIDE * (size_t)kinds, now, (size_t)kinds * sizeof *now);
        if (i < count)
            now[spans[i].kind] += length(&spans[i]);
    }
    *track = (struct track){ spans, count, kinds, sums };
    return true;
}

static bool is_over(const void *spans, size_t index, const void *ns)
{
    return ((const struct track_span *)spans)[index].to_ns <= *(const uint64_t *)ns;
}

size_t track_find(const struct track *track, uint64_t ns)
{
    return search_count(track->spans, track->count, &ns, is_over);
}

size_t track_find_near(const struct track *track, size_t near, uint64_t ns)
{
    return search_near(track->spans, track->count, near, &ns, is_over);
}

// Time of each kind before the moment, which is in the span at that index, or before it.
static void sums_before(const struct track *track, size_t at, uint64_t ns, uint64_t sums[TRACK_KINDS_MAX])
{
    const size_t mark = at / TRACK_STRIDE;
    memcpy(sums, track->sums + mark * (size_t)track->kinds, (size_t)track->kinds * sizeof *sums);
    for (size_t i = mark * TRACK_STRIDE; i < at; i++)
        sums[track->spans[i].kind] += length(&track->spans[i]);
    if (at < track->count && track->spans[at].from_ns < ns)
        sums[track->spans[at].kind] += ns - track->spans[at].from_ns;
}

int track_most_near(const struct track *track, size_t *near, uint64_t from_ns, uint64_t to_ns, uint64_t *filled)
{
    uint64_t before[TRACK_KINDS_MAX] = { 0 }, after[TRACK_KINDS_MAX] = { 0 }, most = 0, all = 0;
    int kind = -1;
    if (track->count > 0) {
        const size_t from = track_find_near(track, *near, from_ns);
        *near = track_find_near(track, from, to_ns);
        sums_before(track, from, from_ns, before);
        sums_before(track, *near, to_ns, after);
    }
    for (int i = 0; i < track->kinds; i++) {
        const uint64_t part = after[i] - before[i];
        all += part;
        if (part > most) {
            most = part;
            kind = i;
        }
    }
    if (filled)
        *filled = all;
    return kind;
}

int track_most(const struct track *track, uint64_t from_ns, uint64_t to_ns, uint64_t *filled)
{
    size_t near = track_find(track, from_ns);
    return track_most_near(track, &near, from_ns, to_ns, filled);
}

// ---- workers -------------------------------------------------------------------------------------------------------

// The beginning of being dead is that of a zombie.
static void split_death(struct track_span *spans, size_t *count, uint64_t zombie_ns)
{
    struct track_span *last = *count > 0 ? &spans[*count - 1] : NULL;
    if (!last || last->kind != STATE_DEAD || zombie_ns == 0)
        return;
    last->kind = TRACK_ZOMBIE;
    if (last->to_ns - last->from_ns <= zombie_ns)
        return;
    spans[*count] = *last;
    last->to_ns = spans[*count].from_ns = last->from_ns + zombie_ns;
    spans[(*count)++].kind = STATE_DEAD;
}

static bool build_states(struct overview *overview, const struct states *states, const struct recording *recording,
                         uint32_t w)
{
    const struct worker_states *worker = &states->workers[w];
    struct track_span *spans = arena_get_array(&overview->memory, worker->span_count + 2, sizeof *spans);
    size_t count = 0;
    for (size_t i = 0; spans && i < worker->span_count; i++) {
        const struct state_span *span = &worker->spans[i];
        const bool elsewhere = span->state == STATE_BLOCKED && span->lock == 0;
        if (span->to_ns > span->from_ns)
            spans[count++] = (struct track_span){ span->from_ns, span->to_ns,
                                                  elsewhere ? (int16_t)TRACK_BLOCKED_ELSE : (int16_t)span->state,
                                                  span->state == STATE_RUNNING ? span->cpu : (int16_t)-1, (int32_t)i };
    }
    if (spans)
        split_death(spans, &count, task_zombie_ns(states, recording, w));
    return spans && track_make(&overview->states[w], &overview->memory, spans, count, TRACK_STATES);
}

static bool build_activities(struct overview *overview, const struct worker_states *worker, struct track *track)
{
    struct track_span *spans = arena_get_array(&overview->memory, worker->activity_count + 1, sizeof *spans);
    size_t count = 0;
    for (size_t i = 0; spans && i < worker->activity_count; i++) {
        const struct activity_span *span = &worker->activities[i];
        if (span->to_ns > span->from_ns)
            spans[count++] = (struct track_span){ span->from_ns, span->to_ns, span->activity, (int16_t)(span->lock - 1),
                                                  (int32_t)i };
    }
    return spans && track_make(track, &overview->memory, spans, count, ACTIVITY_COUNT);
}

// ---- locks and cpus: spans of all workers by time --------------------------------------------------------------------

static int by_time(const void *a, const void *b)
{
    const struct track_span *x = a, *y = b;
    return x->from_ns < y->from_ns ? -1 : x->from_ns > y->from_ns;
}

// By time, and none reaching into the next: records of different workers may overlap by the time a hand-over takes.
static void put_in_order(struct track_span *spans, size_t *count)
{
    size_t kept = 0;
    if (*count == 0)
        return;
    qsort(spans, *count, sizeof *spans, by_time);
    for (size_t i = 0; i < *count; i++) {
        if (kept > 0 && spans[kept - 1].to_ns > spans[i].from_ns)
            spans[kept - 1].to_ns = spans[i].from_ns;
        if (kept > 0 && spans[kept - 1].to_ns <= spans[kept - 1].from_ns)
            kept--;
        spans[kept++] = spans[i];
    }
    *count = kept;
}

// Whatever else the worker does meanwhile: who has taken an inner lock, or waits for one, has the outer one still.
static bool is_hold(const struct activity_span *span, int lock)
{
    return (span->held >> lock & 1) && span->to_ns > span->from_ns;
}

static bool is_innermost(const struct activity_span *span, int lock)
{
    return span->activity == ACTIVITY_HOLDING && span->lock == lock + 1;
}

// The hold that the span before was part of is still the same: what changed is another lock.
static bool holds_on(const struct activity_span *before, const struct activity_span *span, int lock)
{
    return is_hold(before, lock) && span->activity != ACTIVITY_NONE &&
           !(is_innermost(before, lock) && is_innermost(span, lock) && before->held == span->held);
}

static size_t count_holds(const struct worker_states *worker, int lock)
{
    size_t count = 0;
    for (size_t i = 0; i < worker->activity_count; i++)
        count += is_hold(&worker->activities[i], lock);
    return count;
}

// A worker's holds of a lock; returns how many. That of a dead one is another.
static size_t list_holds(struct track_span *spans, const struct worker_states *worker, uint32_t w, int lock)
{
    size_t count = 0;
    for (size_t i = 0; i < worker->activity_count; i++) {
        const struct activity_span *span = &worker->activities[i];
        if (!is_hold(span, lock))
            continue;
        if (i > 0 && holds_on(span - 1, span, lock))
            spans[count - 1].to_ns = span->to_ns;
        else
            spans[count++] = (struct track_span){ span->from_ns, span->to_ns,
                                                  span->activity == ACTIVITY_NONE ? TRACK_HELD_DEAD : TRACK_HELD,
                                                  (int16_t)w, (int32_t)i };
    }
    return count;
}

// The holds at whose end somebody was seen waiting.
static void mark_wanted(struct track_span *spans, size_t count, const struct recording *recording, uint32_t w, int lock)
{
    size_t at = 0;
    for (uint64_t i = 0; i < recording->tasks[w].notes && at < count; i++) {
        const struct note *note = &recording->notes[w][i];
        if (note->kind != NOTE_RELEASED || note->resource != lock || !note->other)
            continue;
        const uint64_t ns = recording_ns(recording, note->ticks);
        while (at < count && spans[at].to_ns < ns)
            at++;
        if (at < count && spans[at].to_ns == ns)
            spans[at].kind = TRACK_WANTED;
    }
}

// ---- a lock that does not keep them apart ---------------------------------------------------------------------------

// A hold begins or ends.
struct edge {
    uint64_t ns;
    const struct track_span *span;
    bool ends;
};

static int by_edge(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->ns != y->ns)
        return x->ns < y->ns ? -1 : 1;
    return (int)y->ends - (int)x->ends;
}

// Who has the lock at the place that has been reached: their holds by worker, and which those are, bit by bit.
struct inside {
    const struct track_span **held;
    uint64_t *bits;
    size_t words;
    uint32_t count;
};

static bool inside_make(struct inside *inside, uint32_t workers)
{
    inside->words = (workers + 63) / 64;
    inside->held = calloc(workers, sizeof(struct track_span *));
    inside->bits = calloc(inside->words, sizeof *inside->bits);
    return inside->held && inside->bits;
}

static void inside_finish(struct inside *inside)
{
    free(inside->held);
    free(inside->bits);
}

static void inside_take(struct inside *inside, const struct edge *edge)
{
    uint64_t *bits = &inside->bits[edge->span->extra / 64];
    const uint64_t bit = UINT64_C(1) << edge->span->extra % 64, before = *bits;
    inside->held[edge->span->extra] = edge->span;
    *bits = edge->ends ? before & ~bit : before | bit;
    if (*bits != before)
        inside->count = edge->ends ? inside->count - 1 : inside->count + 1;
}

// The first worker's hold; there is one.
static const struct track_span *inside_first(const struct inside *inside)
{
    size_t word = 0;
    while (inside->bits[word] == 0)
        word++;
    return inside->held[64 * word + (size_t)__builtin_ctzll(inside->bits[word])];
}

// What is held between two edges. Worker after worker: the holds of one never overlap.
static void add_held(struct track_span *out, size_t *count, const struct inside *inside, uint64_t from_ns,
                     uint64_t to_ns)
{
    if (inside->count == 0 || from_ns == to_ns)
        return;
    struct track_span span = *inside_first(inside);
    span.from_ns = from_ns;
    span.to_ns = to_ns;
    if (inside->count > 1)
        span.kind = TRACK_SEVERAL;
    struct track_span *before = *count > 0 ? &out[*count - 1] : NULL;
    if (before && before->to_ns == from_ns && before->kind == span.kind &&
        (span.kind == TRACK_SEVERAL || before->source == span.source))
        before->to_ns = to_ns;
    else
        out[(*count)++] = span;
}

static void list_edges(struct edge *edges, const struct track_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        edges[2 * i] = (struct edge){ spans[i].from_ns, &spans[i], false };
        edges[2 * i + 1] = (struct edge){ spans[i].to_ns, &spans[i], true };
    }
    qsort(edges, 2 * count, sizeof *edges, by_edge);
}

// The holds, apart: where several workers have it at once, that. At most twice as many. NULL when memory is short.
static struct track_span *put_apart(struct arena *memory, const struct track_span *spans, size_t *count,
                                    uint32_t workers)
{
    struct edge *edges = malloc((2 * *count + 1) * sizeof *edges);
    struct track_span *out = arena_get_array(memory, 2 * *count + 1, sizeof *out);
    struct inside inside = { .count = 0 };
    uint64_t from_ns = 0;
    size_t kept = 0;
    const bool enough = inside_make(&inside, workers) && edges && out;
    if (enough)
        list_edges(edges, spans, *count);
    for (size_t i = 0; enough && i < 2 * *count; i++) {
        add_held(out, &kept, &inside, from_ns, edges[i].ns);
        from_ns = edges[i].ns;
        inside_take(&inside, &edges[i]);
    }
    *count = kept;
    free(edges);
    inside_finish(&inside);
    return enough ? out : NULL;
}

// The holds of a lock, worker after worker; returns how many.
static size_t collect_holds(struct track_span *spans, const struct states *states, const struct recording *recording,
                            const size_t *most, int lock, bool by_holder)
{
    size_t count = 0;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const size_t more = most[w] > 0 ? list_holds(spans + count, &states->workers[w], w, lock) : 0;
        for (size_t i = 0; by_holder && i < more; i++)
            spans[count + i].kind = (int16_t)(w % TRACK_KINDS_MAX);
        if (!by_holder && more > 0)
            mark_wanted(spans + count, more, recording, w, lock);
        count += more;
    }
    return count;
}

// most: room for a number of each worker.
static bool build_lock(struct overview *overview, const struct states *states, const struct recording *recording,
                       int lock, bool by_holder, size_t *most)
{
    const uint32_t workers = recording->task_count;
    size_t all = 0;
    for (uint32_t w = 0; w < workers; w++)
        all += most[w] = count_holds(&states->workers[w], lock);
    struct track_span *spans = arena_get_array(&overview->memory, all + 1, sizeof *spans);
    if (!spans)
        return false;
    size_t count = collect_holds(spans, states, recording, most, lock, by_holder);
    const struct resource *resource = &recording->resources[lock];
    if (!by_holder && resource_is_lock(resource) && resource->capacity != 1)
        spans = put_apart(&overview->memory, spans, &count, workers);
    else
        put_in_order(spans, &count);
    return spans && track_make(&overview->locks[lock], &overview->memory, spans, count,
                               by_holder ? TRACK_KINDS_MAX : TRACK_HOLDS);
}

static bool build_locks(struct overview *overview, const struct states *states, const struct recording *recording)
{
    size_t *most = malloc(recording->task_count * sizeof *most);
    bool done = most != NULL;
    for (int lock = 0; done && lock < overview->lock_count; lock++)
        done = build_lock(overview, states, recording, lock, recording->resources[lock].kind == RESOURCE_GIL, most);
    free(most);
    return done;
}

enum {
    CPUS_MOST = 1024 // as many as the kernel's records of one run can name here
};

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

// The cpus that any worker was seen on.
static bool list_cpus(struct overview *overview, const struct states *states, uint32_t workers)
{
    bool seen[CPUS_MOST] = { false };
    for (uint32_t w = 0; w < workers; w++) {
        for (size_t i = 0; i < states->workers[w].span_count; i++) {
            const struct state_span *span = &states->workers[w].spans[i];
            if (span->state == STATE_RUNNING && span->cpu >= 0 && span->cpu < CPUS_MOST)
                seen[span->cpu] = true;
        }
    }
    for (int i = 0; i < CPUS_MOST; i++)
        overview->cpu_count += seen[i];
    overview->cpu_ids = arena_get_array(&overview->memory, (size_t)overview->cpu_count + 1, sizeof *overview->cpu_ids);
    overview->cpus = arena_get_array(&overview->memory, (size_t)overview->cpu_count + 1, sizeof *overview->cpus);
    if (!overview->cpu_ids || !overview->cpus)
        return false;
    for (int i = 0, at = 0; i < CPUS_MOST; i++)
        if (seen[i])
            overview->cpu_ids[at++] = i;
    return true;
}

static bool build_cpus(struct overview *overview, const struct states *states, uint32_t workers)
{
    size_t counts[CPUS_MOST] = { 0 };
    struct track_span *spans[CPUS_MOST] = { NULL };
    if (!list_cpus(overview, states, workers))
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t w = 0; w < workers; w++) {
            for (size_t i = 0; i < states->workers[w].span_count; i++) {
                const struct state_span *span = &states->workers[w].spans[i];
                const int cpu = span->cpu;
                const int *found = bsearch(&cpu, overview->cpu_ids, (size_t)overview->cpu_count, sizeof cpu, by_number);
                if (span->state != STATE_RUNNING || !found || span->to_ns <= span->from_ns)
                    continue;
                const size_t row = (size_t)(found - overview->cpu_ids);
                if (pass == 1)
                    spans[row][counts[row]] =
                        (struct track_span){ span->from_ns, span->to_ns, (int16_t)(w % TRACK_KINDS_MAX), (int16_t)w,
                                             (int32_t)i };
                counts[row]++;
            }
        }
        for (int row = 0; row < overview->cpu_count; row++) {
            if (pass == 0 && !(spans[row] = arena_get_array(&overview->memory, counts[row] + 1, sizeof **spans)))
                return false;
            if (pass == 1) {
                put_in_order(spans[row], &counts[row]);
                if (!track_make(&overview->cpus[row], &overview->memory, spans[row], counts[row], TRACK_KINDS_MAX))
                    return false;
            }
            counts[row] = pass == 0 ? 0 : counts[row];
        }
    }
    return true;
}

// ---- all -----------------------------------------------------------------------------------------------------------

struct status overview_build(struct overview *overview, const struct states *states, const struct recording *recording)
{
    const uint32_t workers = recording->task_count;
    *overview = (struct overview){ .memory = ARENA_EMPTY, .lock_count = (int)recording->resource_count };
    overview->states = arena_get_array(&overview->memory, workers, sizeof *overview->states);
    overview->activities = arena_get_array(&overview->memory, workers, sizeof *overview->activities);
    overview->locks = arena_get_array(&overview->memory, recording->resource_count + 1, sizeof *overview->locks);
    bool done = overview->states && overview->activities && overview->locks;
    for (uint32_t w = 0; done && w < workers; w++)
        done = build_states(overview, states, recording, w) &&
               build_activities(overview, &states->workers[w], &overview->activities[w]);
    if (!done || !build_locks(overview, states, recording) || !build_cpus(overview, states, workers)) {
        overview_finish(overview);
        return status_fault(STATUS_FAILED, FAULT_TIMELINE_MEMORY);
    }
    return status_ok();
}

void overview_finish(struct overview *overview)
{
    arena_finish(&overview->memory);
    *overview = (struct overview){ 0 };
}
