// One message at a time; the next takes its place.
#include "view/model/message.h"

#include <stdio.h>

#define MESSAGE_S 6.0 // good news goes by itself

static void put(struct model *model, const char *text, bool bad)
{
    snprintf(model->message, sizeof model->message, "%s", text);
    model->message_bad = bad;
    model->message_age_s = 0;
}

void message_say(struct model *model, const char *text) { put(model, text, false); }
void message_say_text(struct model *model, enum text_id id) { put(model, text_of(model->language, id), false); }

void message_say_key(struct model *model, enum text_id id, enum action action, enum text_id without)
{
    char key[KEY_NAME_BYTES];
    struct arena arena = ARENA_EMPTY;
    if (*model_key_name(key, model, action, 0))
        message_say(model, text_fill(&arena, model->language, id, (const char *[]){ key }, 1));
    else
        message_say_text(model, without);
    arena_finish(&arena);
}

void message_refuse(struct model *model, const char *text) { put(model, text, true); }

void message_forget(struct model *model)
{
    model->message[0] = '\0';
    model->message_bad = false;
}

bool message_tick(struct model *model, double seconds)
{
    if (!model->message[0] || model->message_bad)
        return false;
    model->message_age_s += seconds;
    if (model->message_age_s < MESSAGE_S)
        return false;
    message_forget(model);
    return true;
}

void model_close_all(struct model *model)
{
    model->open_setting = OPEN_NOTHING;
    model->setting_wrong[0] = '\0';
}
