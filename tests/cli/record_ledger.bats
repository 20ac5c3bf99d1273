#!/usr/bin/env bats
# shellcheck disable=SC2154 # stderr, of run --separate-stderr
# The ledger of one's own program: built by raceledger cc, recorded, told by the names and lines of its source.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return 1
    cat >bank.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static long balance;
static struct {
    int id;
    long total;
} bank;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long *heap;

static void *work(void *amount)
{
    int own = 0;
    for (int i = 0; i < 1000; i++) {
        pthread_mutex_lock(&lock);
        balance += 5;
        pthread_mutex_unlock(&lock);
        bank.total += 2;
        heap[1] += 3;
        own++;
    }
    return amount;
}

int main(void)
{
    pthread_t threads[3];
    heap = malloc(16);
    heap[1] = 0;
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    printf("%ld %ld %ld\n", balance, bank.total, heap[1]);
    free(heap);
    return 7;
}
C
    "$RACELEDGER" cc bank.c -o bank -pthread
    gcc -g -O0 bank.c -o plain -pthread
}

setup() {
    HERE=$BATS_TEST_TMPDIR
    cd "$HERE" || return 1
    ln -s "$BATS_FILE_TMPDIR/bank" "$BATS_FILE_TMPDIR/bank.c" "$BATS_FILE_TMPDIR/plain" .
    unset CC CXX
}

# Whether names can be looked up in this build.
no_names() { ! ldd "$RACELEDGER" | grep -q libdw; }

@test "a name that there is not is one line, which says what there is" {
    refused 2 record --watch balnce ./bank
    no_names || grep -q -- '--watch balnce: there is no such variable in ./bank; did you mean balance?' err
    refused 2 record --watch balance --watch bank.totl ./bank
    no_names || grep -q 'did you mean bank.total?' err
    refused 2 record --watch bank.c:2000 ./bank
    no_names || grep -q -- '--watch bank.c:2000: nothing is declared or allocated at that line in ./bank; name the variable' err
    # What a line only updates is declared elsewhere.
    local line
    line=$(grep -n 'bank.total += 2' bank.c | cut -d: -f1)
    refused 2 record --watch "bank.c:$line" ./bank
    no_names || grep -q -- "--watch bank.c:$line: nothing is declared or allocated at that line" err
}

@test "atomic loads and stores that lose are told in the window as in the report" {
    cat >steps.c <<'C'
#include <pthread.h>
#include <stdatomic.h>

static atomic_int n;
static pthread_barrier_t all;

static void *step(void *argument)
{
    int seen = atomic_load(&n);
    pthread_barrier_wait(&all);
    atomic_store(&n, seen + 1);
    return argument;
}

int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&all, NULL, 2);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, step, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return atomic_load(&n);
}
C
    "$RACELEDGER" cc steps.c -o steps -pthread
    run -1 --separate-stderr "$RACELEDGER" record -o steps.rl -- ./steps
    [[ $stderr == *"1 of 2 updates lost"*"each access is guarded, but not a load and its store together"* ]] || fail "$stderr"
    no_window && return
    "$RACELEDGER" picture steps.rl --view stage --at end -o - | tr '\n' ' ' >said
    grep -q 'Each access is guarded, but not a load and its store together' said || { cat said; return 1; }
    ! grep -q 'was ordered in this run' said
}

@test "names of variables, members, lines and of a function's own are understood" {
    local name
    for name in balance $(no_names || echo bank.total bank bank.c:5 bank.c:30 own heap); do
        run -7 --separate-stderr "$RACELEDGER" record --quiet --watch "$name" ./bank
        [ -z "$stderr" ] || fail "$name: $stderr"
    done
    # What has no hooks, or is no program of C, is not asked.
    run -7 "$RACELEDGER" record --quiet --watch no_such_thing ./plain
    run -0 "$RACELEDGER" record --quiet --watch no_such_thing sh -c :
}

# What heap[1] is called: as its pointer has it, where instructions are followed.
heap_word() { [ "$(uname -m)" = x86_64 ] && echo 'bank.c:30 [1]' || echo 'bank.c:30 +8'; }

# variable NAME FILTER: in the file json there is one of that name, and the filter holds of it.
variable() {
    jq -e --arg name "$1" "[.variables[] | select(.name == \$name)] | length == 1 and (.[0] | $2)" json >/dev/null ||
        fail "$1: $2: $(cat json)"
}

@test "variables are told by the names, types and lines of the source, of gcc's and of clang's programs" {
    no_names && skip "built without libdw"
    local compiler
    for compiler in gcc clang; do
        CC=$compiler "$RACELEDGER" cc "$BATS_FILE_TMPDIR/bank.c" -o built -pthread
        run -7 "$RACELEDGER" record --quiet --json json -o ledger.rl ./built
        variable balance '.type == "long" and .place == "bank.c:5" and .final == 15000 and .lost == 0
            and .lost_net == 0 and .uncertain == null and .allocated == false and ([.lines[].line] == ["bank.c:18"])'
        variable bank.total '.type == "long" and .place == "bank.c:9" and .final + .lost_net == 6000 and .uncertain == null'
        variable "$(heap_word)" '.allocated and .place == "bank.c:30" and .final + .lost_net == 9000'
        # What each thread has for itself is no variable that is shared.
        [ -z "$(jq -r '.variables[].name | select(. == "own" or . == "i")' json)" ]
        "$RACELEDGER" show ledger.rl --json | jq -e '[.variables[].name] | index("balance") != null'
    done
}

@test "only what was asked for is told" {
    no_names && skip "built without libdw"
    run -7 "$RACELEDGER" record --quiet --json json --watch bank.total ./bank
    [ "$(jq -r '[.variables[].name] | join(" ")' json)" = bank.total ]
    run -7 "$RACELEDGER" record --quiet --json json --watch bank.c:30 ./bank
    [ "$(jq -r '[.variables[].name] | join("|")' json)" = "$(heap_word)" ]
}

@test "a function's own variable, and a C++ object's member, have names" {
    no_names && skip "built without libdw"
    cat >own.c <<'C'
#include <pthread.h>
#include <stdio.h>
static void *work(void *counter)
{
    for (int i = 0; i < 1000; i++)
        *(int *)counter += 3;
    return NULL;
}
int main(void)
{
    int counter = 0;
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, &counter);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("%d\n", counter);
    return 0;
}
C
    cat >own.cpp <<'C'
#include <atomic>
#include <iostream>
#include <thread>
namespace bank { class Account { public: long balance; }; Account account; }
struct Box { long before = 0; std::atomic<int> level{0}; void raise() { level.store(level.load() + 1); } };
static Box shared;
int main()
{
    int counter = 0;
    Box box;
    auto work = [&] {
        for (int i = 0; i < 1000; i++) { counter += 3; bank::account.balance++; box.raise(); shared.raise(); }
    };
    std::thread one(work), two(work);
    one.join();
    two.join();
    std::cout << counter << bank::account.balance << box.level << shared.level << "\n";
}
C
    local compiler
    for compiler in gcc clang; do
        CC=$compiler "$RACELEDGER" cc own.c -o own -pthread
        run -0 "$RACELEDGER" record --quiet --json json ./own
        variable counter '.type == "int" and .place == "own.c:11" and .final + .lost_net == 6000'
        CC=$compiler "$RACELEDGER" c++ own.cpp -o own -pthread
        run -0 "$RACELEDGER" record --quiet --json json ./own
        variable counter '.type == "int" and .final + .lost_net == 6000'
        variable bank::account.balance '.type == "long" and .place == "own.cpp:4"'
        # Touched by the library's functions alone, for the one that has it or for others.
        variable box.level '.place == "own.cpp:10" and .final + .lost_net == 2000'
        variable shared.level '.place == "own.cpp:6" and .final + .lost_net == 2000'
    done
}

# As a list is written first: it hangs from a pointer that all functions know.
@test "what a global pointer leads to has its part's name and type" {
    no_names && skip "built without libdw"
    [ "$(uname -m)" = x86_64 ] || skip "its instructions are not followed here"
    cat >list.c <<'C'
#include <pthread.h>
#include <stdlib.h>
struct node { struct node *next; };
struct list { struct node *head; int count; };
static struct list *list;
static struct { long id; double *sum; } bank;
static void *work(void *unused)
{
    for (int i = 0; i < 100; i++) {
        struct node *n = malloc(sizeof *n);
        n->next = list->head;
        list->head = n;
        list->count++;
        *bank.sum += 0.5;
    }
    return unused;
}
int main(void)
{
    pthread_t one, two;
    list = calloc(1, sizeof *list);
    bank.sum = calloc(1, sizeof *bank.sum);
    pthread_create(&one, NULL, work, NULL);
    pthread_create(&two, NULL, work, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 0;
}
C
    local compiler
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        CC=$compiler "$RACELEDGER" cc list.c -o list -pthread
        run -0 "$RACELEDGER" record --quiet --json json ./list
        variable 'list.c:21 .head' '.type == "struct node *" and .lost_net == null and (.final | type) == "string"'
        variable 'list.c:21 .count' '.type == "int" and .final + .lost_net == 200'
        variable 'list.c:22' '.type == "double" and .final + .lost_net == 100'
    done
}

# What a person calls it: by the line of their own source, whoever allocates it for them.
@test "objects of C++'s containers, and what is captured by reference, are told by the program's own lines" {
    no_names && skip "built without libdw"
    cat >kept.cpp <<'C'
#include <list>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>
struct Account { long id; long total; void put() { total++; } };
static thread_local long mine;
static long *of_main;
static void count() { static int times; times++; }
static Account *open_account() { return new Account(); }
int main()
{
    std::vector<long> numbers(4);
    std::map<int, long> tree;
    std::list<long> chain(1);
    tree[7] = 0;
    std::string text = "longer than what a string keeps within itself";
    std::string grown;
    for (int i = 0; i < 40; i++)
        grown += 'x';
    auto shared = std::make_shared<Account>();
    auto *account = open_account();
    long local = 0, array[3] = {};
    of_main = &mine;
    auto work = [&] {
        for (int i = 0; i < 100; i++) {
            numbers[1]++, tree[7]++, chain.front()++, text[2]++, grown[3]++, shared->total++;
            account->put(), local++, array[2]++, (*of_main)++, count();
        }
    };
    std::thread one(work), two(work);
    one.join(), two.join();
    return 0;
}
C
    local compiler
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        CC=$compiler "$RACELEDGER" c++ kept.cpp -o kept -pthread
        run -0 "$RACELEDGER" record --quiet --json json ./kept
        variable 'vector at kept.cpp:14 [1]' '.type == "long" and .place == "kept.cpp:14" and .final + .lost_net == 200'
        variable 'map at kept.cpp:17 .second' '.type == "long" and .place == "kept.cpp:17"'
        variable 'list at kept.cpp:16 value' '.type == "long" and .allocated'
        variable 'make_shared at kept.cpp:22 .total' '.type == "long"'
        variable 'kept.cpp:11 .total' '.type == "long" and .place == "kept.cpp:11"'
        variable local '.type == "long" and .place == "kept.cpp:24"'
        variable 'array[2]' '.type == "long"'
        variable 'times in count' '.type == "int" and .place == "kept.cpp:10"'
        variable 'mine of kept' '.type == "long" and .place == "kept.cpp:8"'
        if [ "$(uname -m)" = x86_64 ]; then
            jq -e '[.variables[] | select(.place == "kept.cpp:18" and (.name | endswith("+2")))] | length == 1' json ||
                fail "$compiler: $(jq -c '.variables[] | [.name, .place]' json)"
            jq -e '[.variables[] | select(.place == "kept.cpp:21" and (.name | endswith("+3")))] | length == 1' json ||
                fail "$compiler: $(jq -c '.variables[] | [.name, .place]' json)"
        fi
        run -0 "$RACELEDGER" record --quiet --json json --watch times --watch kept.cpp:14 ./kept
        [ "$(jq -r '[.variables[].name | select(startswith("numbers") | not)] | sort | join("|")' json)" = 'times in count|vector at kept.cpp:14 [1]' ] ||
            fail "$(jq -c '.variables[].name' json)"
    done
}

@test "what lies on a stack and has no name is told by whose stack it is" {
    no_names && skip "built without libdw"
    cat >room.c <<'C'
#include <alloca.h>
#include <pthread.h>
static void *work(void *room)
{
    for (int i = 0; i < 100; i++)
        ++*(long *)room;
    return NULL;
}
int main(void)
{
    void *room = alloca(64);
    pthread_t threads[2];
    *(long *)room = 0;
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, room);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return *(long *)room == 0;
}
C
    "$RACELEDGER" cc room.c -o room -pthread
    run -0 "$RACELEDGER" record --quiet --json json ./room
    variable "on the stack of room" '.final + .lost_net == 200 and .place == null'
}

@test "structures that are copied in one go are certain, whichever way round two threads copy them" {
    no_names && skip "built without libdw"
    cat >copied.c <<'C'
#include <pthread.h>
#include <stdio.h>
struct two { long a, b; };
struct four { long a, b, c, d; };
static struct two shared, other = { 1, 2 };
static struct four left, right = { 3, 4, 5, 6 };
static pthread_barrier_t all;
static void *work(void *number)
{
    struct two mine = { (long)number, (long)number };
    struct two *from = &other, *to = &shared;
    pthread_barrier_wait(&all);
    for (int i = 0; i < 1000; i++) {
        if (number) {
            shared = mine;
            other = shared;
            left = right;
            *to = *from;
        } else {
            mine = other;
            shared = other;
            right = left;
            shared = shared;
            shared.a++;
        }
    }
    return number;
}
int main(void)
{
    pthread_t threads[3];
    pthread_barrier_init(&all, NULL, 3);
    for (long i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, (void *)i);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    struct two last = shared;
    printf("%ld\n", last.b);
    return 0;
}
C
    local compiler
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        CC=$compiler "$RACELEDGER" cc -Wno-self-assign copied.c -o copied -pthread
        run -0 timeout 60 "$RACELEDGER" record --quiet --json json ./copied
        jq -e '[.variables[] | select(.name | test("^(shared|other|left|right)"))] | length >= 8 and all(.uncertain == null)' json ||
            fail "$compiler: $(jq -c '.variables[] | [.name, .uncertain]' json)"
    done
}

@test "what a line that two threads run at once loses is what the program itself has lost in the end" {
    cat >grid.c <<'C'
#include <pthread.h>
#include <stdio.h>
static int grid[2][2];
static pthread_barrier_t both;
static void *work(void *unused)
{
    pthread_barrier_wait(&both);
    for (int i = 0; i < 20000; i++)
        grid[1][1] -= 1;
    return unused;
}
int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&both, NULL, 2);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    printf("%d\n", grid[1][1]);
    return 0;
}
C
    local compiler
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        CC=$compiler "$RACELEDGER" cc grid.c -o grid -pthread
        for _ in 1 2 3; do
            run -0 "$RACELEDGER" record --quiet --json json ./grid
            no_names || variable 'grid[1][1]' "(.uncertain != null or .exact == false) or (.lost == 40000 + $output and .final == $output)"
        done
    done
}

@test "a program built by gcc -fsanitize=thread needs no building anew" {
    gcc -O0 -g -fsanitize=thread "$BATS_FILE_TMPDIR/bank.c" -o built -pthread
    run -7 "$RACELEDGER" record --quiet --json json ./built
    jq -e '.variables | length >= 2' json
    no_names || variable balance '.final == 15000 and .lost == 0'
}

# wrapped NAME COMMAND…: recorded so, the books of ./bank are there, as they are without what runs it.
wrapped() {
    local name=$1
    shift
    run --separate-stderr "$RACELEDGER" record --quiet --json json "$@"
    jq -e '[.variables[] | select(.name == "balance" and .final == 15000 and .lost == 0)] | length == 1' json >/dev/null ||
        fail "$name: $(cat json)$output$stderr"
}

@test "a program that raceledger cc has built leaves books whoever runs it" {
    no_names && skip "built without libdw"
    printf '#!/bin/sh\n./bank\nexit 0\n' >script
    printf 'all:\n\t-./bank\n' >Makefile
    chmod +x script
    cat >runs.c <<'C'
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int how;
    const pid_t pid = fork();
    if (pid == 0)
        execl("./bank", "bank", (char *)0);
    return waitpid(pid, &how, 0) != pid;
}
C
    gcc runs.c -o runs
    wrapped "a shell" sh -c './bank; :'
    wrapped "a shell that becomes it" sh -c 'exec ./bank'
    wrapped env env SOME=1 ./bank
    wrapped "a chain" env nice sh -c 'exec env ./bank'
    wrapped "a script" ./script
    wrapped make make -s
    wrapped "fork and exec" ./runs
    wrapped python python3 -c 'import subprocess; subprocess.run(["./bank"], close_fds=True)'
}

@test "several programs under one command are all told, each with its own books" {
    no_names && skip "built without libdw"
    sed 's/balance += 5/balance += 7/' "$BATS_FILE_TMPDIR/bank.c" >shop.c
    "$RACELEDGER" cc shop.c -o shop -pthread
    run -0 --separate-stderr "$RACELEDGER" record --quiet --json json -o two.rl sh -c './bank; ./shop; ./bank; :'
    jq -e '[.variables[] | select(.name == "balance" or (.name | startswith("balance ("))) | .final] | sort == [15000, 15000, 21000]' json ||
        fail "$(jq -c '.variables[] | [.name, .final]' json)"
}

@test "what --watch asks of the command's own program is looked for in its children by name" {
    no_names && skip "built without libdw"
    cat >runs.c <<'C'
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
static char room[4096];
static long balance;
static void *work(void *unused)
{
    for (int i = 0; i < 100; i++)
        __atomic_fetch_add(&balance, 1, 5);
    return unused;
}
int main(void)
{
    int how;
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, room);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    const pid_t pid = fork();
    if (pid == 0)
        execl("./bank", "bank", (char *)0);
    return waitpid(pid, &how, 0) != pid;
}
C
    "$RACELEDGER" cc runs.c -o runs -pthread
    run -0 --separate-stderr "$RACELEDGER" record --quiet --watch balance --json json ./runs
    [ "$(jq -c '[.variables[].final] | sort' json)" = "[200,15000]" ] || fail "$(cat json)"
}

@test "who has the compiler's own library and is run by a shell keeps it" {
    gcc -O0 -g -fsanitize=thread "$BATS_FILE_TMPDIR/bank.c" -o built -pthread
    # shellcheck disable=SC2016
    run -0 --separate-stderr "$RACELEDGER" record --quiet sh -c 'ldd ./built | grep -c "raceledger.*tsan" ; echo "$LD_LIBRARY_PATH"'
    [ "$output" = $'0' ] || fail "$output"
}

# Which libc's functions the loader gives to a program whose library of the sanitizer is not there.
@test "a program built by gcc -fsanitize=thread has the functions of libc that it would have had" {
    cat >modern.c <<'C'
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
static void bye(void) { puts("bye"); }
int main(void)
{
    struct { pthread_cond_t condition; long behind; } it = { .behind = 3 };
    cpu_set_t set;
    struct timespec soon = { 0 };
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    pthread_cond_init(&it.condition, NULL);
    pthread_cond_timedwait(&it.condition, &lock, &soon);
    pthread_cond_broadcast(&it.condition);
    pthread_cond_destroy(&it.condition);
    char *path = realpath("/", NULL);
    printf("%s %d\n", path ? path : "none", sched_getaffinity(0, sizeof set, &set));
    free(path);
    return atexit(bye) || it.behind != 3;
}
C
    local lazily
    for lazily in now lazy; do
        gcc -O0 -g -fsanitize=thread modern.c -o modern -pthread -Wl,-z,"$lazily"
        run -0 --separate-stderr "$RACELEDGER" record --quiet ./modern
        [ "$output" = "/ 0"$'\n'bye ] || fail "$output$stderr"
    done
    "$RACELEDGER" cc modern.c -o own -pthread
    [ "$(nm -D own | grep -c 'U atexit')" = 0 ]
    [ "$(./own)" = "/ 0"$'\n'bye ]
}

@test "atomics of 16 bytes are done, and what they put in order is in order" {
    cat >wide.c <<'C'
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
static _Alignas(16) unsigned __int128 counter, lock;
static long guarded;
static void *work(void *unused)
{
    for (int i = 0; i < 1000; i++) {
        unsigned __int128 expected = 0;
        while (!__atomic_compare_exchange_n(&lock, &expected, (unsigned __int128)7 << 64, i & 1, 5, 5)) {
            expected = 0;
            sched_yield();
        }
        guarded = guarded + 1;
        __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
        __atomic_fetch_add(&counter, (unsigned __int128)1 << 64 | 1, 5);
        __atomic_fetch_xor(&counter, (unsigned __int128)1 << 127, 5);
    }
    return unused;
}
int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    const unsigned __int128 all = __atomic_load_n(&counter, 5);
    printf("%ld %ld %ld\n", guarded, (long)all, (long)(all >> 64));
    return __atomic_exchange_n(&counter, 3, 5) != all || __atomic_and_fetch(&counter, 1, 5) != 1;
}
C
    local compiler mode=-g
    [ "$(uname -m)" = x86_64 ] && mode=-mcx16
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        CC=$compiler "$RACELEDGER" cc "$mode" wide.c -o wide -pthread
        [ "$(./wide)" = "2000 2000 2000" ]
        run -0 "$RACELEDGER" record --quiet --json json ./wide
        [ "$output" = "2000 2000 2000" ] || fail "$output"
        no_names || variable guarded '.lost == 0 and (.pairs // []) == []'
    done
}

@test "a library that was loaded and closed again has names and lines, and is new when it comes again" {
    echo 'long steps; void step(void); void step(void) { for (int i = 0; i < 500; i++) steps += 3; }' >step.c
    cat >loads.c <<'C'
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
static void *work(void *step)
{
    ((void (*)(void))step)();
    return NULL;
}
int main(void)
{
    for (int round = 0; round < 3; round++) {
        void *library = dlopen("./step.so", RTLD_NOW);
        pthread_t threads[2];
        for (int i = 0; i < 2; i++) {
            pthread_create(&threads[i], NULL, work, dlsym(library, "step"));
            pthread_join(threads[i], NULL);
        }
        printf("%ld\n", *(long *)dlsym(library, "steps"));
        dlclose(library);
    }
    return 0;
}
C
    "$RACELEDGER" cc -shared -fPIC step.c -o step.so
    "$RACELEDGER" cc loads.c -o loads -pthread -ldl
    run -0 "$RACELEDGER" record --quiet --json json ./loads
    [ "$output" = $'3000\n3000\n3000' ] || fail "$output"
    no_names || variable steps '.lost == 0 and .final == 3000 and .place == "step.c:1"'
    no_names || jq -e '[.variables[] | select(.name | startswith("steps"))] | length == 3 and all(.final == 3000)' json
}

@test "what a program tells a race detector of its own locks is heard" {
    cat >told.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
void __tsan_mutex_pre_lock(void *, unsigned);
void __tsan_mutex_post_lock(void *, unsigned, int);
int __tsan_mutex_pre_unlock(void *, unsigned);
void __tsan_mutex_post_unlock(void *, unsigned);
void AnnotateHappensBefore(const char *, int, const volatile void *);
void AnnotateHappensAfter(const char *, int, const volatile void *);
static int lock;
static long guarded;
__attribute__((no_sanitize("thread"))) static void take(void)
{
    __tsan_mutex_pre_lock(&lock, 0);
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
        syscall(SYS_sched_yield);
    __tsan_mutex_post_lock(&lock, 0, 0);
}
__attribute__((no_sanitize("thread"))) static void give(void)
{
    __tsan_mutex_pre_unlock(&lock, 0);
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    __tsan_mutex_post_unlock(&lock, 0);
}
static void *work(void *unused)
{
    for (int i = 0; i < 1000; i++) {
        take();
        guarded += 1;
        give();
    }
    return unused;
}
int main(void)
{
    pthread_t threads[2];
    AnnotateHappensBefore(__FILE__, __LINE__, &guarded);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    AnnotateHappensAfter(__FILE__, __LINE__, &guarded);
    printf("%ld\n", guarded);
    return 0;
}
C
    "$RACELEDGER" cc told.c -o own -pthread
    gcc -g -fsanitize=thread told.c -o built -pthread -Wl,-z,now
    local program
    for program in own built; do
        run -0 --separate-stderr "$RACELEDGER" record --quiet --json json "./$program"
        [ "$output" = 2000 ] || fail "$output"
        no_names || variable guarded '.lost == 0 and (.pairs // []) == [] and .final == 2000'
    done
}

@test "a program without debugging information is told by its symbols, and that is said" {
    "$RACELEDGER" cc "$BATS_FILE_TMPDIR/bank.c" -o built -pthread
    strip --strip-debug built
    run -7 "$RACELEDGER" record --quiet --json json ./built
    variable balance '.final == 15000'
    sed -e '/^static void \*work/i static void count(void) { static int times; times++; }' -e 's/own++/count()/' \
        "$BATS_FILE_TMPDIR/bank.c" >counting.c
    "$RACELEDGER" cc counting.c -o counting -pthread
    strip --strip-debug counting
    run -7 "$RACELEDGER" record --quiet --json counted ./counting
    jq -e '[.variables[] | select(.name == "times")] | length == 1' counted || fail "$(cat counted)"
    jq -e '[.. | strings | select(test("libdw|debugging information"))] | length > 0' json || fail "$(cat json)"
    refused 2 record --watch bank.total ./built
    grep -q -- '--watch bank.total: not found in ./built' err
}

@test "a source that was changed since is said to be" {
    no_names && skip "built without libdw"
    rm bank.c # a link to the one of all tests
    cp "$BATS_FILE_TMPDIR/bank.c" .
    "$RACELEDGER" cc bank.c -o built -pthread
    run -7 "$RACELEDGER" record --quiet --json json ./built
    run -1 grep -q 'was changed after' json
    sleep 0.05
    echo >>bank.c
    run -7 "$RACELEDGER" record --quiet --json json ./built
    grep -q 'bank.c was changed after the program was built' json
}

@test "a program whose addresses are limited runs as ever, and why it has no ledger is said" {
    [ -z "$RACELEDGER_SAN" ] || skip "a sanitizer needs the address space itself"
    # shellcheck disable=SC2016
    run -7 --separate-stderr bash -c 'ulimit -v 8000000; exec "$@"' bash "$RACELEDGER" record ./bank
    [[ $output == 15000\ * ]]
    [ "$(grep -c 'ulimit -v' <<<"$stderr")" -eq 1 ] || fail "$stderr"
    run -7 --separate-stderr "$RACELEDGER" record ./bank
    ! grep -q 'ulimit' <<<"$stderr"
}

@test "the advice is of the limit that is set: the size of files, data; and a few open files are enough for names" {
    [ -z "$RACELEDGER_SAN" ] || skip "a sanitizer needs more itself"
    local letter
    for letter in f d; do
        # shellcheck disable=SC2016
        run -7 --separate-stderr bash -c 'ulimit -$1 100000; shift; exec "$@"' bash $letter "$RACELEDGER" record ./bank
        [[ $stderr == *"ulimit -$letter unlimited"* ]] || fail "$letter: $stderr"
        [ "$(grep -c ulimit <<<"$stderr")" -eq 1 ] || fail "$letter: $stderr"
    done
    # shellcheck disable=SC2016
    run -0 --separate-stderr bash -c 'ulimit -f 1; exec "$@"' bash "$RACELEDGER" record true
    [[ $stderr == *"ulimit -f unlimited"* ]] || fail "$stderr"
    # shellcheck disable=SC2016
    run -7 bash -c 'ulimit -n 24; exec "$@"' bash "$RACELEDGER" record --quiet --json json ./bank
    jq -e '.watched.not_seen == null and (.variables | map(.name) | index("balance"))' json
}

@test "a program that removes its own file is told to have none that can be read, not to have been built without -g" {
    cat >gone.c <<'C'
#include <pthread.h>
#include <unistd.h>
static long balance;
static void *work(void *nothing) { for (int i = 0; i < 1000; i++) balance++; return nothing; }
int main(int count, char **words)
{
    pthread_t threads[2];
    (void)count;
    unlink(words[0]);
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    return 0;
}
C
    "$RACELEDGER" cc gone.c -o gone -pthread
    "$RACELEDGER" record --quiet --json json ./gone
    jq -e '.watched.not_seen | test("^no names and lines: cannot open .*/gone: No such file")' json
}

# By rename, and only then are there threads: with the new file's names what they touch would be called wrongly.
@test "of a program that puts another build in the place of its own file no name is told, and that is said" {
    cat >old.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static long balance;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *work(void *nothing)
{
    for (int i = 0; i < 100; i++) {
        balance++;
        pthread_mutex_lock(&lock);
        usleep(100);
        pthread_mutex_unlock(&lock);
    }
    return nothing;
}
int main(int count, char **words)
{
    pthread_t threads[2];
    usleep(50000); // by then it was looked at
    if (count > 1) rename(words[1], words[0]);
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    return 0;
}
C
    sed 's/balance++/amount++/; s/balance/before[3], amount/; s/\<lock\>/gate/g' old.c >new.c
    "$RACELEDGER" cc old.c -o prog -pthread
    "$RACELEDGER" cc new.c -o other -pthread
    "$RACELEDGER" record --quiet --json json ./prog
    jq -e '.watched.not_seen == null and ([.variables[].name] | index("balance"))' json
    "$RACELEDGER" record --quiet --json json ./prog other
    jq -e '.watched.not_seen == "prog was replaced while it ran: no names are told from it" and .locks_reason == null and
        all(.variables[]; .name | startswith("0x")) and all(.resources[]; .name != "lock" and .name != "gate")' json
    gcc -g old.c -o prog -pthread
    gcc -g new.c -o other -pthread
    "$RACELEDGER" record --quiet --json json ./prog
    jq -e '.locks_reason == null and any(.resources[]; .name == "lock")' json
    "$RACELEDGER" record --quiet --json json ./prog other
    jq -e '.locks_reason == "they have no names, since prog was replaced while it ran" and
        all(.resources[]; .name != "lock" and .name != "gate")' json
}

@test "a program without hooks is told how to have them, where that makes sense" {
    run -7 --separate-stderr "$RACELEDGER" record ./plain
    [ "$(grep -c 'raceledger cc' <<<"$stderr")" -eq 1 ]
    run -7 --separate-stderr "$RACELEDGER" record ./bank
    ! grep -q 'raceledger cc' <<<"$stderr"
    run -7 --separate-stderr "$RACELEDGER" record --quiet ./plain
    [ -z "$stderr" ]
    run -0 --separate-stderr "$RACELEDGER" record sh -c ': & wait'
    ! grep -q 'raceledger cc' <<<"$stderr"
    run -0 --separate-stderr "$RACELEDGER" record python3 -c 'from threading import Thread as T; t = T(); t.start(); t.join()'
    ! grep -q 'raceledger cc' <<<"$stderr"
}

@test "what forked processes share is one variable of all of them, and what is shared by a name alone is said not to be followed" {
    cat >shared.c <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    const int file = count > 1 ? open(arguments[1], O_RDWR) : -1;
    int *counter = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | (file < 0 ? MAP_ANONYMOUS : 0), file, 0);
    for (int child = 0; child < 2; child++)
        if (fork() == 0) {
            for (int i = 0; i < 50; i++) {
                const int before = *counter;
                usleep(100);
                *counter = before + 1;
            }
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    printf("%d\n", *counter);
    return 0;
}
C
    "$RACELEDGER" cc shared.c -o shared
    "$RACELEDGER" record --json report.json ./shared >printed 2>report
    printed=$(head -1 printed)
    jq -e --argjson printed "$printed" '.variables | length == 1 and (.[0] | .name == "shared.c:10 [0]"
        and .tasks == 3 and .final == $printed and .final + .lost_net == 100 and .lost_net == .lost
        and .guarded_by == "no lock in common" and .exact and .uncertain == null)' report.json ||
        { cat report printed; return 1; }
    grep -q 'is not ordered with .*: no lock in common' report printed
    jq -e '.watched.not_seen == null' report.json

    truncate -s 4096 both
    "$RACELEDGER" record --quiet --json report.json -- sh -c './shared both & ./shared both; wait' >/dev/null
    jq -e '.watched.not_seen | startswith("memory that programs share by its name is not followed")' report.json
}

@test "what was there before a fork has the same name in the child: objects of the heap, small and large, and a function's own" {
    no_names && skip "built without libdw"
    cat >inherited.c <<'C'
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct counted {
    long other, references;
};

static void *use(void *of)
{
    struct counted *counted = of;
    for (int i = 0; i < 100; i++) {
        counted->references++;
        counted->references--;
    }
    return NULL;
}

static void share(struct counted *counted)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, use, counted);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

int main(void)
{
    struct counted own = { 0, 1 };
    struct counted *first = calloc(1, sizeof *first);
    struct counted *second = calloc(1, sizeof *second);
    struct counted *large = calloc(1 << 17, sizeof *large);
    const pid_t child = fork();
    share(first);
    share(second);
    share(large + 9);
    share(&own);
    free(second);
    second = calloc(1, sizeof *second);
    share(second);
    if (child == 0 && fork() == 0) {
        share(first);
        return 0;
    }
    while (wait(NULL) > 0)
        ;
    return 0;
}
C
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        CC=$compiler "$RACELEDGER" cc inherited.c -o inherited -pthread
        run -0 --separate-stderr "$RACELEDGER" record --quiet --json report.json ./inherited
        jq -e '["inherited.c:32", "inherited.c:33", "inherited.c:34 [9]", "inherited.c:41", "own"] as $names
            | [.variables | group_by(.process)[] | map(.name | rtrimstr(".references") | rtrimstr(" ")) | sort] | sort_by(length)
            | . == [[$names[0]], $names, $names]' report.json &&
            jq -e 'all(.variables[]; .uncertain == null)' report.json ||
            fail "$compiler: $(jq -c '.variables[] | [.process, .name, .uncertain]' report.json)"
    done
}

# Of 8 bytes that a thread had alone only the first touch is known.
@test "who touched the other half of a word first is not known, and nobody is said to have had it alone" {
    cat >half.c <<'C'
#include <pthread.h>

static _Alignas(8) int box[2];

static void *look(void *unused)
{
    return box[1] == 2 ? unused : &box[1];
}

int main(void)
{
    pthread_t thread;
    void *wrong;
    box[0] = 1;
    box[1] = 2;
    pthread_create(&thread, NULL, look, NULL);
    pthread_join(thread, &wrong);
    return wrong != NULL;
}
C
    "$RACELEDGER" cc half.c -o half -pthread
    run -0 --separate-stderr "$RACELEDGER" record --quiet --json report.json ./half
    jq -e '.variables | length == 1 and (.[0] | .name == "box[1]" and .touched_before == null and .guarded_by == "one thread seen")' \
        report.json || fail "$(jq -c .variables report.json)"
}
