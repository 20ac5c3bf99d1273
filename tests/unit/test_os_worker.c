// Workers of both kinds: where they run, how they end, what signals do to them, and the waiting words between them.
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/worker.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)
#define PATIENCE_NS (20000 * MS)
#define WORKERS 63

// What a worker reports, in memory shared with processes.
struct report {
    atomic_int runs;
    atomic_int elsewhere; // how often it found itself on another cpu than it should be
    atomic_int cpu_count; // of its affinity
    atomic_int signals_blocked;
    atomic_llong pid;
    atomic_llong parent_pid;
    atomic_llong tid;
    int cpu; // where it should run
    _Alignas(4) _Atomic uint32_t word;
    atomic_int woken;
};

static struct report *reports;

static int make_reports(void **state)
{
    (void)state;
    void *memory;
    struct status status = os_memory_map_shared(WORKERS * sizeof *reports, &memory);
    reports = memory;
    return status_is_ok(status) ? 0 : -1;
}

static int drop_reports(void **state)
{
    (void)state;
    os_memory_unmap(reports, WORKERS * sizeof *reports);
    return 0;
}

static int clear_reports(void **state)
{
    (void)state;
    memset(reports, 0, WORKERS * sizeof *reports);
    return 0;
}

static struct os_worker start(enum os_worker_kind kind, int cpu, os_worker_function function, void *argument)
{
    struct os_worker worker = { .started = false };
    struct status status = os_worker_start(&worker, kind, &cpu, 1, function, argument);
    assert_string_equal(status.message, "");
    assert_true(worker.started);
    return worker;
}

static int first_cpu(void) { return os_cpus_allowed()->ids[0]; }

static int last_cpu(void) { return os_cpus_allowed()->ids[os_cpus_allowed()->count - 1]; }

// Waits until a number turns up; the test would else fail by it.
static bool comes_true(atomic_int *value)
{
    uint64_t until = os_now_ns() + PATIENCE_NS;
    while (atomic_load(value) == 0 && os_now_ns() < until)
        os_sleep_until_ns(os_now_ns() + MS);
    return atomic_load(value) != 0;
}

// ---- what workers do ------------------------------------------------------------------------------------------------

static void look_around(void *argument)
{
    struct report *report = argument;
    cpu_set_t set;
    sigset_t blocked;
    sched_getaffinity(0, sizeof set, &set);
    atomic_store(&report->cpu_count, CPU_COUNT(&set));
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    atomic_store(&report->signals_blocked, sigismember(&blocked, SIGINT) && sigismember(&blocked, SIGTERM));
    atomic_store(&report->pid, os_self_pid());
    atomic_store(&report->parent_pid, os_self_parent_pid());
    atomic_store(&report->tid, os_self_tid());
    for (int i = 0; i < 200; i++) {
        if (sched_getcpu() != report->cpu)
            atomic_fetch_add(&report->elsewhere, 1);
        os_yield();
    }
    atomic_fetch_add(&report->runs, 1);
}

static void exit_with_7(void *argument)
{
    (void)argument;
    _exit(7);
}

static void die_by_signal(void *argument)
{
    (void)argument;
    signal(SIGUSR1, SIG_DFL);
    raise(SIGUSR1);
}

static void sleep_for_long(void *argument)
{
    struct report *report = argument;
    atomic_fetch_add(&report->runs, 1);
    uint64_t until = os_now_ns() + PATIENCE_NS;
    while (os_now_ns() < until)
        os_sleep_until_ns(until);
}

static void count_run(void *argument)
{
    struct report *report = argument;
    atomic_fetch_add(&report->runs, 1);
}

static void wait_for_word(void *argument)
{
    struct report *report = argument;
    uint64_t until = os_now_ns() + PATIENCE_NS;
    atomic_fetch_add(&report->runs, 1);
    while (atomic_load(&report->word) == 0 && os_now_ns() < until)
        os_word_wait((const uint32_t *)(const void *)&report->word, 0, PATIENCE_NS);
    atomic_store(&report->woken, atomic_load(&report->word) == 5);
}

// ---- starting and ending --------------------------------------------------------------------------------------------

static void thread_runs_on_its_cpu(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct report *report = &reports[i];
        report->cpu = i == 0 ? first_cpu() : last_cpu();
        struct os_worker worker = start(OS_WORKER_THREAD, report->cpu, look_around, report);
        os_worker_join(&worker);
        assert_int_equal(worker.end, OS_WORKER_RETURNED);
        assert_int_equal(worker.end_code, 0);
        assert_false(worker.started);
        assert_null(worker.start_note);
        assert_int_equal(report->runs, 1);
        assert_int_equal(report->elsewhere, 0);
        assert_int_equal(report->cpu_count, 1);
        assert_true(report->signals_blocked);
        assert_int_equal(report->pid, getpid());
        assert_int_equal(report->parent_pid, getppid());
        assert_int_not_equal(report->tid, gettid());
    }
}

static void process_runs_on_its_cpu(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct report *report = &reports[i];
        report->cpu = i == 0 ? first_cpu() : last_cpu();
        struct os_worker worker = start(OS_WORKER_PROCESS, report->cpu, look_around, report);
        int64_t pid = worker.process;
        os_worker_join(&worker);
        assert_int_equal(worker.end, OS_WORKER_RETURNED);
        assert_int_equal(worker.end_code, 0);
        assert_false(worker.started);
        assert_int_equal(report->runs, 1);
        assert_int_equal(report->elsewhere, 0);
        assert_int_equal(report->cpu_count, 1);
        assert_false(report->signals_blocked);
        assert_int_equal(report->pid, pid);
        assert_int_equal(report->tid, pid);
        assert_int_equal(report->parent_pid, getpid());
    }
}

static void supervisor_keeps_its_cpus_and_signals(void **state)
{
    (void)state;
    for (int kind = OS_WORKER_THREAD; kind <= OS_WORKER_PROCESS; kind++) {
        struct os_worker worker = start((enum os_worker_kind)kind, first_cpu(), count_run, reports);
        cpu_set_t set;
        sigset_t blocked;
        sched_getaffinity(0, sizeof set, &set);
        pthread_sigmask(SIG_SETMASK, NULL, &blocked);
        os_worker_join(&worker);
        assert_int_equal(CPU_COUNT(&set), os_cpus_allowed()->count);
        assert_int_equal(sigismember(&blocked, SIGINT), 0);
    }
    assert_int_equal(reports->runs, 2);
}

static void all_cpus_may_be_given(void **state)
{
    (void)state;
    const struct os_cpus *cpus = os_cpus_allowed();
    for (int kind = OS_WORKER_THREAD; kind <= OS_WORKER_PROCESS; kind++) {
        struct os_worker worker = { .started = false };
        struct status status =
            os_worker_start(&worker, (enum os_worker_kind)kind, cpus->ids, cpus->count, look_around, &reports[kind]);
        assert_string_equal(status.message, "");
        os_worker_join(&worker);
        assert_int_equal(reports[kind].cpu_count, cpus->count);
    }
}

static void many_at_once(void **state)
{
    (void)state;
    for (int kind = OS_WORKER_THREAD; kind <= OS_WORKER_PROCESS; kind++) {
        struct os_worker workers[WORKERS] = { { .started = false } };
        for (int i = 0; i < WORKERS; i++)
            workers[i] = start((enum os_worker_kind)kind, i % 2 ? first_cpu() : last_cpu(), count_run, &reports[i]);
        for (int i = 0; i < WORKERS; i++) {
            os_worker_join(&workers[i]);
            assert_int_equal(workers[i].end, OS_WORKER_RETURNED);
            assert_int_equal(reports[i].runs, kind + 1);
        }
    }
}

static void end_codes_of_processes(void **state)
{
    (void)state;
    struct os_worker exiting = start(OS_WORKER_PROCESS, first_cpu(), exit_with_7, NULL);
    struct os_worker dying = start(OS_WORKER_PROCESS, first_cpu(), die_by_signal, NULL);
    os_worker_join(&exiting);
    os_worker_join(&dying);
    assert_int_equal(exiting.end, OS_WORKER_EXITED);
    assert_int_equal(exiting.end_code, 7);
    assert_int_equal(dying.end, OS_WORKER_SIGNALED);
    assert_int_equal(dying.end_code, SIGUSR1);
}

static void poll_sees_the_end_without_waiting(void **state)
{
    (void)state;
    struct os_worker worker = start(OS_WORKER_PROCESS, first_cpu(), sleep_for_long, reports);
    assert_true(comes_true(&reports->runs));
    assert_int_equal(os_worker_poll(&worker), OS_WORKER_RUNNING);
    os_worker_kill(&worker);
    uint64_t until = os_now_ns() + PATIENCE_NS;
    while (os_worker_poll(&worker) == OS_WORKER_RUNNING && os_now_ns() < until)
        os_sleep_until_ns(os_now_ns() + MS);
    assert_int_equal(worker.end, OS_WORKER_SIGNALED);
    assert_int_equal(worker.end_code, SIGKILL);
    assert_int_equal(os_worker_poll(&worker), OS_WORKER_SIGNALED);
    os_worker_kill(&worker); // it is reaped: the pid is no longer ours to kill
    os_worker_join(&worker);
    assert_int_equal(worker.end, OS_WORKER_SIGNALED);

    struct os_worker thread = start(OS_WORKER_THREAD, first_cpu(), count_run, &reports[1]);
    assert_true(comes_true(&reports[1].runs));
    assert_int_equal(os_worker_poll(&thread), OS_WORKER_RUNNING);
    os_worker_kill(&thread);
    os_worker_join(&thread);
    assert_int_equal(os_worker_poll(&thread), OS_WORKER_RETURNED);
}

static void killed_process_is_joined(void **state)
{
    (void)state;
    struct os_worker worker = start(OS_WORKER_PROCESS, last_cpu(), sleep_for_long, reports);
    os_worker_kill(&worker);
    os_worker_join(&worker);
    assert_int_equal(worker.end, OS_WORKER_SIGNALED);
    assert_int_equal(worker.end_code, SIGKILL);
    os_worker_join(&worker);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // nothing is left to reap
}

static void never_started_is_harmless(void **state)
{
    (void)state;
    struct os_worker worker = { .started = false };
    os_worker_kill(&worker);
    os_worker_join(&worker);
    assert_int_equal(os_worker_poll(&worker), OS_WORKER_RUNNING);
    assert_false(worker.started);
}

static void reaped_by_somebody_else(void **state)
{
    (void)state;
    struct os_worker worker = start(OS_WORKER_PROCESS, first_cpu(), count_run, reports);
    assert_int_equal(waitpid((pid_t)worker.process, NULL, 0), worker.process);
    os_worker_join(&worker);
    assert_int_equal(worker.end, OS_WORKER_EXITED);
    assert_int_equal(worker.end_code, -1);
}

static void cpu_that_is_not_there(void **state)
{
    (void)state;
    int cpu = 8191;
    struct os_worker thread = { .started = false };
    struct status status = os_worker_start(&thread, OS_WORKER_THREAD, &cpu, 1, count_run, reports);
    assert_int_equal(status.kind, STATUS_FAILED);
    assert_string_not_equal(status.message, "");
    assert_false(thread.started);
    os_worker_join(&thread);

    struct os_worker process = start(OS_WORKER_PROCESS, cpu, count_run, reports);
    os_worker_join(&process);
    assert_int_equal(process.end, OS_WORKER_EXITED);
    assert_int_equal(process.end_code, OS_WORKER_EXIT_NO_CPU);
    assert_int_equal(reports->runs, 0);
}

// A sandbox that forbids to choose cpus: for good, so in a child.
static int refuse_affinity(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setaffinity, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog filter = { .len = sizeof code / sizeof *code, .filter = code };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

static void report_pinned(void *argument)
{
    struct report *report = argument;
    atomic_fetch_add(&report->runs, 1);
    atomic_fetch_add(&report->elsewhere, !os_self_is_pinned());
}

enum {
    NO_SECCOMP = 77
};

static void cpus_that_may_not_be_chosen(void **state)
{
    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        const pid_t sandbox = fork();
        if (sandbox == 0) {
            struct os_worker worker = { .started = false };
            const int cpu = first_cpu();
            if (refuse_affinity() != 0)
                _exit(NO_SECCOMP);
            const struct status status =
                os_worker_start(&worker, kind ? OS_WORKER_THREAD : OS_WORKER_PROCESS, &cpu, 1, report_pinned, reports);
            os_worker_join(&worker);
            _exit(status_is_ok(status) && worker.end == OS_WORKER_RETURNED ? 0 : 1);
        }
        int how = 0;
        assert_int_equal(waitpid(sandbox, &how, 0), sandbox);
        if (WIFEXITED(how) && WEXITSTATUS(how) == NO_SECCOMP) {
            print_message("no system call can be forbidden here\n");
            skip();
        }
        assert_int_equal(how, 0);
        assert_int_equal(atomic_load(&reports->runs), kind + 1);
        assert_int_equal(atomic_load(&reports->elsewhere), kind + 1);
    }
    struct os_worker free_worker = start(OS_WORKER_PROCESS, first_cpu(), report_pinned, reports);
    os_worker_join(&free_worker);
    assert_int_equal(atomic_load(&reports->elsewhere), 2);
}

// ---- signals and death ----------------------------------------------------------------------------------------------

static volatile sig_atomic_t handled;

static void note_signal(int number) { handled = number; }

static void process_leaves_interrupts_to_the_supervisor(void **state)
{
    (void)state;
    struct sigaction action = { .sa_handler = note_signal };
    struct sigaction before_term;
    struct sigaction before_int;
    sigaction(SIGTERM, &action, &before_term);
    sigaction(SIGINT, &action, &before_int);
    struct os_worker worker = start(OS_WORKER_PROCESS, first_cpu(), sleep_for_long, reports);
    assert_true(comes_true(&reports->runs));
    kill((pid_t)worker.process, SIGINT);
    kill((pid_t)worker.process, SIGHUP);
    os_sleep_until_ns(os_now_ns() + 30 * MS);
    assert_int_equal(os_worker_poll(&worker), OS_WORKER_RUNNING);
    kill((pid_t)worker.process, SIGTERM);
    os_worker_join(&worker);
    sigaction(SIGTERM, &before_term, NULL);
    sigaction(SIGINT, &before_int, NULL);
    assert_int_equal(worker.end, OS_WORKER_SIGNALED);
    assert_int_equal(worker.end_code, SIGTERM);
    assert_int_equal(handled, 0);
}

static void signals_reach_the_supervisor_not_a_thread(void **state)
{
    (void)state;
    struct sigaction action = { .sa_handler = note_signal };
    struct sigaction before;
    sigaction(SIGINT, &action, &before);
    handled = 0;
    struct os_worker worker = start(OS_WORKER_THREAD, last_cpu(), wait_for_word, reports);
    assert_true(comes_true(&reports->runs));
    kill(getpid(), SIGINT); // one that no thread but the caller may take has been handled when kill returns
    sigaction(SIGINT, &before, NULL);
    int handled_here = handled;
    atomic_store(&reports->word, 5);
    os_word_wake((const uint32_t *)(const void *)&reports->word, 1);
    os_worker_join(&worker);
    assert_int_equal(handled_here, SIGINT);
}

// A supervisor of its own, which dies with a worker at work. We adopt the orphan to see how it ends.
static void process_dies_with_its_supervisor(void **state)
{
    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid_t supervisor = fork();
    assert_true(supervisor >= 0);
    if (supervisor == 0) {
        int cpu = first_cpu();
        struct os_worker worker = { .started = false };
        struct status status = os_worker_start(&worker, OS_WORKER_PROCESS, &cpu, 1, sleep_for_long, reports);
        atomic_store(&reports->pid, worker.process);
        _exit(status_is_ok(status) && comes_true(&reports->runs) ? 0 : 1);
    }
    int how = -1;
    assert_int_equal(waitpid(supervisor, &how, 0), supervisor);
    assert_int_equal(how, 0);
    uint64_t from = os_now_ns();
    assert_int_equal(waitpid((pid_t)reports->pid, &how, 0), reports->pid);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(WTERMSIG(how), SIGKILL);
    assert_in_range(os_now_ns() - from, 0, PATIENCE_NS / 2); // long before its sleep would have been over
}

// ---- words ----------------------------------------------------------------------------------------------------------

static void word_wakes_threads_and_processes(void **state)
{
    (void)state;
    for (int kind = OS_WORKER_THREAD; kind <= OS_WORKER_PROCESS; kind++) {
        struct report *report = &reports[kind];
        struct os_worker worker = start((enum os_worker_kind)kind, last_cpu(), wait_for_word, report);
        assert_true(comes_true(&report->runs));
        os_sleep_until_ns(os_now_ns() +
                          5 * MS); // most likely it sleeps by now; if not, the word keeps it from sleeping
        uint64_t from = os_now_ns();
        atomic_store(&report->word, 5);
        os_word_wake((const uint32_t *)(const void *)&report->word, 1);
        os_worker_join(&worker);
        assert_in_range(os_now_ns() - from, 0, PATIENCE_NS / 2);
        assert_int_equal(report->woken, 1);
    }
}

static void word_wait_ends_by_itself(void **state)
{
    (void)state;
    uint32_t word = 3;
    uint64_t from = os_now_ns();
    os_word_wait(&word, 4, PATIENCE_NS); // it is not what was expected
    assert_in_range(os_now_ns() - from, 0, PATIENCE_NS / 2);
    from = os_now_ns();
    os_word_wait(&word, 3, 10 * MS);
    assert_in_range(os_now_ns() - from, 10 * MS, PATIENCE_NS / 2);
    os_word_wake(&word, 1); // nobody there
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(thread_runs_on_its_cpu, clear_reports),
        cmocka_unit_test_setup(process_runs_on_its_cpu, clear_reports),
        cmocka_unit_test_setup(supervisor_keeps_its_cpus_and_signals, clear_reports),
        cmocka_unit_test_setup(all_cpus_may_be_given, clear_reports),
        cmocka_unit_test_setup(many_at_once, clear_reports),
        cmocka_unit_test_setup(end_codes_of_processes, clear_reports),
        cmocka_unit_test_setup(poll_sees_the_end_without_waiting, clear_reports),
        cmocka_unit_test_setup(killed_process_is_joined, clear_reports),
        cmocka_unit_test_setup(never_started_is_harmless, clear_reports),
        cmocka_unit_test_setup(reaped_by_somebody_else, clear_reports),
        cmocka_unit_test_setup(cpu_that_is_not_there, clear_reports),
        cmocka_unit_test_setup(cpus_that_may_not_be_chosen, clear_reports),
        cmocka_unit_test_setup(process_leaves_interrupts_to_the_supervisor, clear_reports),
        cmocka_unit_test_setup(signals_reach_the_supervisor_not_a_thread, clear_reports),
        cmocka_unit_test_setup(process_dies_with_its_supervisor, clear_reports),
        cmocka_unit_test_setup(word_wakes_threads_and_processes, clear_reports),
        cmocka_unit_test_setup(word_wait_ends_by_itself, clear_reports),
    };
    return cmocka_run_group_tests(tests, make_reports, drop_reports);
}
