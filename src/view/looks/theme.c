// The themes as tables, and what is computed from them.
#include "view/looks/theme.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define INK 0x222222 // outlines on a light ground
#define PARTS_AT 1.5 // contrast from which two areas side by side are two, with no line between them

static const struct theme themes[THEME_COUNT] = {
    [THEME_DARK] = {
        .kind = THEME_DARK,
        .name = "dark",
        .grounds = {
            [GROUND_PAGE] = COLOUR(0x111418), [GROUND_BAR] = COLOUR(0x0c0f13), [GROUND_PANEL] = COLOUR(0x181d24),
            [GROUND_WELL] = COLOUR(0x11151b), [GROUND_HOVER] = COLOUR(0x20262e), [GROUND_SELECTED] = COLOUR(0x263041),
            [GROUND_GOOD] = COLOUR(0x0f2a22), [GROUND_LOST] = COLOUR(0x2a1520), [GROUND_TIP] = COLOUR(0x0a0d11),
        },
        .texts = {
            [TEXT_MAIN] = COLOUR(0xeef2f7), [TEXT_SOFT] = COLOUR(0x9aa7b8), [TEXT_FAINT] = COLOUR(0x8490a0),
            [TEXT_LOST] = COLOUR(0xff4d6d), [TEXT_GOOD] = COLOUR(0x7edfbe), [TEXT_ACCENT] = COLOUR(0x56b4e9),
            [TEXT_NOTE] = COLOUR(0xf0e442),
        },
        .marks = {
            [MARK_LINE] = COLOUR(0x9aa7b8), [MARK_CURVE] = COLOUR(0xeef2f7), [MARK_PLAYHEAD] = COLOUR(0xeef2f7),
            [MARK_LOST] = COLOUR(0xff4d6d), [MARK_GOOD] = COLOUR(0x009e73), [MARK_ACCENT] = COLOUR(0x56b4e9),
            [MARK_FOCUS] = COLOUR(0x8ecdf4), [MARK_KNOB] = COLOUR(0xeef2f7),
        },
        .trims = { [TRIM_EDGE] = COLOUR(0x29303a), [TRIM_GRID] = COLOUR(0x262c36), [TRIM_TRACK] = COLOUR(0x29303a) },
        .states = {
            [STATE_NEW] = { .fill = COLOUR(0x32363c), .edge = COLOUR(0x999999), .edge_px = 2.5f, .dashed = true,
                            .text = COLOUR(0xeef2f7) },
            [STATE_READY] = { .fill = COLOUR(0xf0e442), .ink = COLOUR(0x857d1f), .pattern = PATTERN_DOTS, .text = COLOUR(0x0b0e12) },
            [STATE_RUNNING] = { .fill = COLOUR(0x56b4e9), .text = COLOUR(0x0b0e12) },
            [STATE_BLOCKED] = { .fill = COLOUR(0xd55e00), .ink = COLOUR(0x8a3d04), .pattern = PATTERN_HATCH, .text = COLOUR(0x0b0e12) },
            [STATE_DEAD] = { .fill = COLOUR(0x0072b2), .ink = COLOUR(0x0b4a70), .pattern = PATTERN_CROSS, .text = COLOUR(0xffffff) },
            [STATE_ALIVE] = { .fill = COLOUR(0x8fa6b8), .ink = COLOUR(0x5d7485), .pattern = PATTERN_BARS, .text = COLOUR(0x0b0e12) },
        },
        .zombie = { .fill = COLOUR(0x8b9099), .ink = COLOUR(0x565b63), .pattern = PATTERN_CROSS, .edge = COLOUR(0xd3d6db),
                    .edge_px = 2, .dashed = true, .text = COLOUR(0x0b0e12) },
        .workers = {
            { SHAPE_CIRCLE, COLOUR(0xe69f00), COLOUR(0xe69f00), COLOUR(0x332e1e) },
            { SHAPE_SQUARE, COLOUR(0xcc79a7), COLOUR(0xd78bb5), COLOUR(0x2f2935) },
            { SHAPE_TRIANGLE, COLOUR(0x009e73), COLOUR(0x1fb88b), COLOUR(0x15302c) },
            { SHAPE_DIAMOND, COLOUR(0xffffff), COLOUR(0xffffff), COLOUR(0x30353c) },
        },
        .outline = COLOUR(0x0b0e12), .outline_px = 2, .on_worker = COLOUR(0x0b0e12),
        .plate = { 0x0c, 0x0f, 0x13, 214 }, .plate_text = COLOUR(0xf4f7fa),
        .run_ground = COLOUR(0x009e73), .run_text = COLOUR(0x06130e),
    },
    [THEME_LIGHT] = {
        .kind = THEME_LIGHT,
        .name = "light",
        .edged = true,
        .grounds = {
            [GROUND_PAGE] = COLOUR(0xe8ebf0), [GROUND_BAR] = COLOUR(0xf7f8fa), [GROUND_PANEL] = COLOUR(0xffffff),
            [GROUND_WELL] = COLOUR(0xf2f4f7), [GROUND_HOVER] = COLOUR(0xeef2f7), [GROUND_SELECTED] = COLOUR(0xd9e7f7),
            [GROUND_GOOD] = COLOUR(0xdcf3ea), [GROUND_LOST] = COLOUR(0xfde4e9), [GROUND_TIP] = COLOUR(0xffffff),
        },
        .texts = {
            [TEXT_MAIN] = COLOUR(0x14181d), [TEXT_SOFT] = COLOUR(0x46505e), [TEXT_FAINT] = COLOUR(0x59636f),
            [TEXT_LOST] = COLOUR(0xbd0f36), [TEXT_GOOD] = COLOUR(0x00573f), [TEXT_ACCENT] = COLOUR(0x00588f),
            [TEXT_NOTE] = COLOUR(0x665c00),
        },
        .marks = {
            [MARK_LINE] = COLOUR(0x59636f), [MARK_CURVE] = COLOUR(0x14181d), [MARK_PLAYHEAD] = COLOUR(0x14181d),
            [MARK_LOST] = COLOUR(0xd81b4a), [MARK_GOOD] = COLOUR(0x00805d), [MARK_ACCENT] = COLOUR(0x0072b2),
            [MARK_FOCUS] = COLOUR(0x0063a0), [MARK_KNOB] = COLOUR(0x14181d),
        },
        .trims = { [TRIM_EDGE] = COLOUR(0xd3d9e1), [TRIM_GRID] = COLOUR(0xdfe4ea), [TRIM_TRACK] = COLOUR(0xd3d9e1) },
        .states = {
            [STATE_NEW] = { .fill = COLOUR(0xf4f4f4), .edge = COLOUR(INK), .edge_px = 1.5f, .dashed = true, .text = COLOUR(0x14181d) },
            [STATE_READY] = { .fill = COLOUR(0xf0e442), .ink = COLOUR(0x857d1f), .pattern = PATTERN_DOTS, .edge = COLOUR(INK),
                              .edge_px = 1.5f, .text = COLOUR(0x14181d) },
            [STATE_RUNNING] = { .fill = COLOUR(0x56b4e9), .edge = COLOUR(INK), .edge_px = 1.5f, .text = COLOUR(0x0b0e12) },
            [STATE_BLOCKED] = { .fill = COLOUR(0xd55e00), .ink = COLOUR(0x8a3d04), .pattern = PATTERN_HATCH, .edge = COLOUR(INK),
                                .edge_px = 1.5f, .text = COLOUR(0x0b0e12) },
            [STATE_DEAD] = { .fill = COLOUR(0x0072b2), .ink = COLOUR(0x0b4a70), .pattern = PATTERN_CROSS, .edge = COLOUR(INK),
                             .edge_px = 1.5f, .text = COLOUR(0xffffff) },
            [STATE_ALIVE] = { .fill = COLOUR(0x8fa6b8), .ink = COLOUR(0x5d7485), .pattern = PATTERN_BARS, .edge = COLOUR(INK),
                              .edge_px = 1.5f, .text = COLOUR(0x0b0e12) },
        },
        .zombie = { .fill = COLOUR(0x8b9099), .ink = COLOUR(0x565b63), .pattern = PATTERN_CROSS, .edge = COLOUR(INK),
                    .edge_px = 1.5f, .dashed = true, .text = COLOUR(0x0b0e12) },
        .workers = {
            { SHAPE_CIRCLE, COLOUR(0xe69f00), COLOUR(0x7d5200), COLOUR(0xfbefd5) },
            { SHAPE_SQUARE, COLOUR(0xcc79a7), COLOUR(0x94326a), COLOUR(0xf8e6f0) },
            { SHAPE_TRIANGLE, COLOUR(0x009e73), COLOUR(0x005f45), COLOUR(0xd9f2ea) },
            { SHAPE_DIAMOND, COLOUR(0xffffff), COLOUR(0x3a3f46), COLOUR(0xeceef1) },
        },
        .outline = COLOUR(INK), .outline_px = 1.5f, .on_worker = COLOUR(0x0b0e12),
        .plate = { 0xff, 0xff, 0xff, 230 }, .plate_text = COLOUR(0x14181d),
        .run_ground = COLOUR(0x00704f), .run_text = COLOUR(0xffffff),
    },
    [THEME_CONTRAST] = {
        .kind = THEME_CONTRAST,
        .name = "contrast",
        .edged = true,
        .grounds = {
            [GROUND_PAGE] = COLOUR(0x000000), [GROUND_BAR] = COLOUR(0x000000), [GROUND_PANEL] = COLOUR(0x000000),
            [GROUND_WELL] = COLOUR(0x000000), [GROUND_HOVER] = COLOUR(0x1c1c1c), [GROUND_SELECTED] = COLOUR(0x00264d),
            [GROUND_GOOD] = COLOUR(0x002417), [GROUND_LOST] = COLOUR(0x33000d), [GROUND_TIP] = COLOUR(0x000000),
        },
        .texts = {
            [TEXT_MAIN] = COLOUR(0xffffff), [TEXT_SOFT] = COLOUR(0xffffff), [TEXT_FAINT] = COLOUR(0xe0e0e0),
            [TEXT_LOST] = COLOUR(0xff8fa3), [TEXT_GOOD] = COLOUR(0x7effc9), [TEXT_ACCENT] = COLOUR(0x8ad4ff),
            [TEXT_NOTE] = COLOUR(0xffee55),
        },
        .marks = {
            [MARK_LINE] = COLOUR(0xffffff), [MARK_CURVE] = COLOUR(0xffffff), [MARK_PLAYHEAD] = COLOUR(0xffee55),
            [MARK_LOST] = COLOUR(0xff6f8a), [MARK_GOOD] = COLOUR(0x2fe0a0), [MARK_ACCENT] = COLOUR(0x6cc7ff),
            [MARK_FOCUS] = COLOUR(0xffee55), [MARK_KNOB] = COLOUR(0xffffff),
        },
        .trims = { [TRIM_EDGE] = COLOUR(0xc8c8c8), [TRIM_GRID] = COLOUR(0x5a5a5a), [TRIM_TRACK] = COLOUR(0x5a5a5a) },
        .states = {
            [STATE_NEW] = { .fill = COLOUR(0x000000), .edge = COLOUR(0xffffff), .edge_px = 2.5f, .dashed = true,
                            .text = COLOUR(0xffffff) },
            [STATE_READY] = { .fill = COLOUR(0xfff352), .ink = COLOUR(0x6b6410), .pattern = PATTERN_DOTS, .edge = COLOUR(0xffffff),
                              .edge_px = 1.5f, .text = COLOUR(0x000000) },
            [STATE_RUNNING] = { .fill = COLOUR(0x6cc7ff), .edge = COLOUR(0xffffff), .edge_px = 1.5f, .text = COLOUR(0x000000) },
            [STATE_BLOCKED] = { .fill = COLOUR(0xff8a33), .ink = COLOUR(0x7a3300), .pattern = PATTERN_HATCH, .edge = COLOUR(0xffffff),
                                .edge_px = 1.5f, .text = COLOUR(0x000000) },
            [STATE_DEAD] = { .fill = COLOUR(0x0067b8), .ink = COLOUR(0x002c52), .pattern = PATTERN_CROSS, .edge = COLOUR(0xffffff),
                             .edge_px = 1.5f, .text = COLOUR(0xffffff) },
            [STATE_ALIVE] = { .fill = COLOUR(0xaec3d4), .ink = COLOUR(0x3f5668), .pattern = PATTERN_BARS, .edge = COLOUR(0xffffff),
                              .edge_px = 1.5f, .text = COLOUR(0x000000) },
        },
        .zombie = { .fill = COLOUR(0xb8bcc4), .ink = COLOUR(0x3c4048), .pattern = PATTERN_CROSS, .edge = COLOUR(0xffffff),
                    .edge_px = 2.5f, .dashed = true, .text = COLOUR(0x000000) },
        .workers = {
            { SHAPE_CIRCLE, COLOUR(0xffb833), COLOUR(0xffc14d), COLOUR(0x332200) },
            { SHAPE_SQUARE, COLOUR(0xf09fce), COLOUR(0xf5b3d8), COLOUR(0x33111f) },
            { SHAPE_TRIANGLE, COLOUR(0x2fe0a0), COLOUR(0x5ceab8), COLOUR(0x003322) },
            { SHAPE_DIAMOND, COLOUR(0xffffff), COLOUR(0xffffff), COLOUR(0x333333) },
        },
        .outline = COLOUR(0x000000), .outline_px = 2, .on_worker = COLOUR(0x000000),
        .plate = { 0x00, 0x00, 0x00, 240 }, .plate_text = COLOUR(0xffffff),
        .run_ground = COLOUR(0x2fe0a0), .run_text = COLOUR(0x000000),
    },
};

#define ON(name) (1u << GROUND_##name)
#define ON_ALL ((1u << GROUND_COUNT) - 1)

const struct theme_pairs theme_text_pairs[TEXT_COUNT] = {
    { TEXT_MAIN, ON_ALL },
    { TEXT_SOFT, ON_ALL },
    { TEXT_FAINT, ON_ALL & ~ON(SELECTED) },
    { TEXT_LOST, ON_ALL & ~ON(SELECTED) },
    { TEXT_GOOD, ON_ALL },
    { TEXT_ACCENT, ON_ALL },
    { TEXT_NOTE, ON_ALL },
};

const struct theme_pairs theme_mark_pairs[MARK_COUNT] = {
    { MARK_LINE, ON_ALL }, { MARK_CURVE, ON_ALL },  { MARK_PLAYHEAD, ON_ALL }, { MARK_LOST, ON_ALL },
    { MARK_GOOD, ON_ALL }, { MARK_ACCENT, ON_ALL }, { MARK_FOCUS, ON_ALL },    { MARK_KNOB, ON_ALL },
};

const unsigned theme_state_grounds = ON(PAGE) | ON(BAR) | ON(PANEL) | ON(WELL) | ON(TIP);
const unsigned theme_worker_grounds = ON_ALL;

const struct theme *theme_get(enum theme_kind kind)
{
    assert(kind >= 0 && kind < THEME_COUNT);
    return &themes[kind];
}

bool theme_from_name(const char *name, enum theme_kind *kind)
{
    for (int i = 0; i < THEME_COUNT; i++) {
        if (strcmp(name, themes[i].name) == 0) {
            *kind = themes[i].kind;
            return true;
        }
    }
    return false;
}

const struct worker_look *theme_worker(const struct theme *theme, int worker)
{
    assert(worker >= 0);
    return &theme->workers[worker % SHAPE_COUNT];
}

static bool parts_from_panel(const struct theme *theme, struct colour colour)
{
    return colour_contrast(colour, theme->grounds[GROUND_PANEL]) >= PARTS_AT;
}

struct colour theme_worker_line(const struct theme *theme, int worker)
{
    const struct worker_look *look = theme_worker(theme, worker);
    return parts_from_panel(theme, look->fill) ? look->fill : look->text;
}

struct stroke theme_worker_stroke(const struct theme *theme, int worker, float u)
{
    return parts_from_panel(theme, theme_worker(theme, worker)->fill)
               ? stroke_none()
               : stroke_solid(theme->outline, theme->outline_px * u);
}

struct paint theme_look_paint(const struct state_look *look, float pitch_px, struct point anchor)
{
    return (struct paint){
        .fill = look->fill, .ink = look->ink, .pattern = look->pattern, .pitch_px = pitch_px, .anchor = anchor
    };
}

struct paint theme_state_paint(const struct theme *theme, enum state state, float pitch_px, struct point anchor)
{
    assert(state >= 0 && state < STATE_COUNT);
    return theme_look_paint(&theme->states[state], pitch_px, anchor);
}

struct stroke theme_look_stroke(const struct state_look *look, float u)
{
    if (look->edge.a == 0)
        return stroke_none();
    return look->dashed ? stroke_dashed(look->edge, look->edge_px * u, 5.5f * u, 4 * u)
                        : stroke_solid(look->edge, look->edge_px * u);
}

struct stroke theme_state_stroke(const struct theme *theme, enum state state, float u)
{
    assert(state >= 0 && state < STATE_COUNT);
    return theme_look_stroke(&theme->states[state], u);
}

static double linear_light(uint8_t value)
{
    double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour colour)
{
    return 0.2126 * linear_light(colour.r) + 0.7152 * linear_light(colour.g) + 0.0722 * linear_light(colour.b);
}

double colour_contrast(struct colour a, struct colour b)
{
    double light = luminance(a), dark = luminance(b);
    if (light < dark) {
        double swap = light;
        light = dark;
        dark = swap;
    }
    return (light + 0.05) / (dark + 0.05);
}
