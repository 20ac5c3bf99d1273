// A time stamp that says when it was taken.
#ifndef LABS_BALANCE_STAMP_H
#define LABS_BALANCE_STAMP_H

#include <stdint.h>

// When a worker had made so many updates: taken before the load of the next. As it stands in the file.
struct balance_stamp {
    uint64_t ticks;
    uint32_t made;
    uint32_t reserved; // 0
};

#endif
