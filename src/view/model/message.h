// The line that tells what came of something, and the closing of what lies open over the view.
#ifndef VIEW_MODEL_MESSAGE_H
#define VIEW_MODEL_MESSAGE_H

#include "view/model/model.h"

// Shows a message: good news goes by itself after a while, a refusal stays until it is dismissed or another comes.
void message_say(struct model *model, const char *text);
void message_say_text(struct model *model, enum text_id id);
// With the key that does it now filled in; where none does, the other text.
void message_say_key(struct model *model, enum text_id id, enum action action, enum text_id without);
void message_refuse(struct model *model, const char *text);

void message_forget(struct model *model);

// Time goes by. True if the message has gone.
bool message_tick(struct model *model, double seconds);

// Closes the control or the menu that lies open over the view; what was refused there is forgotten.
void model_close_all(struct model *model);

#endif
