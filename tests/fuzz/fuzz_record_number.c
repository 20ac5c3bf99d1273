// Any bytes as the memory that numbers left: read without harm, and what is read holds together. Most inputs are put into the
// shape of a block of an image first.
#include "record/number_read.h"
#include "support/books_variables.h"
#include "support/number_memory.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

enum {
    START_NS = 1000,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct number_memory memory;
    struct raw_books books = { 0 };
    const struct event_streams nobody = { 0 };
    if (size_bytes == 0)
        return 0;
    number_memory_begin(&memory);
    if (data[0] & 3)
        number_memory_block(&memory, 0, 0, 1);
    else
        memory.at = (uint64_t *)(memory.bytes + NUMBER_HEAD_BYTES);
    const size_t room = NUMBER_BLOCK_BYTES - sizeof(struct number_block);
    memcpy(memory.at, data + 1, size_bytes - 1 < room ? size_bytes - 1 : room);
    if (number_read(memory.bytes, NUMBER_MEMORY_BYTES, START_NS, &nobody, &books).kind == STATUS_OK &&
        (number_memory_problem(&books) || books_variables_problem(&books, START_NS)))
        abort();
    raw_books_free(&books);
    number_memory_finish(&memory);
    return 0;
}
