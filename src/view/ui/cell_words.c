// Reads values as the history's type has them.
#include "view/ui/cell_words.h"

#include "base/text.h"
#include "document/document.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <math.h>

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

const char *words_value(struct frame *frame, const struct variable *type, uint64_t value)
{
    const int64_t whole = variable_whole(type, value);
    switch (type->kind) {
    case VALUE_FLOAT:
        return float_text(frame, variable_real(type, value));
    case VALUE_BOOL:
        return whole == 0 || whole == 1 ? whole ? "true" : "false" : unsigned_text(frame, (uint64_t)whole);
    case VALUE_UNSIGNED:
        return unsigned_text(frame, (uint64_t)whole);
    case VALUE_POINTER:
    case VALUE_OTHER:
        return or_empty(arena_printf(frame->arena, "0x%" PRIx64,
                                     type->bytes < 8 ? value & ((UINT64_C(1) << 8 * type->bytes) - 1) : value));
    default:
        return words_number(frame, whole);
    }
}

const char *words_cell(struct frame *frame, int64_t position)
{
    const struct cell_history *cell = &frame->document->cell;
    return words_value(frame, cell->type, cell_value(cell, position));
}

const char *words_amount(struct frame *frame, struct amount amount)
{
    if (frame->document->cell.type->kind != VALUE_FLOAT)
        return words_signed(frame, amount.whole);
    const char *text = float_text(frame, amount.real);
    return amount.real > 0 ? or_empty(arena_printf(frame->arena, "+%s", text)) : text;
}

const char *words_amount_bare(struct frame *frame, struct amount amount)
{
    if (frame->document->cell.type->kind == VALUE_FLOAT)
        return float_text(frame, fabs(amount.real));
    return unsigned_text(frame, amount.whole < 0 ? 0 - (uint64_t)amount.whole : (uint64_t)amount.whole);
}

const char *words_total(struct frame *frame, struct amount amount)
{
    const uint8_t kind = frame->document->cell.type->kind;
    if (kind == VALUE_FLOAT)
        return float_text(frame, amount.real);
    return kind == VALUE_UNSIGNED ? unsigned_text(frame, (uint64_t)amount.whole) : words_number(frame, amount.whole);
}

const char *words_sum(struct frame *frame, int64_t position)
{
    const struct cell_history *cell = &frame->document->cell;
    const char *after = words_cell(frame, position);
    if (!variable_has_sums(cell->type) || !cell_reads(cell, position))
        return after;
    const struct amount change = cell_change(cell, position);
    return or_empty(arena_printf(frame->arena, "%s %s %s = %s", words_cell(frame, cell_parent(cell, position)),
                                 amount_is_below_0(change) ? "−" : "+", words_amount_bare(frame, change), after));
}

const char *words_cell_about(struct frame *frame, const char *moment)
{
    return frame->document->cell.timed ? moment : FILL(TEXT_ABOUT_ID, moment);
}

const char *words_cell_time(struct frame *frame, uint64_t ns) { return words_cell_about(frame, words_time(frame, ns)); }

const char *words_cell_figure(struct frame *frame, const char *figure)
{
    return words_figure(frame, frame->document->cell.timed, figure);
}

const char *words_when(struct frame *frame, int64_t position, bool load, const char *moment)
{
    const struct cell_history *cell = &frame->document->cell;
    return cell->kind->timed(cell->of, position, load) ? moment : FILL(TEXT_ABOUT_ID, moment);
}

const char *words_held(struct frame *frame, int64_t position, uint64_t ns)
{
    const char *held = words_time(frame, ns);
    return cell_held_is_timed(&frame->document->cell, position) ? held : FILL(TEXT_ABOUT_ID, held);
}

const char *words_figure(struct frame *frame, bool timed, const char *figure)
{
    return timed ? figure : or_empty(arena_printf(frame->arena, "~%s", figure));
}

const char *words_who(struct frame *frame, const struct cell_who *who)
{
    if (who->count == 1)
        return words_called(frame, who->tasks[0]);
    if (who->count == 2)
        return FILL(TEXT_LEDGER_AND_ID, words_called(frame, who->tasks[0]), words_called(frame, who->tasks[1]));
    const bool processes = frame->document->recording.tasks[who->tasks[0]].kind == TASK_PROCESS;
    return FILL(processes ? TEXT_PROCESSES_ID : TEXT_THREADS_ID, words_number(frame, (int64_t)who->count));
}
