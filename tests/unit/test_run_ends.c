// The other ends of a run: its deadline, a worker process that is killed, signals; and that nothing is left behind.
//
// Runs that end by force are made in a child of this program, so that it can send what ends them, look that they
// come to an end at all, and keep its own signals clean. Worker processes are found as the kernel lists them: by
// who their parent is.
#include "support/random.h"
#include "support/run_truth.h"

#include "labs/balance/guard.h"
#include "labs/balance/ledger.h"
#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"
#include "run/run.h"
#include "schedules/turns.h"

#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define MS UINT64_C(1000000)
#define PATIENCE_NS (30000 * MS) // for a run that hangs
#define CHILDREN_MAX 64

static struct experiment prepare(enum guard_id guard, enum worker_kind workers, uint32_t count, uint64_t iterations,
                                 enum timing_kind timing)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, os_cpus_allowed()->count);
    experiment_to_change(&settings)->guard = guard;
    experiment_to_change(&settings)->python = PYTHON_3_9;
    experiment_to_change(&settings)->workers = workers;
    experiment_to_change(&settings)->count =
        guards[guard]->workers ? guards[guard]->workers : count; // as it is made for
    experiment_to_change(&settings)->iterations = iterations;
    const struct status status = settings_finish(&settings, os_memory_available());
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    experiment_to_change(&settings)->timing = timing;
    return *settings_experiment(&settings);
}

// What a run in a child came to; in memory shared with it.
struct result {
    uint64_t ended_ns;
    enum run_end ended;
    uint64_t updates, of;
    uint32_t dead; // workers that were killed
    char wrong[512];
};

static struct result *result;

static const struct turn_list *driven_by; // NULL: the runs are free

static int make_result(void **state)
{
    (void)state;
    void *memory;
    const struct status status = os_memory_map_shared(sizeof *result, &memory);
    result = memory;
    return status_is_ok(status) ? 0 : -1;
}

static int drop_result(void **state)
{
    (void)state;
    os_memory_unmap(result, sizeof *result);
    return 0;
}

static void check(const struct recording *recording)
{
    struct run_truth truth;
    struct ledger ledger;
    result->ended = (enum run_end)recording->facts->ended;
    result->of = experiment_updates(experiment_of(recording));
    for (uint32_t w = 0; w < experiment_of(recording)->count; w++)
        result->dead += recording->tasks[w].end == TASK_SIGNALED;
    if (!run_truth_of(&truth, recording)) {
        snprintf(result->wrong, sizeof result->wrong, "%s", truth.wrong);
        return;
    }
    result->updates = truth.updates;
    const struct status status = ledger_build(&ledger, recording);
    if (!status_is_ok(status))
        snprintf(result->wrong, sizeof result->wrong, "the ledger: %s", status.message);
    else if (!ledger.books_balance || ledger.survived != truth.survived)
        snprintf(result->wrong, sizeof result->wrong, "the ledger has %" PRIu64 " surviving, by hand %" PRIu64,
                 ledger.survived, truth.survived);
    ledger_finish(&ledger);
}

// Runs in this process and fills in the result.
static void run_here(const struct experiment *experiment)
{
    const struct run_options options = { .script = driven_by };
    struct recording recording = { 0 };
    memset(result, 0, sizeof *result);
    const struct status status = run_plan(&recording, experiment_plan(experiment), &options);
    result->ended_ns = os_now_ns();
    if (!status_is_ok(status)) {
        snprintf(result->wrong, sizeof result->wrong, "%s", status.message);
        return;
    }
    check(&recording);
    recording_close(&recording);
}

static pid_t run_in_child(const struct experiment *experiment, bool own_group)
{
    memset(result, 0, sizeof *result);
    snprintf(result->wrong, sizeof result->wrong, "the run's process did not come to its end");
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        if (own_group)
            setpgid(0, 0);
        os_signals_init();
        run_here(experiment);
        _exit(0);
    }
    return child;
}

// The parent's pid in a line of /proc/PID/stat: after the name, which stands in parentheses and may hold anything,
// and the state.
static long parent_in(const char *line)
{
    const char *name_end = strrchr(line, ')');
    return name_end && strlen(name_end) > 4 ? strtol(name_end + 4, NULL, 10) : 0;
}

// The children of a process, zombies too. The kernel's own list where it keeps one; else every process is asked.
static int children_of(pid_t parent, pid_t children[CHILDREN_MAX])
{
    int count = 0;
    char list[64];
    snprintf(list, sizeof list, "/proc/%ld/task/%ld/children", (long)parent, (long)parent);
    FILE *known = fopen(list, "r");
    if (known) {
        for (long pid; count < CHILDREN_MAX && fscanf(known, "%ld", &pid) == 1;)
            children[count++] = (pid_t)pid;
        fclose(known);
        return count;
    }
    DIR *folder = opendir("/proc");
    if (!folder)
        return -1;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        char path[64], line[512] = "";
        const long pid = strtol(entry->d_name, NULL, 10);
        if (pid <= 0)
            continue;
        snprintf(path, sizeof path, "/proc/%ld/stat", pid);
        FILE *file = fopen(path, "r");
        if (!file)
            continue;
        if (fgets(line, sizeof line, file) && parent_in(line) == parent && count < CHILDREN_MAX)
            children[count++] = (pid_t)pid;
        fclose(file);
    }
    closedir(folder);
    return count;
}

static void nap(uint64_t ns) { os_sleep_until_ns(os_now_ns() + ns); }

// Waits until the run has so many workers. Returns how many there are then, 0 if that never comes: the run was faster.
static int await_children(pid_t run, int count, pid_t children[CHILDREN_MAX])
{
    for (const uint64_t until = os_now_ns() + PATIENCE_NS; os_now_ns() < until; nap(MS / 5)) {
        siginfo_t over = { 0 };
        const int seen = children_of(run, children);
        if (seen >= count)
            return seen;
        if (waitid(P_PID, (id_t)run, &over, WEXITED | WNOHANG | WNOWAIT) == 0 && over.si_pid == run)
            break;
    }
    return 0;
}

// Whether none of these processes is left, not even as a zombie: their run has ended, so nobody else would wait for them.
static bool all_gone(const pid_t *children, int count)
{
    for (int i = 0; i < count; i++)
        if (kill(children[i], 0) == 0)
            return false;
    return true;
}

// Waits for the run's process; kills it where it hangs.
static void await_end(pid_t run, const struct experiment *experiment)
{
    char line[RUN_LINE_BYTES];
    int how = 0;
    for (const uint64_t until = os_now_ns() + PATIENCE_NS; waitpid(run, &how, WNOHANG) == 0; nap(MS)) {
        if (os_now_ns() < until)
            continue;
        kill(run, SIGKILL);
        waitpid(run, &how, 0);
        fail_msg("%s: it hangs", run_line(experiment, line));
    }
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
        fail_msg("%s: the run's process ended with %x", run_line(experiment, line), (unsigned)how);
}

static void expect_end(enum run_end ended, const struct experiment *experiment)
{
    char line[RUN_LINE_BYTES];
    if (result->wrong[0] || result->ended != ended)
        fail_msg("%s: ended %d, not %d: %s", run_line(experiment, line), (int)result->ended, (int)ended, result->wrong);
}

// ---- deadline -------------------------------------------------------------------------------------------------------

enum {
    TRIES = 20
};

// Whether all was done before anybody could end it, as on a machine that has no cpu for who would.
static bool was_faster(void) { return !result->wrong[0] && result->updates == result->of; }

static void runs_into_its_deadline(const struct experiment *experiment)
{
    char line[RUN_LINE_BYTES];
    for (int i = 0; i < TRIES; i++) {
        const uint64_t began = os_now_ns();
        run_here(experiment);
        const uint64_t took = result->ended_ns - began;
        if (was_faster())
            continue;
        expect_end(RUN_DEADLINE, experiment);
        // Touching the memory comes on top, before the start.
        if (took > 3000 * MS)
            fail_msg("%s: %" PRIu64 " of %" PRIu64 " updates in %" PRIu64 " ms", run_line(experiment, line),
                     result->updates, result->of, took / MS);
        return;
    }
    fail_msg("%s: never ended by its deadline", run_line(experiment, line));
}

// Runs that would take far longer than their deadline.
static void the_deadline_ends_a_run(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        for (uint32_t workers = 0; workers < WORKERS_COUNT; workers++) {
            const bool paced = guards[guard]->bytecode;
            struct experiment experiment =
                prepare((enum guard_id)guard, (enum worker_kind)workers, 2, paced ? 200000 : 8000000, TIMING_OFF);
            experiment.bytecode_cost_ns = 10000;
            experiment.deadline_ns = guard == GUARD_NONE ? MS : 20 * MS;
            runs_into_its_deadline(&experiment);
        }
    }
}

static void a_deadline_that_is_not_reached_changes_nothing(void **state)
{
    (void)state;
    struct experiment experiment = prepare(GUARD_MUTEX, WORKERS_THREADS, 2, 100, TIMING_FULL);
    experiment.deadline_ns = 3600000 * MS;
    run_here(&experiment);
    expect_end(RUN_COMPLETE, &experiment);
    assert_int_equal(result->updates, 400);
}

// ---- death ----------------------------------------------------------------------------------------------------------

// Kills workers a while after so many have come, and looks at what is left. False where the run, or one of them, was faster.
static bool kill_in_time(const struct experiment *experiment, int victims, int come, uint64_t delay_ns)
{
    char line[RUN_LINE_BYTES];
    pid_t children[CHILDREN_MAX];
    const pid_t run = run_in_child(experiment, false);
    const int seen = await_children(run, come, children);
    nap(seen ? delay_ns : 0);
    const uint64_t killed = os_now_ns();
    for (int i = 0; i < victims && i < seen; i++)
        kill(children[i], SIGKILL);
    await_end(run, experiment);
    if (!all_gone(children, seen))
        fail_msg("%s: left workers behind", run_line(experiment, line));
    if (was_faster())
        return false;
    expect_end(RUN_WORKER_DIED, experiment);
    if (result->ended_ns - killed > 2000 * MS)
        fail_msg("%s: ended %" PRIu64 " ms after the death", run_line(experiment, line),
                 (result->ended_ns - killed) / MS);
    return result->dead >= (uint32_t)victims;
}

static void kill_some(const struct experiment *experiment, int victims, int come, uint64_t delay_ns)
{
    char line[RUN_LINE_BYTES];
#if defined(__SANITIZE_THREAD__)
    return; // it follows threads, not processes, and makes them slow
#endif
    for (int tries = 0; tries < TRIES; tries++, delay_ns /= 2)
        if (kill_in_time(experiment, victims, come, delay_ns))
            return;
    fail_msg("%s: done before they could be killed, %d times", run_line(experiment, line), TRIES);
}

// How long a run of that kind is to be: with a stamp at every update it takes longer, and touching the memory for them before the
// start takes longest of all.
static uint64_t long_enough(uint64_t iterations, enum timing_kind timing)
{
    return timing == TIMING_FULL ? iterations / 4 : iterations;
}

static void a_killed_worker_is_reported(void **state)
{
    (void)state;
    struct random random = { random_seed(1) };
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        for (uint32_t timing = 0; timing < TIMING_COUNT; timing++) {
            const bool paced = guards[guard]->bytecode;
            struct experiment experiment =
                prepare((enum guard_id)guard, WORKERS_PROCESSES, 3,
                        paced ? 100000 : long_enough(4000000, (enum timing_kind)timing), (enum timing_kind)timing);
            experiment.switch_interval_ns = MS;
            experiment.bytecode_cost_ns = paced ? 2000 : 0;
            kill_some(&experiment, 1 + (int)timing % 2, (int)experiment.count, random_below(&random, 8 * MS));
        }
    }
}

enum {
#if defined(__SANITIZE_ADDRESS__)
    MANY_DEATHS = 6, // each takes a second
#else
    MANY_DEATHS = 24,
#endif
};

// Again and again where it hurts most: in the middle of updates that others see at once.
static void many_deaths_leave_the_books_right(void **state)
{
    (void)state;
    struct random random = { random_seed(2) };
    for (int i = 0; i < MANY_DEATHS; i++) {
        const enum timing_kind timing = (enum timing_kind)(i / 2 % TIMING_COUNT);
        struct experiment experiment = prepare(i % 2 ? GUARD_ATOMIC : GUARD_NONE, WORKERS_PROCESSES,
                                               2 + (uint32_t)i % 3, long_enough(3000000, timing), timing);
        const int victims = i % 4 == 0 ? (int)experiment.count : 1; // where none is left each tells of the others
        kill_some(&experiment, victims, (int)experiment.count, random_below(&random, 3 * MS));
    }
}

static void a_worker_with_private_memory_may_die_too(void **state)
{
    (void)state;
    struct experiment experiment = prepare(GUARD_NONE, WORKERS_PROCESSES, 3, 8000000, TIMING_OFF);
    experiment.memory = MEMORY_PRIVATE;
    kill_some(&experiment, 1, 3, MS);
}

// Killed as soon as the first is seen, perhaps before it has run one instruction of its own: those that come after it must
// not wait at the starting line for ever.
static void a_worker_may_die_before_it_begins(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        const struct experiment experiment =
            prepare(i % 2 ? GUARD_MUTEX : GUARD_NONE, WORKERS_PROCESSES, 12, 250000, TIMING_FULL);
        kill_some(&experiment, 1, 1, 0);
    }
}

// ---- standing still ------------------------------------------------------------------------------------------------

// One is stopped as soon as it is seen, most often before the starting line, and comes no more: the deadline holds all the
// same.
static void a_stopped_worker_does_not_hold_the_deadline_up(void **state)
{
    (void)state;
#if defined(__SANITIZE_THREAD__)
    return; // it follows threads, not processes, and makes them slow
#endif
    for (int i = 0; i < 6; i++) {
        char line[RUN_LINE_BYTES];
        pid_t children[CHILDREN_MAX];
        struct experiment experiment = prepare(GUARD_NONE, WORKERS_PROCESSES, 12, 4000000 / 12, TIMING_OFF);
        experiment.deadline_ns = 300 * MS;
        const pid_t run = run_in_child(&experiment, false);
        const int seen = await_children(run, 1, children);
        for (int c = 0; c < seen; c++)
            kill(children[c], SIGSTOP);
        const uint64_t stopped = os_now_ns();
        await_end(run, &experiment);
        if (!all_gone(children, seen))
            fail_msg("%s: left workers behind", run_line(&experiment, line));
        if (!seen || was_faster())
            continue;
        expect_end(RUN_DEADLINE, &experiment);
        if (result->ended_ns - stopped > 3000 * MS)
            fail_msg("%s: ended %" PRIu64 " ms after the stop", run_line(&experiment, line),
                     (result->ended_ns - stopped) / MS);
    }
}

// Whether a worker of a supervisor that is gone is killed while it stands still. It is not where it was stopped before its first
// instruction, by which it asks to be: going on it sees then that it is nobody's.
static bool is_killed(pid_t worker, const struct experiment *experiment)
{
    char line[RUN_LINE_BYTES];
    int how = 0;
    pid_t gone = 0;
    bool went_on = false;
    for (uint64_t now, began = os_now_ns(); gone == 0 && (now = os_now_ns()) - began < PATIENCE_NS; nap(MS)) {
        gone = waitpid(worker, &how, WNOHANG);
        if (gone == 0 && !went_on && now - began > 500 * MS)
            went_on = kill(worker, SIGCONT) == 0;
    }
    if (gone != worker || (!went_on && (!WIFSIGNALED(how) || WTERMSIG(how) != SIGKILL)))
        fail_msg("%s: a worker of a dead supervisor: %d, %x", run_line(experiment, line), (int)gone, (unsigned)how);
    return !went_on;
}

// Kill −9 of the supervisor while workers stand still: the kernel ends them. They become this program's children, so that it
// can see their end.
static void a_stopped_worker_does_not_outlive_its_supervisor(void **state)
{
    (void)state;
#if defined(__SANITIZE_THREAD__)
    return;
#endif
    pid_t children[CHILDREN_MAX];
    const struct experiment experiment = prepare(GUARD_MUTEX, WORKERS_PROCESSES, 3, 8000000, TIMING_OFF);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    int killed = 0;
    for (int tries = 0; killed < 3 && tries < TRIES; tries++) {
        const pid_t run = run_in_child(&experiment, false);
        const int seen = await_children(run, 3, children);
        assert_int_equal(seen, 3);
        nap(20 * MS); // most likely each has asked by now
        for (int i = 0; i < seen; i++)
            kill(children[i], SIGSTOP);
        kill(run, SIGKILL);
        assert_int_equal(waitpid(run, NULL, 0), run);
        killed = 0;
        for (int i = 0; i < seen; i++)
            killed += is_killed(children[i], &experiment);
    }
    assert_int_equal(killed, 3);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

// ---- signals --------------------------------------------------------------------------------------------------------

// Seconds. Under ThreadSanitizer threads that fight for a mutex make a thousandth of their usual way, here and in the runtime.
#if defined(__SANITIZE_THREAD__)
enum {
    PATIENCE = 8
};
#else
enum {
    PATIENCE = 1
};
#endif

// Waits until a process has so many threads; before it has them its memory is still being filled.
static bool await_threads(pid_t process, int count)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/task", (long)process);
    for (const uint64_t until = os_now_ns() + PATIENCE_NS; os_now_ns() < until; nap(MS)) {
        int there = 0;
        DIR *folder = opendir(path);
        for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder))
            there += entry->d_name[0] != '.';
        if (folder)
            closedir(folder);
        if (there >= count)
            return true;
    }
    return false;
}

static void interrupt(const struct experiment *experiment, int number, bool whole_group)
{
    char line[RUN_LINE_BYTES];
    const pid_t run = run_in_child(experiment, true);
    pid_t children[CHILDREN_MAX];
    const bool processes = experiment->workers == WORKERS_PROCESSES;
    const int seen = processes ? await_children(run, (int)experiment->count, children) : 0;
    if (processes ? seen < (int)experiment->count : !await_threads(run, (int)experiment->count + 1))
        fail_msg("%s: its workers never came", run_line(experiment, line));
    nap(150 * MS);
    const uint64_t asked = os_now_ns();
    kill(whole_group ? -run : run, number);
    await_end(run, experiment);
    expect_end(RUN_INTERRUPTED, experiment);
    if (result->ended_ns - asked > PATIENCE * 1000 * MS || result->updates >= result->of)
        fail_msg("%s: %" PRIu64 " ms after the signal, with %" PRIu64 " of %" PRIu64 " updates",
                 run_line(experiment, line), (result->ended_ns - asked) / MS, result->updates, result->of);
    if (!all_gone(children, seen))
        fail_msg("%s: left workers behind", run_line(experiment, line));
}

static void a_signal_ends_a_run_within_a_second(void **state)
{
    (void)state;
    static const enum guard_id tried[] = { GUARD_MUTEX, GUARD_GIL, GUARD_GIL_MUTEX };
    for (size_t g = 0; g < COUNT(tried); g++) {
        for (uint32_t workers = 0; workers < WORKERS_COUNT; workers++) {
            const bool paced = guards[tried[g]]->bytecode;
            struct experiment experiment =
                prepare(tried[g], (enum worker_kind)workers, 4, paced ? 400000 : 8000000, TIMING_OFF);
            experiment.bytecode_cost_ns = paced ? 10000 : 0;
            interrupt(&experiment, g % 2 ? SIGINT : SIGTERM, g == 0);
        }
    }
}

// ---- driven ---------------------------------------------------------------------------------------------------------

// All but one wait for their turns, in a schedule that would take seconds.
static void those_who_wait_for_a_turn_leave_too(void **state)
{
    (void)state;
    enum {
        MOVES = 2400000
    };
    static char digits[MOVES + 1];
    for (int i = 0; i < MOVES; i++)
        digits[i] = (char)('1' + i % 3);
    for (uint32_t workers = 0; workers < WORKERS_COUNT; workers++) {
        const struct experiment experiment =
            prepare(GUARD_NONE, (enum worker_kind)workers, 3, MOVES / 3 / 4, TIMING_OFF);
        struct turn_list turns;
        assert_true(status_is_ok(turns_of(&turns, &experiment, digits)));
        assert_int_equal(turns.count, MOVES);
        driven_by = &turns;
        interrupt(&experiment, workers ? SIGINT : SIGTERM, false);
        if (experiment.workers == WORKERS_PROCESSES) {
            kill_some(&experiment, 1, 3, MS);
            kill_some(&experiment, 2, 3, 20 * MS);
            kill_some(&experiment, 1, 1, 0);
        }
        driven_by = NULL;
        turns_finish(&turns);
    }
}

// ---- nothing left ---------------------------------------------------------------------------------------------------

static int open_descriptors(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static int mappings(void)
{
    int count = 0;
    FILE *file = fopen("/proc/self/maps", "r");
    for (int c = file ? fgetc(file) : EOF; c != EOF; c = fgetc(file))
        count += c == '\n';
    if (file)
        fclose(file);
    return count;
}

static void many_runs_leave_nothing(void **state)
{
    (void)state;
    pid_t children[CHILDREN_MAX];
    int descriptors = 0, mapped = 0;
    for (int i = 0; i < 220; i++) {
        const struct experiment experiment =
            prepare((enum guard_id)(i % GUARD_COUNT), i % 5 ? WORKERS_THREADS : WORKERS_PROCESSES, 2, 50, TIMING_FULL);
        run_here(&experiment);
        expect_end(RUN_COMPLETE, &experiment);
        if (i == 19) { // what is made once has been made by now
            descriptors = open_descriptors();
            mapped = mappings();
        }
    }
    if (open_descriptors() != descriptors)
        fail_msg("%d descriptors open, %d two hundred runs ago", open_descriptors(), descriptors);
    if (mappings() > mapped + 60) // a sanitizer has some of its own that come and go
        fail_msg("%d mappings, %d two hundred runs ago", mappings(), mapped);
    if (children_of(getpid(), children) != 0)
        fail_msg("a child was left behind");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_worker_is_reported),
        cmocka_unit_test(many_deaths_leave_the_books_right),
        cmocka_unit_test(a_worker_with_private_memory_may_die_too),
        cmocka_unit_test(a_worker_may_die_before_it_begins),
        cmocka_unit_test(a_stopped_worker_does_not_hold_the_deadline_up),
        cmocka_unit_test(a_stopped_worker_does_not_outlive_its_supervisor),
        cmocka_unit_test(a_signal_ends_a_run_within_a_second),
        cmocka_unit_test(the_deadline_ends_a_run),
        cmocka_unit_test(a_deadline_that_is_not_reached_changes_nothing),
        cmocka_unit_test(those_who_wait_for_a_turn_leave_too),
        cmocka_unit_test(many_runs_leave_nothing),
    };
    return cmocka_run_group_tests(tests, make_result, drop_result);
}
