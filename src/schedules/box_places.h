// The places of all kinds of boxes, and where moves lead from them.
#ifndef SCHEDULES_BOX_PLACES_H
#define SCHEDULES_BOX_PLACES_H

#include "schedules/box.h"
#include "schedules/flow.h"

// Where workers stand from the start of their stretches on.
struct box_place {
    uint32_t local[SCHEDULES_WORKERS_MAX];
    uint16_t memory;
    uint8_t set;     // of a place: the kind of its box; of a gate: the direction that it lies in
    uint32_t tokens; // a bit each: values that matter, or sets that are come to
    uint32_t first;  // the number of its first token
};

struct box_table {
    struct box_place *places;
    size_t count, room;
    uint32_t *slots; // by hash: 1 + place; 0: free
    size_t slot_count;
    struct meter *meter;
};

struct box_places {
    const struct course *course;
    const struct values *values;
    const struct box_axis *axes;
    enum box_tokens tokens;
    struct sameness sameness;
    struct box_table places, gates;
    uint32_t start; // the place at which the walk starts
    struct meter *meter;
};

enum box_leads {
    BOX_LEADS_WITHIN, // to a place of the same box
    BOX_LEADS_OUT,    // through a gate
    BOX_LEADS_TO_END,
    BOX_LEADS_WRONG, // it cannot be done so
};

enum {
    BOX_NO_GATE = UINT32_MAX,
};

struct box_lead {
    enum box_leads leads;
    uint32_t to; // place, or gate
    int of;      // so many can move there
    struct flow flow;
};

// All places that can be come to from the walk. False as of box_plan; then nothing is to be finished.
bool box_places_init(struct box_places *places, const struct course *course, const struct values *values,
                     const struct box_axis *axes, const struct walk *from, enum box_tokens tokens, struct meter *meter);
void box_places_finish(struct box_places *places);

// Which workers can move at a place, and where that leads.
unsigned box_places_enabled(const struct box_places *places, uint32_t place);
void box_places_lead(struct box_places *places, uint32_t place, int worker, struct box_lead *lead);

// The gate of a direction that leads to a place; BOX_NO_GATE: none.
uint32_t box_places_gate(const struct box_places *places, uint32_t place, unsigned direction);

// What of tokens `from` at a place becomes of the token `to` where it leads, and how far it is shifted. False: nothing.
bool box_lead_brings(const struct box_places *places, const struct box_lead *lead, int from, int to, int64_t *shift);

#endif
