// Programs that do what they can to whoever records them: the memory that they share with the recorder is scribbled over, filled,
// cut short; names and prints are not what a terminal should see. Each ends with status 0 but where it says otherwise.
#include "programs.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    THREADS = 3,
    PATH_BYTES = 4096,
    HEAD_BYTES = 4096,
    NEAR_BYTES = 1 << 18, // where records stand after a moment
    SCRIBBLES = 200000,
};

static char *memory, path[PATH_BYTES];
static size_t bytes;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

// The memory, as any program can find it; false: there is none.
static int find_memory(void)
{
    char line[2 * PATH_BYTES];
    unsigned long from, to;
    FILE *maps = fopen("/proc/self/maps", "r");
    if (!maps)
        return 0;
    while (!memory && fgets(line, sizeof line, maps)) {
        char *found = strstr(line, "/dev/shm/raceledger-");
        if (!found || strstr(found, ".so") || sscanf(line, "%lx-%lx", &from, &to) != 2)
            continue;
        found[strcspn(found, "\n")] = '\0';
        snprintf(path, sizeof path, "%s", found);
        memory = (char *)from;
        bytes = to - from;
    }
    fclose(maps);
    return memory != NULL;
}

static void *use(void *argument)
{
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
        if (i % 200 == 0)
            usleep(1);
    }
    return argument;
}

static void use_locks(int named)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, use, NULL) != 0)
            exit(1);
        if (named)
            pthread_setname_np(threads[i], "\033]0;\a\xe2\x80\xae\x80");
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 20;
}

// Records that say anything; then no more is left of the library than it can say itself.
static void scribble(long seed)
{
    uint64_t state = (uint64_t)seed;
    use_locks(0);
    if (!find_memory())
        return;
    uint64_t *words = (uint64_t *)(memory + HEAD_BYTES);
    const size_t count = (bytes < NEAR_BYTES ? bytes : NEAR_BYTES) / sizeof *words - HEAD_BYTES / sizeof *words;
    for (int i = 0; i < SCRIBBLES; i++) {
        uint64_t *word = &words[next(&state) % count];
        const uint64_t kind = next(&state) % 4;
        *word = kind == 0   ? UINT64_MAX
                : kind == 1 ? next(&state) << 20 ^ next(&state)
                : kind == 2 ? (*word & ~UINT64_C(127)) | next(&state) % 128
                            : 0;
    }
    _exit(0);
}

static void head(long number)
{
    (void)number;
    use_locks(0);
    if (find_memory())
        memset(memory, 0xff, HEAD_BYTES);
    _exit(0);
}

// And ends by a signal (SIGILL): whatever it called now would be recorded where nothing is any more.
static void cut(long number)
{
    (void)number;
    use_locks(0);
    if (find_memory() && truncate(path, 0) != 0)
        exit(1);
    __builtin_trap();
}

static void grow(long number)
{
    (void)number;
    if (find_memory() && truncate(path, (off_t)1 << 40) != 0)
        exit(1);
    use_locks(0);
}

static void replace(long number)
{
    (void)number;
    if (find_memory() && (unlink(path) != 0 || symlink("/etc/passwd", path) != 0))
        exit(1);
    use_locks(0);
}

static void names(long number)
{
    (void)number;
    prctl(PR_SET_NAME, "\033[31m\xff\t\"\n");
    use_locks(1);
    printf("\033[31m\a\x80\n");
}

// Asks to be traced, as a program does that will not be debugged: the signals that follow would stop it.
static void traced(long number)
{
    (void)number;
    ptrace(PTRACE_TRACEME, 0, NULL, NULL); // NOLINT(cppcoreguidelines-pro-type-vararg)
    for (int i = 0; i < 2; i++) {
        const pid_t child = fork();
        if (child == 0)
            _exit(0);
        waitpid(child, NULL, 0);
    }
    exit(4);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "scribble", scribble }, { "head", head },   { "cut", cut },       { "grow", grow },
        { "replace", replace },   { "names", names }, { "traced", traced },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
