// truth: exit=0
#include "../truth_fork.h"

#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>

struct token {
    long type;
    char byte;
};

static struct {
    int semaphores, messages, ends[2], event, file;
    char path[32];
    sem_t *named;
} ways;

static void check(int fine)
{
    if (!fine)
        exit(9);
}

static void take_semaphore(void)
{
    struct sembuf step = { 0, -1, 0 };
    check(semop(ways.semaphores, &step, 1) == 0);
}

static void give_semaphore(void)
{
    struct sembuf step = { 0, 1, 0 };
    check(semop(ways.semaphores, &step, 1) == 0);
}

static void take_named(void) { check(sem_wait(ways.named) == 0); }
static void give_named(void) { check(sem_post(ways.named) == 0); }

static void take_message(void)
{
    struct token token;
    check(msgrcv(ways.messages, &token, 1, 0, 0) == 1);
}

static void give_message(void)
{
    const struct token token = { 1, 0 };
    check(msgsnd(ways.messages, &token, 1, 0) == 0);
}

static void take_byte(void)
{
    char byte;
    check(read(ways.ends[0], &byte, 1) == 1);
}

static void give_byte(void) { check(write(ways.ends[1], "", 1) == 1); }

static void take_event(void)
{
    uint64_t count;
    check(read(ways.event, &count, sizeof count) == sizeof count);
}

static void give_event(void)
{
    const uint64_t one = 1;
    check(write(ways.event, &one, sizeof one) == sizeof one);
}

static void take_file(void) { check((ways.file = open(ways.path, O_RDWR)) >= 0 && flock(ways.file, LOCK_EX) == 0); }
static void give_file(void) { check(close(ways.file) == 0); }

static void take_record(void)
{
    struct flock whole = { .l_type = F_WRLCK };
    check((ways.file = open(ways.path, O_RDWR)) >= 0 && fcntl(ways.file, F_SETLKW, &whole) == 0);
}

static void give_record(void)
{
    struct flock whole = { .l_type = F_UNLCK };
    check(fcntl(ways.file, F_SETLKW, &whole) == 0 && close(ways.file) == 0);
}

static const struct {
    void (*take)(void), (*give)(void);
} all[] = {
    { take_semaphore, give_semaphore }, { take_named, give_named }, { take_message, give_message },
    { take_byte, give_byte },           { take_event, give_event }, { take_file, give_file },
    { take_record, give_record },
};

enum {
    WAYS = sizeof all / sizeof *all,
    TURNS = TIMES / 20,
};

static void begin(void)
{
    ways.semaphores = semget(IPC_PRIVATE, 1, 0600);
    ways.messages = msgget(IPC_PRIVATE, 0600);
    snprintf(ways.path, sizeof ways.path, "/tmp/ordered.XXXXXX");
    ways.file = mkstemp(ways.path);
    ways.event = eventfd(1, EFD_SEMAPHORE);
    char name[32];
    snprintf(name, sizeof name, "/ordered.%d", (int)getpid());
    ways.named = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    check(ways.semaphores >= 0 && ways.messages >= 0 && ways.file >= 0 && ways.event >= 0 && ways.named != SEM_FAILED &&
          pipe(ways.ends) == 0 && close(ways.file) == 0 && sem_unlink(name) == 0);
    give_semaphore();
    give_message();
    give_byte();
}

static void end(void)
{
    check(semctl(ways.semaphores, 0, IPC_RMID) == 0 && msgctl(ways.messages, IPC_RMID, NULL) == 0 &&
          unlink(ways.path) == 0);
}

static void work(void *shared)
{
    long *counters = (long *)shared;
    for (int way = 0; way < WAYS; way++)
        for (int i = 0; i < TURNS; i++) {
            all[way].take();
            counters[way]++;
            all[way].give();
        }
}

// What puts processes in order without a lock in their memory: each has a counter.
int main(void)
{
    begin();
    long *counters = (long *)SHARE(WAYS * sizeof *counters);
    run_processes(work, counters);
    for (int way = 0; way < WAYS; way++)
        if (counters[way] != PROCESSES * TURNS)
            return 9;
    end();
    return 0;
}
