// How often locks were taken, given back and held at the end. At the end what was taken and what is held stand in the locks'
// words, which a kill cannot part; what was given back is noted. A moment before, all is counted from the notes.
#include "labs/locks/locks.h"

#include "base/said.h"

// What is noted of one lock.
struct noted {
    uint64_t taken, released;
    uint64_t in_flight; // releases noted last of all by a task that was ended: they may not have come about
    uint64_t latest_ns;
    bool latest_takes;
};

static const struct locks_shared *shared_of(const struct recording *recording) { return program_lab_shared(recording); }

static bool is_fork(const struct recording *recording)
{
    return locks_plan_of(recording->plan)->variant == LOCKS_FORK_WHILE_HELD;
}

bool locks_word_known(const struct recording *recording, uint32_t lock)
{
    return !is_fork(recording) || (atomic_load(&shared_of(recording)->told) >> lock & 1);
}

// ---- from the notes --------------------------------------------------------------------------------------------------

// +1: the note takes the lock, −1: gives it back, 0: neither. A copy that was made of a held lock is taken by its making.
static int change_by(const struct note *note, uint32_t lock)
{
    if (note->kind == NOTE_OWN && note->resource == LOCKS_OWN_COPIED)
        return lock == LOCKS_COPY && note->other > 0;
    if (note->kind == NOTE_ACQUIRED && note->resource == lock)
        return 1;
    return note->kind == NOTE_RELEASED && note->resource == lock ? -1 : 0;
}

static void count_of(struct noted *noted, const struct recording *recording, uint32_t task, uint32_t lock,
                     uint64_t until_ns)
{
    const uint64_t notes = program_lab_notes_until(recording, task, until_ns);
    int change = 0;
    for (uint64_t i = 0; i < notes; i++) {
        const struct note *note = &recording->notes[task][i];
        change = change_by(note, lock);
        if (change == 0)
            continue;
        noted->taken += change > 0;
        noted->released += change < 0;
        const uint64_t ns = recording_ns(recording, note->ticks);
        if (ns >= noted->latest_ns) {
            noted->latest_ns = ns;
            noted->latest_takes = change > 0;
        }
    }
    noted->in_flight += change < 0 && recording->tasks[task].finished_ns == 0;
}

static struct noted count(const struct recording *recording, uint32_t lock, uint64_t until_ns)
{
    struct noted noted = { 0 };
    for (uint32_t t = 0; t < recording->task_count; t++)
        count_of(&noted, recording, t, lock, until_ns);
    return noted;
}

// ---- at the end ------------------------------------------------------------------------------------------------------

// Who has it, of a lock whose word nobody told of, is whoever noted last that it took it.
static int holder_noted(const struct recording *recording, uint32_t lock)
{
    uint64_t latest = 0;
    int holder = -1;
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            const int change = change_by(note, lock);
            if (change == 0 || recording_ns(recording, note->ticks) < latest)
                continue;
            latest = recording_ns(recording, note->ticks);
            holder = change < 0 ? -1 : note->kind == NOTE_OWN ? (int)note->other - 1 : (int)t;
        }
    return holder;
}

int locks_holder_at_end(const struct recording *recording, uint32_t lock)
{
    return locks_word_known(recording, lock) ? program_lock_holder(&shared_of(recording)->locks[lock])
                                             : holder_noted(recording, lock);
}

uint64_t locks_taken(const struct recording *recording, uint32_t lock)
{
    const struct locks_shared *shared = shared_of(recording);
    if (!locks_word_known(recording, lock))
        return count(recording, lock, UINT64_MAX).taken;
    const uint64_t taken = program_lock_taken(&shared->locks[lock]);
    if (!is_fork(recording) || lock != LOCKS_COPY)
        return taken;
    // What the original had been taken before the fork came over with it.
    return taken - program_lock_taken(&shared->copied) + (program_lock_holder(&shared->copied) >= 0);
}

struct sums {
    uint64_t taken, released, held, gone;
};

static void add_at_end(struct sums *sums, const struct recording *recording, uint32_t lock)
{
    const struct noted noted = count(recording, lock, UINT64_MAX);
    const uint64_t taken = locks_taken(recording, lock);
    sums->taken += taken;
    if (!locks_word_known(recording, lock)) {
        sums->released += noted.released;
        sums->gone += noted.latest_takes;
        return;
    }
    const uint64_t held = locks_holder_at_end(recording, lock) >= 0, given = taken - held;
    // Noted before it is done: more were noted than came about where a task was ended in between.
    const uint64_t too_many = noted.released > given ? noted.released - given : 0;
    sums->held += held;
    sums->released += noted.released - (too_many < noted.in_flight ? too_many : noted.in_flight);
}

void locks_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books)
{
    const bool over = until_ns == UINT64_MAX || until_ns >= recording->facts->ended_ns;
    struct sums sums = { 0 };
    for (uint32_t lock = 0; lock < locks_count(recording->plan); lock++) {
        if (over) {
            add_at_end(&sums, recording, lock);
            continue;
        }
        const struct noted noted = count(recording, lock, until_ns);
        sums.taken += noted.taken;
        sums.released += noted.released;
        sums.held += noted.latest_takes;
    }
    *books = (struct lab_books){
        .whole = { SAID("taken"), sums.taken, BOOKS_GOOD, NULL },
        .parts = { { "released", sums.released, BOOKS_GOOD, SAID("given back") },
                   { "held", sums.held, over ? BOOKS_BAD : BOOKS_OPEN, SAID("still held") },
                   { SAID("gone_with_its_process"), sums.gone, BOOKS_BAD, NULL } },
        .part_count = is_fork(recording) ? 3 : 2, // only there a lock's memory can go before the run is over
    };
}
