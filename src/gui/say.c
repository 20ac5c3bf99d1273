// The model's message.
#include "gui/say.h"

#include "view/model/message.h"
#include "view/texts/faults.h"

void say(struct model *model, bool bad, const char *text)
{
    if (bad)
        message_refuse(model, text);
    else
        message_say(model, text);
}

void say_words(struct model *model, bool bad, enum text_id id, const char *const *parts, int count)
{
    struct arena arena = ARENA_EMPTY;
    say(model, bad, text_fill(&arena, model->language, id, parts, count));
    arena_finish(&arena);
}

void say_status(struct model *model, struct status status)
{
    struct arena arena = ARENA_EMPTY;
    if (!status_is_ok(status))
        say(model, true, fault_text(&arena, model->language, &status));
    arena_finish(&arena);
}
