// The ledger update by update, where workers meet at nearly every one; here is how it stays linear.
//
// 1. The surviving path is walked from the final version back to the start. Each step leaves behind, in the
// survivor's link, the version it came from.
// 2. All lost updates are swept once, in the order of workers and sequences. One that was computed from a survivor
// opens that fork's collision or joins it; one computed from a lost update that the sweep has passed joins the same
// collision. With two workers that is all of them: whoever lost an update computed it from the fork or from its own
// lost one before.
// 3. With more workers some are left over, computed from an update that the sweep came to later. For each, walk up
// to the first one that has its collision, then walk the same way again and hand it down: every step of the first
// walk settles one update, so that is linear too. While collisions are being opened, a fork's link holds its
// collision's index, and the version that belongs there is kept aside in `heirs`.
#include "labs/balance/ledger_dense.h"

#include "labs/balance/ledger_tree.h"

#include <stdlib.h>
#include <string.h>

#define UNSETTLED UINT32_MAX // no collision has this index: there are fewer than 2^31

// One worker's updates, found by the upper six bits of a version. Row 0, the start's, and the rows of nobody have none.
struct row {
    const uint32_t *journal;
    uint32_t *links;
    uint64_t *lost;
    uint32_t updates;
    uint32_t unsettled; // lost updates that the sweep had to leave over
};

// One tree being built: the whole run's, or with private memory one worker's.
struct tree {
    struct row rows[WORKERS_MAX + 1];
    struct ledger_tree of;
    const struct journals *journals;
    struct ledger *ledger;
    struct status wrong; // why a step returned false: a status is too large to be handed about for every update
};

// Collisions as they are found, in growing arrays.
struct found_collisions {
    struct collision *collisions;
    uint32_t *heirs;
    size_t count, room;
};

static struct row *row_of(struct tree *tree, uint32_t version) { return &tree->rows[version >> VERSION_SEQUENCE_BITS]; }

static bool bit_get(const uint64_t *bits, uint32_t at)
{
    return bits[at / 64] >> (at % 64) & 1; // NOLINT(clang-analyzer-core.NullDereference): who made updates has bits
}

static bool is_lost(struct tree *tree, uint32_t version)
{
    return bit_get(row_of(tree, version)->lost, version_sequence(version));
}

static uint32_t parent_of(struct tree *tree, uint32_t version)
{
    return row_of(tree, version)->journal[version_sequence(version)];
}

// ledger: NULL where only the path is wanted.
static void tree_init(struct tree *tree, const struct journals *journals, struct ledger *ledger, uint32_t index)
{
    *tree = (struct tree){ .of = ledger_tree(journals, index), .journals = journals, .ledger = ledger };
    for (uint32_t w = tree->of.from; w < tree->of.to; w++) {
        tree->rows[w + 1] = (struct row){
            .journal = journals->dense[w],
            .links = ledger ? ledger->links[w] : NULL,
            .lost = ledger ? ledger->lost_bits[w] : NULL,
            .updates = journals->made[w],
        };
    }
}

// ---- 1. survivors --------------------------------------------------------------------------------------------------

// The one loop of the survivors' path, made twice by the compiler: with and without leaving marks.
static inline __attribute__((always_inline)) struct status walk(struct tree *tree, bool mark, uint64_t *survived)
{
    uint64_t left = tree->of.updates;
    uint32_t child = VERSION_START;
    uint32_t version = tree->of.final;
    if (version != VERSION_START && !ledger_tree_has(tree->journals, &tree->of, version))
        return ledger_bad_version(version);
    while (version != VERSION_START) {
        const struct row *row = row_of(tree, version);
        const uint32_t sequence = version_sequence(version);
        if (left-- == 0)
            return ledger_bad_loop();
        if (mark) {
            // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): marks are left where there is a ledger
            row->links[sequence] = child;
            row->lost[sequence / 64] &= ~((uint64_t)1 << (sequence % 64));
            child = version;
        }
        version = row->journal[sequence]; // NOLINT(clang-analyzer-core.NullDereference): a worker that has made it
    }
    *survived += tree->of.updates - left;
    if (mark)
        tree->ledger->first_survivor[tree->of.home] = child;
    return status_ok();
}

struct status ledger_dense_survivors(const struct journals *journals, uint64_t *survived)
{
    struct status status = status_ok();
    for (uint32_t i = 0; i < ledger_tree_count(journals) && status_is_ok(status); i++) {
        struct tree tree;
        tree_init(&tree, journals, NULL, i);
        status = walk(&tree, false, survived);
    }
    return status;
}

// ---- 2. collisions -------------------------------------------------------------------------------------------------

static bool found_grow(struct found_collisions *found)
{
    const size_t room = found->room + found->room / 2 + 1024;
    struct collision *collisions = realloc(found->collisions, room * sizeof *collisions);
    if (!collisions)
        return false;
    found->collisions = collisions;
    uint32_t *heirs = realloc(found->heirs, room * sizeof *heirs);
    if (!heirs)
        return false;
    found->heirs = heirs;
    found->room = room;
    return true;
}

static bool refuse(struct tree *tree, struct status status)
{
    tree->wrong = status;
    return false;
}

// Opens the collision of a fork with its first victim. heir: the surviving version computed from the fork too.
static bool open_collision(struct tree *tree, struct found_collisions *found, uint32_t victim, uint32_t heir,
                           uint32_t *collision)
{
    if (heir == VERSION_START)
        return refuse(tree, ledger_bad_loss(victim));
    if (found->count == found->room && !found_grow(found))
        return refuse(tree, ledger_no_memory(tree->of.updates));
    found->collisions[found->count] = (struct collision){ .first = victim };
    found->heirs[found->count] = heir;
    *collision = (uint32_t)found->count++;
    return true;
}

// The collision that a lost update computed from a survivor, or from the start, belongs to.
static bool join_fork(struct tree *tree, struct found_collisions *found, uint32_t victim, uint32_t fork,
                      uint32_t *collision)
{
    if (fork == VERSION_START) {
        int64_t *start = &tree->ledger->start_collision[tree->of.home];
        if (*start < 0) {
            if (!open_collision(tree, found, victim, tree->ledger->first_survivor[tree->of.home], collision))
                return false;
            *start = *collision;
        }
        *collision = (uint32_t)*start;
        return true;
    }
    uint32_t *link = &row_of(tree, fork)->links[version_sequence(fork)];
    // Its link is a collision's index if and only if that collision's first victim was computed from it.
    if (*link < found->count) {
        const uint32_t first = found->collisions[*link].first;
        if (ledger_tree_has(tree->journals, &tree->of, first) && parent_of(tree, first) == fork) {
            *collision = *link;
            return true;
        }
    }
    if (!open_collision(tree, found, victim, *link, collision))
        return false;
    *link = *collision;
    return true;
}

// Finds the collision of a lost update; UNSETTLED where it hangs from one that the sweep has not come to or left over.
static bool settle(struct tree *tree, struct found_collisions *found, uint32_t version, uint32_t parent,
                   uint32_t *collision)
{
    if (parent != VERSION_START && is_lost(tree, parent)) {
        // The sweep goes by worker and sequence, that is by version.
        *collision = parent < version ? row_of(tree, parent)->links[version_sequence(parent)] : UNSETTLED;
        return true;
    }
    return join_fork(tree, found, version, parent, collision);
}

// Unsigned, because a made-up file may pass 32 bits; that shall wrap, not trap.
static inline void count_victim(struct found_collisions *found, uint32_t collision, int32_t amount, uint32_t sequence)
{
    struct collision *of = &found->collisions[collision];
    const uint32_t change = sequence & 1 ? 0 - (uint32_t)amount : (uint32_t)amount;
    of->size++;
    of->net = (int32_t)((uint32_t)of->net + change);
}

// A run of lost updates of one worker, first to below end. A lost one computed from its own predecessor in the run
// needs no look-up.
static bool sweep_run(struct tree *tree, struct found_collisions *found, uint32_t worker, uint32_t first, uint32_t end)
{
    struct row *row = &tree->rows[worker + 1];
    const int32_t amount = balance_amount(tree->journals->recording, worker);
    uint32_t collision = UNSETTLED;
    for (uint32_t s = first; s < end; s++) {
        const uint32_t version = version_make(worker, s);
        const uint32_t parent = row->journal[s];
        if ((parent != version - 1 || s == first) && !settle(tree, found, version, parent, &collision))
            return false;
        row->links[s] = collision;
        if (collision != UNSETTLED)
            count_victim(found, collision, amount, s);
        else
            row->unsettled++;
    }
    return true;
}

// First position at or after `from` whose bit is as wished; `end` where there is none. Bits from `end` on are 0.
static uint32_t bit_next(const uint64_t *bits, uint32_t from, uint32_t end, bool wished)
{
    while (from < end) {
        const uint64_t word = (wished ? bits[from / 64] : ~bits[from / 64]) >> (from % 64);
        if (word) {
            from += (uint32_t)__builtin_ctzll(word);
            return from < end ? from : end;
        }
        from = (from / 64 + 1) * 64;
    }
    return end;
}

static bool sweep(struct tree *tree, struct found_collisions *found)
{
    for (uint32_t w = tree->of.from; w < tree->of.to; w++) {
        const struct row *row = &tree->rows[w + 1];
        for (uint32_t s = 0; (s = bit_next(row->lost, s, row->updates, true)) < row->updates;) {
            const uint32_t end = bit_next(row->lost, s, row->updates, false);
            if (!sweep_run(tree, found, w, s, end))
                return false;
            s = end;
        }
    }
    return true;
}

// ---- 3. what is left over ------------------------------------------------------------------------------------------

// Settles one lost update and all unsettled ones it hangs from. left: how many are unsettled in all; a longer way
// is a circle.
static bool hand_down(struct tree *tree, struct found_collisions *found, uint32_t version, uint64_t *left)
{
    uint32_t at = version;
    uint64_t steps = 0;
    while (row_of(tree, at)->links[version_sequence(at)] == UNSETTLED) {
        if (steps++ == *left)
            return false;
        at = parent_of(tree, at); // lost too, and made: else the sweep had settled or refused it
    }
    const uint32_t collision = row_of(tree, at)->links[version_sequence(at)];
    for (at = version; steps > 0; steps--, (*left)--) {
        struct row *row = row_of(tree, at);
        const uint32_t s = version_sequence(at);
        row->links[s] = collision;
        row->unsettled--;
        count_victim(found, collision, balance_amount(tree->journals->recording, version_worker(at)), s);
        at = row->journal[s];
    }
    return true;
}

static bool settle_rest(struct tree *tree, struct found_collisions *found)
{
    uint64_t left = 0;
    for (uint32_t w = tree->of.from; w < tree->of.to; w++)
        left += tree->rows[w + 1].unsettled;
    for (uint32_t w = tree->of.from; w < tree->of.to && left > 0; w++) {
        struct row *row = &tree->rows[w + 1];
        uint32_t s = 0;
        for (; row->unsettled > 0; s++) {
            s = bit_next(row->lost, s, row->updates, true);
            if (row->links[s] == UNSETTLED && !hand_down(tree, found, version_make(w, s), &left))
                return refuse(tree, ledger_bad_loop());
        }
    }
    return true;
}

// Puts the heirs back into their forks' links.
static void restore_heirs(struct tree *tree, const struct found_collisions *found, size_t from)
{
    for (size_t i = from; i < found->count; i++) {
        const uint32_t first = found->collisions[i].first, heir = found->heirs[i];
        const uint32_t fork = parent_of(tree, first);
        if (fork != VERSION_START)
            row_of(tree, fork)->links[version_sequence(fork)] = heir;
    }
}

// ---- the whole -----------------------------------------------------------------------------------------------------

static struct status tree_build(struct tree *tree, struct found_collisions *found)
{
    const size_t from = found->count;
    struct status status = walk(tree, true, &tree->ledger->survived);
    if (!status_is_ok(status))
        return status;
    if (!sweep(tree, found) || !settle_rest(tree, found))
        return tree->wrong;
    restore_heirs(tree, found, from);
    return status_ok();
}

static size_t words_of(uint64_t updates) { return (size_t)((updates + 63) / 64); }

static struct status take_memory(struct ledger *ledger)
{
    const struct journals *journals = &ledger->journals;
    size_t words = 0;
    for (uint32_t w = 0; w < journals->count; w++)
        words += words_of(journals->made[w]);
    ledger->memory = malloc(words * sizeof(uint64_t) + ledger->updates * sizeof(uint32_t) + 1);
    if (!ledger->memory)
        return ledger_no_memory(ledger->updates);
    uint64_t *bits = ledger->memory;
    uint32_t *links = (uint32_t *)(bits + words);
    memset(bits, 0xFF, words * sizeof *bits); // lost until the survivors' path has come by
    for (uint32_t w = 0; w < journals->count; w++) {
        const uint32_t updates = journals->made[w];
        ledger->lost_bits[w] = bits;
        ledger->links[w] = links;
        bits += words_of(updates);
        links += updates;
        if (updates % 64)
            bits[-1] = ((uint64_t)1 << (updates % 64)) - 1;
    }
    return status_ok();
}

struct status ledger_dense_build(struct ledger *ledger)
{
    struct found_collisions found = { 0 };
    struct status status = take_memory(ledger);
    for (uint32_t i = 0; i < ledger_tree_count(&ledger->journals) && status_is_ok(status); i++) {
        struct tree tree;
        tree_init(&tree, &ledger->journals, ledger, i);
        status = tree_build(&tree, &found);
    }
    free(found.heirs);
    ledger->collisions = found.collisions;
    ledger->collision_count = found.count;
    return status;
}

void ledger_dense_lost(const struct ledger *ledger, uint32_t worker, uint64_t *plus, uint64_t *minus)
{
    *plus = *minus = 0;
    for (size_t i = 0; i < words_of(ledger->journals.made[worker]); i++) {
        const uint64_t bits = ledger->lost_bits[worker][i];
        *plus += (uint64_t)__builtin_popcountll(bits & 0x5555555555555555u); // even sequences add
        *minus += (uint64_t)__builtin_popcountll(bits & 0xAAAAAAAAAAAAAAAAu);
    }
}
