// Jobs, and what is opened by them, with no window in sight: done, told how far, given up at any moment, nothing lost or
// freed twice. The thread sanitizer looks on.
#include "gui/job.h"
#include "gui/opening.h"
#include "labs/balance/experiment.h"

#include "../support/recording_builder.h"
#include "labs/balance/story.h"
#include "os/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static atomic_int wakes, drops;

static void wake(void *context)
{
    (void)context;
    atomic_fetch_add(&wakes, 1);
}

static void drop(void *context)
{
    free(context);
    atomic_fetch_add(&drops, 1);
}

static void nap(long ms) { nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL); }

// Works until it is not wanted, or so many steps.
struct steps {
    int count, done;
};

static void step(struct job *job, void *context)
{
    struct steps *steps = context;
    while (steps->done < steps->count && !job_is_unwanted(job)) {
        job_tell(job, (double)++steps->done / steps->count);
        nap(1);
    }
}

static struct job *start(int count)
{
    const struct job_kind kind = { "steps", step, drop, { wake, NULL } };
    struct steps *steps = calloc(1, sizeof *steps);
    assert_non_null(steps);
    steps->count = count;
    struct job *job = job_start(&kind, steps);
    assert_non_null(job);
    return job;
}

static void a_job_is_done_and_wakes(void **state)
{
    (void)state;
    wakes = drops = 0;
    struct job *job = start(20);
    double before = 0;
    while (!job_is_done(job)) {
        assert_true(job_share(job) >= before && job_share(job) <= 1);
        before = job_share(job);
        nap(1);
    }
    assert_true(job_share(job) > 0.999);
    assert_int_equal(((struct steps *)job_context(job))->done, 20);
    job_finish(job);
    assert_int_equal(wakes, 1);
    assert_int_equal(drops, 1);
    job_finish(NULL);
    job_give_up(NULL);
}

// At every moment of its life; its starter never waits for the rest of the work.
static void a_job_is_given_up(void **state)
{
    (void)state;
    wakes = drops = 0;
    for (int i = 0; i < 20; i++) {
        struct job *job = start(i < 10 ? 1000000 : 3);
        nap(i % 10);
        const uint64_t from_ns = os_now_ns();
        job_give_up(job);
        if (os_now_ns() - from_ns > 2000000000)
            fail_msg("giving up took %.0f ms", (double)(os_now_ns() - from_ns) / 1e6);
    }
    assert_true(job_settle(20000));
    assert_int_equal(drops, 20);
    assert_true(wakes <= 10);
}

// ---- recordings ----------------------------------------------------------------------------------------------------

static char path[] = "/tmp/raceledger-test-job-XXXXXX";

static int write_recording(void **state)
{
    (void)state;
    const struct build plan = {
        .experiment = { .guard = GUARD_NONE, .count = 2, .iterations = 20000, .timing = TIMING_FULL },
        .seed = 7,
        .burst = 5,
        .switches = true
    };
    struct built *built = build_random(&plan);
    const int file = mkstemp(path);
    const bool saved = file >= 0 && built && status_is_ok(recording_save(&built->recording, path));
    close(file);
    built_free(built);
    return saved ? 0 : -1;
}

static int remove_recording(void **state)
{
    (void)state;
    return remove(path);
}

static bool wait_for(struct opening *opening, struct opened *opened)
{
    for (int i = 0; i < 20000; i++) {
        const struct opening_progress progress = opening_progress(opening);
        assert_true(progress.share >= 0 && progress.share <= 1);
        if (opening_take(opening, opened))
            return true;
        nap(1);
    }
    return false;
}

static void a_recording_is_opened(void **state)
{
    (void)state;
    struct opening opening = { .waker = { .wake = wake } };
    struct opened opened;
    wakes = 0;
    assert_true(opening_start(&opening, path, 3));
    assert_true(opening_start(&opening, "/nowhere.rl", FROM_FILE)); // is the next
    assert_true(wait_for(&opening, &opened));
    assert_true(status_is_ok(opened.status));
    assert_int_equal(opened.from, 3);
    assert_int_equal(balance_story(&opened.shown->document)->figures.updates, 80000);
    // One more user keeps it.
    struct shown *kept = shown_keep(opened.shown);
    shown_release(opened.shown);
    assert_int_equal(balance_story(&kept->document)->figures.updates, 80000);
    shown_release(kept);
    assert_true(wait_for(&opening, &opened));
    assert_int_equal(opened.status.kind, STATUS_BAD_FILE);
    assert_null(opened.shown);
    assert_false(opening_works(&opening));
    assert_int_equal(wakes, 2);
}

static void opening_is_given_up(void **state)
{
    (void)state;
    struct opening opening = { .waker = { .wake = wake } };
    struct opened opened;
    for (int i = 0; i < 12; i++) {
        assert_true(opening_start(&opening, path, FROM_FILE));
        nap(2 * i);
        opening_give_up(&opening);
        assert_false(opening_works(&opening));
        assert_false(opening_take(&opening, &opened));
    }
    assert_true(job_settle(60000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_is_done_and_wakes),
        cmocka_unit_test(a_job_is_given_up),
        cmocka_unit_test(a_recording_is_opened),
        cmocka_unit_test(opening_is_given_up),
    };
    return cmocka_run_group_tests(tests, write_recording, remove_recording);
}
