#!/usr/bin/env bats
# Recordings of version 1 of the file, stored in tests/golden/v1 when that version was the last one, with what show printed for
# each then: every guard, threads and processes, private memory, driven, waits for input, untimed and sampled, a deadline, a
# process that was killed, no kernel records. They stay readable for good, and what is printed of them stays as it was, byte for
# byte: nothing renews these files. One thing was false and is told otherwise: in driven runs nobody timed the loads, so that how long
# what was read was held is about so long (driven, driven-gil, driven-processes). And one has changed its zero: moments are counted
# from the making of the first task in every place, which the window alone did then.

load common

V1=$BATS_TEST_DIRNAME/../golden/v1

names() { basename -s .rl "$V1"/*.rl; }

@test "a recording of version 1 shows what it showed then, as text and as JSON" {
    local name count=0
    for name in $(names); do
        "$RACELEDGER" show "$V1/$name.rl" >out
        diff "$V1/$name.txt" out || { echo "$name"; return 1; }
        "$RACELEDGER" show "$V1/$name.rl" --json >out
        diff "$V1/$name.json" out || { echo "$name"; return 1; }
        count=$((count + 1))
    done
    [ "$count" -ge 26 ]
}

@test "its collisions are listed as they were then" {
    local name
    for name in $(names); do
        echo "$("$RACELEDGER" show "$V1/$name.rl" --collisions --json | sha256sum | cut -d ' ' -f 1)  $name"
    done >out
    diff "$V1/collisions.sha256" out
}

@test "stage, timeline and ledger draw it" {
    no_window && skip "built without the window"
    local name view
    for name in $(names); do
        for view in stage timeline ledger; do
            "$RACELEDGER" picture "$V1/$name.rl" --view $view --size 800x600 -o x.svg || { echo "$name $view"; return 1; }
            [ -s x.svg ]
            rm x.svg
        done
    done
}
