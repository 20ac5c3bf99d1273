#!/usr/bin/env bats
# raceledger cc: the user's compiler with our words behind theirs. The library that hears of loads and stores is a stand-in
# here, which counts them, so that what is looked at is the compiling and linking alone.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return 1
    mkdir bin
    cp "$RACELEDGER" bin/raceledger
    cat >stand-in.c <<'C'
#include <stdio.h>
static int loads, stores;
#define HEARS(name, count) void name(void *at); void name(void *at) { (void)at; count++; }
HEARS(__tsan_read1, loads) HEARS(__tsan_read4, loads) HEARS(__tsan_read8, loads) HEARS(__tsan_write1, stores)
HEARS(__tsan_write4, stores) HEARS(__tsan_write8, stores) HEARS(__tsan_func_entry, loads) HEARS(__tsan_vptr_read, loads)
HEARS(__tsan_vptr_update, stores)
void __tsan_func_exit(void); void __tsan_func_exit(void) { }
void __tsan_init(void); void __tsan_init(void) { }
__attribute__((destructor)) static void tell(void) { if (loads && stores) fputs("heard\n", stderr); }
C
    gcc -shared -fPIC -o bin/libraceledger-hooks.so stand-in.c
    cat >bank.c <<'C'
#include <stdio.h>
long balance;
int main(void)
{
    balance += 2;
    printf("%ld\n", balance);
    return 7;
}
C
}

setup() {
    HERE=$BATS_TEST_TMPDIR
    cd "$HERE" || return 1
    cp "$BATS_FILE_TMPDIR/bank.c" .
    RACELEDGER=$BATS_FILE_TMPDIR/bin/raceledger
    unset CC CXX
}

# Runs a program that was compiled: what it prints and its exit status are its own, and our library hears it.
hears() {
    run --separate-stderr "$@"
    [ "$output" = 2 ] || fail "$output"
    # shellcheck disable=SC2154
    [ "$stderr" = heard ] || fail "$stderr"
    [ "$status" -eq 7 ]
}

not_libtsan() { ! ldd "$1" | grep -q libtsan && ldd "$1" | grep -q libraceledger-hooks; }

@test "a program is compiled and linked in one call, by gcc and by clang, and hears our library" {
    local compiler
    for compiler in gcc clang "gcc -m64" cc; do
        CC=$compiler run -0 --separate-stderr "$RACELEDGER" cc bank.c -Wall -Werror -o bank
        [ -z "$output$stderr" ] || fail "$compiler: $output$stderr"
        not_libtsan bank
        hears ./bank
        rm bank
    done
}

@test "compiling and linking are two calls as well, and -fsanitize=thread does no harm" {
    local compiler
    for compiler in gcc clang; do
        CC=$compiler "$RACELEDGER" cc -Werror -c bank.c
        CC=$compiler "$RACELEDGER" cc -Werror bank.o -o bank
        hears ./bank
        CC=$compiler "$RACELEDGER" cc -Werror -fsanitize=thread bank.o -o bank
        not_libtsan bank
        hears ./bank
    done
}

@test "C++ is compiled by a C++ compiler, by its files' names or when called as c++" {
    cat >bank.cpp <<'C'
#include <iostream>
namespace bank { long balance; }
int main()
{
    bank::balance += 2;
    std::cout << bank::balance << '\n';
    return 7;
}
C
    "$RACELEDGER" cc bank.cpp -o bank
    hears ./bank
    CXX=clang++ "$RACELEDGER" c++ bank.cpp -o bank
    hears ./bank
    CC=clang "$RACELEDGER" cc -c bank.cpp
    "$RACELEDGER" c++ bank.o -o bank
    hears ./bank
}

@test "it is a Makefile's CC" {
    printf '%s\n' 'bank: bank.o' '	$(CC) $(CFLAGS) $^ -o $@' >Makefile
    run -0 make CC="$RACELEDGER cc" CFLAGS="-O2 -D_FORTIFY_SOURCE=2 -Wall -Werror"
    hears ./bank
}

@test "-O2 gives way to -O0, which is said once" {
    run -0 --separate-stderr "$RACELEDGER" cc -O1 -O2 bank.c -s -o bank
    [ "$(grep -c -e '-O0 is used instead' <<<"$stderr")" -eq 1 ]
    [[ $stderr == *"raceledger: -O2: "* && $stderr == *"raceledger: -s "* ]]
    hears ./bank
    run -0 --separate-stderr "$RACELEDGER" cc -O0 bank.c -o bank
    [ -z "$stderr" ]
}

@test "what the compiler says and how it exits is its own" {
    echo 'int main(void) { return no_such_thing; }' >wrong.c
    run -1 --separate-stderr "$RACELEDGER" cc wrong.c
    [[ $stderr == *no_such_thing* && $stderr != *raceledger:* ]]
    run -0 "$RACELEDGER" cc --version
    [ "$output" = "$(gcc --version)" ]
    run -0 "$RACELEDGER" cc -MM bank.c
    [[ $output == "bank.o: bank.c"* ]]
    printf '#!/bin/sh\nkill -9 $$\n' >killed-gcc
    chmod +x killed-gcc
    CC=./killed-gcc run -137 "$RACELEDGER" cc -c bank.c
}

@test "what cannot be is one clear line" {
    refused 2 cc
    grep -q 'FILES' err
    refused 2 cc -static bank.c
    grep -q '^raceledger: -static: ' err
    refused 2 cc -fsanitize=address bank.c
    CC=there-is-no-such-compiler refused 2 cc bank.c
    grep -q 'there-is-no-such-compiler: there is no such program' err
    CC=true refused 2 cc bank.c
    grep -q 'true is neither gcc nor clang' err
    mkdir alone
    cp "$RACELEDGER" alone/
    RACELEDGER=$PWD/alone/raceledger refused 1 cc bank.c
    grep -q 'libraceledger-hooks.so' err
    run -0 "$RACELEDGER" cc --help
    [[ $output == *"CC="* ]]
}

@test "nothing is left behind but what the compiler makes" {
    mkdir tmp
    TMPDIR=$PWD/tmp "$RACELEDGER" cc bank.c -o bank
    only_files bank.c bank tmp
}
