// Switch records from perf_event_open: one software dummy event per cpu, on the calling thread, inherited by
// whatever it starts.
//
// The event counts nothing; it is there for the records that come with it: context switches, forks and exits. Each
// cpu's records come in order, so draining is a merge: of all rings the oldest record first, straight into one
// store, which is therefore sorted at all times and needs no second pass and no second copy. What is younger than
// the beginning of the drain stays for the next one, since a ring looked at first may still get older records than
// one looked at last. The clock that the kernel may use in any context can step back by some nanoseconds while time
// is being corrected, and a cpu may be held up between stamping a record and publishing it; such a record is moved
// back to its place on arrival.
//
// When the store cannot grow, records are counted per cpu instead and turn up as one OS_SWITCH_LOST each; the last
// slots of the store are kept free for that. What the kernel drops it says itself in the ring, but only together
// with the next record that fits; what was dropped at the very end is asked for at the stop (PERF_FORMAT_LOST,
// Linux 6.0; without it those are not known).
#include "os/switches.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/linux/ring.h"
#include "os/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// At a million records a second (24 bytes each) on one cpu a ring this large is full after 170 ms.
#define RING_BYTES_MAX (UINT64_C(4) << 20)
// The kernel pins the rings' memory: on a machine with very many cpus each gets less.
#define RINGS_BYTES_MAX (UINT64_C(128) << 20)
#define RING_BYTES_MIN (UINT64_C(64) << 10)
#define RECORD_BYTES 24
#define STORE_START 16384

#ifndef PERF_FORMAT_LOST // older headers
#define PERF_FORMAT_LOST (1U << 4)
#endif

struct source {
    int event; // descriptor, -1 when closed
    void *map; // NULL when there is none
    struct ring ring;
    struct os_switch next;    // taken from the ring, not yet stored
    struct os_life next_life; // that the record tells of; kind 0: of none
    bool has_next;
    bool tells_lost;         // event can be asked how many records were dropped
    uint64_t kernel_lost;    // that the ring told of
    uint64_t unstored;       // could not be stored since the last OS_SWITCH_LOST written
    uint64_t unstored_to_ns; // the last of them
};

struct os_switches {
    struct source *sources;
    int source_count;
    int *busy; // sources that still have a record within this drain
    size_t ring_bytes;
    struct os_switch *store;
    size_t count;
    size_t capacity;
    size_t most; // records in the store
    bool keep_newest;
    uint64_t lost;
    bool grow_refused; // in this drain
    bool stopped;
    bool tells_lives;
    struct os_life *lives;
    size_t life_count, life_capacity;
};

// ---- the store ------------------------------------------------------------------------------------------------------

static void store_insert(struct os_switches *switches, struct os_switch record)
{
    size_t at = switches->count++;
    while (at > 0 && switches->store[at - 1].ns > record.ns) {
        switches->store[at] = switches->store[at - 1];
        at--;
    }
    switches->store[at] = record;
}

// Drops the older half, and puts one record in its place that tells how many those were.
static void store_drop_oldest(struct os_switches *switches)
{
    const size_t half = switches->count / 2;
    uint64_t gone = 0;
    for (size_t i = 0; i < half; i++) {
        const bool is_loss = switches->store[i].kind == OS_SWITCH_LOST;
        gone += is_loss ? (uint32_t)switches->store[i].tid : 1;
        switches->lost += !is_loss;
    }
    struct os_switch told = switches->store[half - 1];
    told.kind = OS_SWITCH_LOST;
    told.tid = gone > INT32_MAX ? INT32_MAX : (int32_t)gone;
    memmove(switches->store + 1, switches->store + half, (switches->count - half) * sizeof *switches->store);
    switches->store[0] = told;
    switches->count -= half - 1;
}

// Whether there is room within what may be kept.
static bool store_may_grow(struct os_switches *switches, size_t needed)
{
    if (needed <= switches->most)
        return true;
    if (!switches->keep_newest || switches->count < 4)
        return false;
    store_drop_oldest(switches);
    return true;
}

// Makes room for `more` records beyond the slots kept for the sources' lost ones.
static bool store_reserve(struct os_switches *switches, size_t more)
{
    if (!store_may_grow(switches, switches->count + more + (size_t)switches->source_count))
        return false;
    const size_t needed = switches->count + more + (size_t)switches->source_count;
    if (needed <= switches->capacity)
        return true;
    if (switches->grow_refused)
        return false;
    size_t capacity = switches->capacity;
    while (capacity < needed)
        capacity *= 2;
    struct os_switch *store = realloc(switches->store, capacity * sizeof *store);
    if (store == NULL) {
        switches->grow_refused = true; // not asked again for every record
        return false;
    }
    switches->store = store;
    switches->capacity = capacity;
    return true;
}

static void store_lost(struct os_switches *switches, struct source *source, uint64_t count, uint64_t ns)
{
    struct os_switch record = {
        .ns = ns,
        .tid = count > INT32_MAX ? INT32_MAX : (int32_t)count,
        .cpu = source->ring.cpu,
        .kind = OS_SWITCH_LOST,
    };
    store_insert(switches, record);
}

static void store_unstored(struct os_switches *switches, struct source *source)
{
    if (source->unstored > 0)
        store_lost(switches, source, source->unstored, source->unstored_to_ns);
    source->unstored = 0;
}

static void store_record(struct os_switches *switches, struct source *source, struct os_switch record)
{
    if (record.kind == OS_SWITCH_LOST) {
        source->kernel_lost += (uint32_t)record.tid;
        switches->lost += (uint32_t)record.tid;
    }
    if (!store_reserve(switches, 2)) {
        // A loss that cannot be written down goes into the next one that can; it has been counted already.
        bool is_loss = record.kind == OS_SWITCH_LOST;
        source->unstored += is_loss ? (uint32_t)record.tid : 1;
        source->unstored_to_ns = record.ns;
        switches->lost += !is_loss;
        return;
    }
    store_unstored(switches, source);
    store_insert(switches, record);
}

// ---- lives ----------------------------------------------------------------------------------------------------------

static bool lives_reserve(struct os_switches *switches)
{
    if (switches->life_count < switches->life_capacity)
        return true;
    const size_t capacity = switches->life_capacity ? switches->life_capacity * 2 : 256;
    struct os_life *lives = capacity <= switches->most ? realloc(switches->lives, capacity * sizeof *lives) : NULL;
    if (!lives)
        return false;
    switches->lives = lives;
    switches->life_capacity = capacity;
    return true;
}

static void take_life(struct os_switches *switches, const struct os_life *life)
{
    if (!switches->tells_lives || life->kind == 0)
        return;
    if (!lives_reserve(switches)) {
        switches->lost++;
        return;
    }
    size_t at = switches->life_count++;
    for (; at > 0 && switches->lives[at - 1].ns > life->ns; at--)
        switches->lives[at] = switches->lives[at - 1];
    switches->lives[at] = *life;
}

// ---- draining -------------------------------------------------------------------------------------------------------

static bool is_before(const struct os_switch *a, const struct os_switch *b)
{
    // At the same nanosecond a thread's leaving one cpu stands before its coming to another.
    return a->ns != b->ns ? a->ns < b->ns : a->kind != OS_SWITCH_IN && b->kind == OS_SWITCH_IN;
}

static bool source_advance(struct source *source, uint64_t horizon_ns)
{
    if (!source->has_next) {
        source->has_next = ring_next(&source->ring, &source->next);
        source->next_life = source->ring.life;
    }
    return source->has_next && source->next.ns <= horizon_ns;
}

static void drain_until(struct os_switches *switches, uint64_t horizon_ns)
{
    int busy = 0;
    switches->grow_refused = false;
    for (int i = 0; i < switches->source_count; i++) {
        struct source *source = &switches->sources[i];
        ring_look(&source->ring);
        if (source_advance(source, horizon_ns))
            switches->busy[busy++] = i;
    }
    while (busy > 0) {
        int first = 0;
        for (int i = 1; i < busy; i++)
            if (is_before(&switches->sources[switches->busy[i]].next, &switches->sources[switches->busy[first]].next))
                first = i;
        struct source *source = &switches->sources[switches->busy[first]];
        take_life(switches, &source->next_life);
        if (source->next.kind != 0)
            store_record(switches, source, source->next);
        source->has_next = false;
        if (!source_advance(source, horizon_ns))
            switches->busy[first] = switches->busy[--busy];
    }
    for (int i = 0; i < switches->source_count; i++)
        ring_release(&switches->sources[i].ring);
}

void os_switches_drain(struct os_switches *switches)
{
    if (!switches->stopped)
        drain_until(switches, os_now_ns());
}

// The records dropped after the last one that fitted: the ring could not tell of them.
static void source_add_final_loss(struct os_switches *switches, struct source *source, uint64_t now_ns)
{
    struct {
        uint64_t value;
        uint64_t lost;
    } answer;
    if (!source->tells_lost || read(source->event, &answer, sizeof answer) != (ssize_t)sizeof answer ||
        answer.lost <= source->kernel_lost)
        return;
    uint64_t untold = answer.lost - source->kernel_lost;
    source->kernel_lost = answer.lost;
    switches->lost += untold;
    source->unstored += untold;
    source->unstored_to_ns = now_ns;
}

void os_switches_stop(struct os_switches *switches)
{
    if (switches->stopped)
        return;
    // Disabling reaches the inherited events too, and is over on all cpus when the call returns.
    for (int i = 0; i < switches->source_count; i++)
        (void)ioctl(switches->sources[i].event, PERF_EVENT_IOC_DISABLE, 0);
    drain_until(switches, UINT64_MAX);
    uint64_t now_ns = os_now_ns();
    for (int i = 0; i < switches->source_count; i++) {
        source_add_final_loss(switches, &switches->sources[i], now_ns);
        store_unstored(switches, &switches->sources[i]); // into the slot kept for it
    }
    switches->stopped = true;
}

const struct os_switch *os_switches_records(struct os_switches *switches, size_t *count)
{
    assert(switches->stopped);
    *count = switches->count;
    return switches->store;
}

const struct os_switch *os_switches_so_far(const struct os_switches *switches, size_t *count)
{
    *count = switches->count;
    return switches->store;
}

const struct os_life *os_switches_lives(const struct os_switches *switches, size_t *count)
{
    *count = switches->life_count;
    return switches->lives;
}

uint64_t os_switches_lost(const struct os_switches *switches) { return switches->lost; }

size_t os_switches_ring_bytes(const struct os_switches *switches) { return switches->ring_bytes; }

// ---- opening --------------------------------------------------------------------------------------------------------

// The number in a file under /proc, as text for a message; "unknown" where it cannot be read.
static const char *kernel_setting(const char *path, char text[32])
{
    ssize_t length = -1;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        length = read(file, text, 31);
        (void)close(file);
    }
    if (length <= 0)
        return "unknown";
    text[length] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text;
}

static struct status refused_event(int error)
{
    char paranoid[32];
    switch (error) {
    case EACCES:
    case EPERM:
        kernel_setting("/proc/sys/kernel/perf_event_paranoid", paranoid);
        if (atoi(paranoid) > 2)
            return status_make(
                STATUS_FAILED,
                "the kernel keeps its switch records from ordinary users (kernel.perf_event_paranoid is %s): "
                "sudo sysctl kernel.perf_event_paranoid=2 allows them",
                paranoid);
        return status_errno(STATUS_FAILED, error,
                            "perf_event_open is forbidden here, by a container or sandbox it seems "
                            "(kernel.perf_event_paranoid is %s, which would allow it)",
                            paranoid);
    case ENOSYS:
        return status_errno(STATUS_FAILED, error,
                            "this kernel has no switch records, or a sandbox hides perf_event_open");
    case EINVAL:
    case ENOENT:
    case EOPNOTSUPP:
        return status_errno(STATUS_FAILED, error, "this kernel cannot record switches (Linux 4.3 and later can)");
    default:
        return status_errno(STATUS_FAILED, error, "cannot open the kernel's switch records");
    }
}

static struct status refused_ring(int error)
{
    char kibibytes[32];
    if (error != EPERM)
        return status_errno(STATUS_FAILED, error, "no memory for the rings of the kernel's switch records");
    return status_make(
        STATUS_FAILED,
        "no ring memory left for the kernel's switch records: raise kernel.perf_event_mlock_kb (is %s), or "
        "the limit of locked memory (ulimit -l)",
        kernel_setting("/proc/sys/kernel/perf_event_mlock_kb", kibibytes));
}

// On this thread (pid 0), or on a process from its next exec on.
static int event_open(int64_t pid, int cpu, uint64_t read_format)
{
    struct perf_event_attr wanted = {
        .size = sizeof wanted,
        .type = PERF_TYPE_SOFTWARE,
        .config = PERF_COUNT_SW_DUMMY,
        .sample_type = RING_SAMPLE_TYPE,
        .sample_id_all = 1,
        .read_format = read_format,
        .disabled = 1,
        .inherit = 1,
        .exclude_kernel = 1, // asked for, an ordinary user is allowed it; switches are told of all the same
        .exclude_hv = 1,
        .task = 1,
        .context_switch = 1,
        .comm = pid != 0,
        .comm_exec = pid != 0,
        .enable_on_exec = pid != 0,
        .use_clockid = 1,
        .clockid = CLOCK_MONOTONIC,
    };
    long no_group = -1;
    return (int)syscall(SYS_perf_event_open, &wanted, (long)pid, (long)cpu, no_group, (long)PERF_FLAG_FD_CLOEXEC);
}

static struct status source_open_event(struct source *source, int64_t pid, int cpu)
{
    source->tells_lost = true;
    source->event = event_open(pid, cpu, PERF_FORMAT_LOST);
    if (source->event < 0 && errno == EINVAL) { // before Linux 6.0
        source->tells_lost = false;
        source->event = event_open(pid, cpu, 0);
    }
    return source->event < 0 ? refused_event(errno) : status_ok();
}

static void sources_unmap(struct os_switches *switches)
{
    for (int i = 0; i < switches->source_count; i++) {
        struct source *source = &switches->sources[i];
        if (source->map != NULL)
            munmap(source->map, switches->ring_bytes + os_page_bytes());
        source->map = NULL;
    }
}

// Maps a ring of switches->ring_bytes for every source, or none. Returns an errno or 0.
static int sources_map(struct os_switches *switches)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    for (int i = 0; i < switches->source_count; i++) {
        struct source *source = &switches->sources[i];
        void *map =
            mmap(NULL, switches->ring_bytes + os_page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, source->event, 0);
        if (map == MAP_FAILED) {
            int error = errno;
            sources_unmap(switches);
            return error;
        }
        source->map = map;
        ring_init(&source->ring, map, switches->ring_bytes, os_page_bytes(), (uint16_t)cpus->ids[i]);
        source->ring.tells_lives = switches->tells_lives;
    }
    return 0;
}

// Twice the room, for the records are of several sizes; a power of two, as the kernel wants it.
static uint64_t ring_bytes_for(uint64_t expected)
{
    uint64_t ring_bytes = RING_BYTES_MIN;
    while (ring_bytes < RING_BYTES_MAX && ring_bytes / RECORD_BYTES / 2 < expected)
        ring_bytes *= 2;
    return ring_bytes;
}

// The largest rings there is memory for, the same on all cpus.
static struct status sources_map_largest(struct os_switches *switches, uint64_t expected)
{
    uint64_t ring_bytes = ring_bytes_for(expected);
    while (ring_bytes * (uint64_t)switches->source_count > RINGS_BYTES_MAX)
        ring_bytes /= 2;
    int error;
    for (;;) {
        switches->ring_bytes = (size_t)ring_bytes;
        error = sources_map(switches);
        if (error == 0)
            return status_ok();
        if ((error != EPERM && error != ENOMEM) || ring_bytes <= os_page_bytes())
            return refused_ring(error);
        ring_bytes /= 2;
    }
}

static struct status sources_open(struct os_switches *switches, int64_t pid, uint64_t expected)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    for (int i = 0; i < cpus->count; i++) {
        switches->sources[i].event = -1;
        struct status status = source_open_event(&switches->sources[i], pid, cpus->ids[i]);
        if (!status_is_ok(status))
            return status;
        switches->source_count = i + 1;
    }
    struct status status = sources_map_largest(switches, expected);
    if (!status_is_ok(status))
        return status;
    for (int i = 0; pid == 0 && i < switches->source_count; i++)
        if (ioctl(switches->sources[i].event, PERF_EVENT_IOC_ENABLE, 0) != 0)
            return status_errno(STATUS_FAILED, errno, "cannot start the kernel's switch records");
    return status_ok();
}

// On this thread (pid 0) or a process to come.
static struct status open_on(struct os_switches **switches, int64_t pid, uint64_t expected, uint64_t most_bytes,
                             bool keep_newest)
{
    *switches = NULL;
    const struct os_cpus *cpus = os_cpus_allowed();
    struct os_switches *made = calloc(1, sizeof *made);
    if (made == NULL)
        goto no_memory;
    made->sources = calloc((size_t)cpus->count, sizeof *made->sources);
    made->busy = calloc((size_t)cpus->count, sizeof *made->busy);
    made->store = malloc(STORE_START * sizeof *made->store);
    made->capacity = STORE_START;
    made->most = (size_t)(most_bytes / sizeof *made->store);
    made->keep_newest = keep_newest;
    made->tells_lives = pid != 0;
    if (made->sources == NULL || made->busy == NULL || made->store == NULL)
        goto no_memory;

    struct status status = sources_open(made, pid, expected);
    if (!status_is_ok(status)) {
        os_switches_close(made);
        return status;
    }
    *switches = made;
    return status;

no_memory:
    os_switches_close(made);
    return status_errno(STATUS_FAILED, ENOMEM, "cannot keep switch records");
}

struct status os_switches_open(struct os_switches **switches, uint64_t expected)
{
    return open_on(switches, 0, expected, UINT64_MAX, false);
}

struct status os_switches_open_on(struct os_switches **switches, int64_t pid, uint64_t expected, uint64_t most_bytes,
                                  bool keep_newest)
{
    return open_on(switches, pid, expected, most_bytes, keep_newest);
}

void os_switches_close(struct os_switches *switches)
{
    if (switches == NULL)
        return;
    sources_unmap(switches);
    for (int i = 0; i < switches->source_count; i++)
        (void)close(switches->sources[i].event);
    free(switches->sources);
    free(switches->busy);
    free(switches->store);
    free(switches->lives);
    free(switches);
}
