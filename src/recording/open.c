// Opens a recording: checks header, table and facts, and finds the large sections by computing where they must be.
//
// The time is that of the workers, not of the updates: no journal is read. A file claims nothing that is believed:
// its table must be, entry by entry, the one that its own checked facts call for, so no offset and no length of it
// is ever followed before it is known to be right.
//
// A file is not mapped: whoever writes to a mapped file changes what was checked before, and whoever shortens it ends
// its reader with a signal. It has an image in memory of our own instead, zeros at first, into which each piece is read
// once, just before it is checked: here the small ones, the others by recording_verify.
#include "recording/format.h"

#include "base/text.h"
#include "lab/settings.h"
#include "labs/balance/guard.h"
#include "os/memory.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static void release_bytes(void *owner) { free(owner); }

static void release_image(void *owner)
{
    struct opened *opened = owner;
    os_file_close(&opened->file);
    os_memory_unmap((void *)(uintptr_t)opened->image, (size_t)opened->image_bytes);
    free(opened->path);
    free(opened);
}

struct opened *recording_opened(const struct recording *recording)
{
    bool ours = recording->release == release_bytes || recording->release == release_image;
    return ours ? recording->owner : NULL;
}

bool format_is_in_file(const struct opened *opened) { return opened->file.descriptor >= 0; }

struct status format_load(const struct opened *opened, uint64_t at, uint64_t bytes)
{
    if (!format_is_in_file(opened) || bytes == 0)
        return status_ok();
    void *to = (unsigned char *)(uintptr_t)opened->image + at; // ours: a file has its image in our own memory
    return os_file_read(&opened->file, at, to, (size_t)bytes);
}

// What the first bytes of a file that is so long say of it: a recording of this format and of that length.
static struct status check_beginning(const struct file_header *header, uint64_t bytes)
{
    size_t known = bytes < sizeof header->magic ? (size_t)bytes : sizeof header->magic;
    if (known == 0 || memcmp(header->magic, FORMAT_MAGIC, known) != 0)
        return status_make(STATUS_BAD_FILE, known ? "this is no recording" : "the file is empty");
    if (bytes < sizeof *header)
        return status_make(STATUS_BAD_FILE, "the recording is cut off: %" PRIu64 " bytes, not even its header", bytes);
    if (header->byte_order != FORMAT_BYTE_ORDER) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: its byte order is 0x%08" PRIx32,
                           header->byte_order);
    }
    if (header->version != FORMAT_VERSION) {
        return status_make(STATUS_BAD_FILE, "the recording has format %" PRIu32 ", this program reads format %d",
                           header->version, FORMAT_VERSION);
    }
    if (header->file_bytes != bytes) {
        return status_make(STATUS_BAD_FILE, "the recording is %s: %" PRIu64 " bytes instead of %" PRIu64,
                           bytes < header->file_bytes ? "cut off" : "too long", bytes, header->file_bytes);
    }
    return status_ok();
}

// Header and table into opened->table, by themselves right.
static struct status read_table(struct opened *opened)
{
    struct file_table *table = &opened->table;
    const struct file_header *header = &table->header;
    const uint64_t beginning = opened->image_bytes < sizeof *table ? opened->image_bytes : sizeof *table;
    struct status status = format_load(opened, 0, beginning);
    if (status_is_ok(status) && beginning > 0)
        memcpy(&table->header, opened->image, beginning < sizeof *header ? (size_t)beginning : sizeof *header);
    if (status_is_ok(status))
        status = check_beginning(header, opened->image_bytes);
    if (!status_is_ok(status))
        return status;
    if (header->section_count > FORMAT_SECTIONS_MAX ||
        format_table_bytes(header->section_count) > opened->image_bytes) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: it claims %" PRIu32 " sections",
                           header->section_count);
    }
    assert(opened->image);
    memcpy(table, opened->image, (size_t)format_table_bytes(header->section_count));
    if (format_table_checksum(table) != header->checksum)
        return status_make(STATUS_BAD_FILE, "the recording is damaged: the checksum of its header is wrong");
    return status_ok();
}

// Copies a small section, whose place, length and checksum must be right, to `to`. *at: where it must begin; moved
// behind it.
static struct status read_small(const struct opened *opened, enum section_kind kind, void *to, size_t bytes,
                                uint64_t *at)
{
    assert(opened->image);
    const struct file_section *section = &opened->table.sections[kind - SECTION_EXPERIMENT];
    struct file_section expected = { .kind = kind, .offset = *at, .bytes = bytes, .checksum = section->checksum };
    char name[FORMAT_NAME_BYTES];
    format_name(name, &expected);
    *at += format_padded(bytes);
    if (*at > opened->image_bytes || memcmp(&expected, section, sizeof expected) != 0)
        return status_make(STATUS_BAD_FILE, "the recording is damaged: no %s where it should be", name);
    const struct status status = format_load(opened, section->offset, format_padded(bytes));
    if (!status_is_ok(status))
        return status;
    if (XXH3_64bits(opened->image + section->offset, (size_t)format_padded(bytes)) != section->checksum)
        return status_make(STATUS_BAD_FILE, "the recording is damaged: the checksum of the %s is wrong", name);
    memcpy(to, opened->image + section->offset, bytes);
    return status_ok();
}

static struct status read_facts(struct opened *opened)
{
    uint64_t at = format_table_bytes(opened->table.header.section_count);
    struct experiment_v1 old;
    struct status status = read_small(opened, SECTION_EXPERIMENT, &old, sizeof old, &at);
    if (status_is_ok(status)) {
        // Before its count of workers is used.
        opened->experiment = experiment_from_v1(&old);
        status = experiment_check(&opened->experiment);
    }
    if (status_is_ok(status))
        status = read_small(opened, SECTION_FACTS, &opened->facts, sizeof opened->facts, &at);
    if (status_is_ok(status)) {
        status = read_small(opened, SECTION_WORKERS, opened->workers,
                            opened->experiment.count * sizeof *opened->workers, &at);
    }
    return status;
}

// The table must be the one that the facts call for: same sections, order, places and lengths, to the last byte of
// the file.
static struct status compare_table(const struct opened *opened)
{
    const struct file_table *table = &opened->table;
    uint32_t count = table->header.section_count;
    uint64_t switch_bytes = table->sections[count - 1].bytes;
    struct file_table expected;
    if (switch_bytes % sizeof(struct switch_record) != 0 || switch_bytes > opened->image_bytes) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: switch records of %" PRIu64 " bytes",
                           switch_bytes);
    }
    format_layout(&expected, experiment_plan(&opened->experiment), &opened->facts, opened->workers,
                  switch_bytes / sizeof(struct switch_record));
    for (uint32_t i = 0; i < count && i < expected.header.section_count; i++) {
        expected.sections[i].checksum = table->sections[i].checksum;
        if (memcmp(&expected.sections[i], &table->sections[i], sizeof *expected.sections) != 0) {
            char name[FORMAT_NAME_BYTES];
            return status_make(STATUS_BAD_FILE, "the recording is damaged: no %s where it should be",
                               format_name(name, &expected.sections[i]));
        }
    }
    expected.header.checksum = table->header.checksum;
    // Says also that the reserved bytes and those after the table are 0, and that there is nothing more than
    // sections in the file.
    if (memcmp(&expected, table, (size_t)format_table_bytes(count)) != 0)
        return status_make(STATUS_BAD_FILE, "the recording is damaged: its table and its facts do not fit each other");
    return status_ok();
}

struct status format_check_padding(const struct opened *opened, uint32_t position)
{
    const struct file_section *section = &opened->table.sections[position];
    for (uint64_t at = section->offset + section->bytes; at < section->offset + format_padded(section->bytes); at++) {
        if (opened->image[at] != 0) {
            char name[FORMAT_NAME_BYTES];
            return status_make(STATUS_BAD_FILE, "the recording is damaged: something stands behind the %s",
                               format_name(name, section));
        }
    }
    return status_ok();
}

// Points the recording into the image, at places that compare_table has found right. Which resources there were, a file
// of this version leaves to its experiment.
static void point(struct recording *recording, struct opened *opened)
{
    const struct file_table *table = &opened->table;
    recording->resources = opened->resources;
    recording->resource_count = guard_resources(&opened->experiment, opened->resources);
    for (uint32_t i = 0; i < table->header.section_count; i++) {
        const struct file_section *section = &table->sections[i];
        const void *data = opened->image + section->offset;
        if (section->kind == SECTION_JOURNAL) {
            recording->journals[section->index] = data;
        } else if (section->kind == SECTION_TIMES) {
            recording->times[section->index] = data;
        } else if (section->kind == SECTION_EVENTS) {
            recording->events[section->index] = data;
        } else if (section->kind == SECTION_SWITCHES) {
            recording->switches = data;
            recording->switch_count = (size_t)(section->bytes / sizeof *recording->switches);
        }
    }
}

// Fills recording (not its owner) from opened, whose image is set.
static struct status read_image(struct recording *recording, struct opened *opened)
{
    *recording = (struct recording){ .plan = experiment_plan(&opened->experiment),
                                     .facts = &opened->facts,
                                     .workers = opened->workers };
    struct status status = read_table(opened);
    if (status_is_ok(status))
        status = read_facts(opened);
    if (status_is_ok(status))
        status = recording_check(recording);
    if (status_is_ok(status))
        status = compare_table(opened);
    for (uint32_t i = 0; status_is_ok(status) && i < 3; i++)
        status = format_check_padding(opened, i);
    if (status_is_ok(status))
        point(recording, opened);
    else
        *recording = (struct recording){ 0 };
    return status;
}

struct status recording_open_bytes(struct recording *recording, const void *bytes, size_t size_bytes)
{
    *recording = (struct recording){ 0 };
    struct opened *opened = calloc(1, sizeof *opened);
    if (!opened)
        return status_make(STATUS_FAILED, "not enough memory to open a recording");
    opened->file.descriptor = -1;
    opened->image = bytes;
    opened->image_bytes = size_bytes;
    struct status status = read_image(recording, opened);
    if (!status_is_ok(status)) {
        free(opened);
        return status;
    }
    recording->owner = opened;
    recording->release = release_bytes;
    return status;
}

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
    return status_is_ok(status) ? status_make(STATUS_FAILED, "%s: needs %s of memory, %s are left", path,
                                              text_bytes(needs, opened->file.size_bytes), text_bytes(left, available))
                                : status_make(status.kind, "%s: %s", path, status.message);
}

// The file and room for its image.
static struct status take_file(struct opened *opened, const char *path)
{
    struct status status = os_file_open(path, &opened->file);
    if (!status_is_ok(status))
        return status_make(STATUS_BAD_FILE, "%s", status.message);
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
                                                : status_make(STATUS_FAILED, "%s: not enough memory to open it", path);
}

struct status recording_open(struct recording *recording, const char *path)
{
    *recording = (struct recording){ 0 };
    struct opened *opened = calloc(1, sizeof *opened);
    if (!opened)
        return status_make(STATUS_FAILED, "%s: not enough memory to open it", path);
    opened->file.descriptor = -1;
    struct status status = take_file(opened, path);
    if (status_is_ok(status)) {
        status = read_image(recording, opened);
        if (!status_is_ok(status))
            status = status_make(status.kind, "%s: %s", path, status.message);
    }
    if (!status_is_ok(status)) {
        release_image(opened);
        return status;
    }
    recording->owner = opened;
    recording->release = release_image;
    return status;
}

struct status recording_read(struct recording *recording, const char *path)
{
    struct status status = recording_open(recording, path);
    if (status_is_ok(status))
        status = recording_verify(recording);
    if (!status_is_ok(status))
        recording_close(recording);
    return status;
}

void recording_close(struct recording *recording)
{
    if (recording->release)
        recording->release(recording->owner);
    *recording = (struct recording){ 0 };
}
