// What numbers that know their lineage left is read as it was written, and whatever else stands there without harm.
#include "record/number_read.h"
#include "support/number_memory.h"
#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    START_NS = 1000,
    MANGLED = 3000, // memories
};

static const struct event_streams nobody;

static void read_all(const struct number_memory *memory, struct raw_books *books)
{
    *books = (struct raw_books){ 0 };
    assert_int_equal(number_read(memory->bytes, NUMBER_MEMORY_BYTES, START_NS, &nobody, books).kind, STATUS_OK);
    const char *problem = number_memory_problem(books);
    if (problem)
        fail_msg("%s", problem);
}

// Two threads, one place, one act, a variable.
static void begin(struct number_memory *memory, unsigned flags, uint64_t doubt)
{
    static const char text[] = "bank.py\0deposit\0STORE_GLOBAL";
    number_memory_begin(memory);
    number_memory_block(memory, 0, 0, 100);
    number_memory_thread(memory, 0, 101);
    number_memory_thread(memory, 1, 102);
    number_memory_put(memory, NUMBER_PLACE, 1, (uint64_t[]){ number_both(12, 6), number_both(0, 0), sizeof text }, NULL,
                      text, sizeof text);
    number_memory_put(memory, NUMBER_ACT, 1, (uint64_t[]){ number_both(0, 0), number_both(0, NUMBER_UPDATE), 0 }, NULL,
                      NULL, 0);
    number_memory_variable(memory, 0, "balance", 5, flags, doubt);
}

static const char *text_of(const struct raw_books *books, uint32_t text) { return books->text + text; }

static void test_read_as_written(void **state)
{
    (void)state;
    struct number_memory memory;
    struct raw_books books;
    begin(&memory, 0, NUMBER_DOUBT_ORDER);
    number_memory_store(&memory, 10, 6, 0, 0, 0, 0, 0);
    number_memory_store(&memory, 20, 7, 0, 0, 0, 1, 0); // knows nothing of the first
    number_memory_store(&memory, 30, 9, 2, 0, 0, 1, 0);
    read_all(&memory, &books);
    assert_true(books.any);
    assert_int_equal(books.how, WATCH_PYTHON);
    assert_int_equal(books.variable_count, 1);
    const struct raw_variable *variable = &books.variables[0];
    assert_string_equal(text_of(&books, variable->name), "balance");
    assert_int_equal(variable->first, 5);
    assert_int_equal(variable->final, 9);
    assert_int_equal(variable->pid, 100);
    assert_int_equal(variable->loads, 7);
    assert_int_equal(variable->doubt, DOUBT_ORDER);
    assert_int_equal(variable->from_ns, START_NS + 2);
    assert_int_equal(variable->store_count, 3);
    const struct raw_store *stores = &books.stores[variable->first_store];
    assert_int_equal(stores[1].parent, 0);
    assert_int_equal(stores[1].tid, 102);
    assert_int_equal(stores[1].held_ns, 10); // loaded before the first came over it, stored 10 ns after that
    assert_int_equal(stores[2].held_ns, STORE_NOT_HELD);
    assert_int_equal(stores[2].parent, 2);
    const struct raw_place *place = &books.places[books.acts[stores[0].act].place];
    assert_string_equal(text_of(&books, place->file), "bank.py");
    assert_string_equal(text_of(&books, place->function), "deposit");
    assert_string_equal(text_of(&books, place->instruction), "STORE_GLOBAL");
    assert_int_equal(place->line, 12);
    assert_int_equal(place->address, 6);
    assert_int_equal(variable->access_count, 4); // a load and a store of each thread
    raw_books_free(&books);
    number_memory_finish(&memory);
}

// A store that was found out behind the one that came over it stands before it, and what is computed from either knows.
static void test_found_out_late(void **state)
{
    (void)state;
    struct number_memory memory;
    struct raw_books books;
    begin(&memory, 0, 0);
    number_memory_store(&memory, 10, 6, 0, 0, 0, 0, 0);
    number_memory_store(&memory, 20, 7, 1, 0, 0, 1, 0);
    number_memory_store(&memory, 30, 8, 1, 0, 0, 0, NUMBER_BEFORE | NUMBER_LATE); // left as the third
    number_memory_store(&memory, 40, 9, 3, 0, 0, 0, 0);
    number_memory_store(&memory, 50, 10, 2, 0, 0, 1, 0);
    read_all(&memory, &books);
    const struct raw_store *stores = &books.stores[books.variables[0].first_store];
    static const uint64_t values[] = { 6, 8, 7, 9, 10 };
    static const uint32_t parents[] = { 0, 1, 1, 2, 3 };
    for (int i = 0; i < 5; i++) {
        assert_int_equal(stores[i].value, values[i]);
        assert_int_equal(stores[i].parent, parents[i]);
    }
    assert_int_equal(books.variables[0].doubt, 0);
    raw_books_free(&books);
    number_memory_finish(&memory);
}

// Of a store whose time is not known nothing is said of what its thread held then.
static void test_untimed_is_no_access(void **state)
{
    (void)state;
    struct number_memory memory;
    struct raw_books books;
    begin(&memory, 0, 0);
    number_memory_store(&memory, 10, 6, 0, 0, 0, 0, NUMBER_UNTIMED);
    number_memory_store(&memory, 20, 7, 1, 0, 0, 1, 0);
    read_all(&memory, &books);
    assert_int_equal(books.variables[0].store_count, 2);
    assert_int_equal(books.variables[0].access_count, 2);
    for (size_t i = 0; i < books.access_count; i++)
        assert_int_equal(books.accesses[i].tid, 102);
    raw_books_free(&books);
    number_memory_finish(&memory);
}

static uint64_t bits_of(double real)
{
    uint64_t bits;
    memcpy(&bits, &real, sizeof bits);
    return bits;
}

static void test_becomes_a_float(void **state)
{
    (void)state;
    struct number_memory memory;
    struct raw_books books;
    begin(&memory, 0, 0);
    number_memory_store(&memory, 10, (uint64_t)-6, 0, 0, 0, 0, 0);
    number_memory_store(&memory, 20, bits_of(-5.5), 1, 0, 0, 0, NUMBER_FLOAT);
    read_all(&memory, &books);
    const struct raw_variable *variable = &books.variables[0];
    assert_int_equal(variable->kind, VALUE_FLOAT);
    assert_int_equal(variable->first, bits_of(5.0));
    assert_int_equal(books.stores[variable->first_store].value, bits_of(-6.0));
    assert_int_equal(variable->final, bits_of(-5.5));
    raw_books_free(&books);
    number_memory_finish(&memory);
}

// A variable that is not asked for by another name is said to be missing; what is dropped makes all doubtful.
static void test_missing_and_dropped(void **state)
{
    (void)state;
    struct number_memory memory;
    struct raw_books books;
    begin(&memory, 0, 0);
    struct number_head *head = (struct number_head *)memory.bytes;
    head->names = 2;
    strcpy(head->name[0], "balance");
    strcpy(head->name[1], "amount");
    atomic_store(&head->dropped, 3);
    read_all(&memory, &books);
    assert_string_equal(books.reason, "amount: no assignment to it was seen in the program's own files");
    assert_int_equal(books.dropped_stores, 3);
    assert_int_equal(books.variables[0].doubt, DOUBT_DROPPED);
    raw_books_free(&books);
    number_memory_finish(&memory);
}

// Up to there it is read, and that it does not add up is said. What is 0 has not come yet.
static void test_what_makes_no_sense_is_said(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct number_memory memory;
        struct raw_books books;
        begin(&memory, 0, 0);
        number_memory_store(&memory, 10, 6, 0, 0, 0, 0, 0);
        uint64_t *const second = memory.at;
        number_memory_store(&memory, 20, 7, 1, 0, 0, kind == 1 ? 9 : 1, 0); // of a thread that is not there
        number_memory_store(&memory, 30, 8, 2, 0, 0, 0, 0);
        if (kind == 0)
            *second = 0;
        if (kind == 2)
            *second = 99; // of no kind
        if (kind == 3)
            number_memory_block(&memory, 0, 2, 100); // one is missing
        read_all(&memory, &books);
        assert_int_equal(books.disagrees, kind == 0 ? 0 : DISAGREE_STORES);
        assert_int_equal(books.variables[0].store_count, kind == 3 ? 3 : 1);
        raw_books_free(&books);
        number_memory_finish(&memory);
    }
}

static void mangle(struct number_memory *memory, struct random *random)
{
    const uint64_t bytes = (uint64_t)((char *)memory->at - memory->bytes) - NUMBER_HEAD_BYTES;
    for (int i = 0; i < 4; i++) {
        char *at = memory->bytes + NUMBER_HEAD_BYTES + random_below(random, bytes);
        *at = (char)random_next(random);
    }
}

static void test_anything(void **state)
{
    (void)state;
    struct random random = { 12345 };
    for (int i = 0; i < MANGLED; i++) {
        struct number_memory memory;
        struct raw_books books;
        begin(&memory, 0, 0);
        number_memory_variable(&memory, 1, "other", 1, NUMBER_FLOAT, 0);
        for (uint32_t s = 0; s < 12; s++)
            number_memory_store(&memory, 10 * s, s, s / 2, s % 2, s % 3 == 2, s % 2,
                                s % 5 == 4 ? (unsigned)NUMBER_BEFORE : 0);
        mangle(&memory, &random);
        read_all(&memory, &books);
        raw_books_free(&books);
        number_memory_finish(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_as_written),
        cmocka_unit_test(test_found_out_late),
        cmocka_unit_test(test_becomes_a_float),
        cmocka_unit_test(test_missing_and_dropped),
        cmocka_unit_test(test_what_makes_no_sense_is_said),
        cmocka_unit_test(test_anything),
        cmocka_unit_test(test_untimed_is_no_access),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
