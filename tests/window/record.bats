#!/usr/bin/env bats
# A command typed at Home: recorded, shown, recorded again, cancelled; an opened file never runs anything.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

# To the row of the fields at Home, from any view, by the keyboard alone: the last one, but for that of this window's runs.
to_fields() {
    [ "$(field view)" = home ] || key BackSpace
    until_trace view=home
    key Up Up Up Up Up Up Left Left Left Left Left Left Down Down Down Down Down Down
    [ "$(field runs)" = 0 ] || key Up
}

# Into the field for a command, and the one beside it.
to_command() {
    to_fields
    key Return
    until_trace searching=1 view=home
    key ctrl+a
}

to_program() {
    to_fields
    key Right Return
    until_trace searching=1 view=home
    key ctrl+a
}

# Waits for a message; at most 10 s.
until_said() {
    for _ in $(seq 100); do
        tail -n 1 trace | grep -q -- "message=$1" && return 0
        sleep 0.1
    done
    echo "never said: $1"
    tail -n 1 trace
    return 1
}

# What the third test's command starts.
until_some() {
    for _ in $(seq 100); do
        pgrep -f "^sleep 4711$" >/dev/null && return 0
        sleep 0.1
    done
    return 1
}
until_none() {
    for _ in $(seq 100); do
        pgrep -f "^sleep 4711$" >/dev/null || return 0
        sleep 0.1
    done
    return 1
}

@test "a command typed at home is run, recorded and shown, and again" {
    start --home
    until_trace view=home running=0 shown=none
    to_command
    xdotool type --delay 20 "sh -c 'echo once >>said; echo seen'"
    key Return
    until_trace view=stage runs=1 running=0 reading=0 shown=command past=0
    [ "$(cat said)" = once ]
    key 2
    until_trace view=timeline
    key r
    until_trace runs=2 running=0 reading=0 shown=command
    [ "$(wc -l <said)" -eq 2 ]
    # The words come back with the arrow, also in the next window.
    to_command
    key BackSpace Up
    key Escape Escape
    until_trace view=timeline
    key ctrl+q
    ends_with 0
    grep -qxF "command = sh -c 'echo once >>said; echo seen'" config/raceledger/settings
}

@test "what is wrong with a typed command is said, and nothing is run" {
    start --home
    until_trace view=home
    to_command
    xdotool type --delay 20 "echo x >said | cat"
    key Return
    until_trace view=home 'message=.*'
    grep -q "message=.*is a shell's" trace
    key ctrl+a
    xdotool type --delay 20 "no-such-program-here"
    key Return
    until_trace running=0 runs=0
    for _ in $(seq 100); do
        tail -n 1 trace | grep -q "there is no such program" && break
        sleep 0.1
    done
    tail -n 1 trace | grep -q "no-such-program-here: there is no such program"
    until_trace view=home # where it can be mended
    [ ! -e said ]
    key ctrl+q
    ends_with 0
}

@test "Escape ends a command, what it did until then is shown, and nothing it started is left" {
    start --home
    until_trace view=home
    to_command
    xdotool type --delay 20 "sh -c 'sleep 4711; true'"
    key Return
    until_trace running=1 view=stage
    until_some
    key Escape
    until_trace running=0 runs=1 shown=command
    until_none
    # The window's end is the command's end, too.
    key r
    until_trace running=1
    until_some
    key ctrl+q
    ends_with 0
    until_none
}

@test "of an opened recording nothing is run" {
    "$RACELEDGER" record --quiet -o echo.rl -- sh -c 'echo once >>said'
    start echo.rl
    until_trace shown=command view=stage running=0
    for view in 1 2 3 4 5 1; do
        key "$view" r n Prior Next ctrl+shift+c
        sleep 0.2
    done
    sleep 0.5
    until_trace running=0
    [ "$(wc -l <said)" -eq 1 ]
    key ctrl+q
    ends_with 0
}

# A program that loses updates.
write_race() {
    cat >"$1" <<'END'
#include <pthread.h>
static long balance;
static void *worker(void *unused)
{
    for (int i = 0; i < 200000; i++)
        balance += 1;
    return unused;
}
int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], 0, worker, 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], 0);
    return 0;
}
END
}

@test "a C program named at home is compiled, recorded and accounted for, and nothing of it is left" {
    [ -e "$(dirname "$RACELEDGER")/libraceledger-hooks.so" ] || skip "built without the hooks"
    write_race race.c
    start --home
    until_trace view=home
    to_program
    xdotool type --delay 20 "race.c"
    key Return
    until_trace runs=1 running=0 reading=0 shown=command view=ledger
    # Also where a command is typed.
    to_command
    xdotool type --delay 20 "race.c"
    key Return
    until_trace runs=2 running=0 reading=0 shown=command view=ledger
    # What is wrong with a file is said as its compiler, or its linker, said it.
    to_program
    printf 'int main(void) { return nothing; }\n' >wrong.c
    xdotool type --delay 20 "wrong.c"
    key Return
    until_said "wrong.c:1:.*error: .*nothing"
    key ctrl+a
    printf 'int missing(void);\nint main(void) { return missing(); }\n' >wrong.c
    xdotool type --delay 20 "wrong.c"
    key Return
    until_said ".*undefined.*missing"
    key ctrl+a
    xdotool type --delay 20 "seed.py"
    key Return
    until_said "Type the name of a C or C++ file"
    key ctrl+q
    ends_with 0
    [ ! -e race ] && [ ! -e wrong ] && [ ! -e a.out ]
}

@test "without a compiler, and without what hears of loads and stores, that is said" {
    [ -e "$(dirname "$RACELEDGER")/libraceledger-hooks.so" ] || skip "built without the hooks"
    write_race race.c
    mkdir -p alone
    cp "$RACELEDGER" alone/raceledger
    printf '#!/bin/sh\nunset CC CXX\nPATH=/nowhere exec "%s" "$@"\n' "$(realpath "$RACELEDGER")" >without
    chmod +x without
    RACELEDGER=$HERE/without
    start --home
    until_trace view=home
    to_program
    xdotool type --delay 20 "race.c"
    key Return
    until_said "cc: there is no compiler: install gcc or clang"
    key ctrl+q
    ends_with 0
    RACELEDGER=$HERE/alone/raceledger
    rm trace
    start --home
    until_trace view=home
    to_program
    xdotool type --delay 20 "race.c"
    key Return
    until_said "cannot find libraceledger-hooks.so beside the program"
    key ctrl+q
    ends_with 0
}
