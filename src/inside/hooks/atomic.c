// Atomic operations: the hook does them itself, within the word's turn, as strongly ordered as there is. Their words are watched from
// the first time on, whoever touches them, since what they put in order may not be missed. What a header's function has done (all
// of std::atomic) is told with the chain of its callers.
#include "inside/hooks/atomic.h"

#include "inside/hooks/chains.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/range.h"
#include "inside/hooks/shadow.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"
#include "inside/hooks/word.h"

void atomic_take(struct atomic *atomic, struct task *task, uintptr_t address, unsigned bytes, uintptr_t place)
{
    atomic->task = task;
    atomic->address = address;
    atomic->cell = NULL;
    const uintptr_t whole = place | (uintptr_t)chain_of_header(task, place) << BOOKS_CHAIN_SHIFT;
    struct cell *cell =
        address % bytes == 0 ? word_take(task, address, bytes_mask(address, bytes), WORD_ATOMIC, place) : NULL;
    struct variable *variable = cell ? variable_of(task, cell, address, bytes, false) : NULL;
    if (variable && variable_atomic_begin(task, &atomic->turn, variable, whole, atomic->kind))
        atomic->cell = cell;
    else if (cell)
        word_abandon(cell);
    if (!atomic->cell)
        clock_atomic_before(&task->clocks, shared_object(address), (enum touch_kind)atomic->kind, atomic->order);
}

void atomic_give(struct atomic *atomic, bool done)
{
    const enum touch_kind kind = done ? (enum touch_kind)atomic->kind : TOUCH_ATOMIC_LOAD;
    if (!atomic->cell) {
        clock_atomic_after(&atomic->task->clocks, shared_object(atomic->address), kind, atomic->order);
        return;
    }
    variable_atomic_end(&atomic->turn, atomic->kind, atomic->order, done);
    clock_atomic_done(&atomic->task->clocks, shared_object(atomic->address), kind, atomic->order);
    turn_give(atomic->cell);
}

static void atomic_begin(struct atomic *atomic, volatile void *at, unsigned bytes, uintptr_t place)
{
    struct task *task = hook_enter();
    atomic->task = task;
    if (!task)
        return;
    turns_settle(task);
    atomic_take(atomic, task, (uintptr_t)at, bytes, place);
}

static void atomic_end(struct atomic *atomic, bool done, uintptr_t place)
{
    if (!atomic->task)
        return;
    atomic_give(atomic, done);
    hook_leave(atomic->task, place);
}

#define PLACE ((uintptr_t)__builtin_return_address(0))
#define BEGIN(kind_, bits, order)                                                                                      \
    struct atomic atomic = { .kind = (kind_), .order = (order) };                                                      \
    atomic_begin(&atomic, (volatile void *)at, (bits) / 8, PLACE)
#define END(done) atomic_end(&atomic, done, PLACE)

#define FETCH(bits, type, what)                                                                                        \
    HOOK type __tsan_atomic##bits##_fetch_##what(volatile type *at, type value, int order);                            \
    type __tsan_atomic##bits##_fetch_##what(volatile type *at, type value, int order)                                  \
    {                                                                                                                  \
        BEGIN(TOUCH_ATOMIC_BOTH, bits, order);                                                                         \
        const type before = __atomic_fetch_##what(at, value, __ATOMIC_SEQ_CST);                                        \
        END(true);                                                                                                     \
        return before;                                                                                                 \
    }

#define ATOMIC(bits, type)                                                                                             \
    HOOK type __tsan_atomic##bits##_load(const volatile type *at, int order);                                          \
    HOOK void __tsan_atomic##bits##_store(volatile type *at, type value, int order);                                   \
    HOOK type __tsan_atomic##bits##_exchange(volatile type *at, type value, int order);                                \
    HOOK int __tsan_atomic##bits##_compare_exchange_strong(volatile type *at, type *expected, type value, int order,   \
                                                           int failure);                                               \
    HOOK int __tsan_atomic##bits##_compare_exchange_weak(volatile type *at, type *expected, type value, int order,     \
                                                         int failure);                                                 \
    HOOK type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected, type value, int order,      \
                                                         int failure);                                                 \
    type __tsan_atomic##bits##_load(const volatile type *at, int order)                                                \
    {                                                                                                                  \
        BEGIN(TOUCH_ATOMIC_LOAD, bits, order);                                                                         \
        const type value = __atomic_load_n(at, __ATOMIC_SEQ_CST);                                                      \
        END(true);                                                                                                     \
        return value;                                                                                                  \
    }                                                                                                                  \
    void __tsan_atomic##bits##_store(volatile type *at, type value, int order)                                         \
    {                                                                                                                  \
        BEGIN(TOUCH_ATOMIC_STORE, bits, order);                                                                        \
        __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                                                 \
        END(true);                                                                                                     \
    }                                                                                                                  \
    type __tsan_atomic##bits##_exchange(volatile type *at, type value, int order)                                      \
    {                                                                                                                  \
        BEGIN(TOUCH_ATOMIC_BOTH, bits, order);                                                                         \
        const type before = __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST);                                          \
        END(true);                                                                                                     \
        return before;                                                                                                 \
    }                                                                                                                  \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile type *at, type *expected, type value, int order,        \
                                                      int failure)                                                     \
    {                                                                                                                  \
        (void)failure;                                                                                                 \
        BEGIN(TOUCH_ATOMIC_BOTH, bits, order);                                                                         \
        const bool done = __atomic_compare_exchange_n(at, expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
        END(done);                                                                                                     \
        return done;                                                                                                   \
    }                                                                                                                  \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile type *at, type *expected, type value, int order,          \
                                                    int failure)                                                       \
    {                                                                                                                  \
        (void)failure;                                                                                                 \
        BEGIN(TOUCH_ATOMIC_BOTH, bits, order);                                                                         \
        const bool done = __atomic_compare_exchange_n(at, expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
        END(done);                                                                                                     \
        return done;                                                                                                   \
    }                                                                                                                  \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected, type value, int order,           \
                                                    int failure)                                                       \
    {                                                                                                                  \
        (void)failure;                                                                                                 \
        BEGIN(TOUCH_ATOMIC_BOTH, bits, order);                                                                         \
        const bool done =                                                                                              \
            __atomic_compare_exchange_n(at, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);              \
        END(done);                                                                                                     \
        return expected;                                                                                               \
    }                                                                                                                  \
    FETCH(bits, type, add)                                                                                             \
    FETCH(bits, type, sub)                                                                                             \
    FETCH(bits, type, and)                                                                                             \
    FETCH(bits, type, or)                                                                                              \
    FETCH(bits, type, xor)                                                                                             \
    FETCH(bits, type, nand)

ATOMIC(8, uint8_t)   // NOLINT(readability-non-const-parameter)
ATOMIC(16, uint16_t) // NOLINT(readability-non-const-parameter)
ATOMIC(32, uint32_t) // NOLINT(readability-non-const-parameter)
ATOMIC(64, uint64_t) // NOLINT(readability-non-const-parameter)

HOOK void __tsan_atomic_thread_fence(int order);
HOOK void __tsan_atomic_signal_fence(int order);

void __tsan_atomic_thread_fence(int order)
{
    struct task *task = hook_enter();
    if (task) {
        turns_settle(task);
        task->at = 0;
        order_fence(&task->clocks.order, order);
        hook_leave(task, (uintptr_t)__builtin_return_address(0));
    }
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void __tsan_atomic_signal_fence(int order)
{
    (void)order;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
