// See opened.h.
#include "recording/opened.h"

#include "base/fault.h"
#include "base/text.h"
#include "os/memory.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static void finish(struct opened *opened)
{
    for (const struct opened_room *room = opened->rooms; room; room = room->next)
        os_memory_unmap(room->data, room->bytes);
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

// Whether the table has a section of that kind, index and length there, all within the file; *at is moved behind it.
static bool has(const struct opened *opened, uint32_t place, uint32_t kind, uint32_t index, uint64_t bytes,
                uint64_t *at)
{
    if (place >= opened->table->header.section_count)
        return false;
    const struct file_section *written = &opened->table->sections[place];
    const uint64_t left = opened->image_bytes - *at;
    if (written->kind != kind || written->index != index || written->bytes != bytes || written->offset != *at ||
        bytes > left || format_padded(bytes) > left)
        return false;
    *at += format_padded(bytes);
    return true;
}

static struct status no_section(const struct section *section)
{
    char name[FORMAT_NAME_BYTES];
    return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_NO_SECTION, part_text(format_name(name, section))));
}

struct status opened_expect(const struct opened *opened, uint32_t place, const struct section *section, uint64_t *at)
{
    return has(opened, place, section->kind, section->index, section->bytes, at) ? status_ok() : no_section(section);
}

// ---- packed ones ----------------------------------------------------------------------------------------------------

bool opened_is_packed(const struct opened *opened, uint32_t place)
{
    return !opened->v1 && place < opened->table->header.section_count &&
           opened->table->sections[place].kind & FORMAT_PACKED;
}

// Memory that is not asked about first: asking takes longer than unpacking so little.
#define SURELY_THERE_BYTES ((uint64_t)16 << 20)

static struct status take_room(struct opened *opened, uint32_t place, uint64_t bytes, const void **data)
{
    char needs[TEXT_NUMBER_BYTES], left[TEXT_NUMBER_BYTES];
    const uint64_t available = bytes > SURELY_THERE_BYTES ? os_memory_available() : bytes;
    if (bytes > available)
        return status_with(STATUS_FAILED, FAULT_NEEDS_MEMORY, part_text(text_bytes(needs, bytes)),
                           part_text(text_bytes(left, available)));
    struct opened_room *room = arena_get(&opened->memory, sizeof *room);
    void *memory = NULL;
    if (!room || !status_is_ok(os_memory_map_private((size_t)bytes, &memory)))
        return opened_no_memory();
    *room = (struct opened_room){ opened->rooms, place, memory, (size_t)bytes };
    opened->rooms = room;
    *data = memory;
    return status_ok();
}

struct status opened_expect_packed(struct opened *opened, uint32_t place, const struct section *section, uint64_t *at,
                                   const void **data)
{
    const uint64_t bytes = opened->table->sections[place].bytes, elements = section->bytes / section->element_bytes;
    if (section->small || section->packing == PACKING_NONE || bytes >= section->bytes || bytes < elements ||
        !has(opened, place, section->kind | FORMAT_PACKED, section->index, bytes, at))
        return no_section(section);
    return take_room(opened, place, section->bytes, data);
}

struct status opened_unpack(const struct opened *opened, uint32_t place, const struct section *section)
{
    const struct file_section *written = &opened->table->sections[place];
    const struct opened_room *room = opened->rooms;
    char name[FORMAT_NAME_BYTES];
    while (room->place != place)
        room = room->next;
    if (packing_unpack(section->packing, opened->image + written->offset, (size_t)written->bytes, room->data,
                       (size_t)(section->bytes / section->element_bytes)))
        return status_ok();
    return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_PACKED, part_text(format_name(name, section))));
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
