// See meetings.h. The median is exact: lengths are counted by their high bits, then those of the middle one by their low.
#include "labs/balance/meetings.h"

#include "base/said.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"

enum {
    PLACE_BITS = VERSION_SEQUENCE_BITS / 2, // a length has at most twice as many
    PLACES = 1 << PLACE_BITS,
};

// Counts of lengths: by their high bits, or of those with certain high bits by their low.
struct tally {
    struct meetings *meetings;
    uint64_t counts[PLACES];
    bool low;
    uint32_t high;
};

static void count_length(struct tally *tally, uint32_t length)
{
    if (length > tally->meetings->longest)
        tally->meetings->longest = length;
    if (!tally->low)
        tally->counts[length >> PLACE_BITS]++;
    else if (length >> PLACE_BITS == tally->high)
        tally->counts[length & (PLACES - 1)]++;
}

static void count_all(struct tally *tally, const struct recording *recording)
{
    struct meetings *meetings = tally->meetings;
    for (uint32_t w = 0; w < recording->task_count; w++) {
        struct stream stream = balance_stream(recording, w);
        struct stream_run run, before = { 0, 0 };
        bool any = false;
        while (stream_next(&stream, &run)) {
            if (any)
                count_length(tally, run.first - before.first);
            meetings->runs += !tally->low;
            meetings->foreign_reads += !tally->low && run.parent != VERSION_START;
            before = run;
            any = true;
        }
        if (any)
            count_length(tally, stream.updates - before.first);
    }
}

// The place that the rank falls into; it is made the rank within that place.
static uint32_t find(const uint64_t counts[PLACES], uint64_t *rank)
{
    uint32_t place = 0;
    while (*rank >= counts[place])
        *rank -= counts[place++];
    return place;
}

void meetings_of(struct meetings *meetings, const struct recording *recording)
{
    *meetings = (struct meetings){ .known = balance_in_streams(recording) };
    if (!meetings->known)
        return;
    struct tally high = { .meetings = meetings };
    count_all(&high, recording);
    if (meetings->runs == 0)
        return;
    uint64_t rank = meetings->runs / 2;
    struct tally low = { .meetings = meetings, .low = true, .high = find(high.counts, &rank) };
    count_all(&low, recording);
    meetings->median = low.high << PLACE_BITS | find(low.counts, &rank);
}

enum timing_effect timing_effect_of(const struct recording *recording)
{
    const struct experiment *experiment = experiment_of(recording);
    if (!balance_in_streams(recording) || experiment->timing != TIMING_FULL || experiment->count == 1 ||
        experiment->memory == MEMORY_PRIVATE || experiment->scheduled == SCHEDULE_DRIVEN ||
        guard_of(experiment)->bytecode)
        return TIMING_EFFECT_NONE;
    if (guard_of(experiment)->lock_count > 0)
        return TIMING_EFFECT_PASSAGES;
    return guard_is_one_step(experiment) ? TIMING_EFFECT_ATOMIC : TIMING_EFFECT_RACE;
}

const char *timing_effect_told(enum timing_effect effect)
{
    static const char *const told[] = {
        [TIMING_EFFECT_RACE] =
            SAID("A time stamp at every update makes workers meet 20 to 70 times as often as they do "
                 "without; --timing sampled hardly changes that."),
        [TIMING_EFFECT_ATOMIC] =
            SAID("A time stamp at every update makes workers meet twice as often, and an update take "
                 "some 7 times as long; --timing sampled hardly changes either."),
        [TIMING_EFFECT_PASSAGES] =
            SAID("A time stamp at every passage of the lock makes it take up to 3 times as long; "
                 "--timing sampled leaves most out, and does not tell who has it."),
    };
    return told[effect] ? said(told[effect]) : NULL;
}
