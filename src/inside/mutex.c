// Mutexes. What most programs do most is to take a mutex that nobody else has and to give it back, again and again: of such
// passes only the first is told, the others are counted where it stands.
//
// A slot says who had a mutex last, and in which of its records. It is changed only by who has the mutex, so the mutex itself
// guards it; only the count of waiters is touched by others. Whoever finds that it had the mutex last itself takes it without a
// word, and if until it gives it back it did nothing else that is told, and nobody has come to wait, it counts the pass in
// its record. If it does do something else, the mutex is told first as taken: somewhat late, but never early.
//
// The pass that a thread is in stands alone in `pass`, which makes the usual case fast; when it takes another mutex meanwhile,
// it moves to the stack of all that the thread has.
#include "inside/inside.h"
#include "inside/real.h"

#include <errno.h>

enum {
    SLOT_BITS = 12,
    SLOTS = 1 << SLOT_BITS,
    SLOT_TRIES = 4,
};

struct slot {
    _Atomic(const void *) mutex; // claimed once
    uint64_t owner;              // whose token; 0: whoever had it last, there is nothing to count in
    uint64_t *turn;              // the owner's record
    _Atomic uint32_t waiters;
    uint32_t reserved;
};

static struct slot slots[SLOTS] WIPED;

// glibc's: recursive 1, errorcheck 2, adaptive 3; above them robust, priority, shared between processes.
static int kind_of(const pthread_mutex_t *mutex) { return mutex->__data.__kind; }
static bool is_recursive(const pthread_mutex_t *mutex) { return (kind_of(mutex) & 3) == PTHREAD_MUTEX_RECURSIVE_NP; }
static bool is_plain(const pthread_mutex_t *mutex) { return (kind_of(mutex) & 0xf0) == 0; }

// Not the first of several that this thread holds of it.
static bool is_inner(const pthread_mutex_t *mutex) { return is_recursive(mutex) && mutex->__data.__count > 1; }

static inline uint64_t place_of(const void *mutex)
{
    return (uint64_t)(uintptr_t)mutex * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS);
}

// NULL: there is none; every pass is told.
static struct slot *slot_of(const pthread_mutex_t *mutex)
{
    if (unlikely(!is_plain(mutex)))
        return NULL;
    uint64_t at = place_of(mutex);
    for (int i = 0; i < SLOT_TRIES; i++, at = (at + 1) % SLOTS) {
        const void *there = atomic_load_explicit(&slots[at].mutex, memory_order_relaxed);
        if (likely(there == mutex))
            return &slots[at];
        if (!there && (atomic_compare_exchange_strong(&slots[at].mutex, &there, (const void *)mutex) || there == mutex))
            return &slots[at];
    }
    return NULL;
}

// Whoever asks has the mutex.
static inline bool is_mine(const struct slot *slot) { return slot->owner == own.token; }

static inline bool is_waited_for(const struct slot *slot)
{
    return atomic_load_explicit(&slot->waiters, memory_order_relaxed) != 0;
}

static void disown(struct slot *slot)
{
    if (slot)
        slot->owner = 0;
}

// ---- what this thread has -------------------------------------------------------------------------------------------

// NULL: this thread was not seen to take it.
static struct hold *hold_of(const void *mutex)
{
    for (int i = own.holds - 1; i >= 0; i--)
        if (own.hold[i].mutex == mutex)
            return &own.hold[i];
    return NULL;
}

static void hold_drop(struct hold *hold)
{
    const int at = (int)(hold - own.hold), last = own.holds - 1;
    hold->mutex = NULL;
    for (int i = at; i < last; i++)
        own.hold[i] = own.hold[i + 1];
    own.hold[last].mutex = NULL;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.holds = (uint8_t)last;
    if (at < own.holds_told)
        own.holds_told--;
}

// A handler that comes in between leaves the stack as it found it, and passes over a hold with no mutex. NULL: no room.
static struct hold *hold_push_bare(const void *mutex, struct slot *slot, bool told)
{
    struct hold *stale = unlikely(own.holds > 0) ? hold_of(mutex) : NULL;
    if (unlikely(stale != NULL)) // another thread gave it back
        hold_drop(stale);
    if (unlikely(own.holds == HOLDS_MAX))
        return NULL;
    struct hold *hold = &own.hold[own.holds];
    hold->mutex = NULL;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.holds++;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    hold->slot = slot;
    hold->turn = NULL;
    hold->told = told;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    hold->mutex = mutex;
    if (told)
        own.holds_told = own.holds;
    return hold;
}

// A handler that comes before the pass is gone puts it on the stack as well; whoever looks for it finds it there.
static void pass_to_stack(void)
{
    struct slot *pass = own.pass;
    const void *mutex = pass ? atomic_load_explicit(&pass->mutex, memory_order_relaxed) : NULL;
    own.pass = NULL;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (mutex && !hold_of(mutex)) // a fork's child finds none
        hold_push_bare(mutex, pass, false);
}

static struct hold *hold_push(const void *mutex, struct slot *slot, bool told)
{
    pass_to_stack();
    return hold_push_bare(mutex, slot, told);
}

// ---- turns ----------------------------------------------------------------------------------------------------------

static uint64_t *turn_write(uint64_t *turn, unsigned kind, const void *mutex, uint32_t tid, uint64_t ns)
{
    if (!turn)
        return NULL;
    turn[1] = left_second((uintptr_t)mutex, tid & 0xffff);
    record_end(turn, left_first(kind, tid >> 16, ns));
    return turn;
}

// Whether the thread has told nothing since this record: then it can say more.
static bool is_last(const uint64_t *turn) { return turn && (const char *)(turn + LEFT_TURN_WORDS) == own.at; }

static uint32_t span(uint64_t ns) { return ns == 0 ? 1 : ns <= UINT32_MAX ? (uint32_t)ns : 0; }

static void tell_got(const void *mutex, struct slot *slot)
{
    uint64_t *turn = record_begin(LEFT_TURN_WORDS, 1);
    turn_write(turn, LEFT_TURN, mutex, 0, inside_now());
    disown(slot);
    struct hold *hold = hold_push(mutex, slot, true);
    if (hold)
        hold->turn = turn;
}

void holds_tell(void)
{
    pass_to_stack();
    while (own.holds_told < own.holds) {
        struct hold *hold = &own.hold[own.holds_told++];
        if (!hold->mutex || hold->told)
            continue;
        hold->told = true;
        hold->turn = turn_write(record_begin_bare(LEFT_TURN_WORDS, 1), LEFT_TURN, hold->mutex, 0, inside_now());
        disown(hold->slot);
    }
}

static void tell_released(const void *mutex, struct hold *hold, struct slot *slot)
{
    uint64_t *turn = hold && is_known() && is_last(hold->turn) ? hold->turn : NULL;
    disown(slot);
    if (!turn) {
        put(LEFT_MUTEX_RELEASED, mutex, 0);
        return;
    }
    const bool waited = left_kind(turn[0]) == LEFT_TURN_WAITED;
    const uint64_t got = left_ns(turn[0]) + (waited ? (uint32_t)turn[2] : 0);
    const uint32_t held = span(inside_now() - got);
    if (held == 0) {
        put(LEFT_MUTEX_RELEASED, mutex, 0);
        return;
    }
    __atomic_store_n(&turn[2], waited ? turn[2] | (uint64_t)held << 32 : held, __ATOMIC_RELEASE);
    if (slot && !waited) {
        slot->turn = turn;
        slot->owner = own.token;
    }
}

// Whether a pass of which nothing was told may be counted; otherwise it must be told.
static inline bool may_count(const struct slot *slot) { return likely(is_mine(slot) && !is_waited_for(slot)); }

// A count that is full (31 bits, which is quickest seen) begins anew with the next turn.
static inline void count_pass(struct slot *slot)
{
    int32_t *count = (int32_t *)&slot->turn[2] + 1; // the higher half, where bytes stand from low to high
    const int32_t counted = (int32_t)((uint32_t)*count + 1);
    __atomic_store_n(count, counted, __ATOMIC_RELAXED);
    if (unlikely(counted < 0))
        disown(slot);
}

// ---- taking and giving back -----------------------------------------------------------------------------------------

static __attribute__((noinline)) void got_slowly(pthread_mutex_t *mutex)
{
    if (is_inner(mutex))
        return;
    struct slot *slot = slot_of(mutex);
    if (slot && is_mine(slot) && is_known() && !is_waited_for(slot) && hold_push(mutex, slot, false))
        return;
    tell_got(mutex, slot);
}

static inline void got(pthread_mutex_t *mutex)
{
    hear(HEARD_LOCKED, mutex, HEARD_WHOLE);
    struct slot *slot = &slots[place_of(mutex)];
    if (likely(atomic_load_explicit(&slot->mutex, memory_order_relaxed) == mutex && is_mine(slot) &&
               !is_waited_for(slot) && own.pass == NULL && kind_of(mutex) == PTHREAD_MUTEX_TIMED_NP))
        own.pass = slot;
    else
        got_slowly(mutex);
}

static void got_after_wait(pthread_mutex_t *mutex, struct slot *slot, uint64_t *turn, uint64_t began)
{
    const uint32_t waited = turn && is_last(turn) && is_known() ? span(inside_now() - began) : 0;
    disown(slot);
    if (waited > 0) {
        __atomic_store_n(&turn[2], waited, __ATOMIC_RELEASE);
    } else {
        put(LEFT_MUTEX_GOT, mutex, 1);
        turn = NULL;
    }
    struct hold *hold = hold_push(mutex, slot, true);
    if (hold)
        hold->turn = turn;
}

// How long at most; clock −1: that of pthread_mutex_timedlock.
struct limit {
    clockid_t clock;
    const struct timespec *until; // NULL: as long as it takes
};

static int lock_really(pthread_mutex_t *mutex, struct limit limit)
{
    if (!limit.until)
        return real.pthread_mutex_lock(mutex);
    return limit.clock == -1 ? real.pthread_mutex_timedlock(mutex, limit.until)
                             : real.pthread_mutex_clocklock(mutex, limit.clock, limit.until);
}

static __attribute__((noinline)) int wait_for(pthread_mutex_t *mutex, struct limit limit)
{
    struct slot *slot = slot_of(mutex);
    if (slot) // before it is told, so that who has it tells in turn
        atomic_fetch_add(&slot->waiters, 1);
    const uint32_t owner = (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED);
    uint64_t *turn = record_begin(LEFT_TURN_WORDS, 1);
    const uint64_t began = inside_now();
    turn_write(turn, LEFT_TURN_WAITED, mutex, owner, began);
    const struct wait outer = wait_begin(LEFT_MUTEX_REFUSED, mutex);
    const int error = lock_really(mutex, limit);
    wait_end(outer);
    if (slot)
        atomic_fetch_sub(&slot->waiters, 1);
    if (error == 0 || error == EOWNERDEAD) {
        hear(HEARD_LOCKED, mutex, HEARD_WHOLE);
        got_after_wait(mutex, slot, turn, began);
    } else {
        put(LEFT_MUTEX_REFUSED, mutex, (uint32_t)error);
    }
    return error;
}

extern char __libc_single_threaded __attribute__((weak)); // glibc 2.32

static const char many_threads = 0;
static const char *single_threaded = &many_threads;

// Takes it if nobody has it; EBUSY: somebody has. Where there is one thread alone the real lock does without atomic
// instructions, which the real try does not, and cannot find it taken meanwhile.
static inline int take_at_once(pthread_mutex_t *mutex)
{
    if (*single_threaded && mutex->__data.__lock == 0)
        return real_of(pthread_mutex_lock)(mutex);
    return real_of(pthread_mutex_trylock)(mutex);
}

bool mutex_begin(void)
{
    if (&__libc_single_threaded)
        single_threaded = &__libc_single_threaded;
    return wipe_on_fork(slots, sizeof slots);
}

static inline int lock(pthread_mutex_t *mutex, struct limit limit)
{
    const int error = take_at_once(mutex);
    if (likely(error == 0 || error == EOWNERDEAD)) {
        got(mutex);
        return error;
    }
    return error == EBUSY ? wait_for(mutex, limit) : error;
}

INTERPOSED int pthread_mutex_lock(pthread_mutex_t *mutex) { return lock(mutex, (struct limit){ 0 }); }

INTERPOSED int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    return lock(mutex, (struct limit){ .clock = -1, .until = until });
}

INTERPOSED int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
    return lock(mutex, (struct limit){ .clock = clock, .until = until });
}

INTERPOSED int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    const int error = real_of(pthread_mutex_trylock)(mutex);
    if (error == 0 || error == EOWNERDEAD)
        got(mutex);
    else
        put(LEFT_MUTEX_REFUSED, mutex, (uint32_t)error);
    return error;
}

// Of those kinds that look who gives them back.
static bool is_anothers(const pthread_mutex_t *mutex)
{
    return (kind_of(mutex) & 3) != PTHREAD_MUTEX_TIMED_NP && (kind_of(mutex) & 3) != PTHREAD_MUTEX_ADAPTIVE_NP &&
           own.tid != 0 && (uint32_t)mutex->__data.__owner != own.tid;
}

static __attribute__((noinline)) int unlock_slowly(pthread_mutex_t *mutex)
{
    pass_to_stack();
    struct hold *hold = hold_of(mutex);
    const bool anothers = is_anothers(mutex), passes = !is_inner(mutex) && !anothers;
    if (!anothers)
        hear(HEARD_UNLOCKS, mutex, HEARD_WHOLE);
    if (passes && hold && !hold->told && is_known() && may_count(hold->slot)) {
        count_pass(hold->slot);
        hold_drop(hold);
    } else if (passes) {
        holds_tell();
        tell_released(mutex, hold, hold ? hold->slot : slot_of(mutex));
        if (hold)
            hold_drop(hold);
    }
    return real_of(pthread_mutex_unlock)(mutex);
}

// The pass is on the stack already where a handler came in between and told something; otherwise it is put there.
static __attribute__((noinline)) int unlock_pass_slowly(pthread_mutex_t *mutex, struct slot *pass)
{
    if (!hold_of(mutex))
        hold_push_bare(mutex, pass, false);
    return unlock_slowly(mutex);
}

// That the pass is its thread's own, and known in this image, is plain from its being there: whatever is told puts it away first,
// and a fork's child finds the slot empty.
INTERPOSED int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    struct slot *pass = own.pass;
    if (unlikely(!pass || atomic_load_explicit(&pass->mutex, memory_order_relaxed) != mutex))
        return unlock_slowly(mutex);
    own.pass = NULL;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (unlikely(own.holds > 0 || is_waited_for(pass)))
        return unlock_pass_slowly(mutex, pass);
    hear(HEARD_UNLOCKS, mutex, HEARD_WHOLE);
    count_pass(pass);
    return real.pthread_mutex_unlock(mutex);
}

// A new mutex, where there may have been another one.
INTERPOSED int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    const int error = real_of(pthread_mutex_init)(mutex, attributes);
    if (error == 0) {
        hear(HEARD_MADE, mutex, 0);
        disown(slot_of(mutex));
    }
    return error;
}

void mutex_lent(const void *mutex)
{
    pass_to_stack();
    struct hold *hold = hold_of(mutex);
    struct slot *slot = hold ? hold->slot : slot_of(mutex);
    disown(slot);
    if (hold)
        hold->turn = NULL;
}
