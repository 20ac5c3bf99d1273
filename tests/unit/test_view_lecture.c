// In a lecture. A question about what came out: while it is asked nothing gives the answer away, whatever is done; then it is told
// truly.
#include "base/text.h"

#include "../support/view_scene.h"

#include "base/fault.h"
#include "document/scenes.h"
#include "labs/balance/story.h"
#include "view/labs/question.h"
#include "view/lecture/presenter.h"
#include "view/sides/sides.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 41

// ---- nothing leaks -------------------------------------------------------------------------------------------------

enum {
    SECRETS_MAX = 12,
    SECRET_BYTES = 48
};

// What only who knows the outcome can say; figures of one digit are anywhere.
struct secrets {
    char texts[SECRETS_MAX][SECRET_BYTES];
    int count;
};

static void keep_secret(struct secrets *secrets, int64_t figure)
{
    char text[TEXT_NUMBER_BYTES];
    if (figure < 10 && figure > -10)
        return;
    snprintf(secrets->texts[secrets->count++], SECRET_BYTES, "%s", text_grouped(text, figure));
}

static struct secrets secrets_of(const struct scene *scene)
{
    const struct run_figures *figures = &balance_story(&scene->document)->figures;
    struct secrets secrets = { 0 };
    keep_secret(&secrets, figures->final);
    keep_secret(&secrets, figures->lost_net);
    keep_secret(&secrets, (int64_t)figures->lost);
    keep_secret(&secrets, (int64_t)figures->survived);
    keep_secret(&secrets, (int64_t)figures->collisions);
    return secrets;
}

static void check_text(const struct scene *scene, const struct secrets *secrets, const char *text, const char *where)
{
    for (int i = 0; text && i < secrets->count; i++)
        if (strstr(text, secrets->texts[i]))
            fail_msg("in view %d %s says \"%s\", which tells %s", (int)scene->model.view, where, text,
                     secrets->texts[i]);
}

static void check_copy(struct scene *scene, const struct secrets *secrets)
{
    char *text = NULL;
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    assert_non_null(out);
    window_tell(&scene->frame, out);
    fclose(out);
    check_text(scene, secrets, text, "a copy");
    free(text);
}

// Every text of the picture, every tooltip, all that could be copied.
static void check_nothing_leaks(struct scene *scene, const struct secrets *secrets)
{
    scene_draw(scene);
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT)
            check_text(scene, secrets, scene->list.commands[i].words.utf8, "the picture");
    for (size_t i = 0; i < scene->ui.hit_count; i++) {
        check_text(scene, secrets, scene->ui.hits[i].tip, "a tooltip");
        check_text(scene, secrets, scene->ui.hits[i].text, "what can be copied");
    }
    assert_false(scene_says(scene, text_of(scene->frame.language, TEXT_ASK_RIGHT_ID)));
    check_copy(scene, secrets);
}

static struct scene *asked_scene(void)
{
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    assert_true(balance_story(&scene->document)->figures.lost > 9);
    scene_key(scene, 'q', false, false);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_ASKED);
    return scene;
}

static void nothing_leaks_in_any_view(void **state)
{
    (void)state;
    struct scene *scene = asked_scene();
    const struct secrets secrets = secrets_of(scene);
    assert_true(secrets.count >= 3);
    for (int i = 0; i < VIEW_COUNT * 2 * LANGUAGE_COUNT * CODE_COUNT; i += 5) {
        scene->model.view = (enum view)(i % VIEW_COUNT);
        scene->model.lecture = i / VIEW_COUNT % 2;
        scene->model.language = (enum language)(i / VIEW_COUNT / 2 % LANGUAGE_COUNT);
        scene->model.code = (enum code_panel)(i / VIEW_COUNT / 2 / LANGUAGE_COUNT);
        scene->model.width_px = i % 2 ? 1280 : 1920;
        scene->model.height_px = i % 2 ? 800 : 1080;
        playback_jump(&scene->model.playback, &scene->document, i % 3 ? 1 : -1);
        check_nothing_leaks(scene, &secrets);
        assert_int_equal(draw_list_check_texts(&scene->list, stdout), 0);
    }
    scene_close(scene);
}

// Whatever is asked for, also what is thought of later: it is still asked, or it was withdrawn or revealed on purpose.
static void nothing_that_is_done_leaks(void **state)
{
    (void)state;
    struct scene *scene = asked_scene();
    const struct secrets secrets = secrets_of(scene);
    strcpy(scene->model.message, "176 lost"); // of a run that has just ended
    for (int action = 1; action < ACTION_COUNT; action++) {
        if (action == ACTION_PREDICT || action == ACTION_CANCEL)
            continue;
        for (int64_t argument = -1; argument < 3; argument++) {
            scene_act(scene, (enum action)action, argument);
            if (wishes_find(&scene->wishes, WISH_COPY) || wishes_find(&scene->wishes, WISH_SAVE) ||
                wishes_find(&scene->wishes, WISH_OPEN_RUN))
                fail_msg("action %d goes on as if nothing were hidden", action);
            assert_int_equal(scene->model.prediction.stage, PREDICTION_ASKED);
        }
        check_nothing_leaks(scene, &secrets);
        assert_false(scene_says(scene, "176 lost"));
    }
    scene_close(scene);
}

static void put_secret(char *text, size_t room, const struct secrets *secrets)
{
    snprintf(text, room, "%s lost", secrets->texts[2]);
}

// Everywhere else that knows: lists of runs and files, notes, a search, what is selected, the recording below, who lectures.
static void nothing_that_knows_leaks(void **state)
{
    static const char talk[] =
        "# Race Ledger scenes 1\n[One]\nrun: --guard none\nview: stage\nat: end\nask: choices\n[Two]\nrun: "
        "--guard mutex\nview: timeline\nat: lost:1\nnote: Who has read 5?\n";
    (void)state;
    struct scene *scene = asked_scene(), *lower = scene_open(GUARD_NONE, SEED);
    struct model *model = &scene->model;
    const struct secrets secrets = secrets_of(scene);
    struct bookmark note = { .ns = 1000 };
    const char *const views[] = { "stage", "timeline", NULL };
    struct scenes *scenes = NULL;
    assert_true(status_is_ok(scenes_read(&scenes, talk, sizeof talk - 1, views)));
    put_secret(note.text, sizeof note.text, &secrets);
    put_secret(model->message, sizeof model->message, &secrets);
    model->past_run_count = model->recent_count = model->seen_count = 1;
    put_secret(model->past_runs[0], sizeof model->past_runs[0], &secrets);
    put_secret(model->home->past_seen[0].title, sizeof model->home->past_seen[0].title, &secrets);
    put_secret(model->home->past_seen[0].came, sizeof model->home->past_seen[0].came, &secrets);
    put_secret(model->seen[0].came, sizeof model->seen[0].came, &secrets);
    put_secret(model->recent[0], sizeof model->recent[0], &secrets);
    put_secret(model->notes_file, sizeof model->notes_file, &secrets);
    bookmarks_add(&model->timeline->bookmarks, &note);
    sides_show(model, &scene->document, &lower->document, "lower.rl");
    bookmarks_add(&model->sides->timeline.bookmarks, &note);
    put_secret(model->timeline->search, sizeof model->timeline->search, &secrets);
    for (int i = 0; i < VIEW_COUNT * 2; i++) {
        static const int open[] = { OPEN_NOTHING, OPEN_MENU, OPEN_NOTES, OPEN_SELECTED,
                                    OPEN_SCENES,  OPEN_FILE, OPEN_LEGEND };
        model->view = (enum view)(i % VIEW_COUNT);
        model->lecture = i >= VIEW_COUNT;
        model->open_setting = open[i % (int)(sizeof open / sizeof *open)];
        check_nothing_leaks(scene, &secrets);
    }
    model->talk.scenes = scenes;
    arena_reset(&scene->arena);
    draw_list_init(&scene->list, &scene->arena, metrics_plain(), 960, 600, theme_get(THEME_DARK)->grounds[GROUND_PAGE]);
    frame_init(&scene->frame, &scene->list, &scene->ui, &scene->document, model);
    presenter_draw(&scene->frame, (struct presenter_clock){ 14, 2, 60 });
    assert_true(scene_says(scene, "Who has read 5?"));
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT)
            check_text(scene, &secrets, scene->list.commands[i].words.utf8, "the window for who lectures");
    free(scenes);
    scene_close(scene);
    scene_close(lower);
}

// The command that repeats a driven run has its moves, from which anybody could work out what came of it.
static void the_moves_of_a_driven_run_are_no_secret_told(void **state)
{
    (void)state;
    for (int driven = 0; driven < 2; driven++) {
        struct scene *scene = asked_scene();
        struct plan plan = scene->model.prediction.of;
        struct experiment experiment = *plan_experiment(&plan);
        experiment.scheduled = driven ? SCHEDULE_DRIVEN : SCHEDULE_FREE;
        scene->model.prediction.of = *experiment_plan(&experiment);
        scene_act(scene, ACTION_COPY_COMMAND, 0);
        assert_int_equal(wishes_find(&scene->wishes, WISH_COPY_COMMAND) != NULL, !driven);
        scene_act(scene, ACTION_PREDICT, 0);
        scene_act(scene, ACTION_COPY_COMMAND, 0);
        assert_non_null(wishes_find(&scene->wishes, WISH_COPY_COMMAND));
        scene_close(scene);
    }
}

static void fields_and_search_stay_shut(void **state)
{
    (void)state;
    struct scene *scene = asked_scene();
    scene_draw(scene);
    scene_key(scene, '/', false, false);
    scene_key(scene, 'm', false, true);
    assert_int_equal(scene->ui.editing, 0);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    scene_close(scene);
}

// A new run may be made meanwhile: it is asked about, and what was voted for the same settings counts.
static void another_run_is_asked_about(void **state)
{
    (void)state;
    struct scene *scene = asked_scene(), *other = scene_open(GUARD_MUTEX, SEED);
    scene_key(scene, '2', false, false);
    scene_key(scene, 'r', false, false);
    assert_true(scene_asked(scene, WISH_RUN));
    control_new_document(&scene->model, &scene->document);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_ASKED);
    assert_int_equal(prediction_votes(&scene->model.prediction, 1), 1);
    assert_false(scene->model.playback.playing);
    scene->model.running = RUN_BUSY; // it cannot be revealed before it is over
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_ASKED);
    scene->model.running = RUN_IDLE;
    control_new_document(&scene->model, &other->document);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_ASKED);
    assert_int_equal(scene->model.prediction.vote_count, 0);
    scene_close(other);
    scene_close(scene);
}

// ---- what is told --------------------------------------------------------------------------------------------------

static void votes_are_counted_and_taken_back(void **state)
{
    (void)state;
    struct scene *scene = asked_scene();
    const char typed[] = "144243";
    for (const char *key = typed; *key; key++)
        scene_key(scene, (uint32_t)*key, false, false);
    scene_act(scene, ACTION_VOTE, 4); // there is no such choice
    scene_act(scene, ACTION_VOTE, -1);
    for (int i = 0; i < 4; i++)
        assert_int_equal(prediction_votes(&scene->model.prediction, i), i == 3 ? 3 : 1);
    scene_draw(scene);
    assert_true(scene_says_exactly(scene, "3 votes"));
    scene_key(scene, KEY_BACKSPACE, false, false);
    scene_key(scene, KEY_BACKSPACE, false, false);
    assert_int_equal(prediction_votes(&scene->model.prediction, 3), 2);
    for (int i = 0; i < PREDICTION_VOTES_MOST + 5; i++)
        scene_key(scene, '1', false, false);
    assert_int_equal(scene->model.prediction.vote_count, PREDICTION_VOTES_MOST);
    for (int i = 0; i < PREDICTION_VOTES_MOST + 5; i++)
        scene_key(scene, KEY_BACKSPACE, false, false);
    assert_int_equal(scene->model.prediction.vote_count, 0);
    scene_close(scene);
}

// Whichever guard, whatever came out: the one choice that is true of the figures.
static void the_right_one_is_right(void **state)
{
    (void)state;
    static const enum guard_id kinds_of[] = { GUARD_NONE, GUARD_MUTEX, GUARD_NONE, GUARD_ATOMIC, GUARD_NONE };
    int kinds = 0;
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct scene *scene = scene_open(kinds_of[seed % 5], SEED + seed);
        const struct run_figures *figures = &balance_story(&scene->document)->figures;
        struct lab_question question;
        assert_true(question_of(&scene->arena, LANGUAGE_EN, &scene->document, &question));
        const bool truths[] = { figures->final == figures->expected && figures->lost == 0,
                                figures->final == figures->expected && figures->lost > 0,
                                figures->final > figures->expected, figures->final < figures->expected };
        assert_int_equal(question.count, 4);
        assert_true(question.right >= 0 && truths[question.right]);
        kinds |= 1 << question.right;
        scene_close(scene);
    }
    assert_true(kinds & 1);
    assert_true(kinds & ~1);
}

static void it_is_revealed_and_left(void **state)
{
    (void)state;
    struct scene *scene = asked_scene();
    char final[TEXT_NUMBER_BYTES];
    const struct run_figures *figures = &balance_story(&scene->document)->figures;
    scene_key(scene, 'q', false, false);
    scene_draw(scene);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_REVEALED);
    assert_true(scene_says_exactly(scene, text_of(LANGUAGE_EN, TEXT_ASK_RIGHT_ID)));
    assert_true(scene_says(scene, text_grouped(final, figures->final)));
    scene_key(scene, '3', false, false); // goes on with whatever is wanted
    assert_int_equal(scene->model.prediction.stage, PREDICTION_NONE);
    assert_int_equal(scene->model.view, VIEW_LEDGER);
    scene_key(scene, 'q', false, true);
    scene_draw(scene);
    assert_true(scene->model.prediction.blank);
    assert_false(scene_says(scene, "no update is lost")); // no choices
    scene_key(scene, '1', false, false);
    assert_int_equal(scene->model.prediction.vote_count, 0);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_NONE);
    scene_close(scene);
}

static void without_a_run_it_says_so(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    control_act(&scene->model, NULL, ACTION_PREDICT, 0, &scene->wishes);
    assert_int_equal(scene->model.prediction.stage, PREDICTION_NONE);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_NO_RUN_YET_ID));
    scene_close(scene);
}

// ---- stored recordings of every lab ----------------------------------------------------------------------------------

static struct scene *stored_scene(const char *name)
{
    char path[128];
    struct recording recording;
    snprintf(path, sizeof path, "tests/golden/%s.rl", name);
    struct status status = recording_open(&recording, path);
    if (status_is_ok(status))
        status = recording_verify(&recording);
    if (!status_is_ok(status))
        fail_msg("%s: %s", path, status.message);
    return scene_of_recording(recording);
}

static void every_lab_is_asked_about(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int right; // −2: nothing is asked
    } stored[] = { { "race", 3 },
                   { "tree", -2 },
                   { "labs/queue", 2 },
                   { "labs/cost", 1 },
                   { "labs/family", 1 },
                   { "labs/family-globals", 2 },
                   { "labs/locks-fork", 1 },
                   { "labs/locks-opposite", 1 },
                   { "labs/locks-philosophers", 1 },
                   { "labs/pool-exception", 2 },
                   { "labs/pool-killed", 3 },
                   { "labs/workers", 1 },
                   { "variables/bank-c", 2 },
                   { "variables/bank-python", 2 } };
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        struct scene *scene = stored_scene(stored[i].name);
        struct lab_question question;
        const bool asked = question_of(&scene->arena, LANGUAGE_ZH, &scene->document, &question);
        if ((asked ? question.right : -2) != stored[i].right)
            fail_msg("%s: choice %d is told to be right", stored[i].name, asked ? question.right : -2);
        scene_key(scene, 'q', false, false);
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stdout), 0);
        assert_int_equal(scene->model.prediction.stage, asked ? PREDICTION_ASKED : PREDICTION_NONE);
        assert_true(asked || scene->model.message[0]);
        scene_close(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_leaks_in_any_view),
        cmocka_unit_test(nothing_that_is_done_leaks),
        cmocka_unit_test(fields_and_search_stay_shut),
        cmocka_unit_test(nothing_that_knows_leaks),
        cmocka_unit_test(the_moves_of_a_driven_run_are_no_secret_told),
        cmocka_unit_test(another_run_is_asked_about),
        cmocka_unit_test(votes_are_counted_and_taken_back),
        cmocka_unit_test(the_right_one_is_right),
        cmocka_unit_test(it_is_revealed_and_left),
        cmocka_unit_test(without_a_run_it_says_so),
        cmocka_unit_test(every_lab_is_asked_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
