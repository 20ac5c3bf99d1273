// Threads and processes of a program whose loads and stores are watched, in all the ways in which they begin and end: each case prints
// what must be so in any program, watched or not.
#include "programs.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>

enum {
    MANY = 300,
    FEW = 30,
    BYTES = 5000,
};

static long count, other;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;

static void add_locked(long *to)
{
    pthread_mutex_lock(&mutex);
    *to = *to + 1;
    pthread_mutex_unlock(&mutex);
}

static void unlock_and_count(void *nothing)
{
    (void)nothing;
    count = count + 1;
    pthread_mutex_unlock(&mutex);
}

static void *wait_for_ever(void *nothing)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock_and_count, NULL);
    other = other + 1;
    for (;;)
        pthread_cond_wait(&condition, &mutex);
    pthread_cleanup_pop(0);
    return nothing;
}

static void wait_until_other_is(long value)
{
    for (bool is_there = false; !is_there;) {
        pthread_mutex_lock(&mutex);
        is_there = other == value;
        pthread_mutex_unlock(&mutex);
        sched_yield();
    }
}

static void cancelled(long number)
{
    long ended = 0;
    for (long i = 0; i < number; i++) {
        pthread_t threads[3];
        void *result;
        for (int j = 0; j < 3; j++)
            pthread_create(&threads[j], NULL, wait_for_ever, NULL);
        wait_until_other_is(3 * (i + 1));
        for (int j = 0; j < 3; j++)
            pthread_cancel(threads[j]);
        for (int j = 0; j < 3; j++) {
            pthread_join(threads[j], &result);
            ended += result == PTHREAD_CANCELED;
        }
    }
    printf("ended %ld\ncount %ld\n", ended, count);
}

static void *sleep_for_ever(void *value)
{
    for (;;) {
        add_locked(&count);
        sleep(100);
    }
    return value;
}

static void cancelled_asleep(long number)
{
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, sleep_for_ever, NULL);
        pthread_cancel(thread);
        pthread_join(thread, NULL);
    }
    printf("cancelled\n");
}

// May be cancelled at any instruction; it asks for nothing that could not bear it.
static void *add_for_ever(void *nothing)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    for (;;) {
        count = count + 1;
        other = other + 1;
    }
    return nothing;
}

static void cancelled_anywhere(long number)
{
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, add_for_ever, NULL);
        usleep(300);
        count = count + 1;
        pthread_cancel(thread);
        pthread_join(thread, NULL);
        count = count + 1;
        other = other + 1;
    }
    printf("cancelled\n");
}

static void *leave(void *value)
{
    add_locked(&count);
    pthread_exit(value);
}

static void left(long number)
{
    long sum = 0;
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        void *result;
        pthread_create(&thread, NULL, leave, (void *)7);
        pthread_join(thread, &result);
        sum += (long)result;
    }
    printf("count %ld\nsum %ld\n", count, sum);
}

static void *come_last(void *nothing)
{
    usleep(20000);
    count = count + 1;
    printf("count %ld\n", count);
    return nothing;
}

static void main_leaves(long number)
{
    pthread_t thread;
    count = number;
    pthread_create(&thread, NULL, come_last, NULL);
    pthread_exit(NULL);
}

static void *add_and_post(void *nothing)
{
    add_locked(&count);
    sem_post(&semaphore);
    return nothing;
}

static void detached(long number)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    for (long i = 0; i < number;) {
        pthread_t thread;
        i += pthread_create(&thread, &attributes, add_and_post, NULL) == 0;
    }
    for (long i = 0; i < number; i++)
        sem_wait(&semaphore);
    printf("count %ld\n", count);
}

static void *go_on(void *locked)
{
    for (;;) {
        count = count + 1;
        if (locked)
            add_locked(&other);
    }
    return NULL;
}

static void begin_to_go_on(void)
{
    for (long i = 0; i < 4; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, go_on, (void *)(i % 2));
    }
    usleep(20000);
    printf("bye\n");
}

static void ends_while_others_run(long status)
{
    begin_to_go_on();
    exit((int)status);
}

static void returns_while_others_run(long status)
{
    (void)status;
    begin_to_go_on();
}

static void *count_in_child(void *nothing)
{
    for (int i = 0; i < FEW; i++)
        add_locked(&other);
    return nothing;
}

// The child has one thread, makes another, and has a count of its own.
static void be_child(void)
{
    pthread_t thread;
    count = 1000;
    other = 0;
    pthread_create(&thread, NULL, count_in_child, NULL);
    count_in_child(NULL);
    pthread_join(thread, NULL);
    count = count + other;
    _exit(count == 1000 + 2 * FEW ? 0 : 1);
}

static void *fork_often(void *failed)
{
    for (int i = 0; i < 5; i++) {
        int status = 0;
        const pid_t child = fork();
        if (child == 0)
            be_child();
        if (waitpid(child, &status, 0) != child || status != 0)
            add_locked(failed);
    }
    return NULL;
}

static void *race_on(void *nothing)
{
    for (;;)
        count = count + 1;
    return nothing;
}

static void forks(long number)
{
    long failed = 0;
    pthread_t threads[16], thread;
    for (int i = 0; i < 2; i++)
        pthread_create(&thread, NULL, race_on, NULL);
    for (long i = 0; i < number; i++)
        pthread_create(&threads[i], NULL, fork_often, &failed);
    for (long i = 0; i < number; i++)
        pthread_join(threads[i], NULL);
    printf("failed %ld\n", failed);
    fflush(stdout);
    _exit(0);
}

static void vforks(long number)
{
    long sum = 0;
    for (long i = 0; i < number; i++) {
        int status = 0;
        count = count + 1;
        const pid_t child = vfork();
        if (child == 0)
            _exit(3);
        waitpid(child, &status, 0);
        sum += WEXITSTATUS(status);
    }
    printf("count %ld\nsum %ld\nsystem %d\n", count, sum, WEXITSTATUS(system("exit 4")));
}

static tss_t key;

static void count_own(void *own)
{
    add_locked(&other);
    count = count + *(long *)own;
    free(own);
}

static void *have_own(void *nothing)
{
    long *own = malloc(sizeof *own);
    *own = 2;
    tss_set(key, own);
    return nothing;
}

// What destructors do is done by the thread, before who joins it goes on.
static void destructors(long number)
{
    tss_create(&key, count_own);
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, have_own, NULL);
        pthread_join(thread, NULL);
        count = count + 1;
    }
    printf("count %ld\nother %ld\n", count, other);
}

static void *use_stack(void *nothing)
{
    long numbers[200], sum = 0;
    (void)nothing;
    for (int i = 0; i < 200; i++)
        numbers[i] = i;
    for (int i = 0; i < 200; i++)
        sum += numbers[i];
    return (void *)sum;
}

// One stack after the other, the same one mostly.
static void stacks(long number)
{
    long sum = 0;
    for (long i = 0; i < number; i++) {
        pthread_t thread;
        void *result;
        pthread_create(&thread, NULL, use_stack, NULL);
        pthread_join(thread, &result);
        sum += (long)result;
    }
    printf("sum %ld\n", sum);
}

// A library with hooks that comes and goes while the program runs.
static void loads(const char *path)
{
    void *library = dlopen(path, RTLD_NOW);
    if (!library) {
        printf("%s\n", dlerror());
        return;
    }
    union {
        void *found;
        void *(*work)(void *);
    } work = { .found = dlsym(library, "work") };
    const long *counter = dlsym(library, "counter");
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work.work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("counter %ld\n", *counter);
    dlclose(library);
}

// ---- memory ---------------------------------------------------------------------------------------------------------

static void copies(long number)
{
    char first[BYTES], second[BYTES];
    long sum = 0;
    (void)number;
    for (int i = 0; i < BYTES; i++)
        first[i] = (char)(i * 7);
    memcpy(second, first, BYTES);
    printf("copied %d\n", memcmp(first, second, BYTES));
    memmove(first + 100, first, BYTES - 1000);
    memmove(first, first + 100, BYTES - 1000);
    printf("moved %d\n", memcmp(first, second, BYTES - 1000));
    memset(second, 5, BYTES);
    for (int i = 0; i < BYTES; i++)
        sum += second[i];
    strcpy(first, "hello");
    strcat(first, " there");
    strncat(first, "abcdef", 3);
    const long bytes = stpcpy(second, first) - second;
    printf("set %ld\n%s %ld\n", sum, second, bytes);
    memset(second, 1, 20);
    strncpy(second, "xy", 10);
    printf("padded %d %d %d\n", second[2], second[9], second[10]);
}

static char left_half[512], right_half[512];

static void *copy_across(void *which)
{
    for (int i = 0; i < 1000; i++) {
        if (which)
            memcpy(left_half, right_half, sizeof left_half);
        else
            memcpy(right_half, left_half, sizeof left_half);
        memmove(left_half + 5, left_half, 200);
    }
    return NULL;
}

static void copies_across(long number)
{
    pthread_t threads[16];
    for (long i = 0; i < number; i++)
        pthread_create(&threads[i], NULL, copy_across, (void *)(i % 2));
    for (long i = 0; i < number; i++)
        pthread_join(threads[i], NULL);
    printf("copied\n");
}

// Each has a sign of its own at both ends, as long as it is there.
static void *allocate(void *seed)
{
    unsigned random = (unsigned)(long)seed + 1;
    char *have[50] = { NULL };
    size_t bytes[50] = { 0 };
    long wrong = 0;
    for (int i = 0; i < 5000; i++) {
        random = random * 1103515245 + 12345;
        const unsigned which = random >> 16 & 31;
        if (have[which])
            wrong += have[which][0] != (char)which || have[which][bytes[which] - 1] != (char)which;
        bytes[which] = (random >> 3) % (random & 64 ? 300000 : 300) + 1;
        if (random >> 20 & 1) {
            have[which] = realloc(have[which], bytes[which]);
        } else {
            free(have[which]);
            have[which] = random >> 21 & 1 ? calloc(1, bytes[which]) : malloc(bytes[which]);
        }
        have[which][0] = have[which][bytes[which] - 1] = (char)which;
    }
    for (int i = 0; i < 50; i++)
        free(have[i]);
    return (void *)wrong;
}

static void allocations(long number)
{
    pthread_t threads[16];
    long wrong = 0;
    for (long i = 0; i < number; i++)
        pthread_create(&threads[i], NULL, allocate, (void *)i);
    for (long i = 0; i < number; i++) {
        void *result;
        pthread_join(threads[i], &result);
        wrong += (long)result;
    }
    void *aligned = NULL;
    const int error = posix_memalign(&aligned, 64, 100);
    printf("wrong %ld\naligned %d %d\n", wrong, error, (int)((uintptr_t)aligned % 64));
    free(aligned);
    free(NULL);
    volatile size_t huge = SIZE_MAX / 2;
    errno = 0;
    void *nothing = malloc(huge);
    printf("refused %d\n", nothing == NULL && errno == ENOMEM);
}

// Pages that come and go at the same address.
static void mappings(long number)
{
    long sum = 0;
    for (long i = 0; i < number; i++) {
        long *page = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        page[i] = i;
        page = mremap(page, 1 << 20, 1 << 21, MREMAP_MAYMOVE);
        sum += page[i];
        munmap(page, 1 << 21);
    }
    printf("sum %ld\n", sum);
}

int main(int argument_count, char **arguments)
{
    static const struct program_case cases[] = {
        { "cancelled", cancelled },
        { "asleep", cancelled_asleep },
        { "anywhere", cancelled_anywhere },
        { "left", left },
        { "main-leaves", main_leaves },
        { "detached", detached },
        { "ends", ends_while_others_run },
        { "returns", returns_while_others_run },
        { "forks", forks },
        { "vforks", vforks },
        { "destructors", destructors },
        { "stacks", stacks },
        { "copies", copies },
        { "across", copies_across },
        { "allocations", allocations },
        { "mappings", mappings },
    };
    setvbuf(stdout, NULL, _IOLBF, 0);
    sem_init(&semaphore, 0, 0);
    if (argument_count > 2 && strcmp(arguments[1], "loads") == 0) {
        loads(arguments[2]);
        return 0;
    }
    return program_run(cases, sizeof cases / sizeof *cases, argument_count, arguments);
}
