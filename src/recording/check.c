// The checks of all that is small in a recording: experiment, facts of the run, facts of the workers.
//
// They cost time by the worker, not by the update, so every opening and every saving does them: what would not open
// is not written.
//
// Moments are held against each other and against the longest run there can be, so that whoever computes with them
// later needs no thought of overflow: differences fit 63 bits and are exact as doubles, and a sum over all workers of
// any count fits 63 bits.
#include "recording/format.h"

#include "base/utf8.h"
#include "lab/settings.h"
#include "labs/balance/experiment.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

#define MOMENT_MAX ((uint64_t)1 << 62) // 146 years in ns, 29 in ticks of 5 GHz, after the machine was started
#define COUNT_MAX ((uint64_t)1 << 56)  // of anything: 63 workers' sum stays below 2^62

static struct status bad(const char *what) { return status_make(STATUS_BAD_FILE, "%s", what); }

static struct status bad_worker(uint32_t worker, const char *what)
{
    return status_make(STATUS_BAD_FILE, "facts of worker %" PRIu32 ": %s", worker + 1, what);
}

static bool all_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i])
            return false;
    return true;
}

// Whether the moments follow one another; 0 is a moment that never came.
static bool in_order(const uint64_t *moments, size_t count)
{
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (moments[i] && moments[i] < last)
            return false;
        last = moments[i] ? moments[i] : last;
    }
    return true;
}

// What a recording counts (acquisitions, retries, lost records).
static bool is_count(uint64_t value) { return value <= COUNT_MAX; }

// Ended by a zero, and nothing in it that a terminal would obey or that is not what it looks like.
static bool is_plain_text(const char *text, size_t room) { return memchr(text, 0, room) && utf8_is_plain_text(text); }

// From a megahertz to a hundred gigahertz: no clock of a real machine is outside.
static bool is_sane_clock(const struct run_facts *facts)
{
    if (facts->tick1 <= facts->tick0 || facts->tick1_ns <= facts->tick0_ns)
        return false;
    uint64_t ticks = facts->tick1 - facts->tick0, ns = facts->tick1_ns - facts->tick0_ns;
    return facts->tick1 <= MOMENT_MAX && (uint128)ticks * 1000 >= ns && ticks <= (uint128)ns * 100;
}

// The start, or an update that was made, of any worker or of one alone.
static bool is_made(const struct recording *recording, uint32_t version, const uint32_t *worker_alone)
{
    if (version == VERSION_START)
        return true;
    uint32_t worker = version_worker(version); // wraps to a large number where there is none
    bool whose = worker < recording->plan->tasks && (!worker_alone || worker == *worker_alone);
    return whose && version_sequence(version) < recording->workers[worker].updates;
}

static struct status check_run(const struct recording *recording)
{
    static const uint32_t sample_every[TIMING_COUNT] = {
        [TIMING_OFF] = 0,
        [TIMING_SAMPLED] = TIMING_SAMPLE_EVERY,
        [TIMING_FULL] = 1,
    };
    const struct run_facts *facts = recording->facts;
    const uint64_t moments[] = { facts->began_ns, facts->released_ns, facts->ended_ns };
    if (facts->ended > RUN_WORKER_DIED)
        return bad("facts of the run: no such end");
    if (facts->states_source > STATES_PROGRAM)
        return bad("facts of the run: no such source of states");
    if (!is_plain_text(facts->states_reason, sizeof facts->states_reason))
        return bad("facts of the run: the reason for the source of states is no plain text");
    if (facts->began_ns == 0 || facts->ended_ns == 0 || !in_order(moments, 3))
        return bad("facts of the run: begin, release and end are out of order");
    if (!is_sane_clock(facts))
        return bad("facts of the run: the two clocks do not fit each other");
    if (facts->began_ns < facts->tick0_ns || facts->ended_ns > facts->tick1_ns)
        return bad("facts of the run: begin and end are outside the time that its clocks cover");
    if (facts->tick1_ns > MOMENT_MAX || facts->began_unix_ns > INT64_MAX ||
        facts->tick1_ns - facts->tick0_ns > RECORDING_LONGEST_NS)
        return bad("facts of the run: it took longer than a run can");
    if (!is_count(facts->lost_switch_records))
        return bad("facts of the run: more lost switch records than can be");
    if (facts->called_ns && (facts->called_ns < facts->began_ns || facts->called_ns > facts->ended_ns))
        return bad("facts of the run: the starting line's call is outside the run");
    if (facts->taken > (TAKEN_THROTTLED | TAKEN_STOLEN) || (facts->throttled_ns && !(facts->taken & TAKEN_THROTTLED)) ||
        (facts->stolen_ns && !(facts->taken & TAKEN_STOLEN)) || facts->throttled_ns > MOMENT_MAX ||
        facts->stolen_ns > MOMENT_MAX)
        return bad("facts of the run: what the machine took is out of range");
    if (facts->unpinned > 1)
        return bad("facts of the run: workers are pinned or they are not");
    if (facts->sample_every != sample_every[recording->plan->timing])
        return bad("facts of the run: the spacing of time stamps does not fit the timing");
    if (facts->machine_cpus == 0)
        return bad("facts of the run: a machine without cpus");
    return all_zero(facts->room, sizeof facts->room) ? status_ok() : bad("facts of the run: reserved bytes are in use");
}

static struct status check_worker_times(const struct recording *recording, uint32_t w)
{
    const struct worker_facts *worker = &recording->workers[w];
    const uint64_t moments[] = {
        recording->facts->began_ns, worker->created_ns,  worker->started_ns, worker->entered_ns,
        worker->released_ns,        worker->finished_ns, worker->joined_ns,  recording->facts->ended_ns,
    };
    return in_order(moments, sizeof moments / sizeof *moments) ? status_ok()
                                                               : bad_worker(w, "its moments are out of order");
}

// Lengths and counts. A worker that was killed may have noted a wait that ended in no acquisition. A worker waits for one lock, or holds it, no longer than the clocks covered; one that runs on
// several cpus may read counters that differ a little.
static const char *worker_sums_problem(const struct recording *recording, const struct worker_facts *worker)
{
    const struct run_facts *facts = recording->facts;
    const uint64_t ticks = facts->tick1 - facts->tick0, ns = facts->tick1_ns - facts->tick0_ns;
    const uint64_t counts[] = { worker->retries, worker->gil_switches, worker->gil_requests, worker->gil_timeouts,
                                worker->events_dropped };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (!is_count(counts[i]))
            return "it counts more than can be";
    for (int lock = 0; lock < 2; lock++) {
        if (!is_count(worker->acquisitions[lock]) || worker->contended[lock] > worker->acquisitions[lock] + 1)
            return "its acquisitions are more than can be";
        if (worker->wait_ticks[lock] / 2 > ticks || worker->hold_ticks[lock] / 2 > ticks)
            return "it waited for a lock, or held it, for longer than the run took";
    }
    return worker->cpu_ns / 2 > ns || worker->run_cpu_ns / 2 > ns ? "it took more cpu time than the run took" : NULL;
}

static struct status check_worker(const struct recording *recording, uint32_t w)
{
    const struct experiment *experiment = experiment_of(recording);
    const struct worker_facts *worker = &recording->workers[w];
    uint64_t complete = experiment_updates_per_worker(experiment);
    if (worker->amount != experiment->amounts[w])
        return bad_worker(w, "its amount is not the experiment's");
    if (worker->end > WORKER_SIGNALED || (worker->end > WORKER_STOPPED && experiment->workers != WORKERS_PROCESSES))
        return bad_worker(w, "no such end");
    if (worker->updates > complete || (worker->end == WORKER_DONE && worker->updates != complete)) {
        return status_make(STATUS_BAD_FILE,
                           "facts of worker %" PRIu32 ": %" PRIu64 " updates of %" PRIu64 " do not fit its end", w + 1,
                           worker->updates, complete);
    }
    if (experiment->memory == MEMORY_SHARED ? worker->final_cell != 0
                                            : !is_made(recording, cell_version(worker->final_cell), &w))
        return bad_worker(w, "its final version was never stored");
    if (worker->events > FORMAT_RECORDS_MAX)
        return bad_worker(w, "more lock events than can be");
    if (worker->updates > 0 && (worker->released_ns == 0 || recording->facts->released_ns == 0))
        return bad_worker(w, "it made updates and was never released");
    if (!all_zero(worker->room, sizeof worker->room))
        return bad_worker(w, "reserved bytes are in use");
    const char *problem = worker_sums_problem(recording, worker);
    return problem ? bad_worker(w, problem) : check_worker_times(recording, w);
}

// Looked up among the workers' updates, once those are known to be right.
static struct status check_final(const struct recording *recording)
{
    const uint64_t cell = recording->facts->final_cell;
    const bool shared = experiment_of(recording)->memory != MEMORY_PRIVATE;
    if (shared ? is_made(recording, cell_version(cell), NULL) : cell == 0)
        return status_ok();
    return bad("facts of the run: the final version was never stored");
}

struct status recording_check(const struct recording *recording)
{
    struct status status = experiment_check(experiment_of(recording));
    if (status_is_ok(status))
        status = check_run(recording);
    for (uint32_t w = 0; status_is_ok(status) && w < recording->plan->tasks; w++)
        status = check_worker(recording, w);
    return status_is_ok(status) ? check_final(recording) : status;
}
