// The program's source as the seed wrote it, and its micro-steps: shared by the guards whose text does not differ.
#ifndef LABS_BALANCE_GUARDS_SOURCES_H
#define LABS_BALANCE_GUARDS_SOURCES_H

#include "labs/balance/program.h"

extern const char *const source_python_plain[]; // 5, 6: the updates; 9: the loop; 10: the call
extern const char
    *const source_python_locked[];          // 6, 7: the updates; 10: the loop; 11: acquire; 13: the call; 15: release
extern const char *const source_c_plain[];  // 5, 6: the updates; 11: the loop; 12: the call
extern const char *const source_c_locked[]; // 6, 7: the updates; 12: the loop; 13: lock; 14: the call; 15: unlock

// The two updates, load and store apart, with the lines on which they stand: the same in Python and in C.
#define SOURCE_UPDATES(plus, minus)                                                                                    \
    { .text = "load   r = balance", .kind = STEP_LOAD, .python_line = (plus), .c_line = (plus) },                      \
        { .text = "add    r = r + n", .kind = STEP_ADD, .sign = +1, .python_line = (plus), .c_line = (plus) },         \
        { .text = "store  balance = r", .kind = STEP_STORE, .python_line = (plus), .c_line = (plus) },                 \
        { .text = "load   r = balance", .kind = STEP_LOAD, .python_line = (minus), .c_line = (minus) },                \
        { .text = "sub    r = r - n", .kind = STEP_ADD, .sign = -1, .python_line = (minus), .c_line = (minus) },       \
    {                                                                                                                  \
        .text = "store  balance = r", .kind = STEP_STORE, .python_line = (minus), .c_line = (minus)                    \
    }

// The same between a lock and its unlock.
#define SOURCE_UPDATES_LOCKED(lock_text, unlock_text)                                                                  \
    { .text = (lock_text), .kind = STEP_LOCK, .python_line = 11, .c_line = 13 }, SOURCE_UPDATES(6, 7),                 \
    {                                                                                                                  \
        .text = (unlock_text), .kind = STEP_UNLOCK, .python_line = 15, .c_line = 15                                    \
    }

#endif
