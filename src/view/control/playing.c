// The playhead: where actions and time move it, and how tokens glide after it.
#include "view/control/parts.h"

#include "document/beats.h"
#include "document/cell_playback.h"
#include "view/ledger/ledger_model.h"
#include "view/model/message.h"

#define GLIDE_S 0.25 // a token's way from state to state
#define CALM_S 0.5   // between two pictures of what goes too fast

// Does any worker's state differ between the two moments?
static bool states_differ(const struct document *document, uint64_t before_ns, uint64_t after_ns)
{
    for (uint32_t w = 0; w < document->recording.task_count; w++) {
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

// To the next lost update; where nothing is lost, to the next wait for a lock; of tasks that make one another to what there
// is to tell next.
static void step_lost(struct model *model, const struct document *document, int by)
{
    if (document->tale.count > 0 && document->cell.lost == 0) {
        playback_step_told(&model->playback, document, by);
        return;
    }
    const bool waits = document->cell.lost == 0 && (document->waits.count > 0 || !document->cell.kind);
    if (waits && !playback_step_wait(&model->playback, document, by))
        message_say_text(model, TEXT_SAID_NO_WAIT_ID);
    else if (!waits && !playback_step_lost(&model->playback, document, by))
        message_say_text(model, TEXT_SAID_NO_LOST_ID);
}

// To the next beat of a collision, or of a tale. With neither a remote control still leads through the run: from wait to wait,
// or, where nobody waited, event by event.
static void step_beat(struct model *model, const struct document *document, int by)
{
    model->ledger->collision = -1;
    if (document->cell.collisions > 0) {
        if (!playback_step_beat(&model->playback, document, by))
            message_say_text(model, TEXT_SAID_NO_COLLISION_ID);
    } else if (document->tale.count > 0) {
        playback_step_tale_beat(&model->playback, document, by);
    } else if (document->waits.count > 0) {
        step_lost(model, document, by);
    } else {
        playback_step_moment(&model->playback, document, by);
    }
}

static void select_collision(struct model *model, const struct document *document, int64_t collision)
{
    if (collision < 0 || (uint64_t)collision >= document->cell.collisions)
        return;
    model->ledger->collision = collision;
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
        if (document->cell.kind)
            playback_seek_store(playback, document, argument);
        return document->cell.kind;
    case ACTION_STEP:
        playback_step(playback, document, by);
        return true;
    case ACTION_MOMENT:
        if (document->tale.count > 0)
            playback_step_told(playback, document, by);
        else
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

void control_move(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    const uint64_t before_ns = model->playback.ns;
    if (!document)
        return;
    views_leaving(model, action);
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
        views_act(model, document, ACTION_TIMELINE_FIT, 0, wishes);
    glide_from(model, document, before_ns);
}

void control_play(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes)
{
    control_move(model, document, action, argument, wishes);
    if (document && !model->playback.playing)
        views_follow(model, document);
}

// ---- time ----------------------------------------------------------------------------------------------------------

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

bool control_play_on(struct model *model, const struct document *document, double seconds)
{
    if (!document || !model->playback.playing)
        return false;
    const uint64_t before_ns = model->playback.ns;
    const double played = time_to_play(model, document, seconds);
    playback_advance(&model->playback, document, played);
    glide_from(model, document, before_ns);
    return played > 0;
}

bool control_glide_on(struct model *model, double seconds)
{
    if (model->glide >= 1)
        return false;
    model->glide = model->reduced_motion ? 1 : model->glide + seconds / GLIDE_S;
    model->glide = model->glide < 1 ? model->glide : 1;
    return true;
}

void control_start(struct model *model, const struct document *document)
{
    const struct playback before = model->playback;
    playback_start(&model->playback, document);
    // The pace somebody chose stays, and its speed, unless that hangs on the run's length.
    if (before.pace != PACE_STORY)
        playback_set_pace(&model->playback, document, before.pace);
    if (before.pace != PACE_TIME)
        model->playback.speed = before.speed;
    model->glide = 1;
    model->glide_to_ns = model->playback.ns;
}
