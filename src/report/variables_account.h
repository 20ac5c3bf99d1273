// All that is said of a command's variables, worked out before a word is written.
#ifndef REPORT_VARIABLES_ACCOUNT_H
#define REPORT_VARIABLES_ACCOUNT_H

#include "analysis/history_lines.h"
#include "analysis/overtaken.h"
#include "analysis/variable_sums.h"

// Of one variable, beside its sum.
struct variable_detail {
    struct amount first, final, all; // of what was kept
    struct history_lines lines;      // without its tasks
    struct overtaken overtaken[OVERTAKEN_MOST];
    size_t overtaken_count;
};

struct variables_account {
    const struct recording *recording;
    struct variable_sums sums;
    struct variable_detail *details; // of each sum, in their order
    char *twice; // of each sum, whether another variable has its name: 0 none, 1 in another process, 2 in the same
};

// Of a recording with `watched`; as variable_sums_build.
struct status variables_account_build(struct variables_account *account, const struct recording *recording);
void variables_account_finish(struct variables_account *account); // a zeroed one is allowed

// The number of the worst variable that is called so, in the sums; −1: none is.
int64_t variables_account_find(const struct variables_account *account, const char *name);

#endif
