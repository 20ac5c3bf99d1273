// Types: what they are called, how large they are, and what of a thing of a type lies where.
#ifndef RECORD_LIBDW_TYPES_H
#define RECORD_LIBDW_TYPES_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Goes on to what stands behind it; false: it was the last. Never back, as a file that lies might have it.
bool dwarf_next(Dwarf_Die *die);

// The type of a variable or member, of what a pointer points to, of an array's elements; false: it has none (void).
bool dwarf_type(Dwarf_Die *die, Dwarf_Die *type);

// Its size; false: not known.
bool dwarf_size(Dwarf_Die *type, Dwarf_Word *bytes);

// "unsigned long", "struct node *", "std::atomic<int>", as its source has it; cut where it is longer.
void dwarf_type_name(Dwarf_Die *type, char *name, size_t name_bytes);

// "bank::total": a name with those of the namespaces, classes and, of a lambda, the function round it.
void dwarf_full_name(Dwarf_Die *die, char *name, size_t name_bytes);

// The same of a variable; of one that a function has for itself, "count in main".
void dwarf_variable_name(Dwarf_Die *die, char *name, size_t name_bytes);

// The first type that a template was made for, of std::make_unique<int> int; or that the class of a member function was, of
// std::allocator<int>::allocate int. False: there is none.
bool dwarf_parameter(Dwarf_Die *made, Dwarf_Die *type);
bool dwarf_class_parameter(Dwarf_Die *function, Dwarf_Die *type);

// How far a member is from the beginning of what it is part of, and how large; of a bit-field the bytes that hold some of it. False: that is not fixed.
bool dwarf_member_place(Dwarf_Die *member, uint64_t *from, uint64_t *bytes, bool *is_bit_field);

// Which part of a thing some of its bytes are.
struct dwarf_part {
    char path[96]; // ".total", "[3].next"; "+4" where it is a piece of something
    Dwarf_Die type;
    bool is_whole; // these bytes are the whole of it
    bool has_bit_fields;
    bool is_held; // in a node of a container: it is the value, or of that
    uint8_t kind; // enum value_kind
};

void dwarf_part_at(Dwarf_Die *type, uint64_t at, uint64_t bytes, struct dwarf_part *part);

// An array's dimensions, at most 8, and how far its elements are apart; 0: not known.
int dwarf_dimensions(Dwarf_Die *array, uint64_t counts[8]);

#endif
