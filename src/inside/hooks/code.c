// A file is mapped when one of its functions is asked for first. Symbols stand in no order, and are looked through for each address
// that was not asked for before.
#include "inside/hooks/code.h"

#include "inside/books_layout.h"
#include "inside/hooks/modules.h"
#include "inside/hooks/roots.h"
#include "inside/map_left.h"

#include <link.h>
#include <string.h>
#include <sys/stat.h>

enum {
    KNOWN = 1 << 12, // a power of two
    TRIES = 8,
    OWNER_BITS = 2,
    SEEK_TO_END = 2,
};

struct symbols {
    const ElfW(Sym) * all; // NULL: there are none
    uint64_t count;
    const char *names;
    uint64_t name_bytes;
};

// Of a module. Once it was looked for it stays.
struct file {
    _Atomic uintptr_t at; // 1: it is not to be had
    _Atomic uint64_t bytes;
};

struct code {
    _Atomic uint64_t known[KNOWN]; // address and owner; 0: free
    struct file file[MODULES_MAX];
};

// ---- files ----------------------------------------------------------------------------------------------------------

// Another may lie in the place of the module's by now.
static bool is_of(long file, const struct books_module *module)
{
    struct stat about = { .st_dev = 0 }; // the kernel writes it, which is not seen here
    if (module->file_number == 0)
        return true;
    return raw_call(SYS_fstat, file, (long)&about, 0, 0, 0, 0) == 0 && about.st_dev == module->file_device &&
           about.st_ino == module->file_number;
}

static uintptr_t map(const char *path, const struct books_module *module, uint64_t *bytes)
{
    const long file = raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (raw_failed(file))
        return 1;
    const long end = is_of(file, module) ? raw_call(SYS_lseek, file, 0, SEEK_TO_END, 0, 0, 0) : 0;
    const long at = end > 0 ? raw_call(SYS_mmap, 0, end, PROT_READ, MAP_PRIVATE, file, 0) : -1;
    raw_call(SYS_close, file, 0, 0, 0, 0, 0);
    *bytes = raw_failed(at) ? 0 : (uint64_t)end;
    return raw_failed(at) ? 1 : (uintptr_t)at;
}

// Where it begins; NULL: it is not to be had. Two threads may map it at once: then one mapping stays unused.
static const char *file_of(struct file *file, const struct books_module *module)
{
    uintptr_t at = atomic_load_explicit(&file->at, memory_order_acquire);
    if (at == 0) {
        char path[4096];
        uint64_t bytes = 0;
        const size_t length = module->path_bytes < sizeof path ? module->path_bytes : 0;
        memcpy(path, module->path, length);
        path[length] = '\0';
        at = map(path, module, &bytes);
        atomic_store(&file->bytes, bytes);
        atomic_store_explicit(&file->at, at, memory_order_release);
    }
    return at == 1 ? NULL : (const char *)at; // NOLINT(performance-no-int-to-ptr)
}

// Whether so many bytes of the file are there, from an offset on.
static bool has(uint64_t bytes, uint64_t from, uint64_t count) { return from <= bytes && count <= bytes - from; }

static struct symbols symbols_of(const char *file, uint64_t bytes)
{
    struct symbols symbols = { 0 };
    const ElfW(Ehdr) *head = (const ElfW(Ehdr) *)file;
    if (!has(bytes, 0, sizeof *head) || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
        head->e_shentsize != sizeof(ElfW(Shdr)) || !has(bytes, head->e_shoff, head->e_shnum * sizeof(ElfW(Shdr))))
        return symbols;
    const ElfW(Shdr) *sections = (const ElfW(Shdr) *)(file + head->e_shoff);
    for (unsigned i = 0; i < head->e_shnum; i++) {
        const ElfW(Shdr) *table = &sections[i], *names = &sections[table->sh_link];
        if (table->sh_type == SHT_SYMTAB && table->sh_link < head->e_shnum && names->sh_size > 0 &&
            has(bytes, table->sh_offset, table->sh_size) && has(bytes, names->sh_offset, names->sh_size) &&
            file[names->sh_offset + names->sh_size - 1] == '\0')
            return (struct symbols){ (const ElfW(Sym) *)(file + table->sh_offset), table->sh_size / sizeof(ElfW(Sym)),
                                     file + names->sh_offset, names->sh_size };
    }
    return symbols;
}

// ---- functions ------------------------------------------------------------------------------------------------------

// As C++ writes the names of what is in std: one of its abbreviations for that, which qualifiers of a member may stand before.
static bool is_of_std(const char *name)
{
    if (strncmp(name, "_Z", 2) != 0)
        return false;
    name += 2;
    if (*name == 'N')
        name += 1 + strspn(name + 1, "KVRO");
    return (name[0] == 'S' && name[1] && strchr("tabsiod", name[1])) || strncmp(name, "9__gnu_cxx", 10) == 0;
}

static enum code_owner owner_in(const struct symbols *symbols, uint64_t address)
{
    for (uint64_t i = 0; i < symbols->count; i++) {
        const ElfW(Sym) *symbol = &symbols->all[i];
        if (address - symbol->st_value >= symbol->st_size || ELF64_ST_TYPE(symbol->st_info) != STT_FUNC ||
            symbol->st_name >= symbols->name_bytes)
            continue;
        return is_of_std(symbols->names + symbol->st_name)  ? CODE_STD
               : ELF64_ST_BIND(symbol->st_info) == STB_WEAK ? CODE_INLINE
                                                            : CODE_PROGRAM;
    }
    return CODE_PROGRAM;
}

static enum code_owner find(struct code *all, uintptr_t at)
{
    uint32_t which = 0;
    const struct books_module *module = modules_find(at - 1, &which);
    const char *file = module ? file_of(&all->file[which], module) : NULL;
    if (!file)
        return CODE_PROGRAM;
    const struct symbols symbols = symbols_of(file, atomic_load(&all->file[which].bytes));
    return owner_in(&symbols, at - 1 - module->bias);
}

enum code_owner code_owner(uintptr_t at)
{
    struct code *all = root_make(ROOT_CODE, sizeof *all);
    const uint32_t first = (uint32_t)(at * UINT64_C(0x9e3779b97f4a7c15) >> 32);
    uint32_t slot = first % KNOWN;
    if (!all)
        return CODE_PROGRAM;
    for (uint32_t i = 0; i < TRIES; i++) {
        const uint64_t known = atomic_load_explicit(&all->known[(first + i) % KNOWN], memory_order_relaxed);
        if (known >> OWNER_BITS == at)
            return (enum code_owner)(known & ((1 << OWNER_BITS) - 1));
        if (known == 0) {
            slot = (first + i) % KNOWN;
            break;
        }
    }
    const enum code_owner owner = find(all, at);
    atomic_store_explicit(&all->known[slot], (uint64_t)at << OWNER_BITS | owner, memory_order_relaxed);
    return owner;
}
