// The timeline's field: a worker, a state or both ("T1 blocked"), or a balance, from the playhead on or back.
#include "labs/balance/playback.h"
#include "labs/balance/story.h"
#include "view/timeline/parts.h"

#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static bool contains(const char *text, const char *word) { return strcasestr(text, word) != NULL; }

// The state that the word names, in either language; −1: none.
static int state_named(const char *word)
{
    static const enum text_id names[] = { TEXT_STATE_NEW_ID, TEXT_STATE_READY_ID, TEXT_STATE_RUNNING_ID,
                                          TEXT_STATE_BLOCKED_ID, TEXT_STATE_DEAD_ID };
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int i = 0; i < 5; i++)
            if (contains(text_of((enum language)language, names[i]), word))
                return i;
    }
    return -1;
}

// The nearest moment after (or before) the playhead at which a worker, or any (−1), enters a state (or any, −1).
static bool find_state(const struct document *document, int worker, int state, int direction, uint64_t now,
                       uint64_t *found)
{
    bool any = false;
    for (uint32_t w = 0; w < document->recording.plan->tasks; w++) {
        const struct worker_states *states = &document->states.workers[w];
        for (size_t i = 0; (worker < 0 || (int)w == worker) && i < states->span_count; i++) {
            const struct state_span *span = &states->spans[i];
            const bool there = direction > 0 ? span->from_ns > now : span->from_ns < now;
            if (!there || (state >= 0 && span->state != state))
                continue;
            if (!any || (direction > 0 ? span->from_ns < *found : span->from_ns > *found))
                *found = span->from_ns;
            any = true;
        }
    }
    return any;
}

// The nearest store after (or before) the playhead that left this balance.
static bool find_balance(const struct document *document, int64_t value, int direction, int64_t position,
                         int64_t *found)
{
    const int64_t stores = (int64_t)balance_story(document)->order.stores;
    for (int64_t p = position + direction; p >= 0 && p < stores; p += direction) {
        if (order_balance_at(&balance_story(document)->order, p) == value) {
            *found = p;
            return true;
        }
    }
    return false;
}

void timeline_find(struct model *model, const struct document *document, int direction)
{
    char word[sizeof model->timeline.search];
    char *end;
    strcpy(word, model->timeline.search);
    // "−5" as it is shown here, and "-5" as it is typed.
    const bool minus = strncmp(word, "−", strlen("−")) == 0;
    const char *digits = minus ? word + strlen("−") : word;
    const long value = strtol(digits, &end, 10);
    if (end != digits && *end == '\0') {
        int64_t position;
        if (find_balance(document, minus ? -value : value, direction, playback_position(&model->playback, document),
                         &position))
            playback_seek_event(&model->playback, document,
                                order_event_of_store(&balance_story(document)->order, (uint64_t)position) + 1);
        return;
    }
    int worker = -1;
    char *rest = word;
    if (strchr("TtPp", word[0]) && word[0] && word[1] >= '1' && word[1] <= '9')
        worker = (int)strtol(word + 1, &rest, 10) - 1;
    rest += strspn(rest, " ");
    const int state = *rest ? state_named(rest) : -1;
    uint64_t ns;
    if ((worker >= 0 || state >= 0) && find_state(document, worker, state, direction, model->playback.ns, &ns))
        playback_seek_ns(&model->playback, document, ns);
}

static const char *begin(struct model *model)
{
    model->view = VIEW_TIMELINE;
    return model->timeline.search;
}

static void typed(struct model *model, const char *utf8)
{
    struct timeline_model *timeline = &model->timeline;
    const size_t bytes = strlen(utf8), most = sizeof timeline->search - 1;
    const size_t kept = bytes > most ? utf8_cut(utf8, most) : bytes;
    memcpy(timeline->search, utf8, kept);
    timeline->search[kept] = '\0';
}

const struct view_search timeline_search = { begin, typed };
