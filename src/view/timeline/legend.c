// The legend: of what this run has, a sign as the rows draw it and what it means.
#include "view/timeline/legend.h"

#include "document/document.h"
#include "view/looks/marks.h"
#include "view/timeline/axis.h"
#include "view/ui/words.h"

#include <math.h>

typedef void draw_sign(struct frame *frame, struct rect sign);

static void state_sign(struct frame *frame, struct rect sign, enum state state)
{
    mark_state_span(frame->list, frame->theme, sign, state, 2 * frame->scale.u, frame->scale.u, point_at(0, sign.y));
}

static void draw_new(struct frame *frame, struct rect sign) { state_sign(frame, sign, STATE_NEW); }
static void draw_ready(struct frame *frame, struct rect sign) { state_sign(frame, sign, STATE_READY); }
static void draw_running(struct frame *frame, struct rect sign) { state_sign(frame, sign, STATE_RUNNING); }
static void draw_blocked(struct frame *frame, struct rect sign) { state_sign(frame, sign, STATE_BLOCKED); }
static void draw_dead(struct frame *frame, struct rect sign) { state_sign(frame, sign, STATE_DEAD); }
static void draw_alive(struct frame *frame, struct rect sign) { state_sign(frame, sign, STATE_ALIVE); }

static void draw_blocked_else(struct frame *frame, struct rect sign)
{
    mark_blocked_else_span(frame->list, frame->theme, sign, 2 * frame->scale.u, frame->scale.u, point_at(0, sign.y));
}

static struct rect thin(const struct frame *frame, struct rect sign)
{
    return rect_of(sign.x, rect_centre(sign).y - 2 * frame->scale.u, sign.width, 4 * frame->scale.u);
}

static void draw_waiting(struct frame *frame, struct rect sign)
{
    const struct theme *theme = frame->theme;
    draw_rect(frame->list, thin(frame, sign),
              (struct paint){ theme->grounds[GROUND_WELL], theme->marks[MARK_LOST], PATTERN_HATCH, 6 * frame->scale.u,
                              point_at(0, 0) });
}

static void draw_holding(struct frame *frame, struct rect sign)
{
    draw_rect(frame->list, thin(frame, sign), paint_solid(frame->theme->marks[MARK_GOOD]));
}

static void draw_held(struct frame *frame, struct rect sign)
{
    draw_rect(frame->list, sign, paint_solid(theme_worker(frame->theme, 0)->fill));
}

static void draw_wanted(struct frame *frame, struct rect sign)
{
    draw_rect(frame->list, sign,
              (struct paint){ theme_worker(frame->theme, 0)->fill, frame->theme->on_worker, PATTERN_HATCH,
                              9 * frame->scale.u, point_at(0, 0) });
}

static void draw_level(struct frame *frame, struct rect sign)
{
    const float third = sign.width / 3;
    for (int i = 0; i < 3; i++)
        draw_rect(frame->list,
                  rect_of(sign.x + third * (float)i, sign.y + sign.height * (0.6f - 0.3f * (float)(i % 2)), third,
                          sign.height * (0.4f + 0.3f * (float)(i % 2))),
                  paint_solid(frame->theme->marks[MARK_ACCENT]));
}

static void draw_event(struct frame *frame, struct rect sign, bool store, struct colour colour)
{
    const float size = fminf(sign.height * 0.36f, 5 * frame->scale.u);
    const struct point at = rect_centre(sign);
    draw_disc(frame->list, at, size * 1.5f, paint_solid(frame->theme->plate), stroke_none());
    if (store)
        draw_rect(frame->list, rect_of(at.x - size, at.y - size, 2 * size, 2 * size), paint_solid(colour));
    else
        draw_disc(frame->list, at, size, paint_none(), stroke_solid(colour, size * 0.45f));
}

static void draw_load(struct frame *frame, struct rect sign)
{
    draw_event(frame, sign, false, frame->theme->plate_text);
}
static void draw_store(struct frame *frame, struct rect sign)
{
    draw_event(frame, sign, true, frame->theme->plate_text);
}

static void draw_store_lost(struct frame *frame, struct rect sign)
{
    draw_event(frame, sign, true, frame->theme->marks[MARK_LOST]);
}

static void draw_band(struct frame *frame, struct rect sign)
{
    const struct theme *theme = frame->theme;
    draw_rect(frame->list, rect_inset(sign, 1),
              paint_solid(colour_over(theme->grounds[GROUND_PANEL], theme->marks[MARK_CURVE],
                                      theme->kind == THEME_LIGHT ? 0.2f : 0.16f)));
}

static void draw_rest(struct frame *frame, struct rect sign)
{
    const float y = rect_centre(sign).y;
    draw_line(frame->list, point_at(sign.x, y), point_at(rect_right(sign), y),
              stroke_solid(frame->theme->marks[MARK_CURVE], frame->scale.stroke_px * 0.7f));
}

static void draw_heat(struct frame *frame, struct rect sign)
{
    static const uint8_t heats[] = { 80, 160, 255 };
    const float third = sign.width / 3;
    for (int i = 0; i < 3; i++)
        draw_rect(frame->list, rect_of(sign.x + third * (float)i, sign.y, third - 1, sign.height),
                  paint_solid(colour_faded(frame->theme->marks[MARK_LOST], heats[i])));
}

static void draw_worst(struct frame *frame, struct rect sign)
{
    draw_box(frame->list, rect_of(sign.x, sign.y, sign.width, sign.height * 0.7f), 2 * frame->scale.u,
             paint_solid(frame->theme->grounds[GROUND_LOST]),
             stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px));
    draw_rect(frame->list, rect_of(sign.x, sign.y, 2, sign.height), paint_solid(frame->theme->marks[MARK_LOST]));
}

static void draw_request(struct frame *frame, struct rect sign)
{
    const float half = sign.height * 0.35f, x = sign.x + half, foot = rect_bottom(sign);
    const struct point head[3] = { { x - half, foot }, { x, foot - 1.4f * half }, { x + half, foot } };
    draw_wanted(frame, sign);
    draw_polygon(frame->list, head, 3, paint_solid(frame->theme->plate_text),
                 stroke_solid(frame->theme->on_worker, fmaxf(frame->scale.u, 1)));
}

static void draw_countdown(struct frame *frame, struct rect sign)
{
    const struct point ramp[3] = { { sign.x, rect_bottom(sign) },
                                   { rect_right(sign), sign.y },
                                   { rect_right(sign), rect_bottom(sign) } };
    draw_polygon(frame->list, ramp, 3, paint_solid(theme_worker(frame->theme, 1)->fill), stroke_none());
}

static void draw_playhead(struct frame *frame, struct rect sign)
{
    timeline_playhead_draw(frame, rect_centre(sign).x, sign.y, rect_bottom(sign));
}

static void draw_flag(struct frame *frame, struct rect sign)
{
    const float x = rect_centre(sign).x - 4 * frame->scale.u, half = sign.height / 2;
    const struct point flag[3] = { { x, sign.y }, { x + 1.2f * half, sign.y + half / 2 }, { x, sign.y + half } };
    draw_rect(frame->list, rect_of(x, sign.y, fmaxf(frame->scale.line_px, 1), sign.height),
              paint_solid(frame->theme->texts[TEXT_NOTE]));
    draw_polygon(frame->list, flag, 3, paint_solid(frame->theme->texts[TEXT_NOTE]), stroke_none());
}

static void draw_hit(struct frame *frame, struct rect sign)
{
    const float half = sign.height * 0.3f, x = rect_centre(sign).x, y = sign.y + half;
    const struct point mark[3] = { { x - half, y }, { x + half, y }, { x, y + 1.3f * half } };
    draw_polygon(frame->list, mark, 3, paint_solid(frame->theme->texts[TEXT_NOTE]), stroke_none());
}

// ---- what there is -------------------------------------------------------------------------------------------------

static bool always(const struct document *document) { return document; }
static bool has_kernel(const struct document *document) { return document->states.from_kernel; }
static bool has_none(const struct document *document) { return !document->states.from_kernel; }
static bool has_value(const struct document *document) { return document->cell.kind; }
static bool has_lost(const struct document *document) { return document->cell.kind && document->cell.lost > 0; }
static bool has_events(const struct document *document)
{
    return document->cell.kind && cell_tells_when(&document->cell);
}
static bool has_gil(const struct document *document) { return document->gils.count > 0; }

static bool has_locks(const struct document *document)
{
    for (uint32_t r = 0; r < document->recording.resource_count; r++)
        if (resource_is_lock(&document->recording.resources[r]))
            return true;
    return false;
}

static bool has_levels(const struct document *document)
{
    for (uint32_t r = 0; r < document->recording.resource_count; r++)
        if (document->levels.of && document->levels.of[r].count > 0)
            return true;
    return false;
}

static const struct sign {
    draw_sign *draw;
    enum text_id words;
    bool (*is_there)(const struct document *document);
} signs[] = {
    { draw_new, TEXT_LEGEND_NEW_ID, always },
    { draw_ready, TEXT_LEGEND_READY_ID, has_kernel },
    { draw_running, TEXT_LEGEND_RUNNING_ID, has_kernel },
    { draw_alive, TEXT_LEGEND_ALIVE_ID, has_none },
    { draw_blocked, TEXT_LEGEND_BLOCKED_ID, always },
    { draw_blocked_else, TEXT_LEGEND_BLOCKED_ELSE_ID, has_kernel },
    { draw_dead, TEXT_LEGEND_DEAD_ID, always },
    { draw_waiting, TEXT_LEGEND_WAITING_ID, has_locks },
    { draw_holding, TEXT_LEGEND_HOLDING_ID, has_locks },
    { draw_held, TEXT_LEGEND_HELD_ID, always },
    { draw_wanted, TEXT_LEGEND_WANTED_ID, has_locks },
    { draw_request, TEXT_LEGEND_REQUEST_ID, has_gil },
    { draw_countdown, TEXT_LEGEND_COUNTDOWN_ID, has_gil },
    { draw_level, TEXT_LEGEND_LEVEL_ID, has_levels },
    { draw_load, TEXT_LEGEND_LOAD_ID, has_events },
    { draw_store, TEXT_LEGEND_STORE_ID, has_events },
    { draw_store_lost, TEXT_LEGEND_STORE_LOST_ID, has_lost },
    { draw_band, TEXT_LEGEND_BAND_ID, has_value },
    { draw_rest, TEXT_LEGEND_REST_ID, has_value },
    { draw_heat, TEXT_LEGEND_HEAT_ID, has_lost },
    { draw_worst, TEXT_LEGEND_WORST_ID, has_lost },
    { draw_playhead, TEXT_LEGEND_PLAYHEAD_ID, always },
    { draw_flag, TEXT_LEGEND_NOTE_ID, always },
    { draw_hit, TEXT_LEGEND_HIT_ID, always },
};

enum {
    SIGNS = sizeof signs / sizeof *signs
};

void timeline_legend_draw(struct frame *frame, struct rect anchor)
{
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const struct sign *there[SIGNS];
    const float sign_px = 34 * frame->scale.u, gap = frame->scale.pad_px * 0.7f;
    float words = 0, line = style.size_px * 1.65f;
    int count = 0;
    for (int i = 0; i < SIGNS; i++) {
        if (!signs[i].is_there(frame->document))
            continue;
        there[count++] = &signs[i];
        words = fmaxf(words, draw_text_width(frame->list, text_of(frame->language, signs[i].words), style));
    }
    // One column where it has room, else two.
    const float most = frame->list->height_px - 4 * popup_pad(frame);
    const int columns = (float)count * line > most ? 2 : 1, rows = (count + columns - 1) / columns;
    const float pitch = sign_px + gap + words + 1 + 2 * gap, room_px = frame->list->width_px - 4 * popup_pad(frame),
                width = fminf(pitch * (float)columns - 2 * gap, room_px);
    const struct rect room = popup_begin(frame, anchor, width, fminf((float)rows * line, most));
    style.along = ALONG_MIDDLE;
    for (int i = 0; i < count; i++) {
        const int column = i / rows;
        const float x = room.x + (float)column * (width + 2 * gap) / (float)columns,
                    y = room.y + (float)(i % rows) * line, cell = (width + 2 * gap) / (float)columns - 2 * gap;
        there[i]->draw(frame, rect_of(x, y + line * 0.15f, sign_px, line * 0.7f));
        words_fit_end(frame, rect_of(x + sign_px + gap, y, cell - sign_px - gap, line),
                      text_of(frame->language, there[i]->words), style, false);
    }
}
