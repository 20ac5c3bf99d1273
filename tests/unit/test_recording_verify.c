// Recordings whose checksums are right and whose contents are wrong: each wrong field, version and record is
// refused with its reason, live and in a file.
#include "support/built_streams.h"
#include "support/recording_builder.h"
#include "support/recording_image.h"

#include "labs/balance/books.h"
#include "labs/balance/guard.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ---- small facts ----------------------------------------------------------------------------------------------------

struct fact_case {
    size_t offset, bytes;
    uint64_t value;
    const char *reason; // NULL: it is right
};

#define FIELD(type, field, value, reason)                                                                              \
    {                                                                                                                  \
        offsetof(type, field), sizeof((type *)0)->field, value, reason                                                 \
    }
#define FACT(field, value, reason) FIELD(struct run_facts, field, value, reason)
#define TASK(field, value, reason) FIELD(struct task, field, value, reason)
#define USE(field, value, reason) FIELD(struct use, field, value, reason)
#define RUN(field, value, reason) FIELD(struct balance_run, field, value, reason)
#define WORKER(field, value, reason) FIELD(struct balance_worker, field, value, reason)
#define EXPERIMENT(field, value, reason) FIELD(struct experiment, field, value, reason)

enum {
    OWN_RUN = SECTION_OWN + BALANCE_SECTION_RUN,
    OWN_WORKERS = SECTION_OWN + BALANCE_SECTION_WORKERS,
};

static void assert_status(const char *where, struct status status, const char *reason, size_t offset)
{
    if (reason ? status.kind != STATUS_BAD_FILE || !strstr(status.message, reason) : !status_is_ok(status)) {
        fail_msg("%s, field at %zu: expected \"%s\", got kind %d \"%s\"", where, offset, reason ? reason : "ok",
                 status.kind, status.message);
    }
}

// Where the second task's fields are, or those that there is one of for all; *skipped: what stands before them in the
// section.
static void *place_of(struct built *built, uint32_t kind, size_t *skipped)
{
    const uint32_t resources = built->recording.resource_count;
    *skipped = kind == SECTION_TASKS  ? sizeof *built->tasks
               : kind == SECTION_USES ? resources * sizeof *built->uses
               : kind == OWN_WORKERS  ? sizeof *built->books.workers
                                      : 0;
    return kind == SECTION_PLAN    ? (void *)&built->experiment
           : kind == SECTION_FACTS ? (void *)&built->facts
           : kind == SECTION_TASKS ? (void *)&built->tasks[1]
           : kind == SECTION_USES  ? (void *)&built->uses[resources]
           : kind == OWN_RUN       ? (void *)&built->books.run
                                   : (void *)&built->books.workers[1];
}

// A live recording, an image with the same change, and a refusal to save what is wrong.
static void try_facts(const struct build *plan, const char *script, uint32_t kind, const struct fact_case *cases,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct built *built = build_script(plan, script);
        struct image image = image_of(&built->recording);
        size_t skipped;
        char *place = place_of(built, kind, &skipped);
        // Of a field longer than a number its beginning is changed.
        const size_t bytes = cases[i].bytes < sizeof cases[i].value ? cases[i].bytes : sizeof cases[i].value;
        memcpy(place + cases[i].offset, &cases[i].value, bytes);
        memcpy(image_data(&image, kind, 0) + skipped + cases[i].offset, &cases[i].value, bytes);
        image_reseal(image.bytes, image.size_bytes);

        struct recording opened;
        assert_status("live", recording_verify(&built->recording), cases[i].reason, cases[i].offset);
        assert_status("opened", recording_open_bytes(&opened, image.bytes, image.size_bytes), cases[i].reason,
                      cases[i].offset);
        recording_close(&opened);
        image_free(&image);
        built_free(built);
    }
}

#define COUNT_OF(cases) (sizeof(cases) / sizeof *(cases))

static const char script[] = "1122 12 12 1212 1122";

static void test_facts_of_the_run(void **state)
{
    (void)state;
    static const struct fact_case cases[] = {
        FACT(ended, RUN_WORKER_DIED, NULL),
        FACT(ended, 4, "no such end"),
        FACT(states_source, 2, "source of states"),
        FACT(began_ns, 0, "begin, release and end"),
        FACT(began_ns, UINT64_MAX, "out of order"),
        FACT(released_ns, 0, "never released"), // and there are updates
        FACT(released_ns, 1, "begin, release and end"),
        FACT(ended_ns, 0, "begin, release and end"),
        FACT(ended_ns, 1, "out of order"),
        FACT(ended_ns, UINT64_MAX, "outside the time that its clocks cover"),
        FACT(ended_ns, UINT64_MAX >> 2, "outside the time that its clocks cover"),
        FACT(tick0_ns, UINT64_MAX >> 2, "clocks"),
        FACT(tick1, 0, "clocks"),
        FACT(tick1, UINT64_MAX, "clocks"),
        FACT(tick1_ns, 0, "clocks"),
        FACT(tick1_ns, UINT64_MAX, "clocks"),
        FACT(machine_cpus, 0, "cpus"),
        FACT(reserved, 1, "reserved"),
        FACT(reserved[sizeof((struct run_facts *)0)->reserved - 1], 1, "reserved"),
        FACT(taken, 3, NULL),
        FACT(taken, 4, "out of range"),
        FACT(throttled_ns, 1, "out of range"),
        FACT(stolen_ns, 1, "out of range"),
        FACT(unpinned, 1, NULL),
        FACT(unpinned, 2, "pinned or they are not"),
        FACT(called_ns, 1, "call is outside"),
        FACT(called_ns, UINT64_MAX, "call is outside"),
        FACT(began_unix_ns, UINT64_MAX, "longer than a run can"),
        FACT(began_unix_ns, INT64_MAX, NULL),
        FACT(lost_switch_records, UINT64_MAX, "lost switch records"),
        FACT(lost_switch_records, (uint64_t)1 << 50, NULL),
    };
    struct build plan = { .experiment = { .timing = TIMING_FULL } };
    try_facts(&plan, script, SECTION_FACTS, cases, COUNT_OF(cases));
    static const struct fact_case own[] = {
        RUN(sample_every, 0, "time stamps"),
        RUN(sample_every, 63, "time stamps"),
        RUN(sample_every, UINT32_MAX, "time stamps"),
        RUN(final_cell, 0, NULL), // wrong, but only the whole history tells
        RUN(final_cell, UINT32_MAX, "final version"),
        RUN(final_cell, 1, "final version"),
        RUN(form, BALANCE_STREAMS, "not there"), // with no words
        RUN(form, BALANCE_STAMPS, "time stamps"),
        RUN(form, 4, "no form there is"),
        RUN(reserved, 1, "reserved"),
        RUN(reserved[sizeof((struct balance_run *)0)->reserved - 1], 1, "reserved"),
    };
    try_facts(&plan, script, OWN_RUN, own, COUNT_OF(own));
}

static void test_facts_of_a_worker(void **state)
{
    (void)state;
    static const struct fact_case cases[] = {
        TASK(end, TASK_STOPPED, NULL),
        TASK(end, TASK_SIGNALED, "no such end"), // a thread
        TASK(end, TASK_ENDS, "no such end"),
        TASK(kind, TASK_PROCESS, "not of the experiment's kind"),
        TASK(notes, UINT64_MAX, "more notes"),
        TASK(created_ns, 1, "out of order"),
        TASK(started_ns, 1, "out of order"),
        TASK(entered_ns, UINT64_MAX, "out of order"),
        TASK(released_ns, 1, "out of order"),
        TASK(finished_ns, 0, NULL),
        TASK(joined_ns, UINT64_MAX, "out of order"),
        TASK(reserved, 1, "reserved"),
        TASK(reserved[sizeof((struct task *)0)->reserved - 1], 1, "reserved"),
        TASK(run_cpu_ns, UINT64_MAX, "cpu time"),
        TASK(cpu_ns, UINT64_MAX, "cpu time"),
        TASK(notes_dropped, UINT64_MAX, "counts more"),
        TASK(released_ns, 0, "never released"),
    };
    try_facts(NULL, script, SECTION_TASKS, cases, COUNT_OF(cases));
    static const struct fact_case uses[] = {
        USE(wait_ticks, UINT64_MAX, "waited for a lock"), USE(hold_ticks, (uint64_t)1 << 62, "held it"),
        USE(acquisitions, UINT64_MAX, "acquisitions"),    USE(contended, 2, "acquisitions"), // of none
        USE(switches, UINT64_MAX, "counts more"),         USE(requests, UINT64_MAX, "counts more"),
        USE(timeouts, UINT64_MAX, "counts more"),         USE(reserved, 1, "reserved"),
    };
    struct build mutex = { .experiment = { .guard = GUARD_MUTEX } };
    try_facts(&mutex, script, SECTION_USES, uses, COUNT_OF(uses));
    static const struct fact_case own[] = {
        WORKER(amount, 9, "amount"),
        WORKER(updates, 7, "updates"),
        WORKER(updates, UINT64_MAX, "updates"),
        WORKER(final_cell, 1, "final version"),
        WORKER(retries, UINT64_MAX, "counts more"),
        WORKER(reserved, 1, "reserved"),
        WORKER(reserved[sizeof((struct balance_worker *)0)->reserved - 1], 1, "reserved"),
    };
    try_facts(NULL, script, OWN_WORKERS, own, COUNT_OF(own));
    struct build plan = { .experiment = { .workers = WORKERS_PROCESSES, .memory = MEMORY_PRIVATE } };
    static const struct fact_case process[] = { TASK(end, TASK_SIGNALED, NULL) };
    try_facts(&plan, script, SECTION_TASKS, process, COUNT_OF(process));
    static const struct fact_case processes[] = {
        WORKER(final_cell, 0, NULL),
        WORKER(final_cell, (uint64_t)1 << VERSION_SEQUENCE_BITS, "final version"), // of the other worker
    };
    try_facts(&plan, script, OWN_WORKERS, processes, COUNT_OF(processes));
    static const struct fact_case run[] = { RUN(final_cell, (uint64_t)1 << VERSION_SEQUENCE_BITS, "final version") };
    try_facts(&plan, script, OWN_RUN, run, COUNT_OF(run));
}

// Which resources there are follows from the guard.
static void test_resources_of_another_guard(void **state)
{
    (void)state;
    struct build plan = { .experiment = { .guard = GUARD_MUTEX } };
    struct built *built = build_script(&plan, script);
    assert_status("its own", recording_verify(&built->recording), NULL, 0);
    built->resources[0].name[0] = 'M';
    assert_status("another name", recording_verify(&built->recording), "not the guard's", 0);
    built->resources[0].name[0] = 'm';
    built->recording.resource_count = 0;
    assert_status("none", recording_verify(&built->recording), "not the guard's", 0);
    built_free(built);
}

static void test_experiments(void **state)
{
    (void)state;
    static const struct fact_case cases[] = {
        EXPERIMENT(guard, GUARD_COUNT, "guard"),       EXPERIMENT(lab, 0, "plan"),
        EXPERIMENT(count, WORKERS_MAX + 1, "count"),   EXPERIMENT(iterations, ITERATIONS_MAX + 1, "iterations"),
        EXPERIMENT(memory, MEMORY_PRIVATE, "private"), EXPERIMENT(reserved, 1, "settings"),
    };
    try_facts(NULL, script, SECTION_PLAN, cases, COUNT_OF(cases));
}

static void test_reasons_are_plain_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool plain;
    } cases[] = {
        { "", true },
        { "perf_event_open: Permission denied (µ, 不允许, …)", true },
        { "\033[2Jgone", false },
        { "two\nlines", false },
        { "\177", false },
        { "\302\233"
          "2J",
          false }, // the same command in one character
        { "caf\303\251", true },
        { "a\23331m", false },              // the same in one byte
        { "\342\200\256gnp.", false },      // right to left from here on
        { "\342\201\246x", false },         // an isolate
        { "\342\200\250x", false },         // a line's end
        { "\303", false },                  // half of a character
        { "\355\240\200", false },          // a surrogate
        { "\357\273\277x", false },         // a byte order mark
        { "\363\240\201\201", false },      // a tag
        { "\360\237\217\201 ready", true }, // a flag
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct built *built = build_script(NULL, script);
        memset(built->facts.states_reason, 0, sizeof built->facts.states_reason);
        memcpy(built->facts.states_reason, cases[i].text, strlen(cases[i].text));
        assert_status(cases[i].text, recording_verify(&built->recording), cases[i].plain ? NULL : "no plain text", i);
        memset(built->facts.states_reason, 'x', sizeof built->facts.states_reason);
        assert_status("no end", recording_verify(&built->recording), "no plain text", i);
        built->facts.states_reason[sizeof built->facts.states_reason - 1] = 0;
        assert_status("just an end", recording_verify(&built->recording), NULL, i);
        built_free(built);
    }
}

// ---- large contents -------------------------------------------------------------------------------------------------

// Live, and through a file that is saved with right checksums.
static void assert_contents(const char *where, const struct built *built, const char *reason)
{
    assert_status(where, recording_verify(&built->recording), reason, 0);
    struct image image = image_of(&built->recording);
    struct recording opened;
    assert_status("opening is not about contents", recording_open_bytes(&opened, image.bytes, image.size_bytes), NULL,
                  0);
    assert_status(where, recording_verify(&opened), reason, 0);
    recording_close(&opened);
    image_free(&image);
}

static uint32_t *journal_of(const struct built *built, uint32_t worker)
{
    return (uint32_t *)(uintptr_t)balance_journal(&built->recording, worker);
}

static void test_versions(void **state)
{
    (void)state;
    const struct {
        uint32_t worker, update, version;
        const char *reason;
    } cases[] = {
        { 0, 5, VERSION_START, NULL }, // in its range; that its own store lies between is for the order to say
        { 0, 5, version_make(1, 0), NULL },
        { 0, 5, version_make(1, 19999), NULL },
        { 0, 5, version_make(1, 20000), "update 5 of worker 1 has read update 20000 of worker 2" },
        { 0, 5, version_make(2, 0), "update 5 of worker 1 has read update 0 of worker 3" },
        { 0, 5, version_make(62, 0), "of worker 63" },
        { 0, 5, UINT32_MAX, "worker 63" },
        { 0, 5, 1, "version of no worker" },
        { 0, 5, version_make(0, 4), NULL },
        { 0, 5, version_make(0, 5), "update 5 of worker 1 has read update 5 of worker 1" }, // itself
        { 0, 5, version_make(0, 6), "update 5 of worker 1" },                               // its own future
        { 1, 0, version_make(1, 0), "update 0 of worker 2" },
        { 1, 19999, version_make(1, 19998), NULL },
        { 1, 19999, version_make(1, 19999), "update 19999 of worker 2" },
        { 0, 16384, version_make(0, 16384), "update 16384 of worker 1" }, // journals are read in pieces
    };
    struct build plan = { .seed = 8, .experiment = { .iterations = 10000 } };
    struct built *built = build_random(&plan);
    assert_contents("unchanged", built, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t *place = &journal_of(built, cases[i].worker)[cases[i].update];
        uint32_t was = *place;
        *place = cases[i].version;
        assert_contents("version", built, cases[i].reason);
        *place = was;
    }
    // Of two that are wrong the first is named.
    journal_of(built, 0)[39] = journal_of(built, 0)[17000] = UINT32_MAX;
    assert_contents("two", built, "update 39 of worker 1");
    built_free(built);
}

// The bound of every worker, by the first update that it did not make.
static void test_versions_of_every_worker(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .stop_after = 500, .experiment = { .iterations = 40, .count = WORKERS_MAX } };
    struct built *built = build_random(&plan);
    int tried = 0;
    uint32_t reader = 0;
    while (built->books.workers[reader].updates == 0)
        reader++;
    for (uint32_t w = 0; w < WORKERS_MAX; w++) {
        uint32_t *place = &journal_of(built, reader)[0];
        uint32_t was = *place;
        *place = version_make(w, (uint32_t)built->books.workers[w].updates);
        assert_contents("bound", built, "which it cannot have");
        if (built->books.workers[w].updates > 0 && w != reader) {
            *place -= 1;
            assert_contents("below it", built, NULL);
            tried++;
        }
        *place = was;
    }
    assert_in_range(tried, 3, WORKERS_MAX);
    built_free(built);
}

static void test_versions_of_private_memory(void **state)
{
    (void)state;
    struct build plan = {
        .seed = 8, .experiment = { .iterations = 20000, .workers = WORKERS_PROCESSES, .memory = MEMORY_PRIVATE }
    };
    struct built *built = build_random(&plan);
    const struct {
        uint32_t update, version;
        const char *reason;
    } cases[] = {
        { 0, version_make(0, 0), "update 0 of worker 2 has read update 0 of worker 1" },
        { 0, version_make(1, 0), "update 0 of worker 2" },
        { 7, version_make(0, 6), "update 7 of worker 2 has read update 6 of worker 1" },
        { 7, version_make(1, 5), "update 7 of worker 2 has read update 5 of worker 2" }, // not its latest
        { 7, VERSION_START, "has read the start" },
        { 32768, version_make(1, 32768), "update 32768 of worker 2" },
        { 39999, version_make(1, 39997), "update 39999 of worker 2" },
    };
    assert_contents("unchanged", built, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint32_t *place = &journal_of(built, 1)[cases[i].update];
        uint32_t was = *place;
        *place = cases[i].version;
        assert_contents("version", built, cases[i].reason);
        *place = was;
    }
    built_free(built);
}

// The same of journals that are streams, in their pieces and as a whole.
static void test_streams(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .experiment = { .iterations = 10000 } };
    struct built *built = build_random(&plan);
    for (uint32_t i = 640; i < 704; i++)
        journal_of(built, 0)[i] = version_make(1, i); // whether they can be true is for the order to say
    built_to_streams(built);
    assert_contents("unchanged", built, NULL);
    uint32_t *words = journal_of(built, 0), *count = &built->books.workers[0].words;
    struct stream stream = balance_stream(&built->recording, 0);
    struct stream_piece piece = { .dense = false };
    while (!piece.dense || piece.first < 640)
        assert_true(stream_next_piece(&stream, &piece));
    const size_t entry = (size_t)(piece.parents - words);
    const struct {
        size_t place;
        uint32_t word;
        const char *reason;
    } cases[] = {
        { entry, version_make(1, 19999), NULL },
        { entry, version_make(1, 20000), "has read update 20000 of worker 2, which it cannot have" },
        { entry, version_make(0, piece.first), "of worker 1, which it cannot have" }, // itself
        { entry, version_make(2, 0), "of worker 3, which it cannot have" },
        { entry, 1, "version of no worker" },
        { entry - 1, 0, "the journal of worker 1 is broken behind update" },
        { entry - 1, piece.count + 1, "has read a version of no worker" },
        { entry - 1, UINT32_MAX, "the journal of worker 1 is broken behind update" },
        { entry - 2, piece.first | STREAM_DENSE, NULL },
        { entry - 2, 3 | STREAM_DENSE, "the journal of worker 1 is broken behind update" },
        { entry - 2, UINT32_MAX, "the journal of worker 1 is broken behind update" },
        { 0, 1 | STREAM_DENSE, "the journal of worker 1 is broken behind update 0" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const uint32_t was = words[cases[i].place];
        words[cases[i].place] = cases[i].word;
        assert_contents("stream", built, cases[i].reason);
        words[cases[i].place] = was;
    }
    const uint32_t whole = *count;
    *count = 20003;
    assert_status("too long", recording_verify(&built->recording), "longer than its updates allow", 0);
    *count = 0;
    assert_status("none", recording_verify(&built->recording), "or not there", 0);
    *count = whole - 1;
    assert_contents("cut off", built, "is broken behind update");
    *count = whole;
    built_free(built);
}

static void test_streams_of_private_memory(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .experiment = { .workers = WORKERS_PROCESSES, .memory = MEMORY_PRIVATE } };
    struct built *built = build_random(&plan);
    built_to_streams(built);
    assert_contents("unchanged", built, NULL);
    assert_int_equal(built->books.workers[1].words, 2);
    journal_of(built, 1)[1] = version_make(0, 0);
    assert_contents("another's", built, "update 0 of worker 2 has read update 0 of worker 1");
    built_free(built);
}

static struct note *note_of(const struct built *built, uint32_t worker, uint64_t note)
{
    return (struct note *)(uintptr_t)&built->notes[worker][note];
}

static void try_note(const struct built *built, struct note note, const char *reason)
{
    struct note was = *note_of(built, 1, 3);
    *note_of(built, 1, 3) = note;
    assert_contents("note", built, reason);
    *note_of(built, 1, 3) = was;
}

static void test_notes(void **state)
{
    (void)state;
    struct build plan = { .seed = 8,
                          .experiment = { .guard = GUARD_GIL_MUTEX, .python = PYTHON_3_9, .timing = TIMING_FULL } };
    struct built *gil = build_random(&plan);
    plan.experiment.guard = GUARD_MUTEX;
    struct built *mutex = build_random(&plan);
    assert_contents("unchanged", gil, NULL);
    assert_contents("unchanged", mutex, NULL);
    const struct built *both[] = { gil, mutex };
    for (int i = 0; i < 2; i++) {
        struct note note = *note_of(both[i], 1, 3), before = *note_of(both[i], 1, 2);
        uint64_t ticks = before.ticks;
        uint32_t update = note.step, many = (uint32_t)both[i]->books.workers[1].updates;
        try_note(both[i], (struct note){ ticks, update, NOTE_WAITS, 0, 2 }, NULL);
        try_note(both[i], (struct note){ ticks, update, NOTE_WAITS, 0, 3 },
                 "note 3 of task 2 names a task that is not there");
        try_note(both[i], (struct note){ ticks, update, 0, 0, 0 }, "of no kind");
        try_note(both[i], (struct note){ ticks, update, NOTE_HANDED + 1, 0, 0 }, "of no kind");
        try_note(both[i], (struct note){ ticks, update, NOTE_TIMED_OUT, 0, 0 }, i == 0 ? NULL : "of no kind");
        try_note(both[i], (struct note){ ticks, update, NOTE_TIMED_OUT, 1, 0 },
                 i == 0 ? "of no kind" : "of a resource");
        try_note(both[i], (struct note){ ticks, update, NOTE_RELEASED, 1, 0 }, i == 0 ? NULL : "of a resource");
        try_note(both[i], (struct note){ ticks, update, NOTE_RELEASED, 2, 0 }, "of a resource");
        try_note(both[i], (struct note){ ticks, many + 1, NOTE_RELEASED, 0, 0 }, "after more steps");
        try_note(both[i], (struct note){ ticks - 1, update, NOTE_RELEASED, 0, 0 }, "before the one before");
        try_note(both[i], (struct note){ both[i]->facts.tick1, update, NOTE_RELEASED, 0, 0 },
                 "note 4 of task 2 comes before");
        try_note(both[i], (struct note){ UINT64_MAX, update, NOTE_RELEASED, 0, 0 },
                 "note 3 of task 2 lies far outside the run");
        try_note(both[i], (struct note){ ticks, many, NOTE_RELEASED, 0, 0 }, "note 4 of task 2 comes before");
    }
    built_free(gil);
    built_free(mutex);
}

static void test_guards_without_locks_have_no_notes(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .experiment = { .guard = GUARD_MUTEX, .timing = TIMING_FULL, .count = 1 } };
    struct built *built = build_random(&plan);
    assert_contents("unchanged", built, NULL);
    built->experiment.guard = GUARD_NONE;
    built->recording.resource_count = 0;
    assert_int_equal(guards[GUARD_NONE]->lock_count, 0);
    assert_contents("none", built, "note 0 of task 1 is of a resource that is not there");
    built_free(built);
}

static void try_switch(const struct built *built, struct switch_record record, const char *reason)
{
    struct switch_record *place = (struct switch_record *)(uintptr_t)&built->recording.switches[5], was = *place;
    *place = record;
    assert_contents("switch record", built, reason);
    *place = was;
}

static void test_switch_records(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .switches = true, .experiment = { .guard = GUARD_MUTEX } };
    struct built *built = build_random(&plan);
    assert_in_range(built->recording.switch_count, 10, INT_MAX);
    uint64_t ns = built->recording.switches[4].ns;
    assert_contents("unchanged", built, NULL);
    try_switch(built, (struct switch_record){ ns, 0, 1, SWITCH_IN, 0 }, NULL);
    try_switch(built, (struct switch_record){ ns, UINT16_MAX, 1, SWITCH_EXIT, 0 }, NULL);
    try_switch(built, (struct switch_record){ ns, UINT16_MAX + 1, 1, SWITCH_EXIT, 0 }, "of a cpu that cannot be");
    try_switch(built, (struct switch_record){ ns, 0, 1, 0, 0 }, "switch record 5 is of no kind");
    try_switch(built, (struct switch_record){ ns, 0, 1, SWITCH_LOST + 1, 0 }, "of no kind");
    try_switch(built, (struct switch_record){ ns, 0, 2, SWITCH_IN, 0 }, "of nobody");
    try_switch(built, (struct switch_record){ ns, 0, SWITCH_NOBODY, SWITCH_IN, 0 }, "of nobody");
    try_switch(built, (struct switch_record){ ns, 0, 1, SWITCH_IN, 1 }, "reserved");
    try_switch(built, (struct switch_record){ ns, 1, SWITCH_NOBODY, SWITCH_LOST, 0 }, NULL);
    try_switch(built, (struct switch_record){ ns, 0, SWITCH_NOBODY, SWITCH_LOST, 0 }, "of nobody");
    try_switch(built, (struct switch_record){ ns, UINT32_MAX, SWITCH_NOBODY, SWITCH_LOST, 0 }, "of nobody");
    try_switch(built, (struct switch_record){ ns, 1, 0, SWITCH_LOST, 0 }, "of nobody");
    try_switch(built, (struct switch_record){ ns - 1, 0, 1, SWITCH_IN, 0 }, "switch record 5 comes before");
    try_switch(built, (struct switch_record){ built->facts.tick1_ns, 0, 1, SWITCH_IN, 0 },
               "switch record 6 comes before");
    try_switch(built, (struct switch_record){ UINT64_MAX, 0, 1, SWITCH_IN, 0 },
               "switch record 5 lies far outside the run");
    built_free(built);
}

// A stamp may lie outside the run by as much as the run is long.
static void test_time_stamps(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .experiment = { .timing = TIMING_FULL } };
    struct built *built = build_random(&plan);
    const uint64_t first = built->facts.tick0, last = built->facts.tick1;
    assert_true(first > last - first);
    const struct {
        uint64_t ticks;
        const char *reason;
    } cases[] = {
        { first - (last - first), NULL },
        { first - (last - first) - 1, "time stamp 7 of worker 2 lies far outside the run" },
        { 0, "time stamp 7 of worker 2 lies far outside the run" },
        { last + (last - first), NULL },
        { last + (last - first) + 1, "time stamp 7 of worker 2 lies far outside the run" },
        { UINT64_MAX, "time stamp 7 of worker 2 lies far outside the run" },
    };
    uint64_t *place = (uint64_t *)(uintptr_t)&balance_times(&built->recording, 1)[7], was = *place;
    assert_contents("unchanged", built, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        *place = cases[i].ticks;
        assert_contents("time stamp", built, cases[i].reason);
    }
    *place = was;
    built_free(built);
}

static void test_stamps_that_say_when(void **state)
{
    (void)state;
    struct build plan = { .seed = 8, .experiment = { .iterations = 1000, .timing = TIMING_SAMPLED } };
    struct built *built = build_random(&plan);
    built_to_streams(built);
    assert_contents("unchanged", built, NULL);
    struct balance_stamp *stamp = (struct balance_stamp *)(uintptr_t)&balance_stamps(&built->recording, 1)[7];
    const struct balance_stamp was = *stamp, before = stamp[-1];
    const struct {
        struct balance_stamp stamp;
        const char *reason;
    } cases[] = {
        { { was.ticks, was.made + 1, 0 }, NULL },
        { { was.ticks, before.made + 1, 0 }, NULL },
        { { was.ticks, before.made, 0 }, "time stamp 7 of worker 2 comes after" },
        { { was.ticks, 2001, 0 }, "time stamp 7 of worker 2 comes after" },
        { { was.ticks, was.made, 1 }, "time stamp 7 of worker 2 comes after" },
        { { 0, was.made, 0 }, "time stamp 7 of worker 2 lies far outside the run" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        *stamp = cases[i].stamp;
        assert_contents("stamp", built, cases[i].reason);
    }
    *stamp = was;
    built->books.run.sample_every = 1;
    assert_status("every update", recording_verify(&built->recording), "spacing of time stamps", 0);
    built->books.run.sample_every = 4096;
    assert_contents("farther apart", built, NULL);
    built->books.workers[1].stamps = 2002;
    assert_status("too many", recording_verify(&built->recording), "longer than its updates allow", 0);
    built_free(built);
}

// The longest run that is believed, to the nanosecond.
static void test_the_longest_run(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, script);
    struct run_facts *facts = &built->facts;
    facts->tick1_ns = facts->tick0_ns + RECORDING_LONGEST_NS;
    facts->tick1 = facts->tick0 + RECORDING_LONGEST_NS;
    assert_contents("longest", built, NULL);
    facts->tick1_ns++;
    assert_status("longer", recording_verify(&built->recording), "longer than a run can", 0);
    built_free(built);
}

// Where a section is damaged, that is what is said, not what nonsense the damage makes.
static void test_damage_is_told_before_nonsense(void **state)
{
    (void)state;
    struct built *built = build_script(NULL, script);
    struct image image = image_of(&built->recording);
    memset(image_data(&image, SECTION_OWN + BALANCE_SECTION_JOURNAL, 1), 0xFF, 4);
    struct recording opened;
    assert_status("opening", recording_open_bytes(&opened, image.bytes, image.size_bytes), NULL, 0);
    assert_status("damaged", recording_verify(&opened), "the checksum of the journal of worker 2 is wrong", 0);
    recording_close(&opened);
    image_reseal(image.bytes, image.size_bytes);
    assert_status("opening", recording_open_bytes(&opened, image.bytes, image.size_bytes), NULL, 0);
    assert_status("nonsense", recording_verify(&opened), "update 0 of worker 2 has read", 0);
    recording_close(&opened);
    image_free(&image);
    built_free(built);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_of_the_run),
        cmocka_unit_test(test_facts_of_a_worker),
        cmocka_unit_test(test_resources_of_another_guard),
        cmocka_unit_test(test_experiments),
        cmocka_unit_test(test_reasons_are_plain_text),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_versions_of_every_worker),
        cmocka_unit_test(test_versions_of_private_memory),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_streams_of_private_memory),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_guards_without_locks_have_no_notes),
        cmocka_unit_test(test_switch_records),
        cmocka_unit_test(test_time_stamps),
        cmocka_unit_test(test_stamps_that_say_when),
        cmocka_unit_test(test_the_longest_run),
        cmocka_unit_test(test_damage_is_told_before_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
