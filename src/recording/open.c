// Opens a recording: checks header, table and all that is small, and finds the large sections by computing where they
// must be.
//
// The time is that of the tasks, not of what they did: no journal is read. A file claims nothing that is believed: its
// table must be, entry by entry, the one that what was read and checked before calls for, so no offset and no length of
// it is ever followed before it is known to be right.
//
// A file is not mapped: whoever writes to a mapped file changes what was checked before, and whoever shortens it ends
// its reader with a signal. It has an image in memory of our own instead, zeros at first, into which each piece is read
// once, just before it is checked: here the small ones, the others by recording_verify.
#include "recording/opened.h"

#include "base/fault.h"
#include "base/text.h"
#include "lab/lab.h"
#include "os/memory.h"
#include "recording/open_v1.h"
#include "recording/v1.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// ---- header and table -----------------------------------------------------------------------------------------------

// What the first bytes of a file that is so long say of it: a recording of this format and of that length.
static struct status check_beginning(const struct file_header *header, uint64_t bytes)
{
    size_t known = bytes < sizeof header->magic ? (size_t)bytes : sizeof header->magic;
    if (known == 0 || memcmp(header->magic, FORMAT_MAGIC, known) != 0)
        return status_fault(STATUS_BAD_FILE, known ? FAULT_NO_RECORDING : FAULT_EMPTY);
    if (bytes < sizeof *header)
        return status_with(STATUS_BAD_FILE, FAULT_CUT_OFF, part_number(bytes));
    if (header->byte_order != FORMAT_BYTE_ORDER) {
        char order[16];
        snprintf(order, sizeof order, "0x%08" PRIx32, header->byte_order);
        return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_BYTE_ORDER, part_text(order)));
    }
    if (header->version < V1_VERSION || header->version > FORMAT_VERSION) {
        return status_with(STATUS_BAD_FILE, FAULT_FORMAT, part_number(header->version), part_number(V1_VERSION),
                           part_number(FORMAT_VERSION));
    }
    if (header->file_bytes != bytes) {
        return status_with(STATUS_BAD_FILE, bytes < header->file_bytes ? FAULT_SHORT : FAULT_LONG, part_number(bytes),
                           part_number(header->file_bytes));
    }
    return status_ok();
}

// Header and table into opened->table, by themselves right.
static struct status read_table(struct opened *opened)
{
    struct file_header header = { .version = 0 };
    const uint64_t beginning = opened->image_bytes < sizeof header ? opened->image_bytes : sizeof header;
    struct status status = opened_load(opened, 0, beginning);
    if (status_is_ok(status) && beginning > 0)
        memcpy(&header, opened->image, (size_t)beginning);
    if (status_is_ok(status))
        status = check_beginning(&header, opened->image_bytes);
    if (!status_is_ok(status))
        return status;
    const uint64_t bytes = format_table_bytes(header.section_count);
    if (header.section_count > FORMAT_SECTIONS_MAX || bytes > opened->image_bytes)
        return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_SECTIONS, part_number(header.section_count)));
    assert(opened->image);
    opened->table = malloc((size_t)bytes);
    if (!opened->table)
        return opened_no_memory();
    status = opened_load(opened, 0, bytes);
    if (!status_is_ok(status))
        return status;
    memcpy(opened->table, opened->image, (size_t)bytes);
    opened->table->header = header; // what was checked, whoever writes to the file
    if (format_table_checksum(opened->table) != header.checksum)
        return opened_damaged(status_fault(STATUS_BAD_FILE, FAULT_HEADER_SUM));
    return status_ok();
}

// ---- sections -------------------------------------------------------------------------------------------------------

// What is being put together: the recording's own pointers are to what must not change any more.
struct reader {
    struct recording *recording;
    struct opened *opened;
    const struct note **notes;
    const void **own;
    uint32_t place; // of the next section
    uint64_t at;    // where it must begin
};

static struct status take_counts(struct reader *reader, const struct file_counts *counts)
{
    struct recording *recording = reader->recording;
    recording->task_count = counts->tasks;
    recording->resource_count = counts->resources;
    recording->source_count = counts->sources;
    recording->command_count = counts->commands;
    recording->gil_count = counts->gils;
    recording->watched_count = counts->watched;
    recording->switch_count = (size_t)counts->switches;
    recording->console_count = (size_t)counts->printed;
    recording->console_bytes = (size_t)counts->printed_bytes;
    recording->source_bytes = (size_t)counts->source_bytes;
    const struct file_counts written = format_counts(recording); // reserved bytes are 0 in these
    if (memcmp(&written, counts, sizeof written) != 0)
        return opened_damaged(status_fault(STATUS_BAD_FILE, FAULT_COUNTS_RESERVED));
    struct status status = recording_check_counts(recording);
    if (!status_is_ok(status))
        return status;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    reader->notes = arena_get_array(&reader->opened->memory, recording->task_count, sizeof *reader->notes);
    recording->notes = reader->notes;
    return reader->notes ? status_ok() : opened_no_memory();
}

static struct status take_plan(struct reader *reader)
{
    struct recording *recording = reader->recording;
    struct status status = recording_check_plan(recording->plan);
    const struct lab *lab = lab_of(recording->plan->lab);
    if (!status_is_ok(status) || !lab)
        return status;
    // No file has more sections than its table, so no lab has.
    reader->own =
        arena_get_array(&reader->opened->memory, reader->opened->table->header.section_count, sizeof *reader->own);
    recording->own = reader->own;
    return reader->own ? status_ok() : opened_no_memory();
}

// After the small section of that place: what must be right before the next ones can be told.
static struct status check_so_far(struct reader *reader, const struct section *section, const void *data)
{
    const struct lab *lab = reader->recording->plan ? lab_of(reader->recording->plan->lab) : NULL;
    if (section->kind == SECTION_COUNTS)
        return take_counts(reader, data);
    if (section->kind == SECTION_PLAN)
        return take_plan(reader);
    if (section->kind == SECTION_USES)
        return recording_check_general(reader->recording);
    if (section->kind == SECTION_GILS)
        return recording_check_command(reader->recording);
    if (section->kind == SECTION_WATCHED)
        return recording_check_watched(reader->recording);
    if (section->kind == SECTION_LOCK_SETS)
        return recording_check_variables(reader->recording);
    if (section->kind >= SECTION_OWN && lab && section->number + 1 == lab_small_sections(lab))
        return lab->check_recording(reader->recording);
    return status_ok();
}

static struct status read_section(struct reader *reader, const struct section *section)
{
    struct opened *opened = reader->opened;
    const void *data = opened->image + reader->at;
    struct status status;
    if (opened_is_packed(opened, reader->place))
        status = opened_expect_packed(opened, reader->place, section, &reader->at, &data);
    else if (section->small)
        status = opened_read_small(opened, reader->place, section, &reader->at, &data);
    else
        status = opened_expect(opened, reader->place, section, &reader->at);
    if (!status_is_ok(status))
        return status;
    format_point(reader->recording, reader->notes, reader->own, section, data);
    reader->place++;
    return section->small ? check_so_far(reader, section, data) : status;
}

static struct status read_sections(struct recording *recording, struct opened *opened)
{
    struct reader reader = { .recording = recording,
                             .opened = opened,
                             .at = format_table_bytes(opened->table->header.section_count) };
    struct section section;
    struct status status = status_ok();
    while (status_is_ok(status) && format_section(recording, reader.place, &section))
        status = read_section(&reader, &section);
    return status_is_ok(status) ? opened_expect_end(opened, reader.place, reader.at) : status;
}

// Fills recording (not its owner) from opened, whose image is set.
static struct status read_image(struct recording *recording, struct opened *opened)
{
    struct status status = read_table(opened);
    assert(!status_is_ok(status) || opened->table);
    if (status_is_ok(status))
        status =
            opened->table->header.version == V1_VERSION ? v1_read(recording, opened) : read_sections(recording, opened);
    if (!status_is_ok(status))
        *recording = (struct recording){ 0 };
    return status;
}

struct status recording_open_bytes(struct recording *recording, const void *bytes, size_t size_bytes)
{
    *recording = (struct recording){ 0 };
    struct opened *opened = calloc(1, sizeof *opened);
    if (!opened)
        return opened_no_memory();
    opened->file.descriptor = -1;
    opened->image = bytes;
    opened->image_bytes = size_bytes;
    struct status status = read_image(recording, opened);
    if (!status_is_ok(status)) {
        opened_release_bytes(opened);
        return status;
    }
    recording->owner = opened;
    recording->release = opened_release_bytes;
    return status;
}

// ---- files ----------------------------------------------------------------------------------------------------------

// Memory that is not asked about first: asking takes longer than reading so little.
#define SURELY_THERE_BYTES ((uint64_t)16 << 20)

// Why a file that is longer than the memory left is not read: it may well be no recording.
static struct status too_long(const struct opened *opened, const char *path, uint64_t available)
{
    char needs[TEXT_NUMBER_BYTES], left[TEXT_NUMBER_BYTES];
    struct file_header header;
    struct status status = os_file_read(&opened->file, 0, &header, sizeof header);
    if (status_is_ok(status))
        status = check_beginning(&header, opened->file.size_bytes);
    if (status_is_ok(status))
        status = status_with(STATUS_FAILED, FAULT_NEEDS_MEMORY, part_text(text_bytes(needs, opened->file.size_bytes)),
                             part_text(text_bytes(left, available)));
    return status_named(path, status);
}

// The file and room for its image.
static struct status take_file(struct opened *opened, const char *path)
{
    struct status status = os_file_open(path, &opened->file);
    if (!status_is_ok(status))
        return status_as(STATUS_BAD_FILE, status);
    const uint64_t bytes = opened->file.size_bytes;
    const uint64_t available = bytes > SURELY_THERE_BYTES ? os_memory_available() : bytes;
    if (bytes > available)
        return too_long(opened, path, available);
    void *image = NULL;
    opened->path = strdup(path);
    status = bytes > 0 ? os_memory_map_private((size_t)bytes, &image) : status_ok();
    opened->image = image;
    opened->image_bytes = image ? bytes : 0;
    return opened->path && status_is_ok(status) ? status
                                                : status_named(path, status_fault(STATUS_FAILED, FAULT_OPEN_MEMORY));
}

struct status recording_open(struct recording *recording, const char *path)
{
    *recording = (struct recording){ 0 };
    struct opened *opened = calloc(1, sizeof *opened);
    if (!opened)
        return status_named(path, status_fault(STATUS_FAILED, FAULT_OPEN_MEMORY));
    opened->file.descriptor = -1;
    struct status status = take_file(opened, path);
    if (status_is_ok(status)) {
        status = read_image(recording, opened);
        if (!status_is_ok(status))
            status = status_named(path, status);
    }
    if (!status_is_ok(status)) {
        opened_release_file(opened);
        return status;
    }
    recording->owner = opened;
    recording->release = opened_release_file;
    return status;
}

void recording_close(struct recording *recording)
{
    if (recording->release)
        recording->release(recording->owner);
    *recording = (struct recording){ 0 };
}
