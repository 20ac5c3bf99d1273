// The whole run in small: where updates were lost, or a lane a task; with what is in sight framed.
#include "view/model/together.h"
#include "view/timeline/notes.h"
#include "view/timeline/parts.h"
#include "view/timeline/processes.h"
#include "view/timeline/search.h"
#include "view/timeline/timeline_model.h"
#include "view/timeline/track.h"

#include "labs/balance/story.h"
#include "view/ui/words.h"

#include <math.h>

static void draw_lane(struct frame *frame, const struct timeline_row *row, const struct timeline_piece *piece)
{
    const struct theme *theme = frame->theme;
    if (piece->kind == STATE_DEAD)
        return;
    const struct colour colour = piece->kind == TRACK_ZOMBIE         ? theme->zombie.fill
                                 : piece->kind == TRACK_BLOCKED_ELSE ? theme->states[STATE_BLOCKED].fill
                                                                     : theme->states[piece->kind].fill;
    draw_rect(frame->list, rect_of(piece->from, row->rect.y, piece->to - piece->from, row->rect.height),
              paint_solid(colour));
}

// Where nothing can be lost: a lane a task, as many as can be told apart.
static void draw_lanes(struct frame *frame, const struct timeline_axis *axis, struct rect room)
{
    const uint32_t count = frame->document->recording.task_count;
    const float pitch = fmaxf(floorf(room.height / (float)count), 2);
    for (uint32_t w = 0; w < count && (float)(w + 1) * pitch <= room.height; w++) {
        const struct timeline_row row = { &timeline_worker_row, (int)w,
                                          rect_of(room.x, room.y + (float)w * pitch, room.width, pitch - 1) };
        timeline_track_draw(frame, axis, &row, &frame->document->overview.states[w], draw_lane);
    }
}

void timeline_map_draw(struct frame *frame, struct rect map, const struct timeline_axis *shown)
{
    const struct document *document = frame->document;
    const struct extent whole = together_whole(frame->model, document);
    const struct timeline_axis all = { whole.from_ns, whole.to_ns, map.x, map.width },
                               axis = timeline_axis_within(&all, document);
    const struct rect own = rect_of(map.x, map.y, axis.width, map.height); // beside a longer one it ends before the map
    const struct timeline_row row = { &timeline_lost_row, 0, rect_inset(own, 2) };
    const float left = timeline_x(&all, shown->from_ns), right = timeline_x(&all, shown->to_ns);
    draw_box(frame->list, map, 3 * frame->scale.u, paint_solid(frame->theme->grounds[GROUND_WELL]), stroke_none());
    if (document->crowd.process_count > 0)
        timeline_running_draw(frame, &axis, row.rect, &document->crowd.running, document->recording.task_count);
    else if (axis.to_ns > axis.from_ns && document->cell.kind)
        row.kind->draw(frame, &axis, &row);
    else if (axis.to_ns > axis.from_ns)
        draw_lanes(frame, &axis, row.rect);
    draw_box(frame->list, rect_between(left, map.y, right > left + 3 ? right : left + 3, rect_bottom(map)),
             3 * frame->scale.u, paint_solid(colour_faded(frame->theme->marks[MARK_ACCENT], 40)),
             stroke_solid(frame->theme->marks[MARK_ACCENT], frame->scale.line_px));
    timeline_hits_draw_all(frame, &axis, rect_of(map.x, map.y, map.width, map.height * 0.35f));
    timeline_notes_draw_small(frame, &axis, map);
    timeline_playhead_draw(frame, timeline_x(&all, together_head_ns(frame->model)), map.y, rect_bottom(map));
    ui_hit(frame, (struct hit){ .rect = map,
                                .id = ui_id("timeline map", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_TIMELINE_MAP,
                                .tip = text_of(frame->language, TEXT_TIMELINE_MAP_TIP_ID) });
}
