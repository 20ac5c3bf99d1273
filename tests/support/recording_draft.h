// A recording taken apart, for a fuzzer: every field can be changed, most of what a change breaks is put right again,
// and the pieces become a file's bytes with right checksums.
//
// Without the repair nearly everything would be refused by the first check; with it what follows the checks gets
// recordings that no run would make and no check refuses.
#ifndef SUPPORT_RECORDING_DRAFT_H
#define SUPPORT_RECORDING_DRAFT_H

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "recording/recording.h"
#include "support/random.h"

enum {
    DRAFT_UPDATES_MAX = 2000, // of a worker
    DRAFT_NOTES_MAX = 400,    // of a worker
    DRAFT_SWITCHES_MAX = 2000,
};

// Some 2 MB: one, static.
struct draft {
    struct experiment experiment;
    struct run_facts facts;
    struct task tasks[WORKERS_MAX];
    struct resource resources[RESOURCES_MAX];
    struct use uses[WORKERS_MAX * RESOURCES_MAX];
    uint32_t resource_count;
    struct balance_books books;
    uint32_t journals[WORKERS_MAX][DRAFT_UPDATES_MAX];
    uint64_t times[WORKERS_MAX][DRAFT_UPDATES_MAX];
    struct note notes[WORKERS_MAX][DRAFT_NOTES_MAX];
    struct switch_record switches[DRAFT_SWITCHES_MAX];
    size_t switch_count;
    uint32_t bent_worker, bent_word, bent_by; // a word of a stream that is to be another; by 0: none
};

// False where the recording is larger than a draft.
bool draft_read(struct draft *draft, const struct recording *recording);

// Changes one thing.
void draft_change(struct draft *draft, struct random *random);

// Puts right what contradicts itself, now and then all but one kind of thing.
void draft_repair(struct draft *draft, struct random *random);

// The file's bytes, sealed; 0 where most_bytes are not enough.
size_t draft_write(const struct draft *draft, unsigned char *bytes, size_t most_bytes);

#endif
