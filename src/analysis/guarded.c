// See guarded.h. One pass finds who touched the variable, one which of its accesses are judged, one what guards each place.
#include "analysis/guarded.h"

#include "analysis/amounts.h"
#include "analysis/steps.h"
#include "base/said.h"
#include "recording/resource_said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ATOMIC = RESOURCES_MAX, // the bit beside those of the locks: accessed atomically
    ANCESTORS_MOST = 64,    // that are asked after
    CHECKS_MOST = 64,       // pairs that are looked at
    LET_GO_MOST = 32,       // pairs of places between which a lock was let go
    LIVES_MOST = 1 << 24,   // accesses and lives that are held against each other; where there are more, all are judged
};

// By bits: what guards an access, or all of a place's.
struct guards {
    uint64_t locks;
    bool atomic;
};

struct finder {
    const struct recording *recording;
    const struct access *accesses;
    uint32_t count;
    uint16_t *tasks; // that touched it, each once
    uint32_t task_count;
    bool *judged; // of each access
    bool *seen;   // of each task of the recording
};

static bool loads_only(uint8_t kind) { return kind == ACCESS_LOAD || kind == ACCESS_ATOMIC_LOAD; }
static bool is_atomic(uint8_t kind) { return kind >= ACCESS_ATOMIC_LOAD; }

static int compare_tasks(const void *a, const void *b) { return *(const uint16_t *)a - *(const uint16_t *)b; }

static void find_tasks(struct finder *finder)
{
    for (uint32_t i = 0; i < finder->count; i++)
        finder->tasks[i] = finder->accesses[i].task;
    if (finder->count > 0)
        qsort(finder->tasks, finder->count, sizeof *finder->tasks, compare_tasks);
    for (uint32_t i = 0; i < finder->count; i++)
        if (i == 0 || finder->tasks[i] != finder->tasks[i - 1])
            finder->tasks[finder->task_count++] = finder->tasks[i];
}

// ---- what is judged -------------------------------------------------------------------------------------------------

// Whether all that an access stands for came before a task was made, or after its task had seen the other's end. When the last of
// several was is not known: only that no other task was there at any of them, or else that the first came after the end.
static bool is_outside(const struct access *access, const struct task *other)
{
    return (other->joined_ns && other->reaper == access->task + 1u && access->first_ns >= other->joined_ns) ||
           (access->count == 1 && access->first_ns <= other->created_ns);
}

// Who made the other, or one that made it: its life lies inside the maker's doing.
static bool has_made(const struct recording *recording, uint32_t maker, uint32_t task)
{
    for (int i = 0; i < ANCESTORS_MOST && task != TASK_NONE && task > maker; i++)
        task = recording->tasks[task].parent;
    return task == maker;
}

static bool is_judged(const struct finder *finder, const struct access *access)
{
    const struct recording *recording = finder->recording;
    for (uint32_t i = 0; i < finder->task_count; i++) {
        const uint32_t other = finder->tasks[i];
        if (other != access->task && !access->alone &&
            !(has_made(recording, access->task, other) && is_outside(access, &recording->tasks[other])))
            return true;
    }
    return finder->task_count == 1;
}

static void find_judged(struct finder *finder)
{
    const bool few = (uint64_t)finder->count * finder->task_count <= LIVES_MOST;
    for (uint32_t i = 0; i < finder->count; i++)
        finder->judged[i] = !few || is_judged(finder, &finder->accesses[i]);
}

// ---- what guards ----------------------------------------------------------------------------------------------------

static struct guards guards_of(const struct finder *finder, const struct access *access)
{
    const struct recording *recording = finder->recording;
    const struct lock_set *set = &recording->lock_sets[access->locks];
    struct guards guards = { .atomic = is_atomic(access->kind) };
    for (int i = 0; i < LOCK_SET_LOCKS && set->mode[i]; i++)
        if (recording->resources[set->resource[i]].kind != RESOURCE_GIL &&
            (set->mode[i] == LOCK_WHOLE || loads_only(access->kind)))
            guards.locks |= (uint64_t)1 << set->resource[i];
    return guards;
}

static struct guards both(struct guards a, struct guards b)
{
    return (struct guards){ a.locks & b.locks, a.atomic && b.atomic };
}

struct tally {
    uint32_t places, of_guard[RESOURCES_MAX + 1]; // how many places are guarded by each
    struct guards common;                         // of all
    bool stores;
    uint32_t tasks; // that have an access which is judged
};

// What guards all of the accesses from one on that are of the same place; *next: the first that is of another.
static bool place_guards(const struct finder *finder, uint32_t from, uint32_t *next, struct guards *guards,
                         struct tally *tally)
{
    bool any = false;
    *guards = (struct guards){ UINT64_MAX, true };
    for (*next = from; *next < finder->count && finder->accesses[*next].place == finder->accesses[from].place;
         ++*next) {
        const struct access *access = &finder->accesses[*next];
        if (!finder->judged[*next])
            continue;
        *guards = both(*guards, guards_of(finder, access));
        tally->stores |= !loads_only(access->kind);
        any = true;
    }
    return any;
}

static uint32_t judged_tasks(const struct finder *finder)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < finder->count; i++) {
        bool *seen = &finder->seen[finder->accesses[i].task];
        count += finder->judged[i] && !*seen;
        *seen |= finder->judged[i];
    }
    return count;
}

static void count_guards(const struct finder *finder, struct tally *tally)
{
    struct guards guards;
    *tally = (struct tally){ .common = { UINT64_MAX, true } };
    for (uint32_t i = 0, next; i < finder->count; i = next) {
        if (!place_guards(finder, i, &next, &guards, tally))
            continue;
        tally->places++;
        tally->common = both(tally->common, guards);
        for (uint32_t r = 0; r < RESOURCES_MAX; r++)
            tally->of_guard[r] += (uint32_t)(guards.locks >> r & 1);
        tally->of_guard[ATOMIC] += guards.atomic;
    }
    tally->tasks = judged_tasks(finder);
}

// ---- the verdict ----------------------------------------------------------------------------------------------------

static void take_best(struct guarded *guarded, const struct tally *tally)
{
    uint32_t best = 0;
    for (uint32_t r = 1; r <= ATOMIC; r++)
        if (tally->of_guard[r] > tally->of_guard[best])
            best = r;
    guarded->places = tally->of_guard[best];
    guarded->of_places = tally->places;
    guarded->atomic = best == ATOMIC;
    guarded->resource = best == ATOMIC ? 0 : best;
}

// Whether no place is without any lock: then it is not that one was forgotten.
static bool all_have_some(const struct finder *finder)
{
    struct guards guards;
    struct tally unused = { 0 };
    for (uint32_t i = 0, next; i < finder->count; i = next)
        if (place_guards(finder, i, &next, &guards, &unused) && !guards.locks && !guards.atomic)
            return false;
    return true;
}

static enum guarded_how how_of(const struct finder *finder, const struct guarded *guarded, const struct tally *tally,
                               bool raced)
{
    if (finder->count == 0)
        return GUARDED_NOT_KNOWN;
    if (tally->places == 0)
        return raced ? GUARDED_NO_COMMON : GUARDED_BY_JOIN;
    if (tally->common.locks && tally->stores)
        return GUARDED_EVERYWHERE;
    if (tally->common.atomic && tally->stores)
        return GUARDED_ATOMIC;
    if (tally->tasks == 1 && !raced)
        return GUARDED_ONE_TASK; // others did before its books began, or outside its life
    if (!tally->stores)
        return GUARDED_READ_ONLY;
    if (guarded->places > 0 && !(raced && all_have_some(finder)))
        return GUARDED_PARTLY;
    return raced ? GUARDED_NO_COMMON : GUARDED_BY_OTHER;
}

// Of Python's variables nobody hears what puts accesses in order besides locks, and the interpreter has locks that guard none.
static enum guarded_how how_of_python(const struct finder *finder, enum guarded_how how)
{
    if (how == GUARDED_EVERYWHERE && finder->task_count == 1)
        return GUARDED_ONE_TASK;
    return how == GUARDED_BY_OTHER ? GUARDED_NO_COMMON : how;
}

// Whether two tasks were never there at the same time.
static bool lives_apart(const struct task *a, const struct task *b)
{
    return (a->joined_ns && a->joined_ns <= b->created_ns) || (b->joined_ns && b->joined_ns <= a->created_ns);
}

// Whether all tasks that touch it do so one after the other's end, or around each other's lives.
static bool is_by_join(const struct finder *finder)
{
    const struct recording *recording = finder->recording;
    if ((uint64_t)finder->count * finder->task_count > LIVES_MOST)
        return false;
    for (uint32_t i = 0; i < finder->count; i++) {
        const struct access *access = &finder->accesses[i];
        for (uint32_t t = 0; t < finder->task_count; t++) {
            const uint32_t a = access->task, b = finder->tasks[t];
            const bool apart = a == b || access->alone || lives_apart(&recording->tasks[a], &recording->tasks[b]) ||
                               has_made(recording, b, a) || // the maker's own accesses are looked at in their turn
                               (has_made(recording, a, b) && is_outside(access, &recording->tasks[b]));
            if (!apart)
                return false;
        }
    }
    return true;
}

// ---- check-then-act -------------------------------------------------------------------------------------------------

static bool is_assigned_at(const struct recording *recording, const struct variable *variable, uint32_t place)
{
    const struct store *stores = recording->stores + variable->first_store;
    bool assigned = false;
    for (uint64_t i = 0; i < variable->store_count; i++) {
        const struct act *act = &recording->acts[stores[i].act];
        const bool computed = act->kind != ACT_ASSIGN && act->kind != ACT_ATOMIC_STORE && act->kind != ACT_FOREIGN;
        if (act->place == place && computed)
            return false;
        assigned |= act->place == place;
    }
    return assigned;
}

// Tasks that stored at a place; whether there are two.
static bool by_several(const struct finder *finder, uint32_t place)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < finder->count; i++) {
        const struct access *access = &finder->accesses[i];
        if (access->place != place || loads_only(access->kind))
            continue;
        if (first != UINT32_MAX && access->task != first)
            return true;
        first = access->task;
    }
    return false;
}

static void find_check(const struct finder *finder, struct guarded *guarded, const struct variable *variable)
{
    const struct recording *recording = finder->recording;
    for (uint32_t i = 0; i < variable->pair_count && i < CHECKS_MOST && !guarded->checked; i++) {
        const struct pair *pair = &recording->pairs[variable->first_pair + i];
        const int load = loads_only(pair->kind[0]) ? 0 : 1;
        const uint32_t check = pair->place[load], act = pair->place[!load];
        if (!loads_only(pair->kind[load]) || check == PLACE_NOWHERE || act == PLACE_NOWHERE || check == act)
            continue;
        const struct place *a = &recording->places[check], *b = &recording->places[act];
        if (a->function[0] && strcmp(a->function, b->function) == 0 && strcmp(a->file, b->file) == 0 &&
            a->line <= b->line && by_several(finder, act) && is_assigned_at(recording, variable, act)) {
            guarded->checked = true;
            guarded->check_place = check;
            guarded->act_place = act;
        }
    }
}

// ---- the lock that was let go ---------------------------------------------------------------------------------------

static bool stored_by_several(const struct finder *finder)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < finder->count; i++) {
        const struct access *access = &finder->accesses[i];
        if (loads_only(access->kind))
            continue;
        if (first != UINT32_MAX && access->task != first)
            return true;
        first = access->task;
    }
    return false;
}

static bool is_in_one_function(const struct recording *recording, uint32_t load, uint32_t store)
{
    if (load == PLACE_NOWHERE || store == PLACE_NOWHERE)
        return false;
    const struct place *a = &recording->places[load], *b = &recording->places[store];
    const bool whole =
        strlen(a->function) < sizeof a->function - 1; // one that was cut may be another's that begins alike
    return a->function[0] && whole && strcmp(a->function, b->function) == 0 && strcmp(a->file, b->file) == 0 &&
           a->line <= b->line;
}

// A store need not go by what its task had loaded: it is taken to where both are in one function, and a number that was not assigned
// where its place changes it by few amounts.
static bool goes_by(const struct recording *recording, const struct variable *variable, uint32_t load, uint32_t store)
{
    return is_in_one_function(recording, load, store) ||
           (variable_has_sums(variable) && steps_are_few(recording, variable, store));
}

static void count_unknown(const struct recording *recording, struct guarded *guarded, const struct variable *variable,
                          uint32_t store)
{
    if (!variable_has_sums(variable) || !steps_are_few(recording, variable, store))
        return;
    guarded->let_go_unknown_store = guarded->let_go_unknown ? guarded->let_go_unknown_store : store;
    guarded->let_go_unknown++;
}

static void find_let_go(const struct finder *finder, struct guarded *guarded, const struct variable *variable)
{
    struct {
        uint32_t load, store;
        uint64_t times;
    } rows[LET_GO_MOST];
    const struct store *stores = finder->recording->stores + variable->first_store;
    uint32_t count = 0, best = 0;
    const bool matters = stored_by_several(finder);
    for (uint64_t i = 0; matters && i < variable->store_count; i++) {
        const struct act *act = &finder->recording->acts[stores[i].act];
        if (!(act->flags & ACT_LET_GO))
            continue;
        if (act->load_place == PLACE_NOWHERE) {
            count_unknown(finder->recording, guarded, variable, act->place);
            continue;
        }
        uint32_t row = 0;
        while (row < count && (rows[row].load != act->load_place || rows[row].store != act->place))
            row++;
        if (row == LET_GO_MOST)
            continue;
        if (row == count) {
            rows[count].load = act->load_place;
            rows[count].store = act->place;
            rows[count++].times = 0;
        }
        rows[row].times++;
    }
    for (uint32_t row = 0; row < count; row++) {
        if (!goes_by(finder->recording, variable, rows[row].load, rows[row].store))
            rows[row].times = 0;
        guarded->let_go += rows[row].times;
        best = rows[row].times > rows[best].times ? row : best;
    }
    count = guarded->let_go ? count : 0;
    guarded->let_go_load = count ? rows[best].load : PLACE_NOWHERE;
    guarded->let_go_store = count ? rows[best].store : PLACE_NOWHERE;
}

// ---- from outside ---------------------------------------------------------------------------------------------------

// What is told as held by none may have been held, and what nothing was seen to put out of order may have been.
static bool is_unknown(const struct recording *recording, const struct guarded *guarded)
{
    const bool misses_locks = (guarded->how == GUARDED_PARTLY && !guarded->atomic) ||
                              guarded->how == GUARDED_NO_COMMON || guarded->how == GUARDED_BY_OTHER;
    return (misses_locks && recording->watched->dropped_lock_sets > 0) ||
           (guarded->how == GUARDED_BY_OTHER && recording->watched->order_lost);
}

static void find(struct finder *finder, struct guarded *guarded, const struct variable *variable, bool lost)
{
    struct tally tally;
    find_tasks(finder);
    find_judged(finder);
    count_guards(finder, &tally);
    guarded->tasks = finder->task_count;
    guarded->unseen = variable->before_unseen;
    guarded->unordered = variable->pair_count > 0;
    take_best(guarded, &tally);
    guarded->how = how_of(finder, guarded, &tally, lost || guarded->unordered);
    if (guarded->how == GUARDED_BY_OTHER && is_by_join(finder))
        guarded->how = GUARDED_BY_JOIN;
    if (variable->language == VARIABLE_PYTHON)
        guarded->how = how_of_python(finder, guarded->how);
    if (variable->doubt & DOUBT_FOREIGN && (guarded->how == GUARDED_READ_ONLY || guarded->how == GUARDED_ONE_TASK))
        guarded->how = GUARDED_NOT_KNOWN; // nobody knows who else stored
    if (is_unknown(finder->recording, guarded))
        guarded->how = GUARDED_NOT_KNOWN;
    guarded->split = lost && guarded->how == GUARDED_ATOMIC;
    find_check(finder, guarded, variable);
    find_let_go(finder, guarded, variable);
}

bool guarded_find(struct guarded *guarded, const struct recording *recording, uint32_t number, bool lost)
{
    const struct variable *variable = &recording->variables[number];
    struct finder finder = { .recording = recording,
                             .accesses = recording->accesses + variable->first_access,
                             .count = variable->access_count };
    *guarded = (struct guarded){ .check_place = PLACE_NOWHERE,
                                 .act_place = PLACE_NOWHERE,
                                 .let_go_load = PLACE_NOWHERE,
                                 .let_go_store = PLACE_NOWHERE,
                                 .let_go_unknown_store = PLACE_NOWHERE };
    finder.tasks = calloc((size_t)finder.count + 1, sizeof *finder.tasks);
    finder.judged = calloc((size_t)finder.count + 1, sizeof *finder.judged);
    finder.seen = calloc(recording->task_count, sizeof *finder.seen);
    const bool room = finder.tasks && finder.judged && finder.seen;
    if (room)
        find(&finder, guarded, variable, lost);
    free(finder.tasks);
    free(finder.judged);
    free(finder.seen);
    return room;
}

char *guarded_text(char buffer[GUARDED_TEXT_BYTES], const struct recording *recording, const struct guarded *guarded)
{
    static const char *const plain[GUARDED_HOWS] = {
        [GUARDED_NOT_KNOWN] = SAID("not known"),
        [GUARDED_READ_ONLY] = SAID("read only"),
        [GUARDED_ATOMIC] = SAID("atomic"),
        [GUARDED_NO_COMMON] = SAID("no lock in common"),
        [GUARDED_BY_JOIN] = SAID("ordered by create and join"),
        [GUARDED_BY_OTHER] = SAID("no lock, ordered in this run"),
    };
    char name[RESOURCE_SAID_BYTES];
    const char *guard = guarded->atomic             ? said("atomic")
                        : recording->resource_count ? resource_said(name, recording, guarded->resource)
                                                    : "";
    if (guarded->how == GUARDED_READ_ONLY && guarded->unseen)
        snprintf(buffer, GUARDED_TEXT_BYTES, "%s", said("only reads seen"));
    else if (plain[guarded->how])
        snprintf(buffer, GUARDED_TEXT_BYTES, "%s", said(plain[guarded->how]));
    else if (guarded->how == GUARDED_ONE_TASK)
        snprintf(buffer, GUARDED_TEXT_BYTES, "%s",
                 guarded->unseen      ? said("one thread seen")
                 : guarded->tasks > 1 ? said("one thread at a time")
                                      : said("one thread"));
    else if (guarded->how == GUARDED_EVERYWHERE)
        snprintf(buffer, GUARDED_TEXT_BYTES, said("%s, everywhere"), guard);
    else
        snprintf(buffer, GUARDED_TEXT_BYTES, said("%s, in %u of %u places"), guard, guarded->places,
                 guarded->of_places);
    return buffer;
}
