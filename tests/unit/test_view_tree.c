// A tree of processes in the window: its stage and timeline at every size, language and theme and anywhere in the run; every
// kind of note told in words; the console; what there is to tell, one after the other.
#include "support/process_tree.h"
#include "support/view_scene.h"

#include "document/present.h"
#include "labs/balance/present.h"
#include "view/shapes/check.h"
#include "view/shapes/dump.h"
#include "view/stage/listing.h"
#include "view/stage/parts.h"
#include "view/timeline/rows.h"
#include "view/ui/waiting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct scene *scene_of_tree(const struct tree *tree)
{
    struct scene *scene = scene_of_recording(tree->recording);
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    return scene;
}

// Draws it; the texts of the picture, to be freed.
static char *drawn(struct scene *scene)
{
    char *dump = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&dump, &length);
    assert_non_null(out);
    scene_draw(scene);
    draw_list_dump(&scene->list, out);
    fclose(out);
    return dump;
}

static void assert_says(struct scene *scene, const char *text, bool says)
{
    char *dump = drawn(scene);
    if ((strstr(dump, text) != NULL) != says)
        fail_msg("at %.3f ms \"%s\" is %s", (double)(scene->model.playback.ns - tree_ns(0)) / 1e6, text,
                 says ? "not said" : "said");
    free(dump);
}

static void seek(struct scene *scene, uint64_t us)
{
    playback_seek_ns(&scene->model.playback, &scene->document, tree_ns(us));
    scene->model.playback.playing = false;
}

// ---- everywhere ----------------------------------------------------------------------------------------------------

static void check(struct scene *scene)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    scene_draw(scene);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed)
        fail_msg("view %d, %dx%d, language %d%s, at %.3f ms: %s", (int)scene->model.view, scene->model.width_px,
                 scene->model.height_px, (int)scene->model.language, scene->model.lecture ? ", lecture" : "",
                 (double)(scene->model.playback.ns - tree_ns(0)) / 1e6, complaints);
    free(complaints);
}

static void it_is_drawn_everywhere(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1024, 768 }, { 1366, 768 }, { 1920, 1080 }, { 768, 1024 }, { 2560, 1080 } };
    for (int kernel = 0; kernel < 2; kernel++) {
        struct tree *tree = tree_story(kernel);
        struct scene *scene = scene_of_tree(tree);
        for (uint64_t us = 0; us <= STORY_ENDS_US; us += 400) {
            for (int shape = 0; shape < 8 * 5; shape++) {
                scene->model.width_px = sizes[shape / 8][0];
                scene->model.height_px = sizes[shape / 8][1];
                scene->model.language = shape & 1 ? LANGUAGE_ZH : LANGUAGE_EN;
                scene->model.lecture = shape & 2;
                scene->model.view = shape & 4 ? VIEW_TIMELINE : VIEW_STAGE;
                scene->model.theme = us % 800 ? THEME_LIGHT : THEME_DARK;
                seek(scene, us);
                check(scene);
            }
        }
        scene_close(scene);
        tree_free(tree);
    }
}

// No line goes through what is said of the ways between ready and running, however far apart they are; and of threads that lie in
// their processes nothing is said where there are none.
static void arrows_leave_their_words_free(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1280, 720 }, { 1024, 768 }, { 1920, 1080 }, { 2560, 1080 }, { 3840, 1600 } };
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    size_t words = 0;
    for (int shape = 0; shape < 5 * 4; shape++) {
        scene->model.width_px = sizes[shape / 4][0];
        scene->model.height_px = sizes[shape / 4][1];
        scene->model.language = shape & 1 ? LANGUAGE_ZH : LANGUAGE_EN;
        scene->model.lecture = shape & 2;
        scene->model.view = VIEW_STAGE;
        seek(scene, 800);
        scene_draw(scene);
        const enum text_id ids[] = { TEXT_STAGE_SCHEDULED_ID, TEXT_STAGE_PREEMPTED_ID };
        struct draw_list lines = scene->list; // the text first, as if all lines came later
        lines.commands = calloc(scene->list.count + 1, sizeof *lines.commands);
        for (size_t i = 0; i < scene->list.count; i++) {
            const struct draw_command *one = &scene->list.commands[i];
            assert_true(one->kind != DRAW_TEXT ||
                        (!strstr(one->words.utf8, " 0 threads") && !strstr(one->words.utf8, " 0 个线程")));
            for (int id = 0; id < 2; id++)
                if (one->kind == DRAW_TEXT && strcmp(one->words.utf8, text_of(scene->model.language, ids[id])) == 0) {
                    lines.count = 0;
                    lines.commands[lines.count++] = *one;
                    for (size_t k = 0; k < scene->list.count; k++)
                        if (scene->list.commands[k].kind != DRAW_TEXT)
                            lines.commands[lines.count++] = scene->list.commands[k];
                    words++;
                    if (draw_list_check_strokes(&lines, stdout) > 0)
                        fail_msg("at %dx%d, language %d%s", scene->model.width_px, scene->model.height_px,
                                 (int)scene->model.language, scene->model.lecture ? ", lecture" : "");
                }
        }
        free(lines.commands);
    }
    assert_true(words > 20);
    scene_close(scene);
    tree_free(tree);
}

// ---- words ---------------------------------------------------------------------------------------------------------

static void every_note_has_words(void **state)
{
    (void)state;
    static const struct {
        uint64_t us;
        const char *first, *second, *chinese;
    } told[] = {
        { 300, "P0 forks P1.", "", "P0 创建子进程 P1（fork）。" },
        { 560, "P4 has the read lock.", "", "P4 获得读锁。" },
        { 600, "P1 puts 0 into q.", "", "P1 把 0 放入 q。" },
        { 605, "P1 prints: put 0", "", "P1 输出：put 0" },
        { STORY_TOOK_US, "P2 takes 0 from q.", "", "P2 从 q 取出 0。" },
        { STORY_JOIN_US, "P4 sleeps for a while.", "", "P4 睡眠一段时间。" },
        { STORY_FULL_US, "P1 waits until there is room in q.", "", "P1 等待 q 有空位。" },
        { 2210, "P2 asks q.empty(): no.", "", "P2 询问 q.empty()：否。" },
        { 2400, "P1 finds q full, and does not wait.", "", "P1 发现 q 已满，不等待。" },
        { 2500, "P1 sends SIGTERM to P4.", "", "P1 向 P4 发送 SIGTERM。" },
        { STORY_TRIES_US, "P2 waits for the read lock.", "P4 is dead and has it still: it will not give it back.",
          "P2 等待读锁。" },
        { 2700, "P1 asks is_alive(): yes.", "", "P1 询问 is_alive()：是。" },
        { STORY_GIVES_UP_US, "P2 gives up: its time is over.", "P4 is dead and has it still: it will not give it back.",
          "P2 等待超时，放弃。" },
        { 3140, "P2 asks q.qsize(): 3.", "", "P2 询问 q.qsize()：3。" },
        { 3400, "P1 raises an error: it is closed.", "", "P1 抛出异常：已关闭。" },
        { STORY_JOINED_US, "P0 reaps P1: exit 1.", "", "P0 回收 P1：退出码 1。" },
        { 3700, "P0 prints: 分析完成", "", "P0 输出：分析完成" },
    };
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct balance_present present;
            scene->model.language = (enum language)language;
            seek(scene, told[i].us);
            scene_draw(scene);
            balance_present_of(&present, &scene->document, &scene->model.playback);
            const struct stage_caption caption = stage_caption_of(&scene->frame, &present);
            assert_string_equal(caption.first, language ? told[i].chinese : told[i].first);
            if (language == LANGUAGE_EN)
                assert_string_equal(caption.second, told[i].second);
        }
    }
    scene_close(scene);
    tree_free(tree);
}

// One of each kind and of each question, refusal and error, whatever its numbers: some words, or none, and no harm.
static void any_note_is_told_or_not(void **state)
{
    (void)state;
    struct tree *tree = tree_new(true);
    uint64_t us = 100;
    tree_resource(tree, "q", RESOURCE_QUEUE, 3);
    tree_resource(tree, "a", RESOURCE_LOCK, 1);
    tree_resource(tree, "end", RESOURCE_TASK, 0);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "T1", TASK_THREAD, 0, 50, 1);
    for (int kind = NOTE_WAITS; kind < NOTE_KINDS; kind++)
        for (int resource = 0; resource < 5; resource++)
            for (int other = 0; other < 8; other++, us++)
                tree_note(tree, us % 2, us, (enum note_kind)kind, resource,
                          kind == NOTE_ASKED ? (uint32_t)other << 12 : (uint32_t)other);
    tree_finish(tree, 2000);
    struct scene *scene = scene_of_tree(tree); // not verified
    for (uint64_t at = 90; at < us; at++) {
        struct balance_present present;
        seek(scene, at);
        balance_present_of(&present, &scene->document, &scene->model.playback);
        if (at % 50 == 0 || at == 90)
            scene_draw(scene);
        const struct stage_caption caption = stage_caption_of(&scene->frame, &present);
        assert_true(caption.first && *caption.first && caption.second);
        assert_null(strchr(caption.first, '{'));
    }
    scene_close(scene);
    tree_free(tree);
}

static void its_rows_say_what_is_waited_for(void **state)
{
    (void)state;
    static const struct {
        uint64_t us;
        uint32_t task, resource, whom;
        const char *brief, *chinese;
    } waits[] = { { STORY_JOIN_US, 0, STORY_END, 2, "join P1", "等 P1" },
                  { STORY_EMPTY_US, 2, STORY_Q, 0, "q empty", "q 空" },
                  { STORY_FULL_US, 1, STORY_Q, 0, "q full", "q 满" },
                  { 710, 4, STORY_CLOCK, 0, "sleep", "睡眠" },
                  { STORY_TRIES_US, 2, STORY_LOCK, 5, "read lock", "读锁" },
                  { STORY_JOIN_US, 0, STORY_END, 0, "wait", "等子进程" } };
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            scene->model.language = (enum language)language;
            scene_draw(scene);
            assert_string_equal(
                words_waiting(&scene->frame, waits[i].task, tree_ns(waits[i].us), waits[i].resource, waits[i].whom),
                language ? waits[i].chinese : waits[i].brief);
        }
    }
    scene->model.language = LANGUAGE_EN;
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 2560;
    scene->model.height_px = 1080;
    scene->model.zoom = 0.7f; // room for words in the low rows, too
    seek(scene, 100);
    static const char *const words[] = { "\"join P1\"",  "\"q full\"", "\"sleep\"", "\"zombie\"",
                                         "\"P4, dead\"", "\"q\"",      "\"slots\"", "\"prints\"" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_says(scene, words[i], true);
    scene_close(scene);
    tree_free(tree);
}

// Every kind of row that such a run has, and words of each at any moment.
static void its_rows_are_whole(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    const struct timeline_axis axis = { tree_ns(0), tree_ns(STORY_ENDS_US), 100, 1700 };
    static const struct timeline_row_kind *const kinds[] = { &timeline_worker_row, &timeline_lock_row,
                                                             &timeline_level_row, &timeline_prints_row,
                                                             &timeline_cpu_row };
    bool seen[5] = { false };
    struct timeline_rows rows = { .whole = true, .workers = 5 };
    scene_draw(scene);
    assert_true(timeline_rows_make(&rows, &scene->arena, &scene->document));
    timeline_rows_collect(&rows, &scene->document);
    for (int i = 0; i < rows.count; i++) {
        struct timeline_row *row = &rows.list[i];
        row->rect = rect_of(100, 300, 1700, 60);
        assert_true(row->kind->explain(&scene->frame, row)[0]);
        for (uint64_t us = 0; us < STORY_ENDS_US; us += 37)
            assert_true(row->kind->words(&scene->frame, &axis, row, tree_ns(us))[0]);
        for (int k = 0; k < 5; k++)
            seen[k] |= row->kind == kinds[k];
        if (row->kind == &timeline_prints_row)
            assert_string_equal(row->kind->words(&scene->frame, &axis, row, tree_ns(825)), "P1 printed: put 1");
        if (row->kind == &timeline_level_row && row->index == STORY_Q)
            assert_string_equal(row->kind->words(&scene->frame, &axis, row, tree_ns(1200)), "q: 3 in it");
        if (row->kind == &timeline_lock_row)
            assert_string_equal(row->kind->words(&scene->frame, &axis, row, tree_ns(3000)),
                                "read lock: P4 died with it; nobody has given it back for 1.49 ms");
    }
    for (int k = 0; k < 5; k++)
        assert_true(seen[k]);
    scene_close(scene);
    tree_free(tree);
}

// ---- the console ---------------------------------------------------------------------------------------------------

static void the_console_has_what_was_printed_by_then(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    seek(scene, 500);
    assert_says(scene, text_of(LANGUAGE_EN, TEXT_STAGE_CONSOLE_EMPTY_ID), true);
    seek(scene, 825);
    assert_says(scene, "\"put 1\"", true);
    assert_says(scene, "\"put 2\"", false);
    assert_says(scene, "\"0.825 ms\"", true);
    seek(scene, 3800);
    assert_says(scene, "\"分析完成\"", true);
    scene_close(scene);
    tree_free(tree);
}

// Any bytes: what a terminal would obey is not obeyed, half a character does no harm, a long line is cut.
static void what_is_printed_is_made_plain(void **state)
{
    (void)state;
    static char line[3000];
    memset(line, 'x', sizeof line - 1);
    struct tree *tree = tree_new(true);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
    tree_print(tree, 0, 100, "a\033[2Jb\tc\nd");
    tree_print(tree, 0, 110, "\xe5\x88");
    tree_print(tree, 1, 120, "\n");
    tree_print(tree, 1, 130, line);
    tree_finish(tree, 1000);
    struct scene *scene = scene_of_tree(tree);
    seek(scene, 900);
    assert_says(scene, "\"a?[2Jb c d\"", true);
    check(scene);
    scene_close(scene);
    tree_free(tree);
}

// ---- one after the other -------------------------------------------------------------------------------------------

static void the_next_event_is_one_that_matters(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    const struct tale *tale = &scene->document.tale;
    assert_true(tale->count > 30);
    seek(scene, 0);
    uint64_t last = 0;
    size_t steps = 0;
    for (; !playback_at_end(&scene->model.playback, &scene->document) && steps <= tale->count; steps++) {
        scene_key(scene, '.', false, false);
        const uint64_t ns = scene->model.playback.ns;
        assert_true(ns > last);
        last = ns;
        for (uint32_t t = 0; t < tree->recording.task_count; t++) // not a step of a program alone
            for (uint64_t i = 0; i < tree->tasks[t].notes; i++)
                assert_false(tree->notes[t][i].kind == NOTE_AT && tree->notes[t][i].ticks == ns);
    }
    assert_true(playback_at_end(&scene->model.playback, &scene->document));
    scene_act(scene, ACTION_LOST, -1);
    assert_int_equal(scene->model.playback.ns, tree_ns(3700)); // the last print
    scene_act(scene, ACTION_LOST, -1);
    assert_int_equal(scene->model.playback.ns, tree_ns(3600));
    scene_close(scene);
    tree_free(tree);
}

// It plays to its end, told in about as long as any story.
static void its_story_is_of_what_there_is_to_tell(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    struct playback playback;
    size_t held = 0;
    for (int i = 0; i < scene->document.pace.count; i++)
        held += scene->document.pace.scenes[i].from == scene->document.pace.scenes[i].to;
    assert_true(held > 10 && scene->document.pace.length_s <= STORY_PACE_MOST_S + 0.01);
    playback_start(&playback, &scene->document);
    for (double seconds = 0; playback.playing && seconds < 40; seconds += 0.05)
        playback_advance(&playback, &scene->document, 0.05);
    assert_true(playback_at_end(&playback, &scene->document));
    scene_close(scene);
    tree_free(tree);
}

static void prints_are_moments(void **state)
{
    (void)state;
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    uint64_t notes = 0;
    for (uint32_t t = 0; t < tree->recording.task_count; t++)
        notes += tree->tasks[t].notes;
    assert_int_equal(scene->document.moments.count,
                     tree->recording.switch_count + notes + tree->recording.console_count);
    scene_close(scene);
    tree_free(tree);
}

// What hangs until its deadline is folded away; what does not is shown whole.
static void a_run_that_hangs_shows_what_came_before(void **state)
{
    (void)state;
    for (int hangs = 0; hangs < 2; hangs++) {
        struct tree *tree = tree_new(true);
        tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
        tree_task(tree, "P1", TASK_PROCESS, 0, 50, 1);
        for (uint64_t us = 100; us <= 1000; us += 100)
            tree_print(tree, 0, us, "x");
        tree_finish(tree, hangs ? 100000 : 1200);
        struct scene *scene = scene_of_tree(tree);
        const struct extent *extent = &scene->document.extent;
        assert_int_equal(extent->from_ns, tree_ns(0));
        if (hangs)
            assert_true(extent->to_ns > tree_ns(1000) && extent->to_ns < tree_ns(1200));
        else
            assert_int_equal(extent->to_ns, tree_ns(1200));
        check(scene);
        scene_close(scene);
        tree_free(tree);
    }
}

// Who has not been made yet stands nowhere.
static void who_is_not_made_yet_is_not_shown(void **state)
{
    (void)state;
    struct tree *tree = tree_new(true);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "late", TASK_PROCESS, 0, 500, 1);
    tree_print(tree, 0, 100, "x");
    tree_print(tree, 0, 600, "y");
    tree_finish(tree, 1000);
    struct scene *scene = scene_of_tree(tree);
    int shown[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        seek(scene, i ? 550 : 450);
        scene_draw(scene);
        for (size_t c = 0; c < scene->list.count; c++)
            shown[i] +=
                scene->list.commands[c].kind == DRAW_TEXT && strcmp(scene->list.commands[c].words.utf8, "late") == 0;
    }
    assert_true(shown[0] < shown[1]);
    scene_close(scene);
    tree_free(tree);
}

// ---- the code ------------------------------------------------------------------------------------------------------

static void each_task_is_at_its_step(void **state)
{
    (void)state;
    static const struct lab_line lines[] = { { "def put(q):", 0, 0 },
                                             { "    q.put(d)", 4, 4 },
                                             { "def main():", 0, 0 },
                                             { "    p.join()", 9, 10 },
                                             { "    q.empty()", 11, 11 } };
    const struct lab_listing text = { lines, 5 };
    struct tree *tree = tree_story(true);
    struct scene *scene = scene_of_tree(tree);
    scene_draw(scene);
    static const struct {
        uint64_t us;
        uint64_t lines[5];
    } moments[] = { { 500, { 0 } },
                    { 600, { 0, 1 << 1 } },
                    { 800, { 0, 1 << 1, 0, 1 << 0 } },
                    { 2205, { 0, 1 << 1, 0, 1 << 0, 1 << 2 } },
                    { 3300, { 0, 1 << 1, 0, 1 << 0, 0 } } }; // P2 is dead
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        struct listing listing = { 0 };
        listing_read_lab(&listing, &text);
        listing_put_tasks(&scene->frame, &listing, &text, tree_ns(moments[i].us));
        for (int line = 0; line < 5; line++)
            assert_int_equal(listing.lines[line].done, moments[i].lines[line]);
    }
    scene_close(scene);
    tree_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_drawn_everywhere),
        cmocka_unit_test(arrows_leave_their_words_free),
        cmocka_unit_test(every_note_has_words),
        cmocka_unit_test(any_note_is_told_or_not),
        cmocka_unit_test(its_rows_say_what_is_waited_for),
        cmocka_unit_test(its_rows_are_whole),
        cmocka_unit_test(the_console_has_what_was_printed_by_then),
        cmocka_unit_test(what_is_printed_is_made_plain),
        cmocka_unit_test(the_next_event_is_one_that_matters),
        cmocka_unit_test(its_story_is_of_what_there_is_to_tell),
        cmocka_unit_test(prints_are_moments),
        cmocka_unit_test(a_run_that_hangs_shows_what_came_before),
        cmocka_unit_test(who_is_not_made_yet_is_not_shown),
        cmocka_unit_test(each_task_is_at_its_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
