#!/usr/bin/env bats
# Every schedule, counted: known figures to the digit, what a guard proves, and honest partial answers.

load common

explored() { "$RACELEDGER" explore --json "$@" >out.json; }

is() {
    local query=$1 want=$2 got
    got=$(jq -rc "$query" out.json)
    [ "$got" = "$want" ] || { echo "$query is $got, not $want"; return 1; }
}

@test "the known counts, to the digit" {
    while read -r count iterations schedules wrong finals switches; do
        explored --count "$count" --iterations "$iterations"
        is .schedules "$schedules"
        is .wrong "$wrong"
        is '.outcomes | length' "$finals"
        is .fewest_switches "$switches"
        is .complete true
        is .deadlocks 0
        is .explored "$schedules"
    done <<'TABLE'
2 1 70 40 7 3
2 2 12870 9408 23 3
2 3 2704156 2189824 47 3
2 5 137846528820 121674735376 101 3
3 1 34650 25276 17 4
3 2 9465511770 8115960024 55 4
TABLE
}

@test "the finals of 2 x 1, each with its schedules, and the twelve shortest failures" {
    explored --shortest
    is '[.outcomes[] | [.final, .schedules]]' '[[-8,"8"],[-5,"8"],[-3,"4"],[0,"30"],[3,"4"],[5,"8"],[8,"8"]]'
    is '.outcomes | map(.probability) | add * 1000000 | round' 1000000
    is '.shortest | length' 12
    is .fewest_switches_schedules 12
    is '[.shortest[] | length] | unique' '[8]'
}

@test "numbers past 64 bits keep every digit" {
    explored --iterations 20
    [ "$(jq -r '.schedules | length' out.json)" -eq 47 ]
    is '.outcomes | length' 491
    # All ends together are all schedules.
    python3 -c 'import json; d = json.load(open("out.json")); assert sum(int(o["schedules"]) for o in d["outcomes"]) == int(d["schedules"])'
}

@test "a guard that keeps all keeps them in every schedule" {
    while read -r words; do
        # shellcheck disable=SC2086  # several words
        explored $words --iterations 2
        is .wrong 0
        is .losing 0
        is .deadlocks 0
        is .fewest_switches null
    done <<'TABLE'
--guard mutex
--guard spin
--guard atomic
--guard gil --python 3.12
--guard gil --python 3.10
--guard gil+mutex
--guard mutex --count 3
--guard peterson
--guard peterson-unfenced
--guard ticket --count 3
TABLE
}

@test "a flag that is tested, then set, is no lock" {
    explored --guard flag
    is .schedules 1850
    is .wrong 1056
    is .losing 1572
    is .deadlocks 0
    refused 2 explore --guard peterson --count 3
}

@test "the dial: what 3.9 can lose 3.10 cannot, and what brings the race back" {
    while read -r python program wrong; do
        explored --python "$python" --program "$program"
        is '(.wrong != "0")' "$wrong"
    done <<'TABLE'
2.7 call true
3.9 call true
3.10 call false
3.12 call false
3.13t call true
3.12 int true
3.12 inline false
TABLE
}

@test "past its budget it gives lower bounds and says so" {
    explored --count 4 --iterations 12 --budget-time 200ms --budget-memory 20M
    is .complete false
    "$RACELEDGER" explore --count 4 --iterations 12 --budget-time 200ms --budget-memory 20M >text
    if ! grep -q 'their ends  *not counted' text; then # on a machine that is too busy for any
        grep -qE 'end wrong  *at least [1-9]' text
        grep -qE '^  at least [1-9][0-9 ]* different finals?, expected 0' text
    fi
    grep -q 'This is not all' text
}

@test "cancelled, it says when, and of what was counted only what is known" {
    local status=0
    # In the foreground: else it sends two, and a second one ends whatever is.
    timeout --foreground -s INT 0.4 "$RACELEDGER" explore --count 3 --iterations 40 >text 2>err || status=$?
    [ "$status" -eq 124 ]
    grep -qE '^  This is not all: cancelled after [0-9.]+ m?s\.' text || { cat text err; return 1; }
    run -1 grep -q -e 'at least 0' -e ' 0 schedules' -e 'would take' text
    # So too where the time was too short for any.
    "$RACELEDGER" explore --count 3 --iterations 40 --budget-time 1ms >text
    grep -qE '^  schedules  *1.79e226$' text
    grep -qE '^  their ends  *not counted$' text
    grep -qxF '  This is not all: all would take longer than the time allowed.' text
    ! grep -q -e 'at least 0' -e ' 0 schedules' text
}

@test "wrong words are named" {
    local count
    refused 2 explore --budget-time 5
    refused 2 explore --budget-memory 3
    for count in 5 0 -1 x ''; do
        refused 2 explore "--count=$count"
        grep -q 'must be a whole number from 1 to 4$' err || { cat err; return 1; }
    done
    refused 2 explore --workers processes --memory private
}

explored_locks() { "$RACELEDGER" explore "$@" --json >out.json; }

# The counts of three philosophers and fewer are held against walking every schedule in the unit tests.
@test "two locks and philosophers: how many of all schedules deadlock" {
    while read -r words; do
        read -r listing schedules deadlocks first <<<"${words#*|}"
        # shellcheck disable=SC2086  # several words
        explored_locks ${words%%|*}
        is .listing "$listing"
        is .schedules "$schedules"
        is .deadlocks "$deadlocks"
        is '(.ended | tonumber) + (.deadlocks | tonumber) == (.schedules | tonumber)' true
        is '.shortest.first' "$first"
    done <<'TABLE'
two-locks --order same|two-locks 2 0 null
two-locks|two-locks 6 2 12
philosophers --count 2|philosophers 6 2 12
philosophers --count 3|philosophers 168 6 123
philosophers --count 3 --arrangement one-left|philosophers 142 0 null
philosophers --count 3 --arrangement waiter|philosophers 20280 0 null
philosophers|philosophers 66468720 120 12345
philosophers --arrangement one-left|philosophers 49719072 0 null
philosophers --arrangement waiter|philosophers 424895260591760 0 null
TABLE
    "$RACELEDGER" explore philosophers --count 4 >out
    grep -qx '    1234' out
    grep -qx '    T4 waits for fork 1 that T1 has' out
    "$RACELEDGER" explore two-locks --order same >out
    grep -q 'No schedule deadlocks: proved by visiting all 16 places' out
}

@test "a deadlock on real threads ends by its deadline, and says who waits for whom" {
    status=0
    explored_locks philosophers --drive shortest --deadline 1s || status=$?
    [ "$status" -eq 5 ]
    is .ended deadline
    is '[.tasks[].waits_for]' '["fork 2","fork 3","fork 4","fork 5","fork 1"]'
    is '[.tasks[].held_by]' '["T2","T3","T4","T5","T1"]'
    is '[.tasks[] | .waited_ns >= 20000000 and (.ended | not)] | all' true
    status=0
    "$RACELEDGER" explore two-locks --drive 21 --deadline 1s >out || status=$?
    [ "$status" -eq 5 ]
    grep -q '^  T1 has lock A, waits for lock B that T2 has (' out
    grep -qx '  A deadlock: ended by its deadline of 1s.' out
}

@test "what was driven is a recording of the lab, and its command line makes it again" {
    status=0
    "$RACELEDGER" explore two-locks --drive shortest --deadline 1s --save driven.rl >out || status=$?
    [ "$status" -eq 5 ]
    "$RACELEDGER" show driven.rl --json >out.json
    is .lab locks
    is .settings.schedule 12
    is .settings.rounds null
    is .outcome deadlock
    is '[.locks.ring.waits[].task] | sort' '["T1","T2"]'
    "$RACELEDGER" show driven.rl >out
    grep -q -- 'raceledger run locks --variant opposite-orders --schedule 12' out
    "$RACELEDGER" run locks --variant opposite-orders --schedule 11 --json >out.json
    is .settings.schedule 11112222
    is .outcome 'done, every lock was given back'
    is .ended complete
    "$RACELEDGER" run locks --variant opposite-orders --json >out.json
    is '.settings | has("schedule")' false
}

@test "what does not deadlock is driven to its end" {
    for words in 'two-locks --drive 1' 'two-locks --order same --drive 11112' 'philosophers --drive 1 --arrangement one-left' \
        'philosophers --arrangement waiter --drive 12341234' 'philosophers --count 2 --arrangement waiter --drive 2'; do
        # shellcheck disable=SC2086  # several words
        explored_locks $words
        is .ended complete
        is '[.tasks[] | .ended and .has == [] and .waits_for == null] | all' true
    done
}

@test "what is wrong with locks is said in a line" {
    while IFS='|' read -r words line; do
        # shellcheck disable=SC2086  # several words
        refused 2 explore $words
        grep -qxF "raceledger: $line" err || { cat err; return 1; }
    done <<'TABLE'
forks|explore forks: must be two-locks or philosophers, or nothing for the balance
two-locks --order up|--order up: must be same or opposite
philosophers --count 6|--count 6: must be 2 to 5
philosophers --arrangement left|--arrangement left: must be all-right, one-left or waiter
two-locks --drive 113|--drive: move 3 is '3', must be a digit from 1 to 2
two-locks --drive 112|--drive: move 3 is '2', but T2 waits for lock B that T1 has
two-locks --drive 11111|--drive: move 5 is '1', but T1 has ended
two-locks --order same --drive shortest|--drive shortest: no schedule deadlocks here
two-locks --deadline 1s|--deadline: goes with --drive only
two-locks --deadline 2h --drive 1|--deadline 2h: must be 1ms to 1h
two-locks --save x.rl|--save: goes with --drive only
TABLE
}
