// Taken from ELF's table of symbols.
#include "record/symbols.h"

#include "base/utf8.h"
#include "record/elf_sections.h"
#include "record/mangled.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SYMBOL_NAME_BYTES = 96,
};

static int compare(const void *a, const void *b)
{
    const struct symbol *left = a, *right = b;
    return left->address < right->address ? -1 : left->address > right->address;
}

static void take(struct symbols *symbols, const Elf64_Sym *entries, size_t count)
{
    symbols->all = malloc((count + 1) * sizeof *symbols->all);
    if (!symbols->all)
        return;
    for (size_t i = 0; i < count; i++) {
        const Elf64_Sym *entry = &entries[i];
        if (ELF64_ST_TYPE(entry->st_info) == STT_OBJECT && entry->st_shndx != SHN_UNDEF && entry->st_size > 0 &&
            entry->st_name < symbols->name_bytes)
            symbols->all[symbols->count++] = (struct symbol){ entry->st_value, entry->st_size, entry->st_name };
    }
    if (symbols->count > 0)
        qsort(symbols->all, symbols->count, sizeof *symbols->all, compare);
}

void symbols_read(struct symbols *symbols, const char *path)
{
    struct elf_sections sections;
    struct elf_symbols table;
    *symbols = (struct symbols){ 0 };
    if (!elf_sections_open(&sections, path))
        return;
    symbols->moves = sections.head.e_type == ET_DYN;
    if (elf_symbols_read(&sections, SHT_SYMTAB, &table)) {
        symbols->names = table.names;
        symbols->name_bytes = (size_t)table.name_bytes;
        take(symbols, table.all, (size_t)table.count);
        free(table.all);
    }
    elf_sections_close(&sections);
}

void symbols_free(struct symbols *symbols)
{
    free(symbols->all);
    free(symbols->names);
    *symbols = (struct symbols){ 0 };
}

bool symbols_name(const struct symbols *symbols, uint64_t base, uint64_t address, char *name, size_t name_bytes)
{
    const uint64_t wanted = symbols->moves ? address - base : address;
    size_t low = 0, high = symbols->count; // the first behind the address
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (symbols->all[middle].address <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || wanted - symbols->all[low - 1].address >= symbols->all[low - 1].bytes)
        return false;
    const struct symbol *symbol = &symbols->all[low - 1];
    const uint64_t within = wanted - symbol->address;
    const char *given = symbols->names + symbol->name;
    char plain[SYMBOL_NAME_BYTES];
    if (mangled_name(given, plain, sizeof plain))
        given = plain;
    if (within)
        snprintf(name, name_bytes, "%.*s+%" PRIu64, (int)name_bytes - 12, given, within);
    else
        snprintf(name, name_bytes, "%s", given);
    utf8_make_plain(name);
    return name[0] != '\0';
}
