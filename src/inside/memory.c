// Where a thread's records go: the memory that the supervisor made, found beside the library itself; an image and a thread
// come to their numbers; a thread takes chunk after chunk.
//
// A place is reserved by one instruction that moves the thread's own position on, so that a signal handler comes wholly before
// or wholly after it. A handler that comes while the thread makes a chunk makes one of its own; in the few steps in which the
// thread changes over to a chunk it finds it busy, and what it would have told is counted as dropped.
#include "inside/inside.h"
#include "inside/interpreter.h"
#include "inside/map_left.h"
#include "inside/raw.h"
#include "inside/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define PAGE_BYTES 4096
#define AGAIN_BYTES 96    // interpreter_tell_again takes at most
#define PAGES_POPULATE 23 // MADV_POPULATE_WRITE, Linux 5.14
#define PAGES_WIPE 18     // MADV_WIPEONFORK

_Thread_local struct own own = { .token = UINT64_MAX }; // nobody's

struct wiped inside_wiped WIPED;

static struct left_head *head; // NULL: nothing is recorded
static uint32_t block_count;   // of it are mapped
static _Atomic int begun;

static void tell_image(uint32_t forked);

// ---- the memory -----------------------------------------------------------------------------------------------------

bool inside_path(char *path)
{
    Dl_info info;
    if (dladdr((void *)inside_begin, &info) == 0 || !info.dli_fname)
        return false;
    const size_t bytes = strnlen(info.dli_fname, PATH_BYTES), ending = sizeof LEFT_LIBRARY_ENDING - 1;
    if (bytes <= ending || bytes == PATH_BYTES || strcmp(info.dli_fname + bytes - ending, LEFT_LIBRARY_ENDING) != 0)
        return false;
    memcpy(path, info.dli_fname, bytes - ending);
    path[bytes - ending] = '\0';
    return true;
}

// Of its room for addresses the program keeps seven eighths, where that is limited (ulimit -v): it must not miss what we take.
static uint32_t blocks_within(uint32_t blocks)
{
    struct rlimit room = { .rlim_cur = RLIM_INFINITY };
    const long result = raw_call(SYS_prlimit64, 0, RLIMIT_AS, 0, (long)&room, 0, 0);
    const uint64_t most = room.rlim_cur / 8 / LEFT_BLOCK_BYTES;
    return result == 0 && room.rlim_cur != RLIM_INFINITY && most < blocks ? (uint32_t)most : blocks;
}

static uint64_t bytes_of(const void *first)
{
    const struct left_head *made = first;
    if (made->magic != LEFT_MAGIC)
        return 0;
    block_count = blocks_within(made->blocks);
    return LEFT_HEAD_BYTES + (uint64_t)block_count * LEFT_BLOCK_BYTES;
}

static struct left_head *map_memory(void)
{
    char path[PATH_BYTES];
    struct left_head first;
    return inside_path(path) ? map_left(path, &first, sizeof first, bytes_of) : NULL;
}

bool wipe_on_fork(void *pages, size_t bytes)
{
    return raw_call(SYS_madvise, (long)pages, (long)bytes, PAGES_WIPE, 0, 0, 0) == 0;
}

static void map_all(void)
{
    if (!wipe_on_fork(&inside_wiped, sizeof inside_wiped) || !mutex_begin() || !(head = map_memory()))
        return;
    inside_wiped.image = atomic_fetch_add(&head->images, 1) + 1;
    tell_image(0);
}

void inside_begin(void)
{
    int not_yet = 0;
    const int error = errno;
    if (likely(atomic_load_explicit(&begun, memory_order_relaxed)) ||
        !atomic_compare_exchange_strong(&begun, &not_yet, 1))
        return;
    resolve();
    interpreter_begin();
    map_all();
    errno = error;
}

_Atomic bool inside_shut_off;

void inside_shut(void) { atomic_store(&inside_shut_off, true); }

uint64_t inside_now(void)
{
    struct timespec now;
    if (unlikely(!head || inside_is_shut()))
        return 0;
    real.clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t ns = (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec - head->start_ns;
    return ns < LEFT_NS_MAX ? ns : LEFT_NS_MAX;
}

// ---- chunks ---------------------------------------------------------------------------------------------------------

static struct left_chunk *chunk_at(uint32_t block)
{
    return (struct left_chunk *)((char *)head + LEFT_HEAD_BYTES + (size_t)block * LEFT_BLOCK_BYTES);
}

static uint32_t block_of(const struct left_chunk *chunk)
{
    return (uint32_t)(((const char *)chunk - (const char *)head - LEFT_HEAD_BYTES) / LEFT_BLOCK_BYTES);
}

// Has the pages at hand now, when the system may still refuse them; a page fault would end the program.
static bool populate(const struct left_chunk *chunk, size_t bytes)
{
    const uintptr_t from = (uintptr_t)chunk & ~(uintptr_t)(PAGE_BYTES - 1);
    const long result =
        raw_call(SYS_madvise, (long)from, (long)((uintptr_t)chunk + bytes - from), PAGES_POPULATE, 0, 0, 0);
    return result == 0 || result == -22; // EINVAL: an older kernel
}

// So many blocks that nobody has, or fewer but at least least; 0: there are none. Threads that have a chunk already leave the
// last eighth to those that have none, where the oldest is what is dropped.
static uint32_t take_blocks(uint32_t wanted, uint32_t least, uint32_t *block)
{
    const uint32_t limit = head->keep_newest && own.chunk ? block_count - block_count / 8 : block_count;
    uint32_t next = atomic_load_explicit(&head->next, memory_order_relaxed), count;
    do {
        const uint32_t room = next < limit ? limit - next : 0;
        count = wanted <= room ? wanted : room;
        if (count < least || count == 0)
            return 0;
    } while (!atomic_compare_exchange_weak(&head->next, &next, next + count));
    *block = next;
    return count;
}

static void be_busy(bool busy)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.busy = busy;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void use_chunk(struct left_chunk *chunk)
{
    if (own.chunk && own.chunk != chunk)
        own.chunk->next = block_of(chunk);
    own.chunk = chunk;
    if (!own.oldest)
        own.oldest = chunk;
    atomic_store_explicit(&chunk->sequence, ++own.sequence, memory_order_release);
    own.at = (char *)(chunk + 1); // a handler between these two finds no room yet
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.end = (char *)chunk + chunk->bytes;
}

static bool new_chunk(size_t bytes)
{
    const uint32_t least = (uint32_t)((sizeof(struct left_chunk) + bytes + LEFT_BLOCK_BYTES - 1) / LEFT_BLOCK_BYTES);
    const uint32_t grown = own.sequence < 6 ? 1u << own.sequence : LEFT_CHUNK_BLOCKS_MAX;
    uint32_t block;
    const uint32_t count = take_blocks(grown < least ? least : grown, least, &block);
    if (count == 0)
        return false;
    struct left_chunk *chunk = chunk_at(block);
    if (!populate(chunk, (size_t)count * LEFT_BLOCK_BYTES))
        return false;
    chunk->bytes = count * LEFT_BLOCK_BYTES;
    chunk->thread = own.thread;
    chunk->image = own.image - 1;
    chunk->pid = (int32_t)raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    chunk->tid = (int32_t)own.tid;
    __atomic_store_n(&chunk->magic, LEFT_CHUNK_MAGIC, __ATOMIC_RELEASE);
    be_busy(true);
    use_chunk(chunk);
    be_busy(false);
    return true;
}

static uint64_t events_in(const struct left_chunk *chunk)
{
    const uint64_t *word = (const uint64_t *)(chunk + 1), *end = (const uint64_t *)((const char *)chunk + chunk->bytes);
    uint64_t events = 0;
    while (word + LEFT_SHORT_WORDS <= end) {
        const unsigned words = left_words(word[0], word[1]);
        if (words <= (unsigned)(end - word))
            events += left_events(word[0], words > 2 ? word[2] : 0);
        word += words;
    }
    return events;
}

// Throws away the thread's oldest records.
static bool renew_oldest(size_t bytes)
{
    struct left_chunk *chunk = own.oldest;
    if (!head->keep_newest || !chunk || chunk->bytes < sizeof *chunk + bytes)
        return false;
    be_busy(true);
    own.oldest = chunk == own.chunk ? chunk : chunk_at(chunk->next);
    own.token += UINT64_C(1) << 32; // what slots point to may be gone
    for (int i = 0; i < HOLDS_MAX; i++)
        own.hold[i].turn = NULL;
    atomic_store_explicit(&chunk->sequence, 0, memory_order_relaxed);
    atomic_store_explicit(&chunk->dropped,
                          atomic_load_explicit(&chunk->dropped, memory_order_relaxed) + events_in(chunk),
                          memory_order_release);
    memset(chunk + 1, 0, chunk->bytes - sizeof *chunk);
    use_chunk(chunk);
    be_busy(false);
    return true;
}

// ---- a place for a record -------------------------------------------------------------------------------------------

// The thread is new, or all of its process is: the child of a fork, which is told in its first record.
static bool know_oneself(void)
{
    const bool forked = inside_wiped.image == 0;
    if (forked)
        inside_wiped.image = atomic_fetch_add(&head->images, 1) + 1;
    own.image = inside_wiped.image;
    own.tid = (uint32_t)raw_call(SYS_gettid, 0, 0, 0, 0, 0, 0);
    own.thread = atomic_fetch_add(&head->threads, 1) + 1;
    own.token = own.thread;
    own.chunk = own.oldest = NULL;
    own.at = own.end = NULL;
    own.sequence = 0;
    own.pass = NULL;
    own.holds = own.holds_told = 0;
    own.wait.frame = NULL;
    return forked;
}

static void tell_image(uint32_t forked)
{
    put(LEFT_IMAGE, number((uint64_t)raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0)), forked);
}

static bool renew(size_t bytes)
{
    bool forked = false;
    if (unlikely(!head)) // a library's constructor comes before ours
        inside_begin();
    if (!head || own.busy || own.vforked || inside_is_shut())
        return false;
    if (!is_known()) {
        be_busy(true);
        forked = know_oneself();
        be_busy(false);
    }
    if (new_chunk(bytes)) {
        if (forked)
            tell_image(1);
        return true;
    }
    if (!renew_oldest(bytes))
        return false;
    // A lock of an interpreter is known by what is told early: who made threads while having it. That may be gone now.
    if ((size_t)(own.end - own.at) >= bytes + AGAIN_BYTES)
        interpreter_tell_again();
    return true;
}

bool inside_is_on(void)
{
    if (unlikely(!head))
        inside_begin();
    if (head && inside_wiped.image == 0)
        renew(LEFT_SHORT_WORDS * sizeof(uint64_t));
    return head != NULL;
}

static void drop(unsigned events)
{
    if (!head || own.vforked)
        return;
    const bool mine = own.chunk && is_known();
    atomic_fetch_add_explicit(mine ? &own.chunk->dropped : &head->lost, events, memory_order_relaxed);
}

// Moves the thread's position on, in one instruction.
static inline char *move_on(size_t bytes)
{
#if defined(__x86_64__)
    uint64_t at = bytes;
    __asm__ volatile("xaddq %0, %1" : "+r"(at), "+m"(own.at) : : "cc", "memory");
    return (char *)at;
#else
    return (char *)__atomic_fetch_add((uintptr_t *)&own.at, bytes, __ATOMIC_RELAXED);
#endif
}

uint64_t *record_begin_bare(unsigned words, unsigned events)
{
    const size_t bytes = words * sizeof(uint64_t);
    for (;;) {
        if (is_known() && likely(!own.vforked && !inside_is_shut())) {
            char *at = move_on(bytes);
            if (likely(at + bytes <= own.end)) {
                record_end((uint64_t *)at, left_pending(words));
                return (uint64_t *)at;
            }
        }
        if (!renew(bytes)) {
            drop(events);
            return NULL;
        }
    }
}
