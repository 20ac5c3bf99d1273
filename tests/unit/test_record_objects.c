// Which semaphores of a CPython's are places where its threads are parked, and which are the program's own.
#include "record/objects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum {
    PARKED = 0x7000,  // on a thread's stack: made with 0, waited at, and made again
    FOREIGN = 0x8000, // made by one thread, waited at by another
    FULL = 0x9000,    // made with 1
};

static struct event event(uint64_t ns, uint8_t kind, uint64_t object, uint32_t value)
{
    return (struct event){ .ns = ns, .kind = kind, .object = object, .value = value };
}

static const char *name_at(const struct objects *objects, const struct event_stream *stream, uint64_t address)
{
    const struct event got = event(0, EVENT_SEM_GOT, address, 0);
    const struct object *object = objects_of(objects, stream, &got);
    assert_non_null(object);
    return objects->resources[object->resource].name;
}

// What they are called where the interpreter says that it is of this version.
static void check(const char *version, const char *parked)
{
    char text[16];
    snprintf(text, sizeof text, "%s", version);
    struct event first[] = {
        { .ns = 1, .kind = EVENT_INTERPRETER, .text = 0, .text_bytes = (uint16_t)strlen(version) },
        event(2, EVENT_SEM_MADE, FOREIGN, 0),
        event(3, EVENT_SEM_MADE, FULL, 1),
        event(4, EVENT_SEM_MADE, PARKED, 0),
        event(5, EVENT_SEM_WAITS, PARKED, 0),
        event(8, EVENT_SEM_GOT, PARKED, 1),
        event(9, EVENT_SEM_MADE, PARKED, 0),
        event(10, EVENT_SEM_WAITS, PARKED, 0),
        event(12, EVENT_SEM_GOT, PARKED, 1),
        event(13, EVENT_SEM_GOT, FULL, 0),
        event(14, EVENT_SEM_POSTED, FOREIGN, 0),
    };
    struct event second[] = {
        event(6, EVENT_SEM_POSTED, PARKED, 0),
        event(11, EVENT_SEM_POSTED, PARKED, 0),
        event(13, EVENT_SEM_WAITS, FOREIGN, 0),
        event(15, EVENT_SEM_GOT, FOREIGN, 1),
    };
    struct event_stream list[] = { { 7, 7, 0, first, sizeof first / sizeof *first, 0 },
                                   { 7, 8, 0, second, sizeof second / sizeof *second, 0 } };
    const struct event_streams streams = {
        .streams = list, .count = 2, .images = 1, .text = text, .text_bytes = strlen(version)
    };
    const struct gils none = { 0 };
    struct objects objects;
    assert_true(status_is_ok(objects_build(&objects, &streams, &none, NULL, NULL)));
    assert_string_equal(name_at(&objects, &list[0], PARKED), parked);
    assert_memory_equal(name_at(&objects, &list[0], FOREIGN), "Semaphore", strlen("Semaphore"));
    assert_string_equal(name_at(&objects, &list[0], FULL), "Lock 1"); // at most one ever had it
    objects_free(&objects);
}

static void parked_threads_wait_at_one_place(void **state)
{
    (void)state;
    check("3.14.8", "Python parking lot");
    check("3.13.0", "Python parking lot");
    check("3.12.1", "Semaphore 2");
    check("3.9", "Semaphore 2");
    check("2.7.18", "Semaphore 2");
    check("", "Semaphore 2"); // no CPython
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parked_threads_wait_at_one_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
