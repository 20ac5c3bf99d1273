// See format.h.
#include "recording/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

struct layout {
    struct file_table *table;
    uint32_t count;
    uint64_t bytes; // of all sections so far, padded
};

static void section_add(struct layout *layout, enum section_kind kind, uint32_t index, uint64_t bytes)
{
    layout->table->sections[layout->count++] =
        (struct file_section){ .kind = kind, .index = index, .offset = layout->bytes, .bytes = bytes };
    layout->bytes += format_padded(bytes);
}

void format_layout(struct file_table *table, const struct plan *plan, const struct run_facts *facts,
                   const struct worker_facts *workers, uint64_t switch_count)
{
    memset(table, 0, sizeof *table);
    struct layout layout = { .table = table };
    section_add(&layout, SECTION_EXPERIMENT, 0, sizeof(struct experiment_v1));
    section_add(&layout, SECTION_FACTS, 0, sizeof *facts);
    section_add(&layout, SECTION_WORKERS, 0, plan->tasks * sizeof *workers);
    for (uint32_t w = 0; w < plan->tasks; w++)
        section_add(&layout, SECTION_JOURNAL, w, workers[w].updates * sizeof(uint32_t));
    for (uint32_t w = 0; w < plan->tasks && facts->sample_every > 0; w++) {
        uint64_t stamps = (workers[w].updates + facts->sample_every - 1) / facts->sample_every;
        section_add(&layout, SECTION_TIMES, w, stamps * sizeof(uint64_t));
    }
    for (uint32_t w = 0; w < plan->tasks; w++)
        section_add(&layout, SECTION_EVENTS, w, workers[w].events * sizeof(struct lock_event));
    section_add(&layout, SECTION_SWITCHES, 0, switch_count * sizeof(struct switch_record));

    uint64_t table_bytes = format_table_bytes(layout.count);
    for (uint32_t i = 0; i < layout.count; i++)
        table->sections[i].offset += table_bytes;
    struct file_header *header = &table->header;
    memcpy(header->magic, FORMAT_MAGIC, sizeof header->magic);
    header->version = FORMAT_VERSION;
    header->byte_order = FORMAT_BYTE_ORDER;
    header->file_bytes = table_bytes + layout.bytes;
    header->section_count = layout.count;
}

uint64_t format_table_checksum(const struct file_table *table)
{
    struct file_table copy = *table;
    copy.header.checksum = 0;
    return XXH3_64bits(&copy, format_table_bytes(copy.header.section_count));
}

const void *format_data(const struct recording *recording, const struct file_section *section)
{
    switch ((enum section_kind)section->kind) {
    case SECTION_EXPERIMENT:
        return NULL; // in memory it has another form
    case SECTION_FACTS:
        return recording->facts;
    case SECTION_WORKERS:
        return recording->workers;
    case SECTION_JOURNAL:
        return recording->journals[section->index];
    case SECTION_TIMES:
        return recording->times[section->index];
    case SECTION_EVENTS:
        return recording->events[section->index];
    case SECTION_SWITCHES:
        return recording->switches;
    case SECTION_KINDS:
        break;
    }
    return NULL;
}

char *format_name(char buffer[FORMAT_NAME_BYTES], const struct file_section *section)
{
    static const char *const names[SECTION_KINDS] = {
        [0] = "section of no kind",
        [SECTION_EXPERIMENT] = "experiment",
        [SECTION_FACTS] = "facts of the run",
        [SECTION_WORKERS] = "facts of the workers",
        [SECTION_JOURNAL] = "journal of worker %" PRIu32,
        [SECTION_TIMES] = "times of worker %" PRIu32,
        [SECTION_EVENTS] = "lock events of worker %" PRIu32,
        [SECTION_SWITCHES] = "switch records",
    };
    snprintf(buffer, FORMAT_NAME_BYTES, names[section->kind < SECTION_KINDS ? section->kind : 0], section->index + 1);
    return buffer;
}
