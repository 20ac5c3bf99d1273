// See recording_variables.h.
#include "recording_variables.h"

#include "recording_simulation.h"

#include "lab/lab.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    START_NS = 2000,
    STEP_NS = 10,
    NO_LOAD = -1,
};

// A value's lineage: its number (0: the first value), and the set of stores in it, as bits, where the truth is kept.
struct lineage {
    uint64_t value;
    int64_t number; // NO_LOAD: of a task that has loaded nothing since its own last store
    size_t newest;  // the number of the last store by which what is held came to be in memory, or was left as it was
    uint64_t *set;
    size_t set_words;
    uint64_t ns, locks; // locks: that its task held
    uint32_t place;
};

struct watched_variable {
    struct lineage memory, loaded[WATCHED_TASKS];
    uint64_t loads;
    struct store *stores;
    size_t store_count, store_room;
    struct access *accesses;
    size_t access_count, access_room;
    struct pair *pairs;
    size_t pair_count, pair_room;
};

enum {
    ROOM_SOURCES,
    ROOM_PLACES,
    ROOM_LOCK_SETS,
    ROOM_ACTS
};

static void copy_text(char *to, size_t bytes, const char *text)
{
    assert(strlen(text) < bytes);
    memcpy(to, text, strlen(text) + 1);
}

struct watched_run *watched_run_new(uint32_t tasks)
{
    struct watched_run *run = must_calloc(1, sizeof *run);
    assert(tasks > 0 && tasks <= WATCHED_TASKS);
    run->made = must_calloc(WATCHED_VARIABLES, sizeof *run->made);
    run->ns = START_NS;
    run->keeps_truth = true;
    run->plan.lab = LAB_NONE;
    run->command = (struct recorded_command){ .text = "./bank", .inside = 1 };
    run->watched = (struct watched){ .how = WATCH_C, .has_lines = 1, .lock_set_count = 1 };
    run->lock_sets = must_grow(NULL, 0, &run->rooms[ROOM_LOCK_SETS], sizeof *run->lock_sets);
    run->lock_sets[0] = (struct lock_set){ { 0 }, { 0 } };
    run->recording.task_count = tasks;
    for (uint32_t i = 0; i < tasks; i++) {
        run->tasks[i] = (struct task){ .pid = 4000,
                                       .tid = 4000 + i,
                                       .parent_pid = 3999,
                                       .parent = i ? 0 : TASK_NONE,
                                       .kind = i ? TASK_THREAD : TASK_PROCESS,
                                       .reaper = i ? 1 : 0,
                                       .created_ns = 1000 + 10 * i,
                                       .started_ns = 1000 + 10 * i,
                                       .entered_ns = 1200 + 10 * i };
        if (i == 0)
            copy_text(run->tasks[i].name, TASK_NAME_BYTES, "bank");
        else
            task_set_name(&run->tasks[i], i - 1);
    }
    return run;
}

static void finish_variable(struct watched_variable *made)
{
    free(made->memory.set);
    for (int i = 0; i < WATCHED_TASKS; i++)
        free(made->loaded[i].set);
    free(made->stores);
    free(made->accesses);
    free(made->pairs);
}

void watched_run_free(struct watched_run *run)
{
    if (!run)
        return;
    for (int i = 0; i < WATCHED_VARIABLES; i++)
        finish_variable(&run->made[i]);
    for (int i = 0; i < WATCHED_TASKS; i++)
        free(run->notes[i]);
    void *const arrays[] = { run->made,
                             run->sources,
                             run->source_text,
                             run->places,
                             run->lock_sets,
                             run->acts,
                             run->accesses,
                             run->pairs,
                             run->stores,
                             run->uses,
                             (void *)(uintptr_t)run->recording.notes };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    free(run);
}

// ---- what there is --------------------------------------------------------------------------------------------------

uint32_t watched_run_source(struct watched_run *run, const char *name, const char *text)
{
    const uint32_t number = run->recording.source_count++;
    const size_t bytes = run->recording.source_bytes;
    run->sources = must_grow(run->sources, number, &run->rooms[ROOM_SOURCES], sizeof *run->sources);
    run->sources[number] = (struct source){ .bytes = strlen(text) };
    copy_text(run->sources[number].name, SOURCE_NAME_BYTES, name);
    run->source_text = realloc(run->source_text, bytes + strlen(text) + 1);
    assert(run->source_text);
    memcpy(run->source_text + bytes, text, strlen(text) + 1);
    run->recording.source_bytes = bytes + strlen(text);
    return number;
}

uint32_t watched_run_place(struct watched_run *run, uint32_t source, uint32_t line, const char *function)
{
    const uint32_t number = run->watched.place_count++;
    run->places = must_grow(run->places, number, &run->rooms[ROOM_PLACES], sizeof *run->places);
    run->places[number] = (struct place){ .address = 0x1000 + 16 * number, .source = source, .line = line };
    copy_text(run->places[number].file, sizeof run->places[number].file, run->sources[source].name);
    copy_text(run->places[number].function, sizeof run->places[number].function, function);
    return number;
}

uint32_t watched_run_lock(struct watched_run *run, const char *name, enum resource_kind kind)
{
    const uint32_t number = run->recording.resource_count++;
    assert(number < RESOURCES_MAX);
    run->resources[number] =
        (struct resource){ .kind = (uint8_t)kind, .sleeps = kind != RESOURCE_SPIN_LOCK, .capacity = 1 };
    copy_text(run->resources[number].name, sizeof run->resources[number].name, name);
    return number;
}

uint32_t watched_run_variable(struct watched_run *run, const char *name, const char *type, enum value_kind kind,
                              uint8_t bytes, uint64_t first)
{
    const uint32_t number = run->watched.variable_count++;
    assert(number < WATCHED_VARIABLES);
    struct variable *variable = &run->variables[number];
    *variable = (struct variable){ .address = 0x4000 + 8 * number,
                                   .declared = PLACE_NOWHERE,
                                   .bytes = bytes,
                                   .kind = (uint8_t)kind,
                                   .doubt_place = PLACE_NOWHERE,
                                   .first = first,
                                   .final = first,
                                   .from_ns = run->ns };
    copy_text(variable->name, sizeof variable->name, name);
    copy_text(variable->type, sizeof variable->type, type);
    run->made[number].memory.value = first;
    for (int i = 0; i < WATCHED_TASKS; i++)
        run->made[number].loaded[i].number = NO_LOAD;
    return number;
}

// ---- sets of stores -------------------------------------------------------------------------------------------------

static void set_copy(struct lineage *to, const struct lineage *from)
{
    if (from->set_words > to->set_words) {
        to->set = realloc(to->set, from->set_words * sizeof *to->set);
        assert(to->set);
        to->set_words = from->set_words;
    }
    if (to->set_words)
        memset(to->set, 0, to->set_words * sizeof *to->set);
    if (from->set_words)
        memcpy(to->set, from->set, from->set_words * sizeof *to->set);
}

static void set_add(struct lineage *to, uint64_t bit)
{
    if (bit / 64 >= to->set_words) {
        const size_t words = 2 * (bit / 64 + 1);
        to->set = realloc(to->set, words * sizeof *to->set);
        assert(to->set);
        memset(to->set + to->set_words, 0, (words - to->set_words) * sizeof *to->set);
        to->set_words = words;
    }
    to->set[bit / 64] |= (uint64_t)1 << bit % 64;
}

bool watched_run_survives(const struct watched_run *run, uint32_t variable, size_t store)
{
    const struct lineage *memory = &run->made[variable].memory;
    return store / 64 < memory->set_words && (memory->set[store / 64] >> store % 64 & 1);
}

// ---- locks ----------------------------------------------------------------------------------------------------------

static void note(struct watched_run *run, uint32_t task, uint32_t lock, enum note_kind kind)
{
    const size_t count = run->tasks[task].notes++;
    run->notes[task] = must_grow(run->notes[task], count, &run->note_rooms[task], sizeof **run->notes);
    run->notes[task][count] =
        (struct note){ .ticks = run->ns, .step = (uint32_t)count, .kind = (uint8_t)kind, .resource = (uint8_t)lock };
}

void watched_run_take(struct watched_run *run, uint32_t task, uint32_t lock)
{
    run->ns += STEP_NS;
    run->set[task] |= (uint64_t)1 << lock;
    note(run, task, lock, NOTE_ACQUIRED);
}

void watched_run_give(struct watched_run *run, uint32_t task, uint32_t lock)
{
    run->ns += STEP_NS;
    run->set[task] &= ~((uint64_t)1 << lock);
    run->given_ns[task][lock] = run->ns;
    note(run, task, lock, NOTE_RELEASED);
}

static uint32_t lock_set_of(struct watched_run *run, uint64_t bits)
{
    struct lock_set set = { { 0 }, { 0 } };
    uint32_t count = 0;
    for (uint16_t i = 0; i < RESOURCES_MAX && count < LOCK_SET_LOCKS; i++)
        if (bits >> i & 1) {
            set.resource[count] = i;
            set.mode[count++] = LOCK_WHOLE;
        }
    for (uint32_t i = 0; i < run->watched.lock_set_count; i++)
        if (memcmp(&run->lock_sets[i], &set, sizeof set) == 0)
            return i;
    const uint32_t number = run->watched.lock_set_count++;
    run->lock_sets = must_grow(run->lock_sets, number, &run->rooms[ROOM_LOCK_SETS], sizeof set);
    run->lock_sets[number] = set;
    return number;
}

// ---- loads and stores -----------------------------------------------------------------------------------------------

static void count_access(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place,
                         enum access_kind kind)
{
    struct watched_variable *made = &run->made[variable];
    const uint32_t locks = lock_set_of(run, run->set[task]);
    run->ns += STEP_NS;
    for (size_t i = 0; i < made->access_count; i++) {
        struct access *access = &made->accesses[i];
        if (access->place == place && access->locks == locks && access->task == task && access->kind == kind) {
            access->count++;
            return;
        }
    }
    made->accesses = must_grow(made->accesses, made->access_count, &made->access_room, sizeof *made->accesses);
    made->accesses[made->access_count++] = (struct access){
        .count = 1, .first_ns = run->ns, .place = place, .locks = locks, .task = (uint16_t)task, .kind = (uint8_t)kind
    };
}

static uint32_t act_of(struct watched_run *run, struct act act)
{
    for (uint32_t i = 0; i < run->watched.act_count; i++)
        if (memcmp(&run->acts[i], &act, sizeof act) == 0)
            return i;
    const uint32_t number = run->watched.act_count++;
    run->acts = must_grow(run->acts, number, &run->rooms[ROOM_ACTS], sizeof act);
    run->acts[number] = act;
    return number;
}

void watched_run_load(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place)
{
    struct watched_variable *made = &run->made[variable];
    struct lineage *loaded = &made->loaded[task];
    count_access(run, variable, task, place, ACCESS_LOAD);
    loaded->value = made->memory.value;
    loaded->number = (int64_t)made->store_count;
    loaded->newest = made->store_count;
    loaded->ns = run->ns;
    loaded->place = place;
    loaded->locks = run->set[task];
    made->loads++;
    if (run->keeps_truth)
        set_copy(loaded, &made->memory);
}

void watched_run_moves(struct watched_run *run, uint32_t place)
{
    assert(place < WATCHED_PLACES);
    run->moves[place] = true;
}

static void tell_truth(struct watched_run *run, uint32_t variable, const struct lineage *loaded, bool stays)
{
    struct watched_variable *made = &run->made[variable];
    const size_t before = made->store_count;
    const bool is_newest = !loaded || loaded->newest == before;
    if (loaded)
        set_copy(&made->memory, loaded);
    set_add(&made->memory, before);
    for (int i = 0; stays && is_newest && i < WATCHED_TASKS; i++)
        if (made->loaded[i].number != NO_LOAD && made->loaded[i].newest == before) {
            made->loaded[i].newest = before + 1;
            set_add(&made->loaded[i], before);
        }
}

// Whether all locks that the task held both as it loaded and now were given back in between; and there is one.
static bool was_let_go(const struct watched_run *run, uint32_t task, const struct lineage *loaded)
{
    const uint64_t common = loaded->number == NO_LOAD ? 0 : run->set[task] & loaded->locks;
    for (int i = 0; i < RESOURCES_MAX; i++)
        if (common >> i & 1 && run->given_ns[task][i] < loaded->ns)
            return false;
    return common != 0;
}

// What was loaded is forgotten with the store.
static void put(struct watched_run *run, uint32_t variable, uint32_t task, struct act act, uint64_t value)
{
    struct watched_variable *made = &run->made[variable];
    struct lineage *loaded = &made->loaded[task];
    const bool from_load = act.kind == ACT_UPDATE || act.kind == ACT_ATOMIC_UPDATE;
    const unsigned unused = 64 - 8 * (unsigned)run->variables[variable].bytes;
    const bool stays = (value ^ made->memory.value) << unused == 0;
    const bool has_it = stays && act.place < WATCHED_PLACES && run->moves[act.place];
    const bool let_go = act.kind != ACT_ATOMIC && was_let_go(run, task, loaded);
    act.flags = let_go ? ACT_LET_GO : 0;
    act.load_place = from_load || let_go ? loaded->place : act.kind == ACT_ATOMIC ? act.place : PLACE_NOWHERE;
    made->stores = must_grow(made->stores, made->store_count, &made->store_room, sizeof *made->stores);
    made->stores[made->store_count] =
        (struct store){ .value = value,
                        .ns = run->ns,
                        .parent = from_load ? (uint32_t)loaded->number : (uint32_t)made->store_count,
                        .held_ns = from_load ? (uint32_t)(run->ns - loaded->ns) : STORE_NOT_HELD,
                        .act = act_of(run, act),
                        .task = (uint16_t)task };
    if (run->keeps_truth)
        tell_truth(run, variable, from_load && !has_it ? loaded : NULL, stays);
    made->store_count++;
    made->memory.value = value;
    loaded->number = NO_LOAD;
}

void watched_run_store(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place, uint64_t value)
{
    const bool loaded = run->made[variable].loaded[task].number != NO_LOAD;
    count_access(run, variable, task, place, ACCESS_STORE);
    put(run, variable, task, (struct act){ .place = place, .kind = loaded ? ACT_UPDATE : ACT_ASSIGN }, value);
}

void watched_run_assign(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place, uint64_t value)
{
    count_access(run, variable, task, place, ACCESS_STORE);
    put(run, variable, task, (struct act){ .place = place, .kind = ACT_ASSIGN }, value);
}

void watched_run_atomic(struct watched_run *run, uint32_t variable, uint32_t task, uint32_t place, uint64_t value)
{
    run->made[variable].loads++;
    count_access(run, variable, task, place, ACCESS_ATOMIC_BOTH);
    put(run, variable, task, (struct act){ .place = place, .kind = ACT_ATOMIC, .order = 5 }, value);
}

void watched_run_foreign(struct watched_run *run, uint32_t variable, uint32_t task, uint64_t value)
{
    run->ns += STEP_NS;
    run->variables[variable].doubt |= DOUBT_FOREIGN;
    put(run, variable, task, (struct act){ .place = PLACE_NOWHERE, .kind = ACT_FOREIGN }, value);
}

uint64_t watched_run_value(const struct watched_run *run, uint32_t variable)
{
    return run->made[variable].memory.value;
}

uint64_t watched_run_loaded(const struct watched_run *run, uint32_t variable, uint32_t task)
{
    return run->made[variable].loaded[task].value;
}

void watched_run_make(struct watched_run *run, uint32_t task)
{
    run->ns += STEP_NS;
    run->tasks[task].created_ns = run->tasks[task].started_ns = run->tasks[task].entered_ns = run->ns;
}

void watched_run_alone(struct watched_run *run, uint32_t variable, uint32_t place)
{
    struct watched_variable *made = &run->made[variable];
    for (size_t i = 0; i < made->access_count; i++)
        if (made->accesses[i].place == place)
            made->accesses[i].alone = 1;
}

void watched_run_join(struct watched_run *run, uint32_t task)
{
    run->ns += STEP_NS;
    run->tasks[task].finished_ns = run->ns - 1;
    run->tasks[task].joined_ns = run->ns;
}

// ---- pairs ----------------------------------------------------------------------------------------------------------

void watched_run_pair(struct watched_run *run, uint32_t variable, struct pair pair)
{
    struct watched_variable *made = &run->made[variable];
    for (size_t i = 0; i < made->pair_count; i++) {
        struct pair *there = &made->pairs[i];
        if (there->place[0] == pair.place[0] && there->place[1] == pair.place[1] && there->kind[0] == pair.kind[0] &&
            there->kind[1] == pair.kind[1]) {
            there->count += pair.count;
            return;
        }
    }
    made->pairs = must_grow(made->pairs, made->pair_count, &made->pair_room, sizeof pair);
    made->pairs[made->pair_count++] = pair;
}

static uint64_t bits_of(const struct lock_set *set)
{
    uint64_t bits = 0;
    for (int i = 0; i < LOCK_SET_LOCKS && set->mode[i]; i++)
        bits |= (uint64_t)1 << set->resource[i];
    return bits;
}

static bool are_unordered(const struct watched_run *run, const struct access *a, const struct access *b)
{
    const bool loads = (a->kind == ACCESS_LOAD || a->kind == ACCESS_ATOMIC_LOAD) &&
                       (b->kind == ACCESS_LOAD || b->kind == ACCESS_ATOMIC_LOAD);
    const bool atomic = a->kind >= ACCESS_ATOMIC_LOAD && b->kind >= ACCESS_ATOMIC_LOAD;
    return a->task != b->task && !loads && !atomic &&
           !(bits_of(&run->lock_sets[a->locks]) & bits_of(&run->lock_sets[b->locks]));
}

void watched_run_find_pairs(struct watched_run *run)
{
    for (uint32_t v = 0; v < run->watched.variable_count; v++)
        for (size_t i = 0; i < run->made[v].access_count; i++)
            for (size_t j = i + 1; j < run->made[v].access_count; j++) {
                const struct access *a = &run->made[v].accesses[i], *b = &run->made[v].accesses[j];
                if (are_unordered(run, a, b))
                    watched_run_pair(run, v,
                                     (struct pair){ .count = a->count < b->count ? a->count : b->count,
                                                    .first_ns = b->first_ns,
                                                    .place = { a->place, b->place },
                                                    .task = { a->task, b->task },
                                                    .kind = { a->kind, b->kind } });
            }
}

// ---- the recording --------------------------------------------------------------------------------------------------

static int by_place(const void *left, const void *right)
{
    const struct access *a = left, *b = right;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind - b->kind;
    return a->task != b->task ? a->task - b->task : (int)a->locks - (int)b->locks;
}

static void *append(void *array, size_t count, const void *more, size_t more_count, size_t bytes)
{
    array = realloc(array, (count + more_count + 1) * bytes);
    assert(array);
    if (more_count)
        memcpy((char *)array + count * bytes, more, more_count * bytes);
    return array;
}

static void seal_variable(struct watched_run *run, uint32_t number)
{
    struct watched *watched = &run->watched;
    struct watched_variable *made = &run->made[number];
    struct variable *variable = &run->variables[number];
    variable->final = made->memory.value;
    variable->loads = made->loads;
    variable->stores = variable->store_count = made->store_count;
    variable->settled = made->store_count / 100;
    variable->first_store = watched->store_count;
    variable->first_access = watched->access_count;
    variable->first_pair = watched->pair_count;
    variable->access_count = (uint32_t)made->access_count;
    variable->pair_count = (uint32_t)made->pair_count;
    if (made->access_count)
        qsort(made->accesses, made->access_count, sizeof *made->accesses, by_place);
    run->stores =
        append(run->stores, (size_t)watched->store_count, made->stores, made->store_count, sizeof *run->stores);
    run->accesses =
        append(run->accesses, watched->access_count, made->accesses, made->access_count, sizeof *run->accesses);
    run->pairs = append(run->pairs, watched->pair_count, made->pairs, made->pair_count, sizeof *run->pairs);
    watched->store_count += made->store_count;
    watched->access_count += (uint32_t)made->access_count;
    watched->pair_count += (uint32_t)made->pair_count;
    watched->settled += variable->settled;
}

static void seal_facts(struct watched_run *run)
{
    const uint64_t end = run->ns + 1000;
    run->facts = (struct run_facts){ .states_source = STATES_PROGRAM,
                                     .states_reason = "made up",
                                     .began_ns = 1000,
                                     .released_ns = 1000,
                                     .ended_ns = end,
                                     .tick0 = 500,
                                     .tick0_ns = 500,
                                     .tick1 = end + 500,
                                     .tick1_ns = end + 500,
                                     .machine_cpus = 4 };
    for (uint32_t i = 0; i < run->recording.task_count; i++) {
        if (!run->tasks[i].joined_ns) {
            run->tasks[i].finished_ns = i ? end - 500 : end;
            run->tasks[i].joined_ns = i ? end - 400 : end;
        }
        run->tasks[i].cpu_ns = (end - 1000) / 2;
    }
}

void watched_run_seal(struct watched_run *run)
{
    struct recording *recording = &run->recording;
    seal_facts(run);
    for (uint32_t i = 0; i < run->watched.variable_count; i++)
        seal_variable(run, i);
    run->watched.words = run->watched.variable_count;
    const struct note **notes = must_calloc(recording->task_count, sizeof(struct note *));
    for (uint32_t i = 0; i < recording->task_count; i++)
        notes[i] = run->notes[i];
    run->uses = must_calloc((size_t)recording->task_count * recording->resource_count + 1, sizeof *run->uses);
    recording->plan = &run->plan;
    recording->facts = &run->facts;
    recording->tasks = run->tasks;
    recording->resources = run->resources;
    recording->uses = run->uses;
    recording->notes = notes;
    recording->command = &run->command;
    recording->command_count = recording->watched_count = 1;
    recording->sources = run->sources;
    recording->source_text = run->source_text;
    recording->watched = &run->watched;
    recording->places = run->places;
    recording->variables = run->variables;
    recording->lock_sets = run->lock_sets;
    recording->acts = run->acts;
    recording->accesses = run->accesses;
    recording->pairs = run->pairs;
    recording->stores = run->stores;
    if (!uses_count(recording, run->uses))
        abort();
}

// ---- the bank -------------------------------------------------------------------------------------------------------

static const char bank_text[] = "#include <pthread.h>\n"
                                "#include <stdio.h>\n"
                                "\n"
                                "static long balance;\n"
                                "static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n"
                                "\n"
                                "static void deposit(long n)\n"
                                "{\n"
                                "    pthread_mutex_lock(&lock);\n"
                                "    balance += n;\n"
                                "    attempts++;\n"
                                "    pthread_mutex_unlock(&lock);\n"
                                "}\n"
                                "\n"
                                "static void withdraw(long n)\n"
                                "{\n"
                                "    balance -= n; // no lock\n"
                                "}\n"
                                "\n"
                                "static void *worker(void *number)\n"
                                "{\n"
                                "    for (int i = 0; i < rounds; i++) {\n"
                                "        deposit(amounts[(long)number]);\n"
                                "        withdraw(amounts[(long)number]);\n"
                                "        atomic_fetch_add(&log.next, 1);\n"
                                "    }\n"
                                "    done[(long)number] = 1;\n"
                                "    return NULL;\n"
                                "}\n";

enum {
    BANK_THREADS = 4,
    BANK_STEPS = 9, // of a round
    BANK_TRUE_ROUNDS = 1000,
};

struct bank {
    struct watched_run *run;
    uint32_t lock, balance, attempts, done[BANK_THREADS], next;
    uint32_t add_place, attempt_place, take_place, next_place, done_place;
    uint32_t holder; // task; 0: nobody
    uint32_t steps[BANK_THREADS + 1];
    uint32_t rounds;
};

// One step of a thread; false: it waits for the lock.
static bool bank_step(struct bank *bank, uint32_t task)
{
    static const uint64_t amounts[BANK_THREADS + 1] = { 0, 5, 8, 7, 3 };
    struct watched_run *run = bank->run;
    const uint32_t step = bank->steps[task] % BANK_STEPS, balance = bank->balance;
    if (bank->steps[task] == BANK_STEPS * bank->rounds) {
        watched_run_assign(run, bank->done[task - 1], task, bank->done_place, 1);
        return true;
    }
    switch (step) {
    case 0:
        if (bank->holder)
            return false;
        bank->holder = task;
        watched_run_take(run, task, bank->lock);
        break;
    case 1:
        watched_run_load(run, balance, task, bank->add_place);
        break;
    case 2:
        watched_run_store(run, balance, task, bank->add_place, watched_run_loaded(run, balance, task) + amounts[task]);
        break;
    case 3:
        watched_run_load(run, bank->attempts, task, bank->attempt_place);
        break;
    case 4:
        watched_run_store(run, bank->attempts, task, bank->attempt_place,
                          watched_run_loaded(run, bank->attempts, task) + 1);
        break;
    case 5:
        bank->holder = 0;
        watched_run_give(run, task, bank->lock);
        break;
    case 6:
        watched_run_load(run, balance, task, bank->take_place);
        break;
    case 7:
        watched_run_store(run, balance, task, bank->take_place, watched_run_loaded(run, balance, task) - amounts[task]);
        break;
    default:
        watched_run_atomic(run, bank->next, task, bank->next_place, watched_run_value(run, bank->next) + 1);
        break;
    }
    return true;
}

static struct bank bank_new(uint32_t rounds)
{
    struct watched_run *run = watched_run_new(BANK_THREADS + 1);
    struct bank bank = { .run = run, .rounds = rounds };
    const uint32_t source = watched_run_source(run, "main.c", bank_text);
    bank.lock = watched_run_lock(run, "lock", RESOURCE_LOCK);
    bank.balance = watched_run_variable(run, "balance", "long", VALUE_SIGNED, 8, 0);
    bank.attempts = watched_run_variable(run, "attempts", "long", VALUE_SIGNED, 8, 0);
    for (int i = 0; i < BANK_THREADS; i++) {
        char name[32];
        snprintf(name, sizeof name, "done[%d]", i);
        bank.done[i] = watched_run_variable(run, name, "int", VALUE_SIGNED, 4, 0);
    }
    bank.next = watched_run_variable(run, "log.next", "atomic_uint", VALUE_UNSIGNED, 4, 0);
    bank.add_place = watched_run_place(run, source, 10, "deposit");
    bank.attempt_place = watched_run_place(run, source, 11, "deposit");
    bank.take_place = watched_run_place(run, source, 17, "withdraw");
    bank.next_place = watched_run_place(run, source, 25, "worker");
    bank.done_place = watched_run_place(run, source, 27, "worker");
    run->variables[bank.balance].declared = watched_run_place(run, source, 4, "");
    return bank;
}

struct watched_run *watched_run_bank(uint64_t seed, uint32_t rounds)
{
    struct bank bank = bank_new(rounds);
    bank.run->keeps_truth = rounds <= BANK_TRUE_ROUNDS;
    struct random random = { seed };
    uint32_t left = BANK_THREADS * (BANK_STEPS * rounds + 1);
    while (left > 0) {
        const uint32_t task = 1 + (uint32_t)random_below(&random, BANK_THREADS);
        if (bank.steps[task] <= BANK_STEPS * rounds && bank_step(&bank, task)) {
            bank.steps[task]++;
            left--;
        }
    }
    watched_run_find_pairs(bank.run);
    watched_run_seal(bank.run);
    return bank.run;
}
