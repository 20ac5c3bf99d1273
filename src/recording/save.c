// Writes a recording to a file, in place of whatever stood there before, without copying it.
//
// The same recording always gives the same bytes: nothing in the file says when or where it was written.
#include "recording/format.h"

#include "os/file.h"

#include <stdbool.h>
#include <xxhash.h>

static const unsigned char zeros[FORMAT_ALIGN_BYTES];

struct save {
    struct experiment_v1 experiment;
    struct file_table table;
    struct os_piece pieces[1 + 2 * FORMAT_SECTIONS_MAX];
    size_t piece_count;
};

static void piece_add(struct save *save, const void *data, uint64_t bytes)
{
    if (bytes > 0)
        save->pieces[save->piece_count++] = (struct os_piece){ data, (size_t)bytes };
}

// Adds the section with its padding, and its checksum to the table.
static bool section_add(struct save *save, XXH3_state_t *hash, const struct recording *recording,
                        struct file_section *section)
{
    const void *data = section->kind == SECTION_EXPERIMENT ? &save->experiment : format_data(recording, section);
    uint64_t padding = format_padded(section->bytes) - section->bytes;
    bool hashed = XXH3_64bits_reset(hash) == XXH_OK &&
                  (section->bytes == 0 || XXH3_64bits_update(hash, data, (size_t)section->bytes) == XXH_OK) &&
                  XXH3_64bits_update(hash, zeros, (size_t)padding) == XXH_OK;
    section->checksum = XXH3_64bits_digest(hash);
    piece_add(save, data, section->bytes);
    piece_add(save, zeros, padding);
    return hashed;
}

static struct status pieces_fill(struct save *save, const struct recording *recording)
{
    XXH3_state_t *hash = XXH3_createState();
    bool hashed = hash != NULL;
    piece_add(save, &save->table, format_table_bytes(save->table.header.section_count));
    for (uint32_t i = 0; hashed && i < save->table.header.section_count; i++)
        hashed = section_add(save, hash, recording, &save->table.sections[i]);
    XXH3_freeState(hash);
    save->table.header.checksum = format_table_checksum(&save->table);
    return hashed ? status_ok() : status_make(STATUS_FAILED, "not enough memory for a checksum");
}

// What was opened and not read yet is read first.
static struct status make_whole(const struct recording *recording)
{
    const struct opened *opened = recording_opened(recording);
    return opened && format_is_in_file(opened) ? recording_verify(recording) : recording_check(recording);
}

struct status recording_save(const struct recording *recording, const char *path)
{
    struct status status = make_whole(recording);
    if (!status_is_ok(status)) {
        // What would be refused when opened is not worth writing.
        return status_make(STATUS_FAILED, "%s: this recording cannot be saved: %s", path, status.message);
    }
    struct save save = { .experiment = experiment_to_v1(experiment_of(recording)) };
    format_layout(&save.table, recording->plan, recording->facts, recording->workers, recording->switch_count);
    status = pieces_fill(&save, recording);
    return status_is_ok(status) ? os_file_write(path, save.pieces, save.piece_count) : status;
}
