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
                       const uint32_t *journal, const uint64_t *times)
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

static struct lab_section of_each(enum balance_section_kind kind, uint32_t worker, uint64_t elements, uint32_t bytes)
{
    return (struct lab_section){
        .kind = kind,
        .index = worker,
        .bytes = elements * bytes,
        .element_bytes = bytes,
        .name = kind == BALANCE_SECTION_JOURNAL ? "journal" : "times",
        .whose = "worker",
    };
}

bool balance_section(const struct recording *recording, uint32_t number, struct lab_section *section)
{
    const uint32_t count = recording->task_count;
    if (number == BALANCE_OWN_RUN) {
        *section =
            (struct lab_section){ BALANCE_SECTION_RUN, 0, sizeof(struct balance_run), 1, "figures of the run", NULL };
        return true;
    }
    if (number == BALANCE_OWN_WORKERS) {
        *section = (struct lab_section){ BALANCE_SECTION_WORKERS,  0,   count * sizeof(struct balance_worker), 1,
                                         "figures of the workers", NULL };
        return true;
    }
    const uint32_t of_worker = number - BALANCE_OWN_JOURNALS;
    const uint32_t worker = of_worker % count;
    if (of_worker < count)
        *section = of_each(BALANCE_SECTION_JOURNAL, worker, balance_updates(recording, worker), sizeof(uint32_t));
    else
        *section = of_each(BALANCE_SECTION_TIMES, worker, balance_stamps(recording, worker), sizeof(uint64_t));
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

static struct status check_run(const struct recording *recording)
{
    static const uint32_t sample_every[TIMING_COUNT] = {
        [TIMING_OFF] = 0,
        [TIMING_SAMPLED] = TIMING_SAMPLE_EVERY,
        [TIMING_FULL] = 1,
    };
    const struct balance_run *run = balance_run(recording);
    if (recording->task_count != experiment_of(recording)->count)
        return bad("figures of the run: there are not as many workers as the experiment has");
    if (!has_its_resources(recording))
        return bad("figures of the run: the resources are not the guard's");
    if (run->sample_every != sample_every[experiment_of(recording)->timing])
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

static struct status bad_version(const struct recording *recording, uint32_t worker, size_t update)
{
    uint32_t version = balance_journal(recording, worker)[update];
    if (version == VERSION_START)
        return status_with(STATUS_BAD_FILE, FAULT_READ_START, part_number(update), part_number(worker + 1));
    if (version <= VERSION_SEQUENCE_MASK)
        return status_with(STATUS_BAD_FILE, FAULT_READ_NOBODY, part_number(update), part_number(worker + 1));
    return status_with(STATUS_BAD_FILE, FAULT_READ_IMPOSSIBLE, part_number(update), part_number(worker + 1),
                       part_number(version_sequence(version)), part_number(version_worker(version) + 1));
}

// With shared memory: whatever was read is the start or was made; of its own updates a worker reads earlier ones.
static struct status check_shared(const struct recording *recording, uint32_t worker, size_t from, size_t to)
{
    const uint32_t *journal = balance_journal(recording, worker);
    uint32_t bounds[VERSION_WORKERS] = { 1 }; // by a version's high bits: the first version there that was not made
    for (uint32_t w = 0; w < recording->task_count; w++)
        bounds[w + 1] = version_make(w, (uint32_t)balance_updates(recording, w));
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
    const uint32_t *journal = balance_journal(recording, worker);
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

struct status balance_verify(const struct recording *recording, uint32_t number, size_t from, size_t to)
{
    const uint32_t of_worker = number - BALANCE_OWN_JOURNALS, worker = of_worker % recording->task_count;
    if (of_worker >= recording->task_count)
        return check_times(recording, worker, from, to);
    return experiment_of(recording)->memory == MEMORY_SHARED ? check_shared(recording, worker, from, to)
                                                             : check_private(recording, worker, from, to);
}
