// Explores what the desk shows.
#include "schedules/desk.h"

#include "labs/balance/cell.h"
#include "schedules/explore.h"
#include "schedules/shortest.h"

#include <stdio.h>
#include <string.h>

uint32_t desk_iterations_max(uint32_t workers)
{
    static const uint32_t most[SCHEDULES_WORKERS_MAX + 1] = { 1, 5, 5, 2, 1 };
    return workers <= SCHEDULES_WORKERS_MAX ? most[workers] : 1;
}

struct experiment desk_experiment(const struct experiment *experiment, uint32_t iterations)
{
    struct experiment small = *experiment;
    const uint32_t most = desk_iterations_max(small.count);
    small.iterations = iterations < 1 ? 1 : iterations > most ? most : iterations;
    small.timing = TIMING_FULL;
    small.io_every = small.io_ns = small.io_workers = 0;
    return small;
}

static int64_t number(const mpz_t value) { return mpz_fits_slong_p(value) ? mpz_get_si(value) : DESK_TOO_MANY; }

static struct desk_count count_of(const struct exploration *exploration)
{
    return (struct desk_count){
        .schedules = number(exploration->schedules),
        .wrong = number(exploration->wrong),
        .losing = number(exploration->losing),
        .deadlocks = number(exploration->deadlocks),
    };
}

static struct desk_count count_from(const struct course *course, const struct walk *walk)
{
    struct exploration exploration;
    exploration_run(&exploration, course, walk, NULL);
    const struct desk_count count = count_of(&exploration);
    exploration_finish(&exploration);
    return count;
}

static void fill_all(struct desk *desk, const struct course *course, const struct walk *start)
{
    struct exploration exploration;
    exploration_run(&exploration, course, start, NULL);
    desk->all = count_of(&exploration);
    for (size_t i = 0; i < exploration.outcome_count && desk->outcome_count < DESK_OUTCOMES_MAX; i++)
        desk->outcomes[desk->outcome_count++] = (struct desk_outcome){
            .final = exploration.outcomes[i].final,
            .all = number(exploration.outcomes[i].schedules),
        };
    exploration_finish(&exploration);
}

static void fill_here(struct desk *desk, const struct course *course, const struct walk *here)
{
    struct exploration exploration;
    exploration_run(&exploration, course, here, NULL);
    desk->here = count_of(&exploration);
    for (int i = 0; i < desk->outcome_count; i++)
        desk->outcomes[i].here = 0;
    int at = 0;
    for (size_t i = 0; i < exploration.outcome_count; i++) {
        while (at < desk->outcome_count && desk->outcomes[at].final < exploration.outcomes[i].final)
            at++;
        if (at < desk->outcome_count && desk->outcomes[at].final == exploration.outcomes[i].final)
            desk->outcomes[at].here = number(exploration.outcomes[i].schedules);
    }
    exploration_finish(&exploration);
}

static void fill_shortest(struct desk *desk, const struct course *course, const struct walk *start)
{
    struct shortest shortest;
    if (desk->all.wrong == 0)
        return;
    shortest_find(&shortest, course, start, (struct goal){ .kind = GOAL_WRONG }, 1, NULL);
    desk->par = shortest.switches;
    if (shortest.listed_count > 0)
        snprintf(desk->shortest, sizeof desk->shortest, "%s", shortest.listed[0]);
    shortest_finish(&shortest);
}

// False where the worker cannot move.
static bool add_branch(struct desk *desk, const struct course *course, struct walk *walk, int worker, uint8_t depth)
{
    if (!(walk_enabled(course, walk) >> worker & 1) || desk->branch_count == DESK_BRANCHES_MAX)
        return false;
    walk_move(course, walk, worker, NULL, NULL);
    desk->branches[desk->branch_count++] = (struct desk_branch){
        .depth = depth,
        .worker = (uint8_t)worker,
        .count = count_from(course, walk),
    };
    return true;
}

static void fill_branches(struct desk *desk, const struct course *course, const struct walk *here)
{
    desk->branch_count = 0;
    if (course->count <= 2)
        return;
    for (int first = 0; first < course->count; first++) {
        struct walk next = *here;
        if (!add_branch(desk, course, &next, first, 1))
            continue;
        for (int second = 0; second < course->count; second++) {
            struct walk after = next;
            add_branch(desk, course, &after, second, 2);
        }
    }
}

static void fill_rivals(struct desk *desk, const struct experiment *rivals, int count)
{
    struct course course;
    desk->rival_count = count < DESK_RIVALS_MAX ? count : DESK_RIVALS_MAX;
    for (int i = 0; i < desk->rival_count; i++) {
        desk->rivals[i] = (struct desk_count){ 0 };
        if (status_is_ok(course_of(&course, &rivals[i]))) {
            const struct walk start = walk_start(&course);
            desk->rivals[i] = count_from(&course, &start);
        }
    }
}

void desk_keep_possible(const struct experiment *experiment, char *moves)
{
    struct course course;
    size_t made = 0;
    if (status_is_ok(course_of(&course, experiment))) {
        struct walk walk = walk_start(&course);
        made = walk_follow(&course, &walk, moves, NULL, NULL);
    }
    moves[made] = '\0';
}

bool desk_walk(const struct desk *desk, struct course *course, struct walk *walk)
{
    if (!desk->possible || !status_is_ok(course_of(course, &desk->experiment)))
        return false;
    *walk = walk_start(course);
    walk_follow(course, walk, desk->moves, NULL, NULL);
    return true;
}

void desk_fill(struct desk *desk, const struct experiment *experiment, const char *moves,
               const struct experiment *rivals, int rival_count)
{
    const bool same = desk->filled && experiment_same(&desk->experiment, experiment);
    struct course course;
    if (same && strcmp(desk->moves, moves) == 0)
        return;
    if (!same) {
        memset(desk, 0, sizeof *desk);
        desk->experiment = *experiment;
        desk->filled = true;
    }
    snprintf(desk->moves, sizeof desk->moves, "%s", moves);
    const struct status status = course_of(&course, experiment);
    desk->possible = status_is_ok(status);
    if (!desk->possible) {
        snprintf(desk->problem, sizeof desk->problem, "%s", status.message);
        return;
    }
    const struct walk start = walk_start(&course);
    if (!same) {
        fill_all(desk, &course, &start);
        fill_shortest(desk, &course, &start);
        fill_rivals(desk, rivals, rival_count);
    }
    struct walk here = start;
    walk_follow(&course, &here, desk->moves, NULL, NULL);
    fill_here(desk, &course, &here);
    fill_branches(desk, &course, &here);
}
