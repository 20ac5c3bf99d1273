// Takes in a comparison that runs elsewhere, line by line (raceledger compare --lines, gil-matrix --lines).
#ifndef VIEW_COMPARE_FEED_H
#define VIEW_COMPARE_FEED_H

#include "view/compare/compare_model.h"

#include <stdbool.h>
#include <stdio.h>

// One run of a row, as a line tells it: ROW RUN FINAL WRONG UPDATES LOST NS-PER-UPDATE CORES-BUSY WAITING RELATIVE SAVED.
// Means and the ratio are those so far; below 0: not known. SAVED: 1 if this run is now the one that is kept of its row.
// Of the matrix: a row is a cell by its number (struct matrix_model), the figures of time are this run's.
struct compare_line {
    int row, run, wrong, saved;
    int64_t final;
    uint64_t updates, lost; // of all runs of the row so far
    double ns_per_update, cores_busy, blocked_share, relative;
};

void compare_line_print(FILE *out, const struct compare_line *line);

// Makes rows for these experiments, with no runs in them yet. count: at most COMPARE_ROWS.
void compare_empty(struct compare_model *model, const struct experiment *const *experiments, int count);

// Fills the model in; false where the line does not follow the last one of its row.
bool compare_take(struct compare_model *model, const struct compare_line *line);

// The same from the text of a line; false also where the text is none of these.
bool compare_feed(struct compare_model *model, const char *line);

// What the matrix runs where nobody says otherwise: the workers of these settings, so few iterations and so short an
// interval that all cells are run in seconds and yet see many switches.
struct experiment matrix_experiment(const struct experiment *settings);

// As for the rows, of the matrix's cells.
void matrix_empty(struct compare_model *model, const struct experiment *experiment);
bool matrix_take(struct compare_model *model, const struct compare_line *line);
bool matrix_feed(struct compare_model *model, const char *line);

// What differs from page to page for whoever has its runs made.
struct compare_page_kind {
    const char *name; // as on the command line
    const char *stem; // of the files of runs that were kept: STEM-0.rl …; NULL: model.rl and real.rl
    int files;
    bool (*feed)(struct compare_model *model, const char *line);
};
extern const struct compare_page_kind compare_pages[PAGE_COUNT];

#endif
