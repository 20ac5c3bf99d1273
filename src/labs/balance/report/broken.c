// Every update is made inside the lock, so that a lost one proves that two were in at once. Where no schedule of the steps
// lets that happen, it was the machine: the guards leave it nothing to reorder but a store and a later load.
#include "labs/balance/report/broken.h"

#include "base/said.h"
#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "schedules/explore.h"
#include "schedules/number.h"

#include <stdio.h>

// How many schedules there are of one iteration of each. False where they cannot be counted, or one of them loses.
static bool count_schedules(char number[NUMBER_BYTES], const struct experiment *recorded)
{
    struct course course;
    struct exploration exploration;
    struct experiment one = *recorded;
    one.iterations = 1;
    if (!status_is_ok(course_of(&course, &one)))
        return false;
    const struct walk start = walk_start(&course);
    exploration_run(&exploration, &course, &start, NULL);
    const bool none = exploration.complete && mpz_sgn(exploration.losing) == 0;
    number_text(number, exploration.schedules);
    exploration_finish(&exploration);
    return none;
}

const char *broken_told(char text[BROKEN_BYTES], const struct account *account)
{
    const struct experiment *experiment = experiment_of(account->recording);
    char schedules[NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    if (account->figures.lost == 0 || !guard_by_hand(experiment) || experiment->memory == MEMORY_PRIVATE)
        return NULL;
    if (!guard_of(experiment)->unfenced)
        return said("The lock itself is broken: between the test and the set of one another tested too, "
                    "and both found it open.");
    if (!count_schedules(schedules, experiment))
        return NULL;
    snprintf(
        text, BROKEN_BYTES,
        said("0 of the %s schedules of one iteration lose an update, and yet the run lost %s: one looked while its own "
             "flag was still in its core's store buffer, where the other could not see it, and both found the lock "
             "open."),
        schedules, text_grouped(lost, (int64_t)account->figures.lost));
    return text;
}
