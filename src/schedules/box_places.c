// A worklist, over all kinds at once.
#include "schedules/box_places.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLACES_FIRST = 1024,
    BOX_PLACES_MAX = 4000000,
    NONE = UINT32_MAX,
    PLACE_WORK = 1000, // of looking at one, for the meter
};

// ---- tables --------------------------------------------------------------------------------------------------------

static bool same(const struct box_place *a, const struct box_place *b)
{
    return a->memory == b->memory && a->set == b->set && memcmp(a->local, b->local, sizeof a->local) == 0;
}

static size_t slot_of(const struct box_table *table, const struct box_place *place)
{
    uint64_t hash = place->memory | (uint64_t)place->set << 16;
    for (int i = 0; i < SCHEDULES_WORKERS_MAX; i++)
        hash = (hash ^ place->local[i]) * 0x9E3779B97F4A7C15; // 2^64 ÷ the golden ratio
    size_t at = (hash >> 32) & (table->slot_count - 1);
    while (table->slots[at] && !same(&table->places[table->slots[at] - 1], place))
        at = (at + 1) & (table->slot_count - 1);
    return at;
}

static size_t table_bytes(size_t room) { return room * (sizeof(struct box_place) + 2 * sizeof(uint32_t)); }

static bool more_room(struct box_table *table)
{
    const size_t room = table->room ? 2 * table->room : PLACES_FIRST;
    if (!meter_take(table->meter, table_bytes(room) - table_bytes(table->room)))
        return false;
    struct box_place *more = realloc(table->places, room * sizeof *more);
    if (!more) {
        meter_give(table->meter, table_bytes(room) - table_bytes(table->room));
        return false;
    }
    table->places = more;
    table->room = room;
    uint32_t *slots = calloc(2 * room, sizeof *slots);
    if (!slots)
        return false;
    free(table->slots);
    table->slots = slots;
    table->slot_count = 2 * room;
    for (size_t i = 0; i < table->count; i++)
        slots[slot_of(table, &more[i])] = (uint32_t)i + 1;
    return true;
}

// The place, made if need be (then without tokens). NONE: there is no room.
static uint32_t place_of(struct box_table *table, const struct box_place *place)
{
    if (table->count == table->room && (table->count >= BOX_PLACES_MAX || !more_room(table)))
        return NONE;
    uint32_t *slot = &table->slots[slot_of(table, place)];
    if (!*slot) {
        table->places[table->count] = *place;
        table->places[table->count++].tokens = 0;
        *slot = (uint32_t)table->count;
    }
    return *slot - 1;
}

// ---- where they are ------------------------------------------------------------------------------------------------

static uint32_t stretch_steps(const struct box_places *places, int worker)
{
    return places->axes[worker].stretch * places->course->step_count;
}

// The stretch that stands for all of its kind: the last, or the one before.
static uint32_t stretch_for(const struct box_places *places, unsigned kind, int worker)
{
    return places->axes[worker].count - (kind >> worker & 1 ? 1 : 2);
}

static void actual(const struct box_places *places, const struct box_place *place, uint32_t *steps)
{
    memset(steps, 0, SCHEDULES_PLACES * sizeof *steps);
    for (int i = 0; i < places->course->count; i++)
        steps[i] = stretch_for(places, place->set, i) * stretch_steps(places, i) + place->local[i];
    steps[LOCK_PLACE] = place->memory;
}

unsigned box_places_enabled(const struct box_places *places, uint32_t place)
{
    uint32_t steps[SCHEDULES_PLACES];
    actual(places, &places->places.places[place], steps);
    return course_enabled(places->course, steps);
}

// The set of workers who left their stretch; local: where all are then. False where one left more than one.
static bool crossed(const struct box_places *places, unsigned kind, const uint32_t *steps, struct box_place *to)
{
    *to = (struct box_place){ .memory = (uint16_t)steps[LOCK_PLACE] };
    for (int i = 0; i < places->course->count; i++) {
        const uint32_t each = stretch_steps(places, i), stretch = stretch_for(places, kind, i);
        const bool last = kind >> i & 1;
        const bool on = !last && steps[i] >= (stretch + 1) * each;
        to->local[i] = steps[i] - (stretch + on) * each;
        to->set |= (uint8_t)(on << i);
        if (on && to->local[i] >= places->axes[i].rest * places->course->step_count)
            return false;
    }
    return true;
}

void box_places_lead(struct box_places *places, uint32_t place, int worker, struct box_lead *lead)
{
    const struct course *course = places->course;
    const uint8_t kind = places->places.places[place].set;
    uint32_t steps[SCHEDULES_PLACES];
    actual(places, &places->places.places[place], steps);
    lead->of = __builtin_popcount(course_enabled(course, steps));
    flow_run(&lead->flow, course, places->values, steps, worker);
    lead->leads = BOX_LEADS_TO_END;
    if (course_ended(course, lead->flow.places))
        return;
    lead->flow.places[LOCK_PLACE] = sameness_of(&places->sameness, lead->flow.places);
    struct box_place to;
    lead->leads = BOX_LEADS_WRONG;
    if (!crossed(places, kind, lead->flow.places, &to))
        return;
    lead->leads = to.set ? BOX_LEADS_OUT : BOX_LEADS_WITHIN;
    if (!to.set)
        to.set = kind;
    lead->to = place_of(lead->leads == BOX_LEADS_OUT ? &places->gates : &places->places, &to);
    if (lead->to == NONE)
        lead->leads = BOX_LEADS_WRONG;
}

uint32_t box_places_gate(const struct box_places *places, uint32_t place, unsigned direction)
{
    struct box_place gate = places->places.places[place];
    gate.set = (uint8_t)direction;
    const uint32_t slot = places->gates.slots[slot_of(&places->gates, &gate)];
    return slot ? slot - 1 : BOX_NO_GATE;
}

bool box_lead_brings(const struct box_places *places, const struct box_lead *lead, int from, int to, int64_t *shift)
{
    *shift = 0;
    if (places->tokens == BOX_PATHS)
        return to == (from == BOX_TOKEN_ALL ? BOX_TOKEN_ALL : lead->flow.stale[from]);
    *shift = lead->flow.shift[to];
    return lead->flow.from[to] == from;
}

// ---- finding them --------------------------------------------------------------------------------------------------

static uint32_t tokens_led_to(const struct box_places *places, uint32_t from, const struct box_lead *lead)
{
    uint32_t tokens = 1U << BOX_TOKEN_ALL;
    for (int set = 0; set < BOX_TOKEN_ALL; set++)
        if (from >> set & 1 && lead->flow.stale[set] != FLOW_LOSES)
            tokens |= 1U << lead->flow.stale[set];
    return places->tokens == BOX_PATHS ? tokens : 0;
}

struct list {
    uint32_t *places;
    size_t count, room;
};

static bool list_add(struct list *list, uint32_t place)
{
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : PLACES_FIRST;
        uint32_t *more = realloc(list->places, room * sizeof *more);
        if (!more)
            return false;
        list->places = more;
        list->room = room;
    }
    list->places[list->count++] = place;
    return true;
}

// These tokens are come to at a place of a box, which is looked at again where they are new.
static bool come_to(struct box_places *places, struct list *list, const struct box_place *at, uint32_t tokens,
                    uint32_t *all)
{
    const uint32_t number = place_of(&places->places, at);
    if (number == NONE)
        return false;
    struct box_place *place = &places->places.places[number];
    if (places->tokens == BOX_OUTCOMES) {
        uint32_t steps[SCHEDULES_PLACES];
        actual(places, place, steps);
        tokens = flow_matters(places->course, steps);
    }
    *all |= tokens;
    if ((place->tokens | tokens) == place->tokens && place->tokens)
        return true;
    place->tokens |= tokens;
    return list_add(list, number);
}

// A gate leads into boxes of as many kinds as there are for the workers that go on.
static bool come_through(struct box_places *places, struct list *list, unsigned kind, uint32_t gate, uint32_t tokens)
{
    struct box_place at = places->gates.places[gate];
    const unsigned direction = at.set;
    uint32_t all = tokens;
    for (unsigned last = direction;; last = (last - 1) & direction) {
        bool there_is = true;
        for (int i = 0; i < places->course->count; i++)
            there_is = there_is && (!(direction >> i & 1) || last >> i & 1 || places->axes[i].count > 2);
        at.set = (uint8_t)(kind | last);
        if (there_is && !come_to(places, list, &at, tokens, &all))
            return false;
        if (last == 0)
            break;
    }
    places->gates.places[gate].tokens |= all;
    return true;
}

static bool look_at(struct box_places *places, struct list *list, uint32_t place)
{
    const unsigned enabled = box_places_enabled(places, place);
    for (int worker = 0; worker < places->course->count; worker++) {
        if (!(enabled >> worker & 1))
            continue;
        struct box_lead lead;
        box_places_lead(places, place, worker, &lead);
        const struct box_place *from = &places->places.places[place];
        const uint32_t tokens = tokens_led_to(places, from->tokens, &lead);
        uint32_t all = 0;
        if (lead.leads == BOX_LEADS_WRONG)
            return false;
        if (lead.leads == BOX_LEADS_OUT && !come_through(places, list, from->set, lead.to, tokens))
            return false;
        if (lead.leads == BOX_LEADS_WITHIN) {
            const struct box_place at = places->places.places[lead.to];
            if (!come_to(places, list, &at, tokens, &all))
                return false;
        }
    }
    return enabled != 0; // else a deadlock
}

static bool start_at(struct box_places *places, struct list *list, const struct walk *from)
{
    const struct course *course = places->course;
    struct box_place at = { .memory = sameness_of(&places->sameness, from->places) };
    uint32_t stale = 0, all = 0;
    for (int i = 0; i < course->count; i++) {
        const struct box_axis *axis = &places->axes[i];
        at.set |= (uint8_t)((axis->first + 1 == axis->count) << i);
        at.local[i] = from->places[i] - axis->first * stretch_steps(places, i);
        stale |= (uint32_t)walk_stale(course, from, i) << i;
    }
    const uint32_t kept = from->lost ? 0 : 1U << stale;
    if (!come_to(places, list, &at, 1U << BOX_TOKEN_ALL | kept, &all))
        return false;
    places->start = 0; // the first that was made
    return true;
}

static bool find_all(struct box_places *places, const struct walk *from)
{
    struct list list = { 0 };
    bool well = more_room(&places->places) && more_room(&places->gates) && start_at(places, &list, from);
    while (well && list.count > 0)
        well = meter_spend(places->meter, PLACE_WORK) && look_at(places, &list, list.places[--list.count]);
    free(list.places);
    return well;
}

bool box_places_init(struct box_places *places, const struct course *course, const struct values *values,
                     const struct box_axis *axes, const struct walk *from, enum box_tokens tokens, struct meter *meter)
{
    *places = (struct box_places){
        .course = course,
        .values = values,
        .axes = axes,
        .tokens = tokens,
        .places.meter = meter,
        .gates.meter = meter,
        .meter = meter,
    };
    if (!sameness_init(&places->sameness, course, from->places))
        return false;
    if (find_all(places, from))
        return true;
    box_places_finish(places);
    return false;
}

void box_places_finish(struct box_places *places)
{
    sameness_finish(&places->sameness);
    free(places->places.places);
    free(places->places.slots);
    free(places->gates.places);
    free(places->gates.slots);
    meter_give(places->meter, table_bytes(places->places.room) + table_bytes(places->gates.room));
}
