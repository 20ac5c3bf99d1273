// See journals.h.
#include "labs/balance/journals.h"
#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"

struct status journals_check(const struct recording *recording)
{
    if (!experiment_of(recording))
        return status_fault(STATUS_BAD_FILE, FAULT_NO_BALANCE);
    const uint32_t count = experiment_of(recording)->count;
    if (count == 0 || count > WORKERS_MAX)
        return status_with(STATUS_BAD_FILE, FAULT_RUN_OF_WORKERS, part_number(count));
    for (uint32_t w = 0; w < count; w++) {
        const uint64_t updates = balance_updates(recording, w);
        if (updates > VERSION_SEQUENCE_MASK || (updates > 0 && !balance_journal(recording, w)))
            return status_with(STATUS_BAD_FILE, FAULT_JOURNAL_OF, part_number(w + 1), part_number(updates));
    }
    return status_ok();
}
