// The compiler calls the hook, gets what it needs into registers, and stores: a handful of instructions, of which only those that
// load a register with an address (or clear nothing at all) may come before a store of a constant. Anything else, and it
// is taken for computed. What was found is remembered by its place.
#include "inside/hooks/assigned.h"

#include "inside/hooks/hooks.h"
#include "inside/hooks/operand.h"

#include <string.h>

#if defined(__x86_64__)

enum {
    STEPS_MAX = 6,
    CODE_BYTES = 48, // instruction after instruction: what is not reached is not looked at
    BEFORE_BYTES = 24,
    SLOT_BYTES = 48, // where it goes through a variable
    REMEMBERED = 1024,
};

bool assigned_in(const uint8_t *code, const uint8_t *end)
{
    for (int step = 0; step < STEPS_MAX; step++) {
        while (code < end && *code == 0x66)
            code++;
        if (code < end && (*code & 0xf0) == 0x40)
            code++;
        if (end - code < 3)
            return false;
        if (*code == 0xc6 || *code == 0xc7)
            return *code == 0xc7 || (code[1] >> 3 & 7) == 0;
        const bool between_registers = *code == 0x89 && code[1] >> 6 == 3;
        if (*code != 0x8b && *code != 0x8d && !between_registers) // a register is loaded, or an address computed
            return false;
        const unsigned bytes = operand_bytes(code + 1, end);
        if (bytes == 0)
            return false;
        code += 1 + bytes;
    }
    return false;
}

static uint64_t remembered[REMEMBERED]; // place * 2 + whether

bool assigned_at(uintptr_t place)
{
    uint64_t *slot = &remembered[(place ^ place >> 10) % REMEMBERED];
    const uint64_t known = __atomic_load_n(slot, __ATOMIC_RELAXED);
    if (likely(known >> 1 == place))
        return known & 1;
    const uint8_t *code = (const uint8_t *)place; // NOLINT(performance-no-int-to-ptr)
    const bool assigned = assigned_in(code, code + CODE_BYTES);
    __atomic_store_n(slot, (uint64_t)place << 1 | assigned, __ATOMIC_RELAXED);
    return assigned;
}

// Whether the four or the one byte of a constant are put in the frame here, and loaded from there before the end: so C11's
// atomic_store is made.
static bool goes_through_frame(const uint8_t *code, const uint8_t *end, uint64_t value)
{
    uint32_t constant;
    memcpy(&constant, code + 3, sizeof constant);
    const bool four = code[0] == 0xc7 && constant == (uint32_t)value,
               one = code[0] == 0xc6 && code[3] == (uint8_t)value;
    if (code[1] != 0x45 || !(four || one))
        return false;
    for (const uint8_t *load = code + (four ? 7 : 4); load + 3 <= end; load++)
        if ((load[0] == (four ? 0x8b : 0xb6) || (one && load[0] == 0x8a)) && (load[1] & 0xc7) == 0x45 &&
            load[2] == code[2])
            return true;
    return false;
}

// The second argument, within the instructions that make a call's arguments.
bool assigned_before(uintptr_t place, uint64_t value)
{
    const uint8_t *end = (const uint8_t *)place; // NOLINT(performance-no-int-to-ptr)
    for (const uint8_t *code = end - BEFORE_BYTES; code + 5 <= end; code++) {
        uint32_t constant;
        memcpy(&constant, code + 1, sizeof constant);
        const bool zeroed = code[0] == 0x31 && code[1] == 0xf6 && value == 0;
        if (zeroed || (code[0] == 0xbe && constant == (uint32_t)value))
            return true;
    }
    for (const uint8_t *code = end - SLOT_BYTES; code + 7 <= end; code++)
        if (goes_through_frame(code, end, value))
            return true;
    return false;
}

#else

bool assigned_before(uintptr_t place, uint64_t value)
{
    (void)place;
    (void)value;
    return false;
}

bool assigned_in(const uint8_t *code, const uint8_t *end)
{
    (void)code;
    (void)end;
    return false;
}

bool assigned_at(uintptr_t place)
{
    (void)place;
    return false;
}

#endif
