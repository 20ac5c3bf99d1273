// Says in the window's language what explains a run: what its version of CPython can do, and what the analysis found.
#include "view/ui/explain.h"

#include "document/document.h"
#include "labs/balance/experiment.h"
#include "labs/balance/explanation.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/ui/words.h"

static const char *joined(struct frame *frame, const char *first, const char *second)
{
    return *first && *second ? FILL(TEXT_EXPLAIN_BOTH_ID, first, second) : *first ? first : second;
}

static const char *places_text(struct frame *frame, const struct explanation *explanation)
{
    static const enum text_id names[PLACE_COUNT] = { TEXT_EXPLAIN_END_ID, TEXT_EXPLAIN_ENTRY_ID, TEXT_EXPLAIN_CALL_ID };
    const char *text = "";
    int said = 0;
    for (int i = 0; i < PLACE_COUNT; i++) {
        if (!explanation->places[i])
            continue;
        const char *name = text_of(frame->language, names[i]);
        const enum text_id link = said + 1 == explanation->place_count ? TEXT_EXPLAIN_AND_ID : TEXT_EXPLAIN_COMMA_ID;
        text = said == 0 ? name : FILL(link, text, name);
        said++;
    }
    return text;
}

static const char *where_text(struct frame *frame, const struct explanation *explanation)
{
    const struct python *python = explanation->python;
    const bool ticks = python->lock == GIL_TICKS;
    const char *every = words_number(frame, python->ticks);
    if (python->lock == GIL_NONE)
        return FILL(TEXT_EXPLAIN_NO_GIL_ID, python->name);
    if (python->looks == GIL_LOOKS_BETWEEN)
        return FILL(ticks ? TEXT_EXPLAIN_TICKS_BETWEEN_ID : TEXT_EXPLAIN_LOOKS_BETWEEN_ID, python->name,
                    words_number(frame, explanation->points.all), every);
    return FILL(ticks ? TEXT_EXPLAIN_TICKS_ONLY_ID : TEXT_EXPLAIN_LOOKS_ONLY_ID, python->name,
                places_text(frame, explanation), every);
}

static const char *safe_text(struct frame *frame, const struct explanation *explanation, enum explanation_length length)
{
    const enum text_id safe = length != EXPLANATION_WHOLE     ? TEXT_EXPLAIN_SAFE_ALONE_ID
                              : explanation->place_count == 1 ? TEXT_EXPLAIN_SAFE_ONE_ID
                              : explanation->place_count == 2 ? TEXT_EXPLAIN_SAFE_TWO_ID
                                                              : TEXT_EXPLAIN_SAFE_MORE_ID;
    const bool racing = explanation->racing && length < EXPLANATION_SHORT;
    return joined(frame, text_of(frame->language, safe),
                  racing ? FILL(TEXT_EXPLAIN_RACING_ID, explanation->racing->form) : "");
}

// What follows from where it looks.
static const char *so_text(struct frame *frame, const struct explanation *explanation, enum explanation_length length)
{
    const bool gil = explanation->python->lock != GIL_NONE, all = length < EXPLANATION_SHORT;
    const struct switch_points *points = &explanation->points;
    if (explanation->kind == EXPLAINED_SAFE)
        return safe_text(frame, explanation, length);
    if (explanation->kind == EXPLAINED_LOCKED) {
        const enum text_id inside = points->inside == 1 ? TEXT_EXPLAIN_INSIDE_ONE_ID : TEXT_EXPLAIN_INSIDE_ID;
        return joined(frame, gil && all ? FILL(inside, words_number(frame, points->inside)) : "",
                      text_of(frame->language, TEXT_EXPLAIN_LOCKED_ID));
    }
    const enum text_id loses = points->exposed == 1 ? TEXT_EXPLAIN_LOSES_ONE_ID : TEXT_EXPLAIN_LOSES_ID;
    const char *lost = gil ? FILL(loses, words_number(frame, points->exposed), words_number(frame, points->all))
                           : text_of(frame->language, TEXT_EXPLAIN_LOSES_NO_GIL_ID);
    const bool harmless = explanation->kind == EXPLAINED_HARMLESS && all;
    return joined(frame, lost, harmless ? text_of(frame->language, TEXT_EXPLAIN_HARMLESS_ID) : "");
}

const char *words_explanation(struct frame *frame, const struct experiment *experiment, enum explanation_length length)
{
    if (!guard_of(experiment)->bytecode)
        return NULL;
    const struct explanation explanation =
        explanation_of(experiment_program(experiment), (enum python_version)experiment->python);
    const char *so = so_text(frame, &explanation, length);
    return length == EXPLANATION_WHOLE ? joined(frame, where_text(frame, &explanation), so) : so;
}

const char *words_why(struct frame *frame)
{
    static const enum text_id texts[] = {
        [WHY_CANCELLED] = TEXT_WHY_CANCELLED_ID,
        [WHY_SWITCH_POINTS] = TEXT_WHY_SWITCH_POINTS_ID,
        [WHY_SWITCHES_MISSED] = TEXT_WHY_SWITCHES_MISSED_ID,
        [WHY_ONE_WORKER] = TEXT_WHY_ONE_WORKER_ID,
        [WHY_NO_OVERLAP] = TEXT_WHY_NO_OVERLAP_ID,
        [WHY_ONE_CORE] = TEXT_WHY_ONE_CORE_ID,
        [WHY_NEVER_TOGETHER] = TEXT_WHY_NEVER_TOGETHER_ID,
        [WHY_LUCK] = TEXT_WHY_LUCK_ID,
        [WHY_UNFENCED] = TEXT_WHY_UNFENCED_ID,
    };
    const struct document *document = frame->document;
    if (!balance_story(document))
        return NULL;
    const struct why *why = &balance_story(document)->why;
    if (why->kind == WHY_NOTHING)
        return NULL;
    const char *part = why->kind == WHY_SWITCH_POINTS
                           ? python_name((enum python_version)experiment_of(&document->recording)->python)
                           : words_number(frame, (int64_t)why->switches);
    return FILL(texts[why->kind], part);
}
