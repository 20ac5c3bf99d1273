// The code: a filled marker at the line that was just done, an outlined one where each worker goes on; under it what just
// happened.
//
// Bytecodes also show where the GIL may change hands: a head at each switch point, a red one with a line across where that
// lies between a load and its store, and a bracket from the load to the store. When the settings ask for another
// listing than the recorded run had, that one is shown, and says so; then nobody is at any line.
#include "view/stage/listing.h"
#include "view/stage/parts.h"
#include "view/stage/program.h"

#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"
#include "labs/balance/settings.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    TOKENS_SHOWN = 4, // at one line; more are counted
};

static const struct experiment *recorded(const struct frame *frame)
{
    return experiment_of(&frame->document->recording);
}

// Whose listing is shown: the recorded run's; of bytecodes the next one's, once it has others.
static const struct experiment *shown_experiment(const struct frame *frame)
{
    const struct experiment *next = settings_experiment(&frame->model->settings);
    const bool turned = next && frame->model->code == CODE_STEPS && guard_of(next)->bytecode &&
                        guard_program(next) != guard_program(recorded(frame));
    return turned ? next : recorded(frame);
}

// ---- one line ------------------------------------------------------------------------------------------------------

// Filled who has just done the line, outlined who goes on here.
static void draw_tokens(struct frame *frame, const struct listing_line *line, struct rect row, float width_px)
{
    const uint64_t all = line->at | line->done;
    const int here = __builtin_popcountll(all);
    const float whole = row.height * (frame->scale.lecture ? 1.04f : 0.9f),
                part = width_px / (float)(here <= TOKENS_SHOWN ? here : 2);
    const float size = whole < part ? whole : part;
    const bool named = here <= 2 && (!frame->scale.lecture || size * MARK_NAME_SHARE >= frame->scale.type[TYPE_SMALL]);
    int drawn = 0;
    for (uint64_t left = all; left; left &= left - 1, drawn++) {
        const uint32_t w = (uint32_t)__builtin_ctzll(left);
        const struct point centre = point_at(row.x + size / 2 + (float)drawn * size, rect_centre(row).y);
        if (here > TOKENS_SHOWN && drawn >= 1) {
            struct text_style more = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
            more.along = ALONG_MIDDLE;
            more.size_px = size * 0.5f;
            draw_textf(frame->list, point_at(row.x + size * 1.05f, centre.y), more, "+%d", here - 1);
            return;
        }
        const char *name = named ? words_name(frame, w) : NULL;
        if (line->done >> w & 1)
            mark_token(frame->list, frame->theme, centre, size, (int)w, name, frame->scale.u);
        else
            mark_token_hollow(frame->list, frame->theme, centre, size, (int)w, name, frame->scale.u,
                              frame->theme->grounds[GROUND_PANEL]);
    }
}

static void draw_tint(struct frame *frame, const struct listing_line *line, struct rect row)
{
    const struct theme *theme = frame->theme;
    if (line->done)
        draw_box(frame->list, row, frame->scale.radius_px * 0.5f,
                 paint_solid(theme_worker(theme, __builtin_ctzll(line->done))->tint), stroke_none());
    else if (line->at)
        draw_box(frame->list, row, frame->scale.radius_px * 0.5f, paint_none(),
                 stroke_solid(line->at & (line->at - 1) ? theme->trims[TRIM_EDGE]
                                                        : theme_worker(theme, __builtin_ctzll(line->at))->tint,
                              frame->scale.stroke_px));
}

// From a load to its store, beside the lines.
static void draw_bracket(struct frame *frame, const struct listing *listing, const struct listing_line *line,
                         struct rect row)
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
static void draw_point(struct frame *frame, const struct listing *listing, const struct listing_line *line,
                       struct rect row)
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
static void draw_stacks(struct frame *frame, const struct listing *listing, const struct listing_line *line,
                        struct rect room)
{
    const struct balance_present *present = listing->present;
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
    const struct listing_line *line = &listing->lines[index];
    struct text_style number = ui_mono(frame, TYPE_SMALL, line->at | line->done ? TEXT_SOFT : TEXT_FAINT),
                      text = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    const uint64_t all = line->at | line->done;
    const bool several = all & (all - 1);
    const bool numbered = listing->has_numbers || (!several && !frame->scale.lecture);
    const float tokens = numbered ? listing->gutter_px - 1.75f * listing->size_px
                                  : listing->gutter_px * (several ? 0.92f : 0.74f),
                y = rect_centre(row).y;
    number.along = text.along = ALONG_MIDDLE;
    number.across = ACROSS_RIGHT;
    number.size_px = listing->size_px * 0.8f;
    text.size_px = listing->size_px;
    text.figures = false;
    text.max_px = row.width - listing->gutter_px;
    text.foreign = listing->foreign;
    draw_tint(frame, line, row);
    draw_tokens(frame, line, rect_of(row.x + 2 * frame->scale.u, row.y, row.width, row.height),
                tokens - 2 * frame->scale.u);
    if (numbered)
        draw_textf(frame->list, point_at(row.x + listing->gutter_px - listing->size_px * 0.5f, y), number, "%d",
                   line->number);
    const struct rect used = draw_text(frame->list, point_at(row.x + listing->gutter_px, y), line->text, text);
    draw_bracket(frame, listing, line, row);
    draw_point(frame, listing, line, row);
    if (listing->present)
        draw_stacks(frame, listing, line,
                    rect_between(rect_right(used) + listing->size_px, row.y, rect_right(row), rect_bottom(row)));
}

// The choice of listing, at the right of the panel's head.
static void draw_choice(struct frame *frame, struct rect rect, const enum text_id *names, int count)
{
    const float pad = frame->scale.pad_px,
                height = draw_text_lines(frame->list, ui_text(frame, TYPE_LABEL, TEXT_MAIN)).line_px;
    const float y = rect.y + pad * 0.65f;
    const int chosen = (int)frame->model->code;
    float widths[CODE_COUNT], all = 0;
    for (int i = 0; i < count; i++) {
        widths[i] = ui_link_width(frame, text_of(frame->language, names[i]));
        all += widths[i] + (i > 0 ? pad * 0.9f : 0);
    }
    const float title = draw_text_width(frame->list, text_of(frame->language, TEXT_STAGE_CODE_ID),
                                        ui_bold(frame, TYPE_LABEL, TEXT_SOFT));
    float x = rect_right(rect) - pad - all;
    if (x < rect.x + pad * 1.5f + title)
        return;
    for (int i = 0; i < count; i++) {
        const struct ui_press press = { .id = ui_id("code", i),
                                        .group = ui_group("code panels"),
                                        .action = ACTION_CODE,
                                        .argument = i,
                                        .tip = text_of(frame->language, TEXT_STAGE_CODE_TIP_ID),
                                        .chosen = i == (int)(chosen < count ? chosen : 0) };
        ui_link(frame, rect_of(x, y, widths[i], height), text_of(frame->language, names[i]), press);
        x += widths[i] + pad * 0.9f;
    }
}

float stage_code_least_px(struct frame *frame)
{
    struct listing listing = { 0 };
    if (!frame->scale.lecture)
        return 0;
    listing_read(frame, &listing, guard_program(shown_experiment(frame)), frame->model->code);
    return listing_least_width(frame, &listing) + 2.2f * frame->scale.pad_px;
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
                             program_kinds[experiment_program(experiment)].name, ui_key_said(frame, ACTION_RUN, 0));
    style.along = other.along = ALONG_MIDDLE;
    if (experiment != recorded(frame)) {
        if (draw_text_width(frame->list, whose, other) > room->width && frame->scale.lecture)
            whose = FILL(TEXT_PYTHON_ID, python_of(experiment)->name); // short, but never unsaid
        words_shrink(frame, whose, &other, room->width);
        other.max_px = room->width;
        draw_text(frame->list, point_at(room->x, rect_cut_top(room, line).y + line / 2), whose, other);
    }
    if (program->bytecode && !frame->scale.lecture && words_shrink(frame, counted, &style, room->width))
        draw_text(frame->list, point_at(room->x, rect_cut_top(room, line).y + line / 2), counted, style);
    rect_cut_top(room, frame->scale.pad_px * 0.3f);
}

// What just happened; at the end why it came out so.
static void draw_foot(struct frame *frame, const struct balance_present *present, struct rect *room)
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

// What the two kinds of marker say, at the foot; where nobody is anywhere there is nothing to explain.
static void draw_legend(struct frame *frame, const struct listing *listing, struct rect *room)
{
    static const enum text_id words[] = { TEXT_STAGE_JUST_DONE_ID, TEXT_STAGE_GOES_ON_ID };
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float line = style.size_px * 1.5f, size = style.size_px * 0.62f;
    bool marked = false;
    for (int i = 0; i < listing->count; i++)
        marked |= listing->lines[i].at || listing->lines[i].done;
    if (!marked || frame->scale.lecture || room->height < 9 * line)
        return;
    const struct rect row = rect_cut_bottom(room, line);
    const float y = rect_centre(row).y;
    float x = row.x;
    style.along = ALONG_MIDDLE;
    for (int i = 0; i < 2; i++) {
        const char *text = text_of(frame->language, words[i]);
        if (x + size * 1.6f + draw_text_width(frame->list, text, style) > rect_right(row))
            return;
        draw_disc(frame->list, point_at(x + size / 2, y), size / 2, i ? paint_none() : paint_solid(style.colour),
                  stroke_solid(style.colour, frame->scale.line_px * 1.5f));
        x = rect_right(draw_text(frame->list, point_at(x + size * 1.6f, y), text, style)) + frame->scale.pad_px;
    }
}

// A faint line where something is folded; blank lines leave only the space.
static void draw_fold(struct frame *frame, const struct listing *listing, int index, float left_px, float y)
{
    bool tells = false;
    for (int i = index; i-- > 0 && listing->lines[i].folded;)
        tells |= listing->lines[i].keep > KEEP_BRACE;
    const float x = left_px + listing->gutter_px, u = frame->scale.u;
    if (tells)
        draw_line(frame->list, point_at(x, y), point_at(x + 3 * listing->line_px, y),
                  stroke_dashed(frame->theme->trims[TRIM_EDGE], frame->scale.line_px, 2 * u, 3 * u));
}

void listing_draw(struct frame *frame, const struct listing *listing, struct rect room)
{
    const float half = frame->scale.pad_px * 0.5f;
    const bool whole = listing_height(listing) <= room.height;
    float y = room.y;
    for (int i = 0, left = -1; i < listing->count; i++) {
        if (listing->lines[i].folded || ++left < listing->first || left >= listing->first + listing->shown)
            continue;
        if (whole && listing_is_after_fold(listing, i)) {
            draw_fold(frame, listing, i, room.x - half, y + listing->line_px * LISTING_FOLD_SHARE / 2);
            y += listing->line_px * LISTING_FOLD_SHARE;
        }
        draw_line_of(frame, listing, i, rect_of(room.x - half, y, room.width + 2 * half, listing->line_px));
        y += listing->line_px;
    }
}

void stage_code_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    const struct experiment *experiment = shown_experiment(frame);
    const struct program *program = guard_program(experiment);
    const enum code_panel code = frame->model->code;
    struct listing listing = { 0 };
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_STAGE_CODE_ID), NULL);
    if (!frame->scale.lecture) {
        const enum text_id names[CODE_COUNT] = { TEXT_STAGE_PYTHON_ID, TEXT_STAGE_C_ID,
                                                 guard_of(experiment)->bytecode ? TEXT_STAGE_BYTECODE_ID
                                                                                : TEXT_STAGE_STEPS_ID };
        draw_choice(frame, rect, names, CODE_COUNT);
        draw_foot(frame, present, &room);
    }
    if (code == CODE_STEPS && guard_of(experiment)->bytecode)
        draw_note(frame, &room, experiment, program);
    listing_read(frame, &listing, program, code);
    if (experiment == recorded(frame) && !stage_at_end(frame) && !present->now.fast) {
        listing_put_workers(frame, &listing, present, program, code);
        listing.present = listing.steps && program->bytecode ? present : NULL;
    }
    draw_legend(frame, &listing, &room);
    listing_lay_out(frame, &listing, room);
    listing_draw(frame, &listing, room);
}

// ---- another lab's -------------------------------------------------------------------------------------------------

static const struct lab_listing *lab_text(const struct frame *frame)
{
    const struct plan *plan = frame->document->recording.plan;
    return lab_of(plan->lab)->listing(plan, frame->model->code == CODE_C ? LAB_C : LAB_PYTHON);
}

float stage_lab_code_least_px(struct frame *frame)
{
    struct listing listing = { 0 };
    listing_read_lab(&listing, lab_text(frame));
    return listing_least_width(frame, &listing) + 2.2f * frame->scale.pad_px;
}

void stage_lab_code_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    static const enum text_id names[LAB_LANGUAGES] = { [LAB_PYTHON] = TEXT_STAGE_PYTHON_ID, [LAB_C] = TEXT_STAGE_C_ID };
    const struct lab_listing *text = lab_text(frame);
    struct listing listing = { 0 };
    struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_STAGE_CODE_ID), NULL);
    if (!frame->scale.lecture) {
        draw_choice(frame, rect, names, LAB_LANGUAGES);
        const float usual = fminf(stage_caption_height(frame), room.height * 0.4f),
                    whole = stage_at_end(frame) ? stage_caption_whole_height(frame, present, room.width) : 0;
        // At the end the lines of code give way to why it came out so.
        stage_caption_draw(frame, present, rect_cut_bottom(&room, fmaxf(usual, fminf(whole, room.height * 0.6f))));
        rect_cut_bottom(&room, frame->scale.pad_px * 0.5f);
    }
    listing_read_lab(&listing, text);
    if (!stage_at_end(frame))
        listing_put_tasks(frame, &listing, text, present->now.ns);
    listing_lay_out(frame, &listing, room);
    listing_draw(frame, &listing, room);
}

// ---- by itself -----------------------------------------------------------------------------------------------------

// False: there is no such program.
static bool read_program(struct frame *frame, struct listing *listing)
{
    const struct lab *lab = lab_of(frame->document->recording.plan->lab);
    if (recorded(frame))
        listing_read(frame, listing, guard_program(recorded(frame)), frame->model->code);
    else if (lab && lab->listing)
        listing_read_lab(listing, lab_text(frame));
    return listing->count > 0;
}

float stage_program_least_px(struct frame *frame)
{
    struct listing listing = { 0 };
    return read_program(frame, &listing) ? listing_least_width(frame, &listing) + 2.2f * frame->scale.pad_px : 0;
}

void stage_program_draw(struct frame *frame, struct rect rect)
{
    struct listing listing = { 0 };
    const struct rect room = ui_panel(frame, rect, text_of(frame->language, TEXT_STAGE_CODE_ID), NULL);
    if (!read_program(frame, &listing))
        return;
    listing_lay_out(frame, &listing, room);
    listing_draw(frame, &listing, room);
}
