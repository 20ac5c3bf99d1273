// What the views say of the present, against the plainest account of a run: a walk through all its events.
#include "document/beats.h"
#include "labs/balance/guard.h"
#include "labs/balance/present.h"
#include "labs/balance/python/listing.h"
#include "labs/balance/report/explain.h"
#include "labs/balance/worst.h"
#include "view/ledger/parts.h"
#include "view/stage/parts.h"
#include "view/ui/explain.h"
#include "view/ui/words.h"

#include "../support/random.h"
#include "../support/view_scene.h"
#include "labs/balance/books.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#define SEED 77

// The run by hand: who holds what after each event.
struct hand {
    int64_t balance, position;
    uint64_t made[WORKERS_MAX];
    bool holds[WORKERS_MAX];
    int64_t held[WORKERS_MAX];
    int64_t read_at[WORKERS_MAX];
};

static void do_event(struct hand *hand, const struct document *document, const struct order_event *event)
{
    const uint32_t worker = version_worker(event->version);
    if (event->kind == ORDER_LOAD) {
        hand->holds[worker] = true;
        hand->held[worker] = hand->balance;
        hand->read_at[worker] = hand->position;
        return;
    }
    hand->balance =
        hand->held[worker] + update_change(balance_amount(&document->recording, worker), (uint32_t)hand->made[worker]);
    hand->holds[worker] = false;
    hand->made[worker]++;
    hand->position++;
}

static void check_present(const struct balance_present *present, const struct hand *hand, uint32_t count,
                          uint64_t events)
{
    if (present->position != hand->position || (hand->position >= 0 && present->balance != hand->balance))
        fail_msg("after %llu events: balance %lld at %lld, should be %lld at %lld", (unsigned long long)events,
                 (long long)present->balance, (long long)present->position, (long long)hand->balance,
                 (long long)hand->position);
    for (uint32_t w = 0; w < count; w++) {
        assert_int_equal(present->made[w], hand->made[w]);
        assert_int_equal(present_holds(present, w), hand->holds[w]);
        if (!hand->holds[w])
            continue;
        assert_int_equal(present->held[w], hand->held[w]);
        assert_int_equal(present->behind[w], (uint64_t)(hand->position - hand->read_at[w]));
    }
}

static struct scene *scene_for(uint64_t seed, uint32_t workers)
{
    const struct build plan = {
        .experiment = { .guard = GUARD_NONE, .iterations = 60, .count = workers, .timing = TIMING_FULL },
        .seed = seed,
        .burst = 7,
        .switches = true
    };
    return scene_of(&plan);
}

static void the_present_is_a_walk_to_it(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct scene *scene = scene_for(SEED + seed, 2 + (uint32_t)seed % 4);
        const struct document *document = &scene->document;
        const uint32_t count = experiment_of(&document->recording)->count;
        struct hand hand = { .position = -1 };
        struct order_cursor cursor;
        struct balance_present present;
        bool more = order_cursor_set(&cursor, &balance_story(document)->order, 0);
        for (uint64_t events = 0;; events++) {
            playback_seek_event(&scene->model.playback, document, events);
            balance_present_of(&present, document, &scene->model.playback);
            check_present(&present, &hand, count, events);
            if (!more)
                break;
            do_event(&hand, document, order_cursor_event(&cursor));
            more = order_cursor_next(&cursor);
        }
        assert_int_equal(hand.balance, balance_story(document)->figures.final);
        scene_close(scene);
    }
}

// A worker that holds a value stands before its store, one that does not before its load, and nobody stands anywhere before
// the start or after its last update.
static void lines_follow_from_what_is_held(void **state)
{
    (void)state;
    static const enum guard_id all[] = { GUARD_NONE, GUARD_MUTEX, GUARD_SPIN, GUARD_GIL, GUARD_GIL_MUTEX };
    for (size_t g = 0; g < sizeof all / sizeof *all; g++) {
        struct scene *scene = scene_open(all[g], SEED);
        const struct document *document = &scene->document;
        const struct program *program = guard_program(experiment_of(&document->recording));
        struct balance_present present;
        for (uint64_t events = 0; events <= order_event_count(&balance_story(document)->order); events += 3) {
            playback_seek_event(&scene->model.playback, document, events);
            balance_present_of(&present, document, &scene->model.playback);
            for (uint32_t w = 0; w < experiment_of(&document->recording)->count; w++) {
                const int step = present_step(&present, document, w);
                if (present.made[w] >= balance_updates(&document->recording, w))
                    assert_int_equal(step, -1);
                if (step < 0)
                    continue;
                assert_true(step < program->step_count);
                const enum step_kind kind = (enum step_kind)program->steps[step].kind;
                if (present_holds(&present, w))
                    assert_true(kind == STEP_STORE || kind == STEP_MODIFY);
                else
                    assert_true(kind == STEP_LOAD || kind == STEP_MODIFY || kind == STEP_LOCK || kind == STEP_UNLOCK);
                const int lock = guard_of(experiment_of(&document->recording))->lock_count - 1;
                const bool locks = all[g] == GUARD_MUTEX || all[g] == GUARD_SPIN || all[g] == GUARD_GIL_MUTEX;
                if (locks && present.made[w] % 2 == 0 && !present_holds(&present, w) && kind == STEP_LOAD)
                    assert_true(activity_at(&document->states.workers[w], present.now.ns)->held >> lock & 1);
            }
        }
        scene_close(scene);
    }
}

static int size_of_line(const struct scene *scene, const char *text)
{
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_TEXT && command->words.look.face == FACE_MONO &&
            strcmp(command->words.utf8, text) == 0)
            return command->words.look.size_px;
    }
    return 0;
}

// Whatever the guard and however much there is to say under it, at 1366×768 code is 13 pixels high or more, and the lines
// that touch the balance or a lock are there, and what the lock is for.
static void code_stays_readable(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        struct scene *scene = scene_open((enum guard_id)guard, SEED);
        const struct program *program = guard_program(experiment_of(&scene->document.recording));
        int guarded = 0;
        scene->model.view = VIEW_STAGE;
        scene->model.width_px = 1366;
        scene->model.height_px = 768;
        for (int at = 0; at <= 8; at++) {
            playback_seek_share(&scene->model.playback, &scene->document, at / 8.0);
            scene->model.language = (enum language)(at % 2);
            scene_draw(scene);
            for (int i = 0; i < program->step_count; i++) {
                if (program->steps[i].kind == STEP_LOCAL)
                    continue;
                const char *line = program->python[program->steps[i].python_line - 1];
                const int size = size_of_line(scene, line);
                if (size < 13)
                    fail_msg("%s, at %d of 8: \"%s\" is %d pixels high", guards[guard]->name, at, line, size);
                guarded += strstr(line, "release()") != NULL;
            }
            if (guarded && size_of_line(scene, "            change_it(n)") == 0)
                fail_msg("%s, at %d of 8: nothing stands between acquire and release", guards[guard]->name, at);
        }
        scene_close(scene);
    }
}

static bool is_written(const struct scene *scene, const char *text);

// A collision is told beat by beat, and which beat it is stands above the states; elsewhere nothing does.
static void beats_are_counted(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED, 2);
    scene->model.view = VIEW_STAGE;
    scene->model.playback.playing = false;
    playback_jump(&scene->model.playback, &scene->document, -1);
    scene_draw(scene);
    assert_false(is_written(scene, "First collision, slow motion"));
    for (int beat = 1; beat <= BEATS; beat++) {
        char text[24];
        scene_act(scene, ACTION_COLLISION, 1);
        scene_draw(scene);
        snprintf(text, sizeof text, "beat %d of 4", beat);
        assert_true(is_written(scene, text));
        assert_true(is_written(scene, "First collision, slow motion"));
    }
    scene_close(scene);
}

// ---- the ledger ----------------------------------------------------------------------------------------------------

static uint64_t held_ns(const struct scene *scene, uint32_t collision)
{
    const struct overwrites *overwrites = &balance_story(&scene->document)->overwrites;
    return overwrites_tell(overwrites, overwrites_settling(overwrites, collision)).held_ns;
}

static void the_worst_come_first(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED, 3);
    const struct ledger *ledger = &balance_story(&scene->document)->ledger;
    const struct worst *worst = &balance_story(&scene->document)->worst;
    assert_int_equal(worst->count, ledger->collision_count < WORST_MOST ? ledger->collision_count : WORST_MOST);
    assert_true(worst->count > 3);
    for (int order = 0; order < WORST_ORDERS; order++) {
        uint64_t seen = 0;
        for (size_t i = 0; i < worst->count; i++) {
            const struct collision *one = &ledger->collisions[worst->lists[order][i]];
            const struct collision *before = i ? &ledger->collisions[worst->lists[order][i - 1]] : one;
            seen += one->size;
            if (order == WORST_BY_SIZE)
                assert_true(one->size <= before->size);
            else if (order == WORST_BY_NET)
                assert_true(labs(one->net) <= labs(before->net));
            else
                assert_true(held_ns(scene, worst->lists[order][i]) <=
                            held_ns(scene, worst->lists[order][i ? i - 1 : 0]));
        }
        assert_int_equal(seen, ledger->lost); // each once, none left out
    }
    scene_close(scene);
}

// Where the playhead is, the collision that is looked at is being fought out there or was decided before.
static void the_focus_is_near_the_playhead(void **state)
{
    (void)state;
    struct scene *scene = scene_for(SEED + 1, 2);
    const struct document *document = &scene->document;
    for (int64_t p = 0; p < (int64_t)balance_story(document)->order.stores; p++) {
        playback_seek_event(&scene->model.playback, document,
                            order_event_of_store(&balance_story(document)->order, (uint64_t)p) + 1);
        const struct ledger_focus focus = ledger_focus_of(document, &scene->model);
        assert_true(focus.collision >= 0 && (size_t)focus.collision < balance_story(document)->ledger.collision_count);
        assert_true(focus.fork_at < focus.overwriter.position);
        const int64_t before = overwrites_previous_settled(&balance_story(document)->overwrites, p + 1);
        const bool fought = focus.fork_at <= p && p <= focus.overwriter.position;
        if (!fought && before >= 0)
            assert_int_equal(focus.number, before);
        // What is written of it adds up: the overwriter knew nothing of the last of the lost.
        const int64_t victim = focus.overwriter.position - 1;
        assert_int_equal(ledger_collision_of(&balance_story(document)->ledger,
                                             order_version(&balance_story(document)->order, (uint64_t)victim)),
                         focus.collision);
        assert_true(focus.overwriter.parent < victim);
    }
    scene_close(scene);
}

// ---- bytecodes -----------------------------------------------------------------------------------------------------

static bool is_written(const struct scene *scene, const char *text)
{
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT && strcmp(scene->list.commands[i].words.utf8, text) == 0)
            return true;
    return false;
}

static struct scene *bytecode_scene(enum python_version python)
{
    const struct build plan = {
        .experiment = { .guard = GUARD_GIL, .python = python, .iterations = 60, .timing = TIMING_FULL },
        .seed = SEED,
        .burst = 7,
        .switches = true
    };
    struct scene *scene = scene_of(&plan);
    scene->model.settings.plan = *scene->document.recording.plan;
    scene->model.view = VIEW_STAGE;
    scene->model.code = CODE_STEPS;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    return scene;
}

// At every moment each worker between its load and its store has that value beside its line, and nobody else has.
static void stacks_show_what_is_held(void **state)
{
    (void)state;
    struct scene *scene = bytecode_scene(PYTHON_3_9);
    const struct document *document = &scene->document;
    size_t stale = 0, fresh = 0, nothing = 0;
    for (uint64_t events = 1; events < order_event_count(&balance_story(document)->order); events++) {
        struct balance_present present;
        int holders = 0, holder = 0;
        playback_seek_event(&scene->model.playback, document, events);
        balance_present_of(&present, document, &scene->model.playback);
        scene_draw(scene);
        for (int w = 0; w < 2; w++) {
            const bool holds =
                present_holds(&present, (uint32_t)w) && present_step(&present, document, (uint32_t)w) >= 0;
            holders += holds;
            holder = holds ? w : holder;
        }
        if (holders > 1)
            continue;
        const bool old = holders && present.behind[holder] > 0;
        const char *value = words_number(&scene->frame, present.held[holder]);
        const char *should =
            text_fill(&scene->arena, LANGUAGE_EN, old ? TEXT_STAGE_STACK_STALE_ID : TEXT_STAGE_STACK_ID, &value, 1);
        if (is_written(scene, should) != (holders == 1))
            fail_msg("after %llu events: \"%s\" should %s there", (unsigned long long)events, should,
                     holders ? "be" : "not be");
        stale += old;
        fresh += holders && !old;
        nothing += !holders;
    }
    assert_true(stale > 5 && fresh > 5 && nothing > 5);
    scene_close(scene);
}

// The dial turned away from the recorded run: the bytecodes are those of the version and program it points at.
static void the_dial_chooses_the_listing(void **state)
{
    (void)state;
    struct scene *scene = bytecode_scene(PYTHON_3_9);
    struct experiment *next = experiment_to_change(&scene->model.settings);
    scene->model.width_px = scene->model.height_px = 3000;
    for (int program = 0; program < PROGRAM_LOCK; program++) {
        for (int python = 0; python < PYTHON_COUNT; python++) {
            const char *parts[] = { python_name((enum python_version)python), program_kinds[program].name, "R" };
            const struct program *listing = listing_of((enum program_id)program, (enum python_version)python);
            next->program = (uint32_t)program;
            next->python = (uint32_t)python;
            scene_draw(scene);
            const bool same = listing == guard_program(experiment_of(&scene->document.recording));
            assert_int_equal(
                is_written(scene, text_fill(&scene->arena, LANGUAGE_EN, TEXT_STAGE_OTHER_LISTING_ID, parts, 3)), !same);
            for (int i = 0; i < listing->step_count; i++)
                if (!is_written(scene, listing->steps[i].text))
                    fail_msg("%s under %s: no \"%s\"", parts[1], parts[0], listing->steps[i].text);
        }
    }
    // The sources are those of the run.
    scene->model.code = CODE_PYTHON;
    next->program = PROGRAM_INT;
    scene_draw(scene);
    assert_true(is_written(scene, "    balance = balance + n"));
    scene_close(scene);
}

static void brackets_agree_with_the_switch_points(void **state)
{
    (void)state;
    for (int program = 0; program < PROGRAM_COUNT; program++) {
        for (int python = 0; python < PYTHON_COUNT; python++) {
            const struct program *listing = listing_of((enum program_id)program, (enum python_version)python);
            int inside = 0;
            for (int i = 0; i < listing->step_count; i++) {
                const enum step_looks looks = (enum step_looks)listing->steps[i].looks;
                inside += looks != LOOKS_NEVER && program_is_loaded(listing, looks == LOOKS_BEFORE ? i : i + 1);
            }
            assert_false(program_is_loaded(listing, 0) || program_is_loaded(listing, listing->step_count));
            if (listing->bytecode)
                assert_int_equal(inside, program_switch_points(listing).inside);
        }
    }
}

// The window's English is the report's, and there is as much of it in Chinese.
static void versions_are_explained_alike(void **state)
{
    (void)state;
    struct scene *scene = bytecode_scene(PYTHON_3_12);
    scene_draw(scene);
    for (int program = 0; program < PROGRAM_COUNT; program++) {
        for (int python = 0; python < PYTHON_COUNT; python++) {
            const struct experiment experiment = { .guard = program == PROGRAM_LOCK ? GUARD_GIL_MUTEX : GUARD_GIL,
                                                   .program = (uint32_t)program,
                                                   .python = (uint32_t)python };
            char report[EXPLAIN_BYTES];
            explain(report, (enum program_id)program, (enum python_version)python);
            scene->frame.language = LANGUAGE_EN;
            assert_string_equal(words_explanation(&scene->frame, &experiment, EXPLANATION_WHOLE), report);
            const char *so = words_explanation(&scene->frame, &experiment, EXPLANATION_SO);
            if (strncmp(so, "No switch point", 15) == 0) // by itself it cannot say "neither"
                assert_non_null(strstr(report, strchr(so, ':')));
            else
                assert_string_equal(so, report + strlen(report) - strlen(so));
            const char *brief = words_explanation(&scene->frame, &experiment, EXPLANATION_SHORT);
            assert_non_null(strstr(so, brief));
            assert_true(strlen(brief) < 110);
            scene->frame.language = LANGUAGE_ZH;
            const char *chinese = words_explanation(&scene->frame, &experiment, EXPLANATION_WHOLE);
            assert_null(strchr(chinese, '{'));
            assert_null(strstr(chinese, " and "));
            assert_true(strlen(chinese) > 60);
        }
    }
    const struct experiment none = { .guard = GUARD_NONE };
    assert_null(words_explanation(&scene->frame, &none, EXPLANATION_SHORT));
    scene_close(scene);
}

// At the end of a run under a GIL its version is explained, where there is room in whole.
static void the_end_explains_the_version(void **state)
{
    (void)state;
    static const enum python_version versions[] = { PYTHON_3_9, PYTHON_3_12 };
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = bytecode_scene(versions[i]);
        const char *const begins = i ? "Python 3.12 may let go" : "Python 3.9 may let go";
        bool found = false;
        playback_seek_share(&scene->model.playback, &scene->document, 1);
        scene->model.zoom = 0.7f;
        scene_draw(scene);
        for (size_t c = 0; c < scene->list.count; c++)
            found |= scene->list.commands[c].kind == DRAW_TEXT &&
                     strncmp(scene->list.commands[c].words.utf8, begins, strlen(begins)) == 0;
        assert_true(found);
        scene_close(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_present_is_a_walk_to_it),
        cmocka_unit_test(lines_follow_from_what_is_held),
        cmocka_unit_test(code_stays_readable),
        cmocka_unit_test(beats_are_counted),
        cmocka_unit_test(the_worst_come_first),
        cmocka_unit_test(the_focus_is_near_the_playhead),
        cmocka_unit_test(stacks_show_what_is_held),
        cmocka_unit_test(the_dial_chooses_the_listing),
        cmocka_unit_test(brackets_agree_with_the_switch_points),
        cmocka_unit_test(versions_are_explained_alike),
        cmocka_unit_test(the_end_explains_the_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
