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
    key ctrl+q
    ends_with 0
}

@test "the chip goes from the balance to the queue and back, by the keyboard alone" {
    start --iterations 2000
    until_trace shown=balance lab=balance updates=8000 running=0
    key Tab Tab
    until_trace 'focus=[0-9a-f]*[1-9a-f][0-9a-f]*'
    key Return
    until_trace open=-6
    key Down Down Return
    until_trace lab=queue open=-1
    until_trace shown=queue running=0 view=stage
    key BackSpace
    until_trace view=home
    key Left Left Left Left Left Left Left Left Return
    until_trace view=stage lab=balance
    until_trace shown=balance running=0
    key ctrl+q
    ends_with 0
}

@test "the home chooses what is run, and keeps what was seen" {
    "$RACELEDGER" run queue --variant sentinel --save queue.rl >/dev/null
    start --home
    until_trace view=home running=0 shown=none
    sleep 0.3
    until_trace view=home running=0 shown=none runs=0
    key slash
    xdotool type empty
    until_trace searching=1 view=home
    key Return
    until_trace lab=queue view=stage
    until_trace shown=queue runs=1 running=0
    key ctrl+q
    ends_with 0
    rm trace
    start queue.rl
    until_trace shown=queue card=4
    key ctrl+q
    ends_with 0
    grep -q "^seen = $HERE/queue.rl	Queue" config/raceledger/settings
    rm trace
    start --home
    until_trace view=home shown=none
    key End
    key Down Down Down Return
    until_trace view=stage shown=queue card=4
    key ctrl+q
    ends_with 0
    rm trace queue.rl
    start --home
    until_trace view=home shown=none
    key ctrl+q
    ends_with 0
    grep -q "^seen = $HERE/queue.rl	Queue" config/raceledger/settings # it stays, and says that it cannot be read
}

@test "the comparison of a lab's variants fills in run by run, and opens a run of a row" {
    "$RACELEDGER" run queue --variant sentinel --items 2 --deadline 100ms --save queue.rl >/dev/null
    start queue.rl
    until_trace shown=queue
    key 5
    until_trace view=compare page=variants variants=0
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 943 / 1000)) $((HEIGHT * 182 / 1000)) click 1
    until_trace comparing=1 'variants=[1-9][0-9]*'
    xdotool mousemove --window "$window" $((WIDTH / 20)) $((HEIGHT * 24 / 100)) click 1
    until_trace view=stage shown=queue card=0 past=-2
    key 5
    until_trace view=compare page=variants
    key Escape
    until_trace comparing=0
    key ctrl+q
    ends_with 0
}
