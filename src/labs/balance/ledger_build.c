// Builds the ledger in the form its journals have, and holds the sums against each other.
#include "labs/balance/ledger.h"

#include "labs/balance/books.h"
#include "labs/balance/ledger_dense.h"
#include "labs/balance/ledger_runs.h"

#include <stdlib.h>
#include <string.h>

// The sums, each found its own way: the survivors' from what is not lost, the lost ones' from what is but against what the
// collisions counted.
static void balance_books(struct ledger *ledger, const struct recording *recording)
{
    const struct journals *journals = &ledger->journals;
    bool right = true;
    int64_t shared_sum = 0;
    for (uint32_t w = 0; w < journals->count; w++) {
        const int64_t amount = balance_amount(recording, w);
        const uint64_t updates = journals->made[w];
        uint64_t lost_plus, lost_minus;
        (journals->in_runs ? ledger_runs_lost : ledger_dense_lost)(ledger, w, &lost_plus, &lost_minus);
        const uint64_t plus = (updates + 1) / 2 - lost_plus, minus = updates / 2 - lost_minus;
        const int64_t sum = amount * (int64_t)(plus - minus);
        ledger->lost_of[w] = lost_plus + lost_minus;
        ledger->lost += ledger->lost_of[w];
        ledger->lost_net += amount * (int64_t)(lost_plus - lost_minus);
        ledger->expected += updates_net((int32_t)amount, updates);
        shared_sum += sum;
        if (journals->private) {
            const int32_t own = cell_balance(balance_own_cell(recording, w));
            ledger->final += own;
            right &= own == sum;
        }
    }
    if (!journals->private) {
        ledger->final = cell_balance(balance_final_cell(recording));
        right = ledger->final == shared_sum;
    }
    uint64_t victims = 0;
    for (size_t i = 0; i < ledger->collision_count; i++)
        victims += ledger->collisions[i].size;
    ledger->books_balance = right && ledger->survived + ledger->lost == ledger->updates && victims == ledger->lost &&
                            ledger->final + ledger->lost_net == ledger->expected;
}

struct status ledger_build_as(struct ledger *ledger, const struct recording *recording, enum journals_form form)
{
    memset(ledger, 0, sizeof *ledger);
    ledger->recording = recording;
    memset(ledger->start_collision, 0xFF, sizeof ledger->start_collision); // −1
    struct status status = journals_build(&ledger->journals, recording, form);
    ledger->updates = ledger->journals.updates;
    if (status_is_ok(status))
        status = ledger->journals.in_runs ? ledger_runs_build(ledger) : ledger_dense_build(ledger);
    if (!status_is_ok(status)) {
        ledger_finish(ledger);
        return status;
    }
    // Gives back what was asked for too much; a refusal leaves it as it is.
    const size_t count = ledger->collision_count ? ledger->collision_count : 1;
    struct collision *exact = realloc(ledger->collisions, count * sizeof *exact);
    ledger->collisions = exact ? exact : ledger->collisions;
    balance_books(ledger, recording);
    return status;
}

struct status ledger_build(struct ledger *ledger, const struct recording *recording)
{
    return ledger_build_as(ledger, recording, JOURNALS_BY_COUNT);
}

struct status ledger_count_survivors(const struct recording *recording, uint64_t *survived)
{
    struct journals journals;
    *survived = 0;
    struct status status = journals_build(&journals, recording, JOURNALS_BY_COUNT);
    if (status_is_ok(status))
        status = (journals.in_runs ? ledger_runs_survivors : ledger_dense_survivors)(&journals, survived);
    journals_finish(&journals);
    return status;
}
