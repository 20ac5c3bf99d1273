// ELF's table of symbols (elf(5)), 64 bits, of this machine's byte order.
#include "record/symbols.h"

#include "base/utf8.h"
#include "os/file.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECTIONS_MAX = 4096,
    TABLE_BYTES_MAX = 64 << 20,
};

static void *read_part(const struct os_file *file, uint64_t at, uint64_t bytes)
{
    if (bytes == 0 || bytes > TABLE_BYTES_MAX || at > file->size_bytes || bytes > file->size_bytes - at)
        return NULL;
    void *part = malloc((size_t)bytes);
    if (part && !status_is_ok(os_file_read(file, at, part, (size_t)bytes))) {
        free(part);
        return NULL;
    }
    return part;
}

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

static void read_table(struct symbols *symbols, const struct os_file *file, const Elf64_Shdr *sections, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Elf64_Shdr *table = &sections[i];
        if (table->sh_type != SHT_SYMTAB || table->sh_link >= count || table->sh_entsize != sizeof(Elf64_Sym))
            continue;
        const Elf64_Shdr *names = &sections[table->sh_link];
        Elf64_Sym *entries = read_part(file, table->sh_offset, table->sh_size);
        symbols->names = read_part(file, names->sh_offset, names->sh_size);
        if (entries && symbols->names) {
            symbols->name_bytes = (size_t)names->sh_size;
            symbols->names[symbols->name_bytes - 1] = '\0';
            take(symbols, entries, (size_t)(table->sh_size / sizeof *entries));
        }
        free(entries);
        return;
    }
}

void symbols_read(struct symbols *symbols, const char *path)
{
    struct os_file file;
    Elf64_Ehdr head;
    *symbols = (struct symbols){ 0 };
    if (!status_is_ok(os_file_open(path, &file)))
        return;
    if (file.size_bytes >= sizeof head && status_is_ok(os_file_read(&file, 0, &head, sizeof head)) &&
        memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 && head.e_ident[EI_CLASS] == ELFCLASS64 &&
        head.e_ident[EI_DATA] == ELFDATA2LSB && head.e_shentsize == sizeof(Elf64_Shdr) &&
        head.e_shnum <= SECTIONS_MAX) {
        Elf64_Shdr *sections = read_part(&file, head.e_shoff, (uint64_t)head.e_shnum * sizeof *sections);
        symbols->moves = head.e_type == ET_DYN;
        if (sections)
            read_table(symbols, &file, sections, head.e_shnum);
        free(sections);
    }
    os_file_close(&file);
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
    if (within)
        snprintf(name, name_bytes, "%.20s+%" PRIu64, symbols->names + symbol->name, within);
    else
        snprintf(name, name_bytes, "%s", symbols->names + symbol->name);
    utf8_make_plain(name);
    return name[0] != '\0';
}
