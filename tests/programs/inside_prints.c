// What is printed, and what goes through pipes.
#include "programs.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// By every way, into a buffer that is flushed at the end.
static void ways(long number)
{
    printf("printf %ld\n", number);
    puts("puts");
    fputs("fputs\n", stdout);
    putchar('c');
    fputc('\n', stdout);
    fwrite("fwrite\n", 1, 7, stdout);
    for (const char *at = "putc\n"; *at; at++)
        putc_unlocked(*at, stdout);
    fprintf(stderr, "to stderr %d\n", 1);
    fflush(stdout);
    if (write(STDOUT_FILENO, "write\n", 6) != 6 ||
        writev(STDOUT_FILENO, (struct iovec[]){ { (void *)"wri", 3 }, { (void *)"tev\n", 4 } }, 2) != 7)
        return;
    printf("the rest\n");
}

// More than is kept of one text; more than a buffer holds.
static void large(long bytes)
{
    char *text = malloc((size_t)bytes + 1);
    memset(text, 'x', (size_t)bytes);
    text[bytes] = '\0';
    printf("%s", text);
    fwrite(text, 1, (size_t)bytes, stdout);
    fflush(stdout);
    if (write(STDOUT_FILENO, text, (size_t)bytes) != bytes)
        return;
    free(text);
}

static void *print_lines(void *mine)
{
    for (long i = 0; i < 100; i++)
        printf("thread %ld line %ld\n", (long)mine, i);
    return NULL;
}

static void threads(long number)
{
    pthread_t made[8];
    for (long i = 0; i < number && i < 8; i++)
        pthread_create(&made[i], NULL, print_lines, (void *)i);
    for (long i = 0; i < number && i < 8; i++)
        pthread_join(made[i], NULL);
}

// Printed before the fork, it comes out twice.
static void twice(long number)
{
    (void)number;
    printf("before\n");
    const pid_t child = fork();
    if (child == 0) {
        printf("child\n");
        exit(0);
    }
    waitpid(child, NULL, 0);
    printf("parent\n");
}

// A child sends so many bytes in pieces, its parent takes them.
static void pipes(long bytes)
{
    char piece[100];
    int ends[2], pair[2];
    long taken = 0;
    if (pipe(ends) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return;
    memset(piece, 'p', sizeof piece);
    const pid_t child = fork();
    if (child == 0) {
        for (long sent = 0; sent < bytes; sent += (long)sizeof piece)
            if (write(ends[1], piece, sizeof piece) != (ssize_t)sizeof piece)
                _exit(1);
        if (send(pair[1], piece, 7, 0) != 7)
            _exit(1);
        _exit(0);
    }
    close(ends[1]);
    for (ssize_t got; (got = read(ends[0], piece, sizeof piece)) > 0;)
        taken += got;
    printf("taken %ld\n", taken);
    printf("received %ld\n", (long)recv(pair[0], piece, sizeof piece, 0));
    waitpid(child, NULL, 0);
}

int main(int count, char **words)
{
    static const struct program_case cases[] = {
        { "ways", ways }, { "large", large }, { "threads", threads }, { "twice", twice }, { "pipes", pipes },
    };
    return program_run(cases, sizeof cases / sizeof *cases, count, words);
}
