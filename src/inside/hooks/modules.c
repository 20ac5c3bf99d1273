// Looked at when the image begins, when it ends, which is when those have come that were loaded meanwhile, and before one is closed.
// What comes to lie where a closed one lay is new.
#include "inside/hooks/modules.h"

#include "inside/books_layout.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/roots.h"
#include "inside/raw.h"

#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum {
    PATH_BYTES_MAX = 4096,
};

struct module {
    uint64_t from, to;
    const struct books_module *left;
    _Atomic bool is_closed;
};

// Those that were left. Changed only while the loader's lock is held, but for what is closed.
struct modules {
    _Atomic uint32_t count;
    struct module at[MODULES_MAX];
};

struct looking {
    struct modules *known;
    uint32_t image;
    bool is_first;
    uint64_t base;
};

static bool is_known(struct modules *known, uint64_t from, uint64_t to)
{
    for (uint32_t i = 0; i < known->count; i++)
        if (known->at[i].from == from && known->at[i].to == to) {
            known->at[i].is_closed = false;
            return true;
        }
    return false;
}

// The main program has no name of its own there. Who reads this could ask the kernel only as long as the process is there.
static size_t path_of(const struct looking *looking, const struct dl_phdr_info *info, char path[PATH_BYTES_MAX])
{
    const size_t length = info->dlpi_name ? strnlen(info->dlpi_name, PATH_BYTES_MAX) : 0;
    if (length > 0) {
        memcpy(path, info->dlpi_name, length);
        return length;
    }
    const long got = looking->is_first
                         ? raw_call(SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe", (long)path, PATH_BYTES_MAX, 0, 0)
                         : 0;
    return got > 0 && got < PATH_BYTES_MAX ? (size_t)got : 0;
}

static void mark_file(const struct looking *looking, const char *path, struct books_module *left)
{
    struct stat about = { .st_dev = 0 }; // the kernel writes it, which is not seen here
    if (raw_call(SYS_newfstatat, AT_FDCWD, (long)(looking->is_first ? "/proc/self/exe" : path), (long)&about, 0, 0,
                 0) != 0)
        return;
    left->file_device = about.st_dev;
    left->file_number = about.st_ino;
    left->file_bytes = (uint64_t)about.st_size;
    left->file_changed_ns = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
}

// Of a module that was there from the beginning each thread has its copies equally far below its thread pointer.
static void find_own(const struct dl_phdr_info *info, struct books_module *left)
{
    const uint64_t end = (uint64_t)__builtin_thread_pointer(), begin = (uint64_t)info->dlpi_tls_data;
    for (int i = 0; begin && begin < end && end - begin <= OWN_COPIES_MAX && i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_TLS) {
            left->own_below = end - begin;
            left->own_bytes = info->dlpi_phdr[i].p_memsz;
        }
}

static void leave(struct looking *looking, const struct dl_phdr_info *info, uint64_t from, uint64_t to)
{
    char path[PATH_BYTES_MAX + 1];
    const size_t length = path_of(looking, info, path);
    path[length] = '\0';
    struct books_module *left = books_take(sizeof *left + length);
    if (!left)
        return;
    left->image = looking->image;
    left->path_bytes = (uint32_t)length;
    left->from = from;
    left->to = to;
    left->bias = info->dlpi_addr;
    find_own(info, left);
    if (length > 0)
        mark_file(looking, path, left);
    memcpy(left->path, path, length);
    looking->known->at[looking->known->count] = (struct module){ .from = from, .to = to, .left = left };
    looking->known->count++;
    books_publish(left, BOOKS_MODULE);
}

static void extent(const struct dl_phdr_info *info, uint64_t *from, uint64_t *to)
{
    *from = UINT64_MAX;
    *to = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD)
            continue;
        const uint64_t begin = info->dlpi_addr + part->p_vaddr;
        *from = begin < *from ? begin : *from;
        *to = begin + part->p_memsz > *to ? begin + part->p_memsz : *to;
    }
}

static int look(struct dl_phdr_info *info, size_t bytes, void *context)
{
    struct looking *looking = context;
    uint64_t from, to;
    (void)bytes;
    extent(info, &from, &to);
    if (looking->is_first)
        looking->base = info->dlpi_addr;
    if (looking->known && from < to && looking->known->count < MODULES_MAX && !is_known(looking->known, from, to))
        leave(looking, info, from, to);
    looking->is_first = false;
    return 0;
}

uint64_t modules_leave(uint32_t image)
{
    struct looking looking = {
        .known = root_make(ROOT_MODULES, sizeof(struct modules)),
        .image = image,
        .is_first = true,
    };
    dl_iterate_phdr(look, &looking);
    return looking.base;
}

const struct books_module *modules_find(uint64_t address, uint32_t *which)
{
    struct modules *known = root_of(ROOT_MODULES);
    const uint32_t count = known ? known->count : 0;
    for (uint32_t i = 0; i < count; i++)
        if (address >= known->at[i].from && address < known->at[i].to && !known->at[i].is_closed) {
            *which = i;
            return known->at[i].left;
        }
    return NULL;
}

// ---- closing --------------------------------------------------------------------------------------------------------

struct present {
    const struct modules *known;
    bool is_there[MODULES_MAX];
};

static int find_present(struct dl_phdr_info *info, size_t bytes, void *context)
{
    struct present *present = context;
    uint64_t from, to;
    (void)bytes;
    extent(info, &from, &to);
    for (uint32_t i = 0; i < present->known->count; i++)
        if (present->known->at[i].from == from && present->known->at[i].to == to)
            present->is_there[i] = true;
    return 0;
}

void modules_forget_closed(void)
{
    struct modules *known = root_of(ROOT_MODULES);
    struct present present = { .known = known };
    if (!known)
        return;
    const uint32_t count = known->count;
    dl_iterate_phdr(find_present, &present);
    for (uint32_t i = 0; i < count; i++)
        if (!present.is_there[i] && !atomic_exchange(&known->at[i].is_closed, true))
            hooks_fresh(known->at[i].from, known->at[i].to - known->at[i].from);
}
