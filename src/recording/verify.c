// Reads a whole recording: every checksum, every version, every record.
//
// Section by section, and within a section block by block: a block is read, hashed and checked while it is still in
// the cpu's cache, so that memory is walked once. Damage is told before nonsense: where a section's checksum is
// wrong, that is the message, whatever its contents say.
#include "recording/opened.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "lab/lab.h"
#include "recording/open_v1.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <xxhash.h>

enum {
    BLOCK_BYTES = 128 * 1024, // half of a usual second-level cache
};

// ---- notes ----------------------------------------------------------------------------------------------------------

#define NOTES_OF_LOCKS (1u << NOTE_WAITS | 1u << NOTE_ACQUIRED | 1u << NOTE_RELEASED)
#define NOTES_OF_GILS                                                                                                  \
    (NOTES_OF_LOCKS | 1u << NOTE_TIMED_OUT | 1u << NOTE_REQUESTED | 1u << NOTE_HONOURED | 1u << NOTE_HANDED)

#define NOTES_OF_TRIED (NOTES_OF_LOCKS | 1u << NOTE_TIMED_OUT | 1u << NOTE_ASKED | 1u << NOTE_REFUSED)
#define NOTES_OF_STORES (NOTES_OF_TRIED | 1u << NOTE_PUT | 1u << NOTE_TOOK)

// By a resource's kind: the kinds of notes there are of it, as bits. A number that stands for nothing may be noted as
// what it would be.
static const uint32_t notes_allowed[RESOURCE_KINDS] = {
    [RESOURCE_NONE] = NOTES_OF_GILS,
    [RESOURCE_LOCK] = NOTES_OF_TRIED,
    [RESOURCE_SPIN_LOCK] = NOTES_OF_TRIED,
    [RESOURCE_GIL] = NOTES_OF_GILS,
    [RESOURCE_CONDITION] = NOTES_OF_TRIED,
    [RESOURCE_SEMAPHORE] = NOTES_OF_TRIED,
    [RESOURCE_QUEUE] = NOTES_OF_STORES,
    [RESOURCE_PIPE] = NOTES_OF_STORES,
    [RESOURCE_POOL] = NOTES_OF_STORES,
    [RESOURCE_TASK] = 1u << NOTE_WAITS | 1u << NOTE_TIMED_OUT | 1u << NOTE_ASKED | 1u << NOTE_JOINED,
    [RESOURCE_CLOCK] = 1u << NOTE_WAITS | 1u << NOTE_TIMED_OUT,
    [RESOURCE_RW_LOCK] = NOTES_OF_TRIED,
    [RESOURCE_BARRIER] = NOTES_OF_TRIED,
    [RESOURCE_CALL] = 1u << NOTE_WAITS | 1u << NOTE_ACQUIRED,
};

// Those that are of no resource; `resource` is then below so much.
static const uint16_t no_resource[NOTE_KINDS] = {
    [NOTE_AT] = 1, [NOTE_STARTED] = 1, [NOTE_SIGNALED] = 65, [NOTE_RAISED] = 1, [NOTE_OWN] = 256,
};
#define NOTES_NAMING_TASKS (1u << NOTE_STARTED | 1u << NOTE_JOINED | 1u << NOTE_SIGNALED)

static const char *note_problem(const struct recording *recording, const struct lab *lab, const struct note *note,
                                const struct note *before)
{
    if (note->kind == 0 || note->kind >= NOTE_KINDS)
        return "is of no kind";
    if (no_resource[note->kind] > 0 && note->resource >= no_resource[note->kind])
        return "is of no resource, and names one";
    if (no_resource[note->kind] == 0 && note->resource >= recording->resource_count)
        return "is of a resource that is not there";
    const uint32_t resource_kind = no_resource[note->kind] ? RESOURCE_NONE : recording->resources[note->resource].kind;
    if (no_resource[note->kind] == 0 && !(notes_allowed[resource_kind] >> note->kind & 1))
        return "is of no kind that its resource has";
    if (lab && lab->notes && !lab->notes(note->kind, resource_kind))
        return "is of no kind that its resource has";
    if ((note->kind == NOTE_WAITS || note->kind == NOTE_REQUESTED) && note->other > recording->task_count)
        return "names a task that is not there";
    if ((NOTES_NAMING_TASKS >> note->kind & 1) && note->other >= recording->task_count)
        return "names a task that is not there";
    if (before && (note->ticks < before->ticks || note->step < before->step))
        return "comes before the one before it";
    return time_window_has(recording_ticks_window(recording), note->ticks) ? NULL : "lies far outside the run";
}

// What can be wrong with a note of a resource, known at once for all of a task's.
struct notes_right {
    uint32_t
        kinds[UINT8_MAX + 1]; // by resource: the kinds of its notes, as bits; of those that name a task the waits alone
    struct time_window ticks;
    uint64_t steps;
    uint32_t tasks;
};

static struct notes_right notes_right_of(const struct recording *recording, const struct lab *lab, uint64_t steps)
{
    struct notes_right right = { .ticks = recording_ticks_window(recording),
                                 .steps = steps,
                                 .tasks = recording->task_count };
    for (uint32_t r = 0; r < recording->resource_count; r++) {
        const uint32_t kind = recording->resources[r].kind;
        for (uint32_t note = 1; note < NOTE_KINDS; note++)
            if ((notes_allowed[kind] & ~NOTES_NAMING_TASKS) >> note & 1 &&
                (!lab || !lab->notes || lab->notes(note, kind)))
                right.kinds[r] |= 1u << note;
    }
    return right;
}

// Whether all of the notes are of the usual kind and right: gathered, not branched on. Where not, each is looked at.
static bool are_right(const struct notes_right *right, const struct note *notes, size_t from, size_t to)
{
    const uint64_t width = right->ticks.last - right->ticks.first;
    bool wrong = from < to && notes[from].ticks - right->ticks.first > width;
    for (size_t i = from; i < to; i++) {
        const struct note *note = &notes[i], *before = &notes[i - (i > 0)];
        wrong |= (note->ticks < before->ticks) | (note->step < before->step) | (note->kind >= NOTE_KINDS) |
                 !(right->kinds[note->resource] >> note->kind % 32 & 1) |
                 ((note->kind == NOTE_WAITS || note->kind == NOTE_REQUESTED) & (note->other > right->tasks));
    }
    return !wrong &&
           (from == to || (notes[to - 1].ticks - right->ticks.first <= width && notes[to - 1].step <= right->steps));
}

static struct status check_notes(const struct recording *recording, uint32_t task, size_t from, size_t to)
{
    const struct note *notes = recording->notes[task];
    const struct lab *lab = lab_of(recording->plan->lab);
    const uint64_t steps = lab ? lab_steps(lab, recording, task) : UINT32_MAX;
    const struct notes_right right = notes_right_of(recording, lab, steps);
    if (are_right(&right, notes, from, to))
        return status_ok();
    for (size_t i = from; i < to; i++) {
        const char *problem = note_problem(recording, lab, &notes[i], i ? &notes[i - 1] : NULL);
        if (!problem && notes[i].step > steps)
            problem = "comes after more steps than were made";
        if (problem)
            return status_with(STATUS_BAD_FILE, FAULT_NOTE, part_number(i), part_number(task + 1), part_text(problem));
    }
    return status_ok();
}

// ---- switch records -------------------------------------------------------------------------------------------------

static struct time_window ns_window(const struct recording *recording)
{
    return time_window_round(recording->facts->tick0_ns, recording->facts->tick1_ns);
}

static const char *switch_problem(const struct recording *recording, const struct switch_record *record,
                                  const struct switch_record *before)
{
    if (record->kind < SWITCH_IN || record->kind > SWITCH_LOST)
        return "is of no kind";
    if (record->kind == SWITCH_LOST ? record->task != SWITCH_NOBODY || record->cpu < 1 || record->cpu > INT32_MAX
                                    : record->task >= recording->task_count)
        return "is of nobody who took part";
    if (record->kind != SWITCH_LOST && record->cpu > UINT16_MAX)
        return "is of a cpu that cannot be";
    if (record->reserved)
        return "has reserved bytes in use";
    if (before && record->ns < before->ns)
        return "comes before the one before it";
    return time_window_has(ns_window(recording), record->ns) ? NULL : "lies far outside the run";
}

static struct status check_switches(const struct recording *recording, uint32_t index, size_t from, size_t to)
{
    (void)index;
    const struct switch_record *records = recording->switches;
    for (size_t i = from; i < to; i++) {
        const char *problem = switch_problem(recording, &records[i], i ? &records[i - 1] : NULL);
        if (problem)
            return status_with(STATUS_BAD_FILE, FAULT_SWITCH, part_number(i), part_text(problem));
    }
    return status_ok();
}

// ---- console and sources --------------------------------------------------------------------------------------------

static const char *printed_problem(const struct recording *recording, const struct printed *printed,
                                   const struct printed *before)
{
    if (printed->stream != PRINTED_OUT && printed->stream != PRINTED_ERR)
        return "went to no stream there is";
    if (printed->task >= recording->task_count)
        return "is of nobody who took part";
    if (printed->bytes == 0 || printed->reserved)
        return printed->bytes ? "has reserved bytes in use" : "is empty";
    if (before && printed->ns < before->ns)
        return "comes before the one before it";
    return time_window_has(ns_window(recording), printed->ns) ? NULL : "lies far outside the run";
}

static struct status check_console(const struct recording *recording, uint32_t index, size_t from, size_t to)
{
    (void)index;
    const struct printed *console = recording->console;
    for (size_t i = from; i < to; i++) {
        const char *problem = printed_problem(recording, &console[i], i ? &console[i - 1] : NULL);
        if (problem)
            return status_with(STATUS_BAD_FILE, FAULT_PRINT, part_number(i), part_text(problem));
    }
    uint64_t bytes = 0; // of at most 2^40 of 2^32 each
    for (size_t i = 0; to == recording->console_count && i < to && bytes <= recording->console_bytes; i++)
        bytes += console[i].bytes;
    if (to == recording->console_count && bytes != recording->console_bytes)
        return status_fault(STATUS_BAD_FILE, FAULT_CONSOLE);
    return status_ok();
}

static struct status check_sources(const struct recording *recording, uint32_t index, size_t from, size_t to)
{
    (void)index;
    for (size_t i = from; i < to; i++) {
        const struct source *source = &recording->sources[i];
        const size_t length = strnlen(source->name, sizeof source->name);
        bool wrong = length == 0 || length == sizeof source->name || !utf8_is_plain_text(source->name);
        for (size_t at = length; at < sizeof source->name; at++)
            wrong |= source->name[at] != 0;
        for (size_t at = 0; at < sizeof source->reserved; at++)
            wrong |= source->reserved[at] != 0;
        if (wrong)
            return status_with(STATUS_BAD_FILE, FAULT_SOURCE_NAME, part_number(i));
    }
    uint64_t left = recording->source_bytes;
    for (size_t i = 0; to == recording->source_count && i < to; i++) {
        if (recording->sources[i].bytes > left || (i + 1 == to && recording->sources[i].bytes != left))
            return status_fault(STATUS_BAD_FILE, FAULT_SOURCES);
        left -= recording->sources[i].bytes;
    }
    return status_ok();
}

// ---- sections -------------------------------------------------------------------------------------------------------

// How the elements of a general section are checked; no function: any value will do, or opening has checked them.
static struct status (*const contents[SECTION_KINDS])(const struct recording *recording, uint32_t index, size_t from,
                                                      size_t to) = {
    [SECTION_NOTES] = check_notes,
    [SECTION_SWITCHES] = check_switches,
    [SECTION_CONSOLE] = check_console,
    [SECTION_SOURCES] = check_sources,
};

static struct status check_elements(const struct recording *recording, const struct section *section, size_t from,
                                    size_t to)
{
    if (section->small)
        return status_ok();
    if (section->kind >= SECTION_OWN)
        return lab_verify(lab_of(recording->plan->lab), recording, section->number, from, to);
    return contents[section->kind] ? contents[section->kind](recording, section->index, from, to)
                                   : recording_verify_variables(recording, (enum section_kind)section->kind, from, to);
}

// Loads and hashes a block of a file's section.
static struct status take_block(const struct opened *opened, uint64_t from, uint64_t bytes, XXH3_state_t *hash)
{
    struct status status = opened_load(opened, from, bytes);
    if (status_is_ok(status) && XXH3_64bits_update(hash, opened->image + from, (size_t)bytes) != XXH_OK)
        status = status_fault(STATUS_FAILED, FAULT_CHECKSUM_FAILED);
    return status;
}

// opened and hash are NULL where there is no file behind the recording. *unread: the file could not be read on.
static struct status check_section(const struct recording *recording, const struct section *section,
                                   struct opened *opened, uint64_t offset, XXH3_state_t *hash, bool *unread)
{
    struct status status = status_ok();
    for (uint64_t at = 0; at < section->bytes; at += BLOCK_BYTES) {
        const uint64_t end = section->bytes - at > BLOCK_BYTES ? at + BLOCK_BYTES : section->bytes;
        const size_t from = (size_t)(at / section->element_bytes), to = (size_t)(end / section->element_bytes);
        if (opened) {
            struct status taken = take_block(opened, offset + at, end - at, hash);
            if (!status_is_ok(taken)) {
                *unread = true;
                return taken;
            }
        }
        if (opened && opened->v1 && status_is_ok(status))
            status = v1_convert(opened->v1, section, offset, from, to);
        if (status_is_ok(status))
            status = check_elements(recording, section, from, to);
    }
    return status;
}

// Loads and hashes a section that is packed: its elements are checked when all of them are there.
static struct status take_packed(const struct opened *opened, const struct file_section *written, XXH3_state_t *hash)
{
    struct status status = status_ok();
    for (uint64_t at = 0; at < written->bytes && status_is_ok(status); at += BLOCK_BYTES) {
        const uint64_t bytes = written->bytes - at < BLOCK_BYTES ? written->bytes - at : BLOCK_BYTES;
        status = take_block(opened, written->offset + at, bytes, hash);
    }
    return status;
}

static struct status check_unpacked(const struct recording *recording, const struct opened *opened, uint32_t place,
                                    const struct section *section)
{
    const struct status status = opened_unpack(opened, place, section);
    return status_is_ok(status) ? check_section(recording, section, NULL, 0, NULL, NULL) : status;
}

// The section's checksum, then the zeros behind it, then what check_section says of its contents.
static struct status check_file_section(const struct recording *recording, struct opened *opened, uint32_t place,
                                        XXH3_state_t *hash)
{
    const struct file_section *written = &opened->table->sections[place];
    struct section section;
    char name[FORMAT_NAME_BYTES];
    bool unread = false;
    if (opened->v1)
        v1_section(opened->v1, place, &section);
    else
        format_section(recording, place, &section);
    if (XXH3_64bits_reset(hash) != XXH_OK)
        return status_fault(STATUS_FAILED, FAULT_CHECKSUM_FAILED);
    const bool packed = opened_is_packed(opened, place);
    struct status status = packed ? take_packed(opened, written, hash)
                                  : check_section(recording, &section, opened, written->offset, hash, &unread);
    if (unread || (packed && !status_is_ok(status)))
        return status;
    const uint64_t end = written->offset + written->bytes;
    struct status rest = take_block(opened, end, format_padded(written->bytes) - written->bytes, hash);
    if (!status_is_ok(rest))
        return rest;
    if (XXH3_64bits_digest(hash) != written->checksum)
        return opened_damaged(status_with(STATUS_BAD_FILE, FAULT_SUM, part_text(format_name(name, &section))));
    if (packed)
        status = check_unpacked(recording, opened, place, &section);
    return status_is_ok(status) ? opened_check_padding(opened, place, &section) : status;
}

static struct status verify_file(const struct recording *recording, struct opened *opened)
{
    XXH3_state_t *hash = XXH3_createState();
    if (!hash)
        return status_fault(STATUS_FAILED, FAULT_CHECKSUM_MEMORY);
    struct status status = status_ok();
    for (uint32_t i = 0; status_is_ok(status) && i < opened->table->header.section_count; i++)
        status = check_file_section(recording, opened, i, hash);
    XXH3_freeState(hash);
    return status;
}

static struct status verify_live(const struct recording *recording)
{
    struct section section;
    struct status status = status_ok();
    for (uint32_t i = 0; status_is_ok(status) && format_section(recording, i, &section); i++)
        status = check_section(recording, &section, NULL, 0, NULL, NULL);
    return status;
}

struct status recording_verify(const struct recording *recording)
{
    struct status status = recording_check(recording);
    if (!status_is_ok(status))
        return status;
    struct opened *opened = recording_opened(recording);
    if (!opened)
        return verify_live(recording);
    status = verify_file(recording, opened);
    if (status_is_ok(status)) {
        opened->verified = true;
        os_file_close(&opened->file); // from here on the image is all there is
    } else if (opened->path) {
        status = status_named(opened->path, status);
    }
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
