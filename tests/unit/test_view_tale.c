// What is told of tasks that make one another: its beats, the caption while it plays and while it stands, and what the scheduler
// does beside it.
#include "support/process_tree.h"
#include "support/view_scene.h"

#include "labs/balance/present.h"
#include "view/stage/parts.h"
#include "view/timeline/parts.h"
#include "view/timeline/search.h"
#include "view/timeline/timeline_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define FRAME_S (1.0 / 30)
#define MOST_S 60.0

static struct scene *scene_of_tree(const struct tree *tree)
{
    struct scene *scene = scene_of_recording(tree->recording);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.playback.playing = false;
    return scene;
}

static struct stage_caption caption_now(struct scene *scene)
{
    struct balance_present present;
    scene_draw(scene);
    balance_present_of(&present, &scene->document, &scene->model.playback);
    return stage_caption_of(&scene->frame, &present);
}

static struct stage_caption caption_at(struct scene *scene, uint64_t us)
{
    playback_seek_ns(&scene->model.playback, &scene->document, tree_ns(us));
    return caption_now(scene);
}

// ---- beats ---------------------------------------------------------------------------------------------------------

static bool has_beat(const struct tree *tree, const struct tale *tale, enum note_kind kind)
{
    for (size_t i = 0; i < tale->beat_count; i++) {
        const struct tale_event *event = &tale->all[tale->beats[i]];
        if (event->kind == TOLD_NOTE && tale_note(&tree->recording, event)->kind == kind)
            return true;
    }
    return false;
}

static void a_long_tale_stops_where_it_matters(void **state)
{
    (void)state;
    static const enum note_kind kinds[] = { NOTE_STARTED,  NOTE_PUT,    NOTE_REFUSED,
                                            NOTE_SIGNALED, NOTE_RAISED, NOTE_TIMED_OUT };
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    const struct tale *tale = &scene->document.tale;
    assert_true(tale->count > 2 * TALE_BEATS_MAX);
    assert_int_equal(tale->beat_count, TALE_BEATS_MAX);
    for (size_t i = 1; i < tale->beat_count; i++)
        assert_true(tale->beats[i] > tale->beats[i - 1] && tale->beats[i] < tale->count);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!has_beat(tree, tale, kinds[i]))
            fail_msg("no beat is of kind %d", (int)kinds[i]);
    assert_int_equal(tale->beats[TALE_BEATS_MAX - 1], tale->count - 1); // what came to pass in the end
    assert_int_equal(tale_beats_until(tale, 0), 0);
    assert_int_equal(tale_beats_until(tale, UINT64_MAX), tale->beat_count);
    scene_close(scene);
    tree_free(tree);
}

// However much traffic there is about it, what comes once is a beat.
static void what_comes_once_is_not_lost_in_traffic(void **state)
{
    (void)state;
    struct tree *tree = tree_new(true);
    tree_resource(tree, "q", RESOURCE_QUEUE, 3);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    for (uint32_t i = 0; i < 300; i++) {
        tree_note(tree, 1, 100 + 10 * i, NOTE_PUT, 0, i);
        if (i == 200)
            tree_note(tree, 1, 101 + 10 * i, NOTE_RAISED, 0, REFUSED_CLOSED);
        tree_note(tree, 0, 102 + 10 * i, NOTE_TOOK, 0, i);
        if (i == 250)
            tree_note(tree, 0, 103 + 10 * i, NOTE_ASKED, 0, note_asked(ASKED_EMPTY, 1));
    }
    tree_finish(tree, 4000);
    struct scene *scene = scene_of_tree(tree);
    assert_true(has_beat(tree, &scene->document.tale, NOTE_RAISED));
    assert_true(has_beat(tree, &scene->document.tale, NOTE_ASKED));
    scene_close(scene);
    tree_free(tree);
}

static void a_short_tale_is_told_whole(void **state)
{
    (void)state;
    struct tree *tree = tree_new(true);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    for (uint64_t us = 100; us <= 500; us += 100)
        tree_print(tree, 0, us, "x");
    tree_finish(tree, 1200);
    struct scene *scene = scene_of_tree(tree);
    assert_int_equal(scene->document.tale.count, 5);
    assert_int_equal(scene->document.tale.beat_count, 5);
    scene_close(scene);
    tree_free(tree);
}

// A lecture's remote control: from beat to beat to the end, and back to the start.
static void the_remote_goes_from_beat_to_beat(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    const struct tale *tale = &scene->document.tale;
    playback_jump(&scene->model.playback, &scene->document, -1);
    for (size_t i = 0; i < tale->beat_count; i++) {
        scene_key(scene, KEY_PAGE_DOWN, false, false);
        assert_int_equal(scene->model.playback.ns, tale->all[tale->beats[i]].ns);
    }
    scene_key(scene, KEY_PAGE_DOWN, false, false);
    assert_true(playback_at_end(&scene->model.playback, &scene->document));
    for (size_t i = tale->beat_count; i-- > 0;) {
        scene_key(scene, KEY_PAGE_UP, false, false);
        assert_int_equal(scene->model.playback.ns, tale->all[tale->beats[i]].ns);
    }
    scene_key(scene, KEY_PAGE_UP, false, false);
    assert_true(playback_at_start(&scene->model.playback, &scene->document));
    scene_close(scene);
    tree_free(tree);
}

// While it plays itself each sentence stays long enough to be read; only the last gives way to why it came out so.
static void each_sentence_can_be_read(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    struct playback *playback = &scene->model.playback;
    char shown[200] = "";
    double since_s = 0, all_s = 0;
    unsigned sentences = 0;
    playback_start(playback, &scene->document);
    for (; playback->playing && all_s < MOST_S; all_s += FRAME_S, since_s += FRAME_S) {
        const struct stage_caption caption = caption_now(scene);
        if (strcmp(caption.first, shown) != 0) {
            if (*shown && since_s < 0.9)
                fail_msg("\"%s\" is there for %.2f s", shown, since_s);
            snprintf(shown, sizeof shown, "%s", caption.first);
            since_s = 0;
            sentences++;
        }
        playback_advance(playback, &scene->document, FRAME_S);
    }
    assert_true(playback_at_end(playback, &scene->document) && all_s < 25);
    assert_true(sentences > 5 && sentences <= TALE_BEATS_MAX + 2);
    scene_close(scene);
    tree_free(tree);
}

// ---- beside the scheduler ------------------------------------------------------------------------------------------

// A switch changes nothing of what the program is said to have done: it is said beside it.
static void the_scheduler_is_small_print(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    const struct stage_caption put = caption_at(scene, 2005);
    assert_string_equal(put.first, "P1 prints: put 4");
    assert_null(put.beside);
    const struct stage_caption waits = caption_at(scene, STORY_EMPTY_US + 2); // switched out
    assert_string_equal(waits.first, "P4 has the read lock.");
    assert_string_equal(waits.beside, "P2 sleeps: it waits until something is in q.");
    unsigned beside = 0;
    for (size_t i = 0; i < tree->recording.switch_count; i++) {
        const struct switch_record *record = &tree->switches[i];
        playback_seek_ns(&scene->model.playback, &scene->document, record->ns);
        const struct stage_caption caption = caption_now(scene);
        beside += caption.beside != NULL;
        assert_false(caption.beside && !*caption.beside);
    }
    assert_true(beside > 5);
    scene_close(scene);
    tree_free(tree);
}

static void a_death_is_told(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    assert_string_equal(caption_at(scene, STORY_KILLED_US - 5).first, "P1 sends SIGTERM to P4.");
    assert_string_equal(caption_at(scene, STORY_KILLED_US + 1).first,
                        "P4 is dead; nobody has asked how it ended: a zombie.");
    assert_string_equal(caption_at(scene, 2590).first, "P4 is dead.");
    assert_non_null(strstr(caption_at(scene, STORY_TRIES_US).first, "waits for the read lock"));
    scene_close(scene);
    tree_free(tree);
}

// Tasks that make one another gather at no line.
static void no_starting_line_is_made_up(void **state)
{
    (void)state;
    for (int kernel = 0; kernel < 2; kernel++) {
        struct tree *tree = tree_story(kernel);
        struct scene *scene = scene_of_tree(tree);
        for (uint64_t us = 0; us < STORY_ENDS_US; us += 5)
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                scene->model.language = (enum language)language;
                const struct stage_caption caption = caption_at(scene, us);
                const char *lines[] = { caption.first, caption.second, caption.beside ? caption.beside : "" };
                assert_true(*caption.first);
                for (int i = 0; i < 3; i++)
                    if (strstr(lines[i], "starting line") || strstr(lines[i], "起跑线"))
                        fail_msg("at %llu µs: \"%s\"", (unsigned long long)us, lines[i]);
            }
        scene->model.language = LANGUAGE_EN;
        assert_string_equal(caption_at(scene, 0).first, "The run begins.");
        scene_close(scene);
        tree_free(tree);
    }
}

// What has a word for its name gets its article, what has a name does not; Chinese has neither article nor space.
static void resources_are_words_or_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum resource_kind kind;
        enum note_kind note;
        const char *english, *chinese;
    } said[] = {
        { "buffer", RESOURCE_QUEUE, NOTE_PUT, "P0 puts 7 into the buffer.", "P0 把 7 放入缓冲区。" },
        { "q", RESOURCE_QUEUE, NOTE_TOOK, "P0 takes 7 from q.", "P0 从 q 取出 7。" },
        { "read lock", RESOURCE_LOCK, NOTE_ACQUIRED, "P0 has the read lock.", "P0 获得读锁。" },
        { "lock A", RESOURCE_LOCK, NOTE_RELEASED, "P0 gives lock A back.", "P0 释放锁 A。" },
        { "its copy", RESOURCE_LOCK, NOTE_ACQUIRED, "P0 has its copy.", "P0 获得副本。" },
        { "start", RESOURCE_CONDITION, NOTE_RELEASED, "P0 gives the sign \"start\".", "P0 发出“开始”信号。" },
    };
    enum {
        COUNT = sizeof said / sizeof *said
    };
    struct tree *tree = tree_new(true);
    for (int i = 0; i < COUNT; i++)
        tree_resource(tree, said[i].name, said[i].kind, 1);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    for (int i = 0; i < COUNT; i++)
        tree_note(tree, 0, 100 + 10 * (uint64_t)i, said[i].note, i, 7);
    tree_finish(tree, 1000);
    struct scene *scene = scene_of_tree(tree);
    for (int i = 0; i < COUNT; i++) {
        scene->model.language = LANGUAGE_EN;
        assert_string_equal(caption_at(scene, 100 + 10 * (uint64_t)i).first, said[i].english);
        scene->model.language = LANGUAGE_ZH;
        assert_string_equal(caption_at(scene, 100 + 10 * (uint64_t)i).first, said[i].chinese);
    }
    scene_close(scene);
    tree_free(tree);
}

// On its way from ready to running a token passes above the word at the arrow.
static void a_token_hops_over_the_words(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1366, 768 }, { 1920, 1080 } };
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    struct model *model = &scene->model;
    for (int shape = 0; shape < 3 * 2 * LANGUAGE_COUNT; shape++) {
        model->width_px = sizes[shape % 3][0];
        model->height_px = sizes[shape % 3][1];
        model->lecture = shape / 3 % 2;
        model->language = (enum language)(shape / 6);
        playback_seek_ns(&model->playback, &scene->document, tree_ns(32)); // P0 alone, just given its cpu
        model->glide_from_ns = tree_ns(20);
        for (double share = 0.1; share < 1; share += 0.1) {
            model->glide = share;
            scene_draw(scene);
            const size_t wrong = draw_list_check_texts(&scene->list, stderr);
            if (wrong > 0)
                fail_msg("shape %d, %.1f of the way", shape, share);
        }
        model->glide = 1;
    }
    scene_close(scene);
    tree_free(tree);
}

// ---- found by its name ---------------------------------------------------------------------------------------------

static bool find(struct scene *scene, const char *word)
{
    struct timeline_model *timeline = scene->model.timeline;
    snprintf(timeline->search, sizeof timeline->search, "%s", word);
    timeline->hits.known = false;
    playback_jump(&scene->model.playback, &scene->document, -1);
    return timeline_hits_go(&scene->model, &scene->document, 1);
}

// "P1" is the task of that name, not the first of them.
static void tasks_are_found_by_their_names(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    struct playback *playback = &scene->model.playback;
    for (uint32_t t = 0; t < tree->recording.task_count; t++) {
        const struct worker_states *states = &scene->document.states.workers[t];
        playback_jump(playback, &scene->document, -1);
        const uint64_t from = playback->ns;
        assert_true(find(scene, tree->tasks[t].name));
        assert_true(playback->ns > from);
        assert_int_equal(states_at(states, playback->ns)->from_ns, playback->ns);
    }
    assert_true(find(scene, "p2 BLOCKED"));
    assert_int_equal(playback->ns, tree_ns(STORY_EMPTY_US + 2));
    scene_close(scene);
    tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_tale_stops_where_it_matters),
        cmocka_unit_test(what_comes_once_is_not_lost_in_traffic),
        cmocka_unit_test(a_short_tale_is_told_whole),
        cmocka_unit_test(the_remote_goes_from_beat_to_beat),
        cmocka_unit_test(each_sentence_can_be_read),
        cmocka_unit_test(the_scheduler_is_small_print),
        cmocka_unit_test(a_death_is_told),
        cmocka_unit_test(no_starting_line_is_made_up),
        cmocka_unit_test(a_token_hops_over_the_words),
        cmocka_unit_test(resources_are_words_or_names),
        cmocka_unit_test(tasks_are_found_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
