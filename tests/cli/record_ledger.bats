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
    ln -s "$BATS_FILE_TMPDIR/bank" "$BATS_FILE_TMPDIR/plain" .
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
    no_names || grep -q -- '--watch bank.c:2000: nothing is declared or done at that line in ./bank' err
}

@test "names of variables, members, lines and of a function's own are understood" {
    local name
    for name in balance $(no_names || echo bank.total bank bank.c:5 bank.c:31 own heap); do
        run -7 --separate-stderr "$RACELEDGER" record --quiet --watch "$name" ./bank
        [ -z "$stderr" ] || fail "$name: $stderr"
    done
    # What has no hooks, or is no program of C, is not asked.
    run -7 "$RACELEDGER" record --quiet --watch no_such_thing ./plain
    run -0 "$RACELEDGER" record --quiet --watch no_such_thing sh -c :
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
