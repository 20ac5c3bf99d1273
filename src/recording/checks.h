// What the checks of small things have in common. Private to this folder.
#ifndef RECORDING_CHECKS_H
#define RECORDING_CHECKS_H

#include "base/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MOMENT_MAX ((uint64_t)1 << 62) // 146 years in ns, 29 in ticks of 5 GHz, after the machine was started
#define COUNT_MAX ((uint64_t)1 << 50)  // of anything: the sum of TASKS_MAX stays below 2^63

static inline bool all_zero(const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (((const unsigned char *)bytes)[i])
            return false;
    return true;
}

// What a recording counts (acquisitions, lost records).
static inline bool is_count(uint64_t value) { return value <= COUNT_MAX; }

// Ended by a zero, and nothing in it that a terminal would obey or that is not what it looks like.
static inline bool is_plain_text(const char *text, size_t bytes)
{
    return memchr(text, 0, bytes) && utf8_is_plain_text(text);
}

// A name says something, and nothing is hidden behind it.
static inline bool is_name(const char *name, size_t bytes)
{
    return name[0] && is_plain_text(name, bytes) && all_zero(name + strlen(name), bytes - strlen(name));
}

#endif
