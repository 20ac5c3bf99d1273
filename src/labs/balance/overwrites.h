// Who wrote over whom.
//
// In the one order of stores (labs/balance/order.h) an update's amount is in the balance as long as the balance is that
// update's store or one computed from it. The last of those stores is followed directly by one that knows nothing of
// it: its load came before, and what it had read is older. That store is what lost the update, for good; a lost
// update has one and only one. The surviving store that was computed from the same fork need not be it: it is often
// older than the lost branch.
//
// What one store ends at once is a chain: the lost store just before it, the one that was computed from, and so on
// back, as far as nothing later hung from them. All chains together are all lost updates. A collision (all that is
// lost under one fork, see ledger.h) has one chain with two workers, and can have several with more; it is settled
// by the store that ends the last of them, its overwriter.
//
// Built once from a ledger and an order of the same recording, which must outlive it; constant then: any thread may
// ask. Memory: 32 bytes a chain and 8 a collision; a bit an update more while it is built. Time linear in the lost
// updates.
#ifndef LABS_BALANCE_OVERWRITES_H
#define LABS_BALANCE_OVERWRITES_H

#include "labs/balance/order.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct overwrite {
    uint64_t position;  // of the overwriting store in the order; the last of the lost stands directly before it
    uint32_t lost;      // updates in the chain that it ended
    uint32_t collision; // the ledger's number of the collision that they belong to
    uint32_t first;     // version of the first of the chain
    uint64_t workers;   // who made its updates: bit w, worker w
};

struct overwrites {
    const struct ledger *ledger;
    const struct order *order;
    size_t count;
    struct overwrite *all; // by position, no two with the same
    uint64_t *marks;       // updates lost before every OVERWRITES_SPACING-th, and at the end of all
    uint32_t *settled;     // per collision of the ledger: which of `all` settled it
    uint32_t *by_time;     // the ledger's numbers of its collisions, in the order in which they were settled
};

enum {
    OVERWRITES_SPACING = 64
};

// STATUS_BAD_FILE where ledger and order contradict each other (nobody wrote over what was lost); STATUS_FAILED when
// memory is short. On failure it is empty.
struct status overwrites_build(struct overwrites *overwrites, const struct ledger *ledger, const struct order *order);
void overwrites_finish(struct overwrites *overwrites); // a zeroed one is allowed

// ---- one by one -----------------------------------------------------------------------------------------------------

// The first after, or the last one before, a position (−1 and the number of stores are positions too): an index, or −1
// where there is none. Logarithmic.
int64_t overwrites_next(const struct overwrites *overwrites, int64_t position);
int64_t overwrites_previous(const struct overwrites *overwrites, int64_t position);

// How many updates had been lost up to and including the store at a position. Logarithmic.
uint64_t overwrites_lost_until(const struct overwrites *overwrites, int64_t position);

// Which of them lost an update (which must be lost). As cheap as its collision's number where that has one chain, else
// up to the size of the collision.
size_t overwrites_of(const struct overwrites *overwrites, uint32_t lost_version);

// ---- collisions -----------------------------------------------------------------------------------------------------

// The overwrite that settled a collision, by the ledger's number.
static inline const struct overwrite *overwrites_settling(const struct overwrites *overwrites, size_t collision)
{
    return &overwrites->all[overwrites->settled[collision]];
}

// Whose updates a collision lost, by all of its overwrites: bit w, worker w. Linear in the overwrites between its first and its
// last.
uint64_t overwrites_victims(const struct overwrites *overwrites, size_t collision);

// A collision's number by time, from 0; and the first that is settled after, the last one settled before, a position:
// numbers by time, −1 where there is none. Logarithmic.
size_t overwrites_number_of(const struct overwrites *overwrites, size_t collision);
int64_t overwrites_next_settled(const struct overwrites *overwrites, int64_t position);
int64_t overwrites_previous_settled(const struct overwrites *overwrites, int64_t position);

// ---- what there is to tell ------------------------------------------------------------------------------------------

// Two workers can go on for long each from its own last store, in turns, and see nothing of each other's: a cpu reads its
// own store before anybody else does. Then each store is written over at once and taken up again by its own worker's
// next, until one of the two reads the other's: then its whole line is lost, to a store that was not held for long.
// `between` tells that from the plain case, in which one worker holds a value while another writes.
struct overwriter {
    uint32_t version; // of the overwriting store
    uint32_t victim;  // of the last lost store, which it replaced; never of the same worker
    uint32_t parent;  // of the store that it had read
    int64_t position; // of its store
    uint64_t began;   // position of the first store of the chain that it ended
    uint64_t between; // stores since then that are not of the chain; 0: it held what it had read while others wrote
    int64_t read, wrote, over;     // balances: what it had read, what it wrote, what stood there
    uint64_t loaded_ns, stored_ns; // as the order has them
    bool held_known;  // every update has a time stamp, and its load too; else one of the two above is interpolated,
    bool held_about;  // between stamps: say "about"; where this is false too: "not timed"
    uint64_t held_ns; // from its load to its store (overwrites_held_ns); 0 where it is not known
    uint64_t
        off_ns; // of held_about: its worker was off its cpu for so long meanwhile (overwrites_stall); 0: it was not
};

// How long the update of a store held what it had read: from its load to its store, as the order has both, so that it is
// what lies between the two wherever they are shown. It loaded no earlier than its worker's last store, than the store
// it read and than it got its lock, so this is at most one update too long. Cost of order_position_of. false where not
// every update was timed, or its load was not (pace_load_is_timed).
bool overwrites_held_ns(const struct order *order, int64_t position, uint64_t *held_ns);
bool overwrites_load_is_timed(const struct order *order, uint32_t version);

// The same where workers stamped whenever they had met another, or every store: about so long. false where they did not.
bool overwrites_held_about_ns(const struct order *order, int64_t position, uint64_t *held_ns);

// Whether the overwriter's worker was taken off its cpu between a load and its store, while the chain was being written: it read
// nothing but its own stores from before the chain on, so others had written meanwhile what it did not know of when it came
// back. Which of its updates that was the stamps do not tell; when it was taken off, and for how long, the kernel's records do,
// exactly. From the first of these moments on it is held, then. Only where stamps lie apart. Cost of order_position_of.
bool overwrites_stall(const struct overwrites *overwrites, const struct overwrite *overwrite, uint64_t *off_from_ns,
                      uint64_t *off_ns);

// The overwrite by the store at a position, NULL: it is none; and how long it held by all that is known: overwrites_held_ns, or
// _about_ns, or since a stall.
const struct overwrite *overwrites_at(const struct overwrites *overwrites, int64_t position);
bool overwrites_held_at_all(const struct overwrites *overwrites, int64_t position, uint64_t *held_ns, uint64_t *off_ns);

// Cost of order_position_of.
struct overwriter overwrites_tell(const struct overwrites *overwrites, const struct overwrite *overwrite);

#endif
