// Looks faults up by their ids, and fills in the parts that the sentence notes.
#include "view/texts/faults.h"

#include "base/fault.h"

static const enum text_id ids[FAULT_COUNT] = {
#define TEXT(id, text)
#define LOCK(id, text)
#define FAULT(id, text) [FAULT_##id] = TEXT_FAULT_##id##_ID,
#include "../assets/texts/en.def"
#undef FAULT
#undef LOCK
#undef TEXT
};

struct telling {
    struct arena *arena;
    enum language language;
    const struct status *status;
    int at; // the span that comes next
};

// NOLINTNEXTLINE(misc-no-recursion): as deep as there are spans at the most
static const char *next(struct telling *telling)
{
    const struct status *status = telling->status;
    if (telling->at >= status->span_count)
        return "";
    const struct fault_span *span = &status->spans[telling->at++];
    const char *parts[FAULT_PARTS_MAX];
    for (int i = 0; i < span->parts; i++)
        parts[i] = next(telling);
    if (span->fault != FAULT_NONE)
        return text_fill(telling->arena, telling->language, ids[span->fault], parts, span->parts);
    const char *words = arena_printf(telling->arena, "%.*s", span->bytes, status->message + span->from);
    return words ? words : "";
}

const char *fault_text(struct arena *arena, enum language language, const struct status *status)
{
    struct telling telling = { arena, language, status, 0 };
    return language == LANGUAGE_EN || status->span_count == 0 ? status->message : next(&telling);
}
