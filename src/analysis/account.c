// Ledger, states, figures and the reason, in the order they need each other.
#include "analysis/account.h"

struct status account_build(struct account *account, const struct recording *recording)
{
    *account = (struct account){ .recording = recording };
    struct status status = ledger_build(&account->ledger, recording);
    if (!status_is_ok(status))
        return status;
    status = states_build(&account->states, recording);
    if (!status_is_ok(status)) {
        ledger_finish(&account->ledger);
        return status;
    }
    figures_of(&account->figures, recording, &account->ledger, &account->states);
    account->why = why_of(recording, &account->ledger, &account->states);
    return status_ok();
}

void account_finish(struct account *account)
{
    states_finish(&account->states);
    ledger_finish(&account->ledger);
    *account = (struct account){ 0 };
}
