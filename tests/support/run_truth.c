// The invariants of a real run, one function a kind. Each tells the first thing that does not hold.
#include "run_truth.h"

#include "lab/common_settings.h"
#include "labs/balance/books.h"
#include "labs/balance/guard.h"
#include "labs/balance/setting_rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *run_line(const struct experiment *experiment, char buffer[RUN_LINE_BYTES])
{
    snprintf(buffer, RUN_LINE_BYTES,
             "%s %s, %" PRIu32 " %s, %s memory, %" PRIu32 " cores, %" PRIu64 " iterations, timing %s",
             guard_of(experiment)->name, python_name((enum python_version)experiment->python), experiment->count,
             worker_kind_name((enum worker_kind)experiment->workers),
             memory_kind_name((enum memory_kind)experiment->memory), experiment->cores, experiment->iterations,
             timing_kind_name((enum timing_kind)experiment->timing));
    return buffer;
}

static bool __attribute__((format(printf, 2, 3))) wrong(struct run_truth *truth, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(truth->wrong, sizeof truth->wrong, format, arguments);
    va_end(arguments);
    return false;
}

static bool is_dead(const struct task *worker) { return worker->end == TASK_EXITED || worker->end == TASK_SIGNALED; }

uint32_t run_parent(const struct recording *recording, uint32_t version)
{
    struct stream stream = balance_stream(recording, version_worker(version));
    struct stream_run run;
    while (stream_next(&stream, &run) && run.first <= version_sequence(version))
        if (run.first == version_sequence(version))
            return run.parent;
    return version - 1;
}

// ---- books ----------------------------------------------------------------------------------------------------------

// What is found of each worker's updates.
struct found {
    uint32_t *parents[WORKERS_MAX];
    uint8_t *survives[WORKERS_MAX];
};

static bool stream_holds(struct run_truth *truth, const struct recording *recording, uint32_t w)
{
    const uint32_t words = balance_worker(recording, w)->words;
    if (!balance_in_streams(recording) || !stream_is_whole(balance_stream(recording, w)))
        return wrong(truth, "the journal of worker %u is no stream", w + 1);
    if (words > balance_updates(recording, w) + STREAM_EXTRA_PACKED)
        return wrong(truth, "the journal of worker %u takes %u words for %" PRIu64 " updates", w + 1, words,
                     balance_updates(recording, w));
    return true;
}

static bool parents_hold(struct run_truth *truth, const struct recording *recording, uint32_t w,
                         const uint32_t *parents)
{
    for (uint64_t i = 0; i < balance_updates(recording, w); i++) {
        const uint32_t parent = parents[i];
        if (parent == VERSION_START)
            continue;
        const uint32_t other = version_worker(parent), sequence = version_sequence(parent);
        if (parent <= VERSION_SEQUENCE_MASK || other >= experiment_of(recording)->count ||
            sequence >= balance_updates(recording, other) || (other == w && sequence >= i))
            return wrong(truth, "update %" PRIu64 " of worker %u has read version %u of worker %u", i, w + 1, sequence,
                         other + 1);
    }
    return true;
}

// Follows the parents from a cell to the start, marking. The sum of what is met must be the cell's balance.
static bool walk(struct run_truth *truth, const struct recording *recording, uint64_t cell, const struct found *found)
{
    int64_t sum = 0;
    for (uint32_t version = cell_version(cell); version != VERSION_START;) {
        const uint32_t w = version_worker(version), sequence = version_sequence(version);
        if (w >= experiment_of(recording)->count || sequence >= balance_updates(recording, w))
            return wrong(truth, "the path leads to update %u of worker %u, which was not made", sequence, w + 1);
        if (found->survives[w][sequence]++)
            return wrong(truth, "the path comes twice to update %u of worker %u", sequence, w + 1);
        sum += sequence % 2 ? -balance_amount(recording, w) : balance_amount(recording, w);
        truth->survived++;
        version = found->parents[w][sequence];
    }
    if (sum != cell_balance(cell))
        return wrong(truth, "the survivors sum to %" PRId64 ", the final balance is %" PRId32, sum, cell_balance(cell));
    truth->final += sum;
    return true;
}

static bool books_hold(struct run_truth *truth, const struct recording *recording, const struct found *found)
{
    const struct experiment *experiment = experiment_of(recording);
    const bool own = experiment->memory == MEMORY_PRIVATE;
    for (uint32_t w = 0; w < experiment->count; w++)
        if (!parents_hold(truth, recording, w, found->parents[w]) ||
            (own && !walk(truth, recording, balance_own_cell(recording, w), found)))
            return false;
    if (!own && !walk(truth, recording, balance_final_cell(recording), found))
        return false;
    for (uint32_t w = 0; w < experiment->count; w++) {
        for (uint64_t i = 0; i < balance_updates(recording, w); i++) {
            const int32_t change = i % 2 ? -experiment->amounts[w] : experiment->amounts[w];
            truth->expected += change;
            truth->lost_net += found->survives[w][i] ? 0 : change;
        }
        truth->updates += balance_updates(recording, w);
    }
    if (truth->final + truth->lost_net != truth->expected)
        return wrong(truth, "final %" PRId64 " + lost %" PRId64 " is not the expected %" PRId64, truth->final,
                     truth->lost_net, truth->expected);
    if (truth->survived > truth->updates)
        return wrong(truth, "%" PRIu64 " survivors of %" PRIu64 " updates", truth->survived, truth->updates);
    if (guard_keeps_all(experiment) && truth->survived != truth->updates)
        return wrong(truth, "the guard kept %" PRIu64 " of %" PRIu64 " updates", truth->survived, truth->updates);
    return true;
}

static bool count_books(struct run_truth *truth, const struct recording *recording)
{
    struct found found = { { NULL }, { NULL } };
    bool hold = true;
    for (uint32_t w = 0; hold && w < experiment_of(recording)->count; w++) {
        const size_t updates = (size_t)balance_updates(recording, w);
        found.survives[w] = calloc(updates + 1, 1);
        found.parents[w] = malloc((updates + 1) * sizeof *found.parents[w]);
        hold = found.survives[w] && found.parents[w] ? stream_holds(truth, recording, w)
                                                     : wrong(truth, "no memory for the test");
        if (hold)
            stream_expand(balance_stream(recording, w), found.parents[w]);
    }
    hold = hold && books_hold(truth, recording, &found);
    for (uint32_t w = 0; w < WORKERS_MAX; w++) {
        free(found.survives[w]);
        free(found.parents[w]);
    }
    return hold;
}

// ---- who and when ---------------------------------------------------------------------------------------------------

static bool is_complete(struct run_truth *truth, const struct recording *recording, uint32_t w)
{
    const struct task *worker = &recording->tasks[w];
    const uint64_t updates = balance_updates(recording, w);
    const uint64_t whole = experiment_updates_per_worker(experiment_of(recording));
    if (recording->facts->ended == RUN_COMPLETE && (worker->end != TASK_DONE || updates != whole))
        return wrong(truth, "a complete run in which worker %u ended %u with %" PRIu64 " of %" PRIu64 " updates", w + 1,
                     worker->end, updates, whole);
    if (!is_dead(worker) && experiment_of(recording)->scheduled == SCHEDULE_FREE && updates % 2)
        return wrong(truth, "worker %u left in the middle of an iteration, after %" PRIu64 " updates", w + 1, updates);
    return true;
}

static bool ids_hold(struct run_truth *truth, const struct recording *recording, uint32_t w)
{
    const struct task *worker = &recording->tasks[w];
    const bool process = experiment_of(recording)->workers == WORKERS_PROCESSES;
    const int64_t self = getpid();
    if (process ? worker->pid == self || worker->tid != worker->pid || worker->parent_pid != self
                : worker->pid != self || worker->tid == self || worker->parent_pid != getppid())
        return wrong(truth, "worker %u of %" PRId64 ": pid %" PRId64 ", tid %" PRId64 ", parent %" PRId64, w + 1, self,
                     worker->pid, worker->tid, worker->parent_pid);
    for (uint32_t other = 0; other < w; other++)
        if (recording->tasks[other].tid == worker->tid)
            return wrong(truth, "workers %u and %u have the same tid %" PRId64, other + 1, w + 1, worker->tid);
    return true;
}

static bool moments_hold(struct run_truth *truth, const struct recording *recording, uint32_t w)
{
    const struct run_facts *facts = recording->facts;
    const struct task *worker = &recording->tasks[w];
    const uint64_t moments[] = { facts->began_ns,     worker->created_ns,  worker->started_ns, worker->entered_ns,
                                 worker->released_ns, worker->finished_ns, worker->joined_ns,  facts->ended_ns };
    uint64_t last = 0;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        if (moments[i] == 0 && recording->facts->ended == RUN_COMPLETE)
            return wrong(truth, "worker %u: moment %zu never came in a complete run", w + 1, i);
        if (moments[i] && moments[i] < last)
            return wrong(truth, "worker %u: moment %zu is %" PRIu64 ", after %" PRIu64, w + 1, i, moments[i], last);
        last = moments[i] ? moments[i] : last;
    }
    if (worker->released_ns && (facts->released_ns == 0 || worker->released_ns < facts->released_ns))
        return wrong(truth, "worker %u left at %" PRIu64 ", before the start at %" PRIu64, w + 1, worker->released_ns,
                     facts->released_ns);
    if (recording->facts->ended == RUN_COMPLETE && worker->cpu_ns == 0)
        return wrong(truth, "worker %u used no cpu time", w + 1);
    if (worker->first_cpu >= 1u << 13)
        return wrong(truth, "worker %u began on cpu %u", w + 1, worker->first_cpu);
    return true;
}

// Updates made at a stamp, and its ticks, in either form.
static struct balance_stamp stamp_of(const struct recording *recording, uint32_t w, uint64_t i)
{
    if (balance_is_stamped(recording))
        return balance_stamps(recording, w)[i];
    return (struct balance_stamp){ .ticks = balance_times(recording, w)[i], .made = (uint32_t)i + 1 };
}

static bool stamps_hold(struct run_truth *truth, const struct recording *recording, uint32_t w)
{
    const struct run_facts *facts = recording->facts;
    const uint64_t every = balance_sample_every(recording), updates = balance_updates(recording, w);
    const uint64_t count = every ? balance_time_count(recording, w) : 0;
    const uint32_t timing = experiment_of(recording)->timing;
    if ((timing == TIMING_OFF) != (every == 0) || (timing == TIMING_FULL) != (every == 1) ||
        (timing == TIMING_SAMPLED) != balance_is_stamped(recording) ||
        (balance_own_times(recording, w) != NULL) != (every != 0))
        return wrong(truth, "worker %u is timed every %" PRIu64 " updates", w + 1, every);
    struct balance_stamp last = { .ticks = facts->tick0 };
    for (uint64_t i = 0; i < count; i++) {
        const struct balance_stamp stamp = stamp_of(recording, w, i);
        if (stamp.ticks < last.ticks || stamp.ticks > facts->tick1)
            return wrong(truth,
                         "worker %u: stamp %" PRIu64 " of %" PRIu64 " is %" PRIu64 ", not from %" PRIu64 " to %" PRIu64,
                         w + 1, i, count, stamp.ticks, last.ticks, facts->tick1);
        if (stamp.made - last.made > every || stamp.made > updates || (i > 0 && stamp.made <= last.made))
            return wrong(truth, "worker %u: stamp %" PRIu64 " of %" PRIu64 " after %u updates, the one before %u",
                         w + 1, i, count, stamp.made, last.made);
        last = stamp;
    }
    // Of one that was killed the last may be missing.
    if (every && !is_dead(&recording->tasks[w]) && updates - last.made >= every + (every == 1 ? 0 : 1))
        return wrong(truth, "worker %u: no stamp after %u of %" PRIu64 " updates", w + 1, last.made, updates);
    return true;
}

// ---- notes ----------------------------------------------------------------------------------------------------

// What one worker's events add up to, by lock.
struct tally {
    uint64_t kinds[GUARD_LOCKS_MAX][NOTE_HANDED + 1];
    uint64_t wait_ticks[GUARD_LOCKS_MAX], hold_ticks[GUARD_LOCKS_MAX];
    uint64_t since[GUARD_LOCKS_MAX], acquired[GUARD_LOCKS_MAX];
    bool waiting[GUARD_LOCKS_MAX], held[GUARD_LOCKS_MAX];
    bool honoured, released;
    bool owes; // let go of the GIL when asked, with somebody waiting: goes on only once it is handed over
};

// One event after the others; false where it cannot follow them.
static bool follows(struct tally *tally, const struct note *event, bool full, bool bytecode)
{
    const unsigned lock = event->resource;
    const bool all_noted = full || (bytecode && lock == 0); // of this lock, waited for or not
    const bool gil_released = tally->released, honoured = tally->honoured;
    if (tally->owes && event->kind != NOTE_HANDED)
        return false;
    tally->owes = false;
    tally->released = false;
    if (event->kind != NOTE_RELEASED)
        tally->honoured = false;
    tally->kinds[lock][event->kind]++;
    switch (event->kind) {
    case NOTE_WAITS:
        tally->since[lock] = event->ticks;
        tally->waiting[lock] = true;
        return (!all_noted || !tally->held[lock]) &&
               tally->kinds[lock][NOTE_WAITS] <= tally->kinds[lock][NOTE_ACQUIRED] + 1;
    case NOTE_ACQUIRED:
        if (tally->waiting[lock])
            tally->wait_ticks[lock] += event->ticks - tally->since[lock];
        else if (!all_noted)
            return false;
        if (all_noted && tally->held[lock])
            return false;
        tally->waiting[lock] = false;
        tally->held[lock] = true;
        tally->acquired[lock] = event->ticks;
        return true;
    case NOTE_RELEASED:
        if (all_noted && !tally->held[lock])
            return false;
        tally->held[lock] = false;
        tally->hold_ticks[lock] += event->ticks - tally->acquired[lock];
        tally->released = lock == 0;
        tally->owes = lock == 0 && honoured && event->other != 0;
        return !tally->waiting[lock];
    case NOTE_TIMED_OUT:
        return tally->waiting[0];
    case NOTE_REQUESTED:
        return tally->waiting[0] && tally->kinds[0][NOTE_REQUESTED] <= tally->kinds[0][NOTE_TIMED_OUT];
    case NOTE_HONOURED:
        tally->honoured = true;
        return tally->held[0];
    case NOTE_HANDED:
        return gil_released && honoured;
    default:
        return false;
    }
}

static bool sums_hold(struct run_truth *truth, const struct recording *recording, uint32_t w, const struct tally *tally)
{
    const struct guard *guard = guard_of(experiment_of(recording));
    const bool full = experiment_of(recording)->timing == TIMING_FULL;
    const uint64_t updates = balance_updates(recording, w);
    for (int lock = 0; lock < guard->lock_count; lock++) {
        const struct use use = recording_use(recording, w, (uint32_t)lock);
        const uint64_t *kinds = tally->kinds[lock];
        const bool gil = guard->bytecode && lock == 0;
        const struct {
            const char *what;
            uint64_t counted, noted;
        } pairs[] = {
            { "contended", use.contended, kinds[NOTE_WAITS] },
            { "acquisitions", full || gil ? use.acquisitions : kinds[NOTE_ACQUIRED], kinds[NOTE_ACQUIRED] },
            { "releases", full || gil ? use.acquisitions : kinds[NOTE_RELEASED], kinds[NOTE_RELEASED] },
            { "wait ticks", use.wait_ticks, tally->wait_ticks[lock] },
            { "hold ticks", full || gil ? use.hold_ticks : 0, full || gil ? tally->hold_ticks[lock] : 0 },
            { "time-outs", gil ? use.timeouts : 0, kinds[NOTE_TIMED_OUT] },
            { "requests", gil ? use.requests : 0, kinds[NOTE_REQUESTED] },
        };
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            if (pairs[i].counted != pairs[i].noted)
                return wrong(truth, "worker %u, lock %s: %" PRIu64 " %s counted, %" PRIu64 " noted", w + 1,
                             guard->locks[lock].name, pairs[i].counted, pairs[i].what, pairs[i].noted);
        }
        if (!gil && use.acquisitions != updates / 2)
            return wrong(truth, "worker %u took the %s %" PRIu64 " times in %" PRIu64 " iterations", w + 1,
                         guard->locks[lock].name, use.acquisitions, updates / 2);
        if (tally->waiting[lock])
            return wrong(truth, "worker %u still waits for the %s at the end", w + 1, guard->locks[lock].name);
    }
    return true;
}

// Of a driven run: a load of its listing.
static bool is_load(const struct recording *recording, const struct note *event)
{
    const struct program *program = guard_program(experiment_of(recording));
    return event->kind == NOTE_AT && event->resource == 0 && event->other < program->step_count &&
           program->steps[event->other].kind == STEP_LOAD;
}

// Each update of a driven run has noted its load, once, where anything is timed; its last may have had no store any more.
static bool loads_hold(struct run_truth *truth, const struct recording *recording, uint32_t w, uint64_t loads)
{
    const struct experiment *experiment = experiment_of(recording);
    const struct task *worker = &recording->tasks[w];
    const bool noted =
        experiment->scheduled == SCHEDULE_DRIVEN && experiment->timing != TIMING_OFF && !guard_is_one_step(experiment);
    const uint64_t updates = noted ? balance_updates(recording, w) : 0;
    if (worker->notes_dropped || is_dead(worker) || loads == updates || (noted && loads == updates + 1))
        return true;
    return wrong(truth, "worker %u noted %" PRIu64 " loads of %" PRIu64 " updates", w + 1, loads, updates);
}

static bool events_hold(struct run_truth *truth, const struct recording *recording, uint32_t w)
{
    const struct task *worker = &recording->tasks[w];
    const struct guard *guard = guard_of(experiment_of(recording));
    const bool full = experiment_of(recording)->timing == TIMING_FULL;
    struct tally tally = { 0 };
    uint64_t ticks = recording->facts->tick0;
    uint64_t loads = 0;
    uint32_t update = 0;
    for (uint64_t i = 0; i < worker->notes; i++)
        loads += is_load(recording, &recording->notes[w][i]);
    if (!loads_hold(truth, recording, w, loads))
        return false;
    if (guard->lock_count == 0 && worker->notes - loads + worker->notes_dropped + recording->resource_count)
        return wrong(truth, "worker %u has %" PRIu64 " events of a lock that is not there", w + 1, worker->notes);
    for (uint64_t i = 0; i < worker->notes; i++) {
        const struct note *event = &recording->notes[w][i];
        const bool load = is_load(recording, event);
        if ((!load && (event->resource >= guard->lock_count || event->kind < NOTE_WAITS || event->kind > NOTE_HANDED ||
                       event->other > experiment_of(recording)->count)) ||
            event->ticks < ticks || event->step < update || event->step > balance_updates(recording, w) ||
            event->ticks > recording->facts->tick1)
            return wrong(truth,
                         "worker %u, event %" PRIu64 ": kind %u, lock %u, other %u, update %u after %u, ticks %" PRIu64
                         " after %" PRIu64,
                         w + 1, i, event->kind, event->resource, event->other, event->step, update, event->ticks,
                         ticks);
        if (!load && worker->notes_dropped == 0 && !follows(&tally, event, full, guard->bytecode))
            return wrong(truth, "worker %u, event %" PRIu64 " of %" PRIu64 ": kind %u of lock %u cannot come there",
                         w + 1, i, worker->notes, event->kind, event->resource);
        ticks = event->ticks;
        update = event->step;
    }
    return is_dead(worker) || worker->notes_dropped || sums_hold(truth, recording, w, &tally);
}

// ---- kernel records -------------------------------------------------------------------------------------------------

static bool switches_hold(struct run_truth *truth, const struct recording *recording)
{
    const struct run_facts *facts = recording->facts;
    uint64_t ins[WORKERS_MAX] = { 0 }, exits[WORKERS_MAX] = { 0 };
    uint64_t last = 0, lost = 0;
    truth->kernel_records = facts->states_source == STATES_KERNEL;
    if (!truth->kernel_records)
        return recording->switch_count == 0 && facts->states_reason[0]
                   ? true
                   : wrong(truth, "no kernel records, and no reason");
    for (size_t i = 0; i < recording->switch_count; i++) {
        const struct switch_record *record = &recording->switches[i];
        const bool is_lost = record->kind == SWITCH_LOST;
        if (record->ns < last || (!is_lost && record->task >= experiment_of(recording)->count))
            return wrong(truth, "switch record %zu: worker %u, %" PRIu64 " after %" PRIu64, i, record->task + 1u,
                         record->ns, last);
        last = record->ns;
        lost += is_lost ? record->cpu : 0;
        ins[is_lost ? 0 : record->task] += record->kind == SWITCH_IN;
        exits[is_lost ? 0 : record->task] += record->kind == SWITCH_EXIT;
    }
    for (uint32_t w = 0; w < experiment_of(recording)->count && !facts->lost_switch_records && !lost; w++) {
        if (ins[w] == 0 || exits[w] != 1)
            return wrong(truth,
                         "worker %u was switched in %" PRIu64 " times and exited %" PRIu64
                         " times by the kernel's records",
                         w + 1, ins[w], exits[w]);
    }
    return true;
}

bool run_truth_of(struct run_truth *truth, const struct recording *recording)
{
    *truth = (struct run_truth){ 0 };
    if (recording->facts->supervisor_pid != getpid())
        return wrong(truth, "supervisor %" PRId64 " is not %d", recording->facts->supervisor_pid, (int)getpid());
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        if (!is_complete(truth, recording, w) || !ids_hold(truth, recording, w) || !moments_hold(truth, recording, w) ||
            !stamps_hold(truth, recording, w) || !events_hold(truth, recording, w))
            return false;
    if (!switches_hold(truth, recording) || !count_books(truth, recording))
        return false;
    const struct status status = recording_verify(recording); // what a saved run must be when it is opened again
    return status.kind == STATUS_OK || wrong(truth, "recording_verify: %s", status.message);
}
