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
    grep -q 'end wrong  *at least' text
    grep -qE '^  at least [0-9 ]+ different finals?, expected 0' text
    grep -q 'This is not all' text
}

@test "wrong words are named" {
    refused 2 explore --budget-time 5
    refused 2 explore --budget-memory 3
    refused 2 explore --count 5
    refused 2 explore --workers processes --memory private
}
