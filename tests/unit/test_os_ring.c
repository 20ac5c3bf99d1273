// The reader of the kernel's rings, on rings made here: every kind of record, at every place, across the ring's
// end.
#include "os/linux/ring.h"

#include "support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAGE_BYTES 4096
#define DATA_BYTES 4096
#define CPU 11

// A ring as the kernel would keep it.
struct fake {
    unsigned char *map;
    struct perf_event_mmap_page *page;
    uint64_t head;
    struct ring ring;
};

static void fake_init(struct fake *fake, uint64_t start)
{
    fake->map = aligned_alloc(PAGE_BYTES, PAGE_BYTES + DATA_BYTES);
    assert_non_null(fake->map);
    memset(fake->map, 0, PAGE_BYTES);
    memset(fake->map + PAGE_BYTES, 0xEE, DATA_BYTES); // what was not written must not be read
    fake->page = (struct perf_event_mmap_page *)(void *)fake->map;
    fake->head = start;
    fake->page->data_head = start;
    fake->page->data_tail = start;
    ring_init(&fake->ring, fake->map, DATA_BYTES, PAGE_BYTES, CPU);
    fake->ring.tail = start; // a real ring starts at 0; here anywhere, to come to every place
    fake->ring.head = start;
}

static void fake_finish(struct fake *fake) { free(fake->map); }

static void put(struct fake *fake, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size;
         i++) // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): loses track of structs
        fake->map[PAGE_BYTES + fake->head++ % DATA_BYTES] = bytes[i];
}

static void put_header(struct fake *fake, uint32_t type, uint16_t misc, size_t size)
{
    struct perf_event_header header = { .type = type, .misc = misc, .size = (uint16_t)size };
    put(fake, &header, sizeof header);
}

static void put_id(struct fake *fake, uint32_t tid, uint64_t ns)
{
    uint32_t who[2] = { tid ^ 0x4000, tid };
    put(fake, who, sizeof who);
    put(fake, &ns, sizeof ns);
}

// Writes what the kernel writes for one of our records; `bystander` is the thread that happened to be running.
static void put_record(struct fake *fake, const struct os_switch *record, uint32_t bystander)
{
    uint32_t tid = (uint32_t)record->tid;
    switch (record->kind) {
    case OS_SWITCH_IN:
        put_header(fake, PERF_RECORD_SWITCH, PERF_RECORD_MISC_USER, 24);
        put_id(fake, tid, record->ns);
        break;
    case OS_SWITCH_OUT_WAIT:
        put_header(fake, PERF_RECORD_SWITCH, PERF_RECORD_MISC_SWITCH_OUT, 24);
        put_id(fake, tid, record->ns);
        break;
    case OS_SWITCH_OUT_READY:
        put_header(fake, PERF_RECORD_SWITCH, PERF_RECORD_MISC_SWITCH_OUT | PERF_RECORD_MISC_SWITCH_OUT_PREEMPT, 24);
        put_id(fake, tid, record->ns);
        break;
    case OS_SWITCH_START:
    case OS_SWITCH_EXIT: {
        uint32_t body[4] = { tid ^ 0x4000, 1, tid, bystander };
        uint64_t body_ns = record->ns + 3; // taken a little later than that of the id
        put_header(fake, record->kind == OS_SWITCH_START ? PERF_RECORD_FORK : PERF_RECORD_EXIT, 0, 48);
        put(fake, body, sizeof body);
        put(fake, &body_ns, sizeof body_ns);
        put_id(fake, bystander, record->ns);
        break;
    }
    case OS_SWITCH_LOST: {
        uint64_t body[2] = { 77, tid };
        put_header(fake, PERF_RECORD_LOST, 0, 40);
        put(fake, body, sizeof body);
        put_id(fake, bystander, record->ns);
        break;
    }
    default:
        fail();
    }
}

static void publish(struct fake *fake) { fake->page->data_head = fake->head; }

static void assert_same(const struct os_switch *got, const struct os_switch *wanted)
{
    if (got->ns != wanted->ns || got->tid != wanted->tid || got->kind != wanted->kind || got->cpu != CPU ||
        got->reserved != 0)
        fail_msg("got kind %d tid %d ns %llu cpu %d, wanted kind %d tid %d ns %llu", got->kind, got->tid,
                 (unsigned long long)got->ns, got->cpu, wanted->kind, wanted->tid, (unsigned long long)wanted->ns);
}

static void every_kind_at_every_place(void **state)
{
    (void)state;
    for (uint64_t start = 0; start < DATA_BYTES; start += 8) {
        for (int kind = OS_SWITCH_IN; kind <= OS_SWITCH_LOST; kind++) {
            struct fake fake;
            fake_init(&fake, (UINT64_C(1) << 40) + start);
            struct os_switch wanted = { .ns = 0x0102030405060708, .tid = 0x01020304, .kind = (uint8_t)kind };
            put_record(&fake, &wanted, 9);
            struct os_switch got;
            assert_false(ring_look(&fake.ring)); // not published yet
            assert_false(ring_next(&fake.ring, &got));
            publish(&fake);
            assert_true(ring_look(&fake.ring));
            assert_true(ring_next(&fake.ring, &got));
            assert_same(&got, &wanted);
            assert_false(ring_next(&fake.ring, &got));
            assert_int_not_equal(fake.page->data_tail, fake.head);
            ring_release(&fake.ring);
            assert_int_equal(fake.page->data_tail, fake.head);
            fake_finish(&fake);
        }
    }
}

static void other_records_are_passed_over(void **state)
{
    (void)state;
    static const uint32_t TYPES[] = { PERF_RECORD_MMAP, PERF_RECORD_COMM, PERF_RECORD_THROTTLE, PERF_RECORD_SAMPLE,
                                      1000 };
    struct fake fake;
    fake_init(&fake, 4000);
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        unsigned char body[100] = { 0 };
        put_header(&fake, TYPES[i], PERF_RECORD_MISC_SWITCH_OUT, 8 + 16 * i); // the first is too short to hold an id
        put(&fake, body, 16 * i);
    }
    struct os_switch wanted = { .ns = 5, .tid = 6, .kind = OS_SWITCH_IN };
    put_record(&fake, &wanted, 0);
    publish(&fake);
    struct os_switch got;
    assert_true(ring_look(&fake.ring));
    assert_true(ring_next(&fake.ring, &got));
    assert_same(&got, &wanted);
    assert_false(ring_next(&fake.ring, &got));
    fake_finish(&fake);
}

static void huge_loss_is_the_largest_number(void **state)
{
    (void)state;
    struct fake fake;
    fake_init(&fake, 0);
    uint64_t body[2] = { 1, UINT64_C(1) << 35 };
    put_header(&fake, PERF_RECORD_LOST, 0, 40);
    put(&fake, body, sizeof body);
    put_id(&fake, 3, 4);
    publish(&fake);
    struct os_switch wanted = { .ns = 4, .tid = INT32_MAX, .kind = OS_SWITCH_LOST };
    struct os_switch got;
    ring_look(&fake.ring);
    assert_true(ring_next(&fake.ring, &got));
    assert_same(&got, &wanted);
    fake_finish(&fake);
}

// Writer and reader by turns, for many rounds of the ring: what comes out is what went in.
static void long_life(void **state)
{
    (void)state;
    uint64_t seed = random_seed(20251);
    struct random random = { seed };
    struct fake fake;
    fake_init(&fake, 0);
    struct os_switch written[DATA_BYTES / 24];
    for (int round = 0; round < 3000; round++) {
        size_t count = 0;
        // The largest record takes 48 bytes; the kernel never writes over what was not given back.
        while (fake.head - fake.page->data_tail + 48 <= DATA_BYTES && !random_one_in(&random, 40)) {
            struct os_switch *record = &written[count++];
            *record = (struct os_switch){
                .ns = random_next(&random),
                .tid = (int32_t)random_between(&random, 1, INT32_MAX),
                .kind = (uint8_t)random_between(&random, OS_SWITCH_IN, OS_SWITCH_LOST),
            };
            put_record(&fake, record, (uint32_t)random_next(&random));
        }
        publish(&fake);
        struct os_switch got;
        if (ring_look(&fake.ring) != (count > 0))
            fail_msg("seed %llu, round %d", (unsigned long long)seed, round);
        for (size_t i = 0; i < count; i++) {
            assert_true(ring_next(&fake.ring, &got));
            assert_same(&got, &written[i]);
        }
        assert_false(ring_next(&fake.ring, &got));
        ring_release(&fake.ring);
    }
    fake_finish(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_at_every_place),
        cmocka_unit_test(other_records_are_passed_over),
        cmocka_unit_test(huge_loss_is_the_largest_number),
        cmocka_unit_test(long_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
