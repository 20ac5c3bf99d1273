// The balance in a live run: the cell, the guard's lock, every worker's journal, and what is made of them when it is over.
//
// The functions are those of struct lab_live; the script of a driven run is a struct turn_list.
#ifndef LABS_BALANCE_LIVE_H
#define LABS_BALANCE_LIVE_H

#include "lab/live.h"
#include "labs/balance/work.h"

extern const struct lab_live balance_live;

// A worker's work, in memory that was laid out and prepared: for who runs a loop by itself.
struct work *balance_live_work(void *memory, uint32_t worker);

#endif
