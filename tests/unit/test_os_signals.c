// Signals and the doorbell. What ends a program is tried in forked children.
#include "os/clock.h"
#include "os/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)
#define PATIENCE_NS (20000 * MS)

// Runs a scene in a child and gives its end as waitpid tells it. A scene returns 0 if all was as it should be, else
// the number of what was not.
static int play(int (*scene)(void))
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(scene());
    int how = -1;
    assert_int_equal(waitpid(child, &how, 0), child);
    return how;
}

static void assert_went_well(int how)
{
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

static void assert_died_of(int how, int signal_number)
{
    assert_false(WIFEXITED(how) && WEXITSTATUS(how));
    assert_true(WIFSIGNALED(how));
    assert_int_equal(WTERMSIG(how), signal_number);
}

// ---- requests -------------------------------------------------------------------------------------------------------

static int first_signal_is_noted(void)
{
    struct os_bell bell;
    if (!status_is_ok(os_signals_init()) || !status_is_ok(os_bell_open(&bell)))
        return 1;
    os_signals_listen(0);
    os_signals_ring(&bell);
    if (os_signals_pending() != 0)
        return 2;
    raise(SIGTERM);
    if (os_signals_pending() != SIGTERM)
        return 3;
    if (!os_bell_wait(&bell, 0))
        return 4;
    if (os_bell_wait(&bell, 0))
        return 5;
    os_signals_ring(NULL);
    os_bell_close(&bell);
    return 0;
}

static int first_signal_without_bell(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    raise(SIGINT);
    return os_signals_pending() == SIGINT ? 0 : 2;
}

static void first_signal_is_a_request(void **state)
{
    (void)state;
    assert_went_well(play(first_signal_is_noted));
    assert_went_well(play(first_signal_without_bell));
}

static char unfinished[] = "/tmp/test_os_signals-XXXXXX";

static int second_signal(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    os_signals_unlink_on_kill(unfinished);
    raise(SIGINT);
    if (access(unfinished, F_OK) != 0)
        return 2; // too early
    raise(SIGINT);
    return 3;
}

static int second_signal_of_another_kind(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    os_signals_unlink_on_kill(unfinished);
    os_signals_unlink_on_kill(NULL);
    raise(SIGINT);
    raise(SIGTERM);
    return 2;
}

static void second_signal_ends_at_once(void **state)
{
    (void)state;
    strcpy(unfinished + strlen(unfinished) - 6, "XXXXXX");
    int file = mkstemp(unfinished);
    assert_true(file >= 0);
    close(file);

    int how = play(second_signal_of_another_kind);
    bool kept = access(unfinished, F_OK) == 0;
    assert_died_of(how, SIGTERM);
    assert_true(kept); // it had been forgotten

    how = play(second_signal);
    kept = access(unfinished, F_OK) == 0;
    unlink(unfinished);
    assert_died_of(how, SIGINT);
    assert_false(kept);
}

// ---- who listens ----------------------------------------------------------------------------------------------------

static int nobody_listens(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    os_signals_listen(0);
    os_signals_leave();
    os_signals_leave();
    for (;;) // computing
        raise(SIGTERM);
}

// Of two that nest the inner one leaves: the outer one still listens, and answers.
static int outer_listens(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    os_signals_listen(0);
    raise(SIGTERM);
    os_signals_leave();
    if (os_signals_pending() != SIGTERM)
        return 2;
    os_signals_leave();
    return 0;
}

static int nobody_answers(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    raise(SIGINT);
    os_signals_leave();
    return 2;
}

static int too_slow(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_unlink_on_kill(unfinished);
    os_signals_listen(20 * MS);
    raise(SIGTERM);
    const uint64_t from = os_now_ns();
    while (os_signals_pending() == SIGTERM && os_now_ns() - from < PATIENCE_NS)
        ;
    return 2;
}

static int in_time(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(500 * MS);
    raise(SIGTERM);
    if (os_signals_pending() != SIGTERM)
        return 2;
    os_signals_leave();
    os_sleep_until_ns(os_now_ns() + 700 * MS);
    return 0;
}

static int waits_for_a_reader(void)
{
    char path[sizeof unfinished + 8];
    snprintf(path, sizeof path, "%s.pipe", unfinished);
    if (!status_is_ok(os_signals_init()) || mkfifo(path, 0600) != 0)
        return 1;
    struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
    setitimer(ITIMER_REAL, &soon, NULL);
    const int file = open(path, O_WRONLY); // nobody will ever read
    return file < 0 ? 2 : 3;
}

static void a_signal_ends_what_nobody_answers(void **state)
{
    (void)state;
    char path[sizeof unfinished + 8];
    strcpy(unfinished + strlen(unfinished) - 6, "XXXXXX");
    int file = mkstemp(unfinished);
    assert_true(file >= 0);
    close(file);
    assert_died_of(play(nobody_listens), SIGTERM);
    assert_went_well(play(outer_listens));
    assert_died_of(play(nobody_answers), SIGINT);
    assert_went_well(play(in_time));
    assert_died_of(play(waits_for_a_reader), SIGALRM);
    snprintf(path, sizeof path, "%s.pipe", unfinished);
    unlink(path);
    assert_int_equal(access(unfinished, F_OK), 0);
    assert_died_of(play(too_slow), SIGTERM);
    assert_int_equal(access(unfinished, F_OK), -1);
}

static int reraise(void)
{
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    raise(SIGTERM);
    return os_signals_reraise(os_signals_pending());
}

static int reraise_what_is_blocked(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    return os_signals_reraise(SIGINT);
}

static int reraise_what_does_not_kill(void) { return os_signals_reraise(SIGCHLD) == 128 + SIGCHLD ? 0 : 1; }

static void reraised_signal_ends_as_itself(void **state)
{
    (void)state;
    assert_died_of(play(reraise), SIGTERM);
    assert_died_of(play(reraise_what_is_blocked), SIGINT);
    assert_went_well(play(reraise_what_does_not_kill));
}

static int others_are_arranged(void)
{
    signal(SIGCHLD, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN); // as a shell does for what it starts in the background
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    int ends[2];
    if (pipe(ends) != 0 || close(ends[0]) != 0)
        return 2;
    if (write(ends[1], "", 1) != -1 || errno != EPIPE)
        return 3;
    raise(SIGHUP);
    if (os_signals_pending() != 0)
        return 4;
    pid_t child = fork();
    int how = 0;
    if (child == 0)
        _exit(9);
    if (waitpid(child, &how, 0) != child || WEXITSTATUS(how) != 9)
        return 5;
    raise(SIGINT);
    return os_signals_pending() == SIGINT ? 0 : 6;
}

static int closed_terminal(void)
{
    signal(SIGHUP, SIG_DFL);
    if (!status_is_ok(os_signals_init()))
        return 1;
    os_signals_listen(0);
    raise(SIGHUP);
    return os_signals_pending() == SIGHUP ? 0 : 2;
}

static void other_signals(void **state)
{
    (void)state;
    assert_went_well(play(others_are_arranged));
    assert_went_well(play(closed_terminal));
}

// A blocking read goes on after the handler, so that printing and reading are not broken off.
static int transfers_go_on(void)
{
    int ends[2];
    if (!status_is_ok(os_signals_init()) || pipe(ends) != 0)
        return 1;
    os_signals_listen(0);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        os_sleep_until_ns(os_now_ns() + 20 * MS);
        kill(parent, SIGINT);
        os_sleep_until_ns(os_now_ns() + 20 * MS);
        _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
    }
    char letter = 0;
    if (read(ends[0], &letter, 1) != 1 || letter != 'x')
        return 2;
    waitpid(child, NULL, 0);
    return os_signals_pending() == SIGINT ? 0 : 3;
}

static void transfers_survive_a_signal(void **state)
{
    (void)state;
    assert_went_well(play(transfers_go_on));
}

// ---- the bell -------------------------------------------------------------------------------------------------------

static void bell_waits_no_longer_than_told(void **state)
{
    (void)state;
    struct os_bell bell;
    assert_string_equal(os_bell_open(&bell).message, "");
    uint64_t from = os_now_ns();
    assert_false(os_bell_wait(&bell, 20 * MS));
    assert_in_range(os_now_ns() - from, 20 * MS, PATIENCE_NS / 2);
    os_bell_close(&bell);
    assert_int_equal(bell.read_end, -1);
    assert_int_equal(bell.write_end, -1);
    os_bell_close(&bell);
}

static void bell_remembers_one_ring(void **state)
{
    (void)state;
    struct os_bell bell;
    assert_string_equal(os_bell_open(&bell).message, "");
    for (int i = 0; i < 200000; i++) // far more than a pipe holds
        os_bell_ring(&bell);
    assert_true(os_bell_wait(&bell, PATIENCE_NS));
    assert_false(os_bell_wait(&bell, 0));
    os_bell_ring(&bell);
    assert_true(os_bell_wait(&bell, PATIENCE_NS));
    os_bell_close(&bell);
}

static void bell_is_rung_by_a_child(void **state)
{
    (void)state;
    struct os_bell bell;
    assert_string_equal(os_bell_open(&bell).message, "");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        os_sleep_until_ns(os_now_ns() + 10 * MS);
        os_bell_ring(&bell);
        _exit(0);
    }
    uint64_t from = os_now_ns();
    assert_true(os_bell_wait(&bell, PATIENCE_NS));
    assert_in_range(os_now_ns() - from, 0, PATIENCE_NS / 2);
    waitpid(child, NULL, 0);
    os_bell_close(&bell);
}

static void ring_leaves_errno_alone(void **state)
{
    (void)state;
    struct os_bell bell;
    assert_string_equal(os_bell_open(&bell).message, "");
    os_bell_close(&bell);
    errno = ERANGE;
    os_bell_ring(&bell); // closed: the write fails
    assert_int_equal(errno, ERANGE);
}

static void bell_ends_are_closed_on_exec(void **state)
{
    (void)state;
    struct os_bell bell;
    assert_string_equal(os_bell_open(&bell).message, "");
    assert_int_equal(fcntl(bell.read_end, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(fcntl(bell.write_end, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    os_bell_close(&bell);
}

static void do_nothing(int number) { (void)number; }

static void bell_wait_ends_at_a_signal(void **state)
{
    (void)state;
    struct os_bell bell;
    assert_string_equal(os_bell_open(&bell).message, "");
    struct sigaction action = { .sa_handler = do_nothing, .sa_flags = SA_RESTART };
    struct sigaction before;
    sigaction(SIGALRM, &action, &before);
    struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
    uint64_t from = os_now_ns();
    setitimer(ITIMER_REAL, &soon, NULL);
    bool rang = os_bell_wait(&bell, PATIENCE_NS);
    uint64_t took = os_now_ns() - from;
    sigaction(SIGALRM, &before, NULL);
    os_bell_close(&bell);
    assert_false(rang);
    assert_in_range(took, 0, PATIENCE_NS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_ends_what_nobody_answers),
        cmocka_unit_test(first_signal_is_a_request),
        cmocka_unit_test(second_signal_ends_at_once),
        cmocka_unit_test(reraised_signal_ends_as_itself),
        cmocka_unit_test(other_signals),
        cmocka_unit_test(transfers_survive_a_signal),
        cmocka_unit_test(bell_waits_no_longer_than_told),
        cmocka_unit_test(bell_remembers_one_ring),
        cmocka_unit_test(bell_is_rung_by_a_child),
        cmocka_unit_test(ring_leaves_errno_alone),
        cmocka_unit_test(bell_ends_are_closed_on_exec),
        cmocka_unit_test(bell_wait_ends_at_a_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
