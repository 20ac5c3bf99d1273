// The model above, the real one below, both from the moment on at which their threads first met the GIL, on one scale of time: the
// row that the timeline has of a GIL, below it the threads', and the figures beside.
//
// Each part is drawn as its own document's, by the timeline's rows; the same thread has the same colour in both.
#include "view/compare/real.h"

#include "view/compare/real_sight.h"

#include "base/clock_text.h"
#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/python/python.h"
#include "labs/balance/settings.h"
#include "view/compare/compare_model.h"
#include "view/labs/sentence.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/timeline/row.h"
#include "view/ui/words.h"

#include <math.h>

// ---- words ---------------------------------------------------------------------------------------------------------

static enum python_version dial_of(const struct model *model)
{
    return (enum python_version)settings_experiment(&model->settings)->python;
}

const char *real_missing(struct arena *arena, enum language language, const struct model *model)
{
    if (!settings_experiment(&model->settings))
        return "";
    const enum python_version python = dial_of(model);
    const char *name = python_name(python);
    if (pythons[python].lock == GIL_NONE)
        return text_fill(arena, language, TEXT_REAL_FREE_ID, &name, 1);
    return model->compare->real.interpreters[python][0] ? NULL
                                                        : text_fill(arena, language, TEXT_REAL_NONE_ID, &name, 1);
}

const char *real_version(struct frame *frame) { return FILL(TEXT_REAL_VERSION_ID, python_name(dial_of(frame->model))); }

const char *real_start_tip(struct frame *frame)
{
    const char *missing = real_missing(frame->arena, frame->language, frame->model);
    return missing ? missing
                   : FILL(TEXT_REAL_START_TIP_ID, frame->model->compare->real.interpreters[dial_of(frame->model)]);
}

// The version of the pair that is shown, as the real one tells itself.
static const char *pair_version(const struct real_model *real)
{
    const char *told = real->figures[BESIDE_REAL].version;
    return told[0] ? told
                   : python_name((enum python_version)experiment_of(&real->runs[BESIDE_MODEL]->recording)->python);
}

static const char *progress_text(struct frame *frame)
{
    const struct real_model *real = &frame->model->compare->real;
    char share[TEXT_NUMBER_BYTES];
    if (real->phase == REAL_READS)
        return text_of(frame->language, TEXT_REAL_READS_ID);
    if (real->phase == REAL_RECORDS)
        return FILL(TEXT_REAL_RECORDS_ID, python_name(dial_of(frame->model)));
    return FILL(TEXT_REAL_MODEL_RUNS_ID,
                text_percent(share, real->in_all ? (double)real->made / (double)real->in_all : 0));
}

const char *real_title(struct frame *frame, struct text_style style, float room_px)
{
    const struct compare_model *compare = frame->model->compare;
    const struct real_model *real = &compare->real;
    const struct document *run = real->runs[BESIDE_MODEL];
    const char *version = run ? pair_version(real) : python_name(dial_of(frame->model));
    const struct plan *plan = run ? run->recording.plan : &frame->model->settings.plan;
    const char *texts[] = { FILL(TEXT_REAL_TITLE_ID, version,
                                 sentence_without_variant(frame->arena, frame->language, plan, SENTENCE_NUMBERS)),
                            FILL(TEXT_REAL_TITLE_SHORT_ID, version), version };
    if (compare->running && compare->running_page == PAGE_REAL)
        texts[0] = progress_text(frame);
    return words_first_fitting(frame, texts, 3, style, room_px);
}

// ---- laying out ----------------------------------------------------------------------------------------------------

enum {
    THREADS_MOST = 8,
    ROWS_MOST = THREADS_MOST + 1,
};

// One part: its title above its rows, with the figures at the right.
struct part {
    enum beside_part which;
    struct frame frame; // of its own document
    struct theme theme;
    struct timeline_axis axis;
    struct rect title, labels, figures, plots;
    struct timeline_row rows[ROWS_MOST];
    int count;
    uint32_t left_out; // threads
};

// The program's threads have the colours and shapes that the model's have: its first thread, which made them, comes first here.
static void colour_threads(struct theme *theme, const struct document *document)
{
    const struct theme plain = *theme;
    uint32_t before = 0;
    while (before < document->recording.task_count && !beside_counts(&document->recording, before))
        before++;
    for (uint32_t i = 0; i < SHAPE_COUNT; i++)
        theme->workers[(i + before) % SHAPE_COUNT] = plain.workers[i];
}

static float row_gap(const struct frame *frame) { return 4 * frame->scale.u; }

// How high a row is to be read, as the timeline has it.
static float row_least(const struct frame *frame)
{
    return frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.44f : 20 * frame->scale.u;
}

// The GIL's row, then as many threads as there is room for.
static void place_rows(struct part *part, struct rect room)
{
    const struct recording *recording = &part->frame.document->recording;
    const struct beside_run *figures = &part->frame.model->compare->real.figures[part->which];
    const float gap = row_gap(&part->frame), least = row_least(&part->frame), most = 58 * part->frame.scale.u;
    uint32_t threads = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        threads += beside_counts(recording, t);
    uint32_t shown = threads < THREADS_MOST ? threads : THREADS_MOST;
    while (shown > 0 && room.height < (least + gap) * ((float)shown + 1.8f))
        shown--;
    const float unit = fminf((room.height - gap * (float)shown) / ((float)shown + 1.8f), most);
    part->left_out = threads - shown;
    part->count = 0;
    if (figures->gil_known)
        part->rows[part->count++] = (struct timeline_row){ &timeline_gil_row, (int)figures->resource,
                                                           rect_cut_top(&room, floorf(unit * 1.8f)) };
    for (uint32_t t = 0; t < recording->task_count && shown > 0; t++) {
        if (!beside_counts(recording, t))
            continue;
        rect_cut_top(&room, gap);
        part->rows[part->count++] =
            (struct timeline_row){ &timeline_worker_row, (int)t, rect_cut_top(&room, floorf(unit)) };
        shown--;
    }
}

static void lay_out(struct part *part, const struct frame *frame, struct rect room, float labels_px, float figures_px)
{
    const struct real_model *real = &frame->model->compare->real;
    part->theme = *frame->theme;
    part->frame = *frame;
    part->frame.document = real->runs[part->which];
    part->frame.language = text_spoken(frame->model->language, false);
    colour_threads(&part->theme, part->frame.document);
    part->frame.theme = &part->theme;
    part->title = rect_cut_top(&room, frame->scale.type[TYPE_BODY] * 1.9f);
    part->figures = rect_cut_right(&room, figures_px);
    rect_cut_right(&room, 2 * frame->scale.gap_px);
    part->labels = rect_cut_left(&room, labels_px);
    part->plots = room;
    part->axis = real_sight_axis(real, part->which, room);
    place_rows(part, room);
}

// ---- figures -------------------------------------------------------------------------------------------------------

static const struct {
    enum beside_figure figure;
    enum text_id label, tip;
} lines[] = {
    { BESIDE_SLICE, TEXT_REAL_SLICE_ID, TEXT_REAL_SLICE_TIP_ID },
    { BESIDE_PACE, TEXT_REAL_PACE_ID, TEXT_REAL_PACE_TIP_ID },
    { BESIDE_WAITING, TEXT_REAL_WAITING_ID, TEXT_REAL_WAITING_TIP_ID },
    { BESIDE_SWITCHES, TEXT_REAL_SWITCHES_ID, TEXT_REAL_PACE_TIP_ID },
    { BESIDE_FORCED, TEXT_REAL_FORCED_ID, TEXT_REAL_FORCED_TIP_ID },
    { BESIDE_FINAL, TEXT_REAL_FINAL_ID, TEXT_REAL_LOST_TIP_ID },
    { BESIDE_LOST, TEXT_REAL_LOST_ID, TEXT_REAL_LOST_TIP_ID },
};

enum {
    LINES = sizeof lines / sizeof *lines,
};

static const char *figure_text(struct frame *frame, const struct beside_run *run, enum beside_figure figure)
{
    const double value = beside_value(run, figure);
    char text[TEXT_NUMBER_BYTES];
    if (isnan(value))
        return "–";
    if (beside_units[figure] == BESIDE_NS)
        return words_time(frame, (uint64_t)value);
    if (beside_units[figure] == BESIDE_COUNT)
        return words_number(frame, (int64_t)value);
    const char *copy =
        arena_printf(frame->arena, "%s",
                     beside_units[figure] == BESIDE_SHARE ? text_percent(text, value) : text_decimal(text, value));
    return copy ? copy : "";
}

static struct text_style label_style(const struct frame *frame) { return ui_text(frame, TYPE_BODY, TEXT_SOFT); }
static struct text_style value_style(const struct frame *frame) { return ui_mono(frame, TYPE_BODY, TEXT_MAIN); }

// As wide as its widest line, but not more than a third of the page.
static float figures_width(struct frame *frame, float page_px)
{
    const struct real_model *real = &frame->model->compare->real;
    float label = 0, value = 0;
    for (int i = 0; i < LINES; i++) {
        label =
            fmaxf(label, draw_text_width(frame->list, text_of(frame->language, lines[i].label), label_style(frame)));
        for (int part = 0; part < BESIDE_PARTS; part++)
            value = fmaxf(value, draw_text_width(frame->list, figure_text(frame, &real->figures[part], lines[i].figure),
                                                 value_style(frame)));
    }
    return fminf(label + value + 2 * frame->scale.gap_px, page_px * 0.34f);
}

static void draw_figures(struct frame *frame, const struct part *part)
{
    const struct beside_run *run = &frame->model->compare->real.figures[part->which];
    struct rect room = part->figures;
    const float line =
        fminf(frame->scale.type[TYPE_BODY] * 1.9f, fmaxf(frame->scale.type[TYPE_BODY] * 1.2f, room.height / LINES));
    const float names = room.width * 0.62f;
    for (int i = 0; i < LINES && room.height >= line; i++) {
        const struct rect row = rect_cut_top(&room, line);
        words_fit_end(frame, rect_of(row.x, row.y, names, row.height), text_of(frame->language, lines[i].label),
                      label_style(frame), false);
        words_fit_end(frame, rect_of(row.x + names, row.y, row.width - names, row.height),
                      figure_text(frame, run, lines[i].figure), value_style(frame), true);
        ui_explain(frame, row, text_of(frame->language, lines[i].tip));
    }
}

// ---- a part --------------------------------------------------------------------------------------------------------

// Where only some of it is in sight: which.
static const char *stretch_text(struct frame *frame, const struct part *part)
{
    const struct gil_figures *gil = &frame->model->compare->real.figures[part->which].gil;
    return FILL(TEXT_REAL_STRETCH_ID, words_time(frame, part->axis.from_ns - gil->from_ns),
                words_time(frame, part->axis.to_ns - gil->from_ns), words_time(frame, gil->to_ns - gil->from_ns));
}

static void draw_title(struct frame *frame, const struct part *part)
{
    const struct real_model *real = &frame->model->compare->real;
    const char *open = text_of(frame->language, TEXT_REAL_OPEN_ID);
    struct rect rect = part->title, beside = rect_cut_left(&rect, part->plots.x - rect.x);
    const struct rect link = rect_cut_right(&rect, ui_link_width(frame, open));
    const char *name =
        part->which == BESIDE_MODEL
            ? FILL(TEXT_REAL_MODEL_ID,
                   python_name((enum python_version)experiment_of(&real->runs[BESIDE_MODEL]->recording)->python))
            : FILL(TEXT_REAL_RECORDED_ID, pair_version(real));
    const struct rect used = words_fit_end(frame, rect, name, ui_bold(frame, TYPE_BODY, TEXT_MAIN), false);
    if (!real_sight_is_whole(real)) {
        rect_cut_left(&rect, used.width + 2 * frame->scale.gap_px);
        words_fit_end(frame, rect, stretch_text(frame, part), ui_text(frame, TYPE_SMALL, TEXT_FAINT), false);
    }
    if (part->left_out > 0) {
        const char *count = words_number(frame, part->left_out);
        rect_cut_right(&beside, 8 * frame->scale.u);
        words_fit_end(frame, beside, FILL(TEXT_REAL_MORE_ID, count), ui_text(frame, TYPE_SMALL, TEXT_FAINT), true);
        ui_explain(frame, beside, FILL(TEXT_REAL_MORE_TIP_ID, count));
    }
    if (!frame->scale.lecture) // which has no controls
        ui_link(
            frame, link, open,
            (struct ui_press){ .id = ui_id("real open", part->which),
                               .group = ui_group("real open"),
                               .action = ACTION_COMPARE_OPEN,
                               .argument = compared_run_argument((struct compared_run){ PAGE_REAL, (int)part->which }),
                               .tip = text_of(frame->language, TEXT_REAL_OPEN_TIP_ID) });
}

static void draw_label(struct frame *frame, const struct part *part, const struct timeline_row *row)
{
    struct rect rect = rect_of(part->labels.x, row->rect.y, part->labels.width - 8 * frame->scale.u, row->rect.height);
    if (row->kind == &timeline_gil_row) {
        timeline_words_draw(frame, rect, words_resource(frame, row->index), TEXT_SOFT);
        ui_explain(frame, rect, row->kind->explain(frame, row));
        return;
    }
    const float most = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.42f : 30 * frame->scale.u,
                size = fminf(fminf(rect.height, most), rect.width);
    mark_token(frame->list, frame->theme, point_at(rect_right(rect) - size / 2, rect_centre(rect).y), size, row->index,
               words_token(frame, (uint32_t)row->index), frame->scale.u);
    ui_explain(frame, rect, words_name(frame, (uint32_t)row->index));
}

static const char *tip_at(struct frame *frame, const struct part *part)
{
    const struct point at = frame->ui->pointer;
    for (int i = 0; i < part->count; i++) {
        const struct timeline_row *row = &part->rows[i];
        if (!rect_holds(row->rect, at))
            continue;
        char clock[CLOCK_TEXT_BYTES];
        const struct real_model *real = &frame->model->compare->real;
        const uint64_t ns = timeline_ns(&part->axis, at.x), start = real->figures[part->which].gil.from_ns;
        clock_text(clock, ns > start ? ns - start : 0, real_sight_whole(real));
        struct frame own = part->frame;
        const char *text = arena_printf(frame->arena, "%s   %s", clock, row->kind->words(&own, &part->axis, row, ns));
        return text ? text : "";
    }
    return text_of(frame->language, TEXT_REAL_ROWS_TIP_ID);
}

static void draw_rows(struct frame *frame, struct part *part)
{
    struct frame *own = &part->frame;
    const uint32_t id = ui_id("real rows", part->which);
    for (int i = 0; i < part->count; i++) {
        draw_label(own, part, &part->rows[i]);
        draw_clip_push(frame->list, part->rows[i].rect, false);
        part->rows[i].kind->draw(own, &part->axis, &part->rows[i]);
        draw_clip_pop(frame->list);
    }
    if (!frame->model->compare->real.figures[part->which].gil_known)
        ui_paragraph(frame, part->plots, text_of(frame->language, TEXT_REAL_NOT_FOUND_ID),
                     ui_text(frame, TYPE_BODY, TEXT_SOFT));
    ui_hit(frame, (struct hit){ .rect = part->plots,
                                .id = id,
                                .kind = HIT_AREA,
                                .action = ACTION_COMPARE_ROWS,
                                .argument = part->which,
                                .tip = frame->ui->hover == id ? tip_at(frame, part) : NULL });
}

// A hair line under the pointer, across both.
static void draw_pointer(struct frame *frame, const struct part *parts)
{
    for (int i = 0; i < BESIDE_PARTS; i++)
        if (frame->ui->hover == ui_id("real rows", i))
            draw_rect(frame->list,
                      rect_of(frame->ui->pointer.x, parts[0].plots.y, frame->scale.line_px,
                              rect_bottom(parts[1].plots) - parts[0].plots.y),
                      paint_solid(frame->theme->texts[TEXT_FAINT]));
}

// ---- the page ------------------------------------------------------------------------------------------------------

static void draw_empty(struct frame *frame, struct rect room)
{
    const struct compare_model *compare = frame->model->compare;
    struct text_style words = ui_text(frame, TYPE_CAPTION, TEXT_SOFT);
    const bool runs = compare->running && compare->running_page == PAGE_REAL;
    const char *missing = real_missing(frame->arena, frame->language, frame->model),
               *text = runs      ? progress_text(frame)
                       : missing ? missing
                                 : FILL(TEXT_REAL_EMPTY_ID, python_name(dial_of(frame->model)));
    const float height = ui_paragraph_height(frame, room.width, text, words);
    words.across = ACROSS_CENTRE;
    ui_paragraph(frame, rect_of(room.x, rect_centre(room).y - height / 2, room.width, height + 1), text, words);
}

void real_draw(struct frame *frame, struct rect room)
{
    const struct real_model *real = &frame->model->compare->real;
    struct part *parts = arena_get_array(frame->arena, BESIDE_PARTS, sizeof *parts);
    if (!real->runs[BESIDE_MODEL]) {
        draw_empty(frame, room);
        return;
    }
    if (!parts)
        return;
    const float figures_px = figures_width(frame, room.width), labels_px = frame->scale.type[TYPE_SMALL] * 3.4f,
                gap = frame->scale.gap_px;
    rect_cut_top(&room, gap * 0.5f);
    const struct rect ruler = rect_cut_top(&room, frame->scale.type[TYPE_SMALL] * 1.7f);
    const float height = (room.height - gap) / BESIDE_PARTS;
    for (int i = 0; i < BESIDE_PARTS; i++) {
        parts[i].which = (enum beside_part)i;
        lay_out(&parts[i], frame, rect_of(room.x, room.y + (height + gap) * (float)i, room.width, height), labels_px,
                figures_px);
    }
    const struct part *first = &parts[BESIDE_MODEL];
    timeline_ruler_draw_of(frame, &first->axis, real->figures[BESIDE_MODEL].gil.from_ns, real_sight_whole(real),
                           rect_of(first->plots.x, ruler.y, first->plots.width, ruler.height),
                           rect_bottom(parts[BESIDE_REAL].plots));
    for (int i = 0; i < BESIDE_PARTS; i++) {
        draw_title(frame, &parts[i]);
        draw_rows(frame, &parts[i]);
        draw_figures(frame, &parts[i]);
    }
    draw_pointer(frame, parts);
}
