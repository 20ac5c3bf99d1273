// Words for the child, and what its end means.
#include "gui/runner.h"

#include "base/text.h"
#include "gui/say.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "os/clock.h"
#include "view/model/setting_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    EXIT_BY_DEADLINE = 5
};

void runner_start(struct runner *runner, struct passing *passing, struct model *model, const struct plan *plan,
                  const char *schedule, bool in_series, struct waker waker)
{
    char text[CHILD_WORDS_BYTES], file[PATH_MAX];
    const struct lab *lab = lab_of(plan->lab);
    const char *words[] = { "run", lab->name, "--lines", "--save", file, "--schedule", schedule };
    if (runner_works(runner))
        return;
    model->running = RUN_IDLE;
    runner->plan = *plan;
    runner->number = ++passing->runs;
    runner->tries = in_series ? runner->tries + 1 : 0;
    model->asked = *plan;
    passing_run_file(passing, runner->number, file);
    if (!settings_words(lab->settings, plan, text, sizeof text)) {
        say_words(model, true, TEXT_SAID_TOO_LONG_ID, NULL, 0);
        return;
    }
    const struct status status = child_start(&runner->child, words, schedule ? 7 : 5, text, waker);
    if (!status_is_ok(status)) {
        say_status(model, status);
        return;
    }
    runner->since_ns = os_now_ns();
    runner->cancelled = false;
    model->running = RUN_BUSY;
    model->run_updates = 0;
    model->run_updates_in_all = plan_experiment(plan) ? experiment_updates(plan_experiment(plan)) : 0;
    model->run_elapsed_ns = 0;
}

bool runner_works(const struct runner *runner) { return child_works(&runner->child); }

void runner_cancel(struct runner *runner)
{
    runner->tries = 0;
    if (!runner_works(runner))
        return;
    runner->cancelled = true;
    child_stop(&runner->child);
}

// ---- looking after it ----------------------------------------------------------------------------------------------

static void read_progress(struct runner *runner, struct model *model)
{
    char buffer[CHILD_OUTPUT_BYTES];
    uint64_t done, in_all, elapsed;
    for (char *line; (line = child_line(&runner->child, buffer)) != NULL;) {
        if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64, &done, &in_all, &elapsed) == 3) {
            model->run_updates = done;
            model->run_updates_in_all = in_all;
        }
    }
    model->run_elapsed_ns = os_now_ns() - runner->since_ns;
}

static void say_end(struct runner *runner, struct model *model, bool recorded)
{
    const struct os_child *os = &runner->child.os;
    char signal[64];
    const char *part = signal;
    const struct status error = child_error(&runner->child);
    if (runner->cancelled) {
        say_words(model, false, TEXT_SAID_CANCELLED_ID, NULL, 0);
    } else if (os->signal && !recorded) {
        snprintf(signal, sizeof signal, "%d (%s)", os->signal, strsignal(os->signal));
        say_words(model, true, TEXT_SAID_RUN_SIGNAL_ID, &part, 1);
    } else if (!recorded || (os->code != 0 && os->code != EXIT_BY_DEADLINE)) {
        if (status_is_ok(error))
            say_words(model, true, TEXT_SAID_RUN_FAILED_ID, NULL, 0);
        say_status(model, error);
    }
}

enum runner_end runner_tend(struct runner *runner, struct passing *passing, struct model *model, bool *deadline)
{
    char file[PATH_MAX];
    if (!runner_works(runner))
        return RUNNER_GOES_ON;
    const bool ended = child_ended(&runner->child);
    read_progress(runner, model);
    if (!ended)
        return RUNNER_GOES_ON;
    passing_run_file(passing, runner->number, file);
    const bool recorded = access(file, R_OK) == 0 && !runner->cancelled;
    *deadline = runner->child.os.code == EXIT_BY_DEADLINE;
    say_end(runner, model, recorded);
    if (!recorded)
        unlink(file);
    child_finish(&runner->child);
    model->running = RUN_IDLE;
    return recorded ? RUNNER_RECORDED : RUNNER_FAILED;
}

// ---- again ---------------------------------------------------------------------------------------------------------

bool runner_wants_another(const struct runner *runner, const struct document *document)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    return experiment && runner->tries > 0 && runner->tries < RUNNER_TRIES &&
           balance_story(document)->figures.lost == 0 && experiment->guard == GUARD_NONE &&
           experiment->memory == MEMORY_SHARED && experiment->count > 1 &&
           document->recording.facts->ended == RUN_COMPLETE;
}

void runner_say_series(struct runner *runner, struct model *model, bool lost)
{
    static const enum text_id counts[] = { TEXT_COUNT_TWO_ID, TEXT_COUNT_THREE_ID, TEXT_COUNT_FOUR_ID };
    _Static_assert(sizeof counts / sizeof *counts == RUNNER_TRIES - 2, "a word for all but the last");
    const int tries = runner->tries;
    char number[TEXT_NUMBER_BYTES];
    runner->tries = 0;
    if (tries < 2)
        return;
    const char *parts[] = { text_grouped(number, tries),
                            tries > 2 ? text_of(model->language, counts[tries - 3]) : NULL };
    say_words(model, false,
              !lost       ? TEXT_SAID_ALL_LOST_NOTHING_ID
              : tries > 2 ? TEXT_SAID_FIRST_FEW_LOST_NOTHING_ID
                          : TEXT_SAID_FIRST_LOST_NOTHING_ID,
              parts, 2);
}
