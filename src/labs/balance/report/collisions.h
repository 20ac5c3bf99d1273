// The collisions of a run by time: all of them in a row each, or one step by step. As text and as JSON.
//
// Nothing is kept but what overwrites have already: a run may have millions. Numbers are by time, from 1; moments are
// on the recording's clock (recording_since_ns); updates are numbered from 1.
#ifndef LABS_BALANCE_REPORT_COLLISIONS_H
#define LABS_BALANCE_REPORT_COLLISIONS_H

#include "labs/balance/overwrites.h"

#include <stdio.h>

void collisions_text(FILE *out, const struct overwrites *overwrites);
void collisions_json(FILE *out, const struct overwrites *overwrites);

// Every load and store from the fork to the store that overwrote, in order; the text folds what is long. number: one
// that there is.
void collision_text(FILE *out, const struct overwrites *overwrites, size_t number);
void collision_json(FILE *out, const struct overwrites *overwrites, size_t number);

// ---- shared by the two forms ----------------------------------------------------------------------------------------

struct collision_facts {
    size_t collision; // the ledger's number
    uint32_t fork;    // a version; VERSION_START: the start
    int64_t fork_balance;
    uint32_t lost;
    int64_t net;
    struct overwriter overwriter;
    uint64_t ns; // when it overwrote
};

struct collision_facts collision_facts_of(const struct overwrites *overwrites, size_t number);

// Its events by number: from the fork's store, or the first of all, to the store that overwrote.
uint64_t collision_first_event(const struct overwrites *overwrites, const struct collision_facts *facts);
uint64_t collision_last_event(const struct overwrites *overwrites, const struct collision_facts *facts);

enum collision_role {
    ROLE_NONE,
    ROLE_FORK,
    ROLE_LOST, // in this collision
    ROLE_OVERWRITER,
};

// What an event has to do with a collision.
enum collision_role collision_role_of(const struct overwrites *overwrites, const struct collision_facts *facts,
                                      const struct order_event *event);

// Updates that a store at this position lost; 0 where it wrote over none.
uint32_t collision_lost_by(const struct overwrites *overwrites, const struct order_event *event);

// Whether, among moments that were all timed, this one was not (pace_load_is_timed).
bool collision_is_about(const struct overwrites *overwrites, const struct order_event *event);

#endif
