// By its tables of symbols and by what its compilers left in .comment.
#include "record/build_traits.h"

#include "inside/program_file.h"
#include "os/file.h"
#include "record/elf_sections.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- finding it -----------------------------------------------------------------------------------------------------

static int file_open(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); }

static bool file_read(int file, uint64_t at, void *data, size_t bytes)
{
    return at <= INT64_MAX && pread(file, data, bytes, (off_t)at) == (ssize_t)bytes;
}

static void file_close(int file) { (void)close(file); }

// ---- what it says ---------------------------------------------------------------------------------------------------

// Every file that was compiled for it calls __tsan_init; who has that from elsewhere has the rest from there.
static bool is_hooked(const struct elf_sections *sections)
{
    struct elf_symbols symbols;
    bool found = false;
    if (!elf_symbols_read(sections, SHT_DYNSYM, &symbols))
        return false;
    for (uint64_t i = 0; i < symbols.count && !found; i++)
        found = symbols.all[i].st_shndx == SHN_UNDEF && symbols.all[i].st_name < symbols.name_bytes &&
                strcmp(symbols.names + symbols.all[i].st_name, "__tsan_init") == 0;
    elf_symbols_free(&symbols);
    return found;
}

static bool has(const char *bytes, uint64_t count, const char *word)
{
    return memmem(bytes, (size_t)count, word, strlen(word)) != NULL;
}

// Others' compilers have C's start-up code in what they make, and so its compiler's mark, but leave their own beside it.
static bool is_of_c(const struct elf_sections *sections)
{
    static const uint64_t most = 1 << 16;
    bool c = false, other = false;
    for (uint32_t i = 0; i < sections->count; i++) {
        const Elf64_Shdr *section = &sections->all[i];
        const bool is_marks = section->sh_type == SHT_PROGBITS &&
                              (section->sh_flags & (SHF_MERGE | SHF_STRINGS)) == (SHF_MERGE | SHF_STRINGS);
        char *marks = is_marks && !(section->sh_flags & SHF_ALLOC) && section->sh_size <= most
                          ? elf_section_read(sections, section)
                          : NULL;
        if (marks) {
            c |= has(marks, section->sh_size, "GCC: (") || has(marks, section->sh_size, "clang version");
            other |= has(marks, section->sh_size, "rustc") || has(marks, section->sh_size, "GHC ");
        }
        free(marks);
    }
    return c && !other;
}

bool build_traits_read(struct build_traits *traits, const char *name)
{
    static const struct program_reader reader = { file_open, file_read, file_close };
    struct elf_sections sections;
    *traits = (struct build_traits){ 0 };
    if (!program_find(&reader, name, getenv("PATH"), traits->path, sizeof traits->path) ||
        !elf_sections_open(&sections, traits->path))
        return false;
    traits->is_hooked = is_hooked(&sections);
    traits->has_symbols = elf_section_of_type(&sections, SHT_SYMTAB) != NULL;
    traits->is_of_c = is_of_c(&sections);
    elf_sections_close(&sections);
    return true;
}
