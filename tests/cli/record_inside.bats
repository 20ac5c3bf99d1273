#!/usr/bin/env bats
# Programs that the library cannot be inside of are recorded none the less, unharmed, and it is said why; and what is left behind
# when the recorder is killed goes with the next one.

bats_require_minimum_version 1.5.0
load common

# Compiles the program of standard input into the file named first, or skips the test.
compile() {
    local file=$1
    shift
    cc -o "$file" -x c - -x none "$@" 2>cc-said || skip "cc $*: $(head -n 1 cc-said)"
}

@test "a statically linked program is told by its states alone" {
    compile static -static <<<'int main(void) { return 3; }'
    run -3 "$RACELEDGER" record --json json ./static
    [[ $output == *"it is linked statically"* ]]
    jq -e '.locks_reason | test("linked statically")' json
}

@test "of the programs that a shell runs it is said how many told nothing" {
    compile static -static <<<'int main(void) { return 0; }'
    run -0 "$RACELEDGER" record --json json sh -c './static; ./static; true'
    jq -e '.locks_seen and (.locks_reason | test("^2 of the programs that it ran told nothing"))' json
    run -0 "$RACELEDGER" record --json json sh -c 'sh -c "true; exit 0"; true'
    jq -e '.locks_reason == null' json
}

@test "threads that are made past the C library, as Go makes them, have their states, and it is said that they told nothing" {
    [ "$(uname -m)" = x86_64 ] || skip "its calls are those of x86-64"
    compile past <<<'
        #include <linux/futex.h>
        #include <linux/sched.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        static long call(long number, long a, long b, long c)
        {
            register long fourth __asm__("r10") = 0;
            long result;
            __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                             : "rcx", "r11", "memory");
            return result;
        }
        static char stacks[2][65536] __attribute__((aligned(16)));
        static int go, ended;
        __attribute__((used)) void work(void)
        {
            for (volatile long i = 0; i < 3000000; i++)
                ;
            while (!__atomic_load_n(&go, __ATOMIC_ACQUIRE))
                call(SYS_futex, (long)&go, FUTEX_WAIT, 0);
            __atomic_add_fetch(&ended, 1, __ATOMIC_RELEASE);
            call(SYS_futex, (long)&ended, FUTEX_WAKE, 1);
            for (;;)
                call(SYS_exit, 0, 0, 0);
        }
        static long make(char *end)
        {
            long result;
            const long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
            __asm__ volatile("xor %%r10, %%r10\n xor %%r8, %%r8\n syscall\n test %%rax, %%rax\n jne 1f\n call work\n 1:"
                             : "=a"(result) : "a"(SYS_clone), "D"(flags), "S"(end), "d"(0)
                             : "rcx", "r11", "r10", "r8", "memory");
            return result;
        }
        /* whether the thread has gone to sleep once */
        static int has_slept(long thread)
        {
            char path[64], line[256];
            long times = 0;
            snprintf(path, sizeof path, "/proc/self/task/%ld/status", thread);
            FILE *status = fopen(path, "r");
            while (status && fgets(line, sizeof line, status))
                sscanf(line, "voluntary_ctxt_switches: %ld", &times);
            if (!status)
                exit(1);
            fclose(status);
            return times > 0;
        }
        int main(void)
        {
            const long time[2] = { 0, 1000000 };
            long threads[2];
            for (int i = 0; i < 2; i++)
                threads[i] = make(stacks[i] + sizeof stacks[i] - 64);
            for (int i = 0; i < 2; i++)
                while (!has_slept(threads[i]))
                    call(SYS_nanosleep, (long)time, 0, 0);
            __atomic_store_n(&go, 1, __ATOMIC_RELEASE);
            call(SYS_futex, (long)&go, FUTEX_WAKE, 2);
            for (int now; (now = __atomic_load_n(&ended, __ATOMIC_ACQUIRE)) < 2;)
                call(SYS_futex, (long)&ended, FUTEX_WAIT, now);
            return 0;
        }'
    ./past
    run -0 "$RACELEDGER" record --json json ./past
    jq -e '.locks_reason == "2 of its threads told nothing: they go past the C library, as Go'"'"'s do"' json
    jq -e '(.tasks | length) == 3 and ([.tasks[1:][] | .life.running_ns > 0 and .life.blocked_ns > 0] | all)' json
}

@test "of a program with rights of its own no states are claimed, and it lives as long as it did" {
    [ "$(id -u)" -eq 0 ] || skip "who is not root can give no program rights of its own"
    compile own <<<'#include <unistd.h>
        int main(void) { usleep(150000); return 0; }'
    chown nobody own && chmod 4755 own
    chmod 755 . 
    run -0 "$RACELEDGER" record --json json sh -c './own; sleep 0.05; true'
    jq -e '.states == "kernel" or .states.source == "kernel"' json || skip "the kernel tells nothing here"
    jq -e '.locks_reason | test("with rights of their own")' json
    jq -e '.tasks[1] | .name == "own" and .life.running_ns < 100000000 and .life.alive_ns >= 140000000' json ||
        fail "$(jq -c .tasks json)"
    jq -e '.cores_busy == null' json
    run -0 "$RACELEDGER" record --json json ./own
    [[ $output == *"rights of its own"*"the kernel tells nothing"* ]]
    jq -e '.tasks[0].life.alive_ns >= 140000000' json
}

@test "AddressSanitizer is left alone, called by name and from a shell" {
    compile guarded -fsanitize=address <<<'int main(void) { return 3; }'
    ./guarded || [ $? -eq 3 ] || skip "a program with AddressSanitizer does not run here"
    run -3 "$RACELEDGER" record --json json ./guarded
    [[ $output == *"AddressSanitizer in it lets no library come before it"* ]]
    run -0 --separate-stderr "$RACELEDGER" record --quiet sh -c './guarded; echo "it said $?"; exec ./guarded | cat'
    [ "$output" = "it said 3" ]
    # shellcheck disable=SC2154 # of run --separate-stderr
    [ "$stderr" = "" ]
}

@test "a program that takes the library is not said to be out of reach" {
    compile usual <<<'int main(void) { return 0; }'
    run -0 "$RACELEDGER" record --json json ./usual
    jq -e '.locks_reason == null' json
}

@test "where there is little room for addresses, or few files may be open, the program has it, or it is said what there is too little of" {
    compile usual -pthread <<<'#include <pthread.h>
        #include <stdlib.h>
        static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        int main(void) { pthread_mutex_lock(&lock); return malloc(30 << 20) == NULL; }'
    run -0 "$RACELEDGER" record --json json sh -c 'ulimit -v 60000; exec ./usual'
    jq -e '.locks_reason == null' json || fail "$(jq .locks_reason json)"
    run -1 bash -c 'ulimit -n 8; exec "$RACELEDGER" record ./usual'
    [ "$output" = "raceledger: cannot start the program: only 8 files may be open at once (ulimit -n), and a recording needs some more" ]
}

@test "what a killed recorder leaves in /dev/shm goes with the next one" {
    "$RACELEDGER" record --quiet -- sh -c 'echo begun; exec sleep 600' >began &
    local recorder=$! folders tries
    for tries in {1..200}; do [ -s began ] && break; sleep 0.05; done
    [ -s began ]
    local sleeper=
    until sleeper=$(pgrep -P "$recorder" -x sleep) || [ $((tries++)) -gt 400 ]; do sleep 0.05; done
    [ -n "$sleeper" ]
    folders=$(tr '\0' '\n' <"/proc/$sleeper/environ" | sed -n 's/^LD_PRELOAD=\(.*\)\/.*/\1/p')
    [ -d "$folders" ]
    kill -9 "$recorder"
    wait "$recorder" || true # from here on whichever recorder is started next clears it, this one or another of the user's
    run -0 "$RACELEDGER" record --quiet true
    [ ! -e "$folders" ]
    kill -0 "$sleeper" && kill "$sleeper"
}

@test "a /dev/shm that is full harms neither the program nor its recording" {
    compile posts -pthread <<<'#include <semaphore.h>
        int main(void) { sem_t s; sem_init(&s, 0, 0); for (int i = 0; i < 300000; i++) sem_post(&s); return 3; }'
    unshare -m sh -c 'mount -t tmpfs -o size=6m tmpfs /dev/shm' 2>/dev/null || skip "no mounts of one's own here"
    # shellcheck disable=SC2016 # within
    run -3 unshare -m sh -c 'mount -t tmpfs -o size=6m tmpfs /dev/shm; exec "$@"' sh \
        "$RACELEDGER" record --quiet --json json -- sh -c 'cat /dev/zero >/dev/shm/fill 2>/dev/null; exec ./posts'
    jq -e '.exit_status == 3' json
}

@test "a semaphore that is made where another one stood, which was never given back, is a lock all the same" {
    compile again -pthread <<<'#include <semaphore.h>
        int main(void) { sem_t s; for (int i = 0; i < 3; i++) { sem_init(&s, 0, 1); sem_wait(&s); }
            for (int i = 0; i < 5; i++) { sem_post(&s); sem_wait(&s); } return 3; }'
    run -3 "$RACELEDGER" record --quiet --json json ./again
    jq -e '.resources | map(select(.acquisitions > 0) | [.kind, .acquisitions]) == [["lock", 8]]' json
}

@test "what a program's libraries do before it begins is recorded as well" {
    compile libearly.so -shared -fPIC -pthread <<<'#include <pthread.h>
        static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        static void *take(void *nothing) { pthread_mutex_lock(&mutex); return nothing; }
        __attribute__((constructor)) static void begin(void)
        {
            pthread_t thread;
            pthread_mutex_lock(&mutex);
            pthread_create(&thread, 0, take, 0);
            pthread_mutex_unlock(&mutex);
            pthread_join(thread, 0);
        }
        int early(void); int early(void) { return 3; }'
    # shellcheck disable=SC2016 # the loader's own
    compile early -L. -learly '-Wl,-rpath,$ORIGIN' <<<'int early(void); int main(void) { return early(); }'
    run -3 "$RACELEDGER" record --quiet --json json ./early
    jq -e '.tasks | length == 2' json
    jq -e '[.resources[] | select(.acquisitions >= 2)] | length >= 1' json
}
