// See format.h. The general sections are one table; the lab's own follow them.
#include "recording/format.h"

#include "lab/lab.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

// ---- which sections there are ---------------------------------------------------------------------------------------

static const struct general {
    const char *name, *whose;
    uint32_t element_bytes;
    bool small;
    size_t field; // of struct recording: the pointer to the array; 0 where it is none of its own
} generals[SECTION_KINDS] = {
    [SECTION_COUNTS] = { "counts", NULL, sizeof(struct file_counts), true, 0 },
    [SECTION_PLAN] = { "plan", NULL, sizeof(struct plan), true, offsetof(struct recording, plan) },
    [SECTION_FACTS] = { "facts of the run", NULL, sizeof(struct run_facts), true, offsetof(struct recording, facts) },
    [SECTION_TASKS] = { "tasks", NULL, sizeof(struct task), true, offsetof(struct recording, tasks) },
    [SECTION_RESOURCES] = { "resources", NULL, sizeof(struct resource), true, offsetof(struct recording, resources) },
    [SECTION_USES] = { "uses of the resources", NULL, sizeof(struct use), true, offsetof(struct recording, uses) },
    [SECTION_NOTES] = { "notes", "task", sizeof(struct note), false, 0 },
    [SECTION_SWITCHES] = { "switch records", NULL, sizeof(struct switch_record), false,
                           offsetof(struct recording, switches) },
    [SECTION_CONSOLE] = { "console", NULL, sizeof(struct printed), false, offsetof(struct recording, console) },
    [SECTION_CONSOLE_TEXT] = { "text of the console", NULL, 1, false, offsetof(struct recording, console_text) },
    [SECTION_SOURCES] = { "sources", NULL, sizeof(struct source), false, offsetof(struct recording, sources) },
    [SECTION_SOURCE_TEXT] = { "text of the sources", NULL, 1, false, offsetof(struct recording, source_text) },
    [SECTION_COMMAND] = { "command", NULL, sizeof(struct recorded_command), true, offsetof(struct recording, command) },
    [SECTION_GILS] = { "interpreter locks", NULL, sizeof(struct found_gil), true, offsetof(struct recording, gils) },
    [SECTION_WATCHED] = { "facts of what was watched", NULL, sizeof(struct watched), true,
                          offsetof(struct recording, watched) },
    [SECTION_PLACES] = { "places", NULL, sizeof(struct place), true, offsetof(struct recording, places) },
    [SECTION_VARIABLES] = { "variables", NULL, sizeof(struct variable), true, offsetof(struct recording, variables) },
    [SECTION_LOCK_SETS] = { "lock sets", NULL, sizeof(struct lock_set), true, offsetof(struct recording, lock_sets) },
    [SECTION_ACTS] = { "acts", NULL, sizeof(struct act), false, offsetof(struct recording, acts) },
    [SECTION_ACCESSES] = { "accesses", NULL, sizeof(struct access), false, offsetof(struct recording, accesses) },
    [SECTION_PAIRS] = { "pairs", NULL, sizeof(struct pair), false, offsetof(struct recording, pairs) },
    [SECTION_STORES] = { "stores", NULL, sizeof(struct store), false, offsetof(struct recording, stores) },
};

// Of a recording with variables.
static uint64_t elements_watched(const struct watched *watched, enum section_kind kind)
{
    const uint64_t counts[SECTION_KINDS] = {
        [SECTION_PLACES] = watched->place_count,       [SECTION_VARIABLES] = watched->variable_count,
        [SECTION_LOCK_SETS] = watched->lock_set_count, [SECTION_ACTS] = watched->act_count,
        [SECTION_ACCESSES] = watched->access_count,    [SECTION_PAIRS] = watched->pair_count,
        [SECTION_STORES] = watched->store_count,
    };
    return counts[kind];
}

static uint64_t elements_of(const struct recording *recording, enum section_kind kind, uint32_t index)
{
    switch (kind) {
    case SECTION_COUNTS:
    case SECTION_PLAN:
    case SECTION_FACTS:
        return 1;
    case SECTION_TASKS:
        return recording->task_count;
    case SECTION_RESOURCES:
        return recording->resource_count;
    case SECTION_USES:
        return (uint64_t)recording->task_count * recording->resource_count;
    case SECTION_NOTES:
        return recording->tasks[index].notes;
    case SECTION_SWITCHES:
        return recording->switch_count;
    case SECTION_CONSOLE:
        return recording->console_count;
    case SECTION_CONSOLE_TEXT:
        return recording->console_bytes;
    case SECTION_SOURCES:
        return recording->source_count;
    case SECTION_SOURCE_TEXT:
        return recording->source_bytes;
    case SECTION_COMMAND:
        return recording->command_count;
    case SECTION_GILS:
        return recording->gil_count;
    case SECTION_WATCHED:
        return recording->watched_count;
    case SECTION_PLACES:
    case SECTION_VARIABLES:
    case SECTION_LOCK_SETS:
    case SECTION_ACTS:
    case SECTION_ACCESSES:
    case SECTION_PAIRS:
    case SECTION_STORES:
        return elements_watched(recording->watched, kind);
    case SECTION_KINDS:
    case SECTION_OWN:
        break;
    }
    return 0;
}

static bool general_section(const struct recording *recording, enum section_kind kind, uint32_t index,
                            struct section *section)
{
    const struct general *general = &generals[kind];
    *section = (struct section){
        .kind = kind,
        .index = index,
        .bytes = elements_of(recording, kind, index) * general->element_bytes,
        .element_bytes = general->element_bytes,
        .small = general->small,
        .name = general->name,
        .whose = general->whose,
        .packing = kind == SECTION_NOTES ? PACKING_NOTES : PACKING_NONE,
    };
    return true;
}

static bool own_section(const struct recording *recording, uint32_t number, struct section *section)
{
    const struct lab *lab = lab_of(recording->plan->lab);
    struct lab_section own;
    if (!lab || !lab_section(lab, recording, number, &own))
        return false;
    *section = (struct section){
        .kind = SECTION_OWN + own.kind,
        .index = own.index,
        .bytes = own.bytes,
        .element_bytes = own.element_bytes,
        .small = number < lab_small_sections(lab),
        .number = number,
        .name = own.name,
        .whose = own.whose,
        .packing = own.packing,
    };
    return true;
}

bool format_section(const struct recording *recording, uint32_t place, struct section *section)
{
    const uint32_t before_notes = SECTION_NOTES - SECTION_COUNTS;
    if (place < before_notes)
        return general_section(recording, SECTION_COUNTS + place, 0, section);
    if (place - before_notes < recording->task_count)
        return general_section(recording, SECTION_NOTES, place - before_notes, section);
    const uint32_t after_notes = place - before_notes - recording->task_count;
    const uint32_t end = recording->watched_count   ? SECTION_KINDS
                         : recording->command_count ? SECTION_WATCHED
                                                    : SECTION_COMMAND;
    if (after_notes < end - SECTION_SWITCHES)
        return general_section(recording, SECTION_SWITCHES + after_notes, 0, section);
    return own_section(recording, after_notes - (end - SECTION_SWITCHES), section);
}

// ---- the table ------------------------------------------------------------------------------------------------------

struct file_table *format_layout(const struct recording *recording)
{
    struct section section;
    uint32_t count = 0;
    while (format_section(recording, count, &section))
        count++;
    struct file_table *table = calloc(1, (size_t)format_table_bytes(count));
    if (!table)
        return NULL;
    uint64_t at = format_table_bytes(count);
    for (uint32_t i = 0; i < count; i++) {
        format_section(recording, i, &section);
        table->sections[i] =
            (struct file_section){ .kind = section.kind, .index = section.index, .offset = at, .bytes = section.bytes };
        at += format_padded(section.bytes);
    }
    memcpy(table->header.magic, FORMAT_MAGIC, sizeof table->header.magic);
    table->header.version = FORMAT_VERSION;
    table->header.byte_order = FORMAT_BYTE_ORDER;
    table->header.file_bytes = at;
    table->header.section_count = count;
    return table;
}

uint64_t format_table_checksum(struct file_table *table)
{
    const uint64_t written = table->header.checksum;
    table->header.checksum = 0;
    const uint64_t checksum = XXH3_64bits(table, (size_t)format_table_bytes(table->header.section_count));
    table->header.checksum = written;
    return checksum;
}

struct file_counts format_counts(const struct recording *recording)
{
    return (struct file_counts){
        .tasks = recording->task_count,
        .resources = recording->resource_count,
        .sources = recording->source_count,
        .commands = recording->command_count,
        .gils = recording->gil_count,
        .watched = recording->watched_count,
        .switches = recording->switch_count,
        .printed = recording->console_count,
        .printed_bytes = recording->console_bytes,
        .source_bytes = recording->source_bytes,
    };
}

// ---- their arrays ---------------------------------------------------------------------------------------------------

const void *format_data(const struct recording *recording, const struct section *section)
{
    const void *data = NULL;
    if (section->kind >= SECTION_OWN)
        return recording->own[section->number];
    if (section->kind == SECTION_NOTES)
        return recording->notes[section->index];
    if (section->kind < SECTION_KINDS && generals[section->kind].field)
        memcpy(&data, (const char *)recording + generals[section->kind].field, sizeof data);
    return data;
}

void format_point(struct recording *recording, const struct note **notes, const void **own,
                  const struct section *section, const void *data)
{
    if (section->kind >= SECTION_OWN)
        own[section->number] = data;
    else if (section->kind == SECTION_NOTES)
        notes[section->index] = data;
    else if (section->kind < SECTION_KINDS && generals[section->kind].field)
        memcpy((char *)recording + generals[section->kind].field, &data, sizeof data);
}

char *format_name(char buffer[FORMAT_NAME_BYTES], const struct section *section)
{
    if (section->whose)
        snprintf(buffer, FORMAT_NAME_BYTES, "%s of %s %" PRIu32, section->name, section->whose, section->index + 1);
    else
        snprintf(buffer, FORMAT_NAME_BYTES, "%s", section->name);
    return buffer;
}
