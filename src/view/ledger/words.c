// What the ledger's picture says in words.
#include "view/ledger/words.h"

#include "document/followed.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "view/ui/cell_words.h"
#include "view/ui/explain.h"
#include "view/ui/gil_switch.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    CHAIN_WALKED = 4096, // lost updates looked at for who wrote over one of them
    SPANS_WALKED = 4096, // changes of state looked at for how long somebody was off its cpu
};

// ---- who -----------------------------------------------------------------------------------------------------------

const char *hold_title(struct frame *frame)
{
    if (frame->document->variable)
        return frame->document->variable->history.variable->name;
    return text_of(frame->language, frame->document->cell.is_private ? TEXT_LEDGER_BALANCES_ID : TEXT_BALANCE_ID);
}

const char *hold_headline(struct frame *frame, const struct cell_overwrite *overwrite)
{
    const char *who = words_called(frame, cell_task(&frame->document->cell, overwrite->position));
    const char *whom = words_who(frame, &overwrite->who);
    return overwrite->lost == 1
               ? FILL(TEXT_LEDGER_WRITES_OVER_ONE_ID, who, whom)
               : FILL(TEXT_LEDGER_WRITES_OVER_ID, who, words_number(frame, (int64_t)overwrite->lost), whom);
}

// From its load to its store; false: not known.
static bool held_between(const struct document *document, int64_t position, uint64_t *from_ns, uint64_t *to_ns)
{
    const struct cell_history *cell = &document->cell;
    uint64_t held_ns;
    if (!cell->kind->held(cell->of, position, &held_ns) || held_ns == 0)
        return false;
    *to_ns = cell->kind->ns(cell->of, position);
    *from_ns = *to_ns > held_ns ? *to_ns - held_ns : 0;
    return true;
}

// Who had the GIL next, while a store's task had what it had loaded; −1: nobody else, or nobody knows.
static int gil_went(const struct document *document, int64_t position)
{
    uint64_t from_ns, to_ns;
    return document->variable && held_between(document, position, &from_ns, &to_ns)
               ? gil_went_to(document, cell_task(&document->cell, position), from_ns, to_ns)
               : -1;
}

const char *hold_gil(struct frame *frame, int64_t position)
{
    const struct document *document = frame->document;
    const uint32_t taken = document->cell.kind->taken_before(document->cell.of, position);
    const int to = taken == PLACE_NOWHERE ? -1 : gil_went(document, position);
    if (taken == PLACE_NOWHERE)
        return "";
    return FILL(to < 0 ? TEXT_LEDGER_GIL_TAKEN_ID : TEXT_LEDGER_GIL_TAKEN_TO_ID,
                document->recording.places[taken].instruction, words_place(frame, taken),
                to < 0 ? "" : words_called(frame, (uint32_t)to));
}

const char *hold_gil_brief(struct frame *frame, const struct hold_bar *bar)
{
    const struct document *document = frame->document;
    const uint32_t taken = document->cell.kind->taken_before(document->cell.of, bar->at);
    const int to = taken == PLACE_NOWHERE ? -1 : gil_went(document, bar->at);
    return to < 0 ? NULL
                  : FILL(TEXT_LEDGER_GIL_BEFORE_ID, words_called(frame, (uint32_t)to),
                         document->recording.places[taken].instruction);
}

const char *hold_reason(struct frame *frame, const struct cell_overwrite *overwrite)
{
    const int64_t parent = cell_parent(&frame->document->cell, overwrite->position);
    return FILL(overwrite->lost == 1 ? TEXT_LEDGER_KNEW_NOT_ID : TEXT_LEDGER_KNEW_NONE_ID, words_cell(frame, parent));
}

// ---- beside the overwriter -----------------------------------------------------------------------------------------

// Where its words stand: beside its box on the side away from its column, or below it between the word and the column.
struct spot {
    struct rect rect;
    bool beside, right;
    float height;
};

static float paragraphs(struct frame *frame, float width_px, const struct cell_overwrite *overwrite)
{
    const char *gil = hold_gil(frame, overwrite->position);
    return ui_paragraph_height(frame, width_px, hold_headline(frame, overwrite), ui_bold(frame, TYPE_BODY, TEXT_MAIN)) +
           ui_paragraph_height(frame, width_px, hold_reason(frame, overwrite), ui_text(frame, TYPE_SMALL, TEXT_SOFT)) +
           (*gil ? ui_paragraph_height(frame, width_px, gil, ui_text(frame, TYPE_SMALL, TEXT_SOFT)) : 0);
}

static struct spot place_of(struct frame *frame, const struct hold *hold, int row)
{
    const struct cell_overwrite overwrite = cell_settling(hold->cell, (size_t)hold->focus->collision);
    const struct hold_column *column = hold_column(hold, cell_task(hold->cell, overwrite.position));
    const int side = column && column->side > 0 ? -1 : 1;
    const struct hold_side clear = hold_side_of(hold, row, side);
    const float u = frame->scale.u, y = hold_y(hold, row);
    struct spot place = { .right = side > 0, .beside = !clear.arrows };
    float from = hold->box_px / 2 + 12 * u, to = clear.beside_px - 4 * u;
    place.beside = place.beside && to - from > 9 * frame->scale.type[TYPE_BODY];
    place.height = place.beside ? paragraphs(frame, to - from, &overwrite) : 0;
    if (!place.beside || place.height > hold->pitch * 1.25f) {
        place.beside = false;
        from = 10 * u;
        to = clear.below_px - 6 * u;
        place.height = paragraphs(frame, to - from, &overwrite);
    }
    const float x = side > 0 ? hold->middle + from : hold->middle - to;
    const float top = place.beside ? y - place.height / 2 : y + hold->box_height * 0.5f + 5 * u;
    place.rect = rect_of(x, top, to - from, place.height);
    return place;
}

static float extra_of(struct frame *frame, const struct hold *hold, int row)
{
    const struct spot place = place_of(frame, hold, row);
    return place.beside ? 0 : fminf(place.height + 8 * frame->scale.u, hold->room.height * 0.4f);
}

void hold_words_lay_out(struct frame *frame, struct hold *hold)
{
    const int row = hold->collision ? excerpt_find(&hold->excerpt, hold->focus->overwriter.position) : -1;
    if (row < 0 || row >= hold->excerpt.count)
        return;
    hold->extra_row = row;
    hold->extra = extra_of(frame, hold, row);
    if ((hold->room.height - hold->extra) / (float)hold->excerpt.count < 1.6f * frame->scale.type[TYPE_BODY])
        hold->extra = 0; // then they are left out
    hold_make_room(frame, hold);
}

void hold_words_draw(struct frame *frame, const struct hold *hold)
{
    if (hold->extra_row >= hold->excerpt.count)
        return;
    const struct cell_overwrite overwrite = cell_settling(hold->cell, (size_t)hold->focus->collision);
    const struct spot place = place_of(frame, hold, hold->extra_row);
    struct text_style head = ui_bold(frame, TYPE_BODY, TEXT_MAIN), line = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    struct rect rect = place.rect;
    head.across = line.across = place.right ? ACROSS_LEFT : ACROSS_RIGHT;
    if (!place.beside && place.height > hold->extra)
        return; // the slow motion beside it says the same
    const struct rect used = ui_paragraph(frame, rect, hold_headline(frame, &overwrite), head);
    rect_cut_top(&rect, used.height);
    const char *gil = hold_gil(frame, overwrite.position);
    rect_cut_top(&rect, ui_paragraph(frame, rect, hold_reason(frame, &overwrite), line).height);
    if (*gil)
        ui_paragraph(frame, rect, gil, line);
}

// ---- how long ------------------------------------------------------------------------------------------------------

// How much of the time a task had no cpu; false where the kernel did not tell, or there is too much to look at.
static bool off_cpu_ns(const struct document *document, uint32_t worker, uint64_t from_ns, uint64_t to_ns, uint64_t *ns)
{
    const struct worker_states *states = &document->states.workers[worker];
    *ns = 0;
    if (!document->states.from_kernel || states->span_count == 0)
        return false;
    const struct state_span *span = states_at(states, from_ns), *end = states->spans + states->span_count;
    for (int i = 0; span < end && span->from_ns < to_ns; span++, i++) {
        const uint64_t low = span->from_ns > from_ns ? span->from_ns : from_ns,
                       high = span->to_ns < to_ns ? span->to_ns : to_ns;
        if (i == SPANS_WALKED)
            return false;
        if (span->state == STATE_READY || span->state == STATE_BLOCKED)
            *ns += high > low ? high - low : 0;
    }
    return true;
}

const char *hold_how_long(struct frame *frame, const struct hold_bar *bar, bool brief)
{
    const struct document *document = frame->document;
    uint64_t held_ns, off_ns;
    if (!document->cell.kind->held(document->cell.of, bar->at, &held_ns))
        // Of the balance it is a setting; of a program's own loads nobody can do anything about it.
        return bar->stale && !document->variable ? text_of(frame->language, TEXT_LEDGER_NOT_TIMED_ID) : NULL;
    if (held_ns == 0)
        return NULL; // its stamp was taken late: no time is better than an impossible one
    if (document->cell.timed && !document->variable && !cell_held_is_timed(&document->cell, bar->at))
        return words_held(frame, bar->at, held_ns); // whether it had loaded before it was off its cpu nobody knows
    const uint64_t stored_ns = document->cell.kind->ns(document->cell.of, bar->at);
    const uint64_t from_ns = stored_ns > held_ns ? stored_ns - held_ns : 0;
    const int gil = brief ? -1 : gil_went(document, bar->at);
    if (gil >= 0)
        return FILL(TEXT_LEDGER_GIL_TO_ID, words_called(frame, (uint32_t)gil));
    if (!off_cpu_ns(document, bar->task, from_ns, stored_ns, &off_ns) || off_ns < held_ns / 2 || off_ns == 0 || brief)
        return words_held(frame, bar->at, held_ns);
    return FILL(TEXT_LEDGER_OFF_CPU_ID, words_time(frame, off_ns));
}

// ---- folds ---------------------------------------------------------------------------------------------------------

const char *hold_fold_text(struct frame *frame, const struct excerpt_row *row, float room_px, struct text_style style)
{
    const struct cell_history *cell = &frame->document->cell;
    struct cell_who tasks = { 0 };
    tasks.count = cell->kind->tasks_between(cell->of, row->from, row->to, tasks.tasks, CELL_WHO_TOLD);
    const char *number = words_number(frame, row->to - row->from), *who = words_who(frame, &tasks);
    const char *texts[] = { FILL(TEXT_LEDGER_MORE_OF_ID, number, who), FILL(TEXT_LEDGER_MORE_OF_SHORT_ID, number, who),
                            FILL(TEXT_LEDGER_MORE_SHORT_ID, number) };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (draw_text_width(frame->list, texts[i], style) <= room_px)
            return texts[i];
    return NULL;
}

// ---- tips ----------------------------------------------------------------------------------------------------------

static const char *moment(struct frame *frame, int64_t position)
{
    const uint64_t ns = frame->document->cell.kind->ns(frame->document->cell.of, position);
    char text[CLOCK_TEXT_BYTES];
    const char *kept = arena_printf(frame->arena, "%s", recording_clock_text(text, &frame->document->recording, ns));
    return words_when(frame, position, false, kept ? kept : "");
}

// What became of a store: who wrote over it for good, or that it is in the final balance.
static const char *fate(struct frame *frame, int64_t position)
{
    const struct cell_history *cell = &frame->document->cell;
    if (!cell_is_lost(cell, position))
        return text_of(frame->language, TEXT_LEDGER_TIP_KEPT_ID);
    const size_t collision = cell->kind->collision_of(cell->of, position);
    const uint64_t size = cell->kind->collision(cell->of, collision).size;
    if (cell_settling(cell, collision).lost != size && size > CHAIN_WALKED)
        return text_of(frame->language, TEXT_LEDGER_TIP_NOT_KEPT_ID);
    const int64_t over = cell->kind->overwrite(cell->of, cell->kind->overwrite_of(cell->of, position)).position;
    return FILL(TEXT_LEDGER_TIP_LOST_ID, words_name(frame, cell_task(cell, over)));
}

const char *hold_box_tip(struct frame *frame, int64_t position)
{
    const struct cell_history *cell = &frame->document->cell;
    if (position < 0)
        return frame->document->variable ? FILL(TEXT_VARIABLE_START_ID, words_cell(frame, -1))
                                         : text_of(frame->language, TEXT_LEDGER_TIP_START_ID);
    return FILL(TEXT_LEDGER_TIP_STORE_ID, words_name(frame, cell_task(cell, position)),
                words_number(frame, (int64_t)cell->kind->number(cell->of, position) + 1),
                words_cell(frame, cell_parent(cell, position)), words_amount(frame, cell_change(cell, position)),
                words_cell(frame, position), moment(frame, position), fate(frame, position));
}

const char *hold_bar_tip(struct frame *frame, const struct hold_bar *bar)
{
    const char *who = words_name(frame, bar->task), *held = words_cell(frame, bar->parent_at);
    const char *time = hold_how_long(frame, bar, false);
    if (!bar->stale)
        return time ? FILL(TEXT_LEDGER_TIP_HELD_FOR_ID, who, held, time) : FILL(TEXT_LEDGER_TIP_HELD_ID, who, held);
    const int64_t between = bar->at - bar->parent_at - 1;
    const char *gil = hold_gil_brief(frame, bar);
    time = gil ? gil : time;
    time = time ? time : text_of(frame->language, TEXT_LEDGER_NOT_TIMED_ID);
    return between == 1 ? FILL(TEXT_LEDGER_TIP_STALE_ONE_ID, who, held, time)
                        : FILL(TEXT_LEDGER_TIP_STALE_ID, who, held, time, words_number(frame, between));
}

// ---- why nothing was lost ------------------------------------------------------------------------------------------

// By an atomic store that does not read what it writes over.
static bool is_stored_alone(const struct recording *recording, uint32_t number)
{
    const struct variable *variable = &recording->variables[number];
    bool alone = false;
    for (uint32_t i = 0; i < variable->access_count && !alone; i++)
        alone = recording->accesses[variable->first_access + i].kind == ACCESS_ATOMIC_STORE;
    return alone;
}

static const char *variable_why(struct frame *frame)
{
    const struct document *document = frame->document;
    const struct variable_sum *sum = document_followed(document);
    const struct guarded *guarded = &sum->guarded;
    if (!sum->claims)
        return FILL(TEXT_VARIABLE_NONE_DOUBT_ID, words_doubt(frame, sum));
    if (sum->luck)
        return words_luck(frame, sum);
    if (guarded->how == GUARDED_EVERYWHERE && guarded->resource < document->recording.resource_count)
        return FILL(TEXT_VARIABLE_NONE_LOCK_ID, words_the_resource(frame, (int)guarded->resource));
    if (guarded->how == GUARDED_ATOMIC)
        return text_of(frame->language, is_stored_alone(&document->recording, sum->variable)
                                            ? TEXT_VARIABLE_NONE_ATOMIC_STEPS_ID
                                            : TEXT_VARIABLE_NONE_ATOMIC_ID);
    if (guarded->how == GUARDED_READ_ONLY)
        return text_of(frame->language, TEXT_VARIABLE_NONE_STORED_ID);
    if (guarded->how == GUARDED_ONE_TASK)
        return text_of(frame->language, TEXT_VARIABLE_NONE_OTHER_ID);
    return text_of(frame->language, TEXT_LEDGER_NONE_ID);
}

const char *hold_why(struct frame *frame)
{
    if (frame->document->variable)
        return variable_why(frame);
    const struct experiment *experiment = experiment_of(&frame->document->recording);
    if (experiment->memory == MEMORY_PRIVATE)
        return text_of(frame->language, TEXT_LEDGER_PRIVATE_ID);
    if (experiment->count == 1)
        return text_of(frame->language, TEXT_WHY_ONE_WORKER_ID);
    if (guard_takes_lock(experiment) && guard_keeps_all(experiment))
        return text_of(frame->language, TEXT_LEDGER_WHY_LOCK_ID);
    if (guard_is_one_step(experiment))
        return text_of(frame->language, TEXT_LEDGER_WHY_ATOMIC_ID);
    if (guard_keeps_all(experiment)) {
        const char *text = words_explanation(frame, experiment, EXPLANATION_WHOLE);
        if (text)
            return text;
    }
    const char *why = words_why(frame);
    return why ? why : text_of(frame->language, TEXT_LEDGER_NONE_ID);
}
