#include "inside/hooks/books.h"

#include "inside/hooks/hooks.h"
#include "inside/raw.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum {
    PAGE_BYTES = 4096,
    PATH_BYTES = 4096,
    NO_DUMP = 16,  // MADV_DONTDUMP
    POPULATE = 23, // MADV_POPULATE_WRITE, Linux 5.14
    EINVAL_CODE = -22,
    READY_BLOCKS = (256 << 10) / BOOKS_BLOCK_BYTES, // pages are had so many at a time
};

struct books_head *books_head;

// The library's own path, as it was loaded, with its name replaced.
static bool memory_path(char path[PATH_BYTES])
{
    Dl_info info;
    if (dladdr((void *)books_begin, &info) == 0 || !info.dli_fname)
        return false;
    const char *name = strrchr(info.dli_fname, '/');
    const size_t folder = name ? (size_t)(name + 1 - info.dli_fname) : 0;
    if (folder == 0 || folder + sizeof BOOKS_MEMORY_NAME > PATH_BYTES)
        return false;
    memcpy(path, info.dli_fname, folder);
    memcpy(path + folder, BOOKS_MEMORY_NAME, sizeof BOOKS_MEMORY_NAME);
    return true;
}

static bool failed(long result) { return result < 0 && result > -PAGE_BYTES; }

bool books_begin(void)
{
    char path[PATH_BYTES];
    struct books_head first = { 0 };
    if (!memory_path(path))
        return false;
    const long file = raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0, 0, 0);
    if (failed(file))
        return false;
    long at = -1;
    if (raw_call(SYS_pread64, file, (long)&first, sizeof first, 0, 0, 0) == (long)sizeof first &&
        first.magic == BOOKS_MAGIC) {
        const long bytes = BOOKS_HEAD_BYTES + (long)first.blocks * BOOKS_BLOCK_BYTES;
        at = raw_call(SYS_mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
        if (!failed(at))
            raw_call(SYS_madvise, at, bytes, NO_DUMP, 0, 0, 0);
    }
    raw_call(SYS_close, file, 0, 0, 0, 0, 0);
    if (failed(at))
        return false;
    books_head = (struct books_head *)at; // NOLINT(performance-no-int-to-ptr)
    return true;
}

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
