#!/usr/bin/env bats
# Every CPython's GIL: the versions, the programs, what is lost and what cannot be, the matrix, the listings, io.

load common

VERSIONS='2.7 3.9 3.10 3.12 3.13 3.13t'
PROGRAMS='call inline augmented call-in-plus call-in-minus int len lock'

@test "the books balance for every program on every version" {
    for python in $VERSIONS; do
        for program in $PROGRAMS; do
            "$RACELEDGER" run --python "$python" --program "$program" --iterations 2000 --switch-interval 50us \
                --bytecode-cost 0 --json >out
            books_hold out
            jq -e --arg python "$python" --arg program "$program" '.ended == "complete" and
                .experiment.python == $python and .experiment.program == $program and
                (.switch_points.exposed > 0 or .lost == 0)' out
        done
    done
}

@test "versions that act alike are taken as those" {
    for python in 3.2 3.5 3.8; do
        "$RACELEDGER" run --python "$python" --iterations 10 --json >out
        jq -e '.experiment.python == "3.9"' out
    done
    "$RACELEDGER" run --python 3.11 --iterations 10 --json >out
    jq -e '.experiment.python == "3.12"' out
    refused 2 run --python 3.1
    refused 2 run --python 3.14
}

@test "the program with a lock brings the lock, and no other program goes with it" {
    "$RACELEDGER" run --program lock --iterations 10 --json >out
    jq -e '.experiment.guard == "gil+mutex" and .lock.acquisitions == 20' out
    refused 2 run --guard gil+mutex --program int
    grep -q 'must be lock' err
    refused 2 run --program fib
    grep -q 'call-in-minus' err
}

@test "no update is ever lost with a lock, and none where no switch point lies in one" {
    for interval in 1us 20us 5ms; do
        for count in 2 5; do
            "$RACELEDGER" gil-matrix --runs 1 --iterations 2k --bytecode-cost 0 --count "$count" \
                --switch-interval "$interval" --json >out
            jq -e '[.cells[] | select(.program == "lock" or (.can_lose | not)) | .lost] | add == 0' out
            jq -e '[.cells[] | select(.can_end_wrong | not) | .wrong] | add == 0' out
            jq -e 'all(.cells[]; .books_balance)' out
        done
    done
}

@test "what can lose does, sooner or later" {
    for try in 1 2 3 4 5 6; do
        "$RACELEDGER" gil-matrix --runs 1 --iterations 50k --switch-interval 200us --json >out
        jq -c '.cells[] | select(.lost > 0) | [.program, .python]' out >>seen
        jq -c '.cells[] | select(.can_lose) | [.program, .python]' out | sort -u >can
        if [ "$(nproc)" -lt 2 ]; then grep -v 3.13t can >fewer; mv fewer can; fi
        sort -u seen >all
        if [ -z "$(comm -13 all can)" ]; then return 0; fi
    done
    echo "never lost an update in $try tries:"
    comm -13 all can
    return 1
}

@test "2.7: the holder takes its own lock back while others wait, and nobody asks" {
    "$RACELEDGER" run --python 2.7 --iterations 20k --json >out
    books_hold out
    jq -e '.gil.requests == 0 and .gil.timeouts == 0' out
}

@test "the pace: a pass takes what its bytecodes cost" {
    while read -r cost least most; do
        best=
        for try in 1 2 3 4 5 6 7 8; do
            "$RACELEDGER" run --python 3.12 --count 1 --iterations 4k --bytecode-cost "$cost" --json >out
            jq -e --argjson least "$least" '.wall_ns / 4000 >= $least' out
            # What the kernel cannot tell is not held against it.
            if jq -e --argjson most "$most" '(.workers[0].running_ns // 0) / 4000 <= $most' out; then best=yes; break; fi
        done
        [ -n "$best" ] || { echo "never within $most ns a pass"; cat out; return 1; }
    done <<'TABLE'
20ns 300 500
200ns 3000 4500
2us 30000 42000
TABLE
}

@test "a lone thread never switches" {
    for python in 2.7 3.9 3.12; do
        "$RACELEDGER" run --python "$python" --count 1 --iterations 5k --switch-interval 10us --json >out
        books_hold out
        jq -e '.gil.switches == 0 and .gil.requests == 0 and .lost == 0' out
    done
}

@test "3.13t has no GIL to tell of" {
    "$RACELEDGER" run --python 3.13t --iterations 1000 --json >out
    jq -e '.gil == null and (.explanation | contains("no GIL"))' out
    "$RACELEDGER" run --python 3.13t --iterations 1000 >out
    grep -q 'CPython 3.13t, no GIL' out
    if grep -q 'times patience ran out' out; then return 1; fi
}

@test "the explanation follows from the listing" {
    "$RACELEDGER" run --python 3.12 --iterations 100 --json >out
    jq -e '.explanation | contains("only at the loop'"'"'s end and at function entry. Neither lies between") and
           contains("`balance + int(n)` would bring the race back")' out
    "$RACELEDGER" run --python 3.10 --program call-in-plus --iterations 100 --json >out
    jq -e '.explanation | contains("Yet the final is always right")' out
    "$RACELEDGER" run --python 3.9 --program inline --iterations 100 --json >out
    jq -e '.switch_points == {"all": 8, "inside": 4, "exposed": 4}' out
    "$RACELEDGER" run --guard mutex --iterations 100 --json >out
    jq -e '.explanation == null and .switch_points == null' out
}

@test "io: the waiting worker gives the GIL up, and pays with the other's patience to have it back" {
    "$RACELEDGER" run --python 3.12 --iterations 2k --io-every 100 --io-time 200us --json >out
    books_hold out
    jq -e '.experiment.io == {"every": 100, "time_ns": 200000, "workers": [1]} and .lost == 0' out
    # 20 waits of the first worker; the second one has so much to do that there is always somebody to wait for.
    for try in 1 2 3 4 5; do
        "$RACELEDGER" run --python 3.12 --amounts 5,8 --iterations 400k --io-every 40k --io-time 100us --json >out
        if jq -e '.workers[0].gil_wait_ns > 20000000' out; then return 0; fi
    done
    cat out
    return 1
}

@test "io: the report says who waits, how long and how often" {
    "$RACELEDGER" run --python 3.12 --iterations 200 --io-every 100 --io-time 200us >out
    grep -q ', patience 5ms · T1 waits 200us for input every 100 iterations · ' out
    "$RACELEDGER" run --python 3.12 --count 3 --iterations 2 --io-every 1 --io-time 10us --io-workers 1,3 >out
    grep -q ' · 2 wait 10us for input every 1 iteration · ' out
}

@test "io that means nothing is refused" {
    refused 2 run --io-time 1ms --guard gil
    refused 2 run --io-every 5 --io-workers 3
    refused 2 run --io-every 0
    refused 2 run --io-every 5 --io-workers 1,x
}

@test "a saved run under any GIL shows the same report" {
    for python in $VERSIONS; do
        "$RACELEDGER" run --python "$python" --program int --iterations 500 --io-every 200 --io-time 50us --save run.rl >ran
        "$RACELEDGER" show run.rl >shown
        diff ran shown
    done
}

@test "the matrix: text, JSON, one row, one column" {
    "$RACELEDGER" gil-matrix --runs 1 --iterations 500 >out
    for word in $VERSIONS $PROGRAMS; do grep -q -- "$word" out; done
    "$RACELEDGER" gil-matrix --runs 2 --iterations 500 --python 3.9 --program len --json >out
    jq -e '.cells | length == 1 and .[0].program == "len" and .[0].python == "3.9" and .[0].runs == 2 and
           (.[0].finals | length) == 2' out
    # Each cell says how to have its run again.
    # shellcheck disable=SC2046
    "$RACELEDGER" run $(jq -r '.cells[0].options' out) --json >again
    jq -e '.experiment.program == "len" and .experiment.python == "3.9" and .experiment.iterations == 500' again
    refused 2 gil-matrix --guard gil
    refused 2 gil-matrix --runs 0
}

@test "the matrix as lines: every run of every cell once, the one that lost most is kept" {
    mkdir kept
    "$RACELEDGER" gil-matrix --runs 3 --iterations 500 --switch-interval 20us --lines --save-runs kept >lines
    [ "$(wc -l <lines)" -eq 144 ]
    [ "$(awk '{ print NF }' lines | sort -u)" = 11 ]
    # Round after round, in each of them cell after cell.
    diff <(cut -d' ' -f1,2 lines) <(for run in 0 1 2; do for cell in $(seq 0 47); do echo "$cell $run"; done; done)
    awk '$4 > 1 || $6 > $5 || $5 != ($2 + 1) * 2000 { wrong++ } $2 == 0 && !$11 { wrong++ } END { exit wrong > 0 }' lines
    [ "$(find kept -name 'cell-*.rl' | wc -l)" -eq 48 ]
    # Row by row as the table has them: the lock is the last program, 3.13t the last version.
    for cell in 0:call:2.7 1:call:3.9 5:call:3.13t 26:call-in-minus:3.10 47:lock:3.13t; do
        IFS=: read -r number program python <<<"$cell"
        "$RACELEDGER" show "kept/cell-$number.rl" --json >out
        jq -e --arg program "$program" --arg python "$python" \
            '.experiment.program == $program and .experiment.python == $python' out
        most=$(awk -v cell="$number" '$1 == cell { if ($6 - before > most) most = $6 - before; before = $6 } END { print most + 0 }' lines)
        [ "$(jq .lost out)" -eq "$most" ]
    done
    "$RACELEDGER" gil-matrix --runs 1 --iterations 500 --program len --lines >out
    [ "$(cut -d' ' -f1 out | tr '\n' ' ')" = "36 37 38 39 40 41 " ]
    refused 1 gil-matrix --runs 1 --iterations 500 --save-runs lines/below # a file is in the way
    [ ! -s out ]
}

@test "the listings: one for every program and version, with its switch points" {
    "$RACELEDGER" gil-matrix --listing --json >out
    jq -e '(.versions | length) == 6 and (.listings | length) == 48' out
    jq -e '.listings[] | select(.program == "inline" and .python == "3.9") |
           ([.steps[] | select(.looks != "never")] | length) == 8' out
    "$RACELEDGER" gil-matrix --listing --python 3.12 --program call >out
    grep -q 'RESUME' out
    grep -q Neither out
    if grep -q 'CPython 3.9' out; then return 1; fi
}
