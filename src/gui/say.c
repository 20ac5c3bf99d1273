// The model's message.
#include "gui/say.h"

#include "view/texts/faults.h"

#include <stdio.h>

void say(struct model *model, bool bad, const char *text)
{
    snprintf(model->message, sizeof model->message, "%s", text);
    model->message_bad = bad;
    model->message_age_s = 0;
}

void say_words(struct model *model, bool bad, enum text_id id, const char *const *parts, int count)
{
    struct arena arena = ARENA_EMPTY;
    say(model, bad, text_fill(&arena, model->language, id, parts, count));
    arena_finish(&arena);
}

void say_fault(struct model *model, const char *english)
{
    struct arena arena = ARENA_EMPTY;
    say(model, true, fault_text(&arena, model->language, english));
    arena_finish(&arena);
}

void say_status(struct model *model, struct status status)
{
    if (!status_is_ok(status))
        say_fault(model, status.message);
}
