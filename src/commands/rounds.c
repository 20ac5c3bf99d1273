// Run after run, each understood at once and forgotten.
#include "commands/rounds.h"

#include "os/clock.h"
#include "run/run.h"

#include <stdio.h>

// ---- how far it is --------------------------------------------------------------------------------------------------

enum {
    PARTS = 1000,
};

void rounds_begin(struct rounds_pace *pace, uint64_t rows, uint64_t repeat, uint64_t enough_ns)
{
    const uint64_t now = os_now_ns();
    *pace = (struct rounds_pace){
        .progress = { .lines = true },
        .rows = rows,
        .in_all = rows * repeat,
        .enough_ns = enough_ns,
        .began_ns = now,
        .round_began_ns = now,
    };
}

bool rounds_next(struct rounds_pace *pace)
{
    const uint64_t now = os_now_ns();
    const uint64_t took_ns = now - pace->round_began_ns;
    if (pace->rounds > 0 && took_ns > pace->longest_ns)
        pace->longest_ns = took_ns;
    if (pace->done >= pace->in_all)
        return false;
    if (pace->rounds > 0 && pace->enough_ns && now - pace->began_ns + pace->longest_ns > pace->enough_ns)
        return false;
    pace->round_began_ns = now;
    pace->rounds++;
    return true;
}

// By runs or by the time that is enough, whichever comes first; the first round is made in any case. runs: with what is made of
// the one that goes on.
static void show(struct rounds_pace *pace, double runs)
{
    const uint64_t elapsed_ns = os_now_ns() - pace->began_ns;
    const double by_time = pace->enough_ns ? (double)elapsed_ns / (double)pace->enough_ns : 0;
    const double first = runs / (double)pace->rows;
    double part = runs / (double)pace->in_all;
    part = by_time > part ? by_time : part;
    part = pace->rounds <= 1 && first < part ? first : part;
    progress_show(&pace->progress, (uint64_t)(PARTS * (part < 1 ? part : 1)), PARTS, elapsed_ns);
}

void rounds_running(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    struct rounds_pace *pace = context;
    (void)elapsed_ns;
    show(pace, (double)pace->done + (in_all ? (double)done / (double)in_all : 0));
}

void rounds_made(struct rounds_pace *pace)
{
    pace->done++;
    show(pace, (double)pace->done);
}

void rounds_end(struct rounds_pace *pace) { progress_clear(&pace->progress); }

// ---- running --------------------------------------------------------------------------------------------------------

static struct status run_one(const struct rounds *rounds, int index, struct rounds_pace *pace)
{
    const struct run_options options = {
        .no_kernel_records = rounds->no_kernel_records,
        .progress = rounds_running,
        .context = pace,
    };
    struct recording recording = { 0 };
    struct account account;
    struct status status = run_plan(&recording, experiment_plan(rounds->experiments[index]), &options);
    if (!status_is_ok(status))
        return status;
    if (recording.facts->ended == RUN_INTERRUPTED) {
        recording_close(&recording);
        return status_make(STATUS_INTERRUPTED, "interrupted");
    }
    status = account_build(&account, &recording);
    if (status_is_ok(status)) {
        status = rounds->ran(rounds->context, index, &account);
        account_finish(&account);
    }
    recording_close(&recording);
    return status;
}

struct status rounds_run(const struct rounds *rounds)
{
    struct rounds_pace pace;
    uint64_t rows = 0;
    struct status status = status_ok();
    for (int row = 0; row < rounds->rows; row++)
        rows += rounds->experiments[row] != NULL;
    rounds_begin(&pace, rows, (uint64_t)rounds->repeat, rounds->enough_ns);
    while (status_is_ok(status) && rounds_next(&pace)) {
        for (int row = 0; row < rounds->rows && status_is_ok(status); row++) {
            if (!rounds->experiments[row])
                continue;
            status = run_one(rounds, row, &pace);
            rounds_made(&pace);
        }
    }
    rounds_end(&pace);
    return status;
}

// ---- what is kept ---------------------------------------------------------------------------------------------------

bool keeper_see(struct keeper *keeper, int row, const struct account *account)
{
    if (keeper->has[row] && account->figures.lost <= keeper->lost[row])
        return false;
    const bool kept = keeping_save(&keeper->keeping, keeper->stem, row, account->recording);
    keeper->has[row] |= kept;
    if (kept)
        keeper->lost[row] = account->figures.lost;
    return kept;
}

struct compare_line rounds_line(const struct comparison *comparison, int index, const struct account *account,
                                bool saved)
{
    const struct comparison_row *row = &comparison->rows[index];
    return (struct compare_line){
        .row = index,
        .run = row->runs - 1,
        .wrong = account->figures.final != account->figures.expected,
        .saved = saved,
        .final = account->figures.final - account->figures.expected,
        .updates = row->updates,
        .lost = row->lost,
        .ns_per_update = account->figures.ns_per_update,
        .cores_busy = row->cores_known ? row->cores_busy / row->cores_known : -1,
        .blocked_share = row->blocked_known ? row->blocked_share / row->blocked_known : -1,
        .relative = comparison_relative(comparison, index),
    };
}

struct compare_line rounds_cell_line(struct gil_matrix *matrix, int number, const struct account *account, bool saved)
{
    const struct gil_cell *cell = gil_matrix_cell(matrix, number);
    return (struct compare_line){
        .row = number,
        .run = cell->runs - 1,
        .wrong = account->figures.final != account->figures.expected,
        .saved = saved,
        .final = account->figures.final - account->figures.expected,
        .updates = cell->updates,
        .lost = cell->lost,
        .ns_per_update = account->figures.ns_per_update,
        .cores_busy = account->figures.usage.cores_busy,
        .blocked_share = account->figures.usage.blocked_share,
        .relative = -1,
    };
}
