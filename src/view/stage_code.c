// The code, with the line each worker is at; under it what just happened.
//
// Bytecodes also show where the GIL may change hands: a head at each switch point, a red one with a line across where that
// lies between a load and its store, and a bracket from the load to the store. When the settings ask for another
// listing than the recorded run had, that one is shown, and says so; then nobody is at any line.
#include "view/stage_parts.h"

#include "base/text.h"
#include "experiment/guard.h"
#include "experiment/listing.h"
#include "view/marks.h"
#include "view/words.h"

#include <math.h>

enum {
    LINES_MAX = 96,
    TOKENS_SHOWN = 4, // at one line; more are counted
};

struct line {
    const char *text;
    uint64_t at; // bit w: worker w is here
    enum step_looks looks;
    bool loaded, stays_loaded; // before the step, and after it, the balance is loaded for a store still to come
};

struct listing {
    struct line lines[LINES_MAX];
    int count, first, shown;
    float size_px, line_px, gutter_px;
    bool steps;
    const struct present *present; // of bytecodes that were run: what the workers hold
};

static const struct experiment *recorded(const struct frame *frame) { return frame->document->recording.experiment; }

// Whose listing is shown: the recorded run's; of bytecodes the next one's, once it has others.
static const struct experiment *shown_experiment(const struct frame *frame)
{
    const struct experiment *next = &frame->model->settings.experiment;
    const bool turned = frame->model->code == CODE_STEPS && guard_of(next)->bytecode &&
                        guard_program(next) != guard_program(recorded(frame));
    return turned ? next : recorded(frame);
}

static void read_lines(struct listing *listing, const struct program *program, enum code_panel code)
{
    const char *const *source = code == CODE_C ? program->c : program->python;
    listing->steps = code == CODE_STEPS;
    if (listing->steps) {
        for (int i = 0; i < program->step_count && i < LINES_MAX; i++)
            listing->lines[listing->count++] = (struct line){
                .text = program->steps[i].text,
                .looks = (enum step_looks)program->steps[i].looks,
                .loaded = program->bytecode && program_is_loaded(program, i),
                .stays_loaded = program->bytecode && program_is_loaded(program, i + 1),
            };
        return;
    }
    for (int i = 0; i < LINES_MAX && source[i]; i++)
        listing->lines[listing->count++] = (struct line){ .text = source[i] };
}

static void put_workers(struct frame *frame, struct listing *listing, const struct present *present,
                        const struct program *program, enum code_panel code)
{
    for (uint32_t w = 0; w < frame->document->recording.experiment->count; w++) {
        const int step = present_step(present, frame->document, w);
        if (step < 0)
            continue;
        const struct step *at = &program->steps[step];
        const int line = code == CODE_STEPS ? step : (code == CODE_C ? at->c_line : at->python_line) - 1;
        if (line >= 0 && line < listing->count)
            listing->lines[line].at |= UINT64_C(1) << w;
    }
}

static void measure(const struct frame *frame, struct listing *listing, float size_px)
{
    struct text_style mono = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    mono.size_px = size_px;
    listing->size_px = size_px;
    listing->line_px = draw_text_lines(frame->list, mono).line_px * 1.22f;
    listing->gutter_px = listing->line_px * (frame->scale.lecture ? 1.5f : 2.2f);
}

static float widest(const struct frame *frame, const struct listing *listing)
{
    struct text_style mono = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    float width = 0;
    mono.size_px = listing->size_px;
    mono.figures = false;
    for (int i = 0; i < listing->count; i++) {
        const float one = draw_text_width(frame->list, listing->lines[i].text, mono);
        width = one > width ? one : width;
    }
    return width;
}

// The largest type in which all lines fit; below what can be read, the part round the workers' lines is shown.
static void lay_out(const struct frame *frame, struct listing *listing, struct rect room)
{
    const int most = (int)frame->scale.type[TYPE_BODY];
    const int least = frame->scale.lecture ? (int)frame->scale.type[TYPE_SMALL] : 7;
    for (int size = most; size >= least; size--) {
        measure(frame, listing, (float)size);
        // Height can be scrolled through, width cannot.
        const bool high = listing->line_px * (float)listing->count > room.height && size > 11;
        if (!high && listing->gutter_px + widest(frame, listing) <= room.width)
            break;
    }
    listing->shown = (int)(room.height / listing->line_px);
    listing->shown = listing->shown < listing->count ? listing->shown : listing->count;
    int middle = 0;
    for (int i = 0; i < listing->count && middle == 0; i++)
        middle = listing->lines[i].at ? i : 0;
    for (int i = 0; i < listing->count && middle == 0; i++) // nobody is anywhere: what can go wrong
        middle = listing->lines[i].loaded ? i : 0;
    listing->first = middle - listing->shown / 3;
    const int last = listing->count - listing->shown;
    listing->first = listing->first < 0 ? 0 : listing->first > last ? last : listing->first;
}

static void draw_tokens(struct frame *frame, const struct line *line, struct rect row, float width_px)
{
    const uint32_t count = frame->document->recording.experiment->count;
    const int here = __builtin_popcountll(line->at);
    const float whole = row.height * (frame->scale.lecture ? 1.04f : 0.86f),
                part = width_px / (float)(here <= TOKENS_SHOWN ? here : 2);
    const float size = whole < part ? whole : part;
    const bool named = here <= 2 && (!frame->scale.lecture || size * MARK_NAME_SHARE >= frame->scale.type[TYPE_SMALL]);
    int drawn = 0;
    for (uint32_t w = 0; w < count; w++) {
        if (!(line->at >> w & 1))
            continue;
        if (here > TOKENS_SHOWN && drawn >= 1) {
            struct text_style more = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
            more.along = ALONG_MIDDLE;
            more.size_px = size * 0.5f;
            draw_textf(frame->list, point_at(row.x + size * 1.05f, rect_centre(row).y), more, "+%d", here - 1);
            return;
        }
        mark_token(frame->list, frame->theme, point_at(row.x + size / 2 + (float)drawn * size, rect_centre(row).y),
                   size, (int)w, named ? words_name(frame, w) : NULL, frame->scale.u);
        drawn++;
    }
}

static void draw_tint(struct frame *frame, const struct line *line, struct rect row)
{
    if (!line->at)
        return;
    const int worker = __builtin_ctzll(line->at);
    const bool several = line->at & (line->at - 1);
    const struct colour tint =
        several ? frame->theme->grounds[GROUND_SELECTED] : theme_worker(frame->theme, worker)->tint;
    draw_box(frame->list, row, frame->scale.radius_px * 0.5f, paint_solid(tint), stroke_none());
}

// From a load to its store, beside the lines.
static void draw_bracket(struct frame *frame, const struct listing *listing, const struct line *line, struct rect row)
{
    const float x = row.x + listing->gutter_px - listing->size_px * 0.28f, width = fmaxf(1.5f * frame->scale.u, 1),
                foot = listing->size_px * 0.22f, middle = rect_centre(row).y;
    const struct paint paint = paint_solid(frame->theme->marks[MARK_LOST]);
    if (!line->loaded && !line->stays_loaded)
        return;
    const float top = line->loaded ? row.y : middle, bottom = line->stays_loaded ? rect_bottom(row) : middle;
    draw_rect(frame->list, rect_of(x, top, width, bottom - top), paint);
    if (line->loaded != line->stays_loaded)
        draw_rect(frame->list, rect_of(x, middle, foot, width), paint);
}

// Where the GIL may change hands.
static void draw_point(struct frame *frame, const struct listing *listing, const struct line *line, struct rect row)
{
    if (line->looks == LOOKS_NEVER)
        return;
    const bool inside = line->looks == LOOKS_BEFORE ? line->loaded : line->stays_loaded;
    const float y = line->looks == LOOKS_BEFORE ? row.y : rect_bottom(row), size = listing->size_px,
                x = row.x + listing->gutter_px - size * 0.1f;
    const struct colour colour = frame->theme->marks[inside ? MARK_LOST : MARK_LINE];
    if (inside)
        draw_line(frame->list, point_at(x, y), point_at(rect_right(row), y),
                  stroke_dashed(colour, frame->scale.line_px, 3 * frame->scale.u, 4 * frame->scale.u));
    mark_head(frame->list, point_at(x, y), 1, 0, size * 0.5f, colour);
}

// What the workers at this line hold: loaded, and not yet stored.
static void draw_stacks(struct frame *frame, const struct listing *listing, const struct line *line, struct rect room)
{
    const struct present *present = listing->present;
    const char *whole = NULL, *values = NULL;
    bool stale = false;
    int holders = 0;
    for (uint32_t w = 0; w < recorded(frame)->count; w++) {
        if (!(line->at >> w & 1) || !present_holds(present, w))
            continue;
        const char *value = words_number(frame, present->held[w]);
        stale |= present->behind[w] > 0;
        whole = FILL(present->behind[w] > 0 ? TEXT_STAGE_STACK_STALE_ID : TEXT_STAGE_STACK_ID, value);
        values = holders == 0 ? value : arena_printf(frame->arena, "%s  %s", values ? values : "", value);
        holders++;
    }
    if (!values)
        return;
    struct text_style style = ui_text(frame, TYPE_SMALL, stale ? TEXT_LOST : TEXT_MAIN);
    const float pad = 5 * frame->scale.u, least = frame->scale.lecture ? style.size_px : 8;
    const char *text = holders == 1 ? whole : values;
    if (draw_text_width(frame->list, text, style) + 2 * pad > room.width)
        text = values;
    const float height = room.height - 2;
    while (style.size_px > least &&
           (style.size_px * 1.35f > height || draw_text_width(frame->list, text, style) + 2 * pad > room.width))
        style.size_px -= 1;
    const float width = draw_text_width(frame->list, text, style) + 2 * pad;
    if (width > room.width || style.size_px * 1.35f > height)
        return;
    const struct rect cell = rect_of(rect_right(room) - width - 2, room.y + 1, width, height);
    draw_box(
        frame->list, cell, 3 * frame->scale.u, paint_solid(frame->theme->grounds[GROUND_WELL]),
        stroke_solid(stale ? frame->theme->marks[MARK_LOST] : frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(cell.x + pad, rect_centre(cell).y), text, style);
}

static void draw_line_of(struct frame *frame, const struct listing *listing, int index, struct rect row)
{
    const struct line *line = &listing->lines[index];
    struct text_style number = ui_mono(frame, TYPE_SMALL, line->at ? TEXT_SOFT : TEXT_FAINT),
                      text = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    const bool several = line->at & (line->at - 1);
    const float tokens = listing->gutter_px * (several                ? 0.92f
                                               : frame->scale.lecture ? 0.74f
                                                                      : 0.62f),
                y = rect_centre(row).y;
    number.along = text.along = ALONG_MIDDLE;
    number.across = ACROSS_RIGHT;
    number.size_px = listing->size_px * 0.8f;
    text.size_px = listing->size_px;
    text.figures = false;
    text.max_px = row.width - listing->gutter_px;
    draw_tint(frame, line, row);
    draw_tokens(frame, line, rect_of(row.x + 2 * frame->scale.u, row.y, row.width, row.height),
                tokens - 2 * frame->scale.u);
    if (!several && !frame->scale.lecture) // a lecture's gutter has room for workers only
        draw_textf(frame->list, point_at(row.x + listing->gutter_px - listing->size_px * 0.5f, y), number, "%d",
                   index + 1);
    const struct rect used = draw_text(frame->list, point_at(row.x + listing->gutter_px, y), line->text, text);
    draw_bracket(frame, listing, line, row);
    draw_point(frame, listing, line, row);
    if (listing->present)
        draw_stacks(frame, listing, line,
                    rect_between(rect_right(used) + listing->size_px, row.y, rect_right(row), rect_bottom(row)));
}

// The choice of listing, at the right of the panel's head.
static void draw_choice(struct frame *frame, struct rect rect, bool bytecode)
{
    const enum text_id names[CODE_COUNT] = { TEXT_STAGE_PYTHON_ID, TEXT_STAGE_C_ID,
                                             bytecode ? TEXT_STAGE_BYTECODE_ID : TEXT_STAGE_STEPS_ID };
    const float pad = frame->scale.pad_px,
                height = draw_text_lines(frame->list, ui_text(frame, TYPE_LABEL, TEXT_MAIN)).line_px;
    const float y = rect.y + pad * 0.65f;
    float widths[CODE_COUNT], all = 0;
    for (int i = 0; i < CODE_COUNT; i++) {
        widths[i] = ui_link_width(frame, text_of(frame->language, names[i]));
        all += widths[i] + (i > 0 ? pad * 0.9f : 0);
    }
    const float title = draw_text_width(frame->list, text_of(frame->language, TEXT_STAGE_CODE_ID),
                                        ui_bold(frame, TYPE_LABEL, TEXT_SOFT));
    float x = rect_right(rect) - pad - all;
    if (x < rect.x + pad * 1.5f + title)
        return;
    for (int i = 0; i < CODE_COUNT; i++) {
        const struct ui_press press = { .id = ui_id("code", i),
                                        .group = 40,
                                        .action = ACTION_CODE,
                                        .argument = i,
                                        .tip = text_of(frame->language, TEXT_STAGE_CODE_TIP_ID),
                                        .chosen = (int)frame->model->code == i };
        ui_link(frame, rect_of(x, y, widths[i], height), text_of(frame->language, names[i]), press);
        x += widths[i] + pad * 0.9f;
    }
}

float stage_code_least_px(struct frame *frame)
{
    struct listing listing = { 0 };
    if (!frame->scale.lecture)
        return 0;
    read_lines(&listing, guard_program(shown_experiment(frame)), frame->model->code);
    measure(frame, &listing, frame->scale.type[TYPE_SMALL]);
    return listing.gutter_px + widest(frame, &listing) + 2.2f * frame->scale.pad_px;
}

// How many switch points there are, and of a listing that was not run whose it is.
static void draw_note(struct frame *frame, struct rect *room, const struct experiment *experiment,
                      const struct program *program)
{
    const struct switch_points points = program_switch_points(program);
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT), other = ui_bold(frame, TYPE_SMALL, TEXT_ACCENT);
    const float line = draw_text_lines(frame->list, style).line_px * 1.15f;
    const char *counted =
                   FILL(TEXT_STAGE_POINTS_ID, words_number(frame, points.all), words_number(frame, points.inside)),
               *whose = FILL(TEXT_STAGE_OTHER_LISTING_ID, python_name((enum python_version)experiment->python),
                             program_kinds[experiment_program(experiment)].name);
    style.along = other.along = ALONG_MIDDLE;
    if (experiment != recorded(frame)) {
        if (draw_text_width(frame->list, whose, other) > room->width && frame->scale.lecture)
            whose = FILL(TEXT_PYTHON_ID, python_of(experiment)->name); // short, but never unsaid
        stage_fit(frame, whose, &other, room->width);
        other.max_px = room->width;
        draw_text(frame->list, point_at(room->x, rect_cut_top(room, line).y + line / 2), whose, other);
    }
    if (program->bytecode && !frame->scale.lecture && stage_fit(frame, counted, &style, room->width))
        draw_text(frame->list, point_at(room->x, rect_cut_top(room, line).y + line / 2), counted, style);
    rect_cut_top(room, frame->scale.pad_px * 0.3f);
}

// What just happened; at the end why it came out so.
static void draw_foot(struct frame *frame, const struct present *present, struct rect *room)
{
    const float usual = fminf(stage_caption_height(frame), room->height * 0.4f),
                wanted = stage_at_end(frame) ? stage_reasons_height(frame, room->width, room->height * 0.6f) : 0;
    const struct rect foot = rect_cut_bottom(room, fmaxf(usual, wanted));
    if (wanted > 0)
        stage_reasons_draw(frame, foot);
    else
        stage_caption_draw(frame, present, foot);
    rect_cut_bottom(room, frame->scale.pad_px * 0.5f);
}

void stage_code_draw(struct frame *frame, const struct present *present, struct rect rect)
{
    const struct experiment *experiment = shown_experiment(frame);
    const struct program *program = guard_program(experiment);
    const enum code_panel code = frame->model->code;
    struct listing listing = { 0 };
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_STAGE_CODE_ID), NULL);
    if (!frame->scale.lecture) {
        draw_choice(frame, rect, guard_of(experiment)->bytecode);
        draw_foot(frame, present, &room);
    }
    if (code == CODE_STEPS && guard_of(experiment)->bytecode)
        draw_note(frame, &room, experiment, program);
    read_lines(&listing, program, code);
    if (experiment == recorded(frame)) {
        put_workers(frame, &listing, present, program, code);
        listing.present = listing.steps && program->bytecode ? present : NULL;
    }
    lay_out(frame, &listing, room);
    for (int i = 0; i < listing.shown; i++)
        draw_line_of(frame, &listing, listing.first + i,
                     rect_of(room.x - frame->scale.pad_px * 0.5f, room.y + (float)i * listing.line_px,
                             room.width + frame->scale.pad_px, listing.line_px));
}
