// Handlers of signals, jumps and faults in a program whose loads and stores are watched: each case prints what must be so in any
// program, watched or not.
#include "programs.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PASSES = 200,
    STACK_BYTES = 65536,
};

static volatile sig_atomic_t got;
static long count, other;
static sigjmp_buf where;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void handle(int signal)
{
    (void)signal;
    got = got + 1;
    count = count + 1;
}

// Sends it to us from another process.
static pid_t send_from_child(int signal_number, int times, useconds_t us)
{
    const pid_t parent = getpid(), child = fork();
    if (child != 0)
        return child;
    signal(signal_number, SIG_DFL);
    for (int i = 0; i < times; i++) {
        usleep(us);
        kill(parent, signal_number);
    }
    _exit(0);
}

static void reap(pid_t child)
{
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

static void *add_locked(void *times)
{
    for (long i = 0; i < (long)times; i++) {
        pthread_mutex_lock(&mutex);
        other = other + 1;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

// While the thread itself and another one, which hears of nothing, are busy with shared words.
static void storm(long number)
{
    pthread_t thread;
    struct sigaction action = { .sa_handler = handle };
    sigaction(SIGUSR1, &action, NULL);
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    pthread_create(&thread, NULL, add_locked, (void *)20000);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    const pid_t child = send_from_child(SIGUSR1, (int)number, 50);
    add_locked((void *)20000);
    pthread_join(thread, NULL);
    reap(child);
    printf("other %ld\nsame %d\n", other, count == got);
}

static void paused(long number)
{
    struct itimerval time = { { 0, 1000 }, { 0, 1000 } };
    signal(SIGALRM, handle);
    setitimer(ITIMER_REAL, &time, NULL);
    while (got < number)
        pause();
    memset(&time, 0, sizeof time);
    setitimer(ITIMER_REAL, &time, NULL);
    printf("paused\n");
}

static void suspended(long number)
{
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    signal(SIGUSR1, handle);
    const pid_t child = send_from_child(SIGUSR1, (int)number, 300);
    while (got < 1)
        sigsuspend(&before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    reap(child);
    printf("suspended\n");
}

static void leave_all(int signal)
{
    (void)signal;
    if (write(STDOUT_FILENO, "alarm\n", 6) != 6)
        _exit(4);
    _exit(5);
}

static void in_empty_loop(long number)
{
    (void)number;
    signal(SIGALRM, leave_all);
    ualarm(5000, 0);
    for (;;)
        ;
}

static void in_busy_loop(long number)
{
    (void)number;
    signal(SIGALRM, leave_all);
    ualarm(5000, 0);
    for (;;)
        count = count + 1;
}

static void jump_out(int signal)
{
    (void)signal;
    siglongjmp(where, 1);
}

static void jumps(long number)
{
    signal(SIGUSR1, jump_out);
    for (volatile long i = 0; i < number; i++)
        if (sigsetjmp(where, 1) == 0) {
            count = count + 1;
            raise(SIGUSR1);
            printf("never\n");
        } else {
            other = other + 1;
        }
    printf("count %ld\nother %ld\n", count, other);
}

static void deep(int more)
{
    count = count + 1;
    if (more > 0)
        deep(more - 1);
    else if (count > 0)
        longjmp(where, 9);
}

static void jumps_from_frames(long number)
{
    for (volatile long i = 0; i < number; i++) {
        const int value = setjmp(where);
        if (value == 0)
            deep(5);
        other = other + value;
    }
    printf("count %ld\nother %ld\n", count, other);
}

static void *jump_with_mutex(void *nothing)
{
    jmp_buf own;
    for (volatile int i = 0; i < PASSES; i++)
        if (setjmp(own) == 0) {
            pthread_mutex_lock(&mutex);
            count = count + 1;
            longjmp(own, 1);
        } else {
            pthread_mutex_unlock(&mutex);
        }
    return nothing;
}

static void jumps_in_threads(long number)
{
    pthread_t threads[16];
    for (long i = 0; i < number; i++)
        pthread_create(&threads[i], NULL, jump_with_mutex, NULL);
    for (long i = 0; i < number; i++)
        pthread_join(threads[i], NULL);
    printf("count %ld\n", count);
}

static void handle_fault(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    count = count + (info->si_addr != NULL);
    siglongjmp(where, 1);
}

static void faults(long number)
{
    struct sigaction action = { .sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO };
    sigaction(SIGSEGV, &action, NULL);
    volatile int *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (volatile long i = 0; i < number; i++)
        if (sigsetjmp(where, 1) == 0) {
            *page = 3;
            printf("never\n");
        }
    printf("count %ld\n", count);
}

static volatile bool is_enough;

static int use_up(int more)
{
    volatile char room[2000];
    room[0] = (char)more;
    return (is_enough ? 0 : use_up(more + 1)) + room[0];
}

// On another stack, since there is none left.
static void overflows(long number)
{
    static char stack[STACK_BYTES];
    const stack_t other_stack = { .ss_sp = stack, .ss_size = sizeof stack };
    struct sigaction action = { .sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    sigaltstack(&other_stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
    for (volatile long i = 0; i < number; i++)
        if (sigsetjmp(where, 1) == 0)
            use_up(0);
    printf("count %ld\n", count);
}

static long digest;

static void handle_queued(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    digest = digest % 100000 * 7 + info->si_value.sival_int;
    got = got + 1;
}

// None is lost, and they keep their order.
static void queued(long number)
{
    struct sigaction action = { .sa_sigaction = handle_queued, .sa_flags = SA_SIGINFO };
    sigaction(SIGRTMIN + 3, &action, NULL);
    const pid_t parent = getpid(), child = fork();
    for (int i = 0; child == 0 && i < number; i++)
        while (sigqueue(parent, SIGRTMIN + 3, (union sigval){ .sival_int = i }) != 0)
            ;
    if (child == 0)
        _exit(0);
    while (got < number)
        other = other + 1;
    reap(child);
    long expected = 0;
    for (int i = 0; i < number; i++)
        expected = expected % 100000 * 7 + i;
    printf("got %d\nsame %d\n", (int)got, digest == expected);
}

static void say(const char *word, bool is_so)
{
    if (!is_so)
        printf("%s is not so\n", word);
}

// What a program has set is what it finds.
static void settings(long number)
{
    struct sigaction action, found;
    (void)number;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handle_queued;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR1, NULL, &found);
    say("handler", found.sa_sigaction == handle_queued);
    say("flags", (found.sa_flags & (SA_SIGINFO | SA_RESTART | SA_NODEFER)) == (SA_SIGINFO | SA_RESTART));
    say("mask", sigismember(&found.sa_mask, SIGUSR2) && !sigismember(&found.sa_mask, SIGHUP));
    say("default", signal(SIGUSR2, handle) == SIG_DFL);
    say("own", signal(SIGUSR2, SIG_IGN) == handle);
    say("ignored", signal(SIGUSR2, SIG_DFL) == SIG_IGN);
    say("refused", sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL);
    say("no signal", signal(1000, handle) == SIG_ERR && errno == EINVAL);
    action.sa_handler = handle;
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR2);
    sigaction(SIGUSR2, NULL, &found);
    say("once", got == 1 && found.sa_handler == SIG_DFL);
    printf("looked\n");
}

static void aborts(long number)
{
    (void)number;
    signal(SIGABRT, leave_all);
    count = 1;
    abort();
}

// The mask that a handler runs with is that of its setting, and afterwards it is as before.
static volatile sig_atomic_t blocked_in_handler;

static void look_at_mask(int signal)
{
    sigset_t mask;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    blocked_in_handler = sigismember(&mask, SIGUSR2) && sigismember(&mask, signal) && !sigismember(&mask, SIGHUP);
    got = got + 1;
}

static void masks(long number)
{
    struct sigaction action = { .sa_handler = look_at_mask };
    sigset_t mask;
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    const pid_t child = send_from_child(SIGUSR1, (int)number, 20);
    bool as_before = true, as_set = true;
    while (waitpid(child, NULL, WNOHANG) == 0) {
        count = count + 1;
        sigprocmask(SIG_SETMASK, NULL, &mask);
        as_before &= !sigismember(&mask, SIGUSR1) && !sigismember(&mask, SIGUSR2) && !sigismember(&mask, SIGHUP);
        as_set &= got == 0 || blocked_in_handler;
    }
    printf("before %d\nset %d\n", as_before, as_set);
}

int main(int argument_count, char **arguments)
{
    static const struct program_case cases[] = {
        { "storm", storm },
        { "paused", paused },
        { "suspended", suspended },
        { "empty", in_empty_loop },
        { "busy", in_busy_loop },
        { "jumps", jumps },
        { "frames", jumps_from_frames },
        { "threads", jumps_in_threads },
        { "faults", faults },
        { "overflows", overflows },
        { "queued", queued },
        { "settings", settings },
        { "aborts", aborts },
        { "masks", masks },
    };
    return program_run(cases, sizeof cases / sizeof *cases, argument_count, arguments);
}
