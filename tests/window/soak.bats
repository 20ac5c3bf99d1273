#!/usr/bin/env bats
# Memory stays flat: over many pictures of every view, and over many runs. Few here, many with make soak.

# shellcheck disable=SC2154  # pid is set in common.bash

load common

FRAMES=${SOAK_FRAMES:-300}
RUNS=${SOAK_RUNS:-14}
GROWTH_KIB=3072 # what the C library may keep in hand between two looks

# Of the program's own memory, the recording that is shown among it.
memory_kib() { awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status"; }

# The sanitizers keep freed memory on purpose.
flat() {
    [ -z "$RACELEDGER_SAN" ] || return 0
    echo "anonymous memory: $1 KiB, then $2 KiB"
    [ "$2" -le $(($1 + GROWTH_KIB)) ]
}

# Plays and looks through the views until so many pictures have been shown.
show_pictures() {
    local until=$1 view
    while [ "$(field picture)" -lt "$until" ]; do
        for view in 1 2 3 4 5; do
            key $view Home
            [ "$(field playing)" = 1 ] || key space
            sleep 0.7
        done
    done
}

@test "memory is flat over many pictures of every view" {
    start "$GOLDEN/race.rl"
    until_trace updates=600 playing=1
    show_pictures $((FRAMES / 4 > 200 ? 200 : FRAMES / 4))
    before=$(memory_kib)
    show_pictures "$FRAMES"
    flat "$before" "$(memory_kib)"
    key ctrl+q
    ends_with 0
}

@test "memory is flat over many runs" {
    start --iterations 2000
    until_trace updates=8000 running=0
    for run in $(seq "$RUNS"); do
        shown=$(field run)
        key r
        for _ in $(seq 200); do
            [ "$(field run)" = "$shown" ] || break
            sleep 0.05
        done
        [ "$(field run)" != "$shown" ]
        [ "$run" -ne $((RUNS < 20 ? RUNS / 2 + 3 : 20)) ] || before=$(memory_kib)
    done
    flat "$before" "$(memory_kib)"
    key ctrl+q
    ends_with 0
}
