// See opened.h.
#include "recording/opened.h"

#include "base/fault.h"
#include "os/memory.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static void finish(struct opened *opened)
{
    arena_finish(&opened->memory);
    free(opened->table);
    free(opened->path);
    free(opened);
}

void opened_release_bytes(void *owner) { finish(owner); }

void opened_release_file(void *owner)
{
    struct opened *opened = owner;
    os_file_close(&opened->file);
    os_memory_unmap((void *)(uintptr_t)opened->image, (size_t)opened->image_bytes);
    finish(opened);
}

struct opened *recording_opened(const struct recording *recording)
{
    bool ours = recording->release == opened_release_bytes || recording->release == opened_release_file;
    return ours ? recording->owner : NULL;
}

struct status opened_no_memory(void) { return status_fault(STATUS_FAILED, FAULT_OPEN_ANY_MEMORY); }

struct status opened_damaged(struct status how)
{
    return status_with(STATUS_BAD_FILE, FAULT_DAMAGED, part_status(&how));
}

struct status opened_load(const struct opened *opened, uint64_t at, uint64_t bytes)
{
    if (opened->file.descriptor < 0 || bytes == 0)
        return status_ok();
    void *to = (unsigned char *)(uintptr_t)opened->image + at; // ours: a file has its image in our own memory
    return os_file_read(&opened->file, at, to, (size_t)bytes);
}

struct status opened_expect(const struct opened *opened, uint32_t place, const struct section *section, uint64_t *at)
{
    char name[FORMAT_NAME_BYTES];
    if (place < opened->table->header.section_count) {
        const struct file_section *written = &opened->table->sections[place];
        const bool same = written->kind == section->kind && written->index == section->index &&
                          written->bytes == section->bytes && written->offset == *at;
        const uint64_t left = opened->image_bytes - *at;
        if (same && section->bytes <= left && format_padded(section->bytes) <= left) {
            *at += format_padded(section->bytes);
            return status_ok();
        }
    }
    return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_NO_SECTION, part_text(format_name(name, section))));
}

struct status opened_expect_end(const struct opened *opened, uint32_t place, uint64_t at)
{
    const struct file_header *header = &opened->table->header;
    const unsigned char *end = (const unsigned char *)&opened->table->sections[header->section_count];
    const unsigned char *first = (const unsigned char *)opened->table + format_table_bytes(header->section_count);
    bool zero = true;
    for (size_t i = 0; i < sizeof header->reserved / sizeof *header->reserved; i++)
        zero = zero && header->reserved[i] == 0;
    for (; end < first; end++)
        zero = zero && *end == 0;
    return zero && place == header->section_count && at == opened->image_bytes
               ? status_ok()
               : opened_damaged(status_fault(STATUS_BAD_FILE, FAULT_TABLE));
}

struct status opened_check_padding(const struct opened *opened, uint32_t place, const struct section *section)
{
    const struct file_section *written = &opened->table->sections[place];
    const uint64_t end = written->offset + format_padded(written->bytes);
    for (uint64_t at = written->offset + written->bytes; at < end; at++) {
        if (opened->image[at] != 0) {
            char name[FORMAT_NAME_BYTES];
            return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_BEHIND, part_text(format_name(name, section))));
        }
    }
    return status_ok();
}

struct status opened_read_small(struct opened *opened, uint32_t place, const struct section *section, uint64_t *at,
                                const void **data)
{
    const uint64_t offset = *at, padded = format_padded(section->bytes);
    struct status status = opened_expect(opened, place, section, at);
    if (!status_is_ok(status))
        return status;
    status = opened_load(opened, offset, padded);
    if (!status_is_ok(status))
        return status;
    if (XXH3_64bits(opened->image + offset, (size_t)padded) != opened->table->sections[place].checksum) {
        char name[FORMAT_NAME_BYTES];
        return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_SUM, part_text(format_name(name, section))));
    }
    void *copy = arena_get(&opened->memory, (size_t)section->bytes);
    if (!copy)
        return opened_no_memory();
    memcpy(copy, opened->image + offset, (size_t)section->bytes);
    *data = copy;
    return opened_check_padding(opened, place, section);
}
