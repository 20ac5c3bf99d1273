// The queue's program: what the producer, its feeder, the consumer and the main task do.
#include "labs/queue/queue.h"

#include "os/clock.h"
#include "os/pipe.h"
#include "os/worker.h"
#include "program/program.h"

#include <signal.h>
#include <string.h>

enum {
    TASKS = 5,          // main and its feeder, producer and its feeder, consumer
    NOTES_AN_ITEM = 24, // at most
    NOTES_BESIDE = 256,
    HELD_NS = 20000000, // how long the main task gives a reader before it ends it
};

// What stands before each item in the pipe.
struct header {
    uint32_t item, bytes;
};

enum {
    ITEM_END = UINT16_MAX // the sentinel's number in notes
};

// How many steps long they are, in CPython 3.8 to 3.12 on Linux, where a step in a process just forked takes some 50 µs: a
// process's start() until the fork (0.5 ms measured), what it does before its target is called (1 ms), the start of the
// feeder's thread at the first put (0.25 ms), and of an item what the feeder does before it is in the pipe (some 40 µs).
enum {
    STEPS_START = 10,
    STEPS_BOOTSTRAP = 20,
    STEPS_FEEDER = 5,
    STEPS_FEED = 1,
};

static const struct queue_plan *plan_of(const struct self *self) { return queue_plan_of(program_plan(self)); }

static struct queue_shared *shared_of(const struct self *self) { return program_shared(self); }

static void pay(struct self *self, uint64_t steps) { program_compute(self, steps * plan_of(self)->pace_ns); }

// ---- put ------------------------------------------------------------------------------------------------------------

// Puts an item into this process's buffer. False: the queue is full.
static bool put(struct self *self, uint32_t of, uint16_t item, uint64_t timeout_ns)
{
    struct queue_shared *shared = shared_of(self);
    if (!program_semaphore_take(self, &shared->bound, timeout_ns)) {
        program_note(self, NOTE_RAISED, 0, REFUSED_FULL);
        return false;
    }
    program_note(self, NOTE_PUT, QUEUE_BUFFER, item);
    atomic_fetch_add_explicit(&shared->buffers[of].put, 1, memory_order_release);
    os_word_wake((const uint32_t *)&shared->buffers[of].put, 1);
    return true;
}

static void close_buffer(struct self *self, uint32_t of, int feeder)
{
    struct queue_buffer *buffer = &shared_of(self)->buffers[of];
    atomic_store_explicit(&buffer->closed, 1, memory_order_release);
    os_word_wake((const uint32_t *)&buffer->put, 1);
    if (feeder > 0)
        program_join(self, (uint32_t)feeder, PROGRAM_FOREVER);
}

// Waits for something in the buffer. False: it is empty and closed.
static bool await_put(struct self *self, struct queue_buffer *buffer, uint32_t fed)
{
    bool waited = false;
    for (;;) {
        const uint32_t seen = atomic_load_explicit(&buffer->put, memory_order_acquire);
        if (seen != fed)
            return true;
        if (atomic_load_explicit(&buffer->closed, memory_order_acquire))
            return false;
        if (!waited)
            program_note(self, NOTE_WAITS, QUEUE_BUFFER, 0);
        waited = true;
        os_word_wait((const uint32_t *)&buffer->put, seen, UINT64_C(100000000));
    }
}

// An item and its bytes, which stay zero: written as one where they are few, else what stands before it by itself and all
// bytes in one write, as multiprocessing does.
static void send(const struct queue_shared *shared, uint16_t item, uint32_t bytes)
{
    enum {
        TOGETHER = 16384
    };
    static char zeros[QUEUE_BYTES_MAX];
    struct {
        struct header header;
        char bytes[TOGETHER];
    } message;
    const struct header header = { item, bytes };
    memset(&message, 0, sizeof message);
    message.header = header;
    if (bytes <= TOGETHER)
        os_pipe_write(shared->write_end, &message, sizeof header + bytes);
    else if (os_pipe_write(shared->write_end, &header, sizeof header))
        os_pipe_write(shared->write_end, zeros, bytes);
}

// Which item stands at that place of a buffer.
static uint16_t item_at(const struct queue_plan *plan, uint64_t of, uint32_t place)
{
    if (of == QUEUE_OF_MAIN)
        return (uint16_t)plan->items;
    return place < plan->items ? (uint16_t)place : ITEM_END;
}

// A process's thread: from its buffer to the pipe.
static void feed(struct self *self, uint64_t of)
{
    struct queue_shared *shared = shared_of(self);
    struct queue_buffer *buffer = &shared->buffers[of];
    pay(self, STEPS_FEEDER);
    for (uint32_t fed = 0; await_put(self, buffer, fed); fed++) {
        pay(self, STEPS_FEED);
        const uint16_t item = item_at(plan_of(self), of, fed);
        program_note(self, NOTE_TOOK, QUEUE_BUFFER, item);
        atomic_store_explicit(&buffer->fed, fed + 1, memory_order_relaxed);
        program_lock_take(self, &shared->write_lock, PROGRAM_FOREVER);
        send(shared, item, item == ITEM_END ? 0 : plan_of(self)->item_bytes);
        program_note(self, NOTE_PUT, QUEUE_PIPE, item);
        program_lock_give(self, &shared->write_lock);
    }
}

static void ask_both(struct self *self)
{
    struct queue_shared *shared = shared_of(self);
    program_at(self, QUEUE_STEP_ASK_FULL);
    const bool full = atomic_load(&shared->bound.value) == 0;
    program_note(self, NOTE_ASKED, QUEUE_BOUND, note_asked(ASKED_FULL, full));
    program_at(self, QUEUE_STEP_ASK);
    const bool empty = !os_pipe_ready(shared->read_end, 0);
    program_note(self, NOTE_ASKED, QUEUE_PIPE, note_asked(ASKED_EMPTY, empty));
    program_print(self, "full() %s, empty() %s", full ? "True" : "False", empty ? "True" : "False");
}

// The feeder is made by the first put, and joined when its process ends.
static void produce(struct self *self, uint64_t argument)
{
    const struct queue_plan *plan = plan_of(self);
    const uint32_t items = plan->variant == QUEUE_BOTH_TRUE ? 1 : plan->items;
    const uint64_t timeout_ns = plan->variant == QUEUE_NOWAIT ? 0 : PROGRAM_FOREVER;
    (void)argument;
    int feeder = -1;
    pay(self, STEPS_BOOTSTRAP);
    for (uint32_t item = 0; item < items; item++) {
        if (plan->put_delay_ns > 0)
            program_sleep(self, plan->put_delay_ns);
        program_at(self, QUEUE_STEP_PUT);
        if (feeder < 0)
            feeder = program_start(self, TASK_THREAD, "F1", feed, QUEUE_OF_PRODUCER);
        if (put(self, QUEUE_OF_PRODUCER, (uint16_t)item, timeout_ns))
            program_print(self, "put %u", item);
        else {
            program_print(self, "queue.Full");
            break;
        }
    }
    if (plan->variant == QUEUE_SENTINEL) {
        program_at(self, QUEUE_STEP_PUT_END);
        put(self, QUEUE_OF_PRODUCER, ITEM_END, PROGRAM_FOREVER);
    }
    if (plan->variant == QUEUE_BOTH_TRUE)
        ask_both(self);
    close_buffer(self, QUEUE_OF_PRODUCER, feeder);
}

// ---- get ------------------------------------------------------------------------------------------------------------

// One item; −1: none came in time.
static int get(struct self *self, uint64_t timeout_ns)
{
    struct queue_shared *shared = shared_of(self);
    struct header header;
    char bytes[4096];
    const uint64_t begin = os_now_ns();
    if (!program_lock_take(self, &shared->read_lock, timeout_ns)) {
        program_note(self, NOTE_RAISED, 0, REFUSED_EMPTY);
        return -1;
    }
    if (!os_pipe_ready(shared->read_end, 0)) {
        bool ready = false;
        if (timeout_ns == 0)
            program_note(self, NOTE_REFUSED, QUEUE_PIPE, REFUSED_EMPTY);
        else
            program_note(self, NOTE_WAITS, QUEUE_PIPE, 0);
        const uint64_t passed = os_now_ns() - begin;
        if (timeout_ns > 0)
            ready = os_pipe_ready(shared->read_end, timeout_ns == PROGRAM_FOREVER ? timeout_ns
                                                    : passed < timeout_ns         ? timeout_ns - passed
                                                                                  : 0);
        if (!ready) {
            if (timeout_ns > 0)
                program_note(self, NOTE_TIMED_OUT, QUEUE_PIPE, 0);
            program_lock_give(self, &shared->read_lock);
            program_note(self, NOTE_RAISED, 0, REFUSED_EMPTY);
            return -1;
        }
    }
    bool open = os_pipe_read(shared->read_end, &header, sizeof header);
    for (uint32_t left = open ? header.bytes : 0; open && left > 0; left -= left < sizeof bytes ? left : sizeof bytes)
        open = os_pipe_read(shared->read_end, bytes, left < sizeof bytes ? left : sizeof bytes);
    if (!open)
        program_exit(self, 1);
    program_note(self, NOTE_TOOK, QUEUE_PIPE, (uint16_t)header.item);
    program_semaphore_give(self, &shared->bound);
    program_lock_give(self, &shared->read_lock);
    return (int)header.item;
}

static bool ask_empty(struct self *self)
{
    program_at(self, QUEUE_STEP_ASK);
    const bool empty = !os_pipe_ready(shared_of(self)->read_end, 0);
    program_note(self, NOTE_ASKED, QUEUE_PIPE, note_asked(ASKED_EMPTY, empty));
    return empty;
}

static uint64_t timeout_of(const struct queue_plan *plan)
{
    return plan->variant == QUEUE_TIMEOUT ? plan->timeout_ns : plan->variant == QUEUE_NOWAIT ? 0 : PROGRAM_FOREVER;
}

static void consume(struct self *self, uint64_t argument)
{
    const struct queue_plan *plan = plan_of(self);
    (void)argument;
    pay(self, STEPS_BOOTSTRAP);
    for (;;) {
        if (plan->get_delay_ns > 0)
            program_sleep(self, plan->get_delay_ns);
        program_at(self, QUEUE_STEP_GET);
        const int item = get(self, timeout_of(plan));
        if (item < 0) {
            program_print(self, "queue.Empty");
            return;
        }
        if (item == ITEM_END)
            return;
        program_at(self, QUEUE_STEP_GOT);
        program_print(self, "got %d", item);
        if (plan->variant == QUEUE_AS_WRITTEN && ask_empty(self))
            return;
    }
}

// ---- main -----------------------------------------------------------------------------------------------------------

static void end_reader(struct self *self, uint32_t reader)
{
    struct queue_shared *shared = shared_of(self);
    // Until all was read it reads; then it waits in get(), with the lock.
    const struct queue_buffer *buffer = &shared->buffers[QUEUE_OF_PRODUCER];
    do
        program_sleep(self, HELD_NS);
    while (atomic_load(&buffer->fed) < plan_of(self)->items || os_pipe_bytes(shared->read_end) > 0);
    program_at(self, QUEUE_STEP_TERMINATE);
    program_signal(self, reader, SIGTERM);
    program_at(self, QUEUE_STEP_JOIN_READER);
    program_join(self, reader, PROGRAM_FOREVER);
    program_at(self, QUEUE_STEP_PUT_MORE);
    const int feeder = program_start(self, TASK_THREAD, "F0", feed, QUEUE_OF_MAIN);
    put(self, QUEUE_OF_MAIN, (uint16_t)plan_of(self)->items, PROGRAM_FOREVER);
    program_at(self, QUEUE_STEP_LAST_GET);
    const int item = get(self, plan_of(self)->timeout_ns);
    const uint32_t size = plan_of(self)->capacity - atomic_load(&shared->bound.value);
    program_note(self, NOTE_ASKED, QUEUE_BOUND, note_asked(ASKED_SIZE, size));
    program_print(self, item < 0 ? "queue.Empty, qsize() %u" : "got one, qsize() %u", size);
    close_buffer(self, QUEUE_OF_MAIN, feeder);
}

static void main_task(struct self *self)
{
    const struct queue_plan *plan = plan_of(self);
    program_at(self, QUEUE_STEP_START);
    pay(self, STEPS_START);
    const int writer = program_start(self, TASK_PROCESS, "P1", produce, 0);
    if (plan->variant == QUEUE_JOIN_FIRST || plan->variant == QUEUE_BOTH_TRUE) {
        program_at(self, QUEUE_STEP_JOIN_WRITER);
        if (writer > 0)
            program_join(self, (uint32_t)writer, PROGRAM_FOREVER);
        program_at(self, QUEUE_STEP_LAST_GET);
        const uint32_t items = plan->variant == QUEUE_BOTH_TRUE ? 1 : plan->items;
        for (uint32_t i = 0; i < items; i++)
            program_print(self, "got %d", get(self, PROGRAM_FOREVER));
        return;
    }
    pay(self, STEPS_START);
    const int reader = program_start(self, TASK_PROCESS, "P2", consume, 0);
    if (plan->variant == QUEUE_KILLED_READER && reader > 0) {
        end_reader(self, (uint32_t)reader);
    } else if (reader > 0) {
        program_at(self, QUEUE_STEP_JOIN_READER);
        program_join(self, (uint32_t)reader, PROGRAM_FOREVER);
    }
    program_at(self, QUEUE_STEP_JOIN_WRITER);
    if (writer > 0)
        program_join(self, (uint32_t)writer, PROGRAM_FOREVER);
}

// ---- before and after -----------------------------------------------------------------------------------------------

static struct status open_queue(void *memory, const struct plan *plan)
{
    struct queue_shared *shared = memory;
    struct os_pipe pipe;
    const struct status status = os_pipe_open(&pipe);
    if (!status_is_ok(status))
        return status;
    shared->read_end = pipe.read_end;
    shared->write_end = pipe.write_end;
    const uint32_t capacity = queue_plan_of(plan)->capacity;
    shared->bound = (struct program_semaphore){ .value = capacity, .bound = capacity, .resource = QUEUE_BOUND };
    shared->read_lock.resource = QUEUE_READ_LOCK;
    shared->write_lock.resource = QUEUE_WRITE_LOCK;
    return status;
}

// Reads on to the end of an item. False: its rest was never written.
static bool skip(struct queue_shared *shared, uint32_t bytes)
{
    char rest[4096];
    while (bytes > 0 && os_pipe_bytes(shared->read_end) > 0) {
        const size_t there = os_pipe_bytes(shared->read_end);
        size_t some = bytes < sizeof rest ? bytes : sizeof rest;
        some = some < there ? some : there;
        os_pipe_read(shared->read_end, rest, some);
        bytes -= (uint32_t)some;
    }
    return bytes == 0;
}

// What is left in the pipe, in truth. A reader that was killed within an item leaves its rest, which nobody can read as an
// item any more: what follows is then no item either.
static void close_queue(void *memory, const struct plan *plan)
{
    struct queue_shared *shared = memory;
    struct header header;
    (void)plan;
    shared->left_bytes = os_pipe_bytes(shared->read_end);
    while (os_pipe_bytes(shared->read_end) >= sizeof header) {
        os_pipe_read(shared->read_end, &header, sizeof header);
        const bool known = header.item <= QUEUE_ITEMS_MAX || header.item == ITEM_END;
        if (!known || !skip(shared, header.bytes))
            break;
        const uint32_t item = header.item == ITEM_END ? QUEUE_NUMBER_END : header.item;
        shared->left[item / 64] |= UINT64_C(1) << (item % 64);
        shared->left_whole++;
    }
    struct os_pipe pipe = { shared->read_end, shared->write_end };
    os_pipe_close(&pipe);
    shared->read_end = shared->write_end = 0;
}

static uint32_t tasks_most(const struct plan *plan)
{
    (void)plan;
    return TASKS;
}

static uint32_t notes_most(const struct plan *plan)
{
    return NOTES_BESIDE + NOTES_AN_ITEM * queue_plan_of(plan)->items;
}

const struct lab_program queue_program = {
    .shared_bytes = sizeof(struct queue_shared),
    .tasks_most = tasks_most,
    .notes_most = notes_most,
    .open = open_queue,
    .main = main_task,
    .close = close_queue,
};
