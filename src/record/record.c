// Starts the command held, opens the kernel's records on it, lets it go, drains every 2 ms until it has ended, and seals.
#include "record/record.h"

#include "base/fault.h"
#include "base/said.h"
#include "os/clock.h"
#include "os/signals.h"
#include "record/books_left.h"
#include "record/build_traits.h"
#include "record/left.h"
#include "record/number_left.h"
#include "record/reach.h"
#include "record/seal.h"
#include "record/watch_ask.h"

#include <signal.h>
#include <string.h>

#define NS_PER_MS UINT64_C(1000000)

static const uint64_t tick_ns = 2 * NS_PER_MS;
static const uint64_t first_look_ns = NS_PER_MS;
static const uint64_t so_far_ns = 1000 * NS_PER_MS;
static const uint64_t expected = 8192; // switch records of a cpu between two drains

struct recorder {
    const struct record_options *options;
    struct os_target target;
    struct os_bell bell;
    struct left *left;
    struct number_left *numbers; // NULL: nothing was asked for
    struct books_left *books;
    struct record_watch watch;
    bool stopping;
    size_t lives_seen; // for new programs
    uint64_t next_ns;  // when it is shown so far again
};

// ---- what may be refused --------------------------------------------------------------------------------------------

static struct status open_numbers(struct recorder *recorder)
{
    size_t count = 0;
    while (recorder->options->watch[count])
        count++;
    return number_left_open(&recorder->numbers, left_preload(recorder->left), recorder->options->watch, count,
                            recorder->options->most_bytes);
}

// What would complain of the library, or give up, runs without it.
static void open_left(struct recorder *recorder, const struct watch_ranges *asked)
{
    bool preload = true;
    if (recorder->options->no_locks)
        return;
    recorder->watch.programs = programs_new();
    recorder->watch.reach_status = reach_of(recorder->watch.words[0], &preload);
    if (!preload)
        return;
    recorder->watch.inside_status =
        left_open(&recorder->left, recorder->options->most_bytes, recorder->options->keep_newest);
    if (recorder->left && recorder->options->watch[0])
        recorder->watch.inside_status = open_numbers(recorder);
    if (recorder->left)
        (void)books_left_open(&recorder->books, left_preload(recorder->left), recorder->options->most_bytes);
    if (recorder->books && asked->count)
        books_left_ask(recorder->books, asked->program, asked->ranges, asked->count);
}

static void open_switches(struct recorder *recorder)
{
    struct record_watch *watch = &recorder->watch;
    if (recorder->options->no_kernel) {
        watch->switches_status = status_make(STATUS_FAILED, SAID("switch records were not asked for"));
        return;
    }
    watch->switches_status = os_switches_open_on(&watch->switches, recorder->target.pid, expected,
                                                 recorder->options->most_bytes, recorder->options->keep_newest);
    if (watch->switches)
        watch->sleepers = sleepers_new();
}

// ---- while it runs --------------------------------------------------------------------------------------------------

// Programs that were begun since the last look.
static void look_at_programs(struct recorder *recorder)
{
    size_t count = 0;
    const struct os_life *lives = os_switches_lives(recorder->watch.switches, &count);
    (void)programs_look(recorder->watch.programs);
    for (; recorder->lives_seen < count; recorder->lives_seen++)
        if (lives[recorder->lives_seen].kind == OS_LIFE_EXEC)
            programs_became(recorder->watch.programs, lives[recorder->lives_seen].pid, lives[recorder->lives_seen].ns);
}

static void drain(struct recorder *recorder)
{
    struct record_watch *watch = &recorder->watch;
    if (!watch->switches)
        return;
    os_switches_drain(watch->switches);
    if (watch->programs)
        look_at_programs(recorder);
    if (watch->sleepers)
        sleepers_look(watch->sleepers, watch->switches, os_now_ns());
}

// Ends it the hard way: once, and whoever it leaves behind stays.
static void stop(struct recorder *recorder, enum run_end why)
{
    if (!recorder->stopping)
        recorder->watch.ended = why;
    recorder->stopping = true;
    (void)os_target_signal(&recorder->target, SIGKILL);
}

static struct status read_books(const struct recorder *recorder, const struct event_streams *streams,
                                struct raw_books *books)
{
    struct status status =
        recorder->books ? books_left_read(recorder->books, recorder->watch.running, streams, books) : status_ok();
    if (status_is_ok(status) && recorder->numbers)
        status = number_left_read(recorder->numbers, streams, books);
    return status;
}

static struct status seal(struct recorder *recorder, struct recording *recording)
{
    struct event_streams streams = { 0 };
    struct raw_books books = { 0 };
    struct status status = recorder->left ? left_read(recorder->left, &streams) : status_ok();
    if (status_is_ok(status))
        status = read_books(recorder, &streams, &books);
    recorder->watch.books = &books;
    if (status_is_ok(status))
        status = record_seal(recording, &recorder->watch, &streams);
    recorder->watch.books = NULL;
    raw_books_free(&books);
    left_free_streams(&streams);
    return status;
}

// Shows what was recorded so far. What that takes of a cpu is a twentieth at most.
static void show_so_far(struct recorder *recorder)
{
    struct recording recording;
    struct record_watch *watch = &recorder->watch;
    const uint64_t now_ns = os_now_ns();
    if (!recorder->options->so_far || now_ns < recorder->next_ns)
        return;
    watch->running = true;
    watch->ended_ns = now_ns;
    if (status_is_ok(seal(recorder, &recording))) {
        recorder->options->so_far(recorder->options->context, &recording);
        recording_close(&recording);
    }
    watch->running = false;
    const uint64_t took_ns = os_now_ns() - now_ns;
    recorder->next_ns = now_ns + (took_ns * 20 > so_far_ns ? took_ns * 20 : so_far_ns);
}

static void supervise(struct recorder *recorder)
{
    const uint64_t deadline_ns = recorder->options->deadline_ns;
    while (!os_target_ended(&recorder->target)) {
        (void)os_bell_wait(&recorder->bell, tick_ns);
        drain(recorder);
        show_so_far(recorder);
        if (deadline_ns && os_now_ns() - recorder->watch.released_ns >= deadline_ns)
            stop(recorder, RUN_DEADLINE);
        else if (os_target_asked() > 1)
            stop(recorder, RUN_INTERRUPTED);
    }
}

// Its program may be gone before the first tick.
static void look_at_first(struct recorder *recorder)
{
    struct programs *programs = recorder->watch.programs;
    if (!programs)
        return;
    programs_became(programs, (int32_t)recorder->target.pid, recorder->watch.released_ns);
    for (uint64_t until_ns = os_now_ns() + first_look_ns; programs_look(programs) && os_now_ns() < until_ns;)
        os_sleep_until_ns(os_now_ns() + first_look_ns / 20);
}

// Nobody else finds another folder in its environment: who is built for the compiler's own library and is run by another program has
// that, for itself; who is built with ours finds what it needs without (inside/hooks/books.c).
static bool calls_hooks(const char *program)
{
    struct build_traits traits;
    return build_traits_read(&traits, program) && traits.is_hooked;
}

static struct status run(struct recorder *recorder, char *const *words)
{
    struct record_watch *watch = &recorder->watch;
    watch->began_unix_ns = os_unix_ns();
    watch->began_ns = os_now_ns();
    const struct os_target_libraries libraries = {
        .preload = recorder->left ? left_preload(recorder->left) : NULL,
        .folder = recorder->books && calls_hooks(words[0]) ? books_left_folder(recorder->books) : NULL,
    };
    struct status status = os_target_start(&recorder->target, words, &libraries);
    if (!status_is_ok(status))
        return status;
    open_switches(recorder);
    status = os_target_forward(&recorder->target, &recorder->bell);
    watch->released_ns = os_now_ns();
    if (status_is_ok(status))
        status = os_target_go(&recorder->target, words[0]);
    if (status_is_ok(status)) {
        look_at_first(recorder);
        supervise(recorder);
    }
    watch->ended_ns = os_now_ns();
    if (watch->switches)
        os_switches_stop(watch->switches);
    (void)os_target_forward(NULL, NULL);
    return status;
}

struct status record_run(struct recording *recording, char *const *words, const struct record_options *options,
                         int *exec_code)
{
    struct recorder recorder = { .options = options };
    recorder.watch = (struct record_watch){ .options = options, .words = words, .target = &recorder.target };
    *exec_code = 0;
    struct watch_ranges asked;
    struct status status = watch_ask(options->watch, words[0], &asked);
    if (status_is_ok(status))
        status = os_bell_open(&recorder.bell);
    if (!status_is_ok(status))
        return status;
    open_left(&recorder, &asked);
    status = run(&recorder, words);
    if (status.kind == STATUS_USAGE)
        *exec_code = recorder.target.code;
    if (status_is_ok(status))
        status = seal(&recorder, recording);
    os_switches_close(recorder.watch.switches);
    sleepers_free(recorder.watch.sleepers);
    programs_free(recorder.watch.programs);
    number_left_close(recorder.numbers);
    books_left_close(recorder.books);
    left_close(recorder.left);
    os_bell_close(&recorder.bell);
    return status;
}
