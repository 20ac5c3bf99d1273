// Asks the moments, the tale and the states at the playhead.
#include "document/present.h"

// Whether the worker's program began to wait for a lock at this very moment, or got it after it had waited.
static bool lock_changed(const struct worker_states *worker, uint64_t ns)
{
    if (worker->activity_count == 0)
        return false;
    const struct activity_span *now = activity_at(worker, ns);
    if (now->from_ns != ns || now->lock == 0)
        return false;
    return now->activity == ACTIVITY_WAITING ||
           (now->activity == ACTIVITY_HOLDING && now > worker->activities && now[-1].activity == ACTIVITY_WAITING);
}

// A worker whose scheduling state, or else whose wait for a lock, began at this very moment, after what happened last.
static void read_switch(struct present *present, const struct document *document, uint64_t event_ns)
{
    const uint32_t count = document->recording.task_count;
    if (present->kind != PRESENT_NOTHING && event_ns >= present->ns)
        return;
    for (uint32_t w = 0; w < count; w++) {
        const struct worker_states *worker = &document->states.workers[w];
        if (worker->span_count > 0 && states_at(worker, present->ns)->from_ns == present->ns) {
            present->kind = PRESENT_STATE;
            present->worker = w;
        }
    }
    for (uint32_t w = 0; w < count && present->kind != PRESENT_STATE; w++) {
        if (lock_changed(&document->states.workers[w], present->ns)) {
            present->kind = PRESENT_LOCK;
            present->worker = w;
        }
    }
}

void present_of(struct present *present, const struct document *document, const struct playback *playback)
{
    const struct moments_source *lab = &document->moments.lab;
    struct moments_event last = { 0, 0 };
    *present = (struct present){ .ns = playback->ns, .events = playback->events };
    if (playback->events > 0 && playback->events <= lab->count) {
        last = lab->event(lab->of, playback->events - 1);
        present->kind = PRESENT_EVENT;
        present->worker = last.task;
    }
    present->told = tale_until(&document->tale, playback->ns);
    const struct tale_event *told = present->told > 0 ? &document->tale.all[present->told - 1] : NULL;
    if (told && (present->kind == PRESENT_NOTHING || told->ns > last.ns)) { // at equal times the event came later
        last.ns = told->ns;
        present->kind = PRESENT_TOLD;
        present->worker = told->task;
    }
    present->fast = playback_is_fast(playback, document);
    present->about = playback->about && playback->events < lab->count;
    read_switch(present, document, last.ns);
}
