// Writes a recording to a file, in place of whatever stood there before, without copying it, but for what gets shorter by packing.
//
// The same recording always gives the same bytes: nothing in the file says when or where it was written.
#include "recording/opened.h"

#include "base/fault.h"
#include "os/file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <xxhash.h>

static const unsigned char zeros[FORMAT_ALIGN_BYTES];

struct save {
    const struct recording *recording;
    struct file_table *table;
    struct file_counts counts;
    struct os_piece *pieces; // the table's, and two a section
    size_t piece_count;
    void **packed; // by place; NULL where a section stands as it is
    uint64_t at;   // where the next section begins
    XXH3_state_t *hash;
};

static void piece_add(struct save *save, const void *data, uint64_t bytes)
{
    if (bytes > 0)
        save->pieces[save->piece_count++] = (struct os_piece){ data, (size_t)bytes };
}

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_SAVE_MEMORY); }

// Packs a section that is long enough, where that makes it shorter: *data and *bytes are then what it is packed into.
static struct status pack(struct save *save, uint32_t place, const struct section *section, const void **data,
                          uint64_t *bytes)
{
    if (section->packing == PACKING_NONE || section->bytes < FORMAT_PACKED_FROM_BYTES)
        return status_ok();
    unsigned char *room = malloc((size_t)section->bytes); // mostly never touched
    if (!room)
        return no_memory();
    const size_t count = (size_t)(section->bytes / section->element_bytes);
    const size_t packed = packing_pack(section->packing, *data, count, room, (size_t)section->bytes);
    if (packed == 0) {
        free(room);
        return status_ok();
    }
    unsigned char *exact = realloc(room, packed);
    save->packed[place] = exact ? exact : room;
    save->table->sections[place].kind |= FORMAT_PACKED;
    *data = save->packed[place];
    *bytes = packed;
    return status_ok();
}

// Adds the section with its padding, and to the table where it is, how long, and its checksum.
static struct status section_add(struct save *save, uint32_t place)
{
    struct section section;
    format_section(save->recording, place, &section);
    const void *data = section.kind == SECTION_COUNTS ? &save->counts : format_data(save->recording, &section);
    uint64_t bytes = section.bytes;
    struct status status = pack(save, place, &section, &data, &bytes);
    if (!status_is_ok(status))
        return status;
    const uint64_t padding = format_padded(bytes) - bytes;
    if (XXH3_64bits_reset(save->hash) != XXH_OK ||
        (bytes > 0 && XXH3_64bits_update(save->hash, data, (size_t)bytes) != XXH_OK) ||
        XXH3_64bits_update(save->hash, zeros, (size_t)padding) != XXH_OK)
        return status_fault(STATUS_FAILED, FAULT_CHECKSUM_MEMORY);
    struct file_section *written = &save->table->sections[place];
    written->offset = save->at;
    written->bytes = bytes;
    written->checksum = XXH3_64bits_digest(save->hash);
    save->at += format_padded(bytes);
    piece_add(save, data, bytes);
    piece_add(save, zeros, padding);
    return status;
}

static struct status pieces_fill(struct save *save)
{
    const uint32_t sections = save->table->header.section_count;
    struct status status = save->hash ? status_ok() : status_fault(STATUS_FAILED, FAULT_CHECKSUM_MEMORY);
    save->at = format_table_bytes(sections);
    piece_add(save, save->table, save->at);
    for (uint32_t i = 0; i < sections && status_is_ok(status); i++)
        status = section_add(save, i);
    save->table->header.file_bytes = save->at;
    save->table->header.checksum = format_table_checksum(save->table);
    return status;
}

static void finish(struct save *save)
{
    for (uint32_t i = 0; save->table && save->packed && i < save->table->header.section_count; i++)
        free(save->packed[i]);
    XXH3_freeState(save->hash);
    free(save->packed);
    free(save->pieces);
    free(save->table);
}

// What was opened and not read yet is read first.
static struct status make_whole(const struct recording *recording)
{
    const struct opened *opened = recording_opened(recording);
    return opened && !opened->verified ? recording_verify(recording) : recording_check(recording);
}

struct status recording_save(const struct recording *recording, const char *path)
{
    struct status status = make_whole(recording);
    if (!status_is_ok(status)) {
        // What would be refused when opened is not worth writing.
        return status_named(path, status_with(STATUS_FAILED, FAULT_NOT_SAVED, part_status(&status)));
    }
    struct save save = {
        .recording = recording,
        .table = format_layout(recording),
        .counts = format_counts(recording),
        .hash = XXH3_createState(),
    };
    const size_t sections = save.table ? save.table->header.section_count : 0;
    save.pieces = malloc((1 + 2 * sections) * sizeof *save.pieces);
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    save.packed = calloc(sections + 1, sizeof *save.packed);
    status = save.table && save.pieces && save.packed ? pieces_fill(&save) : no_memory();
    if (status_is_ok(status))
        status = os_file_write(path, save.pieces, save.piece_count);
    else
        status = status_named(path, status);
    finish(&save);
    return status;
}
