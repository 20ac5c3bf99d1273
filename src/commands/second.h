// A second thread for exploring (struct beside of schedules/budget.h), where there is a second cpu.
#ifndef COMMANDS_SECOND_H
#define COMMANDS_SECOND_H

#include "os/worker.h"
#include "schedules/budget.h"

struct second {
    struct beside beside; // first, so that one is found from the other
    struct os_worker worker;
    void (*work)(void *argument);
    void *argument;
    uint32_t done;
};

// Sets it up; NULL where there is one cpu alone. `second` must outlive its use.
struct beside *second_init(struct second *second);

#endif
