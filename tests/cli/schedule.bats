#!/usr/bin/env bats
# A chosen schedule on real workers: explore's failures really fail, a whole schedule fits its guard, wrong moves are named.

load common

driven() { "$RACELEDGER" run --schedule "$@" --json >out.json 2>err; }

is() {
    local query=$1 want=$2 got
    got=$(jq -rc "$query" out.json)
    [ "$got" = "$want" ] || { echo "$query is $got, not $want"; return 1; }
}

named() {
    local message=$1
    shift
    refused 2 run "$@"
    grep -qxF "raceledger: --schedule: $message" err || { cat err; return 1; }
}

@test "the shortest failures of explore fail on threads and on processes, each with the final it must have" {
    "$RACELEDGER" explore --iterations 1 --shortest --json >explored.json
    [ "$(jq '.shortest | length' explored.json)" -eq 12 ]
    for digits in $(jq -r '.shortest[]' explored.json); do
        for workers in threads processes; do
            driven "$digits" --workers "$workers"
            books_hold out.json
            [ ! -s err ]
            is .experiment.schedule driven
            is .ended complete
            is '.lost > 0 and .final != .expected' true
        done
    done
    driven 11121222
    is .final 5
    driven 22212111
    is .final 8
}

@test "driven again it is the same run again" {
    for _ in 1 2 3 4 5; do
        driven 1212121212121212 --iterations 2
        jq -c '[.final, .lost, .survived, .collisions, [.workers[].lost]]' out.json >>runs
    done
    [ "$(sort -u runs | wc -l)" -eq 1 ]
}

@test "a schedule that stops early is completed, and the whole of it told" {
    driven 12
    grep -qx 'raceledger: the whole schedule is 12222111' err
    driven 12222111
    [ ! -s err ]
    driven 2 --count 3
    grep -qx 'raceledger: the whole schedule is 222233331111' err
    driven '' --iterations 10k
    grep -qx 'raceledger: the schedule was completed: 0 moves given, 80 000 in all' err
}

@test "under a mutex every whole schedule keeps all" {
    for guard in mutex spin; do
        driven 111111222222 --guard "$guard"
        is .lost 0
        is .lock.acquisitions 2
        is .lock.contended 0
    done
}

@test "under the GIL of 3.9 it can lose, of 3.12 a move is a whole pass" {
    driven 11121222 --guard gil --python 3.9
    is .final 5
    is .gil.switches 3
    driven 1221 --guard gil --python 3.12 --iterations 2
    [ ! -s err ]
    is .lost 0
    is .gil.switches 2
    driven 1221 --guard gil --python 2.7
    is .gil.requests 0
}

@test "the report and the saved recording say that it was driven; a free run does not" {
    "$RACELEDGER" run --schedule 12121212 --save run.rl >ran
    grep -q '^Driven: ' ran
    "$RACELEDGER" show run.rl >shown
    diff ran shown
    "$RACELEDGER" show run.rl --json >out.json
    is .experiment.schedule driven
    "$RACELEDGER" run --iterations 10 --json >out.json
    is .experiment.schedule free
    rm ran shown out.json
    only_files run.rl
}

@test "what is not possible is named" {
    named "move 1 is 'x', must be a digit from 1 to 2" --schedule x
    named "move 3 is '4', must be a digit from 1 to 3" --schedule 114 --count 3
    named "move 5 is '1', but T1 has ended" --schedule 11111
    named "move 2 is '2', but P2 waits for the mutex that P1 holds" --schedule 12 --guard mutex --workers processes
    named "drives 1 to 4 workers, not 5" --schedule 1 --count 5
    named "goes with shared memory only: with private memory nobody meets" --schedule 1 --workers processes --memory private
    named "does not go with --io-every: a move never waits for input" --schedule 1 --guard gil --io-every 10 --io-time 1ms
    refused 2 run --schedule
}

long_schedule() { printf '12%.0s' $(seq 50000); }

@test "a deadline breaks a driven run off; what was recorded stands" {
    for workers in threads processes; do
        status=0
        driven "$(long_schedule)" --iterations 33k --workers "$workers" --deadline 5ms || status=$?
        [ "$status" -eq 5 ]
        is .ended deadline
        is '.updates < 132000' true
        books_hold out.json
    done
}

# How long it takes is the machine's affair: the signal is sent sooner or later until it has come in the middle.
@test "a signal ends a driven run, and nobody is left waiting for a turn" {
    for workers in threads processes; do
        interrupted=
        for delay in 0.1 0.05 0.2 0.1 0.4 0.8 1.6; do
            # On one cpu, where a move takes so long that the signal comes in between.
            "$RACELEDGER" run --schedule "$(long_schedule)" --iterations 12500 --cores 1 --workers "$workers" >out 2>err &
            pid=$!
            sleep "$delay"
            children=$(pgrep -P "$pid") || true
            kill -INT "$pid" || true
            status=0
            wait "$pid" || status=$?
            for child in $children; do
                ! kill -0 "$child" 2>/dev/null
            done
            if [ "$status" -eq 130 ] && grep -q '^raceledger: interrupted after' err; then
                interrupted=yes
                break
            fi
        done
        [ -n "$interrupted" ]
    done
}

# The path of the recorded run is of the iterations at the playhead, and the legend says so.
@test "the legend of the progress graph says which part of the recorded run its path is" {
    "$RACELEDGER" show "$GOLDEN/race.rl" --view schedules --at start --lang en | grep -q "the recorded run at the playhead: from T1's iteration 1 and T2's 1"
    "$RACELEDGER" show "$GOLDEN/race.rl" --view schedules --at end --lang en | grep -q "the recorded run at the playhead: from T1's iteration 150 and T2's 150"
    "$RACELEDGER" run --iterations 1 --save one.rl >/dev/null
    "$RACELEDGER" show one.rl --view schedules --lang en >one
    grep -q 'the recorded run' one
    ! grep -q 'at the playhead' one
}

# A thread's shape and colour: "T1 rect rgb(…)" of each token in a picture.
looks_of() {
    awk '/>T[1-5]</ && match($0, />T[1-5]</) { print substr($0, RSTART + 1, 2), shape }
        match($0, /^<(rect|circle|path|polygon|ellipse)/) { shape = substr($0, 2, RLENGTH - 1)
            if (match($0, / fill="rgb[^"]*"/)) shape = shape " " substr($0, RSTART + 7, RLENGTH - 8) }' "$1" | sort -u
}

@test "a philosopher has one shape and colour on the scheduler's desk and on the stage" {
    no_window && skip "no pictures here"
    "$RACELEDGER" picture --view schedules --page philosophers -o desk.svg
    "$RACELEDGER" picture "$GOLDEN/labs/locks-philosophers.rl" --view stage --at 50% -o stage.svg
    looks_of desk.svg >desk
    looks_of stage.svg >stage
    [ "$(cut -d' ' -f1 desk | tr '\n' ' ')" = "T1 T2 T3 T4 T5 " ]
    [ -z "$(comm -23 desk stage)" ] || { cat desk stage && return 1; }
}
