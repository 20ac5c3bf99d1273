// A worker's journal as it is written while it works: which of its updates read somebody else's store, and which store.
//
// An update that read its own worker's last store needs no entry, and nearly all updates did; so the journal follows how
// often workers meet, not how long they run. It is a stream of 32-bit words, by rising number of the update:
//
//     note:             number of the update | version that it read
//     dense stretch:    number of its first update + STREAM_DENSE | how many updates | the version that each of them read
//
// The first update has read nobody's predecessor of its own, so every stream of a worker that made any begins with it: an
// all-zero note is a valid first one, and zeros do not mark the end. Blocks of STREAM_BLOCK updates are noted or, where
// notes would take more, written densely; only a dense stretch may have an entry of an update that read its own predecessor.
//
// Whoever writes only ever adds to the end, and has an entry there before the store that follows it: a worker that is killed
// leaves a stream that is right up to the last store that anyone can have seen. What stands behind that is cut off by
// stream_pack, which also brings a stream down to its shortest: at most 4 bytes an update and STREAM_EXTRA_PACKED words.
//
// Readers take any words, right or not, and never read past their end.
#ifndef LABS_BALANCE_STREAM_H
#define LABS_BALANCE_STREAM_H

#include "labs/balance/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_DENSE ((uint32_t)1 << 31)

enum {
    STREAM_BLOCK = 64,       // updates for which it is decided at once how they are written
    STREAM_NOTE_WORDS = 2,   // of a note, and of the head of a dense stretch
    STREAM_EXTRA = 256,      // words that a stream may take beyond one an update while it is written
    STREAM_EXTRA_PACKED = 2, // and when it is packed
};

// What a worker's update reads that has read its own predecessor; of the first update a version that nobody makes.
static inline uint32_t stream_own(uint32_t worker, uint32_t sequence) { return version_make(worker, sequence) - 1; }

// ---- reading --------------------------------------------------------------------------------------------------------

// A stream, and how far it has been read. A plain value: copy it to keep a place.
struct stream {
    const uint32_t *words;
    size_t count; // of words
    uint32_t worker, updates;

    size_t at;      // the next word
    uint32_t next;  // the least number that may come
    uint32_t entry; // in a dense stretch: of its updates, the one whose entry is the next word
    uint32_t left;  // entries of it that are still to come
    bool broken;    // it does not go on as a stream does: it was read up to there
    bool of_dead;   // a dense stretch may go on past the updates, and is read up to them
};

// The stream of a worker that made so many updates (at most 2^31 − 1). words may be NULL where there are none.
static inline struct stream stream_of(const uint32_t *words, size_t count, uint32_t worker, uint32_t updates)
{
    return (struct stream){ .words = words, .count = count, .worker = worker, .updates = updates };
}

// The same of a worker that died while it worked: so many of its updates count, and what stands behind them may be anything. Where
// it wrote densely the head of the stretch counts more of them.
static inline struct stream stream_left(const uint32_t *words, size_t count, uint32_t worker, uint32_t updates)
{
    struct stream stream = stream_of(words, count, worker, updates);
    stream.of_dead = true;
    return stream;
}

// Entries that stand together: what the updates from `first` on had read.
struct stream_piece {
    uint32_t first, count;
    const uint32_t *parents;
    bool dense;
};

// The next note, or the next dense stretch, whole. False at the end of the words and where they are broken: a number that
// does not rise, a number past the updates, a stretch of nothing or past the words or (but for what a dead worker left) the
// updates, a note of what needs none, a first entry that is not the first update's. Constant time. Not to be mixed with stream_next.
bool stream_next_piece(struct stream *stream, struct stream_piece *piece);

// A run: an update that did not read its own predecessor, and what it read; all that follow up to the next run did.
struct stream_run {
    uint32_t first, parent;
};

// The next run; the first is that of update 0. False as above. Linear in the entries gone past.
bool stream_next(struct stream *stream, struct stream_run *run);

// Whether it is a stream from the first word to the last, with an entry for the first update. Linear in its pieces.
bool stream_is_whole(struct stream stream);

// What every update had read, as an array of stream.updates. Of a stream that is whole.
void stream_expand(struct stream stream, uint32_t *parents);

// ---- writing --------------------------------------------------------------------------------------------------------

// Where a worker writes on. Plain values: who may have to write an entry again keeps a copy.
struct stream_writer {
    uint32_t *words; // room for STREAM_EXTRA more than there will be updates
    size_t count;    // written
    size_t head;     // of the open dense stretch
    bool dense;      // there is one
    uint32_t length; // updates in it
    uint32_t notes;  // of this block: entries of updates that did not read their own predecessor
};

// Whether a block that begins now, after `sequence` updates and so many words, is to be dense, the last one having had
// so many such entries: where they are many, and where notes could no longer be paid for.
static inline bool stream_wants_dense(uint32_t notes, uint32_t sequence, size_t words)
{
    return notes >= STREAM_BLOCK / STREAM_NOTE_WORDS ||
           (uint64_t)words + STREAM_BLOCK * STREAM_NOTE_WORDS + STREAM_NOTE_WORDS > (uint64_t)sequence + STREAM_EXTRA;
}

// Has in the stream that update `sequence` reads that version, before its store. Every update from 0 on, each once. worker:
// whose it is.
void stream_write(struct stream_writer *writer, uint32_t worker, uint32_t sequence, uint32_t parent);

// Brings what a writer left down to its shortest, in place, and cuts off what is past the updates or was not finished.
// Not for words from elsewhere, which may get longer. Returns how many are left, at most updates + STREAM_EXTRA_PACKED.
// Linear in the entries.
size_t stream_pack(uint32_t *words, size_t count, uint32_t worker, uint32_t updates);

#endif
