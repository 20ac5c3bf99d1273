// What can be touched in a frame, and the small widgets everything is made of.
//
// Immediate: every frame the views draw their widgets, which also puts them on the list of what can be hit; between
// frames only ids remain (which one is pointed at, has the keyboard, is pressed). A hit names an action and an
// argument: what happens is decided in view/control/control.h, so views never act. The order on the list is the focus
// order: Tab goes through it, arrows within a group.
#ifndef VIEW_UI_UI_H
#define VIEW_UI_UI_H

#include "view/looks/icons.h"
#include "view/looks/scale.h"
#include "view/looks/theme.h"
#include "view/shapes/draw.h"
#include "view/shapes/draw_text.h"
#include "view/texts/texts.h"
#include "view/ui/actions.h"
#include "view/ui/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hit_kind {
    HIT_PRESS, // acts when released inside
    HIT_DRAG,  // acts on press and on every move until released, the argument being where (see ui_drag_share)
    HIT_AREA,  // takes wheel, drag, double click and hover for the view that owns it
    HIT_FIELD, // takes text
    HIT_TIP,   // only has words to say: what lies under it takes the pointer
};

struct hit {
    struct rect rect; // within its clip
    uint32_t id;      // stable from frame to frame: ui_id()
    uint32_t group;   // arrows move within a group: ui_group(); 0: none
    uint8_t columns;  // the group is a table with so many in a row: up and down keep to the column; 0: it is a line
    uint8_t kind;     // enum hit_kind
    bool disabled;
    bool focusable;
    bool lower; // of the lower one of two recordings: ui_lower_begin
    bool upper; // of the upper one: ui_upper_begin
    enum action action;
    int64_t argument;
    const char *tip;  // tooltip text, in the frame's arena; NULL: none
    const char *text; // of ACTION_COPY_TEXT what is copied, in the frame's arena
};

enum {
    UI_CLEAR_MAX = 8
};
#define UI_TIP_S 6.0 // a tooltip goes by itself

#define UI_HITS_MAX 2048 // past it hits are counted in hits_dropped, and the check of layout complains

struct ui {
    struct hit hits[UI_HITS_MAX];
    size_t hit_count, hits_dropped;
    size_t over;          // hits from this index on lie over the view and keep the focus among them; 0: nothing does
    struct point pointer; // pixels; outside the picture when there is none
    uint32_t hover, focus, pressed; // ids; 0: none
    struct point pressed_at;        // where the button went down
    // What is pointed at for its words: the topmost hit of any kind. They go when something is pressed, typed or turned and
    // with time, and come back when the pointer moves to something else.
    uint32_t tip;
    bool tip_gone, tip_shown; // tip_shown: they are in the last picture
    double tip_age_s;
    struct point tip_at;             // where the pointer came to it
    struct rect clear[UI_CLEAR_MAX]; // of the present picture: what no tooltip may lie over
    int clear_count;
    bool lower;         // what is drawn now is the lower one of two recordings
    size_t lower_from;  // its first hit
    size_t upper_from;  // and that of the upper one
    bool again;         // something else lies under the pointer now: the picture wants to be drawn once more
    bool focus_visible; // the keyboard was used last
    uint32_t opener;    // what had the keyboard when something opened over the view, and gets it back
    bool was_over;      // something lay over the view in the last picture
    float zoom;         // of the picture: the user's, or as much of it as leaves the view room; 0: none drawn yet
    bool zoom_held;     // it was drawn smaller than asked: more has no room
    // Of a window that can show a part of a larger sheet (gui/lens.h): there is no most for it.
    struct {
        bool is_there;
        float factor;    // of the sheet's size to the window's
        struct point at; // the window's corner on the sheet
        uint32_t shown;  // what came into sight last
    } lens;
    uint32_t editing; // the field being edited
    char edit_text[352];
    int edit_cursor, edit_anchor;    // bytes; what lies between them is selected
    uint32_t edit_opener;            // the key that began it, whose letter is not part of the text; 0: none
    bool edit_pointed, edit_extends; // the caret goes to edit_at_px with the next picture; the anchor stays
    float edit_at_px;
    char clip[1024]; // what was copied or cut last, for WISH_COPY_FIELD
};

// What a view gets to draw one frame with.
struct document;
struct model;
struct frame {
    struct draw_list *list;
    struct arena *arena; // one frame long
    const struct theme *theme;
    struct scale scale;
    enum language language; // as it speaks of the workers that are shown
    struct ui *ui;
    const struct document *document; // NULL: no run yet
    const struct model *model;       // view/model/model.h
    const struct keymap *keys;       // NULL: nothing has a key
    unsigned key_modes;              // where keys count, with nothing over the view
    struct rect body;                // where the view may draw
    bool cards_folded;               // the row of cards is one chooser in the header: space is short
    // Marks and spans that the timeline looked at for this picture, a search counting as one: its own measure of what a picture costs.
    uint64_t looked_at;
};

// A stable id from a name of the widget's kind and a number: ui_id("card", 3).
uint32_t ui_id(const char *name, int64_t number);

// A group of that name, within which arrows move; of a numbered one ui_id() itself.
static inline uint32_t ui_group(const char *name) { return ui_id(name, 0); }

// Puts a hit on the list.
void ui_hit(struct frame *frame, struct hit hit);

// Widgets. Each draws itself by its state (plain, hover, focus, pressed, chosen, disabled) within rect and puts
// itself on the list. `tip` may be NULL.
struct ui_press {
    uint32_t id;
    uint32_t group;
    uint8_t columns; // as a hit's
    enum action action;
    int64_t argument;
    const char *tip;
    bool disabled, chosen;
    bool solid; // of a button: on a ground of its own, to be seen from afar
    bool runs;  // of a button: it starts something, and is as green as Run
};
// Puts it on the list, and draws nothing: for what is drawn otherwise.
void ui_press_hit(struct frame *frame, struct rect rect, struct ui_press press);
void ui_button(struct frame *frame, struct rect rect, const char *label, struct ui_press press);
struct colour ui_run_ground(const struct frame *frame, uint32_t id); // of what starts something, as it looks now
void ui_tab(struct frame *frame, struct rect rect, const char *key, const char *label, struct ui_press press);
void ui_link(struct frame *frame, struct rect rect, const char *label,
             struct ui_press press); // plain text that can be pressed
void ui_icon(struct frame *frame, struct rect rect, enum icon icon, struct ui_press press);
void ui_card(struct frame *frame, struct rect rect, const char *title, const char *line, struct ui_press press);
// Less and more beside the value; the value itself does press.action, unless that is ACTION_NONE.
void ui_stepper(struct frame *frame, struct rect rect, const char *value, enum action less, enum action more,
                struct ui_press press);
// The same while its value is being typed.
void ui_stepper_field(struct frame *frame, struct rect rect, const char *value, enum action less, enum action more,
                      struct ui_press press);
void ui_field(struct frame *frame, struct rect rect, const char *value, const char *hint, struct ui_press press);
void ui_slider(struct frame *frame, struct rect rect, double share, struct ui_press press); // HIT_DRAG; share 0 … 1

// A button that opens a list and names what is chosen of it; chosen: it is open. As wide as it needs for the label.
float ui_chooser_width(const struct frame *frame, const char *label);
void ui_chooser(struct frame *frame, struct rect rect, const char *label, struct ui_press press);

// A panel with its title at the left and, unless NULL, a faint note at the right. Returns the rectangle inside.
struct rect ui_panel(struct frame *frame, struct rect rect, const char *title, const char *note);

// How wide a widget has to be for its label; heights by ui_row_height().
float ui_button_width(const struct frame *frame, const char *label);
float ui_link_width(const struct frame *frame, const char *label);
float ui_row_height(const struct frame *frame); // of buttons, fields, steppers

// A text of several sentences, broken into lines no wider than rect, from its top. style's across counts, along
// does not. Lines past the rectangle's foot are left out, the last one drawn then ends in "…". Returns the part
// that was used.
struct rect ui_paragraph(struct frame *frame, struct rect rect, const char *utf8, struct text_style style);
float ui_paragraph_height(const struct frame *frame, float width_px, const char *utf8, struct text_style style);

// A box for width × height of contents, under the anchor or where there is room; what is behind no longer takes the
// pointer or the keyboard. Returns the rectangle inside.
struct rect popup_begin(struct frame *frame, struct rect anchor, float width_px, float height_px);
float popup_pad(const struct frame *frame);

// Where along the hit's rectangle the pointer is, 0 … 1.
double ui_drag_share(const struct hit *hit, struct point pointer);

// Starts a frame: forgets the last one's hits.
void ui_begin(struct ui *ui);

// Between the two the same is drawn once more, of another recording: its hits get ids and groups of their own, and are marked. The
// pointer and the keyboard are where they are among those.
void ui_lower_begin(struct ui *ui);
void ui_lower_end(struct ui *ui);

// Between these the upper one is drawn, whose hits are marked as well.
void ui_upper_begin(struct ui *ui);
void ui_upper_end(struct ui *ui);

// The id that the same has in the other one.
uint32_t ui_id_in_other(uint32_t id);

// What a hit looks like at the moment.
enum ui_look {
    UI_PLAIN,
    UI_HOVER,
    UI_PRESSED
};
enum ui_look ui_look_of(const struct frame *frame, uint32_t id);

// The ring round what has the keyboard, where it is shown: one thing at a time, a field while it is typed in. Enter presses it.
bool ui_has_ring(const struct ui *ui, uint32_t id);
void ui_focus_ring(struct frame *frame, struct rect rect, float radius_px, uint32_t id);

// What is chosen, plays or comes first: a bar at its foot, which is not to be taken for the ring.
void ui_chosen_mark(struct frame *frame, struct rect rect);

// An id of a part of something that has one.
uint32_t ui_part(uint32_t id, int part);

// The hit of that id; NULL: it is not in the picture.
const struct hit *ui_hit_of(const struct ui *ui, uint32_t id);

// The topmost hit at a point that takes the pointer, or NULL; the topmost of any kind.
const struct hit *ui_hit_at(const struct ui *ui, struct point point);
const struct hit *ui_words_at(const struct ui *ui, struct point point);

// Words for a figure or a word that cannot be pressed.
void ui_explain(struct frame *frame, struct rect rect, const char *tip);

// No tooltip lies over it in this picture. The first UI_CLEAR_MAX count.
void ui_keep_clear(struct frame *frame, struct rect rect);

// The pointer has moved: finds what it points at. True if a new picture is wanted.
bool ui_point(struct ui *ui, struct point at);

// Words go away, if there are any; true if they were in the picture.
bool ui_dismiss_tip(struct ui *ui);

// Time goes by for the words. True if a new picture is wanted.
bool ui_tick(struct ui *ui, double seconds);

// Words in a box beside the point, clear of what they explain and of what is to be kept clear, on a layer of their own.
void ui_note(struct frame *frame, struct rect by, struct point at, const char *text);

// What the key that does it is called here, or empty: none does; in a sentence, with a dash for none; and before what it does,
// "N: next lost", or those words alone.
const char *ui_key(struct frame *frame, enum action action, int64_t argument);
const char *ui_key_said(struct frame *frame, enum action action, int64_t argument);
const char *ui_key_and(struct frame *frame, enum action action, int64_t argument, const char *words);

// The tooltip of what is pointed at, with the key that does the same, on a layer of its own; call last.
void ui_tooltip(struct frame *frame);

// Text styles by role, sized by the frame's scale.
struct text_style ui_text(const struct frame *frame, enum type_size size, enum text_role role);
struct text_style ui_bold(const struct frame *frame, enum type_size size, enum text_role role);
struct text_style ui_mono(const struct frame *frame, enum type_size size, enum text_role role); // figures: true

#endif
