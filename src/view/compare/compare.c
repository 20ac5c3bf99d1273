// The comparison: its pages, the head over both, and what is done in it.
#include "labs/balance/python/python.h"
#include "labs/balance/settings.h"
#include "view/compare/compare_model.h"
#include "view/compare/guards.h"
#include "view/compare/matrix.h"
#include "view/compare/real.h"
#include "view/compare/real_sight.h"
#include "view/compare/variants.h"
#include "view/model/entry.h"
#include "view/model/message.h"
#include "view/model/view_row.h"
#include "view/ui/words.h"

// ---- the head ------------------------------------------------------------------------------------------------------

// How many runs of each the page makes; NULL: it makes one of each.
static int *repeat_of(struct compare_model *compare)
{
    int *const repeats[PAGE_COUNT] = { [PAGE_GUARDS] = &compare->repeat,
                                       [PAGE_MATRIX] = &compare->matrix.repeat,
                                       [PAGE_VARIANTS] = &compare->variants.repeat };
    return repeats[compare->page];
}

// Which page it is, at the left, where there are two; gives the width they took.
static float draw_tabs(struct frame *frame, struct rect rect)
{
    static const struct {
        enum text_id label, tip;
    } pages[PAGE_VARIANTS] = {
        [PAGE_GUARDS] = { TEXT_COMPARE_PAGE_GUARDS_ID, TEXT_COMPARE_PAGE_GUARDS_TIP_ID },
        [PAGE_MATRIX] = { TEXT_COMPARE_PAGE_MATRIX_ID, TEXT_COMPARE_PAGE_MATRIX_TIP_ID },
        [PAGE_REAL] = { TEXT_COMPARE_PAGE_REAL_ID, TEXT_COMPARE_PAGE_REAL_TIP_ID },
    };
    const float height = ui_row_height(frame), y = rect.y + frame->scale.pad_px * 0.5f;
    float x = rect.x + frame->scale.pad_px * 0.5f;
    for (int i = 0; i < PAGE_VARIANTS && frame->model->compare->page != PAGE_VARIANTS; i++) {
        const char *label = text_of(frame->language, pages[i].label);
        const float width = ui_button_width(frame, label);
        ui_tab(frame, rect_of(x, y, width, height), "", label,
               (struct ui_press){ .id = ui_id("compare page", i),
                                  .group = ui_group("comparison pages"),
                                  .action = ACTION_COMPARE_PAGE,
                                  .argument = i,
                                  .tip = text_of(frame->language, pages[i].tip),
                                  .chosen = (int)frame->model->compare->page == i });
        x += width + frame->scale.gap_px * 0.5f;
    }
    return x - rect.x;
}

static enum text_id steps_tip(const struct compare_model *compare)
{
    return compare->page == PAGE_REAL ? TEXT_REAL_VERSION_TIP_ID : TEXT_COMPARE_RUNS_TIP_ID;
}

// Fewer and more runs beside how many; of a real CPython the version before and the one after it.
static void draw_steps(struct frame *frame, struct rect rect, const char *runs)
{
    struct ui_press press = { .id = ui_id("compare fewer", 0),
                              .group = ui_group("comparison tools"),
                              .action = ACTION_COMPARE_REPEAT,
                              .argument = -1,
                              .disabled = frame->model->compare->running };
    struct text_style style = ui_text(frame, TYPE_BODY, TEXT_MAIN);
    ui_icon(frame, rect_cut_left(&rect, rect.height), ICON_LESS, press);
    press.id = ui_id("compare more", 0);
    press.argument = 1;
    ui_icon(frame, rect_cut_right(&rect, rect.height), ICON_MORE, press);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    ui_explain(frame, draw_text(frame->list, rect_centre(rect), runs, style),
               text_of(frame->language, steps_tip(frame->model->compare)));
}

static bool is_empty(const struct model *model)
{
    const struct compare_model *compare = model->compare;
    if (compare->running)
        return false;
    if (compare->page == PAGE_VARIANTS)
        return !variants_are_here(model);
    if (compare->page == PAGE_REAL)
        return !compare->real.runs[BESIDE_MODEL];
    return compare->page == PAGE_MATRIX ? compare->matrix.runs_done == 0 : compare->row_count == 0;
}

// Whether what runs is what is shown.
static bool runs_here(const struct model *model)
{
    const struct compare_model *compare = model->compare;
    return compare->running && compare->running_page == compare->page &&
           (compare->page != PAGE_VARIANTS || variants_are_here(model));
}

// What starting the page's runs does, or why it cannot be.
static const char *start_tip(struct frame *frame, bool here)
{
    const struct compare_model *compare = frame->model->compare;
    if (compare->running && !here)
        return text_of(frame->language, TEXT_COMPARE_ELSEWHERE_TIP_ID);
    if (compare->page == PAGE_REAL)
        return real_start_tip(frame);
    if (compare->page == PAGE_MATRIX)
        return matrix_start_tip(frame);
    return text_of(frame->language,
                   compare->page == PAGE_VARIANTS ? TEXT_COMPARE_VARIANTS_TIP_ID : TEXT_COMPARE_START_TIP_ID);
}

static bool can_start(struct frame *frame)
{
    return frame->model->compare->page != PAGE_REAL || !real_missing(frame->arena, frame->language, frame->model);
}

// At the right of the panel's head; gives the width they took.
static float draw_tools(struct frame *frame, struct rect rect, float taken_px)
{
    const struct compare_model *compare = frame->model->compare;
    const int *repeat = repeat_of(frame->model->compare);
    const bool here = runs_here(frame->model);
    const float height = ui_row_height(frame), pad = frame->scale.pad_px, y = rect.y + pad * 0.5f;
    const char *start = text_of(frame->language, here ? TEXT_COMPARE_STOP_ID : TEXT_COMPARE_START_ID);
    const char *runs = repeat ? FILL(TEXT_COMPARE_RUNS_ID, words_number(frame, *repeat)) : real_version(frame);
    const float start_px = ui_button_width(frame, start), room = rect.width - taken_px - 2 * pad;
    const float runs_px = draw_text_width(frame->list, runs, ui_text(frame, TYPE_BODY, TEXT_MAIN)) + 3.2f * height;
    // Controls have no place in a lecture, but for the one that an empty page asks for.
    if ((frame->scale.lecture && !is_empty(frame->model)) || room < start_px)
        return 0;
    float x = rect_right(rect) - pad - start_px;
    ui_button(frame, rect_of(x, y, start_px, height), start,
              (struct ui_press){ .id = ui_id("compare start", 0),
                                 .group = ui_group("comparison tools"),
                                 .action = ACTION_COMPARE_RUN,
                                 .tip = start_tip(frame, here),
                                 .disabled = !here && (compare->running || !can_start(frame)),
                                 .chosen = !compare->running });
    if (!frame->scale.lecture && room > start_px + runs_px + frame->scale.gap_px) {
        x -= runs_px + frame->scale.gap_px;
        draw_steps(frame, rect_of(x, y, runs_px, height), runs);
    }
    return rect_right(rect) - x;
}

static enum text_id head_tip(const struct compare_model *compare)
{
    return compare->page == PAGE_REAL ? TEXT_COMPARE_PAGE_REAL_TIP_ID : TEXT_COMPARE_RUNS_TIP_ID;
}

static void draw_head(struct frame *frame, struct rect rect)
{
    const float tabs = draw_tabs(frame, rect), tools = draw_tools(frame, rect, tabs), pad = frame->scale.pad_px;
    const float room = rect.width - tabs - tools - 2 * pad;
    struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    style.along = ALONG_MIDDLE;
    static const char *(*const titles[PAGE_COUNT])(struct frame * frame, struct text_style style, float room_px) = {
        [PAGE_GUARDS] = guards_title,
        [PAGE_MATRIX] = matrix_title,
        [PAGE_REAL] = real_title,
        [PAGE_VARIANTS] = variants_title,
    };
    const char *title = titles[frame->model->compare->page](frame, style, room);
    const struct point at = point_at(rect.x + tabs + pad * 0.5f, rect.y + pad * 0.5f + ui_row_height(frame) / 2);
    ui_explain(frame, draw_text(frame->list, at, title, style),
               text_of(frame->language, head_tip(frame->model->compare)));
}

static void draw(struct frame *frame)
{
    static void (*const pages[PAGE_COUNT])(struct frame * frame, struct rect room) = {
        [PAGE_GUARDS] = guards_draw,
        [PAGE_MATRIX] = matrix_draw,
        [PAGE_REAL] = real_draw,
        [PAGE_VARIANTS] = variants_draw,
    };
    struct rect room = ui_panel(frame, frame->body, NULL, NULL);
    draw_head(frame, frame->body);
    rect_cut_top(&room, ui_row_height(frame));
    pages[frame->model->compare->page](frame, room);
}

// ---- acting --------------------------------------------------------------------------------------------------------

static int next_repeat(int repeat, int64_t by)
{
    static const int steps[] = { 5, 10, 20, 50, 100, 200, 500, 1000 };
    enum {
        STEPS = sizeof steps / sizeof *steps
    };
    int at = 0;
    while (at < STEPS - 1 && steps[at] < repeat)
        at++;
    at += by < 0 ? -1 : 1;
    return steps[at < 0 ? 0 : at >= STEPS ? STEPS - 1 : at];
}

// The page that the settings' lab has.
static void settle_page(struct model *model)
{
    struct compare_model *compare = model->compare;
    if (!settings_experiment(&model->settings))
        compare->page = PAGE_VARIANTS;
    else if (compare->page == PAGE_VARIANTS)
        compare->page = PAGE_GUARDS;
}

// The dial's: the next older or newer version that has a GIL.
static void step_version(struct model *model, int64_t by)
{
    int at = 0;
    while (python_by_age[at] != (enum python_version)settings_experiment(&model->settings)->python)
        at++;
    at += by < 0 ? -1 : 1;
    if (at >= 0 && at < PYTHON_COUNT && pythons[python_by_age[at]].lock != GIL_NONE)
        setting_enter(model, settings_named(model->settings.lab, "python"), python_name(python_by_age[at]));
}

static void start(struct model *model, struct wishes *wishes)
{
    struct compare_model *compare = model->compare;
    struct arena arena = ARENA_EMPTY;
    const char *missing =
        !compare->running && compare->page == PAGE_REAL ? real_missing(&arena, model->language, model) : NULL;
    if (missing)
        message_refuse(model, missing);
    else
        wish_for(wishes, (struct wish){ .kind = compare->running ? WISH_STOP_COMPARING : WISH_COMPARE });
    arena_finish(&arena);
}

// From wherever the dial is: its page, and the runs, unless some are being made.
static void compare_real(struct model *model, struct wishes *wishes)
{
    struct compare_model *compare = model->compare;
    if (!settings_experiment(&model->settings))
        return;
    model_close_all(model);
    model->view = VIEW_COMPARE;
    compare->page = PAGE_REAL;
    if (!compare->running)
        start(model, wishes);
}

static void act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes)
{
    (void)document;
    struct compare_model *compare = model->compare;
    settle_page(model);
    int *repeat = repeat_of(compare);
    if (action == ACTION_COMPARE_PAGE && argument >= 0 && argument < PAGE_VARIANTS && compare->page != PAGE_VARIANTS)
        compare->page = (enum compare_page)argument;
    else if (action == ACTION_COMPARE_RUN)
        start(model, wishes);
    else if (action == ACTION_COMPARE_REPEAT && !compare->running)
        if (repeat)
            *repeat = next_repeat(*repeat, argument);
        else
            step_version(model, argument);
    else if (action == ACTION_COMPARE_OPEN)
        wish_for(wishes, (struct wish){ .kind = WISH_OPEN_COMPARED, .compared = compared_run_of(argument) });
    else if (action == ACTION_COMPARE_REAL)
        compare_real(model, wishes);
}

static bool pointer(struct model *model, const struct document *document, struct area_input input)
{
    (void)document;
    return real_sight_pointer(&model->compare->real, &input);
}

static void init(struct model *model)
{
    enum {
        REPEATS = 20,
        MATRIX_REPEATS = 5
    };
    model->compare->repeat = REPEATS;
    model->compare->matrix.repeat = MATRIX_REPEATS;
    model->compare->variants.repeat = REPEATS;
}

static bool stop(const struct model *model, struct wishes *wishes)
{
    if (model->compare->running)
        wish_for(wishes, (struct wish){ .kind = WISH_STOP_COMPARING });
    return model->compare->running;
}

static void prepare(struct model *model, const struct document *document)
{
    (void)document;
    settle_page(model);
}

const struct view_row view_compare = {
    .name = "compare",
    .title = TEXT_VIEW_COMPARE_ID,
    .tip = TEXT_TIP_COMPARE_ID,
    .needs = NEEDS_NOTHING,
    .init = init,
    .prepare = prepare,
    .draw = draw,
    .actions = (const enum action[]){ ACTION_COMPARE_RUN, ACTION_COMPARE_REPEAT, ACTION_COMPARE_OPEN,
                                      ACTION_COMPARE_PAGE, ACTION_COMPARE_ROWS, ACTION_COMPARE_REAL, ACTION_NONE },
    .act = act,
    .pointer = pointer,
    .stop = stop,
};
