// The transport's buttons: play, one step, what comes next, and the pace.
#include "view/window/transport_buttons.h"
#include "view/window/parts.h"

#include "document/cell_playback.h"
#include "view/model/model.h"
#include "view/model/together.h"
#include "view/ui/words.h"

static float body_of(const struct frame *frame) { return frame->scale.type[TYPE_BODY]; }

static const char *word(const struct frame *frame, enum text_id id) { return text_of(frame->language, id); }

static bool is_playing(const struct frame *frame) { return frame->document && frame->model->playback.playing; }

// ---- what they share -----------------------------------------------------------------------------------------------

// Less and more of something, as an icon each.
struct twin {
    const char *name;
    enum action action;
    enum icon less, more;
    enum text_id less_tip, more_tip;
};

static float icon_side(const struct frame *frame) { return body_of(frame) * 1.7f; }

static void draw_one(struct frame *frame, struct rect room, const struct twin *pair, int by, bool disabled)
{
    ui_icon(frame, rect_middle(room, icon_side(frame), icon_side(frame)), by < 0 ? pair->less : pair->more,
            (struct ui_press){
                .id = ui_id(pair->name, by),
                .group = ui_group("transport"),
                .action = pair->action,
                .argument = by,
                .tip = word(frame, by < 0 ? pair->less_tip : pair->more_tip),
                .disabled = disabled,
            });
}

// The ground of words that can be pressed, while they are pointed at; and, when they stand, that they can.
static bool draw_ground(struct frame *frame, struct rect rect, struct ui_press press)
{
    const bool lit = !press.disabled && ui_look_of(frame, press.id) != UI_PLAIN;
    if (lit)
        draw_box(frame->list, rect, 5 * frame->scale.u, paint_solid(frame->theme->grounds[GROUND_HOVER]),
                 stroke_none());
    return lit;
}

static void take_press(struct frame *frame, struct rect rect, struct ui_press press)
{
    ui_focus_ring(frame, rect, 5 * frame->scale.u, press.id);
    ui_press_hit(frame, rect, press);
}

// ---- play and step -------------------------------------------------------------------------------------------------

float play_width(const struct frame *frame) { return body_of(frame) * 2.4f; }

void play_draw(struct frame *frame, struct rect room)
{
    const float size = play_width(frame);
    const struct rect rect = rect_middle(room, size, size);
    const uint32_t id = ui_id("play", 0);
    const bool playing = is_playing(frame), none = !frame->document;
    const enum ui_look look = none ? UI_PLAIN : ui_look_of(frame, id);
    struct colour ground = frame->theme->grounds[GROUND_SELECTED];
    if (look != UI_PLAIN)
        ground = colour_over(ground, frame->theme->texts[TEXT_MAIN], look == UI_HOVER ? 0.12f : 0.25f);
    const struct colour ink =
        none ? colour_faded(frame->theme->texts[TEXT_FAINT], 110) : frame->theme->texts[TEXT_MAIN];
    draw_disc(frame->list, rect_centre(rect), size / 2, paint_solid(ground), stroke_none());
    icon_draw(frame->list, playing ? ICON_PAUSE : ICON_PLAY,
              point_at(rect_centre(rect).x + (playing ? 0 : size * 0.03f), rect_centre(rect).y), size * 0.4f, ink);
    ui_focus_ring(frame, rect, size / 2, id);
    ui_press_hit(frame, rect,
                 (struct ui_press){
                     .id = id,
                     .group = ui_group("transport"),
                     .action = ACTION_PLAY,
                     .tip = word(frame, playing ? TEXT_PAUSE_TIP_ID : TEXT_PLAY_TIP_ID),
                     .disabled = none,
                 });
}

float steps_width(const struct frame *frame, bool with_word)
{
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    return 2 * icon_side(frame) + (with_word ? draw_text_width(frame->list, word(frame, TEXT_STEP_ID), style) : 0);
}

void steps_draw(struct frame *frame, struct rect room, bool with_word)
{
    const struct playback *playback = &frame->model->playback;
    const struct document *document = frame->document;
    const bool lab_events = !document || document->moments.lab.count > 0;
    const struct twin step = { "step",
                               ACTION_STEP,
                               ICON_BACK,
                               ICON_ON,
                               lab_events ? TEXT_STEP_BACK_TIP_ID : TEXT_MOMENT_BACK_TIP_ID,
                               lab_events ? TEXT_STEP_ON_TIP_ID : TEXT_MOMENT_ON_TIP_ID };
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_one(frame, rect_cut_left(&room, icon_side(frame)), &step, -1,
             !document || playback_at_start(playback, document));
    draw_one(frame, rect_cut_right(&room, icon_side(frame)), &step, +1,
             !document || playback_at_end(playback, document));
    if (with_word)
        draw_text(frame->list, rect_centre(room), word(frame, TEXT_STEP_ID), style);
}

// ---- next lost update, or wait ------------------------------------------------------------------------------------

// What N leads to: the next lost update, or where nothing was lost the next wait for a lock; of tasks that make one another
// the next thing that they do.
struct next {
    enum text_id label, tip;
    bool ahead;
    enum text_role role;
};

static struct next next_of(const struct frame *frame, bool whole)
{
    const struct document *document = frame->document;
    struct next next = { whole ? TEXT_NEXT_LOST_ID : TEXT_NEXT_LOST_SHORT_ID, TEXT_NO_LOST_TIP_ID, false, TEXT_FAINT };
    if (!document)
        return next;
    if (together_shown(frame->model) && frame->model->together.loses) { // in the other one, it may be
        next = (struct next){ next.label, TEXT_NEXT_LOST_TIP_ID, true, TEXT_LOST };
    } else if (document->tale.count > 0 && document->cell.lost == 0) {
        next.label = TEXT_NEXT_EVENT_ID;
        next.ahead = tale_until(&document->tale, frame->model->playback.ns) < document->tale.count;
        next.tip = next.ahead ? TEXT_NEXT_EVENT_TIP_ID : TEXT_NO_EVENT_AHEAD_TIP_ID;
        next.role = next.ahead ? TEXT_MAIN : TEXT_FAINT;
    } else if (document->cell.lost == 0 && (document->waits.count > 0 || !document->cell.kind)) {
        next.label = TEXT_NEXT_WAIT_ID;
        next.ahead = waits_next(&document->waits, frame->model->playback.ns) >= 0;
        next.tip = next.ahead ? TEXT_NEXT_WAIT_TIP_ID : TEXT_NO_WAIT_AHEAD_TIP_ID;
        next.role = next.ahead ? TEXT_MAIN : TEXT_FAINT;
    } else if (document->cell.lost > 0) {
        const int64_t position = playback_position(&frame->model->playback, document);
        next.ahead = document->cell.kind->next_overwrite(document->cell.of, position) >= 0;
        next.tip = next.ahead ? TEXT_NEXT_LOST_TIP_ID : TEXT_NO_LOST_AHEAD_TIP_ID;
        next.role = next.ahead ? TEXT_LOST : TEXT_FAINT;
    }
    return next;
}

static const char *next_key(struct frame *frame) { return ui_key(frame, ACTION_LOST, 1); }

float next_width(struct frame *frame, bool whole)
{
    const struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_LOST);
    return draw_text_width(frame->list, word(frame, next_of(frame, whole).label), style) +
           draw_text_width(frame->list, next_key(frame), style) + body_of(frame) * 1.5f;
}

void next_draw(struct frame *frame, struct rect room, bool whole)
{
    const struct next next = next_of(frame, whole);
    const struct ui_press press = {
        .id = ui_id("lost", 0),
        .group = ui_group("transport"),
        .action = ACTION_LOST,
        .argument = 1,
        .tip = FILL(next.tip, ui_key_said(frame, ACTION_LOST, -1)),
        .disabled = !next.ahead,
    };
    const struct rect rect = rect_middle(room, room.width, body_of(frame) * 2);
    struct text_style style = ui_bold(frame, TYPE_BODY, next.role);
    style.along = ALONG_MIDDLE;
    style.place = rect;
    draw_ground(frame, rect, press);
    const float x = rect.x + body_of(frame) / 2;
    const struct rect said = draw_text(frame->list, point_at(x, rect_centre(rect).y), word(frame, next.label), style);
    if (next.ahead)
        draw_text(frame->list, point_at(rect_right(said) + body_of(frame) / 2, rect_centre(rect).y), next_key(frame),
                  style);
    take_press(frame, rect, press);
}

// ---- pace -----------------------------------------------------------------------------------------------------------

static const char *pace_label(struct frame *frame)
{
    const struct playback *playback = &frame->model->playback;
    const double factor = playback_slow_down(playback);
    const char *number = words_number(frame, (int64_t)(factor >= 1 ? factor : 1 / factor));
    if (playback->pace == PACE_TIME)
        return factor == 1 ? word(frame, TEXT_REAL_TIME_ID) : FILL(TEXT_PACE_TIME_ID, number);
    const char *name = word(frame, playback->pace == PACE_STORY ? TEXT_PACE_STORY_ID : TEXT_PACE_EVENT_ID);
    if (factor == 1)
        return name;
    return FILL(factor > 1 ? TEXT_PACE_SLOWER_ID : TEXT_PACE_FASTER_ID, name, number);
}

static float pace_label_width(struct frame *frame)
{
    return draw_text_width(frame->list, pace_label(frame), ui_text(frame, TYPE_LABEL, TEXT_SOFT)) +
           body_of(frame) * 0.8f;
}

float pace_width(struct frame *frame) { return pace_label_width(frame) + 2 * icon_side(frame); }

void pace_draw(struct frame *frame, struct rect room)
{
    static const struct twin speed = { "speed",   ACTION_SPEED,       ICON_LESS,
                                       ICON_MORE, TEXT_SLOWER_TIP_ID, TEXT_FASTER_TIP_ID };
    const struct ui_press press = {
        .id = ui_id("pace", 0),
        .group = ui_group("transport"),
        .action = ACTION_PACE,
        .tip = word(frame, TEXT_PACE_TIP_ID),
    };
    struct playback slower = frame->model->playback, faster = slower;
    draw_one(frame, rect_cut_left(&room, icon_side(frame)), &speed, -1, !playback_change_speed(&slower, -1));
    draw_one(frame, rect_cut_right(&room, icon_side(frame)), &speed, +1, !playback_change_speed(&faster, +1));
    const struct rect rect = rect_middle(room, room.width, body_of(frame) * 2);
    const bool lit = draw_ground(frame, rect, press);
    struct text_style style = ui_text(frame, TYPE_LABEL, lit ? TEXT_MAIN : TEXT_SOFT);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.place = rect;
    draw_text(frame->list, rect_centre(rect), pace_label(frame), style);
    take_press(frame, rect, press);
}
