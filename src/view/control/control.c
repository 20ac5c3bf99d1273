// Actions, one function a kind: each changes the model, or asks for what only the world can do.
#include "view/control/control.h"

#include "labs/balance/beats.h"
#include "labs/balance/playback.h"
#include "view/labs/balance/guards.h"
#include "view/model/setting_rows.h"
#include "view/stage/next_steps.h"

#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

#include <stdio.h>
#include <string.h>

#define GLIDE_S 0.25   // a token's way from state to state
#define GAP_MOST_S 0.1 // time that went by unseen (a stopped window) is not played
#define CALM_S 0.5     // between two pictures of what goes too fast
#define MESSAGE_S 6.0  // good news goes by itself
#define COMPARE_REPEATS 20
#define MATRIX_REPEATS 5

void model_init(struct model *model, int machine_cores)
{
    *model = (struct model){
        .view = VIEW_STAGE,
        .theme = THEME_DARK,
        .zoom = 1,
        .width_px = 1280,
        .height_px = 800,
        .open_setting = OPEN_NOTHING,
        .ledger = { .collision = -1 },
        .compare = { .repeat = COMPARE_REPEATS, .matrix.repeat = MATRIX_REPEATS },
        .schedules = { .iterations = 1 },
        .glide = 1,
    };
    settings_init(&model->settings, machine_cores);
    settings_finish(&model->settings, UINT64_MAX); // defaults hold
    playback_reset(&model->playback);
}

// ---- messages ------------------------------------------------------------------------------------------------------

static void forget_message(struct model *model)
{
    model->message[0] = '\0';
    model->message_bad = false;
}

void control_say(struct model *model, const char *text)
{
    snprintf(model->message, sizeof model->message, "%s", text);
    model->message_bad = false;
    model->message_age_s = 0;
}

static void say(struct model *model, enum text_id id) { control_say(model, text_of(model->language, id)); }

// ---- the playhead --------------------------------------------------------------------------------------------------

// Does any worker's state differ between the two moments?
static bool states_differ(const struct document *document, uint64_t before_ns, uint64_t after_ns)
{
    for (uint32_t w = 0; w < document->recording.plan->tasks; w++) {
        const struct worker_states *worker = &document->states.workers[w];
        if (states_at(worker, before_ns)->state != states_at(worker, after_ns)->state)
            return true;
    }
    return false;
}

// Tokens set off where the playhead was when a state changed. Where it goes too fast to follow they come from where they
// stand, and go on only when they have arrived.
static void glide_from(struct model *model, const struct document *document, uint64_t before_ns)
{
    const bool fast = playback_is_fast(&model->playback, document);
    const uint64_t from_ns = fast ? model->glide_to_ns : before_ns;
    if (model->reduced_motion) {
        model->glide = 1;
    } else if (model->glide >= 1 && states_differ(document, from_ns, model->playback.ns)) {
        model->glide = 0;
        model->glide_from_ns = from_ns;
        model->glide_to_ns = model->playback.ns;
    }
    if (!fast || model->reduced_motion)
        model->glide_to_ns = model->playback.ns;
}

static void play_or_pause(struct playback *playback, const struct document *document)
{
    if (playback->playing) {
        playback->playing = false;
        return;
    }
    if (playback_at_end(playback, document))
        playback_jump(playback, document, -1);
    playback_resume(playback, document);
}

// To the next lost update; where nothing is lost, to the next wait for a lock.
static void step_lost(struct model *model, const struct document *document, int by)
{
    const bool waits = balance_story(document)->figures.lost == 0 && document->waits.count > 0;
    if (waits && !playback_step_wait(&model->playback, document, by))
        say(model, TEXT_SAID_NO_WAIT_ID);
    else if (!waits && !playback_step_lost(&model->playback, document, by))
        say(model, TEXT_SAID_NO_LOST_ID);
}

// To the next beat of a collision. With no collision a remote control still leads through the run: from wait to wait, or,
// where nobody waited, event by event.
static void step_beat(struct model *model, const struct document *document, int by)
{
    model->ledger.collision = -1;
    if (balance_story(document)->ledger.collision_count > 0) {
        if (!playback_step_beat(&model->playback, document, by))
            say(model, TEXT_SAID_NO_COLLISION_ID);
    } else if (document->waits.count > 0) {
        step_lost(model, document, by);
    } else {
        playback_step_moment(&model->playback, document, by);
    }
}

static void select_collision(struct model *model, const struct document *document, int64_t collision)
{
    if (collision < 0 || (uint64_t)collision >= balance_story(document)->ledger.collision_count)
        return;
    model->ledger.collision = collision;
    playback_seek_collision(&model->playback, document, (size_t)collision);
}

static int sign_of(int64_t argument) { return argument < 0 ? -1 : 1; }

// Moves the playhead; false: the action is none of these.
static bool move(struct model *model, const struct document *document, enum action action, int64_t argument)
{
    struct playback *playback = &model->playback;
    const int by = sign_of(argument);
    switch (action) {
    case ACTION_SEEK:
        playback_seek_ns(playback, document, document_from_ns(document) + (uint64_t)(argument > 0 ? argument : 0));
        return true;
    case ACTION_SEEK_EVENT:
        playback_seek_event(playback, document, (uint64_t)(argument > 0 ? argument : 0));
        return true;
    case ACTION_LEDGER_GO:
        playback_seek_store(playback, document, argument);
        return true;
    case ACTION_STEP:
        playback_step(playback, document, by);
        return true;
    case ACTION_MOMENT:
        playback_step_moment(playback, document, by);
        return true;
    case ACTION_JUMP:
        playback_jump(playback, document, by);
        return true;
    case ACTION_LOST:
        step_lost(model, document, by);
        return true;
    case ACTION_COLLISION:
        step_beat(model, document, by);
        return true;
    case ACTION_SELECT_COLLISION:
        select_collision(model, document, argument);
        return true;
    default:
        return false;
    }
}

static void act_on_playback(struct model *model, const struct document *document, enum action action, int64_t argument)
{
    const uint64_t before_ns = model->playback.ns;
    if (!document)
        return;
    if (action == ACTION_PLAY)
        play_or_pause(&model->playback, document);
    else if (action == ACTION_SCRUB)
        playback_seek_share(&model->playback, document, (double)argument / 1e6);
    else if (action == ACTION_SPEED)
        playback_change_speed(&model->playback, sign_of(argument));
    else if (action == ACTION_PACE)
        playback_change_pace(&model->playback, document);
    else if (move(model, document, action, argument))
        model->playback.playing = false;
    if (action == ACTION_JUMP && argument < 0) // the beginning lies before the extent
        timeline_act(model, document, ACTION_TIMELINE_FIT, 0);
    glide_from(model, document, before_ns);
}

// ---- running and its settings --------------------------------------------------------------------------------------

static void close_all(struct model *model)
{
    model->open_setting = OPEN_NOTHING;
    model->setting_wrong[0] = '\0';
}

static void run(struct model *model, struct wishes *wishes)
{
    close_all(model);
    forget_message(model);
    model->asked = model->settings.experiment;
    wishes->flags |= WISH_RUN;
}

static void put(struct model *model, int row, const char *value)
{
    bool whole;
    const struct status status = setting_put(&model->settings, row, value, &whole);
    model->setting_wrong[0] = '\0';
    if (status_is_ok(status))
        return;
    snprintf(model->setting_wrong, sizeof model->setting_wrong, "%s", status.message);
    snprintf(model->setting_typed, sizeof model->setting_typed, "%.*s", (int)sizeof model->setting_typed - 1, value);
    model->setting_wrong_row = whole ? -1 : row;
}

// Says that what was asked for is refused.
static void say_refused(struct model *model)
{
    snprintf(model->message, sizeof model->message, "%s", text_of(model->language, TEXT_SETTINGS_TOO_LARGE_ID));
    model->message_bad = true;
}

static void choose_guard(struct model *model, int64_t card, struct wishes *wishes)
{
    if (card < 0 || card >= CARD_COUNT)
        return;
    const struct guard_card_row *row = &guard_cards[card];
    put(model, settings_named(&model->settings.experiment, "guard"), guards[row->guard]->name);
    if (row->fixes_python && !model->setting_wrong[0])
        put(model, settings_named(&model->settings.experiment, "python"), python_name(row->python));
    if (model->setting_wrong[0]) {
        say_refused(model);
        return;
    }
    if (model->running == RUN_BUSY)
        wishes->flags |= WISH_CANCEL;
    run(model, wishes);
}

static void act_on_next(struct model *model, const struct document *document, enum next_step step,
                        struct wishes *wishes)
{
    uint64_t ns;
    if (!document)
        return;
    if (step == NEXT_FIRST_LOSS) {
        act_on_playback(model, document, ACTION_JUMP, -1);
        act_on_playback(model, document, ACTION_COLLISION, 1);
    } else if (step == NEXT_FIRST_WAIT && next_first_wait(document, &ns)) {
        act_on_playback(model, document, ACTION_SEEK, (int64_t)(ns - document_from_ns(document)));
    } else if (step == NEXT_SHARE || step == NEXT_TWO || step == NEXT_LONGER) {
        if (!next_settings(model, document, step))
            say_refused(model);
        else if (model->running != RUN_BUSY)
            run(model, wishes);
    }
    timeline_follow(model, document);
}

static void act_on_setting(struct model *model, enum action action, int64_t argument)
{
    const int row = (int)argument;
    if (action == ACTION_SETTING) {
        // A lecture shows no controls.
        const bool opens = !model->lecture && model->open_setting != row;
        close_all(model);
        model->open_setting = opens ? row : OPEN_NOTHING;
    } else if (action == ACTION_SETTING_LESS || action == ACTION_SETTING_MORE) {
        model->setting_wrong[0] = '\0';
        setting_step(&model->settings, row, action == ACTION_SETTING_LESS ? -1 : 1);
    } else if (action == ACTION_SETTING_PICK) {
        const struct setting *setting = settings_row(&model->settings.experiment, (int)(argument >> 16));
        const char *choice = setting ? setting_choice_name(setting, argument & 0xffff) : NULL;
        if (choice)
            put(model, (int)(argument >> 16), choice);
    }
}

bool control_put_setting(struct model *model, int row, const char *value)
{
    put(model, row, value);
    return !model->setting_wrong[0];
}

// ---- how it looks --------------------------------------------------------------------------------------------------

static void zoom(struct model *model, int64_t by)
{
    model->zoom = by == 0 ? 1 : zoom_step(model->zoom, by < 0 ? -1 : 1);
}

static void set_fullscreen(struct model *model, bool on, struct wishes *wishes)
{
    if (model->fullscreen != on)
        wishes->flags |= WISH_FULLSCREEN;
    model->fullscreen = on;
}

static void set_lecture(struct model *model, bool on, struct wishes *wishes)
{
    close_all(model);
    model->lecture = on;
    model->blank = false;
    model->spotlight = model->spotlight && on;
    set_fullscreen(model, on, wishes);
}

static void act_on_look(struct model *model, enum action action, int64_t argument, struct wishes *wishes)
{
    switch (action) {
    case ACTION_VIEW:
        if (argument >= 0 && argument < VIEW_COUNT)
            model->view = (enum view)argument;
        break;
    case ACTION_LANGUAGE:
        model->language = language_after(model->language, model->languages_missing);
        break;
    case ACTION_THEME:
        model->theme = (enum theme_kind)((model->theme + 1) % THEME_COUNT);
        break;
    case ACTION_LECTURE:
        set_lecture(model, !model->lecture, wishes);
        break;
    case ACTION_HELP:
        close_all(model);
        model->help = !model->help;
        model->help_keys = false;
        break;
    case ACTION_HELP_PAGE:
        model->help_keys = argument == 1;
        break;
    case ACTION_FULLSCREEN:
        set_fullscreen(model, !model->fullscreen, wishes);
        break;
    case ACTION_ZOOM:
        zoom(model, argument);
        break;
    case ACTION_BLANK:
        model->blank = model->lecture && !model->blank;
        break;
    case ACTION_SPOTLIGHT:
        model->spotlight = !model->spotlight;
        break;
    case ACTION_MOTION:
        model->reduced_motion = !model->reduced_motion;
        model->glide = 1;
        break;
    case ACTION_CODE:
        if (argument >= 0 && argument < CODE_COUNT)
            model->code = (enum code_panel)argument;
        break;
    default:
        break;
    }
}

// What lies on top goes first; in the end a lecture, but never the program.
static void escape(struct model *model, struct wishes *wishes)
{
    if (model->blank)
        model->blank = false;
    else if (model->open_setting != OPEN_NOTHING)
        close_all(model);
    else if (model->help)
        model->help = false;
    else if (model->reducing || model->running == RUN_READING)
        wishes->flags |= WISH_CANCEL; // NOLINT(bugprone-branch-clone): before a message, a run after it
    else if (model->message[0])
        forget_message(model);
    else if (model->running == RUN_BUSY)
        wishes->flags |= WISH_CANCEL;
    else if (model->compare.running)
        wishes->flags |= WISH_COMPARE | WISH_CANCEL;
    else if (model->spotlight)
        model->spotlight = false;
    else if (model->timeline.pinned || model->timeline.measuring)
        model->timeline.pinned = model->timeline.measuring = false;
    else if (model->lecture)
        set_lecture(model, false, wishes);
    else
        set_fullscreen(model, false, wishes);
}

// ---- all of it -----------------------------------------------------------------------------------------------------

enum room {
    ROOM_NONE,
    ROOM_LOOK,
    ROOM_SETTING,
    ROOM_PLAYBACK,
    ROOM_TIMELINE,
    ROOM_LEDGER,
    ROOM_COMPARE,
    ROOM_SCHEDULES,
    ROOM_WISH, // .wish is asked for
};

// Who carries an action out. ACTION_GUARD, ACTION_RUN, ACTION_NEXT, ACTION_CANCEL and ACTION_DISMISS are seen to apart.
static const struct {
    enum room room;
    enum wish wish;
    bool needs_document;
} rooms[ACTION_COUNT] = {
    [ACTION_VIEW] = { .room = ROOM_LOOK },
    [ACTION_LANGUAGE] = { .room = ROOM_LOOK },
    [ACTION_THEME] = { .room = ROOM_LOOK },
    [ACTION_LECTURE] = { .room = ROOM_LOOK },
    [ACTION_HELP] = { .room = ROOM_LOOK },
    [ACTION_HELP_PAGE] = { .room = ROOM_LOOK },
    [ACTION_FULLSCREEN] = { .room = ROOM_LOOK },
    [ACTION_ZOOM] = { .room = ROOM_LOOK },
    [ACTION_BLANK] = { .room = ROOM_LOOK },
    [ACTION_SPOTLIGHT] = { .room = ROOM_LOOK },
    [ACTION_MOTION] = { .room = ROOM_LOOK },
    [ACTION_CODE] = { .room = ROOM_LOOK },
    [ACTION_SETTING] = { .room = ROOM_SETTING },
    [ACTION_SETTING_LESS] = { .room = ROOM_SETTING },
    [ACTION_SETTING_MORE] = { .room = ROOM_SETTING },
    [ACTION_SETTING_PICK] = { .room = ROOM_SETTING },
    [ACTION_PLAY] = { .room = ROOM_PLAYBACK },
    [ACTION_SEEK] = { .room = ROOM_PLAYBACK },
    [ACTION_SEEK_EVENT] = { .room = ROOM_PLAYBACK },
    [ACTION_SCRUB] = { .room = ROOM_PLAYBACK },
    [ACTION_STEP] = { .room = ROOM_PLAYBACK },
    [ACTION_MOMENT] = { .room = ROOM_PLAYBACK },
    [ACTION_JUMP] = { .room = ROOM_PLAYBACK },
    [ACTION_LOST] = { .room = ROOM_PLAYBACK },
    [ACTION_COLLISION] = { .room = ROOM_PLAYBACK },
    [ACTION_SELECT_COLLISION] = { .room = ROOM_PLAYBACK },
    [ACTION_SPEED] = { .room = ROOM_PLAYBACK },
    [ACTION_PACE] = { .room = ROOM_PLAYBACK },
    [ACTION_TIMELINE_ZOOM] = { .room = ROOM_TIMELINE },
    [ACTION_TIMELINE_PAN] = { .room = ROOM_TIMELINE },
    [ACTION_TIMELINE_FIT] = { .room = ROOM_TIMELINE },
    [ACTION_TIMELINE_AREA] = { .room = ROOM_TIMELINE },
    [ACTION_TIMELINE_RULER] = { .room = ROOM_TIMELINE },
    [ACTION_TIMELINE_MAP] = { .room = ROOM_TIMELINE },
    [ACTION_SEARCH] = { .room = ROOM_TIMELINE },
    [ACTION_LEDGER_SORT] = { .room = ROOM_LEDGER },
    [ACTION_LEDGER_UNFOLD] = { .room = ROOM_LEDGER },
    [ACTION_LEDGER_GO] = { .room = ROOM_PLAYBACK },
    [ACTION_LEDGER_SCROLL] = { .room = ROOM_LEDGER },
    [ACTION_LEDGER_REDUCE] = { .room = ROOM_LEDGER },
    [ACTION_COMPARE_RUN] = { .room = ROOM_COMPARE },
    [ACTION_COMPARE_REPEAT] = { .room = ROOM_COMPARE },
    [ACTION_COMPARE_OPEN] = { .room = ROOM_COMPARE },
    [ACTION_COMPARE_PAGE] = { .room = ROOM_COMPARE },
    [ACTION_SCHEDULE_STEP] = { .room = ROOM_SCHEDULES },
    [ACTION_SCHEDULE_UNDO] = { .room = ROOM_SCHEDULES },
    [ACTION_SCHEDULE_RESTART] = { .room = ROOM_SCHEDULES },
    [ACTION_SCHEDULE_SHORTEST] = { .room = ROOM_SCHEDULES },
    [ACTION_SCHEDULE_ITERATIONS] = { .room = ROOM_SCHEDULES },
    [ACTION_SCHEDULE_RUN] = { .room = ROOM_SCHEDULES },
    [ACTION_OPEN_RECENT] = { .room = ROOM_WISH, .wish = WISH_OPEN_RECENT },
    [ACTION_OPEN_RUN] = { .room = ROOM_WISH, .wish = WISH_OPEN_RUN },
    [ACTION_SAVE] = { .room = ROOM_WISH, .wish = WISH_SAVE, .needs_document = true },
    [ACTION_PICTURE] = { .room = ROOM_WISH, .wish = WISH_PICTURE },
    [ACTION_COPY] = { .room = ROOM_WISH, .wish = WISH_COPY, .needs_document = true },
    [ACTION_COPY_COMMAND] = { .room = ROOM_WISH, .wish = WISH_COPY_COMMAND, .needs_document = true },
    [ACTION_QUIT] = { .room = ROOM_WISH, .wish = WISH_QUIT },
};

static void ask_for(struct model *model, enum wish wish, int64_t argument, struct wishes *wishes)
{
    close_all(model);
    wishes->flags |= (unsigned)wish;
    wishes->argument = argument;
}

static void act_in_room(struct model *model, const struct document *document, enum action action, int64_t argument,
                        struct wishes *wishes)
{
    switch (rooms[action].room) {
    case ROOM_LOOK:
        act_on_look(model, action, argument, wishes);
        break;
    case ROOM_SETTING:
        act_on_setting(model, action, argument);
        break;
    case ROOM_PLAYBACK:
        act_on_playback(model, document, action, argument);
        if (document && !model->playback.playing)
            timeline_follow(model, document);
        break;
    case ROOM_TIMELINE:
        if (document)
            timeline_act(model, document, action, argument);
        break;
    case ROOM_LEDGER:
        if (document)
            ledger_act(model, document, action, argument, wishes);
        break;
    case ROOM_COMPARE:
        compare_act(model, action, argument, wishes);
        break;
    case ROOM_SCHEDULES:
        schedules_act(model, action, argument, wishes);
        break;
    case ROOM_WISH:
        if (document || !rooms[action].needs_document)
            ask_for(model, rooms[action].wish, argument, wishes);
        break;
    case ROOM_NONE:
        break;
    }
}

void control_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                 struct wishes *wishes)
{
    if (action == ACTION_CANCEL) {
        escape(model, wishes);
        return;
    }
    if (!model->message_bad || action == ACTION_DISMISS)
        forget_message(model);
    if (action == ACTION_GUARD)
        choose_guard(model, argument, wishes);
    else if (action == ACTION_RUN && model->running != RUN_BUSY)
        run(model, wishes);
    else if (action == ACTION_NEXT)
        act_on_next(model, document, (enum next_step)argument, wishes);
    else
        act_in_room(model, document, action, argument, wishes);
}

// ---- time ----------------------------------------------------------------------------------------------------------

static bool age_message(struct model *model, double seconds)
{
    if (!model->message[0] || model->message_bad)
        return false;
    model->message_age_s += seconds;
    if (model->message_age_s < MESSAGE_S)
        return false;
    forget_message(model);
    return true;
}

// With reduced motion, what is too fast to follow moves on twice a second.
static double time_to_play(struct model *model, const struct document *document, double seconds)
{
    model->held_back_s += seconds;
    if (model->reduced_motion && playback_is_fast(&model->playback, document) && model->held_back_s < CALM_S)
        return 0;
    seconds = model->held_back_s;
    model->held_back_s = 0;
    return seconds;
}

bool control_tick(struct model *model, const struct document *document, double seconds)
{
    bool changed = age_message(model, seconds > 0 ? seconds : 0);
    seconds = seconds > 0 ? (seconds < GAP_MOST_S ? seconds : GAP_MOST_S) : 0;
    if (model->glide < 1) {
        model->glide = model->reduced_motion ? 1 : model->glide + seconds / GLIDE_S;
        model->glide = model->glide < 1 ? model->glide : 1;
        changed = true;
    }
    changed = schedules_tick(model, seconds) || changed;
    if (document && model->playback.playing) {
        const uint64_t before_ns = model->playback.ns;
        const double played = time_to_play(model, document, seconds);
        playback_advance(&model->playback, document, played);
        glide_from(model, document, before_ns);
        changed = played > 0 || changed;
    }
    return changed;
}

// What only other guards than the two look at does not tell runs apart.
bool unguarded_compares(const struct unguarded *unguarded, const struct experiment *experiment)
{
    struct experiment one = unguarded->experiment, other = *experiment;
    if (unguarded->wall_ns == 0 || guard_of(experiment)->bytecode || experiment->guard == GUARD_NONE)
        return false;
    other.guard = one.guard;
    other.python = one.python;
    other.program = one.program;
    other.switch_interval_ns = one.switch_interval_ns;
    other.bytecode_cost_ns = one.bytecode_cost_ns;
    other.deadline_ns = one.deadline_ns;
    return experiment_same(&one, &other);
}

static void remember_unguarded(struct model *model, const struct document *document)
{
    const struct experiment *experiment = experiment_of(&document->recording);
    if (experiment->guard == GUARD_NONE && experiment->scheduled == SCHEDULE_FREE &&
        document->recording.facts->ended == RUN_COMPLETE)
        model->unguarded = (struct unguarded){ *experiment, balance_story(document)->figures.wall_ns };
}

void control_new_document(struct model *model, const struct document *document)
{
    const struct playback before = model->playback;
    playback_start(&model->playback, document);
    // The pace somebody chose stays, and its speed, unless that hangs on the run's length.
    if (before.pace != PACE_STORY)
        playback_set_pace(&model->playback, document, before.pace);
    if (before.pace != PACE_TIME)
        model->playback.speed = before.speed;
    remember_unguarded(model, document);
    model->timeline = (struct timeline_model){ 0 };
    model->ledger.collision = -1;
    model->ledger.unfolded_count = 0;
    model->ledger.scroll_rows = model->ledger.list_scroll = 0;
    model->glide = 1;
    model->glide_to_ns = model->playback.ns;
    // What was opened is what the next run is set to; what came of a run leaves the settings as they are.
    if (!experiment_same(experiment_of(&document->recording), &model->asked))
        settings_adopt(&model->settings, experiment_of(&document->recording));
}
