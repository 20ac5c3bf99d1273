// Everything that happens in a run as one sequence by time: kernel switches, what tasks note and print, and what a lab adds of
// its own.
//
// At even pace each of them gets an equal moment, so the playhead counts them. Of switches, notes and prints only the times are kept
// here, merged; a lab's events (the balance's loads and stores) are numbered by the lab and asked for by number and time,
// never copied. At equal times the others come first. Built once, then constant. 8 bytes for each switch and note.
#ifndef DOCUMENT_MOMENTS_H
#define DOCUMENT_MOMENTS_H

#include "base/status.h"
#include "recording/recording.h"

// A place between two moments: how many of the lab's own events have happened, and the time of what happened last.
struct moments_place {
    uint64_t events, ns;
};

// One of a lab's own events: when it happened, and whose it is.
struct moments_event {
    uint64_t ns;
    uint32_t task;
};

struct moments;

// What a lab adds: its own events, numbered from 0, whose times never decrease. Zeroed: it adds none.
struct moments_source {
    const void *of; // handed to all below; it must outlive the moments
    uint64_t count;
    struct moments_event (*event)(const void *of, uint64_t number);
    uint64_t (*until)(const void *of, uint64_t ns); // how many have happened by then
    // The place after the last of its events that lies among the first `passed` moments: event e does where
    // e + moments_others_until(its time) < passed. { 0, moments->from_ns }: none does. NULL: it is searched for by asking
    // for times.
    struct moments_place (*within)(const void *of, const struct moments *moments, uint64_t passed);
};

struct moments {
    struct moments_source lab;
    uint64_t from_ns;    // before anything happened
    uint64_t *others_ns; // kernel switches, notes, prints, by time
    uint64_t other_count;
    uint64_t count; // of all
};

// Times are held within from_ns and to_ns. STATUS_FAILED when memory is short.
struct status moments_build(struct moments *moments, const struct recording *recording, struct moments_source lab,
                            uint64_t from_ns, uint64_t to_ns);
void moments_finish(struct moments *moments); // a zeroed one is allowed

// How many of the others have happened by then. Logarithmic.
uint64_t moments_others_until(const struct moments *moments, uint64_t ns);

// How many moments have passed at a place. Logarithmic.
uint64_t moments_passed(const struct moments *moments, struct moments_place place);

// The place after the first `passed` moments (at most count). What happens at one time with the last of them, other than
// a lab's events, has happened as well. Logarithmic, then the cost of the lab's within.
struct moments_place moments_after(const struct moments *moments, uint64_t passed);

// The place after the lab's first `events` events (at most as many as there are). Cost of the lab's event.
struct moments_place moments_after_event(const struct moments *moments, uint64_t events);

// The place at a moment of the others: they have happened, a lab's events of the same time not yet. And at any moment: all
// that happened by then has. Logarithmic, then the cost of the lab's until.
struct moments_place moments_at_other(const struct moments *moments, uint64_t ns);
struct moments_place moments_at(const struct moments *moments, uint64_t ns);

// The place one moment on (+1) or back (−1); itself at the ends.
struct moments_place moments_step(const struct moments *moments, struct moments_place place, int by);

#endif
