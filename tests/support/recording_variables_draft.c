// See recording_variables_draft.h.
#include "recording_variables_draft.h"

#include "recording_variables.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_MOST (UINT64_C(1) << 50)

static uint64_t below(struct random *random, uint64_t bound) { return random_below(random, bound); }
static uint64_t at_most(uint64_t value, uint64_t most) { return value < most ? value : most; }

static uint64_t in_run(const struct variables_draft_run *run, uint64_t ns)
{
    const uint64_t from = run->facts->tick0_ns, to = run->facts->tick1_ns;
    return ns < from ? from : ns > to ? to : ns;
}

// ---- from and to a recording ----------------------------------------------------------------------------------------

static void copy(void *to, const void *from, size_t count, size_t bytes)
{
    if (count > 0)
        memcpy(to, from, count * bytes);
}

bool variables_draft_read(struct variables_draft *draft, const struct recording *recording)
{
    memset(draft, 0, sizeof *draft);
    if (!recording->watched_count)
        return true;
    const struct watched *watched = recording->watched;
    if (watched->variable_count > VARIABLES_DRAFT_MAX || watched->place_count > VARIABLES_DRAFT_PLACES_MAX ||
        watched->act_count > VARIABLES_DRAFT_ACTS_MAX || watched->lock_set_count > VARIABLES_DRAFT_SETS_MAX ||
        watched->access_count > VARIABLES_DRAFT_ACCESSES_MAX || watched->pair_count > VARIABLES_DRAFT_PAIRS_MAX ||
        watched->store_count > VARIABLES_DRAFT_STORES_MAX || recording->source_count > 1 ||
        recording->source_bytes > VARIABLES_DRAFT_TEXT_MAX)
        return false;
    draft->any = true;
    draft->watched = *watched;
    draft->source_count = recording->source_count;
    copy(draft->variables, recording->variables, watched->variable_count, sizeof *draft->variables);
    copy(draft->places, recording->places, watched->place_count, sizeof *draft->places);
    copy(draft->acts, recording->acts, watched->act_count, sizeof *draft->acts);
    copy(draft->lock_sets, recording->lock_sets, watched->lock_set_count, sizeof *draft->lock_sets);
    copy(draft->accesses, recording->accesses, watched->access_count, sizeof *draft->accesses);
    copy(draft->pairs, recording->pairs, watched->pair_count, sizeof *draft->pairs);
    copy(draft->stores, recording->stores, (size_t)watched->store_count, sizeof *draft->stores);
    copy(&draft->source, recording->sources, recording->source_count, sizeof draft->source);
    copy(draft->text, recording->source_text, recording->source_bytes, 1);
    return true;
}

void variables_draft_put(const struct variables_draft *draft, struct recording *recording)
{
    if (!draft->any)
        return;
    recording->watched = &draft->watched;
    recording->watched_count = 1;
    recording->variables = draft->variables;
    recording->places = draft->places;
    recording->acts = draft->acts;
    recording->lock_sets = draft->lock_sets;
    recording->accesses = draft->accesses;
    recording->pairs = draft->pairs;
    recording->stores = draft->stores;
    recording->sources = &draft->source;
    recording->source_count = draft->source_count;
    recording->source_text = draft->text;
    recording->source_bytes = draft->source_count ? draft->source.bytes : 0;
}

void variables_draft_make(struct variables_draft *draft, struct random *random)
{
    struct watched_run *run = watched_run_bank(random_next(random), 1 + (uint32_t)below(random, 8));
    if (!variables_draft_read(draft, &run->recording))
        memset(draft, 0, sizeof *draft);
    watched_run_free(run);
}

// ---- changes --------------------------------------------------------------------------------------------------------

static uint64_t odd_number(struct random *random, uint64_t was)
{
    const uint64_t choices[] = { 0,
                                 1,
                                 was + 1,
                                 was - 1,
                                 was * 2,
                                 was ^ (uint64_t)1 << below(random, 64),
                                 INT64_MAX,
                                 UINT64_MAX,
                                 UINT32_MAX,
                                 INT32_MAX,
                                 random_next(random) >> below(random, 64) };
    return choices[below(random, sizeof choices / sizeof *choices)];
}

static void change_text(struct random *random, char *text, size_t bytes)
{
    const size_t length = below(random, below(random, 4) ? at_most(bytes, 40) : bytes);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(random_one_in(random, 20) ? below(random, 256) : 0x20 + below(random, 95));
}

static void change_variable(struct variables_draft *draft, struct random *random)
{
    struct variable *v = &draft->variables[below(random, VARIABLES_DRAFT_MAX)];
    uint64_t *const fields[] = { &v->address, &v->first,  &v->final,   &v->from_ns,
                                 &v->loads,   &v->stores, &v->settled, &v->interrupted };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(random, *field);
    v->process = (uint32_t)below(random, 3);
    v->bytes = (uint8_t)(1 << below(random, 4));
    v->kind = random_one_in(random, 2) ? (uint8_t)below(random, VALUE_KINDS) : v->kind;
    v->language = (uint8_t)below(random, VARIABLE_LANGUAGES);
    v->is_allocated = (uint8_t)below(random, 2);
    v->doubt = random_one_in(random, 2) ? 0 : (uint32_t)below(random, DOUBTS_ALL + 1);
    v->doubt_place = random_one_in(random, 2) ? PLACE_NOWHERE : (uint32_t)below(random, 16);
    v->declared = random_one_in(random, 2) ? PLACE_NOWHERE : (uint32_t)below(random, 16);
    if (random_one_in(random, 3))
        change_text(random, v->name, sizeof v->name);
    if (random_one_in(random, 3))
        change_text(random, v->type, sizeof v->type);
}

// More of some, less of others.
static void change_counts(struct variables_draft *draft, struct random *random)
{
    struct variable *v = &draft->variables[below(random, VARIABLES_DRAFT_MAX)];
    v->store_count = below(random, 40);
    v->access_count = (uint32_t)below(random, 12);
    v->pair_count = (uint32_t)below(random, 6);
    if (random_one_in(random, 4))
        draft->watched.variable_count = (uint32_t)below(random, VARIABLES_DRAFT_MAX + 1);
    if (random_one_in(random, 20))
        draft->any = !draft->any;
}

static void change_watched(struct variables_draft *draft, struct random *random)
{
    struct watched *w = &draft->watched;
    uint64_t *const fields[] = { &w->words, &w->settled, &w->interrupted, &w->dropped_stores, &w->folded_variables };
    uint64_t *field = fields[below(random, sizeof fields / sizeof *fields)];
    *field = odd_number(random, *field);
    w->how = (uint32_t)below(random, 4);
    w->has_lines = (uint32_t)below(random, 2);
    if (random_one_in(random, 3))
        change_text(random, w->asked, sizeof w->asked);
    if (random_one_in(random, 3))
        change_text(random, w->reason, sizeof w->reason);
}

static void change_place(struct variables_draft *draft, struct random *random)
{
    struct place *p = &draft->places[below(random, VARIABLES_DRAFT_PLACES_MAX)];
    p->address = odd_number(random, p->address);
    p->line = random_one_in(random, 4) ? (uint32_t)odd_number(random, p->line) : (uint32_t)below(random, 40);
    p->source = random_one_in(random, 4) ? PLACE_NOWHERE : 0;
    if (random_one_in(random, 3))
        change_text(random, p->function, sizeof p->function);
    if (random_one_in(random, 3))
        change_text(random, p->file, sizeof p->file);
    if (random_one_in(random, 3))
        change_text(random, p->instruction, sizeof p->instruction);
}

static void change_act(struct variables_draft *draft, struct random *random)
{
    draft->acts[below(random, VARIABLES_DRAFT_ACTS_MAX)] = (struct act){
        .place = random_one_in(random, 8) ? PLACE_NOWHERE : (uint32_t)below(random, 16),
        .load_place = random_one_in(random, 3) ? PLACE_NOWHERE : (uint32_t)below(random, 16),
        .kind = (uint8_t)below(random, ACT_KINDS),
        .order = (uint8_t)below(random, 6),
        .taken_before = random_one_in(random, 4) ? (uint32_t)below(random, 16) : 0,
    };
}

static void change_stores(struct variables_draft *draft, struct random *random)
{
    const uint64_t from = below(random, VARIABLES_DRAFT_STORES_MAX);
    for (uint64_t i = from; i < from + 1 + below(random, 8) && i < VARIABLES_DRAFT_STORES_MAX; i++) {
        struct store *s = &draft->stores[i];
        s->value = random_one_in(random, 2) ? odd_number(random, s->value) : s->value + below(random, 20);
        s->ns = random_one_in(random, 4) ? odd_number(random, s->ns) : s->ns + below(random, 100);
        s->parent = random_one_in(random, 2) ? (uint32_t)below(random, 40) : s->parent;
        s->held_ns = random_one_in(random, 2) ? STORE_NOT_HELD : (uint32_t)odd_number(random, s->held_ns);
        s->act = (uint32_t)below(random, VARIABLES_DRAFT_ACTS_MAX);
        s->task = (uint16_t)below(random, 8);
    }
}

static void change_access(struct variables_draft *draft, struct random *random)
{
    struct access *a = &draft->accesses[below(random, VARIABLES_DRAFT_ACCESSES_MAX)];
    struct pair *p = &draft->pairs[below(random, VARIABLES_DRAFT_PAIRS_MAX)];
    a->count = random_one_in(random, 4) ? odd_number(random, a->count) : a->count + 1;
    a->first_ns = random_one_in(random, 4) ? odd_number(random, a->first_ns) : a->first_ns;
    a->place = (uint32_t)below(random, 16);
    a->locks = (uint32_t)below(random, VARIABLES_DRAFT_SETS_MAX);
    a->task = (uint16_t)below(random, 8);
    a->kind = (uint8_t)below(random, ACCESS_KINDS);
    p->count = random_one_in(random, 4) ? odd_number(random, p->count) : p->count + 1;
    for (int i = 0; i < 2; i++) {
        p->place[i] = (uint32_t)below(random, 16);
        p->task[i] = (uint16_t)below(random, 8);
        p->kind[i] = (uint8_t)below(random, ACCESS_KINDS);
    }
}

static void change_lock_set(struct variables_draft *draft, struct random *random)
{
    struct lock_set *set = &draft->lock_sets[below(random, VARIABLES_DRAFT_SETS_MAX)];
    for (int i = 0; i < LOCK_SET_LOCKS; i++) {
        set->resource[i] = (uint16_t)below(random, 16);
        set->mode[i] = (uint8_t)below(random, 3);
    }
}

void variables_draft_change(struct variables_draft *draft, struct random *random)
{
    static void (*const changes[])(struct variables_draft *, struct random *) = {
        change_variable, change_counts, change_watched, change_place,    change_act,
        change_stores,   change_stores, change_access,  change_lock_set,
    };
    changes[below(random, sizeof changes / sizeof *changes)](draft, random);
}

// ---- repair ---------------------------------------------------------------------------------------------------------

static void repair_text(char *text, size_t bytes, const char *instead)
{
    bool ended = false;
    for (size_t i = 0; i < bytes; i++) {
        ended |= text[i] == '\0' || i == bytes - 1;
        const bool plain = text[i] >= ' ' && text[i] <= '~';
        text[i] = (char)(ended ? '\0' : plain ? text[i] : '.');
    }
    if (text[0] == '\0')
        memcpy(text, instead, strlen(instead));
}

static uint32_t place_of(uint32_t place, const struct watched *watched)
{
    return place == PLACE_NOWHERE || watched->place_count == 0 ? PLACE_NOWHERE : place % watched->place_count;
}

static void repair_watched(struct variables_draft *draft)
{
    struct watched *w = &draft->watched;
    uint64_t *const fields[] = { &w->words, &w->settled, &w->interrupted, &w->dropped_stores, &w->folded_variables };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = at_most(*fields[i], COUNT_MOST);
    w->how = w->how % 3 + 1;
    repair_text(w->asked, sizeof w->asked, "");
    repair_text(w->reason, sizeof w->reason, "");
    w->act_count = w->act_count ? w->act_count : 1;
    w->lock_set_count = w->lock_set_count ? w->lock_set_count : 1;
    memset(&draft->lock_sets[0], 0, sizeof draft->lock_sets[0]);
}

static void repair_lock_sets(struct variables_draft *draft, const struct variables_draft_run *run)
{
    for (uint32_t s = 1; s < draft->watched.lock_set_count; s++) {
        bool ended = run->resource_count == 0;
        for (int i = 0; i < LOCK_SET_LOCKS; i++) {
            struct lock_set *set = &draft->lock_sets[s];
            ended |= set->mode[i] == 0;
            set->mode[i] = (uint8_t)(ended ? 0 : 1 + set->mode[i] % 2);
            set->resource[i] = (uint16_t)(ended ? 0 : set->resource[i] % run->resource_count);
        }
    }
}

static void repair_places(struct variables_draft *draft)
{
    for (uint32_t p = 0; p < draft->watched.place_count; p++) {
        struct place *place = &draft->places[p];
        place->source = draft->source_count ? place->source ? PLACE_NOWHERE : 0 : PLACE_NOWHERE;
        repair_text(place->file, sizeof place->file, "");
        repair_text(place->function, sizeof place->function, "");
        repair_text(place->instruction, sizeof place->instruction, "");
    }
    for (uint32_t a = 0; a < draft->watched.act_count; a++) {
        struct act *act = &draft->acts[a];
        act->place = place_of(act->place, &draft->watched);
        act->load_place = place_of(act->load_place, &draft->watched);
        act->kind = (uint8_t)(1 + act->kind % (ACT_KINDS - 1));
        act->order %= 6;
        act->taken_before %= draft->watched.place_count + 1;
    }
}

static void repair_stores(struct variables_draft *draft, const struct variable *v,
                          const struct variables_draft_run *run)
{
    uint64_t last = 0;
    for (uint64_t i = 0; i < v->store_count; i++) {
        struct store *s = &draft->stores[v->first_store + i];
        s->act %= draft->watched.act_count;
        s->task = (uint16_t)(s->task % run->task_count);
        s->ns = in_run(run, s->ns > last ? s->ns : last);
        last = s->ns;
        const uint8_t kind = draft->acts[s->act].kind;
        const bool new_line = kind == ACT_ASSIGN || kind == ACT_FOREIGN || kind == ACT_ATOMIC_STORE;
        s->parent = new_line || s->parent > i ? (uint32_t)i : s->parent;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct access *left = a, *right = b;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return left->kind != right->kind ? left->kind - right->kind : left->task - right->task;
}

static void repair_accesses(struct variables_draft *draft, const struct variable *v,
                            const struct variables_draft_run *run)
{
    for (uint32_t i = 0; i < v->access_count; i++) {
        struct access *a = &draft->accesses[v->first_access + i];
        a->count = 1 + a->count % COUNT_MOST;
        a->first_ns = in_run(run, a->first_ns);
        a->place = place_of(a->place, &draft->watched);
        a->locks %= draft->watched.lock_set_count;
        a->task = (uint16_t)(a->task % run->task_count);
        a->kind = (uint8_t)(1 + a->kind % (ACCESS_KINDS - 1));
    }
    if (v->access_count)
        qsort(&draft->accesses[v->first_access], v->access_count, sizeof *draft->accesses, by_place);
}

static void repair_pairs(struct variables_draft *draft, const struct variable *v, const struct variables_draft_run *run)
{
    for (uint32_t i = 0; i < v->pair_count; i++) {
        struct pair *p = &draft->pairs[v->first_pair + i];
        p->count = 1 + p->count % COUNT_MOST;
        p->first_ns = in_run(run, p->first_ns);
        for (int side = 0; side < 2; side++) {
            p->place[side] = place_of(p->place[side], &draft->watched);
            p->task[side] = (uint16_t)(p->task[side] % run->task_count);
            p->kind[side] = (uint8_t)(1 + p->kind[side] % (ACCESS_KINDS - 1));
        }
        p->kind[0] = p->kind[0] == ACCESS_LOAD || p->kind[0] == ACCESS_ATOMIC_LOAD ? ACCESS_STORE : p->kind[0];
    }
}

static void repair_variable(struct variables_draft *draft, struct variable *v, const struct variables_draft_run *run)
{
    struct watched *w = &draft->watched;
    uint64_t *const fields[] = { &v->loads, &v->stores, &v->settled, &v->interrupted };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = at_most(*fields[i], COUNT_MOST);
    repair_text(v->name, sizeof v->name, "v");
    repair_text(v->type, sizeof v->type, "");
    v->process %= run->task_count;
    v->kind = v->kind == VALUE_FLOAT && v->bytes < 4 ? VALUE_OTHER : v->kind;
    v->declared = place_of(v->declared, w);
    v->doubt_place = place_of(v->doubt_place, w);
    v->from_ns = in_run(run, v->from_ns);
    v->first_store = w->store_count;
    v->first_access = w->access_count;
    v->first_pair = w->pair_count;
    v->store_count = at_most(v->store_count, VARIABLES_DRAFT_STORES_MAX - w->store_count);
    v->access_count = (uint32_t)at_most(v->access_count, VARIABLES_DRAFT_ACCESSES_MAX - w->access_count);
    v->pair_count = (uint32_t)at_most(v->pair_count, VARIABLES_DRAFT_PAIRS_MAX - w->pair_count);
    v->stores = v->stores > v->store_count ? v->stores : v->store_count;
    w->store_count += v->store_count;
    w->access_count += v->access_count;
    w->pair_count += v->pair_count;
    repair_stores(draft, v, run);
    repair_accesses(draft, v, run);
    repair_pairs(draft, v, run);
}

void variables_draft_repair(struct variables_draft *draft, struct random *random, struct variables_draft_run run)
{
    struct watched *w = &draft->watched;
    if (!draft->any || random_one_in(random, 40))
        return;
    repair_watched(draft);
    repair_lock_sets(draft, &run);
    repair_places(draft);
    w->store_count = 0;
    w->access_count = w->pair_count = 0;
    for (uint32_t v = 0; v < w->variable_count; v++) {
        draft->variables[v].bytes = draft->variables[v].bytes ? draft->variables[v].bytes : 8;
        repair_variable(draft, &draft->variables[v], &run);
    }
}
