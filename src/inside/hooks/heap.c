// The heap's functions, in front of the real ones. What is given back is forgotten by the hooks: what comes to lie there is new.
//
// Where an object begins stands in a map of the memory: 4 bytes for each 16 of it, in pieces that are made when they are first
// needed. There stand the number of the chain of calls that allocated it and its size. So an allocation costs one more store, and finding
// the object around an address goes backwards from there to where one begins. Only variables ask. The child of a fork, whose heap
// is as its parent's was, has a copy of the map (region.h).
#include "inside/hooks/heap.h"

#include "inside/hooks/books.h"
#include "inside/hooks/chains.h"
#include "inside/hooks/handed.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/region.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/wide.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

enum {
    GRAIN_BYTES = 16,
    PIECE_BITS = 30,
    PIECES = 1 << (47 - PIECE_BITS),
    PIECE_GRAINS = (1 << PIECE_BITS) / GRAIN_BYTES,
    EXACT_BYTES = 1 << 16,
    LARGE_BYTES = 1 << 20, // stand in a list of their own
    LARGE_MAX = 4096,
    HANDED_BYTES = 1 << 14, // words of objects of that size are handed on (handed.h)
};

#define ROUNDED (UINT32_C(1) << 31)

struct large {
    _Atomic uintptr_t at; // 0: free
    size_t bytes;
    uint32_t chain;
};

struct heap {
    uint32_t *_Atomic piece[PIECES];
    _Atomic uint32_t large_count; // looked through so far
    struct large large[LARGE_MAX];
};

static struct heap *heap(void) { return root_make(ROOT_HEAP, sizeof(struct heap)); }

// ---- the map --------------------------------------------------------------------------------------------------------

static uint32_t *grain_of(struct heap *all, uintptr_t address, bool make)
{
    uint32_t *_Atomic *piece = &all->piece[address >> PIECE_BITS & (PIECES - 1)];
    uint32_t *at = atomic_load_explicit(piece, memory_order_acquire), *made = NULL;
    if (!at && make && (made = kept_take(PIECE_GRAINS * sizeof(uint32_t))))
        at = atomic_compare_exchange_strong(piece, &at, made) ? made : at;
    return at ? &at[address / GRAIN_BYTES % PIECE_GRAINS] : NULL;
}

static void note_large(struct heap *all, uintptr_t address, size_t bytes, uint32_t chain)
{
    for (uint32_t i = 0; i < LARGE_MAX; i++) {
        uintptr_t nothing = 0;
        if (atomic_load_explicit(&all->large[i].at, memory_order_relaxed) != 0 ||
            !atomic_compare_exchange_strong(&all->large[i].at, &nothing, address))
            continue;
        all->large[i].bytes = bytes;
        all->large[i].chain = chain;
        if (atomic_load(&all->large_count) <= i)
            atomic_store(&all->large_count, i + 1);
        return;
    }
}

static void forget_large(struct heap *all, uintptr_t address)
{
    const uint32_t count = atomic_load(&all->large_count);
    for (uint32_t i = 0; i < count; i++) {
        uintptr_t there = address;
        if (atomic_compare_exchange_strong(&all->large[i].at, &there, 0))
            return;
    }
}

// The size of what is small is exact, of what is not a multiple of 16.
static uint32_t mark_of(uint32_t chain, size_t bytes)
{
    return bytes < EXACT_BYTES ? chain << 16 | (uint32_t)bytes
                               : ROUNDED | chain << 16 | (uint32_t)((bytes + GRAIN_BYTES - 1) / GRAIN_BYTES);
}

static size_t bytes_of(uint32_t mark) { return (size_t)(mark & 0xffff) * (mark & ROUNDED ? GRAIN_BYTES : 1); }
static uint32_t chain_of(uint32_t mark) { return mark >> 16 & (CHAINS_MAX - 1); }

static void note(void *object, size_t bytes, uintptr_t place)
{
    struct heap *all = object && hooks_are_on() ? heap() : NULL;
    if (!all)
        return;
    const uintptr_t address = (uintptr_t)object;
    const uint32_t number = chain_here(place);
    if (bytes >= HANDED_BYTES)
        handed_memory(address, bytes, true);
    if (bytes >= LARGE_BYTES) {
        note_large(all, address, bytes, number);
        return;
    }
    uint32_t *grain = grain_of(all, address, true);
    if (grain)
        __atomic_store_n(grain, mark_of(number, bytes), __ATOMIC_RELAXED);
}

// Before it is given back.
static void forget(void *object)
{
    struct heap *all = object && hooks_are_on() ? root_of(ROOT_HEAP) : NULL;
    if (!object || !hooks_are_on())
        return;
    const size_t bytes = malloc_usable_size(object);
    forget_wide((uintptr_t)object, bytes);
    if (bytes >= HANDED_BYTES)
        handed_memory((uintptr_t)object, bytes, false);
    uint32_t *grain = all ? grain_of(all, (uintptr_t)object, false) : NULL;
    if (grain)
        __atomic_store_n(grain, 0, __ATOMIC_RELAXED);
    if (all && bytes >= LARGE_BYTES)
        forget_large(all, (uintptr_t)object);
}

static bool find_large(struct heap *all, uintptr_t address, struct heap_object *found)
{
    const uint32_t count = atomic_load(&all->large_count);
    for (uint32_t i = 0; i < count; i++) {
        const struct large *large = &all->large[i];
        const uintptr_t at = atomic_load(&large->at);
        if (at != 0 && address >= at && address < at + large->bytes) {
            *found = (struct heap_object){ at, large->bytes, chain_place(large->chain), large->chain };
            return true;
        }
    }
    return false;
}

bool heap_find(uintptr_t address, struct heap_object *found)
{
    struct heap *all = root_of(ROOT_HEAP);
    if (!all)
        return false;
    uintptr_t at = address & ~(uintptr_t)(GRAIN_BYTES - 1);
    for (uint32_t i = 0; i <= LARGE_BYTES / GRAIN_BYTES && at != 0; i++, at -= GRAIN_BYTES) {
        const uint32_t *grain = grain_of(all, at, false);
        const uint32_t seen = grain ? __atomic_load_n(grain, __ATOMIC_RELAXED) : 0;
        if (!grain)
            break;
        if (seen == 0)
            continue;
        *found = (struct heap_object){ at, bytes_of(seen), chain_place(chain_of(seen)), chain_of(seen) };
        return address < at + found->bytes || find_large(all, address, found);
    }
    return find_large(all, address, found);
}

// ---- the functions --------------------------------------------------------------------------------------------------

static struct {
    __typeof__(malloc) *malloc;
    __typeof__(calloc) *calloc;
    __typeof__(realloc) *realloc;
    __typeof__(free) *free;
    __typeof__(aligned_alloc) *aligned_alloc;
    __typeof__(memalign) *memalign;
    __typeof__(posix_memalign) *posix_memalign;
    __typeof__(valloc) *valloc;
    __typeof__(pvalloc) *pvalloc;
    void *(*make)(size_t), *(*make_array)(size_t); // C++'s new, and new[]
    void *(*make_quietly)(size_t, const void *), *(*make_array_quietly)(size_t, const void *);
    void *(*make_aligned)(size_t, size_t), *(*make_array_aligned)(size_t, size_t);
} real;

// libc's own, as long as ours are looked for.
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *object, size_t bytes);
void __libc_free(void *object);

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static void resolve(void)
{
    static _Atomic uint32_t begun;
    if (atomic_exchange(&begun, 1) != 0)
        return;
    real.calloc = (__typeof__(real.calloc))next("calloc");
    real.realloc = (__typeof__(real.realloc))next("realloc");
    real.free = (__typeof__(real.free))next("free");
    real.aligned_alloc = (__typeof__(real.aligned_alloc))next("aligned_alloc");
    real.memalign = (__typeof__(real.memalign))next("memalign");
    real.posix_memalign = (__typeof__(real.posix_memalign))next("posix_memalign");
    real.valloc = (__typeof__(real.valloc))next("valloc");
    real.pvalloc = (__typeof__(real.pvalloc))next("pvalloc");
    real.make = (__typeof__(real.make))next("_Znwm");
    real.make_array = (__typeof__(real.make_array))next("_Znam");
    real.make_quietly = (__typeof__(real.make_quietly))next("_ZnwmRKSt9nothrow_t");
    real.make_array_quietly = (__typeof__(real.make_array_quietly))next("_ZnamRKSt9nothrow_t");
    real.make_aligned = (__typeof__(real.make_aligned))next("_ZnwmSt11align_val_t");
    real.make_array_aligned = (__typeof__(real.make_array_aligned))next("_ZnamSt11align_val_t");
    __atomic_store_n(&real.malloc, (__typeof__(real.malloc))next("malloc"), __ATOMIC_RELEASE);
}

// The real function of that name; libc's own while we look for it.
#define REAL(name) (likely(__atomic_load_n(&real.malloc, __ATOMIC_ACQUIRE) != NULL) ? (void)0 : resolve(), real.name)
#define OR_LIBC(name) (REAL(name) ? real.name : __libc_##name)

#define PLACE ((uintptr_t)__builtin_return_address(0))

// Where C++'s new was called, while it calls malloc.
static _Thread_local uintptr_t outer_place __attribute__((tls_model("initial-exec")));

static uintptr_t place_taken(uintptr_t place)
{
    const uintptr_t taken = outer_place ? outer_place : place;
    outer_place = 0;
    return taken;
}

HOOK void *malloc(size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    void *object = OR_LIBC(malloc)(bytes);
    note(object, bytes, place);
    return object;
}

HOOK void *calloc(size_t count, size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    void *object = OR_LIBC(calloc)(count, bytes);
    note(object, count * bytes, place);
    return object;
}

// Until libc says otherwise the object may be given back.
HOOK void *realloc(void *object, size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    forget(object);
    void *moved = OR_LIBC(realloc)(object, bytes);
    if (moved || bytes > 0)
        note(moved ? moved : object, moved || !object ? bytes : malloc_usable_size(object), place);
    return moved;
}

HOOK void *reallocarray(void *object, size_t count, size_t bytes)
{
    size_t all;
    if (__builtin_mul_overflow(count, bytes, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    outer_place = PLACE;
    return realloc(object, all);
}

HOOK void free(void *object)
{
    forget(object);
    OR_LIBC(free)(object);
}

HOOK void *aligned_alloc(size_t alignment, size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    void *object = REAL(aligned_alloc)(alignment, bytes);
    note(object, bytes, place);
    return object;
}

HOOK void *memalign(size_t alignment, size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    void *object = REAL(memalign)(alignment, bytes);
    note(object, bytes, place);
    return object;
}

HOOK int posix_memalign(void **object, size_t alignment, size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    const int error = REAL(posix_memalign)(object, alignment, bytes);
    if (error == 0)
        note(*object, bytes, place);
    return error;
}

HOOK void *valloc(size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    void *object = REAL(valloc)(bytes);
    note(object, bytes, place);
    return object;
}

HOOK void *pvalloc(size_t bytes)
{
    const uintptr_t place = place_taken(PLACE);
    hooks_settle();
    void *object = REAL(pvalloc)(bytes);
    note(object, bytes, place);
    return object;
}

// ---- C++ ------------------------------------------------------------------------------------------------------------
// Its operators call malloc, whose place would be theirs. They throw, through here, where there is no memory.

HOOK void *_Znwm(size_t bytes);
HOOK void *_Znam(size_t bytes);
HOOK void *_ZnwmRKSt9nothrow_t(size_t bytes, const void *quietly);
HOOK void *_ZnamRKSt9nothrow_t(size_t bytes, const void *quietly);
HOOK void *_ZnwmSt11align_val_t(size_t bytes, size_t alignment);
HOOK void *_ZnamSt11align_val_t(size_t bytes, size_t alignment);

void *_Znwm(size_t bytes)
{
    outer_place = PLACE;
    return REAL(make)(bytes);
}

void *_Znam(size_t bytes)
{
    outer_place = PLACE;
    return REAL(make_array)(bytes);
}

void *_ZnwmRKSt9nothrow_t(size_t bytes, const void *quietly)
{
    outer_place = PLACE;
    return REAL(make_quietly)(bytes, quietly);
}

void *_ZnamRKSt9nothrow_t(size_t bytes, const void *quietly)
{
    outer_place = PLACE;
    return REAL(make_array_quietly)(bytes, quietly);
}

void *_ZnwmSt11align_val_t(size_t bytes, size_t alignment)
{
    outer_place = PLACE;
    return REAL(make_aligned)(bytes, alignment);
}

void *_ZnamSt11align_val_t(size_t bytes, size_t alignment)
{
    outer_place = PLACE;
    return REAL(make_array_aligned)(bytes, alignment);
}
