// Where in the program sums are made: which instruction loaded, which one stores. What is looked up by the running code and its
// instruction was worked out once, without running any code of Python.
#ifndef INSIDE_NUMBER_PLACES_H
#define INSIDE_NUMBER_PLACES_H

#include "inside/number/lineage.h"

#include <stdbool.h>
#include <stdint.h>

// Learns how frames are laid out, names: a list of the names of all instructions. Called by a function of C that Python code
// has called, from different places.
void places_learn(py *names);

// Where this thread stands now, on a sum that is made of that variable. Never NULL. Of no variable: whether what it stands at
// stores, and as what place.
const struct site *site_now(const struct watched *variable);

// Whether what is said of it is of that image; NULL: no.
static inline bool site_is_valid(const struct site *site, uint32_t image) { return site && site->image == image; }

// When, between the load and the store, another thread stored: its own had been taken the interpreter then.
enum taken {
    NOT_TAKEN, // it had not, or nobody knows
    TAKEN_BEFORE_SUM,
    TAKEN_BEFORE_STORE,
};

// The act of a store by an instruction that stands elsewhere: the thread's present one, where that is a store; else the site's
// own. assigns: it was computed from nothing.
uint32_t act_of_store(const struct site *site, bool assigns, bool is_here, enum taken taken);

// Whether this thread is at an instruction that stores.
bool is_storing(void);

// The same, of what was computed there (NULL: nobody knows where): where it goes straight into its place, at that store.
bool is_storing_from(const struct site *site);

// What nobody computed.
uint32_t act_of_foreign(void);

#endif
