// All variables of a recorded command at a glance, worst first: what each lost, what guards it, whether that is exact; and the
// rows in which a person reads them, elements of an array that are alike in one.
#ifndef ANALYSIS_VARIABLE_SUMS_H
#define ANALYSIS_VARIABLE_SUMS_H

#include "analysis/guarded.h"
#include "analysis/history.h"

// Why that nothing was lost may be luck.
enum luck {
    LUCK_NONE,      // something was lost, or nothing could be as far as it is known
    LUCK_RACED,     // accesses were ordered by nothing
    LUCK_NO_LOCK,   // of Python's, where the order is not known: its places have no lock in common
    LUCK_HALF_LOCK, // of Python's: not every place has it
};

struct variable_sum {
    uint32_t variable; // of the recording's
    uint32_t doubt;    // as in struct history, with those that follow
    uint32_t lost, lost_assigned;
    uint32_t unsure, unsure_place, unrelated, unrelated_place; // as in struct history
    bool claims, exact, has_sums;
    struct amount lost_net;
    size_t collisions;
    struct guarded guarded;
    enum luck luck;
    bool had_before; // some task alone had touched it before its books began: what that did is not counted
};

// Elements of one array, or objects on the heap of one name, that lost nothing and are guarded alike; or one variable. "done[0-3]"
// and "list.c:12 +8, 5 of them" where there are several.
struct variable_row {
    char name[VARIABLE_NAME_BYTES + 24];
    uint32_t sum, count; // of the sums the first, and how many it stands for
    uint32_t tasks;      // that touched any of them
    uint64_t loads, stores;
    uint64_t bytes; // of memory, all together
};

struct variable_sums {
    struct variable_sum
        *all;     // worst first: what lost most; then what is not ordered, what is in doubt, the rest by stores
    uint32_t *of; // of each variable of the recording: its number in `all`
    struct variable_row *rows;
    uint32_t count, row_count;
    uint64_t lost;     // of all
    uint32_t lossy;    // variables that lost something
    uint32_t raced;    // that lost nothing, and have accesses that were not ordered
    uint32_t doubtful; // of which nothing is claimed
    bool exact;        // all that is claimed is, and no store was dropped in the whole run
    bool unordered;    // some two accesses of some variable
    bool had_before;   // some of them
    bool pairs_known;  // whether all of them could be seen: not so in Python alone, or where the order was lost
};

// Of a recording with `watched`. STATUS_BAD_FILE, STATUS_FAILED as history_build; on failure it is zeroed. Time linear in all
// stores.
struct status variable_sums_build(struct variable_sums *sums, const struct recording *recording);
void variable_sums_finish(struct variable_sums *sums); // a zeroed one is allowed

// What guards a row: as guarded_text, but for what one thread alone touches: "one thread each" where there are several.
char *variable_row_guarded(char buffer[GUARDED_TEXT_BYTES], const struct recording *recording,
                           const struct variable_sums *sums, const struct variable_row *row);

// Why nothing is claimed, or it is not exact: "mixed widths", "amounts vary at bank.c:16"; of several doubts the first.
#define DOUBT_TEXT_BYTES 320
char *variable_doubt_text(char buffer[DOUBT_TEXT_BYTES], const struct recording *recording,
                          const struct variable_sum *sum);

// "main.c:16"; where no line is known "0x1234", or "?" where nothing is. The buffer is returned.
#define PLACE_TEXT_BYTES (VARIABLE_NAME_BYTES + 16)
char *place_text(char buffer[PLACE_TEXT_BYTES], const struct recording *recording, uint32_t number);

#endif
