// See packing.h.
//
// Each kind is one step that packs an element and one that unpacks it, both with the same memory of what came before, and both
// inlined into a loop of their own. A step takes STEP_BYTES at most; near the end unpacking goes on in a copy with zeros behind
// it, so that no byte has to be asked whether it is still there.
#include "recording/packing.h"

#include "recording/notes.h"

#include <stdint.h>
#include <string.h>

#define PACKING_INLINE static inline __attribute__((always_inline))

enum {
    STEP_BYTES = 32, // three numbers of ten bytes
    KINDS = 32,      // of notes, and more: any byte is some kind
    FOLLOWERS = 3,   // kept of each: `remember` is written for three
    LINES = 64,
    LINE_SHIFT = 26,
};

// What a note is, but for when.
struct following {
    uint32_t what;  // kind, resource and other, as they stand in memory
    uint32_t steps; // since the note before
};

// What came before: all zeros at the beginning.
struct before {
    uint64_t ticks;
    uint32_t made;
    uint32_t kind;                               // of the last note
    struct following followed[KINDS][FOLLOWERS]; // such a note: the latest first
    uint32_t lines[LINES];                       // the last word of each
    uint32_t words[2];                           // the last but one, and the last
};

struct stamp { // of PACKING_STAMPS
    uint64_t ticks;
    uint32_t made, zero;
};

// ---- numbers --------------------------------------------------------------------------------------------------------

PACKING_INLINE void put(unsigned char **to, uint64_t number)
{
    for (; number >= 128; number >>= 7)
        *(*to)++ = (unsigned char)(number | 128);
    *(*to)++ = (unsigned char)number;
}

PACKING_INLINE uint64_t take(const unsigned char **from)
{
    uint64_t byte = *(*from)++, number = byte & 127;
    for (int shift = 7; byte >= 128 && shift < 64; shift += 7) {
        byte = *(*from)++;
        number |= (byte & 127) << shift;
    }
    return number;
}

// Small where a difference is small in either direction.
PACKING_INLINE uint32_t fold(uint32_t difference) { return difference << 1 ^ (0u - (difference >> 31)); }

PACKING_INLINE uint32_t unfold(uint32_t folded) { return folded >> 1 ^ (0u - (folded & 1)); }

// ---- notes ----------------------------------------------------------------------------------------------------------

// When: the difference, and in its lowest two bits which of those that followed the last kind it is; FOLLOWERS: one that stands
// behind it.
#define LONGEST (UINT64_C(1) << 62)

PACKING_INLINE uint32_t what_of(const struct note *note)
{
    return note->kind | (uint32_t)note->resource << 8 | (uint32_t)note->other << 16;
}

// Brings what followed to the front of those that did; `place` of them stand before it.
PACKING_INLINE void remember(struct before *before, struct following now, unsigned place)
{
    struct following *followed = before->followed[before->kind % KINDS];
    before->kind = now.what & 255;
    if (place == 0)
        return;
    if (place >= 2)
        followed[2] = followed[1];
    followed[1] = followed[0];
    followed[0] = now;
}

PACKING_INLINE bool pack_note(struct before *before, const struct note *note, unsigned char **to)
{
    const struct following now = { what_of(note), note->step - before->made };
    const struct following *followed = before->followed[before->kind % KINDS];
    const uint64_t after = note->ticks - before->ticks;
    unsigned place = 0;
    while (place < FOLLOWERS && (followed[place].what != now.what || followed[place].steps != now.steps))
        place++;
    put(to, after << 2 | place);
    if (place == FOLLOWERS) {
        put(to, now.what);
        put(to, now.steps);
    }
    before->ticks = note->ticks;
    before->made = note->step;
    remember(before, now, place);
    return after < LONGEST;
}

PACKING_INLINE void unpack_note(struct before *before, const unsigned char **from, struct note *note)
{
    const uint64_t when = take(from);
    const unsigned place = when & 3;
    struct following now;
    if (place < FOLLOWERS) {
        now = before->followed[before->kind % KINDS][place];
    } else {
        now.what = (uint32_t)take(from);
        now.steps = (uint32_t)take(from);
    }
    before->ticks += when >> 2;
    before->made += now.steps;
    *note = (struct note){
        .ticks = before->ticks,
        .step = before->made,
        .kind = (uint8_t)now.what,
        .resource = (uint8_t)(now.what >> 8),
        .other = (uint16_t)(now.what >> 16),
    };
    remember(before, now, place);
}

// ---- moments and stamps ---------------------------------------------------------------------------------------------

PACKING_INLINE bool pack_moment(struct before *before, const uint64_t *moment, unsigned char **to)
{
    put(to, *moment - before->ticks);
    before->ticks = *moment;
    return true;
}

PACKING_INLINE void unpack_moment(struct before *before, const unsigned char **from, uint64_t *moment)
{
    before->ticks += take(from);
    *moment = before->ticks;
}

PACKING_INLINE bool pack_stamp(struct before *before, const struct stamp *stamp, unsigned char **to)
{
    put(to, stamp->ticks - before->ticks);
    put(to, stamp->made - before->made);
    before->ticks = stamp->ticks;
    before->made = stamp->made;
    return stamp->zero == 0;
}

PACKING_INLINE void unpack_stamp(struct before *before, const unsigned char **from, struct stamp *stamp)
{
    before->ticks += take(from);
    before->made += (uint32_t)take(from);
    *stamp = (struct stamp){ before->ticks, before->made, 0 };
}

// ---- words ----------------------------------------------------------------------------------------------------------

// Notes of a journal are two words, so that mostly a word is of the line that the last but one was of. Then how it differs from
// that stands there, shifted by a bit that is 0; else its line, with a bit that is 1, and how it differs from that line's last.
PACKING_INLINE void follow(struct before *before, uint32_t word)
{
    before->lines[word >> LINE_SHIFT] = word;
    before->words[0] = before->words[1];
    before->words[1] = word;
}

PACKING_INLINE bool pack_word(struct before *before, const uint32_t *word, unsigned char **to)
{
    const uint32_t line = *word >> LINE_SHIFT;
    if (line == before->words[0] >> LINE_SHIFT) {
        put(to, (uint64_t)fold(*word - before->words[0]) << 1);
    } else {
        put(to, line << 1 | 1);
        put(to, fold(*word - before->lines[line]));
    }
    follow(before, *word);
    return true;
}

PACKING_INLINE void unpack_word(struct before *before, const unsigned char **from, uint32_t *word)
{
    const uint64_t first = take(from);
    if (__builtin_expect(first & 1, 0))
        *word = before->lines[(first >> 1) % LINES] + unfold((uint32_t)take(from));
    else
        *word = before->words[0] + unfold((uint32_t)(first >> 1));
    follow(before, *word);
}

// ---- all of them ----------------------------------------------------------------------------------------------------

struct kind {
    size_t (*pack)(const void *elements, size_t count, unsigned char *to, size_t room_bytes);
    bool (*unpack)(const unsigned char *from, size_t size_bytes, void *elements, size_t count);
};

#define PACK_ALL(name, step, type)                                                                                     \
    static size_t name(const void *from, size_t count, unsigned char *to, size_t room_bytes)                           \
    {                                                                                                                  \
        const type *elements = from;                                                                                   \
        struct before before = { 0 };                                                                                  \
        unsigned char *at = to;                                                                                        \
        for (size_t i = 0; i < count; i++)                                                                             \
            if (room_bytes - (size_t)(at - to) < STEP_BYTES || !step(&before, &elements[i], &at))                      \
                return 0;                                                                                              \
        return (size_t)(at - to);                                                                                      \
    }

// `at` goes through the bytes, then through the copy of the last ones, of which `rest` are real.
#define UNPACK_ALL(name, step, type)                                                                                   \
    static bool name(const unsigned char *from, size_t size_bytes, void *to, size_t count)                             \
    {                                                                                                                  \
        type *elements = to;                                                                                           \
        struct before before = { 0 };                                                                                  \
        unsigned char copy[2 * STEP_BYTES] = { 0 };                                                                    \
        const unsigned char *at = from;                                                                                \
        size_t i = 0;                                                                                                  \
        for (; i < count && size_bytes - (size_t)(at - from) >= STEP_BYTES; i++)                                       \
            step(&before, &at, &elements[i]);                                                                          \
        const size_t rest = size_bytes - (size_t)(at - from);                                                          \
        if (rest >= STEP_BYTES)                                                                                        \
            return false;                                                                                              \
        memcpy(copy, at, rest);                                                                                        \
        at = copy;                                                                                                     \
        for (; i < count && (size_t)(at - copy) < rest; i++)                                                           \
            step(&before, &at, &elements[i]);                                                                          \
        return i == count && (size_t)(at - copy) == rest;                                                              \
    }

#define KIND(name, type)                                                                                               \
    PACK_ALL(pack_##name##s, pack_##name, type)                                                                        \
    UNPACK_ALL(unpack_##name##s, unpack_##name, type)                                                                  \
    static const struct kind name##s = { pack_##name##s, unpack_##name##s };

KIND(note, struct note)
KIND(moment, uint64_t)
KIND(stamp, struct stamp)
KIND(word, uint32_t)

// PACKING_NONE has none.
static const struct kind *const kinds[PACKING_COUNT] = {
    [PACKING_NOTES] = &notes,
    [PACKING_MOMENTS] = &moments,
    [PACKING_STAMPS] = &stamps,
    [PACKING_WORDS] = &words,
};

size_t packing_pack(enum packing packing, const void *elements, size_t count, unsigned char *to, size_t room_bytes)
{
    return kinds[packing] ? kinds[packing]->pack(elements, count, to, room_bytes) : 0;
}

bool packing_unpack(enum packing packing, const unsigned char *from, size_t size_bytes, void *elements, size_t count)
{
    return kinds[packing] && kinds[packing]->unpack(from, size_bytes, elements, count);
}
