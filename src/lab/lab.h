// A lab: one kind of experiment, as the rest of the program sees it. One table (labs/table.c), one folder each in labs.
//
// The numbers are part of the file format: append, never renumber.
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdint.h>

enum lab_id {
    LAB_NONE = 0, // a recording of what no lab ran: it has no plan of its own and no books
    LAB_BALANCE = 1,
    LAB_COUNT,
};

struct lab {
    enum lab_id id;
    const char *name; // as on the command line: "balance"
};

// The lab of that number; NULL for LAB_NONE, and where there is none.
const struct lab *lab_of(uint32_t id);

#endif
