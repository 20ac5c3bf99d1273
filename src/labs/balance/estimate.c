// See estimate.h.
#include "labs/balance/estimate.h"

#include "base/search.h"

#include <stdlib.h>

enum {
    GAPS_LOOKED_AT = 256,
};

// ---- what is known -------------------------------------------------------------------------------------------------

static bool is_noted(const void *notes, size_t index, const void *made)
{
    return ((const struct note *)notes)[index].step <= *(const uint32_t *)made;
}

// ---- working time --------------------------------------------------------------------------------------------------

static bool begins_until(const void *works, size_t index, const void *ns)
{
    return ((const struct work_span *)works)[index].from_ns <= *(const uint64_t *)ns;
}

static bool ends_before(const void *works, size_t index, const void *worked_ns)
{
    return ((const struct work_span *)works)[index + 1].before_ns < *(const uint64_t *)worked_ns;
}

// How long the worker had worked by then, and which span was the last to have begun. near: a guess at that.
static uint64_t worked_until(const struct estimate *estimate, uint64_t ns, size_t near, size_t *last)
{
    const size_t count = search_near(estimate->works, estimate->work_count, near, &ns, begins_until);
    *last = count > 0 ? count - 1 : 0;
    if (count == 0)
        return 0;
    const struct work_span *span = &estimate->works[count - 1];
    const uint64_t worked = span->before_ns + (ns - span->from_ns);
    return worked < span[1].before_ns ? worked : span[1].before_ns;
}

bool estimate_longest_gap(const struct estimate *estimate, uint64_t after_ns, uint64_t until_ns, uint64_t *from_ns,
                          uint64_t *to_ns)
{
    const struct work_span *works = estimate->works;
    const size_t begun = search_count(works, estimate->work_count, &until_ns, begins_until);
    *from_ns = *to_ns = 0;
    for (size_t i = begun; i-- > 1 && works[i].from_ns > after_ns && begun - i <= GAPS_LOOKED_AT;) {
        const uint64_t ends = works[i - 1].from_ns + (works[i].before_ns - works[i - 1].before_ns);
        if (works[i].from_ns - ends <= *to_ns - *from_ns)
            continue;
        *from_ns = ends;
        *to_ns = works[i].from_ns;
    }
    return *to_ns > *from_ns;
}

// ---- stretches -----------------------------------------------------------------------------------------------------

// The stretch's bounds: low is the last known moment at which no more than `sequence` were made, high the first at which more
// were. near: one that is likely near it.
static struct estimate_stretch bounds_of(const struct estimate *estimate, const struct estimate_stretch *near,
                                         uint32_t sequence)
{
    struct estimate_stretch stretch = {
        .to = estimate->known.updates,
        .low_ns = estimate->known.begin_ns,
        .high_ns = estimate->known.end_ns,
    };
    const struct stamps *stamps = &estimate->known.stamps;
    const uint64_t stamp = stamps_until(stamps, sequence);
    const size_t note =
        search_near(estimate->known.notes, (size_t)estimate->known.note_count, near->notes, &sequence, is_noted);
    stretch.notes = note;
    if (stamp > 0) {
        stretch.from = (uint32_t)stamps_made(stamps, stamp - 1);
        stretch.low_ns = known_stamp_ns(&estimate->known, stamp - 1);
    }
    if (note > 0) {
        const uint64_t ns = known_note_ns(&estimate->known, note - 1);
        const uint32_t step = estimate->known.notes[note - 1].step;
        stretch.from = step > stretch.from ? step : stretch.from;
        stretch.low_ns = ns > stretch.low_ns ? ns : stretch.low_ns;
    }
    if (stamp < stamps->count && stamps_made(stamps, stamp) <= stretch.to) {
        stretch.to = (uint32_t)stamps_made(stamps, stamp);
        stretch.high_ns = known_stamp_ns(&estimate->known, stamp);
    }
    if (note < estimate->known.note_count && estimate->known.notes[note].step <= stretch.to) {
        const uint64_t ns = known_note_ns(&estimate->known, note);
        stretch.high_ns = estimate->known.notes[note].step < stretch.to || ns < stretch.high_ns ? ns : stretch.high_ns;
        stretch.to = estimate->known.notes[note].step;
    }
    stretch.high_ns = stretch.high_ns > stretch.low_ns ? stretch.high_ns : stretch.low_ns;
    return stretch;
}

static struct estimate_stretch stretch_of(const struct estimate *estimate, const struct estimate_stretch *near,
                                          uint32_t sequence)
{
    struct estimate_stretch stretch = bounds_of(estimate, near, sequence);
    stretch.worked_ns = worked_until(estimate, stretch.low_ns, near->first, &stretch.first);
    stretch.work_ns = worked_until(estimate, stretch.high_ns, stretch.first, &stretch.last) - stretch.worked_ns;
    stretch.idle = stretch.work_ns == 0;
    if (stretch.idle)
        stretch.work_ns = stretch.high_ns - stretch.low_ns;
    stretch.step_ns = (double)stretch.work_ns / (double)(stretch.to - stretch.from);
    return stretch;
}

static uint64_t in_stretch(const struct estimate *estimate, const struct estimate_stretch *stretch, uint32_t sequence)
{
    const double done = (double)(sequence + 1 - stretch->from) * stretch->step_ns;
    const uint64_t whole = (uint64_t)done;
    uint64_t ns = stretch->low_ns + whole;
    if (!stretch->idle) {
        // In the span whose end is not before it, rounding aside.
        uint64_t until = whole + ((double)whole < done);
        until = stretch->worked_ns + (until < stretch->work_ns ? until : stretch->work_ns);
        const size_t at = search_within(estimate->works, stretch->first, stretch->last, &until, ends_before);
        ns = estimate->works[at].from_ns + (stretch->worked_ns + whole - estimate->works[at].before_ns);
    }
    return ns < stretch->low_ns ? stretch->low_ns : ns > stretch->high_ns ? stretch->high_ns : ns;
}

// Nowhere in particular, where nothing is known of what lies near.
static struct estimate_stretch middle_of(const struct estimate *estimate)
{
    return (struct estimate_stretch){ .first = estimate->work_count / 2,
                                      .notes = (size_t)estimate->known.note_count / 2 };
}

// ---- one store -----------------------------------------------------------------------------------------------------

uint64_t estimate_ns(const struct estimate *estimate, uint32_t sequence)
{
    if (estimate_is_full(estimate))
        return known_stamp_ns(&estimate->known, sequence);
    struct estimate_stretch stretch = middle_of(estimate);
    return estimate_near(estimate, &stretch, sequence);
}

// Has the stretch be the one that holds the update.
static void find_near(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence)
{
    if (sequence < stretch->from || sequence >= stretch->to)
        *stretch = stretch_of(estimate, stretch, sequence);
}

uint64_t estimate_near(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence)
{
    if (estimate_is_full(estimate))
        return known_stamp_ns(&estimate->known, sequence);
    find_near(estimate, stretch, sequence);
    return in_stretch(estimate, stretch, sequence);
}

uint64_t estimate_low(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence)
{
    if (estimate_is_full(estimate))
        return sequence > 0 ? known_stamp_ns(&estimate->known, sequence - 1) : estimate->known.begin_ns;
    find_near(estimate, stretch, sequence);
    return stretch->low_ns;
}

uint64_t estimate_high(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t sequence)
{
    if (estimate_is_full(estimate))
        return known_stamp_ns(&estimate->known, sequence);
    find_near(estimate, stretch, sequence);
    return stretch->high_ns;
}

// ---- many ----------------------------------------------------------------------------------------------------------

// Stores from one on, asked against a moment.
struct question {
    const struct estimate *estimate;
    struct estimate_stretch *stretch;
    uint32_t from;
    uint64_t ns;
    bool at;
};

static bool is_before(const void *things, size_t index, const void *moment)
{
    const struct question *question = moment;
    (void)things;
    const uint64_t ns = estimate_near(question->estimate, question->stretch, question->from + (uint32_t)index);
    return ns < question->ns || (question->at && ns == question->ns);
}

static bool is_bounded(const void *things, size_t index, const void *moment)
{
    const struct question *question = moment;
    (void)things;
    return estimate_high(question->estimate, question->stretch, question->from + (uint32_t)index) <= question->ns;
}

static bool is_noted_before(const void *things, size_t index, const void *moment)
{
    (void)things;
    const struct question *question = moment;
    return known_note_ns(&question->estimate->known, index) < question->ns;
}

static bool is_stamped_before(const void *things, size_t index, const void *moment)
{
    (void)things;
    const struct question *question = moment;
    return known_stamp_ns(&question->estimate->known, index) < question->ns;
}

// The stretch in which the moment lies.
static void find_stretch(const struct question *question)
{
    const struct estimate *estimate = question->estimate;
    const uint64_t note = search_count(NULL, estimate->known.note_count, question, is_noted_before);
    const uint64_t stamp = search_count(NULL, estimate->known.stamps.count, question, is_stamped_before);
    uint64_t made = note > 0 ? estimate->known.notes[note - 1].step : 0;
    if (stamp > 0 && stamps_made(&estimate->known.stamps, stamp - 1) > made)
        made = stamps_made(&estimate->known.stamps, stamp - 1);
    if (made < estimate->known.updates)
        *question->stretch = stretch_of(estimate, question->stretch, (uint32_t)made);
}

// About where among the stores from ≤ s < to the moment is: as many equal steps of working time into its stretch. Only a first
// guess, to search from.
static uint32_t guess(const struct question *question, uint32_t from, uint32_t to)
{
    const struct estimate *estimate = question->estimate;
    const struct estimate_stretch *stretch = question->stretch;
    const bool within = stretch->to > 0 && question->ns >= stretch->low_ns && question->ns <= stretch->high_ns;
    if (!within && (stretch->from > from || stretch->to < to))
        find_stretch(question);
    if (question->ns <= stretch->low_ns || question->ns >= stretch->high_ns || stretch->work_ns == 0)
        return question->ns <= stretch->low_ns ? stretch->from : stretch->to;
    size_t at;
    const uint64_t work = stretch->idle
                              ? question->ns - stretch->low_ns
                              : worked_until(estimate, question->ns, stretch->first, &at) - stretch->worked_ns;
    const uint64_t into = (uint64_t)((double)work / stretch->step_ns), length = stretch->to - stretch->from;
    return stretch->from + (uint32_t)(into < length ? into : length);
}

uint32_t estimate_count(const struct estimate *estimate, struct estimate_stretch *stretch, uint32_t from, uint32_t to,
                        uint64_t ns, bool at)
{
    const struct question question = { estimate, stretch, from, ns, at };
    uint32_t near = from;
    if (!estimate_is_full(estimate) && to - from > 4)
        near = guess(&question, from, to);
    near = near < from ? from : near > to ? to : near;
    return (uint32_t)search_near(NULL, to - from, near - from, &question, is_before);
}

uint32_t estimate_count_bounded(const struct estimate *estimate, uint32_t from, uint32_t to, uint64_t ns)
{
    struct estimate_stretch stretch = middle_of(estimate);
    const struct question question = { estimate, &stretch, from, ns, true };
    return (uint32_t)search_count(NULL, to - from, &question, is_bounded);
}

// ---- whether it can be trusted -------------------------------------------------------------------------------------

// The next known moment, by how many were made, and of those the note or the stamp. False: there is none.
static bool next_known(const struct estimate *estimate, uint64_t *stamp, uint64_t *note, uint64_t *made, uint64_t *ns)
{
    const bool stamps_left = *stamp < estimate->known.stamps.count, notes_left = *note < estimate->known.note_count;
    const uint64_t stamped = stamps_left ? stamps_made(&estimate->known.stamps, *stamp) : UINT64_MAX;
    if (notes_left && estimate->known.notes[*note].step <= stamped) {
        *made = estimate->known.notes[*note].step;
        *ns = known_note_ns(&estimate->known, (*note)++);
    } else if (stamps_left) {
        *made = stamped;
        *ns = known_stamp_ns(&estimate->known, (*stamp)++);
    } else {
        return false;
    }
    return true;
}

// No known moment may come before one at which fewer updates were made.
static bool is_rising(const struct estimate *estimate)
{
    uint64_t stamp = 0, note = 0, made, ns;
    uint64_t last_made = 0, least_ns = 0, latest_ns = 0; // least: of all with fewer than last_made the latest
    while (next_known(estimate, &stamp, &note, &made, &ns)) {
        if (made < last_made || made > estimate->known.updates)
            return false;
        if (made > last_made) {
            least_ns = latest_ns;
            last_made = made;
        }
        if (ns < least_ns)
            return false;
        latest_ns = ns > latest_ns ? ns : latest_ns;
    }
    return true;
}

bool estimate_is_sound(const struct estimate *estimate)
{
    if (!estimate_is_full(estimate)) {
        for (uint64_t i = 1; i < estimate->known.note_count; i++)
            if (estimate->known.notes[i].step < estimate->known.notes[i - 1].step ||
                estimate->known.notes[i].ticks < estimate->known.notes[i - 1].ticks)
                return false;
        return is_rising(estimate);
    }
    const uint64_t *times = estimate->known.stamps.times;
    bool falls = false; // gathered, not branched on
    for (uint64_t i = 1; i < estimate->known.stamps.count; i++)
        falls |= times[i] < times[i - 1];
    return !falls;
}

// ---- building ------------------------------------------------------------------------------------------------------

static bool is_work(const struct state_span *span)
{
    return (span->state == STATE_RUNNING || span->state == STATE_ALIVE) && span->from_ns < span->to_ns;
}

static size_t work_of(const struct worker_states *states)
{
    size_t count = 0;
    for (size_t i = 0; i < states->span_count; i++)
        count += is_work(&states->spans[i]);
    return count;
}

bool estimates_build(struct estimates *estimates, const struct recording *recording, const struct states *states)
{
    size_t count = 0;
    for (uint32_t w = 0; w < recording->task_count; w++)
        count += work_of(&states->workers[w]) + 1;
    struct work_span *works = estimates->memory = malloc(count * sizeof *works + 1);
    for (uint32_t w = 0; w < recording->task_count && works; w++) {
        struct estimate *estimate = &estimates->of[w];
        const struct worker_states *worker = &states->workers[w];
        *estimate = (struct estimate){ known_of(recording, w), works, work_of(worker) };
        uint64_t sum = 0;
        for (size_t i = 0; i < worker->span_count; i++) {
            const struct state_span *span = &worker->spans[i];
            if (!is_work(span))
                continue;
            *works++ = (struct work_span){ span->from_ns, sum };
            sum += span->to_ns - span->from_ns;
        }
        *works++ = (struct work_span){ UINT64_MAX, sum };
    }
    return works != NULL;
}

void estimates_finish(struct estimates *estimates)
{
    free(estimates->memory);
    *estimates = (struct estimates){ 0 };
}
