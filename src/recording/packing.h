// How the large sections of a file are made shorter: what tasks note, and when, goes on much as it did before.
//
// A moment is kept as how long it is after the one before, in as many bytes as that takes, seven bits each, the lowest first;
// what a note is, as the place of what followed such a note before. So of a mutex that is taken a million times a note takes a
// byte or two, of sixteen. Every element takes a byte at least, so that nothing unpacks into more than 16 times its length.
//
// What does not rise, or is of no use to be packed, stays as it is: packing is refused then. The same elements always give the
// same bytes. Whoever unpacks takes any bytes, right or not, and never reads or writes past their end.
#ifndef RECORDING_PACKING_H
#define RECORDING_PACKING_H

#include <stdbool.h>
#include <stddef.h>

// By what a section consists of. No number of these stands in a file: which one it is follows from the section.
enum packing {
    PACKING_NONE,
    PACKING_NOTES,   // struct note
    PACKING_MOMENTS, // uint64_t that mostly rise
    PACKING_STAMPS,  // uint64_t that rises, uint32_t that rises, uint32_t 0
    PACKING_WORDS,   // uint32_t that rise in lines of their own, told apart by their highest 6 bits
    PACKING_COUNT,
};

// Packs so many elements. Returns how many bytes they take; 0: more than room_bytes, or they cannot be packed. Linear, some
// nanoseconds an element.
size_t packing_pack(enum packing packing, const void *elements, size_t count, unsigned char *to, size_t room_bytes);

// The elements again. False where the bytes are not those of just so many elements; some of them are written then.
bool packing_unpack(enum packing packing, const unsigned char *from, size_t size_bytes, void *elements, size_t count);

#endif
