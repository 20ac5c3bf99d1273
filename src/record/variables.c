// Variable by variable. What has no room is left out whole, and counted: a variable with some of its accesses would tell a lie.
//
// Stores are turned into the recording's where they are: both have 32 bytes, and there may be a gigabyte of them.
#include "record/variables.h"

#include "base/fault.h"
#include "base/text.h"
#include "os/file.h"
#include "record/amount_doubt.h"
#include "record/counted.h"
#include "record/variable_name.h"
#include "record/watch_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct store) == sizeof(struct raw_store), "one is turned into the other where it is");

enum {
    SPANS = 16,
};

struct build {
    const struct variables_from *from;
    struct variables *to;
    struct book_names names;
    struct variable_names heap;
    uint32_t *act_of, *lock_set_of;       // of the books'
    const struct made_span *spans[SPANS]; // those asked for last, by tid
    uint64_t strangers;                   // stores of tasks that are not kept
};

// ---- who, when, where -----------------------------------------------------------------------------------------------

static uint64_t inside(const struct build *build, uint64_t ns)
{
    return ns < build->from->began_ns ? build->from->began_ns : ns > build->from->ended_ns ? build->from->ended_ns : ns;
}

// The task with that tid then; of who is not kept, `process`.
static uint16_t task_at(struct build *build, int32_t tid, uint64_t ns, uint32_t process)
{
    const struct made_span **slot = &build->spans[(uint32_t)tid % SPANS];
    if (!*slot || (*slot)->tid != tid || ns < (*slot)->from_ns || ns > (*slot)->to_ns) {
        const struct made_span *found = made_find_span(build->from->made, tid, ns);
        if (!found) {
            build->strangers++;
            return (uint16_t)process;
        }
        *slot = found;
    }
    return (uint16_t)(*slot)->task;
}

static bool is_access(uint8_t kind) { return kind > 0 && kind < ACCESS_KINDS; }

// ---- acts and lock sets ---------------------------------------------------------------------------------------------

static bool take_acts(struct build *build)
{
    const struct raw_books *books = build->from->books;
    build->act_of = malloc((books->act_count + 1) * sizeof *build->act_of);
    if (!build->act_of)
        return false;
    build->to->acts = numbered_of(sizeof(struct act), ACTS_MAX);
    for (size_t i = 0; i < books->act_count; i++) {
        const struct raw_act *raw = &books->acts[i];
        const struct act act = {
            .place = variable_place(&build->to->places, raw->place),
            .load_place = variable_place(&build->to->places, raw->load_place),
            .kind = raw->kind > 0 && raw->kind < ACT_KINDS ? raw->kind : (uint8_t)ACT_FOREIGN,
            .order = raw->order <= 5 ? raw->order : 5,
            .flags = raw->let_go ? ACT_LET_GO : 0,
            .taken_before = raw->taken_before ? variable_place(&build->to->places, raw->taken_before - 1) + 1 : 0,
        };
        build->act_of[i] = numbered_add(&build->to->acts, &act);
        if (build->to->acts.is_short)
            return false;
    }
    return true;
}

// Puts a lock among those of a set, by resource number; what stands for several locks is there once, and held whole.
static void put_lock(struct lock_set *set, uint16_t resource, uint8_t mode)
{
    int at = 0;
    while (at < LOCK_SET_LOCKS && set->mode[at] && set->resource[at] < resource)
        at++;
    if (at == LOCK_SET_LOCKS)
        return;
    if (set->mode[at] && set->resource[at] == resource) {
        set->mode[at] = mode < set->mode[at] ? mode : set->mode[at];
        return;
    }
    for (int i = LOCK_SET_LOCKS - 1; i > at; i--) {
        set->resource[i] = set->resource[i - 1];
        set->mode[i] = set->mode[i - 1];
    }
    set->resource[at] = resource;
    set->mode[at] = mode;
}

static bool take_lock_sets(struct build *build)
{
    const struct raw_books *books = build->from->books;
    const struct lock_set empty = { .mode = { 0 } };
    build->lock_set_of = calloc(books->lock_set_count + 1, sizeof *build->lock_set_of);
    build->to->lock_sets = numbered_of(sizeof(struct lock_set), LOCK_SETS_MAX);
    if (!build->lock_set_of || numbered_add(&build->to->lock_sets, &empty) != 0)
        return false;
    for (size_t i = 0; i < books->lock_set_count; i++) {
        const struct raw_lock_set *raw = &books->lock_sets[i];
        struct lock_set set = empty;
        for (int l = 0; l < LOCK_SET_LOCKS && raw->mode[l]; l++) {
            const int resource = objects_lock(build->from->objects, raw->image, raw->lock[l]);
            if (resource != OBJECT_NONE)
                put_lock(&set, (uint16_t)resource, raw->mode[l] == LOCK_TO_READ ? LOCK_TO_READ : LOCK_WHOLE);
        }
        build->lock_set_of[i] = numbered_add(&build->to->lock_sets, &set);
        if (build->to->lock_sets.is_short)
            return false;
    }
    return true;
}

// ---- accesses and pairs ---------------------------------------------------------------------------------------------

static int compare_accesses(const void *a, const void *b)
{
    const struct access *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->task != right->task)
        return left->task < right->task ? -1 : 1;
    return left->locks < right->locks ? -1 : left->locks > right->locks;
}

// Sorts, and makes one of those that only their instructions told apart; how many are left.
static uint32_t merge_accesses(struct access *all, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(all, count, sizeof *all, compare_accesses);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || compare_accesses(&all[kept - 1], &all[i]) != 0) {
            all[kept++] = all[i];
            continue;
        }
        all[kept - 1].count = counted_sum(all[kept - 1].count, all[i].count);
        if (all[i].first_ns < all[kept - 1].first_ns)
            all[kept - 1].first_ns = all[i].first_ns;
        all[kept - 1].alone &= all[i].alone;
    }
    return (uint32_t)kept;
}

// False: there is no room for all of them.
static bool take_accesses(struct build *build, const struct raw_variable *raw, struct variable *variable)
{
    struct watched *watched = &build->to->watched;
    struct access *all = build->to->accesses + watched->access_count;
    size_t count = 0;
    if (raw->access_count > ACCESSES_MAX - watched->access_count)
        return false;
    for (size_t i = 0; i < raw->access_count; i++) {
        const struct raw_access *one = &build->from->books->accesses[raw->first_access + i];
        if (one->count == 0 || !is_access(one->kind))
            continue;
        const uint32_t locks = one->locks < build->from->books->lock_set_count ? build->lock_set_of[one->locks] : 0;
        all[count] = (struct access){
            .count = counted_sum(0, one->count),
            .first_ns = inside(build, one->first_ns),
            .place = variable_place(&build->to->places, one->place),
            .locks = locks == NUMBERED_NONE ? 0 : locks,
            .task = task_at(build, one->tid, one->first_ns, variable->process),
            .kind = one->kind,
            .alone = one->alone,
        };
        count++;
    }
    variable->first_access = watched->access_count;
    variable->access_count = merge_accesses(all, count);
    watched->access_count += variable->access_count;
    return true;
}

static bool same_pair(const struct pair *a, const struct pair *b)
{
    return a->place[0] == b->place[0] && a->place[1] == b->place[1] && a->kind[0] == b->kind[0] &&
           a->kind[1] == b->kind[1];
}

static void merge_pair(struct pair *all, uint32_t *count, const struct pair *one)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (!same_pair(&all[i], one))
            continue;
        const uint64_t sum = counted_sum(all[i].count, one->count);
        if (one->first_ns < all[i].first_ns)
            all[i] = *one;
        all[i].count = sum;
        return;
    }
    all[(*count)++] = *one;
}

static bool only_loads(const uint8_t kind[2])
{
    return (kind[0] == ACCESS_LOAD || kind[0] == ACCESS_ATOMIC_LOAD) &&
           (kind[1] == ACCESS_LOAD || kind[1] == ACCESS_ATOMIC_LOAD);
}

static bool take_pairs(struct build *build, const struct raw_variable *raw, struct variable *variable)
{
    struct watched *watched = &build->to->watched;
    struct pair *all = build->to->pairs + watched->pair_count;
    if (raw->pair_count > PAIRS_MAX - watched->pair_count)
        return false;
    variable->first_pair = watched->pair_count;
    for (size_t i = 0; i < raw->pair_count; i++) {
        const struct raw_pair *one = &build->from->books->pairs[raw->first_pair + i];
        if (one->count == 0 || !is_access(one->kind[0]) || !is_access(one->kind[1]) || only_loads(one->kind))
            continue;
        struct pair pair = { .count = counted_sum(0, one->count), .first_ns = inside(build, one->first_ns) };
        for (int side = 0; side < 2; side++) {
            pair.place[side] = variable_place(&build->to->places, one->place[side]);
            pair.task[side] = task_at(build, one->tid[side], one->first_ns, variable->process);
            pair.kind[side] = one->kind[side];
        }
        merge_pair(all, &variable->pair_count, &pair);
    }
    watched->pair_count += variable->pair_count;
    return true;
}

// ---- stores ---------------------------------------------------------------------------------------------------------

static bool begins_anew(uint8_t kind) { return kind == ACT_ASSIGN || kind == ACT_FOREIGN || kind == ACT_ATOMIC_STORE; }

// A value as the variable's type has it.
static uint64_t widened(const struct variable *variable, uint64_t value)
{
    const unsigned unused = 64 - 8 * (unsigned)variable->bytes;
    const bool is_signed = variable->kind == VALUE_SIGNED || variable->kind == VALUE_UNKNOWN;
    value <<= unused;
    return is_signed ? (uint64_t)((int64_t)value >> unused) : value >> unused;
}

// False: one is an act for which there was no room.
static bool take_stores(struct build *build, const struct raw_variable *raw, struct variable *variable)
{
    struct watched *watched = &build->to->watched;
    const struct raw_store *from = (const struct raw_store *)build->to->stores + raw->first_store; // where they are
    struct store *to = build->to->stores + watched->store_count;
    const struct act *acts = build->to->acts.things;
    uint64_t last_ns = 0;
    for (size_t i = 0; i < raw->store_count; i++)
        if (from[i].act >= build->from->books->act_count || build->act_of[from[i].act] == NUMBERED_NONE)
            return false;
    for (size_t i = 0; i < raw->store_count; i++) {
        struct raw_store one;
        memcpy(&one, &from[i], sizeof one); // where it stands the new one comes to stand
        const uint32_t act = build->act_of[one.act];
        const uint64_t ns = inside(build, one.ns);
        last_ns = ns > last_ns ? ns : last_ns;
        const struct store store = {
            .value = widened(variable, one.value),
            .ns = last_ns,
            .parent = begins_anew(acts[act].kind) || one.parent > i ? (uint32_t)i : one.parent,
            .held_ns = one.held_ns,
            .act = act,
            .task = one.tid ? task_at(build, one.tid, one.ns, variable->process) : (uint16_t)variable->process,
        };
        memcpy(&to[i], &store, sizeof store);
    }
    variable->first_store = watched->store_count;
    variable->store_count = raw->store_count;
    watched->store_count += raw->store_count;
    return true;
}

// ---- a variable -----------------------------------------------------------------------------------------------------

static uint8_t fitting_kind(uint8_t kind, uint8_t bytes)
{
    if (kind >= VALUE_KINDS)
        return VALUE_UNKNOWN;
    return kind == VALUE_FLOAT && bytes != 4 && bytes != 8 ? (uint8_t)VALUE_OTHER : kind;
}

// Where their counts disagree nobody knows how many there were.
static uint64_t turns(const struct raw_books *books, uint64_t count)
{
    return books->disagrees & DISAGREE_TURNS ? 0 : counted_sum(0, count);
}

static struct variable begin(struct build *build, size_t v)
{
    const struct raw_variable *raw = &build->from->books->variables[v];
    const struct dwarf_word *word = book_names_word(&build->names, v);
    const int process = made_find(build->from->made, raw->pid, raw->from_ns);
    struct variable variable = {
        .address = raw->address,
        .process = process < 0 ? 0 : (uint32_t)process,
        .declared = PLACE_NOWHERE,
        .bytes = raw->bytes,
        .language = raw->language < VARIABLE_LANGUAGES ? raw->language : (uint8_t)VARIABLE_C,
        .is_allocated = raw->object != 0,
        .doubt = (raw->doubt & DOUBTS_ALL) | (word && word->has_bit_fields ? DOUBT_BITFIELD : 0),
        .doubt_place = variable_place(&build->to->places, raw->doubt_place),
        .before_unseen = raw->before_unseen,
        .from_ns = inside(build, raw->from_ns),
        .loads = counted_sum(0, raw->loads),
        .stores = counted_sum(0, raw->stores),
        .settled = turns(build->from->books, raw->settled),
        .interrupted = turns(build->from->books, raw->interrupted),
    };
    variable.kind = fitting_kind(raw->kind == VALUE_UNKNOWN && word ? word->kind : raw->kind, raw->bytes);
    variable.first = widened(&variable, raw->first);
    variable.final = widened(&variable, raw->final);
    if (raw->object)
        variable.declared = build->heap.made[v];
    else if (word)
        variable.declared = variable_place_declared(&build->to->places, &build->names, &word->declared);
    if (word)
        put_plain(variable.type, sizeof variable.type, word->type);
    variable_names_put(&build->heap,
                       &(struct variable_known){ build->from->books, &build->names, &build->to->places,
                                                 build->from->programs, build->from->made, v },
                       &variable);
    return variable;
}

static bool is_asked(const struct build *build, const struct variable *variable)
{
    const struct place *declared = variable_place_at(&build->to->places, variable->declared);
    return variable->language == VARIABLE_PYTHON || // there it was asked for by its own side
           watch_names_mean(build->from->asked, variable->name, declared ? declared->file : "",
                            declared ? declared->line : 0);
}

static bool is_sound(const struct raw_books *books, const struct raw_variable *raw)
{
    const bool width = raw->bytes == 1 || raw->bytes == 2 || raw->bytes == 4 || raw->bytes == 8;
    return width && raw->first_store <= books->store_count &&
           raw->store_count <= books->store_count - raw->first_store && raw->first_access <= books->access_count &&
           raw->access_count <= books->access_count - raw->first_access && raw->first_pair <= books->pair_count &&
           raw->pair_count <= books->pair_count - raw->first_pair && raw->store_count < UINT32_MAX &&
           raw->store_count <= raw->stores;
}

static void take_variable(struct build *build, size_t v)
{
    struct watched *watched = &build->to->watched;
    const struct raw_variable *raw = &build->from->books->variables[v];
    const struct watched before = *watched;
    if (watched->variable_count == VARIABLES_MAX || !is_sound(build->from->books, raw) ||
        raw->first_store < watched->store_count) {
        watched->folded_variables = counted_sum(watched->folded_variables, 1);
        return;
    }
    struct variable variable = begin(build, v);
    if (!is_asked(build, &variable))
        return;
    if (!take_accesses(build, raw, &variable) || !take_pairs(build, raw, &variable) ||
        !take_stores(build, raw, &variable)) {
        *watched = before;
        watched->folded_variables = counted_sum(watched->folded_variables, 1);
        return;
    }
    const struct amount_doubt_from from = { build->to->acts.things, build->to->stores + variable.first_store,
                                            &build->to->places };
    amount_doubt(&variable, &from);
    build->to->all[watched->variable_count++] = variable;
}

// ---- all ------------------------------------------------------------------------------------------------------------

static bool make_room(struct build *build)
{
    const struct raw_books *books = build->from->books;
    struct variables *to = build->to;
    const size_t variables = books->variable_count < VARIABLES_MAX ? books->variable_count : VARIABLES_MAX;
    const size_t accesses = books->access_count < ACCESSES_MAX ? books->access_count : ACCESSES_MAX;
    const size_t pairs = books->pair_count < PAIRS_MAX ? books->pair_count : PAIRS_MAX;
    to->all = calloc(variables + 1, sizeof *to->all);
    to->accesses = malloc((accesses + 1) * sizeof *to->accesses);
    to->pairs = malloc((pairs + 1) * sizeof *to->pairs);
    return to->all && to->accesses && to->pairs;
}

static void put_asked(struct build *build)
{
    char text[sizeof build->to->watched.asked * 2] = "";
    for (const char *const *asked = build->from->asked; asked && *asked; asked++) {
        const size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%s", length ? ", " : "", *asked);
    }
    put_plain(build->to->watched.asked, sizeof build->to->watched.asked, text);
}

// The name of a source that was changed after all of the program's files were made; NULL: there is none such.
static const char *newer_source(const struct build *build)
{
    const struct sources *sources = &build->to->places.sources;
    int64_t made_ns = INT64_MIN;
    for (size_t f = 0; f < build->names.file_count; f++) {
        const int64_t changed_ns = os_file_mark(build->names.files[f]).changed_ns;
        made_ns = changed_ns > made_ns ? changed_ns : made_ns;
    }
    for (size_t s = 0; build->names.file_count && s < sources->asked_count; s++) {
        const char *path = sources->asked[s].path, *slash = strrchr(path, '/');
        if (sources->asked[s].number != PLACE_NOWHERE && os_file_mark(path).changed_ns > made_ns)
            return slash ? slash + 1 : path;
    }
    return NULL;
}

static void put_reason(struct build *build)
{
    struct watched *watched = &build->to->watched;
    const char *reason = build->from->books->reason[0] ? build->from->books->reason : build->names.reason;
    char text[sizeof watched->reason], count[TEXT_NUMBER_BYTES];
    if (!reason[0] && watched->asked[0] && watched->variable_count == 0)
        reason = "nothing that was asked for was touched by a second thread or process";
    const char *newer = reason[0] ? NULL : newer_source(build);
    if (newer) {
        snprintf(text, sizeof text, "%.100s was changed after the program was built: its lines may be others", newer);
        reason = text;
    }
    // Where there were more threads than are kept the report says so by itself (command_report.c).
    if (reason[0] || build->strangers == 0 || build->from->made->folded) {
        put_plain(watched->reason, sizeof watched->reason, reason);
        return;
    }
    snprintf(text, sizeof text, "%s of threads that are not kept, told as their process's",
             text_counted(count, build->strangers, "access"));
    put_plain(watched->reason, sizeof watched->reason, text);
}

static void fill_watched(struct build *build)
{
    const struct raw_books *books = build->from->books;
    struct watched *watched = &build->to->watched;
    watched->how = books->how & (WATCH_C | WATCH_PYTHON) ? books->how & (WATCH_C | WATCH_PYTHON) : WATCH_C;
    watched->has_lines = build->names.has_lines || (watched->how & WATCH_PYTHON);
    watched->place_count = build->to->places.all.count;
    watched->act_count = build->to->acts.count;
    watched->lock_set_count = build->to->lock_sets.count;
    watched->words = counted_sum(0, books->words);
    watched->disagrees = books->disagrees;
    watched->settled = turns(books, books->settled);
    watched->interrupted = turns(books, books->interrupted);
    watched->dropped_stores = counted_sum(0, books->dropped_stores);
    watched->folded_variables = counted_sum(watched->folded_variables, books->folded_variables);
    watched->handed_words = counted_sum(0, books->handed_words);
    watched->dropped_pairs = counted_sum(0, books->dropped_pairs);
    watched->dropped_lock_sets = counted_sum(0, books->dropped_lock_sets);
    watched->order_lost = books->order_lost;
    put_asked(build);
    put_reason(build);
}

static bool build_all(struct build *build)
{
    struct raw_books *books = build->from->books;
    if (!book_names_ask(&build->names, books, build->from->programs) ||
        !variable_places_build(&build->to->places, books, &build->names) || !make_room(build) || !take_acts(build) ||
        !take_lock_sets(build) || !variable_names_begin(&build->heap, books, &build->names, &build->to->places))
        return false;
    build->to->stores = books->stores ? (struct store *)books->stores : malloc(sizeof(struct store)); // see above
    if (!build->to->stores)
        return false;
    for (size_t v = 0; v < books->variable_count; v++)
        take_variable(build, v);
    books->stores = NULL;
    books->store_count = 0;
    if (build->to->places.all.is_short || build->to->places.sources.is_short ||
        !variable_names_tell_apart(build->to->all, build->to->watched.variable_count))
        return false;
    fill_watched(build);
    variable_places_finish(&build->to->places, books, &build->names);
    return true;
}

struct status variables_build(struct variables *variables, const struct variables_from *from)
{
    struct build build = { .from = from, .to = variables };
    *variables = (struct variables){ 0 };
    const bool built = build_all(&build);
    book_names_free(&build.names);
    variable_names_end(&build.heap);
    free(build.act_of);
    free(build.lock_set_of);
    if (built)
        return status_ok();
    variables_free(variables);
    return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
}

void variables_free(struct variables *variables)
{
    variable_places_free(&variables->places);
    numbered_free(&variables->acts);
    numbered_free(&variables->lock_sets);
    free(variables->all);
    free(variables->accesses);
    free(variables->pairs);
    free(variables->stores);
    *variables = (struct variables){ 0 };
}

void variables_put(const struct variables *variables, struct recording *recording)
{
    const struct sources *sources = &variables->places.sources;
    recording->watched_count = 1;
    recording->watched = &variables->watched;
    recording->places = variables->places.all.things;
    recording->variables = variables->all;
    recording->lock_sets = variables->lock_sets.things;
    recording->acts = variables->acts.things;
    recording->accesses = variables->accesses;
    recording->pairs = variables->pairs;
    recording->stores = variables->stores;
    recording->source_count = sources->count;
    recording->sources = sources->all;
    recording->source_text = sources->text;
    recording->source_bytes = sources->bytes;
}
