// What the machine takes: sums that only grow, and a quota that is really set, where this user may set one.
#include "os/clock.h"
#include "os/taken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)

static void burn(uint64_t ns)
{
    for (const uint64_t until = os_now_ns() + ns; os_now_ns() < until;)
        ;
}

static void sums_only_grow(void **state)
{
    (void)state;
    struct os_taken last = os_taken_now();
    for (int i = 0; i < 20; i++) {
        burn(MS);
        const struct os_taken now = os_taken_now();
        assert_int_equal(now.stolen_known, last.stolen_known);
        assert_true(now.stolen_ns >= last.stolen_ns);
        assert_true(!now.throttled_known || !last.throttled_known || now.throttled_ns >= last.throttled_ns);
        last = now;
    }
}

static void what_is_not_known_in_both_is_not_known(void **state)
{
    (void)state;
    const struct os_taken early = { true, false, 100, 0 }, late = { true, true, 130, 70 };
    const struct os_taken between = os_taken_between(&early, &late), back = os_taken_between(&late, &early);
    assert_true(between.throttled_known && !between.stolen_known);
    assert_int_equal(between.throttled_ns, 30);
    assert_int_equal(back.throttled_ns, 0);
}

static int write_to(const char *folder, const char *file, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *out = fopen(path, "w");
    if (!out)
        return -1;
    const int written = fputs(text, out);
    return fclose(out) == 0 && written >= 0 ? 0 : -1;
}

// A group of its own with a tenth of a cpu; false where that is refused.
static int group_make(char folder[128])
{
    snprintf(folder, 128, "/sys/fs/cgroup/cpu/raceledger-test-%ld", (long)getpid());
    if (mkdir(folder, 0755) == 0 && write_to(folder, "cpu.cfs_period_us", "100000") == 0 &&
        write_to(folder, "cpu.cfs_quota_us", "10000") == 0)
        return 0;
    rmdir(folder);
    snprintf(folder, 128, "/sys/fs/cgroup/raceledger-test-%ld", (long)getpid());
    if (mkdir(folder, 0755) == 0 && write_to(folder, "cpu.max", "10000 100000") == 0)
        return 0;
    rmdir(folder);
    return -1;
}

enum {
    NO_GROUP = 77
};

static int burn_in_group(const char *folder)
{
    char pid[32];
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (write_to(folder, "cgroup.procs", pid) != 0)
        return NO_GROUP;
    const struct os_taken before = os_taken_now();
    const uint64_t began = os_now_ns();
    burn(300 * MS);
    const struct os_taken after = os_taken_now();
    const struct os_taken taken = os_taken_between(&before, &after);
    const uint64_t took = os_now_ns() - began; // by one thread, so on one cpu at a time
    return taken.throttled_known && taken.throttled_ns > 50 * MS && taken.throttled_ns <= took + 100 * MS ? 0 : 1;
}

static void a_quota_is_seen(void **state)
{
    (void)state;
    char folder[128];
    int how = 0;
    if (group_make(folder) != 0) {
        print_message("no control group can be made here\n");
        skip();
    }
    const pid_t child = fork();
    if (child == 0)
        _exit(burn_in_group(folder));
    waitpid(child, &how, 0);
    rmdir(folder);
    if (WIFEXITED(how) && WEXITSTATUS(how) == NO_GROUP) {
        print_message("no control group can be entered here\n");
        skip();
    }
    assert_int_equal(how, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_only_grow),
        cmocka_unit_test(what_is_not_known_in_both_is_not_known),
        cmocka_unit_test(a_quota_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
