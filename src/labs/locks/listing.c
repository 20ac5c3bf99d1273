// The program in Python and C, a text a variant where they differ.
#include "labs/locks/locks.h"

#define LISTING(lines)                                                                                                 \
    {                                                                                                                  \
        lines, sizeof lines / sizeof *lines                                                                            \
    }
#define AT(step) step, step
#define PLAIN 0, 0

// ---- Python: one lock ------------------------------------------------------------------------------------------------

#define PYTHON_FIRST                                                                                                   \
    { "lock = Lock()", PLAIN }, { "", PLAIN }, { "def first():", PLAIN }
#define PYTHON_TAKE                                                                                                    \
    PYTHON_FIRST, { "    lock.acquire()", AT(LOCKS_STEP_TAKE) }, { "    work()", AT(LOCKS_STEP_WORK) }
#define PYTHON_KEEP                                                                                                    \
    PYTHON_TAKE, { "    lock.release()", AT(LOCKS_STEP_GIVE) }
#define PYTHON_SECOND                                                                                                  \
    { "", PLAIN }, { "def second():", PLAIN }, { "    lock.acquire()", AT(LOCKS_STEP_TAKE_2) },                        \
        { "    work()", AT(LOCKS_STEP_WORK_2) },                                                                       \
    {                                                                                                                  \
        "    lock.release()", AT(LOCKS_STEP_GIVE_2)                                                                    \
    }
#define PYTHON_IF(condition)                                                                                           \
    { "", PLAIN }, { "def second():", PLAIN }, { condition, AT(LOCKS_STEP_TAKE_2) },                                   \
        { "        work()", AT(LOCKS_STEP_WORK_2) }, { "        lock.release()", AT(LOCKS_STEP_GIVE_2) },              \
        { "    else:", PLAIN },                                                                                        \
    {                                                                                                                  \
        "        other_work()", AT(LOCKS_STEP_WITHOUT)                                                                 \
    }
#define PYTHON_START                                                                                                   \
    { "", PLAIN }, { "one.start(); two.start()", AT(LOCKS_STEP_START) }
#define PYTHON_JOIN                                                                                                    \
    {                                                                                                                  \
        "one.join(); two.join()", AT(LOCKS_STEP_JOIN)                                                                  \
    }

static const struct lab_line python_never[] = {
    PYTHON_TAKE, { "    # no release()", PLAIN }, PYTHON_SECOND, PYTHON_START, PYTHON_JOIN,
};
static const struct lab_line python_never_rescued[] = {
    PYTHON_TAKE,
    { "    # no release()", PLAIN },
    PYTHON_SECOND,
    PYTHON_START,
    { "one.join()", PLAIN },
    { "lock.release()", AT(LOCKS_STEP_RESCUE) },
    { "two.join()", AT(LOCKS_STEP_JOIN) },
};
static const struct lab_line python_never_killed[] = {
    PYTHON_TAKE,  { "    # terminated before release()", PLAIN },  PYTHON_SECOND,
    PYTHON_START, { "one.terminate()", AT(LOCKS_STEP_TERMINATE) }, PYTHON_JOIN,
};
static const struct lab_line python_never_killed_rescued[] = {
    PYTHON_TAKE,
    { "    # terminated before release()", PLAIN },
    PYTHON_SECOND,
    PYTHON_START,
    { "one.terminate()", AT(LOCKS_STEP_TERMINATE) },
    { "one.join()", PLAIN },
    { "lock.release()", AT(LOCKS_STEP_RESCUE) },
    { "two.join()", AT(LOCKS_STEP_JOIN) },
};
static const struct lab_line python_finally[] = {
    PYTHON_FIRST,
    { "    lock.acquire()", AT(LOCKS_STEP_TAKE) },
    { "    try:", PLAIN },
    { "        work()", AT(LOCKS_STEP_WORK) },
    { "        1 / 0", AT(LOCKS_STEP_RAISE) },
    { "    finally:", PLAIN },
    { "        lock.release()", AT(LOCKS_STEP_GIVE) },
    PYTHON_SECOND,
    PYTHON_START,
    PYTHON_JOIN,
};
static const struct lab_line python_non_blocking[] = {
    PYTHON_KEEP,
    PYTHON_IF("    if lock.acquire(False):"),
    PYTHON_START,
    PYTHON_JOIN,
};
static const struct lab_line python_timeout[] = {
    PYTHON_KEEP,
    PYTHON_IF("    if lock.acquire(timeout=T):"),
    PYTHON_START,
    PYTHON_JOIN,
};
static const struct lab_line python_double[] = {
    PYTHON_KEEP,
    { "    lock.release()", AT(LOCKS_STEP_GIVE_AGAIN) },
    { "", PLAIN },
    { "one.start()", AT(LOCKS_STEP_START) },
    { "one.join()", AT(LOCKS_STEP_JOIN) },
};

// ---- Python: two locks -----------------------------------------------------------------------------------------------

#define PYTHON_BOTH(a, b, suffix)                                                                                      \
    { "    for i in range(N):", PLAIN }, { "        " a ".acquire()", AT(LOCKS_STEP_FIRST##suffix) },                  \
        { "        " b ".acquire()", AT(LOCKS_STEP_SECOND##suffix) },                                                  \
        { "        work()", AT(LOCKS_STEP_BOTH##suffix) },                                                             \
        { "        " b ".release()", AT(LOCKS_STEP_GIVE_SECOND##suffix) },                                             \
    {                                                                                                                  \
        "        " a ".release()", AT(LOCKS_STEP_GIVE_FIRST##suffix)                                                   \
    }

static const struct lab_line python_same[] = {
    { "A, B = Lock(), Lock()", PLAIN },
    { "", PLAIN },
    { "def both():", PLAIN },
    PYTHON_BOTH("A", "B", ),
    PYTHON_START,
    PYTHON_JOIN,
};
static const struct lab_line python_opposite[] = {
    { "A, B = Lock(), Lock()", PLAIN },
    { "", PLAIN },
    { "def first():", PLAIN },
    PYTHON_BOTH("A", "B", ),
    { "", PLAIN },
    { "def second():", PLAIN },
    PYTHON_BOTH("B", "A", _B),
    PYTHON_START,
    PYTHON_JOIN,
};

#define PYTHON_TABLE                                                                                                   \
    {                                                                                                                  \
        "forks = [Lock() for i in range(N)]", PLAIN                                                                    \
    }
#define PYTHON_PHILOSOPHER                                                                                             \
    { "", PLAIN }, { "def philosopher(i):", PLAIN }, { "    a, b = forks[i], forks[(i + 1) % N]", PLAIN }
#define PYTHON_DINNER                                                                                                  \
    { "", PLAIN }, { "for t in all: t.start()", AT(LOCKS_STEP_START) },                                                \
    {                                                                                                                  \
        "for t in all: t.join()", AT(LOCKS_STEP_JOIN)                                                                  \
    }

static const struct lab_line python_all_right[] = {
    PYTHON_TABLE,
    PYTHON_PHILOSOPHER,
    PYTHON_BOTH("a", "b", ),
    PYTHON_DINNER,
};
static const struct lab_line python_one_left[] = {
    PYTHON_TABLE,
    PYTHON_PHILOSOPHER,
    { "    if i == N - 1:", PLAIN },
    { "        a, b = b, a", PLAIN },
    PYTHON_BOTH("a", "b", ),
    PYTHON_DINNER,
};
static const struct lab_line python_waiter[] = {
    PYTHON_TABLE,
    { "seats = Semaphore(N - 1)", PLAIN },
    PYTHON_PHILOSOPHER,
    { "    for i in range(M):", PLAIN },
    { "        seats.acquire()", AT(LOCKS_STEP_SIT) },
    { "        a.acquire()", AT(LOCKS_STEP_FIRST) },
    { "        b.acquire()", AT(LOCKS_STEP_SECOND) },
    { "        eat()", AT(LOCKS_STEP_BOTH) },
    { "        b.release()", AT(LOCKS_STEP_GIVE_SECOND) },
    { "        a.release()", AT(LOCKS_STEP_GIVE_FIRST) },
    { "        seats.release()", AT(LOCKS_STEP_RISE) },
    PYTHON_DINNER,
};

static const struct lab_line python_fork[] = {
    { "lock = threading.Lock()", PLAIN },
    { "", PLAIN },
    { "def by_turns():", PLAIN },
    { "    while not stop:", PLAIN },
    { "        lock.acquire(); work()", AT(LOCKS_STEP_TAKE) },
    { "        lock.release(); rest()", AT(LOCKS_STEP_GIVE) },
    { "", PLAIN },
    { "Thread(target=by_turns).start()", AT(LOCKS_STEP_START) },
    { "if os.fork() == 0:", AT(LOCKS_STEP_FORK) },
    { "    if lock.acquire(timeout=T):", AT(LOCKS_STEP_COPY_TAKE) },
    { "        lock.release()", AT(LOCKS_STEP_COPY_GIVE) },
    { "    os._exit(0)", PLAIN },
    { "stop = True; os.wait()", AT(LOCKS_STEP_JOIN) },
};

// ---- C ---------------------------------------------------------------------------------------------------------------

#define C_FIRST                                                                                                        \
    { "void first(void)", PLAIN }, { "{", PLAIN }
#define C_TAKE                                                                                                         \
    C_FIRST, { "    take(&lock);", AT(LOCKS_STEP_TAKE) }, { "    work();", AT(LOCKS_STEP_WORK) }
#define C_END                                                                                                          \
    {                                                                                                                  \
        "}", PLAIN                                                                                                     \
    }
#define C_KEEP C_TAKE, { "    give(&lock);", AT(LOCKS_STEP_GIVE) }, C_END
#define C_SECOND                                                                                                       \
    { "", PLAIN }, { "void second(void)", PLAIN }, { "{", PLAIN }, { "    take(&lock);", AT(LOCKS_STEP_TAKE_2) },      \
        { "    work();", AT(LOCKS_STEP_WORK_2) }, { "    give(&lock);", AT(LOCKS_STEP_GIVE_2) },                       \
    {                                                                                                                  \
        "}", PLAIN                                                                                                     \
    }
#define C_IF(condition)                                                                                                \
    { "", PLAIN }, { "void second(void)", PLAIN }, { "{", PLAIN }, { condition, AT(LOCKS_STEP_TAKE_2) },               \
        { "        work();", AT(LOCKS_STEP_WORK_2) }, { "        give(&lock);", AT(LOCKS_STEP_GIVE_2) },               \
        { "    } else {", PLAIN }, { "        other_work();", AT(LOCKS_STEP_WITHOUT) }, { "    }", PLAIN },            \
    {                                                                                                                  \
        "}", PLAIN                                                                                                     \
    }
#define C_START                                                                                                        \
    { "", PLAIN }, { "start(one); start(two);", AT(LOCKS_STEP_START) }
#define C_JOIN                                                                                                         \
    {                                                                                                                  \
        "join(one); join(two);", AT(LOCKS_STEP_JOIN)                                                                   \
    }

static const struct lab_line c_never[] = {
    C_TAKE,
    { "    // no give()", PLAIN },
    C_END,
    C_SECOND,
    C_START,
    { "kill(one, SIGTERM);", AT(LOCKS_STEP_TERMINATE) },
    { "give(&lock); // not its holder", AT(LOCKS_STEP_RESCUE) },
    C_JOIN,
};
static const struct lab_line c_finally[] = {
    C_TAKE,
    { "    if (fails)", AT(LOCKS_STEP_RAISE) },
    { "        goto finally;", PLAIN },
    { "finally:", PLAIN },
    { "    give(&lock);", AT(LOCKS_STEP_GIVE) },
    C_END,
    C_SECOND,
    C_START,
    C_JOIN,
};
static const struct lab_line c_non_blocking[] = { C_KEEP, C_IF("    if (take_now(&lock)) {"), C_START, C_JOIN };
static const struct lab_line c_timeout[] = { C_KEEP, C_IF("    if (take_within(&lock, T)) {"), C_START, C_JOIN };
static const struct lab_line c_double[] = {
    C_TAKE,
    { "    give(&lock);", AT(LOCKS_STEP_GIVE) },
    { "    give(&lock);", AT(LOCKS_STEP_GIVE_AGAIN) },
    C_END,
    { "", PLAIN },
    { "start(one);", AT(LOCKS_STEP_START) },
    { "join(one);", AT(LOCKS_STEP_JOIN) },
};

#define C_BOTH(a, b, suffix)                                                                                           \
    { "    for (int i = 0; i < N; i++) {", PLAIN }, { "        take(" a ");", AT(LOCKS_STEP_FIRST##suffix) },          \
        { "        take(" b ");", AT(LOCKS_STEP_SECOND##suffix) }, { "        work();", AT(LOCKS_STEP_BOTH##suffix) }, \
        { "        give(" b ");", AT(LOCKS_STEP_GIVE_SECOND##suffix) },                                                \
        { "        give(" a ");", AT(LOCKS_STEP_GIVE_FIRST##suffix) }, { "    }", PLAIN },                             \
    {                                                                                                                  \
        "}", PLAIN                                                                                                     \
    }

static const struct lab_line c_same[] = {
    { "void both(void)", PLAIN }, { "{", PLAIN }, C_BOTH("&A", "&B", ), C_START, C_JOIN,
};
static const struct lab_line c_opposite[] = {
    { "void first(void)", PLAIN },
    { "{", PLAIN },
    C_BOTH("&A", "&B", ),
    { "", PLAIN },
    { "void second(void)", PLAIN },
    { "{", PLAIN },
    C_BOTH("&B", "&A", _B),
    C_START,
    C_JOIN,
};

#define C_PHILOSOPHER                                                                                                  \
    { "void philosopher(int i)", PLAIN }, { "{", PLAIN },                                                              \
    {                                                                                                                  \
        "    lock *a = &forks[i], *b = &forks[(i + 1) % N];", PLAIN                                                    \
    }
#define C_DINNER                                                                                                       \
    { "", PLAIN }, { "start(all);", AT(LOCKS_STEP_START) }, { "join(all);", AT(LOCKS_STEP_JOIN) }

static const struct lab_line c_all_right[] = { C_PHILOSOPHER, C_BOTH("a", "b", ), C_DINNER };
static const struct lab_line c_one_left[] = {
    C_PHILOSOPHER, { "    if (i == N - 1)", PLAIN }, { "        swap(&a, &b);", PLAIN }, C_BOTH("a", "b", ), C_DINNER,
};
static const struct lab_line c_waiter[] = {
    C_PHILOSOPHER,
    { "    for (int i = 0; i < M; i++) {", PLAIN },
    { "        sem_wait(&seats);   // N - 1", AT(LOCKS_STEP_SIT) },
    { "        take(a);", AT(LOCKS_STEP_FIRST) },
    { "        take(b);", AT(LOCKS_STEP_SECOND) },
    { "        eat();", AT(LOCKS_STEP_BOTH) },
    { "        give(b);", AT(LOCKS_STEP_GIVE_SECOND) },
    { "        give(a);", AT(LOCKS_STEP_GIVE_FIRST) },
    { "        sem_post(&seats);", AT(LOCKS_STEP_RISE) },
    { "    }", PLAIN },
    { "}", PLAIN },
    C_DINNER,
};
static const struct lab_line c_fork[] = {
    { "void by_turns(void)", PLAIN },
    { "{", PLAIN },
    { "    while (!stop) {", PLAIN },
    { "        take(&lock); work();", AT(LOCKS_STEP_TAKE) },
    { "        give(&lock); rest();", AT(LOCKS_STEP_GIVE) },
    { "    }", PLAIN },
    { "}", PLAIN },
    { "", PLAIN },
    { "start(thread);", AT(LOCKS_STEP_START) },
    { "if (fork() == 0) {", AT(LOCKS_STEP_FORK) },
    { "    if (take_within(&lock, T))   // the copy", AT(LOCKS_STEP_COPY_TAKE) },
    { "        give(&lock);", AT(LOCKS_STEP_COPY_GIVE) },
    { "    _exit(0);", PLAIN },
    { "}", PLAIN },
    { "stop = true; wait(NULL);", AT(LOCKS_STEP_JOIN) },
};

// ---- which -----------------------------------------------------------------------------------------------------------

static const struct lab_listing listings[LOCKS_VARIANTS][LAB_LANGUAGES] = {
    [LOCKS_NEVER_RELEASED] = { LISTING(python_never), LISTING(c_never) },
    [LOCKS_FINALLY] = { LISTING(python_finally), LISTING(c_finally) },
    [LOCKS_NON_BLOCKING] = { LISTING(python_non_blocking), LISTING(c_non_blocking) },
    [LOCKS_TIMEOUT] = { LISTING(python_timeout), LISTING(c_timeout) },
    [LOCKS_DOUBLE_RELEASE] = { LISTING(python_double), LISTING(c_double) },
    [LOCKS_SAME_ORDER] = { LISTING(python_same), LISTING(c_same) },
    [LOCKS_OPPOSITE_ORDERS] = { LISTING(python_opposite), LISTING(c_opposite) },
    [LOCKS_FORK_WHILE_HELD] = { LISTING(python_fork), LISTING(c_fork) },
};
static const struct lab_listing dinners[LOCKS_ARRANGEMENTS][LAB_LANGUAGES] = {
    [LOCKS_ALL_RIGHT] = { LISTING(python_all_right), LISTING(c_all_right) },
    [LOCKS_ONE_LEFT] = { LISTING(python_one_left), LISTING(c_one_left) },
    [LOCKS_WAITER] = { LISTING(python_waiter), LISTING(c_waiter) },
};
static const struct lab_listing never[2][2] = {
    // by whether the holder is killed, and whether another gives back
    { LISTING(python_never), LISTING(python_never_rescued) },
    { LISTING(python_never_killed), LISTING(python_never_killed_rescued) },
};

const struct lab_listing *locks_listing(const struct plan *plan, enum lab_language language)
{
    const struct locks_plan *form = locks_plan_of(plan);
    if (form->variant == LOCKS_PHILOSOPHERS)
        return &dinners[form->arrangement][language];
    if (form->variant == LOCKS_NEVER_RELEASED && language == LAB_PYTHON)
        return &never[form->holder == LOCKS_HOLDER_KILLED && form->kind == WORKERS_PROCESSES][form->rescue != 0];
    return &listings[form->variant][language];
}
