// Atomic operations on 16 bytes: two words at once, whose turns are both taken while it is done. All of them are made of the one
// that processors have, compare and exchange.
#include "inside/hooks/atomic.h"
#include "inside/hooks/clock.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/region.h"
#include "inside/hooks/turn.h"

typedef unsigned __int128 wide;

// What was there.
// NOLINTNEXTLINE(readability-non-const-parameter): it is written to
static wide exchange_if(volatile wide *at, wide expected, wide value)
{
#if defined(__x86_64__)
    uint64_t low = (uint64_t)expected, high = (uint64_t)(expected >> 64);
    __asm__ volatile("lock cmpxchg16b %2"
                     : "+a"(low), "+d"(high), "+m"(*at)
                     : "b"((uint64_t)value), "c"((uint64_t)(value >> 64))
                     : "cc", "memory");
    return (wide)high << 64 | low;
#else
    return __sync_val_compare_and_swap(at, expected, value);
#endif
}

enum what {
    LOAD,
    STORE,
    EXCHANGE,
    ADD,
    SUB,
    AND,
    OR,
    XOR,
    NAND
};

static wide made(enum what what, wide before, wide value)
{
    switch (what) {
    case LOAD:
        return before;
    case ADD:
        return before + value;
    case SUB:
        return before - value;
    case AND:
        return before & value;
    case OR:
        return before | value;
    case XOR:
        return before ^ value;
    case NAND:
        return ~(before & value);
    default:
        return value;
    }
}

static wide change(volatile wide *at, enum what what, wide value)
{
    wide before = 0, seen;
    while ((seen = exchange_if(at, before, made(what, before, value))) != before)
        before = seen;
    return before;
}

// ---- around it ------------------------------------------------------------------------------------------------------

struct both {
    struct task *task; // NULL: nothing is watched
    struct atomic half[2];
};

static void begin(struct both *both, const volatile wide *at, int kind, int order, uintptr_t place)
{
    both->task = hook_enter();
    if (!both->task)
        return;
    turns_settle(both->task);
    for (unsigned i = 0; i < 2; i++) {
        both->half[i].kind = kind;
        both->half[i].order = order;
        atomic_take(&both->half[i], both->task, (uintptr_t)at + i * WORD_BYTES, WORD_BYTES, place);
    }
}

static void end(struct both *both, bool done, uintptr_t place)
{
    if (!both->task)
        return;
    for (int i = 1; i >= 0; i--)
        atomic_give(&both->half[i], done);
    hook_leave(both->task, place);
}

static wide do_wide(volatile wide *at, enum what what, wide value, int kind, int order, uintptr_t place)
{
    struct both both;
    begin(&both, at, kind, order, place);
    const wide before = change(at, what, value);
    end(&both, true, place);
    return before;
}

static int compare_wide(volatile wide *at, wide *expected, wide value, int order, uintptr_t place)
{
    struct both both;
    begin(&both, at, TOUCH_ATOMIC_BOTH, order, place);
    const wide before = exchange_if(at, *expected, value);
    const bool done = before == *expected;
    end(&both, done, place);
    *expected = before;
    return done;
}

// ---- the hooks ------------------------------------------------------------------------------------------------------

#define PLACE ((uintptr_t)__builtin_return_address(0))

HOOK wide __tsan_atomic128_load(const volatile wide *at, int order);
HOOK void __tsan_atomic128_store(volatile wide *at, wide value, int order);
HOOK int __tsan_atomic128_compare_exchange_strong(volatile wide *at, wide *expected, wide value, int order,
                                                  int failure);
HOOK int __tsan_atomic128_compare_exchange_weak(volatile wide *at, wide *expected, wide value, int order, int failure);
HOOK wide __tsan_atomic128_compare_exchange_val(volatile wide *at, wide expected, wide value, int order, int failure);

wide __tsan_atomic128_load(const volatile wide *at, int order)
{
    return do_wide((volatile wide *)at, LOAD, 0, TOUCH_ATOMIC_LOAD, order, PLACE);
}

void __tsan_atomic128_store(volatile wide *at, wide value, int order)
{
    do_wide(at, STORE, value, TOUCH_ATOMIC_STORE, order, PLACE);
}

int __tsan_atomic128_compare_exchange_strong(volatile wide *at, wide *expected, wide value, int order, int failure)
{
    (void)failure;
    return compare_wide(at, expected, value, order, PLACE);
}

int __tsan_atomic128_compare_exchange_weak(volatile wide *at, wide *expected, wide value, int order, int failure)
{
    (void)failure;
    return compare_wide(at, expected, value, order, PLACE);
}

wide __tsan_atomic128_compare_exchange_val(volatile wide *at, wide expected, wide value, int order, int failure)
{
    (void)failure;
    compare_wide(at, &expected, value, order, PLACE);
    return expected;
}

#define CHANGE(name, what)                                                                                             \
    HOOK wide __tsan_atomic128_##name(volatile wide *at, wide value, int order);                                       \
    wide __tsan_atomic128_##name(volatile wide *at, wide value, int order)                                             \
    {                                                                                                                  \
        return do_wide(at, what, value, TOUCH_ATOMIC_BOTH, order, PLACE);                                              \
    }
CHANGE(exchange, EXCHANGE)
CHANGE(fetch_add, ADD)
CHANGE(fetch_sub, SUB)
CHANGE(fetch_and, AND)
CHANGE(fetch_or, OR)
CHANGE(fetch_xor, XOR)
CHANGE(fetch_nand, NAND)
