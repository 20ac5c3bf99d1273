// What happens when somebody does something: every action changes the model here, and what needs the world is asked
// for.
//
// Input comes as keys, pointer moves and actions, with no SDL in sight, so that a test can play a person. The gui
// carries out the wishes and draws anew.
#ifndef VIEW_CONTROL_CONTROL_H
#define VIEW_CONTROL_CONTROL_H

#include "document/document.h"
#include "view/control/view_models.h"
#include "view/model/model.h"
#include "view/model/wishes.h"
#include "view/ui/input.h"
#include "view/ui/ui.h"

// The model as the program starts: default experiment, the first view, playing. models: the views' parts of it, which are kept
// beside it and stay the caller's.
void model_init(struct model *model, struct view_models *models, int machine_cores);

// Carries out one action. document may be NULL (no run yet).
void control_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                 struct wishes *wishes);

// True if the key meant something here.
bool control_key(struct model *model, struct ui *ui, const struct document *document, struct key_press press,
                 struct wishes *wishes);
// Typed or pasted text, for the field being edited: after the key that made it.
void control_text(struct model *model, struct ui *ui, const char *utf8);

// A source that was named otherwise than by typing: it stands in the home's field for programs, to be checked on Enter. False: its
// name cannot be typed there.
bool control_type_program(struct model *model, struct ui *ui, const char *path);

// A file is asked for by the window itself: a pop-up with a field in which `path` stands (what there is room for), of a name the
// part before its ending selected.
void control_ask_file(struct model *model, struct ui *ui, enum file_asked asked, const char *path);

// Whether it is still open and being typed in; and puts what was completed into it.
bool control_file_is_asked(const struct model *model, const struct ui *ui);
void control_file_begins(struct model *model, struct ui *ui, const char *text);

// True if a new picture is wanted.
bool control_pointer(struct model *model, struct ui *ui, const struct document *document, struct pointer_event event,
                     struct wishes *wishes);

// The desktop asks for other looks: theme and motion follow, unless another was chosen here. True if a new picture is wanted.
bool control_desktop(struct model *model, struct desktop_looks looks);

// Time goes by: playback, glides, messages. True if a new picture is wanted.
bool control_tick(struct model *model, const struct document *document, double seconds);

// A new document has come: the playhead starts, selections are forgotten.
void control_new_document(struct model *model, const struct document *document);

// More of the run that `before` had a part of: what is picked and scrolled to stays, the playhead has to be put somewhere by the
// caller.
void control_more_of_document(struct model *model, const struct document *before, const struct document *document);

// The document now has another history to follow (document/followed.h): the playhead stays at its moment.
void control_new_history(struct model *model, const struct document *document);

#endif
