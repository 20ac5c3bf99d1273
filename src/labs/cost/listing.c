// What is measured, in Python and C.
#include "labs/cost/cost.h"

#define LISTING(lines)                                                                                                 \
    {                                                                                                                  \
        lines, sizeof lines / sizeof *lines                                                                            \
    }
#define AT(step) step, step

// ---- Python ---------------------------------------------------------------------------------------------------------

#define PYTHON_FIRST                                                                                                   \
    { "def first():", 0, 0 }, { "    entered.value = now()", AT(COST_STEP_FIRST) }, { "", 0, 0 }
#define PYTHON_THREAD                                                                                                  \
    { "    t = Thread(target=first)", 0, 0 }, { "    begun = now()", 0, 0 },                                           \
        { "    t.start()", AT(COST_STEP_START_THREAD) }, { "    t.join()", AT(COST_STEP_JOIN_THREAD) },                \
    {                                                                                                                  \
        "    threads.append(now() - begun)", 0, 0                                                                      \
    }
#define PYTHON_PROCESS                                                                                                 \
    { "    p = Process(target=first)", 0, 0 }, { "    begun = now()", 0, 0 },                                          \
        { "    p.start()               # fork", AT(COST_STEP_START_PROCESS) },                                         \
        { "    p.join()                # wait", AT(COST_STEP_JOIN_PROCESS) },                                          \
    {                                                                                                                  \
        "    processes.append(now() - begun)", 0, 0                                                                    \
    }

static const struct lab_line python_thread[] = { PYTHON_FIRST, { "for i in range(N):", 0, 0 }, PYTHON_THREAD };
static const struct lab_line python_process[] = {
    PYTHON_FIRST, { "for i in range(N):", 0, 0 }, PYTHON_THREAD, PYTHON_PROCESS
};
static const struct lab_line python_touched[] = {
    PYTHON_FIRST,
    { "memory = bytearray(MIB << 20)", 0, 0 },
    { "memory[::4096] = b'x' * (MIB << 8)", AT(COST_STEP_TOUCH) },
    { "for i in range(N):", 0, 0 },
    PYTHON_THREAD,
    PYTHON_PROCESS,
};
static const struct lab_line python_hand_over[] = {
    { "def partner(to, back):", 0, 0 },
    { "    while data := os.read(to, 4):", 0, 0 },
    { "        os.write(back, data)", AT(COST_STEP_TAKE) },
    { "", 0, 0 },
    { "P1 = Process(target=partner, ...)", 0, 0 },
    { "P1.start()", AT(COST_STEP_START_PROCESS) },
    { "T1 = Thread(target=partner, ...)", 0, 0 },
    { "T1.start()", AT(COST_STEP_START_THREAD) },
    { "for i in range(N):", 0, 0 },
    { "    begun = now()", 0, 0 },
    { "    os.write(to_T1, data)", AT(COST_STEP_HAND_THREAD) },
    { "    os.read(from_T1, 4)", 0, 0 },
    { "    threads.append((now() - begun) / 2)", 0, 0 },
    { "    begun = now()", 0, 0 },
    { "    os.write(to_P1, data)", AT(COST_STEP_HAND_PROCESS) },
    { "    os.read(from_P1, 4)", 0, 0 },
    { "    processes.append((now() - begun) / 2)", 0, 0 },
    { "T1.join()", AT(COST_STEP_JOIN_THREAD) },
    { "P1.join()", AT(COST_STEP_JOIN_PROCESS) },
};

static const struct lab_listing python[COST_VARIANTS] = {
    [COST_THREAD] = LISTING(python_thread),        [COST_PROCESS] = LISTING(python_process),
    [COST_PROCESS_16] = LISTING(python_touched),   [COST_PROCESS_128] = LISTING(python_touched),
    [COST_PROCESS_1024] = LISTING(python_touched), [COST_HAND_OVER] = LISTING(python_hand_over),
};

// ---- C --------------------------------------------------------------------------------------------------------------

#define C_FIRST                                                                                                        \
    { "void *first(void *entered) {", 0, 0 }, { "    *(long *)entered = now();", AT(COST_STEP_FIRST) },                \
        { "    return NULL;", 0, 0 }, { "}", 0, 0 },                                                                   \
    {                                                                                                                  \
        "", 0, 0                                                                                                       \
    }
#define C_THREAD                                                                                                       \
    { "    begun = now();", 0, 0 }, { "    pthread_create(&t, NULL, first, &entered);", AT(COST_STEP_START_THREAD) },  \
        { "    pthread_join(t, NULL);", AT(COST_STEP_JOIN_THREAD) },                                                   \
    {                                                                                                                  \
        "    threads[i] = now() - begun;", 0, 0                                                                        \
    }
#define C_PROCESS                                                                                                      \
    { "    begun = now();", 0, 0 }, { "    if (fork() == 0) {", AT(COST_STEP_START_PROCESS) },                         \
        { "        entered = now();", 0, 0 }, { "        _exit(0);", 0, 0 }, { "    }", 0, 0 },                        \
        { "    wait(NULL);", AT(COST_STEP_JOIN_PROCESS) },                                                             \
    {                                                                                                                  \
        "    processes[i] = now() - begun;", 0, 0                                                                      \
    }
#define C_FOR                                                                                                          \
    {                                                                                                                  \
        "for (int i = 0; i < N; i++) {", 0, 0                                                                          \
    }
#define C_END                                                                                                          \
    {                                                                                                                  \
        "}", 0, 0                                                                                                      \
    }

static const struct lab_line c_thread[] = { C_FIRST, C_FOR, C_THREAD, C_END };
static const struct lab_line c_process[] = { C_FIRST, C_FOR, C_THREAD, C_PROCESS, C_END };
static const struct lab_line c_touched[] = {
    C_FIRST,
    { "for (size_t i = 0; i < MIB << 20; i += 4096)", 0, 0 },
    { "    memory[i] = 1;", AT(COST_STEP_TOUCH) },
    C_FOR,
    C_THREAD,
    C_PROCESS,
    C_END,
};
static const struct lab_line c_hand_over[] = {
    { "void partner(int to, int back) {", 0, 0 },
    { "    while (read(to, &data, 4) == 4)", 0, 0 },
    { "        write(back, &data, 4);", AT(COST_STEP_TAKE) },
    C_END,
    { "", 0, 0 },
    { "if (fork() == 0)               // P1", AT(COST_STEP_START_PROCESS) },
    { "    partner(to_p1[0], from_p1[1]);", 0, 0 },
    { "pthread_create(&t1, NULL, partner, ...);", AT(COST_STEP_START_THREAD) },
    C_FOR,
    { "    begun = now();", 0, 0 },
    { "    write(to_t1[1], &data, 4);", AT(COST_STEP_HAND_THREAD) },
    { "    read(from_t1[0], &data, 4);", 0, 0 },
    { "    threads[i] = (now() - begun) / 2;", 0, 0 },
    { "    begun = now();", 0, 0 },
    { "    write(to_p1[1], &data, 4);", AT(COST_STEP_HAND_PROCESS) },
    { "    read(from_p1[0], &data, 4);", 0, 0 },
    { "    processes[i] = (now() - begun) / 2;", 0, 0 },
    C_END,
    { "pthread_join(t1, NULL);", AT(COST_STEP_JOIN_THREAD) },
    { "wait(NULL);", AT(COST_STEP_JOIN_PROCESS) },
};

static const struct lab_listing c_listings[COST_VARIANTS] = {
    [COST_THREAD] = LISTING(c_thread),        [COST_PROCESS] = LISTING(c_process),
    [COST_PROCESS_16] = LISTING(c_touched),   [COST_PROCESS_128] = LISTING(c_touched),
    [COST_PROCESS_1024] = LISTING(c_touched), [COST_HAND_OVER] = LISTING(c_hand_over),
};

const struct lab_listing *cost_listing(const struct plan *plan, enum lab_language language)
{
    const uint32_t variant = cost_plan_of(plan)->variant;
    return language == LAB_PYTHON ? &python[variant] : &c_listings[variant];
}
