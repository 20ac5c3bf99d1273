// Looked at when the image begins and when it ends, which is when those have come that were loaded meanwhile.
#include "inside/hooks/modules.h"

#include "inside/books_layout.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/roots.h"
#include "inside/raw.h"

#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

enum {
    MODULES_MAX = 512,
    PATH_BYTES_MAX = 4096,
};

struct modules {
    uint32_t count;
    uint64_t from[MODULES_MAX]; // those that were left
};

struct looking {
    struct modules *known;
    uint32_t image;
    bool is_first;
    uint64_t base;
};

static bool is_known(const struct modules *known, uint64_t from)
{
    for (uint32_t i = 0; i < known->count; i++)
        if (known->from[i] == from)
            return true;
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

static void leave(struct looking *looking, const struct dl_phdr_info *info, uint64_t from, uint64_t to)
{
    char path[PATH_BYTES_MAX];
    const size_t length = path_of(looking, info, path);
    struct books_module *left = books_take(sizeof *left + length);
    if (!left)
        return;
    left->image = looking->image;
    left->path_bytes = (uint32_t)length;
    left->from = from;
    left->to = to;
    left->bias = info->dlpi_addr;
    memcpy(left->path, path, length);
    looking->known->from[looking->known->count++] = from;
    books_publish(left, BOOKS_MODULE);
}

static int look(struct dl_phdr_info *info, size_t bytes, void *context)
{
    struct looking *looking = context;
    uint64_t from = UINT64_MAX, to = 0;
    (void)bytes;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD)
            continue;
        const uint64_t begin = info->dlpi_addr + part->p_vaddr;
        from = begin < from ? begin : from;
        to = begin + part->p_memsz > to ? begin + part->p_memsz : to;
    }
    if (looking->is_first)
        looking->base = info->dlpi_addr;
    if (looking->known && from < to && looking->known->count < MODULES_MAX && !is_known(looking->known, from))
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
