// A record is written from behind: its first word, which is never 0, comes last, so that a thread that is killed leaves whole
// records; of a run, which is there already, but its count grows. One that does not fit any more goes to a new block, twice as long.
#include "inside/hooks/stream.h"

#include "inside/hooks/books.h"
#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"

#include <stddef.h>
#include <string.h>

enum {
    FIRST_BYTES = 128,
};

static uint32_t *block_end(struct books_stream *block) { return (uint32_t *)((char *)block + block->block.bytes); }

static __attribute__((noinline)) bool make_room(struct stream *stream, struct books_variable *variable, size_t words)
{
    uint32_t bytes = stream->block ? stream->block->block.bytes * 2 : FIRST_BYTES;
    if (bytes > BOOKS_BLOCK_BYTES_MAX)
        bytes = BOOKS_BLOCK_BYTES_MAX;
    struct books_stream *block = books_take(bytes);
    if (!block)
        return false;
    block->variable = books_number(variable);
    books_publish(block, BOOKS_STREAM);
    *(stream->block ? &stream->block->next : &variable->stream) = books_number(block);
    stream->block = block;
    stream->at = block->word;
    stream->end = block_end(block);
    return (size_t)(stream->end - stream->at) >= words;
}

// ---- acts -----------------------------------------------------------------------------------------------------------

static inline bool is_act(const struct act *act, const struct stored *stored)
{
    return act->place == stored->place && act->load_place == stored->load_place && act->kind == stored->kind &&
           act->order == stored->order;
}

// A loop does its acts one after the other: the one behind the last comes first.
static inline struct act *find_act(const struct stored *stored)
{
    struct act *last = *stored->act, *act = last;
    if (!last)
        return NULL;
    do {
        act = act->next;
        if (is_act(act, stored))
            return act;
    } while (act != last);
    return NULL;
}

// Its number counts, and it comes into the task's ring, once the record that defines it stands.
static struct act *new_act(struct stream *stream, const struct stored *stored)
{
    struct act *act = stream->acts < BOOKS_ACT_MASK ? take_beside(stream, sizeof *act) : NULL;
    if (!act)
        return NULL;
    *act = (struct act){
        .place = stored->place,
        .load_place = stored->load_place,
        .amount = stored->value - stored->before,
        .number = (uint16_t)(stream->acts + 1),
        .kind = stored->kind,
        .order = stored->order,
    };
    return act;
}

static void add_act(struct stream *stream, struct act *act, struct act *last)
{
    act->next = last ? last->next : act;
    if (last)
        last->next = act;
    stream->acts = act->number;
}

// ---- records --------------------------------------------------------------------------------------------------------

static void put_two(uint32_t *to, uint64_t number)
{
    to[0] = (uint32_t)number;
    to[1] = (uint32_t)(number >> 32);
}

static uint32_t *put_act(uint32_t *to, const struct act *act, uint32_t task)
{
    struct books_act *left = (struct books_act *)to;
    left->task = task;
    left->kind = act->kind;
    left->order = act->order;
    put_two(left->place, act->place);
    put_two(left->load_place, act->load_place);
    put_two(left->amount, act->amount);
    return to + BOOKS_ACT_WORDS;
}

static uint32_t amount_flag(const struct act *act, const struct stored *stored)
{
    const uint64_t amount = stored->value - stored->before;
    if (likely(amount == act->amount))
        return 0;
    return (int64_t)amount == (int32_t)amount ? BOOKS_AMOUNT : BOOKS_VALUE;
}

static uint32_t *put_amount(uint32_t *to, uint32_t flag, const struct stored *stored)
{
    if (flag == BOOKS_AMOUNT) {
        *to = (uint32_t)(stored->value - stored->before);
        return to + 1;
    }
    put_two(to, stored->value);
    return to + 2;
}

static uint32_t stamp_flag(struct stream *stream, const struct stored *stored)
{
    if (stored->ns == 0)
        return 0;
    return stored->ns - stream->stamp_ns < UINT32_MAX ? BOOKS_STAMP : BOOKS_FAR;
}

static uint32_t *put_stamp(uint32_t *to, uint32_t flag, struct stream *stream, const struct stored *stored)
{
    const uint64_t ns = stored->ns > stream->stamp_ns ? stored->ns : stream->stamp_ns;
    put_two(to, ns - stream->stamp_ns); // the second word is the next one's, or free
    stream->stamp_ns = ns;
    stream->since = 0;
    return to + (flag == BOOKS_STAMP ? 1 : 2);
}

static uint32_t held(const struct stored *stored)
{
    const uint64_t ns = stored->ns > stored->load_ns ? stored->ns - stored->load_ns : 0;
    return ns < UINT32_MAX ? (uint32_t)ns : UINT32_MAX;
}

// What is as an act says, and nothing else.
static bool repeats(struct stream *stream, const struct stored *stored)
{
    struct act *const last = *stored->act, *const act = last ? last->next : NULL;
    if (!act || !is_act(act, stored) || act->amount != stored->value - stored->before ||
        stored->parent != stream->count || stored->ns || !stream_again(stream, act))
        return false;
    *stored->act = act;
    return true;
}

static bool put(struct stream *stream, struct books_variable *variable, const struct stored *stored)
{
    struct act *act = find_act(stored);
    uint32_t first = 0;
    if (unlikely(!act)) {
        act = new_act(stream, stored);
        first = BOOKS_DEFINE;
    }
    if (unlikely(stream->end - stream->at < BOOKS_RECORD_WORDS_MAX) &&
        !make_room(stream, variable, BOOKS_RECORD_WORDS_MAX))
        return false;
    if (unlikely(!act))
        return false;
    uint32_t *const record = stream->at, *to = record + 1;
    if (unlikely(first))
        to = put_act(to, act, stored->task);
    const uint32_t amount = amount_flag(act, stored);
    if (unlikely(amount))
        to = put_amount(to, amount, stored);
    if (unlikely(stored->parent != stream->count)) {
        first |= BOOKS_PARENT;
        *to++ = stored->parent;
    }
    const uint32_t stamp = stamp_flag(stream, stored);
    if (stamp)
        to = put_stamp(to, stamp, stream, stored);
    if (stamp && stored->load_ns) {
        first |= BOOKS_HELD;
        *to++ = held(stored);
    }
    stream->at = to;
    stream->last = act->number;
    stream->is_run = false;
    __atomic_store_n(record, first | amount | stamp | act->number, __ATOMIC_RELEASE);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (unlikely(first & BOOKS_DEFINE))
        add_act(stream, act, *stored->act);
    *stored->act = act;
    return true;
}

static void add(struct stream *stream, struct books_variable *variable, const struct stored *stored)
{
    if (unlikely(stream->full) || unlikely(!put(stream, variable, stored))) {
        stream->full = true;
        stream->at = stream->end;
        stream->last = 0;
        variable->doubt |= BOOKS_DOUBT_DROPPED;
    }
    stream->count++;
    stream->since++;
}

void stream_put(struct stream *stream, struct books_variable *variable, const struct stored *stored)
{
    if (!repeats(stream, stored))
        add(stream, variable, stored);
    variable->value = stored->value;
}

// ---- repaired -------------------------------------------------------------------------------------------------------

static struct books_stream *block_at(uint32_t number)
{
    char *const from = (char *)books_head + BOOKS_HEAD_BYTES;
    return number ? (struct books_stream *)(from + (uint64_t)(number - 1) * BOOKS_BLOCK_BYTES) : NULL;
}

// How long after the last stamp.
static uint64_t ns_of(const uint32_t *record)
{
    const uint32_t *stamp = record + 1 + (*record & BOOKS_DEFINE ? (unsigned)BOOKS_ACT_WORDS : 0) +
                            (*record & BOOKS_AMOUNT ? 1 : 0) + (*record & BOOKS_VALUE ? 2 : 0) +
                            (*record & BOOKS_PARENT ? 1 : 0);
    if (*record & BOOKS_STAMP)
        return stamp[0];
    return *record & BOOKS_FAR ? stamp[0] | (uint64_t)stamp[1] << 32 : 0;
}

bool stream_repair(struct stream *stream, const struct books_variable *variable)
{
    if (stream->full)
        return false;
    struct books_stream *block = block_at(variable->stream), *last = NULL;
    stream->count = stream->acts = 0;
    stream->stamp_ns = variable->from_ns;
    for (; block; last = block, block = block_at(block->next)) {
        uint32_t *at = block->word, *const end = block_end(block);
        for (; at < end && *at != 0; at += books_record_words(*at)) {
            stream->count += books_record_stores(at);
            stream->stamp_ns += ns_of(at);
            if (*at & BOOKS_DEFINE)
                stream->acts++;
        }
        stream->at = at;
        stream->end = end;
    }
    if (last)
        memset(stream->at, 0, (size_t)((char *)stream->end - (char *)stream->at));
    stream->block = last;
    stream->last = 0;
    stream->is_run = false;
    return true;
}
