// Read piece by piece: the file may change meanwhile.
#include "record/elf_sections.h"

#include <stdlib.h>
#include <string.h>

enum {
    SECTIONS_MAX = 4096,
    SECTION_BYTES_MAX = 64 << 20,
};

static void *read_part(const struct os_file *file, uint64_t at, uint64_t bytes)
{
    if (bytes == 0 || bytes > SECTION_BYTES_MAX || at > file->size_bytes || bytes > file->size_bytes - at)
        return NULL;
    void *part = malloc((size_t)bytes);
    if (part && !status_is_ok(os_file_read(file, at, part, (size_t)bytes))) {
        free(part);
        return NULL;
    }
    return part;
}

static bool is_readable(const Elf64_Ehdr *head)
{
    return memcmp(head->e_ident, ELFMAG, SELFMAG) == 0 && head->e_ident[EI_CLASS] == ELFCLASS64 &&
           head->e_ident[EI_DATA] == ELFDATA2LSB;
}

bool elf_sections_open(struct elf_sections *sections, const char *path)
{
    *sections = (struct elf_sections){ 0 };
    if (!status_is_ok(os_file_open(path, &sections->file)))
        return false;
    Elf64_Ehdr *head = &sections->head;
    if (sections->file.size_bytes < sizeof *head ||
        !status_is_ok(os_file_read(&sections->file, 0, head, sizeof *head)) || !is_readable(head)) {
        os_file_close(&sections->file);
        return false;
    }
    if (head->e_shentsize == sizeof(Elf64_Shdr) && head->e_shnum <= SECTIONS_MAX)
        sections->all = read_part(&sections->file, head->e_shoff, (uint64_t)head->e_shnum * sizeof *sections->all);
    sections->count = sections->all ? head->e_shnum : 0;
    return true;
}

void elf_sections_close(struct elf_sections *sections)
{
    free(sections->all);
    os_file_close(&sections->file);
    sections->all = NULL;
    sections->count = 0;
}

const Elf64_Shdr *elf_section_of_type(const struct elf_sections *sections, uint32_t type)
{
    for (uint32_t i = 0; i < sections->count; i++)
        if (sections->all[i].sh_type == type)
            return &sections->all[i];
    return NULL;
}

void *elf_section_read(const struct elf_sections *sections, const Elf64_Shdr *section)
{
    return read_part(&sections->file, section->sh_offset, section->sh_size);
}

bool elf_symbols_read(const struct elf_sections *sections, uint32_t type, struct elf_symbols *symbols)
{
    const Elf64_Shdr *table = elf_section_of_type(sections, type);
    *symbols = (struct elf_symbols){ 0 };
    if (!table || table->sh_link >= sections->count || table->sh_entsize != sizeof(Elf64_Sym))
        return false;
    const Elf64_Shdr *names = &sections->all[table->sh_link];
    symbols->all = elf_section_read(sections, table);
    symbols->names = elf_section_read(sections, names);
    if (!symbols->all || !symbols->names) {
        elf_symbols_free(symbols);
        return false;
    }
    symbols->count = table->sh_size / sizeof *symbols->all;
    symbols->name_bytes = names->sh_size;
    symbols->names[symbols->name_bytes - 1] = '\0';
    return true;
}

void elf_symbols_free(struct elf_symbols *symbols)
{
    free(symbols->all);
    free(symbols->names);
    *symbols = (struct elf_symbols){ 0 };
}
