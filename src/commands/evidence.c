// Derives what commands about collisions need.
#include "commands/evidence.h"
#include "labs/balance/books.h"

struct status evidence_read(struct evidence *evidence, const char *path)
{
    *evidence = (struct evidence){ 0 };
    struct status status = recording_read(&evidence->recording, path);
    if (status_is_ok(status))
        status = balance_require(&evidence->recording, path);
    if (status_is_ok(status))
        status = ledger_build(&evidence->ledger, &evidence->recording);
    if (status_is_ok(status))
        status = order_build(&evidence->order, &evidence->ledger);
    if (status_is_ok(status))
        status = overwrites_build(&evidence->overwrites, &evidence->ledger, &evidence->order);
    return status;
}

void evidence_close(struct evidence *evidence)
{
    overwrites_finish(&evidence->overwrites);
    order_finish(&evidence->order);
    ledger_finish(&evidence->ledger);
    recording_close(&evidence->recording);
}

struct status evidence_collision(const struct evidence *evidence, const char *given, uint64_t number)
{
    const size_t count = evidence->ledger.collision_count;
    if (count == 0)
        return status_make(STATUS_USAGE, "nothing was lost in this run: there is no collision");
    if (number > count)
        return status_make(STATUS_USAGE, "--collision %s: must be from 1 to %zu, as many as this run has", given,
                           count);
    return status_ok();
}
