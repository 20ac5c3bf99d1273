// Words for the child, and what its end means.
#include "gui/runner.h"

#include "base/c_source.h"
#include "base/text.h"
#include "gui/say.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "os/clock.h"
#include "os/words.h"
#include "view/model/setting_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    EXIT_BY_DEADLINE = 5
};

enum {
    RECORD_WORDS = 9, // before the command's own, at the most
    COMPILE_WORDS = 4,
    COMMAND_WORDS_MOST = CHILD_WORDS_MAX - RECORD_WORDS - 3,
};

static void begin(struct runner *runner, struct model *model, uint64_t updates)
{
    runner->since_ns = os_now_ns();
    runner->cancelled = false;
    model->running = RUN_BUSY;
    model->run_updates = 0;
    model->run_updates_in_all = updates;
    model->run_elapsed_ns = 0;
}

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
    runner->command[0] = model->to_record[0] = '\0';
    runner->checks = false;
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
    begin(runner, model, plan_experiment(plan) ? experiment_updates(plan_experiment(plan)) : 0);
}

// ---- a command -----------------------------------------------------------------------------------------------------

static void say_fault(struct model *model, enum os_words_fault fault, const char *sign)
{
    static const enum text_id texts[] = {
        [OS_WORDS_SHELL] = TEXT_SAID_COMMAND_SHELL_ID,
        [OS_WORDS_OPEN] = TEXT_SAID_COMMAND_QUOTES_ID,
        [OS_WORDS_RUNS] = TEXT_SAID_COMMAND_RUNS_ID,
        [OS_WORDS_MEMORY] = TEXT_SAID_NO_MEMORY_ID,
    };
    say_words(model, true, texts[fault], &sign, 1);
}

// How many of the words, from the first on, are sources of C or C++.
static size_t sources_in(const struct os_words *typed)
{
    size_t count = 0;
    while (count < typed->count && c_source_is(typed->list[count]))
        count++;
    return count;
}

// Exits with the recorder's own status: the program's is in the recording. Of sources what was made of them is run.
static struct status start_recorder(struct runner *runner, const char *file, const struct os_words *typed)
{
    const char *words[CHILD_WORDS_MAX] = { "record", "--quiet", "--exit-own", "-o", file };
    int count = 5;
    if (runner->program[0]) {
        words[count++] = "--called";
        words[count++] = typed->list[0];
    }
    words[count++] = "--";
    if (runner->program[0])
        words[count++] = runner->program;
    for (size_t i = runner->program[0] ? sources_in(typed) : 0; i < typed->count; i++)
        words[count++] = typed->list[i];
    return child_start_recorder(&runner->child, words, count, NULL, runner->waker);
}

// Its name is the first source's, in the folder of the passing recordings.
static struct status start_compiler(struct runner *runner, const char *file, const struct os_words *typed)
{
    const char *words[CHILD_WORDS_MAX] = { "cc", "-pthread", "-o", runner->program }, *source = typed->list[0],
               *slash = strrchr(source, '/'), *end = strrchr(file, '/');
    const char *name = slash ? slash + 1 : source;
    const int folder = end ? (int)(end - file) : 0, length = (int)(strrchr(name, '.') - name);
    if (snprintf(runner->program, sizeof runner->program, "%.*s/%.*s", folder, file, length, name) >=
        (int)sizeof runner->program)
        return status_make(STATUS_FAILED, "%s: its name is too long", source);
    for (size_t i = 0; i < sources_in(typed); i++)
        words[COMPILE_WORDS + i] = typed->list[i];
    words[COMPILE_WORDS + sources_in(typed)] = "-lm";
    runner->checks = runner->compiles = true;
    return child_start(&runner->child, words, COMPILE_WORDS + (int)sources_in(typed) + 1, NULL, runner->waker);
}

static void forget_program(struct runner *runner)
{
    if (runner->program[0])
        unlink(runner->program);
    runner->program[0] = '\0';
    runner->compiles = false;
}

bool runner_record(struct runner *runner, struct passing *passing, struct model *model, const char *command,
                   struct waker waker)
{
    char file[PATH_MAX], most[TEXT_NUMBER_BYTES];
    const char *part = most;
    struct os_words typed;
    struct status status = status_ok();
    if (runner_works(runner))
        return false;
    const enum os_words_fault fault = os_words_split(&typed, command);
    text_grouped(most, COMMAND_WORDS_MOST);
    if (fault != OS_WORDS_WELL)
        say_fault(model, fault, typed.at);
    else if (typed.count == 0)
        say_words(model, true, TEXT_SAID_COMMAND_EMPTY_ID, NULL, 0);
    else if (typed.count > COMMAND_WORDS_MOST)
        say_words(model, true, TEXT_SAID_COMMAND_LONG_ID, &part, 1);
    const bool well = fault == OS_WORDS_WELL && typed.count > 0 && typed.count <= COMMAND_WORDS_MOST;
    if (well) {
        runner->plan = (struct plan){ 0 };
        runner->number = ++passing->runs;
        runner->tries = 0;
        runner->checks = false;
        model->asked = (struct plan){ 0 };
        snprintf(runner->command, sizeof runner->command, "%s", command);
        runner->waker = waker;
        forget_program(runner);
        passing_run_file(passing, runner->number, file);
        status = sources_in(&typed) > 0 ? start_compiler(runner, file, &typed) : start_recorder(runner, file, &typed);
        say_status(model, status);
        if (runner->compiles && status_is_ok(status))
            say_words(model, false, TEXT_SAID_COMPILING_ID, &(const char *){ typed.list[0] }, 1);
    }
    os_words_free(&typed);
    if (!well || !status_is_ok(status))
        return false;
    begin(runner, model, 0);
    return true;
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

void runner_finish(struct runner *runner)
{
    if (runner->command[0])
        child_ask_twice(&runner->child);
    child_finish(&runner->child);
    forget_program(runner);
}

// ---- looking after it ----------------------------------------------------------------------------------------------

static void read_progress(struct runner *runner, struct model *model)
{
    char buffer[CHILD_OUTPUT_BYTES];
    uint64_t done, in_all, elapsed;
    for (char *line; (line = child_line(&runner->child, buffer)) != NULL;) {
        if (!runner->command[0] && // what a command prints is its own
            sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64, &done, &in_all, &elapsed) == 3) {
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
    if (runner->command[0] && recorded) // its end is its own affair
        return;
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

// The compiler has ended: what it made is recorded; else it says why not.
static enum runner_end tend_compiler(struct runner *runner, const char *file, struct model *model)
{
    struct os_words typed;
    const bool made = runner->child.os.code == 0 && !runner->child.os.signal && !runner->cancelled;
    struct status status = made ? status_ok() : child_compiler_error(&runner->child);
    child_finish(&runner->child);
    runner->compiles = false;
    if (made && os_words_split(&typed, runner->command) == OS_WORDS_WELL) {
        status = start_recorder(runner, file, &typed);
        os_words_free(&typed);
        say(model, false, ""); // no longer
        if (status_is_ok(status))
            return RUNNER_GOES_ON;
    }
    forget_program(runner);
    model->running = RUN_IDLE;
    if (runner->cancelled)
        say_words(model, false, TEXT_SAID_CANCELLED_ID, NULL, 0);
    else if (status_is_ok(status))
        say_words(model, true, TEXT_SAID_RUN_FAILED_ID, NULL, 0);
    else
        say_status(model, status);
    return RUNNER_FAILED;
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
    if (runner->compiles)
        return tend_compiler(runner, file, model);
    const bool recorded = access(file, R_OK) == 0 && (!runner->cancelled || runner->command[0]);
    *deadline = !runner->command[0] && runner->child.os.code == EXIT_BY_DEADLINE;
    say_end(runner, model, recorded);
    if (!recorded)
        unlink(file);
    child_finish(&runner->child);
    forget_program(runner);
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
