// Reading a ring of kernel records: see ring.h. The layout is that of perf_event_open(2).
//
// All records end in the same sample id (tid and time), so these are read from the end, whatever the kind.
#include "os/linux/ring.h"

#include <assert.h>
#include <string.h>

// The end of every record, as RING_SAMPLE_TYPE orders it.
struct sample_id {
    uint32_t pid;
    uint32_t tid;
    uint64_t ns;
};

struct task_body { // of PERF_RECORD_FORK and PERF_RECORD_EXIT
    uint32_t pid;
    uint32_t parent_pid;
    uint32_t tid;
    uint32_t parent_tid;
    uint64_t ns;
};

struct lost_body { // of PERF_RECORD_LOST
    uint64_t event;
    uint64_t count;
};

void ring_init(struct ring *ring, void *map, uint64_t data_bytes, uint64_t page_bytes, uint16_t cpu)
{
    assert(data_bytes > 0 && (data_bytes & (data_bytes - 1)) == 0);
    *ring = (struct ring){
        .page = map,
        .data = (const unsigned char *)map + page_bytes,
        .data_bytes = data_bytes,
        .cpu = cpu,
    };
}

bool ring_look(struct ring *ring)
{
    // Acquire: what the kernel wrote before it moved the head is seen by the reads that follow.
    ring->head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
    return ring->head != ring->tail;
}

void ring_release(struct ring *ring)
{
    // Release: our reads are done before the kernel may write there again.
    __atomic_store_n(&ring->page->data_tail, ring->tail, __ATOMIC_RELEASE);
}

// Copies size_bytes from a position on, across the end of the ring where they lie so.
static void ring_copy(const struct ring *ring, uint64_t position, void *to, size_t size_bytes)
{
    size_t at = (size_t)(position & (ring->data_bytes - 1));
    size_t before_end = (size_t)ring->data_bytes - at;
    if (size_bytes <= before_end) {
        memcpy(to, ring->data + at, size_bytes);
    } else {
        memcpy(to, ring->data + at, before_end);
        memcpy((unsigned char *)to + before_end, ring->data, size_bytes - before_end);
    }
}

static enum os_switch_kind kind_of_switch(uint16_t misc)
{
    if ((misc & PERF_RECORD_MISC_SWITCH_OUT) == 0)
        return OS_SWITCH_IN;
    return (misc & PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0 ? OS_SWITCH_OUT_READY : OS_SWITCH_OUT_WAIT;
}

struct name_body { // of PERF_RECORD_COMM
    uint32_t pid;
    uint32_t tid;
    char name[16]; // shorter where the name is
};

static void read_name(struct ring *ring, uint64_t position, const struct perf_event_header *header, uint64_t ns)
{
    struct name_body body = { 0 };
    const size_t given = header->size - sizeof *header - sizeof(struct sample_id);
    ring_copy(ring, position + sizeof *header, &body, given < sizeof body ? given : sizeof body);
    ring->life = (struct os_life){
        .ns = ns,
        .pid = (int32_t)body.pid,
        .tid = (int32_t)body.tid,
        .kind = header->misc & PERF_RECORD_MISC_COMM_EXEC ? OS_LIFE_EXEC : OS_LIFE_NAMED,
    };
    memcpy(ring->life.name, body.name, strnlen(body.name, sizeof body.name));
}

static void read_life(struct ring *ring, const struct task_body *body, uint64_t ns, enum os_life_kind kind)
{
    ring->life = (struct os_life){
        .ns = ns,
        .pid = (int32_t)body->pid,
        .tid = (int32_t)body->tid,
        .parent_pid = (int32_t)body->parent_pid,
        .parent_tid = (int32_t)body->parent_tid,
        .kind = (uint8_t)kind,
    };
}

// Reads the record at a position; false for a kind that is none of ours.
static bool ring_decode(struct ring *ring, uint64_t position, const struct perf_event_header *header,
                        struct os_switch *record)
{
    union {
        struct task_body task;
        struct lost_body lost;
    } body;
    struct sample_id id;
    if (header->size < sizeof *header + sizeof id)
        return false;
    ring_copy(ring, position + header->size - sizeof id, &id, sizeof id);
    *record = (struct os_switch){ .ns = id.ns, .tid = (int32_t)id.tid, .cpu = ring->cpu };
    ring->life.kind = 0;

    switch (header->type) {
    case PERF_RECORD_SWITCH:
        record->kind = (uint8_t)kind_of_switch(header->misc);
        return true;
    case PERF_RECORD_FORK:
    case PERF_RECORD_EXIT:
        // The sample id names who caused it, which for a start is the parent; the body names whom it is about.
        ring_copy(ring, position + sizeof *header, &body.task, sizeof body.task);
        record->tid = (int32_t)body.task.tid;
        record->kind = header->type == PERF_RECORD_FORK ? OS_SWITCH_START : OS_SWITCH_EXIT;
        read_life(ring, &body.task, id.ns, header->type == PERF_RECORD_FORK ? OS_LIFE_STARTED : OS_LIFE_ENDED);
        return true;
    case PERF_RECORD_COMM:
        if (!ring->tells_lives)
            return false;
        read_name(ring, position, header, id.ns);
        return true;
    case PERF_RECORD_LOST:
        ring_copy(ring, position + sizeof *header, &body.lost, sizeof body.lost);
        record->tid = body.lost.count > INT32_MAX ? INT32_MAX : (int32_t)body.lost.count;
        record->kind = OS_SWITCH_LOST;
        return true;
    default:
        return false;
    }
}

bool ring_next(struct ring *ring, struct os_switch *record)
{
    while (ring->tail != ring->head) {
        struct perf_event_header header;
        uint64_t position = ring->tail;
        ring_copy(ring, position, &header, sizeof header);
        assert(header.size >= sizeof header && header.size <= ring->head - position);
        ring->tail = position + header.size;
        if (ring_decode(ring, position, &header, record))
            return true;
    }
    return false;
}
