// The calling thread hands out the moves one at a time and waits for each, so that everybody sleeps but one. In a deadlock each
// is told to go on by itself: it waits for its lock as any program would, but no longer than to the deadline.
#include "commands/drive_locks.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)

enum {
    TURN_STEP, // one step, which is possible
    TURN_WAIT, // the next step, which is not
    TURN_LEAVE,
};

struct real_lock {
    pthread_mutex_t mutex;
    sem_t seats; // where more than one may have it
    bool many;
    _Atomic uint32_t holder; // worker + 1; a note for those who wait, of a mutex only
};

struct driver {
    const struct locking *locking;
    struct real_lock locks[LOCKING_LOCKS_MAX];
    struct actor {
        struct driver *driver;
        struct os_worker thread;
        int worker, made;
        _Atomic uint32_t turn, done; // numbers of turns; release: what was done before is seen
        int what;                    // of the turn; read after it
        struct driven_worker *told;
    } actors[LOCKING_WORKERS_MAX];
    struct timespec deadline;
};

// ---- the threads ---------------------------------------------------------------------------------------------------

static bool take(struct real_lock *lock, const struct timespec *deadline)
{
    int failed;
    do
        failed = lock->many ? (sem_clockwait(&lock->seats, CLOCK_MONOTONIC, deadline) ? errno : 0)
                            : pthread_mutex_clocklock(&lock->mutex, CLOCK_MONOTONIC, deadline);
    while (failed == EINTR);
    return failed == 0;
}

static void step(struct actor *actor)
{
    struct driver *driver = actor->driver;
    const struct locking_step *next = &driver->locking->steps[actor->worker][actor->made];
    struct real_lock *lock = &driver->locks[next->lock];
    struct driven_worker *told = actor->told;
    if (!next->takes) {
        atomic_store_explicit(&lock->holder, 0, memory_order_relaxed);
        if (lock->many)
            sem_post(&lock->seats);
        else
            pthread_mutex_unlock(&lock->mutex);
        told->has &= ~(1U << next->lock);
    } else {
        const uint64_t since = os_now_ns();
        if (!take(lock, &driver->deadline)) {
            const uint32_t holder = atomic_load_explicit(&lock->holder, memory_order_relaxed); // only told
            told->waits_for = next->lock;
            told->held_by = (int)holder - 1;
            told->waited_ns = os_now_ns() - since;
            return;
        }
        if (!lock->many)
            atomic_store_explicit(&lock->holder, (uint32_t)actor->worker + 1, memory_order_relaxed);
        told->has |= 1U << next->lock;
    }
    actor->made++;
    told->ended = actor->made == driver->locking->step_count;
}

static void act(void *argument)
{
    struct actor *actor = argument;
    for (uint32_t turn = 0;;) {
        const uint32_t handed = atomic_load_explicit(&actor->turn, memory_order_acquire); // pairs with hand
        if (handed == turn) {
            os_word_wait((const uint32_t *)(const void *)&actor->turn, handed, NS_PER_S);
            continue;
        }
        turn = handed;
        if (actor->what == TURN_LEAVE)
            return;
        step(actor);
        atomic_store_explicit(&actor->done, turn, memory_order_release); // pairs with await
        os_word_wake((const uint32_t *)(const void *)&actor->done, 1);
    }
}

// ---- the caller ----------------------------------------------------------------------------------------------------

static void hand(struct actor *actor, int what)
{
    actor->what = what;
    atomic_fetch_add_explicit(&actor->turn, 1, memory_order_release); // pairs with act
    os_word_wake((const uint32_t *)(const void *)&actor->turn, 1);
}

static void await(const struct actor *actor)
{
    const uint32_t turn = atomic_load_explicit(&actor->turn, memory_order_relaxed);                 // our own
    for (uint32_t done; (done = atomic_load_explicit(&actor->done, memory_order_acquire)) != turn;) // pairs with act
        os_word_wait((const uint32_t *)(const void *)&actor->done, done, NS_PER_S);
}

static struct status not_possible(const struct locking *locking, const struct locking_places *places, const char *moves,
                                  int at)
{
    const int worker = moves[at] - '1';
    if (worker < 0 || worker >= locking->workers)
        return status_make(STATUS_USAGE, "--drive: move %d is '%c', must be a digit from 1 to %d", at + 1, moves[at],
                           locking->workers);
    const int lock = locking_blocked_on(locking, places, worker);
    if (lock < 0)
        return status_make(STATUS_USAGE, "--drive: move %d is '%c', but T%d has ended", at + 1, moves[at], worker + 1);
    return status_make(STATUS_USAGE, "--drive: move %d is '%c', but T%d waits for %s that T%d has", at + 1, moves[at],
                       worker + 1, locking->names[lock], __builtin_ctz(locking_holders(locking, places, lock)) + 1);
}

// All the moves: whoever moved last goes on, then the next that can.
static struct status complete(struct driven_locks *driven, const struct locking *locking, const char *moves)
{
    struct locking_places places = { { 0 } };
    const int made = locking_follow(locking, &places, moves);
    if (moves[made] != '\0')
        return not_possible(locking, &places, moves, made);
    memcpy(driven->moves, moves, (size_t)made + 1);
    int count = made, worker = made ? moves[made - 1] - '1' : 0;
    for (unsigned enabled; (enabled = locking_enabled(locking, &places)) != 0; places.of[worker]++) {
        while (!(enabled >> worker & 1))
            worker = (worker + 1) % locking->workers;
        driven->moves[count++] = (char)('1' + worker);
        driven->moves[count] = '\0';
    }
    driven->deadlock = locking_deadlocked(locking, &places);
    return status_ok();
}

static void make_locks(struct driver *driver)
{
    for (int i = 0; i < driver->locking->locks; i++) {
        struct real_lock *lock = &driver->locks[i];
        lock->many = driver->locking->capacity[i] != 1;
        pthread_mutex_init(&lock->mutex, NULL);
        sem_init(&lock->seats, 0, driver->locking->capacity[i]);
    }
}

// A mutex that is still held after a deadlock is left as it is: its holder is gone, and so will its memory be.
static void drive(struct driver *driver, struct driven_locks *driven, uint64_t deadline_ns)
{
    for (const char *move = driven->moves; *move; move++) {
        struct actor *actor = &driver->actors[*move - '1'];
        hand(actor, TURN_STEP);
        await(actor);
    }
    const uint64_t until = os_now_ns() + deadline_ns;
    driver->deadline = (struct timespec){ (time_t)(until / NS_PER_S), (long)(until % NS_PER_S) };
    for (int pass = 0; pass < 2 && driven->deadlock; pass++) {
        for (int i = 0; i < driver->locking->workers; i++) {
            if (driven->workers[i].ended)
                continue;
            if (pass == 0)
                hand(&driver->actors[i], TURN_WAIT);
            else
                await(&driver->actors[i]);
        }
    }
}

struct status drive_locks(struct driven_locks *driven, const struct locking *locking, const char *moves,
                          uint64_t deadline_ns)
{
    struct driver driver = { .locking = locking, .deadline = { .tv_sec = INT32_MAX } };
    *driven = (struct driven_locks){ .deadlock = false };
    struct status status = complete(driven, locking, moves);
    if (!status_is_ok(status))
        return status;
    const struct os_cpus *cpus = os_cpus_allowed();
    make_locks(&driver);
    for (int i = 0; i < locking->workers; i++) {
        driven->workers[i] = (struct driven_worker){ .waits_for = -1, .held_by = -1 };
        driver.actors[i] = (struct actor){ .driver = &driver, .worker = i, .told = &driven->workers[i] };
    }
    int started = 0;
    for (; started < locking->workers && status_is_ok(status); started += status_is_ok(status))
        status = os_worker_start(&driver.actors[started].thread, OS_WORKER_THREAD, cpus->ids, cpus->count, act,
                                 &driver.actors[started]);
    if (status_is_ok(status))
        drive(&driver, driven, deadline_ns);
    for (int i = 0; i < started; i++)
        hand(&driver.actors[i], TURN_LEAVE);
    for (int i = 0; i < started; i++)
        os_worker_join(&driver.actors[i].thread);
    return status;
}
