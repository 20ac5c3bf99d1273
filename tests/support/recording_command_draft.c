// See recording_command_draft.h. Changes and repairs are one table each.
#include "recording_command_draft.h"

#include "recording_crowd.h"
#include "recording_image.h"

#include "lab/lab.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_MOST (UINT64_C(1) << 50)

static uint64_t below(struct random *random, uint64_t bound) { return random_below(random, bound); }
static uint64_t at_most(uint64_t value, uint64_t most) { return value < most ? value : most; }
static uint64_t at_least(uint64_t value, uint64_t least) { return value > least ? value : least; }
static uint64_t between(uint64_t value, uint64_t least, uint64_t most) { return at_most(at_least(value, least), most); }

// ---- from and to a recording ---------------------------------------------------------------------------------------

static void copy(void *to, const void *from, size_t count, size_t bytes)
{
    if (count > 0)
        memcpy(to, from, count * bytes);
}

bool command_draft_read(struct command_draft *draft, const struct recording *recording)
{
    memset(draft, 0, sizeof *draft);
    if (recording->plan->lab != LAB_NONE || recording->task_count > COMMAND_DRAFT_TASKS_MAX ||
        recording->resource_count > COMMAND_DRAFT_RESOURCES_MAX ||
        recording->switch_count > COMMAND_DRAFT_SWITCHES_MAX || recording->console_count > COMMAND_DRAFT_PRINTS_MAX ||
        recording->console_bytes > COMMAND_DRAFT_TEXT_MAX)
        return false;
    if (!variables_draft_read(&draft->variables, recording))
        return false;
    draft->facts = *recording->facts;
    draft->task_count = recording->task_count;
    draft->resource_count = recording->resource_count;
    draft->gil_count = recording->gil_count;
    draft->switch_count = recording->switch_count;
    draft->console_count = recording->console_count;
    copy(&draft->command, recording->command, recording->command_count, sizeof draft->command);
    copy(draft->gils, recording->gils, recording->gil_count, sizeof *draft->gils);
    copy(draft->tasks, recording->tasks, recording->task_count, sizeof *draft->tasks);
    copy(draft->resources, recording->resources, recording->resource_count, sizeof *draft->resources);
    copy(draft->uses, recording->uses, (size_t)recording->task_count * recording->resource_count, sizeof *draft->uses);
    copy(draft->switches, recording->switches, recording->switch_count, sizeof *draft->switches);
    copy(draft->console, recording->console, recording->console_count, sizeof *draft->console);
    copy(draft->console_text, recording->console_text, recording->console_bytes, 1);
    for (uint32_t t = 0; t < recording->task_count; t++) {
        if (recording->tasks[t].notes > COMMAND_DRAFT_NOTES_MAX)
            return false;
        copy(draft->notes[t], recording->notes[t], recording->tasks[t].notes, sizeof **draft->notes);
    }
    return true;
}

static void add_command(struct command_draft *draft, struct random *random)
{
    draft->command = (struct recorded_command){ .text = "python3 'my seed.py'", .inside = 1 };
    for (uint32_t r = 0; r < draft->resource_count && draft->gil_count < GILS_MAX; r++)
        if (draft->resources[r].kind == RESOURCE_GIL)
            draft->gils[draft->gil_count++] = (struct found_gil){ .resource = r,
                                                                  .evidence = 1 + (uint32_t)below(random, 2),
                                                                  .version = "3.12.1",
                                                                  .takes = 1 + below(random, 1000),
                                                                  .leaves = below(random, 1000),
                                                                  .interval_ns = below(random, 10000000) };
}

void command_draft_make(struct command_draft *draft, struct random *random)
{
    const uint32_t tasks = 1 + (uint32_t)below(random, COMMAND_DRAFT_TASKS_MAX);
    struct crowd_run *made = crowd_new((struct crowd_plan){ .tasks = tasks,
                                                            .processes = 1 + (uint32_t)below(random, tasks),
                                                            .resources = CROWD_LOCKS + 1 + (uint32_t)below(random, 5),
                                                            .records = 50 + (uint32_t)below(random, 1200),
                                                            .cpus = 1 + (uint32_t)below(random, 4),
                                                            .gil = random_one_in(random, 2),
                                                            .one_lock = random_one_in(random, 3),
                                                            .broken = random_one_in(random, 4),
                                                            .seed = random_next(random) });
    if (!command_draft_read(draft, &made->recording))
        memset(draft, 0, sizeof *draft);
    crowd_free(made);
    add_command(draft, random);
    if (!random_one_in(random, 3))
        variables_draft_make(&draft->variables, random);
}

size_t command_draft_write(const struct command_draft *draft, unsigned char *bytes, size_t most_bytes)
{
    const struct plan none = { .lab = LAB_NONE };
    const struct note *notes[COMMAND_DRAFT_TASKS_MAX];
    struct recording recording = { .plan = &none,
                                   .facts = &draft->facts,
                                   .tasks = draft->tasks,
                                   .task_count = draft->task_count,
                                   .resources = draft->resources,
                                   .resource_count = draft->resource_count,
                                   .uses = draft->uses,
                                   .notes = notes,
                                   .switches = draft->switches,
                                   .switch_count = draft->switch_count,
                                   .console = draft->console,
                                   .console_count = draft->console_count,
                                   .console_text = draft->console_text,
                                   .command = &draft->command,
                                   .command_count = 1,
                                   .gils = draft->gils,
                                   .gil_count = draft->gil_count };
    for (uint32_t t = 0; t < draft->task_count; t++)
        notes[t] = draft->notes[t];
    for (size_t i = 0; i < draft->console_count; i++)
        recording.console_bytes += draft->console[i].bytes;
    variables_draft_put(&draft->variables, &recording);
    return image_lay_out(&recording, bytes, most_bytes);
}

// ---- changes -------------------------------------------------------------------------------------------------------

// A number that is apt to break something, sometimes made from the one that stood there.
static uint64_t odd_number(const struct command_draft *draft, struct random *random, uint64_t was)
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
        random_next(random) >> below(random, 64),
        draft->facts.began_ns + below(random, 1000),
        draft->facts.ended_ns - below(random, 1000),
        draft->facts.released_ns,
    };
    return choices[below(random, sizeof choices / sizeof *choices)];
}

static void change_text(struct random *random, char *text, size_t bytes)
{
    const size_t length = below(random, below(random, 4) ? at_most(bytes, 40) : bytes);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(random_one_in(random, 20) ? below(random, 256) : 0x20 + below(random, 95));
}

static struct task *any_task(struct command_draft *draft, struct random *random)
{
    return &draft->tasks[below(random, draft->task_count)];
}

static void change_facts(struct command_draft *draft, struct random *random)
{
    struct run_facts *f = &draft->facts;
    uint64_t *const fields[] = { &f->began_unix_ns, &f->began_ns, &f->released_ns,  &f->ended_ns,
                                 &f->tick0_ns,      &f->tick1_ns, &f->throttled_ns, &f->lost_switch_records };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    f->ended = random_one_in(random, 4) ? (uint32_t)below(random, 8) : f->ended;
    f->states_source = random_one_in(random, 4) ? (uint32_t)below(random, 3) : f->states_source;
    f->machine_cpus = random_one_in(random, 4) ? (uint32_t)odd_number(draft, random, 2) : f->machine_cpus;
}

static void change_command(struct command_draft *draft, struct random *random)
{
    struct recorded_command *c = &draft->command;
    uint64_t *const fields[] = { &c->cpu_ns, &c->lost_records, &c->folded_tasks, &c->folded_resources };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    c->end = (uint32_t)below(random, 4);
    c->code = (int32_t)odd_number(draft, random, 9);
    c->inside = (uint8_t)below(random, 2);
    c->keeps_newest = (uint8_t)below(random, 2);
    if (random_one_in(random, 4))
        change_text(random, c->text, sizeof c->text);
    if (random_one_in(random, 4))
        change_text(random, c->reason, sizeof c->reason);
}

static void change_gils(struct command_draft *draft, struct random *random)
{
    draft->gil_count = random_one_in(random, 6) ? (uint32_t)below(random, GILS_MAX + 1) : draft->gil_count;
    if (draft->gil_count == 0)
        return;
    struct found_gil *g = &draft->gils[below(random, draft->gil_count)];
    uint64_t *const fields[] = { &g->object,   &g->takes,    &g->leaves, &g->waits,       &g->timeouts,
                                 &g->requests, &g->switches, &g->forced, &g->interval_ns, &g->contradictions };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    g->task = (uint32_t)below(random, draft->task_count + 1);
    g->resource = (uint32_t)below(random, draft->resource_count + 1);
    g->evidence = (uint32_t)below(random, GIL_EVIDENCES + 1);
    if (random_one_in(random, 4))
        change_text(random, g->version, sizeof g->version);
}

static void change_task(struct command_draft *draft, struct random *random)
{
    struct task *t = any_task(draft, random);
    uint64_t *const fields[] = { &t->created_ns,  &t->started_ns, &t->entered_ns, &t->released_ns,
                                 &t->finished_ns, &t->joined_ns,  &t->cpu_ns,     &t->notes_dropped };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
    t->kind = random_one_in(random, 4) ? (uint32_t)below(random, TASK_KINDS) : t->kind;
    t->parent = random_one_in(random, 4) ? (uint32_t)below(random, draft->task_count + 1) - 1 : t->parent;
    t->end = random_one_in(random, 4) ? (uint32_t)below(random, TASK_ENDS) : t->end;
    t->reaper = random_one_in(random, 4) ? (uint32_t)below(random, draft->task_count + 1) : t->reaper;
    t->end_code = random_one_in(random, 4) ? (int32_t)odd_number(draft, random, 9) : t->end_code;
    t->tid = random_one_in(random, 4) ? (int64_t)odd_number(draft, random, (uint64_t)t->tid) : t->tid;
    t->pid = random_one_in(random, 4) ? (int64_t)odd_number(draft, random, (uint64_t)t->pid) : t->pid;
    if (random_one_in(random, 6))
        change_text(random, t->name, sizeof t->name);
}

static void change_resource(struct command_draft *draft, struct random *random)
{
    if (draft->resource_count == 0 || random_one_in(random, 8)) {
        draft->resource_count = (uint32_t)below(random, COMMAND_DRAFT_RESOURCES_MAX + 1);
        return;
    }
    struct resource *r = &draft->resources[below(random, draft->resource_count)];
    r->kind = (uint8_t)below(random, RESOURCE_KINDS);
    r->sleeps = (uint8_t)below(random, 2);
    r->hands_over = (uint8_t)below(random, 2);
    r->capacity = (uint32_t)odd_number(draft, random, r->capacity);
    r->patience_ns = odd_number(draft, random, r->patience_ns);
    if (random_one_in(random, 4))
        change_text(random, r->name, sizeof r->name);
}

static void change_use(struct command_draft *draft, struct random *random)
{
    struct use *u = &draft->uses[below(random, COMMAND_DRAFT_TASKS_MAX * COMMAND_DRAFT_RESOURCES_MAX)];
    uint64_t *const fields[] = { &u->acquisitions, &u->contended, &u->wait_ticks, &u->hold_ticks,
                                 &u->switches,     &u->requests,  &u->timeouts };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(draft, random, *field);
}

static void change_lengths(struct command_draft *draft, struct random *random)
{
    if (random_one_in(random, 4))
        draft->task_count = 1 + (uint32_t)below(random, COMMAND_DRAFT_TASKS_MAX);
    any_task(draft, random)->notes = below(random, 1 + below(random, COMMAND_DRAFT_NOTES_MAX));
    if (random_one_in(random, 4))
        draft->switch_count = below(random, COMMAND_DRAFT_SWITCHES_MAX);
    if (random_one_in(random, 4))
        draft->console_count = below(random, COMMAND_DRAFT_PRINTS_MAX);
}

static void change_notes(struct command_draft *draft, struct random *random)
{
    const uint64_t task = below(random, draft->task_count), notes = draft->tasks[task].notes;
    const uint64_t from = below(random, notes + 1);
    for (uint64_t i = from; i < notes && i < from + 1 + below(random, 8); i++)
        draft->notes[task][i] = (struct note){ .ticks = odd_number(draft, random, draft->notes[task][i].ticks),
                                               .step = draft->notes[task][i].step + (uint32_t)below(random, 3),
                                               .kind = (uint8_t)below(random, NOTE_KINDS),
                                               .resource = (uint8_t)below(random, COMMAND_DRAFT_RESOURCES_MAX),
                                               .other = (uint16_t)below(random, draft->task_count + 2) };
}

static void change_switches(struct command_draft *draft, struct random *random)
{
    struct switch_record *record = &draft->switches[below(random, COMMAND_DRAFT_SWITCHES_MAX)];
    *record = (struct switch_record){ .ns = odd_number(draft, random, record->ns),
                                      .cpu = (uint32_t)odd_number(draft, random, 1),
                                      .kind = (uint8_t)below(random, 8),
                                      .task = (uint16_t)below(random, draft->task_count) };
}

static void change_console(struct command_draft *draft, struct random *random)
{
    struct printed *print = &draft->console[below(random, COMMAND_DRAFT_PRINTS_MAX)];
    *print = (struct printed){ .ns = odd_number(draft, random, print->ns),
                               .bytes = (uint32_t)below(random, 80),
                               .task = (uint16_t)below(random, draft->task_count),
                               .stream = (uint8_t)below(random, 4) };
    for (int i = 0; i < 20; i++)
        draft->console_text[below(random, COMMAND_DRAFT_TEXT_MAX)] = (char)below(random, 256);
}

static void change_variables(struct command_draft *draft, struct random *random)
{
    variables_draft_change(&draft->variables, random);
}

void command_draft_change(struct command_draft *draft, struct random *random)
{
    static void (*const changes[])(struct command_draft *, struct random *) = {
        change_facts,   change_command,   change_gils,      change_task,      change_resource,
        change_use,     change_notes,     change_notes,     change_lengths,   change_switches,
        change_console, change_variables, change_variables, change_variables, change_variables,
    };
    changes[below(random, sizeof changes / sizeof *changes)](draft, random);
}

// ---- repairs -------------------------------------------------------------------------------------------------------

// Plain text that ends, with nothing behind it; something where it must not be empty.
static void repair_text(char *text, size_t bytes, const char *instead)
{
    bool ended = false;
    text[bytes - 1] = '\0';
    for (size_t i = 0; i < bytes; i++) {
        ended = ended || text[i] == '\0';
        const bool plain = text[i] >= ' ' && text[i] <= '~';
        text[i] = (char)(ended ? '\0' : plain ? text[i] : '.');
    }
    if (text[0] == '\0')
        memcpy(text, instead, strlen(instead));
}

static void repair_facts(struct command_draft *draft, struct random *random)
{
    struct run_facts *f = &draft->facts;
    f->ended %= RUN_WORKER_DIED + 1u;
    f->states_source %= STATES_PROGRAM + 1u;
    f->machine_cpus = (uint32_t)at_least(f->machine_cpus, 1);
    f->lost_switch_records = at_most(f->lost_switch_records, COUNT_MOST);
    f->began_unix_ns = at_most(f->began_unix_ns, INT64_MAX);
    f->throttled_ns = f->taken & TAKEN_THROTTLED ? at_most(f->throttled_ns, COUNT_MOST) : 0;
    f->tick0_ns = at_most(f->tick0_ns, (uint64_t)1 << 61);
    const uint64_t longest = random_one_in(random, 20) ? RECORDING_LONGEST_NS : (uint64_t)1 << (10 + below(random, 30));
    f->began_ns = between(f->began_ns, at_least(f->tick0_ns, 1), f->tick0_ns + longest);
    f->released_ns = f->released_ns ? between(f->released_ns, f->began_ns, f->tick0_ns + longest) : 0;
    f->ended_ns = between(f->ended_ns, at_least(f->began_ns, f->released_ns), f->tick0_ns + longest);
    f->called_ns = f->called_ns ? between(f->called_ns, f->began_ns, f->ended_ns) : 0;
    f->tick1_ns = at_least(between(f->tick1_ns, f->ended_ns, f->tick0_ns + longest), f->tick0_ns + 1);
    // Stamped in nanoseconds, as record does it.
    f->tick0 = f->tick0_ns;
    f->tick1 = f->tick1_ns;
}

static void repair_command(struct command_draft *draft, struct random *random)
{
    struct recorded_command *c = &draft->command;
    (void)random;
    repair_text(c->text, sizeof c->text, "a.out");
    repair_text(c->reason, sizeof c->reason, "");
    c->end %= COMMAND_ENDS;
    c->cpu_ns = at_most(c->cpu_ns, COUNT_MOST);
    c->lost_records = at_most(c->lost_records, COUNT_MOST);
    c->folded_tasks = at_most(c->folded_tasks, COUNT_MOST);
    c->folded_resources = at_most(c->folded_resources, COUNT_MOST);
}

static void repair_resources(struct command_draft *draft, struct random *random)
{
    const uint64_t ticks = draft->facts.tick1 - draft->facts.tick0;
    (void)random;
    for (uint32_t r = 0; r < draft->resource_count; r++) {
        repair_text(draft->resources[r].name, sizeof draft->resources[r].name, "lock");
        draft->resources[r].kind %= RESOURCE_KINDS;
        draft->resources[r].patience_ns = at_most(draft->resources[r].patience_ns, COUNT_MOST);
    }
    for (uint32_t i = 0; i < draft->task_count * draft->resource_count; i++) {
        struct use *u = &draft->uses[i];
        u->acquisitions = at_most(u->acquisitions, COUNT_MOST);
        u->contended = at_most(u->contended, u->acquisitions);
        u->wait_ticks = at_most(u->wait_ticks, ticks);
        u->hold_ticks = at_most(u->hold_ticks, ticks);
        u->switches = at_most(u->switches, COUNT_MOST);
        u->requests = at_most(u->requests, COUNT_MOST);
        u->timeouts = at_most(u->timeouts, COUNT_MOST);
    }
}

// Those of no resource that is a GIL are left out.
static void repair_gils(struct command_draft *draft, struct random *random)
{
    uint32_t kept = 0;
    (void)random;
    for (uint32_t i = 0; i < draft->gil_count; i++) {
        struct found_gil g = draft->gils[i];
        if (g.resource >= draft->resource_count || draft->resources[g.resource].kind != RESOURCE_GIL)
            continue;
        repair_text(g.version, sizeof g.version, "");
        g.task %= draft->task_count;
        g.evidence = 1 + g.evidence % 2;
        g.takes = at_most(g.takes, COUNT_MOST);
        g.leaves = at_most(g.leaves, COUNT_MOST);
        g.waits = at_most(g.waits, COUNT_MOST);
        g.timeouts = at_most(g.timeouts, g.waits);
        g.requests = at_most(g.requests, g.timeouts);
        g.switches = at_most(g.switches, g.takes);
        g.forced = at_most(g.forced, g.leaves);
        g.interval_ns = at_most(g.interval_ns, COUNT_MOST);
        g.contradictions = at_most(g.contradictions, COUNT_MOST);
        draft->gils[kept++] = g;
    }
    draft->gil_count = kept;
}

static void repair_tasks(struct command_draft *draft, struct random *random)
{
    const struct run_facts *f = &draft->facts;
    (void)random;
    for (uint32_t i = 0; i < draft->task_count; i++) {
        struct task *t = &draft->tasks[i];
        repair_text(t->name, sizeof t->name, "T");
        t->kind = i == 0 ? TASK_PROCESS : t->kind % TASK_KINDS;
        t->parent = t->parent < i ? t->parent : TASK_NONE;
        t->end = t->kind == TASK_PROCESS ? t->end % TASK_ENDS : t->end % 2;
        t->reaper = t->reaper > draft->task_count || t->reaper == i + 1 ? 0 : t->reaper;
        t->notes = draft->resource_count ? at_most(t->notes, COMMAND_DRAFT_NOTES_MAX) : 0;
        t->notes_dropped = at_most(t->notes_dropped, COUNT_MOST);
        uint64_t *const moments[] = { &t->created_ns,  &t->started_ns,  &t->entered_ns,
                                      &t->released_ns, &t->finished_ns, &t->joined_ns };
        uint64_t last = f->began_ns;
        for (int m = 0; m < 6; m++) {
            *moments[m] = *moments[m] ? between(*moments[m], last, f->ended_ns) : 0;
            last = *moments[m] ? *moments[m] : last;
        }
        t->cpu_ns = at_most(t->cpu_ns, f->tick1_ns - f->tick0_ns);
        t->run_cpu_ns = at_most(t->run_cpu_ns, f->tick1_ns - f->tick0_ns);
    }
}

// One that a resource of that kind may have.
static uint8_t note_kind_for(uint8_t resource, uint64_t any)
{
    static const uint8_t locks[] = { NOTE_WAITS, NOTE_ACQUIRED, NOTE_RELEASED },
                         gils[] = { NOTE_WAITS,     NOTE_ACQUIRED, NOTE_RELEASED, NOTE_TIMED_OUT,
                                    NOTE_REQUESTED, NOTE_HONOURED, NOTE_HANDED },
                         stores[] = { NOTE_WAITS, NOTE_PUT, NOTE_TOOK, NOTE_TIMED_OUT, NOTE_REFUSED },
                         tasks[] = { NOTE_WAITS, NOTE_TIMED_OUT, NOTE_JOINED },
                         clocks[] = { NOTE_WAITS, NOTE_TIMED_OUT }, calls[] = { NOTE_WAITS, NOTE_ACQUIRED };
    switch (resource) {
    case RESOURCE_GIL:
        return gils[any % sizeof gils];
    case RESOURCE_QUEUE:
    case RESOURCE_PIPE:
    case RESOURCE_POOL:
        return stores[any % sizeof stores];
    case RESOURCE_TASK:
        return tasks[any % sizeof tasks];
    case RESOURCE_CLOCK:
        return clocks[any % sizeof clocks];
    case RESOURCE_CALL:
        return calls[any % sizeof calls];
    default:
        return locks[any % sizeof locks];
    }
}

static int earlier_note(const void *a, const void *b)
{
    const struct note *left = a, *right = b;
    return left->ticks < right->ticks ? -1 : left->ticks > right->ticks;
}

static void repair_note(const struct command_draft *draft, struct note *note)
{
    const bool of_task = note->kind == NOTE_STARTED || note->kind == NOTE_SIGNALED;
    note->resource = (uint8_t)(of_task ? 0 : note->resource % draft->resource_count);
    if (!of_task)
        note->kind = note_kind_for(draft->resources[note->resource].kind, note->kind);
    const bool names = of_task || note->kind == NOTE_JOINED;
    note->other = (uint16_t)(note->other % (draft->task_count + !names));
}

static void repair_notes(struct command_draft *draft, struct random *random)
{
    const struct run_facts *f = &draft->facts;
    (void)random;
    for (uint32_t t = 0; t < draft->task_count && draft->resource_count; t++) {
        struct note *notes = draft->notes[t];
        for (uint64_t i = 0; i < draft->tasks[t].notes; i++)
            notes[i].ticks = between(notes[i].ticks, f->tick0, f->tick1);
        qsort(notes, draft->tasks[t].notes, sizeof *notes, earlier_note);
        for (uint64_t i = 0; i < draft->tasks[t].notes; i++) {
            repair_note(draft, &notes[i]);
            notes[i].step = i ? (uint32_t)at_least(notes[i].step, notes[i - 1].step) : notes[i].step;
        }
    }
}

static int earlier_record(const void *a, const void *b)
{
    const struct switch_record *left = a, *right = b;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

static void repair_switches(struct command_draft *draft, struct random *random)
{
    for (size_t i = 0; i < draft->switch_count; i++) {
        struct switch_record *record = &draft->switches[i];
        const bool lost = record->kind % 6 == SWITCH_LOST - 1;
        *record = (struct switch_record){
            .ns = between(record->ns, draft->facts.tick0_ns, draft->facts.tick1_ns),
            .cpu = lost ? 1 + (uint32_t)below(random, 1000) : (uint16_t)record->cpu,
            .task = (uint16_t)(lost ? SWITCH_NOBODY : record->task % draft->task_count),
            .kind = (uint8_t)(1 + record->kind % 6),
        };
    }
    qsort(draft->switches, draft->switch_count, sizeof *draft->switches, earlier_record);
}

static int earlier_print(const void *a, const void *b)
{
    const struct printed *left = a, *right = b;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

static void repair_console(struct command_draft *draft, struct random *random)
{
    (void)random;
    for (size_t i = 0; i < draft->console_count; i++) {
        struct printed *print = &draft->console[i];
        *print = (struct printed){ .ns = between(print->ns, draft->facts.tick0_ns, draft->facts.tick1_ns),
                                   .bytes = 1 + print->bytes % (COMMAND_DRAFT_TEXT_MAX / COMMAND_DRAFT_PRINTS_MAX),
                                   .task = (uint16_t)(print->task % draft->task_count),
                                   .stream = print->stream % 2 ? PRINTED_OUT : PRINTED_ERR };
    }
    qsort(draft->console, draft->console_count, sizeof *draft->console, earlier_print);
}

static void repair_variables(struct command_draft *draft, struct random *random)
{
    variables_draft_repair(&draft->variables, random,
                           (struct variables_draft_run){ &draft->facts, draft->task_count, draft->resource_count });
}

void command_draft_repair(struct command_draft *draft, struct random *random)
{
    static void (*const repairs[])(struct command_draft *, struct random *) = {
        repair_facts, repair_command,  repair_resources, repair_gils,      repair_tasks,
        repair_notes, repair_switches, repair_console,   repair_variables,
    };
    const size_t count = sizeof repairs / sizeof *repairs;
    const size_t left_out = random_one_in(random, 10) ? below(random, count) : count;
    for (size_t i = 0; i < count; i++)
        if (i != left_out)
            repairs[i](draft, random);
    // What does not fit the draft's own arrays is no recording at all.
    for (uint32_t t = 0; t < draft->task_count; t++)
        draft->tasks[t].notes = at_most(draft->tasks[t].notes, COMMAND_DRAFT_NOTES_MAX);
    for (size_t i = 0; i < draft->console_count; i++)
        draft->console[i].bytes =
            (uint32_t)at_most(draft->console[i].bytes, COMMAND_DRAFT_TEXT_MAX / COMMAND_DRAFT_PRINTS_MAX);
}
