// The parts of the control. Inside control only; control.h has what others call.
#ifndef VIEW_CONTROL_PARTS_H
#define VIEW_CONTROL_PARTS_H

#include "document/document.h"
#include "view/control/views.h"
#include "view/ui/ui.h"

// Carries out one action of its kind. document: NULL: there is no run yet.
typedef void control_handler(struct model *model, const struct document *document, enum action action, int64_t argument,
                             struct wishes *wishes);

control_handler control_look;        // view, language, theme, lecture … (looks.c)
control_handler control_escape;      // takes back what lies on top (looks.c)
control_handler control_setting;     // opens and changes settings (running.c)
control_handler control_choose_lab;  // and runs its defaults (running.c)
control_handler control_open_listed; // one of the last runs or files (running.c)
control_handler control_open_below;  // one of them, below the one that is shown (running.c)
control_handler control_open_seen;   // shows it where a run is seen first (running.c)
control_handler control_enter_home;  // what is chosen there (running.c)
control_handler control_choose_card; // and runs it (running.c)
control_handler control_run;         // (running.c)
control_handler control_record;      // the command that was typed (running.c)
control_handler control_next;        // a step that the verdict offers (running.c)
control_handler control_play;        // the playhead (playing.c)
control_handler control_move;        // the same, but views do not follow it (playing.c)

control_handler control_talk;    // the scenes of a talk (talking.c)
control_handler control_predict; // asks, reveals, counts votes (predicting.c)

// Whether it may be done now: while it is asked what came out, nothing is that would show it. What is revealed is left by what goes
// on elsewhere (predicting.c).
bool control_allows(struct model *model, enum action action);

// Another document has come: it is what is asked about (predicting.c).
void control_predict_again(struct model *model, const struct document *document);

// Of another document: the playhead starts.
void control_start(struct model *model, const struct document *document);

// Time goes by: playback, tokens on their way. True if a new picture is wanted.
bool control_play_on(struct model *model, const struct document *document, double seconds);
bool control_glide_on(struct model *model, double seconds);

// Of two recordings, one above the other (halves.c). act: carries an action out on one of them.
void halves_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes, control_handler *act);
bool halves_pointer(struct model *model, const struct document *document, struct area_input input);
bool halves_play_on(struct model *model, const struct document *document, double seconds);

// What keys and pointer have at hand.
struct input {
    struct model *model;
    struct ui *ui;
    const struct document *document;
    struct wishes *wishes;
};

// Carries an action out, or what of it only the ui can do. opener: the key that was pressed, 0: none (perform.c).
void input_perform(const struct input *input, enum action action, int64_t argument, uint32_t opener);

// Presses what can be pressed; below: what opens a recording opens it below the one that is shown (perform.c).
void input_press(const struct input *input, const struct hit *hit, bool below);

// On the page of scenes wheel and arrows go on to its next page. False: there is none, or it is not open (talking.c).
bool talk_wheel(const struct input *input, float turned);
bool talk_arrow(const struct input *input, const struct hit *hit, struct key_press key);

// The field that is being edited (fields.c).
void field_begin_search(const struct input *input, uint32_t opener);
void field_begin_view(const struct input *input, int64_t number, uint32_t opener); // of enum view_field_number
void field_begin_setting(const struct input *input, int row);
void field_begin_home(const struct input *input, int64_t field, uint32_t opener); // of enum home_field
void field_enter_home(const struct input *input,
                      int64_t argument); // the card that is chosen: that of a command is typed into
void field_take_name(const struct input *input, int64_t index); // of model.file.names
bool field_takes_tab(const struct ui *ui);
void field_leave(const struct input *input);                       // what was typed is taken over, if it is right
bool field_key(const struct input *input, struct key_press press); // false: the key is none of the field's

// What has the keyboard (focus.c).
size_t focus_first_hit(
    const struct ui *ui); // of those that count: where something lies over the view, only what lies there
bool focus_move(struct ui *ui, int by, uint32_t group); // to the next or previous, round the ends; group 0: of any
bool focus_arrow(const struct input *input, struct key_press key); // a slider moves, a group is gone through
bool focus_press(const struct input *input, bool below);           // presses it

// What opens the same recording below the one that is shown; false: it opens none.
bool control_opens_below(enum action action, int64_t argument, struct listed_one *one);

#endif
