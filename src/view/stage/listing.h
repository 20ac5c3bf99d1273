// The lines of a listing as the stage shows them: which there are, who is at them, which are folded, which are in sight. Inside
// the stage only.
#ifndef VIEW_STAGE_LISTING_H
#define VIEW_STAGE_LISTING_H

#include "lab/listing.h"
#include "labs/balance/guard.h"
#include "labs/balance/present.h"
#include "view/model/model.h"
#include "view/ui/ui.h"

enum {
    LISTING_LINES_MAX = 96
};
#define LISTING_FOLD_SHARE 0.25f // of a line's height that a fold takes

// How late a line is folded.
enum keep {
    KEEP_BLANK,
    KEEP_BRACE,
    KEEP_SETUP, // declarations
    KEEP_BLOCK, // try, finally
    KEEP_HEAD,  // of functions and loops
    KEEP_STEP,
};

struct listing_line {
    const char *text;
    int number;    // in the source
    uint64_t at;   // bit w: worker w goes on here
    uint64_t done; // bit w: worker w has just done this
    uint8_t keep;  // how late it is folded: enum keep
    bool folded;
    enum step_looks looks;
    bool loaded, stays_loaded; // before the step, and after it, the balance is loaded for a store still to come
};

struct listing {
    struct listing_line lines[LISTING_LINES_MAX];
    int count, first, shown; // of the lines that are not folded
    float size_px, line_px, gutter_px;
    bool has_numbers; // the gutter has room for workers and the line's number
    bool steps;
    bool foreign;                          // a lab's text may be wider than there is room for
    const struct balance_present *present; // of bytecodes that were run: what the workers hold
};

// Python, C or micro-steps, into a zeroed listing.
void listing_read(struct frame *frame, struct listing *listing, const struct program *program, enum code_panel code);

// A lab's own text, into a zeroed listing.
void listing_read_lab(struct listing *listing, const struct lab_listing *text);

// Of it: who is at which line at a moment, by the steps that tasks have come to.
void listing_put_tasks(const struct frame *frame, struct listing *listing, const struct lab_listing *text, uint64_t ns);

// Draws the lines that are in sight.
void listing_draw(struct frame *frame, const struct listing *listing, struct rect room);

// Who goes on at which line, and who has just done it.
void listing_put_workers(struct frame *frame, struct listing *listing, const struct balance_present *present,
                         const struct program *program, enum code_panel code);

// Finds the size of the type, folds and scrolls.
void listing_lay_out(const struct frame *frame, struct listing *listing, struct rect room);

float listing_height(const struct listing *listing);
bool listing_is_after_fold(const struct listing *listing, int index);

// In the smallest type of a lecture.
float listing_least_width(const struct frame *frame, struct listing *listing);

#endif
