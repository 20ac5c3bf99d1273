#!/usr/bin/env bats
# A recorded collision cut to its fewest switches: what it prints is run on real workers and must lose the same again.

load common

reduced() { "$RACELEDGER" reduce "$@" --json >reduced.json; }

is() {
    local query=$1 want=$2 got
    got=$(jq -rc "$query" reduced.json)
    [ "$got" = "$want" ] || { echo "$query is $got, not $want"; return 1; }
}

# Runs the printed command; one of the collisions of that run must be the reduced one: who, how many, and their sum.
replays() {
    local words number
    read -ra words <<<"$(jq -r .command reduced.json)"
    [ "${words[0]}" = raceledger ]
    "$RACELEDGER" "${words[@]:1}" --save again.rl --json >again.json 2>err || { cat err; return 1; }
    books_hold again.json
    jq -c '[.lost, .lost_net, .switches, (.workers | length)]' reduced.json >want
    for number in $(seq "$(jq .collisions again.json)"); do
        "$RACELEDGER" reduce again.rl --collision "$number" --json |
            jq -c '[.lost, .lost_net, .switches, (.workers | length)]' >got
        ! cmp -s want got || return 0
    done
    echo "not in the run again: $(cat want)"
    jq -r .command reduced.json
    return 1
}

@test "collisions of the stored recording are reduced and happen again on real threads" {
    for number in $(seq 1 3 36); do
        reduced "$GOLDEN/race.rl" --collision "$number"
        is .collision "$number"
        is '.switches >= 2 and .switches <= 6 and .recorded_switches >= 2' true
        replays
    done
}

@test "the text has the sentence, both figures, and the command line" {
    "$RACELEDGER" reduce "$GOLDEN/race.rl" --collision 3 >text
    grep -q '^Collision 3 of 36: T1 overwrote T2: 1 update lost, net ' text
    grep -Eq '^  recorded +[0-9]+ context switches' text
    grep -Eq '^  reduced +[0-9]+, from start to end of 2 workers × 1 iteration: fewer cannot do it' text
    tail -n 1 text | grep -Eq '^raceledger run .*--iterations 1 .*--schedule [12]+$'
    eval "${RACELEDGER@Q} $(tail -n 1 text | sed 's/^raceledger //') --json" >again.json 2>err
    books_hold again.json
    jq -e '.lost >= 1 and .experiment.schedule == "driven"' again.json
}

@test "a lost update names its collision, and without a number it is the first" {
    reduced "$GOLDEN/race.rl"
    is .collision 1
    reduced "$GOLDEN/race.rl" --lost 1
    is .collision 1
    reduced "$GOLDEN/race.rl" --lost 176
    is .collision 36
}

@test "real runs of more workers, of processes and under a GIL" {
    "$RACELEDGER" run --schedule 1222223332123333111 --count 3 --iterations 2 --save three.rl >/dev/null 2>&1
    reduced three.rl
    replays
    "$RACELEDGER" run --schedule 11121222 --workers processes --save processes.rl >/dev/null
    reduced processes.rl
    is '.command | test("--workers processes")' true
    replays
    "$RACELEDGER" run --schedule 12122121 --guard gil --python 3.12 --program int --iterations 2 --save gil.rl >/dev/null 2>&1
    reduced gil.rl
    is '.command | test("--guard gil --program int")' true
    replays
}

@test "what cannot be reduced has one line that says why" {
    refused 2 reduce "$GOLDEN/race.rl" --collision 37
    grep -qF -- '--collision 37: must be from 1 to 36' err
    refused 2 reduce "$GOLDEN/race.rl" --lost 177
    refused 2 reduce "$GOLDEN/race.rl" --lost 0
    refused 2 reduce "$GOLDEN/race.rl" --lost 1 --collision 1
    refused 2 reduce
    refused 2 reduce --guard mutex "$GOLDEN/race.rl"
    refused 4 reduce "$BATS_TEST_FILENAME"
    "$RACELEDGER" run --guard mutex --iterations 10 --save kept.rl >/dev/null
    refused 2 reduce kept.rl
    grep -q 'nothing was lost' err
}
