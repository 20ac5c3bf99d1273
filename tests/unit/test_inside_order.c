// Vector clocks, held against a slow obvious reference: what every task did is a list of steps, each with the set of all steps
// that come before it. Random tasks take random locks, post, meet at barriers, make and join each other and store atomically, and
// after every step each access is asked for. The code runs inside other programs: it is compiled into this test as it stands.
#include "inside/hooks/order.c"
#include "inside/hooks/order_slots.c"
#include "inside/hooks/roots.c"
#include "support/family.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    TASKS = 6, // at a time
    ALL_TASKS = 64,
    STEPS = 400,
    WORDS = STEPS / 64 + 1,
    OBJECTS = 4,
    ROUNDS = 100,
    BLOCKS = 4096,
};

static void *blocks[BLOCKS];
static int block_count;

void *hooks_take(size_t bytes)
{
    assert_true(block_count < BLOCKS);
    blocks[block_count] = calloc(1, bytes);
    assert_non_null(blocks[block_count]);
    return blocks[block_count++];
}

static void begin_anew(void)
{
    while (block_count > 0)
        free(blocks[--block_count]);
    memset(&roots, 0, sizeof roots);
    family_anew();
}

// ---- the reference --------------------------------------------------------------------------------------------------

struct before { // a set of steps
    uint64_t word[WORDS];
};

static bool has(const struct before *set, int step) { return set->word[step / 64] >> (step % 64) & 1; }

static void add(struct before *set, const struct before *more)
{
    for (int i = 0; i < WORDS; i++)
        set->word[i] |= more->word[i];
}

struct reference_object {
    struct before let, read;
    struct before generation[STEPS];
    int arrived;
};

struct one {
    struct order_task task;
    struct before before; // all that comes before its next step, its own included
    struct before seen, fenced;
    int generation;
    bool runs, waits; // at the barrier
    int number;
};

struct access {
    int step, number;
    uint32_t slot, tick;
};

static struct {
    struct one one[TASKS];
    struct before ended[ALL_TASKS];
    bool joinable[ALL_TASKS];
    int numbers;
    struct reference_object lock[OBJECTS], semaphore[OBJECTS], atomic[OBJECTS], barrier;
    struct access access[STEPS];
    int access_count, step;
    uint64_t random;
} world;

static unsigned pick(unsigned below)
{
    world.random = world.random * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (unsigned)(world.random >> 33) % below;
}

static void step_of(struct one *one)
{
    one->before.word[world.step / 64] |= UINT64_C(1) << (world.step % 64);
    world.step++;
}

static void touch(struct one *one)
{
    world.access[world.access_count++] = (struct access){ world.step, one->number, one->task.slot, one->task.now };
    step_of(one);
}

static void lock(struct one *one, unsigned which, bool to_read)
{
    struct reference_object *object = &world.lock[which];
    order_locked(&one->task, 1000 + which, to_read);
    add(&one->before, &object->let);
    if (!to_read)
        add(&one->before, &object->read);
}

static void unlock(struct one *one, unsigned which, bool to_read)
{
    struct reference_object *object = &world.lock[which];
    order_unlocks(&one->task, 1000 + which, to_read);
    add(to_read ? &object->read : &object->let, &one->before);
}

static void locks(struct one *one)
{
    const unsigned which = pick(OBJECTS);
    const bool to_read = pick(3) == 0;
    if (pick(2))
        lock(one, which, to_read);
    else
        unlock(one, which, to_read);
}

static void semaphores(struct one *one)
{
    const unsigned which = pick(OBJECTS);
    struct before *let = &world.semaphore[which].let;
    switch (pick(7)) {
    case 0:
        order_forget(2000 + which);
        memset(let, 0, sizeof *let);
        break;
    case 1:
    case 2:
    case 3:
        order_posts(&one->task, 2000 + which);
        add(let, &one->before);
        break;
    default:
        order_gets(&one->task, 2000 + which);
        add(&one->before, let);
    }
}

// Its address lies among the others of the same line, so that forgetting a range meets some of them.
static uint64_t atomic_at(unsigned which) { return 64000 + 24 * (uint64_t)which; }

static void atomics(struct one *one)
{
    static const int orders[] = { ORDER_RELAXED, ORDER_RELAXED, ORDER_CONSUME, ORDER_ACQUIRE,
                                  ORDER_RELEASE, ORDER_BOTH,    ORDER_ALL };
    const unsigned which = pick(OBJECTS), what = 1 + pick(3);
    const int memory_order = orders[pick(sizeof orders / sizeof *orders)];
    const bool load = what & 1, store = what & 2;
    const bool acquiring = memory_order == ORDER_CONSUME || memory_order == ORDER_ACQUIRE || memory_order >= ORDER_BOTH;
    struct before *let = &world.atomic[which].let;
    if (load)
        add(acquiring ? &one->before : &one->seen, let);
    if (store && !load)
        memset(let, 0, sizeof *let);
    if (store)
        add(let, memory_order >= ORDER_RELEASE ? &one->before : &one->fenced);
    order_atomic(&one->task, atomic_at(which), load, store, memory_order);
}

static void fences(struct one *one)
{
    const int memory_order = ORDER_ACQUIRE + (int)pick(4);
    if (memory_order != ORDER_RELEASE)
        add(&one->before, &one->seen);
    if (memory_order >= ORDER_RELEASE)
        one->fenced = one->before;
    order_fence(&one->task, memory_order);
}

static void forgets(struct one *one)
{
    (void)one;
    const unsigned first = pick(OBJECTS), last = first + pick(OBJECTS - first);
    order_forget_range(atomic_at(first), atomic_at(last) - atomic_at(first) + 1);
    for (unsigned i = first; i <= last; i++)
        memset(&world.atomic[i].let, 0, sizeof world.atomic[i].let);
}

// For two, so that several generations are under way when many come.
static void barriers(struct one *one)
{
    struct reference_object *barrier = &world.barrier;
    if (!one->waits) {
        one->generation = barrier->arrived++ / 2;
        add(&barrier->generation[one->generation], &one->before);
        order_arrives(&one->task, 3000);
        one->waits = true;
    } else if (barrier->arrived >= 2 * (one->generation + 1)) {
        order_passes(&one->task, 3000);
        add(&one->before, &barrier->generation[one->generation]);
        one->waits = false;
    }
}

static void begin(struct one *one, uint32_t made, const struct before *before)
{
    memset(one, 0, sizeof *one);
    if (before)
        one->before = *before;
    order_task_begin(&one->task, made);
    one->runs = true;
    one->number = world.numbers++;
}

static void makes(struct one *one)
{
    struct one *other = &world.one[pick(TASKS)];
    if (other->runs || world.numbers == ALL_TASKS)
        return;
    const uint32_t made = order_makes(&one->task);
    assert_int_not_equal(made, 0);
    if (pick(8) == 0)
        order_not_made(made);
    else
        begin(other, made, &one->before);
}

static void ends(struct one *one)
{
    int others = 0;
    for (int i = 0; i < TASKS; i++)
        others += world.one[i].runs;
    if (others < 3 || one->waits)
        return;
    world.ended[one->number] = one->before;
    world.joinable[one->number] = true;
    order_task_end(&one->task, 4000 + (uint64_t)one->number);
    one->runs = false;
}

static void joins(struct one *one)
{
    const unsigned which = pick((unsigned)world.numbers);
    if (!world.joinable[which])
        return;
    world.joinable[which] = false;
    order_gets(&one->task, 4000 + which);
    add(&one->before, &world.ended[which]);
}

// Where more come to a barrier than it is for a task may be thought to follow more than it does; there alone.
static void check(bool exactly)
{
    for (int i = 0; i < TASKS; i++) {
        const struct one *one = &world.one[i];
        for (int j = 0; one->runs && j < world.access_count; j++) {
            const struct access *access = &world.access[j];
            if (access->number == one->number)
                continue;
            const bool expected = has(&one->before, access->step);
            const bool found = order_is_before(&one->task, access->slot, access->tick);
            if (found != expected && (exactly || !found))
                print_error("task %d, access %d of %d: %d\n", one->number, j, access->number, found);
            assert_true(found == expected || (!exactly && found));
        }
    }
}

static void run_round(uint64_t seed, bool with_barriers)
{
    static void (*const deeds[])(struct one *) = { touch,  touch,   touch, locks, locks, semaphores, atomics, atomics,
                                                   fences, forgets, makes, makes, ends,  joins,      barriers };
    begin_anew();
    memset(&world, 0, sizeof world);
    world.random = seed;
    begin(&world.one[0], 0, NULL);
    order_barrier(&world.one[0].task, 3000, 2);
    for (int i = 0; world.step < STEPS - 1 && i < 4 * STEPS; i++) {
        struct one *one = &world.one[pick(TASKS)];
        const unsigned deed = pick(sizeof deeds / sizeof *deeds - !with_barriers);
        if (one->runs && (!one->waits || deeds[deed] == barriers))
            deeds[deed](one);
        check(!with_barriers);
    }
    assert_false(order_is_lost());
}

static void tasks_follow_what_they_follow_and_nothing_else(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        run_round(seed, false);
}

static void so_with_barriers_but_that_they_may_be_thought_to_follow_more(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        run_round(seed, true);
}

static void who_passes_a_barrier_follows_its_generation_alone(void **state)
{
    (void)state;
    struct order_task first = { 0 }, second = { 0 };
    begin_anew();
    order_task_begin(&first, 0);
    order_task_begin(&second, 0);
    order_barrier(&first, 3000, 2);
    order_arrives(&first, 3000);
    order_arrives(&second, 3000);
    order_passes(&first, 3000);
    const uint32_t tick = first.now;
    order_arrives(&first, 3000); // already at the next one
    order_passes(&second, 3000);
    assert_true(order_is_before(&second, first.slot, tick - 1));
    assert_false(order_is_before(&second, first.slot, tick));
}

static void slots_go_to_those_who_follow_the_end_of_who_had_them(void **state)
{
    (void)state;
    struct order_task first = { 0 };
    begin_anew();
    order_task_begin(&first, 0);
    for (uint32_t i = 0; i < 3 * ORDER_SLOTS; i++) {
        struct order_task other = { 0 };
        order_task_begin(&other, order_makes(&first));
        assert_int_equal(other.slot, 1);
        order_task_end(&other, 4000);
        order_gets(&first, 4000);
    }
}

static void when_no_slot_is_left_the_end_of_any_will_do(void **state)
{
    (void)state;
    static struct order_task many[ORDER_SLOTS];
    struct order_task more = { 0 };
    begin_anew();
    memset(many, 0, sizeof many);
    for (uint32_t i = 0; i < ORDER_SLOTS; i++) {
        order_task_begin(&many[i], i == 0 ? 0 : order_makes(&many[0]));
        assert_int_equal(many[i].slot, i);
    }
    const uint32_t ticked = many[7].now;
    order_task_end(&many[7], 4000); // joined by nobody
    order_task_begin(&more, order_makes(&many[0]));
    assert_int_equal(more.slot, 7);
    assert_true(more.now > ticked);
    struct order_task shares = { 0 };
    order_task_begin(&shares, order_makes(&many[0]));
    assert_non_null(shares.clock);
}

static void more_objects_than_there_is_room_for_end_all_claims(void **state)
{
    (void)state;
    struct order_task first = { 0 };
    begin_anew();
    order_task_begin(&first, 0);
    for (uint64_t i = 1; i <= ORDER_OBJECTS && !order_is_lost(); i++)
        object_of(i * 8);
    object_of(UINT64_C(1) << 40);
    for (uint64_t i = 1; i <= TRIES; i++)
        object_of(i << 41);
    assert_true(order_is_lost());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_follow_what_they_follow_and_nothing_else),
        cmocka_unit_test(so_with_barriers_but_that_they_may_be_thought_to_follow_more),
        cmocka_unit_test(who_passes_a_barrier_follows_its_generation_alone),
        cmocka_unit_test(slots_go_to_those_who_follow_the_end_of_who_had_them),
        cmocka_unit_test(when_no_slot_is_left_the_end_of_any_will_do),
        cmocka_unit_test(more_objects_than_there_is_room_for_end_all_claims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
