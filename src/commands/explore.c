// raceledger explore: every schedule of the experiment, counted.
#include "commands/command.h"
#include "commands/explore_locks.h"
#include "commands/options.h"
#include "commands/progress.h"
#include "commands/second.h"

#include "base/text.h"
#include "labs/balance/report/exploration.h"
#include "labs/balance/settings.h"
#include "os/clock.h"
#include "os/cpus.h"
#include "os/signals.h"

#include <stdio.h>

#define TIME_NS_DEFAULT (UINT64_C(60) * 1000000000)
#define MEMORY_BYTES_DEFAULT UINT64_C(4000000000)
enum {
    LISTED_MAX = 1000
};

#define PATIENCE_NS UINT64_C(1000000000) // of a signal, until what was found is printed

struct request {
    struct settings settings;
    struct budget budget;
    const char *json, *shortest;
};

struct watch {
    struct progress progress;
    uint64_t began_ns;
};

static bool go_on(void *context, double share)
{
    struct watch *watch = context;
    progress_show(&watch->progress, (uint64_t)(share * 1e6), 1000000, os_now_ns() - watch->began_ns);
    return !os_signals_pending();
}

static struct status read_budget(struct request *request, const char *time, const char *memory)
{
    request->budget =
        (struct budget){ .time_ns = TIME_NS_DEFAULT, .memory_bytes = MEMORY_BYTES_DEFAULT, .now_ns = os_now_ns };
    if (time && (!text_read_duration(time, &request->budget.time_ns) || request->budget.time_ns == 0))
        return status_make(STATUS_USAGE, "--budget-time %s: must be a time with its unit, more than 0: 60s", time);
    if (memory && (!text_read_count(memory, &request->budget.memory_bytes) || request->budget.memory_bytes < 1000000))
        return status_make(STATUS_USAGE, "--budget-memory %s: must be a number of bytes, 1M or more: 4000M", memory);
    return status_ok();
}

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    const char *time = NULL, *memory = NULL;
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "shortest", NULL, "list every schedule that ends wrong with the fewest switches", &request->shortest },
        { "json", NULL, "print one JSON document", &request->json },
        { "budget-time", "TIME", "how long it may take (60s); past it the answer is a lower bound", &time },
        { "budget-memory", "BYTES", "how much memory it may take, 1M or more (4000M)", &memory },
        { 0 },
    };
    settings_init(&request->settings, &balance_settings, os_cpus_allowed()->count);
    static const struct option_limit limits[] = { { "count", SCHEDULES_WORKERS_MAX }, { NULL, 0 } };
    struct options options = { .command = "explore",
                               .table = table,
                               .settings = &request->settings,
                               .limits = limits,
                               .note = "--iterations is 1 here unless given." };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    if (!settings_given(&request->settings, "iterations"))
        experiment_to_change(&request->settings)->iterations = 1;
    status = read_budget(request, time, memory);
    return status_is_ok(status) ? settings_finish(&request->settings, UINT64_MAX) : status;
}

static void print(const struct request *request, const struct exploration *exploration, const struct shortest *shortest)
{
    const struct experiment *experiment = settings_experiment(&request->settings);
    if (request->json)
        exploration_json(stdout, experiment, exploration, shortest, request->shortest);
    else
        exploration_text(stdout, experiment, exploration, shortest, request->shortest);
}

static int explore(struct request *request, const struct course *course)
{
    struct watch watch = { .began_ns = os_now_ns() };
    struct exploration exploration;
    struct shortest shortest;
    const struct walk start = walk_start(course);
    const struct goal goal = { .kind = GOAL_WRONG };
    request->budget.go_on = go_on;
    request->budget.context = &watch;
    struct second second;
    request->budget.beside = second_init(&second);
    os_signals_listen(PATIENCE_NS);
    exploration_run(&exploration, course, &start, &request->budget);
    // Where nothing ends wrong there is nothing to search for.
    const bool search = mpz_sgn(exploration.wrong) > 0 && !os_signals_pending();
    if (search)
        shortest_find(&shortest, course, &start, goal, request->shortest ? LISTED_MAX : 0, &request->budget);
    progress_clear(&watch.progress);
    os_signals_leave();
    print(request, &exploration, search ? &shortest : NULL);
    if (search)
        shortest_finish(&shortest);
    exploration_finish(&exploration);
    if (os_signals_pending()) {
        fflush(stdout);
        return os_signals_reraise(os_signals_pending());
    }
    return command_end(EXIT_DONE);
}

int command_explore(int count, char **words)
{
    struct request request;
    struct course course;
    bool helped;
    if (count > 0 && words[0][0] != '-')
        return explore_locks(words[0], count - 1, words + 1);
    struct status status = read_request(&request, count, words, &helped);
    if (status_is_ok(status) && helped)
        return command_end(EXIT_DONE);
    if (status_is_ok(status))
        status = course_of(&course, settings_experiment(&request.settings));
    if (status_is_ok(status))
        status = os_signals_init();
    return status_is_ok(status) ? explore(&request, &course) : command_failed(status);
}
