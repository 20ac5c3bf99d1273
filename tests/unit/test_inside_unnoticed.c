// A program does the same with the library inside it as without: what it prints, to standard output and error, how it ends. And
// what was told meanwhile holds together.
#include "support/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct recorded *same_with_and_without(const char *name, const char *number)
{
    struct recorded *without = recorded_run((struct recorded_how){ .plain = true }, "inside_unnoticed", name, number);
    struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_unnoticed", name, number);
    assert_int_equal(run->status, without->status);
    assert_string_equal(run->out, without->out);
    assert_string_equal(run->err, without->err);
    assert_string_equal(run->err, "");
    assert_int_equal(run->status, 0);
    recorded_check(run);
    recorded_free(without);
    return run;
}

static void errno_is_kept(void **state)
{
    (void)state;
    recorded_free(same_with_and_without("errnos", "1"));
}

// Of a handler that came a thousand times no record is torn: each post is there once, or was counted where the handler came
// just when its thread changed over to another chunk.
static void a_storm_of_signals_tears_nothing(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("signals", "60000");
    assert_int_equal(recorded_count(run, EVENT_SEM_POSTED) + run->streams.streams[0].dropped,
                     recorded_count(run, EVENT_SEM_GOT));
    assert_in_range(recorded_count(run, EVENT_SEM_POSTED), 1, 10000000);
    recorded_free(run);
}

static void a_jump_out_of_a_wait_does_no_harm(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("jumps", "20");
    // Whoever jumps out between the telling of a wait and the wait leaves it without an end.
    assert_in_range(recorded_count(run, EVENT_SEM_REFUSED), 1, recorded_count(run, EVENT_SEM_WAITS));
    assert_in_range(recorded_count(run, EVENT_READ), 1, recorded_count(run, EVENT_READS));
    recorded_free(run);
}

static void a_cancelled_thread_leaves_nothing_behind(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("cancels", "3");
    assert_int_equal(recorded_count(run, EVENT_COND_WAITS), recorded_count(run, EVENT_COND_WOKE));
    recorded_free(run);
}

static void destructors_of_a_thread_are_told(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("destructors", "50");
    assert_int_equal(recorded_count(run, EVENT_RETURNED), 50);
    recorded_free(run);
}

static void twenty_thousand_threads_take_little(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("threads", "20000");
    assert_int_equal(recorded_count(run, EVENT_BEGAN), 20000);
    assert_int_equal(recorded_count(run, EVENT_RETURNED), 20000);
    assert_int_equal(run->streams.count, 20001);
    assert_in_range(left_bytes(run->left), 1, 40 << 20);
    recorded_free(run);
}

static void two_thousand_processes_take_little(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("forks", "10");
    assert_int_equal(recorded_count(run, EVENT_IMAGE), 2047);
    assert_int_equal(recorded_count(run, EVENT_FORKED), 2046);
    assert_int_equal(recorded_count(run, EVENT_REAPED), 2046);
    assert_int_equal(run->streams.images, 2047);
    assert_in_range(left_bytes(run->left), 1, 10 << 20);
    recorded_free(run);
}

static void every_way_to_spawn_is_told(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("spawns", "40");
    assert_in_range(recorded_count(run, EVENT_SPAWNED), 20, 30);
    assert_int_equal(recorded_count(run, EVENT_FORKED) + recorded_count(run, EVENT_SPAWNED), 40);
    assert_int_equal(recorded_count(run, EVENT_REAPED), 41); // that of system() with no number
    recorded_free(run);
}

static void a_chain_of_programs_is_a_chain_of_images(void **state)
{
    (void)state;
    struct recorded *run = same_with_and_without("execs", "20");
    assert_int_equal(run->streams.images, 21);
    assert_int_equal(recorded_count(run, EVENT_EXECS), 20);
    recorded_free(run);
}

// What comes before the library has its memory, or where it gets none, is not recorded, and done.
static void without_memory_it_is_the_same(void **state)
{
    static const char *const cases[][3] = {
        { "inside_unnoticed", "errnos", "1" },   { "inside_unnoticed", "cancels", "1" },
        { "inside_unnoticed", "forks", "3" },    { "inside_unnoticed", "spawns", "8" },
        { "inside_unnoticed", "threads", "50" }, { "inside_prints", "ways", "1" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const *words = cases[i];
        struct recorded *without = recorded_run((struct recorded_how){ .plain = true }, words[0], words[1], words[2]);
        struct recorded *run = recorded_run((struct recorded_how){ .no_memory = true }, words[0], words[1], words[2]);
        assert_int_equal(run->status, without->status);
        assert_string_equal(run->out, without->out);
        assert_string_equal(run->err, without->err);
        assert_int_equal(run->streams.count, 0);
        recorded_free(without);
        recorded_free(run);
    }
}

#define UNNOTICED(name, number)                                                                                        \
    static void name##_is_the_same(void **state)                                                                       \
    {                                                                                                                  \
        char words[32];                                                                                                \
        (void)state;                                                                                                   \
        snprintf(words, sizeof words, "%s", #name);                                                                    \
        for (char *at = words; *at; at++)                                                                              \
            if (*at == '_')                                                                                            \
                *at = '-';                                                                                             \
        recorded_free(same_with_and_without(words, number));                                                           \
    }

UNNOTICED(small_stack, "1")
UNNOTICED(descriptors, "100")
UNNOTICED(change_root, "1")
UNNOTICED(drop_privileges, "1")
UNNOTICED(no_environment, "1")
UNNOTICED(shut_off, "2000")
UNNOTICED(interposes, "10")
UNNOTICED(opens, "1")
UNNOTICED(allocates, "10")

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errno_is_kept),
        cmocka_unit_test(a_storm_of_signals_tears_nothing),
        cmocka_unit_test(a_jump_out_of_a_wait_does_no_harm),
        cmocka_unit_test(a_cancelled_thread_leaves_nothing_behind),
        cmocka_unit_test(destructors_of_a_thread_are_told),
        cmocka_unit_test(twenty_thousand_threads_take_little),
        cmocka_unit_test(two_thousand_processes_take_little),
        cmocka_unit_test(every_way_to_spawn_is_told),
        cmocka_unit_test(a_chain_of_programs_is_a_chain_of_images),
        cmocka_unit_test(without_memory_it_is_the_same),
        cmocka_unit_test(small_stack_is_the_same),
        cmocka_unit_test(descriptors_is_the_same),
        cmocka_unit_test(change_root_is_the_same),
        cmocka_unit_test(drop_privileges_is_the_same),
        cmocka_unit_test(no_environment_is_the_same),
        cmocka_unit_test(shut_off_is_the_same),
        cmocka_unit_test(interposes_is_the_same),
        cmocka_unit_test(opens_is_the_same),
        cmocka_unit_test(allocates_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
