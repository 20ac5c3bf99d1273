// Writes a recording to a file, in place of whatever stood there before, without copying it.
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
};

static void piece_add(struct save *save, const void *data, uint64_t bytes)
{
    if (bytes > 0)
        save->pieces[save->piece_count++] = (struct os_piece){ data, (size_t)bytes };
}

// Adds the section with its padding, and its checksum to the table.
static bool section_add(struct save *save, XXH3_state_t *hash, uint32_t place)
{
    struct section section;
    format_section(save->recording, place, &section);
    const void *data = section.kind == SECTION_COUNTS ? &save->counts : format_data(save->recording, &section);
    uint64_t padding = format_padded(section.bytes) - section.bytes;
    bool hashed = XXH3_64bits_reset(hash) == XXH_OK &&
                  (section.bytes == 0 || XXH3_64bits_update(hash, data, (size_t)section.bytes) == XXH_OK) &&
                  XXH3_64bits_update(hash, zeros, (size_t)padding) == XXH_OK;
    save->table->sections[place].checksum = XXH3_64bits_digest(hash);
    piece_add(save, data, section.bytes);
    piece_add(save, zeros, padding);
    return hashed;
}

static struct status pieces_fill(struct save *save)
{
    XXH3_state_t *hash = XXH3_createState();
    bool hashed = hash != NULL;
    piece_add(save, save->table, format_table_bytes(save->table->header.section_count));
    for (uint32_t i = 0; hashed && i < save->table->header.section_count; i++)
        hashed = section_add(save, hash, i);
    XXH3_freeState(hash);
    save->table->header.checksum = format_table_checksum(save->table);
    return hashed ? status_ok() : status_fault(STATUS_FAILED, FAULT_CHECKSUM_MEMORY);
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
    };
    const size_t most = save.table ? 1 + 2 * (size_t)save.table->header.section_count : 1;
    save.pieces = malloc(most * sizeof *save.pieces);
    if (save.table && save.pieces)
        status = pieces_fill(&save);
    else
        status = status_named(path, status_fault(STATUS_FAILED, FAULT_SAVE_MEMORY));
    if (status_is_ok(status))
        status = os_file_write(path, save.pieces, save.piece_count);
    free(save.pieces);
    free(save.table);
    return status;
}
