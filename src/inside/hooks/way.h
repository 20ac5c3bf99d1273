// The way in which a task touched a word that nobody had touched before (hooks/first.h).
#ifndef INSIDE_HOOKS_WAY_H
#define INSIDE_HOOKS_WAY_H

#include <stdbool.h>
#include <stdint.h>

struct way {
    uintptr_t place;
    uint64_t ns; // when the task first touched any word in this way; not later than it touched this one
    uint32_t task, slot, tick, locks;
    uint8_t offset, bytes; // within the word
    bool store, alone;     // alone: the task was (order.h)
};

#endif
