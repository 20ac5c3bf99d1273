// Perfetto's packets: one sequence, in order of time.
//
// When a task is made its thread is CREATED, then named in the process tree, then given its track: a tree that came first
// would make the thread, and CREATED would be refused. States are those of the generic kernel: nothing but DESTROYED follows
// DEAD, and RUNNING never stands twice in a row. Without the kernel's records there are no states. Times are those of
// CLOCK_MONOTONIC; a snapshot of the clocks, the first packet, says so and gives the date.
#include "report/traces/protobuf.h"
#include "report/traces/trace_names.h"
#include "report/traces/trace_rows.h"

#include <stdlib.h>

// Fields of the messages that are written.
enum {
    TRACE_PACKET = 1,

    PACKET_CLOCK_SNAPSHOT = 6,
    PACKET_TIMESTAMP = 8,
    PACKET_SEQUENCE_ID = 10,
    PACKET_TRACK_EVENT = 11,
    PACKET_SEQUENCE_FLAGS = 13,
    PACKET_TRACK_DESCRIPTOR = 60,
    PACKET_TASK_STATE = 117,
    PACKET_PROCESS_TREE = 122,

    SNAPSHOT_CLOCKS = 1,
    SNAPSHOT_PRIMARY = 2,
    CLOCK_ID = 1,
    CLOCK_TIMESTAMP = 2,

    STATE_CPU = 1,
    STATE_COMM = 2,
    STATE_TID = 3,
    STATE_STATE = 4,

    TREE_PROCESSES = 1,
    TREE_THREADS = 2,
    TREE_PROCESS_PID = 1,
    TREE_PROCESS_PPID = 2,
    TREE_PROCESS_CMDLINE = 3,
    TREE_THREAD_TID = 1,
    TREE_THREAD_PID = 2,
    TREE_THREAD_COMM = 3,
    TREE_THREAD_IS_MAIN = 4,

    TRACK_UUID = 1,
    TRACK_NAME = 2,
    TRACK_PROCESS = 3,
    TRACK_THREAD = 4,
    TRACK_PARENT = 5,
    TRACK_COUNTER = 8,
    PROCESS_PID = 1,
    PROCESS_NAME = 6,
    THREAD_PID = 1,
    THREAD_TID = 2,
    THREAD_NAME = 5,
    COUNTER_UNIT = 3,

    EVENT_ANNOTATION = 4,
    EVENT_TYPE = 9,
    EVENT_TRACK = 11,
    EVENT_CATEGORY = 22,
    EVENT_NAME = 23,
    EVENT_COUNTER_VALUE = 30,
    EVENT_FLOW = 47,
    EVENT_FLOW_ENDS = 48,
    ANNOTATION_INT = 4,
    ANNOTATION_TEXT = 6,
    ANNOTATION_NAME = 10,
};

// And what stands in them.
enum {
    CLOCK_IS_REALTIME = 1,
    CLOCK_IS_MONOTONIC = 3,
    SEQUENCE = 1,
    STATE_CLEARED = 1, // a sequence's first packet
    UNIT_COUNT = 2,

    TASK_CREATED = 1,
    TASK_RUNNABLE = 2,
    TASK_RUNNING = 3,
    TASK_SLEEPS = 4,
    TASK_DEAD = 7,
    TASK_DESTROYED = 8,

    TYPE_BEGIN = 1,
    TYPE_END = 2,
    TYPE_INSTANT = 3,
    TYPE_COUNTER = 4,
};

// Kinds of tracks; a track's number is its kind's and its place, from 1.
enum track {
    TRACK_OF_PROCESS = 1,
    TRACK_OF_TASK,
    TRACK_OF_LOCK,
    TRACK_OF_LEVEL,
    TRACK_OF_COUNTER,
    TRACK_OF_LOCKS, // all of them
};

struct perfetto {
    FILE *out;
    const struct trace_run *run;
    struct trace_row *rows;
    uint8_t *states; // of each task the last that was told; 0: none
    bool *told;      // of each process: its track is
    struct proto packet;
    size_t begun; // of the packet
    char name[TRACE_NAME_BYTES], text[TRACE_TEXT_BYTES];
    unsigned char bytes[2 * TRACE_TEXT_BYTES];
    struct arena memory;
};

// ---- packets ----------------------------------------------------------------------------------------------------------

static struct proto *open_untimed(struct perfetto *perfetto)
{
    proto_init(&perfetto->packet, perfetto->bytes, sizeof perfetto->bytes);
    perfetto->begun = proto_begin(&perfetto->packet, TRACE_PACKET);
    proto_uint(&perfetto->packet, PACKET_SEQUENCE_ID, SEQUENCE);
    return &perfetto->packet;
}

static struct proto *open_packet(struct perfetto *perfetto, uint64_t ns)
{
    proto_uint(open_untimed(perfetto), PACKET_TIMESTAMP, ns);
    return &perfetto->packet;
}

static void close_packet(struct perfetto *perfetto)
{
    proto_end(&perfetto->packet, perfetto->begun);
    if (!perfetto->packet.full)
        fwrite(perfetto->bytes, 1, perfetto->packet.length, perfetto->out);
}

static void put_clock(struct proto *packet, uint64_t id, uint64_t ns)
{
    const size_t clock = proto_begin(packet, SNAPSHOT_CLOCKS);
    proto_uint(packet, CLOCK_ID, id);
    proto_uint(packet, CLOCK_TIMESTAMP, ns);
    proto_end(packet, clock);
}

static void put_clocks(struct perfetto *perfetto)
{
    const struct run_facts *facts = perfetto->run->recording->facts;
    struct proto *packet = open_untimed(perfetto);
    proto_uint(packet, PACKET_SEQUENCE_FLAGS, STATE_CLEARED);
    const size_t snapshot = proto_begin(packet, PACKET_CLOCK_SNAPSHOT);
    put_clock(packet, CLOCK_IS_MONOTONIC, facts->began_ns);
    if (facts->began_unix_ns)
        put_clock(packet, CLOCK_IS_REALTIME, facts->began_unix_ns);
    proto_uint(packet, SNAPSHOT_PRIMARY, CLOCK_IS_MONOTONIC);
    proto_end(packet, snapshot);
    close_packet(perfetto);
}

// ---- tracks -----------------------------------------------------------------------------------------------------------

static uint64_t track_id(enum track kind, uint32_t place) { return (uint64_t)kind << 16 | (place + 1); }

// Opens a track's descriptor in a packet of its own; close_track ends both.
static struct proto *open_track(struct perfetto *perfetto, uint64_t ns, uint64_t id, const char *name, size_t *track)
{
    struct proto *packet = open_packet(perfetto, ns);
    *track = proto_begin(packet, PACKET_TRACK_DESCRIPTOR);
    proto_uint(packet, TRACK_UUID, id);
    proto_text(packet, TRACK_NAME, name);
    return packet;
}

static void close_track(struct perfetto *perfetto, size_t track)
{
    proto_end(&perfetto->packet, track);
    close_packet(perfetto);
}

static void put_counter_track(struct perfetto *perfetto, uint64_t id, const char *name)
{
    size_t track;
    struct proto *packet = open_track(perfetto, perfetto->run->states.from_ns, id, name, &track);
    const size_t counter = proto_begin(packet, TRACK_COUNTER);
    proto_uint(packet, COUNTER_UNIT, UNIT_COUNT);
    proto_end(packet, counter);
    close_track(perfetto, track);
}

static void put_lock_tracks(struct perfetto *perfetto)
{
    const struct trace_run *run = perfetto->run;
    size_t track;
    if (!trace_has_rows(run))
        return;
    open_track(perfetto, run->states.from_ns, track_id(TRACK_OF_LOCKS, 0), "locks", &track);
    close_track(perfetto, track);
    for (uint32_t r = 0; r < run->recording->resource_count; r++) {
        if (!trace_has_row(run, r))
            continue;
        struct proto *packet = open_track(perfetto, run->states.from_ns, track_id(TRACK_OF_LOCK, r),
                                          run->recording->resources[r].name, &track);
        proto_uint(packet, TRACK_PARENT, track_id(TRACK_OF_LOCKS, 0));
        close_track(perfetto, track);
    }
}

static void put_counter_tracks(struct perfetto *perfetto)
{
    const struct trace_run *run = perfetto->run;
    for (uint32_t r = 0; r < run->recording->resource_count; r++)
        if (trace_has_part(run, TRACE_PART_LEVEL) && run->levels.of[r].count > 0)
            put_counter_track(perfetto, track_id(TRACK_OF_LEVEL, r), run->recording->resources[r].name);
    const uint32_t counters = run->lab_trace ? run->adds->counter_count(run->lab_trace) : 0;
    for (uint32_t c = 0; trace_has_part(run, TRACE_PART_COUNTER) && c < counters; c++)
        put_counter_track(perfetto, track_id(TRACK_OF_COUNTER, c), trace_counter_title(run, c, perfetto->name));
}

// ---- tasks ------------------------------------------------------------------------------------------------------------

static void put_task_state(struct perfetto *perfetto, uint32_t task, uint64_t ns, int state, int32_t cpu)
{
    struct proto *packet = open_packet(perfetto, ns);
    const size_t event = proto_begin(packet, PACKET_TASK_STATE);
    if (state == TASK_RUNNING)
        proto_int(packet, STATE_CPU, cpu);
    proto_text(packet, STATE_COMM, perfetto->run->recording->tasks[task].name);
    proto_int(packet, STATE_TID, perfetto->run->ids.thread_ids[task]);
    proto_int(packet, STATE_STATE, state);
    proto_end(packet, event);
    close_packet(perfetto);
    perfetto->states[task] = (uint8_t)state;
}

static bool has_states(const struct perfetto *perfetto)
{
    return perfetto->run->states.from_kernel && trace_has_part(perfetto->run, TRACE_PART_STATE);
}

static void put_tree_process(struct proto *packet, const struct trace_run *run, uint32_t number)
{
    const size_t process = proto_begin(packet, TREE_PROCESSES);
    proto_int(packet, TREE_PROCESS_PID, run->ids.processes[number].id);
    proto_int(packet, TREE_PROCESS_PPID, run->ids.processes[number].parent_id);
    proto_text(packet, TREE_PROCESS_CMDLINE, trace_process_name(run, number));
    proto_end(packet, process);
}

static void put_tree(struct perfetto *perfetto, uint32_t task, uint64_t ns)
{
    const struct trace_run *run = perfetto->run;
    const uint32_t process = run->ids.process_of[task];
    struct proto *packet = open_packet(perfetto, ns);
    const size_t tree = proto_begin(packet, PACKET_PROCESS_TREE);
    if (!perfetto->told[process])
        put_tree_process(packet, run, process);
    const size_t thread = proto_begin(packet, TREE_THREADS);
    proto_int(packet, TREE_THREAD_TID, run->ids.thread_ids[task]);
    proto_int(packet, TREE_THREAD_PID, run->ids.processes[process].id);
    proto_text(packet, TREE_THREAD_COMM, run->recording->tasks[task].name);
    proto_uint(packet, TREE_THREAD_IS_MAIN, run->ids.processes[process].main == task);
    proto_end(packet, thread);
    proto_end(packet, tree);
    close_packet(perfetto);
}

static void put_process_track(struct perfetto *perfetto, uint32_t number, uint64_t ns)
{
    const struct trace_run *run = perfetto->run;
    size_t track;
    struct proto *packet =
        open_track(perfetto, ns, track_id(TRACK_OF_PROCESS, number), trace_process_name(run, number), &track);
    const size_t process = proto_begin(packet, TRACK_PROCESS);
    proto_int(packet, PROCESS_PID, run->ids.processes[number].id);
    proto_text(packet, PROCESS_NAME, trace_process_name(run, number));
    proto_end(packet, process);
    close_track(perfetto, track);
    perfetto->told[number] = true;
}

static void put_task_track(struct perfetto *perfetto, uint32_t task, uint64_t ns)
{
    const struct trace_run *run = perfetto->run;
    const char *name = run->recording->tasks[task].name;
    size_t track;
    struct proto *packet = open_track(perfetto, ns, track_id(TRACK_OF_TASK, task), name, &track);
    const size_t thread = proto_begin(packet, TRACK_THREAD);
    proto_int(packet, THREAD_PID, run->ids.processes[run->ids.process_of[task]].id);
    proto_int(packet, THREAD_TID, run->ids.thread_ids[task]);
    proto_text(packet, THREAD_NAME, name);
    proto_end(packet, thread);
    close_track(perfetto, track);
}

static void put_task(struct perfetto *perfetto, const struct trace_event *event)
{
    const uint32_t process = perfetto->run->ids.process_of[event->task];
    if (has_states(perfetto))
        put_task_state(perfetto, event->task, event->ns, TASK_CREATED, -1);
    put_tree(perfetto, event->task, event->ns);
    if (!perfetto->told[process])
        put_process_track(perfetto, process, event->ns);
    put_task_track(perfetto, event->task, event->ns);
}

// ---- states -----------------------------------------------------------------------------------------------------------

static void put_state(struct perfetto *perfetto, const struct trace_event *event)
{
    static const uint8_t states[TRACE_STATES + 1] = {
        [STATE_READY] = TASK_RUNNABLE, [STATE_RUNNING] = TASK_RUNNING,   [STATE_BLOCKED] = TASK_SLEEPS,
        [STATE_DEAD] = TASK_DESTROYED, [TRACE_STATE_ZOMBIE] = TASK_DEAD,
    };
    const uint8_t state = states[event->value], before = perfetto->states[event->task];
    if (!has_states(perfetto) || state == 0 || before == TASK_DESTROYED || (before == TASK_DEAD && state < TASK_DEAD))
        return;
    // From one cpu to another the way leads through a queue.
    if (state == TASK_RUNNING && before == TASK_RUNNING)
        put_task_state(perfetto, event->task, event->ns, TASK_RUNNABLE, -1);
    if (state == TASK_DESTROYED && before != TASK_DEAD)
        put_task_state(perfetto, event->task, event->ns, TASK_DEAD, -1);
    put_task_state(perfetto, event->task, event->ns, state, event->cpu < 0 ? 0 : event->cpu);
}

// ---- slices, instants, counters ---------------------------------------------------------------------------------------

static void put_annotation(struct proto *packet, const struct trace_arg *arg)
{
    const size_t annotation = proto_begin(packet, EVENT_ANNOTATION);
    proto_text(packet, ANNOTATION_NAME, arg->key);
    if (arg->text)
        proto_text(packet, ANNOTATION_TEXT, arg->text);
    else
        proto_int(packet, ANNOTATION_INT, arg->number);
    proto_end(packet, annotation);
}

static struct proto *open_event(struct perfetto *perfetto, uint64_t ns, int type, uint64_t track, size_t *event)
{
    struct proto *packet = open_packet(perfetto, ns);
    *event = proto_begin(packet, PACKET_TRACK_EVENT);
    proto_int(packet, EVENT_TYPE, type);
    proto_uint(packet, EVENT_TRACK, track);
    return packet;
}

static void close_event(struct perfetto *perfetto, size_t event)
{
    proto_end(&perfetto->packet, event);
    close_packet(perfetto);
}

static void put_flows(struct proto *packet, const struct trace_event *event)
{
    if (event->flow_out)
        proto_fixed64(packet, EVENT_FLOW, event->flow_out);
    if (event->flow_in)
        proto_fixed64(packet, EVENT_FLOW_ENDS, event->flow_in);
}

static void put_row(struct perfetto *perfetto, const struct trace_event *event, int type, const char *name)
{
    size_t open;
    struct proto *packet = open_event(perfetto, event->ns, type, track_id(TRACK_OF_LOCK, event->resource), &open);
    if (type == TYPE_BEGIN)
        proto_text(packet, EVENT_NAME, name);
    close_event(perfetto, open);
}

static void put_rows(struct perfetto *perfetto, const struct trace_event *event)
{
    if (event->kind != TRACE_HOLD && event->kind != TRACE_END)
        return;
    const struct trace_row_change change = trace_rows_see(perfetto->rows, event);
    if (change.ends)
        put_row(perfetto, event, TYPE_END, NULL);
    if (change.begins)
        put_row(perfetto, event, TYPE_BEGIN, trace_task_name(perfetto->run, event->task));
}

static void put_named(struct perfetto *perfetto, const struct trace_event *event, int type)
{
    struct trace_arg args[TRACE_ARGS_MAX];
    const int count = trace_args(perfetto->run, event, args);
    size_t open;
    struct proto *packet = open_event(perfetto, event->ns, type, track_id(TRACK_OF_TASK, event->task), &open);
    if (type != TYPE_END) {
        proto_text(packet, EVENT_CATEGORY, trace_category(event));
        proto_text(packet, EVENT_NAME, trace_name(perfetto->run, event, perfetto->name));
        for (int i = 0; i < count; i++)
            put_annotation(packet, &args[i]);
    }
    if (event->kind == TRACE_PRINT) {
        const char *text = trace_printed(event, false, perfetto->text, sizeof perfetto->text);
        put_annotation(packet, &(struct trace_arg){ .key = "text", .text = text });
    }
    put_flows(packet, event);
    close_event(perfetto, open);
}

static void put_slice(struct perfetto *perfetto, const struct trace_event *event)
{
    if (!event->hidden)
        put_named(perfetto, event, event->kind == TRACE_END ? TYPE_END : TYPE_BEGIN);
    put_rows(perfetto, event);
}

static void put_instant(struct perfetto *perfetto, const struct trace_event *event)
{
    put_named(perfetto, event, TYPE_INSTANT);
}

static void put_counter(struct perfetto *perfetto, const struct trace_event *event)
{
    const uint64_t track = event->kind == TRACE_LEVEL ? track_id(TRACK_OF_LEVEL, event->resource)
                                                      : track_id(TRACK_OF_COUNTER, event->number);
    size_t open;
    struct proto *packet = open_event(perfetto, event->ns, TYPE_COUNTER, track, &open);
    proto_int(packet, EVENT_COUNTER_VALUE, event->value);
    close_event(perfetto, open);
}

static void (*const puts_of[TRACE_KINDS])(struct perfetto *perfetto, const struct trace_event *event) = {
    [TRACE_TASK] = put_task,     [TRACE_STATE] = put_state,   [TRACE_WORK] = put_slice,      [TRACE_WAIT] = put_slice,
    [TRACE_HOLD] = put_slice,    [TRACE_END] = put_slice,     [TRACE_NOTE] = put_instant,    [TRACE_STEP] = put_instant,
    [TRACE_PRINT] = put_instant, [TRACE_LEVEL] = put_counter, [TRACE_COUNTER] = put_counter, [TRACE_MARK] = put_instant,
};

// ---- all together -----------------------------------------------------------------------------------------------------

static bool begin(void **sink, FILE *out, const struct trace_run *run)
{
    struct perfetto *perfetto = calloc(1, sizeof *perfetto);
    *sink = perfetto;
    if (!perfetto)
        return false;
    perfetto->out = out;
    perfetto->run = run;
    perfetto->rows = trace_rows_make(run, &perfetto->memory);
    perfetto->states = arena_get(&perfetto->memory, run->recording->task_count);
    perfetto->told = arena_get_array(&perfetto->memory, run->recording->task_count, sizeof *perfetto->told);
    if (!perfetto->rows || !perfetto->states || !perfetto->told)
        return false;
    put_clocks(perfetto);
    put_lock_tracks(perfetto);
    put_counter_tracks(perfetto);
    return true;
}

static void take(void *sink, const struct trace_event *event)
{
    if (puts_of[event->kind])
        puts_of[event->kind](sink, event);
}

static void release(void *sink)
{
    struct perfetto *perfetto = sink;
    if (perfetto)
        arena_finish(&perfetto->memory);
    free(perfetto);
}

const struct trace_sink trace_perfetto = { .begin = begin, .take = take, .release = release };
