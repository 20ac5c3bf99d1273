// A recording's account, told.
#include "labs/balance/report/whole.h"

#include "labs/balance/report/report.h"

struct status balance_report(FILE *out, const struct recording *recording, bool json, bool colour)
{
    struct account account = { 0 };
    struct status status = account_build(&account, recording);
    if (status_is_ok(status))
        status = account_find_longest(&account);
    if (status_is_ok(status) && json)
        balance_report_json(out, &account);
    else if (status_is_ok(status))
        balance_report_text(out, &account, colour);
    account_finish(&account);
    return status;
}
