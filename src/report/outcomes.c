// Counts are kept in the order of the outcomes' numbers, so that a list of them is a histogram.
#include "report/outcomes.h"

#include "base/text.h"
#include "lab/lab.h"

#include <inttypes.h>
#include <string.h>

enum {
    BAR_COLUMNS = 40,
};

void outcomes_init(struct outcomes *outcomes, const struct plan *plan)
{
    *outcomes = (struct outcomes){ .plan = *plan };
}

static void count(struct outcomes *outcomes, uint32_t outcome)
{
    uint32_t at = 0;
    while (at < outcomes->count && outcomes->all[at].outcome < outcome)
        at++;
    if (at < outcomes->count && outcomes->all[at].outcome == outcome) {
        outcomes->all[at].runs++;
        return;
    }
    if (outcomes->count == OUTCOMES_MAX) {
        outcomes->beside++;
        return;
    }
    memmove(&outcomes->all[at + 1], &outcomes->all[at], (outcomes->count - at) * sizeof *outcomes->all);
    outcomes->all[at] = (struct outcome_count){ outcome, 1 };
    outcomes->count++;
}

void outcomes_add(struct outcomes *outcomes, const struct recording *recording)
{
    const struct lab *lab = lab_of(recording->plan->lab);
    struct lab_books books;
    outcomes->runs++;
    if (lab->outcome)
        count(outcomes, lab->outcome(recording));
    if (!lab->books)
        return;
    lab->books(recording, UINT64_MAX, &books);
    outcomes->unbalanced += !lab_books_balance(&books);
}

static const char *name_of(const struct outcomes *outcomes, uint32_t number, char name[LAB_OUTCOME_BYTES])
{
    return lab_of(outcomes->plan.lab)->outcome_name(&outcomes->plan, outcomes->all[number].outcome, name);
}

void outcomes_text(const struct outcomes *outcomes, FILE *out)
{
    char name[LAB_OUTCOME_BYTES], bar[BAR_COLUMNS + 1];
    memset(bar, '#', sizeof bar);
    for (uint32_t i = 0; i < outcomes->count; i++) {
        const uint32_t runs = outcomes->all[i].runs;
        const int length = (int)(((uint64_t)runs * BAR_COLUMNS + outcomes->runs - 1) / outcomes->runs);
        fprintf(out, "  %5" PRIu32 "  %-*.*s  %s\n", runs, BAR_COLUMNS, length, bar, name_of(outcomes, i, name));
    }
    if (outcomes->beside)
        fprintf(out, "  %5" PRIu32 "  %-*s  others\n", outcomes->beside, BAR_COLUMNS, "");
}

void outcomes_json(const struct outcomes *outcomes, struct json *json)
{
    char name[LAB_OUTCOME_BYTES];
    json_key_uint(json, "runs", outcomes->runs);
    json_key(json, "outcomes");
    json_array_begin(json);
    for (uint32_t i = 0; i < outcomes->count; i++) {
        json_object_begin(json);
        json_key_string(json, "outcome", name_of(outcomes, i, name));
        json_key_uint(json, "runs", outcomes->all[i].runs);
        json_object_end(json);
    }
    json_array_end(json);
    json_key_uint(json, "others", outcomes->beside);
    json_key_bool(json, "balance", outcomes->unbalanced == 0);
}
