// Opens a recording: checks header, table and facts, and finds the large sections by computing where they must be.
//
// The time is that of the workers, not of the updates: no journal is read. A file claims nothing that is believed:
// its table must be, entry by entry, the one that its own checked facts call for, so no offset and no length of it
// is ever followed before it is known to be right.
#include "recording/format.h"

#include "os/file.h"

#include "experiment/settings.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct opened_mapping {
    struct opened opened; // first: a pointer to either is a pointer to both
    struct os_file_view view;
};

static void release_bytes(void *owner) { free(owner); }

static void release_mapping(void *owner)
{
    struct opened_mapping *mapping = owner;
    os_file_unmap(&mapping->view);
    free(mapping);
}

const struct opened *recording_opened(const struct recording *recording)
{
    bool ours = recording->release == release_bytes || recording->release == release_mapping;
    return ours ? recording->owner : NULL;
}

// Header and table into opened->table, by themselves right.
static struct status read_table(struct opened *opened)
{
    struct file_table *table = &opened->table;
    const struct file_header *header = &table->header;
    size_t known = opened->image_bytes < sizeof header->magic ? (size_t)opened->image_bytes : sizeof header->magic;
    if (known == 0 || memcmp(opened->image, FORMAT_MAGIC, known) != 0) {
        return status_make(STATUS_BAD_FILE, known ? "this is no recording" : "the file is empty");
    }
    if (opened->image_bytes < sizeof *header) {
        return status_make(STATUS_BAD_FILE, "the recording is cut off: %" PRIu64 " bytes, not even its header",
                           opened->image_bytes);
    }
    memcpy(&table->header, opened->image, sizeof *header);
    if (header->byte_order != FORMAT_BYTE_ORDER) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: its byte order is 0x%08" PRIx32,
                           header->byte_order);
    }
    if (header->version != FORMAT_VERSION) {
        return status_make(STATUS_BAD_FILE, "the recording has format %" PRIu32 ", this program reads format %d",
                           header->version, FORMAT_VERSION);
    }
    if (header->file_bytes != opened->image_bytes) {
        return status_make(STATUS_BAD_FILE, "the recording is %s: %" PRIu64 " bytes instead of %" PRIu64,
                           opened->image_bytes < header->file_bytes ? "cut off" : "too long", opened->image_bytes,
                           header->file_bytes);
    }
    if (header->section_count > FORMAT_SECTIONS_MAX ||
        format_table_bytes(header->section_count) > opened->image_bytes) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: it claims %" PRIu32 " sections",
                           header->section_count);
    }
    memcpy(table, opened->image, (size_t)format_table_bytes(header->section_count));
    if (format_table_checksum(table) != header->checksum) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: the checksum of its header is wrong");
    }
    return status_ok();
}

// Copies a small section, whose place, length and checksum must be right, to `to`. *at: where it must begin; moved
// behind it.
static struct status read_small(const struct opened *opened, enum section_kind kind, void *to, size_t bytes,
                                uint64_t *at)
{
    const struct file_section *section = &opened->table.sections[kind - SECTION_EXPERIMENT];
    struct file_section expected = { .kind = kind, .offset = *at, .bytes = bytes, .checksum = section->checksum };
    char name[FORMAT_NAME_BYTES];
    format_name(name, &expected);
    *at += format_padded(bytes);
    if (*at > opened->image_bytes || memcmp(&expected, section, sizeof expected) != 0) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: no %s where it should be", name);
    }
    if (XXH3_64bits(opened->image + section->offset, (size_t)format_padded(bytes)) != section->checksum) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: the checksum of the %s is wrong", name);
    }
    memcpy(to, opened->image + section->offset, bytes);
    return status_ok();
}

static struct status read_facts(struct opened *opened)
{
    uint64_t at = format_table_bytes(opened->table.header.section_count);
    struct status status = read_small(opened, SECTION_EXPERIMENT, &opened->experiment, sizeof opened->experiment, &at);
    if (status_is_ok(status)) {
        // Before its count of workers is used.
        status = experiment_check(&opened->experiment);
    }
    if (status_is_ok(status)) {
        status = read_small(opened, SECTION_FACTS, &opened->facts, sizeof opened->facts, &at);
    }
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
    format_layout(&expected, &opened->experiment, &opened->facts, opened->workers,
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
    if (memcmp(&expected, table, (size_t)format_table_bytes(count)) != 0) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: its table and its facts do not fit each other");
    }
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

// Points the recording into the image, at places that compare_table has found right.
static void point(struct recording *recording, const struct opened *opened)
{
    const struct file_table *table = &opened->table;
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
    *recording =
        (struct recording){ .experiment = &opened->experiment, .facts = &opened->facts, .workers = opened->workers };
    struct status status = read_table(opened);
    if (status_is_ok(status)) {
        status = read_facts(opened);
    }
    if (status_is_ok(status)) {
        status = recording_check(recording);
    }
    if (status_is_ok(status)) {
        status = compare_table(opened);
    }
    for (uint32_t i = 0; status_is_ok(status) && i < 3; i++) {
        status = format_check_padding(opened, i);
    }
    if (status_is_ok(status)) {
        point(recording, opened);
    } else {
        *recording = (struct recording){ 0 };
    }
    return status;
}

struct status recording_open_bytes(struct recording *recording, const void *bytes, size_t size_bytes)
{
    *recording = (struct recording){ 0 };
    struct opened *opened = calloc(1, sizeof *opened);
    if (!opened) {
        return status_make(STATUS_FAILED, "not enough memory to open a recording");
    }
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

struct status recording_open(struct recording *recording, const char *path)
{
    *recording = (struct recording){ 0 };
    struct opened_mapping *mapping = calloc(1, sizeof *mapping);
    if (!mapping) {
        return status_make(STATUS_FAILED, "%s: not enough memory to open it", path);
    }
    struct status status = os_file_map(path, &mapping->view);
    if (!status_is_ok(status)) {
        free(mapping);
        return status;
    }
    mapping->opened.image = mapping->view.data;
    mapping->opened.image_bytes = mapping->view.size_bytes;
    status = read_image(recording, &mapping->opened);
    if (!status_is_ok(status)) {
        release_mapping(mapping);
        return status_make(status.kind, "%s: %s", path, status.message);
    }
    recording->owner = mapping;
    recording->release = release_mapping;
    return status;
}

void recording_close(struct recording *recording)
{
    if (recording->release) {
        recording->release(recording->owner);
    }
    *recording = (struct recording){ 0 };
}
