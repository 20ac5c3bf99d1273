// The stores of one variable, as they are left behind: see books_layout.h.
#ifndef INSIDE_HOOKS_STREAM_H
#define INSIDE_HOOKS_STREAM_H

#include "inside/books_layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a task does to a variable at a place, again and again; those of a task form a ring.
struct act {
    struct act *next;
    uintptr_t place, load_place;
    uint64_t amount;
    uint16_t number;
    uint8_t kind, order;
};

struct stream {
    uint32_t *at, *end;    // where the next record goes
    uint32_t count, since; // stores so far; of these, since the last stamp
    uint16_t last;         // the act of the last record; 0: none
    uint16_t acts;
    bool is_run; // the last record counts stores of its act
    bool full;   // nothing more is kept
    struct books_stream *block;
    uint64_t stamp_ns;
};

struct stored {
    struct act **act; // the task's last one; NULL behind it: it has none yet
    uint32_t task;    // number
    uint8_t kind, order;
    uintptr_t place, load_place;
    uint64_t value, before; // before: the parent's value
    uint32_t parent;        // as in struct store
    uint64_t ns, load_ns;   // 0: not looked at
};

// The act once more, and nothing else: what it did to what the store before it left, without a stamp. Where it was the last one as well
// it is but counted. false: there is no room, for stream_put.
static inline bool stream_again(struct stream *stream, const struct act *act)
{
    uint32_t *const at = stream->at;
    if (stream->last == act->number && stream->is_run) {
        __atomic_store_n(&at[-1], at[-1] + 1, __ATOMIC_RELAXED);
    } else if (stream->end - at < 2) {
        return false;
    } else if (stream->last == act->number) {
        at[1] = 1;
        __atomic_store_n(at, BOOKS_RUN | (uint32_t)act->number, __ATOMIC_RELEASE);
        stream->at = at + 2;
        stream->is_run = true;
    } else {
        __atomic_store_n(at, (uint32_t)act->number, __ATOMIC_RELEASE);
        stream->at = at + 1;
        stream->last = act->number;
        stream->is_run = false;
    }
    stream->count++;
    stream->since++;
    return true;
}

void stream_put(struct stream *stream, struct books_variable *variable, const struct stored *stored);

// It counts once its record stands and all that its task knows of it is so: of a process that is killed before, one more record
// stands than was counted.
static inline void stream_counts(struct books_variable *variable)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    variable->stores++;
}

// Who wrote there was killed, in the middle of it perhaps: goes through all records, and sets the stream behind the last that is whole.
// false: not all were kept, and nothing is done.
bool stream_repair(struct stream *stream, const struct books_variable *variable);

#endif
