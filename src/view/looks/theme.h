// Colours by what they mean, for dark rooms and for light ones.
//
// A view never names a colour, it names a role: the text of a caption, the ground of a panel, the mark of a lost
// update. Which text may stand on which ground is declared here as well, in tables that the tests hold against the
// contrast rules of WCAG 2.1 (text 4.5:1, marks 3:1; with more contrast 7:1 and 4.5:1). States and workers look the same everywhere: a colour and,
// because colour alone is not enough, a pattern or a shape. The five states' colours were chosen by measuring sets
// under normal, protan, deutan and tritan vision; the workers' are from Okabe and Ito's set. Everything is
// constant: no failure, any thread.
#ifndef VIEW_LOOKS_THEME_H
#define VIEW_LOOKS_THEME_H

#include "analysis/states.h"
#include "view/shapes/paint.h"

enum theme_kind {
    THEME_DARK,
    THEME_LIGHT,
    THEME_CONTRAST, // for eyes that need more: white on black, edges round everything
    THEME_COUNT
};

enum ground {
    GROUND_PAGE,     // between the panels
    GROUND_BAR,      // header and transport
    GROUND_PANEL,    // panels and cards
    GROUND_WELL,     // sunk into a panel: captions, fields
    GROUND_HOVER,    // a card or row under the pointer
    GROUND_SELECTED, // the chosen card, tab or row
    GROUND_GOOD,     // the books balance
    GROUND_LOST,     // an overwritten update
    GROUND_TIP,      // tooltips and messages, above everything
    GROUND_COUNT,
};

enum text_role {
    TEXT_MAIN,
    TEXT_SOFT,  // labels beside values, panel titles
    TEXT_FAINT, // rulers, line numbers, hints
    TEXT_LOST,
    TEXT_GOOD,
    TEXT_ACCENT, // links, the present choice
    TEXT_NOTE,   // "both read this 8"
    TEXT_COUNT,
};

enum mark_role {
    MARK_LINE,  // arrows and axes
    MARK_CURVE, // the balance
    MARK_PLAYHEAD,
    MARK_LOST,
    MARK_GOOD,
    MARK_ACCENT, // progress, bars
    MARK_FOCUS,  // the ring round what has the keyboard
    MARK_KNOB,
    MARK_COUNT,
};

// Lines that only part things; nothing is lost on someone who cannot see them.
enum trim_role {
    TRIM_EDGE,  // round panels and cards
    TRIM_GRID,  // ruler lines, rows
    TRIM_TRACK, // the empty part of a bar or slider
    TRIM_COUNT,
};

struct state_look {
    struct colour fill;
    struct colour ink; // of the pattern
    enum pattern pattern;
    struct colour edge; // an outline inside the shape, and its width; alpha 0: none
    float edge_px;
    bool dashed;        // the outline is dashed: the hollow state
    struct colour text; // directly on the fill, where the pattern is solid; elsewhere text goes on a plate
};

enum worker_shape {
    SHAPE_CIRCLE,
    SHAPE_SQUARE,
    SHAPE_TRIANGLE,
    SHAPE_DIAMOND,
    SHAPE_COUNT
};

struct worker_look {
    enum worker_shape shape;
    struct colour fill;
    struct colour text; // of that colour, readable on every ground
    struct colour tint; // ground of a code line or row that is this worker's
};

struct theme {
    enum theme_kind kind;
    const char *name; // on the command line, in the settings file
    bool edged;       // panels have a line round them
    struct colour grounds[GROUND_COUNT];
    struct colour texts[TEXT_COUNT];
    struct colour marks[MARK_COUNT];
    struct colour trims[TRIM_COUNT];
    struct state_look states[STATE_COUNT];
    struct state_look zombie; // dead, and nobody has seen it
    struct worker_look workers[SHAPE_COUNT];
    struct colour outline;   // round workers' shapes
    float outline_px;        // at scale 1 (scale.h)
    struct colour on_worker; // the name inside a worker's shape
    struct colour plate;     // under text on a patterned fill; lets a little through
    struct colour plate_text;
    struct colour run_ground; // the Run button
    struct colour run_text;
};

const struct theme *theme_get(enum theme_kind kind);

// The one of that name. False: none is; *kind stays.
bool theme_from_name(const char *name, enum theme_kind *kind);
#define THEME_NAMES "dark, light or contrast"

// Worker 0, 1, … : the four looks in turn.
const struct worker_look *theme_worker(const struct theme *theme, int worker);

// For its lines and thin bars: the fill, or the colour of its text where the fill does not part from a panel.
struct colour theme_worker_line(const struct theme *theme, int worker);

// The outline of a box of its fill, at a scale of u pixels per unit: none where the fill parts from a panel by itself.
struct stroke theme_worker_stroke(const struct theme *theme, int worker, float u);

// How a state fills an area: its colour and pattern, the pattern every pitch_px, laid out from the anchor.
struct paint theme_state_paint(const struct theme *theme, enum state state, float pitch_px, struct point anchor);

// The same of any look.
struct paint theme_look_paint(const struct state_look *look, float pitch_px, struct point anchor);
struct stroke theme_look_stroke(const struct state_look *look, float u);

// The outline of a state's shape at a scale of u pixels per unit; none where the theme has none.
struct stroke theme_state_stroke(const struct theme *theme, enum state state, float u);

// What may stand on what: one row a role, grounds as bits (1 << GROUND_…).
struct theme_pairs {
    unsigned role;
    unsigned grounds;
};

extern const struct theme_pairs theme_text_pairs[TEXT_COUNT];
extern const struct theme_pairs theme_mark_pairs[MARK_COUNT];
extern const unsigned theme_state_grounds;  // where states are shown
extern const unsigned theme_worker_grounds; // where workers' shapes and their coloured text are shown

// Contrast of two opaque colours, 1 to 21, as WCAG 2.1 defines it (relative luminance of sRGB).
double colour_contrast(struct colour a, struct colour b);

#endif
