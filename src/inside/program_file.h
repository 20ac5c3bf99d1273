// What a program's file says of whether a library can be preloaded into it. Known to the library, before its program becomes another
// one, and to the supervisor.
//
// Nothing here allocates; of a file that is not what it should be the worst that is said is that nothing is known.
#ifndef INSIDE_PROGRAM_FILE_H
#define INSIDE_PROGRAM_FILE_H

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum program_kind {
    PROGRAM_TAKES,   // as far as is known
    PROGRAM_STATIC,  // its loader is the kernel alone: what is preloaded is passed over in silence
    PROGRAM_FOREIGN, // another machine's, or of another C library: its loader would complain, or give up
    PROGRAM_GUARDED, // AddressSanitizer in it wants to come first, and ends the program otherwise
};

enum {
    PROGRAM_PARTS_MAX = 64,
    PROGRAM_NEEDS_MAX = 64,
    PROGRAM_ENTRIES_MAX = 1024,
    PROGRAM_WORD_BYTES = 256,
    PROGRAM_SCRIPTS_MAX = 4, // one run by another
};

// Opens a file by path for reading, reads so many bytes from an offset on, closes. open: −1: not to be had; read: whether all
// could be read.
struct program_reader {
    int (*open)(const char *path);
    bool (*read)(int file, uint64_t at, void *data, size_t bytes);
    void (*close)(int file);
};

static inline bool program_loader_is_ours(const char path[PROGRAM_WORD_BYTES])
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return strncmp(name, "ld-linux", 8) == 0 || strncmp(name, "ld64.so", 7) == 0;
}

// The list of what is loaded, read one by one: a thread's stack may be small.
struct program_parts {
    const struct program_reader *reader;
    int file, count;
    uint64_t at;
};

static inline bool program_part(const struct program_parts *parts, int index, Elf64_Phdr *part)
{
    return parts->reader->read(parts->file, parts->at + (uint64_t)index * sizeof *part, part, sizeof *part);
}

// Where in the file an address is loaded from; 0: from nowhere.
static inline uint64_t program_offset(const struct program_parts *parts, uint64_t address)
{
    Elf64_Phdr part;
    for (int i = 0; i < parts->count && program_part(parts, i, &part); i++)
        if (part.p_type == PT_LOAD && address >= part.p_vaddr && address - part.p_vaddr < part.p_filesz)
            return address - part.p_vaddr + part.p_offset;
    return 0;
}

static inline bool program_needs(const struct program_parts *parts, const Elf64_Phdr *dynamic, const char *library)
{
    uint64_t needs[PROGRAM_NEEDS_MAX], names = 0;
    int need_count = 0;
    Elf64_Dyn entry;
    const uint64_t entries = dynamic->p_filesz / sizeof entry;
    for (uint64_t i = 0; i < entries && i < PROGRAM_ENTRIES_MAX; i++) {
        if (!parts->reader->read(parts->file, dynamic->p_offset + i * sizeof entry, &entry, sizeof entry) ||
            entry.d_tag == DT_NULL)
            break;
        if (entry.d_tag == DT_NEEDED && need_count < PROGRAM_NEEDS_MAX)
            needs[need_count++] = entry.d_un.d_val;
        else if (entry.d_tag == DT_STRTAB)
            names = program_offset(parts, entry.d_un.d_ptr);
    }
    char name[16];
    const size_t bytes = strlen(library);
    for (int i = 0; names && i < need_count; i++)
        if (parts->reader->read(parts->file, names + needs[i], name, bytes) && memcmp(name, library, bytes) == 0)
            return true;
    return false;
}

static inline enum program_kind program_of_parts(const struct program_parts *parts)
{
    enum program_kind kind = PROGRAM_STATIC;
    char word[PROGRAM_WORD_BYTES] = "";
    Elf64_Phdr part, dynamic = { 0 };
    for (int i = 0; i < parts->count && program_part(parts, i, &part); i++) {
        const size_t bytes = part.p_filesz < sizeof word - 1 ? (size_t)part.p_filesz : sizeof word - 1;
        if (part.p_type == PT_INTERP && parts->reader->read(parts->file, part.p_offset, word, bytes))
            kind = program_loader_is_ours(word) ? PROGRAM_TAKES : PROGRAM_FOREIGN;
        else if (part.p_type == PT_DYNAMIC)
            dynamic = part;
    }
    return kind == PROGRAM_TAKES && program_needs(parts, &dynamic, "libasan.so") ? PROGRAM_GUARDED : kind;
}

#if defined(__x86_64__)
#define PROGRAM_MACHINE EM_X86_64
#else
#define PROGRAM_MACHINE EM_AARCH64
#endif

// The path behind "#!"; byte by byte, since the line may be all there is.
static inline void program_script(const struct program_reader *reader, int file, char script[PROGRAM_WORD_BYTES])
{
    size_t length = 0;
    char here;
    for (uint64_t at = 2; length < PROGRAM_WORD_BYTES - 1 && reader->read(file, at, &here, 1); at++) {
        const bool is_blank = here == ' ' || here == '\t';
        if (here == '\n' || here == '\0' || (is_blank && length > 0))
            break;
        if (!is_blank)
            script[length++] = here;
    }
    script[length] = '\0';
}

// Of an open file; script: gets the path of who runs it, where it is one, and is empty otherwise.
static inline enum program_kind program_of_file(const struct program_reader *reader, int file,
                                                char script[PROGRAM_WORD_BYTES])
{
    Elf64_Ehdr head;
    script[0] = '\0';
    if (reader->read(file, 0, &head, 2) && memcmp(&head, "#!", 2) == 0)
        program_script(reader, file, script);
    if (script[0] || !reader->read(file, 0, &head, sizeof head) || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return PROGRAM_TAKES;
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_machine != PROGRAM_MACHINE)
        return PROGRAM_FOREIGN;
    const struct program_parts parts = { reader, file,
                                         head.e_phnum < PROGRAM_PARTS_MAX ? head.e_phnum : PROGRAM_PARTS_MAX,
                                         head.e_phoff };
    return head.e_phentsize == sizeof(Elf64_Phdr) && parts.count > 0 ? program_of_parts(&parts) : PROGRAM_TAKES;
}

static inline enum program_kind program_kind(const struct program_reader *reader, const char *path)
{
    char script[PROGRAM_WORD_BYTES], next[PROGRAM_WORD_BYTES];
    enum program_kind kind = PROGRAM_TAKES;
    for (int i = 0; i < PROGRAM_SCRIPTS_MAX; i++) {
        const int file = reader->open(path);
        if (file < 0)
            return PROGRAM_TAKES;
        kind = program_of_file(reader, file, script);
        reader->close(file);
        if (!script[0])
            break;
        memcpy(next, script, sizeof next);
        path = next;
    }
    return kind;
}

// The first of that name in a list of folders as PATH has it, or the name itself where it has a slash. False: none is there.
static inline bool program_find(const struct program_reader *reader, const char *name, const char *folders, char *path,
                                size_t path_bytes)
{
    const size_t length = strlen(name);
    if (strchr(name, '/') || !folders) {
        const bool fits = length < path_bytes;
        if (fits)
            memcpy(path, name, length + 1);
        return fits;
    }
    for (const char *at = folders;; at++) {
        const size_t bytes = strcspn(at, ":");
        if (bytes > 0 && bytes + length + 2 <= path_bytes) {
            memcpy(path, at, bytes);
            path[bytes] = '/';
            memcpy(path + bytes + 1, name, length + 1);
            const int file = reader->open(path);
            if (file >= 0) {
                reader->close(file);
                return true;
            }
        }
        at += bytes;
        if (*at == '\0')
            return false;
    }
}

#endif
