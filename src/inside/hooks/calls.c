// Where a function is: each of its calls has left its way back in the same place, and the last one that came is the one that it is at;
// but for a call that pushed arguments, whose way back lies below, 16 bytes or a multiple of that (psABI, 3.2.2). Then nothing is
// told.
#include "inside/hooks/calls.h"

#include <stddef.h>

enum {
    NEAR_BYTES = 1 << 16, // functions are mostly smaller
    PUSHED_MAX = 6,       // words
};

static bool is_near(uintptr_t address, uintptr_t within)
{
    return address - within < NEAR_BYTES || within - address < NEAR_BYTES;
}

uintptr_t calls_back(const struct call *call)
{
    const uintptr_t *back = (const uintptr_t *)call->back; // NOLINT(performance-no-int-to-ptr)
    if (!back || !is_near(*back, call->within) || *back == call->within)
        return 0;
    for (int i = 2; i <= PUSHED_MAX && (uintptr_t)(back - i) >= stack_pointer(); i += 2)
        if (is_near(back[-i], call->within))
            return 0;
    return *back;
}

const struct call *calls_frame(const struct calls *calls, uintptr_t address)
{
    uintptr_t inner = 0;
    const uint32_t depth = calls->depth;
    for (uint32_t i = 0; i < CALLS_KEPT && i < depth; i++) {
        const struct call *call = calls_at(calls, depth - i);
        if (call->frame > address && call->frame > inner)
            return call;
        inner = call->frame > inner ? call->frame : inner;
    }
    return NULL;
}
