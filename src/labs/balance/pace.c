// See pace.h. Two readers of the same known moments: one goes forward and spreads updates between them, one goes
// backward and gives upper bounds alone.
//
// A recording may contradict itself (files are untrusted): every known moment is in range (known.h), and none is taken to be before
// the one that went before it, so that estimates and bounds come out finite and rising.
#include "labs/balance/pace.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

#include <assert.h>

void pace_init(struct store_pace *pace, const struct recording *recording, const struct states *states, uint32_t worker)
{
    *pace = (struct store_pace){
        .known = known_of(recording, worker),
        .spans = states->workers[worker].spans,
        .span_count = states->workers[worker].span_count,
        .ceiling_from = UINT32_MAX,
    };
    pace->ceiling_event = pace->known.note_count;
    pace->ceiling_time = pace->known.stamps.count;
    pace->high_ns = pace->known.begin_ns;
}

// ---- forward -------------------------------------------------------------------------------------------------------

// Reads on to the stretch that holds the next update: low is the last known moment at which no more than `next`
// were made, high the first at which more were.
static void read_stretch(struct store_pace *pace)
{
    const uint32_t next = pace->next;
    uint64_t low = pace->high_ns, high = pace->known.end_ns;
    const struct stamps *stamps = &pace->known.stamps;
    while (pace->time_at < stamps->count && stamps_made(stamps, pace->time_at) <= next) {
        const uint64_t ns = known_stamp_ns(&pace->known, pace->time_at++);
        low = ns > low ? ns : low;
    }
    while (pace->event_at < pace->known.note_count && pace->known.notes[pace->event_at].step <= next) {
        const uint64_t ns = known_note_ns(&pace->known, pace->event_at++);
        low = ns > low ? ns : low;
    }
    uint64_t end = pace->known.updates;
    if (pace->time_at < stamps->count && stamps_made(stamps, pace->time_at) <= end) {
        end = stamps_made(stamps, pace->time_at);
        high = known_stamp_ns(&pace->known, pace->time_at);
    }
    if (pace->event_at < pace->known.note_count && pace->known.notes[pace->event_at].step <= end) {
        const uint64_t ns = known_note_ns(&pace->known, pace->event_at);
        high = pace->known.notes[pace->event_at].step < end || ns < high ? ns : high;
        end = pace->known.notes[pace->event_at].step;
    }
    pace->low_ns = low;
    pace->high_ns = high > low ? high : low;
    pace->end = (uint32_t)end;
}

static bool is_work(const struct state_span *span)
{
    return span->state == STATE_RUNNING || span->state == STATE_ALIVE;
}

// The part of a working span that lies in the stretch; false where there is none.
static bool overlap(const struct store_pace *pace, size_t at, uint64_t *from, uint64_t *to)
{
    const struct state_span *span = &pace->spans[at];
    *from = span->from_ns > pace->low_ns ? span->from_ns : pace->low_ns;
    *to = span->to_ns < pace->high_ns ? span->to_ns : pace->high_ns;
    return is_work(span) && *from < *to;
}

// Goes on to the next piece of running time in the stretch; false where there is none left.
static bool next_piece(struct store_pace *pace)
{
    for (; pace->piece_at < pace->span_count && pace->spans[pace->piece_at].from_ns < pace->high_ns; pace->piece_at++) {
        uint64_t from, to;
        if (overlap(pace, pace->piece_at, &from, &to)) {
            pace->piece_base_ns = from - (uint64_t)pace->piece_end_ns;
            pace->piece_end_ns += (double)(to - from);
            pace->piece_at++;
            return true;
        }
    }
    return false;
}

static void begin_stretch(struct store_pace *pace)
{
    read_stretch(pace);
    while (pace->span_at < pace->span_count && pace->spans[pace->span_at].to_ns <= pace->low_ns)
        pace->span_at++;
    uint64_t work = 0, from, to;
    for (size_t i = pace->span_at; i < pace->span_count && pace->spans[i].from_ns < pace->high_ns; i++)
        work += overlap(pace, i, &from, &to) ? to - from : 0;
    pace->first = pace->next;
    pace->piece_end_ns = 0;
    pace->piece_at = pace->span_at;
    if (work == 0) { // made updates without running: the records have a gap here
        work = pace->high_ns - pace->low_ns;
        pace->piece_at = pace->span_count;
        pace->piece_base_ns = pace->low_ns;
        pace->piece_end_ns = (double)work;
    }
    pace->step_ns = (double)work / (double)(pace->end - pace->next);
}

uint64_t pace_next_slowly(struct store_pace *pace)
{
    assert(pace->next < pace->known.updates);
    if (pace->known.stamps.every == 1) { // a stamp of its own: nothing to spread
        const uint64_t ns = known_stamp_ns(&pace->known, pace->next++);
        pace->low_ns = pace->high_ns;
        pace->high_ns = ns > pace->low_ns ? ns : pace->low_ns;
        return pace->high_ns;
    }
    if (pace->next == pace->end)
        begin_stretch(pace);
    const double done = (double)(++pace->next - pace->first) * pace->step_ns;
    while (done > pace->piece_end_ns && next_piece(pace)) {
    }
    const uint64_t ns = pace->piece_base_ns + (uint64_t)done;
    return ns < pace->low_ns ? pace->low_ns : ns > pace->high_ns ? pace->high_ns : ns;
}

// ---- backward ------------------------------------------------------------------------------------------------------

uint64_t pace_ceiling_slowly(struct store_pace *pace, uint32_t sequence)
{
    uint64_t ceiling = pace->known.end_ns;
    uint32_t from = 0;
    while (pace->ceiling_time > 0 && stamps_made(&pace->known.stamps, pace->ceiling_time - 1) > sequence)
        pace->ceiling_time--;
    if (pace->ceiling_time < pace->known.stamps.count)
        ceiling = known_stamp_ns(&pace->known, pace->ceiling_time);
    if (pace->ceiling_time > 0)
        from = (uint32_t)stamps_made(&pace->known.stamps, pace->ceiling_time - 1);
    while (pace->ceiling_event > 0 && pace->known.notes[pace->ceiling_event - 1].step > sequence)
        pace->ceiling_event--;
    if (pace->ceiling_event < pace->known.note_count) {
        const uint64_t ns = known_note_ns(&pace->known, pace->ceiling_event);
        ceiling = ns < ceiling ? ns : ceiling;
    }
    if (pace->ceiling_event > 0 && pace->known.notes[pace->ceiling_event - 1].step > from)
        from = pace->known.notes[pace->ceiling_event - 1].step;
    pace->ceiling_from = from;
    pace->ceiling_ns = ceiling;
    return ceiling;
}

// ---- loads ---------------------------------------------------------------------------------------------------------

// First event noted with at least `made` updates made.
static uint64_t event_from(const struct note *events, uint64_t count, uint32_t made)
{
    uint64_t low = 0, high = count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (events[middle].step < made)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// A worker that holds the GIL may be made to give it up between a load and its store, so the events noted meanwhile
// may lie on either side of the load. What is sure: it loaded with the GIL held. If it holds it at `low`, the load
// may be right there; else it comes after the next acquisition.
static uint64_t when_gil_held(const struct recording *recording, const struct note *events, uint64_t count,
                              uint64_t low)
{
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t ns = recording_ns(recording, events[i].ticks);
        if (events[i].resource != 0 || ns <= low)
            continue;
        if (events[i].kind == NOTE_ACQUIRED)
            return ns;
        if (events[i].kind == NOTE_RELEASED || events[i].kind == NOTE_HONOURED)
            return low;
    }
    return low;
}

// Of a driven run: when the update loaded, which it noted; events: of that step. false: it did not.
static bool noted_load(const struct recording *recording, const struct note *events, uint64_t count, uint64_t *ns)
{
    for (uint64_t i = count; i > 0; i--)
        if (events[i - 1].kind == NOTE_AT) {
            *ns = recording_ns(recording, events[i - 1].ticks);
            return true;
        }
    return false;
}

bool pace_load_is_timed(const struct recording *recording, uint32_t worker, uint32_t sequence)
{
    const struct note *events = recording->notes[worker];
    const uint64_t first = event_from(events, recording->tasks[worker].notes, sequence),
                   end = event_from(events, recording->tasks[worker].notes, sequence + 1);
    uint64_t ns;
    return experiment_of(recording)->scheduled != SCHEDULE_DRIVEN || guard_is_one_step(experiment_of(recording)) ||
           noted_load(recording, events + first, end - first, &ns);
}

uint64_t pace_load_ns(const struct recording *recording, uint32_t worker, uint32_t sequence, uint64_t low_ns,
                      uint64_t high_ns)
{
    const struct task *facts = &recording->tasks[worker];
    const struct note *events = recording->notes[worker];
    const struct stamps stamps = stamps_of(recording, worker);
    const uint64_t taken = stamps_until(&stamps, sequence);
    const bool bytecode = guard_of(experiment_of(recording))->bytecode;
    uint64_t low = facts->released_ns > low_ns ? facts->released_ns : low_ns;
    if (taken > 0) {
        const uint64_t stamp = stamps_ns(&stamps, taken - 1);
        low = stamp > low ? stamp : low;
    }
    const uint64_t first = event_from(events, facts->notes, sequence);
    const uint64_t end = event_from(events, facts->notes, sequence + 1);
    uint64_t noted;
    if (noted_load(recording, events + first, end - first, &noted))
        return noted < low_ns ? low_ns : noted > high_ns ? high_ns : noted;
    // Noted with fewer updates made: before the load. A plain lock is taken before the load too, under a GIL as well.
    for (uint64_t i = end; i > 0; i--) {
        const struct note *event = &events[i - 1];
        if (i <= first || (event->kind == NOTE_ACQUIRED && !(bytecode && event->resource == 0))) {
            const uint64_t ns = recording_ns(recording, event->ticks);
            low = ns > low ? ns : low;
            break;
        }
    }
    if (bytecode && end > first)
        low = when_gil_held(recording, events + first, end - first, low);
    return low < low_ns ? low_ns : low > high_ns ? high_ns : low;
}
