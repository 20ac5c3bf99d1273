// What happens when somebody does something: every action changes the model here, and what needs the world is asked
// for.
//
// Input comes as keys, pointer moves and actions, with no SDL in sight, so that a test can play a person. The gui
// carries out the wishes and draws anew.
#ifndef VIEW_CONTROL_CONTROL_H
#define VIEW_CONTROL_CONTROL_H

#include "document/document.h"
#include "view/model/model.h"
#include "view/ui/ui.h"

enum wish {
    WISH_RUN = 1 << 0,     // start model.settings
    WISH_CANCEL = 1 << 1,  // stop what runs
    WISH_COMPARE = 1 << 2, // start the comparison's page that is shown (or stop what runs of it, with WISH_CANCEL)
    WISH_SAVE = 1 << 3,
    WISH_PICTURE = 1 << 4,
    WISH_COPY = 1 << 5,          // the results as text
    WISH_COPY_COMMAND = 1 << 6,  // the command line that repeats the run
    WISH_OPEN_RECENT = 1 << 7,   // [argument]
    WISH_OPEN_RUN = 1 << 8,      // [argument]
    WISH_OPEN_COMPARED = 1 << 9, // [argument]
    WISH_FULLSCREEN = 1 << 10,
    WISH_QUIT = 1 << 11,
    WISH_SCHEDULE = 1 << 12,   // run the desk's experiment along its moves
    WISH_REDUCE = 1 << 13,     // a collision, for ledger_reduced [its number in the ledger]
    WISH_COPY_FIELD = 1 << 14, // ui->clip
    WISH_PASTE = 1 << 15,      // control_text() of what is on the clipboard
};

struct wishes {
    unsigned flags;
    int64_t argument;
};

// The model as the program starts: default experiment, stage, playing.
void model_init(struct model *model, int machine_cores);

// Carries out one action. document may be NULL (no run yet).
void control_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                 struct wishes *wishes);

struct key_press {
    uint32_t key; // a lower-case Unicode letter or enum key
    bool control, shift;
};
// True if the key meant something here.
bool control_key(struct model *model, struct ui *ui, const struct document *document, struct key_press press,
                 struct wishes *wishes);
// Typed or pasted text, for the field being edited: after the key that made it.
void control_text(struct model *model, struct ui *ui, const char *utf8);

// Shows a message for a while.
void control_say(struct model *model, const char *text);

// Sets a setting as typed. False where it was refused: model.setting_wrong then says why.
bool control_put_setting(struct model *model, int row, const char *value);

enum pointer_kind {
    POINTER_MOVE,
    POINTER_DOWN,
    POINTER_UP,
    POINTER_WHEEL,
    POINTER_DOUBLE,
    POINTER_LEAVE
};
struct pointer_event {
    enum pointer_kind kind;
    struct point at;        // pixels of the picture
    float wheel_x, wheel_y; // notches; also of a pinch
    bool shift, control;
};
// True if a new picture is wanted.
bool control_pointer(struct model *model, struct ui *ui, const struct document *document, struct pointer_event event,
                     struct wishes *wishes);

// Time goes by: playback, glides, messages. True if a new picture is wanted.
bool control_tick(struct model *model, const struct document *document, double seconds);

// A new document has come: the playhead starts, selections are forgotten.
void control_new_document(struct model *model, const struct document *document);

// What the views add: each handles the pointer and the actions of its own areas.
struct area_input {
    const struct hit *hit; // the area
    struct pointer_event event;
    bool pressed; // a button is down since it went down in this area
    struct point pressed_at;
};
// Areas whose action is one of the timeline's or the ledger's come here; wheel, drag (pressed, also when it has left the area), release, double
// click and hover (not pressed). True if a new picture is wanted. The search field's id is ui_id("search", 0): what is typed stands in
// model.timeline.search letter by letter; Enter gives ACTION_SEARCH with +1, Shift+Enter −1.
bool timeline_pointer(struct model *model, const struct document *document, struct area_input input);
// Brings the playhead into the timeline's sight where it has left it: after a step or a jump.
void timeline_follow(struct model *model, const struct document *document);
bool ledger_pointer(struct model *model, const struct document *document, struct area_input input);
void timeline_act(struct model *model, const struct document *document, enum action action, int64_t argument);
void ledger_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes);
// What came of WISH_REDUCE: laid out on the scheduler's desk, or the message says why not. False: it does not fit there, and its
// command line is to go to the clipboard, as the message says.
struct reduction;
bool ledger_reduced(struct model *model, const struct document *document, struct status status,
                    const struct reduction *reduction);
// Works out what the schedules view is about to show, where that is not known yet: a few milliseconds after a move, some
// tens after a change of the experiment. Call before a picture is made of that view.
void schedules_prepare(struct model *model);
void schedules_act(struct model *model, enum action action, int64_t argument, struct wishes *wishes);
bool schedules_tick(struct model *model, double seconds); // true if a new picture is wanted
void compare_act(struct model *model, enum action action, int64_t argument, struct wishes *wishes);

#endif
