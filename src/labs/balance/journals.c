// See journals.h.
#include "labs/balance/journals.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"

struct status journals_check(const struct recording *recording)
{
    if (!experiment_of(recording))
        return status_make(STATUS_BAD_FILE, "this is no recording of the shared balance");
    const uint32_t count = experiment_of(recording)->count;
    if (count == 0 || count > WORKERS_MAX)
        return status_make(STATUS_BAD_FILE, "a run of %u workers", (unsigned)count);
    for (uint32_t w = 0; w < count; w++) {
        const uint64_t updates = balance_updates(recording, w);
        if (updates > VERSION_SEQUENCE_MASK || (updates > 0 && !balance_journal(recording, w))) {
            return status_make(STATUS_BAD_FILE, "worker %u has a journal of %llu updates", (unsigned)w + 1,
                               (unsigned long long)updates);
        }
    }
    return status_ok();
}
