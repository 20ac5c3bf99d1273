// Figures of one GIL of several, of more tasks than a lab can start; and of notes that contradict each other.
#include "analysis/gil_figures.h"
#include "analysis/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    TASKS = 200,
    NOTES_MAX = 8,
    GIL = 1,
};

struct script {
    struct run_facts facts;
    struct task tasks[TASKS];
    struct note notes[TASKS][NOTES_MAX];
    const struct note *lists[TASKS];
    struct resource resources[2];
    struct recording recording;
};

static void begin(struct script *script)
{
    *script = (struct script){
        .facts = { .tick1 = 1000000, .tick1_ns = 1000000, .ended_ns = 1000000 },
        .resources = { { .name = "first", .kind = RESOURCE_GIL }, { .name = "second", .kind = RESOURCE_GIL } },
    };
    script->recording = (struct recording){ .facts = &script->facts,
                                            .tasks = script->tasks,
                                            .task_count = TASKS,
                                            .notes = script->lists,
                                            .resources = script->resources,
                                            .resource_count = 2 };
    for (int t = 0; t < TASKS; t++)
        script->lists[t] = script->notes[t];
}

static void add(struct script *script, int task, uint64_t ns, enum note_kind kind, uint8_t resource)
{
    script->notes[task][script->tasks[task].notes++] =
        (struct note){ .ticks = ns, .kind = (uint8_t)kind, .resource = resource };
}

static struct gil_figures figures_of(const struct script *script)
{
    struct gil_figures figures;
    assert_true(status_is_ok(gil_figures_of(&figures, &script->recording, GIL, NULL)));
    return figures;
}

// Two tasks take turns; one waits until the run's end, and the other has it until it is done.
static void by_hand(void **state)
{
    (void)state;
    struct script *script = malloc(sizeof *script);
    begin(script);
    add(script, 0, 100, NOTE_ACQUIRED, GIL);
    add(script, 0, 150, NOTE_ACQUIRED, 0); // another's
    add(script, 0, 600, NOTE_HONOURED, GIL);
    add(script, 0, 600, NOTE_RELEASED, GIL);
    add(script, 0, 650, NOTE_WAITS, GIL);
    add(script, 199, 200, NOTE_WAITS, GIL);
    add(script, 199, 500, NOTE_TIMED_OUT, GIL);
    add(script, 199, 501, NOTE_REQUESTED, GIL);
    add(script, 199, 610, NOTE_ACQUIRED, GIL);
    add(script, 199, 700, NOTE_RELEASED, GIL);
    add(script, 199, 710, NOTE_ACQUIRED, GIL);
    script->tasks[199].finished_ns = 900;
    script->facts.ended_ns = 1000;
    const struct gil_figures figures = figures_of(script);
    assert_int_equal(figures.takings, 3);
    assert_int_equal(figures.switches, 1);
    assert_int_equal(figures.timeouts, 1);
    assert_int_equal(figures.requests, 1);
    assert_int_equal(figures.honoured, 1);
    assert_int_equal(figures.from_ns, 100);
    assert_int_equal(figures.to_ns, 710);
    assert_int_equal(figures.holding_ns, 500 + 90 + 190);
    assert_int_equal(figures.waiting_ns, 410 + 400);
    assert_int_equal((int)figures.slice_ns, 510);
    assert_int_equal((int)(1000 * gil_share_waiting(&figures)), 1000 * 810 / (810 + 780));
    assert_int_equal((int)gil_switches_a_second(&figures), 1000000000 / 610);
    free(script);
}

// Each of 200 takes it once.
static void many_tasks(void **state)
{
    (void)state;
    struct script *script = malloc(sizeof *script);
    double *lengths_ns;
    size_t count;
    begin(script);
    for (int t = 0; t < TASKS; t++) {
        add(script, t, (uint64_t)(TASKS - t) * 100, NOTE_ACQUIRED, GIL);
        add(script, t, (uint64_t)(TASKS - t) * 100 + 60, NOTE_RELEASED, GIL);
    }
    const struct gil_figures figures = figures_of(script);
    assert_int_equal(figures.switches, TASKS - 1);
    assert_int_equal(figures.holding_ns, TASKS * 60);
    assert_int_equal((int)figures.slice_ns, 100);
    assert_true(status_is_ok(slices_of(&script->recording, &lengths_ns, &count)));
    assert_int_equal(count, 0); // of the first GIL, which nobody took
    free(lengths_ns);
    free(script);
}

// As if the others were not there: who had it in between makes no switch.
static void some_tasks_alone(void **state)
{
    (void)state;
    struct script *script = malloc(sizeof *script);
    bool counted[TASKS] = { [1] = true, [3] = true };
    struct gil_figures figures;
    begin(script);
    for (int i = 0; i < 6; i++) { // 1, 0, 1, 0, 3, 0
        const int task = i % 2 ? 0 : i == 4 ? 3 : 1;
        add(script, task, 100 + (uint64_t)i * 100, NOTE_ACQUIRED, GIL);
        add(script, task, 150 + (uint64_t)i * 100, NOTE_RELEASED, GIL);
    }
    assert_true(status_is_ok(gil_figures_of(&figures, &script->recording, GIL, counted)));
    assert_int_equal(figures.takings, 3);
    assert_int_equal(figures.switches, 1);
    assert_int_equal((int)figures.slice_ns, 400);
    assert_int_equal(figures.from_ns, 100);
    assert_int_equal(figures.to_ns, 550);
    free(script);
}

static void none(void **state)
{
    (void)state;
    struct script *script = malloc(sizeof *script);
    begin(script);
    const struct gil_figures figures = figures_of(script);
    assert_int_equal(figures.takings, 0);
    assert_true(gil_share_waiting(&figures) == 0 && gil_switches_a_second(&figures) == 0);
    free(script);
}

static void contradictions(void **state)
{
    (void)state;
    struct script *script = malloc(sizeof *script);
    begin(script);
    add(script, 0, 500, NOTE_ACQUIRED, GIL);
    add(script, 0, 400, NOTE_ACQUIRED, GIL);
    add(script, 0, 300, NOTE_RELEASED, GIL);
    add(script, 0, 600, NOTE_WAITS, GIL);
    add(script, 0, 100, NOTE_ACQUIRED, GIL);
    script->facts.ended_ns = 50;
    const struct gil_figures figures = figures_of(script);
    assert_int_equal(figures.holding_ns, 0);
    assert_int_equal(figures.waiting_ns, 0);
    free(script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand), cmocka_unit_test(many_tasks),     cmocka_unit_test(some_tasks_alone),
        cmocka_unit_test(none),    cmocka_unit_test(contradictions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
