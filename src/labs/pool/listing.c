// The pool's program in Python and C, a text a variant where they differ. Python's shows what a person writes, C what the pool does.
#include "labs/pool/pool.h"

#define LISTING(lines)                                                                                                 \
    {                                                                                                                  \
        lines, sizeof lines / sizeof *lines                                                                            \
    }
#define AT(step) step, step
#define PLAIN(text)                                                                                                    \
    {                                                                                                                  \
        text, 0, 0                                                                                                     \
    }

// ---- Python ---------------------------------------------------------------------------------------------------------

#define PYTHON_SLEEP                                                                                                   \
    {                                                                                                                  \
        "    time.sleep(random() * T)", AT(POOL_STEP_WORK)                                                             \
    }
#define PYTHON_RETURN                                                                                                  \
    { "    return i", AT(POOL_STEP_PUT) }, { "", 0, 0 }, { "p = Pool(P)", AT(POOL_STEP_POOL) },                        \
    {                                                                                                                  \
        "for i in range(N):", 0, 0                                                                                     \
    }
#define PYTHON_GIVE                                                                                                    \
    {                                                                                                                  \
        "    p.apply_async(worker, (i,))", AT(POOL_STEP_GIVE)                                                          \
    }
#define PYTHON_CLOSE                                                                                                   \
    { "p.close()", AT(POOL_STEP_CLOSE) }, { "p.join()", AT(POOL_STEP_JOIN) }

static const struct lab_line python_async[] = {
    PLAIN("def worker(i):"), PYTHON_SLEEP, PYTHON_RETURN, PYTHON_GIVE, PYTHON_CLOSE,
};
static const struct lab_line python_apply[] = {
    PLAIN("def worker(i):"),
    PYTHON_SLEEP,
    PYTHON_RETURN,
    { "    r = p.apply(worker, (i,))", POOL_STEP_GIVE, POOL_STEP_GET },
    PYTHON_CLOSE,
};
#define PYTHON_RAISES                                                                                                  \
    { "def worker(i):", 0, 0 }, { "    if i == 3:", 0, 0 }, { "        raise ValueError(i)", AT(POOL_STEP_RAISE) }
#define PYTHON_GIVE_AND_KEEP                                                                                           \
    { "r = []", 0, 0 }, { "for i in range(N):", 0, 0 }, { "    r += [p.apply_async(worker, (i,))]", AT(POOL_STEP_GIVE) }
#define PYTHON_TRY_GET(call)                                                                                           \
    { "    try:", 0, 0 }, { "        " call, AT(POOL_STEP_GET) }
static const struct lab_line python_exception[] = {
    PYTHON_RAISES, PYTHON_SLEEP, PYTHON_RETURN, PYTHON_GIVE, PYTHON_CLOSE,
};
static const struct lab_line python_heard[] = {
    PYTHON_RAISES,
    PYTHON_SLEEP,
    { "    return i", AT(POOL_STEP_PUT) },
    PLAIN(""),
    { "p = Pool(P)", AT(POOL_STEP_POOL) },
    PYTHON_GIVE_AND_KEEP,
    PLAIN("for x in r:"),
    PYTHON_TRY_GET("x.get()"),
    PLAIN("    except ValueError as e:"),
    PLAIN("        print(e)"),
    PYTHON_CLOSE,
};
#define PYTHON_KILLED                                                                                                  \
    { "def worker(i):", 0, 0 }, { "    if i == 3:", 0, 0 }, { "        busy.put(os.getpid())", AT(POOL_STEP_BUSY) },   \
        { "        time.sleep(1)", 0, 0 }, { "    time.sleep(random() * T)", AT(POOL_STEP_WORK) },                     \
        { "    return i", AT(POOL_STEP_PUT) }, { "", 0, 0 }, { "busy = SimpleQueue()", 0, 0 },                         \
        { "p = Pool(P)", AT(POOL_STEP_POOL) }, PYTHON_GIVE_AND_KEEP,                                                   \
        { "os.kill(busy.get(), SIGKILL)", AT(POOL_STEP_KILL) },                                                        \
    {                                                                                                                  \
        "for x in r:", 0, 0                                                                                            \
    }
// Which of them reads is not told by the pool: /proc/PID/wchan says it.
#define PYTHON_KILLED_IDLE                                                                                             \
    { "def worker(i):", 0, 0 }, { "    time.sleep(random() * T)", AT(POOL_STEP_WORK) },                                \
        { "    return i", AT(POOL_STEP_PUT) }, { "", 0, 0 }, { "p = Pool(P)", AT(POOL_STEP_POOL) },                    \
        { "time.sleep(0.02)  # one reads now", 0, 0 }, { "os.kill(reader, SIGKILL)", AT(POOL_STEP_KILL) },             \
        { "time.sleep(0.02)  # another is made", 0, 0 }, PYTHON_GIVE_AND_KEEP,                                         \
    {                                                                                                                  \
        "for x in r:", 0, 0                                                                                            \
    }
#define PYTHON_GIVES_UP                                                                                                \
    PYTHON_TRY_GET("x.get(timeout=S)"), { "    except TimeoutError as e:", 0, 0 }, { "        print(e)", 0, 0 },       \
        { "p.terminate()", AT(POOL_STEP_TERMINATE) },                                                                  \
    {                                                                                                                  \
        "p.join()", AT(POOL_STEP_JOIN)                                                                                 \
    }
static const struct lab_line python_killed[] = {
    PYTHON_KILLED,
    { "    x.get()", AT(POOL_STEP_GET) },
    PYTHON_CLOSE,
};
static const struct lab_line python_killed_timeout[] = {
    PYTHON_KILLED,
    PYTHON_GIVES_UP,
};
static const struct lab_line python_killed_idle[] = {
    PYTHON_KILLED_IDLE,
    { "    x.get()", AT(POOL_STEP_GET) },
    PYTHON_CLOSE,
};
static const struct lab_line python_killed_idle_timeout[] = {
    PYTHON_KILLED_IDLE,
    PYTHON_GIVES_UP,
};
static const struct lab_line python_instant[] = {
    PLAIN("def worker(i):"),
    { "    return i", POOL_STEP_WORK, POOL_STEP_PUT },
    PLAIN(""),
    { "p = Pool(P)", AT(POOL_STEP_POOL) },
    PLAIN("for i in range(N):"),
    PYTHON_GIVE,
    PYTHON_CLOSE,
};
static const struct lab_line python_join_first[] = {
    PLAIN("def worker(i):"),
    PYTHON_SLEEP,
    PYTHON_RETURN,
    PYTHON_GIVE,
    { "p.join()           # ValueError", AT(POOL_STEP_JOIN) },
    PLAIN("p.close()"),
    { "# at exit: p.terminate()", AT(POOL_STEP_TERMINATE) },
};

static const struct lab_listing python[POOL_VARIANTS] = {
    [POOL_APPLY_ASYNC] = LISTING(python_async),     [POOL_APPLY] = LISTING(python_apply),
    [POOL_EXCEPTION] = LISTING(python_exception),   [POOL_KILLED_WORKER] = LISTING(python_killed),
    [POOL_INSTANT] = LISTING(python_instant),       [POOL_JOIN_BEFORE_CLOSE] = LISTING(python_join_first),
    [POOL_EXCEPTION_HEARD] = LISTING(python_heard), [POOL_KILLED_IDLE] = LISTING(python_killed_idle),
};
// Of the variants in which a worker is killed, where get() gives up.
static const struct lab_listing python_giving_up[POOL_VARIANTS] = {
    [POOL_KILLED_WORKER] = LISTING(python_killed_timeout),
    [POOL_KILLED_IDLE] = LISTING(python_killed_idle_timeout),
};

// ---- C: what the pool's workers and threads do ----------------------------------------------------------------------

#define C_WORKER                                                                                                       \
    { "void worker(pool *p)                 // P1, P2 ...", 0, 0 }, { "{", 0, 0 }, { "    for (;;) {", 0, 0 },         \
        { "        lock(&p->read_lock);", AT(POOL_STEP_TAKE) }, { "        read(p->tasks, &t, sizeof t);", 0, 0 },     \
        { "        unlock(&p->read_lock);", 0, 0 }, { "        r = do_task(t);", POOL_STEP_WORK, POOL_STEP_BUSY },     \
        { "        lock(&p->write_lock);", AT(POOL_STEP_PUT) }, { "        write(p->results, &r, sizeof r);", 0, 0 },  \
        { "        unlock(&p->write_lock);", 0, 0 }, { "    }", 0, 0 },                                                \
    {                                                                                                                  \
        "}", 0, 0                                                                                                      \
    }
#define C_THREADS                                                                                                      \
    { "", 0, 0 }, { "// P0's threads", 0, 0 }, { "F0: write(p->tasks, &t, sizeof t);", AT(POOL_STEP_SEND) },           \
        { "R0: set(&t->result, r); wake(t);", AT(POOL_STEP_ARRIVE) },                                                  \
    {                                                                                                                  \
        "H0: waitpid(dead); fork();", AT(POOL_STEP_REPLACE)                                                            \
    }
#define C_MAIN                                                                                                         \
    { "", 0, 0 }, { "// P0", 0, 0 }, { "for (i = 0; i < P; i++) fork();", AT(POOL_STEP_POOL) },                        \
    {                                                                                                                  \
        "append(&p->queue, t);                // to F0", AT(POOL_STEP_GIVE)                                            \
    }
#define C_GET                                                                                                          \
    {                                                                                                                  \
        "wait(&t->result);                    // get()", AT(POOL_STEP_GET)                                             \
    }
#define C_KILL                                                                                                         \
    {                                                                                                                  \
        "kill(busy, SIGKILL);", AT(POOL_STEP_KILL)                                                                     \
    }
#define C_KILL_IDLE                                                                                                    \
    {                                                                                                                  \
        "kill(reader, SIGKILL);               // has read_lock", AT(POOL_STEP_KILL)                                    \
    }
#define C_CLOSE                                                                                                        \
    {                                                                                                                  \
        "p->state = CLOSED;", AT(POOL_STEP_CLOSE)                                                                      \
    }
#define C_JOIN                                                                                                         \
    {                                                                                                                  \
        "join(H0, F0, R0); waitpid(workers);", AT(POOL_STEP_JOIN)                                                      \
    }
#define C_TERMINATE                                                                                                    \
    {                                                                                                                  \
        "kill(workers, SIGTERM);", AT(POOL_STEP_TERMINATE)                                                             \
    }

static const struct lab_line c_async[] = { C_WORKER, C_THREADS, C_MAIN, C_CLOSE, C_JOIN };
static const struct lab_line c_apply[] = { C_WORKER, C_THREADS, C_MAIN, C_GET, C_CLOSE, C_JOIN };
static const struct lab_line c_killed[] = { C_WORKER, C_THREADS, C_MAIN, C_KILL, C_GET, C_CLOSE, C_JOIN, C_TERMINATE };
static const struct lab_line c_killed_idle[] = {
    C_WORKER, C_THREADS, C_MAIN, C_KILL_IDLE, C_GET, C_CLOSE, C_JOIN, C_TERMINATE,
};
static const struct lab_line c_join_first[] = {
    C_WORKER, C_THREADS, C_MAIN, { "if (p->state == RUNS) raise(ValueError);", AT(POOL_STEP_JOIN) }, C_TERMINATE,
};

static const struct lab_listing c_listings[POOL_VARIANTS] = {
    [POOL_APPLY_ASYNC] = LISTING(c_async),     [POOL_APPLY] = LISTING(c_apply),
    [POOL_EXCEPTION] = LISTING(c_async),       [POOL_KILLED_WORKER] = LISTING(c_killed),
    [POOL_INSTANT] = LISTING(c_async),         [POOL_JOIN_BEFORE_CLOSE] = LISTING(c_join_first),
    [POOL_EXCEPTION_HEARD] = LISTING(c_apply), [POOL_KILLED_IDLE] = LISTING(c_killed_idle),
};

const struct lab_listing *pool_listing(const struct plan *plan, enum lab_language language)
{
    const struct pool_plan *form = pool_plan_of(plan);
    if (language == LAB_C)
        return &c_listings[form->variant];
    return pool_kills(form) && form->timeout_ns > 0 ? &python_giving_up[form->variant] : &python[form->variant];
}
