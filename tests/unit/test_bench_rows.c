// What `make bench` says of its ratios over several runs.
#include "support/bench_rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int measured[4]; // how often each was

// A group: a ratio with a bar, a figure with a bar, several rows of one question, a ratio that must be reached.
static void group(struct bench *bench, double ratio)
{
    if (bench_wants(bench, "a ratio")) {
        measured[0]++;
        bench_add(bench, (struct bench_row){ "a ratio", "x bare", ratio, 1.1, false });
    }
    if (bench_wants(bench, "a time")) {
        measured[1]++;
        bench_add(bench, (struct bench_row){ "a time", "ns", 100, 4, false });
    }
    if (bench_wants(bench, "a race")) {
        measured[2]++;
        bench_add(bench, (struct bench_row){ "how long", "ns", 3, 0, false });
        bench_add(bench, (struct bench_row){ "how much longer", "x bare", 4 - ratio, 2.5, true });
    }
    if (bench_wants(bench, "a ratio without a bar")) {
        measured[3]++;
        bench_add(bench, (struct bench_row){ "a ratio without a bar", "x plain", 7, 0, false });
    }
}

static struct bench *run(const double *ratios, int count)
{
    static struct bench bench;
    bench = (struct bench){ .group = "some" };
    measured[0] = measured[1] = measured[2] = measured[3] = 0;
    for (int i = 0; i < count; i++) {
        group(&bench, ratios[i]);
        bench.again = true;
    }
    return &bench;
}

static void only_ratios_with_a_bar_are_measured_again(void **state)
{
    (void)state;
    const struct bench *bench = run((const double[]){ 1.0, 1.3, 1.05, 1.2, 1.08 }, 5);
    assert_int_equal(bench->count, 5);
    assert_int_equal(measured[0], 5);
    assert_int_equal(measured[1], 1);
    assert_int_equal(measured[2], 5);
    assert_int_equal(measured[3], 1);
}

static void the_figure_is_the_median_and_the_bar_is_counted(void **state)
{
    (void)state;
    const struct bench *bench = run((const double[]){ 1.0, 1.3, 1.05, 1.2, 1.08 }, 5);
    const struct bench_result *ratio = &bench->results[0], *longer = &bench->results[3];
    assert_string_equal(ratio->name, "a ratio");
    assert_true(fabs(bench_figure(ratio) - 1.08) < 1e-9);
    assert_int_equal(bench_within(ratio), 3);
    assert_int_equal(ratio->runs, 5);
    assert_string_equal(longer->name, "how much longer");
    assert_int_equal(bench_within(longer), 5);
    assert_int_equal(bench_missed(bench), 0); // the time is no ratio
}

static void out_in_most_runs_is_missed(void **state)
{
    (void)state;
    assert_int_equal(bench_missed(run((const double[]){ 1.0, 1.3, 1.05, 1.2, 1.6 }, 5)), 1);
    assert_int_equal(bench_missed(run((const double[]){ 1.7, 1.0, 1.7, 1.0, 1.7 }, 5)), 2);
    assert_int_equal(bench_missed(run((const double[]){ 1.7 }, 1)), 2);
}

static void words_choose(void **state)
{
    (void)state;
    char *words[] = { "time" };
    struct bench bench = { .group = "some", .words = words, .word_count = 1 };
    assert_true(bench_wants(&bench, "a time"));
    assert_false(bench_wants(&bench, "a ratio"));
    bench.group = "times";
    assert_true(bench_wants(&bench, "a ratio"));
}

static void what_cannot_be_measured_is_not_missed(void **state)
{
    (void)state;
    static struct bench bench;
    bench = (struct bench){ .group = "some" };
    bench_wants(&bench, "a ratio");
    bench_add(&bench, (struct bench_row){ "a ratio", "x bare", NAN, 1.1, false });
    bench_skip(&bench, "another", "needs two cpus");
    assert_true(bench.results[0].skipped);
    assert_string_equal(bench.results[0].reason, "measuring failed");
    assert_string_equal(bench.results[1].reason, "needs two cpus");
    assert_int_equal(bench_missed(&bench), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_ratios_with_a_bar_are_measured_again),
        cmocka_unit_test(the_figure_is_the_median_and_the_bar_is_counted),
        cmocka_unit_test(out_in_most_runs_is_missed),
        cmocka_unit_test(words_choose),
        cmocka_unit_test(what_cannot_be_measured_is_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
