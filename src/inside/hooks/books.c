#include "inside/hooks/books.h"

#include "inside/hooks/hooks.h"
#include "inside/layout.h"
#include "inside/listen.h"
#include "inside/map_left.h"
#include "inside/raw.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#pragma weak raceledger_listen // NULL where the preloaded library is not there

enum {
    PAGE_BYTES = 4096,
    PATH_BYTES = 4096,
    POPULATE = 23, // MADV_POPULATE_WRITE, Linux 5.14
    EINVAL_CODE = -22,
    READY_BLOCKS = (256 << 10) / BOOKS_BLOCK_BYTES, // pages are had so many at a time
};

struct books_head *books_head;

// ---- finding it -----------------------------------------------------------------------------------------------------

// The path of a library as it was loaded, without so much of its end, and with another end.
static bool path_beside(const void *in_library, const char *without, const char *with, char path[PATH_BYTES])
{
    Dl_info info;
    if (dladdr(in_library, &info) == 0 || !info.dli_fname)
        return false;
    const size_t whole = strnlen(info.dli_fname, PATH_BYTES), less = strlen(without), more = strlen(with);
    if (whole == PATH_BYTES || whole < less || strcmp(info.dli_fname + whole - less, without) != 0 ||
        whole - less + more >= PATH_BYTES)
        return false;
    memcpy(path, info.dli_fname, whole - less);
    memcpy(path + whole - less, with, more + 1);
    return true;
}

// In the folder that the library was loaded from, under whichever name.
static bool path_in_folder(char path[PATH_BYTES])
{
    Dl_info info;
    const char *slash = dladdr((void *)books_begin, &info) != 0 && info.dli_fname ? strrchr(info.dli_fname, '/') : NULL;
    return slash && path_beside((void *)books_begin, slash + 1, BOOKS_MEMORY_NAME, path);
}

// Where the program was linked with the library itself (raceledger cc) and was run by another one, which hears nothing: a shell,
// make, a script.
static bool path_by_preload(char path[PATH_BYTES])
{
    return raceledger_listen &&
           path_beside((void *)raceledger_listen, LEFT_LIBRARY_ENDING, BOOKS_FOLDER_ENDING "/" BOOKS_MEMORY_NAME, path);
}

static uint64_t bytes_of(const void *first)
{
    const struct books_head *head = first;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): who maps it has read it
    return head->magic == BOOKS_MAGIC ? BOOKS_HEAD_BYTES + (uint64_t)head->blocks * BOOKS_BLOCK_BYTES : 0;
}

static bool map_at(const char *path)
{
    struct books_head first;
    books_head = map_left(path, &first, sizeof first, bytes_of);
    return books_head != NULL;
}

bool books_begin(void)
{
    char path[PATH_BYTES];
    return (path_in_folder(path) && map_at(path)) || (path_by_preload(path) && map_at(path));
}

// ---- blocks ---------------------------------------------------------------------------------------------------------

// Has the pages at hand before anything is written there, when the system may still refuse them: a page fault would end the
// program. Several threads may do the same at once.
static bool make_ready(uint32_t end)
{
    uint32_t ready = atomic_load_explicit(&books_head->ready, memory_order_acquire);
    while (ready < end) {
        uint32_t wanted = end - ready > READY_BLOCKS ? end : ready + READY_BLOCKS;
        if (wanted > books_head->blocks)
            wanted = books_head->blocks;
        const uintptr_t from = (uintptr_t)books_head + BOOKS_HEAD_BYTES + (uintptr_t)ready * BOOKS_BLOCK_BYTES;
        const uintptr_t to = (uintptr_t)books_head + BOOKS_HEAD_BYTES + (uintptr_t)wanted * BOOKS_BLOCK_BYTES;
        const uintptr_t page = from & ~(uintptr_t)(PAGE_BYTES - 1);
        const long result = raw_call(SYS_madvise, (long)page, (long)(to - page), POPULATE, 0, 0, 0);
        if (result != 0 && result != EINVAL_CODE)
            return false;
        if (atomic_compare_exchange_strong(&books_head->ready, &ready, wanted))
            ready = wanted;
    }
    return true;
}

void *books_take(size_t bytes)
{
    const uint32_t count = books_blocks((uint32_t)bytes);
    uint32_t next = atomic_load_explicit(&books_head->next, memory_order_relaxed);
    do
        if (next > books_head->blocks || books_head->blocks - next < count) {
            atomic_fetch_add(&books_head->dropped, 1);
            return NULL;
        }
    while (!atomic_compare_exchange_weak(&books_head->next, &next, next + count));
    if (!make_ready(next + count)) {
        atomic_fetch_add(&books_head->dropped, 1);
        return NULL;
    }
    struct books_block *block =
        (struct books_block *)((char *)books_head + BOOKS_HEAD_BYTES + (size_t)next * BOOKS_BLOCK_BYTES);
    block->bytes = (uint32_t)bytes;
    return block;
}

void books_publish(void *block, uint32_t kind)
{
    atomic_store_explicit(&((struct books_block *)block)->kind, kind, memory_order_release);
}

uint64_t books_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec - books_head->start_ns;
}
