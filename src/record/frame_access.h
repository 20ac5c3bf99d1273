// What the instructions behind a hook's call touch, as compilers write them at -O0: something in the function's frame, by its place
// there, or what a pointer in the frame leads to. So variables on a stack, which have no address that a file knows, get their names, and those
// on the heap their types. And what the call was given, where a pointer that is no function's own leads there: gcc keeps such a one in a
// register.
//
// Pure; x86-64 alone, and of that what compilers make of loads and stores. What is not sure is not told.
#ifndef RECORD_FRAME_ACCESS_H
#define RECORD_FRAME_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_ACCESSES_MAX = 4,
};

struct frame_access {
    bool is_float;      // a register of floating point takes it or gives it
    bool by_pointer;    // what is touched lies `within` bytes from where the pointer at `from_frame` leads
    int64_t from_frame; // from the frame pointer
    int64_t within;
};

// code: from where the call returns to. What may have been the access of so many bytes, in the order of the instructions; how many there are. All are of one kind, by
// pointer or not.
int frame_accesses(const unsigned char *code, size_t code_bytes, uint32_t bytes, bool store,
                   struct frame_access found[FRAME_ACCESSES_MAX]);

// What a hook was called with, where that was a pointer that has an address of its own, of a file's variable, or lies `within` bytes
// from where it leads. code: of the function, up to the call. *from_end: where the pointer lies, from the code's end. False: it was
// something else, or that is not sure.
bool frame_argument(const unsigned char *code, size_t code_bytes, int64_t *from_end, int64_t *within);

// Where in the frame a pointer was copied from that the function's code, so many bytes, puts at `to`: from another place there, and
// always the same. False: it is not so.
bool frame_copied_from(const unsigned char *code, size_t code_bytes, int64_t to, int64_t *from);

#endif
