// Run after run, each understood at once and forgotten.
#include "commands/rounds.h"

#include "commands/progress.h"

#include "os/clock.h"
#include "run/run.h"

#include <stdio.h>

static struct status run_one(const struct rounds *rounds, int index)
{
    const struct run_options options = { .no_kernel_records = rounds->no_kernel_records };
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

enum {
    PARTS = 1000,
};

// How much of it is done, by runs or by the time that is enough, whichever comes first.
static uint64_t part_done(const struct rounds *rounds, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    const double by_runs = (double)done / (double)in_all;
    const double by_time = rounds->enough_ns ? (double)elapsed_ns / (double)rounds->enough_ns : 0;
    const double part = by_runs > by_time ? by_runs : by_time;
    return (uint64_t)(PARTS * (part < 1 ? part : 1));
}

struct status rounds_run(const struct rounds *rounds)
{
    struct progress progress = { .lines = true };
    const uint64_t began = os_now_ns();
    uint64_t in_all = 0, done = 0;
    struct status status = status_ok();
    for (int row = 0; row < rounds->rows; row++)
        in_all += rounds->experiments[row] ? (uint64_t)rounds->repeat : 0;
    for (int i = 0; i < rounds->rows * rounds->repeat && status_is_ok(status); i++) {
        const uint64_t elapsed = os_now_ns() - began;
        if (rounds->enough_ns && i > 0 && i % rounds->rows == 0 && elapsed >= rounds->enough_ns)
            break;
        if (!rounds->experiments[i % rounds->rows])
            continue;
        status = run_one(rounds, i % rounds->rows);
        done++;
        progress_show(&progress, part_done(rounds, done, in_all, os_now_ns() - began), PARTS, os_now_ns() - began);
    }
    progress_clear(&progress);
    return status;
}

struct status keeper_see(struct keeper *keeper, int row, const struct account *account, bool *kept)
{
    char path[4096];
    *kept = false;
    if (!keeper->folder || (keeper->has[row] && account->figures.lost <= keeper->lost[row]))
        return status_ok();
    if (snprintf(path, sizeof path, "%s/%s-%d.rl", keeper->folder, keeper->stem, row) >= (int)sizeof path)
        return status_make(STATUS_USAGE, "--save-runs %s: too long", keeper->folder);
    const struct status status = recording_save(account->recording, path);
    *kept = keeper->has[row] = status_is_ok(status);
    keeper->lost[row] = account->figures.lost;
    return status;
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
