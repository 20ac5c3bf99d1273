// Locks alone: the counts against walking every schedule one by one, with another reading of what a lock is, and against what
// is known of them.
#include "schedules/locking.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

// ---- the slow way --------------------------------------------------------------------------------------------------

struct slow {
    const struct locking *locking;
    uint64_t ended, deadlocked, shortest;
    double probability;
    int moves; // −1: none
    char first[LOCKING_MOVES_MAX + 1];
};

struct slow_state {
    int made[LOCKING_WORKERS_MAX], left[LOCKING_LOCKS_MAX]; // steps; how many more may have the lock
    char moves[LOCKING_MOVES_MAX + 1];
    int count;
};

static void slow_end(struct slow *slow, const struct slow_state *state, bool ended, double probability)
{
    slow->ended += ended;
    slow->deadlocked += !ended;
    if (ended)
        return;
    slow->probability += probability;
    if (slow->moves < 0 || state->count < slow->moves) {
        slow->moves = state->count;
        slow->shortest = 0;
        memcpy(slow->first, state->moves, sizeof slow->first);
    }
    slow->shortest += state->count == slow->moves;
}

// NOLINTNEXTLINE(misc-no-recursion): the slow way, on purpose
static void slow_go_on(struct slow *slow, const struct slow_state *state, double probability)
{
    const struct locking *locking = slow->locking;
    int movers[LOCKING_WORKERS_MAX], count = 0, done = 0;
    for (int w = 0; w < locking->workers; w++)
        if (state->made[w] == locking->step_count)
            done++;
        else if (!locking->steps[w][state->made[w]].takes || state->left[locking->steps[w][state->made[w]].lock] > 0)
            movers[count++] = w;
    if (count == 0)
        slow_end(slow, state, done == locking->workers, probability);
    for (int i = 0; i < count; i++) {
        struct slow_state next = *state;
        const struct locking_step *step = &locking->steps[movers[i]][next.made[movers[i]]++];
        next.left[step->lock] += step->takes ? -1 : 1;
        next.moves[next.count++] = (char)('1' + movers[i]);
        next.moves[next.count] = '\0';
        slow_go_on(slow, &next, probability / count);
    }
}

static struct slow walked(const struct locking *locking)
{
    struct slow slow = { .locking = locking, .moves = -1 };
    struct slow_state start = { .count = 0 };
    for (int lock = 0; lock < locking->locks; lock++)
        start.left[lock] = locking->capacity[lock];
    slow_go_on(&slow, &start, 1);
    return slow;
}

static void same_as_walked(const struct locking *locking)
{
    const struct slow slow = walked(locking);
    struct locking_counts counts;
    assert_true(locking_count(&counts, locking, NULL));
    assert_int_equal(counts.ended, slow.ended);
    assert_int_equal(counts.deadlocked, slow.deadlocked);
    assert_int_equal(counts.schedules, slow.ended + slow.deadlocked);
    assert_true(fabs(counts.probability - slow.probability) < 1e-12);
    assert_int_equal(counts.moves, slow.moves < 0 ? 0 : slow.moves);
    assert_int_equal(counts.shortest, slow.shortest);
    assert_string_equal(counts.first, slow.first);
}

static void as_walked(void **state)
{
    (void)state;
    struct locking locking;
    for (int opposite = 0; opposite < 2; opposite++) {
        locking_two(&locking, opposite);
        same_as_walked(&locking);
    }
    for (int count = PHILOSOPHERS_LEAST; count <= 3; count++) {
        for (int arrangement = 0; arrangement < PHILOSOPHERS_ARRANGEMENTS; arrangement++) {
            locking_philosophers(&locking, count, (enum philosophers_arrangement)arrangement);
            same_as_walked(&locking);
        }
    }
}

// ---- what is known -------------------------------------------------------------------------------------------------

// In one order, with one left-handed, or with a waiter nobody is ever stuck; all right-handed each may take one fork.
static void known_ones(void **state)
{
    (void)state;
    struct locking locking;
    struct locking_counts counts;
    locking_two(&locking, false);
    assert_true(locking_count(&counts, &locking, NULL));
    assert_int_equal(counts.deadlocked, 0);
    assert_int_equal(counts.moves, 0);
    locking_two(&locking, true);
    assert_true(locking_count(&counts, &locking, NULL));
    assert_int_equal(counts.moves, 2);
    assert_int_equal(counts.shortest, 2); // either may be first
    assert_int_equal(counts.deadlocked, 2);
    assert_string_equal(counts.first, "12");
    for (int count = PHILOSOPHERS_LEAST; count <= PHILOSOPHERS_MOST; count++) {
        uint64_t orders = 1;
        for (int i = 2; i <= count; i++)
            orders *= (uint64_t)i;
        for (int arrangement = 0; arrangement < PHILOSOPHERS_ARRANGEMENTS; arrangement++) {
            locking_philosophers(&locking, count, (enum philosophers_arrangement)arrangement);
            assert_true(locking_count(&counts, &locking, NULL));
            assert_true(counts.ended > 0 && counts.ended + counts.deadlocked == counts.schedules);
            assert_int_equal(counts.deadlocked > 0, arrangement == PHILOSOPHERS_ALL_RIGHT);
            assert_int_equal(counts.probability > 0, arrangement == PHILOSOPHERS_ALL_RIGHT);
            // Each takes one fork, in any order; nobody has given one back.
            assert_int_equal(counts.moves, arrangement == PHILOSOPHERS_ALL_RIGHT ? count : 0);
            assert_int_equal(counts.shortest, arrangement == PHILOSOPHERS_ALL_RIGHT ? orders : 0);
        }
    }
}

// What follows from here is what follows after each next move, together.
static void counts_add_up(void **state)
{
    (void)state;
    struct locking locking;
    locking_philosophers(&locking, 5, PHILOSOPHERS_ALL_RIGHT);
    struct locking_places places = { { 0 } };
    assert_int_equal(locking_follow(&locking, &places, "1122"), 2); // the second's right fork is the first's left
    assert_int_equal(locking_blocked_on(&locking, &places, 1), 1);
    assert_int_equal(locking_holders(&locking, &places, 1), 1 << 0);
    assert_int_equal(locking_follow(&locking, &places, "1134"), 4);
    struct locking_counts here, next;
    uint64_t ended = 0, deadlocked = 0;
    assert_true(locking_count(&here, &locking, &places));
    for (int worker = 0; worker < 5; worker++) {
        if (!(locking_enabled(&locking, &places) >> worker & 1))
            continue;
        struct locking_places after = places;
        after.of[worker]++;
        assert_true(locking_count(&next, &locking, &after));
        ended += next.ended;
        deadlocked += next.deadlocked;
    }
    assert_int_equal(ended, here.ended);
    assert_int_equal(deadlocked, here.deadlocked);
}

// The shortest is possible, and leads to a ring: everybody waits for somebody who waits.
static void the_shortest_closes_a_ring(void **state)
{
    (void)state;
    struct locking locking;
    struct locking_counts counts;
    for (int count = PHILOSOPHERS_LEAST; count <= PHILOSOPHERS_MOST; count++) {
        struct locking_places places = { { 0 } };
        locking_philosophers(&locking, count, PHILOSOPHERS_ALL_RIGHT);
        assert_true(locking_count(&counts, &locking, NULL));
        assert_int_equal(locking_follow(&locking, &places, counts.first), counts.moves);
        assert_true(locking_deadlocked(&locking, &places) && !locking_ended(&locking, &places));
        for (int worker = 0; worker < count; worker++) {
            const int fork = locking_blocked_on(&locking, &places, worker);
            assert_int_equal(fork, (worker + 1) % count);
            assert_int_equal(locking_holders(&locking, &places, fork), 1 << (worker + 1) % count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_walked), cmocka_unit_test(known_ones),
                                        cmocka_unit_test(counts_add_up), cmocka_unit_test(the_shortest_closes_a_ring) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
