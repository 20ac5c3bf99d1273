// A sweep over boxes (box.h): how many schedules lead to the end with each balance, modulo a prime or as shares, box by box.
//
// What goes through the gates of a box lies in a field until the box that it leads to is done. What that takes is foreseen once:
// the exponents that a box spans, and the room for its gates. Then boxes are played for each prime, in as little memory as one
// plane of lanes takes; several threads may do it at once, each as a player of its own.
#ifndef SCHEDULES_BOXES_H
#define SCHEDULES_BOXES_H

#include "schedules/boxes_layout.h"
#include "schedules/field.h"

// Of the outcomes, or (with so many primes at once) of the paths. False where they cannot be had so, or there is no memory
// (meter->end says it).
bool boxes_init(struct boxes *boxes, const struct course *course, const struct values *values, const struct walk *from,
                enum box_tokens tokens, uint32_t primes, struct meter *meter);
void boxes_finish(struct boxes *boxes);

// Finds out what playing takes, and what it comes to. Once, before it is played. False where spend said no, or there is no
// memory.
bool boxes_foresee(struct boxes *boxes, field_spend *spend, void *context);

// Lanes that come of playing: of the outcomes the final balance's, of the paths those of all schedules and then of those that
// lost nothing.
size_t boxes_end_lanes(const struct boxes *boxes);

// The bytes that a player takes besides its ends, for remainders or for shares.
size_t boxes_player_bytes(const struct boxes *boxes, bool shares);

// Plays all boxes with remainders: of the outcomes modulo the first of the primes, of the paths modulo as many as boxes_init was
// told. `memory`: boxes_player_bytes, aligned to 64; `ends` is overwritten. False where spend said no.
bool boxes_play(const struct boxes *boxes, void *memory, uint32_t *ends, const uint32_t *primes, field_spend *spend,
                void *context);

// The same with shares; `one` at the start.
bool boxes_play_shares(const struct boxes *boxes, void *memory, double *ends, double one, field_spend *spend,
                       void *context);

#endif
