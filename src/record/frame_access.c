// A window of a few instructions, up to the next call or to what is not understood. Registers are followed as far as they hold a
// pointer from the frame, or an address in it. An access of the right width and way through anything else means that this was the one,
// and that nothing is known of it.
#include "record/frame_access.h"

#include <string.h>

enum {
    INSTRUCTIONS_MAX = 8,
    REGISTERS = 16,
    RBP = 5,
};

// How an opcode's memory operand is used, and what else there is.
enum use {
    USE_NONE = 0, // not known here: the window ends
    LOADS = 1,
    STORES = 2,
    CHANGES = LOADS | STORES,
    TAKES_ADDRESS = 4,
    FILLS = 8,    // reg is filled with what is loaded
    BYTE = 16,    // of one byte
    WORD = 32,    // of two
    DOUBLE = 64,  // of four, whatever the prefix says
    OF_SSE = 128, // of 8 with F2, of 4 with F3 and without
    IMM_8 = 256,  // a byte follows
    IMM_32 = 512, // four follow, two with 66
};

// One-byte opcodes with a ModRM byte (Intel's manual, volume 2, appendix A).
static const uint16_t opcodes[256] = {
    [0x01] = CHANGES,          [0x03] = LOADS,
    [0x09] = CHANGES,          [0x0b] = LOADS,
    [0x21] = CHANGES,          [0x23] = LOADS,
    [0x29] = CHANGES,          [0x2b] = LOADS,
    [0x31] = CHANGES,          [0x33] = LOADS,
    [0x38] = LOADS | BYTE,     [0x39] = LOADS,
    [0x3a] = LOADS | BYTE,     [0x3b] = LOADS,
    [0x63] = LOADS | DOUBLE,   [0x80] = CHANGES | BYTE | IMM_8,
    [0x81] = CHANGES | IMM_32, [0x83] = CHANGES | IMM_8,
    [0x84] = LOADS | BYTE,     [0x85] = LOADS,
    [0x88] = STORES | BYTE,    [0x89] = STORES | FILLS,
    [0x8a] = LOADS | BYTE,     [0x8b] = LOADS | FILLS,
    [0x8d] = TAKES_ADDRESS,    [0xc6] = STORES | BYTE | IMM_8,
    [0xc7] = STORES | IMM_32,  [0xfe] = CHANGES | BYTE,
    [0x69] = LOADS | IMM_32,   [0x6b] = LOADS | IMM_8,
    [0xc1] = CHANGES | IMM_8,  [0xd1] = CHANGES,
    [0xff] = CHANGES,
};

// Those behind 0F.
static const uint16_t opcodes_0f[256] = {
    [0x10] = LOADS | OF_SSE, [0x11] = STORES | OF_SSE, [0x2a] = LOADS,          [0x2c] = LOADS | OF_SSE,
    [0x2d] = LOADS | OF_SSE, [0x2e] = LOADS | OF_SSE,  [0x2f] = LOADS | OF_SSE, [0x51] = LOADS | OF_SSE,
    [0x58] = LOADS | OF_SSE, [0x59] = LOADS | OF_SSE,  [0x5a] = LOADS | OF_SSE, [0x5c] = LOADS | OF_SSE,
    [0x5e] = LOADS | OF_SSE, [0x6e] = LOADS,           [0x7e] = STORES,         [0xaf] = LOADS,
    [0xef] = LOADS,          [0xb6] = LOADS | BYTE,    [0xb7] = LOADS | WORD,   [0xbe] = LOADS | BYTE,
    [0xbf] = LOADS | WORD,
};

struct code {
    const unsigned char *at, *end;
};

struct prefixes {
    bool is_word, is_double, is_single; // 66, F2, F3
    unsigned rex;
};

// A memory operand, or a register where base is REGISTERS.
struct operand {
    unsigned reg, base; // base: of memory; REGISTERS + n: it is register n; 2 · REGISTERS: something else
    int64_t displacement;
};

struct register_state {
    bool is_pointer, is_address; // loaded from the frame, or an address in it
    int64_t from_frame;
};

struct window {
    uint32_t bytes;
    uint16_t way; // LOADS or STORES
    struct register_state registers[REGISTERS];
    struct frame_access *found;
    int count;
    bool is_unknown;
};

static bool take_bytes(struct code *code, size_t count, const unsigned char **bytes)
{
    if ((size_t)(code->end - code->at) < count)
        return false;
    *bytes = code->at;
    code->at += count;
    return true;
}

static bool take_prefixes(struct code *code, struct prefixes *prefixes, unsigned char *opcode)
{
    const unsigned char *byte;
    *prefixes = (struct prefixes){ 0 };
    for (int i = 0; i < 5 && take_bytes(code, 1, &byte); i++) {
        *opcode = *byte;
        if (*byte == 0x66)
            prefixes->is_word = true;
        else if (*byte == 0xf2)
            prefixes->is_double = true;
        else if (*byte == 0xf3)
            prefixes->is_single = true;
        else if ((*byte & 0xf0) == 0x40)
            prefixes->rex = *byte;
        else
            return true;
    }
    return false;
}

static bool take_displacement(struct code *code, unsigned mode, int64_t *displacement)
{
    const unsigned char *bytes;
    int32_t wide;
    *displacement = 0;
    if (mode == 1 && take_bytes(code, 1, &bytes))
        *displacement = *bytes < 128 ? *bytes : *bytes - 256;
    else if (mode == 2 && take_bytes(code, 4, &bytes)) {
        memcpy(&wide, bytes, sizeof wide);
        *displacement = wide;
    } else if (mode != 0)
        return false;
    return true;
}

static bool take_operand(struct code *code, unsigned rex, struct operand *operand)
{
    const unsigned char *byte;
    if (!take_bytes(code, 1, &byte))
        return false;
    const unsigned mode = *byte >> 6, rm = *byte & 7;
    operand->reg = (*byte >> 3 & 7) | (rex & 4) << 1;
    operand->base = rm | (rex & 1) << 3;
    operand->displacement = 0;
    if (mode == 3) {
        operand->base += REGISTERS;
        return true;
    }
    if (rm == 4) { // scaled: too much
        operand->base = 2 * REGISTERS;
        if (!take_bytes(code, 1, &byte))
            return false;
        return take_displacement(code, mode == 0 && (*byte & 7) == 5 ? 2 : mode, &operand->displacement);
    }
    if (mode == 0 && rm == RBP) { // from the instruction pointer
        operand->base = 2 * REGISTERS;
        return take_displacement(code, 2, &operand->displacement);
    }
    return take_displacement(code, mode, &operand->displacement);
}

static uint32_t width_of(uint16_t use, const struct prefixes *prefixes)
{
    if (use & OF_SSE)
        return prefixes->is_double ? 8 : prefixes->is_single ? 4 : 16;
    return use & BYTE ? 1 : use & WORD ? 2 : use & DOUBLE ? 4 : prefixes->rex & 8 ? 8 : prefixes->is_word ? 2 : 4;
}

static void take_access(struct window *window, const struct operand *operand, bool is_float)
{
    struct frame_access access = { .is_float = is_float, .from_frame = operand->displacement };
    if (operand->base >= REGISTERS) {
        window->is_unknown = true;
        return;
    }
    const struct register_state *base = &window->registers[operand->base];
    if (operand->base != RBP) {
        access.from_frame = base->is_address ? base->from_frame + operand->displacement : base->from_frame;
        access.by_pointer = base->is_pointer;
        access.within = base->is_pointer ? operand->displacement : 0;
        window->is_unknown |= !base->is_pointer && !base->is_address;
    }
    if (window->count < FRAME_ACCESSES_MAX)
        window->found[window->count++] = access;
}

// What the register holds from now on.
static struct register_state filled(const struct window *window, uint16_t use, uint32_t width,
                                    const struct operand *operand)
{
    struct register_state state = { 0 };
    if (operand->base == RBP && width == 8) {
        state.is_pointer = use & FILLS;
        state.is_address = use & TAKES_ADDRESS;
        state.from_frame = operand->displacement;
    } else if (operand->base >= REGISTERS && operand->base < 2 * REGISTERS && (use & FILLS) && width == 8) {
        state = window->registers[operand->base - REGISTERS];
    }
    return state;
}

static void apply(struct window *window, uint16_t use, const struct prefixes *prefixes, const struct operand *operand)
{
    const uint32_t width = width_of(use, prefixes);
    const bool in_memory = operand->base < REGISTERS || operand->base == 2 * REGISTERS;
    if (in_memory && (use & CHANGES) && width == window->bytes && (use & window->way))
        take_access(window, operand, use & OF_SSE);
    if (use & OF_SSE)
        return;
    if (use & STORES) { // into a register: 89 copies, the others change
        if (!in_memory) {
            struct operand other = { .base = operand->reg + REGISTERS };
            window->registers[operand->base - REGISTERS] = filled(window, use & FILLS, width, &other);
        }
        return;
    }
    if (operand->reg < REGISTERS)
        window->registers[operand->reg] = filled(window, use, width, operand);
}

// Those without an operand that may stand between: their length; 0: the window ends.
static size_t harmless(unsigned char opcode, const struct prefixes *prefixes, struct window *window)
{
    if (opcode >= 0xb8 && opcode <= 0xbf) {
        window->registers[(opcode & 7) | (prefixes->rex & 1) << 3] = (struct register_state){ 0 };
        return prefixes->rex & 8 ? 8 : 4;
    }
    return 0;
}

static bool step(struct window *window, struct code *code)
{
    struct prefixes prefixes;
    struct operand operand;
    unsigned char opcode;
    const unsigned char *bytes;
    if (!take_prefixes(code, &prefixes, &opcode))
        return false;
    uint16_t use = opcodes[opcode];
    if (opcode == 0x0f) {
        if (!take_bytes(code, 1, &bytes))
            return false;
        use = *bytes == 0x7e && prefixes.is_single ? (uint16_t)USE_NONE : opcodes_0f[*bytes]; // then it loads
    } else if (opcode == 0x90 || opcode == 0x98 || opcode == 0x99) {
        window->registers[0] = (struct register_state){ 0 }; // cltq and cqto: of rax and rdx
        window->registers[2] = (struct register_state){ 0 };
        return true;
    } else if (use == USE_NONE) {
        const size_t length = harmless(opcode, &prefixes, window);
        return length && take_bytes(code, length, &bytes);
    }
    if (use == USE_NONE || !take_operand(code, prefixes.rex, &operand))
        return false;
    if ((opcode == 0xff || opcode == 0xfe) && (operand.reg & 7) > 1)
        return false; // calls, jumps
    if ((opcode == 0x80 || opcode == 0x81 || opcode == 0x83) && (operand.reg & 7) == 7)
        use &= (uint16_t)~STORES; // compares
    if ((opcode == 0x80 || opcode == 0x81 || opcode == 0x83 || opcode == 0xc6 || opcode == 0xc7 || opcode == 0xff ||
         opcode == 0xfe || opcode == 0xc1 || opcode == 0xd1))
        operand.reg = REGISTERS; // is a part of the opcode
    apply(window, use, &prefixes, &operand);
    const size_t immediate = use & IMM_8 ? 1 : use & IMM_32 ? (prefixes.is_word ? 2 : 4) : 0;
    return take_bytes(code, immediate, &bytes);
}

int frame_accesses(const unsigned char *code, size_t code_bytes, uint32_t bytes, bool store,
                   struct frame_access found[FRAME_ACCESSES_MAX])
{
    struct window window = { .bytes = bytes, .way = store ? STORES : LOADS, .found = found };
    struct code at = { code, code + code_bytes };
    for (int i = 0; i < INSTRUCTIONS_MAX && !window.is_unknown && step(&window, &at); i++)
        ;
    if (window.is_unknown)
        return 0;
    // Where a pointer leads somewhere, that was it; the first store is the one that was announced.
    int kept = 0;
    bool by_pointer = false;
    for (int i = 0; i < window.count; i++)
        by_pointer |= found[i].by_pointer;
    for (int i = 0; i < window.count; i++)
        if (found[i].by_pointer == by_pointer)
            found[kept++] = found[i];
    return store && kept > 1 ? 1 : kept;
}

// ---- arguments ------------------------------------------------------------------------------------------------------

enum {
    RDI = 7,               // the first argument
    ARGUMENT_BYTES = 7,    // of the load of the pointer: REX, 8B, ModRM, four
    ARGUMENT_WAY_MAX = 24, // from the pointer's load to the call
};

// Which registers lead where the pointer does, and how far from there.
struct leading {
    bool leads[REGISTERS];
    int64_t within[REGISTERS];
};

static bool take_constant(struct code *code, bool is_byte, int64_t *constant)
{
    return take_displacement(code, is_byte ? 1 : 2, constant);
}

// One instruction between the pointer's load and the call: copies, sums with a constant, what is put into the frame.
static bool follow(struct leading *leading, struct code *code)
{
    struct prefixes prefixes;
    struct operand operand;
    unsigned char opcode;
    int64_t constant = 0;
    if (!take_prefixes(code, &prefixes, &opcode) || !(prefixes.rex & 8) || prefixes.is_word)
        return false;
    if (opcode == 0x05) { // to rax
        const bool is_whole = take_constant(code, false, &constant);
        leading->within[0] += constant;
        return is_whole;
    }
    if ((opcode != 0x89 && opcode != 0x8d && opcode != 0x83 && opcode != 0x81) ||
        !take_operand(code, prefixes.rex, &operand))
        return false;
    const unsigned base = operand.base % REGISTERS;
    const bool in_memory = operand.base < REGISTERS;
    if (operand.base >= 2 * REGISTERS)
        return false;
    if (opcode == 0x89 && in_memory)
        return operand.base == RBP;
    if (opcode == 0x89 || (opcode == 0x8d && in_memory)) {
        const unsigned from = opcode == 0x89 ? operand.reg : base, to = opcode == 0x89 ? base : operand.reg;
        leading->within[to] = leading->within[from] + operand.displacement;
        leading->leads[to] = leading->leads[from];
        return true;
    }
    if (opcode == 0x8d || in_memory || (operand.reg & 7) != 0 || !take_constant(code, opcode == 0x83, &constant))
        return false;
    leading->within[base] += constant;
    return true;
}

// Whether the code is all that way, from the pointer's load on.
static bool leads_to_call(struct code code, int64_t *from_end, int64_t *within)
{
    struct leading leading = { { 0 }, { 0 } };
    const unsigned char *load = code.at;
    int32_t away;
    if ((load[0] & 0xf8) != 0x48 || load[1] != 0x8b || (load[2] & 0xc7) != RBP)
        return false;
    const unsigned reg = (load[2] >> 3 & 7U) | (load[0] & 4U) << 1;
    memcpy(&away, load + 3, sizeof away);
    code.at += ARGUMENT_BYTES;
    *from_end = (int64_t)away - (code.end - code.at);
    leading.leads[reg] = true;
    while (code.at < code.end)
        if (!follow(&leading, &code))
            return false;
    *within = leading.within[RDI];
    return leading.leads[RDI];
}

bool frame_argument(const unsigned char *code, size_t code_bytes, int64_t *from_end, int64_t *within)
{
    for (size_t way = ARGUMENT_BYTES; way <= code_bytes && way <= ARGUMENT_BYTES + ARGUMENT_WAY_MAX; way++)
        if (leads_to_call((struct code){ code + code_bytes - way, code + code_bytes }, from_end, within))
            return true;
    return false;
}

// ---- copies ---------------------------------------------------------------------------------------------------------

// A move of 8 bytes between a register and a place in the frame; false: there is none.
static bool take_move(struct code *code, unsigned char wanted, struct operand *operand)
{
    struct prefixes prefixes;
    unsigned char opcode;
    return take_prefixes(code, &prefixes, &opcode) && opcode == wanted && prefixes.rex & 8 &&
           take_operand(code, prefixes.rex, operand) && operand->base == RBP;
}

bool frame_copied_from(const unsigned char *code, size_t code_bytes, int64_t to, int64_t *from)
{
    struct operand loaded, stored;
    bool found = false;
    for (size_t i = 0; i < code_bytes; i++) {
        struct code at = { code + i, code + code_bytes };
        if (code[i] < 0x48 || code[i] > 0x4f || !take_move(&at, 0x8b, &loaded) || !take_move(&at, 0x89, &stored) ||
            stored.reg != loaded.reg || stored.displacement != to)
            continue;
        if (found && *from != loaded.displacement)
            return false;
        *from = loaded.displacement;
        found = true;
    }
    return found;
}
