// The balance panel: what the next store will do, when an update counts as lost, the end's reasons and what it offers next.
#include "labs/balance/guard.h"
#include "view/stage/lock_now.h"
#include "view/stage/next_steps.h"
#include "view/ui/words.h"

#include "../support/view_scene.h"
#include "document/cell_playback.h"
#include "labs/balance/books.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#define SEED 19

static struct scene *open_large(const struct build *plan)
{
    struct scene *scene = scene_of(plan);
    scene->model.view = VIEW_STAGE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    return scene;
}

static struct build race(enum guard_id guard)
{
    return (
        struct build){ .experiment = { .guard = guard, .python = PYTHON_3_9, .iterations = 60, .timing = TIMING_FULL },
                       .seed = SEED,
                       .burst = 3,
                       .switches = true,
                       .truth = true };
}

// An update is lost when somebody writes over it, not before: the moment it is about to happen, "+ 1" stands beside the count,
// and one event later the count has grown by it.
static void a_loss_counts_when_it_happens(void **state)
{
    (void)state;
    const struct build plan = race(GUARD_NONE);
    struct scene *scene = open_large(&plan);
    const struct document *document = &scene->document;
    uint64_t lost = 0, announced = 0, in_all = 0;
    for (uint64_t events = 0; events < order_event_count(&balance_story(document)->order); events++) {
        struct balance_present present;
        playback_seek_event(&scene->model.playback, document, events);
        balance_present_of(&present, document, &scene->model.playback);
        const uint64_t now = overwrites_lost_until(&balance_story(document)->overwrites, present.position);
        if (now - lost != announced)
            fail_msg("after %llu events %llu more are lost, %llu were announced", (unsigned long long)events,
                     (unsigned long long)(now - lost), (unsigned long long)announced);
        lost = now;
        scene_draw(scene);
        assert_true(scene_says_exactly(scene, words_number(&scene->frame, (int64_t)lost)));
        announced = 0;
        for (uint64_t more = 1; more < 200 && !announced; more++) {
            char text[24];
            snprintf(text, sizeof text, "+ %llu", (unsigned long long)more);
            announced = scene_says_exactly(scene, text) ? more : 0;
        }
        in_all += announced;
    }
    assert_int_equal(in_all, balance_story(document)->figures.lost);
    assert_true(in_all > 20);
    scene_close(scene);
}

// Nobody else writes into a process's own balance.
static void a_balance_of_ones_own_is_never_stale(void **state)
{
    (void)state;
    struct build plan = race(GUARD_NONE);
    plan.experiment.workers = WORKERS_PROCESSES;
    plan.experiment.memory = MEMORY_PRIVATE;
    struct scene *scene = open_large(&plan);
    for (uint64_t events = 0; events < order_event_count(&balance_story(&scene->document)->order); events++) {
        struct balance_present present;
        playback_seek_event(&scene->model.playback, &scene->document, events);
        balance_present_of(&present, &scene->document, &scene->model.playback);
        for (int w = 0; w < 2; w++)
            assert_int_equal(present.behind[w], 0);
        scene_draw(scene);
        assert_false(scene_says(scene, "stale"));
        // Both balances, each with its owner.
        for (uint32_t w = 0; w < 2; w++) {
            const int64_t balance = updates_net(balance_amount(&scene->document.recording, w), present.made[w]);
            assert_true(scene_says_exactly(scene, words_number(&scene->frame, balance)));
        }
    }
    scene_close(scene);
}

// Those who act have a card, however many others there are.
static void who_acts_has_a_card(void **state)
{
    (void)state;
    struct build plan = race(GUARD_NONE);
    plan.experiment.count = 63;
    plan.experiment.iterations = 4;
    struct scene *scene = open_large(&plan);
    scene->model.width_px = 1366;
    scene->model.height_px = 768;
    for (uint64_t events = 1; events < order_event_count(&balance_story(&scene->document)->order); events += 3) {
        struct balance_present present;
        playback_seek_event(&scene->model.playback, &scene->document, events);
        balance_present_of(&present, &scene->document, &scene->model.playback);
        scene_draw(scene);
        if (present.now.kind == PRESENT_EVENT && present_holds(&present, present.now.worker)) {
            const int32_t amount = balance_amount(&scene->document.recording, present.now.worker);
            const int64_t held = present.held[present.now.worker],
                          will = held + update_change(amount, (uint32_t)present.made[present.now.worker]);
            const char *parts[] = { words_number(&scene->frame, held), words_number(&scene->frame, will) };
            assert_true(
                scene_says_exactly(scene, text_fill(&scene->arena, LANGUAGE_EN, TEXT_STAGE_HOLDS_ID, parts, 2)));
        }
    }
    scene_close(scene);
}

// Whether a worker's token stands in the panel of the balance.
static bool has_card(const struct scene *scene, uint32_t worker, float left)
{
    char name[WORKER_NAME_BYTES];
    worker_name(name, experiment_of(&scene->document.recording)->workers, worker);
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_TEXT && command->words.origin.x > left && strcmp(command->words.utf8, name) == 0)
            return true;
    }
    return false;
}

// Places that nobody else needs go to those that act next, and not to one that has done while another has not.
static void who_acts_next_has_a_card(void **state)
{
    (void)state;
    struct build plan = race(GUARD_NONE);
    plan.experiment.count = 40;
    plan.experiment.iterations = 6;
    plan.burst = 30; // so that few hold something at a time
    struct scene *scene = open_large(&plan);
    const struct order *order = &balance_story(&scene->document)->order;
    size_t seen = 0, spared = 0;
    scene->model.height_px = 1800; // the header of so high a window has two rows
    for (uint64_t events = 0; events < order_event_count(order); events += 7) {
        struct balance_present present;
        struct order_cursor cursor;
        playback_seek_event(&scene->model.playback, &scene->document, events);
        balance_present_of(&present, &scene->document, &scene->model.playback);
        scene_draw(scene);
        const float left = 0.78f * (float)scene->model.width_px;
        uint32_t cards = 0, done_with = 0, active = 0;
        for (uint32_t w = 0; w < 40; w++) {
            const bool done = present.made[w] >= balance_updates(&scene->document.recording, w),
                       card = has_card(scene, w, left);
            cards += card;
            done_with += card && done && !(present.now.kind != PRESENT_NOTHING && present.now.worker == w);
            active += !done;
        }
        if (cards <= 2 || cards >= 40)
            fail_msg("after %d events %u cards", (int)events, cards);
        if (active > cards && done_with > 0)
            fail_msg("after %d events %u that have done have a card, of %u cards", (int)events, done_with, cards);
        spared += active < 30 && active > cards;
        const bool room = (uint32_t)__builtin_popcountll(present.holds) + 2 < cards;
        if (!room || !order_cursor_set(&cursor, order, events))
            continue;
        const uint32_t next = version_worker(order_cursor_event(&cursor)->version);
        seen++;
        if (!has_card(scene, next, left))
            fail_msg("after %d events worker %u acts next and has no card", (int)events, next);
    }
    assert_true(seen > 20 && spared > 5);
    scene_close(scene);
}

static bool explains(const struct scene *scene, enum text_id tip)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].tip && strcmp(scene->ui.hits[i].tip, text_of(scene->model.language, tip)) == 0)
            return true;
    return false;
}

// Every state, figure and word says what it is, when pointed at.
static void everything_has_its_words(void **state)
{
    (void)state;
    static const enum text_id always[] = {
        TEXT_STATE_NEW_TIP_ID,   TEXT_STATE_READY_TIP_ID,     TEXT_STATE_RUNNING_TIP_ID,   TEXT_STATE_BLOCKED_TIP_ID,
        TEXT_STATE_DEAD_TIP_ID,  TEXT_WORD_UPDATE_TIP_ID,     TEXT_WORD_SURVIVED_TIP_ID,   TEXT_WORD_LOST_TIP_ID,
        TEXT_STAGE_START_TIP_ID, TEXT_STAGE_SCHEDULED_TIP_ID, TEXT_STAGE_PREEMPTED_TIP_ID, TEXT_STAGE_WAITS_TIP_ID,
        TEXT_STAGE_WAKES_TIP_ID, TEXT_STAGE_RETURN_TIP_ID
    };
    const struct build plan = race(GUARD_NONE), locked = race(GUARD_MUTEX);
    struct scene *scene = open_large(&plan);
    size_t stale = 0;
    for (uint64_t events = 0; events < order_event_count(&balance_story(&scene->document)->order); events += 5) {
        struct balance_present present;
        scene->model.language = (enum language)(events % 2);
        playback_seek_event(&scene->model.playback, &scene->document, events);
        balance_present_of(&present, &scene->document, &scene->model.playback);
        scene_draw(scene);
        for (size_t i = 0; i < sizeof always / sizeof *always; i++)
            assert_true(explains(scene, always[i]));
        const bool is_stale = present.behind[0] > 0 || present.behind[1] > 0;
        assert_int_equal(explains(scene, TEXT_WORD_STALE_TIP_ID), is_stale);
        stale += is_stale;
    }
    assert_true(stale > 3);
    playback_jump(&scene->model.playback, &scene->document, 1);
    scene_draw(scene);
    assert_true(explains(scene, TEXT_STAGE_BOOKS_TIP_ID) && explains(scene, TEXT_WORD_LOST_TIP_ID));
    scene_close(scene);
    scene = open_large(&locked);
    scene_draw(scene);
    assert_true(explains(scene, TEXT_STAGE_LOCK_TIP_ID));
    scene_close(scene);
}

// Where the window is higher than wide every panel has its place, in a lecture too.
static void portrait_keeps_all_panels(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 768, 1024 }, { 1080, 1920 }, { 900, 1400 } };
    const struct build plan = race(GUARD_NONE);
    struct scene *scene = open_large(&plan);
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    for (int i = 0; i < 6; i++) {
        scene->model.width_px = sizes[i % 3][0];
        scene->model.height_px = sizes[i % 3][1];
        scene->model.lecture = i >= 3;
        scene_draw(scene);
        assert_true(scene_says_exactly(scene, "Code") && scene_says_exactly(scene, "Scheduling states") &&
                    scene_says_exactly(scene, "updates made"));
    }
    scene_close(scene);
}

// ---- what next -----------------------------------------------------------------------------------------------------

static void see_the_first_loss(void **state)
{
    (void)state;
    const struct build plan = race(GUARD_NONE);
    struct scene *scene = open_large(&plan);
    playback_jump(&scene->model.playback, &scene->document, 1);
    scene_act(scene, ACTION_NEXT, NEXT_FIRST_LOSS);
    const struct overwrite *first = &balance_story(&scene->document)->overwrites.all[0];
    const int64_t at = playback_position(&scene->model.playback, &scene->document);
    assert_false(scene->model.playback.playing);
    assert_true(at <= (int64_t)first->position && at >= -1);
    scene_close(scene);
}

static void see_a_wait(void **state)
{
    (void)state;
    static const enum guard_id locked[] = { GUARD_MUTEX, GUARD_SPIN, GUARD_GIL, GUARD_GIL_MUTEX };
    for (size_t i = 0; i < sizeof locked / sizeof *locked; i++) {
        const struct build plan = race(locked[i]);
        struct scene *scene = open_large(&plan);
        struct balance_present present;
        int waiters = 0;
        playback_jump(&scene->model.playback, &scene->document, 1);
        scene_act(scene, ACTION_NEXT, NEXT_FIRST_WAIT);
        balance_present_of(&present, &scene->document, &scene->model.playback);
        for (int lock = 0; lock < guards[locked[i]]->lock_count; lock++)
            waiters += lock_now_of(&scene->document, &present, lock).waiters;
        assert_true(waiters > 0);
        scene_close(scene);
    }
}

static void longer_is_ten_times_as_long(void **state)
{
    (void)state;
    const struct build plan = race(GUARD_NONE);
    struct scene *scene = open_large(&plan);
    scene_act(scene, ACTION_NEXT, NEXT_LONGER);
    assert_non_null(wishes_find(&scene->wishes, WISH_RUN));
    assert_int_equal(settings_experiment(&scene->model.settings)->iterations, 600);
    assert_int_equal(settings_experiment(&scene->model.settings)->guard, GUARD_NONE);
    scene_close(scene);
}

static void what_is_offered_fits(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        const struct build plan = race((enum guard_id)guard);
        struct scene *scene = open_large(&plan);
        enum next_step steps[NEXT_SHOWN_MAX];
        playback_jump(&scene->model.playback, &scene->document, 1);
        scene_draw(scene);
        const int count = next_steps_of(&scene->document, steps);
        assert_true(count >= 2);
        for (int i = 0; i < count; i++) {
            const struct next_row *row = &next_rows[steps[i]];
            const struct hit *hit = NULL;
            if (!scene_says_exactly(scene, text_of(LANGUAGE_EN, row->title)))
                fail_msg("%s: \"%s\" is not offered", guards[guard]->name, text_of(LANGUAGE_EN, row->title));
            for (size_t h = 0; h < scene->ui.hit_count; h++)
                if (scene->ui.hits[h].action == row->action && scene->ui.hits[h].argument == row->argument)
                    hit = &scene->ui.hits[h];
            assert_non_null(hit);
            assert_true(hit && hit->tip && *hit->tip);
        }
        assert_int_equal(next_is_again(&scene->document),
                         balance_story(&scene->document)->figures.lost == 0 &&
                             !guard_keeps_all(experiment_of(&scene->document.recording)));
        scene_close(scene);
    }
}

// With two workers done one after the other nothing is lost: then it is said why, and it can be tried again.
static void nothing_lost_can_be_tried_again(void **state)
{
    (void)state;
    struct build calm = race(GUARD_NONE);
    calm.experiment.iterations = 2;
    calm.burst = 1000;
    struct scene *scene = open_large(&calm);
    assert_int_equal(balance_story(&scene->document)->figures.lost, 0);
    playback_jump(&scene->model.playback, &scene->document, 1);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene->model.language = (enum language)language;
        scene_draw(scene);
        assert_true(scene_says_exactly(scene, text_of(scene->model.language, TEXT_NEXT_AGAIN_ID)));
        assert_true(scene_says_exactly(scene, text_of(scene->model.language, TEXT_NEXT_LONGER_ID)));
    }
    scene_close(scene);
}

// ---- the price -----------------------------------------------------------------------------------------------------

static void prices_are_held_against_the_same_run(void **state)
{
    (void)state;
    struct unguarded none = { .experiment = { .guard = GUARD_NONE, .count = 2, .iterations = 100 } };
    struct experiment mutex = none.experiment;
    mutex.guard = GUARD_MUTEX;
    assert_false(unguarded_compares(&none, &mutex)); // there was none
    none.wall_ns = 1900000;
    assert_true(unguarded_compares(&none, &mutex));
    mutex.timing = TIMING_FULL;
    assert_false(unguarded_compares(&none, &mutex));
    none.experiment.timing = TIMING_SAMPLED; // as either usually is
    assert_true(unguarded_compares(&none, &mutex));
    mutex.python = PYTHON_3_9; // which no lock looks at
    assert_true(unguarded_compares(&none, &mutex));
    struct experiment gil = mutex, longer = mutex, itself = none.experiment;
    gil.guard = GUARD_GIL;
    longer.iterations = 101;
    assert_false(unguarded_compares(&none, &gil)); // bytecodes, not machine steps
    assert_false(unguarded_compares(&none, &longer));
    assert_false(unguarded_compares(&none, &itself));
}

static void the_end_says_why(void **state)
{
    (void)state;
    static const char *const begins[LANGUAGE_COUNT][GUARD_COUNT] = {
        { "Nothing keeps a second thread", "Between acquire and release", "Between lock and unlock",
          "Reading, adding and writing", "The GIL is there for", "The GIL guards the interpreter" },
        { "在读与写之间", "从加锁到解锁", "从加锁到解锁", "读、加、写", "GIL 保护的是", "GIL 保护解释器" },
    };
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        const struct build plan = race((enum guard_id)guard);
        struct scene *scene = open_large(&plan);
        playback_jump(&scene->model.playback, &scene->document, 1);
        for (int way = 0; way < 4; way++) {
            scene->model.language = (enum language)(way % 2);
            scene->model.lecture = way / 2;
            scene_draw(scene);
            if (begins[way % 2][guard] && !scene_says(scene, begins[way % 2][guard]))
                fail_msg("%s%s: \"%s\" is not said", guards[guard]->name, way / 2 ? ", lecture" : "",
                         begins[way % 2][guard]);
        }
        scene_close(scene);
    }
}

// However little room there is, no figure stands there without saying what it is.
static void no_figure_without_its_name(void **state)
{
    (void)state;
    static const enum text_id labels[] = { TEXT_STAGE_MADE_ID, TEXT_SURVIVED_ID, TEXT_LOST_ID };
    const struct build plan = race(GUARD_NONE);
    struct scene *scene = open_large(&plan);
    const struct run_figures *figures = &balance_story(&scene->document)->figures;
    const uint64_t values[] = { figures->updates, figures->survived, figures->lost };
    unsigned named = 0;
    assert_true(figures->lost > 9);
    scene->model.lecture = true;
    playback_jump(&scene->model.playback, &scene->document, 1);
    for (int width = 640; width <= 1920; width += 64) {
        for (int i = 0; i < 3; i++) {
            char value[32];
            scene->model.width_px = width;
            scene->model.height_px = width * 3 / 4;
            scene->model.zoom = 1 + (float)(width % 3) * 0.2f;
            scene_draw(scene);
            snprintf(value, sizeof value, "%llu", (unsigned long long)values[i]);
            const bool is_named = scene_says_exactly(scene, text_of(scene->model.language, labels[i]));
            if (scene_says_exactly(scene, value) && !is_named)
                fail_msg("%d pixels wide: %s, but not of what", width, value);
            named += is_named;
        }
    }
    assert_true(named > 20);
    scene_close(scene);
}

// A state's share is written within its disc where that is large enough, else below it: it hides no disc.
static void shares_hide_no_disc(void **state)
{
    (void)state;
    static const struct {
        int width, height;
    } sizes[] = { { 1024, 768 }, { 1280, 720 }, { 1280, 1024 }, { 1920, 1080 } };
    const struct build plan = race(GUARD_MUTEX);
    struct scene *scene = open_large(&plan);
    unsigned within = 0, below = 0;
    scene->model.lecture = true;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        scene->model.width_px = sizes[size].width;
        scene->model.height_px = sizes[size].height;
        scene_draw(scene);
        const struct hit *disc = NULL;
        for (size_t i = 0; i < scene->ui.hit_count; i++) {
            const char *tip = scene->ui.hits[i].tip;
            if (tip && strcmp(tip, text_of(scene->model.language, TEXT_STATE_BLOCKED_TIP_ID)) == 0)
                disc = &scene->ui.hits[i];
        }
        assert_non_null(disc);
        for (size_t i = 0; i < scene->list.count; i++) {
            const struct draw_words *words = &scene->list.commands[i].words;
            if (scene->list.commands[i].kind != DRAW_TEXT || !strchr(words->utf8, '%') ||
                fabsf(rect_centre(words->bounds).x - rect_centre(disc->rect).x) > 3 ||
                rect_bottom(words->bounds) < disc->rect.y)
                continue;
            const bool is_below = words->bounds.y > rect_bottom(disc->rect) - 2;
            if (!is_below && words->width_px > disc->rect.width * 0.8f)
                fail_msg("%dx%d: a share %.0f wide in a disc %.0f wide", sizes[size].width, sizes[size].height,
                         (double)words->width_px, (double)disc->rect.width);
            below += is_below;
            within += !is_below;
        }
    }
    assert_true(within > 0 && below > 0);
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_counts_when_it_happens),
        cmocka_unit_test(a_balance_of_ones_own_is_never_stale),
        cmocka_unit_test(who_acts_has_a_card),
        cmocka_unit_test(who_acts_next_has_a_card),
        cmocka_unit_test(everything_has_its_words),
        cmocka_unit_test(portrait_keeps_all_panels),
        cmocka_unit_test(see_the_first_loss),
        cmocka_unit_test(see_a_wait),
        cmocka_unit_test(longer_is_ten_times_as_long),
        cmocka_unit_test(what_is_offered_fits),
        cmocka_unit_test(nothing_lost_can_be_tried_again),
        cmocka_unit_test(prices_are_held_against_the_same_run),
        cmocka_unit_test(the_end_says_why),
        cmocka_unit_test(no_figure_without_its_name),
        cmocka_unit_test(shares_hide_no_disc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
