// Turns the memory of a program that has ended into a recording.
#ifndef RUN_PROGRAM_SEAL_H
#define RUN_PROGRAM_SEAL_H

#include "program/memory.h"
#include "recording/recording.h"
#include "run/facts.h"

// As run_seal (run/seal.h): the recording takes over the memory, which is zeroed; on failure both stay as they were.
struct status program_seal(struct recording *recording, struct program_memory *memory, const struct run_watch *watch);

#endif
