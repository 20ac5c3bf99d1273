// What a program could notice of a library inside it: each case prints the same with it and without.
#include "programs.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static atomic_long counted;
static atomic_int waiting;

extern char **environ;

static void rest_ms(long ms) { nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL); }

// ---- errno ----------------------------------------------------------------------------------------------------------

static void say_errno(const char *after)
{
    printf("%s: %d\n", after, errno);
    errno = 77;
}

static void *nothing(void *argument) { return argument; }

static void errnos(long number) // no address of ours
{
    pthread_t thread;
    int ends[2];
    char byte = 'x';
    errno = 77;
    pthread_mutex_lock(&mutex);
    say_errno("lock");
    pthread_mutex_trylock(&mutex);
    say_errno("trylock");
    pthread_mutex_unlock(&mutex);
    sem_init(&semaphore, 0, 1);
    sem_wait(&semaphore);
    say_errno("sem_wait");
    sem_trywait(&semaphore);
    say_errno("sem_trywait");
    sem_post(&semaphore);
    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
    say_errno("thread");
    printf("%d\n", pipe(ends));
    printf("%d\n", (int)write(ends[1], &byte, 1));
    say_errno("write");
    printf("%d\n", (int)read(ends[0], &byte, 1));
    say_errno("read");
    printf("%d\n", (int)read(-1, &byte, 1));
    say_errno("bad read");
    printf("%d\n", (int)write(1, (void *)(intptr_t)number, 5));
    say_errno("bad write");
    printf("%d\n", poll(NULL, 0, 1));
    say_errno("poll");
    printf("%m\n");
    say_errno("printf");
    printf("%d\n", waitpid(-1, NULL, 0));
    say_errno("waitpid");
    printf("%d\n", execl("/nonexistent", "nonexistent", (char *)NULL));
    say_errno("exec");
    printf("%d\n", kill(0, 0));
    say_errno("kill");
    close(ends[0]);
    close(ends[1]);
}

// ---- signals --------------------------------------------------------------------------------------------------------

static void on_alarm(int signal)
{
    (void)signal;
    const int error = errno;
    sem_post(&semaphore);
    counted++;
    errno = error;
}

static void storm(int signal, long us)
{
    const struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
    const struct itimerval timer = { { 0, us }, { 0, us } };
    sigaction(signal, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

// A handler posts, very often, while everything else goes on; every post can be taken.
static void signals(long number)
{
    sem_init(&semaphore, 0, 0);
    storm(SIGALRM, 50);
    long taken = 0, passed = 0;
    for (long i = 0; i < number; i++) {
        pthread_mutex_lock(&mutex);
        passed++;
        pthread_mutex_unlock(&mutex);
        if (sem_trywait(&semaphore) == 0)
            taken++;
    }
    setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
    while (sem_trywait(&semaphore) == 0)
        taken++;
    printf("passed %ld, all taken: %d\n", passed, taken == counted);
}

static sigjmp_buf out_of_it;

static void leave(int signal)
{
    (void)signal;
    siglongjmp(out_of_it, 1);
}

// Leaves waits by longjmp out of a handler, and goes on.
static void jumps(long number)
{
    const struct sigaction action = { .sa_handler = leave };
    const struct itimerval timer = { { 0, 0 }, { 0, 2000 } };
    int ends[2];
    volatile long left = 0;
    char byte;
    sigaction(SIGALRM, &action, NULL);
    sem_init(&semaphore, 0, 0);
    if (pipe(ends) != 0)
        return;
    for (volatile long i = 0; i < number; i++) {
        if (sigsetjmp(out_of_it, 1) == 0) {
            setitimer(ITIMER_REAL, &timer, NULL);
            for (;;)
                if (i % 2)
                    sem_wait(&semaphore);
                else if (read(ends[0], &byte, 1) == 0)
                    break;
        }
        left++;
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
    printf("left %ld\n", left);
}

// ---- cancelling -----------------------------------------------------------------------------------------------------

static void give_back(void *taken)
{
    pthread_mutex_unlock(taken);
    counted++;
}

static void *wait_in_condition(void *argument)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(give_back, &mutex);
    waiting++;
    for (;;)
        pthread_cond_wait(&condition, &mutex);
    pthread_cleanup_pop(1);
    return argument;
}

static void *wait_in_semaphore(void *argument)
{
    waiting++;
    for (;;)
        sem_wait(argument);
    return NULL;
}

static void *wait_in_read(void *argument)
{
    char byte;
    waiting++;
    while (read((int)(intptr_t)argument, &byte, 1) >= 0)
        ;
    return NULL;
}

static void *wait_in_print(void *argument)
{
    FILE *file = argument;
    waiting++;
    for (;;)
        fputs("a line that nobody reads\n", file);
    return NULL;
}

static void cancel_one(const char *name, void *(*function)(void *), void *argument)
{
    pthread_t thread;
    void *result = NULL;
    waiting = 0;
    pthread_create(&thread, NULL, function, argument);
    while (!waiting)
        rest_ms(1);
    rest_ms(2);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%s: cancelled %d\n", name, result == PTHREAD_CANCELED);
    fflush(stdout);
}

// Then standard output, whose pipe was full, is used again, and every lock is free.
static void cancels(long number)
{
    int ends[2];
    sem_t posted;
    sem_init(&semaphore, 0, 0);
    sem_init(&posted, 0, INT_MAX);
    if (pipe(ends) != 0)
        return;
    for (long i = 0; i < number; i++) {
        cancel_one("condition", wait_in_condition, NULL);
        cancel_one("semaphore", wait_in_semaphore, &semaphore);
        cancel_one("taken at once", wait_in_semaphore, &posted);
        cancel_one("read", wait_in_read, (void *)(intptr_t)ends[0]);
        const int kept = dup(STDERR_FILENO);
        dup2(ends[1], STDERR_FILENO);
        cancel_one("print", wait_in_print, stderr);
        dup2(kept, STDERR_FILENO);
        close(kept);
        printf("stderr is free: %d\n", ftrylockfile(stderr));
        funlockfile(stderr);
    }
    printf("mutex is free: %d, given back %ld\n", pthread_mutex_trylock(&mutex), counted);
}

// ---- threads --------------------------------------------------------------------------------------------------------

static pthread_key_t key;

// Runs when its thread is past its end.
static void at_end(void *value)
{
    const long left = (long)value - 1;
    pthread_mutex_lock(&mutex);
    counted++;
    pthread_mutex_unlock(&mutex);
    if (left > 0)
        pthread_setspecific(key, (void *)left);
}

static void *with_destructor(void *argument)
{
    pthread_setspecific(key, (void *)2);
    if (argument)
        pthread_exit(argument);
    return argument;
}

static void destructors(long number)
{
    pthread_key_create(&key, at_end);
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        void *result;
        pthread_create(&thread, NULL, with_destructor, (void *)(i % 2));
        pthread_join(thread, &result);
        if (result != (void *)(i % 2))
            printf("wrong\n");
    }
    printf("ended %ld\n", counted);
}

static void *count_one(void *argument)
{
    counted++;
    return argument;
}

// So many short threads, on the smallest stacks there are.
static void threads(long number)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)PTHREAD_STACK_MIN);
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        while (pthread_create(&thread, &attributes, count_one, NULL) != 0)
            rest_ms(1);
        if (i % 2)
            pthread_detach(thread);
        else
            pthread_join(thread, NULL);
    }
    while (counted < number)
        rest_ms(1);
    printf("ran %ld\n", counted);
}

static void *print_on_a_small_stack(void *argument)
{
    pthread_mutex_lock(&mutex);
    printf("small %d %s\n", 1, "stack");
    pthread_mutex_unlock(&mutex);
    return argument;
}

static void small_stack(long number)
{
    pthread_attr_t attributes;
    pthread_t thread;
    (void)number;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)PTHREAD_STACK_MIN);
    if (pthread_create(&thread, &attributes, print_on_a_small_stack, NULL) == 0)
        pthread_join(thread, NULL);
}

// ---- processes ------------------------------------------------------------------------------------------------------

static void list_descriptors(void)
{
    DIR *list = opendir("/proc/self/fd");
    int count = 0;
    for (const struct dirent *entry = list ? readdir(list) : NULL; entry; entry = readdir(list))
        count += entry->d_name[0] != '.';
    if (list)
        closedir(list);
    printf("descriptors: %d\n", count);
}

// Closes all that it did not open itself, and goes on with threads.
static void descriptors(long number)
{
    list_descriptors();
    for (int i = 3; i < 1024; i++)
        close(i);
    pthread_t thread;
    pthread_create(&thread, NULL, count_one, NULL);
    pthread_join(thread, NULL);
    for (long i = 0; i < number; i++) {
        pthread_mutex_lock(&mutex);
        sem_post(&semaphore);
        pthread_mutex_unlock(&mutex);
    }
    list_descriptors();
}

static void fork_tree(long depth)
{
    if (depth == 0)
        return;
    for (int i = 0; i < 2; i++) {
        const pid_t child = fork();
        int status = 0;
        if (child == 0) {
            pthread_mutex_lock(&mutex);
            pthread_mutex_unlock(&mutex);
            fork_tree(depth - 1);
            _exit((int)depth);
        }
        if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != depth)
            _exit(99);
    }
}

static void forks(long depth)
{
    fork_tree(depth);
    printf("forked\n");
}

static pid_t start_true(bool by_vfork)
{
    const pid_t child = by_vfork ? vfork() : fork();
    if (child == 0) {
        execlp("true", "true", (char *)NULL);
        _exit(1);
    }
    return child;
}

// One after the other, by every way there is.
static void spawns(long number)
{
    char *words[] = { (char *)"true", NULL };
    for (long i = 0; i < number; i++) {
        pid_t child = 0;
        int status = -1;
        if (i % 4 == 0)
            posix_spawn(&child, "/bin/true", NULL, NULL, words, environ);
        else if (i % 4 == 1)
            posix_spawnp(&child, "true", NULL, NULL, words, environ);
        else
            child = start_true(i % 4 == 2);
        if (waitpid(child, &status, 0) != child || status != 0)
            printf("wrong %ld: %x\n", i, (unsigned)status);
    }
    printf("spawned %ld, system %d\n", number, system("exit 3"));
}

static char itself[4096];

static void execs(long left)
{
    char number[24];
    snprintf(number, sizeof number, "%ld", left - 1);
    if (left > 0)
        execl(itself, itself, "execs", number, (char *)NULL);
    printf("the last\n");
}

// Into a root where neither the library nor the memory is; needs root, like the next.
static void change_root(long number)
{
    char folder[] = "/tmp/raceledger-root-XXXXXX", command[256];
    (void)number;
    if (!mkdtemp(folder))
        return;
    fflush(stdout);
    snprintf(command, sizeof command, "cp -L --parents /bin/echo $(ldd /bin/echo | grep -oE '/[^ ]+') %s", folder);
    if (system(command) != 0)
        printf("no root to be had\n");
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && chroot(folder) == 0 && chdir("/") == 0)
            execl("/bin/echo", "echo", "within", (char *)NULL);
        printf("not within\n");
        exit(0);
    }
    waitpid(child, NULL, 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    printf("removed %d\n", system(command));
}

static void drop_privileges(long number)
{
    (void)number;
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
        printf("cannot\n");
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    fflush(stdout);
    execl("/bin/echo", "echo", "as nobody", (char *)NULL);
}

static void no_environment(long number)
{
    char *const nothing_at_all[] = { NULL };
    char *words[] = { (char *)"echo", (char *)"without", NULL };
    (void)number;
    unsetenv("LD_PRELOAD");
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0)
        execve("/bin/echo", words, nothing_at_all);
    waitpid(child, NULL, 0);
    execv("/bin/echo", words);
}

// May do nothing from then on but read, write and exit.
static void shut_off(long number)
{
    int status = -1;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
        for (long i = 0; i < number; i++) {
            pthread_mutex_lock(&mutex);
            sem_post(&semaphore);
            sem_wait(&semaphore);
            pthread_mutex_unlock(&mutex);
        }
        if (write(STDOUT_FILENO, "still there\n", 12) == 12)
            syscall(SYS_exit, 5);
    }
    waitpid(child, &status, 0);
    printf("ended %x\n", (unsigned)status);
}

// ---- others' ways ---------------------------------------------------------------------------------------------------

// The program stands before the same functions itself.
int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    int (*next)(pthread_barrier_t *) = (int (*)(pthread_barrier_t *))dlsym(RTLD_NEXT, "pthread_barrier_wait");
    counted++;
    return next(barrier);
}

static void interposes(long number)
{
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 1);
    for (long i = 0; i < number; i++)
        pthread_barrier_wait(&barrier);
    printf("met %ld\n", counted);
}

static void opens(long number)
{
    (void)number;
    void *library = dlopen("libm.so.6", RTLD_NOW);
    printf("opened %d, lacks %d\n", library != NULL, library && dlsym(library, "no_such_function") == NULL);
    printf("says so: %d\n", dlerror() != NULL);
    pthread_t thread;
    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
    printf("nothing more to say: %d\n", dlerror() == NULL);
}

// Every allocation, counted: the same with and without.
static atomic_long allocations;
void *__libc_malloc(size_t bytes);
void *malloc(size_t bytes)
{
    allocations++;
    return __libc_malloc(bytes);
}

static void allocates(long number)
{
    int ends[2];
    char byte = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("begin\n");
    if (pipe(ends) != 0)
        return;
    const long before = allocations;
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
        sem_post(&semaphore);
        sem_wait(&semaphore);
        if (write(ends[1], &byte, 1) != read(ends[0], &byte, 1))
            printf("wrong\n");
        pthread_create(&thread, NULL, nothing, NULL);
        pthread_join(thread, NULL);
        const pid_t child = fork();
        if (child == 0)
            _exit(allocations != before);
        int status;
        waitpid(child, &status, 0);
        if (status != 0)
            printf("a child allocated\n");
    }
    printf("allocated %ld\n", allocations - before);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "errnos", errnos },
        { "signals", signals },
        { "jumps", jumps },
        { "cancels", cancels },
        { "destructors", destructors },
        { "threads", threads },
        { "small-stack", small_stack },
        { "descriptors", descriptors },
        { "forks", forks },
        { "spawns", spawns },
        { "execs", execs },
        { "change-root", change_root },
        { "drop-privileges", drop_privileges },
        { "no-environment", no_environment },
        { "shut-off", shut_off },
        { "interposes", interposes },
        { "opens", opens },
        { "allocates", allocates },
    };
    snprintf(itself, sizeof itself, "%s", words[0]);
    const ssize_t length = readlink("/proc/self/exe", itself, sizeof itself - 1);
    if (length > 0)
        itself[length] = '\0';
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
