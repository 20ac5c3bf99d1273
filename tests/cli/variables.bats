#!/usr/bin/env bats
# show of a command's variables: the report, one variable's collisions, and what is expected of them. The recording is a made-up
# one that the unit tests hold still.

load common

setup_file() { export VARIABLES=$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/variables; }

@test "the stored recording gives the stored report, list and steps" {
    {
        "$RACELEDGER" show "$VARIABLES"
        "$RACELEDGER" show "$VARIABLES" --variable balance
        "$RACELEDGER" show "$VARIABLES" --collision 3
        "$RACELEDGER" show "$VARIABLES" --variable attempts
    } >out
    if [ -n "${UPDATE_GOLDEN:-}" ]; then cp out "$GOLDEN/variables.txt"; fi
    diff "$GOLDEN/variables.txt" out
}

@test "JSON: the sums of every variable close, line by line and collision by collision" {
    "$RACELEDGER" show "$VARIABLES" --json >report
    jq -e '.watched.exact and (.variables | length) == 7
        and all(.variables[]; .lost != null and .exact
                and .final + .lost_net == .expected
                and ([.lines[].lost] | add) == .lost and ([.lines[].lost_net] | add) == .lost_net
                and ([.lines[].stores] | add) == .stores
                and (([.overwrites[].lost] | add) // 0) == .lost)
        and ([.variables[].lost] | . == (sort | reverse))' report >/dev/null
    "$RACELEDGER" show "$VARIABLES" --collisions --json >list
    jq -e --slurpfile report report '
        . as $all | ($report[0].variables[0]) as $worst
        | .variable == $worst.name and .collisions == $worst.collisions and (.list | length) == .collisions
          and ([.list[].lost] | add) == $worst.lost and ([.list[].lost_net] | add) == $worst.lost_net
          and ([.list[].ns] | . == sort)' list >/dev/null
    for number in $(seq "$(jq .collisions list)"); do
        "$RACELEDGER" show "$VARIABLES" --collision "$number" --json >one
        jq -e --slurpfile list list --argjson number "$number" '
            . as $one | ($list[0].list[$number - 1]) as $row
            | ($row | to_entries | all(.[]; $one[.key] == .value))
              and (.steps[-1] | .kind == "store" and .role == "overwriter" and .value == $one.overwriter.wrote and .loses > 0)
              and ([.steps[] | select(.kind == "load" and .role == "overwriter") | .value] == [$one.overwriter.read])
              and ([.steps[] | select(.kind == "store" and .role == "lost")] | length == $one.lost)
              and (.steps[-2].kind == "load" or .steps[-2].value == $one.overwriter.over)' one >/dev/null ||
            { cat one; return 1; }
    done
}

@test "--expect judges what was lost and what is not ordered" {
    "$RACELEDGER" show "$VARIABLES" --expect lost >out
    local status=0
    "$RACELEDGER" show "$VARIABLES" --expect correct >out 2>err || status=$?
    [ "$status" -eq 1 ]
    grep -qx "raceledger: expected correct, but 9 updates were lost" err
    status=0
    "$RACELEDGER" show "$VARIABLES" --expect ordered >out 2>err || status=$?
    [ "$status" -eq 1 ]
}

@test "what was asked for wrongly is said in one line" {
    refused 2 show "$VARIABLES" --variable bilance
    grep -q "bilance.*the worst is balance" err
    refused 2 show "$VARIABLES" --variable attempts --collision 1
    refused 2 show "$VARIABLES" --collision 10
    grep -q "from 1 to 9, as many as balance has" err
    refused 2 show "$VARIABLES" --expect wrong
    refused 2 show "$GOLDEN/race.rl" --variable balance
}

@test "a recording without a ledger cannot be judged" {
    refused 2 record --quiet --expect correct -- true
    grep -q "no ledger" err
    refused 2 record --quiet --expect wrong -- true
    local status=0
    "$RACELEDGER" show "$GOLDEN/tree.rl" --expect correct >out 2>err || status=$?
    [ "$status" -eq 2 ]
    [ "$(wc -l <err)" -eq 1 ]
}

@test "--expect on programs of one's own: right ones are ordered, wrong ones are not" {
    local truth=$BATS_TEST_DIRNAME/../ledger status=0
    "$RACELEDGER" cc "$truth/right/mutex.c" -I"$truth" -o right -pthread
    "$RACELEDGER" cc "$truth/wrong/no_lock.c" -I"$truth" -o wrong -pthread
    "$RACELEDGER" record --quiet --expect ordered -o right.rl -- ./right >out
    "$RACELEDGER" show right.rl --expect correct >out
    "$RACELEDGER" record --quiet --expect ordered -o wrong.rl -- ./wrong >out 2>err || status=$?
    [ "$status" -eq 1 ]
    grep -q '^raceledger: expected ordered, but ' err
    # What was lost is what the program's own result is short of.
    "$RACELEDGER" show wrong.rl --json >report
    jq -e 'all(.variables[] | select(.lost != null and .lost_net != null); .final + .lost_net == .expected)' report
}
