// The sections of an ELF file (elf(5)), 64 bits, of this machine's byte order. The file is untrusted: what is not there, or does not
// fit, is not given.
#ifndef RECORD_ELF_SECTIONS_H
#define RECORD_ELF_SECTIONS_H

#include "os/file.h"

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>

struct elf_sections {
    struct os_file file;
    Elf64_Ehdr head;
    Elf64_Shdr *all;
    uint32_t count;
};

// False: it is no such file, or cannot be read; nothing is left open then. Sections may be none.
bool elf_sections_open(struct elf_sections *sections, const char *path);
void elf_sections_close(struct elf_sections *sections);

// The first of a type (SHT_…); NULL: there is none.
const Elf64_Shdr *elf_section_of_type(const struct elf_sections *sections, uint32_t type);

// What stands in it, of at least 1 byte; free() it. NULL: too much, not there, or memory is short.
void *elf_section_read(const struct elf_sections *sections, const Elf64_Shdr *section);

// A table of symbols with its names, whose last byte is made a zero. False: it has none. Free both.
struct elf_symbols {
    Elf64_Sym *all;
    uint64_t count;
    char *names;
    uint64_t name_bytes;
};

bool elf_symbols_read(const struct elf_sections *sections, uint32_t type, struct elf_symbols *symbols);
void elf_symbols_free(struct elf_symbols *symbols);

#endif
