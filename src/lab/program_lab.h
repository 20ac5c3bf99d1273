// What the rows of labs with a program (lab/lab_program.h) have in common: their settings, their checks, what their books read.
#ifndef LAB_PROGRAM_LAB_H
#define LAB_PROGRAM_LAB_H

#include "lab/common_settings.h"
#include "lab/lab.h"
#include "lab/lab_program.h"

// The general part of such a lab's check_recording: as many tasks as there can be, the resources that the plan has.
struct status program_lab_check(const struct lab *lab, const struct recording *recording);

// What its tasks shared, of a recording of that lab.
const void *program_lab_shared(const struct recording *recording);

// How many notes a task made up to a moment.
uint64_t program_lab_notes_until(const struct recording *recording, uint32_t task, uint64_t until_ns);

// The rows of its settings that all have. The variant chooses the lab's card; pace: what a step costs before it is made.
#define PROGRAM_LAB_VARIANT(variants_choices, default_variant)                                                         \
    {                                                                                                                  \
        .name = "variant", .metavar = "NAME", .help = "{range} ({usual})", .kind = SETTING_CHOICE, .rank = 10,         \
        SETTING_AT(struct program_plan, variant), .of_variant = true, .choices = (variants_choices),                   \
        .usual = (default_variant), .json = "variant",                                                                 \
    }
#define PROGRAM_LAB_PACE(default_ns)                                                                                   \
    {                                                                                                                  \
        .name = "pace", .metavar = "TIME", .help = "work before each step, as an interpreter has, {range} ({usual})",  \
        .kind = SETTING_DURATION, .rank = 100, SETTING_AT(struct program_plan, pace_ns), .low = 0,                     \
        .high = 100 * SETTING_MS, .usual = (default_ns), .steps = true, .ladder = program_lab_paces,                   \
        .json = "pace_ns",                                                                                             \
    }

extern const uint64_t program_lab_paces[];

#endif
