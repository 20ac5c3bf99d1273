// The program in Python and C.
#include "labs/workers/workers.h"

#define LISTING(lines)                                                                                                 \
    {                                                                                                                  \
        lines, sizeof lines / sizeof *lines                                                                            \
    }
#define AT(step) step, step

#define PYTHON_COMPUTE                                                                                                 \
    {                                                                                                                  \
        "        x = compute(unit)", AT(WORKERS_STEP_COMPUTE)                                                          \
    }
#define PYTHON_WAIT                                                                                                    \
    {                                                                                                                  \
        "        time.sleep(T)", AT(WORKERS_STEP_WAIT)                                                                 \
    }
#define PYTHON_HEAD                                                                                                    \
    { "def work(me, count):", 0, 0 }, { "    for unit in range(me, UNITS, count):", 0, 0 }
#define PYTHON_FOOT(kind)                                                                                              \
    { "", 0, 0 }, { "for count in 1, 2, 4, 8, 16:", 0, 0 }, { "    begun = now()", 0, 0 },                             \
        { "    ws = [" kind "(target=work,", 0, 0 }, { "          args=(i, count)) for i in range(count)]", 0, 0 },    \
        { "    for w in ws: w.start()", AT(WORKERS_STEP_START) },                                                      \
        { "    for w in ws: w.join()", AT(WORKERS_STEP_JOIN) },                                                        \
    {                                                                                                                  \
        "    print(count, now() - begun)", 0, 0                                                                        \
    }

#define PYTHONS(kind, name)                                                                                            \
    static const struct lab_line name##_computing[] = { PYTHON_HEAD, PYTHON_COMPUTE, PYTHON_FOOT(kind) };              \
    static const struct lab_line name##_waiting[] = { PYTHON_HEAD, PYTHON_WAIT, PYTHON_FOOT(kind) };                   \
    static const struct lab_line name##_both[] = { PYTHON_HEAD, PYTHON_COMPUTE, PYTHON_WAIT, PYTHON_FOOT(kind) }

PYTHONS("Thread", threads);
PYTHONS("Process", processes);

static const struct lab_listing python[2][WORKERS_VARIANTS] = {
    { LISTING(threads_computing), LISTING(threads_waiting), LISTING(threads_both) },
    { LISTING(processes_computing), LISTING(processes_waiting), LISTING(processes_both) },
};

#define C_COMPUTE                                                                                                      \
    {                                                                                                                  \
        "        x = compute(unit);", AT(WORKERS_STEP_COMPUTE)                                                         \
    }
#define C_WAIT                                                                                                         \
    {                                                                                                                  \
        "        nanosleep(&t, NULL);", AT(WORKERS_STEP_WAIT)                                                          \
    }
#define C_HEAD                                                                                                         \
    { "void work(int me, int count) {", 0, 0 }, { "    for (int unit = me; unit < UNITS; unit += count) {", 0, 0 }
#define C_FOOT(start, join)                                                                                            \
    { "    }", 0, 0 }, { "}", 0, 0 }, { "", 0, 0 }, { "for (int count = 1; count <= MOST; count *= 2) {", 0, 0 },      \
        { "    begun = now();", 0, 0 }, { "    for (int i = 0; i < count; i++)", 0, 0 },                               \
        { start, AT(WORKERS_STEP_START) }, { "    for (int i = 0; i < count; i++)", 0, 0 },                            \
        { join, AT(WORKERS_STEP_JOIN) }, { "    printf(\"%d %ld\\n\", count, now() - begun);", 0, 0 },                 \
    {                                                                                                                  \
        "}", 0, 0                                                                                                      \
    }

#define CS(start, join, name)                                                                                          \
    static const struct lab_line c_##name##_computing[] = { C_HEAD, C_COMPUTE, C_FOOT(start, join) };                  \
    static const struct lab_line c_##name##_waiting[] = { C_HEAD, C_WAIT, C_FOOT(start, join) };                       \
    static const struct lab_line c_##name##_both[] = { C_HEAD, C_COMPUTE, C_WAIT, C_FOOT(start, join) }

CS("        pthread_create(&w[i], NULL, work, ...);", "        pthread_join(w[i], NULL);", threads);
CS("        if (fork() == 0) { work(i, count); _exit(0); }", "        wait(NULL);", processes);

static const struct lab_listing c_listings[2][WORKERS_VARIANTS] = {
    { LISTING(c_threads_computing), LISTING(c_threads_waiting), LISTING(c_threads_both) },
    { LISTING(c_processes_computing), LISTING(c_processes_waiting), LISTING(c_processes_both) },
};

const struct lab_listing *workers_listing(const struct plan *plan, enum lab_language language)
{
    const struct workers_plan *form = workers_plan_of(plan);
    const int processes = form->of == WORKERS_OF_PROCESSES;
    return language == LAB_PYTHON ? &python[processes][form->variant] : &c_listings[processes][form->variant];
}
