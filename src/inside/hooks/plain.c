// The hooks before plain loads and stores. The quick way is that of a word that is the thread's alone, while it has no turn:
// a handful of instructions, none of them atomic.
#include "inside/hooks/cell.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/frame.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/range.h"
#include "inside/hooks/shadow.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"
#include "inside/hooks/word.h"

static bool crosses(uintptr_t address, unsigned bytes) { return (address & (WORD_BYTES - 1)) + bytes > WORD_BYTES; }

static void take_turn(struct task *task, struct cell *cell, uintptr_t address, unsigned bytes, bool store,
                      uintptr_t place)
{
    struct turn *turn = turn_room(task);
    struct variable *variable = turn ? variable_of(task, cell, address, bytes, false) : NULL;
    if (likely(variable && variable_access(task, turn, variable, place, store)))
        turn_add(task, cell);
    else
        word_abandon(cell);
}

// Nobody wants to know of the word, and the task has nothing else to do.
static bool is_left_alone(uintptr_t address)
{
    const struct task *task = hooks_me;
    return task->turn_count == 0 && task_is_known(task) && !task->has_signal && !task->high &&
           shadow_of(address)->who == SHADOW_UNWATCHED;
}

static __attribute__((noinline)) BEFORE_ACCESS void touch_slowly(uintptr_t address, unsigned bytes, bool store,
                                                                 uintptr_t place, uintptr_t frame)
{
    if (is_left_alone(address))
        return;
    struct task *task = hook_enter();
    if (!task)
        return;
    task->frame = frame;
    if (unlikely(crosses(address, bytes))) {
        range_take(task, address, bytes, store, place);
        for (uint32_t i = 0; i < task->turn_count; i++)
            variable_is_a_piece(&task->turn[i]);
        hook_leave(task, place);
        return;
    }
    struct cell *cell = turns_keep(task, word_of(address));
    if (!cell)
        cell = word_take(task, address, bytes_mask(address, bytes), store ? WORD_STORE : WORD_LOAD, place);
    if (cell)
        take_turn(task, cell, address, bytes, store, place);
    hook_leave(task, place);
}

// What a loop does: the one variable whose turn the task has is touched again, and nobody waits. The turn stays as it is. Whoever would
// end it for us sees that we are in a hook, or is seen here.
static __attribute__((noinline)) BEFORE_ACCESS void touch_again(uintptr_t address, unsigned bytes, bool store,
                                                                uintptr_t place, uintptr_t frame)
{
    struct task *task = hooks_me;
    struct turn *turn = task->turn;
    struct cell *cell = task->turn_count == 1 && turn ? atomic_load_explicit(&turn->cell, memory_order_relaxed) : NULL;
    if (likely(cell && turn->variable->address == address && turn->variable->bytes == bytes && !task->in_hook &&
               !task->has_signal && !task->high && turn->seat->seated == task->seated &&
               atomic_load_explicit(&cell->waiting, memory_order_relaxed) == 0)) {
        task->in_hook = true;
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        if (likely(atomic_load_explicit(&cell->stealing, memory_order_relaxed) == 0 &&
                   atomic_load_explicit(&turn->cell, memory_order_relaxed) == cell)) {
            variable_again(task, turn, place, store);
            task->progress++;
            hook_leave(task, place);
            return;
        }
        hook_leave(task, task->place);
    }
    touch_slowly(address, bytes, store, place, frame);
}

// Whether a word is the task's alone, for what it is about to do.
static inline __attribute__((always_inline)) bool is_own(const struct task *task, const struct shadow *shadow,
                                                         bool store)
{
    const uint32_t inverse = task->inverse;
    if (likely(shadow_is_own(shadow, inverse)))
        return true;
    // Of a lease for loads it is the other one's less one, which is odd.
    const uint32_t holder = ~shadow_holder(__atomic_load_n((const uint32_t *)shadow, __ATOMIC_RELAXED));
    return inverse != 0 && (store ? holder : holder | 1) == task->clocks.order.lease_inverse;
}

static inline __attribute__((always_inline)) void touch(void *pointer, unsigned bytes, bool store, uintptr_t place)
{
    struct task *task = hooks_me;
    const uintptr_t address = (uintptr_t)pointer;
    if (likely(task->turn_count == 0 && (address & (bytes - 1)) == 0)) {
        struct shadow *shadow = shadow_of(address);
        task->at = address;
        task->place = place;
        task->instruction = 0;
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        if (is_own(task, shadow, store)) {
            shadow_mark(shadow, bytes == WORD_BYTES ? ALL_BYTES : bytes_mask(address, bytes), store);
            return;
        }
    }
    touch_again(address, bytes, store, place, frame_pointer());
}

#define PLACE ((uintptr_t)__builtin_return_address(0))

#define HOOKS_OF(bytes)                                                                                                \
    HOOK BEFORE_ACCESS void __tsan_read##bytes(void *at);                                                              \
    HOOK BEFORE_ACCESS void __tsan_write##bytes(void *at);                                                             \
    HOOK BEFORE_ACCESS void __tsan_volatile_read##bytes(void *at);                                                     \
    HOOK BEFORE_ACCESS void __tsan_volatile_write##bytes(void *at);                                                    \
    HOOK BEFORE_ACCESS void __tsan_unaligned_read##bytes(void *at);                                                    \
    HOOK BEFORE_ACCESS void __tsan_unaligned_write##bytes(void *at);                                                   \
    HOOK BEFORE_ACCESS void __tsan_unaligned_volatile_read##bytes(void *at);                                           \
    HOOK BEFORE_ACCESS void __tsan_unaligned_volatile_write##bytes(void *at);                                          \
    void __tsan_read##bytes(void *at) { touch(at, bytes, false, PLACE); }                                              \
    void __tsan_write##bytes(void *at) { touch(at, bytes, true, PLACE); }                                              \
    void __tsan_volatile_read##bytes(void *at) { touch(at, bytes, false, PLACE); }                                     \
    void __tsan_volatile_write##bytes(void *at) { touch(at, bytes, true, PLACE); }                                     \
    void __tsan_unaligned_read##bytes(void *at) { touch(at, bytes, false, PLACE); }                                    \
    void __tsan_unaligned_write##bytes(void *at) { touch(at, bytes, true, PLACE); }                                    \
    void __tsan_unaligned_volatile_read##bytes(void *at) { touch(at, bytes, false, PLACE); }                           \
    void __tsan_unaligned_volatile_write##bytes(void *at) { touch(at, bytes, true, PLACE); }
HOOKS_OF(1)
HOOKS_OF(2)
HOOKS_OF(4)
HOOKS_OF(8)

// A C++ object's pointer to its class's table, as constructors and destructors set it and virtual calls read it.
HOOK void __tsan_vptr_update(void **at, void *value);
HOOK void __tsan_vptr_read(void **at);
void __tsan_vptr_update(void **at, void *value)
{
    (void)value;
    touch(at, sizeof *at, true, PLACE);
}
void __tsan_vptr_read(void **at) { touch(at, sizeof *at, false, PLACE); }
