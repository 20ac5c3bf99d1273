// From exponents to balances. More than one exponent may stand for the same balance (values.h): their numbers are
// added.
#include "schedules/outcomes.h"

#include <assert.h>
#include <stdlib.h>

static int by_final(const void *a, const void *b)
{
    const int64_t x = ((const struct outcome *)a)->final, y = ((const struct outcome *)b)->final;
    return (x > y) - (x < y);
}

static size_t counted_lanes(const struct tally *counts)
{
    size_t counted = 0;
    for (size_t lane = 0; lane < counts->length; lane++) {
        bool any = false;
        for (int word = 0; word < counts->words && !any; word++)
            any = counts->lanes[(size_t)word * counts->stride + lane] != 0;
        counted += any;
    }
    return counted;
}

static void merge_equals(struct exploration *exploration)
{
    struct outcome *outcomes = exploration->outcomes;
    size_t kept = 0;
    for (size_t i = 1; i < exploration->outcome_count; i++) {
        if (outcomes[i].final == outcomes[kept].final) {
            mpz_add(outcomes[kept].schedules, outcomes[kept].schedules, outcomes[i].schedules);
            mpz_clear(outcomes[i].schedules);
        } else {
            outcomes[++kept] = outcomes[i]; // the number moves with it
        }
    }
    exploration->outcome_count = exploration->outcome_count ? kept + 1 : 0;
}

bool outcomes_take(struct exploration *exploration, const struct values *values, const struct tally *counts)
{
    outcomes_drop(exploration);
    const size_t count = counted_lanes(counts);
    struct outcome *outcomes = calloc(count + 1, sizeof *outcomes); // one more: the next may turn out to be none
    if (!outcomes)
        return false;
    exploration->outcomes = outcomes;
    for (size_t lane = 0; lane < counts->length; lane++) {
        struct outcome *outcome = &outcomes[exploration->outcome_count];
        mpz_init(outcome->schedules);
        tally_get(counts, lane, outcome->schedules);
        if (mpz_sgn(outcome->schedules) == 0) {
            mpz_clear(outcome->schedules);
            continue;
        }
        outcome->final = values_balance(values, counts->low + (int64_t)lane);
        if (outcome->final != exploration->expected)
            mpz_add(exploration->wrong, exploration->wrong, outcome->schedules);
        exploration->outcome_count++;
    }
    qsort(outcomes, exploration->outcome_count, sizeof *outcomes, by_final);
    merge_equals(exploration);
    return true;
}

void outcomes_probabilities(struct exploration *exploration, const struct values *values, const struct tally *shares)
{
    for (size_t lane = 0; lane < shares->length; lane++) {
        const double share = tally_get_share(shares, lane);
        if (share <= 0)
            continue;
        const struct outcome key = { .final = values_balance(values, shares->low + (int64_t)lane) };
        struct outcome *outcome =
            bsearch(&key, exploration->outcomes, exploration->outcome_count, sizeof key, by_final);
        assert(outcome); // what has a share has a schedule
        outcome->probability += share;
        if (key.final != exploration->expected)
            exploration->probability_wrong += share;
    }
}

bool outcomes_expected(struct exploration *exploration, const mpz_t schedules, double probability)
{
    struct outcome *outcome = malloc(sizeof *outcome);
    if (!outcome)
        return false;
    *outcome = (struct outcome){ .final = exploration->expected, .probability = probability };
    mpz_init_set(outcome->schedules, schedules);
    exploration->outcomes = outcome;
    exploration->outcome_count = 1;
    return true;
}

void outcomes_drop(struct exploration *exploration)
{
    for (size_t i = 0; i < exploration->outcome_count; i++)
        mpz_clear(exploration->outcomes[i].schedules);
    free(exploration->outcomes);
    exploration->outcomes = NULL;
    exploration->outcome_count = 0;
    exploration->probability_wrong = 0;
    mpz_set_ui(exploration->wrong, 0);
}
