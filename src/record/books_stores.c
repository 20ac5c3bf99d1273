#include "record/books_stores.h"

#include "inside/books_layout.h"

#include <stdlib.h>
#include <string.h>

#define SAME(a, b) _Static_assert((int)(a) == (int)(b), #a)
SAME(BOOKS_UPDATE, ACT_UPDATE);
SAME(BOOKS_ASSIGN, ACT_ASSIGN);
SAME(BOOKS_ATOMIC, ACT_ATOMIC);
SAME(BOOKS_FOREIGN, ACT_FOREIGN);
SAME(BOOKS_ATOMIC_STORE, ACT_ATOMIC_STORE);
SAME(BOOKS_ATOMIC_UPDATE, ACT_ATOMIC_UPDATE);

// What one of the variable's acts stands for.
struct known_act {
    uint32_t number; // of the books' acts
    int32_t tid;
    uint64_t amount;
};

struct stream {
    struct books_stores *stores;
    struct raw_variable *variable;
    struct known_act *acts;
    size_t act_count, act_room;
    size_t stamped;    // stores up to and with the last one with a stamp
    uint64_t stamp_ns; // of that one
    bool short_of_memory;
};

static uint64_t two(const uint32_t *words) { return words[0] | (uint64_t)words[1] << 32; }

static uint64_t mask_of(const struct raw_variable *variable)
{
    return variable->bytes >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * variable->bytes) - 1;
}

static struct raw_store *store_at(const struct stream *stream, size_t i)
{
    return &stream->stores->index->books->stores[stream->variable->first_store + i];
}

// ---- acts -----------------------------------------------------------------------------------------------------------

static uint32_t place_number(struct stream *stream, uint32_t image, uint64_t address)
{
    const uint32_t number = address ? books_place(stream->stores->index, image, address) : PLACE_NOWHERE;
    stream->short_of_memory |= address && number == UINT32_MAX;
    return number;
}

static bool define(struct stream *stream, const struct books_act *left)
{
    const struct books_stores *stores = stream->stores;
    if (left->kind < ACT_UPDATE || left->kind >= ACT_KINDS || (two(left->place) == 0 && left->kind != ACT_FOREIGN))
        return false;
    const struct books_who who = stores->who(stores->context, left->task);
    const uint32_t image = who.tid ? who.event : stream->variable->image;
    const uint8_t order = left->order & (uint8_t)~BOOKS_LET_GO;
    const struct raw_act act = {
        .place = place_number(stream, image, two(left->place)),
        .load_place = place_number(stream, image, two(left->load_place)),
        .kind = left->kind,
        .order = order > 5 ? 5 : order,
        .let_go = left->order & BOOKS_LET_GO,
    };
    const uint32_t number = books_act_number(stores->index, act);
    if (number == UINT32_MAX ||
        !books_grow((void **)&stream->acts, stream->act_count, 1, &stream->act_room, sizeof *stream->acts))
        stream->short_of_memory = true;
    if (stream->short_of_memory)
        return false;
    stream->acts[stream->act_count++] = (struct known_act){
        .number = number,
        .tid = who.tid,
        .amount = two(left->amount),
    };
    return true;
}

// ---- times ----------------------------------------------------------------------------------------------------------

// What lies between two stamps was done by one task on end: it is spread evenly.
static void spread(struct stream *stream, uint64_t ns)
{
    const size_t count = stream->variable->store_count - stream->stamped;
    const uint64_t passed = ns - stream->stamp_ns;
    for (size_t i = 0; i < count; i++)
        store_at(stream, stream->stamped + i)->ns =
            stream->stamp_ns + (uint64_t)((double)passed * (double)(i + 1) / (double)count);
    if (count > 0)
        store_at(stream, stream->stamped + count - 1)->ns = ns;
    stream->stamped += count;
    stream->stamp_ns = ns;
}

// ---- records --------------------------------------------------------------------------------------------------------

static uint64_t value_before(const struct stream *stream, uint32_t version)
{
    return version == 0 ? stream->variable->first : store_at(stream, version - 1)->value;
}

static bool add_store(struct stream *stream, struct raw_store store)
{
    struct books_stores *stores = stream->stores;
    struct raw_books *books = stores->index->books;
    if (!books_grow((void **)&books->stores, books->store_count, 1, &stores->store_room, sizeof store)) {
        stream->short_of_memory = true;
        return false;
    }
    books->stores[books->store_count++] = store;
    stream->variable->store_count++;
    return true;
}

// What the same act did so many times on end.
static bool read_run(struct stream *stream, const struct known_act *act, uint32_t stores)
{
    for (uint32_t i = 0; i < stores; i++) {
        const uint32_t parent = (uint32_t)stream->variable->store_count;
        const struct raw_store store = {
            .value = (value_before(stream, parent) + act->amount) & mask_of(stream->variable),
            .ns = stream->stamp_ns,
            .parent = parent,
            .held_ns = STORE_NOT_HELD,
            .act = act->number,
            .tid = act->tid,
        };
        if (parent >= stream->stores->most || !add_store(stream, store))
            return false;
    }
    return true;
}

// false: it makes no sense, and nothing behind it is read.
static bool read_record(struct stream *stream, const uint32_t *words)
{
    const uint32_t first = *words++, act_number = first & BOOKS_ACT_MASK;
    const uint32_t count = (uint32_t)stream->variable->store_count;
    if (count >= stream->stores->most)
        return false;
    if (first & BOOKS_DEFINE) {
        if (act_number != stream->act_count + 1 || !define(stream, (const struct books_act *)words))
            return false;
        words += BOOKS_ACT_WORDS;
    }
    if (act_number == 0 || act_number > stream->act_count)
        return false;
    const struct known_act *act = &stream->acts[act_number - 1];
    if (first & BOOKS_RUN)
        return (first & ~(uint32_t)BOOKS_ACT_MASK) == BOOKS_RUN && read_run(stream, act, *words);
    const bool changes = first & BOOKS_AMOUNT;
    const uint64_t amount = changes ? (uint64_t)(int64_t)(int32_t)*words : act->amount;
    words += changes;
    const uint64_t value = first & BOOKS_VALUE ? two(words) : 0;
    words += first & BOOKS_VALUE ? 2 : 0;
    const uint32_t parent = first & BOOKS_PARENT ? *words++ : count;
    if (parent > count)
        return false;
    uint64_t ns = stream->stamp_ns;
    if (first & BOOKS_STAMP)
        ns += *words++;
    if (first & BOOKS_FAR) {
        const uint64_t more = two(words);
        ns = more > UINT64_MAX / 2 - ns ? ns : ns + more;
        words += 2;
    }
    const struct raw_store store = {
        .value = (first & BOOKS_VALUE ? value : value_before(stream, parent) + amount) & mask_of(stream->variable),
        .ns = ns,
        .parent = parent,
        .held_ns = first & BOOKS_HELD ? *words : STORE_NOT_HELD,
        .act = act->number,
        .tid = act->tid,
    };
    if (!add_store(stream, store))
        return false;
    if (first & (BOOKS_STAMP | BOOKS_FAR))
        spread(stream, ns);
    return true;
}

static bool read_block(struct stream *stream, const struct books_stream *block)
{
    const uint32_t *word = block->word, *end = (const uint32_t *)((const char *)block + block->block.bytes / 4 * 4);
    while (word < end && *word != 0) {
        const unsigned words = books_record_words(*word);
        if (words > (size_t)(end - word) || !read_record(stream, word))
            return false;
        word += words;
    }
    return true;
}

// The block of that number, if it is one of the variable's; NULL: it is none.
static const struct books_stream *block_at(const struct books_stores *stores, uint32_t number, uint32_t variable)
{
    const uint64_t at = BOOKS_HEAD_BYTES + (uint64_t)(number - 1) * BOOKS_BLOCK_BYTES;
    if (number == 0 || at + BOOKS_BLOCK_BYTES > stores->bytes)
        return NULL;
    const struct books_stream *block = (const struct books_stream *)(stores->memory + at);
    const bool is_one = atomic_load(&block->block.kind) == BOOKS_STREAM && block->variable == variable &&
                        block->block.bytes >= sizeof *block && block->block.bytes <= stores->bytes - at;
    return is_one ? block : NULL;
}

// The blocks of a variable one after the other, from the first on; *at: 0 before, and then for the next. A later block stands further
// on: so it ends.
static const struct books_stream *next_block(const struct books_stores *stores, const struct books_variable *left,
                                             uint32_t number, const struct books_stream *block, uint32_t *at)
{
    const uint32_t next = block ? block->next : left->stream;
    if (next <= *at)
        return NULL;
    *at = next;
    return block_at(stores, next, number);
}

uint64_t books_count_stores(const struct books_stores *stores, const struct books_variable *left, uint32_t number)
{
    uint64_t count = 0;
    uint32_t at = 0;
    for (const struct books_stream *block = NULL; (block = next_block(stores, left, number, block, &at));) {
        const uint32_t *word = block->word, *end = (const uint32_t *)((const char *)block + block->block.bytes / 4 * 4);
        for (; word < end && *word != 0 && books_record_words(*word) <= (size_t)(end - word);
             word += books_record_words(*word))
            count += books_record_stores(word);
    }
    return count;
}

bool books_read_stores(struct books_stores *stores, const struct books_variable *left, uint32_t number,
                       struct raw_variable *variable)
{
    struct stream stream = {
        .stores = stores,
        .variable = variable,
        .stamp_ns = variable->from_ns,
    };
    variable->first_store = stores->index->books->store_count;
    variable->store_count = 0;
    uint32_t at = 0;
    for (const struct books_stream *block = NULL; (block = next_block(stores, left, number, block, &at));)
        if (!read_block(&stream, block))
            break;
    for (size_t i = stream.stamped; i < variable->store_count; i++)
        store_at(&stream, i)->ns = stream.stamp_ns;
    free(stream.acts);
    return !stream.short_of_memory;
}
