// How finely workers interleaved, against the plainest way to count it.
#include "labs/balance/meetings.h"

#include "../support/built_streams.h"
#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    LENGTHS_MAX = 8000,
};

static int shorter(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

// From the entries, update by update.
static struct meetings counted(const struct recording *recording)
{
    static uint32_t lengths[LENGTHS_MAX];
    struct meetings meetings = { .known = true };
    for (uint32_t w = 0; w < recording->task_count; w++) {
        const uint32_t *journal = balance_journal(recording, w);
        for (uint32_t i = 0; i < balance_updates(recording, w); i++) {
            if (i == 0 || journal[i] != version_make(w, i - 1)) {
                meetings.foreign_reads += journal[i] != VERSION_START;
                lengths[meetings.runs++] = 0;
            }
            lengths[meetings.runs - 1]++;
        }
    }
    qsort(lengths, meetings.runs, sizeof *lengths, shorter);
    meetings.median = meetings.runs ? lengths[meetings.runs / 2] : 0;
    meetings.longest = meetings.runs ? lengths[meetings.runs - 1] : 0;
    return meetings;
}

static void as_counted_one_by_one(void **state)
{
    (void)state;
    const uint64_t seed = random_seed(1);
    for (uint64_t i = 0; i < 300; i++) {
        const struct build plan = build_plan(seed + i, 5000);
        struct built *built = build_random(&plan);
        const struct meetings right = counted(&built->recording);
        struct meetings meetings;
        meetings_of(&meetings, &built->recording);
        assert_false(meetings.known); // in the form of before
        built_to_streams(built);
        meetings_of(&meetings, &built->recording);
        assert_true(meetings.known);
        assert_int_equal(meetings.foreign_reads, right.foreign_reads);
        assert_int_equal(meetings.runs, right.runs);
        assert_int_equal(meetings.median, right.median);
        assert_int_equal(meetings.longest, right.longest);
        built_free(built);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_counted_one_by_one) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
