// The table of labs: adding one is adding its folder and its row.
#include "lab/lab.h"

#include "labs/balance/balance.h"
#include "labs/cost/cost.h"
#include "labs/family/family.h"
#include "labs/locks/locks.h"
#include "labs/pool/pool.h"
#include "labs/queue/queue.h"
#include "labs/workers/workers.h"

#include <stddef.h>

static const struct lab *const lab_rows[LAB_COUNT] = {
    [LAB_BALANCE] = &lab_balance, [LAB_QUEUE] = &lab_queue,     [LAB_POOL] = &lab_pool,   [LAB_FAMILY] = &lab_family,
    [LAB_COST] = &lab_cost,       [LAB_WORKERS] = &lab_workers, [LAB_LOCKS] = &lab_locks,
};

const struct lab *lab_of(uint32_t id) { return id < LAB_COUNT ? lab_rows[id] : NULL; }
