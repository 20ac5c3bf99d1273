// How long the operand of an instruction of x86-64 is (Intel's manual, volume 2, 2.1.5).
#ifndef INSIDE_HOOKS_OPERAND_H
#define INSIDE_HOOKS_OPERAND_H

#include <stdbool.h>
#include <stdint.h>

// Bytes that a ModRM byte at `at` and what belongs to it take; 0: it does not end in time.
static inline unsigned operand_bytes(const uint8_t *at, const uint8_t *end)
{
    if (at + 2 > end)
        return 0;
    const unsigned mode = *at >> 6, rm = *at & 7, sib = mode != 3 && rm == 4;
    const bool base_is_none = sib && (at[1] & 7) == 5;
    unsigned bytes = 1 + sib;
    if (mode == 1)
        bytes += 1;
    else if (mode == 2 || (mode == 0 && (rm == 5 || base_is_none)))
        bytes += 4;
    return at + bytes <= end ? bytes : 0;
}

#endif
