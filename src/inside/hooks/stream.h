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
    uint32_t *at, *end; // where the next record goes
    struct books_stream *block;
    uint32_t count; // stores so far
    uint32_t since; // of these, since the last stamp
    uint64_t stamp_ns;
    uint16_t acts;
    bool full; // nothing more is kept
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

// A store that does again what the act behind the task's last one did, to what the store before it left, and needs no stamp, is one
// word; false: it is something else, for stream_put.
static inline bool stream_again(struct stream *stream, const struct stored *stored)
{
    struct act *const act = *stored->act ? (*stored->act)->next : NULL;
    if (!act || act->place != stored->place || act->load_place != stored->load_place || act->kind != stored->kind ||
        act->order != stored->order || act->amount != stored->value - stored->before ||
        stored->parent != stream->count || stored->ns || stream->at == stream->end)
        return false;
    __atomic_store_n(stream->at++, (uint32_t)act->number, __ATOMIC_RELEASE);
    stream->count++;
    stream->since++;
    *stored->act = act;
    return true;
}

void stream_put(struct stream *stream, struct books_variable *variable, const struct stored *stored);

#endif
