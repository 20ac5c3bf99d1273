// A window without a window: a document from a made-up run, a model, a ui, and a way to draw a frame of them.
//
// struct scene *scene = scene_open(guard, seed); scene_draw(scene); … scene_close(scene);
#ifndef SUPPORT_VIEW_SCENE_H
#define SUPPORT_VIEW_SCENE_H

#include "recording_builder.h"

#include "document/build.h"
#include "document/document.h"
#include "document/playback.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/shapes/check.h"
#include "view/window/window.h"

#include <stdlib.h>
#include <string.h>

struct scene {
    struct built *built;
    struct document document;
    struct model model;
    struct view_models models; // the model's
    struct ui ui;
    struct arena arena;
    struct draw_list list;
    struct frame frame;
    struct wishes wishes;
};

// A document of a recording, which stays the caller's and must outlive the scene. Ends the test program where it cannot be
// built.
static inline struct scene *scene_of_recording(struct recording recording)
{
    struct scene *scene = calloc(1, sizeof *scene);
    if (!scene)
        abort();
    const struct status status = document_build(&scene->document, &recording);
    if (!status_is_ok(status)) {
        fprintf(stderr, "no document: %s\n", status.message);
        abort();
    }
    model_init(&scene->model, &scene->models, 4);
    scene->ui.pointer = point_at(-1, -1);
    control_new_document(&scene->model, &scene->document);
    return scene;
}

// The same of a made-up run, which it takes over.
static inline struct scene *scene_of_built(struct built *built)
{
    struct scene *scene = scene_of_recording(built->recording);
    scene->built = built;
    return scene;
}

static inline struct scene *scene_of(const struct build *plan) { return scene_of_built(build_random(plan)); }

static inline struct scene *scene_open(enum guard_id guard, uint64_t seed)
{
    const struct build plan = {
        .experiment = { .guard = guard, .iterations = 200, .timing = TIMING_FULL },
        .seed = seed,
        .burst = 7,
        .switches = true,
    };
    return scene_of(&plan);
}

// Draws the window as the model has it, without fonts.
static inline void scene_draw(struct scene *scene)
{
    arena_reset(&scene->arena);
    view_prepare(&scene->model, scene->document.moments.count ? &scene->document : NULL);
    draw_list_init(&scene->list, &scene->arena, metrics_plain(), scene->model.width_px, scene->model.height_px,
                   theme_get(scene->model.theme)->grounds[GROUND_PAGE]);
    frame_init(&scene->frame, &scene->list, &scene->ui, scene->document.moments.count ? &scene->document : NULL,
               &scene->model);
    window_draw(&scene->frame);
}

static inline void scene_close(struct scene *scene)
{
    document_finish(&scene->document);
    built_free(scene->built);
    arena_finish(&scene->arena);
    free(scene);
}

static inline void scene_act(struct scene *scene, enum action action, int64_t argument)
{
    scene->wishes = (struct wishes){ 0 };
    control_act(&scene->model, &scene->document, action, argument, &scene->wishes);
}

// Whether that was asked for of the world, and nothing else.
static inline bool scene_asked(const struct scene *scene, enum wish_kind kind)
{
    return scene->wishes.count == 1 && scene->wishes.list[0].kind == kind;
}

static inline bool scene_key(struct scene *scene, uint32_t key, bool control, bool shift)
{
    scene->wishes = (struct wishes){ 0 };
    return control_key(&scene->model, &scene->ui, &scene->document, (struct key_press){ key, control, shift },
                       &scene->wishes);
}

static inline void scene_point(struct scene *scene, enum pointer_kind kind, struct point at)
{
    const struct pointer_event event = { .kind = kind, .at = at };
    control_pointer(&scene->model, &scene->ui, &scene->document, event, &scene->wishes);
}

static inline void scene_click(struct scene *scene, struct point at)
{
    scene->wishes = (struct wishes){ 0 };
    scene_point(scene, POINTER_DOWN, at);
    scene_point(scene, POINTER_UP, at);
}

// How many texts of the picture are this, to the letter.
static inline int scene_count_text(const struct scene *scene, const char *text)
{
    int count = 0;
    for (size_t i = 0; i < scene->list.count; i++)
        count += scene->list.commands[i].kind == DRAW_TEXT && !strcmp(scene->list.commands[i].words.utf8, text);
    return count;
}

static inline bool scene_says_exactly(const struct scene *scene, const char *text)
{
    return scene_count_text(scene, text) > 0;
}

// Whether one of its texts has this part.
static inline bool scene_says(const struct scene *scene, const char *part)
{
    for (size_t i = 0; i < scene->list.count; i++)
        if (scene->list.commands[i].kind == DRAW_TEXT && strstr(scene->list.commands[i].words.utf8, part))
            return true;
    return false;
}

#endif
