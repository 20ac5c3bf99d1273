// One word each, and the kernel's futex where somebody sleeps.
//
// A release is noted before the word is free, and an acquisition after it was taken, so that by the notes' times nobody has
// what another still holds. A task that is killed between the two leaves a note and a word that differ: whoever reads the
// books holds the word for true (program_lock_holder).
#include "program/sync.h"

#include "os/clock.h"
#include "os/worker.h"

// The futex's word is the atomic's.
static const uint32_t *word_of(const _Atomic uint32_t *word) { return (const uint32_t *)word; }

// What is left of a wait; 0: nothing.
static uint64_t left_of(uint64_t timeout_ns, uint64_t begin_ns)
{
    const uint64_t passed = os_now_ns() - begin_ns;
    return timeout_ns == PROGRAM_FOREVER ? PROGRAM_FOREVER / 2 : passed < timeout_ns ? timeout_ns - passed : 0;
}

// ---- locks ----------------------------------------------------------------------------------------------------------

int program_lock_holder(const struct program_lock *lock)
{
    return (int)(atomic_load_explicit(&lock->word, memory_order_acquire) & PROGRAM_LOCK_HOLDER) - 1;
}

uint32_t program_lock_taken(const struct program_lock *lock)
{
    const uint32_t word = atomic_load_explicit(&lock->word, memory_order_acquire);
    return (word & PROGRAM_LOCK_TAKEN) / PROGRAM_LOCK_TAKEN_ONE;
}

static bool is_held(uint32_t word) { return (word & PROGRAM_LOCK_HOLDER) != 0; }

static bool try_lock(struct program_lock *lock, uint32_t as)
{
    uint32_t word = atomic_load_explicit(&lock->word, memory_order_relaxed);
    while (!is_held(word)) {
        const uint32_t taken = ((word & PROGRAM_LOCK_TAKEN) + PROGRAM_LOCK_TAKEN_ONE) & PROGRAM_LOCK_TAKEN;
        if (atomic_compare_exchange_weak_explicit(&lock->word, &word, taken | as, memory_order_acquire,
                                                  memory_order_relaxed))
            return true;
    }
    return false;
}

// Says in the word that somebody sleeps here. False: it is free.
static bool mark_waited(struct program_lock *lock, uint32_t *word)
{
    *word = atomic_load_explicit(&lock->word, memory_order_relaxed);
    while (is_held(*word) && !(*word & PROGRAM_LOCK_WAITED))
        if (atomic_compare_exchange_weak_explicit(&lock->word, word, *word | PROGRAM_LOCK_WAITED, memory_order_relaxed,
                                                  memory_order_relaxed))
            *word |= PROGRAM_LOCK_WAITED;
    return is_held(*word);
}

static bool sleep_for_lock(struct self *self, struct program_lock *lock, uint64_t timeout_ns)
{
    const uint64_t begin = os_now_ns();
    uint32_t word;
    for (;;) {
        // Others may sleep here as well: who has slept takes it as one that is waited for.
        if (try_lock(lock, (self->task + 1) | PROGRAM_LOCK_WAITED))
            return true;
        const uint64_t left = left_of(timeout_ns, begin);
        if (left == 0)
            return false;
        if (mark_waited(lock, &word))
            os_word_wait(word_of(&lock->word), word, left);
    }
}

bool program_lock_take(struct self *self, struct program_lock *lock, uint64_t timeout_ns)
{
    if (try_lock(lock, self->task + 1)) {
        program_note(self, NOTE_ACQUIRED, lock->resource, 0);
        return true;
    }
    if (timeout_ns == 0) {
        program_note(self, NOTE_REFUSED, lock->resource, REFUSED_HELD);
        return false;
    }
    program_note(self, NOTE_WAITS, lock->resource, (uint16_t)(program_lock_holder(lock) + 1));
    const bool got = sleep_for_lock(self, lock, timeout_ns);
    program_note(self, got ? NOTE_ACQUIRED : NOTE_TIMED_OUT, lock->resource, 0);
    return got;
}

bool program_lock_give(struct self *self, struct program_lock *lock)
{
    const uint32_t word = atomic_load_explicit(&lock->word, memory_order_relaxed);
    if (!is_held(word)) {
        program_note(self, NOTE_REFUSED, lock->resource, REFUSED_NOT_HELD);
        return false;
    }
    program_note(self, NOTE_RELEASED, lock->resource, (word & PROGRAM_LOCK_WAITED) != 0);
    if (atomic_fetch_and_explicit(&lock->word, PROGRAM_LOCK_TAKEN, memory_order_release) & PROGRAM_LOCK_WAITED)
        os_word_wake(word_of(&lock->word), 1);
    return true;
}

// ---- semaphores -----------------------------------------------------------------------------------------------------

static bool take_one(struct program_semaphore *semaphore)
{
    uint32_t value = atomic_load_explicit(&semaphore->value, memory_order_relaxed);
    while (value > 0)
        if (atomic_compare_exchange_weak_explicit(&semaphore->value, &value, value - 1, memory_order_acquire,
                                                  memory_order_relaxed))
            return true;
    return false;
}

static bool sleep_for_one(struct program_semaphore *semaphore, uint64_t timeout_ns)
{
    const uint64_t begin = os_now_ns();
    bool got = false;
    atomic_fetch_add(&semaphore->waiters, 1);
    for (uint64_t left = 1; !(got = take_one(semaphore)) && (left = left_of(timeout_ns, begin)) > 0;)
        os_word_wait(word_of(&semaphore->value), 0, left);
    atomic_fetch_sub(&semaphore->waiters, 1);
    return got;
}

bool program_semaphore_take(struct self *self, struct program_semaphore *semaphore, uint64_t timeout_ns)
{
    if (take_one(semaphore)) {
        program_note(self, NOTE_ACQUIRED, semaphore->resource, 0);
        return true;
    }
    if (timeout_ns == 0) {
        program_note(self, NOTE_REFUSED, semaphore->resource, REFUSED_FULL);
        return false;
    }
    program_note(self, NOTE_WAITS, semaphore->resource, 0);
    const bool got = sleep_for_one(semaphore, timeout_ns);
    program_note(self, got ? NOTE_ACQUIRED : NOTE_TIMED_OUT, semaphore->resource, 0);
    return got;
}

bool program_semaphore_give(struct self *self, struct program_semaphore *semaphore)
{
    uint32_t value = atomic_load_explicit(&semaphore->value, memory_order_relaxed);
    if (semaphore->bound > 0 && value >= semaphore->bound) {
        program_note(self, NOTE_REFUSED, semaphore->resource, REFUSED_NOT_HELD);
        return false;
    }
    program_note(self, NOTE_RELEASED, semaphore->resource,
                 atomic_load_explicit(&semaphore->waiters, memory_order_relaxed) > 0);
    atomic_fetch_add(&semaphore->value, 1);
    if (atomic_load(&semaphore->waiters) > 0)
        os_word_wake(word_of(&semaphore->value), 1);
    return true;
}

// ---- events ---------------------------------------------------------------------------------------------------------

bool program_event_await(struct self *self, struct program_event *event, uint64_t timeout_ns)
{
    if (atomic_load_explicit(&event->set, memory_order_acquire))
        return true;
    program_note(self, NOTE_WAITS, event->resource, 0);
    const uint64_t begin = os_now_ns();
    bool set;
    for (uint64_t left = 1;
         !(set = atomic_load_explicit(&event->set, memory_order_acquire)) && (left = left_of(timeout_ns, begin)) > 0;)
        os_word_wait(word_of(&event->set), 0, left);
    program_note(self, set ? NOTE_ACQUIRED : NOTE_TIMED_OUT, event->resource, 0);
    return set;
}

void program_event_set(struct self *self, struct program_event *event)
{
    program_note(self, NOTE_RELEASED, event->resource, 0);
    atomic_store_explicit(&event->set, 1, memory_order_release);
    os_word_wake(word_of(&event->set), INT32_MAX);
}
