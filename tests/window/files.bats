#!/usr/bin/env bats
# The window and the files of others: what changes under it, and what is left behind by one that was killed.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

@test "a recording that is overwritten, cut short or removed while it is shown changes nothing but for a message" {
    local way view
    for way in overwritten "cut short" removed; do
        rm -rf trace
        cp "$GOLDEN/race.rl" race.rl
        start race.rl
        until_trace updates=600 playing=1
        case $way in
            overwritten) head -c 9280 /dev/zero | tr '\0' '\377' >other && dd if=other of=race.rl conv=notrunc status=none ;;
            "cut short") : >race.rl ;;
            removed) rm race.rl ;;
        esac
        for _ in $(seq 60); do grep -q "The file on disk has changed" trace && break; sleep 0.1; done
        grep -q "The file on disk has changed" trace
        key space
        for view in 2:timeline 3:ledger 1:stage; do
            key "${view%%:*}"
            until_trace view="${view##*:}"
            key Home; until_trace events=0
            key n Prior Next
            key End; until_trace events=1200
        done
        key ctrl+q
        ends_with 0 || { echo "$way"; return 1; }
    done
}

@test "a file that was spoiled is refused with a message, and the window stays with what it shows" {
    cp "$GOLDEN/race.rl" race.rl
    truncate -s 5000 race.rl
    start race.rl
    until_trace running=0
    sleep 0.3
    kill -0 "$pid"
    key 2; until_trace view=timeline
    key ctrl+q
    ends_with 0
}

@test "what a killed window and its child leave is removed by the next" {
    local i
    for i in 1 2 3 4 5; do
        rm -f trace
        start --iterations 200000
        sleep "0.0$i"
        kill -KILL "$pid"
        wait "$pid" 2>/dev/null || true
    done
    [ -n "$(ls -A tmp)" ]
    rm -f trace
    start --iterations 2000
    until_trace updates=8000
    [ "$(find tmp -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]
    key ctrl+q
    ends_with 0
}

@test "closed while its child runs and saves, at many moments, it leaves nothing" {
    local i
    for i in $(seq 12); do
        rm -f trace
        start --iterations 300000
        sleep "0.$(printf %02d $((i * 5)))"
        kill -TERM "$pid"
        ends_with 143 || { echo "try $i"; return 1; }
    done
}

@test "bookmarks are kept beside the recording, and what is no note stays as it is" {
    cp "$GOLDEN/race.rl" race.rl
    printf '# by hand\nno time\n0.288ms first loss\n' >race.rl.notes
    start race.rl
    until_trace updates=600 'message=race.rl.notes, line 2.*'
    key Home; key m
    until_trace 'message=Bookmarked.*'
    key ctrl+q
    ends_with 0
    [ "$(cat race.rl.notes)" = "$(printf '# by hand\nno time\n0.288ms first loss\n0ms')" ]
    # Of a run they last until it is saved, then stand beside it.
    start --iterations 100
    until_trace running=0 reading=0 updates=400
    key Home; key m
    until_trace 'message=Bookmarked.*'
    key ctrl+s
    for _ in $(seq 200); do ls race-*.rl.notes >/dev/null 2>&1 && break; sleep 0.1; done
    key ctrl+q
    ends_with 0
    [ "$(cat race-*.rl.notes)" = 0ms ]
}
