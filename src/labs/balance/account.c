// Ledger, states, figures and the reason, in the order they need each other.
#include "labs/balance/account.h"
#include "labs/balance/books.h"

struct status account_build(struct account *account, const struct recording *recording)
{
    *account = (struct account){ .recording = recording };
    struct status status = ledger_build(&account->ledger, recording);
    if (!status_is_ok(status))
        return status;
    status = states_build_scheduling(&account->states, recording);
    if (!status_is_ok(status)) {
        ledger_finish(&account->ledger);
        return status;
    }
    figures_of(&account->figures, recording, &account->ledger, &account->states);
    account->why = why_of(recording, &account->ledger, &account->states);
    return status_ok();
}

struct status account_find_longest(struct account *account)
{
    struct order order;
    struct overwrites overwrites;
    // What is only known about is told where it costs little.
    const bool about = balance_is_stamped(account->recording) && account->ledger.journals.in_runs;
    const bool known = balance_sample_every(account->recording) == 1;
    if (account->ledger.lost == 0) // nobody wrote over anything, whatever the order
        account->figures.stale_known = known;
    if (account->ledger.lost == 0 || (!known && !about))
        return status_ok();
    struct status status = order_build(&order, &account->ledger);
    if (!status_is_ok(status))
        return status;
    status = overwrites_build(&overwrites, &account->ledger, &order);
    if (status_is_ok(status)) {
        figures_find_longest(&account->figures, &overwrites);
        overwrites_finish(&overwrites);
    }
    order_finish(&order);
    return status;
}

void account_finish(struct account *account)
{
    states_finish(&account->states);
    ledger_finish(&account->ledger);
    *account = (struct account){ 0 };
}
