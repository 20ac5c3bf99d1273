// The layout of a recording file: header, table of sections, sections. Private to this folder (and to its tests).
//
// The table leaves no freedom: which sections there are, in which order, where and how long, follows from the
// experiment, the facts and the number of switch records. So whoever writes computes the table, and whoever reads
// computes it too and compares. There is nothing between sections but zeros up to the next multiple of 64, and
// every byte is under one checksum: the header's (header and table) or its section's.
#ifndef RECORDING_FORMAT_H
#define RECORDING_FORMAT_H

#include "labs/balance/experiment_v1.h"
#include "os/file.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORMAT_MAGIC "\211RLEDGER" // 8 bytes; the first is no text in any encoding

enum {
    FORMAT_VERSION = 1,
    FORMAT_BYTE_ORDER = 0x0A0B0C0D, // reads differently on a machine of the other byte order
    FORMAT_ALIGN_BYTES = 64,
    FORMAT_SECTIONS_MAX = 3 + 3 * WORKERS_MAX + 1,
};

// In the order in which they stand in the file.
enum section_kind {
    SECTION_EXPERIMENT = 1, // one struct experiment_v1
    SECTION_FACTS = 2,      // one struct run_facts
    SECTION_WORKERS = 3,    // a struct worker_facts of each worker
    SECTION_JOURNAL = 4,    // of each worker, by index
    SECTION_TIMES = 5,      // of each worker, by index; none in an untimed recording
    SECTION_EVENTS = 6,     // of each worker, by index
    SECTION_SWITCHES = 7,   // one
    SECTION_KINDS,
};

struct file_header {
    char magic[8];
    uint32_t version;
    uint32_t byte_order;
    uint64_t file_bytes;
    uint64_t checksum; // XXH3 of header, with 0 here, and table, up to the first section
    uint32_t section_count;
    uint32_t room[7]; // 0
};

struct file_section {
    uint32_t kind;     // enum section_kind
    uint32_t index;    // worker; 0 where there is one for all
    uint64_t offset;   // from the beginning of the file, a multiple of 64
    uint64_t bytes;    // without the zeros up to the next multiple of 64
    uint64_t checksum; // XXH3 of the section and those zeros
};

struct file_table {
    struct file_header header;
    struct file_section sections[FORMAT_SECTIONS_MAX];
    unsigned char zeros[FORMAT_ALIGN_BYTES]; // room for the padding after the last one
};

_Static_assert(sizeof(struct file_header) == 64 && sizeof(struct file_section) == 32,
               "the file format fixes the layout");
_Static_assert(sizeof(struct run_facts) == 408 && sizeof(struct worker_facts) == 288,
               "the file format fixes the layout");
_Static_assert(sizeof(struct switch_record) == 16, "the file format fixes the layout");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is the memory, and the file is little-endian");

static inline uint64_t format_padded(uint64_t bytes)
{
    return (bytes + FORMAT_ALIGN_BYTES - 1) & ~(uint64_t)(FORMAT_ALIGN_BYTES - 1);
}

// Header and table together, with the padding: where the first section begins.
static inline uint64_t format_table_bytes(uint32_t section_count)
{
    return format_padded(sizeof(struct file_header) + section_count * sizeof(struct file_section));
}

// Fills in header and table, checksums left 0, for facts that recording_check has found right. switch_count at most
// FORMAT_RECORDS_MAX.
#define FORMAT_RECORDS_MAX ((uint64_t)1 << 40)
void format_layout(struct file_table *table, const struct plan *plan, const struct run_facts *facts,
                   const struct worker_facts *workers, uint64_t switch_count);

// The header's checksum over header (taken with checksum 0) and padded table.
uint64_t format_table_checksum(const struct file_table *table);

// The array of a section in a recording; NULL possibly where it is empty.
const void *format_data(const struct recording *recording, const struct file_section *section);

// What a section is, for a person: "journal of worker 2". The buffer is returned.
#define FORMAT_NAME_BYTES 48
char *format_name(char buffer[FORMAT_NAME_BYTES], const struct file_section *section);

// Checks all that is small: experiment, facts of the run and of the workers, and that they fit each other.
// STATUS_BAD_FILE with the first thing that is wrong.
struct status recording_check(const struct recording *recording);

// What an opened recording's owner points to.
struct opened {
    struct os_file file; // open until all of it was read; without a file, or then, its descriptor is −1
    char *path;          // NULL without a file
    // A file's: our own memory, filled by format_load. Bytes' in memory: the caller's, used in place, but for the facts:
    // those were checked and must not change under the reader, so they are copied.
    const unsigned char *image;
    uint64_t image_bytes;
    struct file_table table;
    struct experiment experiment;
    struct run_facts facts;
    struct worker_facts workers[WORKERS_MAX];
    struct resource resources[RESOURCES_MAX];
};

// Whether there is still something to read from its file.
bool format_is_in_file(const struct opened *opened);

// Reads a piece of the file into the image; does nothing where there is no file to read from. STATUS_BAD_FILE when the
// file has become shorter, STATUS_FAILED when it cannot be read.
struct status format_load(const struct opened *opened, uint64_t at, uint64_t bytes);

// Whether there is nothing but zeros behind a section of the table, in what was loaded.
struct status format_check_padding(const struct opened *opened, uint32_t position);

// The opened file behind a recording; NULL for a live run's.
struct opened *recording_opened(const struct recording *recording);

#endif
