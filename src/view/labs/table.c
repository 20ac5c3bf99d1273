// The tables of what the window says of labs: a row each.
#include "view/labs/lab_telling.h"

#include "lab/lab.h"
#include "view/labs/balance/guards.h"
#include "view/labs/balance/settings.h"
#include "view/labs/cost/settings.h"
#include "view/labs/family/settings.h"
#include "view/labs/locks/settings.h"
#include "view/labs/pool/settings.h"
#include "view/labs/queue/settings.h"
#include "view/labs/workers/settings.h"

static const struct lab_words *const rows[LAB_COUNT] = {
    [LAB_BALANCE] = &balance_words, [LAB_QUEUE] = &queue_words, [LAB_POOL] = &pool_words,
    [LAB_FAMILY] = &family_words,   [LAB_COST] = &cost_words,   [LAB_WORKERS] = &workers_words,
    [LAB_LOCKS] = &locks_words,
};

static const struct lab_telling *const tellings[LAB_COUNT] = {
    [LAB_BALANCE] = &balance_telling, [LAB_QUEUE] = &queue_telling, [LAB_POOL] = &pool_telling,
    [LAB_FAMILY] = &family_telling,   [LAB_COST] = &cost_telling,   [LAB_WORKERS] = &workers_telling,
    [LAB_LOCKS] = &locks_telling,
};

const struct lab_words *lab_words_of(uint32_t lab) { return lab < LAB_COUNT ? rows[lab] : NULL; }
const struct lab_telling *lab_telling_of(uint32_t lab) { return lab < LAB_COUNT ? tellings[lab] : NULL; }
