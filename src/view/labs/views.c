// The table of what the window shows of labs: a row each.
#include "view/labs/lab_view.h"

#include "lab/lab.h"
#include "view/labs/balance/view.h"
#include "view/labs/cost/view.h"
#include "view/labs/family/view.h"
#include "view/labs/locks/view.h"
#include "view/labs/pool/view.h"
#include "view/labs/queue/picture.h"
#include "view/labs/workers/view.h"

#include <stddef.h>

static const struct lab_view *const rows[LAB_COUNT] = {
    [LAB_BALANCE] = &balance_view, // its stage is older than this table, and its own
    [LAB_QUEUE] = &queue_view,     [LAB_POOL] = &pool_view,       [LAB_FAMILY] = &family_view,
    [LAB_COST] = &cost_view,       [LAB_WORKERS] = &workers_view, [LAB_LOCKS] = &locks_view,
};

const struct lab_view *lab_view_of(uint32_t lab) { return lab < LAB_COUNT ? rows[lab] : NULL; }
