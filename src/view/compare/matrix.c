// The comparison's page of programs and versions: a row a program, a column a version of CPython, a cell shaded by the share of
// updates its runs lost.
//
// A cell tells the same four times: by its shade, by a sign, in figures, and in words that say what its listing allows. Before
// anything has run there are the words alone.
#include "view/compare/matrix.h"
#include "labs/balance/experiment.h"
#include "view/compare/feed.h"
#include "view/labs/sentence.h"
#include "view/model/model.h"
#include "view/ui/words.h"

#include "base/text.h"
#include "labs/balance/python/listing.h"
#include "labs/balance/settings.h"

#include <math.h>

#define DARKEST_SHARE 0.5 // of updates lost; from here on the shade stays
#define DARKEST 0.55f     // of the colour of what was lost: with more, words could not be read on it
#define FAINTEST 0.1f

// What the runs of a cell have shown, against what its listing allows.
enum sign {
    SIGN_NONE,   // no runs yet
    SIGN_WRONG,  // a run ended wrong
    SIGN_RIGHT,  // updates were lost, and every run ended right
    SIGN_UNSEEN, // nothing was lost, though it can be
    SIGN_CANNOT, // nothing was lost, and nothing can be
};

struct cell_look {
    const struct matrix_cell *cell;
    enum program_id program;
    enum python_version python;
    const struct program *listing;
    enum sign sign;
    double share; // of updates lost
};

static struct cell_look look_of(const struct frame *frame, int number)
{
    const struct matrix_cell *cell = &frame->model->compare->matrix.cells[number];
    struct cell_look look = { .cell = cell,
                              .program = (enum program_id)(number / MATRIX_COLUMNS),
                              .python = python_by_age[number % MATRIX_COLUMNS],
                              .share = cell->updates ? (double)cell->lost / (double)cell->updates : 0 };
    look.listing = listing_of(look.program, look.python);
    look.sign = cell->done == 0                  ? SIGN_NONE
                : cell->wrong                    ? SIGN_WRONG
                : cell->lost                     ? SIGN_RIGHT
                : program_can_lose(look.listing) ? SIGN_UNSEEN
                                                 : SIGN_CANNOT;
    return look;
}

struct colour matrix_shade(const struct theme *theme, double share)
{
    const float part = (float)(share < DARKEST_SHARE ? share / DARKEST_SHARE : 1);
    if (share <= 0)
        return theme->grounds[GROUND_WELL];
    return colour_over(theme->grounds[GROUND_PANEL], theme->marks[MARK_LOST], FAINTEST + part * (DARKEST - FAINTEST));
}

// ---- texts ---------------------------------------------------------------------------------------------------------

static const char *percent(struct frame *frame, double share)
{
    char buffer[TEXT_NUMBER_BYTES];
    const char *text = arena_printf(frame->arena, "%s", text_percent(buffer, share));
    return text ? text : "";
}

// "50 µs": a setting is told as it was set.
static const char *interval_text(struct frame *frame, uint64_t ns)
{
    char buffer[TEXT_NUMBER_BYTES];
    const bool whole = ns < 1000000 && ns % 1000 == 0;
    const char *text = whole ? arena_printf(frame->arena, "%d µs", (int)(ns / 1000))
                             : arena_printf(frame->arena, "%s", text_duration(buffer, ns));
    return text ? text : "";
}

// What is shown, or would be run.
static struct experiment cell_experiment(const struct frame *frame)
{
    const struct model *model = frame->model;
    return model->compare->matrix.experiment.count ? model->compare->matrix.experiment
                                                   : matrix_experiment(settings_experiment(&model->settings));
}

const char *matrix_start_tip(struct frame *frame)
{
    const struct experiment experiment = matrix_experiment(settings_experiment(&frame->model->settings));
    return FILL(TEXT_MATRIX_START_TIP_ID,
                sentence_without_variant(frame->arena, frame->language, experiment_plan(&experiment), SENTENCE_NUMBERS),
                interval_text(frame, experiment.switch_interval_ns));
}

const char *matrix_title(struct frame *frame, struct text_style style, float room_px)
{
    const struct compare_model *compare = frame->model->compare;
    const struct matrix_model *matrix = &compare->matrix;
    const bool running = compare->running && compare->running_page == PAGE_MATRIX;
    const struct experiment experiment = cell_experiment(frame);
    const char *interval = interval_text(frame, experiment.switch_interval_ns);
    const char *runs = words_number(frame, matrix->repeat);
    const char *numbers =
        sentence_without_variant(frame->arena, frame->language, experiment_plan(&experiment), SENTENCE_NUMBERS);
    const char *progress = FILL(TEXT_MATRIX_PROGRESS_ID, words_number(frame, matrix->runs_done),
                                words_number(frame, (int64_t)matrix->repeat * MATRIX_CELLS));
    const char *const titles[] = { FILL(TEXT_MATRIX_TITLE_ID, runs, numbers, interval),
                                   FILL(TEXT_MATRIX_TITLE_LESS_ID, runs, numbers, interval),
                                   FILL(TEXT_MATRIX_TITLE_LEAST_ID, numbers, interval),
                                   FILL(TEXT_COMPARE_TITLE_SHORT_ID, runs) };
    const char *const going[] = { FILL(TEXT_MATRIX_PROGRESS_TITLE_ID, progress, numbers, interval), progress };
    return running ? words_first_fitting(frame, going, 2, style, room_px)
                   : words_first_fitting(frame, titles, 4, style, room_px);
}

static enum text_id why_of(const struct cell_look *look)
{
    if (look->program == PROGRAM_LOCK)
        return TEXT_MATRIX_WHY_LOCK_ID;
    if (!program_can_lose(look->listing))
        return TEXT_MATRIX_WHY_CANNOT_ID;
    if (!program_can_end_wrong(look->listing))
        return TEXT_MATRIX_WHY_RIGHT_ID;
    return pythons[look->python].lock == GIL_NONE ? TEXT_MATRIX_WHY_CAN_NO_GIL_ID : TEXT_MATRIX_WHY_CAN_ID;
}

// Whose cell it is, what its runs did, why; and whether one can be opened.
static const char *tip_of(struct frame *frame, const struct cell_look *look)
{
    const struct matrix_cell *cell = look->cell;
    const char *who = FILL(TEXT_MATRIX_TIP_ID, program_kinds[look->program].name, python_name(look->python));
    const char *figures = FILL(TEXT_MATRIX_TIP_FIGURES_ID, words_number(frame, cell->wrong),
                               words_number(frame, cell->done), words_number(frame, (int64_t)cell->lost),
                               words_number(frame, (int64_t)cell->updates), percent(frame, look->share));
    const char *between = languages[frame->model->language].between;
    const char *text =
        arena_printf(frame->arena, "%s%s%s%s%s%s%s", who, between, cell->done ? figures : "", cell->done ? between : "",
                     text_of(frame->language, why_of(look)), cell->kept ? between : "",
                     cell->kept ? text_of(frame->language, TEXT_MATRIX_OPEN_TIP_ID) : "");
    return text ? text : who;
}

static bool fits(const struct frame *frame, const char *text, struct text_style style, float room_px)
{
    return draw_text_width(frame->list, text, style) <= room_px;
}

// The cell's first line: how many runs ended wrong. All cells in as many words as there is room for in the widest.
static const char *wrong_text(struct frame *frame, const struct cell_look *look, struct text_style style, float room_px)
{
    const char *wrong = words_number(frame, look->cell->wrong), *done = words_number(frame, look->cell->done);
    if (!look->cell->wrong)
        return "0";
    const bool words = fits(frame, FILL(TEXT_MATRIX_WRONG_ID, done, done), style, room_px);
    const char *const texts[] = { FILL(words ? TEXT_MATRIX_WRONG_ID : TEXT_MATRIX_WRONG_LESS_ID, wrong, done), wrong };
    return words_first_fitting(frame, texts, 2, style, room_px);
}

// What was lost, again in as many words as every cell has room for.
static const char *share_text(struct frame *frame, const struct cell_look *look, struct text_style style, float room_px)
{
    const enum text_id all[] = { TEXT_MATRIX_ENDS_RIGHT_ID, TEXT_MATRIX_LOST_ID };
    const bool right = look->sign == SIGN_RIGHT && !program_can_end_wrong(look->listing);
    const char *share = percent(frame, look->share);
    for (int i = right ? 0 : 1; i < 2; i++)
        if (fits(frame, FILL(all[i], "88.8 %"), style, room_px))
            return FILL(all[i], share);
    return words_first_fitting(frame, &share, 1, style, room_px);
}

// What can be lost.
static const char *can_text(struct frame *frame, const struct cell_look *look, struct text_style style, float room_px)
{
    const bool can = program_can_lose(look->listing), wrong = program_can_end_wrong(look->listing);
    const char *const texts[] = { text_of(frame->language, can && !wrong ? TEXT_MATRIX_CAN_RIGHT_ID
                                                           : can         ? TEXT_MATRIX_CAN_ID
                                                                         : TEXT_MATRIX_CANNOT_ID),
                                  can ? text_of(frame->language, TEXT_MATRIX_CAN_ID) : "" };
    return words_first_fitting(frame, texts, 2, style, room_px);
}

// The second line: what was lost, or what can be.
static const char *lost_text(struct frame *frame, const struct cell_look *look, struct text_style style, float room_px)
{
    const char *unseen = text_of(frame->language, TEXT_MATRIX_NONE_SEEN_ID);
    if (look->sign == SIGN_WRONG || look->sign == SIGN_RIGHT)
        return share_text(frame, look, style, room_px);
    return look->sign == SIGN_UNSEEN ? words_first_fitting(frame, &unseen, 1, style, room_px)
                                     : can_text(frame, look, style, room_px);
}

// ---- cells ---------------------------------------------------------------------------------------------------------

static void draw_sign(struct frame *frame, enum sign sign, struct point at, float size)
{
    const struct theme *theme = frame->theme;
    const struct colour ink = theme->texts[TEXT_MAIN];
    const struct stroke line = stroke_solid(ink, fmaxf(1.5f, size * 0.12f));
    const struct point check[] = { { at.x - size * 0.36f, at.y + size * 0.04f },
                                   { at.x - size * 0.1f, at.y + size * 0.3f },
                                   { at.x + size * 0.38f, at.y - size * 0.28f } };
    switch (sign) {
    case SIGN_WRONG:
        icon_draw(frame->list, ICON_CLOSE, at, size, ink);
        break;
    case SIGN_RIGHT:
        draw_disc(frame->list, at, size * 0.4f, paint_none(), line);
        draw_disc(frame->list, at, size * 0.16f, paint_solid(ink), stroke_none());
        break;
    case SIGN_UNSEEN:
        draw_disc(frame->list, at, size * 0.4f, paint_none(), line);
        break;
    case SIGN_CANNOT:
        draw_polyline(frame->list, check, 3, stroke_solid(theme->texts[TEXT_GOOD], line.width_px));
        break;
    case SIGN_NONE:
        break;
    }
}

static void draw_line_of(struct frame *frame, struct rect line, const char *text, struct text_style style)
{
    style.along = ALONG_MIDDLE;
    draw_text(frame->list, point_at(line.x, rect_centre(line).y), text, style);
}

// Sign, figures and words within rect, as many of them as it has room for.
static void draw_inside(struct frame *frame, const struct cell_look *look, struct rect rect)
{
    const float body = frame->scale.type[TYPE_BODY], small = frame->scale.type[TYPE_SMALL];
    const float side = body * 1.1f, gap = body * 0.4f;
    const bool ran = look->sign != SIGN_NONE, two = rect.height >= (body + small) * 1.35f;
    const struct text_style words = ui_text(frame, TYPE_SMALL, ran ? TEXT_MAIN : TEXT_SOFT);
    const struct text_style figures = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    const struct rect whole = rect;
    if (ran) {
        const struct rect place = rect_cut_left(&rect, side);
        draw_sign(frame, look->sign, rect_centre(place), body);
        rect_cut_left(&rect, gap);
    }
    if (rect.width < body * 2.2f && ran)
        rect = whole; // the sign alone would leave nothing: it goes below
    if (!two || !ran) {
        const struct text_style style = ran ? figures : words;
        const char *text = ran ? wrong_text(frame, look, style, rect.width) : lost_text(frame, look, style, rect.width);
        draw_line_of(frame, rect, text, style);
        return;
    }
    const char *lost = lost_text(frame, look, words, rect.width);
    const float height = *lost ? (body + small) * 1.35f : body * 1.35f;
    rect = rect_of(rect.x, rect_centre(rect).y - height / 2, rect.width, height);
    draw_line_of(frame, rect_cut_top(&rect, body * 1.35f), wrong_text(frame, look, figures, rect.width), figures);
    if (*lost)
        draw_line_of(frame, rect, lost, words);
}

static void draw_cell(struct frame *frame, int number, struct rect rect)
{
    const struct cell_look look = look_of(frame, number);
    const uint32_t id = ui_id("matrix cell", number);
    const float corner = frame->scale.radius_px * 0.6f;
    const bool lit = look.cell->kept && ui_look_of(frame, id) != UI_PLAIN;
    draw_box(frame->list, rect, corner, paint_solid(matrix_shade(frame->theme, look.share)),
             stroke_solid(lit ? frame->theme->marks[MARK_LINE] : frame->theme->trims[TRIM_EDGE],
                          frame->scale.line_px * (lit ? 2 : 1)));
    draw_inside(frame, &look,
                rect_of(rect.x + 9 * frame->scale.u, rect.y, rect.width - 14 * frame->scale.u, rect.height));
    ui_focus_ring(frame, rect, corner, id);
    // Cells with nothing to open can be gone through as well: their words stand below the table.
    ui_hit(frame, (struct hit){ .rect = rect,
                                .id = id,
                                .group = ui_group("matrix cells"),
                                .columns = MATRIX_COLUMNS,
                                .kind = HIT_PRESS,
                                .focusable = true,
                                .action = look.cell->kept ? ACTION_COMPARE_OPEN : ACTION_NONE,
                                .argument = compared_run_argument((struct compared_run){ PAGE_MATRIX, number }),
                                .tip = tip_of(frame, &look) });
}

// ---- round the cells -----------------------------------------------------------------------------------------------

static float names_width(struct frame *frame, float most_px)
{
    float width = draw_text_width(frame->list, text_of(frame->language, TEXT_MATRIX_PROGRAM_ID),
                                  ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const float name = draw_text_width(frame->list, program_kinds[i].name, ui_bold(frame, TYPE_STRONG, TEXT_MAIN));
        const float form = draw_text_width(frame->list, program_kinds[i].form, ui_mono(frame, TYPE_SMALL, TEXT_SOFT));
        width = fmaxf(width, fmaxf(name, form <= most_px ? form : 0));
    }
    return fminf(width + 1, most_px);
}

static void draw_name(struct frame *frame, int program, struct rect rect)
{
    const float strong = frame->scale.type[TYPE_STRONG], small = frame->scale.type[TYPE_SMALL];
    const struct text_style form = ui_mono(frame, TYPE_SMALL, TEXT_SOFT);
    const float height = (strong + small) * 1.35f;
    const bool two =
        rect.height >= height && draw_text_width(frame->list, program_kinds[program].form, form) <= rect.width;
    if (two) {
        rect = rect_of(rect.x, rect_centre(rect).y - height / 2, rect.width, height);
        const struct rect name = rect_cut_top(&rect, strong * 1.35f);
        draw_line_of(frame, rect, program_kinds[program].form, form);
        rect = name;
    }
    words_fit_end(frame, rect, program_kinds[program].name, ui_bold(frame, TYPE_STRONG, TEXT_MAIN), false);
}

// What a row or a column is.
static const char *version_tip(struct frame *frame, int column)
{
    const enum python_version python = python_by_age[column];
    return FILL(pythons[python].lock == GIL_NONE ? TEXT_MATRIX_NO_GIL_TIP_ID : TEXT_MATRIX_VERSION_TIP_ID,
                python_name(python));
}

static void draw_version(struct frame *frame, int column, struct rect rect)
{
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const char *name = python_name(python_by_age[column]);
    const char *const texts[] = { FILL(TEXT_PYTHON_ID, name), name };
    draw_line_of(frame, rect, words_first_fitting(frame, texts, 2, style, rect.width), style);
}

// The cell that has the keyboard; −1: none has.
static int focused_cell(const struct frame *frame)
{
    for (int i = 0; frame->ui->focus_visible && i < MATRIX_CELLS; i++)
        if (frame->ui->focus == ui_id("matrix cell", i))
            return i;
    return -1;
}

// The signs and shades with their meaning, from the left, as far as there is room.
static void draw_legend(struct frame *frame, struct rect rect)
{
    static const struct {
        enum sign sign;
        enum text_id text, tip;
    } signs[] = {
        { SIGN_WRONG, TEXT_MATRIX_LEGEND_WRONG_ID, TEXT_MATRIX_LEGEND_WRONG_TIP_ID },
        { SIGN_RIGHT, TEXT_MATRIX_LEGEND_RIGHT_ID, TEXT_MATRIX_LEGEND_RIGHT_TIP_ID },
        { SIGN_UNSEEN, TEXT_MATRIX_NONE_SEEN_ID, TEXT_MATRIX_NONE_SEEN_TIP_ID },
        { SIGN_CANNOT, TEXT_MATRIX_CANNOT_ID, TEXT_MATRIX_CANNOT_TIP_ID },
    };
    static const double shares[] = { 0, 0.1, 0.2, 0.3, 0.4, 0.5 };
    const size_t shades = sizeof shares / sizeof *shares;
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float size = style.size_px, gap = frame->scale.pad_px;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *text = text_of(frame->language, signs[i].text);
        const float width = draw_text_width(frame->list, text, style) + size * 1.6f;
        if (width > rect.width)
            return;
        struct rect part = rect_cut_left(&rect, width);
        ui_explain(frame, part, text_of(frame->language, signs[i].tip));
        draw_sign(frame, signs[i].sign, rect_centre(rect_cut_left(&part, size)), size);
        rect_cut_left(&part, size * 0.5f);
        draw_line_of(frame, part, text, style);
        rect_cut_left(&rect, gap);
    }
    const char *lost = text_of(frame->language, TEXT_MATRIX_LEGEND_SHARE_ID);
    const char *most = text_of(frame->language, TEXT_MATRIX_LEGEND_MOST_ID);
    const float lost_px = draw_text_width(frame->list, lost, style),
                most_px = draw_text_width(frame->list, most, style);
    const float zero_px = draw_text_width(frame->list, "0", style), box = size * 1.6f;
    const float scale_px = box * (float)shades, between = size * 0.5f;
    if (lost_px + zero_px + scale_px + most_px + 4 * between > rect.width)
        return;
    const float all_px = lost_px + zero_px + scale_px + most_px + 3 * between;
    ui_explain(frame, rect_of(rect_right(rect) - all_px, rect.y, all_px, rect.height),
               text_of(frame->language, TEXT_MATRIX_LEGEND_SHARE_TIP_ID));
    draw_line_of(frame, rect_cut_right(&rect, most_px), most, style);
    rect_cut_right(&rect, between);
    struct rect scale = rect_cut_right(&rect, scale_px);
    for (size_t i = 0; i < shades; i++) {
        const struct rect part = rect_cut_left(&scale, box);
        draw_rect(frame->list, rect_of(part.x, rect_centre(part).y - size / 2, part.width, size),
                  paint_solid(matrix_shade(frame->theme, shares[i])));
    }
    rect_cut_right(&rect, between);
    draw_line_of(frame, rect_cut_right(&rect, zero_px), "0", style);
    rect_cut_right(&rect, between);
    draw_line_of(frame, rect_cut_right(&rect, lost_px), lost, style);
}

// What has the keyboard is explained below the table: a tip follows the pointer only.
static void draw_foot(struct frame *frame, struct rect rect)
{
    const int cell = focused_cell(frame);
    if (cell < 0) {
        draw_legend(frame, rect);
        return;
    }
    const struct cell_look look = look_of(frame, cell);
    const struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_MAIN);
    const char *const texts[] = { tip_of(frame, &look), text_of(frame->language, why_of(&look)) };
    draw_line_of(frame, rect, words_first_fitting(frame, texts, 2, style, rect.width), style);
}

void matrix_draw(struct frame *frame, struct rect room)
{
    const float small = frame->scale.type[TYPE_SMALL], gap = 4 * frame->scale.u;
    struct rect heads = rect_cut_top(&room, small * 2.2f);
    room.height -= small * 2.2f; // the foot's
    const float names = names_width(frame, room.width * 0.2f) + frame->scale.pad_px;
    const float width = (room.width - names) / MATRIX_COLUMNS;
    // In a tall window up to squares.
    const float most = 74 * frame->scale.u * (frame->scale.lecture ? 1.3f : 1),
                tall = frame->list->height_px > frame->list->width_px ? width : 0;
    const float height = fminf(room.height / PROGRAM_COUNT, fmaxf(most, tall));
    const struct rect corner = rect_cut_left(&heads, names);
    ui_explain(frame, corner, text_of(frame->language, TEXT_MATRIX_PROGRAM_TIP_ID));
    draw_line_of(frame, corner, text_of(frame->language, TEXT_MATRIX_PROGRAM_ID),
                 ui_text(frame, TYPE_SMALL, TEXT_SOFT));
    for (int column = 0; column < MATRIX_COLUMNS; column++) {
        const struct rect head = rect_cut_left(&heads, width);
        ui_explain(frame, head, version_tip(frame, column));
        draw_version(frame, column, rect_of(head.x + gap, head.y, head.width - gap, head.height));
    }
    draw_foot(frame, rect_of(room.x, room.y + height * PROGRAM_COUNT, room.width, small * 2.2f));
    for (int program = 0; program < PROGRAM_COUNT && height > frame->scale.type[TYPE_BODY]; program++) {
        struct rect row = rect_cut_top(&room, height);
        const struct rect name = rect_cut_left(&row, names);
        ui_explain(frame, name,
                   FILL(TEXT_MATRIX_NAME_TIP_ID, program_kinds[program].name, program_kinds[program].form));
        draw_name(frame, program, rect_of(name.x, name.y, name.width - frame->scale.pad_px, name.height));
        for (int column = 0; column < MATRIX_COLUMNS; column++) {
            const struct rect cell = rect_cut_left(&row, width);
            draw_cell(frame, program * MATRIX_COLUMNS + column,
                      rect_of(cell.x + gap / 2, cell.y + gap / 2, cell.width - gap, cell.height - gap));
        }
    }
}
