// Goes along the one order of stores (order.h). Each store moves the balance; one that ends a chain of lost updates
// (overwrites.h) is marked, and so is the last store of that chain, which stands directly before it: a flow leads from the
// one to the other.
#include "labs/balance/trace.h"

#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/overwrites.h"

#include <stdio.h>
#include <stdlib.h>

// What is told of one store, in this order.
enum step {
    STEP_WRITES_OVER,
    STEP_BALANCE,
    STEP_LOST_COUNT,
    STEP_LOST,
    STEPS,
};

struct walk {
    const struct recording *recording;
    struct ledger ledger;
    struct order order;
    struct overwrites overwrites;
    uint32_t balances;       // how many there are: with private memory each worker's own
    uint32_t counters, zero; // all counters, and how many have had their first value
    uint64_t position;       // of the next store
    struct order_walk at;    // that store, where there is one
    int step;
    size_t chain; // the first whose overwriting store is not before that
    uint64_t lost;
};

static struct status derive(struct walk *walk)
{
    struct status status = ledger_build(&walk->ledger, walk->recording);
    if (status_is_ok(status))
        status = order_build(&walk->order, &walk->ledger);
    if (status_is_ok(status))
        status = overwrites_build(&walk->overwrites, &walk->ledger, &walk->order);
    return status;
}

static void close_walk(void *of)
{
    struct walk *walk = of;
    if (!walk)
        return;
    overwrites_finish(&walk->overwrites);
    order_finish(&walk->order);
    ledger_finish(&walk->ledger);
    free(walk);
}

static struct status open_walk(void **of, const struct recording *recording)
{
    struct walk *walk = calloc(1, sizeof *walk);
    *of = NULL;
    if (!walk)
        return status_fault(STATUS_FAILED, FAULT_BOOKS_MEMORY);
    walk->recording = recording;
    const struct status status = derive(walk);
    if (!status_is_ok(status)) {
        close_walk(walk);
        return status;
    }
    walk->balances = experiment_of(recording)->memory == MEMORY_PRIVATE ? recording->task_count : 1;
    walk->counters = walk->balances + (walk->overwrites.count > 0);
    if (walk->order.stores > 0)
        order_walk_set(&walk->at, &walk->order, 0);
    *of = walk;
    return status;
}

static bool about(const void *of) { return balance_sample_every(((const struct walk *)of)->recording) != 1; }

static uint32_t counter_count(const void *of) { return ((const struct walk *)of)->counters; }

static char *counter_name(const void *of, uint32_t number, char name[LAB_TRACE_NAME_BYTES])
{
    const struct walk *walk = of;
    if (number >= walk->balances)
        snprintf(name, LAB_TRACE_NAME_BYTES, "lost updates");
    else if (walk->balances > 1)
        snprintf(name, LAB_TRACE_NAME_BYTES, "balance of %s", walk->recording->tasks[number].name);
    else
        snprintf(name, LAB_TRACE_NAME_BYTES, "balance");
    return name;
}

// The chain that the store at a position ends, whose number the walk has come to; NULL: none.
static const struct overwrite *ended_at(const struct walk *walk, uint64_t position)
{
    const struct overwrite *chain = walk->chain < walk->overwrites.count ? &walk->overwrites.all[walk->chain] : NULL;
    return chain && chain->position == position ? chain : NULL;
}

static uint32_t worker_at(const struct walk *walk, uint64_t position)
{
    return version_worker(position == walk->at.position ? order_walk_version(&walk->at)
                                                        : order_version(&walk->order, position));
}

static void set_counter(struct lab_trace_event *event, uint32_t number, int64_t value)
{
    event->kind = LAB_TRACE_COUNTER;
    event->number = number;
    event->value = value;
}

static void set_mark(struct lab_trace_event *event, const char *name, uint32_t task, uint32_t other)
{
    event->kind = LAB_TRACE_MARK;
    event->name = name;
    event->counts = "updates";
    event->task = task;
    event->other = other;
}

static bool tell_writes_over(struct walk *walk, struct lab_trace_event *event)
{
    const struct overwrite *chain = ended_at(walk, walk->position);
    if (!chain)
        return false;
    set_mark(event, "writes over", worker_at(walk, walk->position), worker_at(walk, walk->position - 1));
    event->value = chain->lost;
    event->flow = walk->chain + 1;
    event->flow_arrives = true;
    return true;
}

static bool tell_balance(struct walk *walk, struct lab_trace_event *event)
{
    set_counter(event, walk->balances > 1 ? worker_at(walk, walk->position) : 0, order_walk_balance(&walk->at));
    return true;
}

static bool tell_lost_count(struct walk *walk, struct lab_trace_event *event)
{
    const struct overwrite *chain = ended_at(walk, walk->position);
    if (!chain)
        return false;
    walk->lost += chain->lost;
    walk->chain++;
    set_counter(event, walk->balances, (int64_t)walk->lost);
    return true;
}

static bool tell_lost(struct walk *walk, struct lab_trace_event *event)
{
    const struct overwrite *chain = ended_at(walk, walk->position + 1);
    if (!chain)
        return false;
    set_mark(event, "lost", worker_at(walk, walk->position), worker_at(walk, walk->position + 1));
    event->value = chain->lost;
    event->flow = walk->chain + 1;
    return true;
}

static bool (*const steps[STEPS])(struct walk *walk, struct lab_trace_event *event) = {
    [STEP_WRITES_OVER] = tell_writes_over,
    [STEP_BALANCE] = tell_balance,
    [STEP_LOST_COUNT] = tell_lost_count,
    [STEP_LOST] = tell_lost,
};

static bool next(void *of, struct lab_trace_event *event)
{
    struct walk *walk = of;
    *event = (struct lab_trace_event){ .ns = walk->recording->facts->began_ns, .task = 0, .other = TASK_NONE };
    if (walk->zero < walk->counters) {
        set_counter(event, walk->zero++, 0);
        return true;
    }
    while (walk->position < walk->order.stores) {
        const int step = walk->step;
        event->ns = order_walk_ns(&walk->at);
        const bool told = steps[step](walk, event);
        walk->step = (step + 1) % STEPS;
        if (walk->step == 0 && ++walk->position < walk->order.stores)
            order_walk_next(&walk->at);
        if (told)
            return true;
    }
    return false;
}

const struct lab_trace balance_trace = {
    .open = open_walk,
    .counter_count = counter_count,
    .counter_name = counter_name,
    .about = about,
    .next = next,
    .close = close_walk,
};
