#!/usr/bin/env bats
# Recordings as traces for other programs. tests/traces/read.py reads all that is written, knowing none of its code: every packet,
# event and row, what their readers need, and that the three formats tell the same.

load common

READ=$BATS_TEST_DIRNAME/../traces/read.py

# Exports it in all formats, under a name.
export_as() { # name, recording, options…
    for format in chrome-json perfetto csv; do
        "$RACELEDGER" export "$2" --to $format -o "$1.$format" "${@:3}" || return 1
    done
}

# The same, and reads them: what was found is in one.found.
export_all() { # recording, options…
    export_as one "$@" && python3 "$READ" one || fail "$1: not as its readers need it"
}

@test "every stored recording, in every format, as its readers need it" {
    names=()
    for file in "$GOLDEN"/*.rl "$GOLDEN"/labs/*.rl "$GOLDEN"/v1/*.rl; do
        names+=("$(basename "$(dirname "$file")")-$(basename "$file" .rl)")
        export_as "${names[-1]}" "$file"
        "$RACELEDGER" show "$file" --json >"${names[-1]}.report"
    done
    [ "${#names[@]}" -gt 30 ]
    python3 "$READ" "${names[@]}"
    for name in "${names[@]}"; do
        jq -e --slurpfile found "$name.found" '$found[0].tasks == [(.tasks // .workers)[].name]' "$name.report" >/dev/null ||
            fail "$name: tasks"
    done
    jq -e 'length > 0' ./*.chrome-json >/dev/null
}

@test "what was lost, and where the balance ends" {
    for name in race v1/none v1/none-untimed v1/gil-3.9 v1/processes v1/atomic v1/driven; do
        export_all "$GOLDEN/$name.rl"
        "$RACELEDGER" show "$GOLDEN/$name.rl" --json >report
        about=''
        [ "$name" != v1/none-untimed ] || about=' (about when)' # no update has a stamp of its own: each says so
        jq -e --slurpfile found one.found '$found[0] | .lost == $report.lost and .counters["balance" + $about] == $report.final
            and (.counters["lost updates" + $about] // 0) == $report.lost' --arg about "$about" \
            --argjson report "$(jq '{lost, final}' report)" -n >/dev/null || fail "$name: $(cat one.found)"
        said=$(grep -cE '^[0-9]+,[0-9]+,(mark|counter),.*,about.?$' one.csv || true)
        [ "$said" -eq "$([ -z "$about" ] && echo 0 || grep -cE '^[0-9]+,[0-9]+,(mark|counter),' one.csv)" ]
        jq -e --argjson about "$([ -n "$about" ] && echo true || echo false)" \
            'all(.traceEvents[] | select(.cat == "mark"); (.args.when == "about") == $about)' one.chrome-json
    done
    export_all "$GOLDEN/v1/private.rl"
    jq -e '.counters | length == 3 and has("balance of P3")' one.found
}

@test "what a command's variables lost, and where they end" {
    variables=$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/variables
    export_all "$variables"
    "$RACELEDGER" show "$variables" --json >report
    jq -e --slurpfile found one.found '($found[0]) as $f
        | $f.lost == ([.variables[].lost] | add) and $f.counters["lost updates"] == $f.lost
          and all(.variables[]; .final == $f.counters[.name])' report >/dev/null || fail "$(cat one.found)"
    grep -q ',mark,lost,.*,balance' one.csv
    jq -e '[.traceEvents[] | select(.cat == "mark") | .args.variable] | length > 0 and all(.[]; . == "balance")' one.chrome-json
}

@test "locks are held and waited for as often as the report says" {
    for name in mutex spin; do
        export_all "$GOLDEN/v1/$name.rl"
        "$RACELEDGER" show "$GOLDEN/v1/$name.rl" --json >report
        jq -e --slurpfile found one.found '([$found[0].holds[]] | add) == .lock.acquisitions
            and ([$found[0].waits[]] | add) == .lock.contended and $found[0].flows == .lock.contended' report >/dev/null ||
            fail "$name: $(cat one.found)"
    done
}

@test "a lock that nobody gives back is held to the end, but by no slice of the dead" {
    export_all "$GOLDEN/labs/locks-philosophers.rl"
    jq -e '[.traceEvents[] | select(.ph == "E" and .cat == "hold") | .ts] as $slices
        | [.traceEvents[] | select(.ph == "E" and .cat == "lock") | .ts] as $rows
        | ($rows | length == 5) and ($rows | min) > ($slices | max)' one.chrome-json
}

@test "what is in a queue, and what was printed" {
    export_all "$GOLDEN/labs/queue.rl"
    "$RACELEDGER" show "$GOLDEN/labs/queue.rl" --json >report
    jq -e --slurpfile found one.found '($found[0].printed | length) == (.console | length)
        and $found[0].printed[0] == (.console[0].text | rtrimstr("\n"))' report
    jq -e '.counters | has("pipe") and has("buffer")' one.found
}

@test "a run of now, in threads and processes, with a GIL" {
    for options in "--guard mutex" "--workers processes" "--guard gil --python 3.9 --iterations 2000"; do
        # shellcheck disable=SC2086
        "$RACELEDGER" run --iterations 500 $options --save run.rl >/dev/null
        export_all run.rl
    done
    for lab in family pool locks; do
        "$RACELEDGER" run $lab --save run.rl >/dev/null || [ $? -eq 5 ]
        export_all run.rl
    done
}

@test "parts of it" {
    export_all "$GOLDEN/v1/mutex.rl" --what hold
    jq -e '.kinds | keys == ["hold", "task"]' one.found
    jq -e '.flows > 0' one.found
    export_all "$GOLDEN/race.rl" --what counter,mark
    jq -e '.kinds | keys == ["counter", "mark", "task"]' one.found
    "$RACELEDGER" export "$GOLDEN/race.rl" --to csv --what state >trace.csv
    [ "$(grep -c ',mark,' trace.csv)" -eq 0 ]
}

@test "to standard output, or to a file that is whole" {
    "$RACELEDGER" export "$GOLDEN/race.rl" --to csv >first
    "$RACELEDGER" export "$GOLDEN/race.rl" --to csv -o - >two
    "$RACELEDGER" export "$GOLDEN/race.rl" --to csv -o three
    cmp first two
    cmp first three
    refused 1 export "$GOLDEN/race.rl" --to csv -o none/three
    refused 1 export "$GOLDEN/race.rl" --to csv -o /dev/full
    status=0
    "$RACELEDGER" export "$GOLDEN/race.rl" --to perfetto >/dev/full 2>err || status=$?
    [ "$status" -eq 1 ]
    grep -q 'standard output could not be written' err
    rm -f out err
    only_files first three two
}

@test "what cannot be exported is one clear line" {
    refused 2 export
    refused 2 export "$GOLDEN/race.rl"
    refused 2 export "$GOLDEN/race.rl" --to ftrace
    refused 2 export "$GOLDEN/race.rl" --to csv --what hold,all
    refused 2 export "$GOLDEN/race.rl" --to csv --what ''
    grep -q -- '--what' err
    refused 4 export "$BATS_TEST_DIRNAME/export.bats" --to csv
    for file in "$BATS_TEST_DIRNAME"/../bad/*.rl; do
        status=0
        "$RACELEDGER" export "$file" --to perfetto -o trace 2>err || status=$?
        [ "$status" -eq 0 ] || { [ "$status" -eq 4 ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -e trace ]; }
        rm -f trace
    done
    "$RACELEDGER" export --help >out
    for kind in state wait hold note print level counter mark; do grep -q "^  $kind " out; done
}
