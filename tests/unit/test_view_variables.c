// A recorded command's variables in the window: the list, the source, the ledger of the one that is chosen; nothing over anything
// at any size.
#include "support/recording_variables.h"
#include "support/view_scene.h"

#include "document/build.h"
#include "document/cell_playback.h"
#include "document/followed.h"
#include "view/ledger/ledger_model.h"
#include "view/stage/parts.h"
#include "view/timeline/axis.h"
#include "view/timeline/timeline_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const int sizes[][2] = { { 1024, 768 }, { 1280, 800 },  { 1920, 1080 },
                                { 768, 1024 }, { 1080, 1920 }, { 3840, 2160 } };

enum {
    SIZES = sizeof sizes / sizeof *sizes,
};

struct stand {
    struct watched_run *made;
    struct scene *scene;
};

static struct stand stand_of(struct watched_run *made)
{
    struct stand stand = { .made = made, .scene = scene_of_recording(made->recording) };
    stand.scene->model.playback.playing = false;
    stand.scene->model.view = VIEW_LEDGER;
    stand.scene->model.width_px = 1920;
    stand.scene->model.height_px = 1080;
    return stand;
}

static void close_stand(struct stand *stand)
{
    scene_close(stand->scene);
    watched_run_free(stand->made);
}

static void draw(struct scene *scene, const char *what)
{
    char *complaints = NULL;
    size_t length = 0;
    scene_draw(scene);
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    const size_t wrong = draw_list_check_texts(&scene->list, out);
    fclose(out);
    if (wrong > 0 || scene->list.failed || scene->ui.hits_dropped > 0)
        fail_msg("%s, %dx%d, language %d, lecture %d: %zu texts wrong\n%s", what, scene->model.width_px,
                 scene->model.height_px, (int)scene->model.language, scene->model.lecture, wrong, complaints);
    free(complaints);
}

// Whether the texts of the picture, one behind the other, say this: lines of a paragraph are texts of their own.
static bool says(const struct scene *scene, const char *part)
{
    char *all = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&all, &length);
    assert_non_null(out);
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT)
            fprintf(out, "%s ", scene->list.commands[i].words.utf8);
    fclose(out);
    const bool found = strstr(all, part);
    free(all);
    return found;
}

// What the gui does with the wish.
static void grant(struct scene *scene)
{
    const struct wish *wish = wishes_find(&scene->wishes, WISH_FOLLOW);
    assert_non_null(wish);
    assert_true(status_is_ok(document_follow(&scene->document, (uint32_t)wish->index)));
    control_new_history(&scene->model, &scene->document);
}

static const char *followed(const struct scene *scene)
{
    return scene->document.recording.variables[scene->document.variable->variable].name;
}

static void everything_has_its_place(void **state)
{
    (void)state;
    static const enum view views[] = { VIEW_LEDGER, VIEW_STAGE, VIEW_TIMELINE };
    struct stand stand = stand_of(watched_run_bank(7, 60));
    struct scene *scene = stand.scene;
    for (uint32_t row = 0; row < scene->document.sums.row_count; row++) {
        const struct variable_row *shown = &scene->document.sums.rows[row];
        assert_true(status_is_ok(document_follow(&scene->document, scene->document.sums.all[shown->sum].variable)));
        control_new_history(&scene->model, &scene->document);
        for (size_t i = 0; i < SIZES * 4; i++) {
            scene->model.width_px = sizes[i % SIZES][0];
            scene->model.height_px = sizes[i % SIZES][1];
            scene->model.language = (enum language)(i % 2);
            scene->model.theme = (enum theme_kind)(i / 2 % 2);
            scene->model.lecture = i >= SIZES * 2;
            scene->model.zoom = i % 5 == 4 ? 1.5f : 1;
            scene->model.view = scene->model.lecture ? VIEW_LEDGER : views[i % 3];
            playback_seek_share(&scene->model.playback, &scene->document, (double)((i * 7) % 20) / 19);
            draw(scene, shown->name);
        }
    }
    close_stand(&stand);
}

// Of programs that ran: every view, as in a lecture and not, at every size.
static void the_stored_ones_have_their_place(void **state)
{
    (void)state;
    static const char *const paths[] = { "tests/golden/variables/bank-c.rl", "tests/golden/variables/bank-python.rl" };
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
        struct recording opened;
        assert_true(status_is_ok(recording_open(&opened, paths[p])));
        struct scene *scene = scene_of_recording(opened);
        scene->model.playback.playing = false;
        for (size_t i = 0; i < SIZES * 6; i++) {
            scene->model.width_px = sizes[i % SIZES][0];
            scene->model.height_px = sizes[i % SIZES][1];
            scene->model.language = (enum language)(i % 2);
            scene->model.lecture = i / SIZES % 2;
            scene->model.view = (enum view)(VIEW_STAGE + i / SIZES / 2);
            playback_seek_share(&scene->model.playback, &scene->document, (double)((i * 7) % 20) / 19);
            draw(scene, paths[p]);
        }
        scene_close(scene);
    }
}

// A document of what the run had come to by then: a recording that is longer has what a shorter one has.
static struct document document_of(struct watched_run *made)
{
    struct document document;
    struct recording recording = made->recording;
    assert_true(status_is_ok(document_build(&document, &recording)));
    return document;
}

// What the person looks at stays, as more of the run comes: the variable, what is picked and scrolled to.
static void more_of_a_run_leaves_what_is_looked_at(void **state)
{
    (void)state;
    struct watched_run *shorter = watched_run_bank(7, 20);
    struct stand stand = stand_of(watched_run_bank(7, 60));
    struct scene *scene = stand.scene;
    struct document before = document_of(shorter);
    const int64_t attempts = document_variable_named(&before, "attempts");
    assert_true(document_is_same_run(&scene->document, &before.recording));
    assert_true(attempts >= 0);
    assert_true(status_is_ok(document_follow(&before, (uint32_t)attempts)));
    const int64_t again = document_same_variable(&scene->document, &before.recording, before.variable->variable);
    assert_true(again >= 0);
    assert_true(status_is_ok(document_follow(&scene->document, (uint32_t)again)));
    scene->model.ledger->variables_scroll = 2;
    scene->model.ledger->scroll_rows = 3;
    scene->model.ledger->collision = 5; // there is none of a variable that lost nothing
    scene->model.source = (struct source_model){ .chosen = 0, .scroll = 4 };
    scene->model.timeline->from_ns = 1;
    control_more_of_document(&scene->model, &before, &scene->document);
    assert_string_equal(followed(scene), "attempts");
    assert_int_equal(scene->model.ledger->variables_scroll, 2);
    assert_int_equal(scene->model.ledger->scroll_rows, 3);
    assert_int_equal(scene->model.ledger->collision, -1);
    assert_int_equal(scene->model.source.chosen, 0);
    assert_int_equal(scene->model.source.scroll, 4);
    assert_int_equal(scene->model.timeline->from_ns, 1);
    scene_draw(scene);
    // Of another variable what was picked means nothing.
    assert_true(status_is_ok(document_follow(&scene->document, scene->document.sums.all[0].variable)));
    control_more_of_document(&scene->model, &before, &scene->document);
    assert_int_equal(scene->model.ledger->scroll_rows, 0);
    assert_int_equal(scene->model.ledger->variables_scroll, 2);
    document_finish(&before);
    watched_run_free(shorter);
    close_stand(&stand);
}

// A process is called as its token: its own name is the program's and a number, which stands nowhere in the picture.
static void processes_are_called_as_their_tokens(void **state)
{
    (void)state;
    struct watched_run *made = watched_run_bank(7, 60);
    for (uint32_t t = 1; t < made->recording.task_count; t++) {
        made->tasks[t].kind = TASK_PROCESS;
        made->tasks[t].pid = made->tasks[t].tid = 4710 + (int32_t)t;
        snprintf(made->tasks[t].name, sizeof made->tasks[t].name, "bank %u", 4710 + t);
    }
    struct stand stand = stand_of(made);
    struct scene *scene = stand.scene;
    bool called = false;
    for (int i = 0; i <= 40; i++) {
        playback_seek_share(&scene->model.playback, &scene->document, i / 40.0);
        draw(scene, "processes");
        assert_false(scene_says(scene, "bank 47"));
        called |= scene_says(scene, "writes over") && scene_says(scene, "P1");
    }
    assert_true(called);
    close_stand(&stand);
}

// Variables of one name are told apart: by their processes, or where they lie in the same one.
static void names_are_told_apart(void **state)
{
    (void)state;
    struct watched_run *made = watched_run_new(3);
    const uint32_t source = watched_run_source(made, "main.c", "long balance;\nbalance++;\n"),
                   add = watched_run_place(made, source, 2, "deposit");
    for (uint32_t i = 0; i < 4; i++) {
        static const uint32_t process[] = { 1, 2, 1, 1 };
        const uint32_t variable = watched_run_variable(made,
                                                       i < 2   ? "balance"
                                                       : i < 3 ? "total"
                                                               : "alone",
                                                       "long", VALUE_SIGNED, 8, 0);
        made->variables[variable].process = process[i];
        watched_run_load(made, variable, process[i], add);
        watched_run_store(made, variable, process[i], add, 1);
    }
    const uint32_t again = watched_run_variable(made, "total", "long", VALUE_SIGNED, 8, 0);
    made->variables[again].process = 1;
    watched_run_load(made, again, 1, add);
    watched_run_store(made, again, 1, add, 1);
    watched_run_seal(made);
    for (uint32_t t = 1; t < 3; t++) {
        made->tasks[t].kind = TASK_PROCESS;
        made->tasks[t].pid = made->tasks[t].tid = 4710 + (int32_t)t;
        snprintf(made->tasks[t].name, sizeof made->tasks[t].name, "bank %u", 4710 + t);
    }
    struct stand stand = stand_of(made);
    draw(stand.scene, "names");
    assert_true(scene_says_exactly(stand.scene, "balance · P1") && scene_says_exactly(stand.scene, "balance · P2"));
    assert_true(scene_says(stand.scene, "total · 0x") && scene_says_exactly(stand.scene, "alone"));
    close_stand(&stand);
}

// Where there is no source a window says in its own language why, as far as it knows the reason.
static void why_there_is_no_source_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *reason, *en, *zh;
    } rows[] = {
        { "bank" WATCHED_REPLACED, "bank was replaced while it ran: ", "bank 在运行中被替换" },
        { WATCHED_NO_DEBUG, "there is no debugging information in it (-g)", "没有调试信息" },
        { "", "could not be read", "读不到" },
        { "something else", "something else", "something else" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stand stand = stand_of(watched_run_bank(7, 60));
        stand.made->recording.source_count = 0;
        scene_close(stand.scene);
        snprintf(stand.made->watched.reason, sizeof stand.made->watched.reason, "%s", rows[i].reason);
        stand.scene = scene_of_recording(stand.made->recording);
        stand.scene->model.view = VIEW_LEDGER;
        stand.scene->model.width_px = 1920;
        stand.scene->model.height_px = 1080;
        draw(stand.scene, "no source");
        assert_true(says(stand.scene, rows[i].en));
        stand.scene->model.language = LANGUAGE_ZH;
        draw(stand.scene, "no source");
        assert_true(says(stand.scene, rows[i].zh));
        close_stand(&stand);
    }
}

// Each task's token says where it was seen, and since when it is no longer there.
static void tokens_say_when_they_were_there(void **state)
{
    (void)state;
    struct stand stand = stand_of(watched_run_bank(7, 60));
    struct scene *scene = stand.scene;
    int here = 0, gone = 0;
    for (int i = 1; i < 40; i++) {
        playback_seek_share(&scene->model.playback, &scene->document, i / 40.0);
        scene_draw(scene);
        for (int task = 0; task < 5; task++) {
            const struct hit *hit = ui_hit_of(&scene->ui, ui_id("source task", task));
            if (!hit)
                continue;
            assert_non_null(strstr(hit->tip, "was seen here last"));
            (strstr(hit->tip, "it had gone on") ? &gone : &here)[0]++;
        }
    }
    assert_true(here > 0 && gone > 0);
    close_stand(&stand);
}

// However many were seen last at one line: no token over another, and those that have no room are counted.
static void tokens_of_a_line_stand_side_by_side(void **state)
{
    (void)state;
    enum {
        TASKS = 6
    };
    bool two = false, more = false;
    struct watched_run *made = watched_run_new(TASKS);
    const uint32_t source = watched_run_source(made, "main.c", "long balance;\nbalance++;\n"),
                   add = watched_run_place(made, source, 2, "deposit"),
                   balance = watched_run_variable(made, "balance", "long", VALUE_SIGNED, 8, 0);
    for (uint32_t task = 1; task < TASKS; task++) {
        watched_run_load(made, balance, task, add);
        watched_run_store(made, balance, task, add, task);
    }
    watched_run_seal(made);
    struct stand stand = stand_of(made);
    struct scene *scene = stand.scene;
    for (uint64_t events = 1; events <= scene->document.cell.events; events++) {
        playback_seek_event(&scene->model.playback, &scene->document, events);
        draw(scene, "tokens");
        const struct hit *hits[TASKS];
        int count = 0;
        for (int task = 0; task < TASKS; task++)
            if ((hits[count] = ui_hit_of(&scene->ui, ui_id("source task", task))))
                count++;
        for (int i = 0; i < count; i++)
            for (int k = 0; k < i; k++)
                assert_true(rect_right(hits[i]->rect) <= hits[k]->rect.x + 0.5f ||
                            rect_right(hits[k]->rect) <= hits[i]->rect.x + 0.5f);
        two |= count == 2;
        more |= scene_says_exactly(scene, "+4");
    }
    assert_true(two && more);
    close_stand(&stand);
}

// The example of the issue: what the list, the margin and the box say.
static void it_says_what_was_lost_where_and_why(void **state)
{
    (void)state;
    struct stand stand = stand_of(watched_run_bank(7, 60));
    struct scene *scene = stand.scene;
    char lost[64], number[TEXT_NUMBER_BYTES];
    playback_step_lost(&scene->model.playback, &scene->document, 1);
    draw(scene, "the bank");
    assert_string_equal(followed(scene), "balance");
    assert_true(scene_says_exactly(scene, "lock, in 1 of 2 places") && scene_says_exactly(scene, "lock, everywhere"));
    assert_true(scene_says_exactly(scene, "atomic") && scene_says_exactly(scene, "one thread each"));
    assert_true(scene_says_exactly(scene, "type"));
    assert_true(scene_says_exactly(scene, text_grouped(number, (int64_t)scene->document.cell.lost)));
    const struct history_lines *lines = &scene->document.variable->lines;
    assert_int_equal(lines->line_count, 2);
    for (uint32_t i = 0; i < lines->line_count; i++) {
        snprintf(lost, sizeof lost, "%s lost", text_grouped(number, lines->lines[i].lost));
        assert_true(scene_says_exactly(scene, lost));
    }
    assert_true(says(scene, " is not ordered with main.c:"));
    assert_true(says(scene, ": no lock in common"));
    assert_true(scene_says(scene, "the books balance: "));
    assert_true(scene_says_exactly(scene, "    balance -= n; // no lock"));
    // A lock keeps the name that the program gave it.
    scene->model.language = LANGUAGE_ZH;
    draw(scene, "the bank");
    assert_true(scene_says(scene, "lock，"));
    close_stand(&stand);
}

// Of Python: before which instruction the interpreter was taken from who then wrote over the other.
static struct watched_run *python_race(void)
{
    struct watched_run *run = watched_run_new(3);
    const uint32_t source =
        watched_run_source(run, "seed.py", "balance = 0\ndef change(n):\n    balance = balance + n\n");
    const uint32_t sum = watched_run_place(run, source, 3, "change");
    const uint32_t balance = watched_run_variable(run, "balance", "", VALUE_SIGNED, 8, 0);
    snprintf(run->places[sum].instruction, sizeof run->places[sum].instruction, "STORE_GLOBAL");
    run->variables[balance].language = VARIABLE_PYTHON;
    watched_run_load(run, balance, 1, sum);
    watched_run_load(run, balance, 2, sum);
    watched_run_store(run, balance, 1, sum, 5);
    watched_run_store(run, balance, 2, sum, 8);
    watched_run_seal(run);
    return run;
}

static bool says_of_the_gil(struct watched_run *made, uint32_t taken_before, enum view view, enum language language,
                            const char *words)
{
    for (uint32_t i = 0; i < made->watched.act_count; i++)
        made->acts[i].taken_before = taken_before;
    struct scene *scene = scene_of_recording(made->recording);
    scene->model.playback.playing = false;
    scene->model.view = view;
    scene->model.language = language;
    scene->model.width_px = 2560;
    scene->model.height_px = 1440;
    playback_step_lost(&scene->model.playback, &scene->document, 1);
    draw(scene, words);
    assert_false(scene_says_exactly(scene, "type")); // Python's numbers have none
    const char *beside = stage_cell_beside(&scene->frame);
    const bool said = view == VIEW_STAGE ? beside && strstr(beside, words) : says(scene, words);
    scene_close(scene);
    return said;
}

static void it_says_where_the_gil_was_taken(void **state)
{
    (void)state;
    static const struct {
        enum view view;
        enum language language;
        const char *words;
    } told[] = {
        { VIEW_LEDGER, LANGUAGE_EN, "before STORE_GLOBAL" },
        { VIEW_LEDGER, LANGUAGE_ZH, "STORE_GLOBAL 之前" },
        { VIEW_STAGE, LANGUAGE_EN, "the GIL was taken before STORE_GLOBAL" },
        { VIEW_STAGE, LANGUAGE_ZH, "执行 STORE_GLOBAL 之前" },
    };
    struct watched_run *made = python_race();
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        if (!says_of_the_gil(made, 1, told[i].view, told[i].language, told[i].words))
            fail_msg("\"%s\" is not said", told[i].words);
        if (says_of_the_gil(made, 0, told[i].view, told[i].language, told[i].words))
            fail_msg("\"%s\" is said where nobody knows", told[i].words);
    }
    watched_run_free(made);
}

// The slow motion has no moment for a load that nobody looked at the clock for; a store's, interpolated between stamps, is about.
static void what_was_not_timed_has_no_moment(void **state)
{
    (void)state;
    static const bool timed[] = { true, false };
    int without[2];
    for (size_t i = 0; i < 2; i++) {
        struct watched_run *made = watched_run_bank(7, 60);
        for (uint64_t n = 0; n < made->watched.store_count && !timed[i]; n++)
            made->stores[n].held_ns = STORE_NOT_HELD;
        struct stand stand = stand_of(made);
        playback_step_lost(&stand.scene->model.playback, &stand.scene->document, 1);
        draw(stand.scene, "slow motion");
        without[i] = scene_count_text(stand.scene, "?"); // the button for help is one
        assert_int_equal(scene_says(stand.scene, "~+"), !timed[i]);
        close_stand(&stand);
    }
    assert_true(without[1] > without[0]);
}

// A Python program without a lock that lost nothing in this run: that it may have been luck.
static void it_says_what_was_lost_by_luck(void **state)
{
    (void)state;
    struct watched_run *made = watched_run_new(3);
    const uint32_t source = watched_run_source(made, "seed.py", "balance = 0\nbalance = balance + n\n");
    const uint32_t sum = watched_run_place(made, source, 2, "change");
    const uint32_t balance = watched_run_variable(made, "balance", "", VALUE_SIGNED, 8, 0);
    made->variables[balance].language = VARIABLE_PYTHON;
    for (uint32_t task = 1; task <= 2; task++) {
        watched_run_load(made, balance, task, sum);
        watched_run_store(made, balance, task, sum, 5 * task);
    }
    watched_run_seal(made);
    struct stand stand = stand_of(made);
    draw(stand.scene, "by luck");
    assert_true(says(stand.scene, "Nothing was lost in this run, but no lock keeps its threads apart"));
    stand.scene->model.language = LANGUAGE_ZH;
    draw(stand.scene, "by luck");
    assert_true(scene_says(stand.scene, "没有锁把各线程隔开"));
    close_stand(&stand);
}

// The books of a variable begin where a second task comes to it: before that there is no line.
static void what_nobody_saw_has_no_line(void **state)
{
    (void)state;
    struct stand stand = stand_of(watched_run_bank(7, 60));
    struct scene *scene = stand.scene;
    const struct cell_history *cell = &scene->document.cell;
    struct cell_event first;
    assert_int_equal(cell->kind->events(cell->of, 0, 1, &first), 1);
    scene->model.view = VIEW_TIMELINE;
    scene_draw(scene);
    const struct hit *hit = NULL;
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].kind == HIT_AREA && scene->ui.hits[i].action == ACTION_TIMELINE_AREA)
            hit = &scene->ui.hits[i];
    assert_non_null(hit);
    const struct timeline_axis axis = timeline_axis_of(&scene->model, &scene->document, hit->rect);
    const float from = timeline_x(&axis, first.ns);
    assert_true(from > axis.x + 2);
    const struct colour curve = theme_get(scene->model.theme)->marks[MARK_CURVE];
    size_t pieces = 0;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (command->kind != DRAW_PATH || command->path.count <= 3 ||
            memcmp(&command->stroke.colour, &curve, sizeof curve) != 0)
            continue;
        pieces++;
        assert_true(command->bounds.x >= from - 1);
    }
    assert_true(pieces > 0);
    assert_int_equal(cell_seen_from_ns(cell), first.ns);
    close_stand(&stand);
}

static void another_is_chosen(void **state)
{
    (void)state;
    struct stand stand = stand_of(watched_run_bank(7, 60));
    struct scene *scene = stand.scene;
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    const uint64_t ns = scene->model.playback.ns;
    draw(scene, "before");
    const struct hit *row = ui_hit_of(&scene->ui, ui_id("variable", 1));
    assert_non_null(row);
    scene_click(scene, rect_centre(row->rect));
    grant(scene);
    assert_string_equal(followed(scene), "attempts");
    assert_int_equal(scene->model.playback.ns, ns);
    draw(scene, "attempts");
    assert_true(says(scene, "Every access is made under"));
    scene_key(scene, KEY_DOWN, false, false);
    grant(scene);
    assert_string_equal(followed(scene), "log.next");
    scene_key(scene, KEY_UP, false, false);
    grant(scene);
    scene_key(scene, KEY_UP, false, false);
    grant(scene);
    assert_string_equal(followed(scene), "balance");
    scene_key(scene, KEY_UP, false, false);
    assert_int_equal(scene->wishes.count, 0); // there is none above it
    close_stand(&stand);
}

// Two threads, a long file, and a doubt: the line comes into sight, and nothing is claimed.
static struct watched_run *doubtful(uint32_t doubt)
{
    enum {
        LINES = 400
    };
    static char text[LINES * 12];
    struct watched_run *run = watched_run_new(3);
    size_t at = 0;
    for (int i = 1; i <= LINES; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "line %d;\n", i);
    const uint32_t source = watched_run_source(run, "long.c", text), other = watched_run_source(run, "other.c", "x\n");
    const uint32_t add = watched_run_place(run, source, 333, "add");
    watched_run_place(run, other, 1, "other");
    const uint32_t total = watched_run_variable(run, "total", "int", VALUE_SIGNED, 4, 0);
    for (int i = 0; i < 10; i++) {
        watched_run_load(run, total, 1, add);
        watched_run_load(run, total, 2, add);
        watched_run_store(run, total, 1, add, watched_run_loaded(run, total, 1) + 1);
        watched_run_store(run, total, 2, add, watched_run_loaded(run, total, 2) + 1);
    }
    watched_run_find_pairs(run);
    run->variables[total].doubt = doubt;
    watched_run_seal(run);
    return run;
}

static void long_files_come_to_the_line(void **state)
{
    (void)state;
    struct stand stand = stand_of(doubtful(0));
    struct scene *scene = stand.scene;
    for (size_t i = 0; i < SIZES; i++) {
        scene->model.width_px = sizes[i][0];
        scene->model.height_px = sizes[i][1];
        playback_seek_share(&scene->model.playback, &scene->document, 0.5);
        draw(scene, "long");
        assert_true(i == 0 || i == 3 || scene_says_exactly(scene, "line 333;"));
    }
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    draw(scene, "long");
    assert_true(scene_says_exactly(scene, "10 lost"));
    const struct hit *name = ui_hit_of(&scene->ui, ui_id("source", 1));
    assert_non_null(name);
    scene_click(scene, rect_centre(name->rect));
    draw(scene, "the other file");
    assert_true(scene_says_exactly(scene, "x") && !scene_says_exactly(scene, "line 333;"));
    close_stand(&stand);
}

static void doubts_claim_nothing(void **state)
{
    (void)state;
    struct stand stand = stand_of(doubtful(DOUBT_WIDTHS));
    struct scene *scene = stand.scene;
    playback_seek_share(&scene->model.playback, &scene->document, 1);
    draw(scene, "doubtful");
    assert_true(says(scene, "uncertain: mixed widths"));
    assert_false(scene_says(scene, " lost) ="));
    assert_false(scene_says_exactly(scene, "10 lost"));
    assert_true(scene_says_exactly(scene, "?"));
    close_stand(&stand);
}

// Values are written as their type has them.
static void values_are_written_by_their_kind(void **state)
{
    (void)state;
    static const struct {
        enum value_kind kind;
        uint8_t bytes;
        uint64_t value;
        const char *said;
    } rows[] = {
        { VALUE_SIGNED, 4, (uint64_t)-5, "−5" },
        { VALUE_UNSIGNED, 8, UINT64_MAX, "18446744073709551615" },
        { VALUE_BOOL, 1, 1, "true" },
        { VALUE_POINTER, 8, 0x7f00deadbeef, "0x7f00deadbeef" },
        { VALUE_FLOAT, 8, 0x3fe0000000000000, "0.5" },
        { VALUE_UNSIGNED, 1, 200, "200" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct watched_run *run = watched_run_new(3);
        const uint32_t source = watched_run_source(run, "a.c", "x\n");
        const uint32_t place = watched_run_place(run, source, 1, "f");
        const uint32_t variable = watched_run_variable(run, "v", "t", rows[i].kind, rows[i].bytes, 0);
        watched_run_assign(run, variable, 1, place, rows[i].value);
        watched_run_assign(run, variable, 2, place, rows[i].value);
        watched_run_seal(run);
        struct stand stand = stand_of(run);
        playback_seek_share(&stand.scene->model.playback, &stand.scene->document, 1);
        draw(stand.scene, rows[i].said);
        if (!scene_says_exactly(stand.scene, rows[i].said))
            fail_msg("%s is not said", rows[i].said);
        close_stand(&stand);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_has_its_place),
        cmocka_unit_test(the_stored_ones_have_their_place),
        cmocka_unit_test(processes_are_called_as_their_tokens),
        cmocka_unit_test(names_are_told_apart),
        cmocka_unit_test(why_there_is_no_source_is_said),
        cmocka_unit_test(tokens_say_when_they_were_there),
        cmocka_unit_test(tokens_of_a_line_stand_side_by_side),
        cmocka_unit_test(more_of_a_run_leaves_what_is_looked_at),
        cmocka_unit_test(it_says_what_was_lost_where_and_why),
        cmocka_unit_test(it_says_where_the_gil_was_taken),
        cmocka_unit_test(it_says_what_was_lost_by_luck),
        cmocka_unit_test(what_was_not_timed_has_no_moment),
        cmocka_unit_test(what_nobody_saw_has_no_line),
        cmocka_unit_test(another_is_chosen),
        cmocka_unit_test(long_files_come_to_the_line),
        cmocka_unit_test(doubts_claim_nothing),
        cmocka_unit_test(values_are_written_by_their_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
