// What a lab brings to the settings: its own rows, and what of them goes together.
#ifndef LAB_LAB_SETTINGS_H
#define LAB_LAB_SETTINGS_H

#include "base/status.h"

#include <stdint.h>

struct experiment;
struct setting;
struct settings; // lab/settings.h

// The functions see settings and plans of this lab alone.
struct lab_settings {
    const struct setting *rows; // ended by a row with a NULL name
    // What the settings given bring along, before defaults that depend on others are put in.
    struct status (*bring)(struct settings *settings);
    // What only the whole can tell, once it is known. memory_available in bytes.
    struct status (*settle)(struct settings *settings, uint64_t memory_available);
    // What of a plan from a file does not go together, every number being in its range. STATUS_BAD_FILE.
    struct status (*check)(const struct experiment *plan);
    // How many updates a run of it makes: what is timed by default follows from it.
    uint64_t (*updates)(const struct experiment *plan);
    // The row was just set: what stood in its way gives way.
    void (*give_way)(struct settings *settings, const struct setting *setting);
};

// Those of the lab that has this plan.
const struct lab_settings *lab_settings_of(const struct experiment *plan);

#endif
