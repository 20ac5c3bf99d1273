// Moments of made-up runs: whoever searches a lab's events, the places are the same, and they are those of a plain merge.
#include "document/build.h"
#include "document/moments.h"
#include "support/random.h"
#include "support/recording_builder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

struct run {
    struct built *built;
    struct document document;
    char line[BUILT_LINE_BYTES];
};

static void open_run(struct run *run, uint64_t seed)
{
    struct build plan = build_plan(seed, 400);
    plan.switches = true;
    run->built = build_random(&plan);
    built_line(run->built, run->line);
    struct recording recording = run->built->recording;
    const struct status status = document_build(&run->document, &recording);
    if (!status_is_ok(status))
        fail_msg("%s: %s", run->line, status.message);
}

static void close_run(struct run *run)
{
    document_finish(&run->document);
    built_free(run->built);
}

// Plainly: the lab's events and the others one after the other, the others first at equal times.
static void places_match(const struct run *run, const struct moments *moments)
{
    const struct moments_source *lab = &moments->lab;
    uint64_t events = 0, others = 0;
    struct moments_place plain = { 0, moments->from_ns };
    for (uint64_t passed = 0; passed <= moments->count; passed++) {
        const struct moments_place place = moments_after(moments, passed);
        if (place.events != plain.events || place.ns != plain.ns)
            fail_msg("%s: after %llu moments %llu events at %llu, should be %llu at %llu", run->line,
                     (unsigned long long)passed, (unsigned long long)place.events, (unsigned long long)place.ns,
                     (unsigned long long)plain.events, (unsigned long long)plain.ns);
        const bool other = others < moments->other_count &&
                           (events == lab->count || moments->others_ns[others] <= lab->event(lab->of, events).ns);
        const uint64_t ns = other                 ? moments->others_ns[others++]
                            : events < lab->count ? lab->event(lab->of, events++).ns
                                                  : plain.ns;
        plain = (struct moments_place){ events, ns > plain.ns ? ns : plain.ns };
    }
}

static void moments_are_a_merge_whoever_searches(void **state)
{
    (void)state;
    for (uint64_t seed = random_seed(1), end = seed + 12; seed < end; seed++) {
        struct run run;
        open_run(&run, seed);
        struct moments moments = run.document.moments;
        assert_non_null(moments.lab.within);
        places_match(&run, &moments);
        moments.lab.within = NULL;
        places_match(&run, &moments);
        close_run(&run);
    }
}

static void moments_of_no_lab_are_switches_and_notes(void **state)
{
    (void)state;
    for (uint64_t seed = random_seed(100), end = seed + 8; seed < end; seed++) {
        struct run run;
        struct moments moments;
        open_run(&run, seed);
        const struct moments_source none = { 0 };
        assert_true(status_is_ok(moments_build(&moments, &run.document.recording, none, document_from_ns(&run.document),
                                               document_to_ns(&run.document))));
        assert_int_equal(moments.count, run.document.moments.other_count);
        places_match(&run, &moments);
        const uint64_t middle = moments.count / 2;
        const struct moments_place there = moments_after(&moments, middle), on = moments_step(&moments, there, 1);
        if (middle > 0 && middle < moments.count)
            assert_true(moments_passed(&moments, there) >= middle && on.ns >= there.ns && on.events == 0);
        moments_finish(&moments);
        close_run(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_a_merge_whoever_searches),
        cmocka_unit_test(moments_of_no_lab_are_switches_and_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
