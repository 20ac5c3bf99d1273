// A machine with a queue of those that are ready: the cpu whose clock stands lowest goes one step on.
#include "recording_crowd.h"

#include "lab/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NOBODY = -1,
    DEPTH = 2, // locks that a task has at once
    PIPE_HOLDS = 8,
    SLOTS = 3,
    FROM_NS = 1000000,
};

#define PATIENCE_NS UINT64_C(5000000)

enum stage {
    UNMADE,
    READY,
    RUNNING,
    WAITING,
    DEAD,
};

struct crowd_task {
    enum stage stage;
    struct note *notes;
    size_t count, room;
    struct crowd_wake *wakes;
    size_t wake_count, wake_room;
    int waits_for; // a resource; NOBODY: none
    int whom;      // whose end
    int held[DEPTH], depth;
    int after; // in the queue of what it waits for
    bool has_gil, gave_up;
    uint32_t next_child,
        end_child; // tasks that it makes yet, and joins: [next, end) by number; of the first also processes
    uint32_t next_join;
    uint64_t budget; // notes that it makes before it ends
};

static void *grown(void *list, size_t count, size_t *room, size_t each)
{
    if (count < *room)
        return list;
    *room = *room ? 2 * *room : 16;
    void *more = realloc(list, *room * each);
    if (!more)
        abort();
    return more;
}

static void *must(size_t count, size_t each)
{
    void *memory = calloc(count ? count : 1, each);
    if (!memory)
        abort();
    return memory;
}

// ---- what is recorded ------------------------------------------------------------------------------------------------

static void note(struct crowd_run *crowd, uint32_t task, enum note_kind kind, int resource, uint32_t other, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    of->notes = grown(of->notes, of->count, &of->room, sizeof *of->notes);
    of->notes[of->count++] = (struct note){
        .ticks = ns, .kind = (uint8_t)kind, .resource = (uint8_t)(resource < 0 ? 0 : resource), .other = (uint16_t)other
    };
    crowd->note_count++;
}

static void record(struct crowd_run *crowd, uint32_t task, enum switch_kind kind, uint32_t cpu, uint64_t ns)
{
    crowd->switches = grown(crowd->switches, crowd->switch_count, &crowd->switch_room, sizeof *crowd->switches);
    crowd->switches[crowd->switch_count++] =
        (struct switch_record){ .ns = ns, .cpu = cpu, .task = (uint16_t)task, .kind = (uint8_t)kind };
}

static void print(struct crowd_run *crowd, uint32_t task, uint64_t ns)
{
    char line[64];
    const int bytes = snprintf(line, sizeof line, "thread %s >>> %u\n", crowd->tasks[task].name,
                               (unsigned)random_below(&crowd->random, 100));
    crowd->console = grown(crowd->console, crowd->console_count, &crowd->console_room, sizeof *crowd->console);
    while (crowd->console_bytes + sizeof line > crowd->console_bytes_room)
        crowd->console_text =
            grown(crowd->console_text, crowd->console_bytes_room, &crowd->console_bytes_room, sizeof(char));
    memcpy(crowd->console_text + crowd->console_bytes, line, (size_t)bytes);
    crowd->console_bytes += (size_t)bytes;
    crowd->console[crowd->console_count++] =
        (struct printed){ .ns = ns, .bytes = (uint32_t)bytes, .task = (uint16_t)task, .stream = PRINTED_OUT };
}

// ---- ready and waiting -----------------------------------------------------------------------------------------------

static void make_ready(struct crowd_run *crowd, uint32_t task)
{
    crowd->machine[task].stage = READY;
    crowd->ready[(crowd->ready_first + crowd->ready_count++) % crowd->plan.tasks] = task;
}

static void queue_at(struct crowd_run *crowd, uint32_t task, int resource)
{
    crowd->machine[task].after = NOBODY;
    if (crowd->first_waiting[resource] == NOBODY)
        crowd->first_waiting[resource] = (int)task;
    else
        crowd->machine[crowd->last_waiting[resource]].after = (int)task;
    crowd->last_waiting[resource] = (int)task;
}

// Makes the first that waits ready; NOBODY: none does.
static int wake_first(struct crowd_run *crowd, int resource, uint64_t ns)
{
    const int first = crowd->first_waiting[resource];
    if (first == NOBODY)
        return NOBODY;
    struct crowd_task *of = &crowd->machine[first];
    of->wakes = grown(of->wakes, of->wake_count, &of->wake_room, sizeof *of->wakes);
    of->wakes[of->wake_count++] = (struct crowd_wake){ ns, resource };
    crowd->first_waiting[resource] = crowd->machine[first].after;
    make_ready(crowd, (uint32_t)first);
    return first;
}

static bool is_gil(const struct crowd_run *crowd, int resource)
{
    return crowd->resources[resource].kind == RESOURCE_GIL;
}

static void let_go_of_gil(struct crowd_run *crowd, uint32_t task, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    if (!of->has_gil)
        return;
    of->has_gil = false;
    note(crowd, task, NOTE_RELEASED, CROWD_LOCKS, crowd->first_waiting[CROWD_LOCKS] != NOBODY, ns);
    crowd->holders[CROWD_LOCKS] = wake_first(crowd, CROWD_LOCKS, ns); // who is woken has it from now on
}

static void wait_for(struct crowd_run *crowd, uint32_t task, uint32_t cpu, int resource, uint32_t other, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    note(crowd, task, NOTE_WAITS, resource, other, ns);
    if (!is_gil(crowd, resource))
        let_go_of_gil(crowd, task, ns + 1);
    record(crowd, task, SWITCH_OUT_WAIT, cpu, ns + 2);
    of->waits_for = resource;
    of->stage = WAITING;
    crowd->running[cpu] = NOBODY;
}

// ---- steps -----------------------------------------------------------------------------------------------------------

static bool needs_gil(const struct crowd_run *crowd, uint32_t task)
{
    return crowd->plan.gil && crowd->tasks[task].pid == crowd->tasks[0].pid;
}

// Has what it waited for, now that it runs again.
static void come_back(struct crowd_run *crowd, uint32_t task, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    const int resource = of->waits_for;
    of->waits_for = NOBODY;
    if (resource == NOBODY)
        return;
    if (resource == CROWD_TASKS)
        note(crowd, task, NOTE_JOINED, CROWD_TASKS, (uint32_t)of->whom, ns);
    else if (resource == CROWD_CLOCK)
        note(crowd, task, NOTE_TIMED_OUT, CROWD_CLOCK, 0, ns);
    else if (resource == CROWD_PIPE)
        note(crowd, task, of->gave_up ? NOTE_TIMED_OUT : NOTE_TOOK, CROWD_PIPE, !of->gave_up, ns);
    else
        note(crowd, task, NOTE_ACQUIRED, resource, 0, ns);
    if (is_gil(crowd, resource))
        of->has_gil = true;
    else if (resource >= CROWD_LOCKS)
        of->held[of->depth++] = resource;
    if (resource == CROWD_TASKS && crowd->tasks[of->whom].joined_ns == 0) {
        crowd->tasks[of->whom].joined_ns = ns;
        crowd->tasks[of->whom].reaper = task + 1;
    }
}

static void take(struct crowd_run *crowd, uint32_t task, uint32_t cpu, int lock, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    const bool broken = crowd->plan.broken && lock == (int)crowd->plan.resources - 1;
    if (crowd->holders[lock] != NOBODY && !broken) {
        queue_at(crowd, task, lock);
        wait_for(crowd, task, cpu, lock, (uint32_t)crowd->holders[lock] + 1, ns);
        return;
    }
    crowd->holders[lock] = (int)task;
    note(crowd, task, NOTE_ACQUIRED, lock, 0, ns);
    if (is_gil(crowd, lock))
        of->has_gil = true;
    else
        of->held[of->depth++] = lock;
}

static void give(struct crowd_run *crowd, uint32_t task, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    const int lock = of->held[--of->depth];
    note(crowd, task, NOTE_RELEASED, lock, crowd->first_waiting[lock] != NOBODY, ns);
    crowd->holders[lock] = wake_first(crowd, lock, ns);
}

// One of the locks, behind those it has: so no ring closes.
static void take_some(struct crowd_run *crowd, uint32_t task, uint32_t cpu, uint64_t ns)
{
    const struct crowd_task *of = &crowd->machine[task];
    const int first = of->depth > 0 ? of->held[of->depth - 1] + 1 : CROWD_LOCKS + crowd->plan.gil,
              count =
                  (int)crowd->plan.resources - first - (crowd->plan.ring ? 2 : 0); // those of the ring are left alone
    if (of->depth < DEPTH && count > 0 && (of->depth == 0 || !crowd->plan.one_lock))
        take(crowd, task, cpu,
             crowd->plan.one_lock ? first : first + (int)random_below(&crowd->random, (uint64_t)count), ns);
}

static void use_slots(struct crowd_run *crowd, uint32_t task, uint64_t ns)
{
    if (crowd->slots < SLOTS)
        note(crowd, task, NOTE_ACQUIRED, CROWD_SLOTS, 0, ns);
    else
        note(crowd, task, NOTE_RELEASED, CROWD_SLOTS, 0, ns);
    crowd->slots = crowd->slots < SLOTS ? crowd->slots + 1 : crowd->slots - 1;
}

// Puts where there is room, takes where there is none: only who finds it empty waits, for who puts something in next.
static void use_pipe(struct crowd_run *crowd, uint32_t task, uint32_t cpu, uint64_t ns)
{
    const bool puts = crowd->level < PIPE_HOLDS && random_below(&crowd->random, crowd->level > 0 ? 2 : 8) > 0;
    crowd->machine[task].gave_up = false;
    if (!puts && crowd->level == 0) {
        queue_at(crowd, task, CROWD_PIPE);
        wait_for(crowd, task, cpu, CROWD_PIPE, 0, ns);
        return;
    }
    note(crowd, task, puts ? NOTE_PUT : NOTE_TOOK, CROWD_PIPE, 1, ns);
    if (!puts || wake_first(crowd, CROWD_PIPE, ns) == NOBODY)
        crowd->level = puts ? crowd->level + 1 : crowd->level - 1;
}

static void make_child(struct crowd_run *crowd, uint32_t task, uint64_t ns)
{
    const uint32_t child = crowd->machine[task].next_child++;
    note(crowd, task, NOTE_STARTED, 0, child, ns);
    crowd->tasks[child].created_ns = ns;
    crowd->tasks[child].started_ns = crowd->tasks[child].entered_ns = crowd->tasks[child].released_ns = ns + 10;
    crowd->alive++;
    make_ready(crowd, child);
}

static void end_task(struct crowd_run *crowd, uint32_t task, uint32_t cpu, uint64_t ns)
{
    while (crowd->machine[task].depth > 0)
        give(crowd, task, ns);
    let_go_of_gil(crowd, task, ns);
    crowd->tasks[task].finished_ns = ns + 50;
    record(crowd, task, SWITCH_EXIT, cpu, ns + 100);
    crowd->machine[task].stage = DEAD;
    crowd->running[cpu] = NOBODY;
    crowd->alive--;
    const uint32_t parent = crowd->tasks[task].parent;
    if (parent != TASK_NONE && crowd->machine[parent].stage == WAITING &&
        crowd->machine[parent].waits_for == CROWD_TASKS && crowd->machine[parent].whom == (int)task)
        make_ready(crowd, parent);
}

// Who has children sees them all end before it ends.
static void join_or_end(struct crowd_run *crowd, uint32_t task, uint32_t cpu, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    while (of->next_join < of->end_child && crowd->tasks[of->next_join].parent != task)
        of->next_join++;
    if (of->next_join == of->end_child) {
        end_task(crowd, task, cpu, ns);
        return;
    }
    const uint32_t child = of->next_join++;
    of->whom = (int)child;
    while (of->depth > 0)
        give(crowd, task, ns);
    if (crowd->machine[child].stage == DEAD) {
        of->waits_for = CROWD_TASKS;
        come_back(crowd, task, ns);
    } else {
        wait_for(crowd, task, cpu, CROWD_TASKS, child + 1, ns);
    }
}

static void act(struct crowd_run *crowd, uint32_t task, uint32_t cpu, uint64_t ns)
{
    struct crowd_task *of = &crowd->machine[task];
    const uint64_t dice = random_below(&crowd->random, 100);
    while (of->next_child < of->end_child && crowd->tasks[of->next_child].parent != task)
        of->next_child++;
    if (of->next_child < of->end_child && dice < 60)
        make_child(crowd, task, ns);
    else if (of->next_child == of->end_child && of->count >= of->budget)
        join_or_end(crowd, task, cpu, ns);
    else if (of->depth > 0 && dice < 70)
        give(crowd, task, ns);
    else if (dice < 76)
        take_some(crowd, task, cpu, ns);
    else if (dice < 80) {
        merge_add(&crowd->sleepers, ns + random_between(&crowd->random, 20000, 900000), task);
        wait_for(crowd, task, cpu, CROWD_CLOCK, 0, ns);
    } else if (dice < 84 && of->depth == 0)
        use_pipe(crowd, task, cpu, ns);
    else if (dice < 87)
        use_slots(crowd, task, ns);
    else if (dice < 88)
        print(crowd, task, ns);
    else if (crowd->ready_count > 0) {
        record(crowd, task, SWITCH_OUT_READY, cpu, ns);
        crowd->running[cpu] = NOBODY;
        make_ready(crowd, task);
    }
}

// A waiter's patience has run out: it asks, and the holder lets go.
static bool honours(struct crowd_run *crowd, uint32_t task, uint32_t cpu, uint64_t ns)
{
    const int waiter = crowd->first_waiting[CROWD_LOCKS];
    struct crowd_task *first = waiter == NOBODY ? NULL : &crowd->machine[waiter];
    if (!first || ns < first->notes[first->count - 1].ticks + PATIENCE_NS)
        return false;
    const uint64_t asked_ns = first->notes[first->count - 1].ticks + PATIENCE_NS;
    note(crowd, (uint32_t)waiter, NOTE_TIMED_OUT, CROWD_LOCKS, 0, asked_ns);
    note(crowd, (uint32_t)waiter, NOTE_REQUESTED, CROWD_LOCKS, task + 1, asked_ns + 1);
    note(crowd, task, NOTE_HONOURED, CROWD_LOCKS, 0, ns > asked_ns ? ns : asked_ns + 1);
    let_go_of_gil(crowd, task, ns > asked_ns ? ns : asked_ns + 1);
    note(crowd, task, NOTE_HANDED, CROWD_LOCKS, 0, ns + 200);
    take(crowd, task, cpu, CROWD_LOCKS, ns + 300);
    return true;
}

// The first that is ready goes on the cpu.
static void switch_in(struct crowd_run *crowd, uint32_t cpu, uint64_t ns)
{
    if (crowd->ready_count == 0)
        return;
    const uint32_t task = crowd->ready[crowd->ready_first];
    crowd->ready_first = (crowd->ready_first + 1) % crowd->plan.tasks;
    crowd->ready_count--;
    crowd->running[cpu] = (int)task;
    crowd->machine[task].stage = RUNNING;
    record(crowd, task, SWITCH_IN, cpu, ns);
    come_back(crowd, task, ns + 50);
}

static void step(struct crowd_run *crowd, uint32_t cpu)
{
    const uint64_t ns = crowd->now[cpu];
    crowd->now[cpu] += random_between(&crowd->random, 400, crowd->plan.gil ? 1500000 : 6000);
    while (crowd->sleepers.count > 0 && crowd->sleepers.rows[0].key <= ns) {
        make_ready(crowd, crowd->sleepers.rows[0].row);
        merge_drop(&crowd->sleepers);
    }
    const int task = crowd->running[cpu];
    if (task == NOBODY)
        switch_in(crowd, cpu, ns);
    else if (needs_gil(crowd, (uint32_t)task) && !crowd->machine[task].has_gil)
        take(crowd, (uint32_t)task, cpu, CROWD_LOCKS, ns);
    else if (!needs_gil(crowd, (uint32_t)task) || !honours(crowd, (uint32_t)task, cpu, ns))
        act(crowd, (uint32_t)task, cpu, ns);
}

// ---- all of it -------------------------------------------------------------------------------------------------------

static void name_resources(struct crowd_run *crowd)
{
    crowd->resources[CROWD_TASKS] = (struct resource){ .name = "join", .kind = RESOURCE_TASK, .sleeps = 1 };
    crowd->resources[CROWD_CLOCK] = (struct resource){ .name = "sleep", .kind = RESOURCE_CLOCK, .sleeps = 1 };
    crowd->resources[CROWD_PIPE] =
        (struct resource){ .name = "pipe", .kind = RESOURCE_PIPE, .sleeps = 1, .capacity = PIPE_HOLDS };
    crowd->resources[CROWD_SLOTS] =
        (struct resource){ .name = "slots", .kind = RESOURCE_SEMAPHORE, .sleeps = 1, .capacity = SLOTS };
    for (uint32_t r = CROWD_LOCKS; r < crowd->plan.resources; r++) {
        struct resource *resource = &crowd->resources[r];
        *resource = (struct resource){ .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 };
        snprintf(resource->name, sizeof resource->name, "Lock %u", r - CROWD_LOCKS + !crowd->plan.gil);
    }
    if (crowd->plan.broken)
        crowd->resources[crowd->plan.resources - 1].capacity = 2;
    if (crowd->plan.gil)
        crowd->resources[CROWD_LOCKS] = (struct resource){
            .name = "GIL", .kind = RESOURCE_GIL, .sleeps = 1, .hands_over = 1, .capacity = 1, .patience_ns = PATIENCE_NS
        };
}

// The first of each process is the process; the first process makes all others.
static void name_tasks(struct crowd_run *crowd)
{
    const uint32_t tasks = crowd->plan.tasks, processes = crowd->plan.processes;
    uint32_t leader = 0, number = 0;
    for (uint32_t t = 0; t < tasks; t++) {
        struct task *task = &crowd->tasks[t];
        const bool leads = t == 0 || (uint64_t)t * processes / tasks != (uint64_t)(t - 1) * processes / tasks;
        leader = leads ? t : leader;
        number = leads ? 0 : number + 1;
        *task = (struct task){ .kind = leads ? TASK_PROCESS : TASK_THREAD, .tid = 4000 + t, .pid = 4000 + leader };
        task->parent = leads ? (t == 0 ? TASK_NONE : 0) : leader;
        task->parent_pid = t == 0 ? 3999 : crowd->tasks[task->parent].pid;
        snprintf(task->name, sizeof task->name, leads ? (t == 0 ? "python3.9" : "worker") : "Thread-%u", number);
        crowd->machine[t] = (struct crowd_task){ .waits_for = NOBODY };
        crowd->machine[t].budget = crowd->plan.records / (tasks * 2) + random_below(&crowd->random, 8);
        if (crowd->plan.ring && t > 0 && t <= 2) // they do not end
            crowd->machine[t].budget = UINT64_MAX;
        crowd->machine[t].next_child = crowd->machine[t].next_join = t + 1;
        crowd->machine[t].end_child = t == 0 ? tasks : t + 1;
        if (!leads)
            crowd->machine[leader].end_child = leader == 0 ? tasks : t + 1;
    }
}

// Whether anybody can go on.
static bool goes_on(const struct crowd_run *crowd)
{
    bool runs = crowd->ready_count > 0 || crowd->sleepers.count > 0;
    for (uint32_t c = 0; c < crowd->plan.cpus; c++)
        runs = runs || crowd->running[c] != NOBODY;
    return runs && crowd->note_count + crowd->switch_count < crowd->plan.records * (uint64_t)2;
}

// Where all wait, one that waits for something to read does not any more. False: none does, or there has been enough.
static bool gives_up(struct crowd_run *crowd)
{
    const int first = crowd->first_waiting[CROWD_PIPE];
    if (first == NOBODY || crowd->note_count + crowd->switch_count >= crowd->plan.records * (uint64_t)2)
        return false;
    crowd->machine[first].gave_up = true;
    wake_first(crowd, CROWD_PIPE, 0);
    return true;
}

static void play(struct crowd_run *crowd)
{
    crowd->tasks[0].created_ns = FROM_NS;
    crowd->tasks[0].started_ns = crowd->tasks[0].entered_ns = crowd->tasks[0].released_ns = FROM_NS + 10;
    crowd->alive = 1;
    make_ready(crowd, 0);
    while (goes_on(crowd) || gives_up(crowd)) {
        uint32_t cpu = 0;
        for (uint32_t c = 1; c < crowd->plan.cpus; c++)
            cpu = crowd->now[c] < crowd->now[cpu] ? c : cpu;
        step(crowd, cpu);
    }
}

// Two of the first process take two locks in opposite order, and it is killed.
static void close_ring(struct crowd_run *crowd, uint64_t ns)
{
    const int locks[2] = { (int)crowd->plan.resources - 2, (int)crowd->plan.resources - 1 };
    for (uint32_t t = 1; t <= 2; t++) {
        if (crowd->machine[t].stage != RUNNING)
            record(crowd, t, SWITCH_IN, t - 1, ns);
        come_back(crowd, t, ns + t);
        note(crowd, t, NOTE_ACQUIRED, locks[t - 1], 0, ns + 10 + t);
    }
    for (uint32_t t = 1; t <= 2; t++) {
        note(crowd, t, NOTE_WAITS, locks[2 - t], 3 - t + 1, ns + 200000 + 1000 * t);
        record(crowd, t, SWITCH_OUT_WAIT, t - 1, ns + 200001 + 1000 * t);
    }
    crowd->facts.ended = RUN_INTERRUPTED;
}

static int by_time(const void *a, const void *b)
{
    const struct switch_record *x = a, *y = b;
    return x->ns != y->ns ? (x->ns < y->ns ? -1 : 1) : 0;
}

static uint64_t last_moment(const struct crowd_run *crowd)
{
    uint64_t last = FROM_NS;
    for (uint32_t c = 0; c < crowd->plan.cpus; c++)
        last = crowd->now[c] > last ? crowd->now[c] : last;
    return last + 2000000;
}

static void count_uses(struct crowd_run *crowd, uint32_t task)
{
    const struct crowd_task *of = &crowd->machine[task];
    for (size_t i = 0; i < of->count; i++) {
        const struct note *this = &of->notes[i];
        struct use *use = &crowd->uses[(size_t)task * crowd->plan.resources + this->resource];
        if (this->kind != NOTE_ACQUIRED)
            continue;
        const bool waited = i > 0 && of->notes[i - 1].kind == NOTE_WAITS && of->notes[i - 1].resource == this->resource;
        use->acquisitions++;
        use->contended += waited;
        use->wait_ticks += waited ? this->ticks - of->notes[i - 1].ticks : 0;
    }
}

static void seal(struct crowd_run *crowd)
{
    const uint64_t end_ns = last_moment(crowd);
    crowd->facts = (struct run_facts){ .states_source = STATES_KERNEL,
                                       .began_ns = FROM_NS,
                                       .released_ns = FROM_NS,
                                       .ended_ns = end_ns,
                                       .tick0 = 1,
                                       .tick0_ns = 1,
                                       .tick1 = end_ns + 1,
                                       .tick1_ns = end_ns + 1,
                                       .supervisor_pid = 3999,
                                       .machine_cpus = crowd->plan.cpus };
    if (crowd->plan.ring && crowd->plan.tasks > 2)
        close_ring(crowd, end_ns - 1000000);
    qsort(crowd->switches, crowd->switch_count, sizeof *crowd->switches, by_time);
    for (uint32_t t = 0; t < crowd->plan.tasks; t++) {
        if (crowd->tasks[t].created_ns == 0) // there was no time for it
            crowd->tasks[t].created_ns = end_ns;
        crowd->tasks[t].notes = crowd->machine[t].count;
        crowd->notes[t] = crowd->machine[t].notes;
        count_uses(crowd, t);
    }
    crowd->no_plan = (struct plan){ .lab = LAB_NONE, .timing = TIMING_FULL };
    crowd->recording = (struct recording){ .plan = &crowd->no_plan,
                                           .facts = &crowd->facts,
                                           .tasks = crowd->tasks,
                                           .task_count = crowd->plan.tasks,
                                           .resources = crowd->resources,
                                           .resource_count = crowd->plan.resources,
                                           .uses = crowd->uses,
                                           .notes = crowd->notes,
                                           .switches = crowd->switches,
                                           .switch_count = crowd->switch_count,
                                           .console = crowd->console,
                                           .console_count = crowd->console_count,
                                           .console_text = crowd->console_text,
                                           .console_bytes = crowd->console_bytes };
    const struct status status = recording_verify(&crowd->recording);
    if (!status_is_ok(status)) {
        fprintf(stderr, "a crowd is refused: %s\n", status.message);
        abort();
    }
}

struct crowd_run *crowd_new(struct crowd_plan plan)
{
    struct crowd_run *crowd = must(1, sizeof *crowd);
    crowd->plan = plan;
    crowd->random = (struct random){ plan.seed };
    crowd->tasks = must(plan.tasks, sizeof *crowd->tasks);
    crowd->machine = must(plan.tasks, sizeof *crowd->machine);
    crowd->uses = must((size_t)plan.tasks * plan.resources, sizeof *crowd->uses);
    crowd->notes = must(plan.tasks, sizeof(struct note *));
    crowd->ready = must(plan.tasks, sizeof *crowd->ready);
    crowd->sleepers.rows = must(plan.tasks, sizeof *crowd->sleepers.rows);
    for (int r = 0; r < RESOURCES_MAX; r++)
        crowd->holders[r] = crowd->first_waiting[r] = crowd->last_waiting[r] = NOBODY;
    for (int c = 0; c < CROWD_CPUS_MAX; c++) {
        crowd->running[c] = NOBODY;
        crowd->now[c] = FROM_NS + 100 + (uint64_t)c;
    }
    name_resources(crowd);
    name_tasks(crowd);
    play(crowd);
    seal(crowd);
    return crowd;
}

const struct crowd_wake *crowd_wakes(const struct crowd_run *crowd, uint32_t task, size_t *count)
{
    *count = crowd->machine[task].wake_count;
    return crowd->machine[task].wakes;
}

void crowd_free(struct crowd_run *crowd)
{
    for (uint32_t t = 0; t < crowd->plan.tasks; t++) {
        free(crowd->machine[t].notes);
        free(crowd->machine[t].wakes);
    }
    free(crowd->tasks);
    free(crowd->machine);
    free(crowd->uses);
    free(crowd->notes);
    free(crowd->ready);
    free(crowd->sleepers.rows);
    free(crowd->switches);
    free(crowd->console);
    free(crowd->console_text);
    free(crowd);
}
