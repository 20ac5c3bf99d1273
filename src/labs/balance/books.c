// See books.h. Which sections there are, and the checks of what stands in them: of every figure when a recording is
// opened, of every version when it is verified.
#include "labs/balance/books.h"

#include "base/fault.h"
#include "lab/lab.h"
#include "labs/balance/guard.h"
#include "labs/balance/settings.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

_Static_assert((int)GUARD_LOCKS_MAX <= (int)RESOURCES_MAX, "a guard's locks are resources");

enum {
    VERSION_WORKERS = 64, // values of a version's high bits
};

#define RETRIES_MAX ((uint64_t)1 << 56) // 63 workers' sum stays below 2^62

struct status balance_require(const struct recording *recording, const char *path)
{
    if (experiment_of(recording))
        return status_ok();
    return status_named(path, status_fault(STATUS_BAD_FILE, FAULT_NO_BALANCE));
}

// ---- making ---------------------------------------------------------------------------------------------------------

void balance_books_attach(struct balance_books *books, struct recording *recording)
{
    books->own[BALANCE_OWN_RUN] = &books->run;
    books->own[BALANCE_OWN_WORKERS] = books->workers;
    recording->own = books->own;
}

void balance_books_set(struct balance_books *books, const struct recording *recording, uint32_t worker,
                       const uint32_t *journal, const void *times)
{
    books->own[BALANCE_OWN_JOURNALS + worker] = journal;
    books->own[BALANCE_OWN_JOURNALS + recording->task_count + worker] = times;
}

// ---- plan ------------------------------------------------------------------------------------------------------------

struct status balance_check_plan(const struct plan *plan) { return settings_check(&balance_settings, plan); }

uint32_t balance_resources(const struct plan *plan, struct resource resources[RESOURCES_MAX])
{
    return guard_resources(plan_experiment(plan), resources);
}

// ---- sections -------------------------------------------------------------------------------------------------------

static struct lab_section of_each(enum balance_section_kind kind, uint32_t worker, uint64_t elements, uint32_t bytes,
                                  const char *name, enum packing packing)
{
    return (struct lab_section){
        .kind = kind,
        .index = worker,
        .bytes = elements * bytes,
        .element_bytes = bytes,
        .name = name,
        .whose = "worker",
        .packing = packing,
    };
}

static struct lab_section journal_of(const struct recording *recording, uint32_t worker)
{
    if (balance_in_streams(recording))
        return of_each(BALANCE_SECTION_STREAM, worker, balance_worker(recording, worker)->words, sizeof(uint32_t),
                       "journal", PACKING_WORDS);
    return of_each(BALANCE_SECTION_JOURNAL, worker, balance_updates(recording, worker), sizeof(uint32_t), "journal",
                   PACKING_WORDS);
}

static struct lab_section times_of(const struct recording *recording, uint32_t worker)
{
    const uint64_t count = balance_time_count(recording, worker);
    if (balance_is_stamped(recording))
        return of_each(BALANCE_SECTION_STAMPS, worker, count, sizeof(struct balance_stamp), "times", PACKING_STAMPS);
    return of_each(BALANCE_SECTION_TIMES, worker, count, sizeof(uint64_t), "times", PACKING_MOMENTS);
}

bool balance_section(const struct recording *recording, uint32_t number, struct lab_section *section)
{
    const uint32_t count = recording->task_count;
    if (number == BALANCE_OWN_RUN) {
        *section = (struct lab_section){
            .kind = BALANCE_SECTION_RUN,
            .bytes = sizeof(struct balance_run),
            .element_bytes = 1,
            .name = "figures of the run",
        };
        return true;
    }
    if (number == BALANCE_OWN_WORKERS) {
        *section = (struct lab_section){
            .kind = BALANCE_SECTION_WORKERS,
            .bytes = count * sizeof(struct balance_worker),
            .element_bytes = 1,
            .name = "figures of the workers",
        };
        return true;
    }
    const uint32_t of_worker = number - BALANCE_OWN_JOURNALS;
    const uint32_t worker = of_worker % count;
    *section = of_worker < count ? journal_of(recording, worker) : times_of(recording, worker);
    return of_worker < (balance_sample_every(recording) ? 2 * count : count);
}

// ---- checks of the figures ------------------------------------------------------------------------------------------

static struct status bad(const char *what) { return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text(what)); }

static struct status bad_worker(uint32_t worker, const char *what)
{
    return status_with(STATUS_BAD_FILE, FAULT_WORKER_FIGURES, part_number(worker + 1), part_text(what));
}

static bool all_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i])
            return false;
    return true;
}

// The start, or an update that was made, of any worker or of one alone.
static bool is_made(const struct recording *recording, uint32_t version, const uint32_t *worker_alone)
{
    if (version == VERSION_START)
        return true;
    uint32_t worker = version_worker(version); // wraps to a large number where there is none
    bool whose = worker < recording->task_count && (!worker_alone || worker == *worker_alone);
    return whose && version_sequence(version) < balance_updates(recording, worker);
}

// How long a stream and a list of stamps can be at all.
static bool has_its_lengths(const struct recording *recording, const struct balance_worker *worker)
{
    const bool streams = balance_in_streams(recording), stamps = balance_is_stamped(recording);
    const uint64_t words_most = worker->updates ? worker->updates + STREAM_EXTRA_PACKED : 0;
    return (streams ? worker->words <= words_most && (worker->words > 0 || worker->updates == 0)
                    : worker->words == 0) &&
           worker->stamps <= (stamps ? worker->updates + 1 : 0);
}

static struct status check_worker(const struct recording *recording, uint32_t w)
{
    const struct experiment *experiment = experiment_of(recording);
    const struct balance_worker *worker = balance_worker(recording, w);
    const struct task *task = &recording->tasks[w];
    uint64_t complete = experiment_updates_per_worker(experiment);
    if (worker->amount != experiment->amounts[w])
        return bad_worker(w, "its amount is not the experiment's");
    if (worker->updates > complete || (task->end == TASK_DONE && worker->updates != complete)) {
        return status_with(STATUS_BAD_FILE, FAULT_WORKER_UPDATES, part_number(w + 1), part_number(worker->updates),
                           part_number(complete));
    }
    if (experiment->memory == MEMORY_SHARED ? worker->final_cell != 0
                                            : !is_made(recording, cell_version(worker->final_cell), &w))
        return bad_worker(w, "its final version was never stored");
    if (worker->updates > 0 && (task->released_ns == 0 || recording->facts->released_ns == 0))
        return bad_worker(w, "it made updates and was never released");
    if (worker->retries > RETRIES_MAX)
        return bad_worker(w, "it counts more than can be");
    if (!has_its_lengths(recording, worker))
        return bad_worker(w, "its journal or its times are longer than its updates allow, or not there");
    if (task->kind != (experiment->workers == WORKERS_PROCESSES ? TASK_PROCESS : TASK_THREAD))
        return bad_worker(w, "it is not of the experiment's kind");
    return all_zero(worker->reserved, sizeof worker->reserved) ? status_ok()
                                                               : bad_worker(w, "reserved bytes are in use");
}

// Which resources there are follows from the experiment.
static bool has_its_resources(const struct recording *recording)
{
    struct resource resources[GUARD_LOCKS_MAX];
    const uint32_t count = guard_resources(experiment_of(recording), resources);
    return recording->resource_count == count &&
           (count == 0 || memcmp(resources, recording->resources, count * sizeof *resources) == 0);
}

// Updates per time stamp: what follows from the timing, but that stamps may be as far apart as they are.
static bool is_spaced_as_timed(const struct balance_run *run, enum timing_kind timing)
{
    static const uint32_t sample_every[TIMING_COUNT] = {
        [TIMING_OFF] = 0,
        [TIMING_SAMPLED] = TIMING_SAMPLE_EVERY,
        [TIMING_FULL] = 1,
    };
    if (run->form & BALANCE_STAMPS)
        return timing == TIMING_SAMPLED && run->sample_every > 1 && run->sample_every <= VERSION_SEQUENCE_MASK;
    return run->sample_every == sample_every[timing];
}

static struct status check_run(const struct recording *recording)
{
    const struct balance_run *run = balance_run(recording);
    if (recording->task_count != experiment_of(recording)->count)
        return bad("figures of the run: there are not as many workers as the experiment has");
    if (!has_its_resources(recording))
        return bad("figures of the run: the resources are not the guard's");
    if (run->form & ~(uint32_t)(BALANCE_STREAMS | BALANCE_STAMPS))
        return bad("figures of the run: journals of no form there is");
    if (!is_spaced_as_timed(run, (enum timing_kind)experiment_of(recording)->timing))
        return bad("figures of the run: the spacing of time stamps does not fit the timing");
    return all_zero(run->reserved, sizeof run->reserved) ? status_ok()
                                                         : bad("figures of the run: reserved bytes are in use");
}

// Looked up among the workers' updates, once those are known to be right.
static struct status check_final(const struct recording *recording)
{
    const uint64_t cell = balance_final_cell(recording);
    const bool shared = experiment_of(recording)->memory != MEMORY_PRIVATE;
    if (shared ? is_made(recording, cell_version(cell), NULL) : cell == 0)
        return status_ok();
    return bad("figures of the run: the final version was never stored");
}

struct status balance_check_recording(const struct recording *recording)
{
    struct status status = check_run(recording);
    for (uint32_t w = 0; status_is_ok(status) && w < recording->task_count; w++)
        status = check_worker(recording, w);
    return status_is_ok(status) ? check_final(recording) : status;
}

// ---- journals -------------------------------------------------------------------------------------------------------

// Entries that stand together: what the worker's updates from `first` on had read. Up to which version each may have read
// whom is in bounds, by a version's high bits: the first version there that was not made.
struct entries {
    const uint32_t *parents;
    uint32_t worker;
    size_t first, count;
};

static struct status bad_version(const struct entries *entries, size_t at)
{
    const uint32_t version = entries->parents[at], worker = entries->worker;
    const size_t update = entries->first + at;
    if (version == VERSION_START)
        return status_with(STATUS_BAD_FILE, FAULT_READ_START, part_number(update), part_number(worker + 1));
    if (version <= VERSION_SEQUENCE_MASK)
        return status_with(STATUS_BAD_FILE, FAULT_READ_NOBODY, part_number(update), part_number(worker + 1));
    return status_with(STATUS_BAD_FILE, FAULT_READ_IMPOSSIBLE, part_number(update), part_number(worker + 1),
                       part_number(version_sequence(version)), part_number(version_worker(version) + 1));
}

static void fill_bounds(const struct recording *recording, uint32_t bounds[VERSION_WORKERS])
{
    memset(bounds, 0, VERSION_WORKERS * sizeof *bounds);
    bounds[0] = 1;
    for (uint32_t w = 0; w < recording->task_count; w++)
        bounds[w + 1] = version_make(w, (uint32_t)balance_updates(recording, w));
}

// Which of them is wrong first, or how many there are. With shared memory: whatever was read is the start or was made; of its own updates
// a worker reads earlier ones.
static size_t wrong_if_shared(const struct entries *entries, const uint32_t bounds[VERSION_WORKERS])
{
    const uint32_t *parents = entries->parents;
    const uint32_t own = entries->worker + 1, first = version_make(entries->worker, (uint32_t)entries->first);
    uint32_t next = first;
    uint32_t wrong = 0; // gathered, not branched on: this loop is all the time a verification takes
    for (size_t i = 0; i < entries->count; i++, next++) {
        uint32_t high = parents[i] >> VERSION_SEQUENCE_BITS;
        uint32_t bound = high == own ? next : bounds[high];
        wrong |= parents[i] >= bound;
    }
    for (size_t i = 0; wrong && i < entries->count; i++) {
        uint32_t high = parents[i] >> VERSION_SEQUENCE_BITS;
        if (parents[i] >= (high == own ? first + (uint32_t)i : bounds[high]))
            return i;
    }
    return entries->count;
}

// With private memory: each update has read the one before it, the first the start.
static size_t wrong_if_private(const struct entries *entries)
{
    const uint32_t *parents = entries->parents;
    const size_t from = entries->first == 0; // of the entries; the first is the start's
    if (from && entries->count > 0 && parents[0] != VERSION_START)
        return 0;
    uint32_t wrong = 0;
    const uint32_t own = stream_own(entries->worker, (uint32_t)entries->first);
    for (size_t i = from; i < entries->count; i++)
        wrong |= parents[i] ^ (own + (uint32_t)i);
    for (size_t i = from; wrong && i < entries->count; i++)
        if (parents[i] != own + (uint32_t)i)
            return i;
    return entries->count;
}

static size_t wrong_entry(const struct recording *recording, const struct entries *entries,
                          const uint32_t bounds[VERSION_WORKERS])
{
    return experiment_of(recording)->memory == MEMORY_SHARED ? wrong_if_shared(entries, bounds)
                                                             : wrong_if_private(entries);
}

static struct status check_journal(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    uint32_t bounds[VERSION_WORKERS];
    fill_bounds(recording, bounds);
    const struct entries entries = { balance_journal(recording, worker) + from, worker, from, to - from };
    const size_t wrong = wrong_entry(recording, &entries, bounds);
    return wrong < entries.count ? bad_version(&entries, wrong) : status_ok();
}

// A piece of a stream tells nothing without those before it: it is gone through as a whole, when the last of it is there.
static struct status check_stream(const struct recording *recording, uint32_t worker, size_t to)
{
    struct stream stream = balance_stream(recording, worker);
    struct stream_piece piece;
    uint32_t bounds[VERSION_WORKERS];
    if (to < stream.count)
        return status_ok();
    fill_bounds(recording, bounds);
    while (stream_next_piece(&stream, &piece)) {
        const struct entries entries = { piece.parents, worker, piece.first, piece.count };
        const size_t wrong = wrong_entry(recording, &entries, bounds);
        if (wrong < entries.count)
            return bad_version(&entries, wrong);
    }
    return stream.broken ? status_with(STATUS_BAD_FILE, FAULT_STREAM, part_number(worker + 1), part_number(stream.next))
                         : status_ok();
}

// ---- times ----------------------------------------------------------------------------------------------------------

static struct status check_times(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const uint64_t *times = balance_times(recording, worker);
    const struct time_window window = recording_ticks_window(recording);
    bool wrong = false; // gathered, as for versions
    for (size_t i = from; i < to; i++)
        wrong |= times[i] - window.first > window.last - window.first;
    for (size_t i = from; wrong && i < to; i++)
        if (!time_window_has(window, times[i]))
            return status_with(STATUS_BAD_FILE, FAULT_STAMP, part_number(i), part_number(worker + 1));
    return status_ok();
}

// The same of stamps that say when they were taken.
static struct status check_stamps(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const struct balance_stamp *stamps = balance_stamps(recording, worker);
    const struct time_window window = recording_ticks_window(recording);
    for (size_t i = from; i < to; i++) {
        if (!time_window_has(window, stamps[i].ticks))
            return status_with(STATUS_BAD_FILE, FAULT_STAMP, part_number(i), part_number(worker + 1));
        if (stamps[i].reserved || stamps[i].made > balance_updates(recording, worker) ||
            (i > 0 && stamps[i].made <= stamps[i - 1].made))
            return status_with(STATUS_BAD_FILE, FAULT_STAMP_PLACE, part_number(i), part_number(worker + 1));
    }
    return status_ok();
}

struct status balance_verify(const struct recording *recording, uint32_t number, size_t from, size_t to)
{
    const uint32_t of_worker = number - BALANCE_OWN_JOURNALS, worker = of_worker % recording->task_count;
    if (of_worker >= recording->task_count)
        return balance_is_stamped(recording) ? check_stamps(recording, worker, from, to)
                                             : check_times(recording, worker, from, to);
    return balance_in_streams(recording) ? check_stream(recording, worker, to)
                                         : check_journal(recording, worker, from, to);
}
