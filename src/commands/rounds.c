// Run after run, each understood at once and forgotten.
#include "commands/rounds.h"

#include "commands/progress.h"

#include "os/clock.h"
#include "run/run.h"

static struct status run_one(const struct rounds *rounds, int index)
{
    struct comparison_row *row = &rounds->comparison->rows[index];
    const struct run_options options = { 0 };
    struct recording recording = { 0 };
    struct account account;
    struct status status = run_experiment(&recording, &row->experiment, &options);
    if (!status_is_ok(status))
        return status;
    if (recording.facts->ended == RUN_INTERRUPTED) {
        recording_close(&recording);
        return status_make(STATUS_INTERRUPTED, "interrupted");
    }
    status = account_build(&account, &recording);
    if (status_is_ok(status)) {
        comparison_add(row, &account);
        status = rounds->ran(rounds->context, index, &account);
        account_finish(&account);
    }
    recording_close(&recording);
    return status;
}

struct status rounds_run(const struct rounds *rounds)
{
    struct progress progress = { 0 };
    const uint64_t began = os_now_ns();
    const uint64_t in_all = (uint64_t)rounds->comparison->repeat * COMPARISON_ROWS;
    struct status status = status_ok();
    for (uint64_t i = 0; i < in_all && status_is_ok(status); i++) {
        status = run_one(rounds, (int)(i % COMPARISON_ROWS));
        progress_show(&progress, i + 1, in_all, os_now_ns() - began);
    }
    progress_clear(&progress);
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
