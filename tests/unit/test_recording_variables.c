// The shared variables of a command in a recording: saved and opened again they are the same, a recording without them is the
// file that it was, and every count, index and name that lies is refused.
#include "support/recording_foreign.h"
#include "support/recording_image.h"
#include "support/recording_variables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SEED = 3,
    ROUNDS = 20,
};

static void assert_ok(struct status status)
{
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
}

static void assert_bytes(const char *what, const void *a, const void *b, size_t bytes)
{
    if (bytes > 0 && memcmp(a, b, bytes) != 0)
        fail_msg("%s: not the same %zu bytes", what, bytes);
}

static void assert_same(const struct recording *a, const struct recording *b)
{
    const struct watched *watched = a->watched;
    assert_bytes("watched", watched, b->watched, sizeof *watched);
    assert_bytes("places", a->places, b->places, watched->place_count * sizeof *a->places);
    assert_bytes("variables", a->variables, b->variables, watched->variable_count * sizeof *a->variables);
    assert_bytes("lock sets", a->lock_sets, b->lock_sets, watched->lock_set_count * sizeof *a->lock_sets);
    assert_bytes("acts", a->acts, b->acts, watched->act_count * sizeof *a->acts);
    assert_bytes("accesses", a->accesses, b->accesses, watched->access_count * sizeof *a->accesses);
    assert_bytes("pairs", a->pairs, b->pairs, watched->pair_count * sizeof *a->pairs);
    assert_bytes("stores", a->stores, b->stores, watched->store_count * sizeof *a->stores);
}

static void come_back(uint32_t rounds)
{
    struct watched_run *run = watched_run_bank(SEED, rounds);
    assert_ok(recording_verify(&run->recording));
    struct image image = image_of(&run->recording), again;
    struct recording opened;
    assert_ok(recording_open_bytes(&opened, image.bytes, image.size_bytes));
    assert_ok(recording_verify(&opened));
    assert_same(&run->recording, &opened);
    again = image_of(&opened);
    assert_int_equal(image.size_bytes, again.size_bytes);
    assert_bytes("image", image.bytes, again.bytes, image.size_bytes);
    image_free(&again);
    image_free(&image);
    recording_close(&opened);
    watched_run_free(run);
}

// Less and more than one block of those that are verified at a time.
static void test_come_back(void **state)
{
    (void)state;
    come_back(0);
    come_back(1);
    come_back(ROUNDS);
    come_back(5000);
}

// What was watched and had no shared variable is a recording with none, and not one that was not watched.
static void test_nothing_shared(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_new(1);
    watched_run_seal(run);
    assert_ok(recording_verify(&run->recording));
    struct image image = image_of(&run->recording);
    struct recording opened;
    assert_ok(recording_open_bytes(&opened, image.bytes, image.size_bytes));
    assert_ok(recording_verify(&opened));
    assert_non_null(opened.watched);
    assert_int_equal(opened.watched->variable_count, 0);
    recording_close(&opened);
    image_free(&image);
    watched_run_free(run);
}

static void test_without_them(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(3);
    struct image image = image_of(&foreign->recording);
    struct recording opened;
    assert_ok(recording_open_bytes(&opened, image.bytes, image.size_bytes));
    assert_int_equal(opened.watched_count, 0);
    assert_null(opened.watched);
    assert_null(opened.variables);
    recording_close(&opened);
    image_free(&image);
    foreign_free(foreign);
}

// The bank of tests is what it claims to be: the sums of all that was added and lost are what the last value is.
static void test_bank(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_bank(SEED, ROUNDS);
    const struct variable *balance = &run->variables[0], *attempts = &run->variables[1];
    const struct store *stores = run->stores + balance->first_store;
    int64_t lost = 0;
    uint32_t lost_count = 0;
    for (uint32_t i = 0; i < balance->store_count; i++)
        if (!watched_run_survives(run, 0, i)) {
            const uint32_t parent = stores[i].parent;
            lost += (int64_t)(stores[i].value - (parent ? stores[parent - 1].value : balance->first));
            lost_count++;
        }
    assert_true(lost_count > 0);
    assert_int_equal((int64_t)balance->final + lost, 0);
    assert_int_equal(attempts->final, 4 * ROUNDS);
    assert_true(balance->pair_count > 0);
    assert_int_equal(attempts->pair_count, 0);
    watched_run_free(run);
}

// ---- what lies ------------------------------------------------------------------------------------------------------

// Refused live and from a file with right checksums, before or while its contents are verified.
static void assert_refused(const struct watched_run *run, const struct image *image, const char *reason)
{
    struct recording opened = { 0 };
    struct status status = recording_verify(&run->recording);
    if (status.kind != STATUS_BAD_FILE || !strstr(status.message, reason))
        fail_msg("live: expected \"%s\", got \"%s\"", reason, status.message);
    image_reseal(image->bytes, image->size_bytes);
    status = recording_open_bytes(&opened, image->bytes, image->size_bytes);
    if (status_is_ok(status))
        status = recording_verify(&opened);
    if (status.kind != STATUS_BAD_FILE || !strstr(status.message, reason))
        fail_msg("file: expected \"%s\", got \"%s\"", reason, status.message);
    recording_close(&opened);
}

static void lie(enum section_kind kind, void *(*array)(struct watched_run *run), size_t offset, const void *value,
                size_t bytes, const char *reason)
{
    struct watched_run *run = watched_run_bank(SEED, ROUNDS);
    struct image image = image_of(&run->recording);
    memcpy((char *)array(run) + offset, value, bytes);
    memcpy(image_data(&image, kind, 0) + offset, value, bytes);
    assert_refused(run, &image, reason);
    image_free(&image);
    watched_run_free(run);
}

static void *watched_of(struct watched_run *run) { return &run->watched; }
static void *places_of(struct watched_run *run) { return run->places; }
static void *variables_of(struct watched_run *run) { return run->variables; }
static void *lock_sets_of(struct watched_run *run) { return run->lock_sets; }
static void *acts_of(struct watched_run *run) { return run->acts; }
static void *accesses_of(struct watched_run *run) { return run->accesses; }
static void *pairs_of(struct watched_run *run) { return run->pairs; }
static void *stores_of(struct watched_run *run) { return run->stores; }

#define LIE(kind, array, type, which, field, value, reason)                                                            \
    {                                                                                                                  \
        const __typeof__((type){ 0 }.field) wrong = value;                                                             \
        lie(kind, array, (which) * sizeof(type) + offsetof(type, field), &wrong, sizeof wrong, reason);                \
    }
#define WATCHED(field, value, reason) LIE(SECTION_WATCHED, watched_of, struct watched, 0, field, value, reason)
#define PLACE(which, field, value, reason) LIE(SECTION_PLACES, places_of, struct place, which, field, value, reason)
#define VARIABLE(which, field, value, reason)                                                                          \
    LIE(SECTION_VARIABLES, variables_of, struct variable, which, field, value, reason)
#define LOCK_SET(which, field, value, reason)                                                                          \
    LIE(SECTION_LOCK_SETS, lock_sets_of, struct lock_set, which, field, value, reason)
#define ACT(which, field, value, reason) LIE(SECTION_ACTS, acts_of, struct act, which, field, value, reason)
#define ACCESS(which, field, value, reason)                                                                            \
    LIE(SECTION_ACCESSES, accesses_of, struct access, which, field, value, reason)
#define PAIR(which, field, value, reason) LIE(SECTION_PAIRS, pairs_of, struct pair, which, field, value, reason)
#define STORE(which, field, value, reason) LIE(SECTION_STORES, stores_of, struct store, which, field, value, reason)

static void test_what_was_watched_lies(void **state)
{
    (void)state;
    WATCHED(how, 0, "no such way");
    WATCHED(how, 4, "no such way");
    WATCHED(variable_count, VARIABLES_MAX + 1, "more than can be");
    WATCHED(place_count, UINT32_MAX, "more than can be");
    WATCHED(act_count, ACTS_MAX + 1, "more than can be");
    WATCHED(access_count, UINT32_MAX, "more than can be");
    WATCHED(pair_count, UINT32_MAX, "more than can be");
    WATCHED(lock_set_count, UINT32_MAX, "more than can be");
    WATCHED(store_count, UINT64_MAX, "more than can be");
    WATCHED(has_lines, 2, "looked up or");
    WATCHED(asked[0], '\n', "no plain text");
    WATCHED(asked[2], 'x', "no plain text"); // behind the end
    WATCHED(reason[1], '\033', "no plain text");
    WATCHED(reason[239], 'x', "no plain text");
    WATCHED(words, UINT64_MAX, "counts more");
    WATCHED(settled, UINT64_MAX, "counts more");
    WATCHED(interrupted, UINT64_MAX, "counts more");
    WATCHED(dropped_stores, UINT64_MAX, "counts more");
    WATCHED(folded_variables, UINT64_MAX, "counts more");
    WATCHED(handed_words, UINT64_MAX, "counts more");
    WATCHED(order_lost, 2, "order was lost");
    WATCHED(disagrees, DISAGREES_ALL + 1, "no such disagreement");
    WATCHED(reserved[2], 1, "reserved");
}

static void test_places_that_lie(void **state)
{
    (void)state;
    PLACE(1, source, 1, "a source that is not there");
    PLACE(1, file[0], '\033', "no plain text");
    PLACE(1, file[VARIABLE_NAME_BYTES - 1], 'x', "no plain text");
    PLACE(1, function[0], '\x9b', "no plain text");
    PLACE(1, instruction[23], 'x', "no plain text");
}

static void test_variables_that_lie(void **state)
{
    (void)state;
    VARIABLE(1, name[0], 0, "variable 2: its name");
    VARIABLE(1, name[0], '\n', "its name");
    VARIABLE(1, type[39], 'x', "its name or type");
    VARIABLE(1, process, 5, "no task");
    VARIABLE(1, declared, 6, "a place that is not there");
    VARIABLE(1, declared, PLACE_NOWHERE - 1, "a place that is not there");
    VARIABLE(1, doubt_place, 6, "a place that is not there");
    VARIABLE(1, bytes, 0, "of no kind");
    VARIABLE(1, bytes, 3, "of no kind");
    VARIABLE(1, bytes, 16, "of no kind");
    VARIABLE(1, kind, VALUE_KINDS, "of no kind");
    VARIABLE(1, bytes, 5, "of no kind");
}

static void test_variables_shares_that_lie(void **state)
{
    (void)state;
    VARIABLE(1, language, VARIABLE_LANGUAGES, "of no kind");
    VARIABLE(1, is_allocated, 2, "of no kind");
    VARIABLE(1, doubt, DOUBTS_ALL + 1, "of no kind");
    VARIABLE(1, reserved[2], 1, "reserved");
    VARIABLE(1, before_unseen, 2, "what was before");
    VARIABLE(1, from_ns, UINT64_MAX, "far outside");
    VARIABLE(1, loads, UINT64_MAX, "counts more");
    VARIABLE(1, stores, 1, "counts more"); // fewer than are kept
    VARIABLE(1, settled, UINT64_MAX, "counts more");
    VARIABLE(1, interrupted, UINT64_MAX, "counts more");
    VARIABLE(1, first_store, 0, "do not follow");
    VARIABLE(1, first_access, UINT32_MAX, "do not follow");
    VARIABLE(2, first_pair, 0, "do not follow");
    VARIABLE(1, store_count, 1, "do not follow");
    VARIABLE(1, access_count, UINT32_MAX, "more stores, accesses or pairs");
    VARIABLE(6, store_count, 1, "some stores, accesses or pairs are of none");
    VARIABLE(6, pair_count, 1, "more stores, accesses or pairs");
}

static void test_lock_sets_that_lie(void **state)
{
    (void)state;
    LOCK_SET(0, mode[0], LOCK_WHOLE, "lock sets");
    LOCK_SET(1, mode[0], 3, "lock sets");
    LOCK_SET(1, mode[2], LOCK_WHOLE, "lock sets"); // behind the end
    LOCK_SET(1, resource[1], 1, "lock sets");
    LOCK_SET(1, resource[0], 1, "a resource that is not there");
}

static void test_acts_that_lie(void **state)
{
    (void)state;
    ACT(1, kind, 0, "act 1 is of no kind");
    ACT(1, kind, ACT_KINDS, "is of no kind");
    ACT(1, order, 6, "is of no kind");
    ACT(1, place, 6, "a place that is not there");
    ACT(1, load_place, PLACE_NOWHERE - 1, "a place that is not there");
    ACT(1, flags, ACT_FLAGS + 1, "flags");
    ACT(1, taken_before, 7, "a place that is not there");
}

static void test_accesses_and_pairs_that_lie(void **state)
{
    (void)state;
    ACCESS(1, kind, 0, "access 1 is of no kind");
    ACCESS(1, kind, ACCESS_KINDS, "is of no kind");
    ACCESS(1, place, 6, "a place that is not there");
    ACCESS(1, task, 5, "of nobody");
    ACCESS(1, locks, 2, "locks that are not there");
    ACCESS(1, count, 0, "never");
    ACCESS(1, count, UINT64_MAX, "never");
    ACCESS(1, alone, 2, "reserved");
    ACCESS(1, reserved[3], 1, "reserved");
    ACCESS(0, place, 5, "comes before");
    ACCESS(0, kind, ACCESS_STORE, "comes before");
    ACCESS(0, task, 4, "comes before");
    ACCESS(1, first_ns, UINT64_MAX, "far outside");
    PAIR(0, kind[0], 0, "pair 0 is of no kind");
    PAIR(0, kind[1], ACCESS_KINDS, "is of no kind");
    PAIR(0, place[1], 6, "a place that is not there");
    PAIR(0, task[0], 5, "of nobody");
    PAIR(0, count, 0, "never");
    PAIR(0, reserved[1], 1, "reserved");
    PAIR(0, first_ns, UINT64_MAX, "far outside");
}

static void test_stores_that_lie(void **state)
{
    (void)state;
    STORE(7, act, 8, "store 7 is no act");
    STORE(7, act, UINT32_MAX, "is no act");
    STORE(7, task, 5, "of nobody");
    STORE(7, parent, 8, "does not stand before it"); // itself
    STORE(7, parent, UINT32_MAX, "does not stand before it");
    STORE(0, parent, 1, "does not stand before it");
    STORE(7, reserved, 1, "reserved");
    STORE(7, ns, 0, "comes before");
    STORE(7, ns, UINT64_MAX, "far outside");
    STORE(2 * 4 * ROUNDS, parent, 1, "does not stand before it"); // the first of the second variable
}

// Who computes from nothing has the store before it as its parent.
static void test_assignments_that_lie(void **state)
{
    (void)state;
    struct watched_run *run = watched_run_new(2);
    const uint32_t place = watched_run_place(run, watched_run_source(run, "a.c", "x = 1;\n"), 1, "main");
    const uint32_t x = watched_run_variable(run, "x", "int", VALUE_SIGNED, 4, 0);
    watched_run_assign(run, x, 0, place, 1);
    watched_run_assign(run, x, 1, place, 2);
    watched_run_seal(run);
    assert_ok(recording_verify(&run->recording));
    run->stores[1].parent = 0;
    assert_non_null(strstr(recording_verify(&run->recording).message, "store 1 was computed from nothing"));
    watched_run_free(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_come_back),
        cmocka_unit_test(test_nothing_shared),
        cmocka_unit_test(test_without_them),
        cmocka_unit_test(test_bank),
        cmocka_unit_test(test_what_was_watched_lies),
        cmocka_unit_test(test_places_that_lie),
        cmocka_unit_test(test_variables_that_lie),
        cmocka_unit_test(test_variables_shares_that_lie),
        cmocka_unit_test(test_lock_sets_that_lie),
        cmocka_unit_test(test_acts_that_lie),
        cmocka_unit_test(test_accesses_and_pairs_that_lie),
        cmocka_unit_test(test_stores_that_lie),
        cmocka_unit_test(test_assignments_that_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
