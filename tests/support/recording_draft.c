// See recording_draft.h. Changes and repairs are one table each.
#include "recording_draft.h"
#include "labs/balance/experiment.h"

#include "recording_image.h"

#include "lab/settings.h"
#include "labs/balance/guard.h"

#include <stdlib.h>
#include <string.h>

static uint64_t below(struct random *random, uint64_t bound) { return random_below(random, bound); }
static uint64_t at_most(uint64_t value, uint64_t most) { return value < most ? value : most; }
static uint64_t at_least(uint64_t value, uint64_t least) { return value > least ? value : least; }
static uint64_t between(uint64_t value, uint64_t least, uint64_t most) { return at_most(at_least(value, least), most); }

static uint64_t stamps_of(const struct draft *draft, uint32_t worker)
{
    const uint32_t every = draft->facts.sample_every;
    return every ? (draft->workers[worker].updates + every - 1) / every : 0;
}

// ---- from and to a recording ---------------------------------------------------------------------------------------

bool draft_read(struct draft *draft, const struct recording *recording)
{
    memset(draft, 0, sizeof *draft);
    draft->experiment = *experiment_of(recording);
    draft->facts = *recording->facts;
    draft->switch_count = recording->switch_count;
    if (draft->switch_count > DRAFT_SWITCHES_MAX)
        return false;
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        const struct worker_facts *worker = &recording->workers[w];
        draft->workers[w] = *worker;
        if (worker->updates > DRAFT_UPDATES_MAX || worker->events > DRAFT_EVENTS_MAX)
            return false;
        memcpy(draft->journals[w], recording->journals[w], worker->updates * sizeof(uint32_t));
        if (recording->times[w])
            memcpy(draft->times[w], recording->times[w], stamps_of(draft, w) * sizeof(uint64_t));
        if (worker->events)
            memcpy(draft->events[w], recording->events[w], worker->events * sizeof(struct lock_event));
    }
    if (draft->switch_count)
        memcpy(draft->switches, recording->switches, draft->switch_count * sizeof(struct switch_record));
    return true;
}

size_t draft_write(const struct draft *draft, unsigned char *bytes, size_t most_bytes)
{
    struct file_table table;
    struct recording recording = { .plan = experiment_plan(&draft->experiment),
                                   .facts = &draft->facts,
                                   .workers = draft->workers,
                                   .switches = draft->switches,
                                   .switch_count = draft->switch_count };
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        recording.journals[w] = draft->journals[w];
        recording.times[w] = draft->times[w];
        recording.events[w] = draft->events[w];
    }
    format_layout(&table, experiment_plan(&draft->experiment), &draft->facts, draft->workers, draft->switch_count);
    if (table.header.file_bytes > most_bytes)
        return 0;
    memset(bytes, 0, (size_t)table.header.file_bytes);
    memcpy(bytes, &table, (size_t)format_table_bytes(table.header.section_count));
    for (uint32_t i = 0; i < table.header.section_count; i++) {
        const struct file_section *section = &table.sections[i];
        memcpy(bytes + section->offset, format_data(&recording, section), (size_t)section->bytes);
    }
    image_reseal(bytes, (size_t)table.header.file_bytes);
    return (size_t)table.header.file_bytes;
}

// ---- changes -------------------------------------------------------------------------------------------------------

// A number that is apt to break something, sometimes made from the one that stood there.
static uint64_t odd_number(const struct draft *draft, struct random *random, uint64_t was)
{
    const uint64_t choices[] = {
        0,
        1,
        was + 1,
        was - 1,
        was * 2,
        was ^ (uint64_t)1 << below(random, 64),
        UINT64_MAX,
        INT64_MAX,
        UINT32_MAX,
        random_next(random),
        random_next(random) >> below(random, 64),
        draft->facts.began_ns + below(random, 1000),
        draft->facts.ended_ns - below(random, 1000),
        draft->facts.released_ns,
        draft->facts.tick0 + below(random, 1000),
        draft->facts.tick1,
    };
    return choices[below(random, sizeof choices / sizeof *choices)];
}

static uint32_t any_worker(const struct draft *draft, struct random *random)
{
    return (uint32_t)below(random, draft->experiment.count);
}

static uint32_t any_version(const struct draft *draft, struct random *random)
{
    return random_one_in(random, 6)
               ? (uint32_t)odd_number(draft, random, 0)
               : version_make(any_worker(draft, random), (uint32_t)below(random, 1 + below(random, DRAFT_UPDATES_MAX)));
}

static void change_experiment(struct draft *draft, struct random *random)
{
    struct experiment *e = &draft->experiment;
    uint32_t *const small[] = { &e->guard,  &e->python, &e->workers, &e->memory,
                                &e->timing, &e->count,  &e->cores,   &e->program };
    uint64_t *const large[] = { &e->iterations,  &e->switch_interval_ns, &e->bytecode_cost_ns,
                                &e->deadline_ns, &e->io_every,           &e->io_ns,
                                &e->io_workers };
    if (random_one_in(random, 2)) {
        *small[below(random, 8)] = (uint32_t)below(random, random_one_in(random, 5) ? 64 : 9);
    } else {
        uint64_t *field = large[below(random, 7)];
        *field = odd_number(draft, random, *field);
    }
    e->scheduled = (uint8_t)random_one_in(random, 8);
    e->amounts[below(random, WORKERS_MAX)] = (int32_t)below(random, 1001);
}

static void change_facts(struct draft *draft, struct random *random)
{
    struct run_facts *f = &draft->facts;
    uint64_t *const fields[] = {
        &f->began_unix_ns, &f->began_ns, &f->released_ns,         &f->ended_ns, &f->tick0,
        &f->tick0_ns,      &f->tick1,    &f->lost_switch_records, &f->tick1_ns, &f->final_cell
    };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    if (random_one_in(random, 4)) {
        f->ended = (uint32_t)below(random, 4);
        f->states_source = (uint32_t)below(random, 2);
        f->machine_cpus = (uint32_t)odd_number(draft, random, 2);
    }
    if (random_one_in(random, 8))
        for (size_t i = 0, length = below(random, sizeof f->states_reason); i + 1 < length; i++)
            f->states_reason[i] = (char)(random_one_in(random, 20) ? below(random, 256) : 0x20 + below(random, 95));
}

static void change_worker(struct draft *draft, struct random *random)
{
    struct worker_facts *w = &draft->workers[any_worker(draft, random)];
    uint64_t *const fields[] = {
        &w->created_ns,     &w->started_ns,   &w->entered_ns,    &w->released_ns,     &w->finished_ns,
        &w->joined_ns,      &w->cpu_ns,       &w->final_cell,    &w->acquisitions[0], &w->acquisitions[1],
        &w->contended[0],   &w->contended[1], &w->wait_ticks[0], &w->wait_ticks[1],   &w->hold_ticks[0],
        &w->hold_ticks[1],  &w->retries,      &w->gil_switches,  &w->gil_requests,    &w->gil_timeouts,
        &w->events_dropped,
    };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    if (random_one_in(random, 4)) {
        w->end = (uint32_t)below(random, 4);
        w->end_code = (int32_t)odd_number(draft, random, 9);
        w->tid = (int64_t)odd_number(draft, random, (uint64_t)w->tid);
    }
}

static void change_lengths(struct draft *draft, struct random *random)
{
    struct worker_facts *w = &draft->workers[any_worker(draft, random)];
    if (random_one_in(random, 2))
        w->updates = below(random, 1 + below(random, DRAFT_UPDATES_MAX));
    else
        w->events = below(random, 1 + below(random, DRAFT_EVENTS_MAX));
    draft->switch_count = random_one_in(random, 4) ? below(random, 200) : draft->switch_count;
}

// A stretch of a journal: one version, a chain, a comb of another's, or anything.
static void change_journal(struct draft *draft, struct random *random)
{
    const uint32_t w = any_worker(draft, random), other = any_worker(draft, random);
    const uint64_t updates = draft->workers[w].updates, from = below(random, updates),
                   to = at_most(updates, from + 1 + below(random, random_one_in(random, 3) ? updates : 4));
    const uint64_t kind = below(random, 4);
    const uint32_t version = any_version(draft, random);
    for (uint64_t i = from; i < to; i++) {
        draft->journals[w][i] = kind == 0   ? version
                                : kind == 1 ? version_make(w, (uint32_t)(i - 1))
                                : kind == 2 ? version_make(other, (uint32_t)i)
                                            : any_version(draft, random);
    }
}

static void change_times(struct draft *draft, struct random *random)
{
    const uint32_t w = any_worker(draft, random);
    const uint64_t stamps = stamps_of(draft, w), from = below(random, stamps);
    const uint64_t shift = odd_number(draft, random, 0);
    for (uint64_t i = from; i < stamps && i < from + 1 + shift % 8; i++)
        draft->times[w][i] = random_one_in(random, 3) ? shift : draft->times[w][i] + shift;
}

static void change_events(struct draft *draft, struct random *random)
{
    const uint32_t w = any_worker(draft, random);
    struct lock_event *event = &draft->events[w][below(random, draft->workers[w].events)];
    *event = (struct lock_event){ .ticks = odd_number(draft, random, event->ticks),
                                  .update = (uint32_t)below(random, 1 + draft->workers[w].updates),
                                  .kind = (uint8_t)below(random, 9),
                                  .lock = (uint8_t)below(random, 3),
                                  .other = (uint16_t)below(random, 66) };
}

static void change_switches(struct draft *draft, struct random *random)
{
    struct switch_record *record = &draft->switches[below(random, draft->switch_count)];
    *record = (struct switch_record){ .ns = odd_number(draft, random, record->ns),
                                      .tid = (int32_t)odd_number(draft, random, 5),
                                      .cpu = (uint16_t)odd_number(draft, random, 1),
                                      .kind = (uint8_t)below(random, 8),
                                      .worker = (uint8_t)any_worker(draft, random) };
}

void draft_change(struct draft *draft, struct random *random)
{
    static void (*const changes[])(struct draft *, struct random *) = {
        change_experiment, change_facts, change_worker, change_lengths,  change_journal,
        change_journal,    change_times, change_events, change_switches,
    };
    changes[below(random, sizeof changes / sizeof *changes)](draft, random);
}

// ---- repairs -------------------------------------------------------------------------------------------------------

static void repair_experiment(struct draft *draft, struct random *random)
{
    struct experiment *e = &draft->experiment;
    e->guard %= GUARD_COUNT;
    e->python %= PYTHON_COUNT;
    e->workers %= WORKERS_COUNT;
    e->memory %= MEMORY_COUNT;
    e->timing %= TIMING_COUNT;
    e->program %= PROGRAM_COUNT;
    e->program = e->guard == GUARD_GIL && e->program == PROGRAM_LOCK ? 0 : e->program;
    e->count = (uint32_t)between(e->count, 1, WORKERS_MAX);
    e->cores = (uint32_t)between(e->cores, 1, 1 << 16);
    e->iterations = between(e->iterations, 1, ITERATIONS_MAX);
    e->switch_interval_ns = between(e->switch_interval_ns, 1000, 1000000000);
    e->bytecode_cost_ns = at_most(e->bytecode_cost_ns, 10000);
    e->deadline_ns = between(e->deadline_ns, 1000000, UINT64_C(3600000000000));
    e->workers = e->memory == MEMORY_PRIVATE ? WORKERS_PROCESSES : e->workers;
    e->io_every = at_most(e->io_every, ITERATIONS_MAX);
    e->io_ns = e->io_every ? between(e->io_ns, 1000, 1000000000) : 0;
    const uint64_t everybody = ((uint64_t)1 << e->count) - 1;
    e->io_workers = e->io_every ? at_least(e->io_workers & everybody, 1) : 0;
    e->scheduled = e->count <= DRIVEN_WORKERS_MAX && e->memory != MEMORY_PRIVATE && !e->io_every && e->scheduled % 2;
    for (uint32_t w = 0; w <= WORKERS_MAX; w++) {
        const bool right = e->amounts[w] >= 1 && e->amounts[w] <= 1000;
        e->amounts[w] = w >= e->count ? 0 : right ? e->amounts[w] : 1 + (int32_t)below(random, 1000);
    }
}

static void repair_facts(struct draft *draft, struct random *random)
{
    struct run_facts *f = &draft->facts;
    static const uint32_t sample_every[TIMING_COUNT] = { 0, TIMING_SAMPLE_EVERY, 1 };
    f->sample_every = sample_every[draft->experiment.timing % TIMING_COUNT];
    f->ended %= 4;
    f->states_source %= 2;
    f->states_reason[sizeof f->states_reason - 1] = '\0';
    f->machine_cpus = (uint32_t)at_least(f->machine_cpus, 1);
    f->lost_switch_records = at_most(f->lost_switch_records, (uint64_t)1 << 56);
    f->began_unix_ns = at_most(f->began_unix_ns, INT64_MAX);
    f->tick0_ns = at_most(f->tick0_ns, (uint64_t)1 << 61);
    f->tick0 = at_most(f->tick0, (uint64_t)1 << 61);
    const uint64_t longest = random_one_in(random, 20) ? RECORDING_LONGEST_NS : (uint64_t)1 << (10 + below(random, 30));
    f->began_ns = between(f->began_ns, at_least(f->tick0_ns, 1), f->tick0_ns + longest);
    f->released_ns = f->released_ns ? between(f->released_ns, f->began_ns, f->tick0_ns + longest) : 0;
    f->ended_ns = between(f->ended_ns, at_least(f->began_ns, f->released_ns), f->tick0_ns + longest);
    f->tick1_ns = at_least(between(f->tick1_ns, f->ended_ns, f->tick0_ns + longest), f->tick0_ns + 1);
    const uint64_t ns = f->tick1_ns - f->tick0_ns;
    f->tick1 = between(f->tick1, f->tick0 + ns / 1000 + 1, f->tick0 + ns * 100);
}

static void repair_worker(struct draft *draft, struct random *random, uint32_t index)
{
    (void)random;
    struct worker_facts *w = &draft->workers[index];
    const struct run_facts *f = &draft->facts;
    const uint64_t complete = experiment_updates_per_worker(&draft->experiment);
    w->amount = draft->experiment.amounts[index];
    w->end = draft->experiment.workers == WORKERS_PROCESSES ? w->end % 4 : w->end % 2;
    w->updates = at_most(at_most(w->updates, complete), DRAFT_UPDATES_MAX);
    w->updates = f->released_ns ? w->updates : 0;
    w->end = w->end == WORKER_DONE && w->updates != complete ? WORKER_STOPPED : w->end;
    w->events = guard_of(&draft->experiment)->lock_count ? at_most(w->events, DRAFT_EVENTS_MAX) : 0;
    w->released_ns = w->updates ? at_least(w->released_ns, 1) : w->released_ns;
    uint64_t *const moments[] = { &w->created_ns,  &w->started_ns,  &w->entered_ns,
                                  &w->released_ns, &w->finished_ns, &w->joined_ns };
    uint64_t last = f->began_ns;
    for (int i = 0; i < 6; i++) {
        *moments[i] = *moments[i] ? between(*moments[i], last, f->ended_ns) : 0;
        last = *moments[i] ? *moments[i] : last;
    }
    w->cpu_ns = at_most(w->cpu_ns, f->tick1_ns - f->tick0_ns);
    uint64_t *const counts[] = { &w->acquisitions[0], &w->acquisitions[1], &w->retries,       &w->gil_switches,
                                 &w->gil_requests,    &w->gil_timeouts,    &w->events_dropped };
    for (int i = 0; i < 7; i++)
        *counts[i] = at_most(*counts[i], (uint64_t)1 << 56);
    for (int lock = 0; lock < 2; lock++) {
        w->contended[lock] = at_most(w->contended[lock], w->acquisitions[lock]);
        w->wait_ticks[lock] = at_most(w->wait_ticks[lock], f->tick1 - f->tick0);
        w->hold_ticks[lock] = at_most(w->hold_ticks[lock], f->tick1 - f->tick0);
    }
}

static void repair_workers(struct draft *draft, struct random *random)
{
    for (uint32_t w = 0; w < draft->experiment.count; w++)
        repair_worker(draft, random, w);
}

// A version that the update can have read, made from the one that stands there.
static uint32_t readable(const struct draft *draft, uint32_t worker, uint32_t update, uint32_t version)
{
    if (draft->experiment.memory == MEMORY_PRIVATE)
        return update ? version_make(worker, update - 1) : VERSION_START;
    if (version == VERSION_START)
        return update ? version_make(worker, update - 1) : VERSION_START;
    const uint32_t owner = version_worker(version) % draft->experiment.count;
    const uint64_t made = owner == worker ? update : draft->workers[owner].updates;
    return made ? version_make(owner, (uint32_t)(version_sequence(version) % made)) : VERSION_START;
}

static uint64_t final_of(const struct draft *draft, uint32_t worker, uint64_t cell)
{
    const uint64_t updates = draft->workers[worker].updates;
    const uint32_t made =
        updates ? version_make(worker, (uint32_t)(version_sequence(cell_version(cell)) % updates)) : 0;
    return made ? cell >> 32 << 32 | made : 0;
}

static void repair_journals(struct draft *draft, struct random *random)
{
    (void)random;
    const bool shared = draft->experiment.memory != MEMORY_PRIVATE;
    const uint32_t owner = version_worker(cell_version(draft->facts.final_cell)) % draft->experiment.count;
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        for (uint32_t i = 0; i < draft->workers[w].updates; i++)
            draft->journals[w][i] = readable(draft, w, i, draft->journals[w][i]);
        draft->workers[w].final_cell = shared ? 0 : final_of(draft, w, draft->workers[w].final_cell);
    }
    draft->facts.final_cell = shared ? final_of(draft, owner, draft->facts.final_cell) : 0;
}

static int earlier_event(const void *a, const void *b)
{
    const struct lock_event *left = a, *right = b;
    return left->ticks < right->ticks ? -1 : left->ticks > right->ticks;
}

static void repair_events(struct draft *draft, struct random *random)
{
    const struct guard *guard = guard_of(&draft->experiment);
    const int kinds = guard->bytecode ? GIL_HANDED : LOCK_RELEASED;
    const struct run_facts *f = &draft->facts;
    for (uint32_t w = 0; w < draft->experiment.count && guard->lock_count; w++) {
        uint32_t least = 0;
        for (uint64_t i = 0; i < draft->workers[w].events; i++) {
            struct lock_event *event = &draft->events[w][i];
            event->ticks = between(event->ticks, f->tick0, f->tick1);
            event->kind = event->kind ? event->kind : (uint8_t)below(random, 8);
        }
        qsort(draft->events[w], draft->workers[w].events, sizeof(struct lock_event), earlier_event);
        for (uint64_t i = 0; i < draft->workers[w].events; i++) {
            struct lock_event *event = &draft->events[w][i];
            event->kind = (uint8_t)(1 + (event->kind + kinds - 1) % kinds);
            event->lock = (uint8_t)(event->kind >= GIL_TIMED_OUT ? 0 : event->lock % guard->lock_count);
            event->other = (uint16_t)(event->other % (draft->experiment.count + 1));
            event->update = (uint32_t)between(event->update, least, at_least(draft->workers[w].updates, least));
            least = event->update;
        }
    }
}

static int earlier_record(const void *a, const void *b)
{
    const struct switch_record *left = a, *right = b;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

static void repair_rest(struct draft *draft, struct random *random)
{
    const struct run_facts *f = &draft->facts;
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        for (uint64_t i = 0; i < stamps_of(draft, w); i++) {
            uint64_t *stamp = &draft->times[w][i];
            *stamp = *stamp ? between(*stamp, f->tick0, f->tick1 + below(random, 2) * (f->tick1 - f->tick0)) : f->tick0;
        }
    }
    for (size_t i = 0; i < draft->switch_count; i++) {
        struct switch_record *record = &draft->switches[i];
        record->kind = (uint8_t)(1 + record->kind % 6);
        record->worker = (uint8_t)(record->worker % draft->experiment.count);
        record->tid = (int32_t)draft->workers[record->worker].tid;
        record->ns = between(record->ns, f->tick0_ns, f->tick1_ns);
        if (record->kind == SWITCH_LOST) {
            record->worker = UINT8_MAX;
            record->tid = 1 + (int32_t)below(random, 1000);
        }
    }
    qsort(draft->switches, draft->switch_count, sizeof *draft->switches, earlier_record);
}

void draft_repair(struct draft *draft, struct random *random)
{
    static void (*const repairs[])(struct draft *, struct random *) = {
        repair_experiment, repair_facts, repair_workers, repair_journals, repair_events, repair_rest,
    };
    const size_t count = sizeof repairs / sizeof *repairs;
    const size_t left_out = random_one_in(random, 10) ? 1 + below(random, count - 1) : count;
    for (size_t i = 0; i < count; i++)
        if (i != left_out)
            repairs[i](draft, random);
    // What does not fit the draft's own arrays is no recording at all.
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        draft->workers[w].updates = at_most(draft->workers[w].updates, DRAFT_UPDATES_MAX);
        draft->workers[w].events = at_most(draft->workers[w].events, DRAFT_EVENTS_MAX);
    }
}
