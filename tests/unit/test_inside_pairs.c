// Pairs of places that nothing put in order, and how often a task touched what under which locks, held against a slow obvious
// reference: every access is looked at beside every earlier one. The code runs inside other programs: it is compiled into this
// test as it stands. That the order itself is right is held by test_inside_order.
#include "inside/hooks/clock.c"
#include "inside/hooks/locksets.c"
#include "inside/hooks/order.c"
#include "inside/hooks/order_slots.c"
#include "inside/hooks/roots.c"

#include "inside/hooks/cell.h"
#include "support/family.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    TASKS = 5,
    ACCESSES = 600,
    PLACES = 5,
    LOCKS = 3,
    ROUNDS = 20,
    OWN_BYTES_MAX = 64 << 20,
    LEFT_BYTES = 4 << 20,
};

struct books_head *books_head;
static char *own;
static size_t own_used, left_used;

void *hooks_take(size_t bytes)
{
    void *at = own + own_used;
    own_used += (bytes + 15) & ~(size_t)15;
    assert_true(own_used <= OWN_BYTES_MAX);
    return at;
}

void *books_take(size_t bytes)
{
    struct books_block *block = (struct books_block *)((char *)books_head + BOOKS_HEAD_BYTES + left_used);
    left_used += (size_t)books_blocks((uint32_t)bytes) * BOOKS_BLOCK_BYTES;
    assert_true(left_used <= LEFT_BYTES);
    block->bytes = (uint32_t)bytes;
    return block;
}

void books_publish(void *block, uint32_t kind) { ((struct books_block *)block)->kind = kind; }

uint64_t books_now(void) { return 1; }

// The reference: all that was done.
struct done {
    const struct clock_task *task;
    uintptr_t place;
    enum touch_kind kind;
    uint32_t slot, tick, locks;
};

static struct {
    struct clock_task task[TASKS];
    struct clock_seat seat[TASKS];
    struct clock_variable variable;
    bool held[TASKS][LOCKS];
    struct done done[ACCESSES];
    int count;
    uint64_t random;
} world;

static unsigned pick(unsigned below)
{
    world.random = world.random * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (unsigned)(world.random >> 33) % below;
}

static void begin_anew(uint64_t seed)
{
    free(own);
    free(books_head);
    own = calloc(1, OWN_BYTES_MAX);
    books_head = calloc(1, BOOKS_HEAD_BYTES + LEFT_BYTES);
    assert_true(own && books_head);
    own_used = left_used = 0;
    memset(&roots, 0, sizeof roots);
    family_anew();
    memset(&world, 0, sizeof world);
    world.random = seed;
    for (int i = 0; i < TASKS; i++)
        clock_task_begin(&world.task[i], (uint32_t)i + 1, 0);
}

static void touch(int who, enum touch_kind kind)
{
    struct clock_task *task = &world.task[who];
    const uintptr_t place = 0x1000 + pick(PLACES) * 24;
    if (!clock_again(task, &world.variable, &world.seat[who], kind, place))
        clock_access(task, &world.variable, &world.seat[who], kind, place);
    world.done[world.count++] = (struct done){
        task, place, kind, task->order.slot, task->order.now, task->locks.number,
    };
}

static void lock(int who, int which)
{
    struct clock_task *task = &world.task[who];
    order_locked(&task->order, 8 * ((uint64_t)which + 1), false);
    locks_take(&task->locks, 0, 8 * ((uint64_t)which + 1), false, task->order.now);
    world.held[who][which] = true;
}

static void unlock(int who, int which)
{
    struct clock_task *task = &world.task[who];
    locks_give(&task->locks, 0, 8 * ((uint64_t)which + 1), false);
    order_unlocks(&task->order, 8 * ((uint64_t)which + 1), false);
    world.held[who][which] = false;
}

static bool is_free(int which)
{
    for (int i = 0; i < TASKS; i++)
        if (world.held[i][which])
            return false;
    return true;
}

// ---- what must come out ---------------------------------------------------------------------------------------------

static bool makes_pair(const struct done *first, const struct done *second)
{
    return first->task != second->task && conflict(first->kind, second->kind);
}

// Whether the accesses are those of the pair, whichever way round.
static bool is_of(const struct books_pair *pair, const struct done *first, const struct done *second)
{
    for (int i = 0; i < 2; i++)
        if (pair->place[i] == first->place && pair->kind[i] == first->kind && pair->place[1 - i] == second->place &&
            pair->kind[1 - i] == second->kind)
            return true;
    return false;
}

// followed[j][i]: when access j was made its task followed access i.
static bool followed[ACCESSES][ACCESSES];

static void note_followed(void)
{
    const int last = world.count - 1;
    for (int i = 0; i < last; i++)
        followed[last][i] = order_is_before(&world.done[last].task->order, world.done[i].slot, world.done[i].tick);
}

static uint64_t count_of(const struct books_pair *pair)
{
    uint64_t count = 0;
    for (int j = 0; j < world.count; j++) {
        bool any = false;
        for (int i = 0; i < j && !any; i++)
            any = makes_pair(&world.done[i], &world.done[j]) && !followed[j][i] &&
                  is_of(pair, &world.done[i], &world.done[j]);
        count += any;
    }
    return count;
}

static void check_pairs(void)
{
    for (int i = 0; i < world.variable.pair_count; i++) {
        const struct books_pair *pair = world.variable.pair[i];
        assert_int_not_equal(pair->count, 0);
        assert_int_equal(pair->count, count_of(pair));
        assert_true(pair->place[0] < pair->place[1] ||
                    (pair->place[0] == pair->place[1] && pair->kind[0] <= pair->kind[1]));
    }
    for (int j = 0; j < world.count; j++)
        for (int i = 0; i < j; i++) {
            bool found = followed[j][i] || !makes_pair(&world.done[i], &world.done[j]);
            for (int k = 0; k < world.variable.pair_count; k++)
                found = found || is_of(world.variable.pair[k], &world.done[i], &world.done[j]);
            assert_true(found);
        }
}

static void check_accesses(void)
{
    uint64_t all = 0;
    for (int i = 0; i < TASKS; i++)
        for (const struct books_access *entry = world.seat[i].first; entry; entry = entry_at(entry->own_next)) {
            uint64_t count = 0;
            for (int j = 0; j < world.count; j++)
                count += world.done[j].task == &world.task[i] && world.done[j].place == entry->place &&
                         world.done[j].kind == entry->kind && world.done[j].locks == entry->locks;
            assert_int_equal(entry->count, count);
            assert_int_equal(entry->task, world.task[i].number);
            all += entry->count;
        }
    assert_int_equal(all, (uint64_t)world.count);
}

static void run_round(uint64_t seed, unsigned kinds, bool always_locked)
{
    begin_anew(seed);
    const unsigned locks_more = pick(4);
    while (world.count < ACCESSES) {
        const int who = (int)pick(TASKS), which = always_locked ? 0 : (int)pick(LOCKS);
        if (world.held[who][which] && pick(2))
            unlock(who, which);
        else if (is_free(which) && pick(4) < locks_more + always_locked)
            lock(who, which);
        for (int times = 1 + (int)pick(3); times > 0 && world.count < ACCESSES; times--) {
            if (always_locked && !world.held[who][which])
                continue;
            touch(who, TOUCH_LOAD + pick(kinds));
            note_followed();
        }
    }
    clock_variable_end(&world.variable);
    check_accesses();
    check_pairs();
    assert_true(!always_locked || world.variable.pair_count == 0);
    assert_int_equal(books_head->dropped, 0);
}

static void pairs_and_accesses_are_counted_as_they_were(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        run_round(seed, 2, false);
}

static void under_one_lock_there_are_no_pairs(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        run_round(seed, 2, true);
}

// Of five places and five kinds there may be more pairs than are kept, so only of some.
static void atomic_accesses_race_with_plain_ones_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        begin_anew(seed);
        while (world.count < ACCESSES / 2) {
            const int who = (int)pick(TASKS);
            touch(who, seed % 2 ? TOUCH_ATOMIC_LOAD + pick(3) : pick(8) ? TOUCH_ATOMIC_BOTH : TOUCH_LOAD);
            note_followed();
        }
        clock_variable_end(&world.variable);
        check_accesses();
        check_pairs();
        if (seed % 2)
            assert_int_equal(world.variable.pair_count, 0);
    }
}

static void what_there_is_no_room_for_is_counted(void **state)
{
    (void)state;
    begin_anew(1);
    for (uintptr_t i = 0; i < 2 * CLOCK_PAIRS; i++)
        for (int who = 0; who < 2; who++)
            clock_access(&world.task[who], &world.variable, &world.seat[who], TOUCH_STORE, 0x1000 + i * 8);
    assert_int_equal(world.variable.pair_count, CLOCK_PAIRS);
    assert_int_not_equal(books_head->no_pairs, 0);
    for (uint32_t i = 0; i < CLOCK_PAIRS; i++)
        assert_int_not_equal(world.variable.pair[i]->count, 0);
}

// ---- lock sets ------------------------------------------------------------------------------------------------------

static const struct books_locks *set_of_number(uint32_t number)
{
    const struct lock_sets *sets = root_of(ROOT_LOCK_SETS);
    for (int i = 0; sets && i < (int)(sizeof sets->at / sizeof *sets->at); i++)
        if (sets->at[i] && sets->at[i]->number == number)
            return sets->at[i];
    return NULL;
}

static void a_set_has_the_locks_that_a_task_has(void **state)
{
    (void)state;
    struct lock_task task = { 0 };
    int depth[12] = { 0 };
    begin_anew(7);
    for (int step = 0; step < 20000; step++) {
        const unsigned which = pick(12);
        if (depth[which] > 0 && pick(5) < 3) {
            assert_int_equal(locks_give(&task, 0, 100 + which, false), which % 2);
            depth[which]--;
        } else {
            locks_take(&task, 0, 100 + which, which % 2, 1);
            depth[which]++;
        }
        if (step % 16 != 0)
            continue;
        const struct books_locks *set = set_of_number(task.number);
        int at = 0;
        for (unsigned i = 0; i < 12 && at < BOOKS_LOCKS_MAX; i++)
            if (depth[i] > 0) {
                assert_non_null(set);
                assert_int_equal(set->lock[at], 100 + i);
                assert_int_equal(set->mode[at++], i % 2 ? 2 : 1);
            }
        assert_true(at > 0 || task.number == 0);
        assert_true(at == 0 || at == BOOKS_LOCKS_MAX || set->mode[at] == 0);
    }
}

// Against the truth: of each lock the tick at which the task took it.
static void a_lock_that_was_let_go_is_known(void **state)
{
    (void)state;
    struct lock_task task = { 0 };
    uint32_t taken[6] = { 0 }, tick = 1, then = 0, number = 0;
    unsigned had = 0;
    begin_anew(8);
    for (int step = 0; step < 20000; step++) {
        const unsigned which = pick(6);
        if (pick(8) == 0) { // it loads
            then = tick;
            number = task.number;
            had = 0;
            for (unsigned i = 0; i < 6; i++)
                had |= taken[i] ? 1u << i : 0;
        } else if (taken[which]) {
            locks_give(&task, 0, 100 + which, false);
            taken[which] = 0;
            tick++;
        } else {
            locks_take(&task, 0, 100 + which, false, tick);
            taken[which] = tick;
        }
        bool again = false, kept = false;
        for (unsigned i = 0; i < 6; i++) {
            again |= (had >> i & 1) && taken[i] > then;
            kept |= (had >> i & 1) && taken[i] && taken[i] <= then;
        }
        assert_int_equal(locks_were_let_go(&task, number, then), again && !kept);
    }
}

static void what_was_not_taken_is_given_back_all_the_same(void **state)
{
    (void)state;
    struct lock_task task = { 0 };
    begin_anew(1);
    assert_true(locks_give(&task, 0, 100, true));
    assert_false(locks_give(&task, 0, 100, false));
    assert_int_equal(task.number, 0);
}

// ---- the shadow ------------------------------------------------------------------------------------------------------

// What is watched, left alone or another's never passes for a task's own; a cell's number comes back as it was.
static void a_word_is_own_to_its_task_alone(void **state)
{
    (void)state;
    union {
        uint32_t seen;
        struct shadow shadow;
    } word = { .seen = shadow_own(5) << 8 | 0xff };
    assert_true(shadow_is_own(&word.shadow, ~5u));
    assert_false(shadow_is_own(&word.shadow, ~6u));
    assert_false(shadow_is_own(&word.shadow, 0)); // of who is in a call
    for (uint32_t cell = 1; cell < CELLS_MAX; cell += cell < 0x20000 ? 1 : 0xfff) {
        word.seen = shadow_watched(cell, 0x81);
        assert_true(shadow_is_watched(word.seen));
        assert_int_equal(shadow_cell(word.seen), cell);
        assert_int_equal(word.shadow.loaded, 0x81);
        assert_int_not_equal(word.shadow.low, 0);
    }
    word.seen = SHADOW_LEFT_ALONE;
    assert_int_equal(word.shadow.who, SHADOW_UNWATCHED);
    assert_int_not_equal(word.shadow.low, 0);
    assert_false(shadow_is_watched(word.seen));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_and_accesses_are_counted_as_they_were),
        cmocka_unit_test(a_word_is_own_to_its_task_alone),
        cmocka_unit_test(under_one_lock_there_are_no_pairs),
        cmocka_unit_test(atomic_accesses_race_with_plain_ones_alone),
        cmocka_unit_test(what_there_is_no_room_for_is_counted),
        cmocka_unit_test(a_set_has_the_locks_that_a_task_has),
        cmocka_unit_test(a_lock_that_was_let_go_is_known),
        cmocka_unit_test(what_was_not_taken_is_given_back_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
