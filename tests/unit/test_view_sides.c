// Two recordings one above the other: one clock, one playhead, what an action does to which of them, the figures between.
#include "../support/view_scene.h"

#include "view/model/together.h"
#include "view/sides/sides.h"
#include "view/timeline/row.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

// Without a lock above, under a mutex below: another seed, another length.
struct both {
    struct scene *upper, *lower;
};

static struct both open_both(enum guard_id guard)
{
    const struct both both = { scene_open(GUARD_NONE, 5), scene_open(guard, 9) };
    both.upper->model.view = VIEW_TIMELINE;
    sides_show(&both.upper->model, &both.upper->document, &both.lower->document, "/runs/mutex.rl");
    sides_name(&both.upper->model, SIDE_UPPER, "none.rl");
    return both;
}

static void close_both(struct both both)
{
    scene_close(both.upper);
    scene_close(both.lower);
}

static struct model *below(const struct both *both) { return &both->upper->model.sides->model; }

// Both playheads stand at the same moment of the clock of both, or at the end of the one that has ended.
static void assert_same_moment(const struct both *both)
{
    const struct model *models[SIDES] = { &both->upper->model, below(both) };
    const struct document *documents[SIDES] = { &both->upper->document, &both->lower->document };
    assert_int_equal(sides_moment(models[0]), sides_moment(models[1]));
    for (int side = 0; side < SIDES; side++) {
        const uint64_t head = models[side]->together.head_ns, end = document_to_ns(documents[side]);
        assert_int_equal(models[side]->playback.ns, head < end ? head : end);
    }
}

// And the same stretch of it is in sight.
static void assert_same_sight(const struct both *both)
{
    const struct timeline_model *a = both->upper->model.timeline, *b = below(both)->timeline;
    const uint64_t zero_a = both->upper->model.together.zero_ns, zero_b = below(both)->together.zero_ns;
    assert_int_equal(a->to_ns - a->from_ns, b->to_ns - b->from_ns);
    if (a->to_ns > a->from_ns)
        assert_true(a->from_ns - zero_a == b->from_ns - zero_b);
}

static void both_begin_where_each_was_let_go(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    const struct model *a = &both.upper->model, *b = below(&both);
    assert_int_equal(a->together.zero_ns, both.upper->document.states.run_from_ns);
    assert_int_equal(b->together.zero_ns, both.lower->document.states.run_from_ns);
    assert_int_equal(a->together.to_ns - a->together.from_ns, b->together.to_ns - b->together.from_ns);
    assert_true(a->together.from_ns >= document_from_ns(&both.upper->document));
    assert_true(b->together.from_ns >= document_from_ns(&both.lower->document));
    assert_true(a->together.to_ns == document_to_ns(&both.upper->document) ||
                b->together.to_ns == document_to_ns(&both.lower->document));
    assert_same_moment(&both);
    close_both(both);
}

static void whatever_moves_one_moves_both(void **state)
{
    static const struct {
        enum action action;
        int64_t argument;
    } all[] = { { ACTION_JUMP, 1 },           { ACTION_JUMP, -1 },          { ACTION_SCRUB, 500000 },
                { ACTION_STEP, 1 },           { ACTION_STEP, -1 },          { ACTION_MOMENT, 1 },
                { ACTION_LOST, 1 },           { ACTION_LOST, 1 },           { ACTION_LOST, -1 },
                { ACTION_COLLISION, 1 },      { ACTION_TIMELINE_ZOOM, 1 },  { ACTION_TIMELINE_PAN, 2 },
                { ACTION_TIMELINE_FIT, 0 },   { ACTION_TIMELINE_FIT, 1 },   { ACTION_SCRUB, 990000 },
                { ACTION_TIMELINE_FOCUS, 1 }, { ACTION_TIMELINE_BACK, -1 }, { ACTION_SCRUB, 1000000 } };
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        scene_act(both.upper, all[i].action, all[i].argument);
        assert_same_moment(&both);
        assert_same_sight(&both);
        assert_int_equal(both.upper->model.playback.playing, below(&both)->playback.playing);
    }
    close_both(both);
}

static void it_plays_both_to_the_end_of_the_longer(void **state)
{
    (void)state;
    for (int pace = 0; pace < PACE_COUNT; pace++) {
        const struct both both = open_both(GUARD_MUTEX);
        while ((int)both.upper->model.playback.pace != pace)
            scene_act(both.upper, ACTION_PACE, 0);
        scene_act(both.upper, ACTION_PLAY, 0);
        assert_true(both.upper->model.playback.playing && below(&both)->playback.playing);
        for (int i = 0; i < 20000 && both.upper->model.playback.playing; i++) {
            control_tick(&both.upper->model, &both.upper->document, 0.1);
            assert_same_moment(&both);
        }
        assert_false(both.upper->model.playback.playing);
        assert_int_equal(both.upper->model.together.head_ns, both.upper->model.together.to_ns);
        assert_true(playback_at_end(&both.upper->model.playback, &both.upper->document));
        assert_true(playback_at_end(&below(&both)->playback, &both.lower->document));
        close_both(both);
    }
}

// Every update that was lost in either is met once, in the order of the clock of both.
static void the_next_lost_update_is_that_of_either(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_NONE);
    const size_t all = both.upper->document.cell.overwrites + both.lower->document.cell.overwrites;
    int64_t before = INT64_MIN;
    size_t met = 0;
    assert_true(both.upper->document.cell.lost > 0 && both.lower->document.cell.lost > 0);
    for (size_t i = 0; i < all + 1; i++) {
        const struct sides_before a = sides_before(&both.upper->model), b = sides_before(below(&both));
        scene_act(both.upper, ACTION_LOST, 1);
        const struct sides_before now_a = sides_before(&both.upper->model), now_b = sides_before(below(&both));
        if (memcmp(&a, &now_a, sizeof a) == 0 && memcmp(&b, &now_b, sizeof b) == 0)
            break;
        met++;
        assert_true(sides_moment(&both.upper->model) >= before);
        before = sides_moment(&both.upper->model);
        assert_same_moment(&both);
    }
    assert_in_range(met, both.upper->document.cell.overwrites / 2, all);
    assert_true(met > both.upper->document.cell.overwrites || met > both.lower->document.cell.overwrites);
    close_both(both);
}

// Where only the upper one loses, N leads to its losses alone, not to the other's waits.
static void where_one_loses_nothing_its_waits_are_no_losses(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    struct playback alone = both.upper->model.playback;
    assert_int_equal(both.lower->document.cell.lost, 0);
    for (int i = 0; i < 5; i++) {
        scene_act(both.upper, ACTION_LOST, 1);
        playback_seek_ns(&alone, &both.upper->document, both.upper->model.playback.ns);
        assert_same_moment(&both);
    }
    assert_true(both.upper->model.playback.ns > both.upper->document.extent.from_ns);
    close_both(both);
}

static void the_figures_are_those_of_each(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    const struct sides_model *sides = both.upper->model.sides;
    assert_true(sides->figures[SIDE_UPPER][SIDES_LOST] == (double)both.upper->document.cell.lost);
    assert_true(sides->figures[SIDE_LOWER][SIDES_LOST] == 0);
    assert_true(sides->figures[SIDE_UPPER][SIDES_UPDATES] == (double)both.upper->document.cell.stores);
    assert_true(sides->figures[SIDE_LOWER][SIDES_TIME] ==
                (double)(both.lower->document.states.run_to_ns - both.lower->document.states.run_from_ns));
    assert_true(sides->figures[SIDE_LOWER][SIDES_WAITING] >= 0);
    close_both(both);
}

static const struct {
    int width, height;
    bool lecture;
} sizes[] = { { 1024, 768, false }, { 1280, 800, false }, { 1920, 1080, true }, { 640, 480, false } };

static void both_are_named_and_nothing_meets(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    struct model *model = &both.upper->model;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            for (int view = VIEW_STAGE; view <= VIEW_TIMELINE; view++) {
                model->width_px = sizes[i].width;
                model->height_px = sizes[i].height;
                model->lecture = sizes[i].lecture;
                model->language = (enum language)language;
                model->view = (enum view)view;
                scene_act(both.upper, ACTION_SCRUB, 400000);
                scene_draw(both.upper);
                assert_int_equal(both.upper->ui.hits_dropped, 0);
                assert_int_equal(draw_list_check_texts(&both.upper->list, stderr), 0);
                if (sizes[i].width < 1000)
                    continue;
                assert_true(scene_says(both.upper, "none.rl"));
                assert_true(scene_says(both.upper, "mutex.rl"));
                assert_true(scene_says_exactly(both.upper, text_of((enum language)language, TEXT_SIDES_DIFFERENCE_ID)));
            }
        }
    }
    close_both(both);
}

static const struct hit *rows_of(const struct scene *scene, bool lower)
{
    for (size_t i = 0; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].action == ACTION_TIMELINE_AREA && scene->ui.hits[i].lower == lower)
            return &scene->ui.hits[i];
    return NULL;
}

// A press in either brings both there, selects in that one alone; the wheel zooms both.
static void the_pointer_is_in_one_and_counts_for_both(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    scene_draw(both.upper);
    for (int lower = 0; lower < 2; lower++) {
        const struct hit *rows = rows_of(both.upper, lower);
        assert_non_null(rows);
        const struct rect rect = rows->rect;
        scene_click(both.upper, point_at(rect.x + rect.width * 0.3f, rect.y + 8));
        assert_same_moment(&both);
        assert_int_equal(both.upper->model.timeline->pick.kind != NULL, !lower);
        assert_int_equal(below(&both)->timeline->pick.kind != NULL, lower);
        const struct pointer_event turn = { .kind = POINTER_WHEEL,
                                            .at = point_at(rect.x + 40, rect.y + 8),
                                            .wheel_y = 2 };
        control_pointer(&both.upper->model, &both.upper->ui, &both.upper->document, turn, &both.upper->wishes);
        assert_same_sight(&both);
        assert_true(below(&both)->timeline->to_ns > below(&both)->timeline->from_ns);
        scene_draw(both.upper);
    }
    close_both(both);
}

static void no_id_is_of_two(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    scene_draw(both.upper);
    const struct ui *ui = &both.upper->ui;
    for (size_t i = 0; i < ui->hit_count; i++)
        for (size_t k = 0; k < i; k++)
            if (ui->hits[i].kind != HIT_TIP && ui->hits[k].kind != HIT_TIP && ui->hits[i].lower != ui->hits[k].lower)
                assert_int_not_equal(ui->hits[i].id, ui->hits[k].id);
    close_both(both);
}

// The ledger is of one alone; what is gone to there both show again.
static void elsewhere_the_upper_one_is_alone(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    scene_act(both.upper, ACTION_VIEW, VIEW_LEDGER);
    assert_false(sides_shown(&both.upper->model));
    scene_draw(both.upper);
    assert_false(scene_says(both.upper, "mutex.rl"));
    scene_act(both.upper, ACTION_LOST, 1);
    const uint64_t ns = both.upper->model.playback.ns;
    scene_act(both.upper, ACTION_VIEW, VIEW_TIMELINE);
    assert_int_equal(both.upper->model.playback.ns, ns);
    assert_same_moment(&both);
    playback_seek_share(&both.upper->model.playback, &both.upper->document, 0.6); // as a scene does
    scene_draw(both.upper);
    assert_same_moment(&both);
    sides_close(&both.upper->model);
    scene_draw(both.upper);
    assert_false(scene_says(both.upper, "mutex.rl"));
    close_both(both);
}

// What is drawn at a moment in either, one above the other: as many upright lines at that place as there are halves.
static int uprights_at(const struct scene *scene, float x)
{
    const struct colour faint = scene->frame.theme->texts[TEXT_FAINT];
    int count = 0;
    for (size_t i = 0; i < scene->list.count; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        const struct rect *rect = &command->box.rect;
        count += command->kind == DRAW_BOX && fabsf(rect->x - x) < 1.5f && rect->height > 100 && rect->width < 3 &&
                 memcmp(&command->paint.fill, &faint, sizeof faint) == 0;
    }
    return count;
}

// Wherever the pointer is, the moment under it is shown in both.
static void the_moment_that_is_pointed_at_is_shown_in_both(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    for (int lower = 0; lower < 2; lower++) {
        scene_draw(both.upper);
        const struct hit *rows = rows_of(both.upper, lower);
        assert_non_null(rows);
        const struct point at = point_at(floorf(rows->rect.x + rows->rect.width * 0.4f), rows->rect.y + 8);
        scene_point(both.upper, POINTER_MOVE, at);
        scene_draw(both.upper);
        assert_int_equal(uprights_at(both.upper, at.x), 2);
        assert_int_equal(both.upper->model.together.pointed_ns - both.upper->model.together.zero_ns,
                         below(&both)->together.pointed_ns - below(&both)->together.zero_ns);
        scene_point(both.upper, POINTER_MOVE, point_at(4, 4));
        scene_draw(both.upper);
        assert_int_equal(uprights_at(both.upper, at.x), 0);
    }
    close_both(both);
}

static int notes_of(const struct both *both, int side)
{
    return side == SIDE_LOWER ? below(both)->timeline->bookmarks.count : both->upper->model.timeline->bookmarks.count;
}

// M marks the one that the pointer is in; in neither the longer one, where the playhead is within it. Each is asked to be kept for itself.
static void a_note_is_of_the_one_that_is_pointed_at(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    struct scene *scene = both.upper;
    for (int side = 0; side < SIDES; side++) {
        scene_act(scene, ACTION_SCRUB, 300000 + 100000 * side);
        scene_draw(scene);
        const struct hit *rows = rows_of(scene, side == SIDE_LOWER);
        scene_point(scene, POINTER_MOVE, point_at(rows->rect.x + 40, rows->rect.y + 8));
        scene_draw(scene);
        scene_key(scene, 'm', false, false);
        assert_int_equal(notes_of(&both, side), 1);
        assert_int_equal(notes_of(&both, !side), side);
        assert_true(scene_asked(scene, side == SIDE_LOWER ? WISH_NOTES_BELOW : WISH_NOTES));
        assert_non_null(strstr(scene->model.message, side == SIDE_LOWER ? "Mutex" : "No lock"));
        scene_key(scene, 'm', false, false);
        assert_int_equal(notes_of(&both, side), 0);
        scene_key(scene, 'm', false, false);
        assert_same_moment(&both);
    }
    scene_point(scene, POINTER_MOVE, point_at(4, 4));
    scene_draw(scene);
    scene_act(scene, ACTION_SCRUB, 900000);
    const int lead = sides_lead(&scene->model), before = notes_of(&both, lead);
    scene_key(scene, 'm', false, false);
    assert_int_equal(notes_of(&both, lead), before + 1);
    close_both(both);
}

// The marks that lie in a part of the scrub bar, rising: where they are, as shares of it, at most so many.
static int marks_in(const struct scene *scene, struct rect rect, enum mark_role mark, double *shares, int most)
{
    const struct colour colour = scene->frame.theme->marks[mark];
    int count = 0;
    for (size_t i = 0; i < scene->list.count && count < most; i++) {
        const struct draw_command *command = &scene->list.commands[i];
        if (memcmp(&command->paint.fill, &colour, sizeof colour) == 0 && command->bounds.height <= rect.height + 1 &&
            rect_holds(rect, rect_centre(command->bounds)))
            shares[count++] = (double)(rect_centre(command->bounds).x - rect.x) / (double)rect.width;
    }
    return count;
}

// The scrub bar has the marks of both, each recording's in its half of the height and at its moments on the clock of both, whichever
// of them leads and at every pace.
static void the_scrub_bar_has_the_marks_of_both(void **state)
{
    (void)state;
    static const enum guard_id below_it[] = { GUARD_NONE, GUARD_MUTEX };
    for (int round = 0; round < 4; round++) {
        struct both both = open_both(below_it[round / 2]);
        if (round % 2) { // the other way round
            struct scene *upper = both.upper;
            sides_close(&upper->model);
            both = (struct both){ both.lower, upper };
            both.upper->model.view = VIEW_TIMELINE;
            sides_show(&both.upper->model, &both.upper->document, &upper->document, "other.rl");
        }
        struct scene *scene = both.upper;
        const struct document *documents[SIDES] = { &both.upper->document, &both.lower->document };
        const struct model *models[SIDES] = { &both.upper->model, below(&both) };
        for (int pace = 0; pace < PACE_COUNT; pace++) {
            scene_act(scene, ACTION_PACE, 0);
            scene_draw(scene);
            const struct rect bar = ui_hit_of(&scene->ui, ui_id("scrub", 0))->rect;
            const float top = bar.y, foot = bar.y + bar.height / 2 - 3.5f * scene->frame.scale.u,
                        middle = (top + foot) / 2;
            const int lead = sides_lead(&scene->model);
            for (int side = 0; side < SIDES; side++) {
                const struct rect half = side == SIDE_UPPER ? rect_between(bar.x, top, rect_right(bar), middle)
                                                            : rect_between(bar.x, middle, rect_right(bar), foot);
                const struct cell_history *cell = &documents[side]->cell;
                const bool loses = cell->lost > 0;
                double shares[4096];
                const int count = marks_in(scene, half, loses ? MARK_LOST : MARK_LINE, shares, 4096);
                assert_true(count > 0);
                if (loses) { // the first that was settled
                    const int64_t first = cell_settling(cell, cell->kind->by_time(cell->of, 0)).position;
                    const uint64_t ns = cell->kind->ns(cell->of, first) - models[side]->together.zero_ns +
                                        models[lead]->together.zero_ns;
                    const double share = playback_share_of_ns(&models[lead]->playback, documents[lead], ns);
                    bool found = false;
                    for (int i = 0; i < count; i++)
                        found |= fabs(shares[i] - share) * (double)bar.width < 3;
                    assert_true(found);
                }
            }
            assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
        }
        close_both(both);
    }
}

// What is selected in the lower one is measured in both, and its row is pinned there alone.
static void keys_are_for_the_one_in_which_something_is_selected(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    struct scene *scene = both.upper;
    scene_draw(scene);
    below(&both)->timeline->pick = (struct timeline_pick){ .kind = &timeline_worker_row,
                                                           .index = 1,
                                                           .from_ns = both.lower->document.states.run_from_ns + 10,
                                                           .to_ns = both.lower->document.states.run_from_ns + 500,
                                                           .store = -1 };
    scene_key(scene, 'c', false, false);
    assert_true(scene->model.timeline->measuring && below(&both)->timeline->measuring);
    assert_int_equal(scene->model.timeline->measure_from_ns - scene->model.together.zero_ns, 10);
    scene_key(scene, 'o', false, true);
    assert_true(bit_set_has(&below(&both)->timeline->arrangement.pinned, 1));
    assert_false(bit_set_has(&scene->model.timeline->arrangement.pinned, 1));
    scene_draw(scene);
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    close_both(both);
}

static void words_are_those_of_the_one_they_were_asked_for(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    struct scene *scene = both.upper;
    scene_act(scene, ACTION_SCRUB, 300000);
    scene_draw(scene);
    const struct hit *rows = rows_of(scene, true);
    scene_point(scene, POINTER_MOVE, point_at(rows->rect.x + 40, rows->rect.y + 8));
    scene_key(scene, 'm', false, true);
    assert_int_equal(scene->model.open_setting, OPEN_NOTE);
    scene_draw(scene);
    assert_true(scene_says(scene, "mutex.rl"));
    control_text(&scene->model, &scene->ui, "here it waits");
    scene_draw(scene);
    assert_true(scene_says(scene, "here it waits"));
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_NOTES_BELOW));
    assert_int_equal(notes_of(&both, SIDE_UPPER), 0);
    assert_string_equal(below(&both)->timeline->bookmarks.list[0].text, "here it waits");
    // The next is the upper one's again.
    scene_draw(scene);
    rows = rows_of(scene, false);
    scene_point(scene, POINTER_MOVE, point_at(rows->rect.x + 40, rows->rect.y + 8));
    scene_key(scene, 'm', false, true);
    scene_draw(scene);
    control_text(&scene->model, &scene->ui, "and here");
    scene_key(scene, KEY_ENTER, false, false);
    assert_string_equal(scene->model.timeline->bookmarks.list[0].text, "and here");
    assert_int_equal(notes_of(&both, SIDE_LOWER), 1);
    close_both(both);
}

// Both lists stand in the pop-up, each under its name; what is pressed there is done to the one it is of.
static void the_notes_of_both_are_listed(void **state)
{
    (void)state;
    const struct both both = open_both(GUARD_MUTEX);
    struct scene *scene = both.upper;
    struct model *model = &scene->model;
    strcpy(model->sides->model.notes_file, "mutex.rl.notes");
    strcpy(model->notes_file, "none.rl.notes");
    scene_act(scene, ACTION_TIMELINE_ZOOM, 4); // their flags are out of sight
    const uint64_t late = (document_to_ns(&both.upper->document) - document_from_ns(&both.upper->document)) * 9 / 10,
                   late_below =
                       (document_to_ns(&both.lower->document) - document_from_ns(&both.lower->document)) * 9 / 10;
    for (uint64_t i = 0; i < 30; i++) {
        const struct bookmark up = { .ns = late + i, .text = "up" }, low = { .ns = late_below + i, .text = "low" };
        bookmarks_add(&model->timeline->bookmarks, &up);
        if (i < 2)
            bookmarks_add(&below(&both)->timeline->bookmarks, &low);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            model->width_px = sizes[i].width;
            model->height_px = sizes[i].height;
            model->lecture = sizes[i].lecture;
            model->language = (enum language)language;
            model->open_setting = OPEN_NOTES;
            scene_draw(scene);
            assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
            if (sizes[i].width < 1000)
                continue;
            assert_true(scene_says(scene, "none.rl.notes") && scene_says(scene, "mutex.rl.notes"));
            assert_true(scene_count_text(scene, "low") >= 2 && scene_count_text(scene, "up") > 2);
        }
    model->width_px = 1280;
    model->height_px = 800;
    model->lecture = false;
    scene_draw(scene);
    const struct hit *line = NULL;
    for (size_t i = scene->ui.over; i < scene->ui.hit_count; i++)
        if (scene->ui.hits[i].action == ACTION_TIMELINE_NOTE_DROP && scene->ui.hits[i].lower)
            line = &scene->ui.hits[i];
    assert_non_null(line);
    scene_click(scene, rect_centre(line->rect));
    assert_int_equal(notes_of(&both, SIDE_LOWER), 1);
    assert_int_equal(notes_of(&both, SIDE_UPPER), 30);
    assert_true(scene_asked(scene, WISH_NOTES_BELOW));
    close_both(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_begin_where_each_was_let_go),
        cmocka_unit_test(whatever_moves_one_moves_both),
        cmocka_unit_test(it_plays_both_to_the_end_of_the_longer),
        cmocka_unit_test(the_next_lost_update_is_that_of_either),
        cmocka_unit_test(where_one_loses_nothing_its_waits_are_no_losses),
        cmocka_unit_test(the_figures_are_those_of_each),
        cmocka_unit_test(both_are_named_and_nothing_meets),
        cmocka_unit_test(the_pointer_is_in_one_and_counts_for_both),
        cmocka_unit_test(no_id_is_of_two),
        cmocka_unit_test(elsewhere_the_upper_one_is_alone),
        cmocka_unit_test(the_moment_that_is_pointed_at_is_shown_in_both),
        cmocka_unit_test(a_note_is_of_the_one_that_is_pointed_at),
        cmocka_unit_test(the_scrub_bar_has_the_marks_of_both),
        cmocka_unit_test(keys_are_for_the_one_in_which_something_is_selected),
        cmocka_unit_test(words_are_those_of_the_one_they_were_asked_for),
        cmocka_unit_test(the_notes_of_both_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
