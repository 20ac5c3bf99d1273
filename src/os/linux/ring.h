// One ring of the kernel's performance events, read as switch records.
//
// The kernel writes records at the head, we read at the tail; neither ever waits for the other. A record may lie
// across the ring's end. The ring belongs to one cpu, so a record need not carry it. Inside os only; used from one
// thread.
#ifndef OS_LINUX_RING_H
#define OS_LINUX_RING_H

#include "os/switches.h"

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>

// What every record must carry at its end for ring_next to read it (attr.sample_type with sample_id_all): who, and
// when.
#define RING_SAMPLE_TYPE (PERF_SAMPLE_TID | PERF_SAMPLE_TIME)

struct ring {
    struct perf_event_mmap_page *page; // shared with the kernel: it writes data_head, we write data_tail
    const unsigned char *data;
    uint64_t data_bytes; // a power of two
    uint64_t tail;       // read up to here; told to the kernel by ring_release
    uint64_t head;       // written up to here when ring_look looked
    uint16_t cpu;
    bool tells_lives;    // what threads are called is looked at, too
    struct os_life life; // what the record last taken tells of a life; kind 0: nothing
};

// A ring over memory as the kernel lays it out: the control page, then the data.
void ring_init(struct ring *ring, void *map, uint64_t data_bytes, uint64_t page_bytes, uint16_t cpu);

// Looks how far the kernel has written; true if there is anything to read.
bool ring_look(struct ring *ring);

// Takes the next record of what ring_look saw; those that are neither a switch nor, where it tells of lives, of one are passed
// over. One that gives a name alone has kind 0. False at the end.
bool ring_next(struct ring *ring, struct os_switch *record);

// Gives the room of all that was taken back to the kernel.
void ring_release(struct ring *ring);

#endif
