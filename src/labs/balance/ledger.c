// Asking a built ledger, in whichever form it is kept.
#include "labs/balance/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint32_t ledger_survivor_after(const struct ledger *ledger, uint32_t survivor)
{
    const struct journals *journals = &ledger->journals;
    if (!journals->in_runs)
        return ledger->links[version_worker(survivor)][version_sequence(survivor)];
    const uint32_t run = journals_run_of(journals, survivor);
    if (version_sequence(survivor) + 1 < ledger->keep[run])
        return survivor + 1;
    const uint32_t next = ledger->next[run];
    return next == LEDGER_NO_RUN ? VERSION_START
                                 : version_make(journals_worker_of(journals, next), journals->first[next]);
}

struct ledger_line ledger_line(const struct ledger *ledger, uint32_t lost_version)
{
    const struct journals *journals = &ledger->journals;
    if (!journals->in_runs)
        return (struct ledger_line){ 1, ledger_parent(ledger, lost_version) };
    const uint32_t run = journals_run_of(journals, lost_version), keep = ledger->keep[run];
    const uint32_t length = version_sequence(lost_version) + 1 - keep;
    const bool whole = keep == journals->first[run];
    return (struct ledger_line){ length, whole ? journals->parent[run] : lost_version - length };
}

uint32_t ledger_fork(const struct ledger *ledger, size_t collision)
{
    assert(collision < ledger->collision_count);
    return ledger_parent(ledger, ledger->collisions[collision].first);
}

uint32_t ledger_heir(const struct ledger *ledger, size_t collision)
{
    const uint32_t fork = ledger_fork(ledger, collision);
    if (fork != VERSION_START)
        return ledger_survivor_after(ledger, fork);
    const uint32_t home = ledger->journals.private ? version_worker(ledger->collisions[collision].first) : 0;
    return ledger->first_survivor[home];
}

void ledger_finish(struct ledger *ledger)
{
    free(ledger->memory);
    free(ledger->collisions);
    journals_finish(&ledger->journals);
    memset(ledger, 0, sizeof *ledger);
}
