// gcc at -O0 puts nothing between but what makes the next hook's arguments: registers are filled and added to. Anything else ends the
// look. What was found is remembered by its place.
#include "inside/hooks/announced.h"

#include "inside/hooks/hooks.h"
#include "inside/hooks/operand.h"

#include <stdbool.h>

#if defined(__x86_64__)

enum {
    STEPS_MAX = 10,
    CODE_BYTES = 64,
    CALL_BYTES = 5,
    REMEMBERED = 256,
};

// With a ModRM byte: into a register from anywhere, or between registers alone; and how many bytes follow.
static const struct {
    uint8_t opcode;
    uint8_t registers_alone, immediate;
} harmless[] = {
    { 0x8b, false, 0 }, { 0x8d, false, 0 }, { 0x63, false, 0 }, { 0x03, false, 0 }, { 0x89, true, 0 },
    { 0x01, true, 0 },  { 0x29, true, 0 },  { 0x83, true, 1 },  { 0xc1, true, 1 },  { 0x81, true, 4 },
};

// Of one instruction; 0: it may store, or is not known.
static unsigned step_bytes(const uint8_t *code, const uint8_t *end)
{
    const unsigned prefix = (*code & 0xf0) == 0x40;
    const uint8_t *at = code + prefix;
    if (*at == 0x98) // sign extended
        return prefix + 1;
    if (*at >= 0xb8 && *at <= 0xbf && !(prefix && *code & 8))
        return prefix + CALL_BYTES;
    for (unsigned i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (*at == harmless[i].opcode && (!harmless[i].registers_alone || at[1] >> 6 == 3))
            return prefix + 1 + operand_bytes(at + 1, end) + harmless[i].immediate;
    return 0;
}

unsigned announced_bytes(const uint8_t *code, const uint8_t *end)
{
    const uint8_t *at = code;
    for (int i = 0; i < STEPS_MAX && end - at >= 2 * CALL_BYTES + 3; i++) {
        if (*at == 0xe8)
            return (unsigned)(at + CALL_BYTES - code);
        const unsigned bytes = step_bytes(at, end);
        if (bytes == 0)
            return 0;
        at += bytes;
    }
    return 0;
}

static uint64_t remembered[REMEMBERED]; // place and how many bytes

uintptr_t announced_until(uintptr_t place)
{
    uint64_t *slot = &remembered[(place ^ place >> 8) % REMEMBERED];
    const uint64_t known = __atomic_load_n(slot, __ATOMIC_RELAXED);
    unsigned bytes = (unsigned)(known & 0xff);
    if (unlikely(known >> 8 != place)) {
        const uint8_t *code = (const uint8_t *)place; // NOLINT(performance-no-int-to-ptr)
        bytes = announced_bytes(code, code + CODE_BYTES);
        __atomic_store_n(slot, (uint64_t)place << 8 | bytes, __ATOMIC_RELAXED);
    }
    return bytes ? place + bytes : 0;
}

#else

unsigned announced_bytes(const uint8_t *code, const uint8_t *end)
{
    (void)code;
    (void)end;
    return 0;
}

uintptr_t announced_until(uintptr_t place)
{
    (void)place;
    return 0;
}

#endif
