// A window with a run of any lab in it, made for real: stopped after 200 ms, without the kernel's records.
#ifndef SUPPORT_LAB_SCENE_H
#define SUPPORT_LAB_SCENE_H

#include "view_scene.h"

#include "lab/lab.h"
#include "run/run.h"

// A recording of a lab's variant; NULL: its defaults. Close it with recording_close. Ends the test program where it cannot be
// made.
static inline struct recording lab_recording(const struct lab *lab, const char *variant)
{
    struct settings settings;
    struct recording recording = { 0 };
    const struct run_options options = { .no_kernel_records = true };
    settings_init(&settings, lab->settings, 1);
    struct status status = variant ? settings_set(&settings, "variant", variant) : status_ok();
    if (status_is_ok(status) && settings_has(&settings, "deadline"))
        status = settings_set(&settings, "deadline", "200ms");
    if (status_is_ok(status))
        status = settings_finish(&settings, UINT64_MAX);
    if (status_is_ok(status))
        status = run_plan(&recording, &settings.plan, &options);
    if (status_is_ok(status))
        return recording;
    fprintf(stderr, "no run of %s: %s\n", lab->name, status.message);
    abort();
}

// The document takes the recording over (document_finish).
static inline struct scene *lab_scene(const struct lab *lab, const char *variant)
{
    return scene_of_recording(lab_recording(lab, variant));
}

#endif
