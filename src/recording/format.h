// The layout of a recording file: header, table of sections, sections. Private to this folder (and to its tests).
//
// The table leaves no freedom: which sections there are, in which order, where and how long, follows from the counts,
// the plan, the tasks and, for its own sections, from the lab. So whoever writes computes the table, and whoever reads
// computes it too and compares, section by section: each follows from the small ones before it. There is nothing
// between sections but zeros up to the next multiple of 64, and every byte is under one checksum: the header's (header
// and table) or its section's.
//
// The one thing that the table alone tells is whether a long section is packed (packing.h), and into how many bytes. It is
// believed no further than to the end of the file: what comes out must be what was called for, to the last element.
//
// Version 2 may still change until all that belongs to it has landed (sparse journals, pools, families, foreign
// programs); version 1 may not: see v1.h.
#ifndef RECORDING_FORMAT_H
#define RECORDING_FORMAT_H

#include "recording/packing.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORMAT_MAGIC "\211RLEDGER" // 8 bytes; the first is no text in any encoding

enum {
    FORMAT_VERSION = 2,
    FORMAT_BYTE_ORDER = 0x0A0B0C0D, // reads differently on a machine of the other byte order
    FORMAT_ALIGN_BYTES = 64,
    FORMAT_SECTIONS_MAX = 1 << 14,
    FORMAT_PACKED_FROM_BYTES = 1 << 16, // what is shorter is written as it is
};

// In a table's kind: the section is packed.
#define FORMAT_PACKED ((uint32_t)1 << 31)

// The most records of one kind that are believed: what their bytes come to is far from overflowing.
#define FORMAT_RECORDS_MAX ((uint64_t)1 << 40)

// In the order in which they stand in the file.
enum section_kind {
    SECTION_COUNTS = 1,    // one struct file_counts
    SECTION_PLAN = 2,      // one struct plan
    SECTION_FACTS = 3,     // one struct run_facts
    SECTION_TASKS = 4,     // a struct task of each
    SECTION_RESOURCES = 5, // a struct resource of each
    SECTION_USES = 6,      // a struct use of each task, of each resource
    SECTION_NOTES = 7,     // of each task, by index
    SECTION_SWITCHES = 8,  // one, as all that follow
    SECTION_CONSOLE = 9,   // a struct printed each
    SECTION_CONSOLE_TEXT = 10,
    SECTION_SOURCES = 11, // a struct source each
    SECTION_SOURCE_TEXT = 12,
    SECTION_COMMAND = 13, // one struct recorded_command; this and the next are there where there is one
    SECTION_GILS = 14,    // a struct found_gil each
    SECTION_WATCHED = 15, // one struct watched; this and those that follow are there where a command's variables are
    SECTION_PLACES = 16,  // a struct place each, and so on
    SECTION_VARIABLES = 17,
    SECTION_LOCK_SETS = 18,
    SECTION_ACTS = 19,
    SECTION_ACCESSES = 20,
    SECTION_PAIRS = 21,
    SECTION_STORES = 22,
    SECTION_KINDS,
    SECTION_OWN = 256, // of the lab: this and the lab's own number of the kind
};

struct file_header {
    char magic[8];
    uint32_t version;
    uint32_t byte_order;
    uint64_t file_bytes;
    uint64_t checksum; // XXH3 of header, with 0 here, and table, up to the first section
    uint32_t section_count;
    uint32_t reserved[7]; // 0
};

struct file_section {
    uint32_t kind;     // enum section_kind, and FORMAT_PACKED
    uint32_t index;    // task; 0 where there is one for all
    uint64_t offset;   // from the beginning of the file, a multiple of 64
    uint64_t bytes;    // without the zeros up to the next multiple of 64
    uint64_t checksum; // XXH3 of the section and those zeros
};

// As it stands in the file, with the zeros behind it.
struct file_table {
    struct file_header header;
    struct file_section sections[];
};

// How long the recording's arrays are.
struct file_counts {
    uint32_t tasks, resources;
    uint32_t sources;
    uint32_t commands; // 0 or 1
    uint64_t switches, printed, printed_bytes, source_bytes;
    uint32_t gils;
    uint32_t watched;  // 0 or 1
    uint64_t reserved; // 0
};

_Static_assert(sizeof(struct file_header) == 64 && sizeof(struct file_section) == 32 &&
                   sizeof(struct file_counts) == 64,
               "the file format fixes the layout");
_Static_assert(sizeof(struct run_facts) == 384 && sizeof(struct switch_record) == 16,
               "the file format fixes the layout");
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

// What must stand at a place of the table.
struct section {
    uint32_t kind;
    uint32_t index;
    uint64_t bytes;
    uint32_t element_bytes;   // a power of two where it is not small
    bool small;               // read and checked when a file is opened
    uint32_t number;          // of the lab's own ones, from 0
    const char *name, *whose; // "journal", "worker"; whose is NULL where there is one for all
    enum packing packing;     // how it may be packed
};

// The section at a place, counted from 0; false: there are no more. Of the recording it needs the counts and the small
// sections that come before; what those hold must have been found right by recording_check_*.
bool format_section(const struct recording *recording, uint32_t place, struct section *section);

// Header and table, checksums left 0 and nothing packed, of a recording that recording_check has found right; NULL when memory is
// short.
// Release with free.
struct file_table *format_layout(const struct recording *recording);

// The header's checksum over header (taken with checksum 0) and padded table.
uint64_t format_table_checksum(struct file_table *table);

struct file_counts format_counts(const struct recording *recording);

// The array of a section in a recording, but for SECTION_COUNTS; NULL possibly where it is empty.
const void *format_data(const struct recording *recording, const struct section *section);

// Points the recording to a section's array. notes and own are the arrays behind the recording's.
void format_point(struct recording *recording, const struct note **notes, const void **own,
                  const struct section *section, const void *data);

// What a section is, for a person: "journal of worker 2". The buffer is returned.
#define FORMAT_NAME_BYTES 64
char *format_name(char buffer[FORMAT_NAME_BYTES], const struct section *section);

// ---- checks of what is small ----------------------------------------------------------------------------------------

// Whether the counts are such that one may multiply with them, and the plan is of a lab there is.
struct status recording_check_counts(const struct recording *recording);
struct status recording_check_plan(const struct plan *plan);

// The plan, facts of the run, tasks, resources, uses, by themselves and to each other.
struct status recording_check_general(const struct recording *recording);

// The command and its interpreter locks, where there is one.
struct status recording_check_command(const struct recording *recording);

// What was watched: its counts are such that one may multiply with them. Places, variables and lock sets, by themselves and
// to each other.
struct status recording_check_watched(const struct recording *recording);
struct status recording_check_variables(const struct recording *recording);

// Elements [from, to) of a section of the variables' that is not small; whatever other kind is right.
struct status recording_verify_variables(const struct recording *recording, enum section_kind kind, size_t from,
                                         size_t to);

// All of these and the lab's own: STATUS_BAD_FILE with the first thing that is wrong.
struct status recording_check(const struct recording *recording);

#endif
