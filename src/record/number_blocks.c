// Blocks are found one by one and sorted; records stand in them one behind the other, and say themselves how long they are.
#include "record/number_blocks.h"

#include "inside/number_layout.h"

#include <stdlib.h>
#include <string.h>

static int by_image(const void *a, const void *b)
{
    const struct number_left_block *one = a, *other = b;
    if (one->image != other->image)
        return one->image < other->image ? -1 : 1;
    return one->sequence < other->sequence ? -1 : one->sequence > other->sequence;
}

bool number_blocks_find(struct number_blocks *blocks, const void *memory, uint64_t bytes)
{
    const size_t most = (size_t)((bytes - NUMBER_HEAD_BYTES) / NUMBER_BLOCK_BYTES);
    *blocks = (struct number_blocks){ .all = calloc(most + 1, sizeof *blocks->all) };
    if (!blocks->all)
        return false;
    for (size_t i = 0; i < most; i++) {
        const char *at = (const char *)memory + NUMBER_HEAD_BYTES + i * NUMBER_BLOCK_BYTES;
        struct number_block head;
        memcpy(&head, at, sizeof head);
        if (head.magic == NUMBER_BLOCK_MAGIC)
            blocks->all[blocks->count++] = (struct number_left_block){
                head.image,
                head.sequence,
                head.pid,
                (const uint64_t *)(const void *)(at + sizeof head),
                (const uint64_t *)(const void *)(at + NUMBER_BLOCK_BYTES),
            };
    }
    qsort(blocks->all, blocks->count, sizeof *blocks->all, by_image);
    return true;
}

void number_blocks_free(struct number_blocks *blocks)
{
    free(blocks->all);
    *blocks = (struct number_blocks){ 0 };
}

// Bytes of text that a record has; UINT64_MAX: it is of no kind.
static uint64_t text_bytes_of(unsigned kind, const uint64_t *words)
{
    switch (kind) {
    case NUMBER_THREAD:
    case NUMBER_ACT:
    case NUMBER_STORE:
        return 0;
    case NUMBER_PLACE:
        return words[3];
    case NUMBER_SAID:
        return words[1];
    case NUMBER_VARIABLE:
        return words[1] >> 32;
    default:
        return UINT64_MAX;
    }
}

bool number_next(const uint64_t **words, const uint64_t *end, uint64_t start_ns, struct number_record *record)
{
    const uint64_t *at = *words;
    if (end - at < NUMBER_WORDS || at[0] == 0)
        return false;
    *record = (struct number_record){
        .kind = at[0] & NUMBER_KIND_MASK,
        .flags = at[0] & (NUMBER_FLOAT | NUMBER_BEFORE | NUMBER_LATE | NUMBER_UNTIMED),
        .ns = start_ns + (at[0] >> NUMBER_NS_SHIFT),
        .words = at,
    };
    const uint64_t counts = record->kind == NUMBER_VARIABLE ? NUMBER_COUNTS : 0;
    record->text_bytes = text_bytes_of(record->kind, at);
    if (record->text_bytes > NUMBER_TEXT_BYTES_MAX)
        return false;
    const uint64_t count = NUMBER_WORDS + counts + number_text_words(record->text_bytes);
    if (count > (uint64_t)(end - at))
        return false;
    record->text = (const char *)(at + NUMBER_WORDS + counts);
    *words = at + count;
    return true;
}
