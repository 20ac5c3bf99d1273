#!/usr/bin/env bats
# The labs with a program, on the command line: every variant runs, its books balance, nothing is left behind.

bats_require_minimum_version 1.5.0
load common

@test "labs lists every lab and its variants" {
    run -0 "$RACELEDGER" labs
    [[ $output == *"raceledger run queue --variant as-written"* ]]
    run -0 "$RACELEDGER" labs --json
    jq -e '.labs | map(.name) | index("balance") == 0' <<<"$output"
    jq -e '.labs[] | select(.name == "queue") | .variants | map(.name) | index("sentinel")' <<<"$output"
    jq -e 'all(.labs[]; (.title | length > 0) and (.variants | length > 1))' <<<"$output"
    jq -e 'all(.labs[].variants[].name; test("^[a-z0-9+-]+$"))' <<<"$output"
}

# Every lab but the balance, which has no program.
each_variant() {
    "$RACELEDGER" labs --json | jq -r '.labs[] | select(.name != "balance") | .name as $lab | .variants[] | "\($lab) \(.name)"'
}

@test "every variant of every lab: its books balance, its recording shows the same again, nobody is left" {
    while read -r lab variant; do
        run -0 "$RACELEDGER" run "$lab" --variant "$variant" --deadline 300ms --json --save "$BATS_TEST_TMPDIR/run.rl"
        jq -e '.schema == 1 and .books.balance' <<<"$output" || fail "$lab $variant: $output"
        jq -e --arg lab "$lab" --arg variant "$variant" '.lab == $lab and .variant == $variant' <<<"$output"
        jq -e '.ended == "complete" or .ended == "deadline"' <<<"$output" || fail "$lab $variant: $output"
        jq -e '.tasks | map(.name) | .[0] == "P0" and length == (unique | length)' <<<"$output"
        jq -e 'all(.tasks[]; .notes_dropped == 0)' <<<"$output" || fail "$lab $variant: $output"
        local said=$output pids
        pids=$(jq -r '.tasks[].pid' <<<"$output")
        run -0 "$RACELEDGER" show "$BATS_TEST_TMPDIR/run.rl" --json
        [ "$output" = "$said" ] || fail "$lab $variant: $output, not $said"
        run -0 "$RACELEDGER" show "$BATS_TEST_TMPDIR/run.rl"
        for pid in $pids; do
            [ ! -d "/proc/$pid" ] || fail "$lab $variant: process $pid is left: $(cat "/proc/$pid/status")"
        done
    done < <(each_variant)
}

@test "a report counts one as one, names what ran by its kind, and leaves one line between its parts" {
    run -0 "$RACELEDGER" run pool --tasks 1 --processes 3
    [[ $output == *"Pool, apply-async, 4 processes and 3 threads, "*"the books balance 1 task = 1 done + "* ]] || fail "$output"
    [[ $output == *"  read lock "* && $output != *$'\n\n\n'* ]] || fail "$output"
    run -0 "$RACELEDGER" run queue --items 1 --save one.rl
    [[ $output == *", 3 processes and 1 thread, "*"the books balance 1 item = 1 got + "* ]] || fail "$output"
    [[ $output != *$'\n\n\n'* ]] || fail "$output"
    no_window || "$RACELEDGER" picture one.rl --view stage --at end -o - >said
    no_window || { grep -q '· 1 item ·' said && grep -q '1 item = 1 got + ' said; } || { cat said; return 1; }
    run -0 "$RACELEDGER" run family --variant fork-twice
    [[ $output == *"Family, fork-twice, 2 processes, "* ]] || fail "$output"
    [[ $output == *" + 1 zombie + 0 orphans + "* || $output == *" + 0 zombies + 1 orphan + "* ]] || fail "$output"
}

# How far it is is told beside, every three seconds: on a slow machine, too, what is asked for is on its own.
@test "many runs are counted by what came of them" {
    run -0 --separate-stderr "$RACELEDGER" run queue --items 3 --repeat 10 --json
    jq -e '.runs == 10 and .balance and ([.outcomes[].runs] | add == 10)' <<<"$output"
    run -0 --separate-stderr "$RACELEDGER" compare queue --repeat 1 --deadline 200ms --json
    jq -e '.rows | length == 8 and all(.[]; .balance and .runs == 1)' <<<"$output"
}

@test "a comparison told in lines has one a run, in turns, and keeps a run of each variant" {
    mkdir kept
    run -0 --separate-stderr "$RACELEDGER" compare queue --lines --repeat 2 --deadline 200ms --save-runs kept
    [ "${#lines[@]}" -eq 16 ]
    for i in "${!lines[@]}"; do
        [[ ${lines[i]} =~ ^$((i % 8))\ $((i / 8))\ [0-9]+\ 1\ [01]$ ]] || fail "line $i: ${lines[i]}"
        # The first of a row is always new.
        ((i >= 8)) || [[ ${lines[i]} == *" 1" ]] || fail "line $i: ${lines[i]}"
    done
    for row in 0 1 2 3 4 5 6 7; do
        "$RACELEDGER" show "kept/variant-$row.rl" --json | jq -e '.lab == "queue"'
    done
    touch file
    refused 1 compare queue --repeat 1 --deadline 200ms --save-runs file/below
    grep -q "cannot make the folder file" err
    [ ! -s out ]
}

# The first of its variants hangs until its deadline.
@test "a comparison of variants says how far it is where nobody sees a bar, and a signal ends it" {
    "$RACELEDGER" compare locks --deadline 1h >out 2>err &
    local pid=$!
    for ((i = 0; i < 300; i++)); do
        grep -q '%' err && break
        sleep 0.1
    done
    kill -INT $pid
    wait $pid && fail "it was not interrupted"
    grep -qE '^raceledger: locks: 0.0 % after [0-9.]+ s$' err
    [ "$(tail -n 1 err)" = 'raceledger: interrupted after 0 of 180 runs' ]
    [ ! -s out ]
}

@test "what a lab does not know is refused in one line" {
    refused 2 run queue --variant fast
    grep -q '^raceledger: --variant fast: must be as-written, ' err
    refused 2 run queue --items 0
    grep -q '^raceledger: --items 0: must be ' err
    refused 2 run queue --guard mutex
    grep -q -e '--guard: there is no such option' err
    refused 2 compare queue --variant nowait
    grep -q '^raceledger: --variant: compare queue runs them all$' err
    refused 2 run queue --repeat 0
    grep -q '^raceledger: --repeat 0: must be ' err
    for command in run compare; do
        refused 2 "$command" nolab
        grep -qx 'raceledger: nolab: is no lab; must be balance, queue, pool, family, cost, workers or locks' err
    done
}

@test "a setting that means nothing with the others is refused, with what it goes with" {
    while IFS='|' read -r words line; do
        # shellcheck disable=SC2086  # several words
        refused 2 run $words
        grep -qxF "raceledger: $line" err || { cat err; return 1; }
        [ "$(wc -l <err)" -eq 1 ]
    done <<'TABLE'
queue --timeout 1ms|--timeout: goes with --variant timeout or killed-reader, not as-written
pool --variant apply --timeout 5ms|--timeout: goes with --variant killed-worker or killed-idle, not apply
locks --count 3|--count: goes with --variant philosophers, not never-released
locks --holder returns|--holder: goes with --workers processes, not threads
locks --variant opposite-orders --schedule 12 --rounds 2|--rounds: does not go with --schedule, which is one round, step by step
workers --python 3.12|--python: goes with --workers gil, not threads
family --pages 5|--pages: goes with --variant globals, not fork-twice
TABLE
    # The variants that a comparison runs have each their own.
    "$RACELEDGER" compare queue --timeout 1ms --repeat 1 --items 1 --deadline 100ms --json >out.json
    jq -e '.rows | length == 8' out.json
}

@test "memory that is not there is refused before the run, and compare goes on without that variant" {
    [ -z "$RACELEDGER_SAN" ] || skip "a sanitizer needs the address space itself"
    local code=0
    (ulimit -v 900000; "$RACELEDGER" run cost --variant process-1024) >out 2>err || code=$?
    [ $code -eq 2 ]
    grep -qx 'raceledger: --variant process-1024: touches 1.00 GiB of memory, must be within the .* at hand' err
    [ "$(wc -l <err)" -eq 1 ]
    (ulimit -v 900000; "$RACELEDGER" compare cost --repetitions 2 --repeat 1 --json) >out 2>err
    jq -e '.rows | map(.variant) | index("process-1024") == null and index("hand-over") == 4' out
    grep -q '^raceledger: --variant process-1024: ' err
}

# The children of a process, their children, and so on.
all_below() {
    local child
    for child in $(pgrep -P "$1"); do
        echo "$child"
        all_below "$child"
    done
}

@test "killed at once, the program leaves none of its tasks behind" {
    "$RACELEDGER" run queue --variant blocking-get --deadline 20s >"$BATS_TEST_TMPDIR/out" 3>&- &
    local program=$! tasks=""
    until [ "$(wc -w <<<"$tasks")" -ge 2 ]; do
        sleep 0.02
        tasks=$(all_below $program)
    done
    kill -9 $program
    wait $program || true
    for _ in $(seq 100); do
        local left=0
        for task in $tasks; do
            if [ -d "/proc/$task" ] && ! grep -q '^State:.Z' "/proc/$task/status"; then left=1; fi
        done
        [ $left -eq 1 ] || break
        sleep 0.05
    done
    [ $left -eq 0 ]
}

@test "a signal ends the run, and nobody is left" {
    "$RACELEDGER" run queue --variant blocking-get --deadline 20s >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- &
    local program=$! tasks="" code=0
    until [ "$(wc -w <<<"$tasks")" -ge 2 ]; do
        sleep 0.02
        tasks=$(all_below $program)
    done
    kill -TERM $program
    wait $program || code=$?
    [ $code -eq 143 ]
    grep -q '^raceledger: interrupted after' "$BATS_TEST_TMPDIR/err"
    for task in $tasks; do [ ! -d "/proc/$task" ]; done
}

@test "a task that somebody else kills is told, and the books still balance" {
    "$RACELEDGER" run queue --variant blocking-get --deadline 20s --json >"$BATS_TEST_TMPDIR/out" 3>&- &
    local program=$! tasks=""
    until [ "$(wc -w <<<"$tasks")" -ge 2 ]; do
        sleep 0.02
        tasks=$(all_below $program)
    done
    sleep 0.1
    kill -9 "$(tail -1 <<<"$tasks")"
    wait $program
    jq -e '.books.balance and .ended == "worker died"' "$BATS_TEST_TMPDIR/out"
    jq -e '[.tasks[] | select(.ended == "killed" and .end_code == 9)] | length == 1' "$BATS_TEST_TMPDIR/out"
}
