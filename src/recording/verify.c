// Reads a whole recording: every checksum, every version, every record.
//
// Section by section, and within a section block by block: a block is read, hashed and checked while it is still in
// the cpu's cache, so that memory is walked once. Damage is told before nonsense: where a section's checksum is
// wrong, that is the message, whatever its contents say.
#include "recording/format.h"

#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include <inttypes.h>
#include <stdbool.h>
#include <xxhash.h>

enum {
    BLOCK_BYTES = 128 * 1024, // half of a usual second-level cache
    VERSION_WORKERS = 64,     // values of a version's high bits
};

// ---- journals -------------------------------------------------------------------------------------------------------

static struct status bad_version(const struct recording *recording, uint32_t worker, size_t update)
{
    uint32_t version = recording->journals[worker][update];
    if (version == VERSION_START) {
        return status_make(STATUS_BAD_FILE,
                           "update %zu of worker %" PRIu32 " has read the start after an update of its own", update,
                           worker + 1);
    }
    if (version <= VERSION_SEQUENCE_MASK) {
        return status_make(STATUS_BAD_FILE, "update %zu of worker %" PRIu32 " has read a version of no worker", update,
                           worker + 1);
    }
    return status_make(STATUS_BAD_FILE,
                       "update %zu of worker %" PRIu32 " has read update %" PRIu32 " of worker %" PRIu32
                       ", which it cannot have",
                       update, worker + 1, version_sequence(version), version_worker(version) + 1);
}

// With shared memory: whatever was read is the start or was made; of its own updates a worker reads earlier ones.
static struct status check_shared(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const uint32_t *journal = recording->journals[worker];
    uint32_t bounds[VERSION_WORKERS] = { 1 }; // by a version's high bits: the first version there that was not made
    for (uint32_t w = 0; w < recording->plan->tasks; w++)
        bounds[w + 1] = version_make(w, (uint32_t)recording->workers[w].updates);
    uint32_t own = worker + 1, next = version_make(worker, (uint32_t)from);
    uint32_t wrong = 0; // gathered, not branched on: this loop is all the time a verification takes
    for (size_t i = from; i < to; i++, next++) {
        uint32_t high = journal[i] >> VERSION_SEQUENCE_BITS;
        uint32_t bound = high == own ? next : bounds[high];
        wrong |= journal[i] >= bound;
    }
    for (size_t i = from; wrong && i < to; i++) {
        uint32_t high = journal[i] >> VERSION_SEQUENCE_BITS;
        if (journal[i] >= (high == own ? version_make(worker, (uint32_t)i) : bounds[high]))
            return bad_version(recording, worker, i);
    }
    return status_ok();
}

// With private memory: each update has read the one before it, the first the start.
static struct status check_private(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const uint32_t *journal = recording->journals[worker];
    if (from == 0 && to > 0 && journal[0] != VERSION_START)
        return bad_version(recording, worker, 0);
    uint32_t wrong = 0;
    uint32_t first = version_make(worker, 0);
    for (size_t i = from ? from : 1; i < to; i++)
        wrong |= journal[i] ^ (first + (uint32_t)i - 1);
    for (size_t i = from ? from : 1; wrong && i < to; i++)
        if (journal[i] != first + (uint32_t)i - 1)
            return bad_version(recording, worker, i);
    return status_ok();
}

static struct status check_journal(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    bool shared = experiment_of(recording)->memory == MEMORY_SHARED;
    return shared ? check_shared(recording, worker, from, to) : check_private(recording, worker, from, to);
}

// ---- moments --------------------------------------------------------------------------------------------------------

// First and last moment that are believed: no further outside the run than its clocks' two moments are apart, as
// cpus' counters differ a little. Nothing here overflows (recording_check).
struct window {
    uint64_t first, last;
};

static struct window window_round(uint64_t first, uint64_t last)
{
    const uint64_t length = last - first;
    return (struct window){ first > length ? first - length : 0, last + length };
}

static bool is_within(struct window window, uint64_t moment) { return moment >= window.first && moment <= window.last; }

static struct window ticks_window(const struct recording *recording)
{
    return window_round(recording->facts->tick0, recording->facts->tick1);
}

static struct status check_times(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const uint64_t *times = recording->times[worker];
    const struct window window = ticks_window(recording);
    bool wrong = false; // gathered, as for versions
    for (size_t i = from; i < to; i++)
        wrong |= times[i] - window.first > window.last - window.first;
    for (size_t i = from; wrong && i < to; i++) {
        if (!is_within(window, times[i])) {
            return status_make(STATUS_BAD_FILE, "time stamp %zu of worker %" PRIu32 " lies far outside the run", i,
                               worker + 1);
        }
    }
    return status_ok();
}

// ---- records --------------------------------------------------------------------------------------------------------

// A GIL is lock 0 of its guard (labs/balance/python/gil.h).
static const char *event_problem(const struct recording *recording, uint32_t worker, const struct lock_event *event,
                                 const struct lock_event *before)
{
    const struct guard *guard = guard_of(experiment_of(recording));
    uint32_t count = recording->plan->tasks;
    if (event->kind < LOCK_WAITS || event->kind > GIL_HANDED ||
        (event->kind >= GIL_TIMED_OUT && (!guard->bytecode || event->lock != 0)))
        return "is of no kind that its guard has";
    if (event->lock >= guard->lock_count)
        return "is of a lock that its guard does not have";
    if ((event->kind == LOCK_WAITS || event->kind == GIL_REQUESTED) && event->other > count)
        return "names a worker that is not there";
    if (event->update > recording->workers[worker].updates)
        return "comes after more updates than were made";
    if (before && (event->ticks < before->ticks || event->update < before->update))
        return "comes before the one before it";
    return is_within(ticks_window(recording), event->ticks) ? NULL : "lies far outside the run";
}

static struct status check_events(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const struct lock_event *events = recording->events[worker];
    for (size_t i = from; i < to; i++) {
        const char *problem = event_problem(recording, worker, &events[i], i ? &events[i - 1] : NULL);
        if (problem)
            return status_make(STATUS_BAD_FILE, "lock event %zu of worker %" PRIu32 " %s", i, worker + 1, problem);
    }
    return status_ok();
}

static const char *switch_problem(const struct recording *recording, const struct switch_record *record,
                                  const struct switch_record *before)
{
    if (record->kind < SWITCH_IN || record->kind > SWITCH_LOST)
        return "is of no kind";
    if (record->kind == SWITCH_LOST
            ? record->worker != 255 || record->tid <= 0
            : record->worker >= recording->plan->tasks || record->tid != recording->workers[record->worker].tid)
        return "is of nobody who took part";
    if (before && record->ns < before->ns)
        return "comes before the one before it";
    const struct run_facts *facts = recording->facts;
    return is_within(window_round(facts->tick0_ns, facts->tick1_ns), record->ns) ? NULL : "lies far outside the run";
}

static struct status check_switches(const struct recording *recording, uint32_t index, size_t from, size_t to)
{
    (void)index;
    const struct switch_record *records = recording->switches;
    for (size_t i = from; i < to; i++) {
        const char *problem = switch_problem(recording, &records[i], i ? &records[i - 1] : NULL);
        if (problem)
            return status_make(STATUS_BAD_FILE, "switch record %zu %s", i, problem);
    }
    return status_ok();
}

// ---- sections -------------------------------------------------------------------------------------------------------

// How the elements of a section's kind are checked; no function: any value will do, or opening has checked them.
static const struct content {
    size_t element_bytes;
    struct status (*check)(const struct recording *recording, uint32_t index, size_t from, size_t to);
} contents[SECTION_KINDS] = {
    [SECTION_EXPERIMENT] = { 1, NULL },
    [SECTION_FACTS] = { 1, NULL },
    [SECTION_WORKERS] = { 1, NULL },
    [SECTION_JOURNAL] = { sizeof(uint32_t), check_journal },
    [SECTION_TIMES] = { sizeof(uint64_t), check_times },
    [SECTION_EVENTS] = { sizeof(struct lock_event), check_events },
    [SECTION_SWITCHES] = { sizeof(struct switch_record), check_switches },
};

// Loads and hashes a block of a file's section.
static struct status take_block(const struct opened *opened, const struct file_section *section, uint64_t at,
                                uint64_t bytes, XXH3_state_t *hash)
{
    const uint64_t from = section->offset + at;
    struct status status = format_load(opened, from, bytes);
    if (status_is_ok(status) && XXH3_64bits_update(hash, opened->image + from, (size_t)bytes) != XXH_OK)
        status = status_make(STATUS_FAILED, "a checksum could not be computed");
    return status;
}

// opened and hash are NULL where there is no file behind the recording. *unread: the file could not be read on.
static struct status check_section(const struct recording *recording, const struct file_section *section,
                                   const struct opened *opened, XXH3_state_t *hash, bool *unread)
{
    const struct content *content = &contents[section->kind];
    struct status status = status_ok();
    for (uint64_t at = 0; at < section->bytes; at += BLOCK_BYTES) {
        uint64_t end = section->bytes - at > BLOCK_BYTES ? at + BLOCK_BYTES : section->bytes;
        if (opened) {
            struct status taken = take_block(opened, section, at, end - at, hash);
            if (!status_is_ok(taken)) {
                *unread = true;
                return taken;
            }
        }
        if (content->check && status_is_ok(status)) {
            status = content->check(recording, section->index, (size_t)at / content->element_bytes,
                                    (size_t)end / content->element_bytes);
        }
    }
    return status;
}

// The section's checksum, then the zeros behind it, then what check_section says of its contents.
static struct status check_file_section(const struct recording *recording, const struct opened *opened,
                                        uint32_t position, XXH3_state_t *hash)
{
    const struct file_section *section = &opened->table.sections[position];
    char name[FORMAT_NAME_BYTES];
    bool unread = false;
    if (XXH3_64bits_reset(hash) != XXH_OK)
        return status_make(STATUS_FAILED, "a checksum could not be computed");
    struct status status = check_section(recording, section, opened, hash, &unread);
    if (unread)
        return status;
    struct status rest =
        take_block(opened, section, section->bytes, format_padded(section->bytes) - section->bytes, hash);
    if (!status_is_ok(rest))
        return rest;
    if (XXH3_64bits_digest(hash) != section->checksum) {
        return status_make(STATUS_BAD_FILE, "the recording is damaged: the checksum of the %s is wrong",
                           format_name(name, section));
    }
    return status_is_ok(status) ? format_check_padding(opened, position) : status;
}

static struct status verify_file(const struct recording *recording, const struct opened *opened)
{
    XXH3_state_t *hash = XXH3_createState();
    if (!hash)
        return status_make(STATUS_FAILED, "not enough memory for a checksum");
    struct status status = status_ok();
    for (uint32_t i = 0; status_is_ok(status) && i < opened->table.header.section_count; i++)
        status = check_file_section(recording, opened, i, hash);
    XXH3_freeState(hash);
    return status;
}

static struct status verify_live(const struct recording *recording)
{
    struct file_table table;
    format_layout(&table, recording->plan, recording->facts, recording->workers, recording->switch_count);
    struct status status = status_ok();
    for (uint32_t i = 0; status_is_ok(status) && i < table.header.section_count; i++)
        status = check_section(recording, &table.sections[i], NULL, NULL, NULL);
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
    if (status_is_ok(status))
        os_file_close(&opened->file); // from here on the image is all there is
    else if (opened->path)
        status = status_make(status.kind, "%s: %s", opened->path, status.message);
    return status;
}
