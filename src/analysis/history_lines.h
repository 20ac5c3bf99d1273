// A variable's history line by line: which lines stored, which lost, which wrote over which; and the same by task.
//
// A line is a place of the recording whose file and line are the same; where no line is known, each place is its own.
#ifndef ANALYSIS_HISTORY_LINES_H
#define ANALYSIS_HISTORY_LINES_H

#include "analysis/history.h"

// Of the stores that a line made.
struct history_line {
    uint32_t place; // the first of the recording's places that is this line; PLACE_NOWHERE: not known
    uint32_t lost;
    uint64_t stores;
    struct amount net;   // what its lost ones came to
    bool varies;         // its stores changed the variable by different amounts
    struct amount first; // what its first store changed
};

// Stores of one line that another's wrote over.
struct history_over {
    uint32_t lost_place, over_place; // of both stores, as above
    uint32_t lost;
};

// Two lines, or one with itself, with accesses that nothing put in order.
struct history_pair {
    uint32_t place[2]; // as above; the first is not the later line of the two
    uint32_t lost;     // stores of either that the other wrote over
    uint64_t count;    // how often
};

struct history_task {
    uint64_t stores;
    uint32_t lost;
};

struct history_lines {
    struct history_line *lines; // those that lost most first; of equals, in the order of the recording's places
    struct history_over *overs; // the same
    struct history_pair *pairs; // those that lost most first, then those that came most often
    struct history_task *tasks; // of each task of the recording
    uint32_t line_count, over_count, pair_count;
};

// The first place that is the same line, of each of a recording's places: place_count numbers, to be freed. NULL: memory is short.
uint32_t *history_same_lines(const struct recording *recording);

// line_of: as history_same_lines has it, staying valid. False: memory is short; it is zeroed then.
bool history_lines_build(struct history_lines *lines, const struct history *history, const uint32_t *line_of);
void history_lines_finish(struct history_lines *lines); // a zeroed one is allowed

#endif
