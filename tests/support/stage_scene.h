// A picture like the program's Stage, from made-up data: what the drawing is tested, looked at and measured with
// before, and apart from, any real view. Everything is placed in units of a sheet 1456 × 819.
#ifndef SUPPORT_STAGE_SCENE_H
#define SUPPORT_STAGE_SCENE_H

#include "view/looks/marks.h"
#include "view/looks/scale.h"
#include "view/looks/theme.h"
#include "view/shapes/draw.h"
#include "view/shapes/draw_text.h"

#include <math.h>
#include <stdio.h>

struct stage {
    struct draw_list *list;
    const struct theme *theme;
    struct scale scale;
    float u;
    uint32_t random;
    double moment; // 0 … 1: where the playhead is
};

static inline uint32_t scene_random(struct stage *scene)
{
    scene->random = scene->random * 1664525u + 1013904223u;
    return scene->random >> 8;
}

static inline struct point scene_at(const struct stage *scene, float x, float y)
{
    return point_at(x * scene->u, y * scene->u);
}

static inline struct rect scene_rect(const struct stage *scene, float x, float y, float width, float height)
{
    return rect_of(x * scene->u, y * scene->u, width * scene->u, height * scene->u);
}

static inline struct text_style scene_style(const struct stage *scene, enum face face, enum type_size size,
                                            struct colour colour)
{
    return (
        struct text_style){ .face = face, .size_px = scene->scale.type[size], .colour = colour, .along = ALONG_MIDDLE };
}

static inline void scene_text(const struct stage *scene, float x, float y, enum face face, enum type_size size,
                              enum text_role role, enum across across, const char *text)
{
    struct text_style style = scene_style(scene, face, size, scene->theme->texts[role]);
    style.across = across;
    draw_text(scene->list, scene_at(scene, x, y), text, style);
}

static inline void scene_panel(const struct stage *scene, float x, float y, float width, float height,
                               enum ground ground)
{
    bool edged = scene->theme->edged;
    draw_box(scene->list, scene_rect(scene, x, y, width, height), scene->scale.radius_px,
             paint_solid(scene->theme->grounds[ground]),
             edged ? stroke_solid(scene->theme->trims[TRIM_EDGE], scene->scale.line_px) : stroke_none());
}

static inline void scene_header(const struct stage *scene)
{
    const struct theme *theme = scene->theme;
    static const char *const tabs[] = { "Stage", "Timeline", "Ledger", "Schedules", "Compare" };
    static const char *const guards[][2] = {
        { "No lock", "as written" },
        { "Mutex", "lock · update · unlock" },
        { "GIL  CPython ≤ 3.9", "may switch between bytecodes" },
        { "GIL  CPython ≥ 3.10", "switches at loop edges only" },
        { "GIL + Lock", "the right Python answer" },
        { "Atomic add", "one indivisible step" },
    };
    draw_rect(scene->list, rect_of(0, 0, scene->list->width_px, 54 * scene->u),
              paint_solid(theme->grounds[GROUND_BAR]));
    scene_text(scene, 21, 28, FACE_BOLD, TYPE_HEAD, TEXT_MAIN, ACROSS_LEFT, "Race Ledger");
    scene_text(scene, 156, 29, FACE_REGULAR, TYPE_BODY, TEXT_SOFT, ACROSS_LEFT,
               "2 threads · 100 000 × ( balance += n ; balance −= n )");
    for (int i = 0; i < 5; i++) {
        float x = 607 + 112 * (float)i;
        if (i == 0) {
            draw_box(scene->list, scene_rect(scene, x, 12, 107, 30), 5 * scene->u,
                     paint_solid(theme->grounds[GROUND_SELECTED]), stroke_none());
        }
        char number[8];
        snprintf(number, sizeof number, "%d", i + 1);
        scene_text(scene, x + 10, 28, FACE_REGULAR, TYPE_SMALL, i ? TEXT_FAINT : TEXT_SOFT, ACROSS_LEFT, number);
        scene_text(scene, x + 26, 28, i ? FACE_REGULAR : FACE_BOLD, TYPE_BODY, i ? TEXT_SOFT : TEXT_MAIN, ACROSS_LEFT,
                   tabs[i]);
    }
    draw_box(scene->list, scene_rect(scene, 1183, 11, 114, 33), 5 * scene->u, paint_solid(theme->run_ground),
             stroke_none());
    struct point play[3] = { scene_at(scene, 1200, 20), scene_at(scene, 1213, 27.5f), scene_at(scene, 1200, 35) };
    draw_polygon(scene->list, play, 3, paint_solid(theme->run_text), stroke_none());
    struct text_style run = scene_style(scene, FACE_BOLD, TYPE_BODY, theme->run_text);
    draw_text(scene->list, scene_at(scene, 1221, 28), "Run  R", run);
    scene_text(scene, 1319, 28, FACE_REGULAR, TYPE_BODY, TEXT_SOFT, ACROSS_LEFT, "EN 中文");
    scene_text(scene, 1407, 28, FACE_BOLD, TYPE_STRONG, TEXT_SOFT, ACROSS_CENTRE, "?");
    for (int i = 0; i < 6; i++) {
        float x = 21 + 237.3f * (float)i;
        draw_box(scene->list, scene_rect(scene, x, 66, 228, 48), scene->scale.radius_px,
                 paint_solid(theme->grounds[i ? GROUND_PANEL : GROUND_SELECTED]),
                 i ? stroke_solid(theme->trims[TRIM_EDGE], scene->scale.line_px)
                   : stroke_solid(theme->marks[MARK_ACCENT], 2 * scene->u));
        scene_text(scene, x + 14, 82, FACE_BOLD, TYPE_BODY, TEXT_MAIN, ACROSS_LEFT, guards[i][0]);
        scene_text(scene, x + 14, 101, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_LEFT, guards[i][1]);
    }
}

static inline void scene_code(const struct stage *scene)
{
    static const char *const lines[] = { "balance = 0",
                                         "",
                                         "def change_it(n):",
                                         "    global balance",
                                         "    balance = balance + n",
                                         "    balance = balance - n",
                                         "",
                                         "def run_thread(n):",
                                         "    for i in range(100000):",
                                         "        change_it(n)" };
    const struct theme *theme = scene->theme;
    scene_panel(scene, 21, 126, 394, 368, GROUND_PANEL);
    scene_text(scene, 38, 147, FACE_BOLD, TYPE_LABEL, TEXT_SOFT, ACROSS_LEFT, "Code");
    scene_text(scene, 398, 147, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_RIGHT, "Python · C · micro-steps");
    for (int worker = 0; worker < 2; worker++) {
        draw_box(scene->list, scene_rect(scene, 30, 267 + 25.8f * (float)worker, 377, 25.8f), 5 * scene->u,
                 paint_solid(theme_worker(theme, worker)->tint), stroke_none());
    }
    for (int i = 0; i < 10; i++) {
        float y = 177 + 25.8f * (float)i;
        char number[8];
        snprintf(number, sizeof number, "%d", i + 1);
        scene_text(scene, 70, y, FACE_MONO, TYPE_SMALL, TEXT_FAINT, ACROSS_RIGHT, number);
        scene_text(scene, 79, y, FACE_MONO, TYPE_BODY, TEXT_MAIN, ACROSS_LEFT, lines[i]);
    }
    for (int worker = 0; worker < 2; worker++) {
        mark_token(scene->list, theme, scene_at(scene, 47, 280 + 25.8f * (float)worker), 25 * scene->u, worker,
                   worker ? "T2" : "T1", scene->u);
    }
    draw_box(scene->list, scene_rect(scene, 33, 434, 370, 48), 6 * scene->u, paint_solid(theme->grounds[GROUND_WELL]),
             stroke_solid(theme->trims[TRIM_EDGE], scene->scale.line_px));
    scene_text(scene, 46, 449, FACE_REGULAR, TYPE_BODY, TEXT_MAIN, ACROSS_LEFT,
               "T1 read 8, then stalled. T2 wrote 16.");
    scene_text(scene, 46, 469, FACE_BOLD, TYPE_BODY, TEXT_LOST, ACROSS_LEFT, "T1 now writes 13: T2's +8 is lost.");
}

static inline void scene_arrow(const struct stage *scene, float x0, float y0, float x1, float y1, float x2, float y2,
                               float x3, float y3)
{
    struct point control[4] = { scene_at(scene, x0, y0), scene_at(scene, x1, y1), scene_at(scene, x2, y2),
                                scene_at(scene, x3, y3) };
    mark_arrow(scene->list, control, stroke_solid(scene->theme->marks[MARK_LINE], scene->scale.stroke_px),
               13 * scene->u);
}

static inline void scene_states(const struct stage *scene)
{
    static const struct {
        const char *name, *share;
        float x, y;
    } states[] = { { "new", "0.3 %", 504, 303 },
                   { "ready", "11 %", 657, 303 },
                   { "running", "84 %", 857, 303 },
                   { "blocked", "0 %", 757, 434 },
                   { "dead", "4 %", 1025, 303 } };
    const struct theme *theme = scene->theme;
    scene_panel(scene, 428, 126, 673, 368, GROUND_PANEL);
    scene_text(scene, 444, 147, FACE_BOLD, TYPE_LABEL, TEXT_SOFT, ACROSS_LEFT, "Scheduling states");
    scene_text(scene, 1084, 147, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_RIGHT,
               "from the kernel's context-switch records");
    scene_text(scene, 455, 184, FACE_BOLD, TYPE_STRONG, TEXT_MAIN, ACROSS_LEFT, "2.0 of 2 cores busy");
    scene_arrow(scene, 553, 303, 570, 303, 590, 303, 609, 303);
    scene_arrow(scene, 907, 303, 930, 303, 950, 303, 976, 303);
    scene_arrow(scene, 703, 291, 730, 268, 784, 268, 810, 291);
    scene_arrow(scene, 811, 315, 784, 338, 730, 338, 704, 315);
    scene_arrow(scene, 826, 343, 803, 354, 789, 372, 784, 392);
    scene_arrow(scene, 727, 393, 723, 370, 708, 354, 689, 343);
    static const struct {
        const char *name;
        float x, y;
    } moves[] = { { "start", 580, 289 },  { "scheduled", 757, 257 },    { "preempted", 757, 347 },
                  { "return", 941, 289 }, { "lock is free", 661, 370 }, { "waits for lock", 868, 370 } };
    for (int i = 0; i < 6; i++)
        scene_text(scene, moves[i].x, moves[i].y, FACE_REGULAR, TYPE_LABEL, TEXT_SOFT, ACROSS_CENTRE, moves[i].name);
    for (int i = 0; i < 5; i++) {
        struct point centre = scene_at(scene, states[i].x, states[i].y);
        mark_state_disc(scene->list, theme, centre, 46 * scene->u, (enum state)i, scene->u);
        mark_plate(scene->list, theme, centre, scene_rect(scene, 428, 126, 673, 368), states[i].name,
                   scene_style(scene, FACE_BOLD, TYPE_BODY, COLOUR_NONE), scene->u);
        mark_plate(scene->list, theme, point_at(centre.x, centre.y + 26 * scene->u),
                   scene_rect(scene, 428, 126, 673, 368), states[i].share,
                   scene_style(scene, FACE_MONO, TYPE_LABEL, COLOUR_NONE), scene->u * 0.75f);
    }
    scene_text(scene, 843, 201, FACE_MONO, TYPE_SMALL, TEXT_SOFT, ACROSS_CENTRE, "cpu 0");
    scene_text(scene, 907, 201, FACE_MONO, TYPE_SMALL, TEXT_SOFT, ACROSS_CENTRE, "cpu 1");
    mark_token(scene->list, theme, scene_at(scene, 843 + 8 * (float)scene->moment, 241), 39 * scene->u, 0, "T1",
               scene->u);
    mark_token(scene->list, theme, scene_at(scene, 884 + 8 * (float)scene->moment, 241), 39 * scene->u, 1, "T2",
               scene->u);
    mark_token(scene->list, theme, scene_at(scene, 1010, 434), 39 * scene->u, 2, "T3", scene->u);
    mark_token(scene->list, theme, scene_at(scene, 1054, 434), 39 * scene->u, 3, "T4", scene->u);
}

static inline void scene_balance(const struct stage *scene)
{
    static const char *const rows[][2] = { { "updates made", "400 000" },
                                           { "survived", "228 644" },
                                           { "lost", "171 356   42.8 %" },
                                           { "collisions", "9 207" } };
    const struct theme *theme = scene->theme;
    scene_panel(scene, 1113, 126, 322, 368, GROUND_PANEL);
    scene_text(scene, 1130, 147, FACE_BOLD, TYPE_LABEL, TEXT_SOFT, ACROSS_LEFT, "balance");
    struct text_style hero = scene_style(scene, FACE_BOLD, TYPE_HERO, theme->texts[TEXT_LOST]);
    hero.figures = true;
    draw_textf(scene->list, scene_at(scene, 1130, 199), hero, "%d", 672 + (int)(scene->moment * 100));
    scene_text(scene, 1274, 215, FACE_REGULAR, TYPE_STRONG, TEXT_SOFT, ACROSS_LEFT, "expected 0");
    draw_line(scene->list, scene_at(scene, 1130, 241), scene_at(scene, 1418, 241),
              stroke_solid(theme->trims[TRIM_EDGE], scene->scale.line_px));
    for (int i = 0; i < 4; i++) {
        float y = 265 + 27.4f * (float)i;
        scene_text(scene, 1130, y, FACE_REGULAR, TYPE_BODY, TEXT_SOFT, ACROSS_LEFT, rows[i][0]);
        scene_text(scene, 1418, y, FACE_MONO, TYPE_BODY, i == 2 ? TEXT_LOST : TEXT_MAIN, ACROSS_RIGHT, rows[i][1]);
    }
    draw_box(scene->list, scene_rect(scene, 1130, 375, 288, 50), 6 * scene->u, paint_solid(theme->grounds[GROUND_GOOD]),
             stroke_solid(theme->marks[MARK_GOOD], scene->scale.line_px));
    scene_text(scene, 1142, 391, FACE_BOLD, TYPE_BODY, TEXT_GOOD, ACROSS_LEFT, "The books balance");
    scene_text(scene, 1142, 411, FACE_MONO, TYPE_LABEL, TEXT_GOOD, ACROSS_LEFT, "672 + (−672 lost) = 0 expected");
    scene_text(scene, 1130, 448, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_LEFT,
               "wall 1.96 ms  ·  0 lock waits  ·  6 switches");
    scene_text(scene, 1130, 471, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_LEFT,
               "Save  Ctrl+S     Picture  P     Copy  Ctrl+C");
}

static inline void scene_spans(const struct stage *scene, int worker, float y)
{
    static const struct {
        float from, to;
        enum state state;
    } spans[2][6] = {
        { { 114, 517, STATE_RUNNING },
          { 518, 582, STATE_READY },
          { 583, 1130, STATE_RUNNING },
          { 1131, 1156, STATE_READY },
          { 1157, 1417, STATE_RUNNING } },
        { { 114, 152, STATE_READY },
          { 153, 600, STATE_RUNNING },
          { 601, 690, STATE_BLOCKED },
          { 691, 921, STATE_READY },
          { 922, 1325, STATE_RUNNING },
          { 1326, 1417, STATE_DEAD } },
    };
    for (int i = 0; i < 6 && spans[worker][i].to > 0; i++) {
        struct rect rect = rect_between(spans[worker][i].from * scene->u, y * scene->u, spans[worker][i].to * scene->u,
                                        (y + 30) * scene->u);
        mark_state_span(scene->list, scene->theme, rect, spans[worker][i].state, 2 * scene->u, scene->u,
                        point_at(rect.x, rect.y));
        if (spans[worker][i].state == STATE_RUNNING) {
            struct text_style style =
                scene_style(scene, FACE_BOLD, TYPE_SMALL, scene->theme->states[STATE_RUNNING].text);
            draw_text(scene->list, point_at(rect.x + 8 * scene->u, rect.y + rect.height / 2),
                      worker ? "cpu 1" : "cpu 0", style);
        }
    }
    mark_token(scene->list, scene->theme, scene_at(scene, 47, y + 15), 28 * scene->u, worker, worker ? "T2" : "T1",
               scene->u);
    scene_text(scene, 70, y + 16, FACE_MONO, TYPE_SMALL, TEXT_SOFT, ACROSS_LEFT, worker ? "n = 8" : "n = 5");
}

static inline void scene_timeline(struct stage *scene)
{
    const struct theme *theme = scene->theme;
    static const char *const times[] = { "0.75", "0.86", "0.96", "1.07", "1.18", "1.28", "1.39", "1.49" };
    scene_panel(scene, 21, 507, 1414, 239, GROUND_PANEL);
    scene_text(scene, 38, 527, FACE_BOLD, TYPE_LABEL, TEXT_SOFT, ACROSS_LEFT, "Timeline");
    scene_text(scene, 1418, 527, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_RIGHT,
               "0.75 ms – 1.60 ms      wheel: zoom      drag: pan      drag ruler: measure");
    for (int i = 0; i < 8; i++) {
        float x = 114 + 163 * (float)i;
        draw_line(scene->list, scene_at(scene, x, 540), scene_at(scene, x, 740),
                  stroke_solid(theme->trims[TRIM_GRID], scene->scale.line_px));
        scene_text(scene, x + 5, 547, FACE_MONO, TYPE_SMALL, TEXT_FAINT, ACROSS_LEFT, times[i]);
    }
    scene_spans(scene, 0, 560);
    scene_spans(scene, 1, 599);
    draw_line(scene->list, scene_at(scene, 114, 681), scene_at(scene, 1418, 681),
              stroke_solid(theme->marks[MARK_LINE], scene->scale.line_px));
    scene_text(scene, 106, 682, FACE_MONO, TYPE_SMALL, TEXT_SOFT, ACROSS_RIGHT, "balance  0");
    scene_text(scene, 106, 734, FACE_MONO, TYPE_SMALL, TEXT_LOST, ACROSS_RIGHT, "lost");
    struct point curve[2 * 160];
    float level = 681;
    for (int i = 0; i < 160; i++) {
        float next = level - ((float)(scene_random(scene) % 100) - 44) * 0.06f;
        curve[2 * i] = scene_at(scene, 114 + 8.15f * (float)i, level);
        curve[2 * i + 1] = scene_at(scene, 114 + 8.15f * (float)i + (i % 3 ? 2 : 7), next);
        level = next;
    }
    draw_polyline(scene->list, curve, 320, stroke_solid(theme->marks[MARK_CURVE], scene->scale.stroke_px));
    for (int i = 0; i < 90; i++) {
        float x = 114 + (float)(scene_random(scene) % 13030) / 10, height = 3 + (float)(scene_random(scene) % 15);
        draw_rect(scene->list, rect_of(x * scene->u, (740 - height) * scene->u, 2 * scene->u, height * scene->u),
                  paint_solid(theme->marks[MARK_LOST]));
    }
    float x = 114 + 1304 * (float)scene->moment;
    draw_line(scene->list, scene_at(scene, x, 541), scene_at(scene, x, 742),
              stroke_solid(theme->marks[MARK_PLAYHEAD], 2 * scene->u));
    mark_head(scene->list, scene_at(scene, x, 551), 0, 1, 11 * scene->u, theme->marks[MARK_PLAYHEAD]);
}

static inline void scene_transport(struct stage *scene)
{
    const struct theme *theme = scene->theme;
    float u = scene->u;
    draw_rect(scene->list, rect_of(0, 758 * u, scene->list->width_px, 61 * u), paint_solid(theme->grounds[GROUND_BAR]));
    draw_disc(scene->list, scene_at(scene, 47, 788), 18 * u, paint_solid(theme->grounds[GROUND_SELECTED]),
              stroke_none());
    draw_box(scene->list, scene_rect(scene, 41, 781, 4.5f, 15), 1 * u, paint_solid(theme->texts[TEXT_MAIN]),
             stroke_none());
    draw_box(scene->list, scene_rect(scene, 48.5f, 781, 4.5f, 15), 1 * u, paint_solid(theme->texts[TEXT_MAIN]),
             stroke_none());
    mark_head(scene->list, scene_at(scene, 84, 789), -1, 0, 11 * u, theme->marks[MARK_LINE]);
    scene_text(scene, 114, 789, FACE_REGULAR, TYPE_BODY, TEXT_SOFT, ACROSS_CENTRE, "step");
    mark_head(scene->list, scene_at(scene, 144, 789), 1, 0, 11 * u, theme->marks[MARK_LINE]);
    scene_text(scene, 164, 789, FACE_BOLD, TYPE_BODY, TEXT_LOST, ACROSS_LEFT, "next lost update  N");
    float x = 318 + 805 * (float)scene->moment;
    for (int i = 0; i < 402; i++) {
        float height = (float)(1 + scene_random(scene) % 8) * (scene_random(scene) % 6 ? 1 : 2);
        draw_rect(scene->list, rect_of((318 + 2 * (float)i) * u, (790 - height) * u, 1.2f * u, height * u),
                  paint_solid(theme->marks[MARK_LOST]));
    }
    draw_box(scene->list, scene_rect(scene, 318, 791.5f, 805, 4), 2 * u, paint_solid(theme->trims[TRIM_TRACK]),
             stroke_none());
    draw_box(scene->list, scene_rect(scene, 318, 791.5f, x - 318, 4), 2 * u, paint_solid(theme->marks[MARK_ACCENT]),
             stroke_none());
    draw_disc(scene->list, scene_at(scene, x, 793.5f), 7.5f * u, paint_solid(theme->marks[MARK_KNOB]), stroke_none());
    struct text_style time = scene_style(scene, FACE_MONO, TYPE_BODY, theme->texts[TEXT_MAIN]);
    time.figures = true;
    draw_textf(scene->list, scene_at(scene, 1137, 789), time, "%.3f ms / 1.958 ms", scene->moment * 1.958);
    scene_text(scene, 1437, 789, FACE_REGULAR, TYPE_SMALL, TEXT_SOFT, ACROSS_RIGHT, "slow motion 1 : 12 000");
}

// Draws it all into a list made for width × height.
static inline void stage_scene_draw(struct draw_list *list, const struct theme *theme, double moment)
{
    struct stage scene = { .list = list, .theme = theme, .random = 7, .moment = moment };
    scene.scale = scale_for((int)list->width_px, (int)list->height_px, 1, false);
    scene.u = scene.scale.u;
    scene_header(&scene);
    scene_code(&scene);
    scene_states(&scene);
    scene_balance(&scene);
    scene_timeline(&scene);
    scene_transport(&scene);
}

#endif
