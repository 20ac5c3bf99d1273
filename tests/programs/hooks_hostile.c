// Two threads add to a counter; then the program writes to the memory that its own loads and stores are recorded in: one figure
// that must agree with others, or all that stands at its head. It ends with status 0 and prints the counter.
#include "programs.h"

#include "inside/books_layout.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 200,
};

static long counter;
static int locked;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        if (locked)
            pthread_mutex_lock(&mutex);
        counter += 1;
        if (locked)
            pthread_mutex_unlock(&mutex);
    }
    return argument;
}

// Its books, as any program can find them.
static struct books_head *find_books(void)
{
    char line[4096];
    unsigned long from = 0, to;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && from == 0 && fgets(line, sizeof line, maps))
        if (!strstr(line, ".books/" BOOKS_MEMORY_NAME "\n") || sscanf(line, "%lx-%lx", &from, &to) != 2)
            from = 0;
    if (maps)
        fclose(maps);
    return (struct books_head *)from; // NOLINT(performance-no-int-to-ptr)
}

static struct books_variable *find_variable(struct books_head *head)
{
    char *at = (char *)head + BOOKS_HEAD_BYTES;
    for (uint32_t i = 0; i < head->next; i++, at += BOOKS_BLOCK_BYTES) {
        struct books_variable *variable = (struct books_variable *)at;
        if (variable->block.kind == BOOKS_VARIABLE && variable->address == (uint64_t)&counter)
            return variable;
    }
    return NULL;
}

static struct books_head *run(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, add, NULL) != 0)
            exit(1);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("%ld\n", counter);
    fflush(stdout);
    return find_books();
}

static void only_locked(long number)
{
    (void)number;
    locked = 1;
    (void)run();
}

static void settled(long number)
{
    struct books_head *head = run();
    if (head)
        head->settled = (uint64_t)number;
}

static void interrupted(long number)
{
    struct books_head *head = run();
    if (head && find_variable(head))
        find_variable(head)->interrupted = (uint64_t)number;
}

static void stores(long number)
{
    struct books_head *head = run();
    if (head && find_variable(head))
        find_variable(head)->stores += (uint64_t)number;
}

static void loads(long number)
{
    struct books_head *head = run();
    if (head && find_variable(head))
        find_variable(head)->loads += (uint64_t)number;
}

static void images(long number)
{
    struct books_head *head = run();
    if (head)
        head->images = (uint32_t)number;
}

static void all(long number)
{
    struct books_head *head = run();
    if (head)
        memset(head, (int)number, BOOKS_HEAD_BYTES);
    _Exit(0);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "only-locked", only_locked },
        { "settled", settled },
        { "interrupted", interrupted },
        { "stores", stores },
        { "loads", loads },
        { "images", images },
        { "all", all },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
