// Resources that no guard has, in the pictures: each by its name, in rows and as padlocks.
#include "view/stage/lock_now.h"
#include "view/timeline/rows.h"
#include "view/ui/words.h"

#include "../support/resource_script.h"
#include "../support/view_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SEED 47
#define LONG_NAME "the lock of the whole warehouse"

static const struct script_plan four = {
    .seed = SEED,
    .tasks = 3,
    .switches = true,
    .resources = { { .name = "account", .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 },
                   { .name = "spin lock", .kind = RESOURCE_SPIN_LOCK, .capacity = 1 },
                   { .name = "tickets", .kind = RESOURCE_QUEUE, .sleeps = 1, .capacity = 8 },
                   { .name = LONG_NAME, .kind = RESOURCE_LOCK, .sleeps = 1, .capacity = 1 } },
};

// T2 waits for T1's account, T3 spins; T1 has the long one too.
static const char *const script = "1+a 1+b 1+d 2+a 3+b 1-b 3+b 1-a 2+a 3-b 2-a";

// A window's document has books today: the script's tasks are the balance's workers that have made no update.
static struct scene *scene_of_script(struct scripted *made)
{
    static struct balance_books books;
    static uint32_t no_update[1];
    static uint64_t no_time[1];
    struct experiment *experiment = (struct experiment *)&made->plan;
    books = (struct balance_books){ .run = { .sample_every = 1 } };
    experiment->lab = LAB_BALANCE;
    experiment->iterations = 1;
    balance_books_attach(&books, &made->recording);
    for (uint32_t i = 0; i < made->recording.task_count; i++) {
        experiment->amounts[i] = books.workers[i].amount = 1;
        balance_books_set(&books, &made->recording, i, no_update, no_time);
    }
    return scene_of_recording(made->recording);
}

static const struct draw_words *words_of(const struct scene *scene, const char *begins)
{
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind == DRAW_TEXT && strncmp(command->words.utf8, begins, strlen(begins)) == 0)
            return &command->words;
    }
    return NULL;
}

static void draw(struct scene *scene, enum view view, enum language language, int width_px, int height_px)
{
    scene->model.view = view;
    scene->model.language = language;
    scene->model.width_px = width_px;
    scene->model.height_px = height_px;
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
}

// Each has a row with its name: as long as there is room for of a long one, and in the window's language where that has a word
// for it.
static void every_one_has_a_row(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1920, 1080 }, { 3840, 2160 } };
    struct scripted *made = script_build(&four, script);
    struct scene *scene = scene_of_script(made);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        draw(scene, VIEW_TIMELINE, LANGUAGE_EN, sizes[i][0], sizes[i][1]);
        assert_non_null(words_of(scene, "account"));
        assert_non_null(words_of(scene, "spin lock"));
        assert_non_null(words_of(scene, "tickets"));
        const struct draw_words *cut = words_of(scene, "the l");
        assert_non_null(cut);
        assert_true(cut->cut || strcmp(cut->utf8, LONG_NAME) == 0);
        draw(scene, VIEW_TIMELINE, LANGUAGE_ZH, sizes[i][0], sizes[i][1]);
        assert_non_null(words_of(scene, "account"));
        assert_non_null(words_of(scene, "自旋锁"));
        assert_null(words_of(scene, "spin lock"));
        assert_non_null(words_of(scene, "tickets"));
    }
    scene_close(scene);
    scripted_free(made);
}

// What a row has at a moment is said with its name, and whose it is.
static void a_row_tells_who_has_it(void **state)
{
    (void)state;
    struct scripted *made = script_build(&four, script);
    struct scene *scene = scene_of_script(made);
    draw(scene, VIEW_TIMELINE, LANGUAGE_EN, 1920, 1080);
    const struct timeline_axis axis = { document_from_ns(&scene->document), document_to_ns(&scene->document), 0, 1000 };
    assert_true(made->truth.hold_count >= 4);
    for (size_t i = 0; i < made->truth.hold_count; i++) {
        const struct simulated_stretch *hold = &made->truth.holds[i];
        const struct timeline_row row = { &timeline_lock_row, (int)hold->resource, rect_of(0, 0, 1000, 20) };
        const char *tip = timeline_tip(&scene->frame, &axis, &row, hold->from_ns);
        char said[64];
        snprintf(said, sizeof said, "%s: T%u had it", made->resources[hold->resource].name, hold->task + 1);
        if (!strstr(tip, said))
            fail_msg("\"%s\" does not say \"%s\"", tip, said);
    }
    const struct timeline_row queue = { &timeline_lock_row, 2, rect_of(0, 0, 1000, 20) };
    assert_null(strstr(timeline_tip(&scene->frame, &axis, &queue, axis.from_ns), "free")); // it is no lock
    scene_close(scene);
    scripted_free(made);
}

static struct lock_now lock_at(struct scene *scene, uint64_t ns, int resource)
{
    struct balance_present present;
    playback_seek_ns(&scene->model.playback, &scene->document, ns);
    balance_present_of(&present, &scene->document, &scene->model.playback);
    return lock_now_of(&scene->document, &present, resource);
}

// On the stage the locks are padlocks, the queue is not; who has one and who waits is told by resource.
static void locks_are_padlocks(void **state)
{
    (void)state;
    struct scripted *made = script_build(&four, script);
    struct scene *scene = scene_of_script(made);
    const uint64_t ns = recording_ns(&made->recording, made->recording.notes[2][0].ticks); // T3 begins to wait
    const struct lock_now account = lock_at(scene, ns, 0), spin = lock_at(scene, ns, 1), last = lock_at(scene, ns, 3);
    assert_int_equal(account.holder, 0);
    assert_true(account.waiters == 1 && bit_set_has(&account.waiting, 1));
    assert_int_equal(spin.holder, 0);
    assert_true(spin.waiters == 1 && bit_set_has(&spin.waiting, 2));
    assert_int_equal(last.holder, 0);
    assert_int_equal(last.waiters, 0);
    draw(scene, VIEW_STAGE, LANGUAGE_EN, 1920, 1080);
    assert_non_null(words_of(scene, "account"));
    assert_non_null(words_of(scene, "spin lock"));
    assert_non_null(words_of(scene, "the l"));
    assert_null(words_of(scene, "tickets"));
    scene_close(scene);
    scripted_free(made);
}

// As many as there can be, at every size: the rows scroll, and nothing is drawn where it must not.
static void as_many_as_there_can_be(void **state)
{
    (void)state;
    struct script_plan plan = { .seed = SEED, .tasks = 9, .switches = true };
    for (int i = 0; i < RESOURCES_MAX; i++) {
        plan.resources[i] = (struct resource){ .kind = RESOURCE_LOCK, .sleeps = i % 3 > 0, .capacity = 1 };
        snprintf(plan.resources[i].name, sizeof plan.resources[i].name, "lock %d", i + 1);
    }
    struct scripted *made = script_random(&plan, 500);
    struct scene *scene = scene_of_script(made);
    static const int sizes[][2] = { { 1024, 768 }, { 1920, 1080 }, { 3840, 2160 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int view = 0; view < VIEW_COUNT; view++)
            draw(scene, (enum view)view, LANGUAGE_EN, sizes[i][0], sizes[i][1]);
        scene->model.timeline->scroll_rows = 100000;
        draw(scene, VIEW_TIMELINE, LANGUAGE_EN, sizes[i][0], sizes[i][1]);
        scene->model.timeline->scroll_rows = 0;
        assert_non_null(words_of(scene, "lock 64"));
    }
    scene_close(scene);
    scripted_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_one_has_a_row),
        cmocka_unit_test(a_row_tells_who_has_it),
        cmocka_unit_test(locks_are_padlocks),
        cmocka_unit_test(as_many_as_there_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
