// Programs of which it is known what must be recorded.
#include "programs.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    SHORT_US = 20000,
};

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t meeting;
static sem_t places;
static int items;
static _Atomic pid_t waiter; // who is to be waited for while it waits itself

static void start(pthread_t *thread, void *(*function)(void *), void *argument)
{
    if (pthread_create(thread, NULL, function, argument) != 0)
        exit(1);
}

static void run_two(void *(*one)(void *), void *(*other)(void *))
{
    pthread_t threads[2];
    start(&threads[0], one, NULL);
    start(&threads[1], other, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

static pid_t own_number(void) { return (pid_t)syscall(SYS_gettid); }

static char state_of(const char *path)
{
    char text[256] = "";
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && read(file, text, sizeof text - 1) < 0)
        text[0] = '\0';
    close(file);
    const char *name_end = strrchr(text, ')');
    return name_end && name_end[1] ? name_end[2] : '\0';
}

// Until whom /proc has there sleeps, in what it waits for, on however busy a machine; and so long more. Where /proc numbers
// processes otherwise nobody is found: that time alone.
static void outwait(const char *folder, pid_t number, useconds_t more_us)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%s%ld/stat", folder, (long)number);
    for (char state = state_of(path); state && state != 'S'; state = state_of(path))
        usleep(SHORT_US / 50);
    usleep(more_us);
}

#define THREADS "self/task/"

static void outwait_waiter(useconds_t more_us)
{
    while (!waiter)
        usleep(SHORT_US / 50);
    outwait(THREADS, waiter, more_us);
}

// ---- two locks in opposite orders: a deadlock, for ever ---------------------------------------------------------------

static void *left_first(void *none)
{
    pthread_mutex_lock(&left);
    pthread_barrier_wait(&meeting);
    pthread_mutex_lock(&right);
    return none;
}

static void *right_first(void *none)
{
    pthread_mutex_lock(&right);
    pthread_barrier_wait(&meeting);
    pthread_mutex_lock(&left);
    return none;
}

static void opposite(long number)
{
    (void)number;
    pthread_barrier_init(&meeting, NULL, 2);
    run_two(left_first, right_first);
}

// ---- one holds, the other waits --------------------------------------------------------------------------------------

static void *hold(void *none)
{
    pthread_mutex_lock(&left);
    pthread_barrier_wait(&meeting);
    outwait_waiter(5 * SHORT_US);
    pthread_mutex_unlock(&left);
    return none;
}

static void *want(void *none)
{
    waiter = own_number();
    pthread_barrier_wait(&meeting);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    return none;
}

static void waits(long number)
{
    (void)number;
    pthread_barrier_init(&meeting, NULL, 2);
    run_two(hold, want);
}

// ---- a condition, a semaphore, a read-write lock ---------------------------------------------------------------------

static void *take(void *none)
{
    waiter = own_number();
    pthread_mutex_lock(&left);
    while (items == 0)
        pthread_cond_wait(&filled, &left);
    items--;
    pthread_mutex_unlock(&left);
    return none;
}

static void *fill(void *none)
{
    outwait_waiter(SHORT_US);
    pthread_mutex_lock(&left);
    items++;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&left);
    return none;
}

static void condition(long number)
{
    (void)number;
    run_two(take, fill);
}

static atomic_int placed;
static atomic_bool released;

static void *place(void *none)
{
    waiter = own_number();
    sem_wait(&places);
    placed++;
    while (!released)
        usleep(SHORT_US / 50);
    sem_post(&places);
    return none;
}

// Two places for four.
static void semaphore(long number)
{
    (void)number;
    pthread_t threads[4];
    sem_init(&places, 0, 2);
    for (int i = 0; i < 4; i++) {
        waiter = 0;
        start(&threads[i], place, NULL);
        while (i < 2 && placed <= i)
            usleep(SHORT_US / 50);
        if (i >= 2)
            outwait_waiter(SHORT_US);
    }
    released = true;
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static void *read_table(void *none)
{
    pthread_rwlock_rdlock(&table);
    pthread_barrier_wait(&meeting);
    outwait_waiter(SHORT_US);
    pthread_rwlock_unlock(&table);
    return none;
}

static void *write_table(void *none)
{
    waiter = own_number();
    pthread_barrier_wait(&meeting);
    pthread_rwlock_wrlock(&table);
    pthread_rwlock_unlock(&table);
    return none;
}

static void readers(long number)
{
    (void)number;
    pthread_barrier_init(&meeting, NULL, 2);
    run_two(read_table, write_table);
}

// ---- processes -------------------------------------------------------------------------------------------------------

static void reap(int count)
{
    while (count-- > 0)
        wait(NULL);
}

// A child that exits with 3 and has one of its own, one that a signal ends.
static void tree(long number)
{
    (void)number;
    const pid_t child = fork();
    if (child == 0) {
        if (fork() == 0)
            _exit(4);
        reap(1);
        _exit(3);
    }
    const pid_t other = fork();
    if (other == 0) {
        pause();
        _exit(1);
    }
    usleep(SHORT_US);
    kill(other, SIGTERM);
    reap(2);
}

static void spawned(long number)
{
    (void)number;
    char *const words[] = { "true", NULL };
    pid_t child;
    if (posix_spawnp(&child, "true", NULL, NULL, words, environ) == 0)
        reap(1);
}

// A pipe to a child: four bytes, then the end.
static void piped(long number)
{
    (void)number;
    int ends[2];
    char bytes[8];
    if (pipe(ends) != 0)
        exit(1);
    const pid_t reader = fork();
    if (reader == 0) {
        close(ends[1]);
        while (read(ends[0], bytes, sizeof bytes) > 0)
            ;
        _exit(0);
    }
    close(ends[0]);
    outwait("", reader, SHORT_US);
    if (write(ends[1], "four", 4) != 4)
        exit(1);
    close(ends[1]);
    reap(1);
}

// What is in a buffer when a process forks goes out twice; what is in it when the process is killed, never.
static void twice(long number)
{
    (void)number;
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    printf("once in the source\n");
    if (fork() == 0)
        exit(0);
    reap(1);
    if (fork() == 0) {
        printf("never seen\n");
        raise(SIGKILL);
    }
    reap(1);
}

static void printed(long number)
{
    (void)number;
    puts("by stdio");
    fflush(stdout);
    if (write(STDERR_FILENO, "by write\n", 9) != 9)
        exit(1);
    printf("at the end\n");
}

// So many words through a pipe, one after the other.
static void words_through_a_pipe(long number)
{
    int ends[2];
    char word;
    if (pipe(ends) != 0)
        exit(1);
    for (long i = 0; i < number; i++)
        if (write(ends[1], "w", 1) != 1 || read(ends[0], &word, 1) != 1)
            exit(1);
}

static void *nothing(void *argument) { return argument; }

// So many threads, one after the other.
static void many(long number)
{
    pthread_t thread;
    for (long i = 0; i < number; i++)
        if (pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
            exit(1);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "opposite", opposite }, { "waits", waits }, { "condition", condition }, { "semaphore", semaphore },
        { "readers", readers },   { "tree", tree },   { "spawned", spawned },     { "piped", piped },
        { "printed", printed },   { "twice", twice }, { "many", many },           { "words", words_through_a_pipe },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
