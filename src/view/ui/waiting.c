// A row of texts for each way of waiting.
#include "view/ui/waiting.h"

#include "document/document.h"
#include "view/ui/words.h"

#include <string.h>

enum way {
    WAY_RESOURCE, // a lock, or which way is not known
    WAY_EMPTY,
    WAY_FULL,
    WAY_TASK,
    WAY_ANY_TASK,
    WAY_CLOCK,
    WAY_SIGN,
    WAY_INPUT,
    WAY_CALL,
    WAY_BARRIER,
    WAYS
};

static const struct {
    enum text_id brief, whole; // {1}: the resource or the task
} ways[WAYS] = {
    [WAY_RESOURCE] = { TEXT_WAITING_RESOURCE_ID, TEXT_WAITING_RESOURCE_LONG_ID },
    [WAY_EMPTY] = { TEXT_WAITING_EMPTY_ID, TEXT_WAITING_EMPTY_LONG_ID },
    [WAY_FULL] = { TEXT_WAITING_FULL_ID, TEXT_WAITING_FULL_LONG_ID },
    [WAY_TASK] = { TEXT_WAITING_TASK_ID, TEXT_WAITING_TASK_LONG_ID },
    [WAY_ANY_TASK] = { TEXT_WAITING_ANY_TASK_ID, TEXT_WAITING_ANY_TASK_LONG_ID },
    [WAY_CLOCK] = { TEXT_WAITING_CLOCK_ID, TEXT_WAITING_CLOCK_LONG_ID },
    [WAY_SIGN] = { TEXT_WAITING_RESOURCE_ID, TEXT_WAITING_SIGN_LONG_ID },
    [WAY_INPUT] = { TEXT_WAITING_RESOURCE_ID, TEXT_WAITING_INPUT_LONG_ID },
    [WAY_CALL] = { TEXT_WAITING_CALL_ID, TEXT_WAITING_CALL_LONG_ID },
    [WAY_BARRIER] = { TEXT_WAITING_RESOURCE_ID, TEXT_WAITING_BARRIER_LONG_ID },
};

static enum way way_of(const struct document *document, uint32_t task, uint64_t ns, uint32_t resource, uint32_t whom)
{
    const struct recording *recording = &document->recording;
    const enum resource_kind kind = (enum resource_kind)recording->resources[resource].kind;
    if (kind == RESOURCE_CLOCK)
        return WAY_CLOCK;
    if (kind == RESOURCE_CONDITION)
        return WAY_SIGN;
    if (kind == RESOURCE_CALL)
        return strcmp(recording->resources[resource].name, "input") == 0 ? WAY_INPUT : WAY_CALL;
    if (kind == RESOURCE_BARRIER)
        return WAY_BARRIER;
    if (kind == RESOURCE_TASK)
        return whom > 0 && whom <= recording->task_count ? WAY_TASK : WAY_ANY_TASK;
    if (kind != RESOURCE_QUEUE && kind != RESOURCE_PIPE && kind != RESOURCE_POOL)
        return WAY_RESOURCE;
    const enum note_kind what = waits_for_what(recording, &document->levels.of[resource], task, ns, resource);
    return what == NOTE_PUT ? WAY_FULL : what == NOTE_TOOK ? WAY_EMPTY : WAY_RESOURCE;
}

static const char *say(struct frame *frame, enum way way, bool whole, uint32_t resource, uint32_t whom)
{
    const bool named = way == WAY_SIGN || way == WAY_INPUT || way == WAY_CALL; // without an article
    const char *name = way == WAY_TASK   ? words_name(frame, whom - 1)
                       : whole && !named ? words_the_resource(frame, (int)resource)
                                         : words_resource(frame, (int)resource);
    return FILL(whole ? ways[way].whole : ways[way].brief, name);
}

const char *words_waiting(struct frame *frame, uint32_t task, uint64_t ns, uint32_t resource, uint32_t whom)
{
    return say(frame, way_of(frame->document, task, ns, resource, whom), false, resource, whom);
}

const char *words_waiting_long(struct frame *frame, uint32_t task, uint64_t ns, uint32_t resource, uint32_t whom)
{
    return say(frame, way_of(frame->document, task, ns, resource, whom), true, resource, whom);
}
