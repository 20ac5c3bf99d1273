// Type from as designed to three times as large, of every lab, of recorded programs, with everything that can lie over a view:
// nothing is cut, meets another or is out of reach, and what is asked for is what is drawn.
//
// With RACELEDGER_SOAK every picture of every size, language and zoom, else each of them now and then.
#include "../support/window_looks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const recordings[] = {
    "race",
    "tree",
    "labs/queue",
    "labs/pool-exception",
    "labs/pool-killed",
    "labs/family",
    "labs/family-globals",
    "labs/locks-fork",
    "labs/locks-opposite",
    "labs/locks-philosophers",
    "labs/cost",
    "labs/workers",
    "variables/bank-c",
    "variables/bank-python",
    "real/real",
    "v1/gil-3.9",
    "v1/many",
    "v1/processes-mutex",
};

static const struct window_size sizes[] = {
    { 1280, 800 }, { 1024, 768 }, { 1920, 1080 }, { 768, 1024 }, { 3840, 2160 }
};
static const float zooms[] = { 3, 1, 2, 1.5f, 1.25f };

enum {
    RECORDINGS = sizeof recordings / sizeof *recordings,
    SIZES = sizeof sizes / sizeof *sizes,
    ZOOMS = sizeof zooms / sizeof *zooms,
    SHAPES = SIZES * ZOOMS * LANGUAGE_COUNT * 2,
};

// As the window draws it: on a sheet that is as large as the content needs.
static void draw_sheet(struct scene *scene, struct window_size size)
{
    for (int i = 0; i < 3; i++) {
        lens_set(&scene->model, &scene->ui, size, lens_factor(&scene->model, &scene->ui));
        scene_draw(scene);
        if (lens_factor(&scene->model, &scene->ui) < scene->ui.lens.factor * 1.01f &&
            lens_factor(&scene->model, &scene->ui) > scene->ui.lens.factor * 0.99f)
            break;
    }
}

// Within, but for what letters are measured to.
static bool is_within(struct rect inner, struct rect outer)
{
    return inner.x >= outer.x - 1 && inner.y >= outer.y - 1 && rect_right(inner) <= rect_right(outer) + 1 &&
           rect_bottom(inner) <= rect_bottom(outer) + 1;
}

static bool is_pressed(const struct hit *hit) { return hit->kind != HIT_AREA && hit->kind != HIT_TIP; }

// What lies over the view lies in its box, and in the picture.
static size_t check_over(const struct scene *scene, FILE *out)
{
    const struct rect sheet = rect_of(0, 0, scene->list.width_px, scene->list.height_px);
    const struct hit *popup = ui_hit_of(&scene->ui, ui_id("popup", 0));
    size_t wrong = 0;
    if (popup && !is_within(popup->rect, sheet))
        wrong++;
    for (size_t i = scene->ui.over; popup && scene->ui.over && i < scene->ui.hit_count; i++) {
        const struct hit *hit = &scene->ui.hits[i];
        if (is_pressed(hit) && hit->action != ACTION_CANCEL && !is_within(hit->rect, popup->rect)) {
            wrong++;
            fprintf(out, "action %d lies outside its box\n", (int)hit->action);
        }
    }
    return wrong;
}

// Two things that can be pressed do not meet, and each is large enough for a finger's nail.
static size_t check_hits(const struct scene *scene, FILE *out)
{
    const struct ui *ui = &scene->ui;
    size_t wrong = 0;
    for (size_t i = ui->over; i < ui->hit_count; i++) {
        const struct hit *hit = &ui->hits[i];
        if (!is_pressed(hit) || (ui->over && i == ui->over) || hit->action == ACTION_DISMISS)
            continue; // a message lies over what it covers
        const bool whole = hit->kind != HIT_DRAG && hit->action != ACTION_TIMELINE_FOLD; // those scroll
        if (whole && hit->focusable &&
            (hit->rect.height < 9 * scene->frame.scale.u || hit->rect.width < 6 * scene->frame.scale.u)) {
            wrong++;
            fprintf(out, "action %d is %.0f x %.0f\n", (int)hit->action, (double)hit->rect.width,
                    (double)hit->rect.height);
        }
        for (size_t k = ui->over; k < i; k++)
            if (is_pressed(&ui->hits[k]) && !(ui->over && k == ui->over) && ui->hits[k].action != ACTION_DISMISS &&
                rects_meet(rect_inset(hit->rect, 0.5f), rect_inset(ui->hits[k].rect, 0.5f))) {
                wrong++;
                fprintf(out, "actions %d and %d meet\n", (int)ui->hits[k].action, (int)hit->action);
            }
    }
    return wrong;
}

static int wrong_pictures;

static void check(struct scene *scene, struct window_size size, const char *what)
{
    char *complaints = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&complaints, &length);
    assert_non_null(out);
    draw_sheet(scene, size);
    size_t wrong = draw_list_check_texts(&scene->list, out) + draw_list_check_margins(&scene->list, out) +
                   check_over(scene, out) + check_hits(scene, out);
    const struct model *model = &scene->model;
    const float plain = scale_for(size.width_px, size.height_px, 1, model->lecture).u;
    if (scene->frame.scale.u < 0.97f * model->zoom * plain) {
        wrong++;
        fprintf(out, "a unit is %.2f px, asked %.2f times %.2f\n", (double)scene->frame.scale.u, (double)model->zoom,
                (double)plain);
    }
    fclose(out);
    if (wrong > 0 || scene->list.dropped > 0 || scene->list.failed || scene->ui.hits_dropped > 0) {
        wrong_pictures++;
        print_error("%s, %s, %dx%d, %s, zoom %.2f (drawn %.2f)%s: %zu wrong, %zu commands and %zu hits dropped\n%s",
                    what, view_rows[model->view]->name, size.width_px, size.height_px, languages[model->language].name,
                    (double)model->zoom, (double)scene->ui.zoom, model->lecture ? ", lecture" : "", wrong,
                    scene->list.dropped, scene->ui.hits_dropped, complaints);
    }
    free(complaints);
}

// One look of one view in one shape; false: there is none.
static bool check_look(struct look_scene *stand, const struct look *look, enum view view, unsigned shape,
                       const char *recording)
{
    struct scene *scene = stand->scene;
    char what[96];
    looks_rest(stand);
    scene->ui.lens.is_there = true;
    const struct window_size size = sizes[shape / 2 / LANGUAGE_COUNT % SIZES];
    scene->model.view = view;
    scene->model.zoom = zooms[shape / 2 / LANGUAGE_COUNT / SIZES % ZOOMS];
    scene->model.language = (enum language)(shape / 2 % LANGUAGE_COUNT);
    scene->model.lecture = shape % 2 && look->where != LOOK_AT_DESK;
    scene->model.width_px = size.width_px;
    scene->model.height_px = size.height_px;
    playback_seek_share(&scene->model.playback, &scene->document, (double)(shape * 7 % 20) / 19);
    if (!look->open(scene))
        return false;
    snprintf(what, sizeof what, "%s%s%s", recording, look->name[0] ? ", " : "", look->name);
    check(scene, size, what);
    return true;
}

static void nothing_is_lost_at_any_zoom(void **state)
{
    (void)state;
    const bool all = getenv("RACELEDGER_SOAK") != NULL;
    size_t pictures = 0, seen[sizeof looks / sizeof *looks] = { 0 };
    unsigned turn = 0;
    wrong_pictures = 0;
    for (int r = 0; r < RECORDINGS; r++) {
        struct look_scene *stand = looks_open(recordings[r]);
        for (int i = 0; looks[i].name; i++)
            for (int view = 0; view < (looks[i].where == LOOK_ONCE ? 1 : VIEW_COUNT); view++)
                for (unsigned n = 0; n < (all ? SHAPES : looks[i].where == LOOK_ANYWHERE ? 6 : 2); n++) {
                    turn++;
                    const enum view in = looks[i].where == LOOK_ONCE ? (enum view)(turn % VIEW_COUNT) : (enum view)view;
                    const bool there = check_look(stand, &looks[i], in, all ? n : turn * 37 % SHAPES, recordings[r]);
                    seen[i] += there;
                    pictures += there;
                }
        looks_close(stand);
    }
    for (int i = 0; looks[i].name; i++)
        if (seen[i] == 0)
            fail_msg("%s is never there", looks[i].name);
    print_message("%zu pictures\n", pictures);
    assert_int_equal(wrong_pictures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_at_any_zoom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
