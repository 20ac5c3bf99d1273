// Reads the bits as the history's kind has them.
#include "view/ui/cell_words.h"

#include "base/text.h"
#include "document/document.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *or_empty(const char *text) { return text ? text : ""; }

// With the sign that figures have here.
static const char *float_text(struct frame *frame, double value)
{
    if (isnan(value))
        return "NaN";
    const char *sign = signbit(value) ? "−" : "";
    return or_empty(isinf(value) ? arena_printf(frame->arena, "%s∞", sign)
                                 : arena_printf(frame->arena, "%s%.7g", sign, fabs(value)));
}

// Past what a signed integer holds.
static const char *unsigned_text(struct frame *frame, uint64_t value)
{
    return value <= INT64_MAX ? words_number(frame, (int64_t)value)
                              : or_empty(arena_printf(frame->arena, "%" PRIu64, value));
}

const char *words_bits(struct frame *frame, uint8_t kind, uint64_t bits)
{
    switch (kind) {
    case VALUE_UNSIGNED:
        return unsigned_text(frame, bits);
    case VALUE_FLOAT:
        return float_text(frame, value_number(VALUE_FLOAT, bits));
    case VALUE_BOOL:
        return bits == 0 ? "false" : bits == 1 ? "true" : unsigned_text(frame, bits);
    case VALUE_POINTER:
    case VALUE_OTHER:
        return or_empty(arena_printf(frame->arena, "0x%" PRIx64, bits));
    default:
        return words_number(frame, (int64_t)bits);
    }
}

const char *words_cell(struct frame *frame, int64_t position)
{
    const struct cell_history *cell = &frame->document->cell;
    return words_bits(frame, cell->value_kind, cell_value(cell, position));
}

const char *words_amount(struct frame *frame, uint64_t amount)
{
    if (frame->document->cell.value_kind != VALUE_FLOAT)
        return words_signed(frame, (int64_t)amount);
    const double value = value_number(VALUE_FLOAT, amount);
    const char *text = float_text(frame, value);
    return value > 0 ? or_empty(arena_printf(frame->arena, "+%s", text)) : text;
}

const char *words_amount_bare(struct frame *frame, uint64_t amount)
{
    if (frame->document->cell.value_kind == VALUE_FLOAT)
        return float_text(frame, fabs(value_number(VALUE_FLOAT, amount)));
    return (int64_t)amount < 0 ? unsigned_text(frame, 0 - amount) : unsigned_text(frame, amount);
}

const char *words_sum(struct frame *frame, int64_t position)
{
    const struct cell_history *cell = &frame->document->cell;
    const char *after = words_cell(frame, position);
    if (!value_has_sums(cell->value_kind) || !cell_reads(cell, position))
        return after;
    const uint64_t change = cell_change(cell, position);
    return or_empty(arena_printf(frame->arena, "%s %s %s = %s", words_cell(frame, cell_parent(cell, position)),
                                 amount_is_below_0(cell->value_kind, change) ? "−" : "+",
                                 words_amount_bare(frame, change), after));
}

const char *words_who(struct frame *frame, const struct cell_who *who)
{
    if (who->count == 1)
        return words_name(frame, who->tasks[0]);
    if (who->count == 2)
        return FILL(TEXT_LEDGER_AND_ID, words_name(frame, who->tasks[0]), words_name(frame, who->tasks[1]));
    const bool processes = frame->document->recording.tasks[who->tasks[0]].kind == TASK_PROCESS;
    return FILL(processes ? TEXT_PROCESSES_ID : TEXT_THREADS_ID, words_number(frame, (int64_t)who->count));
}
