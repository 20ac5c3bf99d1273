#!/usr/bin/env bats
# Other labs in the window: their recordings opened, their runs made.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

@test "a queue's recording brings its lab, and Run makes another of its kind" {
    "$RACELEDGER" run queue --variant sentinel --save queue.rl
    start queue.rl
    until_trace shown=queue lab=queue card=4 view=stage running=0 playing=1
    for view in 2:timeline 3:ledger 4:schedules 5:compare 1:stage; do
        key "${view%%:*}"
        until_trace view="${view##*:}"
        key n Prior Next Home period comma x g End w s slash Escape
        kill -0 "$pid"
    done
    key r
    until_trace runs=1 past=0 shown=queue lab=queue card=4 running=0
    key ctrl+c
    until_trace 'message=.*'
    key ctrl+q
    ends_with 0
}

@test "a window can be started with any lab's recording" {
    "$RACELEDGER" run queue --save queue.rl --deadline 100ms >/dev/null
    start --iterations 2000
    until_trace shown=balance lab=balance updates=8000 running=0
    key ctrl+q
    ends_with 0
    start queue.rl
    until_trace shown=queue lab=queue
    kill -0 "$pid"
    key ctrl+q
    ends_with 0
    start "$GOLDEN/race.rl"
    until_trace shown=balance lab=balance view=stage updates=600
    key r
    until_trace shown=balance runs=1
    key ctrl+q
    ends_with 0
}
