#!/usr/bin/env bats
# The comparison.

load common

# A row a guard, two more of the GIL, and processes with a memory of their own.
rows() {
    local guards
    guards=$("$RACELEDGER" run --help | sed -n 's/.*--guard NAME *\(.*\) (none).*/\1/p' | sed 's/ or /, /; s/, /\n/g' | wc -l)
    [ "$guards" -gt 5 ] && echo $((guards + 3))
}

@test "a table with every guard" {
    "$RACELEDGER" compare --repeat 2 --iterations 2000 >out
    for name in 'no lock' mutex 'spin lock' 'atomic add' 'own memory' 'no GIL 3.13t' 'GIL 3.9' 'GIL 3.12' 'GIL + mutex'; do
        grep -q "^$name " out
    done
}

@test "JSON: every book balances, what is guarded loses nothing" {
    "$RACELEDGER" compare --repeat 3 --iterations 3000 --json >out
    jq -e --argjson rows "$(rows)" '(.guards | length) == $rows and all(.guards[]; .books_balance and .runs == 3 and (.finals | length) == 3)' out
    jq -e '[.guards[] | select(.name != "no lock" and .name != "no GIL 3.13t" and .name != "GIL 3.9" and
        .guard != "flag" and .guard != "peterson-unfenced") | .lost] | add == 0' out
}

# Interpreting takes many times what a loop in C takes: it says nothing of a guard.
@test "each kind is held against its own" {
    "$RACELEDGER" compare --repeat 2 --iterations 2000 --json >out
    jq -e '[.guards[] | .relative_to == (if .python == null then "no lock" else "no GIL 3.13t" end)] | all' out
    jq -e '[.guards[] | select(.name == .relative_to) | .relative_time == 1] == [true, true]' out
    loops=$(jq '[.guards[] | select(.python == null)] | length' out)
    "$RACELEDGER" compare --repeat 1 --iterations 500 >out
    [ "$loops" -ge 5 ]
    [ "$(grep -c '×  no lock' out)" -eq "$loops" ]
    [ "$(grep -c '×  no GIL 3.13t' out)" -eq $(($(rows) - loops)) ]
}

@test "a lock made for two is left out of a comparison of three, and it is said" {
    "$RACELEDGER" compare --repeat 1 --iterations 200 --count 3 --json >out
    jq -e --argjson rows "$(rows)" '(.guards | length) == $rows - 2 and all(.guards[]; .guard | test("peterson") | not)' out
    "$RACELEDGER" compare --repeat 1 --iterations 200 --count 3 >out
    grep -qx 'left out, as made for another number of workers: Peterson, Peterson unfenced' out
}

@test "CSV: a header and a row each, as many fields everywhere" {
    "$RACELEDGER" compare --repeat 1 --iterations 500 --csv >out
    [ "$(wc -l <out)" -eq $(($(rows) + 1)) ]
    [ "$(awk -F, '{ print NF }' out | sort -u | wc -l)" -eq 1 ]
}

@test "--headless succeeds when every guard behaves as it must" {
    "$RACELEDGER" --headless --iterations 5000 >out
}

@test "where nobody says how many, whole rounds for as long as is enough" {
    "$RACELEDGER" compare --iterations 2000 --json >out 2>err
    jq -e '.repeat as $made | $made >= 1 and $made <= 20 and all(.guards[]; .runs == $made)' out
    ! grep -vE '^raceledger: [0-9.]+ % after [0-9.]+ m?s$' err
}

# One of the runs cannot be kept, since a folder has its name: all are made and reported, the others are kept, whole.
@test "a run that cannot be kept ends no comparison: it is told once, behind the report" {
    local of
    for of in '' queue matrix; do
        rm -rf kept
        mkdir -p kept/{row-1,variant-1,cell-31}.rl/full
        status=0
        case $of in
        matrix) "$RACELEDGER" gil-matrix --runs 1 --iterations 300 --program int --save-runs kept >out 2>err || status=$? ;;
        queue) "$RACELEDGER" compare queue --repeat 1 --deadline 100ms --save-runs kept >out 2>err || status=$? ;;
        *) "$RACELEDGER" compare --repeat 2 --iterations 300 --save-runs kept >out 2>err || status=$? ;;
        esac
        [ "$status" -eq 1 ]
        [ "$(grep -c '^raceledger: .*kept/.*1.rl' err)" -eq 1 ]
        grep -q '^raceledger: [12] runs* could not be kept$' err
        [ "$(wc -l <out)" -gt 6 ]
        [ -z "$(find kept -type f ! -name '*.rl')" ]
        [ "$(find kept -type f | wc -l)" -ge 5 ]
        for file in kept/*.rl; do [ -d "$file" ] || "$RACELEDGER" show "$file" >/dev/null; done
    done
    # A folder that is not there is made, with those above it.
    "$RACELEDGER" compare --repeat 1 --iterations 300 --save-runs made/here >/dev/null 2>&1
    [ -f made/here/row-0.rl ]
}
