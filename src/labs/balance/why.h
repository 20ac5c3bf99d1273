// Why a run that could have raced shows no wrong balance: the question every teacher hears, answered from the
// recording.
#ifndef LABS_BALANCE_WHY_H
#define LABS_BALANCE_WHY_H

#include "analysis/states.h"
#include "labs/balance/ledger.h"

enum why_kind {
    WHY_NOTHING = 0,     // nothing to explain: it is guarded, driven, or its final balance is wrong
    WHY_CANCELLED,       // updates were lost, their sum happens to be 0
    WHY_SWITCH_POINTS,   // under this GIL a switch never comes between a load and its store
    WHY_SWITCHES_MISSED, // it could have, but no switch came there this time [switches]
    WHY_ONE_WORKER,      // nobody to race with
    WHY_NO_OVERLAP,      // each worker was done before the next began
    WHY_ONE_CORE,        // they took turns on one cpu, and were never preempted inside an update [switches]
    WHY_NEVER_TOGETHER,  // the kernel never ran two of them at once
    WHY_LUCK,            // they ran side by side and still met no stale load
    WHY_UNFENCED,        // the same under a lock that no order of its steps breaks, though a machine may
};

struct why {
    enum why_kind kind;
    uint64_t switches; // see the kinds; 0 where not known
};

// The ledger and states are of the recording.
struct why why_of(const struct recording *recording, const struct ledger *ledger, const struct states *states);

#endif
