// What the machine takes from this program's cpu time behind its back: a quota that holds it back, and a hypervisor that gives
// the cpu to others.
#ifndef OS_TAKEN_H
#define OS_TAKEN_H

#include <stdbool.h>
#include <stdint.h>

// Two readings, one taken from the other, tell of the time between. Both count over all cpus, so that they may exceed it.
struct os_taken {
    bool throttled_known;  // false: no quota can be set here
    bool stolen_known;     // false: the system does not tell
    uint64_t throttled_ns; // held back by the quota of the control group or one above it
    uint64_t stolen_ns;    // by the hypervisor, on the cpus this process may use; in steps of some 10 ms
};

// The sums so far. Takes some 0.1 ms.
struct os_taken os_taken_now(void);

// From one reading to a later one; a sum that is not known in both is not known.
struct os_taken os_taken_between(const struct os_taken *from, const struct os_taken *to);

#endif
