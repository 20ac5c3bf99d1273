// Where in the run the playhead is, in figures that stand still while they change.
#include "view/window/moment.h"

#include "base/clock_text.h"
#include "document/cell_playback.h"
#include "labs/balance/story.h"
#include "view/model/model.h"
#include "view/model/together.h"
#include "view/ui/cell_words.h"
#include "view/ui/words.h"

static const char *word(const struct frame *frame, enum text_id id) { return text_of(frame->language, id); }

// The moment, and which load or store it is.
struct times {
    const char *now, *total, *event, *widest;
};

// Of the lab's own events; where it has none, of all.
static uint64_t events_passed(const struct playback *playback, const struct document *document)
{
    return document->moments.lab.count > 0 ? playback->events
                                           : moments_passed(&document->moments, playback_place(playback));
}

static const char *event_text(struct frame *frame)
{
    const struct playback *playback = &frame->model->playback;
    if (playback_at_end(playback, frame->document))
        return word(frame, TEXT_AT_END_ID);
    const uint64_t passed = events_passed(playback, frame->document);
    return passed == 0 || playback_at_start(playback, frame->document)
               ? word(frame, TEXT_AT_START_ID)
               : FILL(TEXT_AT_EVENT_ID, words_number(frame, (int64_t)passed));
}

// Whether the playhead stands at a load or store of which it is only about known when it was.
static bool is_about(const struct frame *frame)
{
    const struct cell_history *cell = &frame->document->cell;
    const struct playback *playback = &frame->model->playback;
    if (!cell->kind || playback->events == 0)
        return false;
    const struct cell_event event = cell_event(cell, playback->events - 1);
    return event.ns == playback->ns && !cell->kind->timed(cell->of, event.store, !event.is_store);
}

static const char *clock_of(struct frame *frame, uint64_t ns)
{
    char text[CLOCK_TEXT_BYTES];
    const char *kept = arena_printf(frame->arena, "%s",
                                    clock_text_from(text, together_zero_ns(frame->model, frame->document), ns,
                                                    together_clock_ns(frame->model, frame->document)));
    return kept ? kept : "";
}

static struct times times_of(struct frame *frame)
{
    struct times times = { "–", "–", "–", "–" };
    if (frame->document) {
        const uint64_t end = together_whole(frame->model, frame->document).to_ns;
        const struct moments *moments = &frame->document->moments;
        const uint64_t events = moments->lab.count > 0 ? moments->lab.count : moments->count;
        const char *now = clock_of(frame, together_head_ns(frame->model)), *whole = clock_of(frame, end);
        times.now = is_about(frame) ? words_cell_figure(frame, now) : now;
        times.total = frame->document->cell.kind ? words_cell_figure(frame, whole) : whole;
        times.event = event_text(frame);
        times.widest = FILL(TEXT_AT_EVENT_ID, words_number(frame, (int64_t)events));
    }
    return times;
}

#define DOT " · "

// The parts of the time's place: the moment, the dot, the event.
struct time_widths {
    float now, dot, event;
};

static struct time_widths time_widths_of(struct frame *frame, bool event)
{
    const struct text_style style = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    const struct times times = times_of(frame);
    const float numbered = draw_text_width(frame->list, times.widest, style),
                end = draw_text_width(frame->list, word(frame, TEXT_AT_END_ID), style),
                start = draw_text_width(frame->list, word(frame, TEXT_AT_START_ID), style);
    const float named = end > start ? end : start;
    return (struct time_widths){ draw_text_width(frame->list, times.total, style) + 2,
                                 event ? draw_text_width(frame->list, DOT, style) : 0,
                                 !event             ? 0
                                 : numbered > named ? numbered
                                                    : named };
}

float moment_width(struct frame *frame, bool event)
{
    const struct time_widths widths = time_widths_of(frame, event);
    return widths.now + widths.dot + widths.event;
}

// The present moment is set flush against the dot, so that nothing moves as it grows.
void moment_draw(struct frame *frame, struct rect room, bool event)
{
    const struct times times = times_of(frame);
    const struct time_widths widths = time_widths_of(frame, event);
    struct text_style now = ui_mono(frame, TYPE_BODY, TEXT_MAIN), rest = ui_mono(frame, TYPE_BODY, TEXT_SOFT);
    const float y = rect_centre(room).y, dot = room.x + widths.now;
    now.across = ACROSS_RIGHT;
    now.along = rest.along = ALONG_MIDDLE;
    now.place = rest.place = rect_inset(room, -1);
    draw_text(frame->list, point_at(dot, y), times.now, now);
    if (!event)
        return;
    draw_text(frame->list, point_at(dot, y), DOT, rest);
    draw_text(frame->list, point_at(dot + widths.dot, y), times.event, rest);
}
