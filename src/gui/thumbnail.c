// A lane a task with its states, below them the lost updates as heat, at the foot a few words. No legend, no pattern: at this size
// colours alone can be told apart.
#include "gui/thumbnail.h"

#include "base/utf8.h"
#include "document/build.h"
#include "gui/player.h"
#include "gui/png.h"
#include "gui/written.h"
#include "os/apart.h"
#include "os/memory.h"
#include "view/labs/came.h"
#include "view/looks/theme.h"
#include "view/shapes/draw.h"
#include "view/shapes/draw_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_BYTES (UINT64_C(1) << 30)
#define TIME_NS UINT64_C(4000000000) // of cpu

enum {
    LANES_MAX = 12,
    WORDS_BYTES = 120,
    NOTHING = 0xff, // no state
};

// What comes back from the process apart.
struct told {
    struct status status;
    uint8_t lanes, heated;                         // how many lanes; whether there is heat
    uint8_t states[LANES_MAX][THUMBNAIL_SIDE_MAX]; // what fills each column most: a kind of document/overview.h
    uint8_t heat[THUMBNAIL_SIDE_MAX];              // by column, 0 nothing was lost … 255 all
    uint8_t role;                                  // enum text_role, of the words
    char words[WORDS_BYTES];
};

// What it is asked for; it sees a copy, and the same `told`.
struct asked {
    const char *path;
    enum language language;
    int columns;
    struct told *told;
};

// ---- in the process apart --------------------------------------------------------------------------------------------

static uint64_t column_ns(const struct document *document, int column, int columns)
{
    const struct extent *extent = &document->extent;
    return extent->from_ns + (uint64_t)((double)(extent->to_ns - extent->from_ns) * column / columns);
}

static void tell_lanes(struct told *told, const struct document *document, int columns)
{
    const uint32_t tasks = document->recording.task_count;
    told->lanes = (uint8_t)(tasks < LANES_MAX ? tasks : LANES_MAX);
    for (int lane = 0; lane < told->lanes; lane++)
        for (int c = 0; c < columns; c++) {
            const int kind = track_most(&document->overview.states[lane], column_ns(document, c, columns),
                                        column_ns(document, c + 1, columns), NULL);
            told->states[lane][c] = kind < 0 ? NOTHING : (uint8_t)kind;
        }
}

static void tell_heat(struct told *told, const struct document *document, int columns)
{
    const struct cell_history *cell = &document->cell;
    told->heated = cell->kind && cell->stores > 0;
    for (int c = 0; told->heated && c < columns; c++) {
        const int64_t from = cell->kind->position_at(cell->of, column_ns(document, c, columns)) + 1;
        const int64_t to = cell->kind->position_at(cell->of, column_ns(document, c + 1, columns)) + 1;
        if (to > from)
            told->heat[c] =
                (uint8_t)(255 * sqrt((double)cell->kind->lost_between(cell->of, from, to) / (double)(to - from)));
    }
}

// What was lost, where all that was is known; else what the lists of what was seen say.
static const char *lost_words(struct arena *arena, enum language language, const struct document *document,
                              enum text_role *role)
{
    char number[TEXT_NUMBER_BYTES];
    const struct variable_sums *sums = &document->sums;
    const struct cell_history *cell = &document->cell;
    const bool command = sums->count > 0;
    const uint64_t lost = command ? sums->lost : cell->lost;
    if (!cell->kind || cell->stores == 0 || (command && (!sums->exact || sums->doubtful > 0)))
        return NULL;
    *role = lost > 0 ? TEXT_LOST : TEXT_GOOD;
    if (lost == 0)
        return text_of(language, TEXT_CAME_LOST_NOTHING_ID);
    const char *parts[] = { command ? text_grouped(number, (int64_t)lost)
                                    : text_percent(number, (double)lost / (double)cell->stores) };
    return text_fill(arena, language, TEXT_SOURCE_LOST_ID, parts, 1);
}

static void tell_words(struct told *told, const struct document *document, enum language language)
{
    struct arena arena = ARENA_EMPTY;
    enum text_role role = TEXT_MAIN;
    const char *words = lost_words(&arena, language, document, &role);
    if (!words)
        words = came_of(&arena, language, document);
    told->role = (uint8_t)role;
    snprintf(told->words, sizeof told->words, "%s", words ? words : "");
    arena_finish(&arena);
}

static void tell(void *context)
{
    const struct asked *asked = context;
    struct told *told = asked->told;
    struct recording recording = { 0 };
    struct document *document = calloc(1, sizeof *document);
    struct status status =
        document ? recording_read(&recording, asked->path) : status_make(STATUS_FAILED, "out of memory");
    if (status_is_ok(status))
        status = document_build(document, &recording);
    if (status_is_ok(status)) {
        tell_lanes(told, document, asked->columns);
        tell_heat(told, document, asked->columns);
        tell_words(told, document, asked->language);
    }
    told->status = status;
}

// ---- here ------------------------------------------------------------------------------------------------------------

// What stands in the memory is a stranger's: put within its ranges.
static struct status hold(struct told *told)
{
    const enum status_kind kind = told->status.kind;
    told->words[WORDS_BYTES - 1] = '\0';
    utf8_make_plain(told->words);
    told->lanes = told->lanes < LANES_MAX ? told->lanes : LANES_MAX;
    told->role = told->role < TEXT_COUNT ? told->role : TEXT_MAIN;
    if (kind == STATUS_OK)
        return status_ok();
    told->status.message[sizeof told->status.message - 1] = '\0';
    utf8_make_plain(told->status.message);
    return status_make(kind == STATUS_BAD_FILE ? STATUS_BAD_FILE : STATUS_FAILED, "%s", told->status.message);
}

struct layout {
    float margin, lanes_bottom, heat_bottom; // pixels
    struct rect words;
};

static struct layout lay_out(float width, float height)
{
    const float margin = fmaxf(1, roundf(width * 0.055f)), inner = height - 2 * margin;
    const bool has_words = width >= 96;
    const float heat = margin + roundf(inner * (has_words ? 0.7f : 1)),
                lanes = margin + roundf(inner * (has_words ? 0.56f : 0.8f));
    return (struct layout){ margin, lanes, heat,
                            rect_of(margin, heat + margin * 0.6f, width - 2 * margin,
                                    has_words ? height - margin - heat - margin * 0.6f : 0) };
}

static struct colour state_colour(const struct theme *theme, uint8_t kind)
{
    return kind == TRACK_ZOMBIE         ? theme->zombie.fill
           : kind == TRACK_BLOCKED_ELSE ? theme->states[STATE_BLOCKED].fill
                                        : theme->states[kind].fill;
}

// Columns of the same kind as one.
static void draw_lane(struct draw_list *list, const struct theme *theme, const uint8_t *states, int columns,
                      struct rect lane)
{
    draw_rect(list, lane, paint_solid(theme->grounds[GROUND_WELL]));
    for (int from = 0, to; from < columns; from = to) {
        for (to = from + 1; to < columns && states[to] == states[from];)
            to++;
        if (states[from] < TRACK_STATES && states[from] != STATE_DEAD)
            draw_rect(list, rect_of(lane.x + (float)from, lane.y, (float)(to - from), lane.height),
                      paint_solid(state_colour(theme, states[from])));
    }
}

static void draw_heat(struct draw_list *list, const struct theme *theme, const struct told *told, int columns,
                      struct rect strip)
{
    draw_rect(list, strip, paint_solid(theme->grounds[GROUND_WELL]));
    for (int c = 0; c < columns; c++)
        if (told->heat[c] > 0)
            draw_rect(list, rect_of(strip.x + (float)c, strip.y, 1, strip.height),
                      paint_solid(colour_faded(theme->marks[MARK_LOST], (uint8_t)(60 + told->heat[c] * 195 / 255))));
}

// As large as they have room, or not at all.
static void draw_words(struct draw_list *list, const struct theme *theme, const struct told *told, struct rect room)
{
    struct text_style style = {
        .face = FACE_BOLD, .colour = theme->texts[told->role], .along = ALONG_MIDDLE, .place = room
    };
    for (style.size_px = floorf(room.height * 0.95f); style.size_px >= 9; style.size_px--)
        if (draw_text_width(list, told->words, style) <= room.width)
            break;
    if (style.size_px >= 9 && draw_text_lines(list, style).line_px <= room.height * 1.4f)
        draw_text(list, point_at(room.x, rect_centre(room).y), told->words, style);
}

static void draw(struct draw_list *list, const struct told *told, int columns)
{
    const struct theme *theme = theme_get(THEME_DARK);
    const struct layout layout = lay_out(list->width_px, list->height_px);
    const float bottom = told->heated ? layout.lanes_bottom : layout.heat_bottom;
    const float gap = layout.margin > 4 ? roundf(layout.margin * 0.4f) : 1, wide = (float)columns;
    const int lanes = told->lanes > 0 ? told->lanes : 1;
    const float pitch = fmaxf((bottom - layout.margin + gap) / (float)lanes, gap + 1);
    for (int lane = 0; lane < told->lanes; lane++) {
        const float top = floorf(layout.margin + (float)lane * pitch),
                    next = floorf(layout.margin + (float)(lane + 1) * pitch);
        if (next - gap <= bottom + 1)
            draw_lane(list, theme, told->states[lane], columns,
                      rect_between(layout.margin, top, layout.margin + wide, next - gap));
    }
    if (told->heated)
        draw_heat(list, theme, told, columns,
                  rect_between(layout.margin, bottom + gap, layout.margin + wide, layout.heat_bottom));
    if (layout.words.height > 0)
        draw_words(list, theme, told, layout.words);
}

static struct status paint(const struct told *told, struct fonts *fonts, int width, int height, int columns,
                           const char *picture)
{
    struct arena arena = ARENA_EMPTY;
    struct draw_list list;
    struct canvas canvas = { 0 };
    draw_list_init(&list, &arena, fonts_metrics(fonts), width, height, theme_get(THEME_DARK)->grounds[GROUND_PANEL]);
    draw(&list, told, columns);
    struct status status = list.failed ? status_make(STATUS_FAILED, "not enough memory for a picture") : status_ok();
    if (status_is_ok(status))
        status = player_picture(fonts, &list, &canvas);
    if (status_is_ok(status))
        status = png_write(&canvas, picture);
    free(canvas.pixels);
    arena_finish(&arena);
    return status;
}

struct status thumbnail_write(const char *recording, const char *picture, int side_px, enum language language)
{
    const int height = side_px * 3 / 4, columns = side_px - 2 * (int)lay_out((float)side_px, (float)height).margin;
    const struct os_apart_limits limits = { MEMORY_BYTES, TIME_NS };
    struct fonts *fonts = NULL;
    void *memory = NULL;
    struct status status = written_fonts(&fonts, NULL);
    if (status_is_ok(status))
        status = os_memory_map_shared(sizeof(struct told), &memory);
    if (status_is_ok(status)) {
        const enum language written = written_without(fonts, language) ? LANGUAGE_EN : language;
        struct asked asked = { recording, written, columns, memory };
        asked.told->status = status_make(STATUS_FAILED, "it was not read to its end");
        status = os_apart(tell, &asked, limits);
    }
    struct told *told = status_is_ok(status) ? malloc(sizeof *told) : NULL;
    if (told) {
        memcpy(told, memory, sizeof *told);
        status = hold(told);
    } else if (status_is_ok(status)) {
        status = status_make(STATUS_FAILED, "not enough memory for a picture");
    }
    if (memory)
        os_memory_unmap(memory, sizeof(struct told));
    if (status_is_ok(status))
        status = paint(told, fonts, side_px, height, columns, picture);
    free(told);
    if (fonts)
        fonts_destroy(fonts);
    return status;
}
