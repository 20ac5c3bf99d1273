// What an engineer does in the timeline: selecting, zooming to it and going back, searching, bookmarking, arranging rows; and what
// stands out by itself. Each against the document, not against the picture of it.
#include "view/timeline/arrange.h"
#include "view/timeline/hits.h"
#include "view/timeline/layout.h"
#include "view/timeline/parts.h"
#include "view/timeline/rows.h"
#include "view/timeline/story.h"
#include "view/timeline/timeline_model.h"

#include "../support/view_scene.h"
#include "document/cell_playback.h"
#include "labs/balance/story.h"
#include "view/model/message.h"
#include "view/ui/cell_words.h"
#include "view/ui/edit.h"
#include "view/ui/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define SEED 5

static struct scene *timeline_scene(enum guard_id guard, uint32_t workers)
{
    const struct build plan = {
        .experiment = { .guard = guard, .iterations = 200, .count = workers, .timing = TIMING_FULL },
        .seed = SEED,
        .burst = 7,
        .switches = true
    };
    struct scene *scene = scene_of(&plan);
    scene->model.view = VIEW_TIMELINE;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene->model.playback.playing = false;
    scene_draw(scene);
    return scene;
}

static const struct hit *rows_of(const struct scene *scene, bool whole)
{
    const struct hit *hit = ui_hit_of(&scene->ui, ui_id("timeline rows", whole));
    assert_non_null(hit);
    return hit;
}

// The part of a row that is in the picture.
static struct rect row_of(const struct scene *scene, const struct timeline_row_kind *kind, int index)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].action == ACTION_TIMELINE_ROW &&
            timeline_row_kinds[scene->ui.hits[i].argument >> 32] == kind &&
            (int)(uint32_t)scene->ui.hits[i].argument == index)
            return scene->ui.hits[i].rect;
    return rect_of(0, 0, 0, 0);
}

static void press_at(struct scene *scene, struct point at)
{
    scene_point(scene, POINTER_MOVE, at);
    scene_click(scene, at);
    scene_point(scene, POINTER_MOVE, point_at(3, 3));
    scene_draw(scene);
}

// ---- selecting -----------------------------------------------------------------------------------------------------

// A press on a worker's row selects the span that lies there: framed, told in the strip, the playhead there. Once more, Esc and the
// strip's cross let go.
static void a_press_selects_a_span(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    const struct document *document = &scene->document;
    const struct timeline_pick *pick = &scene->model.timeline->pick;
    for (int round = 0; round < 6; round++) {
        const struct rect row = row_of(scene, &timeline_worker_row, 1);
        const struct timeline_axis axis = timeline_axis_of(&scene->model, document, rows_of(scene, true)->rect);
        const struct point at = point_at(row.x + row.width * 0.4f, rect_centre(row).y);
        const struct state_span *span = states_at(&document->states.workers[1], timeline_ns(&axis, at.x));
        if (round == 3)
            scene_key(scene, KEY_ESCAPE, false, false);
        else if (round == 5)
            scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("timeline let go", 0))->rect));
        else
            press_at(scene, at);
        scene_draw(scene);
        assert_int_equal(pick->kind == &timeline_worker_row, round % 2 == 0);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        assert_int_equal(ui_hit_of(&scene->ui, ui_id("timeline detail", 0)) != NULL, round % 2 == 0);
        if (round % 2)
            continue;
        assert_int_equal(pick->index, 1);
        assert_int_equal(pick->from_ns, span->from_ns);
        assert_int_equal(pick->to_ns, span->to_ns);
        assert_true(scene->model.playback.ns <= timeline_ns(&axis, at.x));
        assert_true(scene_says(scene, words_time(&scene->frame, span->to_ns - span->from_ns)));
    }
    scene_close(scene);
}

// On the stage, where there is no strip, its words stand beside it.
static void the_short_one_has_a_note(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    scene->model.view = VIEW_STAGE;
    scene_draw(scene);
    const struct rect row = row_of(scene, &timeline_worker_row, 0);
    assert_false(rect_is_empty(row));
    press_at(scene, rect_centre(row));
    assert_ptr_equal(scene->model.timeline->pick.kind, &timeline_worker_row);
    bool note = false;
    for (size_t i = 0; i < scene->list.count; i++)
        note |= scene->list.commands[i].kind == DRAW_TEXT && scene->list.commands[i].words.layer > 0;
    assert_true(note);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_close(scene);
}

// A load and a store, where they have marks: what was read, what was left, who wrote over it; a press on a value copies it.
static void a_press_selects_a_load_or_a_store(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    const struct document *document = &scene->document;
    const struct cell_history *cell = &document->cell;
    const int64_t lost = cell->kind->next_lost(cell->of, 20);
    const uint64_t ns = cell->kind->ns(cell->of, lost);
    scene->model.timeline->from_ns = ns - 60;
    scene->model.timeline->to_ns = ns + 60;
    scene_draw(scene);
    const struct timeline_axis axis = timeline_axis_of(&scene->model, document, rows_of(scene, true)->rect);
    const int task = (int)cell_task(cell, lost);
    press_at(scene, point_at(timeline_x(&axis, ns), rect_centre(row_of(scene, &timeline_worker_row, task)).y));
    const struct timeline_pick *pick = &scene->model.timeline->pick;
    assert_int_equal(pick->from_ns, ns);
    assert_true(pick->store >= 0 && pick->store < cell->stores);
    // Of several at one moment it may be another: set it to the one that is meant.
    scene->model.timeline->pick = (struct timeline_pick){ &timeline_worker_row, task, ns, ns, lost, false };
    scene_draw(scene);
    assert_true(scene_says(scene, "and it was lost"));
    assert_true(scene_says_exactly(scene, words_sum(&scene->frame, lost)));
    const struct hit *first = ui_hit_of(&scene->ui, ui_id("timeline detail", 0));
    assert_non_null(first);
    char copied[64];
    snprintf(copied, sizeof copied, "%s", first->text);
    scene_click(scene, rect_centre(first->rect));
    assert_true(scene_asked(scene, WISH_COPY_FIELD));
    assert_string_equal(scene->ui.clip, copied);
    scene->model.timeline->pick.load = true;
    scene_draw(scene);
    assert_true(scene_says(scene, " read "));
    scene_close(scene);
}

// The other button opens a menu of it, which copies all, zooms, measures, bookmarks and pins.
static void the_menu_does_what_it_says(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_MUTEX, 3);
    const struct rect row = row_of(scene, &timeline_worker_row, 2);
    for (int entry = 0; entry < 6; entry++) {
        scene->model.timeline->from_ns = scene->model.timeline->to_ns = 0;
        scene_draw(scene);
        scene_point(scene, POINTER_MENU, rect_centre(row));
        scene_draw(scene);
        assert_int_equal(scene->model.open_setting, OPEN_SELECTED);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        const struct timeline_pick pick = scene->model.timeline->pick;
        const struct hit *hit = ui_hit_of(&scene->ui, ui_id("timeline menu", entry));
        assert_true(hit && !hit->disabled);
        scene_click(scene, rect_centre(hit->rect));
        assert_int_equal(scene->model.open_setting == OPEN_NOTHING, entry != 4);
        if (entry == 0)
            assert_true(scene_asked(scene, WISH_COPY_FIELD) && strstr(scene->ui.clip, "length: "));
        else if (entry == 1)
            assert_true(scene->model.timeline->from_ns <= pick.from_ns && scene->model.timeline->to_ns >= pick.to_ns);
        else if (entry == 2)
            assert_true(scene->model.timeline->measuring && scene->model.timeline->measure_to_ns == pick.to_ns);
        else if (entry == 3)
            assert_int_equal(scene->model.timeline->bookmarks.count, 1);
        else if (entry == 4)
            assert_int_equal(scene->model.open_setting, OPEN_NOTE);
        else
            assert_true(bit_set_has(&scene->model.timeline->arrangement.pinned, 2));
        scene->model.open_setting = OPEN_NOTHING;
    }
    scene_close(scene);
}

// C measures it, and once more no longer; Shift+O pins its row, and once more no longer. What cannot be is said, and the menu has both
// keys beside its entries.
static void keys_measure_and_pin_it(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_MUTEX, 3);
    const struct timeline_model *timeline = scene->model.timeline;
    press_at(scene, rect_centre(row_of(scene, &timeline_worker_row, 2)));
    const struct timeline_pick pick = timeline->pick;
    assert_true(pick.to_ns > pick.from_ns);
    for (int round = 0; round < 3; round++) {
        scene_key(scene, 'c', false, false);
        scene_key(scene, 'o', false, true);
        assert_int_equal(timeline->measuring, round % 2 == 0);
        assert_int_equal(bit_set_has(&timeline->arrangement.pinned, 2), round % 2 == 0);
        assert_string_equal(scene->model.message, ""); // it is to be seen
    }
    assert_true(timeline->measure_from_ns == pick.from_ns && timeline->measure_to_ns == pick.to_ns);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene->model.language = (enum language)language;
        scene->model.open_setting = OPEN_SELECTED;
        scene_draw(scene);
        const char *measure = text_of((enum language)language, TEXT_SELECTED_MEASURE_ID),
                   *unpin = text_of((enum language)language, TEXT_SELECTED_UNPIN_ID);
        struct frame *frame = &scene->frame;
        assert_true(scene_says_exactly(scene, FILL(TEXT_WORDS_AND_KEY_ID, measure, "C")));
        assert_true(scene_says_exactly(scene, FILL(TEXT_WORDS_AND_KEY_ID, unpin, "Shift+O")));
    }
    scene->model.language = LANGUAGE_EN;
    scene->model.open_setting = OPEN_NOTHING;
    scene->model.view = VIEW_STAGE; // its short timeline has nothing on top: it says so
    scene_key(scene, 'o', false, true);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_SAID_UNPINNED_ID));
    scene->model.timeline->pick.to_ns = pick.from_ns;
    scene_key(scene, 'c', false, false);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_SAID_NO_STRETCH_ID));
    scene->model.timeline->pick.kind = &timeline_lock_row;
    scene_key(scene, 'o', false, true);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_SAID_NO_TASKS_ROW_ID));
    scene_close(scene);
}

// ---- zooming to it, and back ---------------------------------------------------------------------------------------

static void f_zooms_and_alt_goes_back(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    struct timeline_model *timeline = scene->model.timeline;
    const struct cell_history *cell = &scene->document.cell;
    const int64_t lost = cell->kind->next_lost(cell->of, 40);
    const uint64_t ns = cell->kind->ns(cell->of, lost);
    timeline->pick = (struct timeline_pick){ &timeline_balance_row, 0, ns, ns, lost, false };
    scene_key(scene, 'f', false, false);
    const uint64_t from = timeline->from_ns, to = timeline->to_ns;
    const uint64_t loaded = cell_event(cell, cell->kind->event_of_load(cell->of, lost)).ns, held = ns - loaded;
    assert_true(from < loaded && ns < to);
    assert_true(to - from <= 4 * (held > 50 ? held : 50) + 2);
    scene_key(scene, 'f', false, true); // the collision
    const int64_t settled =
        cell->kind->next_settled(cell->of, playback_position(&scene->model.playback, &scene->document));
    assert_true(settled >= 0);
    scene_key(scene, KEY_END, false, false);
    const uint64_t end = scene->model.playback.ns;
    assert_true(scene_key(scene, KEY_BACK, false, false));
    assert_true(scene->model.playback.ns < end);
    scene_key(scene, KEY_BACK, false, false);
    assert_int_equal(timeline->from_ns, from);
    assert_int_equal(timeline->to_ns, to);
    scene_key(scene, KEY_BACK, false, false);
    assert_int_equal(timeline->to_ns, 0);
    assert_string_equal(scene->model.message, "");
    scene_key(scene, KEY_BACK, false, false);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_SAID_NO_WAY_BACK_ID));
    for (int i = 0; i < 3; i++)
        scene_key(scene, KEY_FORWARD, false, false);
    assert_int_equal(scene->model.playback.ns, end);
    assert_string_equal(scene->model.message, "");
    scene_key(scene, KEY_FORWARD, false, false);
    assert_string_equal(scene->model.message, text_of(LANGUAGE_EN, TEXT_SAID_NO_WAY_ON_ID));
    scene_close(scene);
}

// Many notches of the wheel about one point are one zoom; a hundred places more than there is room for keep the newest.
static void zooms_about_one_point_are_one(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    struct timeline_model *timeline = scene->model.timeline;
    const struct point at = rect_centre(rows_of(scene, true)->rect);
    for (int i = 0; i < 8; i++) {
        const struct pointer_event turn = { .kind = POINTER_WHEEL, .at = at, .wheel_y = 1 };
        control_pointer(&scene->model, &scene->ui, &scene->document, turn, &scene->wishes);
    }
    assert_int_equal(timeline->places.at, 1);
    for (int i = 0; i < 100; i++)
        scene_act(scene, ACTION_SCRUB, 10000 * i), scene_act(scene, ACTION_JUMP, i % 2 ? 1 : -1);
    assert_true(timeline->places.at < TIMELINE_PLACES_MOST);
    int back = 0;
    while (back < 1000 && scene_key(scene, KEY_BACK, false, false) && !scene->model.message[0])
        back++;
    assert_true(back > 10 && back < TIMELINE_PLACES_MOST);
    scene_close(scene);
}

// ---- searching -----------------------------------------------------------------------------------------------------

static void search_for(struct scene *scene, const char *word)
{
    if (scene->ui.editing)
        scene_key(scene, KEY_ESCAPE, false, false);
    scene_key(scene, '/', false, false);
    scene_draw(scene);
    control_text(&scene->model, &scene->ui, word);
    scene_draw(scene);
}

static void a_search_counts_and_goes_round(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_MUTEX, 3);
    const struct worker_states *states = &scene->document.states.workers[1];
    const struct timeline_hits *hits = &scene->model.timeline->hits;
    size_t blocked = 0;
    for (size_t i = 0; i < states->span_count; i++)
        blocked += states->spans[i].state == STATE_BLOCKED;
    assert_true(blocked > 1);
    scene->model.playback.ns = document_from_ns(&scene->document);
    search_for(scene, "T2 blocked");
    assert_int_equal(hits->count, blocked);
    char words[64];
    for (size_t i = 0; i <= blocked; i++) {
        scene_key(scene, KEY_ENTER, false, false);
        scene_draw(scene);
        assert_int_equal(hits->at, i % blocked);
        snprintf(words, sizeof words, "%zu of %zu", i % blocked + 1, blocked);
        assert_true(scene_says_exactly(scene, words));
        assert_int_equal(states_at(states, scene->model.playback.ns)->state, STATE_BLOCKED);
        assert_int_equal(scene->model.timeline->pick.from_ns, hits->list[hits->at].from_ns);
    }
    scene_key(scene, KEY_ENTER, false, true);
    assert_int_equal(hits->at, blocked - 1);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_close(scene);
}

// A value is found at every store that left it; what is not found says so; notes are found by their words.
static void values_and_notes_are_found(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    const struct cell_history *cell = &scene->document.cell;
    const struct timeline_hits *hits = &scene->model.timeline->hits;
    int count = 0;
    for (int64_t p = 0; p < cell->stores; p++)
        count += cell_number(cell, p) == 5;
    search_for(scene, "5");
    assert_int_equal(hits->count, count);
    for (int i = 0; i < hits->count; i++)
        assert_true(cell_number(cell, hits->list[i].store) == 5);
    search_for(scene, "nothing is called so");
    assert_int_equal(hits->count, 0);
    assert_true(scene_says_exactly(scene, "none"));
    bookmarks_add(&scene->model.timeline->bookmarks, &(struct bookmark){ .ns = 100, .text = "Here It Was" });
    search_for(scene, "it was");
    assert_int_equal(hits->count, 1);
    scene_close(scene);
}

// Of more than there is room for the earliest are kept, and going on finds the rest one after the other.
static void many_hits_keep_the_earliest(void **state)
{
    (void)state;
    struct timeline_hits hits = { .at = -1, .seen_ns = UINT64_MAX };
    for (uint64_t i = 0; i < 3 * TIMELINE_HITS_MOST; i++)
        timeline_hit_add(&hits,
                         &(struct timeline_pick){ .from_ns = i * 7919 % (3 * TIMELINE_HITS_MOST) + 1, .store = -1 });
    assert_int_equal(hits.count, TIMELINE_HITS_MOST);
    assert_true(hits.more);
    for (int i = 0; i < hits.count; i++)
        assert_true(hits.list[i].from_ns <= TIMELINE_HITS_MOST);
    assert_int_equal(hits.seen_ns, TIMELINE_HITS_MOST);
}

// ---- bookmarks -----------------------------------------------------------------------------------------------------

static void a_bookmark_comes_and_goes(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    struct bookmarks *bookmarks = &scene->model.timeline->bookmarks;
    playback_seek_share(&scene->model.playback, &scene->document, 0.3);
    const uint64_t at = scene->model.playback.ns;
    scene_key(scene, 'm', false, false);
    assert_true(scene_asked(scene, WISH_NOTES));
    assert_int_equal(bookmarks->list[0].ns, at - document_from_ns(&scene->document));
    scene_key(scene, 'm', false, true); // words for the same
    scene_draw(scene);
    control_text(&scene->model, &scene->ui, "the first loss");
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(bookmarks->count, 1);
    assert_string_equal(bookmarks->list[0].text, "the first loss");
    scene_draw(scene);
    assert_true(scene_says(scene, "the first loss"));
    scene_key(scene, KEY_END, false, false);
    scene_key(scene, 'm', true, false);
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_click(scene, rect_centre(ui_hit_of(&scene->ui, ui_id("note line", 0))->rect));
    assert_int_equal(scene->model.playback.ns, at);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    scene_key(scene, 'm', false, false);
    assert_int_equal(bookmarks->count, 0);
    assert_true(scene_asked(scene, WISH_NOTES));
    // What was typed and left with Esc is nobody's.
    scene_key(scene, 'm', false, true);
    control_text(&scene->model, &scene->ui, "no");
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    assert_int_equal(bookmarks->count, 0);
    scene_close(scene);
}

// The file: lines that are no notes stay as they are, whatever becomes of those that are.
static void a_file_of_notes_loses_nothing(void **state)
{
    (void)state;
    static const char text[] = "# by hand\n\n12.5ms first\nno time here\n3us\n12.5ms first\n7ms \x1b[2J\n";
    struct bookmarks *before = calloc(1, sizeof *before), *now = calloc(1, sizeof *now);
    assert_true(before && now);
    const struct bookmarks_unread unread = bookmarks_read(before, text, sizeof text - 1);
    assert_int_equal(unread.line, 4);
    assert_false(unread.more);
    assert_int_equal(before->count, 3);
    assert_int_equal(before->list[0].ns, 3000);
    assert_int_equal(before->list[2].ns, 12500000);
    assert_string_equal(before->list[2].text, "first");
    *now = *before;
    bookmarks_drop(now, 1);
    bookmarks_add(now, &(struct bookmark){ .ns = 292087, .text = "读" });
    size_t bytes = 0;
    char *edited = bookmarks_edit(text, sizeof text - 1, before, now, &bytes);
    assert_non_null(edited);
    assert_string_equal(edited, "# by hand\n\nno time here\n3us\n12.5ms first\n7ms \x1b[2J\n0.292087ms 读\n");
    // What was written reads as it was.
    struct bookmarks *again = calloc(1, sizeof *again);
    assert_non_null(again);
    bookmarks_read(again, edited, bytes);
    assert_int_equal(again->count, now->count);
    for (int i = 0; i < now->count; i++)
        assert_true(again->list[i].ns == now->list[i].ns && !strcmp(again->list[i].text, now->list[i].text));
    free(edited);
    // More than there is room for.
    for (int i = 0; i < BOOKMARKS_MOST + 5; i++)
        bookmarks_add(again, &(struct bookmark){ .ns = (uint64_t)i });
    assert_int_equal(again->count, BOOKMARKS_MOST);
    assert_true(bookmarks_read(again, "1ms\n", 4).more);
    free(before);
    free(now);
    free(again);
}

// ---- the rows ------------------------------------------------------------------------------------------------------

// The tasks whose rows are there, from the top.
static int tasks_shown(const struct scene *scene, int *tasks, int most)
{
    int count = 0;
    float above = -1;
    for (;;) {
        float next = 1e9f;
        int task = -1;
        for (size_t i = 0; i < scene->ui.hit_count; i++) {
            const struct hit *hit = &scene->ui.hits[i];
            if (hit->action == ACTION_TIMELINE_ROW && timeline_row_kinds[hit->argument >> 32] == &timeline_worker_row &&
                hit->rect.y > above && hit->rect.y < next) {
                next = hit->rect.y;
                task = (int)(uint32_t)hit->argument;
            }
        }
        if (task < 0 || count == most)
            return count;
        tasks[count++] = task;
        above = next;
    }
}

// "2 of 10 rows"
static const char *words_number_of(const struct scene *scene, const struct timeline_arrangement *arrangement)
{
    const char *text = arena_printf(scene->frame.arena, "%u of %u rows", arrangement->shown, arrangement->rows);
    return text ? text : "";
}

static void filter_by(struct scene *scene, const char *parts)
{
    snprintf(scene->model.timeline->arrangement.filter, sizeof scene->model.timeline->arrangement.filter, "%s", parts);
    scene->model.timeline->arrangement.known = false;
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
}

// Whatever has the name: in either language, of tasks or not; also where no task has it.
static void the_filter_finds_rows_of_all_kinds(void **state)
{
    (void)state;
    int tasks[64];
    struct scene *scene = timeline_scene(GUARD_MUTEX, 3);
    const struct timeline_arrangement *arrangement = &scene->model.timeline->arrangement;
    scene_draw(scene);
    assert_int_equal(arrangement->shown, arrangement->rows); // nothing is left out
    filter_by(scene, "mutex");
    assert_int_equal(tasks_shown(scene, tasks, 64), 0);
    assert_int_equal(arrangement->shown, 1);
    assert_false(rect_is_empty(row_of(scene, &timeline_lock_row, 0)));
    assert_true(rect_is_empty(row_of(scene, &timeline_balance_row, 0)));
    filter_by(scene, "T2 balance");
    assert_int_equal(tasks_shown(scene, tasks, 64), 1);
    assert_false(rect_is_empty(row_of(scene, &timeline_balance_row, 0)));
    assert_true(rect_is_empty(row_of(scene, &timeline_lock_row, 0)));
    scene->model.language = LANGUAGE_ZH; // it is looked for anew, by what the row is called now
    filter_by(scene, text_of(LANGUAGE_ZH, TEXT_BALANCE_ID));
    assert_int_equal(arrangement->shown, 1);
    scene->model.language = LANGUAGE_EN;
    scene_draw(scene);
    assert_true(arrangement->none_such);
    filter_by(scene, " , ");
    assert_int_equal(arrangement->shown, arrangement->rows);
    scene_close(scene);
}

// What is in a row that the filter hides is not found; a row that is pinned is in sight all the same.
static void what_the_filter_hides_is_not_found(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_MUTEX, 3);
    struct timeline_model *timeline = scene->model.timeline;
    const struct timeline_hits *hits = &timeline->hits;
    int of[3] = { 0 };
    strcpy(timeline->search, "running");
    timeline->hits.known = false;
    scene_draw(scene);
    const int all = hits->count;
    filter_by(scene, "T2");
    assert_in_range(hits->count, 1, all - 1);
    for (int i = 0; i < hits->count; i++)
        assert_int_equal(hits->list[i].index, 1);
    scene_act(scene, ACTION_TIMELINE_PIN, 2);
    scene_draw(scene);
    for (int i = 0; i < hits->count; i++)
        of[hits->list[i].index]++;
    assert_true(of[0] == 0 && of[1] > 0 && of[2] > 0);
    filter_by(scene, "");
    assert_int_equal(hits->count, all);
    scene_close(scene);
}

static void rows_are_filtered_ordered_and_pinned(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 6);
    const uint64_t *lost = balance_story(&scene->document)->ledger.lost_of;
    int tasks[64];
    assert_int_equal(tasks_shown(scene, tasks, 64), 6);
    scene_key(scene, 'o', false, false);
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_act(scene, ACTION_TIMELINE_ORDER, ORDER_LOST);
    scene_draw(scene);
    assert_int_equal(tasks_shown(scene, tasks, 64), 6);
    for (int i = 1; i < 6; i++)
        assert_true(lost[tasks[i - 1]] >= lost[tasks[i]]);
    scene_act(scene, ACTION_FIELD, FIELD_ROWS);
    const struct hit *field = ui_hit_of(&scene->ui, ui_id("view field", FIELD_ROWS));
    scene_click(scene, rect_centre(field->rect));
    control_text(&scene->model, &scene->ui, "t2 T5");
    scene_draw(scene);
    assert_int_equal(tasks_shown(scene, tasks, 64), 2);
    assert_true(tasks[0] + tasks[1] == 5 && (tasks[0] == 1 || tasks[0] == 4));
    const struct timeline_arrangement *arrangement = &scene->model.timeline->arrangement;
    assert_int_equal(arrangement->shown, 2);
    assert_true(arrangement->rows >= 8); // the balance and what is lost, and cpus
    assert_true(scene_says_exactly(scene, words_number_of(scene, arrangement)));
    assert_true(rect_is_empty(row_of(scene, &timeline_balance_row, 0)));
    assert_true(rect_is_empty(row_of(scene, &timeline_lost_row, 0)));
    scene_act(scene, ACTION_TIMELINE_PIN, 3);
    scene_act(scene, ACTION_TIMELINE_ORDER, ORDER_NUMBER);
    scene_draw(scene);
    assert_int_equal(tasks_shown(scene, tasks, 64), 3);
    assert_int_equal(tasks[0], 3); // on top, also where the filter has not its name
    edit_stop(&scene->ui);
    strcpy(scene->model.timeline->arrangement.filter, "nobody");
    scene->model.timeline->arrangement.known = false;
    scene_draw(scene);
    assert_true(scene->model.timeline->arrangement.none_such);
    assert_int_equal(tasks_shown(scene, tasks, 64), 6);
    scene_close(scene);
}

// However low it is, a row that is in sight has its name; and the playhead covers none of the ruler's figures, wherever it is.
static void every_row_has_its_name(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1366, 768 }, { 1920, 1080 }, { 1280, 800 }, { 3840, 2160 } };
    struct scene *scene = timeline_scene(GUARD_NONE, WORKERS_MAX);
    int low = 0;
    for (int i = 0; i < 16; i++) {
        scene->model.width_px = sizes[i % 4][0];
        scene->model.height_px = sizes[i % 4][1];
        playback_seek_share(&scene->model.playback, &scene->document, i / 16.0);
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        const float u = scene->frame.scale.u;
        for (int t = 0; t < WORKERS_MAX; t++) {
            const struct rect row = row_of(scene, &timeline_worker_row, t);
            if (row.height < 8 * u) // cut by the edge
                continue;
            if (scene_count_text(scene, scene->document.recording.tasks[t].name) < 1)
                fail_msg("%dx%d: %s has no name", sizes[i % 4][0], sizes[i % 4][1],
                         scene->document.recording.tasks[t].name);
            low += row.height < scene->frame.scale.type[TYPE_SMALL];
        }
        const struct rect ruler = ui_hit_of(&scene->ui, ui_id("timeline ruler", true))->rect;
        const float arrow = timeline_playhead_top(&scene->frame, ruler);
        for (size_t k = 0; k < scene->list.count; k++) {
            const struct draw_command *command = &scene->list.commands[k];
            const struct point middle = rect_centre(command->bounds);
            if (command->kind == DRAW_TEXT && rect_holds(ruler, middle))
                assert_true(middle.y + 0.37f * (float)command->words.look.size_px <= arrow + 1);
        }
    }
    assert_true(low > 50);
    scene_close(scene);
}

// Of a low row the name stands out while the pointer is in it, at once; of a high one, which has it beside itself, nothing does.
static void a_low_row_under_the_pointer_says_its_name(void **state)
{
    (void)state;
    static const uint32_t counts[] = { WORKERS_MAX, 3 };
    for (int i = 0; i < 2; i++) {
        struct scene *scene = timeline_scene(GUARD_NONE, counts[i]);
        for (int t = 0; t < (int)counts[i]; t += 2) {
            const char *name = scene->document.recording.tasks[t].name;
            scene_point(scene, POINTER_MOVE, point_at(3, 3));
            scene_draw(scene);
            const struct rect row = row_of(scene, &timeline_worker_row, t);
            if (rect_is_empty(row))
                break;
            const int before = scene_count_text(scene, name);
            scene_point(scene, POINTER_MOVE, rect_centre(row));
            scene_draw(scene);
            assert_int_equal(scene_count_text(scene, name), before + (i == 0));
            assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        }
        scene_close(scene);
    }
}

// Where rows scroll the pinned ones stay.
static void pinned_rows_stay_where_others_scroll(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, WORKERS_MAX);
    scene->model.width_px = 1366;
    scene->model.height_px = 768;
    scene_act(scene, ACTION_TIMELINE_PIN, 40);
    scene_act(scene, ACTION_TIMELINE_PIN, 50);
    for (int i = 0; i < 3; i++) {
        int tasks[64];
        scene_draw(scene);
        assert_true(tasks_shown(scene, tasks, 64) > 5);
        assert_int_equal(tasks[0], 40);
        assert_int_equal(tasks[1], 50);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        scene->model.timeline->scroll_rows = 300 * (i + 1);
    }
    scene_act(scene, ACTION_TIMELINE_PIN, -1);
    scene_draw(scene);
    assert_true(timeline_arranged_plainly(&scene->model.timeline->arrangement));
    scene_close(scene);
}

// Longest waiting first is what the waits add up to.
static void waiting_is_summed(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_MUTEX, 6);
    uint64_t sums[8] = { 0 };
    int tasks[64];
    const struct waits *waits = &scene->document.waits;
    assert_true(waits->count > 0);
    for (size_t i = 0; i < waits->count; i++)
        sums[waits->all[i].worker] += waits->all[i].to_ns - waits->all[i].from_ns;
    scene_act(scene, ACTION_TIMELINE_ORDER, ORDER_WAITING);
    scene_draw(scene);
    assert_int_equal(tasks_shown(scene, tasks, 64), 6);
    for (int i = 1; i < 6; i++)
        assert_true(sums[tasks[i - 1]] >= sums[tasks[i]]);
    scene_close(scene);
}

// ---- what stands out -----------------------------------------------------------------------------------------------

// Tasks that waited for a resource at some time of a stretch, span by span.
static uint32_t waited_in(const struct document *document, const struct timeline_stall *stall)
{
    uint32_t count = 0;
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        const struct worker_states *states = &document->states.workers[t];
        bool waited = false;
        for (size_t i = 0; i < states->activity_count; i++)
            waited |= states->activities[i].activity == ACTIVITY_WAITING &&
                      states->activities[i].lock == stall->resource + 1 &&
                      states->activities[i].from_ns < stall->to_ns && states->activities[i].to_ns > stall->from_ns;
        count += waited && t != stall->task;
    }
    return count;
}

// Every holder that is told of was off its cpu then and had the lock, and as many waited as are told; it is said under the ruler,
// and a press zooms to it.
static void a_stalled_holder_is_told(void **state)
{
    (void)state;
    int holders = 0;
    for (int guard = 0; guard < 2; guard++) {
        struct scene *scene = timeline_scene(guard ? GUARD_GIL : GUARD_MUTEX, 6);
        const struct document *document = &scene->document;
        const struct timeline_story *story = &scene->model.timeline->story;
        assert_true(story->known);
        for (int i = 0; i < story->count; i++) {
            const struct timeline_stall *stall = &story->list[i];
            assert_true(stall->from_ns < stall->to_ns);
            if (stall->kind != STALL_HOLDER)
                continue;
            const struct worker_states *states = &document->states.workers[stall->task];
            const struct state_span *span = states_at(states, stall->from_ns);
            assert_true(span->state == STATE_READY && span->preempted && span->to_ns == stall->to_ns);
            assert_int_equal(activity_at(states, stall->from_ns)->activity, ACTIVITY_HOLDING);
            assert_int_equal(stall->count, waited_in(document, stall));
            holders++;
            scene->model.timeline->from_ns = stall->from_ns;
            scene->model.timeline->to_ns = stall->to_ns;
            scene_draw(scene);
            assert_int_equal(timeline_story_in(story, stall->from_ns, stall->to_ns), i);
            assert_true(scene_says(scene, " waited"));
            assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        }
        scene_close(scene);
    }
    assert_true(holders > 0);
}

// The worst collision has its flag where it was settled, and a press goes there; the legend fits every window.
static void the_worst_is_flagged(void **state)
{
    (void)state;
    struct scene *scene = timeline_scene(GUARD_NONE, 2);
    const struct cell_history *cell = &scene->document.cell;
    const size_t worst = cell->kind->worst(cell->of, CELL_WORST_SIZE, 0);
    const struct hit *flag = ui_hit_of(&scene->ui, ui_id("worst collision", (int64_t)worst));
    assert_true(cell->kind->collision(cell->of, worst).size > 1);
    assert_non_null(flag);
    scene_click(scene, rect_centre(flag->rect));
    assert_int_equal(playback_position(&scene->model.playback, &scene->document), cell_settling(cell, worst).position);
    static const int sizes[][2] = { { 1024, 768 }, { 1280, 800 }, { 1920, 1080 }, { 3840, 2160 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            for (int open = OPEN_LEGEND; open <= OPEN_NOTES; open++) {
                scene->model.width_px = sizes[i][0];
                scene->model.height_px = sizes[i][1];
                scene->model.language = (enum language)language;
                scene->model.lecture = sizes[i][0] == 1920;
                scene->model.open_setting = open;
                scene_draw(scene);
                assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
            }
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_press_selects_a_span),
        cmocka_unit_test(the_short_one_has_a_note),
        cmocka_unit_test(a_press_selects_a_load_or_a_store),
        cmocka_unit_test(the_menu_does_what_it_says),
        cmocka_unit_test(keys_measure_and_pin_it),
        cmocka_unit_test(f_zooms_and_alt_goes_back),
        cmocka_unit_test(zooms_about_one_point_are_one),
        cmocka_unit_test(a_search_counts_and_goes_round),
        cmocka_unit_test(values_and_notes_are_found),
        cmocka_unit_test(many_hits_keep_the_earliest),
        cmocka_unit_test(a_bookmark_comes_and_goes),
        cmocka_unit_test(a_file_of_notes_loses_nothing),
        cmocka_unit_test(what_the_filter_hides_is_not_found),
        cmocka_unit_test(rows_are_filtered_ordered_and_pinned),
        cmocka_unit_test(the_filter_finds_rows_of_all_kinds),
        cmocka_unit_test(every_row_has_its_name),
        cmocka_unit_test(a_low_row_under_the_pointer_says_its_name),
        cmocka_unit_test(pinned_rows_stay_where_others_scroll),
        cmocka_unit_test(waiting_is_summed),
        cmocka_unit_test(a_stalled_holder_is_told),
        cmocka_unit_test(the_worst_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
