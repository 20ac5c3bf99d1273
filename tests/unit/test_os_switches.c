// The kernel's switch records, held against what threads know of themselves: how often they waited or were
// preempted (the kernel's own count, getrusage), how long they ran, when and where they started and ended. Where
// the kernel refuses records the tests of real ones are skipped; those of refusals need no kernel.
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/switches.h"
#include "os/worker.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)
#define WORKERS_MAX 8

// ---- a kernel that refuses ------------------------------------------------------------------------------------------

static struct {
    int event_error;         // perf_event_open says this
    int event_error_from;    // from this call on, counted from 0
    int events;              // calls so far
    bool no_lost_format;     // as before Linux 6.0
    int ring_error;          // mapping a ring says this
    size_t ring_bytes_limit; // for more than so much
    bool no_growth;          // realloc fails
} world;

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
void *__real_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

long __wrap_syscall(long number, ...)
{
    long values[6] = { 0 };
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < (number == SYS_perf_event_open ? 5 : 6); i++) // what was given, and no more
        values[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_perf_event_open) {
        const struct perf_event_attr *wanted = (const void *)values[0];
        int call = world.events++;
        errno = world.event_error != 0 ? world.event_error : EINVAL;
        if ((world.event_error != 0 && call >= world.event_error_from) ||
            (world.no_lost_format && wanted->read_format != 0))
            return -1;
    }
    return __real_syscall(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}

void *__wrap_mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    if (world.ring_error != 0 && file >= 0 && size > world.ring_bytes_limit + os_page_bytes()) {
        errno = world.ring_error;
        return MAP_FAILED;
    }
    return __real_mmap(address, size, protection, flags, file, offset);
}

void *__wrap_realloc(void *memory, size_t size) { return world.no_growth ? NULL : __real_realloc(memory, size); }

// ---- workers that know what they did --------------------------------------------------------------------------------

struct account {
    int work; // which one of the below
    uint64_t spin_ns;
    int rounds;
    struct account *partner;
    _Alignas(4) _Atomic uint32_t turn;
    atomic_llong tid;
    // Between two moments of its life:
    uint64_t from_ns;
    uint64_t to_ns;
    long waits;       // voluntary switches
    long preemptions; // involuntary ones
    uint64_t cpu_ns;
};

enum {
    WORK_SLEEP,
    WORK_SPIN,
    WORK_HANDOVER,
    WORK_THREAD,
    WORK_NOTHING
};

static struct account *accounts; // in memory shared with processes

// The thread's switches and time so far, and a moment at which that was so: read again until nothing came between.
static void take_stock(uint64_t *ns, struct rusage *usage, uint64_t *cpu_ns)
{
    struct rusage again;
    uint64_t after_ns;
    do {
        getrusage(RUSAGE_THREAD, usage);
        *ns = os_now_ns();
        *cpu_ns = os_thread_cpu_ns();
        after_ns = os_now_ns();
        getrusage(RUSAGE_THREAD, &again);
    } while (again.ru_nvcsw != usage->ru_nvcsw || again.ru_nivcsw != usage->ru_nivcsw || after_ns - *ns > MS / 10);
}

static void wait_for_turn(struct account *account, uint32_t turn)
{
    while (atomic_load(&account->turn) != turn)
        os_word_wait((const uint32_t *)(const void *)&account->turn, turn - 1, 1000 * MS);
}

static void give_turn(struct account *account, uint32_t turn)
{
    atomic_store(&account->turn, turn);
    os_word_wake((const uint32_t *)(const void *)&account->turn, 1);
}

static void *do_nothing(void *argument) { return argument; }

static void do_work(struct account *account)
{
    pthread_t thread;
    switch (account->work) {
    case WORK_SLEEP:
        for (int i = 0; i < account->rounds; i++)
            os_sleep_until_ns(os_now_ns() + 2 * MS);
        break;
    case WORK_SPIN: // the cpu is shared: the partner can only begin when we are preempted, or it was
        atomic_store(&account->turn, 1);
        while (atomic_load(&account->partner->turn) == 0)
            os_pause();
        for (uint64_t until = os_thread_cpu_ns() + account->spin_ns; os_thread_cpu_ns() < until;)
            os_pause();
        break;
    case WORK_HANDOVER: // the turn goes to and fro, each waits for it
        for (int i = 1; i <= account->rounds; i++) {
            if (account < account->partner) {
                give_turn(account->partner, (uint32_t)i);
                wait_for_turn(account, (uint32_t)i);
            } else {
                wait_for_turn(account, (uint32_t)i);
                give_turn(account->partner, (uint32_t)i);
            }
        }
        break;
    case WORK_THREAD:
        if (pthread_create(&thread, NULL, do_nothing, NULL) == 0)
            pthread_join(thread, NULL);
        break;
    default:
        break;
    }
}

static void work(void *argument)
{
    struct account *account = argument;
    struct rusage from;
    struct rusage to;
    uint64_t cpu_from;
    uint64_t cpu_to;
    atomic_store(&account->tid, os_self_tid());
    take_stock(&account->from_ns, &from, &cpu_from);
    do_work(account);
    take_stock(&account->to_ns, &to, &cpu_to);
    account->waits = to.ru_nvcsw - from.ru_nvcsw;
    account->preemptions = to.ru_nivcsw - from.ru_nivcsw;
    account->cpu_ns = cpu_to - cpu_from;
}

// ---- running them ---------------------------------------------------------------------------------------------------

static struct os_switches *open_or_skip(void)
{
    struct os_switches *switches;
    struct status status = os_switches_open(&switches, 1000000);
    if (switches == NULL) {
        print_message("skipped: no switch records here: %s\n", status.message);
        skip();
    }
    assert_true(status_is_ok(status));
    return switches;
}

static int cpu_at(int index)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    return cpus->ids[index % cpus->count];
}

// Runs accounts[0 … count − 1], each on the cpu given (an index into those allowed), draining every so often.
static void run(struct os_switches *switches, enum os_worker_kind kind, int count, const int *cpus, uint64_t drain_ns)
{
    struct os_worker workers[WORKERS_MAX] = { { .started = false } };
    for (int i = 0; i < count; i++) {
        int cpu = cpu_at(cpus[i]);
        struct status status = os_worker_start(&workers[i], kind, &cpu, 1, work, &accounts[i]);
        assert_string_equal(status.message, "");
    }
    uint64_t until = os_now_ns() + 60 * MS;
    while (drain_ns != 0 && os_now_ns() < until) {
        os_sleep_until_ns(os_now_ns() + drain_ns);
        os_switches_drain(switches);
    }
    for (int i = 0; i < count; i++) {
        os_worker_join(&workers[i]);
        assert_int_equal(workers[i].end, OS_WORKER_RETURNED);
    }
}

// ---- judging the records --------------------------------------------------------------------------------------------

struct tally {
    int kinds[OS_SWITCH_LOST + 1];
    int waits_within; // between the two moments of the account
    int preemptions_within;
    uint64_t running_within_ns;
};

static const char *name_of(uint8_t kind)
{
    static const char *const NAMES[] = { "none", "in", "out ready", "out wait", "start", "exit", "lost" };
    return kind <= OS_SWITCH_LOST ? NAMES[kind] : "unknown";
}

static uint64_t overlap(uint64_t from, uint64_t to, const struct account *account)
{
    uint64_t begin = from > account->from_ns ? from : account->from_ns;
    uint64_t end = to < account->to_ns ? to : account->to_ns;
    return end > begin ? end - begin : 0;
}

static bool may_follow(uint8_t before, uint8_t kind)
{
    switch (kind) {
    case OS_SWITCH_START:
        return before == 0;
    case OS_SWITCH_IN:
        return before == OS_SWITCH_START || before == OS_SWITCH_OUT_READY || before == OS_SWITCH_OUT_WAIT;
    default: // out, exit
        return before == OS_SWITCH_IN;
    }
}

// Follows one thread through the records: each may follow the last, on the cpu it came to, and not before it in
// time.
static struct tally follow(const struct os_switch *records, size_t count, const struct account *account, int cpu)
{
    struct tally tally = { .kinds = { 0 } };
    struct os_switch last = { .kind = 0 };
    int32_t tid = (int32_t)atomic_load(&account->tid);
    for (size_t i = 0; i < count; i++) {
        struct os_switch record = records[i];
        if (record.tid != tid || record.kind == OS_SWITCH_LOST)
            continue;
        if (!may_follow(last.kind, record.kind) || record.ns < last.ns)
            fail_msg("tid %d: %s at %llu after %s at %llu", tid, name_of(record.kind), (unsigned long long)record.ns,
                     name_of(last.kind), (unsigned long long)last.ns);
        if (last.kind == OS_SWITCH_IN && record.cpu != last.cpu)
            fail_msg("tid %d: in on cpu %d, %s on cpu %d", tid, last.cpu, name_of(record.kind), record.cpu);
        bool within = record.ns >= account->from_ns && record.ns <= account->to_ns;
        if (within && record.cpu != cpu)
            fail_msg("tid %d: %s on cpu %d, it may run on %d only", tid, name_of(record.kind), record.cpu, cpu);
        tally.kinds[record.kind]++;
        tally.waits_within += within && record.kind == OS_SWITCH_OUT_WAIT;
        tally.preemptions_within += within && record.kind == OS_SWITCH_OUT_READY;
        if (last.kind == OS_SWITCH_IN)
            tally.running_within_ns += overlap(last.ns, record.ns, account);
        last = record;
    }
    assert_string_equal(name_of(last.kind), "exit");
    assert_int_equal(tally.kinds[OS_SWITCH_START], 1);
    assert_int_equal(tally.kinds[OS_SWITCH_EXIT], 1);
    assert_true(tally.kinds[OS_SWITCH_IN] > 0);
    return tally;
}

static unsigned compared, disturbed; // running times held against the threads' own clocks; those that were far off

static void assert_agrees(const struct tally *tally, const struct account *account)
{
    assert_int_equal(tally->waits_within, account->waits);
    assert_int_equal(tally->preemptions_within, account->preemptions);
    // The thread's own clock leaves out interrupts and what a host takes; entering and leaving cost some
    // microseconds each.
    uint64_t tolerance = MS + account->cpu_ns / 5 + (uint64_t)(account->waits + account->preemptions) * 20000;
    uint64_t running = tally->running_within_ns;
    compared++;
    if (running + tolerance >= account->cpu_ns && running <= account->cpu_ns + tolerance)
        return;
    // Where the host takes the cpu just then, a thread's clock has begun and its record has not been written yet.
    disturbed++;
    print_message("%llu ns running by the records, %llu ns by the thread's clock\n", (unsigned long long)running,
                  (unsigned long long)account->cpu_ns);
}

static void running_times_agree(void **state)
{
    (void)state;
    if (compared == 0)
        skip();
    if (disturbed > 1 + compared / 10)
        fail_msg("%u of %u running times are far off", disturbed, compared);
}

static const struct os_switch *records_of(struct os_switches *switches, size_t *count)
{
    os_switches_stop(switches);
    const struct os_switch *records = os_switches_records(switches, count);
    uint64_t lost = 0;
    for (size_t i = 0; i < *count; i++) {
        if (i > 0 && records[i].ns < records[i - 1].ns)
            fail_msg("record %zu is at %llu, the one before at %llu", i, (unsigned long long)records[i].ns,
                     (unsigned long long)records[i - 1].ns);
        lost += records[i].kind == OS_SWITCH_LOST ? (uint64_t)records[i].tid : 0;
    }
    assert_int_equal(lost, os_switches_lost(switches));
    return records;
}

static int clear_world(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    memset(accounts, 0, WORKERS_MAX * sizeof *accounts);
    return 0;
}

// ---- tests of real records ------------------------------------------------------------------------------------------

// A sleeper on one cpu; two spinners that share another.
static void sleeper_and_spinners(enum os_worker_kind kind, uint64_t drain_ns)
{
    static const int CPUS[] = { 1, 0, 0 };
    struct os_switches *switches = open_or_skip();
    accounts[0] = (struct account){ .work = WORK_SLEEP, .rounds = 10 };
    accounts[1] = (struct account){ .work = WORK_SPIN, .spin_ns = 25 * MS, .partner = &accounts[2] };
    accounts[2] = (struct account){ .work = WORK_SPIN, .spin_ns = 25 * MS, .partner = &accounts[1] };
    run(switches, kind, 3, CPUS, drain_ns);

    size_t count;
    const struct os_switch *records = records_of(switches, &count);
    assert_int_equal(os_switches_lost(switches), 0);
    struct tally tallies[3];
    for (int i = 0; i < 3; i++) {
        tallies[i] = follow(records, count, &accounts[i], cpu_at(CPUS[i]));
        assert_agrees(&tallies[i], &accounts[i]);
    }
    assert_in_range(tallies[0].waits_within, 10, 20);
    assert_in_range(tallies[1].preemptions_within + tallies[2].preemptions_within, 1, 10000);
    os_switches_close(switches);
}

static void threads_are_followed(void **state)
{
    (void)state;
    sleeper_and_spinners(OS_WORKER_THREAD, 5 * MS);
}

static void processes_are_followed(void **state)
{
    (void)state;
    sleeper_and_spinners(OS_WORKER_PROCESS, 5 * MS);
}

static void draining_more_often_or_only_at_the_end(void **state)
{
    (void)state;
    sleeper_and_spinners(OS_WORKER_THREAD, MS / 10);
    clear_world(state);
    sleeper_and_spinners(OS_WORKER_THREAD, 0);
}

static void handovers_are_counted_to_the_last(void **state)
{
    (void)state;
    static const int CPUS[] = { 0, 0, 1, 1 };
    for (int kind = OS_WORKER_THREAD; kind <= OS_WORKER_PROCESS; kind++) {
        struct os_switches *switches = open_or_skip();
        for (int i = 0; i < 4; i++)
            accounts[i] = (struct account){ .work = WORK_HANDOVER, .rounds = 3000, .partner = &accounts[i ^ 1] };
        run(switches, (enum os_worker_kind)kind, 4, CPUS, MS);
        size_t count;
        const struct os_switch *records = records_of(switches, &count);
        assert_int_equal(os_switches_lost(switches), 0);
        for (int i = 0; i < 4; i++) {
            struct tally tally = follow(records, count, &accounts[i], cpu_at(CPUS[i]));
            assert_agrees(&tally, &accounts[i]);
            assert_in_range(tally.waits_within, 1, 100000); // how many depends on how busy the machine is
        }
        os_switches_close(switches);
    }
}

static void threads_of_threads_are_followed(void **state)
{
    (void)state;
    static const int CPUS[] = { 0 };
    struct os_switches *switches = open_or_skip();
    accounts[0] = (struct account){ .work = WORK_THREAD };
    run(switches, OS_WORKER_PROCESS, 1, CPUS, 0);
    size_t count;
    const struct os_switch *records = records_of(switches, &count);
    int starts = 0;
    int exits = 0;
    for (size_t i = 0; i < count; i++) {
        starts += records[i].kind == OS_SWITCH_START;
        exits += records[i].kind == OS_SWITCH_EXIT;
    }
    os_switches_close(switches);
#if !defined(__SANITIZE_THREAD__) // which starts a thread of its own in every process
    assert_int_equal(starts, 2);
#endif
    assert_in_range(exits, 2, starts);
}

static void nothing_is_lost_when_threads_end(void **state)
{
    (void)state;
    static const int CPUS[] = { 0, 1, 0, 1, 0, 1, 0, 1 };
    struct os_switches *switches = open_or_skip();
    for (int round = 0; round < 25; round++) {
        for (int i = 0; i < WORKERS_MAX; i++)
            accounts[i] = (struct account){ .work = WORK_NOTHING };
        run(switches, round % 5 == 4 ? OS_WORKER_PROCESS : OS_WORKER_THREAD, WORKERS_MAX, CPUS, 0);
    }
    size_t count;
    const struct os_switch *records = records_of(switches, &count);
    int kinds[OS_SWITCH_LOST + 1] = { 0 };
    for (size_t i = 0; i < count; i++)
        kinds[records[i].kind]++;
    for (int i = 0; i < WORKERS_MAX; i++) // the last round's
        follow(records, count, &accounts[i], cpu_at(CPUS[i]));
    os_switches_close(switches);
    assert_in_range(kinds[OS_SWITCH_START], 25 * WORKERS_MAX, 1000);
    assert_in_range(kinds[OS_SWITCH_EXIT], 25 * WORKERS_MAX, 1000);
    assert_int_equal(kinds[OS_SWITCH_LOST], 0);
}

static void nothing_comes_after_the_stop(void **state)
{
    (void)state;
    static const int CPUS[] = { 0 };
    struct os_switches *switches = open_or_skip();
    os_switches_stop(switches);
    uint64_t stopped_ns = os_now_ns();
    size_t count_before;
    os_switches_records(switches, &count_before);
    accounts[0] = (struct account){ .work = WORK_SLEEP, .rounds = 2 };
    run(switches, OS_WORKER_THREAD, 1, CPUS, MS);
    os_switches_stop(switches);
    size_t count;
    const struct os_switch *records = os_switches_records(switches, &count);
    assert_int_equal(count, count_before);
    for (size_t i = 0; i < count; i++)
        assert_in_range(records[i].ns, 1, stopped_ns);
    os_switches_close(switches);
}

// ---- tests of losses ------------------------------------------------------------------------------------------------

// Two workers hand over more often than one page holds, and nobody drains: what is there and what is missing make
// the whole.
static void lose_in_the_ring(bool room_at_the_end)
{
    static const int CPUS[] = { 0, 0 };
    world.ring_error = EPERM;
    world.ring_bytes_limit = os_page_bytes();
    struct os_switches *switches = open_or_skip();
    assert_int_equal(os_switches_ring_bytes(switches), os_page_bytes());
    for (int i = 0; i < 2; i++)
        accounts[i] = (struct account){ .work = WORK_HANDOVER, .rounds = 2000, .partner = &accounts[i ^ 1] };
    run(switches, OS_WORKER_THREAD, 2, CPUS, 0);
    uint64_t switched =
        (uint64_t)(accounts[0].waits + accounts[0].preemptions + accounts[1].waits + accounts[1].preemptions);
    if (room_at_the_end) { // then the ring itself tells of the loss, with the next record
        os_switches_drain(switches);
        accounts[0] = (struct account){ .work = WORK_SLEEP, .rounds = 1 };
        run(switches, OS_WORKER_THREAD, 1, CPUS, 0);
    }
    size_t count;
    records_of(switches, &count);
    uint64_t lost = os_switches_lost(switches);
    os_switches_close(switches);
    assert_in_range(lost, 2 * switched - os_page_bytes() / 24, 4 * switched);
    assert_in_range(count + lost, 2 * switched, 4 * switched);
}

static void losses_of_a_full_ring_are_counted(void **state)
{
    (void)state;
    lose_in_the_ring(true);
}

static void losses_at_the_very_end_are_counted(void **state)
{
    (void)state;
    struct perf_event_attr wanted = { .size = sizeof wanted,
                                      .type = PERF_TYPE_SOFTWARE,
                                      .config = PERF_COUNT_SW_DUMMY,
                                      .read_format = 1U << 4, // PERF_FORMAT_LOST
                                      .exclude_kernel = 1 };
    long event = syscall(SYS_perf_event_open, &wanted, 0L, -1L, -1L, 0L);
    if (event < 0) {
        print_message("skipped: this kernel (before 6.0) does not say what it dropped last: %s\n", strerror(errno));
        skip();
    }
    close((int)event);
    lose_in_the_ring(false);
}

static void losses_for_want_of_memory_are_counted(void **state)
{
    (void)state;
    static const int CPUS[] = { 0, 0, 1, 1 };
    struct os_switches *switches = open_or_skip();
    for (int i = 0; i < 4; i++)
        accounts[i] = (struct account){ .work = WORK_HANDOVER, .rounds = 12000, .partner = &accounts[i ^ 1] };
    world.no_growth = true;
    run(switches, OS_WORKER_THREAD, 4, CPUS, MS);
    os_switches_drain(switches); // all that came after the last one: on a busy machine most of it
    size_t count_before = (size_t)os_switches_lost(switches);
    world.no_growth = false;
    // There is memory again: later records are kept, and the gap is marked.
    accounts[4] = (struct account){ .work = WORK_SLEEP, .rounds = 3 };
    int cpu = cpu_at(0);
    struct os_worker late = { .started = false };
    assert_string_equal(os_worker_start(&late, OS_WORKER_THREAD, &cpu, 1, work, &accounts[4]).message, "");
    os_worker_join(&late);
    size_t count;
    const struct os_switch *records = records_of(switches, &count);
    assert_true(count_before > 0);
    uint64_t whole = 0;
    for (int i = 0; i < 4; i++)
        whole += 2 * (uint64_t)(accounts[i].waits + accounts[i].preemptions);
    assert_in_range(count + os_switches_lost(switches), whole, 2 * whole);
    struct tally tally = follow(records, count, &accounts[4], cpu);
    assert_agrees(&tally, &accounts[4]);
    os_switches_close(switches);
}

static void older_kernels_without_the_last_losses(void **state)
{
    (void)state;
    world.no_lost_format = true;
    struct os_switches *switches = open_or_skip();
    assert_int_equal(world.events, 2 * os_cpus_allowed()->count);
    static const int CPUS[] = { 0 };
    accounts[0] = (struct account){ .work = WORK_SLEEP, .rounds = 5 };
    run(switches, OS_WORKER_THREAD, 1, CPUS, MS);
    size_t count;
    const struct os_switch *records = records_of(switches, &count);
    struct tally tally = follow(records, count, &accounts[0], cpu_at(0));
    assert_agrees(&tally, &accounts[0]);
    os_switches_close(switches);
}

// ---- tests of refusals ----------------------------------------------------------------------------------------------

static void assert_refused(const char *word)
{
    struct os_switches *switches = (void *)&world;
    struct status status = os_switches_open(&switches, 1000000);
    assert_null(switches);
    assert_int_equal(status.kind, STATUS_FAILED);
    if (strstr(status.message, word) == NULL || strchr(status.message, '\n') != NULL)
        fail_msg("\"%s\" does not say \"%s\" in one line", status.message, word);
    print_message("%s\n", status.message);
}

static void refused_events_say_why(void **state)
{
    (void)state;
    static const struct {
        int error;
        const char *word;
    } CASES[] = {
        { EACCES, "kernel.perf_event_paranoid" },
        { EPERM, "kernel.perf_event_paranoid" },
        { ENOSYS, "kernel" },
        { EOPNOTSUPP, "4.3" },
        { EINVAL, "4.3" },
        { EMFILE, "open" },
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (int from = 0; from < 2 && from < os_cpus_allowed()->count; from++) {
            world.event_error = CASES[i].error;
            world.event_error_from = from;
            world.events = 0;
            if (from == 0)
                assert_refused(CASES[i].word);
            else if (CASES[i].error != EINVAL) // which is tried again
                assert_refused("kernel");      // the kernel of this machine may have refused the first cpu by itself
        }
    }
}

static void refused_rings_say_why(void **state)
{
    (void)state;
    struct os_switches *switches = open_or_skip();
    os_switches_close(switches);
    world.ring_error = EPERM;
    assert_refused("kernel.perf_event_mlock_kb");
    world.ring_error = ENOMEM;
    assert_refused(strerror(ENOMEM));
    world.ring_error = EINVAL;
    assert_refused(strerror(EINVAL));
}

static void rings_shrink_to_what_is_granted(void **state)
{
    (void)state;
    size_t granted = 16 * os_page_bytes();
    world.ring_error = ENOMEM;
    world.ring_bytes_limit = granted;
    struct os_switches *switches = open_or_skip();
    assert_int_equal(os_switches_ring_bytes(switches), granted);
    os_switches_close(switches);
    os_switches_close(NULL);
}

static int make_accounts(void **state)
{
    (void)state;
    void *memory;
    struct status status = os_memory_map_shared(WORKERS_MAX * sizeof *accounts, &memory);
    accounts = memory;
    return status_is_ok(status) ? 0 : -1;
}

static int drop_accounts(void **state)
{
    (void)state;
    os_memory_unmap(accounts, WORKERS_MAX * sizeof *accounts);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(threads_are_followed, clear_world),
        cmocka_unit_test_setup(processes_are_followed, clear_world),
        cmocka_unit_test_setup(draining_more_often_or_only_at_the_end, clear_world),
        cmocka_unit_test_setup(handovers_are_counted_to_the_last, clear_world),
        cmocka_unit_test_setup(threads_of_threads_are_followed, clear_world),
        cmocka_unit_test_setup(nothing_is_lost_when_threads_end, clear_world),
        cmocka_unit_test_setup(nothing_comes_after_the_stop, clear_world),
        cmocka_unit_test_setup(losses_of_a_full_ring_are_counted, clear_world),
        cmocka_unit_test_setup(losses_at_the_very_end_are_counted, clear_world),
        cmocka_unit_test_setup(losses_for_want_of_memory_are_counted, clear_world),
        cmocka_unit_test_setup(older_kernels_without_the_last_losses, clear_world),
        cmocka_unit_test_setup(refused_events_say_why, clear_world),
        cmocka_unit_test_setup(refused_rings_say_why, clear_world),
        cmocka_unit_test_setup(rings_shrink_to_what_is_granted, clear_world),
        cmocka_unit_test(running_times_agree), // of all of them, so last
    };
    return cmocka_run_group_tests(tests, make_accounts, drop_accounts);
}
