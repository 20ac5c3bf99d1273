// One file with debugging information: its units, functions and variables that have a place of their own, by address.
//
// In the process apart alone: a file that lies may end it, or keep it going until its time is over.
#ifndef RECORD_LIBDW_FILE_H
#define RECORD_LIBDW_FILE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dwarf_function {
    uint64_t low, high;
    Dwarf_Die die;
    size_t unit;
    char *name; // in full; NULL: it was not asked for yet
};

struct dwarf_variable {
    uint64_t address, bytes;
    Dwarf_Die die;
};

struct dwarf_file {
    int descriptor; // −1: not open
    Elf *elf;
    Dwarf *dwarf; // NULL: it has no such information
    Dwarf_Die *units;
    size_t unit_count, unit_room;
    struct dwarf_function *functions; // by address
    size_t function_count, function_room;
    struct dwarf_variable *variables; // by address
    size_t variable_count, variable_room;
    struct dwarf_variable *own; // of which each thread has one, by how far from the beginning of all
    size_t own_count, own_room;
};

// Never fails: what cannot be read has nothing. Nothing is given back: the process ends.
void dwarf_file_read(struct dwarf_file *file, const char *path);

// The function that an instruction belongs to, and the variable that an address lies in; NULL: none.
const struct dwarf_function *dwarf_file_function(const struct dwarf_file *file, uint64_t address);
const struct dwarf_variable *dwarf_file_variable(const struct dwarf_file *file, uint64_t address);
const struct dwarf_variable *dwarf_file_own(const struct dwarf_file *file, uint64_t from_begin);

// A function's name with what stands round it.
const char *dwarf_function_name(const struct dwarf_function *function);

// The unit an instruction belongs to, by the function or, without one, by the units' own ranges; NULL: none.
Dwarf_Die *dwarf_file_unit(struct dwarf_file *file, const struct dwarf_function *function, uint64_t address);

// What stands in the file at an address, count bytes at most: how many there are. *bytes lasts as long as the file.
size_t dwarf_file_bytes(const struct dwarf_file *file, uint64_t address, size_t count, const unsigned char **bytes);

// The file that something is declared in; NULL: not known.
const char *dwarf_declared_in(Dwarf_Die *die);

// Where a variable of a function lies from its frame pointer; false: nowhere in the frame.
bool dwarf_in_frame(const struct dwarf_function *function, Dwarf_Die *variable, int64_t *from_frame);

// Calls take(context, variable) for each variable and parameter of a function, those of its inner blocks behind it; `block` is the one that it stands in.
void dwarf_each_local(const struct dwarf_function *function,
                      void (*take)(void *context, Dwarf_Die *variable, Dwarf_Die *block), void *context);

#endif
