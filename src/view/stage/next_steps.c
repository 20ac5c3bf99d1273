// Offers next steps by the kind of run.
#include "view/stage/next_steps.h"

#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/setting_rows.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"
#include "view/labs/balance/guards.h"
#include "view/model/entry.h"
#include "view/model/setting_rows.h"

#include <inttypes.h>
#include <stdio.h>

const struct next_row next_rows[NEXT_STEPS] = {
    [NEXT_FIRST_LOSS] = { TEXT_NEXT_FIRST_LOSS_ID, TEXT_NEXT_FIRST_LOSS_TIP_ID, ACTION_NEXT, NEXT_FIRST_LOSS },
    [NEXT_FIRST_WAIT] = { TEXT_NEXT_FIRST_WAIT_ID, TEXT_NEXT_FIRST_WAIT_TIP_ID, ACTION_NEXT, NEXT_FIRST_WAIT },
    [NEXT_MUTEX] = { TEXT_NEXT_MUTEX_ID, TEXT_CARD_MUTEX_TIP_ID, ACTION_CARD, CARD_MUTEX },
    [NEXT_NO_LOCK] = { TEXT_NEXT_NO_LOCK_ID, TEXT_CARD_NONE_TIP_ID, ACTION_CARD, CARD_NONE },
    [NEXT_GIL_OLD] = { TEXT_NEXT_GIL_OLD_ID, TEXT_CARD_GIL_3_9_TIP_ID, ACTION_CARD, CARD_GIL_3_9 },
    [NEXT_GIL_OLDER] = { TEXT_NEXT_GIL_OLDER_ID, TEXT_CARD_GIL_3_9_TIP_ID, ACTION_CARD, CARD_GIL_3_9 },
    [NEXT_GIL_BARE] = { TEXT_NEXT_GIL_BARE_ID, TEXT_CARD_GIL_3_9_TIP_ID, ACTION_CARD, CARD_GIL_3_9 },
    [NEXT_GIL_NEW] = { TEXT_NEXT_GIL_NEW_ID, TEXT_CARD_GIL_3_12_TIP_ID, ACTION_CARD, CARD_GIL_3_12 },
    [NEXT_GIL_LOCK] = { TEXT_NEXT_GIL_LOCK_ID, TEXT_CARD_GIL_MUTEX_TIP_ID, ACTION_CARD, CARD_GIL_MUTEX },
    [NEXT_FENCE] = { TEXT_NEXT_FENCE_ID, TEXT_CARD_PETERSON_TIP_ID, ACTION_CARD, CARD_PETERSON },
    [NEXT_SHARE] = { TEXT_NEXT_SHARE_ID, TEXT_NEXT_SHARE_TIP_ID, ACTION_NEXT, NEXT_SHARE },
    [NEXT_TWO] = { TEXT_NEXT_TWO_ID, TEXT_NEXT_TWO_TIP_ID, ACTION_NEXT, NEXT_TWO },
    [NEXT_BREAK] = { TEXT_NEXT_BREAK_ID, TEXT_NEXT_BREAK_TIP_ID, ACTION_VIEW, VIEW_SCHEDULES },
    [NEXT_COMPARE] = { TEXT_NEXT_COMPARE_ID, TEXT_TIP_COMPARE_ID, ACTION_VIEW, VIEW_COMPARE },
    [NEXT_AGAIN] = { TEXT_NEXT_AGAIN_ID, TEXT_NEXT_AGAIN_TIP_ID, ACTION_RUN, 0 },
    [NEXT_LONGER] = { TEXT_NEXT_LONGER_ID, TEXT_NEXT_LONGER_TIP_ID, ACTION_NEXT, NEXT_LONGER },
};

// What kind of run it was, as far as it decides what is worth trying.
enum kind {
    KIND_LOST,     // no guard, or a broken one: updates were lost
    KIND_UNHARMED, // they could have been
    KIND_LOCKED,
    KIND_UNFENCED_LOST, // a lock that no schedule breaks, but the machine did
    KIND_UNFENCED,
    KIND_ATOMIC, // one step of the machine
    KIND_GIL_LOST,
    KIND_GIL_UNHARMED,
    KIND_GIL_SAFE,
    KIND_GIL_LOCKED,
    KIND_PRIVATE,
    KIND_ALONE,
    KINDS,
};

static const struct {
    int count;
    enum next_step steps[NEXT_SHOWN_MAX];
} offers[KINDS] = {
    [KIND_LOST] = { 3, { NEXT_FIRST_LOSS, NEXT_MUTEX, NEXT_BREAK } },
    [KIND_UNHARMED] = { 3, { NEXT_BREAK, NEXT_MUTEX, NEXT_COMPARE } },
    [KIND_LOCKED] = { 3, { NEXT_FIRST_WAIT, NEXT_GIL_OLD, NEXT_BREAK } },
    [KIND_UNFENCED_LOST] = { 3, { NEXT_FIRST_LOSS, NEXT_FENCE, NEXT_COMPARE } },
    [KIND_UNFENCED] = { 3, { NEXT_FIRST_WAIT, NEXT_FENCE, NEXT_COMPARE } },
    [KIND_ATOMIC] = { 3, { NEXT_NO_LOCK, NEXT_MUTEX, NEXT_COMPARE } },
    [KIND_GIL_LOST] = { 3, { NEXT_FIRST_LOSS, NEXT_GIL_LOCK, NEXT_GIL_NEW } },
    [KIND_GIL_UNHARMED] = { 3, { NEXT_BREAK, NEXT_GIL_LOCK, NEXT_GIL_NEW } },
    [KIND_GIL_SAFE] = { 3, { NEXT_GIL_OLDER, NEXT_FIRST_WAIT, NEXT_BREAK } },
    [KIND_GIL_LOCKED] = { 3, { NEXT_FIRST_WAIT, NEXT_GIL_BARE, NEXT_BREAK } },
    [KIND_PRIVATE] = { 2, { NEXT_SHARE, NEXT_COMPARE } },
    [KIND_ALONE] = { 2, { NEXT_TWO, NEXT_COMPARE } },
};

static enum kind kind_of(const struct document *document)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    const bool lost = balance_story(document)->figures.lost > 0;
    if (experiment->count == 1)
        return KIND_ALONE;
    if (experiment->memory == MEMORY_PRIVATE)
        return KIND_PRIVATE;
    const bool bytecode = guard_of(experiment)->bytecode, keeps = guard_keeps_all(experiment);
    if (guard_of(experiment)->unfenced)
        return lost ? KIND_UNFENCED_LOST : KIND_UNFENCED;
    if (guard_takes_lock(experiment) && keeps)
        return bytecode ? KIND_GIL_LOCKED : KIND_LOCKED;
    if (bytecode)
        return lost ? KIND_GIL_LOST : keeps ? KIND_GIL_SAFE : KIND_GIL_UNHARMED;
    return keeps ? KIND_ATOMIC : lost ? KIND_LOST : KIND_UNHARMED;
}

int next_steps_of(const struct document *document, enum next_step steps[NEXT_SHOWN_MAX])
{
    const enum kind kind = kind_of(document);
    uint64_t ns;
    int count = 0;
    for (int i = 0; i < offers[kind].count; i++) {
        const enum next_step step = offers[kind].steps[i];
        if (step != NEXT_FIRST_WAIT || next_first_wait(document, &ns))
            steps[count++] = step;
    }
    return count;
}

bool next_is_again(const struct document *document)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    return balance_story(document)->figures.lost == 0 && experiment->count > 1 && !guard_keeps_all(experiment) &&
           experiment->scheduled == SCHEDULE_FREE;
}

bool next_settings(struct model *model, const struct document *document, enum next_step step)
{
    char value[24];
    if (!experiment_of(&document->recording))
        return false;
    const char *setting = step == NEXT_SHARE ? "memory" : step == NEXT_TWO ? "count" : "iterations";
    snprintf(value, sizeof value, "%" PRIu64, experiment_of(&document->recording)->iterations * 10);
    if (step == NEXT_SHARE)
        snprintf(value, sizeof value, "%s", memory_kind_name(MEMORY_SHARED));
    else if (step == NEXT_TWO)
        snprintf(value, sizeof value, "2");
    settings_adopt(&model->settings, &balance_settings, document->recording.plan);
    return setting_enter(model, settings_named(model->settings.lab, setting), value);
}

bool next_first_wait(const struct document *document, uint64_t *ns)
{
    uint64_t slept = UINT64_MAX, waited = UINT64_MAX;
    for (uint32_t w = 0; w < document->recording.task_count; w++) {
        const struct worker_states *states = &document->states.workers[w];
        for (size_t i = 0; i < states->span_count; i++) {
            const struct state_span *span = &states->spans[i];
            if (span->state == STATE_BLOCKED && span->lock > 0 && span->from_ns < slept)
                slept = span->from_ns;
        }
        for (size_t i = 0; i < states->activity_count; i++) {
            const struct activity_span *span = &states->activities[i];
            if (span->activity == ACTIVITY_WAITING && span->to_ns > span->from_ns && span->from_ns < waited)
                waited = span->from_ns;
        }
    }
    *ns = slept != UINT64_MAX ? slept : waited;
    return *ns != UINT64_MAX;
}
