// Of the variable that is followed by its events, which are in order also where two have the same time; of the others by time.
#include "view/source/seen.h"

#include "document/document.h"
#include "document/playback.h"
#include "document/variable_events.h"
#include "view/model/model.h"
#include "view/ui/words.h"

// At the variable that is followed; false: not yet.
static bool see_at_followed(const struct frame *frame, struct seen_task *seen)
{
    const struct cell_history *cell = &frame->document->cell;
    const int64_t last = variable_last_event(frame->document->variable, seen->task, frame->model->playback.events);
    if (last < 0)
        return false;
    const struct cell_event event = cell_event(cell, (uint64_t)last);
    seen->place = cell->kind->place(cell->of, event.store, !event.is_store);
    seen->ns = event.ns;
    return true;
}

static bool see(const struct frame *frame, struct seen_task *seen)
{
    const struct document *document = frame->document;
    const uint64_t now = frame->model->playback.ns;
    const bool followed = see_at_followed(frame, seen);
    const struct sighting *other =
        whereabouts_at(&document->whereabouts, seen->task, now, document->variable->variable);
    if (!followed && !other)
        return false;
    if (other && (!followed || other->ns > seen->ns)) {
        seen->place = other->place;
        seen->ns = other->ns;
    }
    seen->gone = whereabouts_went_on(&document->recording, seen->task, seen->ns, now, &seen->gone_ns);
    return true;
}

uint32_t source_seen(const struct frame *frame, struct seen_task seen[SEEN_TASKS_MOST])
{
    uint32_t count = 0;
    for (uint32_t task = 0; task < frame->document->recording.task_count && count < SEEN_TASKS_MOST; task++) {
        seen[count] = (struct seen_task){ .task = task };
        count += see(frame, &seen[count]);
    }
    return count;
}

static const char *moment(struct frame *frame, uint64_t ns)
{
    const uint64_t from = document_from_ns(frame->document);
    return words_time(frame, ns > from ? ns - from : 0);
}

const char *source_seen_words(struct frame *frame, const struct seen_task *seen)
{
    const char *name = words_name(frame, seen->task), *when = moment(frame, seen->ns);
    return seen->gone ? FILL(TEXT_SOURCE_GONE_ID, name, when, moment(frame, seen->gone_ns))
                      : FILL(TEXT_SOURCE_SEEN_ID, name, when);
}
