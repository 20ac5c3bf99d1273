#!/usr/bin/env bats
# A file that is followed is shown again whenever it is written anew; a program is watched while it runs.

# shellcheck disable=SC2154  # pid and window are set in common.bash

bats_require_minimum_version 1.5.0
load common

@test "a file that is followed is shown again when it is written anew" {
    "$RACELEDGER" run queue --variant sentinel --save queue.rl
    "$RACELEDGER" run pool --save pool.rl
    cp queue.rl followed.rl
    start followed.rl --follow
    until_trace shown=queue running=0
    cp pool.rl new.rl
    mv new.rl followed.rl
    until_trace shown=pool running=0
    cp queue.rl new.rl
    mv new.rl followed.rl
    until_trace shown=queue running=0
    key ctrl+q
    ends_with 0
    run -2 "$RACELEDGER" window --follow
    [ "$output" = "raceledger: --follow: needs the FILE of a recording" ]
}

@test "a program is watched while it runs, and the window stays when it has ended" {
    touch runs
    "$RACELEDGER" record --live --quiet -- sh -c 'while [ -e runs ]; do sleep 0.05; done; exit 3' 3>&- &
    pid=$!
    local found='' status=0
    # The window that a program opens first may not be the one that it keeps.
    shown() { found=$(xdotool search --onlyvisible --class raceledger 2>/dev/null | tail -n 1) && [ -n "$found" ]; }
    for _ in $(seq 300); do shown && break; sleep 0.1; done
    [ -n "$found" ]
    rm runs
    sleep 1
    kill -0 "$pid"
    for _ in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || break
        shown && { xdotool windowfocus "$found" key --window "$found" ctrl+q 2>/dev/null || true; }
        sleep 0.2
    done
    wait "$pid" || status=$?
    pid=
    [ "$status" -eq 3 ]
    # Nothing is left of what it showed.
    [ -z "$(ls tmp)" ]
}
