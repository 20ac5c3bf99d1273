// The checks of a command's variables: what is small when a recording is opened, the long sections as they are verified.
//
// Whatever passes can be followed without a thought: every index is one of its array's, a store's parent stands before it,
// and stores, accesses and pairs are the variables' own in the order of the variables, with none between them.
#include "recording/checks.h"
#include "recording/format.h"

#include "base/fault.h"

#include <stdbool.h>

static struct status bad(const char *what) { return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text(what)); }

static bool is_tidy_text(const char *text, size_t bytes)
{
    return is_plain_text(text, bytes) && all_zero(text + strlen(text), bytes - strlen(text));
}

static bool is_place(const struct recording *recording, uint32_t place)
{
    return place == PLACE_NOWHERE || place < recording->watched->place_count;
}

static bool in_run(const struct recording *recording, uint64_t ns)
{
    const struct run_facts *facts = recording->facts;
    return time_window_has(time_window_round(facts->tick0_ns, facts->tick1_ns), ns);
}

// ---- what was watched -----------------------------------------------------------------------------------------------

struct status recording_check_watched(const struct recording *recording)
{
    const struct watched *watched = recording->watched;
    if (!recording->watched_count)
        return status_ok();
    if (watched->how == 0 || watched->how > (WATCH_C | WATCH_PYTHON))
        return bad("what was watched: no such way of watching");
    if (watched->variable_count > VARIABLES_MAX || watched->place_count > PLACES_MAX || watched->act_count > ACTS_MAX ||
        watched->access_count > ACCESSES_MAX || watched->pair_count > PAIRS_MAX ||
        watched->lock_set_count > LOCK_SETS_MAX || watched->store_count > FORMAT_RECORDS_MAX)
        return bad("what was watched: more than can be");
    if (watched->has_lines > 1)
        return bad("what was watched: lines were looked up or they were not");
    if (!is_tidy_text(watched->asked, sizeof watched->asked) || !is_tidy_text(watched->reason, sizeof watched->reason))
        return bad("what was watched: it is no plain text");
    if (!is_count(watched->words) || !is_count(watched->settled) || !is_count(watched->interrupted) ||
        !is_count(watched->dropped_stores) || !is_count(watched->folded_variables) ||
        !is_count(watched->handed_words) || !is_count(watched->dropped_pairs) || !is_count(watched->dropped_lock_sets))
        return bad("what was watched: it counts more than can be");
    if (watched->order_lost > 1)
        return bad("what was watched: the order was lost or it was not");
    if (watched->disagrees > DISAGREES_ALL)
        return bad("what was watched: no such disagreement");
    return all_zero(watched->reserved, sizeof watched->reserved) ? status_ok()
                                                                 : bad("what was watched: reserved bytes are in use");
}

// ---- places, variables, lock sets -----------------------------------------------------------------------------------

static const char *place_problem(const struct recording *recording, const struct place *place)
{
    if (place->source != PLACE_NOWHERE && place->source >= recording->source_count)
        return "places: one is in a source that is not there";
    if (!is_tidy_text(place->file, sizeof place->file) || !is_tidy_text(place->function, sizeof place->function) ||
        !is_tidy_text(place->instruction, sizeof place->instruction))
        return "places: one is called by no plain text";
    return NULL;
}

static const char *lock_set_problem(const struct recording *recording, const struct lock_set *set, bool first)
{
    bool ended = first; // the first one is empty
    for (uint32_t i = 0; i < LOCK_SET_LOCKS; i++) {
        ended |= set->mode[i] == 0;
        if (ended ? set->mode[i] || set->resource[i] : set->mode[i] > LOCK_TO_READ)
            return "lock sets: one holds no lock in no way there is";
        if (!ended && set->resource[i] >= recording->resource_count)
            return "lock sets: one holds a resource that is not there";
    }
    return NULL;
}

static bool is_width(const struct variable *variable)
{
    const bool float_wide = variable->bytes == 4 || variable->bytes == 8;
    return variable->kind == VALUE_FLOAT ? float_wide : float_wide || variable->bytes == 1 || variable->bytes == 2;
}

static const char *variable_problem(const struct recording *recording, const struct variable *variable)
{
    if (!is_name(variable->name, sizeof variable->name) || !is_tidy_text(variable->type, sizeof variable->type))
        return "its name or type is no plain text";
    if (variable->process >= recording->task_count)
        return "it lies in the memory of no task there is";
    if (!is_place(recording, variable->declared) || !is_place(recording, variable->doubt_place))
        return "it names a place that is not there";
    if (variable->kind >= VALUE_KINDS || variable->language >= VARIABLE_LANGUAGES || variable->is_allocated > 1 ||
        variable->doubt > DOUBTS_ALL || !is_width(variable))
        return "it is of no kind there is";
    if (!in_run(recording, variable->from_ns))
        return "its books begin far outside the run";
    if (!is_count(variable->loads) || !is_count(variable->stores) || !is_count(variable->settled) ||
        !is_count(variable->interrupted) || variable->store_count > variable->stores ||
        variable->store_count >= UINT32_MAX)
        return "it counts more than can be";
    if (variable->before_unseen > 1)
        return "nobody knows what was before it";
    return all_zero(variable->reserved, sizeof variable->reserved) ? NULL : "reserved bytes are in use";
}

// How much of the three long arrays the variables before one have.
struct so_far {
    uint64_t stores, accesses, pairs;
};

static bool follows(const struct variable *variable, const struct so_far *so_far)
{
    return variable->first_store == so_far->stores && variable->first_access == so_far->accesses &&
           variable->first_pair == so_far->pairs;
}

static struct status check_variables(const struct recording *recording)
{
    struct so_far so_far = { 0 };
    for (uint32_t i = 0; i < recording->watched->variable_count; i++) {
        const struct variable *variable = &recording->variables[i];
        const char *problem = variable_problem(recording, variable);
        if (!problem && !follows(variable, &so_far))
            problem = "its stores, accesses or pairs do not follow those of the variable before it";
        if (problem)
            return status_with(STATUS_BAD_FILE, FAULT_VARIABLE, part_number(i + 1), part_text(problem));
        so_far.stores += variable->store_count; // at most COUNT_MAX
        so_far.accesses += variable->access_count;
        so_far.pairs += variable->pair_count;
        if (so_far.stores > recording->watched->store_count || so_far.accesses > recording->watched->access_count ||
            so_far.pairs > recording->watched->pair_count)
            return bad("variables: they have more stores, accesses or pairs than there are");
    }
    return so_far.stores == recording->watched->store_count && so_far.accesses == recording->watched->access_count &&
                   so_far.pairs == recording->watched->pair_count
               ? status_ok()
               : bad("variables: some stores, accesses or pairs are of none");
}

struct status recording_check_variables(const struct recording *recording)
{
    const struct watched *watched = recording->watched;
    const char *problem = NULL;
    if (!recording->watched_count)
        return status_ok();
    for (uint32_t i = 0; !problem && i < watched->place_count; i++)
        problem = place_problem(recording, &recording->places[i]);
    for (uint32_t i = 0; !problem && i < watched->lock_set_count; i++)
        problem = lock_set_problem(recording, &recording->lock_sets[i], i == 0);
    return problem ? bad(problem) : check_variables(recording);
}

// ---- the long ones --------------------------------------------------------------------------------------------------

static const char *act_problem(const struct recording *recording, size_t at)
{
    const struct act *act = &recording->acts[at];
    if (act->kind == 0 || act->kind >= ACT_KINDS || act->order > 5)
        return "is of no kind";
    if (!is_place(recording, act->place) || !is_place(recording, act->load_place))
        return "is at a place that is not there";
    if (act->taken_before > recording->watched->place_count)
        return "was interrupted at a place that is not there";
    return act->flags > ACT_FLAGS ? "has flags that there are none of" : NULL;
}

static bool is_access_kind(uint8_t kind) { return kind > 0 && kind < ACCESS_KINDS; }
static bool only_loads(uint8_t kind) { return kind == ACCESS_LOAD || kind == ACCESS_ATOMIC_LOAD; }

// Whether an access of the same variable may stand before another: by place, kind, task.
static bool sorted(const struct access *a, const struct access *b)
{
    if (a->place != b->place)
        return a->place < b->place;
    return a->kind != b->kind ? a->kind < b->kind : a->task <= b->task;
}

// The variable that has an element: the last one that begins at it or before it. firsts never decrease.
static const struct variable *owner_of(const struct recording *recording, enum section_kind kind, uint64_t at)
{
    uint32_t low = 0, high = recording->watched->variable_count;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        const struct variable *variable = &recording->variables[middle];
        const uint64_t first = kind == SECTION_STORES ? variable->first_store : variable->first_access;
        if (first <= at)
            low = middle;
        else
            high = middle;
    }
    return &recording->variables[low];
}

static const char *access_problem(const struct recording *recording, size_t at)
{
    const struct access *access = &recording->accesses[at];
    if (!is_access_kind(access->kind))
        return "is of no kind";
    if (!is_place(recording, access->place))
        return "is at a place that is not there";
    if (access->task >= recording->task_count)
        return "is of nobody who took part";
    if (access->locks >= recording->watched->lock_set_count)
        return "was made under locks that are not there";
    if (access->alone > 1 || !all_zero(access->reserved, sizeof access->reserved))
        return "has reserved bytes in use";
    if (access->count == 0 || !is_count(access->count))
        return "was made never, or more often than can be";
    if (owner_of(recording, SECTION_ACCESSES, at)->first_access != at && !sorted(access - 1, access))
        return "comes before the one before it";
    return in_run(recording, access->first_ns) ? NULL : "lies far outside the run";
}

static const char *pair_problem(const struct recording *recording, size_t at)
{
    const struct pair *pair = &recording->pairs[at];
    for (int i = 0; i < 2; i++) {
        if (!is_access_kind(pair->kind[i]))
            return "is of no kind";
        if (!is_place(recording, pair->place[i]))
            return "is at a place that is not there";
        if (pair->task[i] >= recording->task_count)
            return "is of nobody who took part";
    }
    if (only_loads(pair->kind[0]) && only_loads(pair->kind[1]))
        return "is of two loads";
    if (!all_zero(pair->reserved, sizeof pair->reserved))
        return "has reserved bytes in use";
    if (pair->count == 0 || !is_count(pair->count))
        return "came never, or more often than can be";
    return in_run(recording, pair->first_ns) ? NULL : "lies far outside the run";
}

static const char *store_problem(const struct recording *recording, const struct variable *variable, uint64_t number)
{
    const struct store *store = &recording->stores[variable->first_store + number];
    if (store->act >= recording->watched->act_count)
        return "is no act there is";
    if (store->task >= recording->task_count)
        return "is of nobody who took part";
    if (store->parent > number)
        return "was computed from one that does not stand before it";
    if (store->reserved)
        return "has reserved bytes in use";
    if (number > 0 && store->ns < (store - 1)->ns)
        return "comes before the one before it";
    return in_run(recording, store->ns) ? NULL : "lies far outside the run";
}

// The acts stand in the file before the stores, and are right by now.
static const char *lineage_problem(const struct recording *recording, const struct variable *variable, uint64_t number)
{
    const struct store *store = &recording->stores[variable->first_store + number];
    const uint8_t kind = recording->acts[store->act].kind;
    const bool new_line = kind == ACT_ASSIGN || kind == ACT_FOREIGN || kind == ACT_ATOMIC_STORE;
    return new_line && store->parent != number ? "was computed from nothing, and not after the one before it" : NULL;
}

static struct status verify_stores(const struct recording *recording, size_t from, size_t to)
{
    if (from >= to)
        return status_ok();
    const struct variable *variable = owner_of(recording, SECTION_STORES, from);
    for (size_t i = from; i < to; i++) {
        while (i - variable->first_store >= variable->store_count)
            variable++; // every store is some variable's: see check_variables
        const char *problem = store_problem(recording, variable, i - variable->first_store);
        problem = problem ? problem : lineage_problem(recording, variable, i - variable->first_store);
        if (problem)
            return status_with(STATUS_BAD_FILE, FAULT_STORE, part_number(i), part_text(problem));
    }
    return status_ok();
}

struct status recording_verify_variables(const struct recording *recording, enum section_kind kind, size_t from,
                                         size_t to)
{
    static const struct {
        const char *(*problem)(const struct recording *recording, size_t at);
        enum fault fault;
    } checks[SECTION_KINDS] = {
        [SECTION_ACTS] = { act_problem, FAULT_ACT },
        [SECTION_ACCESSES] = { access_problem, FAULT_ACCESS },
        [SECTION_PAIRS] = { pair_problem, FAULT_PAIR },
    };
    if (kind == SECTION_STORES)
        return verify_stores(recording, from, to);
    for (size_t i = from; checks[kind].problem && i < to; i++) {
        const char *problem = checks[kind].problem(recording, i);
        if (problem)
            return status_with(STATUS_BAD_FILE, checks[kind].fault, part_number(i), part_text(problem));
    }
    return status_ok();
}
