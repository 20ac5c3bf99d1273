// Blocks are taken one after the other, each with its pages at hand before anything is written: where the file system is full
// the kernel would end the program. What is full stays full: a store whose parent is missing says nothing.
#include "inside/number/leave.h"

#include "inside/map_left.h"
#include "inside/number/stamp.h"
#include "inside/raw.h"
#include "inside/real.h"

#include <string.h>
#include <sys/mman.h>

#define PAGES_POPULATE 23 // MADV_POPULATE_WRITE, Linux 5.14

struct number_head *leave_memory;
static bool tried;
static struct {
    uint32_t image, sequence;
    uint64_t *at, *end;
    bool full;
} own_block;

static uint64_t bytes_of(const void *first)
{
    const struct number_head *made = first;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): who maps it has read it
    return made->magic == NUMBER_MAGIC ? NUMBER_HEAD_BYTES + (uint64_t)made->blocks * NUMBER_BLOCK_BYTES : 0;
}

const struct number_head *leave_head(void)
{
    char path[PATH_BYTES + sizeof NUMBER_MEMORY_ENDING];
    struct number_head first;
    if (tried)
        return leave_memory;
    tried = true;
    if (!inside_path(path))
        return NULL;
    memcpy(path + strlen(path), NUMBER_MEMORY_ENDING, sizeof NUMBER_MEMORY_ENDING);
    leave_memory = map_left(path, &first, sizeof first, bytes_of);
    if (leave_memory)
        stamp_begin();
    return leave_memory;
}

uint32_t leave_image_anew(void)
{
    if (inside_wiped.image == 0)
        inside_is_on();
    return leave_memory && !inside_is_shut() ? inside_wiped.image : 0;
}

uint64_t leave_now(void)
{
    const uint64_t ns = stamp_now() - leave_memory->start_ns;
    return ns < NUMBER_NS_MAX ? ns : NUMBER_NS_MAX;
}

static bool take_block(uint32_t image)
{
    uint32_t block = atomic_load_explicit(&leave_memory->next, memory_order_relaxed);
    do
        if (block >= leave_memory->blocks)
            return false;
    while (!atomic_compare_exchange_weak(&leave_memory->next, &block, block + 1));
    char *at = (char *)leave_memory + NUMBER_HEAD_BYTES + (size_t)block * NUMBER_BLOCK_BYTES;
    const long result = raw_call(SYS_madvise, (long)at, NUMBER_BLOCK_BYTES, PAGES_POPULATE, 0, 0, 0);
    if (result != 0 && result != -22) // EINVAL: an older kernel
        return false;
    struct number_block *begun = (struct number_block *)at;
    begun->image = image - 1;
    begun->sequence = own_block.sequence++;
    begun->pid = (int32_t)raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    __atomic_store_n(&begun->magic, NUMBER_BLOCK_MAGIC, __ATOMIC_RELEASE);
    own_block.at = (uint64_t *)(begun + 1);
    own_block.end = (uint64_t *)(at + NUMBER_BLOCK_BYTES);
    return true;
}

// Room for so many words; NULL: there is none.
static inline uint64_t *room_for(size_t words)
{
    const uint32_t image = leave_image();
    if (unlikely(image != own_block.image)) {
        memset(&own_block, 0, sizeof own_block);
        own_block.image = image;
    }
    if (image == 0 || own_block.full)
        return NULL;
    if (unlikely(own_block.end - own_block.at < (ptrdiff_t)words) && !take_block(image)) {
        own_block.full = true;
        return NULL;
    }
    uint64_t *record = own_block.at;
    own_block.at += words;
    return record;
}

static uint64_t *put_record(uint64_t first, size_t counts, const uint64_t words[NUMBER_WORDS - 1], const void *text,
                            size_t bytes)
{
    uint64_t *record = room_for(NUMBER_WORDS + counts + number_text_words(bytes));
    if (!record)
        return NULL;
    record[1] = words[0];
    record[2] = words[1];
    record[3] = words[2];
    if (bytes > 0)
        memcpy(record + NUMBER_WORDS + counts, text, bytes);
    __atomic_store_n(record, first | leave_now() << NUMBER_NS_SHIFT, __ATOMIC_RELEASE);
    return record;
}

uint64_t *leave(enum number_kind kind, unsigned flags, const uint64_t words[NUMBER_WORDS - 1], const void *text,
                size_t bytes)
{
    return put_record(kind | flags, 0, words, text, bytes);
}

void leave_store(unsigned flags, uint64_t ns, const uint64_t words[NUMBER_WORDS - 1])
{
    uint64_t *record = room_for(NUMBER_WORDS);
    if (unlikely(!record)) {
        if (leave_memory)
            atomic_fetch_add_explicit(&leave_memory->dropped, 1, memory_order_relaxed);
        return;
    }
    record[1] = words[0];
    record[2] = words[1];
    record[3] = words[2];
    __atomic_store_n(record, NUMBER_STORE | flags | (ns ? ns : leave_now()) << NUMBER_NS_SHIFT, __ATOMIC_RELEASE);
}

uint64_t *leave_variable(unsigned flags, const uint64_t words[NUMBER_WORDS - 1], const void *text, size_t bytes)
{
    uint64_t *record = put_record(NUMBER_VARIABLE | flags, NUMBER_COUNTS, words, text, bytes);
    return record ? record + NUMBER_WORDS : NULL;
}

void leave_said(const char *text)
{
    static uint64_t said[16]; // by their hash
    const size_t bytes = strnlen(text, NUMBER_TEXT_BYTES_MAX);
    const uint64_t words[NUMBER_WORDS - 1] = { bytes, 0, 0 };
    uint64_t hash = 1;
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (said[i] == hash)
            return;
        if (said[i] == 0) {
            said[i] = hash;
            leave(NUMBER_SAID, 0, words, text, bytes);
            return;
        }
    }
}

void leave_woke(bool is_quiet)
{
    if (leave_memory) {
        atomic_fetch_add(&leave_memory->quiet, is_quiet);
        atomic_fetch_add(&leave_memory->woke, 1);
    }
}
