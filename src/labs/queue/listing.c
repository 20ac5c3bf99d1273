// The queue's program in Python and C, a text a variant where they differ.
#include "labs/queue/queue.h"

#define LISTING(lines)                                                                                                 \
    {                                                                                                                  \
        lines, sizeof lines / sizeof *lines                                                                            \
    }
#define AT(step) step, step

// ---- Python ---------------------------------------------------------------------------------------------------------

#define PYTHON_PUT                                                                                                     \
    { "def download(q):", 0, 0 }, { "    for d in range(N):", 0, 0 }, { "        q.put(d)", AT(QUEUE_STEP_PUT) }
#define PYTHON_MAIN                                                                                                    \
    { "", 0, 0 }, { "q = Queue(C)", 0, 0 }, { "P1 = Process(target=download, args=(q,))", 0, 0 },                      \
        { "P2 = Process(target=analysis, args=(q,))", 0, 0 },                                                          \
    {                                                                                                                  \
        "P1.start(); P2.start()", AT(QUEUE_STEP_START)                                                                 \
    }
#define PYTHON_JOINS                                                                                                   \
    { "P2.join()", AT(QUEUE_STEP_JOIN_READER) }, { "P1.join()", AT(QUEUE_STEP_JOIN_WRITER) }
#define PYTHON_READ                                                                                                    \
    { "", 0, 0 }, { "def analysis(q):", 0, 0 }, { "    r = []", 0, 0 }, { "    while True:", 0, 0 }

static const struct lab_line python_as_written[] = {
    PYTHON_PUT,
    PYTHON_READ,
    { "        r.append(q.get())", QUEUE_STEP_GET, QUEUE_STEP_GOT },
    { "        if q.empty():", AT(QUEUE_STEP_ASK) },
    { "            break", 0, 0 },
    PYTHON_MAIN,
    PYTHON_JOINS,
};
static const struct lab_line python_blocking[] = {
    PYTHON_PUT, PYTHON_READ, { "        r.append(q.get())", QUEUE_STEP_GET, QUEUE_STEP_GOT }, PYTHON_MAIN, PYTHON_JOINS,
};
static const struct lab_line python_timeout[] = {
    PYTHON_PUT,  PYTHON_READ,  { "        r.append(q.get(timeout=T))", QUEUE_STEP_GET, QUEUE_STEP_GOT },
    PYTHON_MAIN, PYTHON_JOINS,
};
static const struct lab_line python_nowait[] = {
    { "def download(q):", 0, 0 },
    { "    for d in range(N):", 0, 0 },
    { "        q.put_nowait(d)", AT(QUEUE_STEP_PUT) },
    PYTHON_READ,
    { "        r.append(q.get_nowait())", QUEUE_STEP_GET, QUEUE_STEP_GOT },
    PYTHON_MAIN,
    PYTHON_JOINS,
};
static const struct lab_line python_sentinel[] = {
    PYTHON_PUT,
    { "    q.put(None)", AT(QUEUE_STEP_PUT_END) },
    { "", 0, 0 },
    { "def analysis(q):", 0, 0 },
    { "    r = []", 0, 0 },
    { "    while (d := q.get()) is not None:", AT(QUEUE_STEP_GET) },
    { "        r.append(d)", AT(QUEUE_STEP_GOT) },
    PYTHON_MAIN,
    PYTHON_JOINS,
};
static const struct lab_line python_killed[] = {
    PYTHON_PUT,
    PYTHON_READ,
    { "        r.append(q.get())", QUEUE_STEP_GET, QUEUE_STEP_GOT },
    PYTHON_MAIN,
    { "time.sleep(0.02)", 0, 0 },
    { "P2.terminate()", AT(QUEUE_STEP_TERMINATE) },
    { "P2.join()", AT(QUEUE_STEP_JOIN_READER) },
    { "q.put(N)", AT(QUEUE_STEP_PUT_MORE) },
    { "q.get(timeout=T)", AT(QUEUE_STEP_LAST_GET) },
    { "P1.join()", AT(QUEUE_STEP_JOIN_WRITER) },
};
static const struct lab_line python_join_first[] = {
    PYTHON_PUT,
    { "", 0, 0 },
    { "q = Queue(C)", 0, 0 },
    { "P1 = Process(target=download, args=(q,))", 0, 0 },
    { "P1.start()", AT(QUEUE_STEP_START) },
    { "P1.join()", AT(QUEUE_STEP_JOIN_WRITER) },
    { "r = [q.get() for d in range(N)]", AT(QUEUE_STEP_LAST_GET) },
};
static const struct lab_line python_both_true[] = {
    { "def download(q):", 0, 0 },
    { "    q.put(0)", AT(QUEUE_STEP_PUT) },
    { "    full = q.full()", AT(QUEUE_STEP_ASK_FULL) },
    { "    empty = q.empty()", AT(QUEUE_STEP_ASK) },
    { "    print(full, empty)", 0, 0 },
    { "", 0, 0 },
    { "q = Queue(1)", 0, 0 },
    { "P1 = Process(target=download, args=(q,))", 0, 0 },
    { "P1.start()", AT(QUEUE_STEP_START) },
    { "P1.join()", AT(QUEUE_STEP_JOIN_WRITER) },
    { "q.get()", AT(QUEUE_STEP_LAST_GET) },
};

static const struct lab_listing python[QUEUE_VARIANTS] = {
    [QUEUE_AS_WRITTEN] = LISTING(python_as_written), [QUEUE_BLOCKING] = LISTING(python_blocking),
    [QUEUE_TIMEOUT] = LISTING(python_timeout),       [QUEUE_NOWAIT] = LISTING(python_nowait),
    [QUEUE_SENTINEL] = LISTING(python_sentinel),     [QUEUE_KILLED_READER] = LISTING(python_killed),
    [QUEUE_JOIN_FIRST] = LISTING(python_join_first), [QUEUE_BOTH_TRUE] = LISTING(python_both_true),
};

// ---- C: what put, get, empty and full do ----------------------------------------------------------------------------

#define C_PUT                                                                                                          \
    { "void put(queue *q, int d)            // P1", 0, 0 }, { "{", 0, 0 }, { "    sem_wait(&q->places);", 0, 0 },      \
        { "    append(&q->buffer, d);           // F1 feeds:", AT(QUEUE_STEP_PUT) },                                   \
        { "}                                    // buffer -> pipe", 0, 0 },                                            \
    {                                                                                                                  \
        "", 0, 0                                                                                                       \
    }
#define C_GET                                                                                                          \
    { "int get(queue *q)                    // P2", 0, 0 }, { "{", 0, 0 }, { "    lock(&q->read_lock);", 0, 0 },       \
        { "    read(q->pipe, &d, sizeof d);", QUEUE_STEP_GET, QUEUE_STEP_GET }, { "    sem_post(&q->places);", 0, 0 }, \
        { "    unlock(&q->read_lock);", 0, 0 }, { "    return d;", AT(QUEUE_STEP_GOT) }, { "}", 0, 0 },                \
    {                                                                                                                  \
        "", 0, 0                                                                                                       \
    }
#define C_EMPTY                                                                                                        \
    { "bool empty(queue *q) {", 0, 0 }, { "    return !poll(q->pipe);       // not the buffer", AT(QUEUE_STEP_ASK) },  \
    {                                                                                                                  \
        "}", 0, 0                                                                                                      \
    }
#define C_FULL                                                                                                         \
    { "bool full(queue *q) {", 0, 0 }, { "    return value(&q->places) == 0;", AT(QUEUE_STEP_ASK_FULL) }, { "}", 0, 0 }
#define C_MAIN                                                                                                         \
    { "", 0, 0 }, { "start(P1); start(P2);                // P0", AT(QUEUE_STEP_START) },                              \
        { "kill(P2, SIGTERM);", AT(QUEUE_STEP_TERMINATE) }, { "waitpid(P2);", AT(QUEUE_STEP_JOIN_READER) },            \
        { "waitpid(P1);", AT(QUEUE_STEP_JOIN_WRITER) }, { "put(q, N);", AT(QUEUE_STEP_PUT_MORE) },                     \
    {                                                                                                                  \
        "get(q);", AT(QUEUE_STEP_LAST_GET)                                                                             \
    }

static const struct lab_line c_asks[] = { C_PUT, C_GET, C_EMPTY, C_FULL, C_MAIN };
static const struct lab_line c_gets[] = { C_PUT, C_GET, { "put(q, END);", AT(QUEUE_STEP_PUT_END) }, C_MAIN };

static const struct lab_listing c_listings[2] = { LISTING(c_gets), LISTING(c_asks) };

const struct lab_listing *queue_listing(const struct plan *plan, enum lab_language language)
{
    const uint32_t variant = queue_plan_of(plan)->variant;
    return language == LAB_PYTHON ? &python[variant]
                                  : &c_listings[variant == QUEUE_AS_WRITTEN || variant == QUEUE_BOTH_TRUE];
}
