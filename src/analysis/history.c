// Goes through the stores from the last to the first. A lost one that belongs to no chain yet is the end of one: what hangs
// from it, if anything, came earlier still and has been written over before. The chain is followed back through what each
// store was computed from, up to a survivor or a store that a later chain has taken.
#include "analysis/history.h"

#include "analysis/lineage.h"
#include "base/fault.h"
#include "base/grow.h"
#include "base/search.h"
#include "base/worst_of.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct builder {
    struct history *history;
    size_t overwrite_room, collision_room;
};

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

// ---- what survived --------------------------------------------------------------------------------------------------

static bool act_is_there(const struct recording *recording, uint32_t number)
{
    const uint32_t acts = recording->watched->act_count, places = recording->watched->place_count;
    if (number >= acts)
        return false;
    const struct act *act = &recording->acts[number];
    return (act->place < places || act->place == PLACE_NOWHERE) &&
           (act->load_place < places || act->load_place == PLACE_NOWHERE);
}

static struct status absent(enum fault fault, uint64_t number)
{
    return status_with(STATUS_BAD_FILE, fault, part_number(number), part_text("names what is not there"));
}

// By which locks its accesses were made decides which stores are updates.
static struct status check_accesses(const struct recording *recording, const struct variable *variable)
{
    for (uint64_t i = variable->first_access; i < (uint64_t)variable->first_access + variable->access_count; i++)
        if (recording->accesses[i].task >= recording->task_count ||
            recording->accesses[i].locks >= recording->watched->lock_set_count)
            return absent(FAULT_ACCESS, i);
    for (uint64_t i = variable->first_pair; i < (uint64_t)variable->first_pair + variable->pair_count; i++)
        if (recording->pairs[i].task[0] >= recording->task_count ||
            recording->pairs[i].task[1] >= recording->task_count)
            return absent(FAULT_PAIR, i);
    return status_ok();
}

// Whether everything is there that the variable's stores, accesses and pairs name.
static struct status check(const struct history *history)
{
    const struct recording *recording = history->recording;
    for (uint32_t n = 1; n <= history->count; n++) {
        const struct store *store = &history->stores[n - 1];
        if (store->parent >= n || !act_is_there(recording, store->act) || store->task >= recording->task_count)
            return absent(FAULT_STORE, history->variable->first_store + n - 1);
    }
    return check_accesses(recording, history->variable);
}

static bool find_parents(struct history *history)
{
    struct lineage lineage;
    const bool found = lineage_find(&lineage, history->recording, history->variable);
    history->parents = lineage.parents;
    history->unsure = lineage.unsure;
    history->unsure_place = lineage.unsure_place;
    history->unrelated = lineage.unrelated;
    history->unrelated_place = lineage.unrelated_place;
    return found;
}

static void set_lost(struct history *history, uint32_t store, bool lost)
{
    const uint64_t bit = (uint64_t)1 << (store - 1) % 64;
    uint64_t *word = &history->lost_bits[(store - 1) / 64];
    *word = lost ? *word | bit : *word & ~bit;
}

static void find_survivors(struct history *history)
{
    if (history->count > 0)
        memset(history->lost_bits, 0xFF, history->count / 64 * sizeof *history->lost_bits);
    for (uint32_t n = history->count / 64 * 64 + 1; n <= history->count; n++)
        set_lost(history, n, true);
    for (uint32_t n = history->count; n > 0; n = history_parent(history, n)) {
        set_lost(history, n, false);
        history->survived++;
    }
    history->lost = history->count - history->survived;
}

// ---- chains and collisions ------------------------------------------------------------------------------------------

static bool is_assignment(const struct history *history, uint32_t store)
{
    const uint8_t kind = history_act(history, store)->kind;
    return kind == ACT_ASSIGN || kind == ACT_ATOMIC_STORE;
}

// The number of the collision that a chain belongs to, known or new; it is the caller's to grow the room before. `end` is
// where following the chain came to: its fork, or a store that a later chain has taken.
static uint32_t collision_of_end(struct history *history, uint32_t end)
{
    if (history_is_lost(history, end))
        return history->links[end] - 1;
    if (history->links[end] == 0) {
        history->collisions[history->collision_count++] =
            (struct history_collision){ .fork = end, .settling = (uint32_t)history->overwrite_count };
        history->links[end] = (uint32_t)history->collision_count;
    }
    return history->links[end] - 1;
}

// While it is built a lost store's link is its collision's number + 1, too: 0 where no chain has taken it.
static void take_chain(struct history *history, uint32_t last)
{
    struct history_overwrite *overwrite = &history->overwrites[history->overwrite_count];
    uint32_t end = last, first = last, lost = 0;
    for (; history_is_lost(history, end) && history->links[end] == 0; end = history_parent(history, end)) {
        first = end;
        lost++;
    }
    const uint32_t number = collision_of_end(history, end);
    struct history_collision *collision = &history->collisions[number];
    for (uint32_t n = last; n != end; n = history_parent(history, n)) {
        history->links[n] = number + 1;
        collision->net = amount_plus(collision->net, history_amount(history, n));
        collision->assigned += is_assignment(history, n);
    }
    collision->lost += lost;
    *overwrite = (struct history_overwrite){ .store = last + 1, .lost = lost, .first = first, .collision = number };
    history->overwrite_count++;
}

static bool find_chains(struct builder *builder)
{
    struct history *history = builder->history;
    for (uint32_t n = history->count; n > 0; n--) {
        if (!history_is_lost(history, n) || history->links[n])
            continue;
        void *overwrites =
            grown(history->overwrites, history->overwrite_count, &builder->overwrite_room, sizeof *history->overwrites);
        history->overwrites = overwrites ? overwrites : history->overwrites;
        void *collisions = overwrites ? grown(history->collisions, history->collision_count, &builder->collision_room,
                                              sizeof *history->collisions)
                                      : NULL;
        history->collisions = collisions ? collisions : history->collisions;
        if (!collisions)
            return false;
        take_chain(history, n);
    }
    return true;
}

// Everything was found from the last to the first: turns the numbers round.
static void turn_round(struct history *history)
{
    const size_t overwrites = history->overwrite_count, collisions = history->collision_count;
    for (size_t i = 0; i < overwrites / 2; i++) {
        const struct history_overwrite other = history->overwrites[i];
        history->overwrites[i] = history->overwrites[overwrites - 1 - i];
        history->overwrites[overwrites - 1 - i] = other;
    }
    for (size_t i = 0; i < collisions / 2; i++) {
        const struct history_collision other = history->collisions[i];
        history->collisions[i] = history->collisions[collisions - 1 - i];
        history->collisions[collisions - 1 - i] = other;
    }
    for (size_t i = 0; i < overwrites; i++)
        history->overwrites[i].collision = (uint32_t)(collisions - 1 - history->overwrites[i].collision);
    for (size_t i = 0; i < collisions; i++)
        history->collisions[i].settling = (uint32_t)(overwrites - 1 - history->collisions[i].settling);
    for (uint32_t n = 0; n <= history->count; n++)
        if (history_is_lost(history, n))
            history->links[n] = (uint32_t)(collisions - history->links[n]);
        else if (history->links[n])
            history->links[n] = (uint32_t)(collisions + 1 - history->links[n]);
}

// ---- when -----------------------------------------------------------------------------------------------------------

// Interpolated between stamps, a store may stand behind the stamp of a load that has read it.
static bool is_late(const struct history *history, uint32_t store)
{
    const struct store *made = &history->stores[store - 1];
    return store_has_load_time(made) && made->parent && !history_is_timed(history, made->parent) &&
           made->ns - made->held_ns < history_ns(history, made->parent);
}

static uint32_t next_late(const struct history *history, uint32_t store)
{
    while (store <= history->count && !is_late(history, store))
        store++;
    return store;
}

// Those that were brought forward to the same moment are spread evenly from the store before them to there.
static void spread(struct history *history, uint32_t from, uint32_t to)
{
    const uint64_t end = history->times[to - 1];
    const uint64_t begin = from > 1 ? history->times[from - 2] : history->variable->from_ns;
    const double passed = end > begin ? (double)(end - begin) : 0;
    for (uint32_t n = from; n < to; n++)
        history->times[n - 1] = end - (uint64_t)(passed * (double)(to - n) / (double)(to - from + 1));
}

static bool is_forward(const struct history *history, uint32_t store)
{
    return history->times[store - 1] < history->stores[store - 1].ns;
}

static void spread_all(struct history *history)
{
    const uint64_t *times = history->times;
    for (uint32_t n = 1, to; n <= history->count; n = to + 1) {
        to = n;
        while (is_forward(history, n) && to < history->count && times[to] == times[n - 1] &&
               is_forward(history, to + 1))
            to++;
        if (to > n)
            spread(history, n, to);
    }
}

// Nobody reads what is not there yet: what was interpolated is brought forward, and what stands before it with it.
static bool find_times(struct history *history)
{
    const uint32_t count = history->count, first = next_late(history, 1);
    if (first > count)
        return true;
    uint64_t *times = malloc((size_t)count * sizeof *times);
    if (!times)
        return false;
    for (uint32_t i = 0; i < count; i++)
        times[i] = history->stores[i].ns;
    history->times = times;
    for (uint32_t n = first; n <= count; n = next_late(history, n + 1))
        times[history->stores[n - 1].parent - 1] = history->stores[n - 1].ns - history->stores[n - 1].held_ns;
    for (uint32_t n = count - 1; n > 0; n--)
        if (!history_is_timed(history, n) && times[n - 1] > times[n])
            times[n - 1] = times[n];
    for (uint32_t n = 2; n <= count; n++)
        times[n - 1] = times[n - 1] > times[n - 2] ? times[n - 1] : times[n - 2];
    spread_all(history);
    return true;
}

bool history_load_ns(const struct history *history, uint32_t store, uint64_t *from_ns, uint64_t *to_ns)
{
    const struct store *made = &history->stores[store - 1];
    const uint64_t last = history_ns(history, made->parent + 1),
                   first = made->parent ? history_ns(history, made->parent) : history->recording->facts->released_ns;
    *from_ns = first < last ? first : last;
    *to_ns = last;
    if (!store_has_load_time(made))
        return false;
    const uint64_t ns = made->ns - made->held_ns;
    *from_ns = *to_ns = ns < *from_ns ? *from_ns : ns > last ? last : ns;
    return true;
}

bool history_held_ns(const struct history *history, uint32_t store, uint64_t *held_ns)
{
    uint64_t from_ns, loaded_ns;
    const bool known = history_load_ns(history, store, &from_ns, &loaded_ns);
    *held_ns = known ? history_ns(history, store) - loaded_ns : 0;
    return known;
}

// ---- what it comes to -----------------------------------------------------------------------------------------------

// Sums every change, and all together how large the numbers are.
static double sum_up(struct history *history)
{
    double magnitude = fabs(history->first.real) + fabs(history->final.real);
    for (uint32_t n = 1; n <= history->count; n++) {
        const struct amount amount = history_amount(history, n);
        const uint8_t kind = history_act(history, n)->kind;
        history->all = amount_plus(history->all, amount);
        magnitude += fabs(amount.real);
        if (kind == ACT_FOREIGN)
            history->doubt |= DOUBT_FOREIGN;
        if (history_is_lost(history, n)) {
            history->lost_net = amount_plus(history->lost_net, amount);
            history->lost_assigned += is_assignment(history, n);
        }
    }
    return magnitude;
}

static bool closes(const struct history *history, double magnitude)
{
    const struct variable *variable = history->variable;
    const bool dropped = variable->doubt & DOUBT_DROPPED;
    const uint64_t last = history_value(history, history->count);
    if (!dropped && variable_whole(variable, last) != variable_whole(variable, variable->final))
        return false;
    return !history->has_sums || variable_same(variable, amount_plus(history->final, history->lost_net),
                                               amount_plus(history->first, history->all), magnitude);
}

static void claim_nothing(struct history *history)
{
    history->unsure = history->unrelated = 0;
    history->unsure_place = history->unrelated_place = PLACE_NOWHERE;
    history->lost = history->lost_assigned = 0;
    history->survived = history->count;
    history->lost_net = (struct amount){ 0, 0 };
    history->overwrite_count = history->collision_count = 0;
    memset(history->lost_bits, 0, (history->count / 64 + 1) * sizeof *history->lost_bits);
    memset(history->links, 0, ((size_t)history->count + 1) * sizeof *history->links);
}

static void judge(struct history *history)
{
    const struct variable *variable = history->variable;
    const uint64_t last = history_value(history, history->count);
    history->has_sums = variable_has_sums(variable);
    history->doubt = variable->doubt;
    history->first = variable_amount_of(variable, variable->first);
    history->final = variable_amount_of(variable, variable->doubt & DOUBT_DROPPED ? last : variable->final);
    if (!closes(history, sum_up(history)))
        history->doubt |= DOUBT_FOREIGN;
    history->claims = !(history->doubt & ~(uint32_t)DOUBT_DROPPED);
    history->exact = history->claims && !history->doubt && variable->interrupted == 0 &&
                     variable->stores == variable->store_count && history->recording->watched->disagrees == 0;
    if (!history->claims)
        claim_nothing(history);
}

struct status history_build(struct history *history, const struct recording *recording, uint32_t number)
{
    const struct variable *variable = &recording->variables[number];
    *history = (struct history){ .recording = recording,
                                 .variable = variable,
                                 .stores = recording->stores + variable->first_store,
                                 .count = (uint32_t)variable->store_count };
    struct builder builder = { .history = history };
    struct status status = check(history);
    if (!status_is_ok(status)) {
        *history = (struct history){ 0 };
        return status;
    }
    history->lost_bits = calloc(history->count / 64 + 1, sizeof *history->lost_bits);
    history->links = calloc((size_t)history->count + 1, sizeof *history->links);
    const bool room = history->lost_bits && history->links && find_parents(history) && find_times(history);
    if (room)
        find_survivors(history);
    if (!room || !find_chains(&builder)) {
        history_finish(history);
        return no_memory();
    }
    turn_round(history);
    judge(history);
    return status_ok();
}

void history_finish(struct history *history)
{
    free(history->overwrites);
    free(history->collisions);
    free(history->lost_bits);
    free(history->links);
    free(history->parents);
    free(history->times);
    *history = (struct history){ 0 };
}

// ---- one by one -----------------------------------------------------------------------------------------------------

uint64_t history_value(const struct history *history, uint32_t store)
{
    return store ? history->stores[store - 1].value : history->variable->first;
}

struct amount history_amount(const struct history *history, uint32_t store)
{
    const struct store *made = &history->stores[store - 1];
    return variable_difference(history->variable, made->value, history_value(history, history_parent(history, store)));
}

uint32_t history_heir(const struct history *history, size_t collision)
{
    const uint32_t fork = history->collisions[collision].fork;
    for (uint32_t n = fork + 1; n <= history->count; n++)
        if (history_parent(history, n) == fork && !history_is_lost(history, n))
            return n;
    return 0;
}

static bool stands_until(const void *all, size_t index, const void *store)
{
    return ((const struct history_overwrite *)all)[index].store <= *(const uint32_t *)store;
}

static size_t count_until(const struct history *history, uint32_t store)
{
    return search_count(history->overwrites, history->overwrite_count, &store, stands_until);
}

// Whether a store is in the chain that an overwrite ended.
static bool has(const struct history *history, const struct history_overwrite *overwrite, uint32_t store)
{
    uint32_t at = overwrite->store - 1;
    for (uint32_t i = 0; i < overwrite->lost && at >= store; i++) {
        if (at == store)
            return true;
        at = history_parent(history, at);
    }
    return false;
}

size_t history_overwrite_of(const struct history *history, uint32_t store)
{
    const struct history_collision *collision = &history->collisions[history->links[store]];
    const size_t last = collision->settling;
    if (history->overwrites[last].lost == collision->lost)
        return last;
    for (size_t i = count_until(history, store); i < last; i++)
        if (history->overwrites[i].collision == history->links[store] && has(history, &history->overwrites[i], store))
            return i;
    return last;
}

int64_t history_next(const struct history *history, uint32_t store)
{
    const size_t index = count_until(history, store);
    return index < history->overwrite_count ? (int64_t)index : -1;
}

int64_t history_previous(const struct history *history, uint32_t store)
{
    return store ? (int64_t)count_until(history, store - 1) - 1 : -1;
}

static bool is_settled(const void *all, size_t index, const void *store)
{
    const struct history *history = all;
    return history->overwrites[history->collisions[index].settling].store <= *(const uint32_t *)store;
}

static size_t settled_until(const struct history *history, uint32_t store)
{
    return search_count(history, history->collision_count, &store, is_settled);
}

int64_t history_next_settled(const struct history *history, uint32_t store)
{
    const size_t number = settled_until(history, store);
    return number < history->collision_count ? (int64_t)number : -1;
}

int64_t history_previous_settled(const struct history *history, uint32_t store)
{
    return store ? (int64_t)settled_until(history, store - 1) - 1 : -1;
}

// ---- what there is to tell ------------------------------------------------------------------------------------------

struct history_overwriter history_tell(const struct history *history, const struct history_overwrite *overwrite)
{
    const uint32_t number = overwrite->store, victim = number - 1;
    const struct store *store = &history->stores[number - 1];
    const struct act *act = history_act(history, number);
    uint64_t held_ns;
    const bool held_known = history_held_ns(history, number, &held_ns);
    const bool stored_about = !history_is_timed(history, number);
    return (struct history_overwriter){
        .store = number,
        .victim = victim,
        .parent = history_parent(history, number),
        .began = overwrite->first,
        .between = number - overwrite->first - overwrite->lost,
        .read = history_value(history, history_parent(history, number)),
        .wrote = store->value,
        .over = history_value(history, victim),
        .load_place = act->load_place,
        .store_place = act->place,
        .victim_place = history_act(history, victim)->place,
        .task = store->task,
        .victim_task = history->stores[victim - 1].task,
        .stored_ns = history_ns(history, number),
        .loaded_ns = history_ns(history, number) - held_ns,
        .stored_about = stored_about,
        .held_known = held_known,
        .held_about = held_known && (stored_about || !history_load_is_timed(history, number)),
        .held_ns = held_ns,
    };
}

static uint64_t size_of(const void *all, uint32_t number)
{
    return ((const struct history *)all)->collisions[number].lost;
}

static uint64_t net_of(const void *all, uint32_t number)
{
    const struct history *history = all;
    return variable_badness(history->variable, history->collisions[number].net);
}

static uint64_t held_of(const void *all, uint32_t number)
{
    const struct history *history = all;
    return history_tell(history, &history->overwrites[history->collisions[number].settling]).held_ns;
}

size_t history_worst(const struct history *history, enum history_order order, uint32_t *list, size_t most)
{
    static uint64_t (*const badness[HISTORY_ORDERS])(const void *all, uint32_t number) = {
        [HISTORY_BY_SIZE] = size_of,
        [HISTORY_BY_NET] = net_of,
        [HISTORY_BY_HELD] = held_of,
    };
    return worst_of(list, most, history->collision_count, history, badness[order]);
}
