// Goes along the stores of all variables by time; what is told of one store is told at once.
#include "report/traces/trace_variables.h"

#include "analysis/history.h"
#include "analysis/variable_sums.h"
#include "base/fault.h"
#include "base/merge.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is told of one store, in this order.
enum step {
    STEP_WRITES_OVER,
    STEP_VALUE,
    STEP_LOST_COUNT,
    STEP_LOST,
    STEPS,
};

struct told {
    struct history history;
    uint32_t store;   // next; from 1
    size_t chain;     // the first whose overwriting store is not before that
    uint64_t flows;   // of all variables before
    bool has_counter; // its number is `counter`
    bool twice;       // another has its name
    uint32_t counter;
};

struct walk {
    const struct recording *recording;
    struct told told[TRACE_VARIABLES_MOST];
    uint32_t count, counters, lossy; // lossy: some lost something, so that the last counter is of what was lost
    uint32_t begun;                  // counters that have had their first value
    uint32_t of_counter[TRACE_VARIABLES_MOST];
    uint64_t lost;
    int step; // of the variable that comes next
    struct merge merge;
    struct merge_row rows[TRACE_VARIABLES_MOST];
};

// ---- what is derived ------------------------------------------------------------------------------------------------

static bool is_number(const struct variable *variable)
{
    return variable->kind != VALUE_POINTER && variable->kind != VALUE_OTHER;
}

static struct status tell_variable(struct walk *walk, uint32_t number, uint64_t flows)
{
    struct told *told = &walk->told[walk->count];
    const struct status status = history_build(&told->history, walk->recording, number);
    if (!status_is_ok(status))
        return status;
    told->store = 1;
    told->flows = flows;
    told->has_counter = is_number(told->history.variable);
    if (told->has_counter) {
        told->counter = walk->counters;
        walk->of_counter[walk->counters++] = walk->count;
    }
    if (told->history.count > 0)
        merge_add(&walk->merge, history_ns(&told->history, 1), walk->count);
    walk->count++;
    return status;
}

static bool has_name(const struct walk *walk, const struct variable_sums *sums, uint32_t number)
{
    const struct variable *variables = walk->recording->variables;
    for (uint32_t i = 0; i < sums->count && i < TRACE_VARIABLES_MOST; i++)
        if (i != number &&
            strcmp(variables[sums->all[i].variable].name, variables[sums->all[number].variable].name) == 0)
            return true;
    return false;
}

static struct status derive(struct walk *walk)
{
    struct variable_sums sums;
    struct status status = variable_sums_build(&sums, walk->recording);
    uint64_t flows = 0;
    walk->merge.rows = walk->rows;
    for (uint32_t i = 0; status_is_ok(status) && i < sums.count && i < TRACE_VARIABLES_MOST; i++) {
        walk->told[walk->count].twice = has_name(walk, &sums, i);
        walk->lossy |= sums.all[i].lost > 0;
        status = tell_variable(walk, sums.all[i].variable, flows);
        flows += status_is_ok(status) ? walk->told[i].history.overwrite_count : 0;
    }
    variable_sums_finish(&sums);
    return status;
}

static void close_walk(void *of)
{
    struct walk *walk = of;
    for (uint32_t i = 0; walk && i < walk->count; i++)
        history_finish(&walk->told[i].history);
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
    *of = walk;
    return status;
}

// ---- counters -------------------------------------------------------------------------------------------------------

static uint32_t counter_count(const void *of)
{
    const struct walk *walk = of;
    return walk->counters + walk->lossy;
}

static char *counter_name(const void *of, uint32_t number, char name[LAB_TRACE_NAME_BYTES])
{
    const struct walk *walk = of;
    if (number >= walk->counters) {
        snprintf(name, LAB_TRACE_NAME_BYTES, "lost updates");
        return name;
    }
    const struct told *told = &walk->told[walk->of_counter[number]];
    const char *text = told->history.variable->name;
    const size_t cut = utf8_cut(text, strlen(text) < 40 ? strlen(text) : 40);
    if (told->twice || text[cut]) // another may have the same
        snprintf(name, LAB_TRACE_NAME_BYTES, "%.*s (%u)", (int)cut, text, number + 1);
    else
        snprintf(name, LAB_TRACE_NAME_BYTES, "%.*s", (int)cut, text);
    return name;
}

static int64_t counter_value(const struct variable *variable, uint64_t value)
{
    if (variable->kind != VALUE_FLOAT)
        return variable_whole(variable, value);
    const double real = variable_real(variable, value);
    return isfinite(real) && fabs(real) < 9e18 ? (int64_t)llround(real) : 0;
}

// ---- one store ------------------------------------------------------------------------------------------------------

// The chain that a store ends, whose number the variable has come to; NULL: none.
static const struct history_overwrite *ended_by(const struct told *told, uint32_t store)
{
    const struct history *history = &told->history;
    const struct history_overwrite *chain =
        told->chain < history->overwrite_count ? &history->overwrites[told->chain] : NULL;
    return chain && chain->store == store ? chain : NULL;
}

static void set_counter(struct lab_trace_event *event, uint32_t number, int64_t value)
{
    event->kind = LAB_TRACE_COUNTER;
    event->number = number;
    event->value = value;
}

static void set_mark(struct lab_trace_event *event, const struct told *told, const char *name, uint32_t store,
                     uint32_t other)
{
    event->kind = LAB_TRACE_MARK;
    event->name = name;
    event->counts = "updates";
    event->subject = told->history.variable->name;
    event->task = told->history.stores[store - 1].task;
    event->other = told->history.stores[other - 1].task;
    event->flow = told->flows + told->chain + 1;
}

static bool tell_writes_over(struct walk *walk, struct told *told, struct lab_trace_event *event)
{
    (void)walk;
    const struct history_overwrite *chain = ended_by(told, told->store);
    if (!chain)
        return false;
    set_mark(event, told, "writes over", told->store, told->store - 1);
    event->value = chain->lost;
    event->flow_arrives = true;
    return true;
}

static bool tell_value(struct walk *walk, struct told *told, struct lab_trace_event *event)
{
    (void)walk;
    if (told->has_counter)
        set_counter(event, told->counter,
                    counter_value(told->history.variable, history_value(&told->history, told->store)));
    return told->has_counter;
}

static bool tell_lost_count(struct walk *walk, struct told *told, struct lab_trace_event *event)
{
    const struct history_overwrite *chain = ended_by(told, told->store);
    if (!chain)
        return false;
    walk->lost += chain->lost;
    told->chain++;
    set_counter(event, walk->counters, (int64_t)walk->lost);
    return true;
}

static bool tell_lost(struct walk *walk, struct told *told, struct lab_trace_event *event)
{
    (void)walk;
    const struct history_overwrite *chain = ended_by(told, told->store + 1);
    if (!chain)
        return false;
    set_mark(event, told, "lost", told->store, told->store + 1);
    event->value = chain->lost;
    return true;
}

static bool (*const steps[STEPS])(struct walk *walk, struct told *told, struct lab_trace_event *event) = {
    [STEP_WRITES_OVER] = tell_writes_over,
    [STEP_VALUE] = tell_value,
    [STEP_LOST_COUNT] = tell_lost_count,
    [STEP_LOST] = tell_lost,
};

// ---- by time --------------------------------------------------------------------------------------------------------

static void go_on(struct walk *walk, struct told *told)
{
    walk->step = (walk->step + 1) % STEPS;
    if (walk->step > 0)
        return;
    told->store++;
    if (told->store <= told->history.count)
        merge_go_on(&walk->merge, history_ns(&told->history, told->store));
    else
        merge_drop(&walk->merge);
}

static void begin_counter(struct walk *walk, struct lab_trace_event *event)
{
    const uint32_t number = walk->begun++;
    const struct variable *variable =
        number < walk->counters ? walk->told[walk->of_counter[number]].history.variable : NULL;
    set_counter(event, number, variable ? counter_value(variable, variable->first) : 0);
}

static bool next(void *of, struct lab_trace_event *event)
{
    struct walk *walk = of;
    *event = (struct lab_trace_event){ .ns = walk->recording->facts->began_ns, .other = TASK_NONE };
    if (walk->begun < counter_count(walk)) {
        begin_counter(walk, event);
        return true;
    }
    while (walk->merge.count > 0) {
        struct told *told = &walk->told[walk->merge.rows[0].row];
        event->ns = walk->merge.rows[0].key;
        event->about = !history_is_timed(&told->history, told->store);
        const bool is_told = steps[walk->step](walk, told, event);
        go_on(walk, told);
        if (is_told)
            return true;
    }
    return false;
}

const struct lab_trace trace_variables = {
    .open = open_walk,
    .counter_count = counter_count,
    .counter_name = counter_name,
    .next = next,
    .close = close_walk,
};
