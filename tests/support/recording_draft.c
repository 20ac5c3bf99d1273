// See recording_draft.h. Changes and repairs are one table each.
#include "recording_draft.h"

#include "recording_image.h"

#include "lab/settings.h"
#include "labs/balance/books.h"
#include "labs/balance/guard.h"

#include <stdlib.h>
#include <string.h>

static uint64_t below(struct random *random, uint64_t bound) { return random_below(random, bound); }
static uint64_t at_most(uint64_t value, uint64_t most) { return value < most ? value : most; }
static uint64_t at_least(uint64_t value, uint64_t least) { return value > least ? value : least; }
static uint64_t between(uint64_t value, uint64_t least, uint64_t most) { return at_most(at_least(value, least), most); }

static uint64_t stamps_of(const struct draft *draft, uint32_t worker)
{
    const uint32_t every = draft->books.run.sample_every;
    if (draft->books.run.form & BALANCE_STAMPS)
        return at_most(draft->books.workers[worker].stamps, DRAFT_UPDATES_MAX);
    return every ? (draft->books.workers[worker].updates + every - 1) / every : 0;
}

// ---- from and to a recording ---------------------------------------------------------------------------------------

static void read_journal(struct draft *draft, const struct recording *recording, uint32_t w)
{
    if (balance_in_streams(recording))
        stream_expand(balance_stream(recording, w), draft->journals[w]);
    else
        memcpy(draft->journals[w], balance_journal(recording, w), balance_updates(recording, w) * sizeof(uint32_t));
    if (balance_times(recording, w))
        memcpy(draft->times[w], balance_times(recording, w), stamps_of(draft, w) * sizeof(uint64_t));
    for (uint64_t i = 0; balance_stamps(recording, w) && i < stamps_of(draft, w); i++)
        draft->times[w][i] = balance_stamps(recording, w)[i].ticks;
}

static bool read_worker(struct draft *draft, const struct recording *recording, uint32_t w)
{
    const uint64_t updates = balance_updates(recording, w), notes = recording->tasks[w].notes;
    if (updates > DRAFT_UPDATES_MAX || notes > DRAFT_NOTES_MAX)
        return false;
    draft->tasks[w] = recording->tasks[w];
    draft->books.workers[w] = *balance_worker(recording, w);
    read_journal(draft, recording, w);
    if (notes)
        memcpy(draft->notes[w], recording->notes[w], notes * sizeof(struct note));
    return true;
}

bool draft_read(struct draft *draft, const struct recording *recording)
{
    memset(draft, 0, sizeof *draft);
    if (!experiment_of(recording) || recording->switch_count > DRAFT_SWITCHES_MAX)
        return false;
    draft->experiment = *experiment_of(recording);
    draft->facts = *recording->facts;
    draft->books.run = *balance_run(recording);
    draft->resource_count = recording->resource_count;
    draft->switch_count = recording->switch_count;
    const size_t uses = (size_t)recording->task_count * recording->resource_count;
    memcpy(draft->resources, recording->resources, recording->resource_count * sizeof *draft->resources);
    if (uses)
        memcpy(draft->uses, recording->uses, uses * sizeof *draft->uses);
    for (uint32_t w = 0; w < draft->experiment.count; w++)
        if (!read_worker(draft, recording, w))
            return false;
    if (draft->switch_count)
        memcpy(draft->switches, recording->switches, draft->switch_count * sizeof(struct switch_record));
    return true;
}

// The draft's journal of a worker as a stream, its words counted in the books.
static const uint32_t *stream_from(const struct draft *draft, struct balance_books *books, uint32_t w)
{
    static uint32_t words[WORKERS_MAX][DRAFT_UPDATES_MAX + STREAM_EXTRA];
    const uint32_t updates = (uint32_t)at_most(books->workers[w].updates, DRAFT_UPDATES_MAX);
    struct stream_writer writer = { .words = words[w] };
    for (uint32_t i = 0; i < updates; i++)
        stream_write(&writer, w, i, draft->journals[w][i]);
    const uint32_t count = (uint32_t)stream_pack(words[w], writer.count, w, updates);
    if (draft->bent_by && draft->bent_worker == w && count > 0)
        words[w][draft->bent_word % count] ^= draft->bent_by;
    books->workers[w].words = count;
    return words[w];
}

// Its times as stamps, spread over its updates.
static const struct balance_stamp *stamps_from(const struct draft *draft, uint32_t w)
{
    static struct balance_stamp stamps[WORKERS_MAX][DRAFT_UPDATES_MAX];
    const uint32_t count = (uint32_t)stamps_of(draft, w);
    const uint32_t apart = (uint32_t)at_least((draft->books.workers[w].updates + 1) / at_least(count, 1), 1);
    for (uint32_t i = 0; i < count; i++)
        stamps[w][i] = (struct balance_stamp){ .ticks = draft->times[w][i], .made = i * apart };
    return stamps[w];
}

size_t draft_write(const struct draft *draft, unsigned char *bytes, size_t most_bytes)
{
    const struct note *notes[WORKERS_MAX];
    struct balance_books books = draft->books;
    struct recording recording = { .plan = experiment_plan(&draft->experiment),
                                   .facts = &draft->facts,
                                   .tasks = draft->tasks,
                                   .task_count = draft->experiment.count,
                                   .resources = draft->resources,
                                   .resource_count = draft->resource_count,
                                   .uses = draft->uses,
                                   .notes = notes,
                                   .switches = draft->switches,
                                   .switch_count = draft->switch_count };
    balance_books_attach(&books, &recording);
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        notes[w] = draft->notes[w];
        const bool stream = books.run.form & BALANCE_STREAMS, stamped = books.run.form & BALANCE_STAMPS;
        balance_books_set(&books, &recording, w, stream ? stream_from(draft, &books, w) : draft->journals[w],
                          stamped ? (const void *)stamps_from(draft, w) : draft->times[w]);
    }
    return image_lay_out(&recording, bytes, most_bytes);
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
        &f->tick0_ns,      &f->tick1,    &f->lost_switch_records, &f->tick1_ns, &draft->books.run.final_cell
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

static void change_task(struct draft *draft, struct random *random)
{
    struct task *t = &draft->tasks[any_worker(draft, random)];
    uint64_t *const fields[] = { &t->created_ns, &t->started_ns, &t->entered_ns, &t->released_ns,  &t->finished_ns,
                                 &t->joined_ns,  &t->cpu_ns,     &t->run_cpu_ns, &t->notes_dropped };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    if (random_one_in(random, 4)) {
        t->end = (uint32_t)below(random, 4);
        t->end_code = (int32_t)odd_number(draft, random, 9);
        t->tid = (int64_t)odd_number(draft, random, (uint64_t)t->tid);
        t->parent = (uint32_t)odd_number(draft, random, TASK_NONE);
        t->name[below(random, sizeof t->name)] = (char)below(random, 256);
    }
}

static void change_worker(struct draft *draft, struct random *random)
{
    struct balance_worker *w = &draft->books.workers[any_worker(draft, random)];
    uint64_t *const fields[] = { &w->final_cell, &w->retries };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
}

static void change_use(struct draft *draft, struct random *random)
{
    const uint64_t all = (uint64_t)draft->experiment.count * draft->resource_count;
    struct use *u = &draft->uses[below(random, all)];
    uint64_t *const fields[] = { &u->acquisitions, &u->contended, &u->wait_ticks, &u->hold_ticks,
                                 &u->switches,     &u->requests,  &u->timeouts };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
}

static void change_resource(struct draft *draft, struct random *random)
{
    struct resource *r = &draft->resources[below(random, draft->resource_count)];
    r->kind = (uint8_t)below(random, RESOURCE_KINDS + 1);
    r->sleeps = (uint8_t)below(random, 3);
    r->hands_over = (uint8_t)below(random, 3);
    r->patience_ns = odd_number(draft, random, r->patience_ns);
    r->name[below(random, sizeof r->name)] = (char)below(random, 256);
}

static void change_lengths(struct draft *draft, struct random *random)
{
    const uint32_t w = any_worker(draft, random);
    if (random_one_in(random, 2))
        draft->books.workers[w].updates = below(random, 1 + below(random, DRAFT_UPDATES_MAX));
    else
        draft->tasks[w].notes = below(random, 1 + below(random, DRAFT_NOTES_MAX));
    draft->switch_count = random_one_in(random, 4) ? below(random, 200) : draft->switch_count;
}

static void change_form(struct draft *draft, struct random *random)
{
    draft->books.run.form = (uint32_t)below(random, random_one_in(random, 9) ? 9 : 4);
    draft->books.workers[any_worker(draft, random)].stamps = (uint32_t)below(random, DRAFT_UPDATES_MAX);
    draft->bent_worker = any_worker(draft, random);
    draft->bent_word = (uint32_t)random_next(random);
    draft->bent_by = random_one_in(random, 2) ? (uint32_t)1 << below(random, 32) : 0;
}

// A stretch of a journal: one version, a chain, a comb of another's, or anything.
static void change_journal(struct draft *draft, struct random *random)
{
    const uint32_t w = any_worker(draft, random), other = any_worker(draft, random);
    const uint64_t updates = draft->books.workers[w].updates, from = below(random, updates),
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

static void change_notes(struct draft *draft, struct random *random)
{
    const uint32_t w = any_worker(draft, random);
    struct note *note = &draft->notes[w][below(random, at_most(draft->tasks[w].notes, DRAFT_NOTES_MAX))];
    *note = (struct note){ .ticks = odd_number(draft, random, note->ticks),
                           .step = (uint32_t)below(random, 1 + draft->books.workers[w].updates),
                           .kind = (uint8_t)below(random, 9),
                           .resource = (uint8_t)below(random, 3),
                           .other = (uint16_t)below(random, 66) };
}

static void change_switches(struct draft *draft, struct random *random)
{
    struct switch_record *record = &draft->switches[below(random, draft->switch_count)];
    *record = (struct switch_record){ .ns = odd_number(draft, random, record->ns),
                                      .cpu = (uint32_t)odd_number(draft, random, 1),
                                      .kind = (uint8_t)below(random, 8),
                                      .task = (uint16_t)any_worker(draft, random) };
}

void draft_change(struct draft *draft, struct random *random)
{
    static void (*const changes[])(struct draft *, struct random *) = {
        change_experiment, change_facts,    change_task,    change_worker,  change_use,
        change_resource,   change_lengths,  change_journal, change_journal, change_times,
        change_notes,      change_switches, change_form,
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
    e->count = guards[e->guard]->workers ? guards[e->guard]->workers : e->count;
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
    struct balance_run *run = &draft->books.run;
    const bool sampled = draft->experiment.timing % TIMING_COUNT == TIMING_SAMPLED;
    run->form &= BALANCE_STREAMS | (sampled ? BALANCE_STAMPS : 0);
    run->sample_every = run->form & BALANCE_STAMPS ? 4096 : sample_every[draft->experiment.timing % TIMING_COUNT];
    draft->bent_by = random_one_in(random, 20) ? draft->bent_by : 0;
    f->ended %= 4;
    f->states_source %= 2;
    f->states_reason[sizeof f->states_reason - 1] = '\0';
    f->machine_cpus = (uint32_t)at_least(f->machine_cpus, 1);
    f->lost_switch_records = at_most(f->lost_switch_records, (uint64_t)1 << 50);
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

// What follows from the experiment: how many of each there are, and which.
static void repair_resources(struct draft *draft, struct random *random)
{
    (void)random;
    struct resource resources[GUARD_LOCKS_MAX] = { { .kind = 0 } };
    draft->resource_count = guard_resources(&draft->experiment, resources);
    memcpy(draft->resources, resources, sizeof resources);
    const uint64_t ticks = draft->facts.tick1 - draft->facts.tick0, most = (uint64_t)1 << 50;
    for (uint32_t i = 0; i < draft->experiment.count * draft->resource_count; i++) {
        struct use *u = &draft->uses[i];
        u->acquisitions = at_most(u->acquisitions, most);
        u->contended = at_most(u->contended, u->acquisitions);
        u->wait_ticks = at_most(u->wait_ticks, ticks);
        u->hold_ticks = at_most(u->hold_ticks, ticks);
        u->switches = at_most(u->switches, most);
        u->requests = at_most(u->requests, most);
        u->timeouts = at_most(u->timeouts, most);
    }
}

static void repair_worker(struct draft *draft, struct random *random, uint32_t index)
{
    (void)random;
    struct task *t = &draft->tasks[index];
    struct balance_worker *w = &draft->books.workers[index];
    const struct run_facts *f = &draft->facts;
    const uint64_t complete = experiment_updates_per_worker(&draft->experiment);
    const bool process = draft->experiment.workers == WORKERS_PROCESSES;
    w->amount = draft->experiment.amounts[index];
    t->kind = process ? TASK_PROCESS : TASK_THREAD;
    t->parent = TASK_NONE;
    memset(t->name, 0, sizeof t->name);
    task_set_name(t, index);
    t->end = process ? t->end % 4 : t->end % 2;
    w->updates = at_most(at_most(w->updates, complete), DRAFT_UPDATES_MAX);
    w->updates = f->released_ns ? w->updates : 0;
    w->words = 0; // counted when it is written
    w->stamps = draft->books.run.form & BALANCE_STAMPS
                    ? (uint32_t)at_most(at_most(w->stamps, w->updates + 1), DRAFT_UPDATES_MAX)
                    : 0;
    w->retries = at_most(w->retries, (uint64_t)1 << 50);
    t->end = t->end == TASK_DONE && w->updates != complete ? TASK_STOPPED : t->end;
    t->notes = draft->resource_count ? at_most(t->notes, DRAFT_NOTES_MAX) : 0;
    t->notes_dropped = at_most(t->notes_dropped, (uint64_t)1 << 50);
    t->released_ns = w->updates ? at_least(t->released_ns, 1) : t->released_ns;
    uint64_t *const moments[] = { &t->created_ns,  &t->started_ns,  &t->entered_ns,
                                  &t->released_ns, &t->finished_ns, &t->joined_ns };
    uint64_t last = f->began_ns;
    for (int i = 0; i < 6; i++) {
        *moments[i] = *moments[i] ? between(*moments[i], last, f->ended_ns) : 0;
        last = *moments[i] ? *moments[i] : last;
    }
    t->cpu_ns = at_most(t->cpu_ns, f->tick1_ns - f->tick0_ns);
    t->run_cpu_ns = at_most(t->run_cpu_ns, f->tick1_ns - f->tick0_ns);
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
    const uint64_t made = owner == worker ? update : draft->books.workers[owner].updates;
    return made ? version_make(owner, (uint32_t)(version_sequence(version) % made)) : VERSION_START;
}

static uint64_t final_of(const struct draft *draft, uint32_t worker, uint64_t cell)
{
    const uint64_t updates = draft->books.workers[worker].updates;
    const uint32_t made =
        updates ? version_make(worker, (uint32_t)(version_sequence(cell_version(cell)) % updates)) : 0;
    return made ? cell >> 32 << 32 | made : 0;
}

static void repair_journals(struct draft *draft, struct random *random)
{
    (void)random;
    const bool shared = draft->experiment.memory != MEMORY_PRIVATE;
    const uint32_t owner = version_worker(cell_version(draft->books.run.final_cell)) % draft->experiment.count;
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        for (uint32_t i = 0; i < draft->books.workers[w].updates; i++)
            draft->journals[w][i] = readable(draft, w, i, draft->journals[w][i]);
        struct balance_worker *worker = &draft->books.workers[w];
        worker->final_cell = shared ? 0 : final_of(draft, w, worker->final_cell);
    }
    draft->books.run.final_cell = shared ? final_of(draft, owner, draft->books.run.final_cell) : 0;
}

static int earlier_note(const void *a, const void *b)
{
    const struct note *left = a, *right = b;
    return left->ticks < right->ticks ? -1 : left->ticks > right->ticks;
}

static void repair_notes(struct draft *draft, struct random *random)
{
    const struct run_facts *f = &draft->facts;
    for (uint32_t w = 0; w < draft->experiment.count && draft->resource_count; w++) {
        uint32_t least = 0;
        for (uint64_t i = 0; i < draft->tasks[w].notes; i++) {
            struct note *note = &draft->notes[w][i];
            note->ticks = between(note->ticks, f->tick0, f->tick1);
            note->kind = note->kind ? note->kind : (uint8_t)below(random, 8);
        }
        qsort(draft->notes[w], draft->tasks[w].notes, sizeof(struct note), earlier_note);
        for (uint64_t i = 0; i < draft->tasks[w].notes; i++) {
            struct note *note = &draft->notes[w][i];
            note->resource = (uint8_t)(note->resource % draft->resource_count);
            const bool gil = draft->resources[note->resource].kind == RESOURCE_GIL;
            const int kinds = gil ? NOTE_HANDED : NOTE_RELEASED;
            note->kind = (uint8_t)(1 + (note->kind + kinds - 1) % kinds);
            note->other = (uint16_t)(note->other % (draft->experiment.count + 1));
            note->step = (uint32_t)between(note->step, least, at_least(draft->books.workers[w].updates, least));
            least = note->step;
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
        record->task = (uint16_t)(record->task % draft->experiment.count);
        record->cpu = (uint16_t)record->cpu;
        record->ns = between(record->ns, f->tick0_ns, f->tick1_ns);
        if (record->kind == SWITCH_LOST) {
            record->task = SWITCH_NOBODY;
            record->cpu = 1 + (uint32_t)below(random, 1000);
        }
    }
    qsort(draft->switches, draft->switch_count, sizeof *draft->switches, earlier_record);
}

void draft_repair(struct draft *draft, struct random *random)
{
    static void (*const repairs[])(struct draft *, struct random *) = {
        repair_experiment, repair_facts, repair_resources, repair_workers, repair_journals, repair_notes, repair_rest,
    };
    const size_t count = sizeof repairs / sizeof *repairs;
    const size_t left_out = random_one_in(random, 10) ? 1 + below(random, count - 1) : count;
    for (size_t i = 0; i < count; i++)
        if (i != left_out)
            repairs[i](draft, random);
    // What does not fit the draft's own arrays is no recording at all.
    for (uint32_t w = 0; w < draft->experiment.count; w++) {
        draft->books.workers[w].updates = at_most(draft->books.workers[w].updates, DRAFT_UPDATES_MAX);
        draft->tasks[w].notes = at_most(draft->tasks[w].notes, DRAFT_NOTES_MAX);
    }
}
