// Streams of foreign reads against plain arrays of what every update had read: what is written is read back, whole, packed
// and cut off anywhere, within the words that are promised; and words that are no stream are read without harm.
#include "labs/balance/stream.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    UPDATES_MAX = 1500,
    ROUNDS = 3000,
    WORKER = 3,
};

struct made {
    struct random random;
    uint32_t updates;
    uint32_t parents[UPDATES_MAX];
    uint32_t words[UPDATES_MAX + STREAM_EXTRA];
    struct stream_writer writer;
};

// Stretches in which foreign reads are as rare or as many as chance has it, of some blocks each.
static void make_parents(struct made *made)
{
    uint32_t foreign_of_100 = 0, left = 0;
    made->updates = (uint32_t)random_below(&made->random, random_one_in(&made->random, 3) ? 140 : UPDATES_MAX + 1);
    for (uint32_t i = 0; i < made->updates; i++) {
        if (left-- == 0) {
            static const uint32_t usual[] = { 0, 1, 20, 49, 50, 51, 90, 100 };
            foreign_of_100 = usual[random_below(&made->random, sizeof usual / sizeof *usual)];
            left = (uint32_t)random_below(&made->random, random_one_in(&made->random, 2) ? 64 : 300);
        }
        const bool foreign = i == 0 || random_below(&made->random, 100) < foreign_of_100;
        made->parents[i] = !foreign ? stream_own(WORKER, i)
                           : i == 0 && random_one_in(&made->random, 2)
                               ? VERSION_START
                               : version_make(1, (uint32_t)random_below(&made->random, 1000));
    }
}

// Half of all blocks as crowded as notes can just be, and one more: what costs most.
static void make_costly(struct made *made)
{
    made->updates = UPDATES_MAX - (uint32_t)random_below(&made->random, 64);
    for (uint32_t i = 0; i < made->updates; i++) {
        const uint32_t foreign = STREAM_BLOCK / 2 - 1 + i / STREAM_BLOCK % 3;
        const bool reversed = made->random.state & 1;
        const uint32_t place = reversed ? STREAM_BLOCK - 1 - i % STREAM_BLOCK : i % STREAM_BLOCK;
        made->parents[i] = i == 0 || place < foreign ? version_make(1, i) : stream_own(WORKER, i);
    }
}

static void write_all(struct made *made)
{
    memset(made->words, 0, sizeof made->words);
    made->writer = (struct stream_writer){ .words = made->words };
    for (uint32_t i = 0; i < made->updates; i++) {
        stream_write(&made->writer, WORKER, i, made->parents[i]);
        if (made->writer.count > (size_t)i + 1 + STREAM_EXTRA)
            fail_msg("%zu words after %u updates", made->writer.count, i + 1);
    }
}

// Its runs are what the array has, up to so many updates. Returns whether it was whole up to there.
static bool runs_tell(const struct made *made, struct stream stream, uint32_t updates)
{
    struct stream_run run;
    for (uint32_t i = 0; i < updates; i++) {
        if (made->parents[i] == stream_own(WORKER, i))
            continue;
        assert_true(stream_next(&stream, &run));
        assert_int_equal(run.first, i);
        assert_int_equal(run.parent, made->parents[i]);
    }
    assert_false(stream_next(&stream, &run));
    return !stream.broken;
}

// Both ways of reading tell it.
static void assert_tells(const struct made *made, const uint32_t *words, size_t count, uint32_t updates)
{
    static uint32_t expanded[UPDATES_MAX];
    const struct stream whole = stream_of(words, count, WORKER, updates);
    assert_true(stream_is_whole(whole));
    stream_expand(whole, expanded);
    for (uint32_t i = 0; i < updates; i++)
        if (expanded[i] != made->parents[i])
            fail_msg("update %u of %u read %#x, not %#x", i, updates, made->parents[i], expanded[i]);
    assert_true(runs_tell(made, whole, updates));
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    static struct made made;
    made.random.state = random_seed(1);
    for (int round = 0; round < ROUNDS; round++) {
        if (round % 10)
            make_parents(&made);
        else
            make_costly(&made);
        write_all(&made);
        assert_tells(&made, made.words, made.writer.count, made.updates);
        const size_t packed = stream_pack(made.words, made.writer.count, WORKER, made.updates);
        assert_true(packed <= made.writer.count);
        assert_true(packed <= (size_t)made.updates + STREAM_EXTRA_PACKED);
        assert_tells(&made, made.words, packed, made.updates);
        const size_t again = stream_pack(made.words, packed, WORKER, made.updates);
        assert_int_equal(again, packed);
    }
}

// Of a worker that was killed only the room is known, and how many updates count.
static void what_was_cut_off_is_left_out(void **state)
{
    (void)state;
    static struct made made;
    made.random.state = random_seed(2);
    for (int round = 0; round < ROUNDS; round++) {
        make_parents(&made);
        write_all(&made);
        const uint32_t updates = (uint32_t)random_below(&made.random, made.updates + 1);
        const size_t room = sizeof made.words / sizeof *made.words;
        runs_tell(&made, stream_left(made.words, room, WORKER, updates), updates);
        const size_t packed = stream_pack(made.words, room, WORKER, updates);
        assert_true(packed <= (size_t)updates + STREAM_EXTRA_PACKED);
        assert_tells(&made, made.words, packed, updates);
    }
}

static void few_words_where_few_are_foreign(void **state)
{
    (void)state;
    static struct made made;
    made.updates = 1000;
    for (uint32_t i = 0; i < made.updates; i++)
        made.parents[i] = i == 0 ? VERSION_START : stream_own(WORKER, i);
    made.parents[500] = version_make(0, 7);
    write_all(&made);
    assert_int_equal(made.writer.count, 4);
    static const uint32_t want[] = { 0, VERSION_START, 500, 1 << VERSION_SEQUENCE_BITS | 7 };
    assert_memory_equal(made.words, want, sizeof want);
}

static void what_is_no_stream_is_said_to_be_broken(void **state)
{
    (void)state;
#define BROKEN(updates, ...)                                                                                           \
    do {                                                                                                               \
        const uint32_t words[] = { __VA_ARGS__ };                                                                      \
        assert_false(stream_is_whole(stream_of(words, sizeof words / sizeof *words, WORKER, updates)));                \
    } while (0)
    BROKEN(5, 1, 0);                                              // does not begin with the first
    BROKEN(5, 0, 0, 0, 0);                                        // does not rise
    BROKEN(5, 0, 0, 3, 8, 3, 8);                                  // the same again
    BROKEN(5, 0, 0, 5, 8);                                        // past the updates
    BROKEN(5, 0, 0, 3);                                           // half a note
    BROKEN(5, 0, 0, 3, stream_own(WORKER, 3));                    // of what needs none
    BROKEN(5, STREAM_DENSE, 0);                                   // a stretch of nothing
    BROKEN(5, STREAM_DENSE, 2, 0);                                // past the words
    BROKEN(2, STREAM_DENSE, 3, 0, 0, 0);                          // past the updates
    BROKEN(5, STREAM_DENSE, UINT32_MAX, 0);                       // far past everything
    BROKEN(5, STREAM_DENSE, 2, 0, 0, 1, 8);                       // inside the stretch
    BROKEN(5, STREAM_DENSE | 1, 1, 0);                            // does not begin with the first either
    BROKEN(0, 0, 0);                                              // of a worker that made none
    assert_false(stream_is_whole(stream_of(NULL, 0, WORKER, 1))); // of one that made one, and has no entry
    assert_true(stream_is_whole(stream_of(NULL, 0, WORKER, 0)));
#undef BROKEN
}

// Read, and expanded where whole, in memory of its exact size.
static void any_words_are_read_without_harm(void **state)
{
    (void)state;
    struct random random = { random_seed(3) };
    for (int round = 0; round < 100 * ROUNDS; round++) {
        const size_t count = random_below(&random, 40);
        const uint32_t updates = (uint32_t)random_below(&random, 30);
        uint32_t *words = malloc(count * sizeof *words + 1), *parents = malloc(updates * sizeof *parents + 1);
        uint32_t rising = 0;
        for (size_t i = 0; i < count; i++) {
            rising += (uint32_t)random_below(&random, 3);
            words[i] = random_one_in(&random, 8) ? (uint32_t)random_next(&random)
                                                 : rising | (random_one_in(&random, 4) ? STREAM_DENSE : 0);
        }
        struct stream stream = stream_of(words, count, WORKER, updates);
        if (stream_is_whole(stream))
            stream_expand(stream, parents);
        struct stream_run run;
        uint32_t runs = 0;
        while (stream_next(&stream, &run)) {
            assert_true(run.first < updates);
            runs++;
        }
        assert_true(runs <= updates);
        free(parents);
        free(words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),         cmocka_unit_test(what_was_cut_off_is_left_out),
        cmocka_unit_test(few_words_where_few_are_foreign), cmocka_unit_test(what_is_no_stream_is_said_to_be_broken),
        cmocka_unit_test(any_words_are_read_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
