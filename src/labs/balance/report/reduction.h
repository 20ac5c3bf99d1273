// A reduced collision as text and JSON.
#ifndef LABS_BALANCE_REPORT_REDUCTION_H
#define LABS_BALANCE_REPORT_REDUCTION_H

#include "labs/balance/overwrites.h"
#include "schedules/reduce.h"

#include <stdio.h>

// number: of the collision by time, from 1. STATUS_FAILED when memory is short, before anything is written.
struct status reduction_text(FILE *out, const struct overwrites *overwrites, const struct reduction *reduction,
                             size_t number);
struct status reduction_json(FILE *out, const struct overwrites *overwrites, const struct reduction *reduction,
                             size_t number);

#endif
