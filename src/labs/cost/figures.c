// What the measurements come to: their spreads, in words and in JSON.
#include "labs/cost/cost.h"

#include "base/json.h"
#include "base/said.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct cost_shared *shared_of(const struct recording *recording) { return program_lab_shared(recording); }

static bool is_hand_over(const struct recording *recording)
{
    return cost_plan_of(recording->plan)->variant == COST_HAND_OVER;
}

static uint64_t span_of(const struct cost_sample *sample, enum cost_span span)
{
    const uint64_t from = span == COST_TO_END ? sample->entered_ns : sample->begun_ns;
    return (span == COST_TO_FIRST ? sample->entered_ns : sample->ended_ns) - from;
}

static int compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void cost_spread_of(const struct recording *recording, uint32_t row, enum cost_span span, uint64_t until_ns,
                    struct cost_spread *spread)
{
    const struct cost_sample *samples = shared_of(recording)->samples[row];
    spread->count = 0;
    for (uint32_t i = 0; i < cost_plan_of(recording->plan)->repetitions; i++)
        if (cost_is_measured(&samples[i], until_ns))
            spread->sorted[spread->count++] = span_of(&samples[i], span);
    qsort(spread->sorted, spread->count, sizeof *spread->sorted, compare);
}

uint64_t cost_percentile(const struct cost_spread *spread, uint32_t percent)
{
    const uint32_t rank = (spread->count * percent + 99) / 100;
    return spread->count ? spread->sorted[rank ? rank - 1 : 0] : 0;
}

uint64_t cost_median_ns(const struct recording *recording, uint32_t row)
{
    struct cost_spread spread;
    cost_spread_of(recording, row, COST_WHOLE, UINT64_MAX, &spread);
    return cost_percentile(&spread, 50) / (is_hand_over(recording) ? 2 : 1);
}

// ---- books ----------------------------------------------------------------------------------------------------------

// Every measurement is counted by what its three moments say, each kind by itself: one whose moments contradict one another is
// of none of them.
void cost_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books)
{
    const uint32_t repetitions = cost_plan_of(recording->plan)->repetitions;
    const bool over = until_ns == UINT64_MAX || until_ns >= recording->facts->ended_ns;
    uint64_t whole = 0, measured = 0, under_way = 0, refused = 0, died = 0, not_begun = 0;
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        if (!cost_has_row(recording->plan, row))
            continue;
        whole += repetitions;
        for (uint32_t i = 0; i < repetitions; i++) {
            const struct cost_sample *sample = &shared_of(recording)->samples[row][i];
            const bool begun = sample->begun_ns > 0 && sample->begun_ns <= until_ns;
            const bool ended = sample->ended_ns > 0 && sample->ended_ns <= until_ns;
            const bool was_refused = sample->ended_ns == COST_REFUSED;
            measured += cost_is_measured(sample, until_ns);
            refused += begun && was_refused;
            died += begun && ended && !was_refused && sample->entered_ns == 0;
            under_way += begun && !ended && !was_refused;
            not_begun += !begun && !(ended && !was_refused);
        }
    }
    const uint8_t left = over ? BOOKS_BAD : BOOKS_OPEN;
    *books = (struct lab_books){
        .whole = { SAID("measurements"), whole, BOOKS_GOOD, NULL },
        .parts = { { SAID("measured"), measured, BOOKS_GOOD, NULL },
                   { SAID("under_way"), under_way, left, NULL },
                   { SAID("not_begun"), not_begun, left, NULL },
                   { SAID("died"), died, BOOKS_BAD, NULL },
                   { SAID("refused"), refused, BOOKS_BAD, NULL } },
        .part_count = 5,
    };
}

// ---- outcome --------------------------------------------------------------------------------------------------------

// Steps of a scale, of which there are six in each power of ten: 1, 1.5, 2, 3, 5, 7.
static uint64_t scale(uint32_t step)
{
    static const uint64_t steps[] = { 10, 15, 20, 30, 50, 70 };
    uint64_t value = steps[step % 6];
    for (uint32_t i = 0; i < step / 6; i++)
        value *= 10;
    return value;
}

enum {
    SCALE_STEPS = 72,
};

// The step from which a value lies up to the next, from 1 on; 0: it lies below all.
static uint32_t step_of(uint64_t value)
{
    uint32_t step = 0;
    while (step < SCALE_STEPS && scale(step) <= value)
        step++;
    return step;
}

// How many times a process's median is a thread's, in thousandths; where there are threads alone, their median in ns.
uint32_t cost_outcome(const struct recording *recording)
{
    const uint64_t thread = cost_median_ns(recording, COST_OF_THREAD);
    if (!cost_has_row(recording->plan, COST_OF_PROCESS))
        return step_of(thread);
    return thread ? step_of(cost_median_ns(recording, COST_OF_PROCESS) * 1000 / thread) : 0;
}

static char *times(char text[TEXT_NUMBER_BYTES], uint64_t thousandths)
{
    snprintf(text, TEXT_NUMBER_BYTES, thousandths < 10000 && thousandths % 1000 ? "%.2g" : "%.0f",
             (double)thousandths / 1000);
    return text;
}

bool cost_came(const struct plan *plan, uint32_t outcome, struct cost_came *came)
{
    *came = (struct cost_came){ .times = cost_has_row(plan, COST_OF_PROCESS) };
    if (outcome == 0)
        return false;
    const uint64_t low = scale(outcome - 1), high = scale(outcome);
    if (came->times) {
        times(came->low, low);
        times(came->high, high);
    } else {
        text_duration(came->low, low);
        text_duration(came->high, high);
    }
    return true;
}

char *cost_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    struct cost_came came;
    if (!cost_came(plan, outcome, &came))
        snprintf(name, LAB_OUTCOME_BYTES, said("nothing was measured"));
    else
        snprintf(name, LAB_OUTCOME_BYTES,
                 came.times ? said("a process: %.12s to %.12s times a thread") : said("a thread: %.16s to %.16s"),
                 came.low, came.high);
    return name;
}

// ---- why ------------------------------------------------------------------------------------------------------------

static void say_making(const struct recording *recording, uint64_t thread, uint64_t process,
                       char sentence[LAB_SENTENCE_BYTES])
{
    char t[TEXT_NUMBER_BYTES], p[TEXT_NUMBER_BYTES], ratio[TEXT_NUMBER_BYTES], bytes[TEXT_NUMBER_BYTES];
    const uint64_t touched = shared_of(recording)->touched_bytes;
    const char *made = said("To make one and wait for its end");
    if (!cost_has_row(recording->plan, COST_OF_PROCESS))
        snprintf(sentence, LAB_SENTENCE_BYTES, said("%s took %s, in the middle of all."),
                 said("To make a thread and wait for its end"), text_duration(t, thread));
    else if (touched > 0)
        snprintf(
            sentence, LAB_SENTENCE_BYTES,
            said(
                "%s: a thread %s, a process %s, %s times as much: its parent has %s, whose page tables a fork copies."),
            made, text_duration(t, thread), text_duration(p, process),
            text_decimal(ratio, (double)process / (double)thread), text_bytes(bytes, touched));
    else
        snprintf(sentence, LAB_SENTENCE_BYTES, said("%s: a thread %s, a process %s, %s times as much."), made,
                 text_duration(t, thread), text_duration(p, process),
                 text_decimal(ratio, (double)process / (double)thread));
}

static void say_hand_over(uint64_t thread, uint64_t process, char sentence[LAB_SENTENCE_BYTES])
{
    char t[TEXT_NUMBER_BYTES], p[TEXT_NUMBER_BYTES], ratio[TEXT_NUMBER_BYTES], what[64];
    if (process < 2 * thread)
        snprintf(what, sizeof what, said("not far dearer"));
    else
        snprintf(what, sizeof what, said("%s times as much"), text_decimal(ratio, (double)process / (double)thread));
    snprintf(sentence, LAB_SENTENCE_BYTES,
             said("Handing over by a pipe took %s between threads and %s between processes: %s."),
             text_duration(t, thread), text_duration(p, process), what);
}

char *cost_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    const uint64_t thread = cost_median_ns(recording, COST_OF_THREAD),
                   process = cost_median_ns(recording, COST_OF_PROCESS);
    if (thread == 0 || (process == 0 && cost_has_row(recording->plan, COST_OF_PROCESS)))
        snprintf(sentence, LAB_SENTENCE_BYTES, said("The run ended before there was anything to compare."));
    else if (is_hand_over(recording))
        say_hand_over(thread, process, sentence);
    else
        say_making(recording, thread, process, sentence);
    return sentence;
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

static void spread_json(struct json *json, const char *key, const struct cost_spread *spread)
{
    static const struct {
        const char *key;
        uint32_t percent;
    } all[] = { { "least_ns", 0 }, { "p10_ns", 10 }, { "median_ns", 50 },
                { "p90_ns", 90 },  { "p99_ns", 99 }, { "most_ns", 100 } };
    json_key(json, key);
    json_object_begin(json);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        json_key_uint_if(json, all[i].key, spread->count > 0, cost_percentile(spread, all[i].percent));
    json_object_end(json);
}

static void samples_json(struct json *json, const struct recording *recording, uint32_t row)
{
    json_key(json, "repetitions_ns");
    json_array_begin(json);
    for (uint32_t i = 0; i < cost_plan_of(recording->plan)->repetitions; i++) {
        const struct cost_sample *sample = &shared_of(recording)->samples[row][i];
        if (!cost_is_measured(sample, UINT64_MAX))
            continue;
        json_array_begin(json);
        json_uint(json, span_of(sample, COST_TO_FIRST));
        json_uint(json, span_of(sample, COST_TO_END));
        json_array_end(json);
    }
    json_array_end(json);
}

static void row_json(struct json *json, const struct recording *recording, uint32_t row)
{
    static const char *const rows[COST_ROWS] = { "thread", "process" };
    static const char *const spans[2][COST_SPANS] = { { "to_first_instruction", "to_end", "whole" },
                                                      { "there", "back", "round_trip" } };
    struct cost_spread spread;
    json_key(json, rows[row]);
    json_object_begin(json);
    cost_spread_of(recording, row, COST_WHOLE, UINT64_MAX, &spread);
    json_key_uint(json, "measured", spread.count);
    for (uint32_t span = 0; span < COST_SPANS; span++) {
        cost_spread_of(recording, row, (enum cost_span)span, UINT64_MAX, &spread);
        spread_json(json, spans[is_hand_over(recording)][span], &spread);
    }
    samples_json(json, recording, row);
    json_object_end(json);
}

void cost_figures(const struct recording *recording, struct json *json)
{
    json_key_uint(json, "touched_bytes", shared_of(recording)->touched_bytes);
    for (uint32_t row = 0; row < COST_ROWS; row++)
        if (cost_has_row(recording->plan, row))
            row_json(json, recording, row);
}
