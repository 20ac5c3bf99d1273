// Cells from cells.
#include "schedules/cell.h"

#include "schedules/tape.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int tallies_of(const struct pass *pass)
{
    return pass->kind == PASS_PATHS ? 1 + (1 << pass->course->count) : 1 + pass->course->count;
}

// Lanes for all the tallies, one behind the other. False where memory does not suffice.
static bool take_taped(struct pass *pass, struct cell *cell)
{
    size_t lanes = 0;
    for (int t = 0; t < cell->tally_count; t++)
        lanes += tally_stride(cell->tallies[t].length);
    uint32_t at = field_take(&pass->tape->field, lanes);
    if (pass->tape->field.failed)
        return false;
    cell->taped = lanes;
    for (int t = 0; t < cell->tally_count; t++) {
        cell->tallies[t].at = at;
        at += (uint32_t)tally_stride(cell->tallies[t].length);
    }
    return true;
}

// A cell whose tallies have their low and length, and get their lanes from here, in one piece of memory.
static struct cell *cell_create(struct pass *pass, const struct tally *shapes, long double paths)
{
    const int count = tallies_of(pass);
    const size_t words = pass->figures == TALLY_NUMBERS ? (size_t)tally_words(paths) : pass->figures == TALLY_SHARES;
    size_t bytes = sizeof(struct cell) + (size_t)count * sizeof(struct tally);
    for (int t = 0; t < count; t++)
        if (__builtin_add_overflow(bytes, tally_stride(shapes[t].length) * words * sizeof(uint64_t), &bytes))
            bytes = SIZE_MAX;
    struct cell *cell = meter_take(pass->meter, bytes) ? malloc(bytes) : NULL;
    if (!cell) {
        if (pass->meter->end == BUDGET_KEPT) {
            meter_give(pass->meter, bytes);
            pass->meter->end = BUDGET_MEMORY;
        }
        return NULL;
    }
    *cell = (struct cell){ .users = 1, .tally_count = count, .bytes = bytes, .paths = paths };
    uint64_t *lanes = (uint64_t *)(void *)&cell->tallies[count];
    for (int t = 0; t < count; t++) {
        const size_t stride = tally_stride(shapes[t].length);
        cell->tallies[t] = (struct tally){
            .low = shapes[t].low,
            .length = shapes[t].length,
            .stride = stride,
            .words = (int)words,
            .lanes = lanes,
        };
        lanes += stride * words;
    }
    if (pass->figures != TALLY_TAPED || take_taped(pass, cell))
        return cell;
    cell_release(pass, cell);
    return NULL;
}

static void foresee(struct pass *pass, struct cell *cell)
{
    for (int v = 0; v < FLOW_VALUES; v++)
        cell->foreseen_lanes += tally_stride(cell->spans[v].length);
    pass->foreseen_lanes += cell->foreseen_lanes;
    if (pass->foreseen_lanes > pass->foreseen_peak_lanes)
        pass->foreseen_peak_lanes = pass->foreseen_lanes;
}

void cell_release(struct pass *pass, struct cell *cell)
{
    if (--cell->users > 0)
        return;
    pass->foreseen_lanes -= cell->foreseen_lanes;
    if (cell->taped)
        field_give(&pass->tape->field, cell->tallies[0].at, cell->taped);
    meter_give(pass->meter, cell->bytes);
    free(cell);
}

static void put_one(const struct pass *pass, struct tally *tally)
{
    switch (pass->figures) {
    case TALLY_NUMBERS:
        *tally->lanes = 1;
        break;
    case TALLY_SHARES:
        // cppcheck-suppress invalidPointerCast ; lanes of shares hold doubles, in memory of their own
        *(double *)tally->lanes = ldexp(1, TALLY_SHARE_SCALE);
        break;
    case TALLY_TAPED:
        tape_add(pass->tape, (struct tape_step){ .to = tally->at, .a = TAPE_ONE, .b = TAPE_NONE, .count = 1 });
        break;
    }
}

struct cell *cell_start(struct pass *pass, const struct walk *from)
{
    const struct course *course = pass->course;
    struct tally shapes[CELL_TALLIES_MAX] = { 0 };
    struct cell_span spans[FLOW_VALUES] = { { pass->values->balance, 1 } };
    unsigned stale = 0;
    for (int i = 0; i < course->count; i++) {
        if (course_carries(course, from->places[i]))
            spans[1 + i] = (struct cell_span){ pass->values->registers[i], 1 };
        stale |= (unsigned)walk_stale(course, from, i) << i;
    }
    if (pass->kind == PASS_PATHS) {
        shapes[CELL_ALL].length = 1;
        shapes[1 + stale].length = from->lost ? 0 : 1;
    } else {
        for (int v = 0; v < tallies_of(pass); v++)
            shapes[v] = (struct tally){ .low = spans[v].low, .length = spans[v].length };
    }
    struct cell *cell = cell_create(pass, shapes, 1);
    if (!cell)
        return NULL;
    for (int t = 0; t < cell->tally_count; t++)
        if (cell->tallies[t].length)
            put_one(pass, &cell->tallies[t]);
    if (pass->kind == PASS_PATHS) {
        memcpy(cell->spans, spans, sizeof spans);
        foresee(pass, cell);
    }
    return cell;
}

// What is to be summed into each tally of a new cell.
struct gathered {
    int count[CELL_TALLIES_MAX];
    struct tally_source sources[CELL_TALLIES_MAX][EDGES_MAX * FLOW_STALE_SETS];
};

static void gather(struct gathered *gathered, int to, const struct edge *edge, int from, int64_t shift)
{
    const struct tally *tally = &edge->source->tallies[from];
    if (tally->length != 0)
        gathered->sources[to][gathered->count[to]++] = (struct tally_source){ tally, shift, edge->of };
}

static void gather_paths(struct gathered *gathered, const struct pass *pass, const struct edge *edge)
{
    gather(gathered, CELL_ALL, edge, CELL_ALL, 0);
    for (int set = 0; set < 1 << pass->course->count; set++)
        if (edge->flow.stale[set] != FLOW_LOSES)
            gather(gathered, 1 + edge->flow.stale[set], edge, 1 + set, 0);
}

static void gather_outcomes(struct gathered *gathered, const struct pass *pass, const struct edge *edge,
                            unsigned matters)
{
    for (int v = 0; v <= pass->course->count; v++)
        if (matters >> v & 1)
            gather(gathered, v, edge, edge->flow.from[v], edge->flow.shift[v]);
}

static void widen(struct cell_span *span, const struct cell_span *from, int64_t shift)
{
    if (from->length == 0)
        return;
    const int64_t low = from->low + shift, end = low + (int64_t)from->length;
    const int64_t span_end = span->low + (int64_t)span->length;
    const int64_t new_low = span->length && span->low < low ? span->low : low;
    const int64_t new_end = span->length && span_end > end ? span_end : end;
    *span = (struct cell_span){ new_low, (size_t)(new_end - new_low) };
}

// PASS_PATHS: the spans that PASS_OUTCOMES will have here, and the work for them.
static void foresee_sum(struct pass *pass, struct cell *cell, const struct edge *edges, int count, unsigned matters)
{
    for (int v = 0; v <= pass->course->count; v++) {
        if (!(matters >> v & 1))
            continue;
        for (int e = 0; e < count; e++)
            widen(&cell->spans[v], &edges[e].source->spans[edges[e].flow.from[v]], edges[e].flow.shift[v]);
        pass->foreseen_sums += (double)cell->spans[v].length * (count > 2 ? count - 1 : 1);
        pass->foreseen_steps += count + 1; // two laid over each other end apart on both sides
    }
    foresee(pass, cell);
}

static void sum_tally(const struct pass *pass, const struct tally *sum, const struct tally_source *sources, int count)
{
    switch (pass->figures) {
    case TALLY_NUMBERS:
        tally_sum(sum, sources, count);
        break;
    case TALLY_SHARES:
        tally_sum_shares(sum, sources, count);
        break;
    case TALLY_TAPED:
        tally_sum_taped(sum, sources, count, pass->tape);
        break;
    }
}

static uint64_t sum_up(const struct pass *pass, struct cell *cell, const struct gathered *gathered)
{
    uint64_t work = 0;
    for (int t = 0; t < cell->tally_count; t++) {
        const int count = gathered->count[t];
        if (count == 0)
            continue;
        sum_tally(pass, &cell->tallies[t], gathered->sources[t], count);
        work += cell->tallies[t].length * (size_t)cell->tallies[t].words * (size_t)(count > 2 ? count - 1 : 1);
    }
    return CELL_WORK + work;
}

struct cell *cell_sum(struct pass *pass, struct edge *edges, int count, const uint32_t *places)
{
    assert(count > 0 && count <= EDGES_MAX);
    const unsigned matters = flow_matters(pass->course, places);
    struct gathered gathered;
    memset(gathered.count, 0, sizeof gathered.count);
    long double paths = 0;
    for (int e = 0; e < count; e++) {
        paths += edges[e].source->paths;
        if (pass->kind == PASS_PATHS)
            gather_paths(&gathered, pass, &edges[e]);
        else
            gather_outcomes(&gathered, pass, &edges[e], matters);
    }
    // Sums of large numbers are rounded: a hair more keeps it an upper bound.
    if (paths > 1 / LDBL_EPSILON)
        paths *= 1 + EDGES_MAX * LDBL_EPSILON;
    if (!isfinite(paths)) {
        pass->meter->end = BUDGET_MEMORY;
        return NULL;
    }
    struct tally shapes[CELL_TALLIES_MAX] = { 0 };
    for (int t = 0; t < tallies_of(pass); t++)
        tally_span(&shapes[t], gathered.sources[t], gathered.count[t]);
    struct cell *cell = cell_create(pass, shapes, paths);
    if (!cell)
        return NULL;
    if (pass->kind == PASS_PATHS)
        foresee_sum(pass, cell, edges, count, matters);
    const uint64_t work = sum_up(pass, cell, &gathered);
    for (int e = 0; e < count; e++) {
        cell_release(pass, edges[e].source);
        edges[e].source = NULL;
    }
    if (meter_spend(pass->meter, work) && !(pass->tape && pass->tape->field.failed))
        return cell;
    cell_release(pass, cell);
    return NULL;
}
