// Whatever a hostile program leaves in the memory it shares with its recorder, what is sealed of it is a recording that holds:
// it can be saved and opened again.
#include "record/seal.h"
#include "recording/format.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    STREAMS = 5,
    EVENTS = 120,
    ROUNDS = 4000,
    TEXT_BYTES = 256,
    PID = 100,
    BEGAN_NS = 1000,
    ENDED_NS = 100000,
};

static uint64_t one_of(struct random *random, const uint64_t *values, size_t count)
{
    return values[random_below(random, count)];
}

static uint64_t any_number(struct random *random)
{
    static const uint64_t edges[] = { 0, 1, 2, 3, PID, PID + 1, PID + 2, 255, UINT32_MAX, INT32_MAX, UINT64_MAX };
    return random_below(random, 4) ? one_of(random, edges, sizeof edges / sizeof *edges) : random_next(random);
}

static struct event any_event(struct random *random, uint64_t ns, unsigned kinds_from, unsigned kinds)
{
    struct event event = {
        .ns = ns,
        .object = random_below(random, 3) ? 0x1000 + random_below(random, 3) * 8 : any_number(random),
        .second = random_below(random, 3) ? 0x1000 + random_below(random, 3) * 8 : any_number(random),
        .value = (uint32_t)(random_below(random, 2) ? random_below(random, 3) : any_number(random)),
        .other = (uint32_t)(random_below(random, 2) ? PID + random_below(random, 4) : any_number(random)),
        .kind = (uint8_t)(1 + (kinds_from + random_below(random, kinds)) % (EVENT_KINDS - 1)),
        .text = (uint32_t)random_below(random, TEXT_BYTES / 2),
        .text_bytes = (uint16_t)(random_below(random, 2) * random_below(random, TEXT_BYTES / 2)),
    };
    return event;
}

// Streams as left_read makes them: each in order of time, numbered by image; all else may be anything.
static void lie(struct random *random, struct event_streams *streams)
{
    uint32_t image = 0;
    *streams = (struct event_streams){ .streams = calloc(STREAMS, sizeof *streams->streams),
                                       .count = 1 + random_below(random, STREAMS),
                                       .text = calloc(1, TEXT_BYTES),
                                       .text_bytes = TEXT_BYTES,
                                       .lost = random_below(random, 4) ? 0 : any_number(random) };
    for (size_t i = 0; i < TEXT_BYTES; i++)
        streams->text[i] = (char)random_next(random);
    const unsigned kinds_from = (unsigned)random_below(random, EVENT_KINDS), kinds = random_below(random, 2) ? 8 : 127;
    for (size_t s = 0; s < streams->count; s++) {
        struct event_stream *stream = &streams->streams[s];
        image += s > 0 && random_below(random, 3) == 0;
        stream->image = image;
        stream->pid = random_below(random, 4) ? PID + (int32_t)random_below(random, 2) : (int32_t)any_number(random);
        stream->tid = random_below(random, 4) ? PID + (int32_t)random_below(random, 4) : (int32_t)any_number(random);
        stream->count = random_below(random, EVENTS);
        stream->events = calloc(EVENTS, sizeof *stream->events);
        stream->dropped = random_below(random, 4) ? 0 : any_number(random);
        uint64_t ns = random_below(random, 2 * BEGAN_NS);
        for (size_t e = 0; e < stream->count; e++) {
            stream->events[e] = any_event(random, ns, kinds_from, kinds);
            ns += random_below(random, 40) ? random_below(random, 1000) : random_below(random, UINT64_MAX - ns);
        }
    }
    streams->images = image + 1;
}

static void forget(struct event_streams *streams)
{
    for (size_t s = 0; s < STREAMS; s++)
        free(streams->streams[s].events);
    free(streams->streams);
    free(streams->text);
}

static void what_is_sealed_of_lies_holds(void **state)
{
    (void)state;
    char *const words[] = { "program", NULL };
    const struct record_options options = { .most_bytes = 1 << 20 };
    const struct os_target target = { .pid = PID, .ended = true };
    const struct record_watch watch = { .options = &options,
                                        .words = words,
                                        .target = &target,
                                        .ended = RUN_COMPLETE,
                                        .began_ns = BEGAN_NS,
                                        .released_ns = BEGAN_NS + 10,
                                        .ended_ns = ENDED_NS };
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct random random = { seed };
        struct event_streams streams;
        struct recording recording = { 0 };
        lie(&random, &streams);
        struct status status = record_seal(&recording, &watch, &streams);
        if (status_is_ok(status))
            status = recording_check(&recording);
        if (status_is_ok(status))
            status = recording_verify(&recording);
        if (!status_is_ok(status))
            fail_msg("seed %llu: %s", (unsigned long long)seed, status.message);
        recording_close(&recording);
        forget(&streams);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_of_lies_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
