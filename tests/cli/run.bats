#!/usr/bin/env bats
# Runs, their books, their files and their ends.

load common

@test "the books balance for every guard, threads and processes" {
    for workers in threads processes; do
        for guard in none mutex spin atomic gil gil+mutex flag peterson peterson-unfenced ticket; do
            "$RACELEDGER" run --guard "$guard" --workers "$workers" --iterations 3000 --json >out
            books_hold out
            jq -e '.ended == "complete"' out
            case $guard in
            none | flag | peterson-unfenced) ;;
            *) jq -e '.lost == 0 and .final == 0' out ;;
            esac
        done
    done
}

@test "how finely workers interleaved is told, alone, contended and in the file" {
    "$RACELEDGER" run --count 1 --iterations 3000 --json >out
    jq -e '.foreign_reads == 0 and .runs_of_one == { count: 1, median: 6000, longest: 6000 }' out
    "$RACELEDGER" run --iterations 3000 --json --timing sampled --save met.rl >out
    jq -e '.runs_of_one.count >= 2 and .runs_of_one.median <= .runs_of_one.longest and
           .foreign_reads >= .runs_of_one.count - 2 and .foreign_reads <= .runs_of_one.count' out
    "$RACELEDGER" show met.rl --json >again
    jq -s -e '.[0].foreign_reads == .[1].foreign_reads and .[0].runs_of_one == .[1].runs_of_one' out again
    "$RACELEDGER" show met.rl >out
    grep -Eq '^  Of 1 000 updates [0-9.]+ read what another worker had stored' out
}

@test "private memory: every process has its own balance" {
    "$RACELEDGER" run --workers processes --memory private --iterations 2000 --json >out
    books_hold out
    jq -e '.lost == 0 and ([.workers[].final] == [0, 0])' out
}

@test "a run without a lock loses updates, sooner or later" {
    [ "$(nproc)" -gt 1 ] || skip "one core: nothing runs side by side"
    for iterations in 100k 300k 1M 3M 3M 3M; do
        if "$RACELEDGER" run --iterations "$iterations" --expect lost >out; then return 0; fi
    done
    cat out
    return 1
}

# What a machine does to Peterson's lock without its fence is its own affair; that it is told truly is not.
@test "locks by hand: what they lose is explained, and what they keep is kept" {
    "$RACELEDGER" run --guard flag --iterations 1 --schedule 12222112221111 --json --save flag.rl >out 2>/dev/null
    books_hold out
    jq -e '.lost > 0 and (.explanation | test("^The lock itself is broken: "))' out
    "$RACELEDGER" show flag.rl >out
    grep -q '^The lock itself is broken: ' out
    for _ in 1 2 3 4 5; do
        "$RACELEDGER" run --guard peterson-unfenced --iterations 100k --json >out
        books_hold out
        jq -e 'if .lost > 0 then .explanation | test("^0 of the 48 schedules .* store buffer") else .explanation == null end' out
    done
    for guard in peterson ticket; do
        for cores in 1 2; do
            [ "$cores" -le "$(nproc)" ] || continue
            "$RACELEDGER" run --guard "$guard" --cores "$cores" --iterations 20k --expect correct --json >out
            jq -e '.explanation == null' out
        done
    done
    "$RACELEDGER" run --guard ticket --count 5 --iterations 500 --expect correct >/dev/null
    refused 2 run --guard peterson --count 3
    grep -qx 'raceledger: --count 3: must be 2 with --guard peterson' err
    refused 2 run --guard peterson-unfenced --amounts 1
    refused 2 reduce flag.rl --collision 1
    grep -q 'under a lock made by hand no collision is reduced' err
}

@test "--until-lost runs again until a run has lost an update, and says which it was" {
    # What cannot lose runs to the end; what is saved is the last.
    "$RACELEDGER" run --guard mutex --iterations 100 --until-lost 3 --json --save run.rl >out
    books_hold out
    jq -e '.until_lost == { run: 3, most: 3 } and .lost == 0' out
    "$RACELEDGER" show run.rl --json >out
    jq -e '.until_lost == null' out
    "$RACELEDGER" run --guard mutex --iterations 100 --until-lost 3 >out
    grep -q '^Run 3 of at most 3: the first two lost nothing, nor did this one.$' out
    refused 1 run --guard mutex --iterations 100 --until-lost 2 --expect lost
    "$RACELEDGER" run --iterations 1k --until-lost 40 --json >out
    books_hold out
    jq -e '.until_lost.most == 40 and (.lost > 0 or .until_lost.run == 40)' out
    "$RACELEDGER" run --iterations 100 --json >out
    jq -e '.until_lost == null' out
    refused 2 run --until-lost 0
    grep -q -- '--until-lost 0: must be from 1 to 1 000 runs' err
    refused 2 run --until-lost many
    refused 2 run --until-lost 5 --schedule 1122
    # A run that its deadline ended is not made again.
    status=0
    "$RACELEDGER" run --iterations 33000001 --amounts 1,2 --guard mutex --timing off --deadline 20ms --until-lost 9 --json >out || status=$?
    [ "$status" -eq 5 ]
    jq -e '.until_lost.run == 1' out
}

@test "GIL of 3.12 never loses, however short its patience" {
    "$RACELEDGER" run --guard gil --python 3.12 --switch-interval 1us --bytecode-cost 0 --iterations 20k --expect correct --json >out
    books_hold out
}

@test "--expect makes the exit status a test" {
    "$RACELEDGER" run --guard mutex --expect correct >/dev/null
    refused 1 run --guard mutex --iterations 1k --expect lost
}

@test "a saved recording shows the same report, and saves nothing else" {
    for guard in none mutex gil gil+mutex; do
        "$RACELEDGER" run --guard "$guard" --iterations 2000 --save run.rl >ran
        "$RACELEDGER" show run.rl >shown
        diff ran shown
        "$RACELEDGER" show run.rl --json >out
        books_hold out
        rm ran shown out
        only_files run.rl
    done
}

@test "the stored recording gives the stored report" {
    "$RACELEDGER" show "$GOLDEN/race.rl" >out
    "$RACELEDGER" show "$GOLDEN/race.rl" --json >json
    if [ -n "${UPDATE_GOLDEN:-}" ]; then
        cp out "$GOLDEN/race.txt"
        cp json "$GOLDEN/race.json"
    fi
    diff "$GOLDEN/race.txt" out
    diff "$GOLDEN/race.json" json
}

@test "no colour but on a terminal that knows it, and never with NO_COLOR" {
    export TERM=xterm
    "$RACELEDGER" run --iterations 100 >out
    ! grep -q $'\033' out
    script -qec "$RACELEDGER run --iterations 100" /dev/null >out
    grep -q $'\033' out
    NO_COLOR=1 script -qec "$RACELEDGER run --iterations 100" /dev/null >out
    ! grep -q $'\033' out
    # Nor the bar of a longer run.
    TERM=dumb script -qec "$RACELEDGER run --iterations 2M --guard mutex" /dev/null >out
    ! grep -q $'\033' out
}

@test "a deadline stops the run, says so, and the books of what was recorded balance" {
    status=0
    "$RACELEDGER" run --iterations 33000001 --amounts 1,2 --guard mutex --timing off --deadline 50ms --json >out 2>err || status=$?
    [ "$status" -eq 5 ]
    books_hold out
    jq -e '.ended == "deadline" and .updates > 0 and .lost == 0' out
    status=0
    "$RACELEDGER" run --iterations 33000001 --amounts 1,2 --guard mutex --timing off --deadline 20ms >out || status=$?
    [ "$status" -eq 5 ]
    grep -q 'Stopped by its deadline of 20ms' out
}

interrupt() { # signal, workers
    local status=0 began
    "$RACELEDGER" run --iterations 33000001 --amounts 1,2 --guard mutex --workers "$2" --timing off --save run.rl >out 2>err &
    local pid=$!
    sleep 0.7
    began=$(date +%s%N)
    kill "-$1" "$pid"
    wait "$pid" || status=$?
    echo "$1 $2: exit $status after $((($(date +%s%N) - began) / 1000000)) ms"
    [ $((($(date +%s%N) - began) / 1000000)) -lt 1500 ]
    case $1 in INT) [ "$status" -eq 130 ] ;; TERM) [ "$status" -eq 143 ] ;; esac
    no_children_left
    rm -f out err
    only_files
}

@test "SIGTERM ends a run of threads or processes within a second, with nothing left behind" {
    interrupt TERM threads
    interrupt TERM processes
}

@test "SIGINT does as well" {
    # In the foreground: timeout would otherwise signal twice, and the second ends a run at once.
    # Whoever started the tests may have SIGINT ignored, as a shell does for background jobs; then it stays ignored.
    (($(awk '/^SigIgn/ { print "0x" $2 }' /proc/self/status) & 2)) && skip "SIGINT is ignored here"
    for workers in threads processes; do
        for seconds in 0.7 2; do # a busy machine may not have come to hear of signals by then
            status=0
            timeout --foreground -s INT -k 5 $seconds "$RACELEDGER" run --iterations 33000001 --amounts 1,2 --guard mutex \
                --workers "$workers" --timing off >out 2>err || status=$?
            [ "$status" -eq 124 ] || { echo "exit status $status"; cat err; return 1; }
            ! grep -q 'interrupted after' err || break
        done
        grep -q 'interrupted after' err
        no_children_left
    done
}

@test "a worker process that dies is reported, not waited for" {
    "$RACELEDGER" run --iterations 33000001 --amounts 1,2 --workers processes --guard mutex --timing off >out 2>err &
    pid=$!
    for _ in {1..50}; do
        sleep 0.1
        child=$(pgrep -P "$pid" | head -1)
        [ -n "$child" ] && break
    done
    sleep 0.5
    kill -KILL "$child"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 1 ] || { echo "exit status $status"; cat out err; return 1; }
    grep -q "process $child.*died of signal 9" out
    grep -q 'The books balance' out
    no_children_left
}

@test "a full disk is an error, and an old file stays" {
    refused 1 run --iterations 100 --save /dev/full
    echo old >old.rl
    chmod 500 . || true
    if [ "$(id -u)" -ne 0 ]; then
        refused 1 run --iterations 100 --save old.rl
        [ "$(cat old.rl)" = old ]
    fi
    chmod 700 .
    status=0
    "$RACELEDGER" run --iterations 100 >/dev/full 2>err || status=$?
    [ "$status" -eq 1 ]
    grep -q 'standard output' err
    refused 1 run --iterations 100 --save missing/folder.rl
}

@test "what is no recording is refused with the reason" {
    refused 4 show missing.rl
    grep -q missing.rl err
    : >empty.rl
    refused 4 show empty.rl
    head -c 5000 "$GOLDEN/race.rl" >short.rl
    refused 4 show short.rl
    { head -c 7000 "$GOLDEN/race.rl"; printf x; tail -c +7002 "$GOLDEN/race.rl"; } >flipped.rl
    cmp -s flipped.rl "$GOLDEN/race.rl" || refused 4 show flipped.rl
    refused 4 show .
}

@test "with neither a command nor a display it says what to use, exit 3" {
    DISPLAY='' WAYLAND_DISPLAY='' refused 3
    grep -q 'raceledger run' err
}

@test "a recording that no lab made is told by what every recording has" {
    run "$RACELEDGER" show "$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/foreign"
    [ "$status" -eq 0 ]
    [[ $output == *"5 tasks, recorded"* ]]
    [[ $output == *"accounts_lock"*"taken 15 times"* ]]
    [[ $output == *" of 4 cores busy"* ]]
    run "$RACELEDGER" show --json "$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/foreign"
    [ "$status" -eq 0 ]
    [ "$(jq -r '.workers | length' <<<"$output")" -eq 5 ]
    [ "$(jq -r '.experiment' <<<"$output")" = null ]
}
