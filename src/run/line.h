// The starting line: workers wait for each other asleep, and are let go at one moment.
//
// Waiting is not running: whoever is there before the others sleeps in the kernel, so its records say so. The last to come
// wakes all. Whoever then has a cpu says so and spins; as soon as as many spin as there are cpus for them, the moment to go is
// set, some microseconds ahead, and all leave at the same tick. Where the machine is busy and a cpu is slow to come, nobody
// spins for long: it sleeps again, is woken by the next that comes, and so they meet when all have a cpu at once, or go as
// they are when that takes too long. Where there are more workers than cpus the rest is awake by then and waits for a cpu.
#ifndef RUN_LINE_H
#define RUN_LINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// In memory that all workers share, zeroed; each word that many write has a cache line of its own.
struct run_line {
    _Alignas(64) _Atomic uint32_t arrived;
    _Alignas(64) _Atomic uint32_t call; // what sleepers sleep on: another number with every wake; 0: not all are there
    _Alignas(64) _Atomic uint32_t present;  // have a cpu, and spin
    _Alignas(64) _Atomic uint32_t resting;  // have been called, and sleep again
    _Alignas(64) _Atomic uint64_t go_ticks; // when to leave; 0: not set
    _Atomic uint64_t called_ns;             // the last wake of those that sleep here, by os_now_ns()
    _Atomic uint64_t opened_ns;             // the first
    uint32_t count;                         // workers
    uint32_t abreast;                       // how many can have a cpu at once: 1 to count
    double ticks_per_ns;
};

// What a worker knows of its start.
struct run_start {
    uint64_t released_ns; // left the line
    uint64_t cpu_ns;      // its cpu time so far, by the kernel's account, at that moment
};

// A worker's wait, from its arrival to the moment to go; false, at once, where the run is to stop instead (*stop is not 0).
// Each worker calls it once.
bool run_line_await(struct run_line *line, const _Atomic uint32_t *stop, struct run_start *start);

// Wakes all that sleep here, so that they look at `stop`. By the supervisor, after setting it.
void run_line_call(struct run_line *line);

// How long ago the workers were let go, in nanoseconds; false: they were not.
bool run_line_released(const struct run_line *line, uint64_t *ago_ns);

#endif
