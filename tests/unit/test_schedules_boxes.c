// Boxes against places: of locks by hand of all kinds, of random ones too, from wherever a walk stands, the same figures come of
// both. And what they are made of.
#include "labs/balance/guard.h"
#include "schedules/box_tile.h"
#include "schedules/counting.h"
#include "schedules/explore.h"
#include "schedules/modulo.h"
#include "schedules/sameness.h"
#include "support/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    PRIMES = 20, // of 31 bits: numbers below 2^600
};

static bool go_on(void *context, uint64_t work)
{
    (void)context;
    (void)work;
    return true;
}

// What either way of counting comes to.
struct figures {
    bool well;
    mpz_t all, kept;
    double share_kept;
    struct counting_swept swept;
};

static void figures_init(struct figures *figures)
{
    *figures = (struct figures){ 0 };
    mpz_inits(figures->all, figures->kept, NULL);
}

static void figures_finish(struct figures *figures)
{
    free(figures->swept.counts.lanes);
    free(figures->swept.shares.lanes);
    mpz_clears(figures->all, figures->kept, NULL);
}

// ---- by places -----------------------------------------------------------------------------------------------------

static void by_places(struct figures *figures, const struct course *course, const struct walk *from)
{
    struct values values;
    struct meter meter;
    struct graph_result result, shares;
    values_init(&values, course, from);
    meter_init(&meter, NULL);
    struct pass pass = { .course = course, .values = &values, .meter = &meter, .kind = PASS_PATHS };
    graph_result_init(&result);
    assert_true(graph_run(&pass, from, GRAPH_SPREAD_ALL, &result));
    const struct counting_plan plan = counting_plan(&pass, result.places, 0, result.ended);
    mpz_set(figures->all, result.ended);
    mpz_set(figures->kept, result.kept);
    figures->well = mpz_sgn(result.deadlocked) == 0;
    const struct cell_span finals = result.finals;
    const int words = (int)(mpz_sizeinbase(result.ended, 2) / TALLY_WORD_BITS + 1);
    figures->swept.counts = (struct tally){
        .low = finals.low, .length = finals.length, .stride = tally_stride(finals.length), .words = words
    };
    figures->swept.shares = figures->swept.counts;
    figures->swept.shares.words = 1;
    figures->swept.counts.lanes = calloc(tally_stride(finals.length) * (size_t)words + 1, sizeof(uint64_t));
    figures->swept.shares.lanes = calloc(tally_stride(finals.length) + 1, sizeof(uint64_t));
    graph_result_finish(&pass, &result);
    pass.figures = TALLY_SHARES;
    graph_result_init(&shares);
    assert_true(graph_run(&pass, from, GRAPH_SPREAD_ALL, &shares));
    figures->share_kept = shares.share_kept;
    graph_result_finish(&pass, &shares);
    struct pass outcomes = {
        .course = course, .values = &values, .meter = &meter, .kind = PASS_OUTCOMES, .figures = TALLY_TAPED
    };
    uint64_t places = 0;
    if (figures->well)
        assert_true(counting_run(&plan, &outcomes, from, GRAPH_SPREAD_ALL, &figures->swept.counts,
                                 &figures->swept.shares, &places));
}

// ---- by boxes ------------------------------------------------------------------------------------------------------

// False where they cannot be had.
static bool by_boxes(struct figures *figures, const struct course *course, const struct walk *from)
{
    struct values values;
    struct meter meter;
    struct boxes boxes;
    values_init(&values, course, from);
    meter_init(&meter, NULL);
    if (!boxes_init(&boxes, course, &values, from, BOX_PATHS, PRIMES, &meter)) {
        assert_int_equal(meter.bytes, 0);
        return false;
    }
    assert_true(boxes_foresee(&boxes, go_on, NULL));
    assert_true(counting_paths(&boxes, &meter, figures->all, figures->kept, &figures->share_kept));
    boxes_finish(&boxes);
    assert_true(boxes_init(&boxes, course, &values, from, BOX_OUTCOMES, 0, &meter));
    assert_true(boxes_foresee(&boxes, go_on, NULL));
    const struct counting_plan plan = counting_plan_boxes(&boxes, &meter, figures->all);
    assert_true(plan.primes <= PRIMES);
    assert_true(counting_boxes(&plan, &boxes, &meter, &figures->swept));
    boxes_finish(&boxes);
    assert_int_equal(meter.bytes, 0);
    return true;
}

static void same_tallies(const struct tally *one, const struct tally *other, bool shares, const char *what)
{
    const int64_t low = one->low < other->low ? one->low : other->low;
    const int64_t one_end = one->low + (int64_t)one->length, other_end = other->low + (int64_t)other->length;
    mpz_t a, b;
    mpz_inits(a, b, NULL);
    for (int64_t e = low; e < (one_end > other_end ? one_end : other_end); e++) {
        const bool in_one = e >= one->low && e < one_end, in_other = e >= other->low && e < other_end;
        if (shares) {
            const double x = in_one ? tally_get_share(one, (size_t)(e - one->low)) : 0;
            const double y = in_other ? tally_get_share(other, (size_t)(e - other->low)) : 0;
            if (fabs(x - y) > 1e-12)
                fail_msg("%s: exponent %lld: shares %.17g and %.17g", what, (long long)e, x, y);
            continue;
        }
        mpz_set_ui(a, 0);
        mpz_set_ui(b, 0);
        if (in_one)
            tally_get(one, (size_t)(e - one->low), a);
        if (in_other)
            tally_get(other, (size_t)(e - other->low), b);
        if (mpz_cmp(a, b) != 0)
            fail_msg("%s: exponent %lld: other numbers", what, (long long)e);
    }
    mpz_clears(a, b, NULL);
}

// Whether boxes could be had; then they come to the same.
static bool same_by_both(const struct course *course, const struct walk *from, const char *what)
{
    struct figures places, boxes;
    figures_init(&places);
    figures_init(&boxes);
    by_places(&places, course, from);
    const bool had = by_boxes(&boxes, course, from);
    if (had) {
        if (!places.well)
            fail_msg("%s: a deadlock, and boxes count it", what);
        if (mpz_cmp(places.all, boxes.all) != 0 || mpz_cmp(places.kept, boxes.kept) != 0)
            fail_msg("%s: other numbers of schedules, or of those that lose nothing", what);
        if (fabs(places.share_kept - boxes.share_kept) > 1e-12)
            fail_msg("%s: %.17g and %.17g lose nothing", what, places.share_kept, boxes.share_kept);
        same_tallies(&places.swept.counts, &boxes.swept.counts, false, what);
        same_tallies(&places.swept.shares, &boxes.swept.shares, true, what);
    }
    figures_finish(&places);
    figures_finish(&boxes);
    return had;
}

// A walk that has made some moves.
static struct walk some_walk(struct random *random, const struct course *course, size_t moves)
{
    struct walk walk = walk_start(course);
    for (size_t i = 0; i < moves; i++) {
        const int worker = (int)random_below(random, (uint64_t)course->count);
        struct walk next = walk;
        if (!(walk_enabled(course, &walk) >> worker & 1))
            continue;
        walk_move(course, &next, worker, NULL, NULL);
        if (walk_enabled(course, &next) != 0)
            walk = next;
    }
    return walk;
}

static void the_locks_by_hand(void **state)
{
    (void)state;
    static const struct {
        enum guard_id guard;
        int count;
        uint64_t iterations;
        int32_t amounts[SCHEDULES_WORKERS_MAX];
    } courses[] = {
        { GUARD_FLAG, 2, 1, { 5, 8 } },
        { GUARD_FLAG, 2, 2, { 1, 1 } },
        { GUARD_FLAG, 2, 17, { 5, 8 } },
        { GUARD_FLAG, 2, 20, { 3, 1 } },
        { GUARD_FLAG, 2, 9, { 1, 1000 } },
        { GUARD_FLAG, 3, 1, { 5, 8, 3 } },
        { GUARD_FLAG, 3, 3, { 5, 8, 3 } },
        { GUARD_PETERSON, 2, 12, { 5, 8 } },
        { GUARD_PETERSON_UNFENCED, 2, 3, { 5, 8 } },
        { GUARD_TICKET, 2, 9, { 5, 8 } },
        { GUARD_TICKET, 3, 4, { 5, 8, 3 } },
        { GUARD_TICKET, 4, 1, { 5, 8, 3, 7 } },
    };
    struct random random = { random_seed(71) };
    for (size_t i = 0; i < sizeof courses / sizeof *courses; i++) {
        struct course course;
        const char *name = guards[courses[i].guard]->name;
        assert_true(status_is_ok(course_init(&course, guards[courses[i].guard]->program(PYTHON_3_12), courses[i].count,
                                             courses[i].iterations, courses[i].amounts)));
        for (size_t moves = 0; moves < 40; moves = 2 * moves + 7) {
            const struct walk walk = some_walk(&random, &course, moves);
            assert_true(same_by_both(&course, &walk, name));
        }
    }
}

// ---- random locks --------------------------------------------------------------------------------------------------

// A lock's memory is one of so many words; what becomes of it and who may go in is drawn.
enum {
    WORDS = 4,
    MARKS = 2,
};

static struct {
    uint8_t marked[WORDS][SCHEDULES_WORKERS_MAX][MARKS], opened[WORDS][SCHEDULES_WORKERS_MAX];
    bool lets_in[WORDS][SCHEDULES_WORKERS_MAX];
} drawn;

static uint16_t drawn_mark(uint16_t memory, int worker, int mark) { return drawn.marked[memory][worker][mark]; }
static bool drawn_lets_in(uint16_t memory, int worker) { return drawn.lets_in[memory][worker]; }
static uint16_t drawn_open(uint16_t memory, int worker) { return drawn.opened[memory][worker]; }

static const struct protocol drawn_protocol = { .mark = drawn_mark, .lets_in = drawn_lets_in, .open = drawn_open };

static void draw(struct random *random)
{
    for (int word = 0; word < WORDS; word++) {
        for (int worker = 0; worker < SCHEDULES_WORKERS_MAX; worker++) {
            for (int mark = 0; mark < MARKS; mark++)
                drawn.marked[word][worker][mark] = (uint8_t)random_below(random, WORDS);
            drawn.opened[word][worker] = (uint8_t)(random_one_in(random, 3) ? random_below(random, WORDS) : 0);
            drawn.lets_in[word][worker] = word == 0 || random_one_in(random, 2);
        }
    }
}

static int add_marks(struct random *random, struct step *steps, int count)
{
    while (random_one_in(random, 3))
        steps[count++] =
            (struct step){ .text = "mark", .kind = STEP_MARK, .mark = (uint8_t)random_below(random, MARKS) };
    return count;
}

static int add_update(struct step *steps, int count, int sign)
{
    steps[count++] = (struct step){ .text = "load", .kind = STEP_LOAD };
    steps[count++] = (struct step){ .text = "add", .kind = STEP_ADD, .sign = (int8_t)sign };
    steps[count++] = (struct step){ .text = "store", .kind = STEP_STORE };
    return count;
}

static void random_locks(void **state)
{
    (void)state;
    struct random random = { random_seed(72) };
    int had = 0;
    for (int round = 0; round < 80; round++) {
        struct step steps[64];
        int count = add_marks(&random, steps, 0);
        draw(&random);
        steps[count++] = (struct step){ .text = "await", .kind = STEP_AWAIT };
        count = add_update(steps, add_marks(&random, steps, count), 1);
        count = add_update(steps, add_marks(&random, steps, count), -1);
        count = add_marks(&random, steps, count);
        steps[count++] = (struct step){ .text = "open", .kind = STEP_OPEN };
        const struct program program = { .steps = steps, .step_count = count, .protocol = &drawn_protocol };
        const int workers = (int)random_between(&random, 2, 3);
        const int32_t amounts[SCHEDULES_WORKERS_MAX] = { (int32_t)random_between(&random, 1, 9), 2, 5, 1 };
        struct course course;
        if (!status_is_ok(
                course_init(&course, &program, workers, random_between(&random, 1, workers == 2 ? 6 : 2), amounts)))
            continue;
        const struct walk walk = some_walk(&random, &course, random_below(&random, 12));
        had += same_by_both(&course, &walk, "a random lock");
    }
    assert_true(had > 5);
}

// ---- what they are made of -----------------------------------------------------------------------------------------

// Whether the flag is up is nothing to one that stands before putting it up, as long as nobody looks before it has.
static void what_makes_no_difference(void **state)
{
    (void)state;
    struct course course;
    struct sameness sameness;
    assert_true(
        status_is_ok(course_init(&course, guards[GUARD_FLAG]->program(PYTHON_3_12), 2, 3, (const int32_t[]){ 5, 8 })));
    const struct walk walk = walk_start(&course);
    assert_true(sameness_init(&sameness, &course, walk.places));
    const uint32_t up[SCHEDULES_PLACES] = { 1, 3, [LOCK_PLACE] = 1 }, down[SCHEDULES_PLACES] = { 1, 3 };
    assert_int_equal(sameness_of(&sameness, up), sameness_of(&sameness, down));
    const uint32_t barred[SCHEDULES_PLACES] = { 7, 3, [LOCK_PLACE] = 1 }, open[SCHEDULES_PLACES] = { 7, 3 };
    assert_int_not_equal(sameness_of(&sameness, barred), sameness_of(&sameness, open));
    sameness_finish(&sameness);
}

// However wide the cpu's vectors, a tile is what its lanes are one by one.
static void tiles_are_the_same_at_every_width(void **state)
{
    (void)state;
    enum {
        LANES = 3 * BOX_TILE_STEP,
        BEHIND = 2 * BOX_BEHIND_STEP,
        SLOTS = 6,
        STEPS = 40,
        ROOM = SLOTS * (LANES + BEHIND),
    };
    static uint32_t begun[ROOM], slots[BOX_WIDEST + 1][ROOM], stores[BOX_WIDEST + 1][SLOTS * BEHIND];
    struct random random = { random_seed(73) };
    uint32_t prime;
    modulo_primes(&prime, 1);
    for (int round = 0; round < 200; round++) {
        struct box_step steps[STEPS];
        for (int i = 0; i < STEPS; i++) {
            static const enum box_deed deeds[] = {
                BOX_RECALL, BOX_KEEP, BOX_CLEAR, BOX_COPY, BOX_ADD, BOX_ADD, BOX_ADD
            };
            const enum box_deed deed = deeds[random_below(&random, sizeof deeds / sizeof *deeds)];
            const bool stored = deed == BOX_RECALL || deed == BOX_KEEP;
            const uint32_t to = (uint32_t)random_below(&random, SLOTS), from = (to + 1) % SLOTS;
            steps[i] = (struct box_step){
                .deed = deed,
                .to = (uint32_t)box_slot(to, LANES, BEHIND),
                .a = stored ? to * BEHIND
                            : (uint32_t)(box_slot(from, LANES, BEHIND) - random_below(&random, BEHIND + 1)),
                .b = (uint32_t)(random_one_in(&random, 2) ? box_slot(to, LANES, BEHIND)
                                                          : box_slot(from, LANES, BEHIND) - BEHIND),
            };
        }
        for (int i = 0; i < ROOM; i++)
            begun[i] = random_one_in(&random, 4) ? prime - 1 : (uint32_t)random_below(&random, prime);
        for (int width = BOX_PLAIN; width <= (int)box_tile_width(); width++) {
            memcpy(slots[width], begun, sizeof begun);
            memset(stores[width], 0, sizeof stores[width]);
            const struct box_tile tile = { slots[width], stores[width], LANES, BEHIND, round % 2 };
            assert_int_equal(box_tile_run(steps, 0, STEPS, &tile, (enum box_width)width, &prime, false), STEPS);
            assert_memory_equal(slots[width], slots[BOX_PLAIN], sizeof begun);
            assert_memory_equal(stores[width], stores[BOX_PLAIN], sizeof stores[BOX_PLAIN]);
        }
    }
}

static bool not_long(void *context, uint64_t work)
{
    (void)work;
    int *asked = context;
    return ++*asked < 2;
}

static uint64_t no_time_left(void)
{
    static uint64_t now_ns;
    return now_ns += 1000000;
}

static bool not_at_all(void *context, double share)
{
    (void)share;
    ++*(int *)context;
    return false;
}

// Finding out what is to be summed takes a while, too: it is asked there whether to go on, and its memory counts.
static void finding_the_sums_keeps_the_budget(void **state)
{
    (void)state;
    struct course course;
    struct values values;
    struct meter meter;
    struct boxes boxes;
    assert_true(status_is_ok(
        course_init(&course, guards[GUARD_FLAG]->program(PYTHON_3_12), 3, 40, (const int32_t[]){ 5, 8, 3 })));
    const struct walk walk = walk_start(&course);
    values_init(&values, &course, &walk);
    int asked = 0;
    meter_init(&meter, &(struct budget){ .go_on = not_at_all, .context = &asked });
    assert_false(boxes_init(&boxes, &course, &values, &walk, BOX_PATHS, PRIMES, &meter));
    assert_int_equal(meter.end, BUDGET_CANCELLED);
    assert_int_equal(asked, 1);
    assert_int_equal(meter.bytes, 0);
    meter_init(&meter, &(struct budget){ .time_ns = 1, .now_ns = no_time_left });
    meter_part(&meter, 1, 0, 1);
    assert_false(boxes_init(&boxes, &course, &values, &walk, BOX_PATHS, PRIMES, &meter));
    assert_int_equal(meter.end, BUDGET_TIME);
    assert_int_equal(meter.bytes, 0);
    meter_init(&meter, &(struct budget){ .memory_bytes = 100000 });
    assert_false(boxes_init(&boxes, &course, &values, &walk, BOX_PATHS, PRIMES, &meter));
    assert_int_equal(meter.end, BUDGET_MEMORY);
    assert_in_range(meter.bytes_peak, 1, 100000);
    assert_int_equal(meter.bytes, 0);
}

// What boxes took while it was tried does not count for what places are foreseen to need.
static void what_boxes_took_is_forgotten(void **state)
{
    (void)state;
    struct course course;
    struct exploration exploration;
    assert_true(status_is_ok(
        course_init(&course, guards[GUARD_TICKET]->program(PYTHON_3_12), 4, 3, (const int32_t[]){ 5, 8, 3, 7 })));
    const struct walk walk = walk_start(&course);
    exploration_run(&exploration, &course, &walk, &(struct budget){ .memory_bytes = 1000000 });
    assert_false(exploration.complete);
    assert_int_equal(exploration.end, BUDGET_MEMORY);
    assert_true(mpz_sgn(exploration.explored) > 0);
    exploration_finish(&exploration);
}

// What is stopped, or has no memory, gives all back.
static void stopped_or_without_memory(void **state)
{
    (void)state;
    struct course course;
    struct values values;
    struct meter meter;
    struct boxes boxes;
    assert_true(
        status_is_ok(course_init(&course, guards[GUARD_FLAG]->program(PYTHON_3_12), 2, 40, (const int32_t[]){ 5, 8 })));
    const struct walk walk = walk_start(&course);
    values_init(&values, &course, &walk);
    meter_init(&meter, &(struct budget){ .memory_bytes = 100000 });
    assert_false(boxes_init(&boxes, &course, &values, &walk, BOX_OUTCOMES, 0, &meter));
    assert_int_equal(meter.end, BUDGET_MEMORY);
    assert_int_equal(meter.bytes, 0);
    meter_init(&meter, NULL);
    assert_true(boxes_init(&boxes, &course, &values, &walk, BOX_OUTCOMES, 0, &meter));
    assert_true(boxes_foresee(&boxes, go_on, NULL));
    uint32_t prime, *ends = malloc(boxes_end_lanes(&boxes) * sizeof *ends);
    void *memory = malloc(boxes_player_bytes(&boxes, false));
    int asked = 0;
    modulo_primes(&prime, 1);
    assert_false(boxes_play(&boxes, memory, ends, &prime, not_long, &asked));
    assert_int_equal(asked, 2);
    boxes_finish(&boxes);
    assert_int_equal(meter.bytes, 0);
    free(memory);
    free(ends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_locks_by_hand),
        cmocka_unit_test(random_locks),
        cmocka_unit_test(what_makes_no_difference),
        cmocka_unit_test(tiles_are_the_same_at_every_width),
        cmocka_unit_test(stopped_or_without_memory),
        cmocka_unit_test(finding_the_sums_keeps_the_budget),
        cmocka_unit_test(what_boxes_took_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
