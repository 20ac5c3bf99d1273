// Two recordings, one playhead: which of them an action is done to, and how the other follows.
//
// A step that leads to the next of something is tried in both; the one that comes first then is where both go.
#include "view/control/parts.h"

#include "view/control/view_models.h"
#include "view/model/message.h"
#include "view/model/together.h"

#include <string.h>

enum meant {
    MEANT_ONE,     // the one it was asked of; by a key the upper
    MEANT_LEADING, // the one whose pace is that of both
    MEANT_NEAREST, // where what is looked for comes first
    MEANT_PICKED,  // in which something is selected
    MEANT_AT,      // in which the pointer or the keyboard is; in neither: the leading one
    MEANT_NOTED,   // whose note's words are being typed
};

static const enum meant meant[ACTION_COUNT] = {
    [ACTION_PLAY] = MEANT_LEADING,
    [ACTION_SCRUB] = MEANT_LEADING,
    [ACTION_JUMP] = MEANT_LEADING,
    [ACTION_SPEED] = MEANT_LEADING,
    [ACTION_PACE] = MEANT_LEADING,
    [ACTION_STEP] = MEANT_NEAREST,
    [ACTION_MOMENT] = MEANT_NEAREST,
    [ACTION_LOST] = MEANT_NEAREST,
    [ACTION_COLLISION] = MEANT_NEAREST,
    [ACTION_TIMELINE_FOCUS] = MEANT_PICKED,
    [ACTION_TIMELINE_MEASURE] = MEANT_PICKED,
    [ACTION_TIMELINE_PIN_ROW] = MEANT_PICKED,
    [ACTION_TIMELINE_LET_GO] = MEANT_PICKED,
    [ACTION_TIMELINE_NOTE] = MEANT_AT,
    [ACTION_TIMELINE_NOTE_ENTER] = MEANT_NOTED,
};

static struct model *model_of(struct model *model, int side) { return side == SIDE_LOWER ? sides_lower(model) : model; }

static const struct document *document_of(const struct model *model, const struct document *upper, int side)
{
    return side == SIDE_LOWER ? model->sides->lower : upper;
}

// What is asked of the world for the lower one: what can be done with the recording of the window alone is not.
static void pass_on(struct wishes *wishes, const struct wishes *asked)
{
    for (int i = 0; i < asked->count; i++)
        if (asked->list[i].kind == WISH_NOTES)
            wish_for(wishes, (struct wish){ .kind = WISH_NOTES_BELOW });
        else if (asked->list[i].kind != WISH_FOLLOW && asked->list[i].kind != WISH_REDUCE)
            wish_for(wishes, asked->list[i]);
}

// What is asked for, and who carries it out on one of them.
struct asked {
    control_handler *act;
    enum action action;
    int64_t argument;
    struct wishes *wishes;
};

static void act_on(struct model *model, const struct document *upper, int side, const struct asked *what)
{
    struct wishes asked = { .count = 0 };
    if (side == SIDE_UPPER) {
        what->act(model, upper, what->action, what->argument, what->wishes);
        return;
    }
    what->act(sides_lower(model), model->sides->lower, what->action, what->argument, &asked);
    sides_take_back(model);
    pass_on(what->wishes, &asked);
}

// Whether there is what the action leads to: where one of them lost something it is the next loss, not what others have instead.
static bool takes_part(const struct model *of, const struct document *document, enum action action)
{
    return action != ACTION_LOST || !of->together.loses || document->cell.lost > 0;
}

// Its playhead has moved the way that was asked.
static bool has_moved(const struct model *of, struct sides_before before)
{
    const struct moments_place now = playback_place(&of->playback);
    return now.ns != before.place.ns || now.events != before.place.events;
}

static int64_t moment_of(const struct model *of) { return (int64_t)(of->playback.ns - of->together.zero_ns); }

static void act_nearest(struct model *model, const struct document *upper, const struct asked *what)
{
    struct sides_before before[SIDES];
    struct playback stood[SIDES];
    bool moved[SIDES];
    for (int side = 0; side < SIDES; side++) {
        before[side] = sides_before(model_of(model, side));
        stood[side] = model_of(model, side)->playback;
        if (takes_part(model, document_of(model, upper, side), what->action))
            act_on(model, upper, side, what);
        moved[side] = has_moved(model_of(model, side), before[side]);
    }
    if (moved[SIDE_UPPER] || moved[SIDE_LOWER]) // in the other there was none any more
        message_forget(model);
    const int64_t a = moment_of(model), b = moment_of(&model->sides->model);
    const int nearest =
        moved[SIDE_LOWER] && (!moved[SIDE_UPPER] || (what->argument < 0 ? b > a : b < a)) ? SIDE_LOWER : SIDE_UPPER;
    struct model *other = model_of(model, nearest == SIDE_LOWER ? SIDE_UPPER : SIDE_LOWER);
    other->playback = stood[nearest == SIDE_LOWER ? SIDE_UPPER : SIDE_LOWER]; // from there it follows
    other->glide = 1;
    sides_settle(model, upper, nearest, before[nearest]);
}

static int picked_side(const struct model *model)
{
    return !model->timeline->pick.kind && model->sides->timeline.pick.kind ? SIDE_LOWER : SIDE_UPPER;
}

static int side_meant(const struct model *model, enum action action)
{
    if (meant[action] == MEANT_NOTED)
        return model->sides->noting;
    if (meant[action] == MEANT_AT && model->open_setting == OPEN_SELECTED)
        return picked_side(model);
    if (meant[action] == MEANT_AT)
        return model->sides->at < SIDES ? model->sides->at : sides_lead(model);
    if (meant[action] == MEANT_LEADING)
        return sides_lead(model);
    if (meant[action] == MEANT_PICKED && picked_side(model) == SIDE_LOWER)
        return SIDE_LOWER;
    return model->sides->lower_turn ? SIDE_LOWER : SIDE_UPPER;
}

// Its words are typed for the window, whichever it is of.
static void ask_note(struct model *model, int side)
{
    model->sides->noting = side;
    if (side == SIDE_LOWER)
        memcpy(model->timeline->note_typed, model->sides->timeline.note_typed, sizeof model->timeline->note_typed);
}

static bool is_of_notes(enum action action)
{
    return action == ACTION_TIMELINE_NOTE || action == ACTION_TIMELINE_NOTE_ENTER ||
           action == ACTION_TIMELINE_NOTE_DROP;
}

// What was said of a note says whose it is.
static void say_whose(struct model *model, const struct document *upper, int side)
{
    struct arena arena = ARENA_EMPTY;
    if (!model->message[0] || model->message_bad)
        return;
    const char *parts[] = { sides_short_name(&arena, model->language, model, upper, side), model->message };
    message_say(model, text_fill(&arena, model->language, TEXT_SIDES_SAID_ID, parts, 2));
    arena_finish(&arena);
}

void halves_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes, control_handler *act)
{
    const struct asked what = { act, action, argument, wishes };
    if (!sides_shown(model)) {
        act(model, document, action, argument, wishes);
        if (sides_shown(model)) // back from where one was alone
            sides_catch_up(model, document);
        return;
    }
    if (meant[action] == MEANT_NEAREST) {
        act_nearest(model, document, &what);
        return;
    }
    const int side = side_meant(model, action);
    const struct sides_before before = sides_before(model_of(model, side));
    if (action == ACTION_TIMELINE_NOTE_ENTER && side == SIDE_LOWER)
        memcpy(model->sides->timeline.note_typed, model->timeline->note_typed, sizeof model->timeline->note_typed);
    act_on(model, document, side, &what);
    if (action == ACTION_TIMELINE_NOTE && argument == 1)
        ask_note(model, side);
    else if (is_of_notes(action))
        say_whose(model, document, side);
    if (sides_shown(model))
        sides_settle(model, document, side, before);
}

// What is selected in one is let go of in the other.
static void let_go(struct model *of) { of->timeline->pick = (struct timeline_pick){ 0 }; }

bool halves_pointer(struct model *model, const struct document *document, struct area_input input)
{
    const int side = input.hit->lower ? SIDE_LOWER : SIDE_UPPER;
    struct model *of = model_of(model, side), *other = side == SIDE_LOWER ? model : &model->sides->model;
    const struct sides_before before = sides_before(of);
    const bool changed = views_pointer(of, document_of(model, document, side), input);
    if (side == SIDE_LOWER)
        sides_take_back(model);
    if (of->timeline->pick.kind && other->timeline->pick.kind)
        let_go(input.event.kind == POINTER_UP || input.event.kind == POINTER_MENU ? other : of);
    sides_settle(model, document, side, before);
    return changed;
}

bool halves_play_on(struct model *model, const struct document *document, double seconds)
{
    const int side = sides_lead(model);
    struct model *of = model_of(model, side);
    const struct sides_before before = sides_before(of);
    const bool glided = control_glide_on(&model->sides->model, seconds),
               played = control_play_on(of, document_of(model, document, side), seconds);
    if (played)
        sides_settle(model, document, side, before);
    return played || glided;
}
