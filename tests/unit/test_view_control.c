// A person at the window, played: every key, the pointer, fields, focus, settings, time going by.
#include "base/text.h"

#include "../support/view_scene.h"

#include "document/beats.h"
#include "document/cell_playback.h"
#include "labs/balance/guard.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"
#include "view/labs/balance/guards.h"
#include "view/model/entry.h"
#include "view/model/setting_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#define SEED 77

static struct settings usual_settings(void)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, 1);
    return settings;
}

// The number of a setting's row.
static int row_named(const char *name)
{
    const struct settings settings = usual_settings();
    return settings_named(settings.lab, name);
}

// ---- every key -----------------------------------------------------------------------------------------------------

struct press {
    struct scene *scene;
    struct model before;
};

static bool asked(const struct press *press, enum wish_kind wish) { return scene_asked(press->scene, wish); }
static const struct model *after(const struct press *press) { return &press->scene->model; }
static uint64_t events(const struct press *press) { return after(press)->playback.events; }
static int64_t position(const struct press *press)
{
    return playback_position(&after(press)->playback, &press->scene->document);
}
static int64_t position_before(const struct press *press)
{
    return playback_position(&press->before.playback, &press->scene->document);
}
static bool is_lost(const struct press *press)
{
    const struct overwrites *overwrites = &balance_story(&press->scene->document)->overwrites;
    const int64_t last = overwrites_previous(overwrites, position(press) + 1);
    return last >= 0 && (int64_t)overwrites->all[last].position == position(press);
}

static bool runs(const struct press *press) { return asked(press, WISH_RUN); }
static bool leaves_lecture(const struct press *press)
{
    return !after(press)->lecture &&
           (press->before.lecture ? asked(press, WISH_FULLSCREEN) : press->scene->wishes.count == 0);
}
static bool quits(const struct press *press) { return asked(press, WISH_QUIT); }
static bool plays(const struct press *press)
{
    return after(press)->playback.playing != press->before.playback.playing;
}
static bool steps_back(const struct press *press) { return events(press) == press->before.playback.events - 1; }
static bool steps_on(const struct press *press) { return events(press) == press->before.playback.events + 1; }

static bool moment_back(const struct press *press)
{
    return moments_passed(&press->scene->document.moments,
                          (struct moments_place){ events(press), after(press)->playback.ns }) <
           moments_passed(&press->scene->document.moments,
                          (struct moments_place){ press->before.playback.events, press->before.playback.ns });
}

static bool moment_on(const struct press *press)
{
    return moments_passed(&press->scene->document.moments,
                          (struct moments_place){ events(press), after(press)->playback.ns }) >
           moments_passed(&press->scene->document.moments,
                          (struct moments_place){ press->before.playback.events, press->before.playback.ns });
}

static bool next_lost(const struct press *press) { return is_lost(press) && position(press) > position_before(press); }
static bool previous_lost(const struct press *press)
{
    return is_lost(press) && position(press) <= position_before(press);
}
static uint64_t rank(const struct playback *playback) { return 2 * playback->events + playback->about; }
static bool in_a_beat(const struct press *press)
{
    return story_beat_at(&press->scene->document, &after(press)->playback, NULL) != BEAT_NONE;
}
static bool next_beat(const struct press *press)
{
    return in_a_beat(press) && rank(&after(press)->playback) > rank(&press->before.playback);
}
static bool previous_beat(const struct press *press)
{
    return in_a_beat(press) && rank(&after(press)->playback) < rank(&press->before.playback);
}
static bool to_start(const struct press *press)
{
    return playback_at_start(&after(press)->playback, &press->scene->document);
}
static bool to_end(const struct press *press)
{
    return playback_at_end(&after(press)->playback, &press->scene->document);
}
static bool faster(const struct press *press)
{
    return playback_slow_down(&after(press)->playback) < playback_slow_down(&press->before.playback);
}
static bool slower(const struct press *press)
{
    return playback_slow_down(&after(press)->playback) > playback_slow_down(&press->before.playback);
}
static bool changes_pace(const struct press *press)
{
    return after(press)->playback.pace != press->before.playback.pace;
}
static bool view_1(const struct press *press) { return after(press)->view == VIEW_STAGE; }
static bool view_2(const struct press *press) { return after(press)->view == VIEW_TIMELINE; }
static bool view_3(const struct press *press) { return after(press)->view == VIEW_LEDGER; }
static bool view_4(const struct press *press) { return after(press)->view == VIEW_SCHEDULES; }
static bool view_5(const struct press *press) { return after(press)->view == VIEW_COMPARE; }
// Rows that all fit stay where they are (test_view_crowd has those that do not), and nothing else moves.
static bool rows_stay(const struct press *press)
{
    return after(press)->view == VIEW_TIMELINE && after(press)->timeline->scroll_rows == 0 &&
           after(press)->playback.ns == press->before.playback.ns;
}

static bool goes_home(const struct press *press) { return after(press)->view == VIEW_HOME; }
// At home, the second card chosen before.
static bool card_is(const struct press *press, int card)
{
    return after(press)->home->chosen == card && events(press) == press->before.playback.events;
}
static bool first_card(const struct press *press) { return card_is(press, 0); }
static bool third_card(const struct press *press) { return card_is(press, 2); }
static bool another_card(const struct press *press)
{
    return goes_home(press) && events(press) == press->before.playback.events;
}
static bool opens_card(const struct press *press) { return view_1(press) && asked(press, WISH_RUN); }
static bool helps(const struct press *press) { return after(press)->help && !press->before.help; }
static bool focuses(const struct press *press) { return press->scene->ui.focus != 0 && press->scene->ui.focus_visible; }
static bool searches(const struct press *press)
{
    return press->scene->ui.editing == ui_id("search", 0) && view_2(press);
}
static bool themes(const struct press *press) { return after(press)->theme != press->before.theme; }
static bool contrasts(const struct press *press) { return after(press)->theme == THEME_CONTRAST; }
static bool moves_less(const struct press *press)
{
    return after(press)->reduced_motion && after(press)->motion_chosen;
}
// Where all has room there is nothing to look round in, and the playhead stays.
static bool looks_round(const struct press *press)
{
    return press->scene->ui.lens.at.x == 0 && events(press) == press->before.playback.events;
}
static bool larger(const struct press *press) { return after(press)->zoom > press->before.zoom; }
static bool smaller(const struct press *press) { return after(press)->zoom < press->before.zoom; }
static bool as_designed(const struct press *press) { return after(press)->zoom == 1; }
static bool says_nothing_is_there(const struct press *press)
{
    return after(press)->message[0] && after(press)->timeline->to_ns == 0;
}
static bool zooms_to_collision(const struct press *press)
{
    const struct timeline_model *timeline = after(press)->timeline;
    return timeline->from_ns < after(press)->playback.ns && after(press)->playback.ns <= timeline->to_ns;
}
static bool bookmarks(const struct press *press)
{
    return asked(press, WISH_NOTES) && after(press)->timeline->bookmarks.count == 1;
}
static bool asks_for_words(const struct press *press)
{
    return after(press)->open_setting == OPEN_NOTE && press->scene->ui.editing == ui_id("view field", FIELD_NOTE);
}
static bool lists_bookmarks(const struct press *press) { return after(press)->open_setting == OPEN_NOTES; }
static bool arranges_rows(const struct press *press)
{
    return after(press)->open_setting == OPEN_ROWS && after(press)->view == VIEW_TIMELINE;
}
static bool shows_legend(const struct press *press) { return after(press)->open_setting == OPEN_LEGEND; }
static bool fullscreen(const struct press *press)
{
    return asked(press, WISH_FULLSCREEN) && after(press)->fullscreen != press->before.fullscreen;
}
static bool lectures(const struct press *press)
{
    return after(press)->lecture != press->before.lecture && fullscreen(press);
}
static bool blanks(const struct press *press) { return after(press)->blank; }
static bool spotlights(const struct press *press) { return after(press)->spotlight != press->before.spotlight; }
static bool opens_menu(const struct press *press)
{
    return after(press)->open_setting == (press->before.lecture ? OPEN_NOTHING : OPEN_MENU);
}
static bool opens(const struct press *press) { return asked(press, WISH_OPEN); }
static bool saves_as(const struct press *press) { return asked(press, WISH_SAVE_AS); }
static bool another_window(const struct press *press) { return asked(press, WISH_WINDOW); }
static bool saves(const struct press *press) { return asked(press, WISH_SAVE); }
static bool pictures(const struct press *press) { return asked(press, WISH_PICTURE); }
static bool turns_below(const struct press *press) { return asked(press, WISH_BESIDE); }
static bool animates(const struct press *press) { return asked(press, WISH_ANIMATE); }
// Of a program's variables it goes from one to the next (test_view_variables.c); here there is one word alone.
static bool keeps_the_balance(const struct press *press)
{
    return press->scene->wishes.count == 0 && after(press)->view == VIEW_LEDGER &&
           press->before.playback.events == after(press)->playback.events;
}

static bool copies(const struct press *press) { return asked(press, WISH_COPY); }
static bool copies_view(const struct press *press) { return asked(press, WISH_COPY_VIEW); }
static bool copies_command(const struct press *press) { return asked(press, WISH_COPY_COMMAND); }
// Seen to by their own views; here only that the key arrives and nothing else happens.
static bool goes_to_a_view(const struct press *press)
{
    return press->scene->wishes.count == 0 && events(press) == press->before.playback.events;
}
// In the schedules view, "12" made before.
static bool has_moves(const struct press *press, const char *moves)
{
    return strcmp(after(press)->schedules->moves, moves) == 0 && events(press) == press->before.playback.events;
}
static bool moves_first(const struct press *press) { return has_moves(press, "121"); }
static bool moves_second(const struct press *press) { return has_moves(press, "122"); }
static bool moves_nobody(const struct press *press) { return has_moves(press, "12"); } // there is no such worker
static bool undoes(const struct press *press) { return has_moves(press, "1"); }
static bool restarts(const struct press *press) { return has_moves(press, ""); }
static bool shows_failure(const struct press *press)
{
    return has_moves(press, "") && after(press)->schedules->showing;
}
// Whoever has the time looks for its shortest schedule; Esc gives that up.
static bool reduces(const struct press *press) { return asked(press, WISH_REDUCE) && after(press)->reducing; }
static bool drives(const struct press *press) { return asked(press, WISH_SCHEDULE) && has_moves(press, "12"); }
// With no control that has the keyboard there is nothing to press.
static bool presses_nothing(const struct press *press)
{
    return press->scene->wishes.count == 0 && events(press) == press->before.playback.events;
}

static bool stays_in_its_view(const struct press *press)
{
    return press->scene->wishes.count == 0 && after(press)->view == press->before.view &&
           !after(press)->playback.playing;
}
// No talk is open here (test_view_lecture has one).
static bool tells_of_scenes(const struct press *press)
{
    return press->scene->wishes.count == 0 &&
           strcmp(after(press)->message, text_of(LANGUAGE_EN, TEXT_SAID_NO_TALK_ID)) == 0;
}
static bool adds_a_scene(const struct press *press) { return asked(press, WISH_SCENE_ADD); }
static bool asks(const struct press *press)
{
    return after(press)->prediction.stage == PREDICTION_ASKED && !after(press)->prediction.blank &&
           stays_in_its_view(press);
}
static bool asks_with_a_blank(const struct press *press)
{
    return after(press)->prediction.stage == PREDICTION_ASKED && after(press)->prediction.blank &&
           stays_in_its_view(press);
}
static bool reveals(const struct press *press)
{
    return after(press)->prediction.stage == PREDICTION_REVEALED && stays_in_its_view(press);
}
static bool leaves_the_question(const struct press *press)
{
    return after(press)->prediction.stage == PREDICTION_NONE && stays_in_its_view(press);
}
// There were three (press_and_check).
static bool votes(const struct press *press)
{
    return after(press)->prediction.vote_count == 4 && stays_in_its_view(press);
}
static bool takes_a_vote_back(const struct press *press)
{
    return after(press)->prediction.vote_count == 2 && stays_in_its_view(press);
}

// Key, control, shift, modes: what must come of it.
static const struct {
    uint32_t key;
    bool control, shift;
    unsigned modes;
    bool (*done)(const struct press *press);
} keys[] = {
    { 'r', false, false, KEYS_BOTH, runs },
    { KEY_ESCAPE, false, false, KEYS_BOTH, leaves_lecture },
    { 'q', true, false, KEYS_BOTH, quits },
    { 'w', true, false, KEYS_BOTH, quits },
    { ' ', false, false, KEYS_BOTH, plays },
    { KEY_LEFT, false, false, KEYS_BOTH, steps_back },
    { KEY_RIGHT, false, false, KEYS_BOTH, steps_on },
    { ',', false, false, KEYS_DESK, moment_back },
    { '.', false, false, KEYS_DESK, moment_on },
    { 'n', false, false, KEYS_BOTH, next_lost },
    { 'n', false, true, KEYS_BOTH, previous_lost },
    { KEY_PAGE_DOWN, false, false, KEYS_BOTH, next_beat },
    { KEY_PAGE_UP, false, false, KEYS_BOTH, previous_beat },
    { 'x', false, false, KEYS_BOTH, reduces },
    { KEY_HOME, false, false, KEYS_BOTH, to_start },
    { KEY_END, false, false, KEYS_BOTH, to_end },
    { '+', false, false, KEYS_BOTH, faster },
    { '-', false, false, KEYS_BOTH, slower },
    { 'e', false, false, KEYS_BOTH, changes_pace },
    { '1', false, false, KEYS_BOTH, view_1 },
    { '2', false, false, KEYS_BOTH, view_2 },
    { '3', false, false, KEYS_BOTH, view_3 },
    { '4', false, false, KEYS_BOTH, view_4 },
    { '5', false, false, KEYS_BOTH, view_5 },
    { KEY_BACKSPACE, false, false, KEYS_BOTH, goes_home },
    { '?', false, false, KEYS_BOTH, helps },
    { KEY_F1, false, false, KEYS_BOTH, helps },
    { KEY_TAB, false, false, KEYS_BOTH, focuses },
    { KEY_TAB, false, true, KEYS_BOTH, focuses },
    { KEY_ENTER, false, false, KEYS_BOTH, presses_nothing },
    { 'w', false, false, KEYS_BOTH, goes_to_a_view },
    { 's', false, false, KEYS_BOTH, goes_to_a_view },
    { 'a', false, false, KEYS_BOTH, goes_to_a_view },
    { 'd', false, false, KEYS_BOTH, goes_to_a_view },
    { '/', false, false, KEYS_DESK, searches },
    { 'f', false, false, KEYS_BOTH, says_nothing_is_there },
    { 'f', false, true, KEYS_BOTH, zooms_to_collision },
    { KEY_BACK, false, false, KEYS_BOTH, says_nothing_is_there },
    { KEY_FORWARD, false, false, KEYS_BOTH, says_nothing_is_there },
    { 'c', false, false, KEYS_BOTH, says_nothing_is_there },
    { 'o', false, true, KEYS_BOTH, says_nothing_is_there },
    { 'm', false, false, KEYS_BOTH, bookmarks },
    { 'm', false, true, KEYS_DESK, asks_for_words },
    { 'm', true, false, KEYS_BOTH, lists_bookmarks },
    { 'o', false, false, KEYS_DESK, arranges_rows },
    { 'k', false, false, KEYS_BOTH, shows_legend },
    { 'f', true, false, KEYS_DESK, searches },
    { KEY_RIGHT, false, false, KEYS_OF(VIEW_SCHEDULES), moves_first },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_SCHEDULES), moves_second },
    { KEY_LEFT, false, false, KEYS_OF(VIEW_SCHEDULES), moves_nobody },
    { KEY_UP, false, false, KEYS_OF(VIEW_SCHEDULES), moves_nobody },
    { KEY_BACKSPACE, false, false, KEYS_OF(VIEW_SCHEDULES), undoes },
    { KEY_HOME, false, false, KEYS_OF(VIEW_SCHEDULES), restarts },
    { 'g', false, false, KEYS_OF(VIEW_SCHEDULES), shows_failure },
    { KEY_ENTER, false, false, KEYS_OF(VIEW_SCHEDULES), drives },
    { KEY_UP, false, false, KEYS_OF(VIEW_TIMELINE), rows_stay },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_TIMELINE), rows_stay },
    { 'u', false, false, KEYS_OF(VIEW_TIMELINE), rows_stay },
    { KEY_UP, false, false, KEYS_OF(VIEW_LEDGER), keeps_the_balance },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_LEDGER), keeps_the_balance },
    { KEY_LEFT, false, false, KEYS_OF(VIEW_HOME), first_card },
    { KEY_RIGHT, false, false, KEYS_OF(VIEW_HOME), third_card },
    { KEY_UP, false, false, KEYS_OF(VIEW_HOME), another_card },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_HOME), another_card },
    { KEY_ENTER, false, false, KEYS_OF(VIEW_HOME), opens_card },
    { 't', false, false, KEYS_BOTH, themes },
    { 't', false, true, KEYS_BOTH, contrasts },
    { 'e', false, true, KEYS_BOTH, moves_less },
    { '+', true, false, KEYS_BOTH, larger },
    { '-', true, false, KEYS_BOTH, smaller },
    { '0', true, false, KEYS_BOTH, as_designed },
    { KEY_LEFT, true, false, KEYS_BOTH, looks_round },
    { KEY_RIGHT, true, false, KEYS_BOTH, looks_round },
    { KEY_UP, true, false, KEYS_BOTH, looks_round },
    { KEY_DOWN, true, false, KEYS_BOTH, looks_round },
    { KEY_F11, false, false, KEYS_BOTH, fullscreen },
    { 'l', false, false, KEYS_BOTH, lectures },
    { KEY_F5, false, false, KEYS_BOTH, lectures },
    { '.', false, false, KEYS_LECTURE, blanks },
    { 'b', false, false, KEYS_LECTURE, blanks },
    { 'h', false, false, KEYS_BOTH, spotlights },
    { KEY_PAGE_DOWN, false, true, KEYS_BOTH, tells_of_scenes },
    { KEY_PAGE_UP, false, true, KEYS_BOTH, tells_of_scenes },
    { 'i', false, false, KEYS_BOTH, tells_of_scenes },
    { 'l', false, true, KEYS_BOTH, tells_of_scenes },
    { 'i', true, false, KEYS_BOTH, adds_a_scene },
    { 'q', false, false, KEYS_BOTH, asks },
    { 'q', false, true, KEYS_BOTH, asks_with_a_blank },
    { KEY_ENTER, false, false, KEYS_ASKED, reveals },
    { KEY_ENTER, false, false, KEYS_REVEALED, leaves_the_question },
    { KEY_PAGE_DOWN, false, false, KEYS_ASKED, reveals },
    { KEY_PAGE_DOWN, false, false, KEYS_REVEALED, leaves_the_question },
    { '1', false, false, KEYS_ASKED, votes },
    { '2', false, false, KEYS_ASKED, votes },
    { '3', false, false, KEYS_ASKED, votes },
    { '4', false, false, KEYS_ASKED, votes },
    { KEY_BACKSPACE, false, false, KEYS_ASKED, takes_a_vote_back },
    { 'o', true, false, KEYS_BOTH, opens },
    { KEY_F10, false, false, KEYS_BOTH, opens_menu },
    { 's', true, false, KEYS_BOTH, saves },
    { 's', true, true, KEYS_BOTH, saves_as },
    { 'n', true, false, KEYS_BOTH, another_window },
    { 'p', false, false, KEYS_BOTH, pictures },
    { 'b', false, false, KEYS_DESK, turns_below },
    { 'b', false, true, KEYS_BOTH, turns_below },
    { KEY_ENTER, true, false, KEYS_BOTH, presses_nothing },
    { 'p', false, true, KEYS_BOTH, animates },
    { 'c', true, false, KEYS_BOTH, copies },
    { 'c', true, true, KEYS_BOTH, copies_view },
    { 'k', true, false, KEYS_BOTH, copies_command },
};

enum {
    KEY_ROWS = sizeof keys / sizeof *keys
};

static struct scene *desk_or_lecture(bool lecture)
{
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.lecture = scene->model.fullscreen = lecture;
    scene->model.playback.playing = false;
    // On a lost update, so that steps, events, lost updates and collisions lie on both sides.
    playback_seek_share(&scene->model.playback, &scene->document, 0.5);
    assert_true(playback_step_lost(&scene->model.playback, &scene->document, 1));
    scene_draw(scene);
    return scene;
}

static void press_and_check(int row, bool lecture)
{
    char name[KEY_NAME_BYTES];
    struct press press = { .scene = desk_or_lecture(lecture) };
    if (keys[row].modes & KEYS_OF(VIEW_SCHEDULES)) {
        press.scene->model.view = VIEW_SCHEDULES;
        strcpy(press.scene->model.schedules->moves, "12");
        scene_draw(press.scene);
    }
    if (keys[row].modes & KEYS_OF(VIEW_TIMELINE)) {
        press.scene->model.view = VIEW_TIMELINE;
        scene_draw(press.scene);
    }
    if (keys[row].modes & KEYS_OF(VIEW_LEDGER)) {
        press.scene->model.view = VIEW_LEDGER;
        scene_draw(press.scene);
    }
    if (keys[row].modes & KEYS_OF(VIEW_HOME)) {
        press.scene->model.view = VIEW_HOME;
        press.scene->model.seen_count = 1;
        press.scene->model.home->chosen = 1;
        scene_draw(press.scene);
    }
    if (keys[row].modes & (KEYS_ASKED | KEYS_REVEALED)) {
        press.scene->model.prediction.stage = keys[row].modes & KEYS_ASKED ? PREDICTION_ASKED : PREDICTION_REVEALED;
        press.scene->model.prediction.vote_count = 3;
        scene_draw(press.scene);
    }
    const struct key_binding named = { .key = keys[row].key, .control = keys[row].control, .shift = keys[row].shift };
    press.before = press.scene->model;
    scene_key(press.scene, keys[row].key, keys[row].control, keys[row].shift);
    if (!keys[row].done(&press))
        fail_msg("%s does not do what it should %s",
                 key_binding_name(name, press.scene->model.keys, &named, LANGUAGE_EN),
                 lecture ? "in a lecture" : "at the desk");
    scene_close(press.scene);
}

static void every_key_does_what_it_says(void **state)
{
    (void)state;
    for (int row = 0; row < KEY_ROWS; row++) {
        if (keys[row].modes != KEYS_LECTURE)
            press_and_check(row, false);
        if (keys[row].modes != KEYS_DESK)
            press_and_check(row, true);
    }
}

static void no_key_is_left_out(void **state)
{
    struct keymap keymap;
    (void)state;
    keymap_init(&keymap);
    for (int i = 0; i < key_binding_count; i++) {
        const struct key_binding *binding = &key_bindings[i];
        unsigned modes = 0;
        for (int row = 0; row < KEY_ROWS; row++)
            if (keys[row].key == binding->key && keys[row].control == binding->control &&
                keys[row].shift == binding->shift)
                modes |= keys[row].modes;
        char name[KEY_NAME_BYTES];
        if ((binding->modes & modes) != binding->modes)
            fail_msg("%s is in the table and in no test", key_binding_name(name, &keymap, binding, LANGUAGE_EN));
        for (int k = 0; k < i; k++)
            if (key_bindings[k].key == binding->key && key_bindings[k].control == binding->control &&
                key_bindings[k].shift == binding->shift && (key_bindings[k].modes & binding->modes))
                fail_msg("%s is in the table twice", key_binding_name(name, &keymap, binding, LANGUAGE_EN));
        // The help page takes rows of one text together: they must follow each other.
        for (int k = 0; k + 1 < i; k++) {
            if (key_bindings[k].text == binding->text && key_bindings[i - 1].text != binding->text)
                fail_msg("%s stands apart from the other keys of its text",
                         key_binding_name(name, &keymap, binding, LANGUAGE_EN));
            if (strcmp(key_bindings[k].name, binding->name) == 0 &&
                strcmp(key_bindings[i - 1].name, binding->name) != 0)
                fail_msg("%s is two commands", binding->name);
        }
    }
}

static void signs_are_found_on_any_keyboard(void **state)
{
    struct keymap keymap;
    (void)state;
    keymap_init(&keymap);
    const struct {
        uint32_t key;
        bool shift;
        enum action action;
    } signs[] = { { '?', false, ACTION_HELP },   { '?', true, ACTION_HELP },   { '/', true, ACTION_SEARCH },
                  { '/', false, ACTION_SEARCH }, { '=', false, ACTION_SPEED }, { '+', true, ACTION_SPEED },
                  { '_', true, ACTION_SPEED } };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const struct key_binding *binding = keymap_of_press(&keymap, signs[i].key, false, signs[i].shift, KEYS_DESK);
        if (!binding || binding->action != signs[i].action)
            fail_msg("%c with shift %d means %d", (char)signs[i].key, signs[i].shift,
                     binding ? (int)binding->action : -1);
    }
    assert_null(keymap_of_press(&keymap, 's', false, true, KEYS_DESK)); // Shift+S is not S
    assert_null(keymap_of_press(&keymap, 'z', false, false, KEYS_DESK));
}

// Where letters are by their place, they are called what is printed there.
static void keys_are_called_as_they_are_printed(void **state)
{
    struct keymap keymap;
    char name[KEY_NAME_BYTES];
    (void)state;
    keymap_init(&keymap);
    const struct key_binding *lost = keymap_of_action(&keymap, ACTION_LOST, -1, KEYS_DESK);
    assert_string_equal(key_binding_name(name, &keymap, lost, LANGUAGE_EN), "Shift+N");
    keymap.letters['n' - 'a'] = 0x442; // т, on a Russian keyboard
    assert_string_equal(key_binding_name(name, &keymap, lost, LANGUAGE_EN), "Shift+Т");
    keymap.letters['n' - 'a'] = 0x3bd; // ν, on a Greek one
    assert_string_equal(key_binding_name(name, &keymap, lost, LANGUAGE_EN), "Shift+Ν");
    assert_string_equal(
        key_binding_name(name, &keymap, keymap_of_action(&keymap, ACTION_PLAY, 0, KEYS_DESK), LANGUAGE_ZH),
        text_of(LANGUAGE_ZH, TEXT_SPACE_BAR_ID));
}

// A key that does something else in a view is not said to do it there.
static void a_key_is_said_where_it_counts(void **state)
{
    struct keymap keymap;
    (void)state;
    keymap_init(&keymap);
    assert_non_null(keymap_of_action(&keymap, ACTION_STEP, 1, KEYS_DESK | KEYS_OF(VIEW_STAGE)));
    assert_null(keymap_of_action(&keymap, ACTION_STEP, 1, KEYS_DESK | KEYS_OF(VIEW_SCHEDULES)));
    assert_null(keymap_of_action(&keymap, ACTION_SEARCH, 0, KEYS_LECTURE));
}

// By the key that it has now; a lecture has no field to search in.
static void what_selects_is_told_with_its_key(void **state)
{
    (void)state;
    for (int lecture = 0; lecture < 2; lecture++) {
        struct scene *scene = desk_or_lecture(lecture);
        scene_key(scene, 'f', false, false);
        assert_int_equal(strstr(scene->model.message, "(/, Enter)") != NULL, !lecture);
        assert_int_equal(strstr(scene->model.message, "search") != NULL, !lecture);
        assert_non_null(strstr(scene->model.message, "press a span, a load or a store"));
        scene_close(scene);
    }
    struct scene *scene = desk_or_lecture(false);
    for (int i = 0; i < scene->model.keys->count; i++)
        if (scene->model.keys->rows[i].action == ACTION_SEARCH && !scene->model.keys->rows[i].control)
            scene->model.keys->rows[i].key = 'y';
    for (int row = 0; row < 2; row++) { // to measure, to pin
        scene_key(scene, row ? 'o' : 'c', false, row);
        assert_non_null(strstr(scene->model.message, "(Y, Enter)"));
    }
    scene->model.view = VIEW_TIMELINE;
    scene_key(scene, 'o', false, false);
    scene_draw(scene);
    assert_true(scene_says(scene, "or Shift+O where it is selected"));
    scene_close(scene);
}

// Keys of the desk alone do nothing in a lecture and say so, with what leaves it; what is typed next is not kept back.
static void desk_keys_are_told_of_in_a_lecture(void **state)
{
    (void)state;
    for (int i = 0; i < key_binding_count; i++) {
        const struct key_binding *key = &key_bindings[i];
        char name[KEY_NAME_BYTES];
        if (key->modes != KEYS_DESK)
            continue;
        struct scene *scene = desk_or_lecture(true);
        const struct model before = scene->model;
        if (!keymap_of_press(before.keys, key->key, key->control, key->shift, model_key_modes(&before))) {
            assert_true(scene_key(scene, key->key, key->control, key->shift));
            key_binding_name(name, before.keys, key, LANGUAGE_EN);
            if (!strstr(scene->model.message, name) || !strstr(scene->model.message, "L leaves it") ||
                (strstr(scene->model.message, "Search") != NULL) != (key->action == ACTION_SEARCH))
                fail_msg("%s in a lecture: %s", name, scene->model.message);
            assert_int_equal(scene->ui.editing, 0);
            assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
            assert_int_equal(scene->model.view, before.view);
            assert_int_equal(scene->wishes.count, 0);
            scene_key(scene, 't', false, false);
            assert_int_not_equal(scene->model.theme, before.theme);
        }
        scene_close(scene);
    }
}

static void escape_never_quits(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.lecture = scene->model.fullscreen = scene->model.help = scene->model.spotlight = true;
    scene->model.running = RUN_BUSY;
    strcpy(scene->model.message, "said");
    bool cancelled = false;
    for (int i = 0; i < 12; i++) {
        scene_draw(scene);
        scene_key(scene, KEY_ESCAPE, false, false);
        assert_null(wishes_find(&scene->wishes, WISH_QUIT));
        cancelled = cancelled || wishes_find(&scene->wishes, WISH_CANCEL);
        if (wishes_find(&scene->wishes, WISH_CANCEL))
            scene->model.running = RUN_IDLE;
    }
    assert_true(cancelled);
    assert_false(scene->model.help || scene->model.spotlight || scene->model.lecture || scene->model.fullscreen);
    assert_string_equal(scene->model.message, "");
    scene_close(scene);
}

// A remote control's one key sends F5 and Esc in turn.
static void remote_controls_work(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    for (int i = 0; i < 3; i++) {
        scene_key(scene, KEY_F5, false, false);
        assert_true(scene->model.lecture);
        scene_key(scene, 'b', false, false);
        assert_true(scene->model.blank);
        const struct playback before = scene->model.playback;
        scene_key(scene, KEY_PAGE_DOWN, false, false); // any key brings the picture back, and does nothing else
        assert_false(scene->model.blank);
        assert_int_equal(scene->model.playback.events, before.events);
        scene_key(scene, KEY_PAGE_DOWN, false, false);
        assert_true(scene->model.playback.events > before.events);
        scene_key(scene, KEY_ESCAPE, false, false);
        assert_false(scene->model.lecture);
    }
    scene_key(scene, 'b', false, false); // at the desk it does not blank
    assert_false(scene->model.blank);
    scene_close(scene);
}

static void page_keys_lead_through_a_run_without_collisions(void **state)
{
    (void)state;
    static const enum guard_id kinds[] = { GUARD_MUTEX, GUARD_ATOMIC }; // from wait to wait; event by event
    for (int i = 0; i < 2; i++) {
        struct scene *scene = scene_open(kinds[i], SEED);
        assert_int_equal(balance_story(&scene->document)->ledger.collision_count, 0);
        for (int k = 0; k < 5; k++) {
            const struct playback before = scene->model.playback;
            scene_key(scene, KEY_PAGE_DOWN, false, false);
            assert_true(scene->model.playback.ns >= before.ns &&
                        scene->model.playback.ns + scene->model.playback.events > before.ns + before.events);
        }
        scene_close(scene);
    }
}

// So many presses of Ctrl with a sign, without a picture between them.
static float zoom_after(struct scene *scene, uint32_t sign, int presses)
{
    for (int i = 0; i < presses; i++)
        scene_key(scene, sign, true, false);
    return scene->model.zoom;
}

// Every press is a step, whether or not a picture came between; at the most there is room for they stop, and from there the
// first press back is seen.
static void quick_presses_zoom_step_by_step(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.width_px = 3840;
    scene->model.height_px = 2400;
    for (int presses = 1; presses <= 3; presses++) {
        scene->model.zoom = 1;
        float slow = 1;
        for (int i = 0; i < presses; i++)
            slow = zoom_step(slow, +1);
        scene_draw(scene);
        assert_float_equal(zoom_after(scene, '+', presses), slow, 1e-6);
        scene_draw(scene);
        assert_float_equal(zoom_after(scene, '-', presses), 1, 1e-6);
    }
    scene->model.zoom = ZOOM_MAX;
    scene_draw(scene);
    const float most = scene->ui.zoom;
    assert_true(most < ZOOM_MAX);
    assert_float_equal(zoom_after(scene, '+', 2), most, 1e-6);
    scene->model.zoom = ZOOM_MAX;
    scene_draw(scene);
    assert_float_equal(zoom_after(scene, '-', 2), zoom_step(zoom_step(most, -1), -1), 1e-6);
    assert_float_equal(zoom_after(scene, '+', 1), zoom_step(most, -1), 1e-6);
    scene_close(scene);
}

// ---- pointer -------------------------------------------------------------------------------------------------------

static struct point middle_of(const struct scene *scene, uint32_t id)
{
    const struct hit *hit = ui_hit_of(&scene->ui, id);
    assert_non_null(hit);
    return rect_centre(hit->rect);
}

// Those by hand stand behind one card, which opens to them.
static void choose_card(struct scene *scene, int card)
{
    if (guard_cards[card].by_hand) {
        scene_click(scene, middle_of(scene, ui_id("more cards", 0)));
        assert_int_equal(scene->model.open_setting, OPEN_MORE_CARDS);
        scene_draw(scene);
    }
    scene_click(scene, middle_of(scene, ui_id("card", card)));
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
}

static void cards_run_the_experiment(void **state)
{
    (void)state;
    for (int card = 0; card < CARD_COUNT; card++) {
        struct scene *scene = scene_open(GUARD_NONE, SEED);
        scene_draw(scene);
        choose_card(scene, card);
        assert_true(scene_asked(scene, WISH_RUN));
        assert_int_equal(guard_card_of(settings_experiment(&scene->model.settings)), card);
        assert_int_equal(settings_experiment(&scene->model.settings)->guard, guard_cards[card].guard);
        assert_memory_equal(&scene->model.asked, &scene->model.settings.plan, sizeof scene->model.asked);
        // While one runs, it is stopped for the other.
        scene->model.running = RUN_BUSY;
        scene_draw(scene);
        choose_card(scene, (card + 1) % CARD_COUNT);
        assert_int_equal(scene->wishes.count, 2);
        assert_int_equal(scene->wishes.list[0].kind, WISH_CANCEL); // before the next is started
        assert_int_equal(scene->wishes.list[1].kind, WISH_RUN);
        scene_close(scene);
    }
}

static void a_press_counts_where_it_is_let_go(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    const struct point run = middle_of(scene, ui_id("run", 0)), help = middle_of(scene, ui_id("help", 0));
    scene_point(scene, POINTER_DOWN, run);
    scene_point(scene, POINTER_MOVE, help);
    scene_point(scene, POINTER_UP, help);
    assert_int_equal(scene->wishes.count, 0);
    assert_false(scene->model.help);
    scene_click(scene, run);
    assert_true(scene_asked(scene, WISH_RUN));
    scene->model.running = RUN_BUSY;
    scene_draw(scene);
    scene_click(scene, run);
    assert_true(scene_asked(scene, WISH_CANCEL));
    scene_close(scene);
}

static void the_scrub_bar_is_dragged(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.playback.playing = false;
    scene_draw(scene);
    const struct rect bar = ui_hit_of(&scene->ui, ui_id("scrub", 0))->rect;
    const float y = rect_centre(bar).y;
    scene_point(scene, POINTER_DOWN, point_at(bar.x + bar.width * 0.25f, y));
    assert_true(fabs(playback_share(&scene->model.playback, &scene->document) - 0.25) < 0.01);
    // Far below the bar and past its end it still holds on.
    scene_point(scene, POINTER_MOVE, point_at(bar.x + bar.width * 0.75f, y - 300));
    assert_true(fabs(playback_share(&scene->model.playback, &scene->document) - 0.75) < 0.01);
    scene_point(scene, POINTER_MOVE, point_at(rect_right(bar) + 500, y));
    assert_true(playback_at_end(&scene->model.playback, &scene->document));
    scene_point(scene, POINTER_UP, point_at(rect_right(bar) + 500, y));
    scene_point(scene, POINTER_MOVE, point_at(bar.x, y));
    assert_true(playback_at_end(&scene->model.playback, &scene->document));
    scene_close(scene);
}

static void what_is_disabled_does_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_ATOMIC, SEED);
    scene_draw(scene);
    const struct hit *lost = ui_hit_of(&scene->ui, ui_id("lost", 0));
    assert_non_null(lost);
    assert_true(lost->disabled);
    const struct playback before = scene->model.playback;
    scene_click(scene, rect_centre(lost->rect));
    assert_int_equal(scene->model.playback.events, before.events);
    assert_string_equal(scene->model.message, "");
    scene_close(scene);
}

// N has a red button while a lost update is ahead, and no longer.
static void nothing_ahead_disables_the_way_there(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    assert_false(ui_hit_of(&scene->ui, ui_id("lost", 0))->disabled);
    while (playback_step_lost(&scene->model.playback, &scene->document, 1))
        ;
    scene_draw(scene);
    assert_true(ui_hit_of(&scene->ui, ui_id("lost", 0))->disabled);
    scene_close(scene);
}

// Where nothing was lost N leads from wait to wait.
static void under_a_lock_waits_are_next(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_MUTEX, SEED);
    const struct waits *waits = &scene->document.waits;
    uint64_t seen = 0, before = 0;
    assert_true(waits->count > 1 && balance_story(&scene->document)->figures.lost == 0);
    for (;; seen++) {
        scene_draw(scene);
        if (ui_hit_of(&scene->ui, ui_id("lost", 0))->disabled)
            break;
        scene_key(scene, 'n', false, false);
        assert_true(scene->model.playback.ns > before);
        before = scene->model.playback.ns;
        assert_true(waits_next(waits, before) != waits_next(waits, before - 1));
    }
    assert_true(seen > 0 && before == waits->all[waits->count - 1].from_ns);
    scene_key(scene, 'n', false, true);
    assert_true(scene->model.playback.ns < before);
    scene_close(scene);
}

// Every one of the longest waits has its words on the scrub bar where N would lead to it, at either pace; none where updates
// were lost, and what was under the pointer still takes it.
static void the_longest_waits_are_on_the_scrub_bar(void **state)
{
    (void)state;
    static const enum pace all[] = { PACE_STORY, PACE_EVENT, PACE_TIME };
    struct scene *scene = scene_open(GUARD_MUTEX, SEED);
    const struct waits *waits = &scene->document.waits;
    scene->model.playback.playing = false;
    assert_int_equal(waits->longest_count, waits->count < WAITS_LONGEST ? waits->count : WAITS_LONGEST);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        playback_set_pace(&scene->model.playback, &scene->document, all[i]);
        for (int rank = 0; rank < waits->longest_count; rank++) {
            const struct wait *wait = &waits->all[waits->longest[rank]];
            playback_seek_ns(&scene->model.playback, &scene->document, wait->from_ns);
            scene_draw(scene);
            const struct rect bar = ui_hit_of(&scene->ui, ui_id("scrub", 0))->rect;
            const float x = bar.x + bar.width * (float)playback_share(&scene->model.playback, &scene->document);
            bool found = false;
            for (size_t h = 0; h < scene->ui.hit_count; h++) {
                const struct hit *hit = &scene->ui.hits[h];
                found |= hit->kind == HIT_TIP && hit->rect.x <= x + 2 && rect_right(hit->rect) >= x - 2 &&
                         strstr(hit->tip, "one of the longest waits") &&
                         strncmp(hit->tip, wait->worker ? "T2" : "T1", 2) == 0;
            }
            if (!found)
                fail_msg("pace %d: no mark of wait %d at %.1f", (int)all[i], rank, (double)x);
        }
    }
    scene_close(scene);
    scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    for (size_t h = 0; h < scene->ui.hit_count; h++)
        assert_true(!scene->ui.hits[h].tip || !strstr(scene->ui.hits[h].tip, "longest waits"));
    scene_close(scene);
}

static void pointing_is_noticed_once(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    const struct pointer_event event = { .kind = POINTER_MOVE, .at = middle_of(scene, ui_id("run", 0)) };
    assert_true(control_pointer(&scene->model, &scene->ui, &scene->document, event, &scene->wishes));
    assert_false(control_pointer(&scene->model, &scene->ui, &scene->document, event, &scene->wishes));
    scene_draw(scene);
    assert_false(scene->ui.again);
    scene->model.help = true; // what lies over it now is under the pointer
    scene_draw(scene);
    assert_true(scene->ui.again);
    scene_close(scene);
}

// ---- focus ---------------------------------------------------------------------------------------------------------

static void tab_goes_through_everything(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.view = VIEW_SCHEDULES;
    scene_draw(scene);
    size_t count = 0;
    for (size_t i = 0; i < scene->ui.hit_count; i++) {
        const struct hit *hit = &scene->ui.hits[i];
        if (!hit->focusable || hit->disabled)
            continue;
        assert_true(scene_key(scene, KEY_TAB, false, false));
        assert_int_equal(scene->ui.focus, hit->id);
        assert_true(scene->ui.focus_visible);
        count++;
    }
    assert_true(count > 20);
    const uint32_t last = scene->ui.focus;
    scene_key(scene, KEY_TAB, false, false); // round to the first
    assert_int_not_equal(scene->ui.focus, last);
    scene_key(scene, KEY_TAB, false, true); // and back
    assert_int_equal(scene->ui.focus, last);
    scene_close(scene);
}

static void arrows_stay_in_their_group(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_draw(scene);
    scene->ui.focus = ui_id("card", 0);
    scene->ui.focus_visible = true;
    const struct playback before = scene->model.playback;
    const int in_row = guard_cards_in_row();
    for (int i = 1; i <= in_row + 1; i++) {
        assert_true(scene_key(scene, KEY_RIGHT, false, false));
        assert_int_equal(scene->ui.focus, i == in_row ? ui_id("more cards", 0) : ui_id("card", i % (in_row + 1)));
    }
    for (int i = 0; i < 2; i++)
        scene_key(scene, KEY_LEFT, false, false);
    assert_int_equal(scene->ui.focus, ui_id("card", in_row - 1));
    assert_int_equal(scene->model.playback.events, before.events);
    scene_key(scene, KEY_ENTER, false, false);
    assert_true(scene_asked(scene, WISH_RUN));
    assert_int_equal(guard_card_of(settings_experiment(&scene->model.settings)), CARD_GIL_MUTEX);
    // After the pointer was used, arrows are the playhead's again.
    scene_point(scene, POINTER_DOWN, point_at(1, 1));
    scene_point(scene, POINTER_UP, point_at(1, 1));
    scene_key(scene, KEY_RIGHT, false, false);
    assert_int_equal(scene->model.playback.events, before.events + 1);
    scene_close(scene);
}

static void a_popup_keeps_the_keyboard(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_act(scene, ACTION_SETTING, row_named("count"));
    scene_draw(scene);
    assert_true(scene->ui.over > 0);
    for (int i = 0; i < 20; i++) {
        scene_key(scene, KEY_TAB, false, false);
        const struct hit *hit = ui_hit_of(&scene->ui, scene->ui.focus);
        assert_non_null(hit);
        assert_true((size_t)(hit - scene->ui.hits) >= scene->ui.over);
    }
    // Elsewhere closes it, and does nothing else.
    const struct point run = middle_of(scene, ui_id("run", 0));
    scene_click(scene, run);
    assert_int_equal(scene->wishes.count, 0);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    scene_close(scene);
}

// ---- settings ------------------------------------------------------------------------------------------------------

static void type(struct scene *scene, const char *text)
{
    for (size_t i = 0; text[i]; i++) {
        const char letter[2] = { text[i], 0 };
        scene_key(scene, (unsigned char)text[i], false, false);
        control_text(&scene->model, &scene->ui, letter);
    }
}

static void begin_typing(struct scene *scene, int row)
{
    scene->model.open_setting = row;
    scene_draw(scene);
    scene_click(scene, middle_of(scene, ui_id("setting field", row)));
    assert_int_equal(scene->ui.editing, ui_id("setting field", row));
    while (scene->ui.edit_text[0])
        scene_key(scene, KEY_BACKSPACE, false, false);
}

static void settings_are_typed(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    const int row = row_named("iterations");
    begin_typing(scene, row);
    type(scene, "20k");
    assert_string_equal(scene->ui.edit_text, "20k");
    assert_int_equal(scene->wishes.count, 0); // letters are letters here
    scene_draw(scene);
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->ui.editing, 0);
    assert_int_equal(settings_experiment(&scene->model.settings)->iterations, 20000);
    scene_close(scene);
}

static void wrong_values_are_named_in_the_windows_language(void **state)
{
    (void)state;
    const struct {
        const char *name, *value;
    } wrong[] = {
        { "count", "99" }, { "count", "" }, { "iterations", "many" }, { "amounts", "5,0" }, { "deadline", "5" }
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct scene *scene = scene_open(GUARD_NONE, SEED);
        const int row = row_named(wrong[i].name);
        const struct settings before = scene->model.settings;
        scene->model.open_setting = strcmp(wrong[i].name, "deadline") ? row : OPEN_SETTINGS;
        assert_false(setting_enter(&scene->model, row, wrong[i].value));
        assert_memory_equal(&scene->model.settings, &before, sizeof before);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            char said[64];
            scene->model.language = (enum language)language;
            scene_draw(scene);
            snprintf(said, sizeof said, language == LANGUAGE_EN ? "\"%s\"" : "“%s”", wrong[i].value);
            if (!scene_says(scene, said))
                fail_msg("%s is not in the picture", said);
            assert_false(scene_says(scene, "--"));
        }
        scene_close(scene);
    }
}

static void a_wrong_value_keeps_the_field_open(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    const int row = row_named("count");
    begin_typing(scene, row);
    type(scene, "99");
    scene_key(scene, KEY_ENTER, false, false);
    assert_int_equal(scene->ui.editing, ui_id("setting field", row));
    assert_true(scene->model.setting_wrong[0] != '\0');
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->ui.editing, 0);
    assert_string_equal(scene->model.setting_wrong, "");
    assert_int_equal(scene->model.open_setting, row); // Esc left the field; the next one closes the pop-up
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->model.open_setting, OPEN_NOTHING);
    assert_int_equal(settings_experiment(&scene->model.settings)->count, 2);
    scene_close(scene);
}

static void settings_step_within_their_range(void **state)
{
    (void)state;
    const struct settings any = usual_settings();
    for (int row = 0; settings_row(any.lab, row); row++) {
        struct scene *scene = scene_open(GUARD_NONE, SEED);
        struct settings *settings = &scene->model.settings;
        const struct setting *setting = settings_row(settings->lab, row);
        int steps = 0;
        bool whole;
        if (row == row_named("io-time")) // there has to be a wait for it to be as long
            assert_true(status_is_ok(setting_put(settings, row_named("io-every"), "5", &whole)));
        if (setting->steps) {
            for (; setting_step(settings, row, -1); steps++)
                assert_true(steps < 200);
            for (steps = 0; setting_step(settings, row, 1); steps++)
                assert_true(steps < 200);
            assert_true(steps > 2);
            assert_true(status_is_ok(settings_check(settings->lab, &settings->plan)));
        }
        scene_close(scene);
    }
}

static void settings_give_way_to_each_other(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct settings *settings = &scene->model.settings;
    bool whole;
    // Amounts say how many there are; another number of workers takes the defaults again.
    assert_true(status_is_ok(setting_put(settings, row_named("amounts"), "1,2,3", &whole)));
    assert_int_equal(settings_experiment(settings)->count, 3);
    assert_true(status_is_ok(setting_put(settings, row_named("count"), "2", &whole)));
    assert_int_equal(settings_experiment(settings)->amounts[0], 5);
    assert_int_equal(settings_experiment(settings)->amounts[2], 0);
    // Private memory goes when processes go.
    assert_false(status_is_ok(setting_put(settings, row_named("memory"), "private", &whole)));
    assert_true(whole);
    assert_true(status_is_ok(setting_put(settings, row_named("workers"), "processes", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("memory"), "private", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("workers"), "threads", &whole)));
    assert_int_equal(settings_experiment(settings)->memory, MEMORY_SHARED);
    // A lock made for two brings two; another number of workers brings the lock by hand that is for any.
    assert_true(status_is_ok(setting_put(settings, row_named("amounts"), "1,2,3", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("guard"), "peterson", &whole)));
    assert_int_equal(settings_experiment(settings)->count, 2);
    assert_int_equal(settings_experiment(settings)->amounts[2], 0);
    assert_true(status_is_ok(setting_put(settings, row_named("amounts"), "7,9", &whole)));
    assert_int_equal(settings_experiment(settings)->guard, GUARD_PETERSON);
    assert_true(status_is_ok(setting_put(settings, row_named("count"), "3", &whole)));
    assert_int_equal(settings_experiment(settings)->guard, GUARD_TICKET);
    assert_true(status_is_ok(setting_put(settings, row_named("guard"), "peterson-unfenced", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("amounts"), "4", &whole)));
    assert_int_equal(settings_experiment(settings)->guard, GUARD_TICKET);
    assert_int_equal(settings_experiment(settings)->count, 1);
    scene_close(scene);
}

static bool means(const struct settings *settings, int row)
{
    return setting_means(settings_row(settings->lab, row), &settings->plan);
}

static const char *written(const struct settings *settings, int row, char value[SETTING_TEXT_BYTES])
{
    return setting_write(settings_row(settings->lab, row), &settings->plan, value);
}

// Waiting for input: what it is made of comes and goes with it, and stays within the workers there are.
static void waits_for_input_come_and_go(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, SEED);
    struct settings *settings = &scene->model.settings;
    struct experiment *experiment = experiment_to_change(settings);
    const int every = row_named("io-every"), time = row_named("io-time"), who = row_named("io-workers"),
              count = row_named("count");
    char value[SETTING_TEXT_BYTES], low[SETTING_TEXT_BYTES], high[SETTING_TEXT_BYTES];
    bool whole;
    assert_true(means(settings, every));
    assert_false(means(settings, time) || means(settings, who));
    assert_string_equal(written(settings, every, value), "never");
    assert_true(setting_step(settings, every, 1));
    assert_string_equal(written(settings, every, value), "1");
    assert_true(means(settings, time) && means(settings, who));
    assert_string_equal(written(settings, time, value), "1ms");
    assert_string_equal(written(settings, who, value), "1");
    assert_true(status_is_ok(setting_put(settings, time, "20us", &whole)));
    assert_true(status_is_ok(setting_put(settings, count, "3", &whole)));
    assert_true(status_is_ok(setting_put(settings, who, "3,1", &whole)));
    assert_string_equal(written(settings, who, value), "1,3");
    setting_ends(settings, who, low, high);
    assert_string_equal(low, "1");
    assert_string_equal(high, "3");
    assert_false(status_is_ok(setting_put(settings, who, "4", &whole)));
    assert_false(whole);
    assert_true(status_is_ok(setting_put(settings, count, "2", &whole)));
    assert_string_equal(written(settings, who, value), "1");
    assert_true(status_is_ok(setting_put(settings, who, "2", &whole)));
    assert_true(status_is_ok(setting_put(settings, row_named("amounts"), "4", &whole)));
    assert_string_equal(written(settings, who, value), "1"); // the second is gone
    assert_true(setting_step(settings, every, -1));
    assert_string_equal(written(settings, every, value), "never");
    assert_int_equal(experiment->io_ns + experiment->io_workers, 0);
    assert_true(status_is_ok(settings_check(settings->lab, &settings->plan)));
    assert_false(setting_step(settings, every, -1));
    scene_close(scene);
}

static void every_choice_can_be_picked(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    experiment_to_change(&scene->model.settings)->workers = WORKERS_PROCESSES;
    for (int row = 0; settings_row(scene->model.settings.lab, row); row++) {
        const struct setting *setting = settings_row(scene->model.settings.lab, row);
        for (int i = 0; setting->metavar && setting_choice_name(setting, i); i++) {
            scene_act(scene, ACTION_SETTING_PICK, setting_pick_argument((struct setting_pick){ row, i }));
            assert_string_equal(scene->model.setting_wrong, "");
            assert_int_equal(setting_choice_place(setting, &scene->model.settings.plan), i);
        }
    }
    scene_close(scene);
}

// A number's control opens with the keyboard in it and all of it selected: typing replaces it, and no digit changes the view.
static void a_control_opens_to_be_typed(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    const int row = row_named("iterations");
    scene_draw(scene);
    scene_click(scene, middle_of(scene, ui_id("setting", row)));
    assert_int_equal(scene->ui.editing, ui_id("setting field", row));
    scene_draw(scene);
    type(scene, "5000");
    assert_string_equal(scene->ui.edit_text, "5000");
    assert_int_equal(scene->model.view, VIEW_STAGE);
    // The steps beside it take over what was typed.
    scene_draw(scene);
    scene_click(scene, middle_of(scene, ui_part(ui_id("setting field", row), 2)));
    assert_int_equal(scene->ui.editing, 0);
    assert_int_equal(settings_experiment(&scene->model.settings)->iterations, 10000);
    scene_draw(scene);
    scene_key(scene, '3', false, false); // nothing is being typed, but the pop-up is open
    assert_int_equal(scene->model.view, VIEW_STAGE);
    scene_key(scene, KEY_ESCAPE, false, false);
    scene_key(scene, '3', false, false);
    assert_int_equal(scene->model.view, VIEW_LEDGER);
    scene_close(scene);
}

static void selections_are_copied_and_replaced(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct ui *ui = &scene->ui;
    scene_key(scene, 'f', true, false);
    control_text(&scene->model, ui, "T2 余额 blocked");
    scene_key(scene, KEY_LEFT, true, true);
    scene_key(scene, 'c', true, false);
    assert_true(scene_asked(scene, WISH_COPY_FIELD));
    assert_string_equal(ui->clip, "blocked");
    scene_key(scene, 'x', true, false);
    assert_string_equal(ui->edit_text, "T2 余额 ");
    scene_key(scene, 'c', true, false); // nothing selected: neither the clipboard nor the results
    assert_int_equal(scene->wishes.count, 0);
    scene_key(scene, 'v', true, false);
    assert_true(scene_asked(scene, WISH_PASTE));
    control_text(&scene->model, ui, "re\tady\nsecond line");
    assert_string_equal(scene->model.timeline->search, "T2 余额 ready");
    scene_key(scene, 'a', true, false);
    scene_key(scene, KEY_RIGHT, false, false);
    assert_int_equal(ui->edit_cursor, strlen(ui->edit_text));
    scene_key(scene, KEY_HOME, false, true);
    control_text(&scene->model, ui, "7");
    assert_string_equal(ui->edit_text, "7");
    char much[1000];
    memset(much, 'm', sizeof much - 1);
    much[sizeof much - 1] = '\0';
    control_text(&scene->model, ui, much);
    assert_int_equal(strlen(ui->edit_text), sizeof ui->edit_text - 1);
    scene_close(scene);
}

// The pointer puts the caret between characters, drags a selection, and twice in a row selects all.
static void the_pointer_sets_the_caret(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct ui *ui = &scene->ui;
    scene->model.width_px = 1920;
    scene->model.height_px = 1080;
    scene_key(scene, '/', false, false);
    scene_draw(scene);
    control_text(&scene->model, ui, "余额 7");
    scene_draw(scene);
    const struct rect field = ui_hit_of(ui, ui_id("search", 0))->rect;
    const float y = rect_centre(field).y;
    scene_point(scene, POINTER_DOWN, point_at(rect_right(field) - 2, y));
    scene_draw(scene);
    assert_int_equal(ui->edit_cursor, strlen("余额 7"));
    scene_point(scene, POINTER_MOVE, point_at(field.x, y));
    scene_draw(scene);
    scene_point(scene, POINTER_UP, point_at(field.x, y));
    assert_int_equal(ui->edit_cursor, 0);
    assert_int_equal(ui->edit_anchor, strlen("余额 7"));
    int places = 0, last = -1;
    for (float x = field.x; x < rect_right(field); x++) {
        scene_point(scene, POINTER_DOWN, point_at(x, y));
        scene_point(scene, POINTER_UP, point_at(x, y));
        scene_draw(scene);
        assert_int_equal(ui->edit_cursor, ui->edit_anchor);
        assert_true(ui->edit_cursor >= last);
        places += ui->edit_cursor != last;
        last = ui->edit_cursor;
    }
    assert_int_equal(places, 5); // between characters, not bytes
    scene_point(scene, POINTER_DOUBLE, point_at(field.x + 5, y));
    scene_draw(scene);
    assert_int_equal(ui->edit_anchor, 0);
    assert_int_equal(ui->edit_cursor, strlen("余额 7"));
    assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    scene_close(scene);
}

// ---- fields --------------------------------------------------------------------------------------------------------

static void fields_are_edited_by_characters(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene_key(scene, '/', false, false);
    control_text(&scene->model, &scene->ui, "/"); // the key's own letter opens the field and is not in it
    assert_string_equal(scene->ui.edit_text, "");
    control_text(&scene->model, &scene->ui, "a余额é");
    assert_string_equal(scene->model.timeline->search, "a余额é");
    scene_key(scene, KEY_BACKSPACE, false, false);
    assert_string_equal(scene->ui.edit_text, "a余额");
    scene_key(scene, KEY_LEFT, false, false);
    scene_key(scene, KEY_BACKSPACE, false, false);
    assert_string_equal(scene->ui.edit_text, "a额");
    scene_key(scene, KEY_HOME, false, false);
    scene_key(scene, KEY_BACKSPACE, false, false); // nothing before it
    scene_key(scene, KEY_DELETE, false, false);
    assert_string_equal(scene->ui.edit_text, "额");
    scene_key(scene, KEY_END, false, false);
    scene_key(scene, KEY_DELETE, false, false); // nothing after it
    control_text(&scene->model, &scene->ui, "/");
    assert_string_equal(scene->ui.edit_text, "额/");
    assert_string_equal(scene->model.timeline->search, "额/");
    for (int i = 0; i < 500; i++)
        control_text(&scene->model, &scene->ui, "额");
    assert_true(strlen(scene->ui.edit_text) < sizeof scene->ui.edit_text);
    assert_true(strlen(scene->model.timeline->search) < sizeof scene->model.timeline->search);
    assert_int_equal((unsigned char)scene->model.timeline->search[strlen(scene->model.timeline->search) - 1] & 0xc0,
                     0x80); // a whole 额
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(scene->ui.editing, 0);
    control_text(&scene->model, &scene->ui, "x"); // no field, no text
    assert_string_equal(scene->ui.edit_text, "");
    scene_close(scene);
}

// ---- time ----------------------------------------------------------------------------------------------------------

static void time_plays_and_ends(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    assert_true(scene->model.playback.playing); // from the first second
    int ticks = 0;
    while (control_tick(&scene->model, &scene->document, 0.05) && ticks < 1000)
        ticks++;
    assert_true(playback_at_end(&scene->model.playback, &scene->document));
    if (!(ticks > 15 / 0.05 && ticks < 25 / 0.05))
        fail_msg("a first playback took %.1f s, should take about 20", ticks * 0.05);
    assert_false(control_tick(&scene->model, &scene->document, 0.05)); // at rest nothing is drawn
    scene_act(scene, ACTION_PLAY, 0);                                  // from the start again
    assert_true(scene->model.playback.playing);
    assert_int_equal(scene->model.playback.events, 0);
    scene_close(scene);
}

// With reduced motion nothing runs: where it goes too fast to follow, there are two pictures a second.
static void reduced_motion_moves_by_the_half_second(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    int pictures = 0;
    scene->model.reduced_motion = true;
    scene_act(scene, ACTION_PACE, 0); // by event: the same all the way
    assert_true(playback_is_fast(&scene->model.playback, &scene->document));
    for (int i = 0; i < 400; i++) {
        const uint64_t before = scene->model.playback.events;
        control_tick(&scene->model, &scene->document, 0.01);
        pictures += scene->model.playback.events != before;
    }
    assert_true(pictures >= 7 && pictures <= 8);
    scene_close(scene);
}

static void a_gap_is_not_played(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    control_tick(&scene->model, &scene->document, 3600);
    assert_true(playback_share(&scene->model.playback, &scene->document) < 0.01);
    control_tick(&scene->model, &scene->document, -5);
    control_tick(&scene->model, &scene->document, NAN);
    assert_true(playback_share(&scene->model.playback, &scene->document) < 0.01);
    scene_close(scene);
}

static void tokens_glide(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.playback.playing = false;
    const uint64_t before_ns = scene->model.playback.ns;
    scene_act(scene, ACTION_SCRUB, 500000); // new → running
    assert_true(scene->model.glide == 0);
    assert_int_equal(scene->model.glide_from_ns, before_ns);
    int ticks = 0;
    while (control_tick(&scene->model, &scene->document, 0.01))
        ticks++;
    assert_true(scene->model.glide == 1);
    assert_true(ticks >= 24 && ticks <= 26);
    scene->model.reduced_motion = true;
    scene_act(scene, ACTION_JUMP, -1);
    assert_true(scene->model.glide == 1);
    scene_close(scene);
}

// Where it goes too fast to follow, tokens go to a new place only when they have come to the one before.
static void tokens_do_not_flicker(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_MUTEX, SEED);
    int moves = 0;
    playback_set_pace(&scene->model.playback, &scene->document, PACE_EVENT);
    for (int i = 0; i < 1000; i++) {
        const uint64_t to_ns = scene->model.glide_to_ns;
        control_tick(&scene->model, &scene->document, 0.01);
        assert_true(playback_is_fast(&scene->model.playback, &scene->document));
        moves += scene->model.glide_to_ns != to_ns;
    }
    assert_true(moves > 4 && moves <= 10 / 0.25);
    scene_close(scene);
}

static void messages_go(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    scene->model.playback.playing = false;
    playback_jump(&scene->model.playback, &scene->document, 1);
    scene_act(scene, ACTION_LOST, 1);
    assert_true(scene->model.message[0] != '\0'); // there is none that way
    for (int i = 0; i < 100; i++)
        control_tick(&scene->model, &scene->document, 0.1);
    assert_string_equal(scene->model.message, "");
    strcpy(scene->model.message, "it broke");
    scene->model.message_bad = true;
    for (int i = 0; i < 100; i++)
        control_tick(&scene->model, &scene->document, 0.1);
    scene_act(scene, ACTION_STEP, 1);
    assert_string_equal(scene->model.message, "it broke"); // bad news stays until it is seen to
    scene_act(scene, ACTION_DISMISS, 0);
    assert_string_equal(scene->model.message, "");
    scene_close(scene);
}

// ---- documents -----------------------------------------------------------------------------------------------------

static void a_document_starts_afresh(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    *scene->model.timeline = (struct timeline_model){ .from_ns = 1, .to_ns = 2, .pick = { .to_ns = 1 } };
    scene->model.ledger->collision = 3;
    scene->model.ledger->unfolded_count = 2;
    playback_seek_share(&scene->model.playback, &scene->document, 0.7);
    scene_act(scene, ACTION_SPEED, -1);
    control_new_document(&scene->model, &scene->document);
    assert_true(playback_at_start(&scene->model.playback, &scene->document));
    assert_true(scene->model.playback.playing);
    assert_true(playback_slow_down(&scene->model.playback) > 1); // the pace somebody chose stays
    assert_int_equal(scene->model.timeline->to_ns, 0);
    assert_int_equal(scene->model.timeline->pick.to_ns, 0);
    assert_int_equal(scene->model.ledger->collision, -1);
    assert_int_equal(scene->model.ledger->unfolded_count, 0);
    scene_close(scene);
}

static void the_header_tells_what_is_shown(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_GIL, SEED); // as if a file had been opened
    struct experiment shown = *experiment_of(&scene->document.recording);
    assert_int_equal(settings_experiment(&scene->model.settings)->guard, GUARD_GIL);
    assert_int_equal(settings_experiment(&scene->model.settings)->iterations, shown.iterations);
    assert_memory_equal(settings_experiment(&scene->model.settings), &shown, sizeof shown);
    // The run that was asked for comes back while the next is being set: that stays.
    scene->model.asked = *experiment_plan(&shown);
    bool whole;
    assert_true(status_is_ok(setting_put(&scene->model.settings, row_named("iterations"), "77", &whole)));
    control_new_document(&scene->model, &scene->document);
    assert_int_equal(settings_experiment(&scene->model.settings)->iterations, 77);
    scene_close(scene);
}

// The header is about the run on the screen; that the next will be another is said at the button that starts it.
static void the_next_run_is_told_apart(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED); // of 200 iterations
    const uint32_t run = ui_id("run", 0);
    bool whole;
    scene->model.asked = scene->model.settings.plan;
    scene_draw(scene);
    assert_null(strstr(ui_hit_of(&scene->ui, run)->tip, "next run"));
    assert_true(status_is_ok(setting_put(&scene->model.settings, row_named("iterations"), "77000", &whole)));
    assert_true(status_is_ok(setting_put(&scene->model.settings, row_named("guard"), "spin", &whole)));
    scene_draw(scene);
    assert_true(scene_says(scene, "200"));
    assert_false(scene_says(scene, "77"));
    const char *tip = ui_hit_of(&scene->ui, run)->tip;
    char many[TEXT_NUMBER_BYTES];
    assert_true(strstr(tip, "next run") && strstr(tip, "Spin lock") && strstr(tip, text_grouped(many, 77000)));
    // A run that a person drove differs from the next by more than who leads it, or by nothing.
    scene->model.settings.plan = *scene->document.recording.plan;
    experiment_to_change(&scene->model.settings)->scheduled = SCHEDULE_DRIVEN;
    scene_draw(scene);
    assert_null(strstr(ui_hit_of(&scene->ui, run)->tip, "next run"));
    scene_close(scene);
}

// ---- a file is asked for -------------------------------------------------------------------------------------------

static void name_found(struct model *model, const char *name)
{
    strcpy(model->file.names[model->file.name_count++], name);
}

static void a_name_is_typed_completed_and_entered(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct model *model = &scene->model;
    control_ask_file(model, &scene->ui, FILE_SAVE, "~/runs/race-1.rl");
    scene_draw(scene);
    assert_true(control_file_is_asked(model, &scene->ui));
    // The name is there to be typed, its folder and its ending stay.
    control_text(model, &scene->ui, "b");
    assert_string_equal(model->file.typed, "~/runs/b.rl");
    scene->wishes.count = 0;
    scene_key(scene, KEY_TAB, false, false);
    assert_non_null(wishes_find(&scene->wishes, WISH_FILE_COMPLETE));
    // Arrows go through the names, in their folder, round the ends.
    name_found(model, "bank/");
    name_found(model, "bank.rl");
    model->file.folder_bytes = 7;
    scene_draw(scene);
    scene_key(scene, KEY_DOWN, false, false);
    assert_string_equal(model->file.typed, "~/runs/bank/");
    scene_key(scene, KEY_DOWN, false, false);
    assert_string_equal(model->file.typed, "~/runs/bank.rl");
    scene_key(scene, KEY_DOWN, false, false);
    scene_key(scene, KEY_UP, false, false);
    assert_string_equal(scene->ui.edit_text, "~/runs/bank.rl");
    // Enter asks; what comes of it is not known here, so the field stays. Escape puts it away.
    scene->wishes.count = 0;
    scene_key(scene, KEY_ENTER, false, false);
    assert_non_null(wishes_find(&scene->wishes, WISH_FILE_ENTER));
    assert_int_equal(model->open_setting, OPEN_FILE);
    scene_key(scene, KEY_ESCAPE, false, false);
    assert_int_equal(model->open_setting, OPEN_NOTHING);
    assert_false(control_file_is_asked(model, &scene->ui));
    scene_close(scene);
}

static void the_field_for_a_file_fits(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct model *model = &scene->model;
    for (int shape = 0; shape < 24; shape++) {
        control_ask_file(model, &scene->ui, shape % 2 ? FILE_SAVE : FILE_OPEN, "~/a folder/race.rl");
        model->language = shape % 4 < 2 ? LANGUAGE_EN : LANGUAGE_ZH;
        model->lecture = shape % 8 >= 4;
        model->width_px = shape < 8 ? 1280 : shape < 16 ? 768 : 1920;
        model->height_px = shape < 8 ? 800 : shape < 16 ? 1024 : 1080;
        model->file.wrong = (enum file_wrong)(shape % (FILE_NO_NAME + 1));
        for (int i = 0; i < FILE_NAMES_MOST; i++)
            name_found(model,
                       i ? "race.rl" : "一个很长很长的名字一个很长很长的名字一个很长很长的名字一个很长很长的名字.rl");
        model->file.more = 12;
        scene_draw(scene);
        assert_int_equal(draw_list_check_texts(&scene->list, stderr), 0);
    }
    scene_close(scene);
}

static void nothing_breaks_without_a_document(void **state)
{
    (void)state;
    struct scene *scene = scene_open(GUARD_NONE, SEED);
    struct wishes wishes = { 0 };
    for (int action = 0; action < ACTION_COUNT; action++)
        for (int64_t argument = -1; argument <= 1; argument++)
            control_act(&scene->model, NULL, (enum action)action, argument, &wishes);
    assert_null(wishes_find(&wishes, WISH_SAVE));
    assert_null(wishes_find(&wishes, WISH_COPY));
    assert_null(wishes_find(&wishes, WISH_COPY_COMMAND));
    assert_non_null(wishes_find(&wishes, WISH_RUN));
    control_tick(&scene->model, NULL, 0.1);
    scene_close(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_does_what_it_says),
        cmocka_unit_test(no_key_is_left_out),
        cmocka_unit_test(signs_are_found_on_any_keyboard),
        cmocka_unit_test(keys_are_called_as_they_are_printed),
        cmocka_unit_test(a_key_is_said_where_it_counts),
        cmocka_unit_test(what_selects_is_told_with_its_key),
        cmocka_unit_test(desk_keys_are_told_of_in_a_lecture),
        cmocka_unit_test(escape_never_quits),
        cmocka_unit_test(remote_controls_work),
        cmocka_unit_test(page_keys_lead_through_a_run_without_collisions),
        cmocka_unit_test(quick_presses_zoom_step_by_step),
        cmocka_unit_test(cards_run_the_experiment),
        cmocka_unit_test(a_press_counts_where_it_is_let_go),
        cmocka_unit_test(the_scrub_bar_is_dragged),
        cmocka_unit_test(what_is_disabled_does_nothing),
        cmocka_unit_test(nothing_ahead_disables_the_way_there),
        cmocka_unit_test(under_a_lock_waits_are_next),
        cmocka_unit_test(the_longest_waits_are_on_the_scrub_bar),
        cmocka_unit_test(pointing_is_noticed_once),
        cmocka_unit_test(tab_goes_through_everything),
        cmocka_unit_test(arrows_stay_in_their_group),
        cmocka_unit_test(a_popup_keeps_the_keyboard),
        cmocka_unit_test(settings_are_typed),
        cmocka_unit_test(wrong_values_are_named_in_the_windows_language),
        cmocka_unit_test(a_wrong_value_keeps_the_field_open),
        cmocka_unit_test(settings_step_within_their_range),
        cmocka_unit_test(settings_give_way_to_each_other),
        cmocka_unit_test(waits_for_input_come_and_go),
        cmocka_unit_test(every_choice_can_be_picked),
        cmocka_unit_test(fields_are_edited_by_characters),
        cmocka_unit_test(a_control_opens_to_be_typed),
        cmocka_unit_test(selections_are_copied_and_replaced),
        cmocka_unit_test(the_pointer_sets_the_caret),
        cmocka_unit_test(time_plays_and_ends),
        cmocka_unit_test(reduced_motion_moves_by_the_half_second),
        cmocka_unit_test(a_gap_is_not_played),
        cmocka_unit_test(tokens_glide),
        cmocka_unit_test(tokens_do_not_flicker),
        cmocka_unit_test(messages_go),
        cmocka_unit_test(a_document_starts_afresh),
        cmocka_unit_test(the_header_tells_what_is_shown),
        cmocka_unit_test(the_next_run_is_told_apart),
        cmocka_unit_test(a_name_is_typed_completed_and_entered),
        cmocka_unit_test(the_field_for_a_file_fits),
        cmocka_unit_test(nothing_breaks_without_a_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
