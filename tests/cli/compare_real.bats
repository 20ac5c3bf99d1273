#!/usr/bin/env bats
# raceledger compare-real: the model beside a CPython of this machine. What differs from run to run is not asserted. Where an
# interpreter is found is tried with scripts that pretend to be one.

load common

# Writes a script that prints what the program would: a version and a final balance.
pretend() { # path, version, balance
    mkdir -p "$(dirname "$1")"
    printf '#!/bin/sh\necho "Python %s: balance %s"\n' "$2" "$3" >"$1"
    chmod +x "$1"
}

@test "what no real CPython can have is refused" {
    refused 2 compare-real
    refused 2 compare-real 9.9
    refused 2 compare-real 3.13t
    refused 2 compare-real 3.9 --guard mutex
    refused 2 compare-real 3.9 --python 3.9
    refused 2 compare-real 3.9 --workers processes
    refused 2 compare-real 3.9 --io-every 10
    refused 2 compare-real 3.9 --iterations none
    run env HOME="$HERE" PYENV_ROOT='' PATH=/nowhere "$RACELEDGER" compare-real 3.9
    [ "$status" -eq 2 ]
    [[ $output == *--interpreter* ]]
    refused 1 compare-real 3.9 --iterations 10 --interpreter /bin/false
    grep -q '/bin/false' err
    refused 2 compare-real 3.9 --iterations 10 --interpreter "$HERE/none"
}

@test "an interpreter is looked for in PATH, then in pyenv's folder, where the newest is taken" {
    export HOME=$HERE PYENV_ROOT=
    pretend .pyenv/versions/3.2.9/bin/python3.2 3.2.9 1
    pretend .pyenv/versions/3.2.10/bin/python3.2 3.2.10 2
    pretend .pyenv/versions/3.2-dev/bin/python3.2 3.2.99 3
    pretend .pyenv/shims/python3.2 3.2.98 4
    found() { # what it says must be so
        PATH=$1 "$RACELEDGER" compare-real 3.2 --iterations 10 --json >out || [ $? -eq 1 ]
        jq -e --arg version "$2" --argjson final "$3" \
            '.version == $version and .real.final == $final and .python == "3.2" and .experiment.python == "3.9"' out || { cat out; return 1; }
    }
    found "$HERE/.pyenv/shims:/nowhere" 3.2.10 2
    pretend bin/python3.2 3.2.97 5
    found "$HERE/.pyenv/shims:$HERE/bin" 3.2.97 5
    found "/nowhere::$HERE/bin/" 3.2.97 5
    export PYENV_ROOT=$HERE/elsewhere
    found /nowhere 3.2.10 2
    pretend elsewhere/versions/3.2.1/bin/python3.2 3.2.1 6
    found /nowhere 3.2.1 6
}

@test "where no GIL is found nothing is claimed of one" {
    pretend fake 3.9.0 -7
    run "$RACELEDGER" compare-real 3.9 --iterations 10 --interpreter "$HERE/fake"
    [ "$status" -eq 1 ]
    [[ $output == *'no GIL was found'* ]]
    "$RACELEDGER" compare-real 3.9 --iterations 10 --interpreter "$HERE/fake" --json >out || [ $? -eq 1 ]
    jq -e '.real | .switches == null and .share_waiting == null and .final == -7 and .lost == null' out
    jq -e '.model | .switches >= 0 and .lost >= 0' out
}

@test "a real CPython and its model, side by side" {
    real=
    for version in 3.13 3.12 3.11 3.10 3.9; do
        "$RACELEDGER" compare-real $version --iterations 1 >out 2>err && real=$version && break
        [ -z "$real" ] && grep -q 'no python' err || fail "$version: $(cat err)"
    done
    [ -n "$real" ] || skip "no CPython from 3.9 to 3.13 here"
    mkdir tmp
    TMPDIR=$HERE/tmp "$RACELEDGER" compare-real "$real" --iterations 200k --switch-interval 1ms --save-runs kept --json >out
    [ -z "$(ls -A tmp)" ]
    jq -e --arg version "$real." '(.version | startswith($version)) and .experiment.guard == "gil" and .experiment.iterations == 200000' out
    jq -e '[.model, .real][] | .took_ns > 0 and .switches >= 1 and .share_waiting >= 0 and .share_waiting <= 1
           and .requests <= .timeouts and (.interval_ns == 1000000 or .interval_ns == null)' out
    jq -e '.real.lost == null and .model.lost >= 0' out
    "$RACELEDGER" show kept/model.rl --json | jq -e '.gil.switches >= 1'
    "$RACELEDGER" show kept/real.rl --json | jq -e '.gils | length == 1'
    "$RACELEDGER" show kept/real.rl --json | jq -r '.console[-1].text' >said
    [ "$(cat said)" = "$(jq -r '"Python \(.version): balance \(.real.final)"' out)" ]
    "$RACELEDGER" compare-real "$real" --iterations 1k --guard gil+mutex --json >out
    jq -e '.real.final == 0 and .model.final == 0 and .model.lost == 0' out
}

@test "with --lines it tells how far it is, and the runs that are kept tell the rest" {
    pretend fake 3.9.0 -7
    "$RACELEDGER" compare-real 3.9 --iterations 100k --interpreter "$HERE/fake" --lines --save-runs kept >out
    [ "$(grep -v '^model [0-9]* 400000$' out)" = real ]
    [ "$(tail -1 out)" = real ]
    "$RACELEDGER" show kept/model.rl --json | jq -e '.experiment.iterations == 100000'
    "$RACELEDGER" show kept/real.rl --json | jq -e '.console[-1].text == "Python 3.9.0: balance -7\n"'
    refused 2 compare-real 3.9 --lines --json
    refused 1 compare-real 3.9 --iterations 10 --lines --interpreter /bin/false
}
