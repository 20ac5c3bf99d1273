// Any bytes as the memory that a program's hooks left: read without harm, and what is read holds together. Half of the inputs are
// first put into the shape that the hooks give them, so that records are reached and not only blocks.
#include "inside/books_layout.h"
#include "record/books_read.h"
#include "support/books_variables.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

enum {
    BLOCKS_MAX = 128,
    START_NS = 1000000,
    STORES_MAX = 500,
};

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static void check_variable(const struct raw_books *books, const struct raw_variable *variable)
{
    uint64_t ns = variable->from_ns;
    expect(variable->first_store <= books->store_count);
    expect(variable->store_count <= books->store_count - variable->first_store);
    expect(variable->first_access + variable->access_count <= books->access_count);
    expect(variable->first_pair + variable->pair_count <= books->pair_count);
    expect(variable->step_count == 0 || variable->first_step + variable->step_count <= books->step_count);
    expect(variable->stores >= variable->store_count && variable->doubt <= DOUBTS_ALL);
    for (size_t i = 0; i < variable->store_count; i++) {
        const struct raw_store *store = &books->stores[variable->first_store + i];
        expect(store->parent <= i && store->act < books->act_count && store->ns >= ns);
        ns = store->ns;
    }
}

static void check(const struct raw_books *books)
{
    expect(books->store_count <= STORES_MAX);
    for (size_t i = 0; i < books->variable_count; i++)
        check_variable(books, &books->variables[i]);
    for (size_t i = 0; i < books->act_count; i++) {
        const struct raw_act *act = &books->acts[i];
        expect(act->kind > 0 && act->kind < ACT_KINDS);
        expect(act->place == PLACE_NOWHERE || act->place < books->place_count);
        expect(act->load_place == PLACE_NOWHERE || act->load_place < books->place_count);
    }
    for (size_t i = 0; i < books->place_count; i++) {
        const struct raw_place *place = &books->places[i];
        expect(place->first_step <= books->step_count && place->step_count <= books->step_count - place->first_step);
    }
    for (size_t i = 0; i < books->module_count; i++) {
        const struct raw_module *module = &books->modules[i];
        expect(module->path == UINT32_MAX || module->path < books->text_bytes);
    }
    expect(books->text_bytes == 0 || books->text[books->text_bytes - 1] == '\0');
}

// As the first byte of each block says: which kind it is of. Numbers that blocks refer to each other by become small.
static void shape(char *memory, uint32_t blocks)
{
    static const uint8_t kinds[] = { BOOKS_IMAGE,    BOOKS_TASK,  BOOKS_VARIABLE, BOOKS_STREAM, BOOKS_LOCKS,
                                     BOOKS_ACCESSES, BOOKS_PAIRS, BOOKS_MODULE,   BOOKS_CHAIN,  BOOKS_SHARED };
    uint32_t variable_number = 0, chain_number = 0;
    for (uint32_t i = 0; i < blocks;) {
        struct books_block *block = (struct books_block *)(memory + BOOKS_HEAD_BYTES + (size_t)i * BOOKS_BLOCK_BYTES);
        const unsigned char how = *(unsigned char *)block;
        const uint32_t kind = kinds[how % 10], taken = 4 + how / 10 % 4;
        atomic_store(&block->kind, kind);
        block->bytes = taken * BOOKS_BLOCK_BYTES;
        if (i + taken > blocks)
            return;
        if (kind == BOOKS_IMAGE)
            ((struct books_image *)block)->number %= 2;
        if (kind == BOOKS_TASK)
            ((struct books_task *)block)->image %= 2;
        if (kind == BOOKS_VARIABLE) {
            struct books_variable *variable = (struct books_variable *)block;
            variable->image %= 2;
            variable->shared = 1;
            variable->bytes = (uint8_t)(1 << variable->bytes % 4);
            variable->address &= ~UINT64_C(7);
            variable->stream = i + taken + 1;
            variable->chain = chain_number;
            variable_number = i + 1;
        }
        if (kind == BOOKS_SHARED) {
            struct books_shared *shared = (struct books_shared *)block;
            shared->image %= 2;
            shared->home %= UINT64_C(1) << 48;
            shared->family %= 2;
            shared->device = shared->file %= 2;
        }
        if (kind == BOOKS_CHAIN) {
            ((struct books_chain *)block)->image %= 2;
            ((struct books_chain *)block)->count %= BOOKS_STEPS_MAX + 2;
            ((struct books_chain *)block)->number %= 4;
            chain_number = i + 1;
        }
        if (kind == BOOKS_ACCESSES) {
            struct books_access *access = ((struct books_accesses *)block)->access;
            access->place %= UINT64_C(4) << BOOKS_CHAIN_SHIFT;
        }
        if (kind == BOOKS_STREAM) {
            struct books_stream *stream = (struct books_stream *)block;
            stream->variable = variable_number;
            stream->next = i + taken + 1;
            stream->word[0] = 1 | BOOKS_DEFINE;
        }
        i += taken;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    uint32_t blocks = (uint32_t)(size_bytes / BOOKS_BLOCK_BYTES + 1);
    blocks = blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX;
    const size_t room = (size_t)blocks * BOOKS_BLOCK_BYTES, bytes = BOOKS_HEAD_BYTES + room;
    char *memory = calloc(1, bytes);
    if (!memory || size_bytes == 0) {
        free(memory);
        return 0;
    }
    memcpy(memory + BOOKS_HEAD_BYTES, data + 1, size_bytes - 1 < room ? size_bytes - 1 : room);
    if (data[0] & 1)
        shape(memory, blocks);
    const struct event_streams streams = { 0 };
    const struct books_made made = { START_NS, blocks, STORES_MAX };
    struct raw_books books;
    if (books_read(memory, bytes, &made, &streams, &books).kind == STATUS_OK) {
        check(&books);
        expect(!books_variables_problem(&books, START_NS));
    }
    raw_books_free(&books);
    free(memory);
    return 0;
}
