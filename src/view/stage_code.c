// The code, with the line each worker is at; under it what just happened.
#include "view/stage_parts.h"

#include "base/text.h"
#include "experiment/guard.h"
#include "view/marks.h"

#include <stdio.h>
#include <string.h>

enum {
    LINES_MAX = 96,
    TOKENS_SHOWN = 4, // at one line; more are counted
};

struct line {
    const char *text;
    uint64_t at; // bit w: worker w is here
    enum step_looks looks;
};

struct listing {
    struct line lines[LINES_MAX];
    int count, first, shown;
    float size_px, line_px, gutter_px;
    bool steps;
};

static const struct program *program_of(const struct frame *frame)
{
    const struct experiment *experiment = frame->document->recording.experiment;
    return guard_program(experiment);
}

static void read_lines(struct listing *listing, const struct program *program, enum code_panel code)
{
    const char *const *source = code == CODE_C ? program->c : program->python;
    listing->steps = code == CODE_STEPS;
    if (listing->steps) {
        for (int i = 0; i < program->step_count && i < LINES_MAX; i++)
            listing->lines[listing->count++] =
                (struct line){ program->steps[i].text, 0, (enum step_looks)program->steps[i].looks };
        return;
    }
    for (int i = 0; i < LINES_MAX && source[i]; i++)
        listing->lines[listing->count++] = (struct line){ source[i], 0, LOOKS_NEVER };
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
    listing->first = middle - listing->shown / 3;
    const int last = listing->count - listing->shown;
    listing->first = listing->first < 0 ? 0 : listing->first > last ? last : listing->first;
}

static void draw_tokens(struct frame *frame, const struct line *line, struct rect row, float width_px)
{
    const uint32_t count = frame->document->recording.experiment->count;
    const int here = __builtin_popcountll(line->at);
    const float whole = row.height * 0.86f, part = width_px / (float)(here <= TOKENS_SHOWN ? here : 2);
    const float size = whole < part ? whole : part;
    const bool named = here <= 2 && (!frame->scale.lecture || size * 0.46f >= frame->scale.type[TYPE_SMALL]);
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
                   size, (int)w, named ? stage_name(frame, w) : NULL, frame->scale.u);
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

static void draw_line_of(struct frame *frame, const struct listing *listing, int index, struct rect row)
{
    const struct line *line = &listing->lines[index];
    struct text_style number = ui_mono(frame, TYPE_SMALL, line->at ? TEXT_SOFT : TEXT_FAINT),
                      text = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    const bool several = line->at & (line->at - 1);
    const float tokens = listing->gutter_px * (several ? 0.92f : 0.62f), y = rect_centre(row).y;
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
    draw_text(frame->list, point_at(row.x + listing->gutter_px, y), line->text, text);
    if (line->looks != LOOKS_NEVER)
        mark_head(frame->list,
                  point_at(row.x + listing->gutter_px - listing->size_px * 0.1f,
                           line->looks == LOOKS_BEFORE ? row.y : rect_bottom(row)),
                  1, 0, listing->size_px * 0.5f, frame->theme->marks[MARK_LOST]);
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
    read_lines(&listing, program_of(frame), frame->model->code);
    measure(frame, &listing, frame->scale.type[TYPE_SMALL]);
    return listing.gutter_px + widest(frame, &listing) + 2.2f * frame->scale.pad_px;
}

void stage_code_draw(struct frame *frame, const struct present *present, struct rect rect)
{
    const struct program *program = program_of(frame);
    struct listing listing = { 0 };
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_STAGE_CODE_ID), NULL);
    if (!frame->scale.lecture) {
        draw_choice(frame, rect, program->bytecode);
        float height = stage_caption_height(frame);
        height = height < room.height * 0.4f ? height : room.height * 0.4f;
        stage_caption_draw(frame, present, rect_cut_bottom(&room, height));
        rect_cut_bottom(&room, frame->scale.pad_px * 0.5f);
    }
    const enum code_panel code = frame->model->code;
    read_lines(&listing, program, code);
    put_workers(frame, &listing, present, program, code);
    lay_out(frame, &listing, room);
    for (int i = 0; i < listing.shown; i++)
        draw_line_of(frame, &listing, listing.first + i,
                     rect_of(room.x - frame->scale.pad_px * 0.5f, room.y + (float)i * listing.line_px,
                             room.width + frame->scale.pad_px, listing.line_px));
}
