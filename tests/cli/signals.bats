#!/usr/bin/env bats
# A signal ends the program wherever it is; what it was writing leaves nothing behind.

load common

# Runs the words in the background and sends it TERM once it is where it should be: the second argument is a command that
# says so. It must then be gone by that signal, soon.
ends_in() {
    local where=$1 status=0 began took
    shift
    "$RACELEDGER" "$@" >out 2>err &
    local pid=$!
    for _ in $(seq 400); do
        $where "$pid" && break
        kill -0 "$pid" 2>/dev/null || { echo "ended too early: $*"; cat err; return 1; }
        sleep 0.01
    done
    began=$(date +%s%N)
    kill -TERM "$pid"
    wait "$pid" || status=$?
    took=$((($(date +%s%N) - began) / 1000000))
    echo "$*: exit status $status after $took ms"
    [ "$status" -eq 143 ] && [ "$took" -lt 1000 ] # a tenth of that where nobody else wants the cpus
}


# All workers are gone, and much is left to compute.
computes() { [ -s out ] || { [ "$(find "/proc/$1/task" -maxdepth 1 -mindepth 1 | wc -l)" -eq 1 ] && [ -e started ]; }; }

has_run() {
    [ "$(find "/proc/$1/task" -maxdepth 1 -mindepth 1 2>/dev/null | wc -l)" -gt 1 ] && touch started
    computes "$1"
}

@test "a signal ends the report of a large run" {
    # On a busy machine all workers may be gone before the run's own end has been seen: then it is the run that is ended.
    for _ in 1 2 3 4 5; do
        rm -f started
        ends_in has_run run --iterations 3M --count 4 --timing full
        [ -s err ] || return 0
        [ "$(grep -c '^raceledger: interrupted after ' err)" -eq "$(wc -l <err)" ] || break
    done
    cat err
    return 1
}

@test "a signal ends the reading of a large recording, and a reduction of it" {
    "$RACELEDGER" run --iterations 4M --timing full --save large.rl >/dev/null
    at_once() { sleep 0.05; }
    ends_in at_once show large.rl
    ends_in at_once reduce large.rl
    ends_in at_once picture large.rl -o x.png
    rm -f out err
    only_files large.rl
}

@test "a signal ends an exploration, with what was found" {
    seconds() { sleep 0.5; }
    ends_in seconds explore --iterations 400
    grep -q . out
}

@test "a pipe that nobody reads is refused, one that somebody reads is written to" {
    mkfifo pipe
    refused 1 run --iterations 100 --save pipe
    grep -q "nobody reads" err
    cat pipe >read.rl &
    "$RACELEDGER" run --iterations 100 --save pipe >/dev/null
    wait
    "$RACELEDGER" show read.rl | grep -q 'books balance'
    # One that is not read any more: the writer waits, and the signal ends it.
    { sleep 5; } <pipe &
    local sleeper=$!
    saves() { [ -s out ] || sleep 0.05; sleep 0.5; }
    ends_in saves run --iterations 100k --timing full --save pipe
    kill "$sleeper"
}

@test "a device that is full, and what is no file at all, have one clear line" {
    refused 1 run --iterations 100 --save /dev/full
    grep -q "/dev/full: No space" err
    refused 1 run --iterations 100 --save .
    "$RACELEDGER" run --iterations 100 --lines --save /dev/stdout >piped.rl
    grep -q RLEDGER piped.rl
}

# A program will not run again as it ran: what is known of it is told, also where it could not be kept.
@test "what could not be saved is reported all the same, before the one line that says why" {
    [ -w /dev/full ] || skip "no /dev/full"
    ln -s /dev/full full.rl
    reported() { # what the report says, then the command
        local says=$1 status=0
        shift
        "$RACELEDGER" "$@" >out 2>err || status=$?
        [ "$status" -eq 1 ]
        cat out err | grep -q -- "$says" || { cat out err; return 1; }
        [ "$(tail -n 1 err)" = "raceledger: cannot write full.rl: No space left on device" ]
        [ "$(grep -c ^raceledger: err)" -eq 1 ]
    }
    reported 'exit status 0 after' record -o full.rl -- true
    reported 'exit status 0 after' record --json full.rl -- true
    reported 'books balance' run queue --save full.rl
    reported '"schema": *1' run queue --json --save full.rl
    reported '2 runs' run queue --repeat 2 --save full.rl
    reported '2 threads' run --iterations 100 --save full.rl
    reported 'A deadlock' explore two-locks --drive shortest --save full.rl
}

@test "killed while it saves, it leaves nothing that the next save does not remove" {
    local i signal
    for i in $(seq 1 24); do
        signal=$(echo KILL USR1 ALRM QUIT | cut -d' ' -f$((i % 4 + 1)))
        "$RACELEDGER" run --iterations 400k --timing full --save run.rl >/dev/null 2>&1 &
        sleep "0.$(printf %02d $((i * 2)))"
        kill "-$signal" $! 2>/dev/null || true
        wait $! 2>/dev/null || true
    done
    "$RACELEDGER" run --iterations 100 --save run.rl >/dev/null
    rm -f core core.*
    only_files run.rl
    # A limit on files' size is an error with a sentence, and the old file stays.
    (ulimit -f 64; refused 1 run --iterations 100k --timing full --save run.rl)
    grep -q "run.rl: File too large" err
    "$RACELEDGER" show run.rl | grep -q '100 × '
    rm out err
    only_files run.rl
}

@test "set-user-ID is not handed on to what is saved" {
    : >run.rl
    chmod 6750 run.rl
    "$RACELEDGER" run --iterations 100 --save run.rl >/dev/null
    [ "$(stat -c %a run.rl)" = 750 ]
}
