// A tree of processes: orphans come to the supervisor, all end together, and nobody outlives a supervisor that is killed.
#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/pipe.h"
#include "os/tree.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)
#define PATIENCE_NS (20000 * MS)

enum {
    CHILDREN = 3,
};

// What the tree's processes tell, in memory that they share.
struct told {
    atomic_llong pids[CHILDREN + 1];
    atomic_llong parents[CHILDREN + 1];
    atomic_int flags;
};

static struct told *told;

static int make_memory(void **state)
{
    (void)state;
    void *memory;
    const struct status status = os_memory_map_shared(sizeof *told, &memory);
    told = memory;
    return status_is_ok(status) ? 0 : -1;
}

static int drop_memory(void **state)
{
    (void)state;
    os_memory_unmap(told, sizeof *told);
    return 0;
}

static void tell(int who)
{
    atomic_store(&told->parents[who], getppid());
    atomic_store(&told->pids[who], getpid());
}

static void await_all(int count)
{
    const uint64_t begin = os_now_ns();
    for (int who = 0; who < count; who++)
        while (atomic_load(&told->pids[who]) == 0) {
            assert_true(os_now_ns() - begin < PATIENCE_NS);
            os_sleep_until_ns(os_now_ns() + MS);
        }
}

// Whether it still does something: a zombie does not.
static bool is_alive(int64_t pid)
{
    char path[64], text[512] = "";
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    const size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    const char *name_end = length ? strrchr(text, ')') : NULL;
    return name_end && name_end[2] != 'Z' && name_end[2] != 'X';
}

static void start(struct os_tree *tree, os_worker_function function)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    memset(told, 0, sizeof *told);
    assert_true(status_is_ok(os_tree_start(tree, cpus->ids, cpus->count, function, NULL)));
}

// ---- roots ----------------------------------------------------------------------------------------------------------

static void leave_children(void *argument)
{
    (void)argument;
    tell(0);
    for (int i = 1; i <= CHILDREN; i++)
        if (os_tree_fork() == 0) {
            tell(i);
            for (;;)
                pause();
        }
}

static void wait_for_child(void *argument)
{
    struct os_death death = { 0 };
    (void)argument;
    const int64_t child = os_tree_fork();
    if (child == 0) {
        os_sleep_until_ns(os_now_ns() + 30 * MS);
        os_tree_exit(3);
    }
    const bool early = os_tree_wait(child, 0, &death) || os_tree_wait(child, MS, &death);
    const bool ended = os_tree_wait(child, PATIENCE_NS, &death);
    const bool again = os_tree_wait(child, MS, &death);
    atomic_store(&told->flags,
                 !early && ended && !again && death.pid == child && death.end == OS_WORKER_EXITED && death.code == 3);
}

static void kill_child(void *argument)
{
    struct os_death death = { 0 };
    (void)argument;
    const int64_t child = os_tree_fork();
    if (child == 0)
        for (;;)
            pause();
    const bool sent = os_tree_signal(child, SIGTERM);
    const bool ended = os_tree_wait(child, UINT64_MAX, &death);
    atomic_store(&told->flags, sent && ended && death.end == OS_WORKER_SIGNALED && death.code == SIGTERM);
}

// The first child's end is seen while the others live on; then what can be read ends the wait as well.
static void wait_for_any(void *argument)
{
    int64_t children[CHILDREN];
    struct os_death death = { 0 };
    struct os_pipe pipe;
    const uint64_t begin = os_now_ns();
    (void)argument;
    if (!status_is_ok(os_pipe_open(&pipe)))
        return;
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = os_tree_fork();
        if (children[i] == 0) {
            os_sleep_until_ns(os_now_ns() + (i == 0 ? 30 * MS : PATIENCE_NS));
            os_tree_exit(i == 0 ? 3 : 4);
        }
    }
    while (!os_tree_wait(children[0], 0, &death) && os_now_ns() - begin < PATIENCE_NS / 2)
        os_tree_wait_any(children, CHILDREN, pipe.read_end);
    const bool ended = death.end == OS_WORKER_EXITED && death.code == 3;
    const bool written = os_pipe_write(pipe.write_end, "!", 1);
    os_tree_wait_any(children + 1, CHILDREN - 1, pipe.read_end);
    os_pipe_close(&pipe);
    for (int i = 1; i < CHILDREN; i++)
        os_tree_signal(children[i], SIGKILL);
    for (int i = 1; i < CHILDREN; i++)
        (void)os_tree_wait(children[i], UINT64_MAX, &death);
    atomic_store(&told->flags, ended && written && os_now_ns() - begin < PATIENCE_NS / 2);
}

static void fork_and_kill(void *argument)
{
    (void)argument;
    kill_child(NULL);
}

// A thread holds all signals back; a child that it makes does not.
static void thread_kills_child(void *argument)
{
    struct os_worker thread = { 0 };
    const struct os_cpus *cpus = os_cpus_allowed();
    (void)argument;
    if (status_is_ok(os_worker_start(&thread, OS_WORKER_THREAD, cpus->ids, cpus->count, fork_and_kill, NULL)))
        os_worker_join(&thread);
}

// ---- tests ----------------------------------------------------------------------------------------------------------

static void orphans_come_to_the_supervisor(void **state)
{
    (void)state;
    struct os_tree tree;
    struct os_death death;
    start(&tree, leave_children);
    const int64_t root = tree.root;
    await_all(CHILDREN + 1);
    const uint64_t begin = os_now_ns();
    while (!os_tree_reap(&tree, &death))
        assert_true(os_now_ns() - begin < PATIENCE_NS);
    assert_int_equal(death.pid, root);
    assert_int_equal(death.end, OS_WORKER_RETURNED);
    assert_true(os_tree_is_alive(&tree));
    assert_false(os_tree_reap(&tree, &death)); // they live
    os_tree_kill(&tree);
    for (int reaped = 0; reaped < CHILDREN;) {
        assert_true(os_now_ns() - begin < PATIENCE_NS);
        if (!os_tree_reap(&tree, &death))
            continue;
        assert_int_equal(death.end, OS_WORKER_SIGNALED);
        assert_int_equal(death.code, SIGKILL);
        reaped++;
    }
    assert_false(os_tree_is_alive(&tree));
    os_tree_finish(&tree);
    int adopts = -1;
    prctl(PR_GET_CHILD_SUBREAPER, &adopts);
    assert_int_equal(adopts, 0);
}

static void finish_ends_all(void **state)
{
    (void)state;
    struct os_tree tree;
    start(&tree, leave_children);
    await_all(CHILDREN + 1);
    os_tree_finish(&tree);
    for (int i = 0; i <= CHILDREN; i++)
        assert_false(is_alive(atomic_load(&told->pids[i])));
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // nobody is left to reap
    os_tree_finish(&tree);                            // once more does nothing
}

static void root_tells(os_worker_function function)
{
    struct os_tree tree;
    struct os_death death;
    start(&tree, function);
    const uint64_t begin = os_now_ns();
    while (!os_tree_reap(&tree, &death))
        assert_true(os_now_ns() - begin < PATIENCE_NS);
    os_tree_finish(&tree);
    assert_int_equal(death.end, OS_WORKER_RETURNED);
    assert_int_equal(atomic_load(&told->flags), 1);
}

static void waits_have_a_limit(void **state)
{
    (void)state;
    root_tells(wait_for_child);
}

static void signals_end(void **state)
{
    (void)state;
    root_tells(kill_child);
}

static void any_childs_end_is_waited_for(void **state)
{
    (void)state;
    root_tells(wait_for_any);
}

static void signals_end_what_a_thread_made(void **state)
{
    (void)state;
    root_tells(thread_kills_child);
}

static void nobody_outlives_the_supervisor(void **state)
{
    (void)state;
    memset(told, 0, sizeof *told);
    const pid_t supervisor = fork();
    assert_true(supervisor >= 0);
    if (supervisor == 0) {
        struct os_tree tree;
        const struct os_cpus *cpus = os_cpus_allowed();
        (void)os_tree_start(&tree, cpus->ids, cpus->count, leave_children, NULL);
        for (;;)
            pause();
    }
    await_all(CHILDREN + 1);
    for (int i = 1; i <= CHILDREN; i++)
        assert_true(is_alive(atomic_load(&told->pids[i])));
    kill(supervisor, SIGKILL);
    waitpid(supervisor, NULL, 0);
    const uint64_t begin = os_now_ns();
    for (int i = 0; i <= CHILDREN; i++)
        while (is_alive(atomic_load(&told->pids[i])))
            assert_true(os_now_ns() - begin < PATIENCE_NS);
}

static void pipes(void **state)
{
    (void)state;
    struct os_pipe pipe;
    char bytes[8] = "";
    assert_true(status_is_ok(os_pipe_open(&pipe)));
    assert_false(os_pipe_ready(pipe.read_end, 0));
    assert_false(os_pipe_ready(pipe.read_end, MS));
    assert_int_equal(os_pipe_bytes(pipe.read_end), 0);
    assert_true(os_pipe_capacity(pipe.write_end) >= 4096);
    assert_true(os_pipe_write(pipe.write_end, "twelve bytes", 12));
    assert_int_equal(os_pipe_bytes(pipe.read_end), 12);
    assert_true(os_pipe_ready(pipe.read_end, UINT64_MAX));
    assert_true(os_pipe_read(pipe.read_end, bytes, 7));
    assert_memory_equal(bytes, "twelve ", 7);
    close(pipe.write_end);
    pipe.write_end = -1;
    assert_false(os_pipe_read(pipe.read_end, bytes, 6)); // five are left
    os_pipe_close(&pipe);
    os_pipe_close(&pipe);
    assert_int_equal(pipe.read_end, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orphans_come_to_the_supervisor),
        cmocka_unit_test(finish_ends_all),
        cmocka_unit_test(waits_have_a_limit),
        cmocka_unit_test(signals_end),
        cmocka_unit_test(any_childs_end_is_waited_for),
        cmocka_unit_test(signals_end_what_a_thread_made),
        cmocka_unit_test(nobody_outlives_the_supervisor),
        cmocka_unit_test(pipes),
    };
    return cmocka_run_group_tests(tests, make_memory, drop_memory);
}
