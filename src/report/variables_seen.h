// How exact what is told of a command's variables is, and what of them was not seen.
#ifndef REPORT_VARIABLES_SEEN_H
#define REPORT_VARIABLES_SEEN_H

#include "report/paper.h"
#include "report/variables_account.h"

// From when on they were counted, the order of their stores, what had no room: a line each, those of it that hold.
void variables_seen_text(const struct paper *paper, const struct variables_account *account);

// Where there are none: why, as a sentence without its full stop. Static.
const char *variables_none_text(const struct watched *watched);

#endif
