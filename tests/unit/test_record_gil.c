// Finding a GIL by how its parts are used: made-up schedules of CPython's own protocol against what really happened there, with records
// lost, folded and forked; and what only looks like a GIL.
#include "record/gil.h"

#include "../support/gil_simulation.h"
#include "../support/random.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    RUNS = 300,
    HEAP = 0x100000
};

static char line[256]; // what is being tried, for messages

static void must(bool good, const char *what, uint64_t a, uint64_t b)
{
    if (!good)
        fail_msg("%s: %s (%llu, %llu)", line, what, (unsigned long long)a, (unsigned long long)b);
}

static struct gils find(struct event_streams *streams)
{
    struct gils gils;
    const struct status status = gils_find(streams, &gils);
    if (!status_is_ok(status))
        fail_msg("%s: %s", line, status.message);
    return gils;
}

static struct gil_plan random_plan(struct random *random)
{
    static const uint32_t intervals_us[] = { 5, 50, 120, 500, 5000 };
    struct gil_plan plan = {
        .semaphore = random_one_in(random, 3),
        .folded = random_one_in(random, 2),
        .threads = (uint32_t)random_between(random, 2, random_one_in(random, 4) ? SIMULATED_THREADS_MAX : 4),
        .interval_us = intervals_us[random_below(random, 5)],
        .sleeps_one_in = (uint32_t)random_between(random, 5, 60),
        .locks_one_in = (uint32_t)random_between(random, 5, 60),
        .begin_ns = random_between(random, 1, UINT64_C(1) << 40),
        .base = HEAP + random_below(random, 1000) * 16,
        .pid = (int32_t)random_between(random, 1, 30000) * 100,
    };
    plan.steps = plan.threads + (uint32_t)random_between(random, 20, 200);
    snprintf(line, sizeof line, "%s, %s, %u threads, %u steps, %u us", plan.semaphore ? "semaphore" : "condition",
             plan.folded ? "folded" : "whole", plan.threads, plan.steps, plan.interval_us);
    return plan;
}

// ---- what is found, and what was -----------------------------------------------------------------------------------

struct holds {
    struct gil_hold *all;
    size_t count;
    size_t open; // have no end; to_ns is UINT64_MAX
    size_t empty;
};

static int by_begin(const void *a, const void *b)
{
    const struct gil_hold *left = a, *right = b;
    return left->from_ns < right->from_ns ? -1 : left->from_ns > right->from_ns;
}

// The notes of a GIL must be by stream and by time, holds must be closed before others begin.
static struct holds holds_of(const struct gils *gils, size_t gil, size_t first)
{
    const struct gil_note *notes = gils->notes[gil];
    struct holds holds = { .all = calloc(gils->note_counts[gil] + 1, sizeof *holds.all) };
    bool has = false;
    for (size_t i = 0; i < gils->note_counts[gil]; i++) {
        const struct gil_note *note = &notes[i];
        const bool new_stream = i == 0 || note->stream != notes[i - 1].stream;
        must(i == 0 || note->stream >= notes[i - 1].stream, "notes are not by stream", i, note->stream);
        must(new_stream || note->ns >= notes[i - 1].ns, "notes are not by time", i, note->ns);
        has &= !new_stream;
        if (note->kind == NOTE_ACQUIRED) {
            must(!has, "it takes what it has", i, note->stream);
            holds.all[holds.count++] = (struct gil_hold){ note->ns, UINT64_MAX, note->stream - (uint32_t)first };
            has = true;
        } else if (note->kind == NOTE_RELEASED) {
            must(has, "it lets go what it has not", i, note->stream);
            holds.all[holds.count - 1].to_ns = note->ns;
            has = false;
        }
    }
    qsort(holds.all, holds.count, sizeof *holds.all, by_begin);
    for (size_t i = 0; i < holds.count; i++) {
        holds.open += holds.all[i].to_ns == UINT64_MAX;
        holds.empty += holds.all[i].to_ns == holds.all[i].from_ns;
        must(i + 1 == holds.count || holds.all[i].to_ns <= holds.all[i + 1].from_ns, "holds overlap",
             holds.all[i].to_ns, holds.all[i + 1].from_ns);
    }
    return holds;
}

static void check_runs(const struct holds *holds, const struct gil_truth *truth)
{
    size_t h = 0;
    for (size_t i = 0; i < truth->run_count; i++) {
        const struct gil_hold *run = &truth->runs[i];
        while (h + 1 < holds->count && holds->all[h].to_ns < run->to_ns)
            h++;
        const struct gil_hold *hold = &holds->all[h];
        must(hold->from_ns <= run->from_ns && run->to_ns <= hold->to_ns && hold->thread == run->thread,
             "a thread ran outside its hold", run->from_ns, hold->from_ns);
    }
}

static size_t count_notes(const struct gils *gils, size_t gil, enum note_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < gils->note_counts[gil]; i++)
        count += gils->notes[gil][i].kind == kind;
    return count;
}

static void check_requests(const struct gils *gils, size_t gil, size_t first, const struct gil_truth *truth)
{
    size_t seen = 0;
    for (size_t i = 0; i < gils->note_counts[gil]; i++) {
        const struct gil_note *note = &gils->notes[gil][i];
        if (note->kind != NOTE_REQUESTED)
            continue;
        bool found = false;
        for (size_t r = 0; r < truth->request_count; r++)
            found |= truth->requests[r].from_ns == note->ns && truth->requests[r].thread == note->stream - first;
        must(found, "a request that was not", note->ns, note->stream);
        must(note->other > 0 && note->other - 1 != note->stream, "a request of nobody", note->ns, note->other);
        seen++;
    }
    must(seen == truth->request_count, "requests", seen, truth->request_count);
}

static bool is_of_the_gil(const struct event *event, const struct gil_truth *truth)
{
    return event->kind >= EVENT_MUTEX_WAITS && event->kind <= EVENT_SEM_POSTED &&
           (event->object == truth->mutex || event->object == truth->condition ||
            event->object == truth->switch_mutex || event->object == truth->switch_condition);
}

static void check_hidden(const struct event_streams *streams, const struct gil_truth *truth)
{
    for (size_t s = 0; s < streams->count; s++)
        for (size_t i = 0; i < streams->streams[s].count; i++)
            must(!is_of_the_gil(&streams->streams[s].events[i], truth), "a part is left", s, i);
}

static void check_addresses(const struct gil *gil, const struct gil_truth *truth)
{
    must(gil->mutex == truth->mutex, "the mutex", gil->mutex, truth->mutex);
    must(gil->condition == truth->condition, "the condition", gil->condition, truth->condition);
    must(gil->switch_mutex == truth->switch_mutex, "the switch mutex", gil->switch_mutex, truth->switch_mutex);
    must(gil->switch_condition == truth->switch_condition, "the switch condition", gil->switch_condition,
         truth->switch_condition);
}

static bool is_same(const struct gil_hold *a, const struct gil_hold *b)
{
    return a->from_ns == b->from_ns && a->to_ns == b->to_ns && a->thread == b->thread;
}

static void check_all(const struct gils *gils, size_t gil, size_t first, const struct gil_truth *truth)
{
    const struct gil *found = &gils->gils[gil];
    struct holds holds = holds_of(gils, gil, first);
    check_addresses(found, truth);
    must(found->contradictions == 0, "contradictions", found->contradictions, 0);
    must(holds.count == truth->hold_count, "holds", holds.count, truth->hold_count);
    must(holds.open == 0, "open", holds.open, 0);
    for (size_t i = 0; i < holds.count; i++)
        must(is_same(&holds.all[i], &truth->holds[i]), "a hold is another", holds.all[i].from_ns,
             truth->holds[i].from_ns);
    check_runs(&holds, truth);
    check_requests(gils, gil, first, truth);
    must(found->switches == truth->switches, "switches", found->switches, truth->switches);
    must(found->waits == truth->waits, "waits", found->waits, truth->waits);
    must(found->timeouts == truth->timeouts, "timeouts", found->timeouts, truth->timeouts);
    must(found->forced == truth->forced, "forced", found->forced, truth->forced);
    const size_t honoured = count_notes(gils, gil, NOTE_HONOURED);
    must(honoured == truth->honoured, "honoured", honoured, truth->honoured);
    free(holds.all);
}

// ---- whole streams -------------------------------------------------------------------------------------------------

static void whole(void **state)
{
    (void)state;
    struct random random = { random_seed(1) };
    size_t requests = 0, forced = 0, handed = 0;
    for (int i = 0; i < RUNS; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truth;
        const struct gil_plan plan = random_plan(&random);
        gil_simulate(&plan, &random, &streams, &truth);
        struct gils gils = find(&streams);
        must(gils.count == 1, "how many", gils.count, 1);
        must(gils.gils[0].shape == (plan.semaphore ? GIL_OF_SEMAPHORE : GIL_OF_CONDITION), "shape", gils.gils[0].shape,
             0);
        check_all(&gils, 0, 0, &truth);
        check_hidden(&streams, &truth);
        requests += truth.request_count;
        forced += truth.forced;
        handed += count_notes(&gils, 0, NOTE_HANDED);
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
    }
    must(requests > RUNS && forced > RUNS && handed > RUNS / 2, "too little happened", requests, handed);
}

// Whoever was asked goes on after another has taken it.
static void handed_over_after_it_was_taken(void **state)
{
    (void)state;
    struct random random = { random_seed(2) };
    for (int i = 0; i < RUNS / 10; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truth;
        struct gil_plan plan = random_plan(&random);
        plan.semaphore = false;
        plan.interval_us = 5;
        gil_simulate(&plan, &random, &streams, &truth);
        struct gils gils = find(&streams);
        const struct gil_note *notes = gils.notes[0];
        for (size_t n = 1; n < gils.note_counts[0]; n++) {
            if (notes[n].kind != NOTE_HANDED)
                continue;
            must(notes[n - 1].kind == NOTE_RELEASED, "handed over what", n, 0);
            size_t taken = 0;
            for (size_t h = 0; h < truth.hold_count; h++)
                taken += truth.holds[h].from_ns > notes[n - 1].ns && truth.holds[h].from_ns <= notes[n].ns;
            must(taken > 0, "nobody has taken it", n, notes[n].ns);
        }
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
    }
}

// What a thread lets go for is the next thing it does.
static void let_go_by_itself(void **state)
{
    (void)state;
    struct random random = { random_seed(3) };
    size_t slept = 0, locked = 0;
    for (int i = 0; i < RUNS / 10; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truth;
        const struct gil_plan plan = random_plan(&random);
        gil_simulate(&plan, &random, &streams, &truth);
        struct gils gils = find(&streams);
        for (size_t n = 0; n < gils.note_counts[0]; n++) {
            const struct gil_note *note = &gils.notes[0][n];
            if (note->kind != NOTE_RELEASED)
                continue;
            const struct event_stream *stream = &streams.streams[note->stream];
            const bool back =
                n + 1 < gils.note_counts[0] && note[1].stream == note->stream && note[1].kind != NOTE_HANDED;
            uint8_t next = 0;
            for (size_t e = 0; e < stream->count && !next; e++)
                if (stream->events[e].ns >= note->ns && (!back || stream->events[e].ns < note[1].ns))
                    next = stream->events[e].kind;
            if (!(n + 1 < gils.note_counts[0] && note[1].kind == NOTE_HANDED))
                must(note->next == next, "what it did next", note->next, next);
            slept += note->next == EVENT_SLEEPS;
            locked += note->next == EVENT_SEM_WAITS || note->next == EVENT_SEM_GOT;
        }
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
    }
    must(slept > 0 && locked > 0, "too little happened", slept, locked);
}

// ---- lost records --------------------------------------------------------------------------------------------------

static bool is_true(const struct gil_hold *hold, const struct gil_truth *truth)
{
    for (size_t i = 0; i < truth->hold_count; i++)
        if (truth->holds[i].from_ns == hold->from_ns)
            return truth->holds[i].thread == hold->thread &&
                   (truth->holds[i].to_ns == hold->to_ns || hold->to_ns == hold->from_ns);
    return false;
}

static void lose_some(struct event_streams *streams, bool oldest, struct random *random)
{
    for (size_t s = 0; s < streams->count; s++) {
        struct event_stream *stream = &streams->streams[s];
        const size_t lost = random_one_in(random, 3) ? random_below(random, stream->count + 1) : 0;
        if (lost)
            gil_streams_drop(stream, oldest ? lost : 0, oldest ? 0 : lost);
    }
}

// Where records were lost holds are left out, but none is made up.
static void lost(void **state)
{
    (void)state;
    struct random random = { random_seed(4) };
    size_t found = 0, contradictions = 0;
    for (int i = 0; i < RUNS; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truth;
        const struct gil_plan plan = random_plan(&random);
        gil_simulate(&plan, &random, &streams, &truth);
        lose_some(&streams, random_one_in(&random, 2), &random);
        struct gils gils = find(&streams);
        must(gils.count <= 1, "how many", gils.count, 1);
        for (size_t g = 0; g < gils.count; g++) {
            check_addresses(&gils.gils[g], &truth);
            struct holds holds = holds_of(&gils, g, 0);
            for (size_t h = 0; h < holds.count; h++)
                must(is_true(&holds.all[h], &truth), "a hold that was not", holds.all[h].from_ns, holds.all[h].to_ns);
            must(holds.open == 0, "who let go has it", holds.open, 0);
            contradictions += gils.gils[g].contradictions;
            free(holds.all);
        }
        found += gils.count;
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
    }
    must(found > RUNS / 4 && contradictions > RUNS / 10, "too little happened", found, contradictions);
}

// ---- forks, several ------------------------------------------------------------------------------------------------

static void forked(void **state)
{
    (void)state;
    struct random random = { random_seed(5) };
    for (int i = 0; i < RUNS / 3; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truth, child_truth;
        struct gil_plan plan = random_plan(&random);
        plan.forks_at = plan.threads + 3;
        gil_simulate(&plan, &random, &streams, &truth);
        struct gil_plan child = plan;
        child.threads = 1;
        child.steps = (uint32_t)random_between(&random, 2, 40);
        child.forked = true;
        child.forks_at = 0;
        child.begin_ns = truth.forked_ns;
        child.pid = plan.pid + 1;
        child.image = 1;
        child.locks_one_in = 3;
        child.base += plan.semaphore ? 0x100 : 0;
        const size_t first = streams.count;
        gil_simulate(&child, &random, &streams, &child_truth);
        struct gils gils = find(&streams);
        must(gils.count == 2 || (plan.semaphore && gils.count == 1), "how many", gils.count, 2);
        check_all(&gils, 0, 0, &truth);
        if (gils.count == 2) {
            if (plan.semaphore) // of which the child has no copy: it has it once it has made it
                child_truth.holds[0].from_ns = gils.notes[1][0].ns;
            check_all(&gils, 1, first, &child_truth);
            must(gils.gils[1].image == 1, "image", gils.gils[1].image, 1);
        }
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
        gil_truth_free(&child_truth);
    }
}

// Interpreters with a GIL each in one image: streams of both, with numbers of their own.
static void several(void **state)
{
    (void)state;
    struct random random = { random_seed(6) };
    for (int i = 0; i < RUNS / 10; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truths[3];
        size_t firsts[3];
        struct gil_plan plan = random_plan(&random);
        plan.semaphore = false;
        for (int g = 0; g < 3; g++) {
            firsts[g] = streams.count;
            plan.base += 0x3000;
            gil_simulate(&plan, &random, &streams, &truths[g]);
        }
        struct gils gils = find(&streams);
        must(gils.count == 3, "how many", gils.count, 3);
        for (size_t g = 0; g < 3; g++)
            for (size_t t = 0; t < 3; t++)
                if (truths[t].mutex == gils.gils[g].mutex)
                    check_all(&gils, g, firsts[t], &truths[t]);
        gils_free(&gils);
        gil_streams_free(&streams);
        for (int g = 0; g < 3; g++)
            gil_truth_free(&truths[g]);
    }
}

// ---- what it tells besides -----------------------------------------------------------------------------------------

static void interval(void **state)
{
    (void)state;
    static const uint32_t intervals_us[] = { 1, 70, 500, 5000, 20000, 123 };
    struct random random = { random_seed(7) };
    for (size_t i = 0; i < sizeof intervals_us / sizeof *intervals_us; i++) {
        struct event_streams streams = { 0 };
        struct gil_truth truth;
        struct gil_plan plan = random_plan(&random);
        plan.semaphore = false;
        plan.interval_us = intervals_us[i];
        plan.threads = 3;
        plan.steps = 2000;
        gil_simulate(&plan, &random, &streams, &truth);
        struct gils gils = find(&streams);
        const uint64_t said = gils.gils[0].interval_ns, is = plan.interval_us * UINT64_C(1000);
        must(plan.interval_us % 10 && plan.interval_us > 9 ? said + 1000 == is : said == is, "interval", said, is);
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
    }
}

static void version(void **state)
{
    (void)state;
    static const char text[] = "3.12.1 (main, Oct  2 2025)";
    struct random random = { random_seed(8) };
    struct event_streams streams = { 0 };
    struct gil_truth truth;
    struct gil_plan plan = random_plan(&random);
    gil_simulate(&plan, &random, &streams, &truth);
    streams.text = strdup(text);
    streams.text_bytes = sizeof text - 1;
    struct event *told = gil_streams_event(&streams.streams[0], EVENT_INTERPRETER, UINT64_C(1) << 50, 0);
    told->text_bytes = sizeof text - 1;
    struct gils gils = find(&streams);
    assert_string_equal(gils.gils[0].version, "3.12.1");
    gils_free(&gils);
    gil_streams_free(&streams);
    gil_truth_free(&truth);
}

// Takes from the stream all up to the last thread that it made.
static void forget_makings(struct event_stream *stream)
{
    size_t last = 0;
    for (size_t i = 0; i < stream->count; i++)
        if (stream->events[i].kind == EVENT_CREATED)
            last = i + 1;
    gil_streams_drop(stream, last, 0);
}

// Who made threads while having the semaphore was thrown away, as of a program that ran long: then a CPython 2 must have told of itself.
static void makings_thrown_away(void **state)
{
    (void)state;
    static const char *const texts[] = { "2.7.18", "3.9.18", "" };
    size_t found = 0;
    for (int i = 0; i < RUNS; i++) {
        struct random random = { random_seed(9) + (uint64_t)(i / 3) };
        struct event_streams streams = { 0 };
        struct gil_truth truth;
        struct gil_plan plan = random_plan(&random);
        plan.semaphore = true;
        gil_simulate(&plan, &random, &streams, &truth);
        forget_makings(&streams.streams[0]);
        const char *text = texts[i % 3];
        streams.text = strdup(text);
        streams.text_bytes = strlen(text);
        struct event *told = gil_streams_event(&streams.streams[0], EVENT_INTERPRETER, UINT64_C(1) << 50, 0);
        told->text_bytes = (uint16_t)strlen(text);
        struct gils gils = find(&streams);
        must(gils.count <= (i % 3 == 0), "how many", gils.count, i % 3 == 0);
        if (gils.count > 0)
            check_addresses(&gils.gils[0], &truth);
        found += gils.count;
        gils_free(&gils);
        gil_streams_free(&streams);
        gil_truth_free(&truth);
    }
    must(found > RUNS / 3 * 3 / 4, "found", found, RUNS / 3);
}

// ---- what only looks like one --------------------------------------------------------------------------------------

struct friend
{
    struct event_streams streams;
    uint64_t ns;
};

static void tell(struct friend *friend, size_t stream, enum event_kind kind, uint64_t object)
{
    while (friend->streams.count <= stream)
        gil_streams_add(&friend->streams, 0, 100, 100 + (int)friend->streams.count);
    friend->ns += 1000;
    gil_streams_event(&friend->streams.streams[stream], kind, friend->ns, object);
}

static void expect_none(struct friend *friend, const char *what)
{
    snprintf(line, sizeof line, "%s", what);
    struct gils gils = find(&friend->streams);
    must(gils.count == 0, "found", gils.count, 0);
    gils_free(&gils);
    gil_streams_free(&friend->streams);
    *friend = (struct friend){ 0 };
}

enum {
    M = HEAP,
    C = HEAP - 48,
    S = HEAP + 88,
    D = HEAP + 40
};

static void signal_nested(struct friend *friend, size_t stream, uint64_t m, uint64_t s, uint64_t d)
{
    tell(friend, stream, EVENT_MUTEX_GOT, m);
    tell(friend, stream, EVENT_MUTEX_GOT, s);
    tell(friend, stream, EVENT_COND_SIGNALLED, d);
    tell(friend, stream, EVENT_MUTEX_RELEASED, s);
    tell(friend, stream, EVENT_MUTEX_RELEASED, m);
}

static void signal_plain(struct friend *friend, size_t stream, uint64_t m, uint64_t c)
{
    tell(friend, stream, EVENT_MUTEX_GOT, m);
    tell(friend, stream, EVENT_COND_SIGNALLED, c);
    tell(friend, stream, EVENT_MUTEX_RELEASED, m);
}

static struct event *tell_of(struct friend *friend, size_t stream, enum event_kind kind, uint64_t object)
{
    tell(friend, stream, kind, object);
    return &friend->streams.streams[stream].events[friend->streams.streams[stream].count - 1];
}

// Asked while it has it, a thread lets go: to come back, or for a call.
static void asked_or_by_itself(void **state)
{
    (void)state;
    for (int why = 0; why < 2; why++) {
        struct friend friend = { 0 };
        snprintf(line, sizeof line, "why %d", why);
        signal_nested(&friend, 0, M, S, D);
        tell(&friend, 1, EVENT_MUTEX_GOT, M);
        tell(&friend, 1, EVENT_COND_TIMED_WAITS, C);
        tell_of(&friend, 1, EVENT_COND_WOKE, C)->value = ETIMEDOUT;
        tell(&friend, 1, EVENT_COND_TIMED_WAITS, C);
        signal_plain(&friend, 0, M, C);
        tell(&friend, 1, EVENT_COND_WOKE, C);
        tell(&friend, 1, EVENT_MUTEX_GOT, S);
        tell(&friend, 1, EVENT_COND_SIGNALLED, D);
        tell(&friend, 1, EVENT_MUTEX_RELEASED, S);
        tell(&friend, 1, EVENT_MUTEX_RELEASED, M);
        tell(&friend, 0, EVENT_MUTEX_GOT, S);
        tell(&friend, 0, EVENT_MUTEX_RELEASED, S);
        if (why == 1)
            tell(&friend, 0, EVENT_SLEEPS, 0);
        tell(&friend, 0, EVENT_MUTEX_GOT, M);
        tell(&friend, 0, EVENT_COND_TIMED_WAITS, C);
        struct gils gils = find(&friend.streams);
        must(gils.count == 1 && gils.gils[0].forced == 1 && gils.gils[0].requests == 1, "found", gils.count, 1);
        must(count_notes(&gils, 0, NOTE_HONOURED) == (why == 0), "honoured", (uint64_t)why, 0);
        must(count_notes(&gils, 0, NOTE_HANDED) == 1, "handed", (uint64_t)why, 0);
        for (size_t i = 0; i < gils.note_counts[0]; i++)
            must(gils.notes[0][i].kind != NOTE_RELEASED || gils.notes[0][i].next == (why == 1 ? EVENT_SLEEPS : 0),
                 "next", gils.notes[0][i].next, (uint64_t)why);
        gils_free(&gils);
        gil_streams_free(&friend.streams);
    }
}

// A wait that was stamped late seems short: the others are believed. Where all are shorter than they say, how long they took is.
static void odd_intervals(void **state)
{
    (void)state;
    for (int all = 0; all < 2; all++) {
        struct friend friend = { 0 };
        snprintf(line, sizeof line, "odd intervals, %d", all);
        for (int i = 0; i < 20; i++) {
            signal_nested(&friend, 0, M, S, D);
            tell(&friend, 1, EVENT_MUTEX_GOT, M);
            tell_of(&friend, 1, EVENT_COND_TIMED_WAITS, C)->value = 4999;
            friend.ns += i == 7 || all ? 3000000 - 1000 : 5100000;
            tell_of(&friend, 1, EVENT_COND_WOKE, C)->value = ETIMEDOUT;
            tell_of(&friend, 1, EVENT_COND_TIMED_WAITS, C)->value = 4999;
            signal_plain(&friend, 0, M, C);
            tell(&friend, 1, EVENT_COND_WOKE, C);
            signal_nested(&friend, 1, M, S, D);
            signal_plain(&friend, 1, M, C);
        }
        struct gils gils = find(&friend.streams);
        must(gils.count == 1, "found", gils.count, 1);
        must(gils.gils[0].interval_ns == (all ? 3000000 : 5000000), "interval", gils.gils[0].interval_ns, 0);
        gils_free(&gils);
        gil_streams_free(&friend.streams);
    }
}

static void condition_queues(void **state)
{
    (void)state;
    struct friend friend = { 0 };
    for (int i = 0; i < 100; i++) { // of one place: put and get alternate strictly, but by two threads
        signal_nested(&friend, 0, M, S, D);
        signal_plain(&friend, 1, M, C);
    }
    expect_none(&friend, "a queue of one place");
    for (int i = 0; i < 100; i++) {
        signal_nested(&friend, 0, M, S, D);
        if (i % 3 == 0)
            signal_plain(&friend, 0, M, C);
    }
    expect_none(&friend, "batches");
    for (int i = 0; i < 100; i++) { // one thread does both, but the mutex guards other things, too
        signal_nested(&friend, 0, M, S, D);
        signal_plain(&friend, 0, M, C);
        tell(&friend, 0, EVENT_MUTEX_GOT, M);
        tell(&friend, 0, EVENT_MUTEX_RELEASED, M);
    }
    expect_none(&friend, "a mutex with other uses");
    for (int i = 0; i < 100; i++) {
        signal_nested(&friend, 0, M, S, D);
        signal_plain(&friend, 0, M, C);
        tell(&friend, 1, EVENT_COND_BROADCAST, C);
    }
    expect_none(&friend, "broadcasts");
    for (int i = 0; i < 100; i++) {
        signal_nested(&friend, 0, M, S + 4096, D);
        signal_plain(&friend, 0, M, C);
    }
    expect_none(&friend, "far apart");
    for (int i = 0; i < 100; i++) {
        signal_plain(&friend, 0, M, D);
        signal_plain(&friend, 0, M, C);
    }
    expect_none(&friend, "nothing nested");
}

static void bracket(struct friend *friend, size_t stream, uint64_t guard, uint64_t items)
{
    tell(friend, stream, EVENT_SEM_GOT, items);
    tell(friend, stream, EVENT_SEM_GOT, guard);
    tell(friend, stream, EVENT_SEM_POSTED, guard);
}

static void semaphore_queues(void **state)
{
    (void)state;
    struct friend friend = { 0 };
    tell(&friend, 0, EVENT_CREATED, 1);
    for (int i = 0; i < 100;
         i++) { // a consumer lets the guard go before each wait for items, and takes it straight after
        tell(&friend, 0, EVENT_SEM_GOT, M);
        tell(&friend, 0, EVENT_SEM_POSTED, M);
        tell(&friend, 0, EVENT_SEM_POSTED, C);
        bracket(&friend, 1, M, C);
    }
    expect_none(&friend, "a queue of semaphores");
    for (int i = 0; i < 100; i++) { // a lock under which threads are made, and others are taken without it
        tell(&friend, 0, EVENT_SEM_GOT, M);
        tell(&friend, 0, EVENT_CREATED, (uint64_t)i);
        tell(&friend, 0, EVENT_SEM_POSTED, M);
        for (uint64_t k = 1; k < 5; k++) {
            tell(&friend, 0, EVENT_SEM_GOT, M + k * 32);
            tell(&friend, 0, EVENT_SEM_POSTED, M + k * 32);
            tell(&friend, 0, EVENT_SEM_POSTED, M);
            bracket(&friend, 0, M, M + 32);
        }
    }
    expect_none(&friend, "an executor's lock");
    for (int i = 0; i < 100; i++) {
        tell(&friend, 0, EVENT_SEM_POSTED, M);
        tell(&friend, 0, EVENT_SEM_GOT, C);
        tell(&friend, 1, EVENT_SEM_POSTED, C);
        tell(&friend, 1, EVENT_SEM_GOT, M);
    }
    expect_none(&friend, "turns");
}

// Whatever numbers stand in the streams: they come from a program that may have written anything.
static void nonsense(void **state)
{
    (void)state;
    struct random random = { random_seed(9) };
    snprintf(line, sizeof line, "nonsense");
    for (int i = 0; i < RUNS; i++) {
        struct friend friend = { 0 };
        const size_t streams = random_between(&random, 1, 4);
        for (int k = 0; k < 400; k++) {
            const size_t s = random_below(&random, streams);
            tell(&friend, s, (enum event_kind)random_between(&random, 1, 45), HEAP + random_below(&random, 6) * 40);
            struct event *event = &friend.streams.streams[s].events[friend.streams.streams[s].count - 1];
            if (random_one_in(&random, 10))
                event->ns = random_below(&random, 100) ? random_below(&random, 400000) : UINT64_MAX;
            event->value = random_one_in(&random, 2) ? 0 : ETIMEDOUT;
            event->second = random_one_in(&random, 2) ? HEAP : 0;
            if (random_one_in(&random, 100))
                event->kind = random_one_in(&random, 2) ? EVENT_FORKED : EVENT_IMAGE;
        }
        struct gils gils = find(&friend.streams);
        for (size_t g = 0; g < gils.count; g++)
            free(holds_of(&gils, g, 0).all);
        gils_free(&gils);
        gil_streams_free(&friend.streams);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(handed_over_after_it_was_taken),
        cmocka_unit_test(let_go_by_itself),
        cmocka_unit_test(lost),
        cmocka_unit_test(forked),
        cmocka_unit_test(several),
        cmocka_unit_test(interval),
        cmocka_unit_test(version),
        cmocka_unit_test(makings_thrown_away),
        cmocka_unit_test(asked_or_by_itself),
        cmocka_unit_test(odd_intervals),
        cmocka_unit_test(condition_queues),
        cmocka_unit_test(semaphore_queues),
        cmocka_unit_test(nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
