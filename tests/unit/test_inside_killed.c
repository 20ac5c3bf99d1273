// What a process that is killed in the middle of a hook leaves half done, in memory that others go on with: they go on rightly, and
// who reads it misses nothing of theirs. The code runs inside other programs: it is compiled into this test as it stands.
#include "inside/hooks/clock.c"
#include "inside/hooks/locksets.c"
#include "inside/hooks/order.c"
#include "inside/hooks/order_slots.c"
#include "inside/hooks/roots.c"

#define act act_inside // the recording has one of that name
#include "inside/hooks/stream.c"
#undef act

#include "record/books_order.h"
#include "record/books_stores.h"
#include "support/family.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    TASKS = 4,
    OWN_BYTES_MAX = 64 << 20,
    LEFT_BYTES = 1 << 20,
    SECONDS = 10, // after which a test that goes round for ever is ended
    PLACE = 0x1000,
};

static char *own;
static size_t own_used, left_used;
static uint64_t now;

// The task that asks for the time so many times more is killed there.
static int looks_left;
static jmp_buf killed;

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

uint64_t books_now(void)
{
    if (looks_left > 0 && --looks_left == 0)
        longjmp(killed, 1);
    return now;
}

static struct clock_task task[TASKS];
static struct clock_seat seat[TASKS];
static struct clock_variable variable;

static void begin_anew(void)
{
    free(own);
    free(books_head);
    own = calloc(1, OWN_BYTES_MAX);
    books_head = calloc(1, BOOKS_HEAD_BYTES + LEFT_BYTES);
    assert_true(own && books_head);
    own_used = left_used = 0;
    looks_left = 0;
    now = 1;
    memset(&roots, 0, sizeof roots);
    memset(task, 0, sizeof task);
    memset(seat, 0, sizeof seat);
    variable = (struct clock_variable){ .left = 1 };
    family_anew();
    for (int i = 0; i < TASKS; i++)
        clock_task_begin(&task[i], (uint32_t)i + 1, 0);
    alarm(SECONDS);
}

static void touch(int who, enum touch_kind kind)
{
    clock_access(&task[who], &variable, &seat[who], kind, PLACE + 8 * (uintptr_t)who);
}

// ---- what is read of it ---------------------------------------------------------------------------------------------

static struct raw_variable read_variable;
static struct raw_books books;
static struct books_index index_of_books = { .books = &books };
static struct books_order order_of_books;

static struct books_who who_of(const void *context, uint32_t number)
{
    (void)context;
    return (struct books_who){ .tid = (int32_t)number };
}

static void read_all(void)
{
    read_variable = (struct raw_variable){ 0 };
    books = (struct raw_books){ .variables = &read_variable, .variable_count = 1 };
    order_of_books = (struct books_order){ .index = &index_of_books, .who = who_of };
    assert_true(books_order_add_variable(&order_of_books, 1));
    for (size_t at = 0; at < left_used;) {
        const struct books_block *block = (struct books_block *)((char *)books_head + BOOKS_HEAD_BYTES + at);
        if (block->kind == BOOKS_ACCESSES)
            assert_true(books_order_add_accesses(&order_of_books, block));
        if (block->kind == BOOKS_PAIRS)
            assert_true(books_order_add_pairs(&order_of_books, block));
        at += (size_t)books_blocks(block->bytes) * BOOKS_BLOCK_BYTES;
    }
    assert_true(books_order_finish(&order_of_books));
}

static void forget_all(void)
{
    books_order_free(&order_of_books);
    books_index_free(&index_of_books);
    index_of_books = (struct books_index){ .books = &books };
    books.variables = NULL;
    raw_books_free(&books);
}

static bool has_access(int who)
{
    for (size_t i = 0; i < books.access_count; i++)
        if (books.accesses[i].tid == who + 1)
            return true;
    return false;
}

static bool has_pair(int one, int other)
{
    for (size_t i = 0; i < books.pair_count; i++) {
        const int32_t *tid = books.pairs[i].tid;
        if ((tid[0] == one + 1 && tid[1] == other + 1) || (tid[0] == other + 1 && tid[1] == one + 1))
            return true;
    }
    return false;
}

// ---- accesses -------------------------------------------------------------------------------------------------------

// It has begun an entry, and a pair, and neither counts.
static void what_others_did_after_a_killed_one_is_read(void **state)
{
    (void)state;
    begin_anew();
    touch(0, TOUCH_STORE);
    looks_left = 2; // its entry begins; its pair does
    if (setjmp(killed) == 0) {
        touch(1, TOUCH_STORE);
        fail_msg("it was not killed");
    }
    clock_repair(&variable);
    touch(2, TOUCH_STORE);
    touch(3, TOUCH_LOAD);
    clock_variable_end(&variable);
    read_all();
    assert_false(has_access(1));
    assert_true(has_access(0) && has_access(2) && has_access(3));
    assert_true(has_pair(0, 2) && has_pair(2, 3) && has_pair(0, 3));
    forget_all();
}

// One that counts for nothing stands before others.
static void a_pair_that_never_came_hides_no_other(void **state)
{
    (void)state;
    begin_anew();
    touch(0, TOUCH_STORE);
    touch(1, TOUCH_STORE);
    touch(2, TOUCH_STORE);
    variable.pair[0]->count = 0;
    read_all();
    assert_int_equal(books.pair_count, variable.pair_count - 1);
    forget_all();
}

// It was taking the readers since the last store off their list, and had not come to the end of it.
static void readers_that_were_half_forgotten_are_asked(void **state)
{
    (void)state;
    begin_anew();
    touch(0, TOUCH_LOAD);
    touch(1, TOUCH_LOAD);
    assert_true(seat[1].reads && variable.readers == &seat[1]);
    seat[1].reads = false;
    clock_repair(&variable);
    touch(1, TOUCH_LOAD);
    for (int i = 0; i < 2; i++)
        order_posts(&task[i].order, 8);
    order_gets(&task[2].order, 8);
    touch(2, TOUCH_STORE);
    touch(3, TOUCH_STORE);
    clock_variable_end(&variable);
    read_all();
    assert_false(has_pair(0, 2) || has_pair(1, 2));
    assert_true(has_pair(0, 3) && has_pair(1, 3) && has_pair(2, 3));
    forget_all();
}

// Of what it had locked.
static void what_a_killed_one_had_locked_ends_all_claims(void **state)
{
    static _Atomic uint32_t lock = 7;
    (void)state;
    begin_anew();
    tid_of_dead = 7;
    spin_take(&lock);
    spin_give(&lock);
    assert_true(order_is_lost());
    assert_int_equal(books_head->order_lost, 1);
}

// ---- stores ---------------------------------------------------------------------------------------------------------

// Of three stores the second one's record was being written. Each is a second after the one before it.
static void times_go_on_where_the_last_whole_record_ends(void **state)
{
    struct stream stream = { 0 };
    struct act_inside *act[2] = { NULL };
    (void)state;
    begin_anew();
    struct books_variable *left = books_take(sizeof *left);
    left->bytes = 8;
    left->from_ns = stream.stamp_ns = 1000;
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t *const record = stream.at;
        const struct stored stored = {
            .act_inside = &act[i == 1],
            .task = 1 + (i == 1),
            .kind = BOOKS_UPDATE,
            .place = PLACE,
            .load_place = PLACE,
            .value = left->value + 1,
            .before = left->value,
            .parent = stream.count,
            .ns = 1000 + (i + 1) * UINT64_C(1000000000),
        };
        stream_put(&stream, left, &stored);
        if (i == 1) {
            *record = 0;
            assert_true(stream_repair(&stream, left));
            left->value--;
        } else {
            stream_counts(left);
        }
    }
    read_all();
    struct books_stores stores = {
        .memory = (const char *)books_head,
        .bytes = BOOKS_HEAD_BYTES + LEFT_BYTES,
        .index = &index_of_books,
        .most = 10,
        .who = who_of,
    };
    read_variable.bytes = 8;
    read_variable.from_ns = 1000;
    assert_true(books_read_stores(&stores, left, books_number(left), &read_variable));
    assert_int_equal(read_variable.store_count, left->stores);
    assert_int_equal(read_variable.store_count, 2);
    assert_int_equal(books.stores[0].ns, 1000 + UINT64_C(1000000000));
    assert_int_equal(books.stores[1].ns, 1000 + UINT64_C(3000000000));
    forget_all();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_others_did_after_a_killed_one_is_read),
        cmocka_unit_test(a_pair_that_never_came_hides_no_other),
        cmocka_unit_test(readers_that_were_half_forgotten_are_asked),
        cmocka_unit_test(what_a_killed_one_had_locked_ends_all_claims),
        cmocka_unit_test(times_go_on_where_the_last_whole_record_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
