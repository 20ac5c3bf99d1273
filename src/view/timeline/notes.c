// A note stands at a moment; one moment has one at most.
#include "view/timeline/notes.h"

#include "base/clock_text.h"
#include "base/utf8.h"
#include "view/model/message.h"
#include "view/model/together.h"
#include "view/timeline/pick.h"
#include "view/timeline/places.h"
#include "view/timeline/timeline_model.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *timeline_note_words(struct frame *frame, const struct bookmark *note)
{
    return note->text[0] ? note->text : text_of(frame->language, TEXT_NOTE_PLAIN_ID);
}

// ---- making them ---------------------------------------------------------------------------------------------------

static uint64_t moment_of(const struct model *model, const struct document *document)
{
    const uint64_t start = document_from_ns(document), ns = model->playback.ns;
    return ns > start ? ns - start : 0;
}

// With its moment filled in.
static void say_at(struct model *model, const struct document *document, enum text_id id, uint64_t ns)
{
    char clock[CLOCK_TEXT_BYTES];
    struct arena arena = ARENA_EMPTY;
    clock_text_from(clock, together_zero_ns(model, document), document_from_ns(document) + ns,
                    together_clock_ns(model, document));
    message_say(model, text_fill(&arena, model->language, id, (const char *[]){ clock }, 1));
    arena_finish(&arena);
}

static void changed(struct model *model, struct wishes *wishes)
{
    model->timeline->hits.known = false; // notes are searched, too
    wish_for(wishes, (struct wish){ .kind = WISH_NOTES });
}

static void drop(struct model *model, const struct document *document, int number, struct wishes *wishes)
{
    struct bookmarks *notes = &model->timeline->bookmarks;
    const uint64_t ns = notes->list[number].ns;
    bookmarks_drop(notes, number);
    say_at(model, document, TEXT_SAID_NOTE_GONE_ID, ns);
    changed(model, wishes);
}

static void add(struct model *model, const struct document *document, const char *text, struct wishes *wishes)
{
    struct bookmark note = { .ns = moment_of(model, document) };
    char most[16];
    memcpy(note.text, text, utf8_cut(text, strlen(text) < BOOKMARK_BYTES ? strlen(text) : BOOKMARK_BYTES - 1));
    utf8_make_plain(note.text);
    if (bookmarks_add(&model->timeline->bookmarks, &note) >= 0) {
        say_at(model, document, TEXT_SAID_NOTED_ID, note.ns);
        changed(model, wishes);
        return;
    }
    struct arena arena = ARENA_EMPTY;
    snprintf(most, sizeof most, "%d", BOOKMARKS_MOST);
    message_refuse(model, text_fill(&arena, model->language, TEXT_SAID_NOTES_FULL_ID, (const char *[]){ most }, 1));
    arena_finish(&arena);
}

// Its words are asked for, those that it has standing there.
static void ask_words(struct model *model, int present)
{
    const char *text = present >= 0 ? model->timeline->bookmarks.list[present].text : "";
    model_close_all(model);
    model->playback.playing = false;
    snprintf(model->timeline->note_typed, BOOKMARK_BYTES, "%s", text);
    model->open_setting = OPEN_NOTE;
}

static void go(struct model *model, const struct document *document, const struct bookmark *note)
{
    timeline_leave(model, WAY_JUMP, 0);
    playback_seek_ns(&model->playback, document, document_from_ns(document) + note->ns);
    model->playback.playing = false;
    model->glide = 1;
}

void timeline_note_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                       struct wishes *wishes)
{
    struct bookmarks *notes = &model->timeline->bookmarks;
    const int present = bookmarks_at(notes, moment_of(model, document)), number = (int)argument;
    const bool known = argument >= 0 && argument < notes->count;
    if (action == ACTION_TIMELINE_NOTE && argument == 1) {
        ask_words(model, present);
        return;
    }
    if (action != ACTION_TIMELINE_NOTE_DROP)
        model_close_all(model);
    if (action == ACTION_TIMELINE_NOTE && present >= 0) {
        drop(model, document, present, wishes);
    } else if (action == ACTION_TIMELINE_NOTE) {
        add(model, document, "", wishes);
    } else if (action == ACTION_TIMELINE_NOTE_ENTER) {
        if (present >= 0)
            bookmarks_drop(notes, present);
        add(model, document, model->timeline->note_typed, wishes);
    } else if (action == ACTION_TIMELINE_NOTE_GO && known) {
        go(model, document, &notes->list[number]);
    } else if (action == ACTION_TIMELINE_NOTE_DROP && known) {
        drop(model, document, number, wishes);
    }
}

const char *timeline_note_begin(struct model *model) { return model->timeline->note_typed; }

void timeline_note_typed(struct model *model, const char *utf8)
{
    char *to = model->timeline->note_typed;
    const size_t length = strlen(utf8), bytes = length < BOOKMARK_BYTES ? length : utf8_cut(utf8, BOOKMARK_BYTES - 1);
    memcpy(to, utf8, bytes);
    to[bytes] = '\0';
}

// ---- drawing them --------------------------------------------------------------------------------------------------

static float x_of(const struct frame *frame, const struct timeline_axis *axis, const struct bookmark *note)
{
    return timeline_x(axis, document_from_ns(frame->document) + note->ns);
}

// A pole with a flag, its words beside it; room_px: until the next.
static void draw_flag(struct frame *frame, struct rect ruler, float foot, int number, float x, float room_px)
{
    const struct bookmark *note = &frame->model->timeline->bookmarks.list[number];
    const struct colour colour = frame->theme->texts[TEXT_NOTE];
    const float u = frame->scale.u, high = 7 * u, wide = 9 * u, line = fmaxf(frame->scale.line_px, 1);
    const float y = rect_bottom(ruler) - 2 * high;
    const struct point flag[3] = { { x, y }, { x + wide, y + high / 2 }, { x, y + high } };
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_NOTE);
    style.along = ALONG_MIDDLE;
    style.foreign = true;
    style.max_px = room_px - wide - 4 * u;
    const bool told = note->text[0] && style.max_px > 4 * style.size_px;
    const float width = told ? fminf(draw_text_width(frame->list, note->text, style), style.max_px) + 4 * u : 0;
    // Over the ruler's own words.
    draw_rect(frame->list, rect_of(x, ruler.y, wide + width, ruler.height),
              paint_solid(frame->theme->grounds[GROUND_PANEL]));
    draw_rect(frame->list, rect_of(x, y, line, foot - y), paint_solid(colour_faded(colour, 130)));
    draw_polygon(frame->list, flag, 3, paint_solid(colour), stroke_none());
    if (told)
        draw_text(frame->list, point_at(x + wide + 2 * u, rect_centre(ruler).y), note->text, style);
    ui_hit(frame, (struct hit){ .rect = rect_of(x - 3 * u, ruler.y, wide + 6 * u + width, ruler.height),
                                .id = ui_id("note", number),
                                .group = ui_group("notes"),
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = ACTION_TIMELINE_NOTE_GO,
                                .argument = number,
                                .tip = FILL(TEXT_NOTE_TIP_ID,
                                            timeline_clock(frame, document_from_ns(frame->document) + note->ns),
                                            timeline_note_words(frame, note)) });
}

void timeline_notes_draw(struct frame *frame, const struct timeline_axis *axis, struct rect ruler, float foot)
{
    const struct bookmarks *notes = &frame->model->timeline->bookmarks;
    const float end = axis->x + axis->width;
    for (int i = 0; i < notes->count; i++) {
        const float x = x_of(frame, axis, &notes->list[i]);
        const float next = i + 1 < notes->count ? fminf(x_of(frame, axis, &notes->list[i + 1]), end) : end;
        if (x >= axis->x && x <= end)
            draw_flag(frame, ruler, foot, i, x, next - x);
    }
}

void timeline_notes_draw_small(struct frame *frame, const struct timeline_axis *axis, struct rect map)
{
    const struct bookmarks *notes = &frame->model->timeline->bookmarks;
    const float width = fmaxf(floorf(2 * frame->scale.u), 2);
    for (int i = 0; i < notes->count; i++) {
        const float x = x_of(frame, axis, &notes->list[i]);
        if (x < axis->x || x > axis->x + axis->width)
            continue;
        const struct point flag[3] = { { x, map.y },
                                       { x + 4 * width, map.y + 1.5f * width },
                                       { x, map.y + 3 * width } };
        draw_rect(frame->list, rect_of(x, map.y, width, map.height), paint_solid(frame->theme->texts[TEXT_NOTE]));
        draw_polygon(frame->list, flag, 3, paint_solid(frame->theme->texts[TEXT_NOTE]), stroke_none());
    }
}
