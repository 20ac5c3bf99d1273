// Sorts all loads and stores into one order that the journals allow, and gives it times. The order itself is
// explained in order.h.
//
// A group is one store and all loads that read it. A worker's program visits groups one after the other: for each
// update the group of what it loads, then the group of its own store (which is also where its next load is, if
// nobody stored between). A group can take place when all who visit it have arrived: its storer, having loaded, and
// every reader at that load. So each worker waits at exactly one group, at most one group a worker can be ready,
// and the sort takes, of those, the one whose store has the earliest estimated time (A. B. Kahn's topological sort,
// with positions in place of edges). When none is ready and stores are left, the journals contradict each other.
//
// Times take three passes. The sort gives each store its estimate, raised to the highest lower bound so far; a pass
// back lowers them to the lowest upper bound from there on (and finds the survivors on the way: parents come before
// children); a pass forward lets none fall behind the one before it.
#include "labs/balance/order_dense.h"

#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/pace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    READERS_COUNT = 0x7F, // readers of a version, but its own worker's next update, that have not arrived
    READERS_SOME = 0x80,  // it had some
};

#define NOT_BEGUN UINT32_MAX // as a version: worker 63's last, which no run is long enough to have

// A worker's lane: how far it has come on its way through its journal.
struct lane {
    struct journal_reader journal;
    uint8_t *readers; // per update
    uint32_t updates;
    uint32_t next;      // its next store
    uint32_t awaits;    // the version it must load for it; VERSION_START: it has loaded; NOT_BEGUN
    int32_t seen;       // the balance it loaded
    uint32_t change[2]; // what its even and odd updates add, unsigned so that a made-up amount wraps
    uint64_t estimate;  // of its next store, once it has loaded
};

struct sorter {
    struct order *order;
    const struct recording *recording;
    const struct journals *journals;
    struct lane lanes[WORKERS_MAX];
    struct store_pace paces[WORKERS_MAX];
    uint32_t count;
    bool private;
    uint64_t ready; // bit w: worker w's next store can take place
    uint64_t position;
    uint64_t floor_ns; // highest lower bound so far
    uint8_t *readers;
    // The version that the balance ended with: nobody stored after it. With private memory none: UINT32_MAX as the worker.
    uint32_t final_worker, final_sequence;
};

static struct status contradiction(const struct lane *lane, const struct sorter *sorter)
{
    return status_with(STATUS_BAD_FILE, FAULT_CONTRADICT, part_number(lane->next),
                       part_number((unsigned)(lane - sorter->lanes) + 1));
}

static struct status bad_readers(uint32_t version)
{
    char name[16];
    snprintf(name, sizeof name, "%08x", (unsigned)version);
    return status_with(STATUS_BAD_FILE, FAULT_MANY_READERS, part_text(name));
}

// ---- readers -------------------------------------------------------------------------------------------------------

// Counts who reads what.
static struct status count_reader(struct sorter *sorter, uint32_t parent)
{
    uint8_t *readers = &sorter->lanes[version_worker(parent)].readers[version_sequence(parent)];
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the journals were checked: the version was made
    if ((*readers & READERS_COUNT) == WORKERS_MAX)
        return bad_readers(parent);
    *readers = (uint8_t)((*readers + 1) | READERS_SOME);
    return status_ok();
}

static struct status count_readers(struct sorter *sorter)
{
    const struct journals *journals = sorter->journals;
    struct status status = status_ok();
    for (uint32_t run = 0; run < journals->begin[journals->count] && status_is_ok(status); run++)
        if (journals->parent[run] != VERSION_START)
            status = count_reader(sorter, journals->parent[run]);
    for (uint32_t w = 0; w < sorter->count && !journals->in_runs; w++) {
        uint32_t previous = VERSION_START;
        for (uint32_t s = 0; s < journals->made[w] && status_is_ok(status); s++) {
            const uint32_t parent = journals->dense[w][s];
            if (parent != previous && parent != VERSION_START) // its own last store needs no waiting
                status = count_reader(sorter, parent);
            previous = version_make(w, s);
        }
    }
    return status;
}

// ---- sorting -------------------------------------------------------------------------------------------------------

// The worker has loaded for its next update: it comes to its own group.
static inline void arrive_to_store(struct sorter *sorter, uint32_t worker)
{
    struct lane *lane = &sorter->lanes[worker];
    lane->awaits = VERSION_START;
    lane->estimate = pace_next(&sorter->paces[worker]);
    if ((lane->readers[lane->next] & READERS_COUNT) == 0)
        sorter->ready |= (uint64_t)1 << worker;
}

// The worker comes to the group of a version that it must load. False where that group is over.
static inline bool arrive_to_load(struct sorter *sorter, struct lane *lane, uint32_t version)
{
    const uint32_t worker = version_worker(version), sequence = version_sequence(version);
    if (worker >= sorter->count) // the start; whoever read it did so before any store
        return false;
    struct lane *owner = &sorter->lanes[worker];
    if (sequence < owner->next)
        return false;
    lane->awaits = version;
    owner->readers[sequence]--;
    if (owner->next == sequence && owner->awaits == VERSION_START && (owner->readers[sequence] & READERS_COUNT) == 0)
        sorter->ready |= (uint64_t)1 << worker;
    return true;
}

// Of the ready ones the worker whose store is estimated earliest; the final store is the last, whatever its estimate.
static inline uint32_t earliest(const struct sorter *sorter)
{
    uint64_t ready = sorter->ready;
    if (sorter->final_worker < sorter->count && sorter->lanes[sorter->final_worker].next == sorter->final_sequence) {
        const uint64_t others = ready & ~((uint64_t)1 << sorter->final_worker);
        ready = others ? others : ready;
    }
    uint32_t best = (uint32_t)__builtin_ctzll(ready);
    while (ready &= ready - 1) {
        const uint32_t worker = (uint32_t)__builtin_ctzll(ready);
        if (sorter->lanes[worker].estimate < sorter->lanes[best].estimate)
            best = worker;
    }
    return best;
}

static void set_mark(const struct sorter *sorter)
{
    const uint64_t mark = sorter->position / ORDER_SPACING;
    uint64_t loaded = 0;
    for (uint32_t w = 0; w < sorter->count && w < WORKERS_MAX; w++) { // gcc, inlining, must be told
        const struct lane *lane = &sorter->lanes[w];
        sorter->order->mark_counts[mark * sorter->count + w] = lane->next;
        loaded |= (uint64_t)(lane->awaits == VERSION_START && lane->next < lane->updates) << w;
    }
    sorter->order->mark_loaded[mark] = loaded;
}

// The group of the worker's next store takes place: the store, then all loads of it. False on a contradiction.
static inline bool take_place(struct sorter *sorter, uint32_t worker)
{
    struct lane *lane = &sorter->lanes[worker];
    struct order *order = sorter->order;
    const uint32_t version = version_make(worker, lane->next);
    const int32_t balance = (int32_t)((uint32_t)lane->seen + lane->change[lane->next & 1]);
    const bool read_by_others = lane->readers[lane->next] & READERS_SOME;
    const uint64_t low = sorter->paces[worker].low_ns;
    sorter->floor_ns = low > sorter->floor_ns ? low : sorter->floor_ns;
    order->versions[sorter->position] = version;
    order->balances[sorter->position] = balance;
    order->times_ns[sorter->position] = lane->estimate > sorter->floor_ns ? lane->estimate : sorter->floor_ns;
    sorter->position++;
    sorter->ready &= ~((uint64_t)1 << worker);
    lane->next++;
    if (read_by_others) {
        for (uint32_t w = 0; w < sorter->count; w++) {
            if (sorter->lanes[w].awaits == version) {
                sorter->lanes[w].seen = balance;
                arrive_to_store(sorter, w);
            }
        }
    }
    if (lane->next == lane->updates)
        return true;
    const uint32_t parent = journal_reader_parent(&lane->journal, lane->next);
    if (parent == version) {
        lane->seen = balance;
        arrive_to_store(sorter, worker);
        return true;
    }
    return arrive_to_load(sorter, lane, parent);
}

static struct status sort(struct sorter *sorter)
{
    for (uint32_t w = 0; w < sorter->count; w++) {
        struct lane *lane = &sorter->lanes[w];
        if (lane->updates == 0)
            continue;
        const uint32_t parent = journal_reader_parent(&lane->journal, 0);
        if (parent == VERSION_START)
            arrive_to_store(sorter, w);
        else if (!arrive_to_load(sorter, lane, parent))
            return contradiction(lane, sorter);
    }
    while (sorter->ready) {
        if (sorter->position % ORDER_SPACING == 0)
            set_mark(sorter);
        const uint32_t worker = earliest(sorter);
        if (!take_place(sorter, worker))
            return contradiction(&sorter->lanes[worker], sorter);
    }
    if (sorter->position < sorter->order->stores) {
        const struct lane *lane = sorter->lanes;
        while (lane->next == lane->updates)
            lane++;
        return contradiction(lane, sorter);
    }
    return status_ok();
}

// ---- times, survivors, folds ---------------------------------------------------------------------------------------

// Back from the last store: lowers times to the upper bounds, and marks what is not on the path from the final
// version. False where that path leaves the order.
static bool pass_back(struct sorter *sorter)
{
    struct order *order = sorter->order;
    const bool full = order->timed && balance_sample_every(sorter->recording) == 1;
    uint32_t survivors[WORKERS_MAX] = { 0 }; // the next one to meet; [0] alone with shared memory
    for (uint32_t w = 0; w < sorter->count; w++) {
        survivors[w] = cell_version(sorter->private ? balance_own_cell(sorter->recording, w)
                                                    : balance_final_cell(sorter->recording));
    }
    uint64_t ceiling = UINT64_MAX, word = 0;
    for (uint64_t p = order->stores; p-- > 0;) {
        const uint32_t version = order->versions[p];
        const uint32_t worker = version_worker(version), sequence = version_sequence(version);
        // With a stamp for every store its estimate is its upper bound.
        const uint64_t bound = full ? order->times_ns[p] : pace_ceiling(&sorter->paces[worker], sequence);
        ceiling = bound < ceiling ? bound : ceiling;
        order->times_ns[p] = order->times_ns[p] < ceiling ? order->times_ns[p] : ceiling;
        uint32_t *survivor = &survivors[sorter->private ? worker : 0];
        const bool survives = *survivor == version;
        if (survives)
            *survivor = journal_reader_parent(&sorter->lanes[worker].journal, sequence);
        word = word << 1 | !survives;
        if (p % 64 == 0) {
            order->lost_bits[p / 64] = word;
            word = 0;
        }
    }
    for (uint32_t w = 0; w < (sorter->private ? sorter->count : 1); w++)
        if (survivors[w] != VERSION_START)
            return false;
    return true;
}

static uint64_t ranges_of(uint64_t stores, int level)
{
    for (; level >= 0; level--)
        stores = (stores + ORDER_FOLD - 1) / ORDER_FOLD;
    return stores;
}

static void fold_balances(struct order *order)
{
    for (int level = 0; level < ORDER_LEVELS; level++) {
        const uint64_t parts = level ? ranges_of(order->stores, level - 1) : order->stores;
        for (uint64_t from = 0; from < parts; from += ORDER_FOLD) {
            const uint64_t to = from + ORDER_FOLD < parts ? from + ORDER_FOLD : parts;
            struct balance_range range = { INT32_MAX, INT32_MIN };
            for (uint64_t i = from; i < to; i++) {
                const int32_t balance = level ? 0 : order->balances[i];
                balance_range_widen(&range,
                                    level ? order->folds[level - 1][i] : (struct balance_range){ balance, balance });
            }
            order->folds[level][from / ORDER_FOLD] = range;
        }
    }
}

static void fill_slots(struct order *order)
{
    if (order->stores == 0)
        return;
    const uint64_t from = order->times_ns[0], length = order->times_ns[order->stores - 1] - from;
    order->slot_ns = length / order->slots + 1;
    uint64_t position = 0;
    for (uint64_t slot = 0; slot <= order->slots; slot++) {
        while (position < order->stores && order->times_ns[position] - from < slot * order->slot_ns)
            position++;
        order->slot_starts[slot] = (uint32_t)position;
    }
}

static void pass_on(struct order *order)
{
    uint64_t time = 0;
    for (uint64_t p = 0; p < order->stores; p++) {
        time = order->times_ns[p] > time ? order->times_ns[p] : time;
        order->times_ns[p] = time;
    }
    fill_slots(order);
    fold_balances(order);
    uint64_t lost = 0;
    for (uint64_t i = 0; i < (order->stores + 63) / 64; i++) {
        if (i * 64 % ORDER_LOST_SPACING == 0)
            order->mark_lost[i * 64 / ORDER_LOST_SPACING] = lost;
        lost += (uint64_t)__builtin_popcountll(order->lost_bits[i]);
    }
}

// ---- the whole -----------------------------------------------------------------------------------------------------

static struct status no_memory(uint64_t updates)
{
    return status_with(STATUS_FAILED, FAULT_ORDER_MEMORY, part_number(updates));
}

static uint64_t marks_of(uint64_t stores, uint64_t spacing) { return (stores + spacing - 1) / spacing; }

static bool take_memory(struct order *order, uint32_t count)
{
    const uint64_t stores = order->stores, words = (stores + 63) / 64;
    const uint64_t marks = marks_of(stores, ORDER_SPACING), losts = marks_of(stores, ORDER_LOST_SPACING);
    uint64_t folds = 0;
    order->slots = marks_of(stores, ORDER_SLOT_STORES);
    for (int level = 0; level < ORDER_LEVELS; level++)
        folds += ranges_of(stores, level);
    char *memory = malloc(stores * (sizeof *order->times_ns + sizeof *order->versions + sizeof *order->balances) +
                          words * sizeof *order->lost_bits + folds * sizeof *order->folds[0] +
                          losts * sizeof *order->mark_lost + (order->slots + 1) * sizeof *order->slot_starts +
                          marks * (sizeof *order->mark_loaded + count * sizeof *order->mark_counts) + 1);
    order->memory = memory;
    if (!memory)
        return false;
    order->times_ns = (uint64_t *)memory; // the 8-byte ones first
    order->lost_bits = order->times_ns + stores;
    order->mark_loaded = order->lost_bits + words;
    order->mark_lost = order->mark_loaded + marks;
    order->folds[0] = (struct balance_range *)(order->mark_lost + losts);
    for (int level = 1; level < ORDER_LEVELS; level++)
        order->folds[level] = order->folds[level - 1] + ranges_of(stores, level - 1);
    order->versions = (uint32_t *)(order->folds[0] + folds);
    order->balances = (int32_t *)(order->versions + stores);
    order->mark_counts = (uint32_t *)(order->balances + stores);
    order->slot_starts = order->mark_counts + marks * count;
    return true;
}

static bool sorter_init(struct sorter *sorter, struct order *order, const struct states *states)
{
    const struct recording *recording = order->recording;
    sorter->order = order;
    sorter->recording = recording;
    sorter->journals = order->journals;
    sorter->count = experiment_of(recording)->count;
    sorter->private = experiment_of(recording)->memory == MEMORY_PRIVATE;
    const uint32_t final = cell_version(balance_final_cell(recording));
    sorter->final_worker = sorter->private || final == VERSION_START ? UINT32_MAX : version_worker(final);
    sorter->final_sequence = version_sequence(final);
    sorter->readers = calloc(order->stores + 1, 1);
    if (!sorter->readers)
        return false;
    uint8_t *readers = sorter->readers;
    for (uint32_t w = 0; w < sorter->count; w++) {
        const uint32_t amount = (uint32_t)balance_amount(recording, w);
        sorter->lanes[w] = (struct lane){
            .journal = journals_reader(sorter->journals, w),
            .readers = readers,
            .updates = sorter->journals->made[w],
            .awaits = NOT_BEGUN,
            .change = { amount, 0 - amount },
        };
        readers += sorter->journals->made[w];
        pace_init(&sorter->paces[w], recording, states, w);
    }
    return true;
}

struct status order_dense_build(struct order *order, const struct states *states)
{
    struct sorter *sorter = calloc(1, sizeof *sorter);
    if (!sorter || !take_memory(order, order->journals->count) || !sorter_init(sorter, order, states)) {
        free(sorter);
        return no_memory(order->stores);
    }
    struct status status = count_readers(sorter);
    if (status_is_ok(status))
        status = sort(sorter);
    if (status_is_ok(status) && !pass_back(sorter))
        status = status_fault(STATUS_BAD_FILE, FAULT_FINAL_VERSION);
    if (status_is_ok(status))
        pass_on(order);
    free(sorter->readers);
    free(sorter);
    return status;
}
