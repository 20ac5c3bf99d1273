// Worked out once for what is asked, not for every picture: what a task waited and lost is summed over the whole run.
#include "view/timeline/arrange.h"

#include "labs/balance/story.h"
#include "view/timeline/processes.h"

#include <stdlib.h>

// ---- by what they are put in order ---------------------------------------------------------------------------------

// How long each waited for locks and all else that its notes tell of; without any, how long it was blocked.
static void sum_waits(const struct document *document, uint64_t *sums)
{
    for (size_t i = 0; i < document->waits.count; i++)
        sums[document->waits.all[i].worker] += document->waits.all[i].to_ns - document->waits.all[i].from_ns;
    for (uint32_t t = 0; t < document->recording.task_count && document->waits.count == 0; t++)
        sums[t] = document->states.workers[t].life.ns[STATE_BLOCKED];
}

static void sum_lost(const struct document *document, uint64_t *sums)
{
    const struct cell_history *cell = &document->cell;
    if (balance_story(document)) {
        for (uint32_t t = 0; t < document->recording.task_count && t < WORKERS_MAX; t++)
            sums[t] = balance_story(document)->ledger.lost_of[t];
        return;
    }
    for (int64_t p = cell->kind ? cell->kind->next_lost(cell->of, -1) : -1; p >= 0;
         p = cell->kind->next_lost(cell->of, p))
        sums[cell_task(cell, p)]++;
}

struct standing {
    uint32_t task;
    uint64_t sum;
};

// Most first; what is alike by number.
static int by_sum(const void *first, const void *second)
{
    const struct standing *a = first, *b = second;
    if (a->sum != b->sum)
        return a->sum > b->sum ? -1 : 1;
    return a->task < b->task ? -1 : a->task > b->task;
}

static void put_in_order(struct timeline_arrangement *arrangement, const struct document *document)
{
    const uint32_t count = document->recording.task_count;
    const bool grouped = document->crowd.process_count > 1;
    for (uint32_t i = 0; i < count; i++)
        arrangement->tasks[i] = (uint16_t)(grouped ? document->crowd.tasks[i] : i);
    struct standing *standings = calloc(count + 1, sizeof *standings);
    uint64_t *sums = calloc(count + 1, sizeof *sums);
    if (standings && sums && arrangement->order != ORDER_NUMBER) {
        (arrangement->order == ORDER_LOST ? sum_lost : sum_waits)(document, sums);
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t task = arrangement->tasks[i];
            standings[i] = (struct standing){ task, sums[task] };
        }
        qsort(standings, count, sizeof *standings, by_sum);
        for (uint32_t i = 0; i < count; i++)
            arrangement->tasks[i] = (uint16_t)standings[i].task;
    }
    free(standings);
    free(sums);
}

void timeline_arrange(struct model *model, const struct document *document)
{
    struct timeline_arrangement *arrangement = &model->timeline->arrangement;
    if (arrangement->known)
        return;
    put_in_order(arrangement, document);
    arrangement->known = true;
}

bool timeline_arranged_across(const struct timeline_arrangement *arrangement, const struct document *document)
{
    return arrangement->known && arrangement->order != ORDER_NUMBER && document->crowd.process_count > 1;
}

bool timeline_arranged_plainly(const struct timeline_arrangement *arrangement)
{
    return !arrangement->known || (arrangement->order == ORDER_NUMBER && bit_set_next(&arrangement->pinned, 0) < 0 &&
                                   bit_set_next(&arrangement->hidden, 0) < 0);
}

// ---- the rows ------------------------------------------------------------------------------------------------------

static bool is_below(const struct timeline_arrangement *arrangement, uint32_t task)
{
    return !bit_set_has(&arrangement->pinned, task) && !bit_set_has(&arrangement->hidden, task);
}

// A process whose tasks are all hidden or on top has no row of its own.
static void add_process(struct timeline_rows *rows, const struct document *document, uint32_t p,
                        const struct timeline_row_kind *of_task, const struct timeline_row_kind *of_process)
{
    const struct timeline_arrangement *arrangement = &rows->model->arrangement;
    const struct crowd_process *process = &document->crowd.processes[p];
    const uint16_t *tasks = arrangement->tasks + process->first;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < process->count; i++)
        shown += is_below(arrangement, tasks[i]);
    if (process->count > 1 && shown > 0)
        timeline_rows_add(rows, of_process, (int)p);
    // What was searched for by name is to be seen.
    const bool folded = process->count > 1 && timeline_process_folded(rows->model, document, p) &&
                        bit_set_next(&arrangement->hidden, 0) < 0;
    for (uint32_t i = 0; i < process->count && !folded; i++)
        if (is_below(arrangement, tasks[i]))
            timeline_rows_add(rows, of_task, tasks[i]);
}

void timeline_arrange_rows(struct timeline_rows *rows, const struct document *document,
                           const struct timeline_row_kind *of_task, const struct timeline_row_kind *of_process)
{
    const struct timeline_arrangement *arrangement = &rows->model->arrangement;
    const uint32_t count = document->recording.task_count;
    for (uint32_t i = 0; i < count; i++)
        if (bit_set_has(&arrangement->pinned, arrangement->tasks[i]))
            timeline_rows_add(rows, of_task, arrangement->tasks[i]);
    rows->top = rows->count;
    if (document->crowd.process_count > 1 && arrangement->order == ORDER_NUMBER) {
        for (uint32_t p = 0; p < document->crowd.process_count; p++)
            add_process(rows, document, p, of_task, of_process);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        if (is_below(arrangement, arrangement->tasks[i]))
            timeline_rows_add(rows, of_task, arrangement->tasks[i]);
}
