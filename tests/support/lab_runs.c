// See lab_runs.h.
#include "lab_runs.h"

#include "os/cpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

int lab_rounds(int usual)
{
    const char *asked = getenv("RACELEDGER_ROUNDS");
    return asked ? atoi(asked) : usual;
}

struct plan lab_plan(const struct lab_settings *lab, const char *const *words)
{
    struct settings settings;
    settings_init(&settings, lab, os_cpus_allowed()->count);
    for (; *words; words += 2)
        assert_true(status_is_ok(settings_set(&settings, words[0], words[1])));
    assert_true(status_is_ok(settings_finish(&settings, UINT64_MAX)));
    return settings.plan;
}
