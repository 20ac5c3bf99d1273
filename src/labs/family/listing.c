// The family's programs in Python and in C, a text a variant.
#include "labs/family/family.h"

#define LISTING(lines)                                                                                                 \
    {                                                                                                                  \
        lines, sizeof lines / sizeof *lines                                                                            \
    }
#define LINES static const struct lab_line
#define AT(step) FAMILY_STEP_##step, FAMILY_STEP_##step
#define NO 0, 0
#define BLANK                                                                                                          \
    {                                                                                                                  \
        "", NO                                                                                                         \
    }

// ---- Python ---------------------------------------------------------------------------------------------------------

LINES python_fork_twice[] = {
    { "print('before fork')", AT(BEFORE) },
    { "pid = os.fork()", AT(FORK) },
    { "if pid == 0:", NO },
    { "    print('child of', os.getppid())", AT(IN_CHILD) },
    { "else:", NO },
    { "    print('parent of', pid)", AT(IN_PARENT) },
    { "# output goes into a pipe:", NO },
    { "# it is let out at the end", NO },
};
LINES python_globals[] = {
    { "x = 0", NO },
    BLANK,
    { "def f():", NO },
    { "    global x", NO },
    { "    x = 1", AT(SET) },
    { "    sum(numbers)     # an array", AT(READ) },
    { "    for o in objects: pass", AT(COUNT) },
    { "    values[:] = new", AT(WRITE) },
    { "    print(x)", AT(SHOW_CHILD) },
    BLANK,
    { "p = Process(target=f)", NO },
    { "p.start()", AT(START) },
    { "p.join()", AT(JOIN) },
    { "print(x)", AT(SHOW) },
};
LINES python_join[] = {
    { "def f():", NO },
    { "    time.sleep(W)", AT(WORK) },
    { "    sys.exit(3)", AT(EXIT) },
    BLANK,
    { "def g():", NO },
    { "    time.sleep(W)", AT(WORK_SECOND) },
    { "    raise ValueError", AT(RAISE) },
    BLANK,
    { "P1 = Process(target=f)", NO },
    { "P2 = Process(target=g)", NO },
    { "P1.start()", AT(START) },
    { "P2.start()", AT(START_NEXT) },
    { "P1.join()", AT(JOIN) },
    { "P2.join()", AT(JOIN_SECOND) },
};
LINES python_join_timeout[] = {
    { "def f():", NO },
    { "    time.sleep(W)", AT(WORK) },
    BLANK,
    { "P1 = Process(target=f)", NO },
    { "P1.start()", AT(START) },
    { "P1.join(T)          # None", AT(JOIN_TIMEOUT) },
    { "print(P1.is_alive())", AT(ASK) },
    { "P1.join()", AT(JOIN) },
};
LINES python_terminate[] = {
    { "def f():", NO },
    { "    ready.set()", AT(READY) },
    { "    time.sleep(1000)", NO },
    BLANK,
    { "P1 = Process(target=f)", NO },
    { "P1.start()", AT(START) },
    { "ready.wait()", AT(AWAIT_READY) },
    { "time.sleep(W)", AT(SLEEP) },
    { "P1.terminate(); P1.is_alive()", AT(TERMINATE) },
    { "P1.join()", AT(JOIN) },
    { "print(P1.exitcode)", NO },
};
LINES python_kill[] = {
    { "def f():", NO },
    { "    signal(SIGTERM, SIG_IGN)", AT(IGNORE) },
    { "    print('ready')", AT(BUFFERED) },
    { "    ready.set()", AT(READY) },
    { "    time.sleep(1000)", NO },
    BLANK,
    { "P1 = Process(target=f)", NO },
    { "P1.start()", AT(START) },
    { "ready.wait()", AT(AWAIT_READY) },
    { "time.sleep(W)", AT(SLEEP) },
    { "P1.terminate()", AT(TERMINATE) },
    { "P1.join(T)", AT(JOIN_TIMEOUT) },
    { "P1.kill(); P1.is_alive()", AT(KILL) },
    { "P1.join()", AT(JOIN) },
    { "print(P1.exitcode)", NO },
};
LINES python_daemon[] = {
    { "def f():", NO },
    { "    for i in range(8):", NO },
    { "        time.sleep(W / 4)", AT(WORK) },
    { "        print('tick', i)", NO },
    BLANK,
    { "P1 = Process(target=f, daemon=True)", NO },
    { "P1.start()", AT(START) },
    { "time.sleep(W)", AT(SLEEP) },
    { "print('last line')", AT(LAST_LINE) },
    { "# Python's exit handler:", AT(AT_EXIT) },
    { "#   P1.terminate()", NO },
    { "#   P1.join()", AT(JOIN) },
};
LINES python_main_killed[] = {
    { "def f():", NO },
    { "    for i in range(8):", NO },
    { "        time.sleep(W / 4)", AT(WORK) },
    { "        print('tick', i, os.getppid())", NO },
    BLANK,
    { "P1 = Process(target=f, daemon=True)", NO },
    { "P1.start()", AT(START) },
    { "time.sleep(W)", AT(SLEEP) },
    { "os.kill(os.getpid(), 9)", AT(KILL_MAIN) },
    { "# no exit handler runs", NO },
};
LINES python_zombie[] = {
    { "def f(event):", NO },
    { "    event.wait()", FAMILY_STEP_AWAIT_READY, FAMILY_STEP_AWAIT_GO },
    BLANK,
    { "P1.start() ... P4.start()", AT(START) },
    { "ready.set()      # P1, P2, P3 end", AT(READY) },
    { "while state(P1, P2, P3) != 'Z':", AT(AWAIT_ZOMBIES) },
    { "    pass", NO },
    { "time.sleep(W)", AT(SLEEP) },
    { "P1.join()", AT(JOIN) },
    { "P2.is_alive()", AT(ASK) },
    { "active_children()", AT(ACTIVE) },
    { "go.set()         # P4 ends", AT(GO) },
    { "P5.start()", AT(START_NEXT) },
    { "P5.join()", AT(JOIN_SECOND) },
};
LINES python_orphan[] = {
    { "if os.fork() == 0:           # P1", AT(START) },
    { "    if os.fork() == 0:       # P2", AT(FORK) },
    { "        p = os.getppid()", NO },
    { "        ready.set()", AT(READY) },
    { "        while os.getppid() == p:", AT(AWAIT_ADOPTION) },
    { "            pass", NO },
    { "        print(os.getppid())", NO },
    { "        time.sleep(W)", AT(WORK) },
    { "    ready.wait()", AT(AWAIT_READY) },
    { "    os._exit(0)              # P1", NO },
    { "os.wait()                    # for P1", AT(JOIN) },
    { "time.sleep(2 * W)", AT(SLEEP) },
};
LINES python_called[] = {
    { "def f():", NO },
    { "    print(os.getpid())", NO },
    { "    time.sleep(W)", NO },
    BLANK,
    { "P1 = Process(target=f())", AT(CALL) },
    { "#                   ^^ called here", NO },
    { "P1.start()", AT(START) },
    { "P1.join()", AT(JOIN) },
    { "print(P1.exitcode)", NO },
};

// ---- C --------------------------------------------------------------------------------------------------------------

LINES c_fork_twice[] = {
    { "printf(\"before fork\\n\");", AT(BEFORE) },
    { "pid_t pid = fork();", AT(FORK) },
    { "if (pid == 0)", NO },
    { "    printf(\"child of %d\\n\", getppid());", AT(IN_CHILD) },
    { "else", NO },
    { "    printf(\"parent of %d\\n\", pid);", AT(IN_PARENT) },
    { "exit(0);            // writes stdout's buffer", NO },
};
LINES c_globals[] = {
    { "int x = 0;", NO },
    { "if (fork() == 0) {", AT(START) },
    { "    x = 1;", AT(SET) },
    { "    sum += o->value;           // reads", AT(READ) },
    { "    o->count++; o->count--;    // as Python", AT(COUNT) },
    { "    o->value = 1;              // writes", AT(WRITE) },
    { "    printf(\"%d at %p\\n\", x, &x);", AT(SHOW_CHILD) },
    { "    exit(0);", NO },
    { "}", NO },
    { "wait(NULL);", AT(JOIN) },
    { "printf(\"%d at %p\\n\", x, &x);", AT(SHOW) },
};
LINES c_join[] = {
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    sleep_for(W);", AT(WORK) },
    { "    exit(3);", AT(EXIT) },
    { "}", NO },
    { "if ((p2 = fork()) == 0) {", AT(START_NEXT) },
    { "    sleep_for(W);", AT(WORK_SECOND) },
    { "    exit(1);               // an exception", AT(RAISE) },
    { "}", NO },
    { "waitpid(p1, &status, 0);", AT(JOIN) },
    { "waitpid(p2, &status, 0);", AT(JOIN_SECOND) },
};
LINES c_join_timeout[] = {
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    sleep_for(W);", AT(WORK) },
    { "    exit(0);", NO },
    { "}", NO },
    { "poll(pidfd_open(p1), T);", AT(JOIN_TIMEOUT) },
    { "waitpid(p1, &status, WNOHANG);", AT(ASK) },
    { "waitpid(p1, &status, 0);", AT(JOIN) },
};
LINES c_terminate[] = {
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    post(&ready);", AT(READY) },
    { "    pause();", NO },
    { "}", NO },
    { "wait_for(&ready);", AT(AWAIT_READY) },
    { "sleep_for(W);", AT(SLEEP) },
    { "kill(p1, SIGTERM); waitpid(p1, &s, WNOHANG);", AT(TERMINATE) },
    { "waitpid(p1, &s, 0);", AT(JOIN) },
    { "WTERMSIG(s);               // 15", NO },
};
LINES c_kill[] = {
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    signal(SIGTERM, SIG_IGN);", AT(IGNORE) },
    { "    printf(\"ready\\n\");", AT(BUFFERED) },
    { "    post(&ready);", AT(READY) },
    { "    pause();", NO },
    { "}", NO },
    { "wait_for(&ready);", AT(AWAIT_READY) },
    { "sleep_for(W);", AT(SLEEP) },
    { "kill(p1, SIGTERM);", AT(TERMINATE) },
    { "poll(pidfd_open(p1), T);", AT(JOIN_TIMEOUT) },
    { "kill(p1, SIGKILL); waitpid(p1, &s, WNOHANG);", AT(KILL) },
    { "waitpid(p1, &s, 0);", AT(JOIN) },
};
LINES c_daemon[] = {
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    for (int i = 0; i < 8; i++) {", NO },
    { "        sleep_for(W / 4);", AT(WORK) },
    { "        printf(\"tick %d\\n\", i);", NO },
    { "    }", NO },
    { "    exit(0);", NO },
    { "}", NO },
    { "sleep_for(W);", AT(SLEEP) },
    { "printf(\"last line\\n\");", AT(LAST_LINE) },
    { "kill(p1, SIGTERM);       // atexit", AT(AT_EXIT) },
    { "waitpid(p1, &s, 0);", AT(JOIN) },
};
LINES c_main_killed[] = {
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    for (int i = 0; i < 8; i++) {", NO },
    { "        sleep_for(W / 4);", AT(WORK) },
    { "        printf(\"tick %d, %d\\n\", i, getppid());", NO },
    { "    }", NO },
    { "    exit(0);", NO },
    { "}", NO },
    { "sleep_for(W);", AT(SLEEP) },
    { "kill(getpid(), SIGKILL);", AT(KILL_MAIN) },
};
LINES c_zombie[] = {
    { "child() {", NO },
    { "    wait_for(&event);", FAMILY_STEP_AWAIT_READY, FAMILY_STEP_AWAIT_GO },
    { "}", NO },
    { "p1 = fork(); ... p4 = fork();", AT(START) },
    { "post(&ready);            // p1, p2, p3 end", AT(READY) },
    { "while (state(p1, p2, p3) != 'Z');", AT(AWAIT_ZOMBIES) },
    { "sleep_for(W);", AT(SLEEP) },
    { "waitpid(p1, &s, 0);             // join", AT(JOIN) },
    { "waitpid(p2, &s, WNOHANG);       // is_alive", AT(ASK) },
    { "waitpid(all, &s, WNOHANG);      // active", AT(ACTIVE) },
    { "post(&go);               // p4 ends", AT(GO) },
    { "waitpid(all, &s, WNOHANG); p5 = fork();", AT(START_NEXT) },
    { "waitpid(p5, &s, 0);", AT(JOIN_SECOND) },
};
LINES c_orphan[] = {
    { "if (fork() == 0) {               // P1", AT(START) },
    { "    if (fork() == 0) {           // P2", AT(FORK) },
    { "        pid_t p = getppid();", NO },
    { "        post(&ready);", AT(READY) },
    { "        while (getppid() == p);", AT(AWAIT_ADOPTION) },
    { "        sleep_for(W);", AT(WORK) },
    { "    }", NO },
    { "    wait_for(&ready);", AT(AWAIT_READY) },
    { "    exit(0);                     // P1", NO },
    { "}", NO },
    { "wait(NULL);                      // for P1", AT(JOIN) },
    { "sleep_for(2 * W);", AT(SLEEP) },
};
LINES c_called[] = {
    { "target = f();            // called here", AT(CALL) },
    { "if ((p1 = fork()) == 0) {", AT(START) },
    { "    if (target)", NO },
    { "        target();", NO },
    { "    exit(0);", NO },
    { "}", NO },
    { "waitpid(p1, &s, 0);", AT(JOIN) },
};

static const struct lab_listing listings[LAB_LANGUAGES][FAMILY_VARIANTS] = {
    [LAB_PYTHON] = {
        [FAMILY_FORK_TWICE] = LISTING(python_fork_twice),
        [FAMILY_GLOBALS] = LISTING(python_globals),
        [FAMILY_JOIN] = LISTING(python_join),
        [FAMILY_JOIN_TIMEOUT] = LISTING(python_join_timeout),
        [FAMILY_TERMINATE] = LISTING(python_terminate),
        [FAMILY_KILL] = LISTING(python_kill),
        [FAMILY_DAEMON] = LISTING(python_daemon),
        [FAMILY_MAIN_KILLED] = LISTING(python_main_killed),
        [FAMILY_ZOMBIE] = LISTING(python_zombie),
        [FAMILY_ORPHAN] = LISTING(python_orphan),
        [FAMILY_CALLED] = LISTING(python_called),
    },
    [LAB_C] = {
        [FAMILY_FORK_TWICE] = LISTING(c_fork_twice),
        [FAMILY_GLOBALS] = LISTING(c_globals),
        [FAMILY_JOIN] = LISTING(c_join),
        [FAMILY_JOIN_TIMEOUT] = LISTING(c_join_timeout),
        [FAMILY_TERMINATE] = LISTING(c_terminate),
        [FAMILY_KILL] = LISTING(c_kill),
        [FAMILY_DAEMON] = LISTING(c_daemon),
        [FAMILY_MAIN_KILLED] = LISTING(c_main_killed),
        [FAMILY_ZOMBIE] = LISTING(c_zombie),
        [FAMILY_ORPHAN] = LISTING(c_orphan),
        [FAMILY_CALLED] = LISTING(c_called),
    },
};

const struct lab_listing *family_listing(const struct plan *plan, enum lab_language language)
{
    return &listings[language][family_plan_of(plan)->variant];
}
