// The way of an item: the producer, its buffer, the feeder, the pipe, the consumer, each with what it has or does now.
#include "view/labs/queue/picture.h"

#include "labs/queue/places.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

enum {
    BOXES_MOST = 5,
};

// What stands beside one another, in pixels from the left.
struct way {
    struct rect room;
    float token_px, box_px, middle_y, under_y;
    float under_to; // as far as words stand below it already
};

// ---- who ------------------------------------------------------------------------------------------------------------

// The task of that name; the main one, where there is none.
static uint32_t task_named(const struct recording *recording, const char *name)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (strcmp(recording->tasks[t].name, name) == 0)
            return t;
    return 0;
}

// The step at which a task stands.
static uint32_t step_at(const struct recording *recording, uint32_t task, uint64_t ns)
{
    for (uint64_t i = program_lab_notes_until(recording, task, ns); i-- > 0;)
        if (recording->notes[task][i].kind == NOTE_AT)
            return recording->notes[task][i].other;
    return 0;
}

static const char *call_of(uint32_t step)
{
    switch (step) {
    case QUEUE_STEP_PUT:
    case QUEUE_STEP_PUT_END:
    case QUEUE_STEP_PUT_MORE:
        return "put()";
    case QUEUE_STEP_GET:
    case QUEUE_STEP_GOT:
    case QUEUE_STEP_LAST_GET:
        return "get()";
    case QUEUE_STEP_ASK:
        return "empty()";
    case QUEUE_STEP_ASK_FULL:
        return "full()";
    case QUEUE_STEP_JOIN_READER:
    case QUEUE_STEP_JOIN_WRITER:
        return "join()";
    default:
        return "";
    }
}

// Words about a middle, moved as far as they stay within the room, and right of `least`. Returns where they end.
static float put_words(struct frame *frame, const struct way *way, struct point middle, float least, const char *text,
                       struct text_style style)
{
    const struct rect room = way->room;
    const float width = draw_text_width(frame->list, text, style) + 1,
                x = fmaxf(fmaxf(fminf(middle.x - width / 2, rect_right(room) - width), room.x), least);
    // Above and below there is air in the panel.
    style.place = rect_of(room.x, room.y - style.size_px, room.width, room.height + 2 * style.size_px);
    if (!*text || x + width > rect_right(room) + 1)
        return least;
    words_fit_end(frame, rect_of(x, middle.y - style.size_px * 0.7f, width, style.size_px * 1.4f), text, style, false);
    return x + width;
}

// Below the way, from left to right.
static void put_under(struct frame *frame, struct way *way, float x, const char *text, struct text_style style)
{
    const float end =
        put_words(frame, way, point_at(x, way->under_y + style.size_px * 0.7f), way->under_to, text, style);
    way->under_to = end > way->under_to ? end + 7 * frame->scale.u : way->under_to;
}

static void draw_task(struct frame *frame, struct way *way, uint32_t task, uint64_t ns, float x)
{
    const struct recording *recording = &frame->document->recording;
    const struct text_style call = ui_mono(frame, TYPE_SMALL, TEXT_SOFT);
    mark_token(frame->list, frame->theme, point_at(x, way->middle_y), way->token_px, (int)task,
               recording->tasks[task].name, frame->scale.u);
    put_under(frame, way, x, call_of(step_at(recording, task, ns)), call);
}

// ---- what -----------------------------------------------------------------------------------------------------------

static const char *item_text(struct frame *frame, uint16_t item)
{
    return item == UINT16_MAX ? "None" : arena_printf(frame->arena, "%u", (unsigned)item);
}

static void draw_box_of(struct frame *frame, struct rect box, const char *text)
{
    const bool full = *text;
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    style.across = ACROSS_CENTRE;
    draw_box(frame->list, box, frame->scale.radius_px * 0.6f,
             paint_solid(frame->theme->grounds[full ? GROUND_SELECTED : GROUND_WELL]),
             stroke_solid(full ? frame->theme->marks[MARK_ACCENT] : frame->theme->trims[TRIM_EDGE],
                          frame->scale.line_px * (full ? 2 : 1)));
    words_fit(frame, rect_of(box.x + 2, box.y, box.width - 4, box.height), text, style);
}

// The places of the buffer, as many as fit: the rest is told by the count below.
static void draw_buffer(struct frame *frame, struct way *way, const struct queue_places *places, uint32_t boxes,
                        float x)
{
    const uint32_t capacity = queue_plan_of(frame->document->recording.plan)->capacity;
    const float pitch = way->box_px * 1.08f;
    for (uint32_t i = 0; i < boxes; i++)
        draw_box_of(frame, rect_of(x + (float)i * pitch, way->middle_y - way->box_px / 2, way->box_px, way->box_px),
                    i < places->buffer.count && i < QUEUE_SHOWN ? item_text(frame, places->buffer.items[i]) : "");
    const char *under = capacity > boxes ? FILL(TEXT_QUEUE_BUFFER_OF_ID, words_number(frame, places->buffer.count),
                                                words_number(frame, capacity))
                                         : text_of(frame->language, TEXT_QUEUE_BUFFER_ID);
    put_under(frame, way, x + pitch * (float)boxes / 2, under, ui_text(frame, TYPE_SMALL, TEXT_SOFT));
}

static const char *pipe_text(struct frame *frame, const struct queue_place *pipe)
{
    const char *text = "";
    for (uint32_t i = 0; i < pipe->count && i < 4; i++)
        text = arena_printf(frame->arena, "%s%s%s", text, i ? ", " : "", item_text(frame, pipe->items[i]));
    if (pipe->count > 4)
        text = arena_printf(frame->arena, "%s …", text);
    return pipe->count ? FILL(TEXT_QUEUE_PIPE_HAS_ID, text) : text_of(frame->language, TEXT_QUEUE_PIPE_EMPTY_ID);
}

static void draw_pipe(struct frame *frame, const struct way *way, const struct queue_place *pipe, float x, float width)
{
    const float height = way->box_px * 0.8f;
    const struct rect pill = rect_of(x, way->middle_y - height / 2, width, height);
    struct text_style style = ui_bold(frame, TYPE_SMALL, pipe->count ? TEXT_MAIN : TEXT_SOFT);
    style.across = ACROSS_CENTRE;
    draw_box(frame->list, pill, height / 2, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(pipe->count ? frame->theme->marks[MARK_ACCENT] : frame->theme->trims[TRIM_EDGE],
                          frame->scale.line_px * (pipe->count ? 2 : 1)));
    words_fit(frame, rect_of(pill.x + height * 0.3f, pill.y, width - height * 0.6f, height), pipe_text(frame, pipe),
              style);
}

static void draw_arrow(struct frame *frame, const struct way *way, float from, float to, const char *over)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    mark_arrow_straight(frame->list, point_at(from, way->middle_y), point_at(to, way->middle_y),
                        stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px * 1.5f), 7 * frame->scale.u);
    if (*over)
        put_words(frame, way, point_at((from + to) / 2, way->middle_y - way->box_px * 0.55f - style.size_px * 0.3f),
                  way->room.x, over, style);
}

static void picture(struct frame *frame, uint64_t ns, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    const uint32_t capacity = queue_plan_of(recording->plan)->capacity;
    const uint32_t boxes = capacity < BOXES_MOST ? capacity : rect.width > 300 * frame->scale.u ? BOXES_MOST : 3;
    struct queue_places places;
    queue_places_at(recording, ns, &places);
    // In units of a box: token 1, gap 0.7, the boxes, arrow 1.1, pipe 2.6, gap 0.7, token 1.
    const float units = 1 + 0.7f + 1.08f * (float)boxes + 1.1f + 2.6f + 0.7f + 1;
    const float box_px = fminf(fminf(rect.width / units, rect.height * 0.42f), 46 * frame->scale.u);
    const float left = rect.x + (rect.width - units * box_px) / 2;
    struct way way = { .room = rect, .token_px = box_px, .box_px = box_px, .middle_y = rect.y + rect.height * 0.45f };
    way.under_y = way.middle_y + box_px * 0.62f;
    const float buffer_x = left + 1.7f * box_px, feeder_x = buffer_x + 1.08f * box_px * (float)boxes,
                pipe_x = feeder_x + 1.1f * box_px, consumer_x = pipe_x + (2.6f + 0.7f + 0.5f) * box_px;
    draw_task(frame, &way, task_named(recording, "P1"), ns, left + box_px / 2);
    draw_arrow(frame, &way, left + 1.05f * box_px, buffer_x - 0.08f * box_px, "");
    draw_buffer(frame, &way, &places, boxes, buffer_x);
    draw_arrow(frame, &way, feeder_x + 0.05f * box_px, pipe_x - 0.06f * box_px,
               text_of(frame->language, TEXT_QUEUE_FEEDER_ID));
    draw_pipe(frame, &way, &places.pipe, pipe_x, 2.6f * box_px);
    draw_arrow(frame, &way, pipe_x + 2.65f * box_px, consumer_x - 0.56f * box_px, "");
    draw_task(frame, &way, task_named(recording, "P2"), ns, consumer_x);
}

// Boxes in a row, the first of them full.
static void icon(struct frame *frame, struct rect rect)
{
    enum {
        ALL = 6,
        FULL = 3
    };
    const float side = fminf(rect.width / (ALL * 1.15f), rect.height * 0.6f), pitch = side * 1.15f;
    const float left = rect_centre(rect).x - pitch * ALL / 2;
    for (int i = 0; i < ALL; i++)
        draw_box(frame->list, rect_of(left + (float)i * pitch, rect_centre(rect).y - side * 0.75f, side, side * 1.5f),
                 side * 0.2f, paint_solid(frame->theme->grounds[i < FULL ? GROUND_SELECTED : GROUND_WELL]),
                 stroke_solid(i < FULL ? frame->theme->marks[MARK_ACCENT] : frame->theme->trims[TRIM_EDGE],
                              frame->scale.line_px * 2));
}

// ---- words ----------------------------------------------------------------------------------------------------------

// What is asked as Python asks it, and what that looks at.
static bool caption_of_question(struct frame *frame, const char *name, uint16_t asked, struct lab_caption *caption)
{
    const uint32_t answer = note_answer(asked);
    *caption = (struct lab_caption){ "", "", false };
    switch (note_question(asked)) {
    case ASKED_EMPTY:
        caption->first = FILL(TEXT_QUEUE_ASKS_NOT_EMPTY_ID, name);
        return true;
    case ASKED_FULL:
        caption->first = FILL(answer ? TEXT_QUEUE_ASKS_FULL_ID : TEXT_QUEUE_ASKS_NOT_FULL_ID, name);
        return true;
    case ASKED_SIZE:
        caption->first = FILL(TEXT_QUEUE_ASKS_SIZE_ID, name, words_number(frame, answer));
        return true;
    default:
        return false;
    }
}

// What is full or empty by the queue's own words, and its errors by theirs.
static bool caption_of_place(struct frame *frame, const char *name, const struct note *note,
                             struct lab_caption *caption)
{
    enum text_id text = (enum text_id)0;
    if (note->kind == NOTE_RAISED)
        text = note->other == REFUSED_FULL    ? TEXT_QUEUE_RAISES_FULL_ID
               : note->other == REFUSED_EMPTY ? TEXT_QUEUE_RAISES_EMPTY_ID
                                              : text;
    else if (note->resource == QUEUE_BOUND)
        text = note->kind == NOTE_WAITS                                    ? TEXT_QUEUE_WAITS_PLACE_ID
               : note->kind == NOTE_REFUSED && note->other == REFUSED_FULL ? TEXT_QUEUE_NO_PLACE_ID
                                                                           : text;
    if (!text)
        return false;
    *caption = (struct lab_caption){ FILL(text, name), "", false };
    return true;
}

// The answer that misleads: empty, with more to come.
static bool caption(struct frame *frame, const struct tale_event *event, struct lab_caption *caption)
{
    const struct recording *recording = &frame->document->recording;
    if (event->kind != TOLD_NOTE)
        return false;
    const struct note *note = tale_note(recording, event);
    if (note->kind != NOTE_ASKED)
        return caption_of_place(frame, recording->tasks[event->task].name, note, caption);
    if (note_question(note->other) != ASKED_EMPTY || note_answer(note->other) == 0)
        return caption_of_question(frame, recording->tasks[event->task].name, note->other, caption);
    struct queue_places places;
    queue_places_at(recording, event->ns, &places);
    const uint32_t items = queue_items(queue_plan_of(recording->plan)),
                   left = items > places.got ? items - places.got : 0;
    caption->first = FILL(TEXT_QUEUE_ASKS_ID, recording->tasks[event->task].name);
    caption->second = left ? FILL(TEXT_QUEUE_MORE_COMES_ID, words_number(frame, left))
                           : text_of(frame->language, TEXT_QUEUE_ALL_GOT_ID);
    caption->bad = left > 0;
    return true;
}

static const struct lab_part_name parts[] = {
    { "items", TEXT_QUEUE_PART_ITEMS_ID, TEXT_QUEUE_PART_ITEM_ID },
    { "got", TEXT_QUEUE_PART_GOT_ID, 0 },
    { "in_pipe", TEXT_QUEUE_PART_PIPE_ID, 0 },
    { "in_hand", TEXT_QUEUE_PART_HAND_ID, 0 },
    { "in_buffer", TEXT_QUEUE_PART_BUFFER_ID, 0 },
    { "never_put", TEXT_QUEUE_PART_NEVER_ID, 0 },
    { NULL, 0, 0 },
};

static const enum text_id sentences[] = {
    TEXT_QUEUE_WHY_ALL_ID,   TEXT_QUEUE_WHY_BOTH_ID,  TEXT_QUEUE_WHY_NOT_BOTH_ID, TEXT_QUEUE_WHY_NOT_ASKED_ID,
    TEXT_QUEUE_WHY_JOIN_ID,  TEXT_QUEUE_WHY_LOCK_ID,  TEXT_QUEUE_WHY_WAITS_ID,    TEXT_QUEUE_WHY_LEFT_ID,
    TEXT_QUEUE_WHY_HANGS_ID, TEXT_QUEUE_WHY_EMPTY_ID, TEXT_QUEUE_WHY_GAVE_UP_ID,  0,
};

const struct lab_view queue_view = {
    .title = TEXT_QUEUE_TITLE_ID,
    .sentence = TEXT_QUEUE_SENTENCE_ID,
    .icon = icon,
    .picture = picture,
    .picture_title = TEXT_QUEUE_TITLE_ID,
    .picture_note = TEXT_QUEUE_PICTURE_NOTE_ID,
    .caption = caption,
    .sentences = sentences,
    .parts = parts,
};
