// A variable that is watched: its place (a name of a module, an attribute, an item) and what came there.
//
// Nobody tells when something is stored. But nothing happens to a number without its type: it is computed, and it is let go,
// most often by the very store that overwrites it. Each time the place is looked at. The interpreter's lock lets only one
// thread run, so what stands there now and did not at the last look was stored between them.
#ifndef INSIDE_NUMBER_WATCHED_H
#define INSIDE_NUMBER_WATCHED_H

#include "inside/number/leave.h"
#include "inside/number/lineage.h"

#include <stdbool.h>
#include <stdint.h>

// The one of that place; NULL: none yet, or there are too many.
struct watched *watched_find(py *container, py *key);
struct watched *watched_make(enum place_kind kind, py *container, py *key, intptr_t index, const char *name);

// A sum is made of a number: from which store it comes.
uint32_t watched_loaded(struct watched *variable, struct number *from);

// A number is let go.
void watched_gone(struct number *number);

void watched_look(struct watched *variable);
void watched_doubt(struct watched *variable, uint32_t doubt);

// How many stores it has had, in this image.
uint32_t watched_stores(struct watched *variable);

// Looks at all of them a last time and lets them go.
void watched_end(void);
bool watched_has_ended(void);

// The number of this thread, in this image.
struct thread_of_image {
    uint32_t image, number;
};
extern _Thread_local struct thread_of_image thread_here
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
uint32_t thread_number_anew(void);
static inline uint32_t thread_number(void)
{
    return likely(thread_here.image == leave_image()) ? thread_here.number : thread_number_anew();
}

#endif
