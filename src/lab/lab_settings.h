// What a lab brings to the settings: its table of rows, and what of them goes together.
#ifndef LAB_LAB_SETTINGS_H
#define LAB_LAB_SETTINGS_H

#include "base/status.h"

#include <stdint.h>

struct plan;
struct setting;
struct settings; // lab/settings.h

// One a lab: struct lab's settings. Its functions see settings and plans of this lab alone; each may be NULL: nothing is to
// be done, or wrong.
struct lab_settings {
    uint32_t lab; // enum lab_id
    // All its rows, ended by one with a NULL name; SETTINGS_MAX at the most. A row keeps its place as long as the program runs.
    const struct setting *rows;
    const char *variant; // the name of the row whose choices are the variants, in the order of their cards
    uint32_t used_bytes; // of a plan, from its beginning; what lies behind is 0
    // What the settings given bring along, before defaults that depend on others are put in.
    struct status (*bring)(struct settings *settings);
    // What of a plan follows from the rest and nobody sets: number, kind and timing of its tasks. Is put there before settle; a
    // plan from a file must have just that.
    void (*derive)(struct plan *plan);
    // What only the whole can tell, once it is known. memory_available in bytes.
    struct status (*settle)(struct settings *settings, uint64_t memory_available);
    // What of a plan from a file does not go together, every number being in its range. STATUS_BAD_FILE.
    struct status (*check)(const struct plan *plan);
    // The row was just set: what stood in its way gives way.
    void (*give_way)(struct settings *settings, const struct setting *setting);
};

#endif
