// Any bytes as the memory that a program left: read without harm, and what is read holds together. Half of the inputs are first put
// into the shape that the library gives them, so that records are reached and not only heads.
#include "inside/layout.h"
#include "record/left_read.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

enum {
    BLOCKS_MAX = 16,
    START_NS = 1000000,
};

static void check(const struct event_streams *streams)
{
    for (size_t i = 0; i < streams->count; i++) {
        const struct event_stream *stream = &streams->streams[i];
        if (stream->image >= streams->images || (i > 0 && stream->image < stream[-1].image))
            abort();
        for (size_t j = 0; j < stream->count; j++) {
            const struct event *event = &stream->events[j];
            if (event->kind == 0 || event->kind >= EVENT_KINDS || event->ns < START_NS ||
                (j > 0 && event->ns < event[-1].ns) || (uint64_t)event->text + event->text_bytes > streams->text_bytes)
                abort();
        }
    }
}

// As the first byte of each block says: a chunk begins there, of so many blocks, of one of a few threads and images.
static void shape(char *memory, uint64_t blocks)
{
    for (uint64_t block = 0; block < blocks; block++) {
        struct left_chunk *chunk = (struct left_chunk *)(memory + LEFT_HEAD_BYTES + block * LEFT_BLOCK_BYTES);
        const unsigned char how = *(unsigned char *)chunk;
        if (how % 4 == 0)
            continue;
        chunk->magic = LEFT_CHUNK_MAGIC;
        chunk->bytes = (1 + how / 4 % 4) * LEFT_BLOCK_BYTES;
        chunk->thread %= 4;
        chunk->image %= 3;
        atomic_store(&chunk->sequence, atomic_load(&chunk->sequence) % 5);
    }
}

struct memory {
    const char *bytes;
    uint64_t size;
};

static void look(const void *context, uint64_t at, void *copy, uint64_t bytes)
{
    const struct memory *memory = context;
    if (at < memory->size)
        memcpy(copy, memory->bytes + at, bytes < memory->size - at ? bytes : memory->size - at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    uint64_t blocks = size_bytes / LEFT_BLOCK_BYTES + 1;
    blocks = blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX;
    const size_t bytes = LEFT_HEAD_BYTES + blocks * LEFT_BLOCK_BYTES;
    char *memory = calloc(1, bytes);
    struct event_streams streams;
    if (!memory || size_bytes == 0) {
        free(memory);
        return 0;
    }
    const size_t room = blocks * LEFT_BLOCK_BYTES, taken = size_bytes - 1 < room ? size_bytes - 1 : room;
    memcpy(memory + LEFT_HEAD_BYTES, data + 1, taken);
    atomic_store(&((struct left_head *)memory)->next, data[0] & 2 ? UINT32_MAX : (uint32_t)blocks);
    if (data[0] & 1)
        shape(memory, blocks);
    if (left_read_from(look, &(struct memory){ memory, bytes }, bytes, START_NS, &streams).kind == STATUS_OK)
        check(&streams);
    left_read_free(&streams);
    free(memory);
    return 0;
}
