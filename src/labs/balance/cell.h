// The shared balance: one 64-bit word that holds the amount and says which store wrote it.
//
// High half: the balance, signed. Low half: the version, the identity of the store that wrote it: 6 bits of worker
// (1 to 63) and 26 bits of sequence number (which of the worker's updates, from 0). Version 0 is the start, before
// any store. A
// billion updates are thus 16 workers', and 63 make four. It stays so: a word of 128 bits is not loaded and stored in one step as a
// program's own is, so that it would be another race; bits taken from the balance would let it stray less far; and more of them where
// workers are few would have whoever reads a version know how many there are.
//
// Every update of a worker is a known amount: even sequence numbers add its amount, odd ones take it
// away. So a journal need keep nothing but the version each update read.
#ifndef LABS_BALANCE_CELL_H
#define LABS_BALANCE_CELL_H

#include <stdint.h>

enum {
    WORKERS_MAX = 63, // 6 bits, 0 being the start
    VERSION_SEQUENCE_BITS = 26,
};

#define VERSION_START ((uint32_t)0)
#define VERSION_SEQUENCE_MASK (((uint32_t)1 << VERSION_SEQUENCE_BITS) - 1)

// The most iterations a worker can do: two updates each, numbered in 26 bits.
#define ITERATIONS_MAX (((uint64_t)1 << (VERSION_SEQUENCE_BITS - 1)) - 1)

// The version of a worker's update. worker: 0 to 62. sequence: 0 to 2^26 − 1.
static inline uint32_t version_make(uint32_t worker, uint32_t sequence)
{
    return (worker + 1) << VERSION_SEQUENCE_BITS | sequence;
}

// The worker (from 0) of a version that is not VERSION_START.
static inline uint32_t version_worker(uint32_t version) { return (version >> VERSION_SEQUENCE_BITS) - 1; }

static inline uint32_t version_sequence(uint32_t version) { return version & VERSION_SEQUENCE_MASK; }

static inline uint64_t cell_make(int32_t balance, uint32_t version)
{
    return (uint64_t)(uint32_t)balance << 32 | version;
}

static inline int32_t cell_balance(uint64_t cell) { return (int32_t)(uint32_t)(cell >> 32); }

static inline uint32_t cell_version(uint64_t cell) { return (uint32_t)cell; }

// The cell after one that was seen: its balance changed, the version new. The same as cell_make(cell_balance(seen)
// + change, version) but for wrapping around where that would overflow, and shorter between seen and result: what
// that takes is what an update takes.
static inline uint64_t cell_next(uint64_t seen, int32_t change, uint32_t version)
{
    return (seen & ~(uint64_t)UINT32_MAX) + cell_make(change, version);
}

// What an update does to the balance: +amount or −amount.
static inline int32_t update_change(int32_t amount, uint32_t sequence) { return sequence & 1 ? -amount : amount; }

// What the first `updates` updates of a worker sum to: 0, or its amount where the last one stands alone.
static inline int32_t updates_net(int32_t amount, uint64_t updates) { return updates & 1 ? amount : 0; }

#endif
