// A document of thousands of tasks: whole, and its rows, waits and moments in order.
#include "document/build.h"
#include "document/playback.h"
#include "support/recording_crowd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct crowd_plan plans[] = {
    { .tasks = 64, .processes = 64, .resources = 6, .records = 8000, .cpus = 2, .seed = 2 },
    { .tasks = 130, .processes = 2, .resources = 6, .records = 20000, .cpus = 4, .gil = true, .seed = 3 },
    { .tasks = 900, .processes = 9, .resources = 6, .records = 60000, .cpus = 16, .broken = true, .seed = 5 },
    { .tasks = TASKS_MAX, .processes = 8, .resources = 64, .records = 150000, .cpus = 8, .seed = 7 },
};

enum {
    PLANS = sizeof plans / sizeof *plans,
};

static void document_or_fail(struct document *document, const struct crowd_run *crowd)
{
    struct recording recording = crowd->recording;
    const struct status status = document_build(document, &recording);
    if (!status_is_ok(status))
        fail_msg("%u tasks: %s", crowd->plan.tasks, status.message);
}

static void in_order(const struct track *track)
{
    for (size_t i = 0; i < track->count; i++) {
        assert_true(track->spans[i].to_ns > track->spans[i].from_ns);
        assert_true(i == 0 || track->spans[i].from_ns >= track->spans[i - 1].to_ns);
        assert_true(track->spans[i].kind >= 0 && track->spans[i].kind < track->kinds);
    }
}

static void rows_are_in_order(const struct document *document)
{
    const struct overview *overview = &document->overview;
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        in_order(&overview->states[t]);
        in_order(&overview->activities[t]);
    }
    for (int i = 0; i < overview->lock_count; i++)
        in_order(&overview->locks[i]);
    for (int i = 0; i < overview->cpu_count; i++)
        in_order(&overview->cpus[i]);
}

static void waits_are_all(const struct document *document)
{
    const struct waits *waits = &document->waits;
    size_t count = 0;
    for (uint32_t t = 0; t < document->recording.task_count; t++)
        for (size_t i = 0; i < document->states.workers[t].activity_count; i++) {
            const struct activity_span *span = &document->states.workers[t].activities[i];
            count += span->activity == ACTIVITY_WAITING && span->lock > 0;
        }
    assert_int_equal(waits->count, count);
    for (size_t i = 1; i < count; i++)
        assert_true(
            waits->all[i].from_ns > waits->all[i - 1].from_ns ||
            (waits->all[i].from_ns == waits->all[i - 1].from_ns && waits->all[i].worker >= waits->all[i - 1].worker));
}

static void moments_are_in_order(const struct document *document)
{
    const struct recording *recording = &document->recording;
    const struct moments *moments = &document->moments;
    uint64_t count = recording->switch_count + recording->console_count;
    for (uint32_t t = 0; t < recording->task_count; t++)
        count += recording->tasks[t].notes;
    assert_int_equal(moments->count, count);
    for (uint64_t i = 1; i < count; i++)
        assert_true(moments->others_ns[i] >= moments->others_ns[i - 1]);
    assert_true(document->tale.count > 0);
    for (size_t i = 1; i < document->tale.count; i++)
        assert_true(document->tale.all[i].ns >= document->tale.all[i - 1].ns);
}

static void a_crowd_is_a_document(void **state)
{
    (void)state;
    for (int i = 0; i < PLANS; i++) {
        struct crowd_run *crowd = crowd_new(plans[i]);
        struct document document;
        struct playback playback;
        document_or_fail(&document, crowd);
        rows_are_in_order(&document);
        waits_are_all(&document);
        moments_are_in_order(&document);
        playback_start(&playback, &document);
        for (double seconds = 0; playback.playing && seconds < 60; seconds += 0.05)
            playback_advance(&playback, &document, 0.05);
        assert_true(playback_at_end(&playback, &document));
        document_finish(&document);
        crowd_free(crowd);
    }
}

// Who has a lock at a moment, by each task's own notes; *several: more than one.
static int holder_slowly(const struct recording *recording, uint32_t lock, uint64_t ns, bool *several)
{
    int holder = -1;
    *several = false;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        bool has = false;
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (recording_ns(recording, note->ticks) <= ns && note->resource == lock &&
                (note->kind == NOTE_ACQUIRED || note->kind == NOTE_RELEASED))
                has = note->kind == NOTE_ACQUIRED;
        }
        *several |= has && holder >= 0;
        holder = has && holder < 0 ? (int)t : holder;
    }
    return holder;
}

// Also of a lock that keeps nobody out, with more tasks than a word has bits.
static void lock_rows_say_who_has_them(void **state)
{
    (void)state;
    struct crowd_run *crowd = crowd_new(plans[2]);
    struct document document;
    struct random random = { random_seed(3) };
    document_or_fail(&document, crowd);
    const uint32_t last = crowd->plan.resources - 1;
    uint64_t together = 0;
    for (int i = 0; i < 60; i++) {
        const uint64_t ns = random_between(&random, document_from_ns(&document), document_to_ns(&document) - 1);
        for (uint32_t lock = CROWD_LOCKS; lock <= last; lock++) {
            const struct track *track = &document.overview.locks[lock];
            const size_t at = track_find(track, ns);
            const struct track_span *span =
                at < track->count && track->spans[at].from_ns <= ns ? &track->spans[at] : NULL;
            bool several;
            const int holder = holder_slowly(&crowd->recording, lock, ns, &several);
            assert_int_equal(span && span->kind == TRACK_SEVERAL, several);
            if (!several)
                assert_int_equal(span ? span->extra : -1, holder);
            together += several;
        }
    }
    assert_true(together > 0);
    document_finish(&document);
    crowd_free(crowd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crowd_is_a_document),
        cmocka_unit_test(lock_rows_say_who_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
