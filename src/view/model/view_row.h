// A view as a row: everything the rest of the program knows of it. Each row stands in the view's own room (view/stage:
// `const struct view_row view_stage`); view/ui/view_list.h lists
// them, view/control/views.h has the table.
//
// A view draws, and says what is done in it by actions; its row says which actions and areas it sees to itself. It changes
// its own part of the model, playback and messages, and asks the world by wishes.
#ifndef VIEW_MODEL_VIEW_ROW_H
#define VIEW_MODEL_VIEW_ROW_H

#include "view/model/model.h"
#include "view/model/wishes.h"
#include "view/ui/input.h"
#include "view/ui/view_list.h"

#include <stdio.h>

struct document;
struct frame;

enum view_needs {
    NEEDS_NOTHING, // it shows what can be run: there it is the settings that are told of
    NEEDS_RUN,     // a recording
    NEEDS_BOOKS,   // a recording in which the history of a word was kept
    NEEDS_STEPS,   // settings of a lab whose steps can be put into every order; told of as in NEEDS_NOTHING
};

// A field of text that a view has, reached from everywhere by ACTION_SEARCH; Enter in it is the action `entered` with +1,
// Shift+Enter with −1.
struct view_search {
    const char *(*begin)(struct model *model); // comes into sight; returns what stands in it
    void (*typed)(struct model *model, const char *utf8);
    enum action entered;
};

// Another field of a view's: begun by ACTION_FIELD, drawn with the id ui_id("view field", number); Enter in it ends it.
struct view_field {
    enum view_field_number number;
    const char *(*begin)(struct model *model); // returns what stands in it
    void (*typed)(struct model *model, const char *utf8);
    enum action entered;
    bool alone; // what lies open for it alone goes with it on Escape
};

// What is left out a view does not do.
struct view_row {
    const char *name; // on the command line, in traces
    enum text_id title, tip;
    enum view_needs needs;

    // Its part of the model: as the program starts; when another document has come.
    void (*init)(struct model *model);
    void (*opened)(struct model *model, const struct document *document);

    void (*prepare)(
        struct model *model,
        const struct document *document);         // works out what is about to be shown, before a picture of it is made
    void (*draw)(struct frame *frame);            // into frame->body; changes nothing but list and hits
    void (*draw_over)(struct frame *frame);       // what it has open over all views, on layers of their own
    void (*tell)(struct frame *frame, FILE *out); // what it shows by marks alone, in words, a line each

    const enum action
        *actions; // that it sees to, ended by ACTION_NONE: `act` where one is asked for, `pointer` of their areas
    void (*act)(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes);
    bool (*pointer)(struct model *model, const struct document *document, struct area_input input); // true: draw anew

    bool (*tick)(struct model *model, double seconds);        // time goes by while it is shown; true: draw anew
    void (*leaving)(struct model *model, enum action action); // the playhead is about to be moved by that action
    void (*follow)(struct model *model,
                   const struct document *document); // brings the playhead into sight: a step, a jump
    bool (*escape)(struct model *model);             // takes back what Escape would; false: nothing
    bool (*stop)(
        const struct model *model,
        struct wishes *wishes); // asks for what goes on for it beside the window to be stopped; false: nothing does
    const struct view_search *search;
    const struct view_field *fields; // ended by one whose typed is NULL
};

#define VIEW_DECLARED(constant, row, key) extern const struct view_row view_##row;
VIEW_LIST(VIEW_DECLARED)
#undef VIEW_DECLARED

#endif
