// What the common rows need.
#include "lab/common_settings.h"

static const char *const worker_kind_names[WORKERS_COUNT] = { "threads", "processes" };
static const char *const timing_kind_names[TIMING_COUNT] = { "off", "sampled", "full" };

const char *worker_kind_name(enum worker_kind kind) { return worker_kind_names[kind]; }

const char *timing_kind_name(enum timing_kind kind) { return timing_kind_names[kind]; }

static const char *kind_name(uint32_t kind) { return worker_kind_names[kind]; }

static const char *timing_name(uint32_t timing) { return timing_kind_names[timing]; }

const struct setting_choices setting_worker_kinds = { WORKERS_COUNT, kind_name, NULL, NULL, NULL };
const struct setting_choices setting_timing_kinds = { TIMING_COUNT, timing_name, NULL, NULL, NULL };

const uint64_t setting_deadlines[] = {
    10 * SETTING_MS, 100 * SETTING_MS, 1 * SETTING_S,   2 * SETTING_S,   5 * SETTING_S,    10 * SETTING_S,
    30 * SETTING_S,  60 * SETTING_S,   300 * SETTING_S, 600 * SETTING_S, 3600 * SETTING_S, 0,
};
