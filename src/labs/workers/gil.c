// The lock is a word that its waiters sleep on; another counts who took it.
#include "labs/workers/gil.h"

#include "os/clock.h"
#include "os/worker.h"
#include "program/program.h"

#include <stddef.h>

static const char *const names[WORKERS_PYTHONS] = { "2.7", "3.9", "3.10", "3.12", "3.13", "3.13t" };

const char *workers_python_name(uint32_t python) { return names[python]; }

struct workers_holder workers_holder_of(struct workers_gil *gil, uint32_t python, struct self *self, uint8_t resource)
{
    return (struct workers_holder){
        .gil = python == WORKERS_PYTHON_3_13T ? NULL : gil,
        .self = self,
        .resource = resource,
        .counts = python == WORKERS_PYTHON_2_7,
    };
}

static void note(struct workers_holder *holder, enum note_kind kind, uint16_t other)
{
    if (holder->self)
        program_note(holder->self, kind, holder->resource, other);
}

static uint16_t holder_now(struct workers_gil *gil) { return (uint16_t)atomic_load(&gil->holder); }

static bool try_take(struct workers_holder *holder)
{
    struct workers_gil *gil = holder->gil;
    uint32_t nobody = 0;
    if (!atomic_compare_exchange_strong(&gil->locked, &nobody, 1))
        return false;
    atomic_store(&gil->holder, holder->self ? holder->self->task + 1 : 0);
    atomic_fetch_add(&gil->taken, 1);
    atomic_store(&gil->asked, 0);
    if (atomic_load(&gil->handing) > 0)
        os_word_wake((const uint32_t *)&gil->taken, INT32_MAX);
    return true;
}

// Asleep until it is free, one interval at a time.
static void await(struct workers_holder *holder)
{
    struct workers_gil *gil = holder->gil;
    atomic_fetch_add(&gil->waiters, 1);
    while (!try_take(holder)) {
        const uint32_t taken = atomic_load(&gil->taken);
        const uint64_t begin = os_now_ns();
        os_word_wait((const uint32_t *)&gil->locked, 1, WORKERS_INTERVAL_NS);
        const bool ran_out = os_now_ns() - begin >= WORKERS_INTERVAL_NS;
        if (!holder->counts && ran_out && atomic_load(&gil->locked) && atomic_load(&gil->taken) == taken) {
            atomic_store(&gil->asked, 1);
            note(holder, NOTE_REQUESTED, holder_now(gil));
        }
    }
    atomic_fetch_sub(&gil->waiters, 1);
}

static void wait_and_take(struct workers_holder *holder)
{
    note(holder, NOTE_WAITS, holder_now(holder->gil));
    await(holder);
    note(holder, NOTE_ACQUIRED, 0);
}

void workers_gil_take(struct workers_holder *holder)
{
    if (!holder->gil)
        return;
    if (try_take(holder))
        note(holder, NOTE_ACQUIRED, 0);
    else
        wait_and_take(holder);
}

static void unlock(struct workers_gil *gil)
{
    atomic_store(&gil->locked, 0);
    if (atomic_load(&gil->waiters) > 0)
        os_word_wake((const uint32_t *)&gil->locked, 1);
}

void workers_gil_drop(struct workers_holder *holder)
{
    struct workers_gil *gil = holder->gil;
    if (!gil)
        return;
    const uint32_t taken = atomic_load(&gil->taken);
    const bool asked = atomic_load(&gil->asked);
    note(holder, NOTE_RELEASED, atomic_load(&gil->waiters) > 0);
    atomic_fetch_add(&gil->handing, 1);
    unlock(gil);
    while (asked && atomic_load(&gil->taken) == taken && atomic_load(&gil->waiters) > 0)
        os_word_wait((const uint32_t *)&gil->taken, taken, WORKERS_INTERVAL_NS);
    atomic_fetch_sub(&gil->handing, 1);
    if (asked)
        note(holder, NOTE_HANDED, 0);
}

// 2.7: lets go and takes it again; who waits mostly has yet to wake up. With nobody in between it was held throughout, and nothing
// is noted.
static void let_go_and_take(struct workers_holder *holder)
{
    struct workers_gil *gil = holder->gil;
    const uint32_t taken = atomic_load(&gil->taken);
    if (atomic_load(&gil->waiters) == 0)
        return;
    unlock(gil);
    const bool again = try_take(holder);
    if (again && atomic_load(&gil->taken) == taken + 1)
        return;
    note(holder, NOTE_RELEASED, 1);
    if (again)
        note(holder, NOTE_ACQUIRED, 0);
    else
        wait_and_take(holder);
}

void workers_gil_look(struct workers_holder *holder)
{
    struct workers_gil *gil = holder->gil;
    if (!gil)
        return;
    if (holder->counts) {
        let_go_and_take(holder);
    } else if (atomic_load_explicit(&gil->asked, memory_order_relaxed)) {
        note(holder, NOTE_HONOURED, 0);
        workers_gil_drop(holder);
        workers_gil_take(holder);
    }
}
