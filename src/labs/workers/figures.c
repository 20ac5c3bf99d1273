// What the work came to: times by count of workers, how much faster, where it stops to pay, and the books of the units.
#include "labs/workers/workers.h"

#include "base/json.h"
#include "base/said.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct workers_shared *shared_of(const struct recording *recording)
{
    return program_lab_shared(recording);
}

// ---- counts ---------------------------------------------------------------------------------------------------------

uint32_t workers_count(const struct plan *plan, uint32_t level)
{
    const uint32_t most = workers_plan_of(plan)->count_most, count = UINT32_C(1) << level;
    return count < most ? count : most;
}

uint32_t workers_levels(const struct plan *plan)
{
    uint32_t levels = 1;
    while (workers_count(plan, levels - 1) < workers_plan_of(plan)->count_most)
        levels++;
    return levels;
}

// ---- the work: an LCG, whose steps must be made one after the other and yet can be told in advance (Knuth, MMIX) -----

#define FACTOR UINT64_C(6364136223846793005)
#define ADDEND UINT64_C(1442695040888963407)

uint64_t workers_seed(uint32_t unit) { return unit + UINT64_C(1); }

uint64_t workers_step_on(uint64_t value, uint32_t steps)
{
    for (uint32_t i = 0; i < steps; i++)
        value = value * FACTOR + ADDEND;
    return value;
}

uint32_t workers_result_of(uint64_t value) { return (uint32_t)(value >> 32) | 1; }

// Twice as many steps are one step with another factor and addend.
uint32_t workers_result(uint32_t unit, uint64_t steps)
{
    uint64_t value = workers_seed(unit), factor = FACTOR, addend = ADDEND;
    for (; steps > 0; steps >>= 1) {
        if (steps & 1)
            value = value * factor + addend;
        addend = addend * factor + addend;
        factor *= factor;
    }
    return workers_result_of(value);
}

// ---- figures --------------------------------------------------------------------------------------------------------

static int compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// Whether all of its units are done.
static bool is_whole(const struct recording *recording, const struct workers_phase *phase)
{
    for (uint32_t unit = 0; unit < workers_plan_of(recording->plan)->units; unit++)
        if (phase->units[unit].done_ns == 0)
            return false;
    return true;
}

static uint32_t times_of(const struct recording *recording, uint32_t level, uint64_t until_ns,
                         uint64_t times[WORKERS_ROUNDS])
{
    uint32_t count = 0;
    for (uint32_t round = 0; round < workers_plan_of(recording->plan)->rounds; round++) {
        const struct workers_phase *phase = &shared_of(recording)->phases[round][level];
        if (phase->ended_ns > 0 && phase->ended_ns <= until_ns && is_whole(recording, phase))
            times[count++] = phase->ended_ns - phase->begun_ns;
    }
    return count;
}

uint64_t workers_time_ns(const struct recording *recording, uint32_t level, uint64_t until_ns)
{
    uint64_t times[WORKERS_ROUNDS];
    const uint32_t count = times_of(recording, level, until_ns, times);
    qsort(times, count, sizeof *times, compare);
    return count ? times[(count - 1) / 2] : 0;
}

double workers_speed(const struct recording *recording, uint32_t level, uint64_t until_ns)
{
    const uint64_t alone = workers_time_ns(recording, 0, until_ns), time = workers_time_ns(recording, level, until_ns);
    return alone > 0 && time > 0 ? (double)alone / (double)time : 0;
}

uint32_t workers_paying(const struct recording *recording)
{
    const uint32_t levels = workers_levels(recording->plan);
    double best = 0;
    for (uint32_t level = 0; level < levels; level++) {
        const double speed = workers_speed(recording, level, UINT64_MAX);
        best = speed > best ? speed : best;
    }
    for (uint32_t level = 0; level < levels && best > 0; level++)
        if (workers_speed(recording, level, UINT64_MAX) >= 0.9 * best)
            return level;
    return levels;
}

// ---- books ----------------------------------------------------------------------------------------------------------

// A unit is done when its worker says so and it came to what it must come to: one that did not is in no part.
void workers_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books)
{
    const struct workers_plan *plan = workers_plan_of(recording->plan);
    const bool over = until_ns == UINT64_MAX || until_ns >= recording->facts->ended_ns;
    uint64_t whole = 0, done = 0, in_work = 0, not_begun = 0;
    for (uint32_t round = 0; round < plan->rounds; round++)
        for (uint32_t level = 0; level < workers_levels(recording->plan); level++)
            for (uint32_t i = 0; i < plan->units; i++) {
                const struct workers_unit *unit = &shared_of(recording)->phases[round][level].units[i];
                const bool begun = unit->begun_ns > 0 && unit->begun_ns <= until_ns,
                           ended = unit->done_ns > 0 && unit->done_ns <= until_ns;
                whole++;
                done += begun && ended && unit->result == workers_result(i, shared_of(recording)->steps);
                in_work += begun && !ended;
                not_begun += !begun && !ended;
            }
    const uint8_t left = over ? BOOKS_BAD : BOOKS_OPEN;
    *books = (struct lab_books){
        .whole = { SAID("units"), whole, BOOKS_GOOD, NULL },
        .parts = { { SAID("done"), done, BOOKS_GOOD, NULL },
                   { SAID("in_work"), in_work, left, NULL },
                   { SAID("not_begun"), not_begun, left, NULL } },
        .part_count = 3,
    };
}

// ---- outcome --------------------------------------------------------------------------------------------------------

uint32_t workers_outcome(const struct recording *recording)
{
    const uint32_t level = workers_paying(recording);
    return level < workers_levels(recording->plan) ? workers_count(recording->plan, level) : 0;
}

char *workers_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    char number[TEXT_NUMBER_BYTES];
    (void)plan;
    if (outcome == 0)
        snprintf(name, LAB_OUTCOME_BYTES, said("nothing was measured"));
    else
        snprintf(name, LAB_OUTCOME_BYTES, outcome == 1 ? said("%s pays") : said("%s pay"),
                 text_counted(number, outcome, "worker"));
    return name;
}

char *workers_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    const struct plan *plan = recording->plan;
    const uint32_t level = workers_paying(recording), last = workers_levels(plan) - 1;
    char number[TEXT_NUMBER_BYTES], cores[TEXT_NUMBER_BYTES];
    if (level > last || workers_speed(recording, last, UINT64_MAX) <= 0) {
        snprintf(sentence, LAB_SENTENCE_BYTES, said("The run ended before every count of workers had its turn."));
        return sentence;
    }
    const uint32_t count = workers_count(plan, level);
    char more[64] = "";
    if (level < last)
        snprintf(more, sizeof more, said(", and %" PRIu32 ": %.1f times"), workers_count(plan, last),
                 workers_speed(recording, last, UINT64_MAX));
    snprintf(sentence, LAB_SENTENCE_BYTES, said("%s: %.1f times as fast as 1%s. 1 to 2 workers for each of %s are %s."),
             text_counted(number, count, "worker"), workers_speed(recording, level, UINT64_MAX), more,
             text_counted(cores, plan->cores, "core"), count <= 2 * plan->cores ? said("enough") : said("not enough"));
    return sentence;
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

static void level_json(struct json *json, const struct recording *recording, uint32_t level)
{
    uint64_t times[WORKERS_ROUNDS];
    const uint64_t time = workers_time_ns(recording, level, UINT64_MAX);
    const double speed = workers_speed(recording, level, UINT64_MAX);
    json_object_begin(json);
    json_key_uint(json, "workers", workers_count(recording->plan, level));
    json_key_uint_if(json, "median_ns", time > 0, time);
    json_key(json, "speed_up");
    if (speed > 0)
        json_double(json, speed, 3);
    else
        json_null(json);
    json_key(json, "rounds_ns");
    json_array_begin(json);
    const uint32_t count = times_of(recording, level, UINT64_MAX, times);
    for (uint32_t i = 0; i < count; i++)
        json_uint(json, times[i]);
    json_array_end(json);
    json_object_end(json);
}

void workers_figures(const struct recording *recording, struct json *json)
{
    const uint32_t pays = workers_outcome(recording);
    json_key_uint(json, "unit_steps", shared_of(recording)->steps);
    json_key_uint_if(json, "pays", pays > 0, pays);
    json_key(json, "counts");
    json_array_begin(json);
    for (uint32_t level = 0; level < workers_levels(recording->plan); level++)
        level_json(json, recording, level);
    json_array_end(json);
}
