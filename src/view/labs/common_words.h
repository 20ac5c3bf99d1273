// The words of the settings that labs have in common (lab/common_settings.h), to stand in a lab's row beside its group:
// { WORDS_COUNT, .group = 1 }. And what sentences have in common.
#ifndef VIEW_LABS_COMMON_WORDS_H
#define VIEW_LABS_COMMON_WORDS_H

#include "view/labs/lab_words.h"

#define WORDS_WORKERS                                                                                                  \
    .name = "workers", .title = TEXT_SETTING_WORKERS_ID, .labels = { TEXT_VALUE_THREADS_ID, TEXT_VALUE_PROCESSES_ID }
#define WORDS_COUNT .name = "count", .title = TEXT_SETTING_COUNT_ID, .range = TEXT_RANGE_NUMBER_ID
#define WORDS_CORES .name = "cores", .title = TEXT_SETTING_CORES_ID, .range = TEXT_RANGE_NUMBER_ID
#define WORDS_TIMING                                                                                                   \
    .name = "timing", .title = TEXT_SETTING_TIMING_ID,                                                                 \
    .labels = { TEXT_VALUE_OFF_ID, TEXT_VALUE_SAMPLED_ID, TEXT_VALUE_FULL_ID }
#define WORDS_PACE .name = "pace", .title = TEXT_SETTING_PACE_ID, .range = TEXT_RANGE_TIME_ID
#define WORDS_DEADLINE .name = "deadline", .title = TEXT_SETTING_DEADLINE_ID, .range = TEXT_RANGE_TIME_ID

// ---- parts of a sentence ---------------------------------------------------------------------------------------------

// "2 threads", "1 process".
const char *say_workers(const struct saying *saying);

// "2 cores".
const char *say_cores(const struct saying *saying);

// A number as the window writes it; a text with one part filled in.
const char *say_number(const struct saying *saying, uint64_t number);
const char *say_filled(const struct saying *saying, enum text_id id, const char *part);

#endif
