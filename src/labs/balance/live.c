// Memory, work and sealing of the balance.
//
// A worker process that was killed could not say how far it came. Its journal entry is written before the store, so
// every version that anyone has seen has its entry: what counts is what it had reported, or the highest of its
// versions that is in any journal or in the balance. Anything after that nobody has seen, so leaving it out changes
// no book.
#include "labs/balance/live.h"

#include "labs/balance/books.h"
#include "labs/balance/driven.h"
#include "labs/balance/guard.h"
#include "labs/balance/needs.h"
#include "os/memory.h"

#include <string.h>

// A worker's own, on cache lines of its own.
struct seat {
    _Alignas(LAYOUT_LINE_BYTES) struct work work;
    uint64_t final_cell; // of a balance of its own
    bool mortal_end;     // it ended before it was done: the supervisor's, after the run
};

struct memory {
    struct experiment *experiment; // the run's plan
    _Atomic uint64_t *cell;        // the shared balance
    struct seat *seats;            // one a worker
    struct balance_books *books;   // of the recording
    uint64_t updates[WORKERS_MAX]; // that count, once it is settled
};

// The balance of a worker with memory of its own: every forked process gets its own copy of this page, as after any
// fork.
static _Alignas(LAYOUT_LINE_BYTES) _Atomic uint64_t own_cell;

struct work *balance_live_work(void *memory, uint32_t worker) { return &((struct memory *)memory)->seats[worker].work; }

static uint64_t steps(const struct plan *plan) { return experiment_updates_per_worker(plan_experiment(plan)); }

// ---- memory --------------------------------------------------------------------------------------------------------

static uint32_t sample_every(enum timing_kind timing)
{
    return timing == TIMING_FULL ? 1 : timing == TIMING_SAMPLED ? TIMING_SAMPLE_EVERY : 0;
}

static uint64_t stamps_of(const struct experiment *experiment, uint64_t updates)
{
    const uint32_t every = sample_every((enum timing_kind)experiment->timing);
    return every ? (updates + every - 1) / every : 0;
}

static uint64_t stamp_room(const struct experiment *experiment)
{
    return stamps_of(experiment, experiment_updates_per_worker(experiment));
}

// Every time the GIL changes hands in a driven run it is taken and given back, however long the run takes.
static uint64_t gil_notes_of(const struct experiment *experiment, const struct turn_list *turns, uint32_t worker)
{
    uint64_t stretches = 0;
    for (uint32_t i = 0; turns && experiment_has_gil(experiment) && i < turns->count; i++)
        stretches += turns->turns[i].worker == worker && (i == 0 || turns->turns[i - 1].worker != worker);
    return stretches * 2;
}

static void lay_out_worker(struct layout *layout, struct work *work, const struct experiment *experiment,
                           uint64_t notes_capacity)
{
    uint32_t *journal = layout_take(layout, experiment_updates_per_worker(experiment) * sizeof *journal);
    uint64_t *times = layout_take(layout, stamp_room(experiment) * sizeof *times);
    struct note *notes = layout_take(layout, notes_capacity * sizeof *notes);
    if (!work)
        return;
    work->journal = journal;
    work->times = times;
    work->notes = notes;
    work->notes_capacity = notes_capacity;
}

// The baton, with a copy of the turns.
static struct baton *lay_out_baton(struct layout *layout, const struct turn_list *turns)
{
    struct baton *baton = layout_take(layout, sizeof *baton);
    struct turn *copy = layout_take(layout, turns->count * sizeof *copy);
    if (layout->base) {
        if (turns->count)
            memcpy(copy, turns->turns, turns->count * sizeof *copy);
        baton_init(baton, &(struct turn_list){ copy, turns->count });
    }
    return baton;
}

static void *lay_out(struct layout *layout, const struct plan *plan, const void *script)
{
    const struct experiment *experiment = plan_experiment(plan);
    const struct turn_list *turns = script;
    struct memory *memory = layout_take(layout, sizeof *memory);
    struct balance_books *books = layout_take(layout, sizeof *books);
    struct seat *seats = layout_take(layout, experiment->count * sizeof *seats);
    _Atomic uint64_t *cell = layout_take(layout, sizeof *cell);
    void *lock = layout_take(layout, guard_of(experiment)->state_bytes);
    struct baton *baton = turns ? lay_out_baton(layout, turns) : NULL;
    layout_end_shared(layout);
    const uint64_t capacity = experiment_notes_capacity(experiment);
    for (uint32_t i = 0; i < experiment->count; i++) {
        struct work *work = memory ? &seats[i].work : NULL;
        lay_out_worker(layout, work, experiment, capacity + gil_notes_of(experiment, turns, i));
        if (!work)
            continue;
        work->cell = cell;
        work->lock = lock;
        work->baton = baton;
    }
    if (memory)
        *memory = (struct memory){ .cell = cell, .seats = seats, .books = books };
    return memory;
}

static void prepare(void *lab, struct plan *plan, const struct worker_place *places, const void *script)
{
    struct memory *memory = lab;
    struct experiment *experiment = (struct experiment *)plan;
    const struct guard *guard = guard_of(experiment);
    memory->experiment = experiment;
    experiment->scheduled = script ? SCHEDULE_DRIVEN : SCHEDULE_FREE;
    for (uint32_t i = 0; i < experiment->count; i++) {
        struct work *work = &memory->seats[i].work;
        work->experiment = experiment;
        work->program = guard_program(experiment);
        work->stop = places[i].stop;
        work->progress = places[i].progress;
        work->index = i;
        work->amount = experiment->amounts[i];
        work->ticks_per_ns = places[i].ticks_per_ns;
    }
    if (guard->state_init)
        guard->state_init(memory->seats[0].work.lock, experiment);
}

static void touch(void *lab, uint32_t task)
{
    const struct work *work = balance_live_work(lab, task);
    os_memory_prepare(work->journal, experiment_updates_per_worker(work->experiment) * sizeof *work->journal);
    os_memory_prepare(work->times, stamp_room(work->experiment) * sizeof *work->times);
    os_memory_prepare(work->notes, work->notes_capacity * sizeof *work->notes);
}

// ---- work ----------------------------------------------------------------------------------------------------------

static void work(void *lab, uint32_t task)
{
    struct memory *memory = lab;
    struct seat *seat = &memory->seats[task];
    const bool own = memory->experiment->memory == MEMORY_PRIVATE;
    if (own)
        seat->work.cell = &own_cell;
    if (seat->work.baton)
        driven_run(&seat->work);
    else
        guard_of(memory->experiment)->run(&seat->work);
    if (own)
        seat->final_cell = atomic_load_explicit(&own_cell, memory_order_relaxed); // nobody else writes it
}

static uint64_t steps_made(const void *lab, uint32_t task)
{
    return ((const struct memory *)lab)->seats[task].work.sequence;
}

// ---- what the dead left --------------------------------------------------------------------------------------------

// The highest sequence number + 1 of a worker's versions in one journal.
static uint64_t seen_in(const uint32_t *journal, uint64_t length, uint32_t worker, uint64_t so_far)
{
    for (uint64_t i = 0; i < length; i++) {
        const uint32_t version = journal[i];
        if (version != VERSION_START && version_worker(version) == worker && version_sequence(version) + 1u > so_far)
            so_far = version_sequence(version) + 1u;
    }
    return so_far;
}

// How many updates of a worker that died are certain. Its own journal does not count: the last entry may have had
// no store.
static uint64_t updates_of_the_dead(const struct memory *memory, const struct task_account *accounts, uint32_t dead)
{
    const uint32_t last = cell_version(atomic_load_explicit(memory->cell, memory_order_relaxed));
    uint64_t updates = seen_in(&last, 1, dead, accounts[dead].progress);
    for (uint32_t i = 0; i < memory->experiment->count; i++)
        if (i != dead)
            updates = seen_in(memory->seats[i].work.journal, accounts[i].steps, dead, updates);
    return updates;
}

// With several dead, what one has seen of another may itself become certain: repeated until nothing changes.
static void count_updates(const struct memory *memory, struct task_account *accounts)
{
    const uint32_t count = memory->experiment->count;
    bool changed = false;
    for (uint32_t i = 0; i < count; i++) {
        accounts[i].steps = accounts[i].finished ? steps_made(memory, i) : accounts[i].progress;
        changed |= !accounts[i].finished;
    }
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < count; i++) {
            if (accounts[i].finished)
                continue;
            const uint64_t certain = updates_of_the_dead(memory, accounts, i);
            changed |= certain > accounts[i].steps;
            accounts[i].steps = certain > accounts[i].steps ? certain : accounts[i].steps;
        }
    }
}

// A process killed in the middle of noting something may leave half of a note (the rest of it 0), and one that is ahead
// of its certain updates.
static uint64_t mend_notes(struct work *work, uint64_t updates)
{
    struct note *notes = work->notes;
    uint64_t count = work->counts.notes;
    while (count > 0 && (notes[count - 1].kind == 0 || notes[count - 1].ticks == 0))
        count--;
    for (uint64_t i = count; i > 0 && notes[i - 1].step > updates; i--)
        notes[i - 1].step = (uint32_t)updates;
    return count;
}

// One killed between a store and its time stamp leaves the stamp out: the store came no earlier than what was
// stamped last.
static void mend_times(struct work *work, uint64_t updates, uint64_t started_ticks)
{
    const uint64_t stamps = stamps_of(work->experiment, updates);
    uint64_t last = started_ticks;
    for (uint64_t i = 0; i < stamps; i++) {
        if (work->times[i] == 0)
            work->times[i] = last;
        last = work->times[i];
    }
}

static void settle(void *lab, struct task_account *accounts, uint64_t started_ticks)
{
    struct memory *memory = lab;
    count_updates(memory, accounts);
    for (uint32_t i = 0; i < memory->experiment->count; i++) {
        struct task_account *account = &accounts[i];
        struct seat *seat = &memory->seats[i];
        memory->updates[i] = account->steps;
        seat->mortal_end = !account->finished;
        account->notes = account->finished ? seat->work.counts.notes : mend_notes(&seat->work, account->steps);
        account->notes_dropped = seat->work.counts.notes_dropped;
        account->kept = seat->work.notes;
        if (!account->finished)
            mend_times(&seat->work, account->steps, started_ticks);
    }
}

// ---- sealing -------------------------------------------------------------------------------------------------------

static struct balance_worker figures_of(const struct memory *memory, uint32_t index)
{
    const struct seat *seat = &memory->seats[index];
    const uint64_t updates = memory->updates[index];
    struct balance_worker worker = {
        .updates = updates,
        .final_cell = seat->final_cell,
        .retries = seat->work.counts.retries,
        .amount = seat->work.amount,
    };
    // Nobody but the dead worker itself saw its own memory: its balance is what its certain updates left.
    if (memory->experiment->memory == MEMORY_PRIVATE && seat->mortal_end && updates > 0)
        worker.final_cell = cell_make(updates_net(worker.amount, updates), version_make(index, (uint32_t)updates - 1));
    return worker;
}

static struct use use_of(const struct work_counts *counts, uint32_t lock, bool gil)
{
    return (struct use){
        .acquisitions = counts->acquisitions[lock],
        .contended = counts->contended[lock],
        .wait_ticks = counts->wait_ticks[lock],
        .hold_ticks = counts->hold_ticks[lock],
        .switches = gil ? counts->gil_switches : 0,
        .requests = gil ? counts->gil_requests : 0,
        .timeouts = gil ? counts->gil_timeouts : 0,
    };
}

static void seal(void *lab, struct recording *recording, struct use *uses)
{
    struct memory *memory = lab;
    const struct experiment *experiment = memory->experiment;
    struct balance_books *books = memory->books;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    balance_books_attach(books, recording);
    books->run.sample_every = sample_every((enum timing_kind)experiment->timing);
    if (experiment->memory != MEMORY_PRIVATE)
        books->run.final_cell = atomic_load_explicit(memory->cell, memory_order_relaxed);
    for (uint32_t w = 0; w < experiment->count; w++) {
        const struct work *left = &memory->seats[w].work;
        books->workers[w] = figures_of(memory, w);
        for (uint32_t lock = 0; lock < recording->resource_count; lock++)
            uses[w * recording->resource_count + lock] = use_of(&left->counts, lock, (int)lock == gil);
        balance_books_set(books, recording, w, left->journal, left->times);
    }
}

const struct lab_live balance_live = {
    .steps = steps,
    .lay_out = lay_out,
    .prepare = prepare,
    .touch = touch,
    .work = work,
    .steps_made = steps_made,
    .settle = settle,
    .seal = seal,
};
