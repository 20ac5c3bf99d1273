// What a report for a person is written on: a stream, with or without colour, 80 columns.
#ifndef REPORT_PAPER_H
#define REPORT_PAPER_H

#include "analysis/states.h"
#include "base/text_table.h"

#include <stdbool.h>
#include <stdio.h>

// Terminal colours, by what they mean. The states' are the nearest of the 256 to the window's.
enum ink {
    INK_PLAIN,
    INK_BOLD,
    INK_SOFT,
    INK_LOST,
    INK_GOOD,
    INK_STATES // and the states behind it
};

struct paper {
    FILE *out;
    bool colour;
};

enum {
    PAPER_LABEL_COLUMNS = 18,
    PAPER_LABELLED = 3,
};

// Columns of a label, a figure and what is to be said of it.
extern const struct text_column paper_labelled[PAPER_LABELLED];

// From here on it is written in that ink; nothing where the paper takes none.
void paper_ink(const struct paper *paper, int ink);

// What a line is about, at its beginning.
void paper_label(const struct paper *paper, const char *text);

// The ink of a cell; NULL where the paper takes none.
const char *paper_cell_ink(const struct paper *paper, int ink);

void __attribute__((format(printf, 2, 3))) paper_say(struct text_cell *cell, const char *format, ...);

// The table as asked for, but for its indent and the end of its inks.
void paper_table(const struct paper *paper, struct text_table table);

// Sentences, wrapped at 80 columns where the language lets a line end, with a line's end.
void paper_prose(FILE *out, const char *text);

#endif
