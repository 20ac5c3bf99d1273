// Picks the unit by the whole run, so that the figures keep their places while the moment moves.
#include "base/clock_text.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>

char *clock_text(char buffer[CLOCK_TEXT_BYTES], uint64_t ns, uint64_t total_ns)
{
    static const struct {
        uint64_t ns;
        const char *name;
    } units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "µs" } };
    for (int i = 0; i < 3; i++) {
        if (total_ns >= units[i].ns) {
            snprintf(buffer, CLOCK_TEXT_BYTES, "%" PRIu64 ".%03" PRIu64 " %s", ns / units[i].ns,
                     ns % units[i].ns / (units[i].ns / 1000), units[i].name);
            return buffer;
        }
    }
    snprintf(buffer, CLOCK_TEXT_BYTES, "%" PRIu64 " ns", ns);
    return buffer;
}

char *clock_text_from(char buffer[CLOCK_TEXT_BYTES], uint64_t zero_ns, uint64_t ns, uint64_t total_ns)
{
    char text[CLOCK_TEXT_BYTES - 3];
    clock_text(buffer, ns > zero_ns ? ns - zero_ns : zero_ns - ns, total_ns);
    if (ns >= zero_ns)
        return buffer;
    snprintf(text, sizeof text, "%.*s", (int)sizeof text - 1, buffer);
    snprintf(buffer, CLOCK_TEXT_BYTES, "−%s", text);
    return buffer;
}

char *clock_text_after(char buffer[CLOCK_TEXT_BYTES], uint64_t from_ns, uint64_t ns)
{
    char length[TEXT_NUMBER_BYTES];
    text_duration(length, ns >= from_ns ? ns - from_ns : from_ns - ns);
    snprintf(buffer, CLOCK_TEXT_BYTES, "%s%.*s", ns >= from_ns ? "+" : "−", CLOCK_TEXT_BYTES - 4, length);
    return buffer;
}
