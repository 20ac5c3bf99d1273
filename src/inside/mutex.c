// Mutexes. What most programs do most is to take a mutex that nobody else has and to give it back, again and again: of such
// passes only the first is told, the others are counted where it stands.
//
// A slot says who had a mutex last, and in which of its records. It is changed only by who has the mutex, so the mutex itself
// guards it; only the count of waiters is touched by others. Whoever finds that it had the mutex last itself takes it without a
// word, and if until it gives it back it did nothing else that is told, and nobody has come to wait, it counts the pass in
// its record. If it does do something else, the mutex is told first as taken: somewhat late, but never early.
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

static struct slot slots[SLOTS];

// glibc's: recursive 1, errorcheck 2, adaptive 3; above them robust, priority, shared between processes.
static int kind_of(const pthread_mutex_t *mutex) { return mutex->__data.__kind; }
static bool is_recursive(const pthread_mutex_t *mutex) { return (kind_of(mutex) & 3) == PTHREAD_MUTEX_RECURSIVE_NP; }
static bool is_plain(const pthread_mutex_t *mutex) { return (kind_of(mutex) & 0xf0) == 0; }

// Not the first of several that this thread holds of it.
static bool is_inner(const pthread_mutex_t *mutex) { return is_recursive(mutex) && mutex->__data.__count > 1; }

// NULL: there is none; every pass is told.
static struct slot *slot_of(const pthread_mutex_t *mutex)
{
    if (unlikely(!is_plain(mutex)))
        return NULL;
    uint64_t at = (uint64_t)(uintptr_t)mutex * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS);
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
static bool is_mine(const struct slot *slot) { return slot->owner == own.token && is_known(); }

static bool is_waited_for(const struct slot *slot)
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
static struct hold *hold_push(const void *mutex, struct slot *slot, bool told)
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

// Counts a pass of which nothing was told; false: it must be told.
static bool count_pass(const struct hold *hold)
{
    const struct slot *slot = hold->slot;
    if (unlikely(!is_mine(slot) || is_waited_for(slot) || slot->turn[2] >> 32 == UINT32_MAX))
        return false;
    __atomic_store_n(&slot->turn[2], slot->turn[2] + (UINT64_C(1) << 32), __ATOMIC_RELAXED);
    return true;
}

// ---- taking and giving back -----------------------------------------------------------------------------------------

static void got(pthread_mutex_t *mutex)
{
    if (is_inner(mutex))
        return;
    struct slot *slot = slot_of(mutex);
    if (likely(slot != NULL && is_mine(slot) && !is_waited_for(slot)) && hold_push(mutex, slot, false))
        return;
    tell_got(mutex, slot);
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
    if (error == 0 || error == EOWNERDEAD)
        got_after_wait(mutex, slot, turn, began);
    else
        put(LEFT_MUTEX_REFUSED, mutex, (uint32_t)error);
    return error;
}

static inline int lock(pthread_mutex_t *mutex, struct limit limit)
{
    const int error = real_of(pthread_mutex_trylock)(mutex);
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

INTERPOSED int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    struct hold *hold = hold_of(mutex);
    if (likely(hold != NULL && !hold->told)) {
        if (unlikely(is_inner(mutex)))
            return real.pthread_mutex_unlock(mutex);
        if (likely(count_pass(hold))) {
            hold_drop(hold);
            return real.pthread_mutex_unlock(mutex);
        }
        holds_tell();
    }
    if (!is_inner(mutex) && !is_anothers(mutex)) {
        tell_released(mutex, hold, hold ? hold->slot : slot_of(mutex));
        if (hold)
            hold_drop(hold);
    }
    return real_of(pthread_mutex_unlock)(mutex);
}

void mutex_lent(const void *mutex)
{
    struct hold *hold = hold_of(mutex);
    struct slot *slot = hold ? hold->slot : slot_of(mutex);
    disown(slot);
    if (hold)
        hold->turn = NULL;
}
