// Tells the last load or store of the history that is followed in a sentence, and what it does to the others.
#include "view/stage/parts.h"

#include "document/cell_present.h"
#include "view/ui/cell_words.h"
#include "view/ui/gil_switch.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

enum {
    LOADS_LOOKED_AT = 64, // for one that has read the same
};

static struct stage_caption plain(const char *first) { return (struct stage_caption){ first, "", false, NULL }; }

// ---- a load --------------------------------------------------------------------------------------------------------

// Who else has read what the last event did, and has not written since: the first of them; −1: nobody.
static int64_t who_read_too(const struct cell_history *cell, const struct cell_present *present)
{
    int64_t other = -1;
    const uint64_t now = present->events - 1;
    for (uint64_t back = 1; back <= LOADS_LOOKED_AT && back <= now; back++) {
        const struct cell_event event = cell_event(cell, now - back);
        if (event.is_store)
            break;
        if (event.task != present->event.task && (other < 0 || event.task < other))
            other = event.task;
    }
    return other;
}

static struct stage_caption load_caption(struct frame *frame, const struct cell_present *present)
{
    const struct cell_history *cell = &frame->document->cell;
    const char *value = words_cell(frame, present->event.position);
    struct stage_caption caption = plain(FILL(TEXT_NOW_READS_ID, words_name(frame, present->event.task), value));
    if (cell->one_step) {
        caption.second = text_of(frame->language, TEXT_NOW_SAME_STEP_ID);
        return caption;
    }
    const int64_t other = cell->is_private ? -1 : who_read_too(cell, present);
    if (other >= 0) {
        caption.second = FILL(TEXT_NOW_READ_TOO_ID, words_name(frame, (uint32_t)other), value);
        caption.lost = true;
    }
    return caption;
}

// ---- a store -------------------------------------------------------------------------------------------------------

// What the store wrote over, had it not seen it: the stores between the one it read and itself.
struct between {
    uint64_t writes, lost;
    int64_t last; // position of the last of them
};

static struct between between_of(const struct cell_history *cell, int64_t position)
{
    const int64_t from = cell_parent(cell, position) + 1;
    struct between between = { 0, 0, position - 1 };
    if (cell->is_private || !cell_reads(cell, position) || from >= position)
        return between; // what others wrote between is not its word
    between.writes = (uint64_t)(position - from);
    between.lost = cell->kind->lost_between(cell->of, from, position);
    return between;
}

static const char *store_consequence(struct frame *frame, int64_t position, const struct between *between)
{
    const struct cell_history *cell = &frame->document->cell;
    const char *name = words_name(frame, cell_task(cell, position)), *value = words_cell(frame, position);
    if (cell_is_lost(cell, position)) {
        const size_t by = cell->kind->overwrite_of(cell->of, position);
        const int64_t over = cell->kind->overwrite(cell->of, by).position;
        return FILL(TEXT_NOW_WILL_BE_LOST_ID, name, value, words_amount(frame, cell_change(cell, position)),
                    words_name(frame, cell_task(cell, over)));
    }
    if (between->writes == 1 && between->lost == 1)
        return FILL(TEXT_NOW_ONE_LOST_ID, name, value, words_name(frame, cell_task(cell, between->last)),
                    words_amount(frame, cell_change(cell, between->last)));
    if (between->lost > 0)
        return FILL(TEXT_NOW_MANY_LOST_ID, name, value, words_number(frame, (int64_t)between->lost));
    return "";
}

static const char *store_text(struct frame *frame, int64_t position, const struct between *between)
{
    const struct cell_history *cell = &frame->document->cell;
    const enum act_kind act = cell->kind->act(cell->of, position);
    const char *name = words_name(frame, cell_task(cell, position)), *value = words_cell(frame, position),
               *read = words_cell(frame, cell_parent(cell, position));
    if (between->writes == 1)
        return FILL(TEXT_NOW_READ_THEN_ID, name, read, words_name(frame, cell_task(cell, between->last)),
                    words_cell(frame, between->last));
    if (between->writes > 1)
        return FILL(TEXT_NOW_READ_MANY_ID, name, read, words_number(frame, (int64_t)between->writes));
    if (act == ACT_FOREIGN)
        return FILL(TEXT_NOW_FOUND_ID, name, value);
    if (act == ACT_ASSIGN || act == ACT_ATOMIC_STORE)
        return FILL(TEXT_NOW_SETS_ID, name, value);
    if ((cell->one_step || act == ACT_ATOMIC) && variable_has_sums(cell->type))
        return FILL(TEXT_NOW_ADDS_ID, name, words_amount(frame, cell_change(cell, position)), read, value);
    return FILL(TEXT_NOW_WRITES_ID, name, read, value);
}

static struct stage_caption store_caption(struct frame *frame, int64_t position)
{
    const struct between between = between_of(&frame->document->cell, position);
    struct stage_caption caption = { .first = store_text(frame, position, &between),
                                     .second = store_consequence(frame, position, &between) };
    caption.lost = *caption.second != '\0';
    return caption;
}

// ---- beside it -----------------------------------------------------------------------------------------------------

// That the GIL went to another between its load and the store, and before which instruction, where that is known; NULL: it did not.
static const char *gil_between(struct frame *frame, const struct cell_event *event)
{
    const struct cell_history *cell = &frame->document->cell;
    const uint32_t taken = cell->kind->taken_before(cell->of, event->store);
    uint64_t held_ns;
    const int to = cell->kind->held(cell->of, event->store, &held_ns)
                       ? gil_went_to(frame->document, event->task, event->ns - held_ns, event->ns)
                       : -1;
    const char *whom = to < 0 ? "" : words_name(frame, (uint32_t)to);
    if (taken != PLACE_NOWHERE)
        return FILL(to < 0 ? TEXT_NOW_GIL_BEFORE_ID : TEXT_NOW_GIL_BEFORE_TO_ID, words_place(frame, taken),
                    frame->document->recording.places[taken].instruction, whom);
    return to < 0 ? NULL : FILL(TEXT_NOW_GIL_BETWEEN_ID, whom);
}

// Of a program's variable: its name and where that is; of Python, when the GIL went to another between load and store, that.
static const char *beside(struct frame *frame, const struct cell_event *event)
{
    const struct document *document = frame->document;
    const struct cell_history *cell = &document->cell;
    const uint32_t place = cell->kind->place(cell->of, event->store, !event->is_store);
    if (!document->variable)
        return NULL;
    const char *gil = event->is_store ? gil_between(frame, event) : NULL;
    if (gil)
        return gil;
    const char *name = document->variable->history.variable->name;
    if (place == PLACE_NOWHERE)
        return name;
    const char *instruction = document->recording.places[place].instruction;
    return arena_printf(frame->arena, "%s · %s%s%s", name, words_place(frame, place), *instruction ? " · " : "",
                        instruction);
}

struct stage_caption stage_cell_caption(struct frame *frame)
{
    struct cell_present present;
    cell_present_of(&present, frame->document, &frame->model->playback);
    if (present.events == 0)
        return plain("");
    struct stage_caption caption =
        present.event.is_store ? store_caption(frame, present.event.position) : load_caption(frame, &present);
    caption.beside = beside(frame, &present.event);
    return caption;
}

const char *stage_cell_beside(struct frame *frame)
{
    struct cell_present present;
    cell_present_of(&present, frame->document, &frame->model->playback);
    const bool about = frame->model->playback.about && present.events < frame->document->cell.events;
    if (about)
        present.event = cell_event(&frame->document->cell, present.events);
    return present.events > 0 || about ? beside(frame, &present.event) : NULL;
}
