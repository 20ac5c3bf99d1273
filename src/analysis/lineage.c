// One pass over the stores, in their order; what a place stores is looked up once, when it first matters.
#include "analysis/lineage.h"

#include "analysis/amounts.h"
#include "analysis/guarded.h"
#include "analysis/line_value.h"
#include "analysis/steps.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLACES_TOLD = 64, // of a variable; of more all are taken for updates
};

struct told {
    uint32_t place;
    bool may;
};

// What has been found out of places.
struct places {
    struct told told[PLACES_TOLD];
    uint32_t count;
};

struct finder {
    const struct recording *recording;
    const struct variable *variable;
    const struct store *stores;
    struct lineage *lineage;
    struct places is_constant, may_assign, may_be_unrelated, may_be_unrelated_alone;
    bool guard_known, guarded; // every access by one lock, or all are atomic
    // Of the stores so far those that changed the value, or stand behind another than the one before them, rising; the first is
    // 0. What stands between two of them left all as it was.
    uint32_t *changes, change_count;
};

static const struct act *act_of(const struct finder *finder, uint32_t store)
{
    return &finder->recording->acts[finder->stores[store - 1].act];
}

static bool is_from_load(const struct act *act) { return act->kind == ACT_UPDATE || act->kind == ACT_ATOMIC_UPDATE; }

static int64_t value_of(const struct finder *finder, uint32_t store)
{
    return variable_whole(finder->variable, store ? finder->stores[store - 1].value : finder->variable->first);
}

// ---- what a place stores --------------------------------------------------------------------------------------------

static enum line_value line_of(const struct recording *recording, uint32_t number)
{
    const struct place *place = number == PLACE_NOWHERE ? NULL : &recording->places[number];
    if (!place || place->line == 0 || place->source >= recording->source_count)
        return LINE_SAYS_NOTHING;
    size_t from = 0;
    for (uint32_t s = 0; s < place->source; s++)
        from += recording->sources[s].bytes;
    size_t end = from + recording->sources[place->source].bytes;
    if (from > end || end > recording->source_bytes)
        return LINE_SAYS_NOTHING;
    for (uint32_t line = 1; line < place->line; line++) {
        const char *feed = from < end ? memchr(recording->source_text + from, '\n', end - from) : NULL;
        if (!feed)
            return LINE_SAYS_NOTHING;
        from = (size_t)(feed + 1 - recording->source_text);
    }
    return line_value(recording->source_text + from, end - from);
}

// A line is known whose text is not in the recording: a library's header, std::atomic's mostly, whose caller has the constant.
static bool is_in_a_header(const struct recording *recording, uint32_t number)
{
    const struct place *place = number == PLACE_NOWHERE ? NULL : &recording->places[number];
    return place && place->line != 0 && place->source >= recording->source_count;
}

static bool always_stores_the_same(const struct finder *finder, uint32_t place, int64_t value)
{
    for (uint32_t n = 1; n <= finder->variable->store_count; n++) {
        const struct act *act = act_of(finder, n);
        if (act->place == place && is_from_load(act) && value_of(finder, n) != value)
            return false;
    }
    return true;
}

static bool may_assign_at(const struct finder *finder, uint32_t store)
{
    const uint32_t place = act_of(finder, store)->place;
    const enum line_value line = line_of(finder->recording, place);
    const bool moves = line == LINE_MOVES || line == LINE_CONSTANT ||
                       (line == LINE_SAYS_NOTHING &&
                        (!variable_has_sums(finder->variable) || is_in_a_header(finder->recording, place)));
    return moves && always_stores_the_same(finder, place, value_of(finder, store));
}

static bool may_be_unrelated_at(const struct finder *finder, uint32_t store)
{
    const uint32_t place = act_of(finder, store)->place;
    return !variable_has_sums(finder->variable) || (line_of(finder->recording, place) != LINE_COMPUTES &&
                                                    !steps_are_few(finder->recording, finder->variable, place));
}

static bool may_be_unrelated_alone_at(const struct finder *finder, uint32_t store)
{
    return line_of(finder->recording, act_of(finder, store)->place) != LINE_COMPUTES &&
           may_be_unrelated_at(finder, store);
}

static bool is_constant_at(const struct finder *finder, uint32_t store)
{
    const uint32_t place = act_of(finder, store)->place;
    return line_of(finder->recording, place) == LINE_CONSTANT &&
           always_stores_the_same(finder, place, value_of(finder, store));
}

static bool may(const struct finder *finder, uint32_t store, struct places *places,
                bool (*find)(const struct finder *finder, uint32_t store))
{
    const uint32_t place = act_of(finder, store)->place;
    for (uint32_t i = 0; i < places->count; i++)
        if (places->told[i].place == place)
            return places->told[i].may;
    if (places->count == PLACES_TOLD || finder->variable->language != VARIABLE_C)
        return false;
    const bool found = find(finder, store);
    places->told[places->count++] = (struct told){ place, found };
    return found;
}

static bool is_guarded(struct finder *finder)
{
    if (!finder->guard_known) {
        struct guarded guarded;
        const uint32_t number = (uint32_t)(finder->variable - finder->recording->variables);
        finder->guarded = guarded_find(&guarded, finder->recording, number, true) &&
                          (guarded.how == GUARDED_EVERYWHERE || guarded.how == GUARDED_ATOMIC);
        finder->guard_known = true;
    }
    return finder->guarded;
}

// ---- parents --------------------------------------------------------------------------------------------------------

static bool set_parent(struct finder *finder, uint32_t store, uint32_t parent)
{
    struct lineage *lineage = finder->lineage;
    const size_t count = (size_t)finder->variable->store_count;
    if (!lineage->parents) {
        if (!(lineage->parents = malloc(count * sizeof *lineage->parents)))
            return false;
        for (size_t i = 0; i < count; i++)
            lineage->parents[i] = finder->stores[i].parent;
    }
    lineage->parents[store - 1] = parent;
    return true;
}

// The last store that left what a store left as it was.
static uint32_t last_alike(const struct finder *finder, uint32_t store, uint32_t before)
{
    uint32_t low = 0, high = finder->change_count;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (finder->changes[middle] <= store)
            low = middle;
        else
            high = middle;
    }
    return high == finder->change_count ? before : finder->changes[high] - 1;
}

static void count(uint32_t *stores, uint32_t *first_place, uint32_t place)
{
    if ((*stores)++ == 0)
        *first_place = place;
}

// Whether a store that had not seen the one before it is taken for an assignment.
static bool is_taken_for_assignment(struct finder *finder, uint32_t store, bool stays)
{
    const struct act *act = act_of(finder, store);
    struct lineage *lineage = finder->lineage;
    if (!is_from_load(act))
        return false;
    if (may(finder, store, &finder->is_constant, is_constant_at))
        return true;
    if (stays && may(finder, store, &finder->may_assign, may_assign_at)) {
        count(&lineage->unsure, &lineage->unsure_place, act->place);
        return true;
    }
    if (is_guarded(finder) ? may(finder, store, &finder->may_be_unrelated, may_be_unrelated_at)
                           : act->kind == ACT_ATOMIC_UPDATE &&
                                 may(finder, store, &finder->may_be_unrelated_alone, may_be_unrelated_alone_at)) {
        count(&lineage->unrelated, &lineage->unrelated_place, act->place);
        return true;
    }
    return false;
}

static bool find_parent(struct finder *finder, uint32_t store)
{
    const uint32_t before = store - 1, parent = finder->stores[before].parent;
    const bool stays = value_of(finder, store) == value_of(finder, before);
    uint32_t found = parent == before ? before : last_alike(finder, parent, before);
    if (found < before && is_taken_for_assignment(finder, store, stays))
        found = before;
    if (found < before || !stays)
        finder->changes[finder->change_count++] = store;
    return found == parent || set_parent(finder, store, found);
}

bool lineage_find(struct lineage *lineage, const struct recording *recording, const struct variable *variable)
{
    const size_t count = (size_t)variable->store_count;
    struct finder finder = { .recording = recording,
                             .variable = variable,
                             .stores = recording->stores + variable->first_store,
                             .lineage = lineage,
                             .changes = calloc(count + 1, sizeof *finder.changes),
                             .change_count = 1 };
    bool room = finder.changes != NULL;
    *lineage = (struct lineage){ .unsure_place = PLACE_NOWHERE, .unrelated_place = PLACE_NOWHERE };
    for (uint32_t n = 1; room && n <= count; n++)
        room = find_parent(&finder, n);
    free(finder.changes);
    if (!room) {
        free(lineage->parents);
        *lineage = (struct lineage){ .unsure_place = PLACE_NOWHERE, .unrelated_place = PLACE_NOWHERE };
    }
    return room;
}
