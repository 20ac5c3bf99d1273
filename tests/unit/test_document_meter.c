// Meters against counting stretch by stretch; and the processes of a crowd.
#include "document/build.h"
#include "document/meter.h"
#include "support/random.h"
#include "support/recording_crowd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum {
    STRETCHES = 60,
};

struct stretch {
    uint64_t from_ns, to_ns;
};

static uint64_t overlap(const struct stretch *stretch, uint64_t from_ns, uint64_t to_ns)
{
    const uint64_t low = stretch->from_ns > from_ns ? stretch->from_ns : from_ns,
                   high = stretch->to_ns < to_ns ? stretch->to_ns : to_ns;
    return high > low ? high - low : 0;
}

static void check(const struct meter *meter, const struct stretch *stretches, int count, uint64_t from_ns,
                  uint64_t to_ns)
{
    uint64_t sum = 0, begun = 0, now = 0;
    for (int i = 0; i < count; i++) {
        sum += overlap(&stretches[i], from_ns, to_ns);
        begun += stretches[i].from_ns >= from_ns && stretches[i].from_ns < to_ns;
        now += stretches[i].from_ns <= from_ns && stretches[i].to_ns > from_ns;
    }
    size_t near = 0;
    const uint64_t before = meter_until_ns(meter, &near, from_ns);
    assert_true(meter_sum_ns(meter, from_ns, to_ns) == sum);
    assert_true(from_ns > to_ns || meter_until_ns(meter, &near, to_ns) - before == sum);
    assert_true(meter_begun(meter, from_ns, to_ns) == begun);
    assert_int_equal(meter_at(meter, from_ns), now);
}

static void meters_add_up(void **state)
{
    (void)state;
    struct random random = { random_seed(9) };
    for (int count = 0; count <= STRETCHES; count += count < 4 ? 1 : 8) {
        struct stretch stretches[STRETCHES];
        struct meter_edge edges[2 * STRETCHES + 1];
        struct arena memory = ARENA_EMPTY;
        struct meter meter;
        for (int i = 0; i < count; i++) {
            stretches[i].from_ns = random_below(&random, 40);
            stretches[i].to_ns = stretches[i].from_ns + 1 + random_below(&random, 20);
            edges[2 * i] = (struct meter_edge){ stretches[i].to_ns, -1 };
            edges[2 * i + 1] = (struct meter_edge){ stretches[i].from_ns, 1 };
        }
        assert_true(meter_make(&meter, &memory, edges, 2 * (size_t)count));
        for (uint64_t from = 0; from < 65; from++)
            for (uint64_t to = from; to < 65; to++)
                check(&meter, stretches, count, from, to);
        arena_finish(&memory);
    }
}

static const struct crowd_plan plans[] = {
    { .tasks = 1, .processes = 1, .resources = 5, .records = 200, .cpus = 1, .seed = 1 },
    { .tasks = 70, .processes = 70, .resources = 6, .records = 8000, .cpus = 2, .seed = 2 },
    { .tasks = 900, .processes = 9, .resources = 6, .records = 60000, .cpus = 16, .seed = 5 },
};

static void processes_have_their_tasks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct crowd_run *made = crowd_new(plans[i]);
        struct recording recording = made->recording;
        struct document document;
        assert_true(status_is_ok(document_build(&document, &recording)));
        const struct crowd *crowd = &document.crowd;
        uint32_t seen = 0;
        assert_int_equal(crowd->process_count, plans[i].processes);
        for (uint32_t p = 0; p < crowd->process_count; p++) {
            const uint32_t leader = crowd_leader(crowd, p);
            assert_int_equal(made->tasks[leader].kind, TASK_PROCESS);
            assert_true(p == 0 || leader > crowd_leader(crowd, p - 1));
            for (uint32_t k = 0; k < crowd->processes[p].count; k++, seen++) {
                const uint32_t task = crowd->tasks[crowd->processes[p].first + k];
                assert_true(made->tasks[task].pid == made->tasks[leader].pid);
                assert_int_equal(crowd->process_of[task], p);
                assert_int_equal(crowd_number(crowd, task), k);
            }
        }
        assert_int_equal(seen, plans[i].tasks);
        document_finish(&document);
        crowd_free(made);
    }
}

// All cpus' time is all tasks'; and of the resources the one that was waited for longest comes first.
static void meters_of_a_crowd_add_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct crowd_run *made = crowd_new(plans[i]);
        struct recording recording = made->recording;
        struct document document;
        assert_true(status_is_ok(document_build(&document, &recording)));
        const struct crowd *crowd = &document.crowd;
        uint64_t running = 0, of_processes = 0, waits = 0;
        for (uint32_t t = 0; t < plans[i].tasks; t++)
            running += document.states.workers[t].life.ns[STATE_RUNNING];
        for (uint32_t p = 0; p < crowd->process_count; p++)
            of_processes += meter_sum_ns(&crowd->processes[p].running, 0, UINT64_MAX);
        assert_true(meter_sum_ns(&crowd->running, 0, UINT64_MAX) == running && of_processes == running);
        for (uint32_t r = 0; r < crowd->resource_count; r++) {
            const uint32_t resource = crowd->most_waited[r];
            waits += meter_begun(&crowd->waits[resource], 0, UINT64_MAX);
            assert_true(r == 0 || meter_sum_ns(&crowd->waits[resource], 0, UINT64_MAX) <=
                                      meter_sum_ns(&crowd->waits[crowd->most_waited[r - 1]], 0, UINT64_MAX));
        }
        assert_true(waits <= document.waits.count);
        document_finish(&document);
        crowd_free(made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meters_add_up),
        cmocka_unit_test(processes_have_their_tasks),
        cmocka_unit_test(meters_of_a_crowd_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
