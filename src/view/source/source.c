// Lays the lines out round the one that matters: where the last load or store was while it plays, else where most was lost.
#include "view/source/source.h"

#include "base/utf8.h"
#include "document/document.h"
#include "document/followed.h"
#include "document/playback.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/source/seen.h"
#include "view/source/verdict.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

#include <math.h>
#include <string.h>

enum {
    TAB = 4,
    LINE_MOST = 240, // bytes that are shown of one
    TOKENS_MOST = 3, // at one line; of more one, and how many more
    NAMES_MOST = 4,  // of sources side by side; more are gone through
};

#define NUMBER_PAD 0.55f // between a number and its line, in sizes of type
#define TOKENS_PAD 0.3f  // between the tokens and a number

struct sheet {
    const struct recording *recording;
    int source;
    uint32_t lines, first, shown; // all of it, the first in sight from 1, how many
    float line_px, size_px;
    float gutter_px, tokens_px; // beside the lines; who was there last, before the numbers
    uint32_t now;               // where the last load or store was; 0: not in this source
    struct seen_task seen[SEEN_TASKS_MOST];
    uint32_t seen_count;
};

bool source_has(const struct document *document) { return document->variable != NULL; }

// ---- which source --------------------------------------------------------------------------------------------------

static uint32_t source_of(const struct recording *recording, uint32_t place)
{
    if (place >= recording->watched->place_count)
        return PLACE_NOWHERE;
    const uint32_t source = recording->places[place].source;
    return source < recording->source_count ? source : PLACE_NOWHERE;
}

// The line of it that lost most, or else stored most; or where it was declared.
static uint32_t main_place(const struct document *document)
{
    const struct history_lines *lines = &document->variable->lines;
    for (uint32_t i = 0; i < lines->line_count; i++)
        if (source_of(&document->recording, lines->lines[i].place) != PLACE_NOWHERE)
            return lines->lines[i].place;
    return document->variable->history.variable->declared;
}

// Where the last load or store was.
static uint32_t place_now(const struct frame *frame)
{
    const struct cell_history *cell = &frame->document->cell;
    const uint64_t events = frame->model->playback.events;
    if (events == 0 || events > cell->events)
        return PLACE_NOWHERE;
    const struct cell_event event = cell_event(cell, events - 1);
    return cell->kind->place(cell->of, event.store, !event.is_store);
}

int source_shown(const struct frame *frame)
{
    const struct recording *recording = &frame->document->recording;
    const int chosen = frame->model->source.chosen;
    if (chosen >= 0 && (uint32_t)chosen < recording->source_count)
        return chosen;
    const uint32_t now = source_of(recording, place_now(frame)),
                   main = source_of(recording, main_place(frame->document));
    if (now != PLACE_NOWHERE || main != PLACE_NOWHERE)
        return (int)(now != PLACE_NOWHERE ? now : main);
    return recording->source_count > 0 ? 0 : -1;
}

static const char *text_of_source(const struct recording *recording, int source, size_t *bytes)
{
    size_t before = 0;
    for (int i = 0; i < source; i++)
        before += recording->sources[i].bytes;
    *bytes = recording->sources[source].bytes;
    if (before > recording->source_bytes || *bytes > recording->source_bytes - before)
        *bytes = 0;
    return recording->source_text + before;
}

static uint32_t line_in(const struct sheet *sheet, uint32_t place)
{
    return source_of(sheet->recording, place) == (uint32_t)sheet->source ? sheet->recording->places[place].line : 0;
}

// ---- laying out ----------------------------------------------------------------------------------------------------

static uint32_t count_lines(const char *text, size_t bytes)
{
    uint32_t lines = 0;
    for (size_t i = 0; i < bytes; lines++) {
        const char *end = memchr(text + i, '\n', bytes - i);
        i = end ? (size_t)(end - text) + 1 : bytes;
    }
    return lines;
}

// Lines keep their place while what happens stays in sight, a few lines from the edges.
static uint32_t first_line(const struct frame *frame, const struct sheet *sheet)
{
    const uint32_t last = sheet->lines > sheet->shown ? sheet->lines - sheet->shown + 1 : 1;
    const uint32_t main = line_in(sheet, main_place(frame->document)), wanted = sheet->now ? sheet->now : main;
    const int64_t margin = sheet->shown / 4;
    int64_t first = main > margin ? (int64_t)main - (int64_t)sheet->shown / 2 : 1;
    if (wanted && wanted < first + margin)
        first = (int64_t)wanted - margin;
    if (wanted && wanted > first + (int64_t)sheet->shown - 1 - margin)
        first = (int64_t)wanted - (int64_t)sheet->shown + 1 + margin;
    first += frame->model->source.scroll;
    return first < 1 ? 1 : first > (int64_t)last ? last : (uint32_t)first;
}

static struct text_style number_style(const struct frame *frame, const struct sheet *sheet, enum text_role role)
{
    struct text_style style = ui_mono(frame, TYPE_SMALL, role);
    style.size_px = sheet->size_px * 0.8f;
    style.along = ALONG_MIDDLE;
    style.across = ACROSS_RIGHT;
    return style;
}

static float numbers_width(const struct frame *frame, const struct sheet *sheet)
{
    char last[16];
    snprintf(last, sizeof last, "%u", sheet->lines);
    return draw_text_width(frame->list, last, number_style(frame, sheet, TEXT_FAINT));
}

static void lay_out(struct frame *frame, struct sheet *sheet, struct rect room)
{
    size_t bytes;
    const char *text = text_of_source(sheet->recording, sheet->source, &bytes);
    const float body = frame->scale.type[TYPE_BODY], least = body * (frame->scale.lecture ? 1 : 0.78f);
    sheet->lines = count_lines(text, bytes);
    sheet->size_px = floorf(fmaxf(least, fminf(body, room.height / ((float)sheet->lines * 1.5f + 0.5f))));
    sheet->line_px = floorf(sheet->size_px * 1.58f);
    sheet->shown = (uint32_t)(room.height / sheet->line_px);
    sheet->shown = sheet->shown < sheet->lines ? sheet->shown : sheet->lines;
    sheet->tokens_px = floorf(sheet->size_px * 3);
    sheet->gutter_px = sheet->tokens_px + numbers_width(frame, sheet) + (TOKENS_PAD + NUMBER_PAD) * sheet->size_px;
    sheet->now = line_in(sheet, place_now(frame));
    sheet->seen_count = source_seen(frame, sheet->seen);
    sheet->first = sheet->shown > 0 ? first_line(frame, sheet) : 1;
}

// ---- one line ------------------------------------------------------------------------------------------------------

// Made fit to be shown, tabs as so many spaces.
static const char *line_text(struct frame *frame, const char *line, size_t bytes)
{
    char *text = arena_get(frame->arena, LINE_MOST + TAB + 4);
    size_t at = 0;
    if (!text)
        return "";
    for (size_t i = 0; i < bytes && at < LINE_MOST; i++) {
        if (line[i] == '\t')
            do
                text[at++] = ' ';
            while (at % TAB && at < LINE_MOST);
        else if (line[i] != '\r')
            text[at++] = line[i] ? line[i] : '?';
    }
    text[at] = '\0';
    if (at == LINE_MOST)
        text[utf8_cut(text, at)] = '\0';
    utf8_make_plain(text);
    return text;
}

// What stands at a line: who was seen there last, and what its stores lost.
struct at_line {
    const struct seen_task *tasks[SEEN_TASKS_MOST];
    uint32_t count;
    uint64_t lost;
    bool unordered;
};

// Who is still there before who has gone on, and then who came last.
static bool comes_before(const struct seen_task *a, const struct seen_task *b)
{
    return a->gone != b->gone ? b->gone : a->ns > b->ns;
}

static void find_tasks(const struct sheet *sheet, uint32_t line, struct at_line *at)
{
    for (uint32_t i = 0; i < sheet->seen_count; i++) {
        if (line_in(sheet, sheet->seen[i].place) != line)
            continue;
        uint32_t place = at->count++;
        for (; place > 0 && comes_before(&sheet->seen[i], at->tasks[place - 1]); place--)
            at->tasks[place] = at->tasks[place - 1];
        at->tasks[place] = &sheet->seen[i];
    }
}

static struct at_line look_up(const struct frame *frame, const struct sheet *sheet, uint32_t line)
{
    struct at_line at = { .count = 0 };
    const struct history_lines *lines = &frame->document->variable->lines;
    const struct variable *variable = frame->document->variable->history.variable;
    for (uint32_t i = 0; i < lines->line_count; i++)
        if (line_in(sheet, lines->lines[i].place) == line)
            at.lost += lines->lines[i].lost;
    for (uint32_t i = 0; i < variable->pair_count && !at.unordered; i++) {
        const struct pair *pair = &sheet->recording->pairs[variable->first_pair + i];
        at.unordered = line_in(sheet, pair->place[0]) == line || line_in(sheet, pair->place[1]) == line;
    }
    find_tasks(sheet, line, &at);
    return at;
}

// Hollow: it has gone on since.
static void draw_token(struct frame *frame, const struct seen_task *seen, struct point centre, float size, bool named)
{
    const char *name = named ? words_token(frame, seen->task) : NULL;
    if (seen->gone)
        mark_token_hollow(frame->list, frame->theme, centre, size, (int)seen->task, name, frame->scale.u,
                          frame->theme->grounds[GROUND_PANEL]);
    else
        mark_token(frame->list, frame->theme, centre, size, (int)seen->task, name, frame->scale.u);
    ui_hit(frame, (struct hit){ .rect = rect_of(centre.x - size / 2, centre.y - size / 2, size, size),
                                .id = ui_id("source task", seen->task),
                                .kind = HIT_TIP,
                                .tip = source_seen_words(frame, seen) });
}

// How many have no room; the pointer tells who they are.
static void draw_others(struct frame *frame, const struct sheet *sheet, const struct at_line *at, uint32_t shown,
                        struct rect rect)
{
    struct text_style style = ui_bold(frame, TYPE_SMALL, TEXT_SOFT);
    const char *tip = source_seen_words(frame, at->tasks[shown]);
    for (uint32_t i = shown + 1; i < at->count && tip; i++)
        tip = arena_printf(frame->arena, "%s\n%s", tip, source_seen_words(frame, at->tasks[i]));
    style.size_px = sheet->size_px * 0.72f;
    style.along = ALONG_MIDDLE;
    draw_textf(frame->list, point_at(rect.x, rect_centre(rect).y), style, "+%u", at->count - shown);
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = ui_id("source tasks", at->tasks[shown]->task),
                                .kind = HIT_TIP,
                                .tip = tip ? tip : "" });
}

// One or two with their names, three without: side by side, so that shape and colour tell whose each is.
static void draw_tokens(struct frame *frame, const struct sheet *sheet, const struct at_line *at, struct rect row)
{
    const uint32_t shown = at->count > TOKENS_MOST ? 1 : at->count, places = shown < at->count ? 2 : shown;
    const float step = places > 1 ? sheet->tokens_px / (float)places : row.height,
                size = fminf(row.height * 0.98f, step);
    for (uint32_t i = 0; i < shown; i++)
        draw_token(frame, at->tasks[i],
                   point_at(row.x + 2 * frame->scale.u + size / 2 + step * (float)i, rect_centre(row).y), size,
                   places <= 2);
    if (shown < at->count)
        draw_others(frame, sheet, at, shown,
                    rect_of(row.x + 2 * frame->scale.u + step * (float)shown, row.y, step, row.height));
}

static void draw_line_of(struct frame *frame, const struct sheet *sheet, uint32_t line, const char *text,
                         struct rect row)
{
    const struct at_line at = look_up(frame, sheet, line);
    const float u = frame->scale.u, y = rect_centre(row).y, pad = NUMBER_PAD * sheet->size_px;
    struct text_style number = number_style(frame, sheet, at.count ? TEXT_SOFT : TEXT_FAINT),
                      code = ui_mono(frame, TYPE_BODY, TEXT_MAIN), margin = ui_bold(frame, TYPE_SMALL, TEXT_LOST);
    struct rect rest = row;
    code.along = margin.along = ALONG_MIDDLE;
    margin.across = ACROSS_RIGHT;
    code.size_px = sheet->size_px;
    code.figures = false;
    code.foreign = true;
    if (at.lost > 0 && at.unordered)
        draw_box(frame->list, row, 4 * u, paint_solid(frame->theme->grounds[GROUND_LOST]), stroke_none());
    else if (at.count > 0 && line == sheet->now)
        draw_box(frame->list, row, 4 * u, paint_solid(theme_worker(frame->theme, (int)at.tasks[0]->task)->tint),
                 stroke_none());
    if (line == sheet->now)
        draw_box(frame->list, row, 4 * u, paint_none(),
                 stroke_solid(frame->theme->marks[MARK_PLAYHEAD], frame->scale.line_px));
    if (at.lost > 0) {
        const char *lost = FILL(TEXT_SOURCE_LOST_ID, words_number(frame, (int64_t)at.lost));
        const float width = draw_text_width(frame->list, lost, margin) + 2 * pad;
        draw_text(frame->list, point_at(rect_right(row) - pad, y), lost, margin);
        rect_cut_right(&rest, width);
    }
    draw_tokens(frame, sheet, &at, row);
    rect_cut_left(&rest, sheet->gutter_px);
    draw_textf(frame->list, point_at(rest.x - pad, y), number, "%u", line);
    code.max_px = rest.width;
    if (rest.width > 4 * sheet->size_px)
        draw_text(frame->list, point_at(rest.x, y), text, code);
}

static void draw_lines(struct frame *frame, const struct sheet *sheet, struct rect room)
{
    size_t bytes;
    const char *text = text_of_source(sheet->recording, sheet->source, &bytes), *end = text + bytes;
    const float half = frame->scale.pad_px * 0.5f;
    for (uint32_t line = 1; text < end && line < sheet->first + sheet->shown; line++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop ? stop : end;
        if (line >= sheet->first)
            draw_line_of(frame, sheet, line, line_text(frame, text, (size_t)(stop - text)),
                         rect_of(room.x - half, room.y + sheet->line_px * (float)(line - sheet->first),
                                 room.width + 2 * half, sheet->line_px));
        text = stop < end ? stop + 1 : end;
    }
}

// ---- round it ------------------------------------------------------------------------------------------------------

static const char *name_of(const struct recording *recording, int source)
{
    const char *name = recording->sources[source].name, *slash = strrchr(name, '/');
    return slash && slash[1] ? slash + 1 : name;
}

// Several: a name each, or where they have no room the next one.
static void draw_names(struct frame *frame, struct rect panel, int shown)
{
    const struct recording *recording = &frame->document->recording;
    const int count = (int)recording->source_count;
    const float pad = frame->scale.pad_px,
                height = draw_text_lines(frame->list, ui_text(frame, TYPE_LABEL, TEXT_MAIN)).line_px;
    const float title = draw_text_width(frame->list, name_of(recording, shown), ui_bold(frame, TYPE_LABEL, TEXT_SOFT));
    float all = 0;
    for (int i = 0; i < count && i < NAMES_MOST; i++)
        all += ui_link_width(frame, name_of(recording, i)) + pad * 0.9f;
    if (frame->scale.lecture || count < 2)
        return;
    float x = rect_right(panel) - pad * 0.1f - all;
    const bool each = count <= NAMES_MOST && x >= panel.x + 1.5f * pad + title;
    const char *next = FILL(TEXT_SOURCE_NEXT_ID, words_number(frame, shown + 1), words_number(frame, count));
    if (!each)
        x = rect_right(panel) - pad - ui_link_width(frame, next);
    if (x < panel.x + 1.5f * pad + title)
        return;
    for (int i = 0; i < (each ? count : 1); i++) {
        const char *name = each ? name_of(recording, i) : next;
        const float width = ui_link_width(frame, name);
        ui_link(frame, rect_of(x, panel.y + pad * 0.65f, width, height), name,
                (struct ui_press){ .id = ui_id("source", each ? i : -1),
                                   .group = ui_group("sources"),
                                   .action = ACTION_SOURCE,
                                   .argument = each ? i : (shown + 1) % count,
                                   .tip = text_of(frame->language, TEXT_SOURCE_TIP_ID),
                                   .chosen = each && i == shown });
        x += width + pad * 0.9f;
    }
}

static void draw_source(struct frame *frame, int source, struct rect room)
{
    struct sheet sheet = { .recording = &frame->document->recording, .source = source };
    lay_out(frame, &sheet, room);
    ui_hit(frame, (struct hit){ .rect = room,
                                .id = ui_id("source area", 0),
                                .kind = HIT_AREA,
                                .action = ACTION_SOURCE_SCROLL,
                                .argument = sheet.lines > sheet.shown ? (int64_t)(sheet.lines - sheet.shown) : 0 });
    draw_lines(frame, &sheet, room);
}

// As much of a name as has room in the panel's head.
static const char *title_of(struct frame *frame, const char *name, float room_px)
{
    const struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    const char *text = name;
    for (size_t bytes = strlen(name); bytes > 1 && text && draw_text_width(frame->list, text, style) > room_px;) {
        bytes = utf8_cut(name, bytes - 1);
        text = arena_printf(frame->arena, "%.*s…", (int)bytes, name);
    }
    return text ? text : "";
}

// Recordings say it in English.
static const char *why_none(struct frame *frame)
{
    const char *reason = frame->document->recording.watched->reason, *replaced = strstr(reason, WATCHED_REPLACED);
    if (replaced) {
        const char *file = arena_printf(frame->arena, "%.*s", (int)(replaced - reason), reason);
        return FILL(TEXT_SOURCE_REPLACED_ID, file ? file : "");
    }
    if (strcmp(reason, WATCHED_NO_DEBUG) == 0)
        return text_of(frame->language, TEXT_SOURCE_NO_DEBUG_ID);
    return reason[0] ? reason : text_of(frame->language, TEXT_SOURCE_NONE_WHY_ID);
}

void source_draw(struct frame *frame, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    const int source = source_shown(frame);
    const char *title = source >= 0 ? title_of(frame, name_of(recording, source), rect.width * 0.6f)
                                    : text_of(frame->language, TEXT_SOURCE_NONE_ID);
    const bool python = recording->watched->how == WATCH_PYTHON;
    const char *note = text_of(frame->language, python ? TEXT_SOURCE_PYTHON_NOTE_ID : TEXT_SOURCE_NOTE_ID);
    struct rect room = ui_panel(frame, rect, title, recording->source_count > 1 ? NULL : note);
    const float verdict = source_verdict_height(frame, room.width), most = room.height * 0.5f;
    if (source >= 0)
        draw_names(frame, rect, source);
    source_verdict_draw(frame, rect_cut_bottom(&room, fminf(verdict, most)));
    rect_cut_bottom(&room, frame->scale.gap_px * 0.6f);
    if (source >= 0)
        draw_source(frame, source, room);
    else
        ui_paragraph(frame, room, why_none(frame), ui_text(frame, TYPE_BODY, TEXT_SOFT));
}
