// The lab `locks`, run for real: whatever its variant, however it ends, its books balance and its recording is right.
#include "labs/locks/locks.h"
#include "labs/locks/reading.h"
#include "labs/locks/schedules.h"

#include "analysis/wait_graph.h"
#include "lab/program_lab.h"
#include "lab/settings.h"
#include "os/cpus.h"
#include "os/signals.h"
#include "run/run.h"

#include "support/lab_runs.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    ROUNDS = 3, // `make soak` has 100
    KILLS = 12,
    FORKS = 60,
};

#define PLAN(...) lab_plan(&locks_settings, (const char *const[]){ __VA_ARGS__, NULL })

static struct lab_books books_at(const struct recording *recording, uint64_t ns)
{
    struct lab_books books;
    locks_books(recording, ns, &books);
    return books;
}

// Without a task that was ended within it each acquisition is noted as often as the locks' words say, and each release, too.
static void check_words(const struct recording *recording)
{
    uint64_t noted = 0, taken = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        if (recording->tasks[t].finished_ns == 0)
            return;
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            noted += note->kind == NOTE_ACQUIRED && note->resource < locks_count(recording->plan);
            noted += note->kind == NOTE_OWN && note->other > 0;
        }
    }
    for (uint32_t lock = 0; lock < locks_count(recording->plan); lock++)
        taken += locks_taken(recording, lock);
    assert_int_equal(noted, taken);
}

// What holds of every run, at every moment of it.
static void check(const struct recording *recording)
{
    const struct status status = recording_verify(recording);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    for (uint64_t i = 0; i <= 20; i++) {
        const uint64_t length = recording->facts->ended_ns - recording->facts->began_ns;
        const struct lab_books books = books_at(recording, recording->facts->began_ns + length * i / 20);
        if (!lab_books_balance(&books))
            fail_msg("at %d of 20: %d taken, %d released, %d held", (int)i, (int)books.whole.value,
                     (int)books.parts[0].value, (int)books.parts[1].value);
    }
    for (uint32_t t = 0; t < recording->task_count; t++)
        assert_int_equal(recording->tasks[t].notes_dropped, 0);
    check_words(recording);
}

static void run(struct recording *recording, const struct plan *plan)
{
    const struct run_options options = { 0 };
    const struct status status = run_plan(recording, plan, &options);
    if (!status_is_ok(status))
        fail_msg("%s", status.message);
    check(recording);
}

static enum locks_outcome outcome_of(const struct plan *plan)
{
    struct recording recording;
    run(&recording, plan);
    const enum locks_outcome outcome = (enum locks_outcome)locks_outcome(&recording);
    recording_close(&recording);
    return outcome;
}

static void every_variant_balances(void **state)
{
    (void)state;
    static const char *const cores[] = { "1", "2" };
    const int variants = LOCKS_VARIANTS;
    const bool two = os_cpus_allowed()->count > 1;
    for (int round = 0; round < lab_rounds(ROUNDS); round++)
        for (int i = 0; i < 2 * variants; i++) {
            struct recording recording;
            char sentence[LAB_SENTENCE_BYTES];
            const char *name = setting_choice_name(settings_variants(&locks_settings), i / 2);
            const struct plan plan =
                PLAN("variant", name, "workers", i % 2 ? "processes" : "threads", "deadline", "150ms", "hold", "10ms",
                     "timeout", "5ms", "cores", cores[two && round % 2], "pace", round % 3 ? "10us" : "0ns");
            run(&recording, &plan);
            assert_true(strlen(locks_sentence(&recording, sentence)) > 0);
            recording_close(&recording);
        }
}

static void facts(void **state)
{
    (void)state;
    struct plan plan;
    for (int processes = 0; processes < 2; processes++) {
        const char *const workers = processes ? "processes" : "threads";
        plan = PLAN("variant", "never-released", "workers", workers, "hold", "1ms", "deadline", "300ms");
        assert_in_set(outcome_of(&plan), ((uint64_t[]){ LOCKS_FOREVER, LOCKS_LATE }), 2);
        plan = PLAN("variant", "never-released", "workers", workers, "hold", "1ms", "rescue", "yes", "deadline", "20s");
        assert_int_equal(outcome_of(&plan), LOCKS_GIVEN_BY_ANOTHER);
        plan = PLAN("variant", "finally", "workers", workers, "hold", "1ms", "deadline", "20s");
        assert_int_equal(outcome_of(&plan), LOCKS_DONE);
        plan = PLAN("variant", "double-release", "workers", workers, "hold", "1ms", "deadline", "20s");
        assert_int_equal(outcome_of(&plan), LOCKS_RAISED);
        // On a slow machine the lock may be free again when the second asks.
        plan = PLAN("variant", "non-blocking", "workers", workers, "deadline", "20s");
        assert_in_set(outcome_of(&plan), ((uint64_t[]){ LOCKS_REFUSED, LOCKS_DONE }), 2);
        plan = PLAN("variant", "timeout", "workers", workers, "timeout", "5ms", "deadline", "20s");
        assert_in_set(outcome_of(&plan), ((uint64_t[]){ LOCKS_TIMED_OUT, LOCKS_DONE }), 2);
        plan = PLAN("variant", "same-order", "workers", workers, "rounds", "20", "pause", "10us", "deadline", "20s");
        assert_int_equal(outcome_of(&plan), LOCKS_DONE);
        plan = PLAN("variant", "philosophers", "workers", workers, "arrangement", "one-left", "deadline", "20s");
        assert_int_equal(outcome_of(&plan), LOCKS_DONE);
        plan = PLAN("variant", "philosophers", "workers", workers, "arrangement", "waiter", "deadline", "20s");
        assert_int_equal(outcome_of(&plan), LOCKS_DONE);
    }
}

// "held by a dead process": whoever is ended with the lock keeps it.
static uint64_t used_ns(const struct recording *recording, uint32_t task, bool held)
{
    const struct use *use = &recording->uses[(size_t)task * recording->resource_count];
    return recording_span_ns(recording, held ? use->hold_ticks : use->wait_ticks);
}

// How long a lock was held and waited for that nobody gave back, is counted to the end, and of one that another gave back, to there.
static void what_never_ended_is_counted(void **state)
{
    (void)state;
    for (int processes = 0; processes < 2; processes++)
        for (int rescue = 0; rescue < 2; rescue++) {
            struct recording recording;
            const struct plan plan = PLAN("variant", "never-released", "workers", processes ? "processes" : "threads",
                                          "hold", "10ms", "rescue", rescue ? "yes" : "no", "deadline", "400ms");
            run(&recording, &plan);
            uint32_t waiter = 0, taker = 0;
            const struct note *waits = locks_find(&recording, NOTE_WAITS, 1, -1, &waiter),
                              *took = locks_find(&recording, NOTE_ACQUIRED, 1, -1, &taker),
                              *given = locks_find(&recording, NOTE_RELEASED, 1, -1, NULL);
            if (waits && took && taker == 1 && recording.facts->ended == (rescue ? RUN_COMPLETE : RUN_DEADLINE)) {
                const uint64_t from_ns = recording_ns(&recording, took->ticks),
                               end_ns = rescue ? recording_ns(&recording, given->ticks) : recording.facts->ended_ns;
                assert_in_range(used_ns(&recording, 1, true), end_ns - from_ns - 1000, end_ns - from_ns + 1000);
                assert_true(used_ns(&recording, waiter, false) > 0);
                if (!rescue)
                    assert_in_range(used_ns(&recording, waiter, false), 1,
                                    end_ns - recording_ns(&recording, waits->ticks) + 1000);
            }
            recording_close(&recording);
        }
}

static void a_killed_holder_keeps_it(void **state)
{
    (void)state;
    struct recording recording;
    char sentence[LAB_SENTENCE_BYTES];
    const struct plan plan = PLAN("variant", "never-released", "holder", "killed", "hold", "5ms", "deadline", "400ms");
    assert_int_equal(plan.kind, WORKERS_PROCESSES);
    run(&recording, &plan);
    assert_int_equal(locks_holder_at_end(&recording, 0), 1);
    assert_int_equal(books_at(&recording, UINT64_MAX).parts[1].value, 1);
    if (locks_outcome(&recording) == LOCKS_FOREVER) {
        assert_int_equal(recording.tasks[1].end, TASK_SIGNALED);
        assert_int_equal(recording.tasks[1].end_code, SIGTERM);
        assert_non_null(strstr(locks_sentence(&recording, sentence), "held by a dead process"));
    }
    recording_close(&recording);
}

// A deadlock is found in the notes: when its ring closed, by whom, how long until it was noticed. No run has to have one.
static void rings(void **state)
{
    (void)state;
    static const struct {
        const char *variant, *count;
        uint32_t length;
    } rows[] = { { "opposite-orders", "5", 2 },
                 { "philosophers", "2", 2 },
                 { "philosophers", "3", 3 },
                 { "philosophers", "5", 5 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recording recording;
        struct arena memory = ARENA_EMPTY;
        const struct wait_ring *found;
        size_t count;
        const struct plan plan =
            PLAN("variant", rows[i].variant, "count", rows[i].count, "pause", "20ms", "deadline", "500ms");
        run(&recording, &plan);
        assert_true(wait_rings_find(&recording, &memory, &found, &count));
        const bool deadlock = locks_outcome(&recording) == LOCKS_DEADLOCK;
        assert_int_equal(deadlock, count == 1);
        if (deadlock) {
            assert_int_equal(recording.facts->ended, RUN_DEADLINE);
            assert_int_equal(found[0].length, rows[i].length);
            assert_true(found[0].opened_ns == UINT64_MAX);
            assert_in_range(found[0].closed_ns, recording.facts->began_ns, recording.facts->ended_ns);
            assert_int_equal(books_at(&recording, UINT64_MAX).parts[1].value, rows[i].length);
        }
        arena_finish(&memory);
        recording_close(&recording);
    }
    // Whoever gives up opens it: nobody hangs.
    for (int i = 0; i < 4; i++) {
        const struct plan plan = PLAN("variant", i % 2 ? "opposite-orders" : "philosophers", "workers",
                                      i < 2 ? "threads" : "processes", "give-up", "2ms", "deadline", "20s");
        assert_in_set(outcome_of(&plan), ((uint64_t[]){ LOCKS_RING_OPENED, LOCKS_TIMED_OUT, LOCKS_DONE }), 3);
    }
}

// The copy is locked for good with the share of its time that a thread held the lock; five standard deviations are allowed.
// ---- driven ----------------------------------------------------------------------------------------------------------

struct moved {
    uint64_t ticks;
    char worker;
};

static int by_ticks(const void *a, const void *b)
{
    const struct moved *x = a, *y = b;
    return (x->ticks > y->ticks) - (x->ticks < y->ticks);
}

// Who took and gave back, as it is noted: a digit each.
static void read_moves(const struct recording *recording, char moves[LOCKS_MOVES_BYTES])
{
    const uint32_t seats = locks_resource(recording->plan, LOCKS_SEATS);
    struct moved moved[LOCKS_MOVES_BYTES];
    int count = 0;
    for (uint32_t t = 1; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            const bool of_locks = note->resource < locks_count(recording->plan) || note->resource == seats;
            if (!of_locks || (note->kind != NOTE_ACQUIRED && note->kind != NOTE_RELEASED))
                continue;
            assert_true(count + 1 < LOCKS_MOVES_BYTES);
            moved[count++] = (struct moved){ note->ticks, (char)('0' + t) };
        }
    qsort(moved, (size_t)count, sizeof *moved, by_ticks);
    for (int i = 0; i < count; i++)
        moves[i] = moved[i].worker;
    moves[count] = '\0';
}

// A schedule drawn by lot, to its end or a few moves of it.
static void draw_lots(const struct locking *locking, uint32_t *seed, char moves[LOCKS_MOVES_BYTES])
{
    struct locking_places places = { { 0 } };
    int count = 0;
    for (unsigned enabled; (enabled = locking_enabled(locking, &places)) != 0 && count < LOCKING_MOVES_MAX;) {
        *seed = *seed * 1103515245 + 12345;
        const int worker = (int)(*seed >> 16) % locking->workers;
        if (!(enabled >> worker & 1))
            continue;
        moves[count++] = (char)('1' + worker);
        places.of[worker]++;
        if (*seed >> 28 == 0)
            break; // the rest follows
    }
    moves[count] = '\0';
}

// Runs it, and holds what came of it against what the explorer says of that schedule.
static void drive(const char *const *words, const char *moves)
{
    struct recording recording;
    struct locking locking;
    struct locking_places places = { { 0 } };
    char made[LOCKS_MOVES_BYTES];
    const struct plan plan = PLAN(words[0], words[1], words[2], words[3], words[4], words[5], "workers", words[6],
                                  "schedule", moves, "pace", "0ns", "deadline", "150ms");
    run(&recording, &plan);
    assert_true(locks_locking(&plan, &locking));
    assert_memory_equal(locks_plan_of(&plan)->moves, moves, strlen(moves));
    read_moves(&recording, made);
    locking_follow(&locking, &places, locks_plan_of(&plan)->moves);
    const bool deadlock = locking_deadlocked(&locking, &places);
    const enum locks_outcome outcome = (enum locks_outcome)locks_outcome(&recording);
    if (outcome == LOCKS_LATE) { // on a machine that did not get so far
        assert_memory_equal(made, locks_plan_of(&plan)->moves, strlen(made));
    } else {
        assert_string_equal(made, locks_plan_of(&plan)->moves);
        assert_int_equal(outcome, deadlock ? LOCKS_DEADLOCK : LOCKS_DONE);
        assert_int_equal(recording.facts->ended, deadlock ? RUN_DEADLINE : RUN_COMPLETE);
    }
    recording_close(&recording);
}

static void a_schedule_is_made_as_it_was_asked_for(void **state)
{
    (void)state;
    static const char *const plans[][6] = {
        { "variant", "same-order", "cores", "1", "cores", "1" },
        { "variant", "opposite-orders", "cores", "1", "cores", "1" },
        { "variant", "philosophers", "count", "2", "arrangement", "all-right" },
        { "variant", "philosophers", "count", "5", "arrangement", "all-right" },
        { "variant", "philosophers", "count", "4", "arrangement", "one-left" },
        { "variant", "philosophers", "count", "3", "arrangement", "waiter" },
    };
    uint32_t seed = 11;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        for (int processes = 0; processes < 2; processes++) {
            const char *const *p = plans[i];
            const char *const words[] = { p[0], p[1], p[2], p[3], p[4], p[5], processes ? "processes" : "threads" };
            const struct plan plan = PLAN(p[0], p[1], p[2], p[3], p[4], p[5]);
            struct locking locking;
            struct locking_counts counts;
            char moves[LOCKS_MOVES_BYTES];
            assert_true(locks_locking(&plan, &locking) && locking_count(&counts, &locking, NULL));
            if (counts.moves > 0)
                drive(words, counts.first);
            draw_lots(&locking, &seed, moves);
            drive(words, moves);
        }
}

static void assert_no_schedule(const char *variant, const char *with, const char *value, const char *moves,
                               const char *named)
{
    struct settings settings;
    settings_init(&settings, &locks_settings, 2);
    assert_true(status_is_ok(settings_set(&settings, "variant", variant)));
    assert_true(status_is_ok(settings_set(&settings, with, value)));
    struct status status = settings_set(&settings, "schedule", moves);
    if (status_is_ok(status))
        status = settings_finish(&settings, UINT64_MAX);
    assert_int_equal(status.kind, STATUS_USAGE);
    if (!strstr(status.message, named))
        fail_msg("\"%s\" is not in \"%s\"", named, status.message);
}

static void what_is_no_schedule_is_refused(void **state)
{
    (void)state;
    assert_no_schedule("opposite-orders", "cores", "1", "113", "move 3 is '3', must be a digit from 1 to 2");
    assert_no_schedule("opposite-orders", "cores", "1", "112", "T2 waits for lock B that T1 has");
    assert_no_schedule("opposite-orders", "workers", "processes", "112", "P2 waits for lock B that P1 has");
    assert_no_schedule("same-order", "cores", "1", "11111", "T1 has ended");
    assert_no_schedule("same-order", "cores", "1", "", "must be digits from 1 to 5");
    assert_no_schedule("same-order", "cores", "1", "12a", "must be digits from 1 to 5");
    assert_no_schedule("same-order", "cores", "1", "11111111111111111111111111111111", "31 at most");
    assert_no_schedule("same-order", "rounds", "2", "1", "--rounds: does not go with --schedule");
    assert_no_schedule("timeout", "cores", "1", "1", "not timeout");
    assert_no_schedule("philosophers", "arrangement", "waiter", "12345", "T5 waits for a seat");
}

// A plan from a file whose moves are no whole schedule is none of this lab's; moves are of one run alone.
static void a_schedule_in_a_plan_is_whole(void **state)
{
    (void)state;
    struct plan plan = PLAN("variant", "opposite-orders", "schedule", "12");
    char *moves = ((struct locks_plan *)&plan)->moves;
    struct settings settings;
    assert_true(status_is_ok(settings_check(&locks_settings, &plan)));
    settings_init(&settings, &locks_settings, 2);
    settings_adopt(&settings, &locks_settings, &plan);
    assert_false(locks_is_driven(&settings.plan));
    assert_int_equal(locks_plan_of(&settings.plan)->variant, LOCKS_OPPOSITE_ORDERS);
    static const char *const wrong[] = { "1", "122", "9", "21x" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memset(moves, 0, LOCKS_MOVES_BYTES);
        memcpy(moves, wrong[i], strlen(wrong[i]));
        assert_int_equal(settings_check(&locks_settings, &plan).kind, STATUS_BAD_FILE);
    }
    memset(moves, '1', LOCKS_MOVES_BYTES);
    assert_int_equal(settings_check(&locks_settings, &plan).kind, STATUS_BAD_FILE);
}

static void a_fork_copies_the_lock_as_it_is(void **state)
{
    (void)state;
    int locked[2] = { 0 };
    for (int i = 0; i < 2 * FORKS; i++) {
        struct recording recording;
        const struct plan plan =
            PLAN("variant", "fork-while-held", "share", i % 2 ? "90" : "10", "timeout", "1ms", "deadline", "20s");
        run(&recording, &plan);
        assert_int_equal(recording.facts->ended, RUN_COMPLETE);
        const bool copied_held = locks_holder_at_end(&recording, LOCKS_COPY) >= 0;
        assert_int_equal(locks_outcome(&recording), copied_held ? LOCKS_COPY_LOCKED : LOCKS_COPY_FREE);
        assert_int_equal(locks_holder_at_end(&recording, LOCKS_ORIGINAL), -1); // given back, which does not help
        assert_int_equal(books_at(&recording, UINT64_MAX).parts[1].value, copied_held);
        locked[i % 2] += copied_held;
        recording_close(&recording);
    }
    print_message("%d of %d at 10 %%, %d at 90 %%\n", locked[0], FORKS, locked[1]);
    assert_true(locked[1] > locked[0]);
#ifndef __SANITIZE_ADDRESS__ // whose fork takes so long that the thread goes on meanwhile
    assert_in_range(locked[0], 0, FORKS * 10 / 100 + 12);
    assert_in_range(locked[1], FORKS * 90 / 100 - 12, FORKS);
#endif
}

static void a_saved_run_is_the_same(void **state)
{
    (void)state;
    char folder[] = "/tmp/raceledger-test-XXXXXX", path[64], a[LAB_SENTENCE_BYTES], b[LAB_SENTENCE_BYTES];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/run.rl", folder);
    struct recording recording, read;
    const struct plan plan = PLAN("variant", "opposite-orders", "deadline", "200ms");
    run(&recording, &plan);
    assert_true(status_is_ok(recording_save(&recording, path)));
    assert_true(status_is_ok(recording_read(&read, path)));
    check(&read);
    assert_int_equal(locks_outcome(&recording), locks_outcome(&read));
    assert_string_equal(locks_sentence(&recording, a), locks_sentence(&read, b));
    recording_close(&read);
    recording_close(&recording);
    unlink(path);
    rmdir(folder);
}

static void what_was_shared_is_checked(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "finally", "hold", "1ms", "deadline", "20s");
    run(&recording, &plan);
    struct locks_shared *shared = (struct locks_shared *)(uintptr_t)program_lab_shared(&recording);
    const uint32_t word = atomic_load(&shared->locks[0].word);
    atomic_store(&shared->locks[0].word, word | 60); // held by a task that is not there
    const struct status status = recording_verify(&recording);
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "locks"));
    atomic_store(&shared->locks[0].word, word);
    assert_true(status_is_ok(recording_verify(&recording)));
    // Taken once more than was given back, and free: that must be seen.
    atomic_store(&shared->locks[0].word, word + PROGRAM_LOCK_TAKEN_ONE);
    const struct lab_books books = books_at(&recording, UINT64_MAX);
    assert_false(lab_books_balance(&books));
    recording_close(&recording);
}

// A task that is ended between a lock's word and its note: whichever comes first, the books hold the word for true.
static void ended_between_word_and_note(void **state)
{
    (void)state;
    struct recording recording;
    const struct plan plan = PLAN("variant", "double-release", "hold", "1ms", "deadline", "20s");
    run(&recording, &plan);
    struct locks_shared *shared = (struct locks_shared *)(uintptr_t)program_lab_shared(&recording);
    struct task *worker = (struct task *)(uintptr_t)&recording.tasks[1];
    const struct note *notes = recording.notes[1];
    const uint32_t word = atomic_load(&shared->locks[0].word);
    uint64_t acquired = 0, released = 0;
    for (uint64_t i = 0; i < worker->notes; i++) {
        acquired = notes[i].kind == NOTE_ACQUIRED && notes[i].resource == 0 ? i : acquired;
        released = notes[i].kind == NOTE_RELEASED && notes[i].resource == 0 ? i : released;
    }
    assert_true(acquired > 0 && released > acquired);
    worker->finished_ns = 0;
    worker->end = TASK_STOPPED;
    atomic_store(&shared->locks[0].word, word | 2); // T1 has it
    const uint64_t ends[] = { acquired, acquired + 1, released + 1 };
    for (size_t i = 0; i < 3; i++) { // the acquisition not yet noted; noted; its release noted, and not done
        worker->notes = ends[i];
        const struct lab_books books = books_at(&recording, UINT64_MAX);
        assert_true(lab_books_balance(&books));
        assert_int_equal(books.whole.value, 1);
        assert_int_equal(books.parts[0].value, 0);
        assert_int_equal(books.parts[1].value, 1);
    }
    atomic_store(&shared->locks[0].word, word); // the release noted and done
    const struct lab_books books = books_at(&recording, UINT64_MAX);
    assert_true(lab_books_balance(&books));
    assert_int_equal(books.parts[0].value, 1);
    recording_close(&recording);
}

// Somebody else kills one of the workers at any moment, by turns while it holds a lock: the books balance all the same.
static void killed_from_outside(void **state)
{
    (void)state;
    for (int i = 0; i < KILLS; i++) {
        struct recording recording;
        const struct plan plan = PLAN("variant", i % 2 ? "same-order" : "philosophers", "workers", "processes",
                                      "rounds", "100", "pause", "10us", "arrangement", "one-left", "deadline", "400ms");
        char command[200];
        // Of the run's processes those that have no children are the workers; the last one there is, or the first.
        snprintf(
            command, sizeof command,
            "sleep 0.0%d; main=$(pgrep -P %d | while read p; do pgrep -P $p >/dev/null && echo $p; done | tail -1); "
            "task=$(pgrep -P ${main:-0} | %s -1); [ -n \"$task\" ] && kill -9 $task",
            1 + i % 9, (int)getpid(), i % 4 < 2 ? "head" : "tail");
        const pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0) {
            execl("/bin/sh", "sh", "-c", command, (char *)NULL);
            _exit(127);
        }
        run(&recording, &plan);
        recording_close(&recording);
        kill(killer, SIGKILL);
        waitpid(killer, NULL, 0);
    }
}

int main(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_balances),
        cmocka_unit_test(facts),
        cmocka_unit_test(what_never_ended_is_counted),
        cmocka_unit_test(a_killed_holder_keeps_it),
        cmocka_unit_test(rings),
        cmocka_unit_test(a_schedule_is_made_as_it_was_asked_for),
        cmocka_unit_test(what_is_no_schedule_is_refused),
        cmocka_unit_test(a_schedule_in_a_plan_is_whole),
        cmocka_unit_test(a_fork_copies_the_lock_as_it_is),
        cmocka_unit_test(a_saved_run_is_the_same),
        cmocka_unit_test(what_was_shared_is_checked),
        cmocka_unit_test(ended_between_word_and_note),
        cmocka_unit_test(killed_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
