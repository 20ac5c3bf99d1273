// The names of a program's own variables, from its file's table of symbols.
//
// The file is untrusted: whatever stands in it, at worst nothing has a name.
#ifndef RECORD_SYMBOLS_H
#define RECORD_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbol {
    uint64_t address, bytes; // as in the file
    uint32_t name;           // where it begins in the names
};

struct symbols {
    struct symbol *all; // variables alone, by address
    size_t count;
    char *names;
    size_t name_bytes;
    bool moves; // it is loaded anywhere, and addresses are from where that is
};

// Of a file by path; count 0 where it has none (stripped) or cannot be read. Free with symbols_free.
void symbols_read(struct symbols *symbols, const char *path);
void symbols_free(struct symbols *symbols);

// The name of the variable that an address lies in, as its source has it where that is plain, "name" or "name+8", in at least 24 bytes; false: it lies in none. base: where the program was loaded.
bool symbols_name(const struct symbols *symbols, uint64_t base, uint64_t address, char *name, size_t name_bytes);

#endif
