// The schedules view: the desk's figures against the table of facts and against walking every schedule, its moves, and that
// everything fits for every guard, number of workers and language.
#include "../support/view_scene.h"
#include "labs/balance/experiment.h"

#include "view/ledger/reduce.h"

#include "labs/balance/guard.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"
#include "schedules/reduce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct experiment tried_experiment(enum guard_id guard, uint32_t count, uint32_t iterations)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, 2);
    experiment_to_change(&settings)->guard = guard;
    experiment_to_change(&settings)->count = count;
    memcpy(experiment_to_change(&settings)->amounts, (const int32_t[]){ 5, 8, 3, 13 }, count * sizeof(int32_t));
    return desk_experiment(settings_experiment(&settings), iterations);
}

static struct desk *desk_of(const struct experiment *experiment, const char *moves)
{
    struct desk *desk = calloc(1, sizeof *desk);
    assert_non_null(desk);
    desk_fill(desk, experiment, moves, NULL, 0);
    return desk;
}

// Counted by visiting every interleaving: amounts 5 and 8 (and 3).
static void figures_are_the_facts(void **state)
{
    (void)state;
    static const struct {
        uint32_t count, iterations;
        int64_t schedules, wrong;
        int outcomes;
        uint32_t par;
    } facts[] = {
        { 2, 1, 70, 40, 7, 3 },
        { 2, 2, 12870, 9408, 23, 3 },
        { 2, 3, 2704156, 2189824, 47, 3 },
        { 2, 5, 137846528820, 121674735376, 101, 3 },
        { 3, 1, 34650, 25276, 17, 4 },
        { 3, 2, 9465511770, 8115960024, 55, 4 },
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const struct experiment experiment = tried_experiment(GUARD_NONE, facts[i].count, facts[i].iterations);
        struct desk *desk = desk_of(&experiment, "");
        assert_true(desk->possible);
        assert_int_equal(desk->all.schedules, facts[i].schedules);
        assert_int_equal(desk->all.wrong, facts[i].wrong);
        assert_int_equal(desk->outcome_count, facts[i].outcomes);
        assert_int_equal(desk->par, facts[i].par);
        free(desk);
    }
}

// All schedules that go on from a walk, one by one; as deep as there are steps.
// NOLINTNEXTLINE(misc-no-recursion)
static void walk_all(const struct course *course, const struct walk *from, struct desk_count *count)
{
    const unsigned enabled = walk_enabled(course, from);
    if (enabled == 0) {
        count->schedules++;
        count->deadlocks += !walk_ended(course, from);
        count->wrong += walk_ended(course, from) && from->balance != course->expected;
        count->losing += from->lost;
        return;
    }
    for (int worker = 0; worker < course->count; worker++) {
        struct walk next = *from;
        if (!(enabled >> worker & 1))
            continue;
        walk_move(course, &next, worker, NULL, NULL);
        walk_all(course, &next, count);
    }
}

static void check_here(const struct desk *desk)
{
    struct course course;
    struct walk walk;
    struct desk_count count = { 0 };
    int64_t here = 0;
    assert_true(desk_walk(desk, &course, &walk));
    walk_all(&course, &walk, &count);
    assert_memory_equal(&count, &desk->here, sizeof count);
    for (int i = 0; i < desk->outcome_count; i++)
        here += desk->outcomes[i].here;
    assert_int_equal(here, count.schedules - count.deadlocks);
    for (int i = 0; i < desk->branch_count; i++) {
        if (desk->branches[i].depth != 1)
            continue;
        struct walk next = walk;
        struct desk_count after = { 0 };
        walk_move(&course, &next, desk->branches[i].worker, NULL, NULL);
        walk_all(&course, &next, &after);
        assert_memory_equal(&after, &desk->branches[i].count, sizeof after);
    }
}

// From every place of one way through, under every guard.
static void what_is_left_is_counted(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        for (uint32_t count = 2; count <= (guards[guard]->workers ? guards[guard]->workers : 3); count++) {
            if (guard == GUARD_FLAG && count == 3) // has 103 million
                continue;
            const struct experiment experiment = tried_experiment((enum guard_id)guard, count, 1);
            char moves[DESK_MOVES_MAX + 1] = "";
            struct course course;
            struct walk walk;
            struct desk *desk = desk_of(&experiment, moves);
            for (int turn = 0; desk_walk(desk, &course, &walk) && walk_enabled(&course, &walk); turn++) {
                check_here(desk);
                int worker = turn % course.count;
                while (!(walk_enabled(&course, &walk) >> worker & 1))
                    worker = (worker + 1) % course.count;
                const size_t made = strlen(moves);
                moves[made] = (char)('1' + worker);
                moves[made + 1] = '\0';
                desk_fill(desk, &experiment, moves, NULL, 0);
            }
            check_here(desk);
            free(desk);
        }
    }
}

static struct scene *scene_of_schedules(enum guard_id guard, uint32_t count)
{
    const struct build plan = {
        .experiment = { .guard = guard, .count = count, .iterations = 60, .timing = TIMING_FULL },
        .seed = 11,
        .burst = 5,
        .switches = true,
    };
    struct scene *scene = scene_of(&plan);
    scene->model.view = VIEW_SCHEDULES;
    scene->model.width_px = 1456;
    scene->model.height_px = 819;
    scene_draw(scene);
    return scene;
}

// The shortest failure shows itself, move by move, and ends wrong with as many switches as par.
static void the_shortest_failure_plays(void **state)
{
    (void)state;
    struct scene *scene = scene_of_schedules(GUARD_NONE, 2);
    struct course course;
    struct walk walk;
    scene_key(scene, 'g', false, false);
    for (int i = 0; i < 200 && scene->model.schedules->showing; i++)
        control_tick(&scene->model, &scene->document, 0.1);
    assert_false(scene->model.schedules->showing);
    scene_draw(scene);
    assert_true(desk_walk(&scene->model.schedules->desk, &course, &walk));
    assert_true(walk_ended(&course, &walk));
    assert_true(walk.balance != course.expected);
    assert_int_equal(walk.switches, scene->model.schedules->desk.par);
    assert_string_equal(scene->model.schedules->moves, scene->model.schedules->desk.shortest);
    scene_close(scene);
}

// Who is held up is not moved, and is told why.
static void who_waits_is_not_moved(void **state)
{
    (void)state;
    struct scene *scene = scene_of_schedules(GUARD_MUTEX, 2);
    scene_key(scene, KEY_RIGHT, false, false);
    scene_draw(scene);
    scene_key(scene, KEY_DOWN, false, false);
    assert_string_equal(scene->model.schedules->moves, "1");
    assert_string_equal(scene->model.message, "T2 waits for the mutex: T1 holds it");
    scene_key(scene, 'g', false, false);
    assert_false(scene->model.schedules->showing);
    assert_int_equal(scene->model.schedules->desk.all.wrong, 0);
    scene_close(scene);
}

// Another guard leaves of the moves what it allows; more iterations keep them.
static void moves_stay_possible(void **state)
{
    (void)state;
    struct scene *scene = scene_of_schedules(GUARD_NONE, 2);
    for (const char *move = "1212"; *move; move++) {
        scene_key(scene, *move == '1' ? KEY_RIGHT : KEY_DOWN, false, false);
        scene_draw(scene);
    }
    assert_string_equal(scene->model.schedules->moves, "1212");
    scene_act(scene, ACTION_SCHEDULE_ITERATIONS, 1);
    scene_draw(scene);
    assert_string_equal(scene->model.schedules->moves, "1212");
    assert_int_equal(scene->model.schedules->desk.all.schedules, 12870);
    experiment_to_change(&scene->model.settings)->guard = GUARD_MUTEX;
    scene_draw(scene);
    assert_string_equal(scene->model.schedules->moves, "1");
    scene_close(scene);
}

static int wrong_pictures;

static void check_picture(struct scene *scene)
{
    scene_draw(scene);
    if (draw_list_check_texts(&scene->list, stderr) > 0 || scene->list.dropped > 0) {
        fprintf(stderr, "  at %dx%d, language %d, lecture %d, moves \"%s\"\n", scene->model.width_px,
                scene->model.height_px, (int)scene->model.language, scene->model.lecture,
                scene->model.schedules->moves);
        wrong_pictures++;
    }
}

static void all_fits(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1456, 819 }, { 1920, 1080 }, { 3840, 2160 }, { 900, 1400 } };
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        for (uint32_t count = 1; count <= 4; count++) {
            struct scene *scene = scene_of_schedules((enum guard_id)guard, count);
            for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
                scene->model.width_px = sizes[i / 2][0];
                scene->model.height_px = sizes[i / 2][1];
                scene->model.language = (enum language)(i % 2);
                scene->model.lecture = i % 3 == 0;
                scene->model.schedules->iterations = (uint32_t)(i % 5 + 1);
                check_picture(scene);
                for (int move = 0; move < 6; move++)
                    scene_key(scene, move % 2 ? KEY_DOWN : KEY_RIGHT, false, false);
                scene->model.message[0] = '\0';
                check_picture(scene);
            }
            scene_close(scene);
        }
    }
    assert_int_equal(wrong_pictures, 0);
}

// Too many workers, memory of their own: a sentence instead.
static void what_cannot_be_explored_is_said(void **state)
{
    (void)state;
    struct scene *scene = scene_of_schedules(GUARD_NONE, 2);
    experiment_to_change(&scene->model.settings)->count = 5;
    check_picture(scene);
    assert_false(scene->model.schedules->desk.possible);
    scene_key(scene, KEY_RIGHT, false, false);
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->wishes.count, 0);
    assert_string_equal(scene->model.schedules->moves, "");
    scene_close(scene);
}

// Every collision of a run, from the ledger: on the desk its moves lose what was lost, else its command line is wished for.
static void reduced_collisions_lie_on_the_desk(void **state)
{
    (void)state;
    const struct build plan = {
        .experiment = { .guard = GUARD_NONE, .count = 5, .iterations = 15, .timing = TIMING_FULL },
        .seed = 4,
        .burst = 4,
        .switches = true,
    };
    struct scene *scene = scene_of(&plan);
    const struct ledger *ledger = &balance_story(&scene->document)->ledger;
    int on_desk = 0, elsewhere = 0;
    for (size_t i = 0; i < ledger->collision_count; i++) {
        control_new_document(&scene->model, &scene->document);
        scene->model.view = VIEW_LEDGER;
        scene_act(scene, ACTION_SELECT_COLLISION, (int64_t)i);
        scene_act(scene, ACTION_LEDGER_REDUCE, 0);
        assert_true(scene_asked(scene, WISH_REDUCE));
        assert_int_equal(scene->wishes.list[0].collision, i);
        assert_true(scene->model.reducing);
        struct reduction reduction;
        const struct status status = reduction_make(&reduction, &balance_story(&scene->document)->overwrites, i);
        const bool done = ledger_reduced(&scene->model, &scene->document, status, &reduction);
        const bool laid_out = status_is_ok(status) && done;
        reduction_finish(&reduction);
        assert_true(scene->model.message[0] != '\0');
        assert_false(scene->model.reducing);
        assert_int_equal(laid_out, scene->model.view == VIEW_SCHEDULES);
        if (!laid_out) {
            elsewhere++;
            continue;
        }
        on_desk++;
        scene_draw(scene);
        struct course course;
        struct walk walk;
        assert_true(desk_walk(&scene->model.schedules->desk, &course, &walk));
        assert_true(walk_ended(&course, &walk) && walk.lost);
        assert_true(course.count < 5);
    }
    assert_true(on_desk > 0 && elsewhere > 0);
    scene_close(scene);
}

static bool says(const struct scene *scene, const char *part)
{
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT && strstr(scene->list.commands[i].words.utf8, part))
            return true;
    return false;
}

// That a run lost what no schedule can is said beside the proof, and only where it did.
static void what_the_machine_did_is_said(void **state)
{
    (void)state;
    static const enum guard_id guarded[] = { GUARD_PETERSON_UNFENCED, GUARD_PETERSON };
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) {
        const struct build plan = { .experiment = { .guard = guarded[i], .iterations = 9, .count = 2 }, .seed = 7 };
        struct scene *scene = scene_of(&plan);
        struct balance_story *story = (struct balance_story *)balance_story(&scene->document);
        scene->model.view = VIEW_SCHEDULES;
        *experiment_to_change(&scene->model.settings) = *experiment_of(&scene->document.recording);
        for (uint64_t lost = 0; lost <= 77; lost += 77) {
            story->figures.lost = lost;
            check_picture(scene);
            assert_true(says(scene, "None of the 48"));
            assert_int_equal(says(scene, "machine"), lost > 0 && guarded[i] == GUARD_PETERSON_UNFENCED);
        }
        scene_close(scene);
    }
}

// ---- locks alone ---------------------------------------------------------------------------------------------------

static struct scene *scene_of_locks(enum schedules_listing listing)
{
    struct scene *scene = scene_of_schedules(GUARD_NONE, 2);
    scene->model.schedules->listing = listing;
    scene_draw(scene);
    return scene;
}

// At every size, in every language and in a lecture, from the start to a deadlock and to the end.
static void locks_fit(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1366, 768 }, { 1920, 1080 }, { 3840, 2160 }, { 900, 1400 } };
    for (int listing = LISTING_TWO; listing < LISTING_COUNT; listing++) {
        struct scene *scene = scene_of_locks((enum schedules_listing)listing);
        struct locks_desk *desk = &scene->model.schedules->locks;
        for (size_t i = 0; i < 4 * sizeof sizes / sizeof *sizes; i++) {
            scene->model.width_px = sizes[i / 4][0];
            scene->model.height_px = sizes[i / 4][1];
            scene->model.language = (enum language)(i % 2);
            scene->model.lecture = i / 2 % 2;
            for (int variant = 0; variant < (listing == LISTING_TWO ? 2 : 3); variant++) {
                desk->variant[listing] = variant;
                desk->philosophers = listing == LISTING_TWO ? 5 : 2 + (int)((i + (size_t)variant) % 4);
                for (int worker = 0; worker < 5; worker++) {
                    snprintf(desk->moves, sizeof desk->moves, "%.*s", worker, "12345");
                    check_picture(scene);
                }
                desk->moves[0] = '\0';
                for (int worker = 0; worker < desk->locking.workers; worker++)
                    for (int step = 0; step < desk->locking.step_count; step++)
                        desk->moves[worker * desk->locking.step_count + step] = (char)('1' + worker);
                desk->moves[desk->locking.workers * desk->locking.step_count] = '\0';
                check_picture(scene);
                assert_true(locking_ended(&desk->locking, &desk->places));
                desk->moves[0] = '\0';
            }
        }
        scene_close(scene);
    }
    assert_int_equal(wrong_pictures, 0);
}

// Moves, what is not possible, the shortest that plays itself, and another arrangement of others.
static void locks_are_moved(void **state)
{
    (void)state;
    struct scene *scene = scene_of_locks(LISTING_TWO);
    struct schedules_model *schedules = scene->model.schedules;
    struct locks_desk *desk = &schedules->locks;
    assert_true(says(scene, "2 of 6"));
    scene_key(scene, KEY_RIGHT, false, false);
    scene_key(scene, KEY_DOWN, false, false);
    scene_draw(scene);
    assert_string_equal(desk->moves, "12");
    assert_true(locking_deadlocked(&desk->locking, &desk->places));
    scene_key(scene, KEY_RIGHT, false, false);
    assert_string_equal(desk->moves, "12");
    assert_string_equal(scene->model.message, "T1 waits for lock B: T2 has it");
    scene_key(scene, KEY_BACKSPACE, false, false);
    assert_string_equal(desk->moves, "1");
    scene_key(scene, 'g', false, false);
    assert_string_equal(desk->moves, "");
    for (int i = 0; i < 100 && schedules->showing; i++)
        view_schedules.tick(&scene->model, 0.5);
    assert_string_equal(desk->moves, "12");
    scene_act(scene, ACTION_SCHEDULE_VARIANT, 0);
    scene_draw(scene);
    assert_string_equal(desk->moves, "1"); // in one order the second cannot
    assert_true(says(scene, "None of the 2"));
    scene_key(scene, 'g', false, false);
    assert_false(schedules->showing);
    scene_act(scene, ACTION_SCHEDULE_LISTING, LISTING_PHILOSOPHERS);
    scene_act(scene, ACTION_SCHEDULE_ITERATIONS, 1);
    assert_int_equal(desk->philosophers, PHILOSOPHERS_MOST);
    scene_act(scene, ACTION_SCHEDULE_ITERATIONS, -1);
    scene_draw(scene);
    assert_int_equal(desk->locking.workers, 4);
    assert_int_equal(desk->all.deadlocked, 24);
    scene_act(scene, ACTION_SCHEDULE_LISTING, LISTING_BALANCE);
    scene_draw(scene);
    assert_int_equal(schedules->desk.all.schedules, 70);
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_the_facts),
        cmocka_unit_test(what_is_left_is_counted),
        cmocka_unit_test(the_shortest_failure_plays),
        cmocka_unit_test(who_waits_is_not_moved),
        cmocka_unit_test(moves_stay_possible),
        cmocka_unit_test(all_fits),
        cmocka_unit_test(what_cannot_be_explored_is_said),
        cmocka_unit_test(what_the_machine_did_is_said),
        cmocka_unit_test(locks_fit),
        cmocka_unit_test(locks_are_moved),
        cmocka_unit_test(reduced_collisions_lie_on_the_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
