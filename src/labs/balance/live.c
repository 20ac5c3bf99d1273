// Memory, work and sealing of the balance.
//
// A worker process that was killed could not say how far it came. Its journal entry is written before the store, so
// every version that anyone has seen has its entry: what counts is what it had reported, or the highest of its
// versions that is in any journal or in the balance. Anything after that nobody has seen, so leaving it out changes
// no book.
//
// Journals and stamps have room for the worst, where every read is of somebody else's store, and mostly need next to none of
// it: of their memory only the beginning is taken before the start, the rest as it is written to.
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

enum {
    TAKEN_BYTES = 32 << 20, // of all journals together, before the start
};

static uint64_t words_room(const struct experiment *experiment)
{
    return experiment_updates_per_worker(experiment) + STREAM_EXTRA;
}

static uint64_t times_room(const struct experiment *experiment)
{
    return experiment->timing == TIMING_FULL ? experiment_updates_per_worker(experiment) : 0;
}

// See work_stamps_most.
static uint64_t stamps_room(const struct experiment *experiment)
{
    return experiment->timing == TIMING_SAMPLED ? work_stamps_most(experiment_updates_per_worker(experiment)) : 0;
}

// Every time the GIL changes hands in a driven run it is taken and given back, however long the run takes.
static uint64_t gil_notes_of(const struct experiment *experiment, const struct turn_list *turns, uint32_t worker)
{
    uint64_t stretches = 0;
    for (uint32_t i = 0; turns && experiment_has_gil(experiment) && i < turns->count; i++)
        stretches += turns->turns[i].worker == worker && (i == 0 || turns->turns[i - 1].worker != worker);
    return stretches * 2;
}

// Every load of a driven run (driven.h).
static uint64_t load_notes_of(const struct experiment *experiment, const struct turn_list *turns)
{
    return turns && experiment->timing != TIMING_OFF ? experiment_updates_per_worker(experiment) : 0;
}

// What is there from the beginning.
static void lay_out_worker(struct layout *layout, struct work *work, const struct experiment *experiment,
                           uint64_t notes_capacity)
{
    uint64_t *times = layout_take(layout, times_room(experiment) * sizeof *times);
    struct note *notes = layout_take(layout, notes_capacity * sizeof *notes);
    if (!work)
        return;
    work->times = times;
    work->notes = notes;
    work->notes_capacity = notes_capacity;
}

// What is taken as it is written to.
static void lay_out_journal(struct layout *layout, struct work *work, const struct experiment *experiment)
{
    uint32_t *words = layout_take(layout, words_room(experiment) * sizeof *words);
    struct balance_stamp *stamps = layout_take(layout, stamps_room(experiment) * sizeof *stamps);
    if (!work)
        return;
    work->journal.words = words;
    work->stamps = stamps;
}

// The baton, with a copy of the turns.
static struct baton *lay_out_baton(struct layout *layout, const struct turn_list *turns, bool near)
{
    struct baton *baton = layout_take(layout, sizeof *baton);
    struct turn *copy = layout_take(layout, turns->count * sizeof *copy);
    if (layout->base) {
        if (turns->count)
            memcpy(copy, turns->turns, turns->count * sizeof *copy);
        baton_init(baton, &(struct turn_list){ copy, turns->count }, near);
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
    struct baton *baton = turns ? lay_out_baton(layout, turns, plan->kind == WORKERS_THREADS) : NULL;
    layout_end_shared(layout);
    const uint64_t capacity = experiment_notes_capacity(experiment);
    for (uint32_t i = 0; i < experiment->count; i++) {
        struct work *work = memory ? &seats[i].work : NULL;
        lay_out_worker(layout, work, experiment,
                       capacity + gil_notes_of(experiment, turns, i) + load_notes_of(experiment, turns));
        if (!work)
            continue;
        work->cell = cell;
        work->lock = lock;
        work->baton = baton;
    }
    layout_end_present(layout);
    for (uint32_t i = 0; i < experiment->count; i++)
        lay_out_journal(layout, memory ? &seats[i].work : NULL, experiment);
    if (memory)
        *memory = (struct memory){ .cell = cell, .seats = seats, .books = books };
    return memory;
}

// The beginning of a worker's journal, and of its stamps.
static void take_journal(const struct work *work)
{
    const struct experiment *experiment = work->experiment;
    const size_t most = TAKEN_BYTES / experiment->count;
    const size_t words = words_room(experiment) * sizeof *work->journal.words;
    const size_t stamps = stamps_room(experiment) * sizeof *work->stamps;
    os_memory_prepare(work->journal.words, words < most ? words : most);
    os_memory_prepare(work->stamps, stamps < most / 4 ? stamps : most / 4);
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
        take_journal(work);
    }
    if (guard->state_init)
        guard->state_init(memory->seats[0].work.lock, experiment);
}

static void touch(void *lab, uint32_t task)
{
    const struct work *work = balance_live_work(lab, task);
    take_journal(work);
    os_memory_prepare(work->times, times_room(work->experiment) * sizeof *work->times);
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

static void call(void *lab)
{
    struct baton *baton = ((struct memory *)lab)->seats[0].work.baton;
    if (baton)
        baton_call(baton);
}

static uint64_t steps_made(const void *lab, uint32_t task)
{
    return ((const struct memory *)lab)->seats[task].work.sequence;
}

// ---- what the dead left --------------------------------------------------------------------------------------------

// What a worker wrote of so many updates. Of one that died it is not known how long it is: what follows was never written.
static struct stream written(const struct memory *memory, const struct task_account *account, uint32_t worker)
{
    const struct stream_writer *journal = &memory->seats[worker].work.journal;
    const uint32_t updates = (uint32_t)account->steps;
    return account->finished ? stream_of(journal->words, journal->count, worker, updates)
                             : stream_left(journal->words, words_room(memory->experiment), worker, updates);
}

// The highest sequence number + 1 of a worker's versions that a stream names.
static uint64_t seen_in(struct stream stream, uint32_t worker, uint64_t so_far)
{
    struct stream_run run;
    while (stream_next(&stream, &run))
        if (run.parent != VERSION_START && version_worker(run.parent) == worker &&
            version_sequence(run.parent) + 1u > so_far)
            so_far = version_sequence(run.parent) + 1u;
    return so_far;
}

// How many updates of a worker that died are certain. Its own journal does not count: the last entry may have had
// no store.
static uint64_t updates_of_the_dead(const struct memory *memory, const struct task_account *accounts, uint32_t dead)
{
    const uint32_t last = cell_version(atomic_load_explicit(memory->cell, memory_order_relaxed));
    uint64_t updates = accounts[dead].progress;
    if (last != VERSION_START && version_worker(last) == dead && version_sequence(last) + 1u > updates)
        updates = version_sequence(last) + 1u;
    for (uint32_t i = 0; i < memory->experiment->count; i++)
        if (i != dead)
            updates = seen_in(written(memory, &accounts[i], i), dead, updates);
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
    const uint64_t count = work->times ? updates : 0;
    uint64_t last = started_ticks;
    for (uint64_t i = 0; i < count; i++) {
        if (work->times[i] == 0)
            work->times[i] = last;
        last = work->times[i];
    }
}

// Those that were finished, of updates that count.
static void mend_stamps(struct work *work, uint64_t updates)
{
    const uint64_t room = stamps_room(work->experiment);
    uint32_t count = 0;
    while (count < room && work->stamps[count].ticks != 0 && work->stamps[count].made <= updates &&
           (count == 0 || work->stamps[count].made > work->stamps[count - 1].made))
        count++;
    work->stamp_count = count;
}

// The journal as it is kept: no longer than it may be, and with nothing behind the updates that count.
static void mend_journal(const struct memory *memory, const struct task_account *account, uint32_t worker)
{
    struct stream_writer *journal = &memory->seats[worker].work.journal;
    const uint64_t words_most = account->steps ? account->steps + STREAM_EXTRA_PACKED : 0;
    if (account->finished && journal->count <= words_most)
        return;
    const struct stream left = written(memory, account, worker);
    journal->count = stream_pack(journal->words, left.count, worker, left.updates);
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
        mend_journal(memory, account, i);
        if (!account->finished) {
            mend_times(&seat->work, account->steps, started_ticks);
            mend_stamps(&seat->work, account->steps);
        }
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
        .words = (uint32_t)seat->work.journal.count,
        .stamps = seat->work.stamp_count,
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

// Updates per time stamp at the most. Whoever goes through a listing step by step stamps more often, at no cost that would
// show beside its steps.
static uint32_t sample_every(const struct memory *memory)
{
    static const uint32_t of_loop[TIMING_COUNT] = { [TIMING_SAMPLED] = WORK_BEAT, [TIMING_FULL] = 1 };
    const bool steps = memory->seats[0].work.baton || guard_of(memory->experiment)->bytecode;
    const enum timing_kind timing = (enum timing_kind)memory->experiment->timing;
    return steps && timing == TIMING_SAMPLED ? TIMING_SAMPLE_EVERY : of_loop[timing];
}

static void seal(void *lab, struct recording *recording, struct use *uses)
{
    struct memory *memory = lab;
    const struct experiment *experiment = memory->experiment;
    struct balance_books *books = memory->books;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    balance_books_attach(books, recording);
    books->run.sample_every = sample_every(memory);
    books->run.form = BALANCE_STREAMS | (experiment->timing == TIMING_SAMPLED ? BALANCE_STAMPS : 0);
    if (experiment->memory != MEMORY_PRIVATE)
        books->run.final_cell = atomic_load_explicit(memory->cell, memory_order_relaxed);
    for (uint32_t w = 0; w < experiment->count; w++) {
        const struct work *left = &memory->seats[w].work;
        books->workers[w] = figures_of(memory, w);
        for (uint32_t lock = 0; lock < recording->resource_count; lock++)
            uses[w * recording->resource_count + lock] = use_of(&left->counts, lock, (int)lock == gil);
        balance_books_set(books, recording, w, left->journal.words,
                          left->stamps ? (const void *)left->stamps : left->times);
    }
}

const struct lab_live balance_live = {
    .steps = steps,
    .lay_out = lay_out,
    .prepare = prepare,
    .touch = touch,
    .work = work,
    .call = call,
    .steps_made = steps_made,
    .settle = settle,
    .seal = seal,
};
