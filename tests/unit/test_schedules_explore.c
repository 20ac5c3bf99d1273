// The explorer against known figures, and against walking every schedule: every guard and Python version, and random
// listings with locks and switch points anywhere.
#include "labs/balance/guard.h"
#include "schedules/explore.h"
#include "schedules/safe.h"
#include "schedules/shortest.h"
#include "support/random.h"
#include "test_schedules_slow.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int32_t usual_amounts[SCHEDULES_WORKERS_MAX] = { 5, 8, 3, 7 };

static struct course course_for(enum guard_id guard, enum python_version python, int count, uint64_t iterations)
{
    struct experiment experiment = {
        .guard = guard,
        .python = python,
        .count = (uint32_t)count,
        .iterations = iterations,
    };
    memcpy(experiment.amounts, usual_amounts, sizeof usual_amounts);
    struct course course;
    struct status status = course_of(&course, &experiment);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    return course;
}

static struct exploration explored(const struct course *course)
{
    const struct walk start = walk_start(course);
    struct exploration exploration;
    exploration_run(&exploration, course, &start, NULL);
    assert_true(exploration.complete);
    return exploration;
}

static void assert_number(const mpz_t number, const char *decimal, const char *what)
{
    char *text = mpz_get_str(NULL, 10, number);
    if (strcmp(text, decimal) != 0)
        fail_msg("%s: %s, not %s", what, text, decimal);
    free(text);
}

static void assert_near(double value, double wanted, const char *what)
{
    if (!(fabs(value - wanted) <= 1e-11 * fmax(1, fabs(wanted))))
        fail_msg("%s: %.17g, not %.17g", what, value, wanted);
}

// ---- known figures -------------------------------------------------------------------------------------------------

struct known {
    int count;
    uint64_t iterations;
    const char *schedules, *wrong; // NULL where only a share or a first few digits are known
    double schedules_about, wrong_share;
    size_t finals;
    unsigned fewest_switches; // 0: not known
};

// Counted elsewhere, by visiting every interleaving.
static const struct known table[] = {
    { 2, 1, "70", "40", 0, 0, 7, 3 },
    { 2, 2, "12870", "9408", 0, 0, 23, 3 },
    { 2, 3, "2704156", "2189824", 0, 0, 47, 0 },
    { 2, 5, "137846528820", "121674735376", 0, 0, 101, 0 },
    { 2, 10, NULL, NULL, 1.075e23, 0.94047, 231, 0 },
    { 2, 20, NULL, NULL, 9.2e46, 0.96996, 491, 0 },
    { 3, 1, "34650", "25276", 0, 0, 17, 4 },
    { 3, 2, "9465511770", "8115960024", 0, 0, 55, 0 },
};

static void check_known(const struct known *known)
{
    const struct course course = course_for(GUARD_NONE, PYTHON_3_9, known->count, known->iterations);
    struct exploration exploration = explored(&course);
    if (known->schedules) {
        assert_number(exploration.schedules, known->schedules, "schedules");
        assert_number(exploration.wrong, known->wrong, "wrong");
    } else {
        const double schedules = mpz_get_d(exploration.schedules);
        if (fabs(schedules / known->schedules_about - 1) > 0.001)
            fail_msg("%g schedules, not %g", schedules, known->schedules_about);
        const double share = exploration_share(exploration.wrong, exploration.schedules);
        if (fabs(share - known->wrong_share) > 0.000005)
            fail_msg("%.7f wrong, not %.5f", share, known->wrong_share);
    }
    assert_int_equal(exploration.outcome_count, known->finals);
    assert_int_equal(exploration.expected, 0);
    assert_number(exploration.deadlocks, "0", "deadlocks");
    if (known->fewest_switches) {
        const struct walk start = walk_start(&course);
        struct shortest shortest;
        shortest_find(&shortest, &course, &start, (struct goal){ GOAL_WRONG, 0 }, 0, NULL);
        assert_true(shortest.complete && shortest.found);
        assert_int_equal(shortest.switches, known->fewest_switches);
        shortest_finish(&shortest);
    }
    exploration_finish(&exploration);
}

static void known_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_known(&table[i]);
}

static void known_outcomes_of_two_by_one(void **state)
{
    (void)state;
    static const struct {
        int64_t final;
        const char *schedules;
    } outcomes[] = { { -8, "8" }, { -5, "8" }, { -3, "4" }, { 0, "30" }, { 3, "4" }, { 5, "8" }, { 8, "8" } };
    static const struct {
        enum guard_id guard;
        enum python_version python;
    } racy[] = { { GUARD_NONE, PYTHON_3_12 }, { GUARD_GIL, PYTHON_3_9 } };
    for (size_t r = 0; r < sizeof racy / sizeof *racy; r++) {
        const struct course course = course_for(racy[r].guard, racy[r].python, 2, 1);
        struct exploration exploration = explored(&course);
        assert_int_equal(exploration.outcome_count, 7);
        for (size_t i = 0; i < 7; i++) {
            assert_int_equal(exploration.outcomes[i].final, outcomes[i].final);
            assert_number(exploration.outcomes[i].schedules, outcomes[i].schedules, "schedules of an outcome");
        }
        // The six orders of whole updates lose nothing.
        assert_number(exploration.losing, "64", "losing");
        exploration_finish(&exploration);
    }
}

static void known_figures_of_guards(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        enum python_version python;
        uint64_t iterations;
        const char *schedules;
    } safe[] = {
        { GUARD_ATOMIC, PYTHON_3_9, 1, "6" },     { GUARD_ATOMIC, PYTHON_3_9, 2, "70" },
        { GUARD_MUTEX, PYTHON_3_9, 1, "2" },      { GUARD_MUTEX, PYTHON_3_9, 2, "6" },
        { GUARD_SPIN, PYTHON_3_9, 1, "2" },       { GUARD_GIL, PYTHON_3_12, 1, "2" },
        { GUARD_GIL, PYTHON_3_12, 2, "6" },       { GUARD_GIL_MUTEX, PYTHON_3_9, 1, "2" },
        { GUARD_GIL_MUTEX, PYTHON_3_12, 1, "2" },
    };
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++) {
        const struct course course = course_for(safe[i].guard, safe[i].python, 2, safe[i].iterations);
        struct exploration exploration = explored(&course);
        assert_number(exploration.schedules, safe[i].schedules, guards[safe[i].guard]->name);
        assert_number(exploration.wrong, "0", guards[safe[i].guard]->name);
        assert_number(exploration.losing, "0", guards[safe[i].guard]->name);
        assert_int_equal(exploration.outcome_count, 1);
        assert_int_equal(exploration.outcomes[0].final, 0);
        assert_near(exploration.outcomes[0].probability, 1, "probability");
        exploration_finish(&exploration);
    }
}

static bool is_for(int guard, int count)
{
    return guards[guard]->workers == 0 || guards[guard]->workers == (uint32_t)count;
}

// The flag loses, in most of its schedules; Peterson's lock and the ticket lock never do, with a fence or without: what a
// fence keeps out is no interleaving.
static void known_figures_of_locks_by_hand(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        int count;
        uint64_t iterations;
        const char *schedules, *wrong, *losing;
    } known[] = {
        { GUARD_FLAG, 2, 1, "1850", "1056", "1572" },        { GUARD_PETERSON, 2, 1, "48", "0", "0" },
        { GUARD_PETERSON_UNFENCED, 2, 1, "48", "0", "0" },   { GUARD_TICKET, 2, 1, "14", "0", "0" },
        { GUARD_PETERSON, 2, 5, "3792055294188", "0", "0" }, { GUARD_TICKET, 3, 2, "1783278", "0", "0" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct course course = course_for(known[i].guard, PYTHON_3_9, known[i].count, known[i].iterations);
        struct exploration exploration = explored(&course);
        assert_number(exploration.schedules, known[i].schedules, guards[known[i].guard]->name);
        assert_number(exploration.wrong, known[i].wrong, guards[known[i].guard]->name);
        assert_number(exploration.losing, known[i].losing, guards[known[i].guard]->name);
        assert_number(exploration.deadlocks, "0", guards[known[i].guard]->name);
        exploration_finish(&exploration);
    }
}

static void verdicts_agree_with_the_listings(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        for (int python = 0; python < PYTHON_COUNT; python++) {
            const struct course course =
                course_for((enum guard_id)guard, (enum python_version)python, is_for(guard, 3) ? 3 : 2, 2);
            struct exploration exploration = explored(&course);
            const bool can_lose = program_can_lose(course.program);
            if (can_lose != (mpz_sgn(exploration.losing) > 0))
                fail_msg("%s, Python %s: the listing %s lose", guards[guard]->name,
                         python_name((enum python_version)python), can_lose ? "can" : "cannot");
            exploration_finish(&exploration);
        }
    }
}

// ---- against walking every schedule --------------------------------------------------------------------------------

static const char *listing_of(const struct slow *slow)
{
    static const char *const kinds[STEP_KINDS] = { "local", "load",   "add",  "store", "modify",
                                                   "lock",  "unlock", "mark", "await", "open" };
    static const char *const looks[] = { "", "<", ">" };
    static char text[2048];
    size_t used = (size_t)snprintf(text, sizeof text, "%s:", slow->program->bytecode ? "bytecode" : "machine");
    for (int i = 0; i < slow->program->step_count && used < sizeof text; i++) {
        const struct step *step = &slow->program->steps[i];
        used += (size_t)snprintf(text + used, sizeof text - used, " %s%s%d", looks[step->looks], kinds[step->kind],
                                 step->kind == STEP_LOCK || step->kind == STEP_UNLOCK ? step->lock : step->sign);
    }
    if (used < sizeof text)
        snprintf(text + used, sizeof text - used, " ; %d x %d, amounts %d %d %d", slow->count, slow->iterations,
                 slow->amounts[0], slow->amounts[1], slow->amounts[2]);
    return text;
}

static void same_number(const struct slow *slow, const mpz_t number, uint64_t wanted, const char *what)
{
    if (mpz_cmp_ui(number, wanted) != 0)
        fail_msg("%s: %lu explored, %lu walked, in %s", what, mpz_get_ui(number), (unsigned long)wanted,
                 listing_of(slow));
}

static void same_probability(const struct slow *slow, double value, double wanted, const char *what)
{
    if (!(fabs(value - wanted) <= 1e-11))
        fail_msg("%s: %.17g explored, %.17g walked, in %s", what, value, wanted, listing_of(slow));
}

static void same_outcomes(const struct slow *slow, const struct exploration *exploration)
{
    if (exploration->outcome_count != (size_t)slow->final_count)
        fail_msg("%zu outcomes explored, %d walked, in %s", exploration->outcome_count, slow->final_count,
                 listing_of(slow));
    double wrong = 0;
    for (size_t i = 0; i < exploration->outcome_count; i++) {
        const struct outcome *outcome = &exploration->outcomes[i];
        if (i > 0 && outcome->final <= outcome[-1].final)
            fail_msg("outcomes out of order in %s", listing_of(slow));
        int at = 0;
        while (at < slow->final_count && slow->finals[at].final != outcome->final)
            at++;
        if (at == slow->final_count)
            fail_msg("nothing ends with %ld, in %s", (long)outcome->final, listing_of(slow));
        same_number(slow, outcome->schedules, slow->finals[at].schedules, "schedules of an outcome");
        same_probability(slow, outcome->probability, slow->finals[at].probability, "probability of an outcome");
        wrong += outcome->final != exploration->expected ? outcome->probability : 0;
    }
    same_probability(slow, exploration->probability_wrong, wrong, "probability of wrong");
}

static void same_exploration(const struct slow *slow, const struct course *course, const struct walk *from)
{
    struct exploration exploration;
    exploration_run(&exploration, course, from, NULL);
    assert_true(exploration.complete && exploration.schedules_known && exploration.paths_known);
    same_number(slow, exploration.schedules, slow->schedules, "schedules");
    same_number(slow, exploration.explored, slow->schedules, "explored");
    same_number(slow, exploration.losing, slow->losing, "losing");
    same_number(slow, exploration.deadlocks, slow->deadlocks, "deadlocks");
    same_number(slow, exploration.wrong, slow->wrong, "wrong");
    same_probability(slow, exploration.probability_losing, slow->probability_losing, "probability of losing");
    same_probability(slow, exploration.probability_deadlock, slow->probability_deadlock, "probability of a deadlock");
    same_outcomes(slow, &exploration);
    exploration_finish(&exploration);
}

// A listed schedule is one that the walk can follow to the goal with so many switches.
static void check_listed(const struct slow *slow, const struct course *course, const struct walk *from,
                         const struct shortest *shortest, enum goal_kind goal)
{
    for (size_t i = 0; i < shortest->listed_count; i++) {
        struct walk walk = *from;
        const uint32_t before = walk.switches;
        const char *schedule = shortest->listed[i];
        const bool followed = walk_follow(course, &walk, schedule, NULL, NULL) == strlen(schedule);
        const bool reached = goal == GOAL_WRONG    ? walk_ended(course, &walk) && walk.balance != course->expected
                             : goal == GOAL_LOSING ? walk_ended(course, &walk) && walk.lost
                                                   : walk_deadlocked(course, &walk);
        if (!followed || !reached || walk.switches - before != shortest->switches)
            fail_msg("%s does not reach goal %d in %u switches, in %s", schedule, goal, shortest->switches,
                     listing_of(slow));
        if (i > 0 && strcmp(shortest->listed[i - 1], schedule) >= 0)
            fail_msg("%s is listed out of order, in %s", schedule, listing_of(slow));
    }
}

static void same_shortest(const struct slow *slow, const struct course *course, const struct walk *from,
                          enum goal_kind goal, const struct slow_best *best)
{
    struct shortest shortest;
    shortest_find(&shortest, course, from, (struct goal){ goal, 0 }, 50, NULL);
    assert_true(shortest.complete);
    if (shortest.found != (best->switches >= 0))
        fail_msg("goal %d is %sreached, in %s", goal, shortest.found ? "" : "not ", listing_of(slow));
    if (shortest.found) {
        if (shortest.switches != (uint32_t)best->switches)
            fail_msg("goal %d: %u switches found, %d walked, in %s", goal, shortest.switches, best->switches,
                     listing_of(slow));
        same_number(slow, shortest.schedules, best->schedules, "shortest schedules");
        if (shortest.listed_count != (best->schedules < 50 ? best->schedules : 50))
            fail_msg("%zu of %lu are listed, in %s", shortest.listed_count, (unsigned long)best->schedules,
                     listing_of(slow));
        if (strcmp(shortest.listed[0], best->first) != 0)
            fail_msg("first is %s, not %s, in %s", shortest.listed[0], best->first, listing_of(slow));
        check_listed(slow, course, from, &shortest, goal);
    }
    shortest_finish(&shortest);
}

// The shortest way to each balance that can be reached.
static void same_shortest_finals(const struct slow *slow, const struct course *course, const struct walk *from)
{
    for (int i = 0; i < slow->final_count; i++) {
        struct shortest shortest;
        shortest_find(&shortest, course, from, (struct goal){ GOAL_FINAL, slow->finals[i].final }, 0, NULL);
        assert_true(shortest.complete && shortest.found);
        if (shortest.switches != (uint32_t)slow->finals[i].switches)
            fail_msg("to %ld: %u switches found, %d walked, in %s", (long)slow->finals[i].final, shortest.switches,
                     slow->finals[i].switches, listing_of(slow));
        same_number(slow, shortest.schedules, slow->finals[i].shortest_schedules, "shortest to a balance");
        shortest_finish(&shortest);
    }
}

static enum slow_hand hand_of(const struct course *course)
{
    static const struct {
        enum guard_id guard;
        enum slow_hand hand;
    } hands[] = { { GUARD_FLAG, SLOW_FLAG },
                  { GUARD_PETERSON, SLOW_PETERSON },
                  { GUARD_PETERSON_UNFENCED, SLOW_PETERSON },
                  { GUARD_TICKET, SLOW_TICKET } };
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++)
        if (course->program == guards[hands[i].guard]->program(PYTHON_3_9))
            return hands[i].hand;
    return SLOW_NO_HAND;
}

// Everything, from after these moves. False where there are too many schedules to walk.
static bool same_as_walked(const struct course *course, const char *prefix, uint64_t schedules_max)
{
    struct slow slow = {
        .program = course->program,
        .hand = hand_of(course),
        .count = course->count,
        .iterations = (int)course->iterations,
        .expected = course->expected,
        .schedules_max = schedules_max,
    };
    memcpy(slow.amounts, course->amounts, sizeof slow.amounts);
    slow_walk(&slow, prefix);
    if (slow.too_many)
        return false;
    struct walk from = walk_start(course);
    if (walk_follow(course, &from, prefix, NULL, NULL) != strlen(prefix))
        fail_msg("%s cannot be followed, in %s", prefix, listing_of(&slow));
    same_exploration(&slow, course, &from);
    same_shortest(&slow, course, &from, GOAL_WRONG, &slow.best_wrong);
    same_shortest(&slow, course, &from, GOAL_LOSING, &slow.best_losing);
    same_shortest(&slow, course, &from, GOAL_DEADLOCK, &slow.best_deadlock);
    same_shortest_finals(&slow, course, &from);
    return true;
}

// What is expected is what the workers leave when they run one after the other.
static void right_expected(const struct course *course)
{
    struct slow slow = {
        .program = course->program,
        .hand = hand_of(course),
        .count = course->count,
        .iterations = (int)course->iterations,
    };
    memcpy(slow.amounts, course->amounts, sizeof slow.amounts);
    assert_int_equal(course->expected, slow_expected(&slow, slow_start()));
}

// Some moves at random from the start, as digits.
static void random_prefix(const struct course *course, struct random *random, size_t moves, char *prefix)
{
    struct walk walk = walk_start(course);
    size_t length = 0;
    for (unsigned enabled; length < moves && (enabled = walk_enabled(course, &walk)) != 0; length++) {
        int worker;
        do
            worker = (int)random_below(random, (uint64_t)course->count);
        while (!(enabled >> worker & 1));
        walk_move(course, &walk, worker, NULL, NULL);
        prefix[length] = (char)('1' + worker);
    }
    prefix[length] = '\0';
}

// From the start where all schedules can be walked; and from some way on, as far back as they can.
static void check_guard(enum guard_id guard, enum python_version python, int count, uint64_t iterations,
                        struct random *random)
{
    const struct course course = course_for(guard, python, count, iterations);
    right_expected(&course);
    const bool whole = same_as_walked(&course, "", 40000);
    char prefix[SLOW_MOVES];
    const size_t length = (size_t)count * course_moves_alone(&course, 0);
    size_t from = length;
    for (int tries = 0; tries < (whole ? 3 : 6); tries++) {
        random_prefix(&course, random, whole ? random_below(random, length) : from, prefix);
        if (same_as_walked(&course, prefix, 40000) && from > 0 && !whole)
            from -= from < 4 ? from : 4;
    }
}

static void every_guard_as_walked(void **state)
{
    (void)state;
    struct random random = { random_seed(1) };
    for (int guard = 0; guard < GUARD_COUNT; guard++)
        for (int python = 0; python < (guards[guard]->bytecode ? PYTHON_COUNT : 1); python++)
            for (int count = 1; count <= 3; count++)
                for (uint64_t iterations = 1; iterations <= 2 && is_for(guard, count); iterations++)
                    check_guard((enum guard_id)guard, (enum python_version)python, count, iterations, &random);
}

// Built to watch threads, of which there are none here, walking takes 20 times as long.
static bool walks_slowly(void)
{
    const char *sanitizer = getenv("RACELEDGER_SAN");
    return sanitizer && strstr(sanitizer, "thread");
}

// Two workers, three iterations: the most schedules walked here.
static void two_by_three_as_walked(void **state)
{
    (void)state;
    if (walks_slowly())
        skip();
    const struct course course = course_for(GUARD_NONE, PYTHON_3_9, 2, 3);
    assert_true(same_as_walked(&course, "", 3000000));
}

// ---- random listings -----------------------------------------------------------------------------------------------

struct random_program {
    struct step steps[16];
    struct program program;
};

// Locks are taken only when free for oneself and given back only when held, in any order; often all are given back
// at the end. A pass loads before it stores.
static void make_program(struct random *random, struct random_program *made)
{
    *made = (struct random_program){ 0 };
    bool held[2] = { false, false }, loaded = false;
    int count = 0, visible = 0;
    const int most = (int)random_between(random, 1, 5);
    while (visible < most && count < 11) {
        struct step step = { .text = "", .kind = (uint8_t)random_below(random, STEP_MARK) }; // none by hand
        step.looks = (uint8_t)random_below(random, 3);
        step.lock = (uint8_t)random_below(random, 2);
        if (step.kind == STEP_ADD || step.kind == STEP_MODIFY)
            step.sign = random_one_in(random, 2) ? 1 : -1;
        if ((step.kind == STEP_STORE && !loaded) || (step.kind == STEP_LOCK && held[step.lock]) ||
            (step.kind == STEP_UNLOCK && !held[step.lock]))
            continue;
        loaded = loaded || step.kind == STEP_LOAD;
        if (step.kind == STEP_LOCK || step.kind == STEP_UNLOCK)
            held[step.lock] = step.kind == STEP_LOCK;
        visible += step.kind != STEP_LOCAL && step.kind != STEP_ADD;
        made->steps[count++] = step;
    }
    for (uint8_t lock = 0; lock < 2; lock++)
        if (held[lock] && !random_one_in(random, 4))
            made->steps[count++] = (struct step){ .text = "", .kind = STEP_UNLOCK, .lock = lock };
    // The sums that nothing follows belong to nothing.
    while (count > 0 && (made->steps[count - 1].kind == STEP_ADD || made->steps[count - 1].kind == STEP_LOCAL))
        count--;
    made->program = (struct program){ .steps = made->steps, .step_count = count, .bytecode = random_one_in(random, 2) };
}

static void random_listings_as_walked(void **state)
{
    (void)state;
    struct random random = { random_seed(2) };
    const int listings = walks_slowly() ? 400 : 4000;
    int walked = 0, losing = 0, deadlocked = 0;
    for (int i = 0; i < listings; i++) {
        struct random_program made;
        make_program(&random, &made);
        int32_t amounts[SCHEDULES_WORKERS_MAX];
        const int kind = (int)random_below(&random, 4); // small, alike, far apart, large
        for (int w = 0; w < SCHEDULES_WORKERS_MAX; w++)
            amounts[w] = kind == 0   ? (int32_t)random_between(&random, 1, 9)
                         : kind == 1 ? (int32_t)random_between(&random, 1, 2)
                         : kind == 2 ? (int32_t)random_between(&random, 1, 1000)
                                     : (int32_t)random_between(&random, 990, 1000);
        struct course course;
        const struct status status = course_init(&course, &made.program, (int)random_between(&random, 1, 3),
                                                 random_between(&random, 1, 3), amounts);
        if (!status_is_ok(status))
            fail_msg("%s", status.message);
        char prefix[SLOW_MOVES];
        random_prefix(&course, &random, random_one_in(&random, 2) ? 0 : random_below(&random, 8), prefix);
        if (!same_as_walked(&course, prefix, 4000))
            continue;
        walked++;
        const struct walk start = walk_start(&course);
        struct exploration exploration;
        exploration_run(&exploration, &course, &start, NULL);
        losing += mpz_sgn(exploration.losing) > 0;
        deadlocked += mpz_sgn(exploration.deadlocks) > 0;
        exploration_finish(&exploration);
    }
    // They are no test unless many of them go wrong.
    if (walked < listings / 4 || losing < listings / 20 || deadlocked < listings / 20)
        fail_msg("of %d listings %d were walked, %d lose, %d deadlock", listings, walked, losing, deadlocked);
}

// ---- what must hold where nothing can be walked --------------------------------------------------------------------

// What follows from here is what follows after each next move, together.
static void explorations_add_up(void **state)
{
    (void)state;
    struct random random = { random_seed(3) };
    for (int i = 0; i < 40; i++) {
        const int guard = (int)random_below(&random, GUARD_COUNT), count = (int)random_between(&random, 2, 4);
        const struct course course =
            course_for((enum guard_id)guard, PYTHON_3_9, is_for(guard, count) ? count : 2,
                       random_between(&random, 1, guards[guard]->by_hand ? 2 : 4)); // whose equals are not alike
        char prefix[SLOW_MOVES];
        random_prefix(&course, &random, random_below(&random, 20), prefix);
        struct walk from = walk_start(&course);
        walk_follow(&course, &from, prefix, NULL, NULL);
        const unsigned enabled = walk_enabled(&course, &from);
        if (enabled == 0)
            continue;
        struct exploration whole;
        exploration_run(&whole, &course, &from, NULL);
        double probability = 0;
        for (int worker = 0; worker < course.count; worker++) {
            if (!(enabled >> worker & 1))
                continue;
            struct walk after = from;
            walk_move(&course, &after, worker, NULL, NULL);
            struct exploration part;
            exploration_run(&part, &course, &after, NULL);
            mpz_sub(whole.schedules, whole.schedules, part.schedules);
            mpz_sub(whole.wrong, whole.wrong, part.wrong);
            mpz_sub(whole.losing, whole.losing, part.losing);
            probability += part.probability_wrong / __builtin_popcount(enabled);
            exploration_finish(&part);
        }
        assert_number(whole.schedules, "0", "schedules left over");
        assert_number(whole.wrong, "0", "wrong left over");
        assert_number(whole.losing, "0", "losing left over");
        assert_near(probability, whole.probability_wrong, "probability of wrong");
        exploration_finish(&whole);
    }
}

// Who has which amount makes no difference to how many schedules go wrong; neither does counting by amounts rather
// than by balances.
static void amounts_do_not_matter(void **state)
{
    (void)state;
    static const int32_t amounts[][3] = { { 5, 8, 3 }, { 8, 3, 5 }, { 1, 10, 100 }, { 100, 10, 1 }, { 1000, 100, 10 } };
    struct course course = course_for(GUARD_NONE, PYTHON_3_9, 3, 2);
    mpz_t losing, wrong;
    mpz_inits(losing, wrong, NULL);
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        memcpy(course.amounts, amounts[i], sizeof amounts[i]);
        struct exploration exploration = explored(&course);
        if (i == 0)
            mpz_set(losing, exploration.losing);
        else if (mpz_cmp(losing, exploration.losing) != 0)
            fail_msg("another number loses");
        if (i == 2)
            mpz_set(wrong, exploration.wrong);
        else if (i > 2 && mpz_cmp(wrong, exploration.wrong) != 0)
            fail_msg("another number goes wrong"); // these have no two sums alike
        mpz_t sum;
        mpz_init(sum);
        for (size_t o = 0; o < exploration.outcome_count; o++)
            mpz_add(sum, sum, exploration.outcomes[o].schedules);
        assert_number(sum, "9465511770", "outcomes together");
        mpz_clear(sum);
        exploration_finish(&exploration);
    }
    mpz_clears(losing, wrong, NULL);
}

static void closed_form_agrees(void **state)
{
    (void)state;
    for (int count = 1; count <= 4; count++) {
        for (uint64_t iterations = 1; iterations <= 3; iterations++) {
            const struct course course = course_for(GUARD_GIL, PYTHON_3_9, count, iterations);
            const struct walk start = walk_start(&course);
            mpz_t product;
            mpz_init(product);
            assert_true(schedules_without_locks(product, &course, &start));
            struct exploration exploration = explored(&course);
            mpz_t sum;
            mpz_init(sum);
            for (size_t o = 0; o < exploration.outcome_count; o++)
                mpz_add(sum, sum, exploration.outcomes[o].schedules);
            if (mpz_cmp(sum, product) != 0)
                fail_msg("%d x %d: the outcomes are not all schedules", count, (int)iterations);
            mpz_clears(product, sum, NULL);
            exploration_finish(&exploration);
        }
    }
    const struct course locked = course_for(GUARD_MUTEX, PYTHON_3_9, 2, 1);
    const struct walk start = walk_start(&locked);
    mpz_t product;
    mpz_init(product);
    assert_false(schedules_without_locks(product, &locked, &start));
    mpz_clear(product);
}

// As a lock and a lone worker would: no numbers needed, but they must be right.
static void plain_cases(void **state)
{
    (void)state;
    struct course course = course_for(GUARD_NONE, PYTHON_3_9, 1, 100000);
    struct exploration exploration = explored(&course);
    assert_number(exploration.schedules, "1", "schedules of one worker");
    assert_number(exploration.losing, "0", "losing of one worker");
    exploration_finish(&exploration);

    course = course_for(GUARD_MUTEX, PYTHON_3_9, 4, 3);
    exploration = explored(&course);
    assert_number(exploration.schedules, "369600", "schedules under a mutex"); // 12! ÷ 3!^4
    exploration_finish(&exploration);

    // A listing that nobody can see.
    static const struct step nothing[] = { { .text = "", .kind = STEP_LOCAL } };
    static const struct program program = { .steps = nothing, .step_count = 1 };
    assert_true(status_is_ok(course_init(&course, &program, 2, 5, usual_amounts)));
    exploration = explored(&course);
    assert_number(exploration.schedules, "1", "schedules of nothing");
    assert_int_equal(exploration.outcome_count, 1);
    exploration_finish(&exploration);
}

// From a walk on which an update was lost already, every schedule loses.
static void losses_before_count(void **state)
{
    (void)state;
    const struct course course = course_for(GUARD_NONE, PYTHON_3_9, 2, 1);
    struct walk walk = walk_start(&course);
    assert_int_equal(walk_follow(&course, &walk, "1212", NULL, NULL), 4);
    assert_true(walk.lost);
    struct exploration exploration;
    exploration_run(&exploration, &course, &walk, NULL);
    assert_number(exploration.schedules, "6", "schedules");
    assert_number(exploration.losing, "6", "losing");
    assert_near(exploration.probability_losing, 1, "probability of losing");
    exploration_finish(&exploration);
}

// What no order can make lose an update is known without a walk, whatever the size: workers that each pass n times through one
// lock, or make m moves without any, come by turns in (sum)! ÷ the product of their own ! orders.
static void what_cannot_lose_needs_no_walk(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        enum python_version python;
        unsigned turns;
    } cases[] = {
        { GUARD_MUTEX, PYTHON_3_12, 1 }, { GUARD_SPIN, PYTHON_3_12, 1 },     { GUARD_ATOMIC, PYTHON_3_12, 2 },
        { GUARD_GIL, PYTHON_3_12, 1 },   { GUARD_GIL_MUTEX, PYTHON_3_9, 1 },
    };
    mpz_t wanted, factor;
    mpz_inits(wanted, factor, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct course course = course_for(cases[i].guard, cases[i].python, 4, 100);
        const struct exploration exploration = explored(&course);
        mpz_fac_ui(wanted, 4 * 100 * cases[i].turns);
        mpz_fac_ui(factor, 100 * cases[i].turns);
        for (int worker = 0; worker < 4; worker++)
            mpz_divexact(wanted, wanted, factor);
        if (mpz_cmp(exploration.schedules, wanted) != 0)
            fail_msg("case %zu: %g schedules, not %g", i, mpz_get_d(exploration.schedules), mpz_get_d(wanted));
        assert_int_equal(exploration.places, 0);
        assert_int_equal(exploration.outcome_count, 1);
        assert_int_equal(mpz_cmp(exploration.outcomes[0].schedules, wanted), 0);
        assert_int_equal(mpz_sgn(exploration.losing), 0);
        struct exploration ended = exploration;
        exploration_finish(&ended);
    }
    mpz_clears(wanted, factor, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_lose_needs_no_walk),
        cmocka_unit_test(known_figures),
        cmocka_unit_test(known_outcomes_of_two_by_one),
        cmocka_unit_test(known_figures_of_guards),
        cmocka_unit_test(known_figures_of_locks_by_hand),
        cmocka_unit_test(verdicts_agree_with_the_listings),
        cmocka_unit_test(every_guard_as_walked),
        cmocka_unit_test(two_by_three_as_walked),
        cmocka_unit_test(random_listings_as_walked),
        cmocka_unit_test(explorations_add_up),
        cmocka_unit_test(amounts_do_not_matter),
        cmocka_unit_test(closed_form_agrees),
        cmocka_unit_test(plain_cases),
        cmocka_unit_test(losses_before_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
