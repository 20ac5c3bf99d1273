// Goes through the stores from the last to the first. A lost one that belongs to no chain yet is the end of one: what
// hangs from it, if anything, was stored earlier still and has been written over before. The chain is followed back
// through what each store was computed from, up to a survivor or a store that a later chain has taken.
//
// In runs (journals.h) a chain goes from run to run, and ends with the last store of one; so where the order is kept by zones
// those alone are gone through.
#include "labs/balance/overwrites.h"

#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"

#include <stdlib.h>
#include <string.h>

struct builder {
    const struct ledger *ledger;
    const struct order *order;
    // What is in a chain. Update by update: a bit each; in runs, of what each has lost, which is taken from its beginning, the
    // first that is not.
    uint64_t *taken;
    uint64_t *taken_of[WORKERS_MAX];
    uint32_t *taken_until;
    struct overwrite *found; // from the last to the first
    size_t count, room;
};

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

static bool grow(struct builder *builder)
{
    const size_t room = builder->room + builder->room / 2 + 64;
    struct overwrite *found = realloc(builder->found, room * sizeof *found);
    if (!found)
        return false;
    builder->found = found;
    builder->room = room;
    return true;
}

static bool take_runs(struct builder *builder)
{
    const struct ledger *ledger = builder->ledger;
    const size_t bytes = ledger->journals.begin[ledger->journals.count] * sizeof *builder->taken_until;
    builder->taken_until = malloc(bytes + 1);
    if (builder->taken_until)
        memcpy(builder->taken_until, ledger->keep, bytes);
    return builder->taken_until != NULL;
}

static bool take_bits(struct builder *builder)
{
    const struct recording *recording = builder->ledger->recording;
    size_t words = 0;
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        words += (size_t)(balance_updates(recording, w) + 63) / 64;
    uint64_t *at = builder->taken = calloc(words + 1, sizeof *at);
    for (uint32_t w = 0; at && w < experiment_of(recording)->count; w++) {
        builder->taken_of[w] = at;
        at += (balance_updates(recording, w) + 63) / 64;
    }
    return at != NULL;
}

// Takes an update into a chain; false where it is in one.
static bool take(struct builder *builder, uint32_t version)
{
    const uint32_t s = version_sequence(version);
    uint64_t *word = &builder->taken_of[version_worker(version)][s / 64];
    const uint64_t bit = (uint64_t)1 << (s % 64);
    const bool free = !(*word & bit);
    *word |= bit;
    return free;
}

// The length of the chain that ends with a version, and its first; 0 where that is in another.
static uint32_t follow_updates(struct builder *builder, uint32_t version, uint32_t *first, uint64_t *workers)
{
    uint32_t length = 0;
    *workers = 0;
    while (version != VERSION_START && ledger_is_lost(builder->ledger, version) && take(builder, version)) {
        length++;
        *first = version;
        *workers |= UINT64_C(1) << version_worker(version);
        version = ledger_parent(builder->ledger, version);
    }
    return length;
}

// The same by runs.
static uint32_t follow_runs(struct builder *builder, uint32_t version, uint32_t *first, uint64_t *workers)
{
    const struct journals *journals = &builder->ledger->journals;
    uint32_t length = 0;
    *workers = 0;
    while (version != VERSION_START) {
        const uint32_t run = journals_run_of(journals, version);
        const uint32_t until = version_sequence(version) + 1, from = builder->taken_until[run];
        if (until <= from) // taken, or before what is lost
            break;
        length += until - from;
        builder->taken_until[run] = until;
        *first = version_make(version_worker(version), from);
        *workers |= UINT64_C(1) << version_worker(version);
        if (from > journals->first[run])
            break;
        version = journals->parent[run];
    }
    return length;
}

static uint32_t follow(struct builder *builder, uint32_t version, uint32_t *first, uint64_t *workers)
{
    return (builder->taken_until ? follow_runs : follow_updates)(builder, version, first, workers);
}

// The chain that ends at a position with a lost version, if it is in none yet.
static struct status take_chain(struct builder *builder, uint64_t position, uint32_t end)
{
    uint32_t first = VERSION_START;
    uint64_t workers;
    const uint32_t length = follow(builder, end, &first, &workers);
    if (length == 0)
        return status_ok();
    if (position + 1 >= builder->order->stores)
        return status_fault(STATUS_BAD_FILE, FAULT_LAST_LOST);
    if (builder->count == builder->room && !grow(builder))
        return no_memory();
    builder->found[builder->count++] = (struct overwrite){
        .position = position + 1,
        .lost = length,
        .collision = ledger_collision_of(builder->ledger, end),
        .first = first,
        .workers = workers,
    };
    return status_ok();
}

static struct status find_by_stores(struct builder *builder)
{
    const struct order *order = builder->order;
    struct status status = status_ok();
    for (int64_t p = (int64_t)order->stores; status_is_ok(status) && (p = order_previous_lost(order, p)) >= 0;)
        status = take_chain(builder, (uint64_t)p, order_version(order, (uint64_t)p));
    return status;
}

// The last store of a run of which something is lost: every chain ends with one, for what follows it in its run is lost too.
struct ending {
    uint64_t position;
    uint32_t version;
};

static int by_position(const void *a, const void *b)
{
    const uint64_t left = ((const struct ending *)a)->position, right = ((const struct ending *)b)->position;
    return (left > right) - (left < right);
}

static size_t list_ends(const struct builder *builder, struct ending *ends)
{
    const struct ledger *ledger = builder->ledger;
    const struct journals *journals = &ledger->journals;
    size_t count = 0;
    for (uint32_t w = 0; w < journals->count; w++) {
        for (uint32_t run = journals->begin[w]; run < journals->begin[w + 1]; run++) {
            const uint32_t end = journals_run_end(journals, w, run);
            if (ledger->keep[run] < end && ends)
                ends[count].version = version_make(w, end - 1);
            count += ledger->keep[run] < end;
        }
    }
    return count;
}

static struct status find_by_runs(struct builder *builder)
{
    const size_t count = list_ends(builder, NULL);
    struct ending *ends = calloc(count + 1, sizeof *ends);
    struct status status = ends ? status_ok() : no_memory();
    if (ends) {
        list_ends(builder, ends);
        for (size_t i = 0; i < count; i++)
            ends[i].position = order_position_of(builder->order, ends[i].version);
        qsort(ends, count, sizeof *ends, by_position);
        for (size_t i = count; i-- > 0 && status_is_ok(status);)
            status = take_chain(builder, ends[i].position, ends[i].version);
    }
    free(ends);
    return status;
}

static void reverse(struct overwrite *all, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const struct overwrite other = all[i];
        all[i] = all[count - 1 - i];
        all[count - 1 - i] = other;
    }
}

// Which settled each collision, those by time, and the sums.
static struct status sum_up(struct overwrites *overwrites)
{
    const size_t collisions = overwrites->ledger->collision_count;
    uint64_t lost = 0;
    size_t settled = 0;
    overwrites->marks = calloc(overwrites->count / OVERWRITES_SPACING + 2, sizeof *overwrites->marks);
    overwrites->settled = malloc((collisions + 1) * sizeof *overwrites->settled);
    overwrites->by_time = malloc((collisions + 1) * sizeof *overwrites->by_time);
    if (!overwrites->marks || !overwrites->settled || !overwrites->by_time)
        return no_memory();
    memset(overwrites->settled, 0xFF, (collisions + 1) * sizeof *overwrites->settled);
    for (size_t i = 0; i < overwrites->count; i++) {
        if (i % OVERWRITES_SPACING == 0)
            overwrites->marks[i / OVERWRITES_SPACING] = lost;
        overwrites->settled[overwrites->all[i].collision] = (uint32_t)i;
        lost += overwrites->all[i].lost;
    }
    for (size_t i = 0; i < overwrites->count; i++)
        if (overwrites->settled[overwrites->all[i].collision] == i)
            overwrites->by_time[settled++] = overwrites->all[i].collision;
    return lost == overwrites->ledger->lost && settled == collisions ? status_ok()
                                                                     : status_fault(STATUS_BAD_FILE, FAULT_ORDER_LACKS);
}

struct status overwrites_build(struct overwrites *overwrites, const struct ledger *ledger, const struct order *order)
{
    struct builder builder = { .ledger = ledger, .order = order };
    const bool in_runs = ledger->journals.in_runs;
    struct status status = no_memory();
    if (in_runs ? take_runs(&builder) : take_bits(&builder))
        status = in_runs && order->in_zones ? find_by_runs(&builder) : find_by_stores(&builder);
    free(builder.taken);
    free(builder.taken_until);
    reverse(builder.found, builder.count);
    *overwrites = (struct overwrites){
        .ledger = ledger,
        .order = order,
        .count = builder.count,
        .all = builder.found,
    };
    if (status_is_ok(status))
        status = sum_up(overwrites);
    if (!status_is_ok(status))
        overwrites_finish(overwrites);
    return status;
}
