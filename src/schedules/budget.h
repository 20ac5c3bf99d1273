// What exploring may cost, and how it is followed and stopped.
//
// The clock comes from the caller, so that tests can run their own; so does a second thread, where there is one. One thread
// explores, the second helps where much is to be summed; go_on is called by the one.
#ifndef SCHEDULES_BUDGET_H
#define SCHEDULES_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Another thread.
struct beside {
    // Runs work(argument) in it. False: there is none just now. Not called again before that has ended.
    bool (*begin)(struct beside *beside, void (*work)(void *argument), void *argument);
    // Whether it has ended; waits for that, but no longer than so many nanoseconds. Once true it is not asked again.
    bool (*ended)(struct beside *beside, uint64_t patience_ns);
};

struct budget {
    uint64_t time_ns;         // 0: no limit
    uint64_t memory_bytes;    // 0: no limit
    uint64_t (*now_ns)(void); // such as os_now_ns; needed for a limit of time
    // Asked every few milliseconds, with the share of the work done (0 to 1, never falling; an estimate). False
    // cancels. May be NULL.
    bool (*go_on)(void *context, double share);
    void *context;
    struct beside *beside; // NULL: there is one thread
};

// Why exploring came to an end.
enum budget_end {
    BUDGET_KEPT = 0,  // all was explored
    BUDGET_TIME,      // it would have taken longer than allowed
    BUDGET_MEMORY,    // it would have needed more memory than allowed, or than the machine has
    BUDGET_CANCELLED, // go_on said no
};

// A budget being spent.
struct meter {
    struct budget budget;
    uint64_t started_ns;
    uint64_t part_ns, stop_ns; // when the part under way began, and must end (UINT64_MAX: no limit)
    uint64_t bytes, bytes_peak;
    uint64_t since_look; // work since the clock was last read
    double done, whole;  // work of the part under way
    double share_before, share_part, share_told;
    enum budget_end end; // of the part under way; cancelled stays so
    uint64_t needed_ns;  // BUDGET_TIME, where its pace said so: what the part would have taken
};

// budget may be NULL: no limits.
void meter_init(struct meter *meter, const struct budget *budget);

// A part of the work begins: it is `share` of the whole (all parts together 1), has `work` units (0: not foreseen),
// and may last until stop_ns. It is ended as soon as its pace says that it will not be done by then.
void meter_part(struct meter *meter, double share, double work, uint64_t stop_ns);

// So much more work was done. False where the part must end; meter->end says why.
bool meter_spend(struct meter *meter, uint64_t work);

// Looks at the clock and asks whether to go on, now. As meter_spend.
bool meter_look(struct meter *meter);

// Takes bytes into account, before they are allocated. False where they are more than allowed (they are then not
// counted).
bool meter_take(struct meter *meter, size_t bytes);

static inline void meter_give(struct meter *meter, size_t bytes) { meter->bytes -= bytes; }

// Nanoseconds since the start (0 without a clock), and those that are left (UINT64_MAX: no limit).
uint64_t meter_elapsed_ns(const struct meter *meter);
uint64_t meter_left_ns(const struct meter *meter);

#endif
