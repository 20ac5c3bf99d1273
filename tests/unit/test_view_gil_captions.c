// What is said of a task that lets a GIL go: what for, where it does so by itself; and of one whose patience ran out.
#include "support/view_scene.h"

#include "support/recording_foreign.h"
#include "view/stage/parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    LOCK,
    GIL,
    CLOCK,
};

// Two tasks' three notes each; the first has the GIL, and gives it back at 2001.
static struct foreign *run_of(struct note second, struct note third)
{
    struct foreign *foreign = foreign_new(2);
    foreign->resources[CLOCK] = (struct resource){ .name = "clock", .kind = RESOURCE_CLOCK, .sleeps = 1 };
    const struct note notes[] = { { .ticks = 2000, .kind = NOTE_ACQUIRED, .resource = GIL }, second, third };
    memcpy(foreign->notes[0], notes, sizeof notes);
    const struct note others[] = { { .ticks = 3000, .kind = NOTE_WAITS, .resource = GIL, .other = 1 },
                                   { .ticks = 3100, .kind = NOTE_TIMED_OUT, .resource = GIL },
                                   { .ticks = 3100, .kind = NOTE_REQUESTED, .resource = GIL, .other = 1 } };
    memcpy(foreign->notes[1], others, sizeof others);
    return foreign;
}

static void expect(struct foreign *foreign, uint16_t task, uint32_t index, enum language language, const char *words)
{
    struct scene *scene = scene_of_recording(foreign->recording);
    const struct tale_event event = { .ns = recording_ns(&foreign->recording, foreign->notes[task][index].ticks),
                                      .index = index,
                                      .task = task };
    scene->model.language = language;
    scene_draw(scene);
    assert_string_equal(stage_told_caption(&scene->frame, &event).first, words);
    scene_close(scene);
}

static struct note note(uint64_t ticks, enum note_kind kind, uint8_t resource)
{
    return (struct note){ .ticks = ticks, .kind = (uint8_t)kind, .resource = resource };
}

static void by_itself(void **state)
{
    (void)state;
    struct foreign *foreign = run_of(note(2001, NOTE_RELEASED, GIL), note(2002, NOTE_WAITS, CLOCK));
    expect(foreign, 0, 1, LANGUAGE_EN, "P1 lets the GIL go by itself: it sleeps for a while.");
    foreign->notes[0][2].resource = LOCK;
    expect(foreign, 0, 1, LANGUAGE_EN, "P1 lets the GIL go by itself: it waits for accounts_lock.");
    foreign->notes[0][2].resource = GIL;
    expect(foreign, 0, 1, LANGUAGE_EN, "P1 gives the GIL back.");
    foreign_free(foreign);
}

static void asked_for_it(void **state)
{
    (void)state;
    struct foreign *foreign = run_of(note(2001, NOTE_HONOURED, GIL), note(2001, NOTE_RELEASED, GIL));
    expect(foreign, 0, 1, LANGUAGE_EN, "P1 lets the GIL go: it was asked for it.");
    expect(foreign, 0, 2, LANGUAGE_EN, "P1 gives the GIL back.");
    foreign_free(foreign);
}

static void patience(void **state)
{
    (void)state;
    struct foreign *foreign = run_of(note(3200, NOTE_RELEASED, GIL), note(3201, NOTE_WAITS, CLOCK));
    expect(foreign, 1, 1, LANGUAGE_EN, "T2 has waited the switch interval for the GIL.");
    foreign_free(foreign);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_itself),
        cmocka_unit_test(asked_for_it),
        cmocka_unit_test(patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
