// The command first, as far as there is room: without the program's folder, then cut at its end.
#include "view/window/command_sentence.h"

#include "document/document.h"
#include "view/ui/command_words.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

#define DOT " · "

static const struct {
    float command_em; // the most that the command takes, by the type
    bool tasks, end, brief;
} lengths[SENTENCE_LENGTHS] = {
    [SENTENCE_WHOLE] = { 34, true, true, false },           [SENTENCE_WITHOUT_MACHINE] = { 24, true, true, false },
    [SENTENCE_WITHOUT_DETAILS] = { 17, true, true, false }, [SENTENCE_SHORT] = { 14, true, true, true },
    [SENTENCE_NUMBERS] = { 9, false, true, true },          [SENTENCE_NOTHING] = { 0, false, false, false },
};

const struct recorded_command *shown_command(const struct frame *frame)
{
    return frame->document ? frame->document->recording.command : NULL;
}

// After the folder of the program, where that is told: /usr/bin/python3 x.py is python3 x.py.
static const char *without_folder(const char *text)
{
    const char *start = text;
    for (const char *at = text; *at && *at != ' ' && *at != '\''; at++)
        if (*at == '/' && at[1] && at[1] != ' ')
            start = at + 1;
    return start;
}

static const char *command_text(const struct frame *frame, float room_px)
{
    const char *whole = shown_command(frame)->text;
    return draw_text_width(frame->list, whole, ui_text(frame, TYPE_BODY, TEXT_SOFT)) <= room_px ? whole
                                                                                                : without_folder(whole);
}

// What follows the command: " · 3 threads · ended 0 after 412 ms".
static const char *rest_text(struct frame *frame, enum sentence_length length)
{
    const struct recording *recording = &frame->document->recording;
    const char *tasks = lengths[length].tasks ? command_tasks_words(frame->arena, frame->language, recording) : "",
               *end = lengths[length].end
                          ? command_end_words(frame->arena, frame->language, recording, lengths[length].brief)
                          : "",
               *text = arena_printf(frame->arena, "%s%s%s%s", *tasks ? DOT : "", tasks, *end ? DOT : "", end);
    return text ? text : "";
}

static float most_px(const struct frame *frame, enum sentence_length length)
{
    return lengths[length].command_em * frame->scale.type[TYPE_BODY] * 0.55f;
}

float command_sentence_width(struct frame *frame, enum sentence_length length)
{
    const struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT);
    const float most = most_px(frame, length), command = draw_text_width(frame->list, command_text(frame, most), style);
    return fminf(command, most) + draw_text_width(frame->list, rest_text(frame, length), style);
}

void command_sentence_draw(struct frame *frame, struct rect room, enum sentence_length length)
{
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_SOFT), first = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    const char *rest = rest_text(frame, length);
    const float most = room.width - draw_text_width(frame->list, rest, style);
    if (lengths[length].command_em <= 0 || most <= 0)
        return;
    style.along = first.along = ALONG_MIDDLE;
    style.place = first.place = rect_inset(room, -1);
    first.max_px = most;
    first.foreign = true;
    const float y = rect_centre(room).y;
    const struct rect said = draw_text(frame->list, point_at(room.x, y), command_text(frame, most), first);
    const struct rect other = draw_text(frame->list, point_at(rect_right(said), y), rest, style);
    const char *tip = arena_printf(frame->arena, "%s%s", shown_command(frame)->text, rest_text(frame, SENTENCE_WHOLE));
    ui_explain(frame, rect_between(said.x, room.y, fmaxf(rect_right(other), rect_right(said)), rect_bottom(room)),
               tip ? tip : "");
}
