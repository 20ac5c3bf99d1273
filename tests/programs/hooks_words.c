// What threads do to words that more than one of them touches. Each case says where its variables lie and what they are in the end.
#include "programs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long passes;
static long count, other;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t start;

static void all(int threads, void *(*work)(void *))
{
    pthread_t thread[64];
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (long i = 0; i < threads; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
}

#define SAY(name)                                                                                                      \
    say_address(#name "_at", &(name));                                                                                 \
    printf(#name " %lld\n", (long long)(name))

// ---- no lock, and one ---------------------------------------------------------------------------------------------

static void *add(void *nothing)
{
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++) {
        count = count + 1;
        other = other - 2;
    }
    return nothing;
}

static void race(long number)
{
    passes = number;
    all(2, add);
    SAY(count);
    SAY(other);
}

static void crowd(long number)
{
    passes = number;
    all(16, add);
    SAY(count);
    SAY(other);
}

static void *add_locked(void *nothing)
{
    for (long i = 0; i < passes; i++) {
        pthread_mutex_lock(&mutex);
        count = count + 1;
        pthread_mutex_unlock(&mutex);
    }
    return nothing;
}

static void locked(long number)
{
    passes = number;
    all(2, add_locked);
    SAY(count);
}

// More threads than any table of a fixed size would hold, a few at a time.
static void many(long number)
{
    passes = 1;
    for (long i = 0; i < number; i++)
        all(2, add_locked);
    SAY(count);
}

// ---- widths and kinds -----------------------------------------------------------------------------------------------

static uint8_t one;
static uint16_t two;
static uint32_t four;
static double real;
static __int128 sixteen;
static struct {
    long a, b, c;
} whole;

static void *add_widths(void *nothing)
{
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++) {
        one = (uint8_t)(one + 1);
        two = (uint16_t)(two + 1);
        four = four + 1;
        real = real + 1;
        sixteen = sixteen + 1;
        __typeof__(whole) copy = whole;
        copy.a++;
        copy.b += 2;
        copy.c += 3;
        whole = copy;
    }
    return nothing;
}

static void widths(long number)
{
    passes = number;
    all(2, add_widths);
    SAY(one);
    SAY(two);
    SAY(four);
    SAY(real);
    say_address("sixteen_at", &sixteen);
    printf("sixteen %lld\n", (long long)sixteen);
    SAY(whole.a);
    SAY(whole.b);
    SAY(whole.c);
}

// Each becomes the second thread's while the first one is at it, or may be.
static struct pair {
    long left, right;
} pairs[1000];

static void *add_to_pairs(void *nothing)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        pthread_barrier_wait(&start);
        for (long pass = 0; pass < passes; pass++) {
            struct pair copy = pairs[i];
            copy.left++;
            copy.right++;
            pairs[i] = copy;
        }
    }
    return nothing;
}

static void taken_over(long number)
{
    passes = number;
    all(2, add_to_pairs);
    say_address("pairs_at", pairs);
    say_address("pairs_end", pairs + sizeof pairs / sizeof *pairs);
}

static union {
    long whole;
    int half[2];
} mixed_word;

static void *add_mixed(void *which)
{
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++)
        if (which)
            mixed_word.half[0]++;
        else
            mixed_word.whole++;
    return NULL;
}

static void mixed(long number)
{
    passes = number;
    all(2, add_mixed);
    say_address("whole_at", &mixed_word.whole);
}

// ---- atomics --------------------------------------------------------------------------------------------------------

static _Atomic long added, exchanged, stored;
static _Atomic int lock;
static _Atomic long alone;
#ifdef __x86_64__ // of 16 bytes, in one step; without a library of the compiler's
static _Alignas(16) volatile __int128 both_words;
unsigned __int128 __tsan_atomic128_fetch_add(volatile unsigned __int128 *at, unsigned __int128 value, int order)
    __attribute__((weak));
#endif

static void add_both(void)
{
#ifdef __x86_64__
    if (__tsan_atomic128_fetch_add)
        __tsan_atomic128_fetch_add((volatile unsigned __int128 *)&both_words, ((unsigned __int128)1 << 64) + 1, 5);
#endif
}

static void *add_atomically(void *nothing)
{
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++) {
        atomic_fetch_add(&added, 1);
        long expected = atomic_load(&exchanged);
        while (!atomic_compare_exchange_weak(&exchanged, &expected, expected + 1))
            ;
        atomic_store(&stored, atomic_load(&stored) + 1);
        while (atomic_exchange(&lock, 1))
            sched_yield();
        count = count + 1;
        atomic_store(&lock, 0);
        add_both();
    }
    return nothing;
}

static void atomics(long number)
{
    passes = number;
    all(2, add_atomically);
    SAY(added);
    atomic_fetch_add(&alone, 1);
    SAY(alone);
#ifdef __x86_64__
    say_address("low_at", (char *)&both_words);
    say_address("high_at", (char *)&both_words + 8);
#endif
    SAY(exchanged);
    SAY(stored);
    SAY(count);
    SAY(lock);
}

// ---- assignments ----------------------------------------------------------------------------------------------------

static int flag, guarded;
static long *volatile behind = &other;

static void *assign(void *nothing)
{
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++) {
        flag = 1;
        if (guarded >= 0)
            guarded = 5;
        long *pointer = behind;
        if (*pointer >= 0)
            *pointer = 7;
    }
    return nothing;
}

static void assignments(long number)
{
    passes = number;
    all(2, assign);
    SAY(flag);
    SAY(guarded);
    SAY(other);
}

// ---- turns that are kept for long -----------------------------------------------------------------------------------

static void pause_us(long us)
{
    const struct timespec rest = { .tv_nsec = us * 1000 };
    syscall(SYS_nanosleep, &rest, NULL); // by no function that could be interposed
}

static void *slow(void *nothing)
{
    for (long i = 0; i < passes; i++) {
        pthread_mutex_lock(&mutex);
        pause_us(2000);
        count = count + 1;
        pthread_mutex_unlock(&mutex);
        pause_us(10);
    }
    return nothing;
}

static void *quick(void *nothing)
{
    for (long i = 0; i < passes; i++) {
        pthread_mutex_lock(&mutex);
        count = count + 1;
        pause_us(300);
        pthread_mutex_unlock(&mutex);
        pause_us(3000);
    }
    return nothing;
}

static void *pick(void *which) { return which ? slow(which) : quick(which); }

// Nothing is lost here, and who took turns away after a while would say that there was.
static void trap(long number)
{
    passes = number;
    all(2, pick);
    SAY(count);
}

static void *compute(void *which)
{
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++) {
        count = count + 1;
        for (volatile long k = 0; which && k < 3000000; k++)
            ;
        if (!which)
            pause_us(1000);
    }
    return NULL;
}

static void computes(long number)
{
    passes = number;
    all(2, compute);
    SAY(count);
}

// ---- a stack --------------------------------------------------------------------------------------------------------

static void *add_there(void *where)
{
    long *const sum = where;
    pthread_barrier_wait(&start);
    for (long i = 0; i < passes; i++)
        *sum = *sum + 1;
    return NULL;
}

static long sum_up(long from)
{
    long sum = from;
    pthread_t thread[2];
    pthread_barrier_init(&start, NULL, 2);
    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, add_there, &sum);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    SAY(sum);
    return sum;
}

static void stack(long number)
{
    passes = number;
    printf("twice %ld\n", sum_up(0) + sum_up(1000000));
}

// ---- processes ------------------------------------------------------------------------------------------------------

static void forks(long number)
{
    passes = number;
    all(2, add_locked);
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        all(2, add_locked);
        printf("child_count %ld\nchild_pid %d\n", count, (int)getpid());
        return;
    }
    waitpid(child, NULL, 0);
    all(2, add_locked);
    SAY(count);
}

// A table that all threads only read, and after it a counter.
static int table[1 << 19];

static void *read_and_add(void *nothing)
{
    long sum = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        sum += table[i];
    pthread_mutex_lock(&mutex);
    count += sum + 1;
    pthread_mutex_unlock(&mutex);
    return nothing;
}

static void reads(long number)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        table[i] = 0;
    all((int)number, read_and_add);
    SAY(count);
}

// Two processes, and memory that is the same in both.
static void processes(long number)
{
    long *const both = mmap(NULL, sizeof *both, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const pid_t child = fork();
    for (long i = 0; i < number; i++)
        *both = *both + 1;
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    SAY(*both);
}

// A file that the child maps where its parent has something else.
static void apart(long number)
{
    const int file = memfd_create("both", 0);
    if (file < 0 || ftruncate(file, 4096) != 0)
        exit(9);
    long *both = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    const pid_t child = fork();
    if (child == 0)
        both = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    for (long i = 0; i < number; i++)
        *both = *both + 1;
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    SAY(*both);
}

// Children that add until they are killed, wherever they are; a while in the middle of it the parent adds.
static void killed(long number)
{
    long *const both = mmap(NULL, sizeof *both, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t children[3];
    for (int c = 0; c < 3; c++)
        if ((children[c] = fork()) == 0)
            for (;;)
                *both = *both + 1;
    for (int c = 0; c < 3; c++) {
        usleep((useconds_t)(1000 + number % 997 * (c + 1)));
        for (long i = 0; i < number; i++)
            *both = *both + 1;
        kill(children[c], SIGKILL);
        waitpid(children[c], NULL, 0);
    }
    for (long i = 0; i < number; i++)
        *both = *both + 1;
    SAY(*both);
}

// Until it is killed.
static void endless(long number)
{
    passes = number ? number : 1000000000;
    all(2, add);
}

int main(int argument_count, char **arguments)
{
    static const struct program_case cases[] = {
        { "race", race },           { "crowd", crowd },
        { "locked", locked },       { "many", many },
        { "widths", widths },       { "mixed", mixed },
        { "atomics", atomics },     { "assignments", assignments },
        { "trap", trap },           { "computes", computes },
        { "stack", stack },         { "forks", forks },
        { "processes", processes }, { "reads", reads },
        { "endless", endless },     { "apart", apart },
        { "killed", killed },       { "taken_over", taken_over },
    };
    return program_run(cases, sizeof cases / sizeof *cases, argument_count, arguments);
}
