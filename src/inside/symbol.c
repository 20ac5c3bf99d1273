// Goes through the loaded objects and asks the GNU hash table of each.
#include "inside/symbol.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct tables {
    const uint32_t *hash;
    const Elf64_Sym *symbols;
    const char *names;
};

// The loader has turned the table's offsets into addresses, but for the kernel's own object.
static const void *address_of(const struct link_map *object, Elf64_Addr address)
{
    return (const void *)(address < object->l_addr ? address + object->l_addr : address);
}

static bool has_tables(const struct link_map *object, struct tables *tables)
{
    *tables = (struct tables){ 0 };
    for (const Elf64_Dyn *entry = object->l_ld; entry && entry->d_tag != DT_NULL; entry++)
        if (entry->d_tag == DT_GNU_HASH)
            tables->hash = address_of(object, entry->d_un.d_ptr);
        else if (entry->d_tag == DT_SYMTAB)
            tables->symbols = address_of(object, entry->d_un.d_ptr);
        else if (entry->d_tag == DT_STRTAB)
            tables->names = address_of(object, entry->d_un.d_ptr);
    return tables->hash && tables->symbols && tables->names;
}

static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;
    for (const unsigned char *at = (const unsigned char *)name; *at; at++)
        hash = hash * 33 + *at;
    return hash;
}

// The table: how many buckets, the first symbol that is in it, words and shift of a filter; filter, buckets, a chain of hashes
// whose lowest bit says that it is a bucket's last.
static const Elf64_Sym *look_up(const struct tables *tables, const char *name)
{
    const uint32_t *hash = tables->hash, wanted = hash_of(name), first = hash[1];
    const uint32_t *buckets = hash + 4 + hash[2] * (sizeof(Elf64_Addr) / sizeof *hash), *chain = buckets + hash[0];
    if (hash[0] == 0)
        return NULL;
    for (uint32_t at = buckets[wanted % hash[0]]; at >= first; at++) {
        const uint32_t here = chain[at - first];
        if ((here | 1) == (wanted | 1) && strcmp(tables->names + tables->symbols[at].st_name, name) == 0 &&
            tables->symbols[at].st_shndx != SHN_UNDEF)
            return &tables->symbols[at];
        if (here & 1)
            break;
    }
    return NULL;
}

void *symbol_find(const char *name)
{
    Dl_info info;
    struct link_map *object = NULL;
    if (dladdr1((void *)symbol_find, &info, (void **)&object, RTLD_DL_LINKMAP) == 0)
        return NULL;
    while (object && object->l_prev)
        object = object->l_prev;
    for (; object; object = object->l_next) {
        struct tables tables;
        const Elf64_Sym *found = has_tables(object, &tables) ? look_up(&tables, name) : NULL;
        if (found)
            return (void *)(object->l_addr + found->st_value);
    }
    return NULL;
}
